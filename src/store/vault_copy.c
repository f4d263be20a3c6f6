/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_impl.h"

#include "store/db_impl.h"

enum status
vault_slots_leave_out_key_files(struct db *copy, struct fault *f)
{
	int64_t passphrases = 0;
	enum status st = db_read_int(
		copy, "SELECT count(*) FROM vault_slot WHERE kind = 'passphrase'", &passphrases, f);

	if (st == ST_OK && passphrases == 0) {
		fault_set(f, WORD_LAST_SLOT,
		          "the vault opens by a key file only, and a copy leaves that slot out");
		return fault_hint(f, "add a passphrase (otpdeck vault add-passphrase), "
		                     "or give --all-slots");
	}
	if (st != ST_OK)
		return st;
	return db_run_alone(copy, "DELETE FROM vault_slot WHERE kind = 'key_file'", f);
}
