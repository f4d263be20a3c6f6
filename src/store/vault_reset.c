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

enum status
vault_count_losses(struct db *db, struct vault_losses *out, struct fault *f)
{
	enum status st = db_read_int(db, "SELECT count(*) FROM secret", &out->secrets, f);

	if (st == ST_OK)
		st = db_read_int(db, "SELECT count(*) FROM secret_past", &out->past_secrets, f);
	if (st == ST_OK)
		st = db_read_int(db, "SELECT count(*) FROM message WHERE to_sealed <> x''",
		                 &out->numbers, f);
	return st;
}

enum status
vault_reset(struct db *db, const char *key_dir, struct fault *f)
{
	char uuid[RANDOM_UUID_BYTES];

	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		enum status st = db_run_alone(db, losses[i], f);
		if (st != ST_OK)
			return st;
	}
	return vault_create(db, key_dir, uuid, f);
}
