/* SPDX-License-Identifier: MIT */
/* who did what: append-only rows in a chain of hashes */
#include "store/audit_store.h"

#include <string.h>

#include "base/clock.h"
#include "store/db_impl.h"
#include "store/vault_chain_impl.h"

/* A row as it is hashed; the texts are borrowed. */
struct audit_row {
	int64_t at_ms;
	int64_t profile_id;
	const char *event;
	const char *detail;
};

static void
chain_row(const unsigned char before[VAULT_CHAIN_BYTES], const struct audit_row *row,
          unsigned char out[VAULT_CHAIN_BYTES])
{
	const struct vault_chain_field fields[] = {
		{ .text = "audit" },    { .number = row->at_ms }, { .number = row->profile_id },
		{ .text = row->event }, { .text = row->detail },
	};

	vault_chain_next(before, fields, sizeof(fields) / sizeof(fields[0]), out);
}

static enum status
insert_row(struct db *db, const struct audit_row *row, const unsigned char hash[VAULT_CHAIN_BYTES],
           struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "INSERT INTO audit (at_ms, profile_id, event, detail, hash)"
	                            " VALUES (?, ?, ?, ?, ?)",
	                            &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, row->at_ms);
	db_bind_int(s, 2, row->profile_id);
	db_bind_text(s, 3, row->event);
	db_bind_text(s, 4, row->detail);
	db_bind_blob(s, 5, hash, VAULT_CHAIN_BYTES);
	return db_complete(s, f);
}

enum status
audit_store_append(struct db *db, int64_t profile_id, const char *event, const char *detail,
                   struct fault *f)
{
	struct audit_row row = { clock_now_ms(), profile_id, event, detail };
	unsigned char hash[VAULT_CHAIN_BYTES];
	enum status st =
		vault_chain_head(db, "SELECT hash FROM audit ORDER BY id DESC LIMIT 1", hash, f);

	if (st != ST_OK)
		return st;
	chain_row(hash, &row, hash);
	return insert_row(db, &row, hash, f);
}

/* Compares one row, columns as in audit_store_verify, and moves `hash` on to it. */
static enum status
verify_row(const struct db_statement *s, unsigned char hash[VAULT_CHAIN_BYTES], struct fault *f)
{
	struct audit_row row = { db_column_int(s, 1), db_column_int(s, 2), db_column_text(s, 3),
		                 db_column_text(s, 4) };
	size_t size_bytes = 0;
	const void *stored = db_column_blob(s, 5, &size_bytes);

	chain_row(hash, &row, hash);
	if (size_bytes == VAULT_CHAIN_BYTES && memcmp(hash, stored, VAULT_CHAIN_BYTES) == 0)
		return ST_OK;
	fault_set(f, WORD_ROW_DAMAGED, "row %lld of the audit does not follow the row before it",
	          (long long)db_column_int(s, 0));
	return fault_hint(f, "rows were changed outside otpdeck; compare with a backup");
}

enum status
audit_store_verify(struct db *db, struct fault *f)
{
	unsigned char hash[VAULT_CHAIN_BYTES] = { 0 };
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db, "SELECT id, at_ms, profile_id, event, detail, hash FROM audit ORDER BY id", &s,
		f);

	if (st != ST_OK)
		return st;
	while ((st = db_step(s, f)) == ST_MORE) {
		st = verify_row(s, hash, f);
		if (st != ST_OK)
			break;
	}
	db_release(s);
	return st;
}
