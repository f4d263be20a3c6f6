/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault.h"

#include "store/db_impl.h"
#include "store/vault_impl.h"

/* What only the lost key could open or find again. */
static const char *const losses[] = {
	"DELETE FROM secret",
	"DELETE FROM secret_past",
	"UPDATE message SET to_sealed = x'', context_sealed = x'', to_hash = x'', body_hash = x''",
	"DELETE FROM vault_slot",
	"DELETE FROM vault",
};

static enum status
run(struct db *db, const char *sql, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db, sql, &s, f);

	if (st == ST_OK)
		st = db_run(s, f);
	db_release(s);
	return st;
}

static enum status
count(struct db *db, const char *sql, int64_t *out, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db, sql, &s, f);

	*out = 0;
	if (st == ST_OK)
		st = db_step(s, f);
	if (st == ST_MORE) {
		*out = db_column_int(s, 0);
		st = ST_OK;
	}
	db_release(s);
	return st;
}

enum status
vault_count_losses(struct db *db, struct vault_losses *out, struct fault *f)
{
	enum status st = count(db, "SELECT count(*) FROM secret", &out->secrets, f);

	if (st == ST_OK)
		st = count(db, "SELECT count(*) FROM secret_past", &out->past_secrets, f);
	if (st == ST_OK)
		st = count(db, "SELECT count(*) FROM message WHERE to_sealed <> x''", &out->numbers,
		           f);
	return st;
}

enum status
vault_reset(struct db *db, const char *key_dir, struct fault *f)
{
	char uuid[RANDOM_UUID_BYTES];

	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		enum status st = run(db, losses[i], f);
		if (st != ST_OK)
			return st;
	}
	return vault_create(db, key_dir, uuid, f);
}
