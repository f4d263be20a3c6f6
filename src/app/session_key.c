/* SPDX-License-Identifier: MIT */
/* the key that a request of a profile carries */
#include "app/session.h"

#include "store/secret_store.h"

/* A key that domain/sandbox_key.h gives no other meaning may do everything. */
#define SANDBOX_KEY "sandbox"

/* Keeps a key that was opened only where `st` says that it may be sent. */
static enum status
settle(enum status st, struct secret **out)
{
	if (st != ST_OK && *out) {
		secret_destroy(*out);
		*out = NULL;
	}
	return st;
}

static enum status
open_past(struct session *s, struct db *db, const struct profile *p, const char *key_uuid,
          struct secret **out, struct fault *f)
{
	enum status st = secret_store_open_past(db, s->vault, p, key_uuid, out, f);

	if (st == ST_OK && profile_is_billed(p))
		st = secret_store_check_past_host(db, s->vault, p, key_uuid, f);
	return settle(st, out);
}

enum status
session_open_key_of(struct session *s, struct db *db, const struct profile *p, const char *key_uuid,
                    struct secret **out, struct fault *f)
{
	enum status st = profile_check_key_host(p, f);

	*out = NULL;
	if (st != ST_OK)
		return st;
	st = key_uuid[0] ? open_past(s, db, p, key_uuid, out, f) : ST_NOT_FOUND;
	/* One that is not kept, does not open or is another host's: the stored one it is. */
	if (st == ST_OK || st == ST_LOCKED)
		return st;
	return session_open_key(s, db, p, true, out, f);
}

enum status
session_open_stored_key(struct session *s, struct db *db, const struct profile *p, const char *name,
                        struct secret **out, struct fault *f)
{
	enum status st = profile_check_key_host(p, f);

	*out = NULL;
	if (st == ST_OK)
		st = secret_store_open(db, s->vault, p, name, out, f);
	if (st == ST_OK && profile_is_billed(p))
		st = secret_store_check_host(db, s->vault, p, name, f);
	return settle(st, out);
}

enum status
session_open_key(struct session *s, struct db *db, const struct profile *p, bool for_logs,
                 struct secret **out, struct fault *f)
{
	static const char *const names[] = { "API_KEY_LOGS", "API_KEY" };
	enum status st = ST_OK;

	*out = NULL;
	for (size_t i = for_logs ? 0 : 1; i < 2; i++) {
		st = session_open_stored_key(s, db, p, names[i], out, f);
		if (st == ST_OK || f->word != WORD_SECRET_MISSING)
			return st;
	}
	if (p->environment != PROFILE_SANDBOX)
		return st;
	*out = secret_create(SANDBOX_KEY, sizeof(SANDBOX_KEY) - 1);
	return ST_OK;
}
