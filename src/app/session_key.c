/* SPDX-License-Identifier: MIT */
/* the key that a request of a profile carries */
#include "app/session.h"

#include "store/secret_store.h"

/* A key that domain/sandbox_key.h gives no other meaning may do everything. */
#define SANDBOX_KEY "sandbox"

enum status
session_open_key_of(struct session *s, struct db *db, const struct profile *p, const char *key_uuid,
                    struct secret **out, struct fault *f)
{
	enum status st = ST_NOT_FOUND;

	*out = NULL;
	if (key_uuid[0])
		st = secret_store_open_past(db, s->vault, p, key_uuid, out, f);
	/* One that is not kept, or does not open, is as good as the stored one. */
	if (st == ST_OK || st == ST_LOCKED)
		return st;
	return session_open_key(s, db, p, true, out, f);
}

enum status
session_open_key(struct session *s, struct db *db, const struct profile *p, bool for_logs,
                 struct secret **out, struct fault *f)
{
	static const char *const names[] = { "API_KEY_LOGS", "API_KEY" };
	enum status st = ST_OK;

	*out = NULL;
	for (size_t i = for_logs ? 0 : 1; i < 2; i++) {
		st = secret_store_open(db, s->vault, p, names[i], out, f);
		if (st == ST_OK && p->environment != PROFILE_SANDBOX)
			st = secret_store_check_host(db, s->vault, p, names[i], f);
		if (st != ST_OK && *out) {
			secret_destroy(*out);
			*out = NULL;
		}
		if (st == ST_OK || f->word != WORD_SECRET_MISSING)
			return st;
	}
	if (p->environment != PROFILE_SANDBOX)
		return st;
	*out = secret_create(SANDBOX_KEY, sizeof(SANDBOX_KEY) - 1);
	return ST_OK;
}
