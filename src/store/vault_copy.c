/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_impl.h"

#include "store/db_impl.h"

static enum status
count_passphrases(struct db *copy, int64_t *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		copy, "SELECT count(*) FROM vault_slot WHERE kind = 'passphrase'", &s, f);

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
vault_slots_leave_out_key_files(struct db *copy, struct fault *f)
{
	struct db_statement *s = NULL;
	int64_t passphrases = 0;
	enum status st = count_passphrases(copy, &passphrases, f);

	if (st == ST_OK && passphrases == 0) {
		fault_set(f, WORD_LAST_SLOT,
		          "the vault opens by a key file only, and a copy leaves that slot out");
		return fault_hint(f, "add a passphrase (otpdeck vault add-passphrase), "
		                     "or give --all-slots");
	}
	if (st == ST_OK)
		st = db_prepare(copy, "DELETE FROM vault_slot WHERE kind = 'key_file'", &s, f);
	if (st == ST_OK)
		st = db_run(s, f);
	db_release(s);
	return st;
}
