/* SPDX-License-Identifier: MIT */
/* messages on disk, each with its history in a chain of hashes */
#include "store/message_store.h"

#include <string.h>

#include "base/mem.h"
#include "store/message_store_impl.h"
#include "store/vault_chain_impl.h"

/* A row as it is hashed; the texts are borrowed. */
struct history_row {
	int64_t message;
	int64_t at_ms;
	const char *from;
	const char *to;
	const char *cause;
	int64_t status_group;
	int64_t status_id;
	const char *answer;
};

static void
chain_row(const unsigned char before[VAULT_CHAIN_BYTES], const struct history_row *row,
          unsigned char out[VAULT_CHAIN_BYTES])
{
	const struct vault_chain_field fields[] = {
		{ .text = "message_history" },
		{ .number = row->message },
		{ .number = row->at_ms },
		{ .text = row->from },
		{ .text = row->to },
		{ .text = row->cause },
		{ .number = row->status_group },
		{ .number = row->status_id },
		{ .text = row->answer },
	};

	vault_chain_next(before, fields, sizeof(fields) / sizeof(fields[0]), out);
}

static enum status
insert_row(struct db *db, const struct history_row *row,
           const unsigned char hash[VAULT_CHAIN_BYTES], struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db,
		"INSERT INTO message_history (message, at_ms, from_state, to_state, cause,"
		" status_group, status_id, answer, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		&s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, row->message);
	db_bind_int(s, 2, row->at_ms);
	db_bind_text(s, 3, row->from);
	db_bind_text(s, 4, row->to);
	db_bind_text(s, 5, row->cause);
	db_bind_int(s, 6, row->status_group);
	db_bind_int(s, 7, row->status_id);
	db_bind_text(s, 8, row->answer);
	db_bind_blob(s, 9, hash, VAULT_CHAIN_BYTES);
	return db_complete(s, f);
}

enum status
message_store_append_step(struct db *db, int64_t id, const struct message_step *step,
                          const char *answer, struct fault *f)
{
	struct history_row row = {
		.message = id,
		.at_ms = step->at_ms,
		.from = message_state_word(step->from),
		.to = message_state_word(step->to),
		.cause = step->cause,
		.status_group = step->status_group,
		.status_id = step->status_id,
		.answer = answer ? answer : "",
	};
	unsigned char hash[VAULT_CHAIN_BYTES];
	enum status st = vault_chain_head(
		db, "SELECT hash FROM message_history ORDER BY id DESC LIMIT 1", hash, f);

	if (st != ST_OK)
		return st;
	chain_row(hash, &row, hash);
	return insert_row(db, &row, hash, f);
}

/* --- Reading -------------------------------------------------------------------------------- */

static enum status
read_step(const struct db_statement *s, struct message_step *out, struct fault *f)
{
	out->at_ms = db_column_int(s, 1);
	text_copy(out->cause, sizeof(out->cause), db_column_text(s, 4));
	out->status_group = (int)db_column_int(s, 5);
	out->status_id = (int)db_column_int(s, 6);
	if (message_state_from_word(db_column_text(s, 2), &out->from) &&
	    message_state_from_word(db_column_text(s, 3), &out->to))
		return ST_OK;
	return fault_set(f, WORD_ROW_DAMAGED, "row %lld of the history has no state that exists",
	                 (long long)db_column_int(s, 0));
}

enum status
message_store_history(struct db *db, int64_t id, struct message_step **out, size_t *count,
                      struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "SELECT id, at_ms, from_state, to_state, cause, status_group,"
	                            " status_id FROM message_history WHERE message = ?"
	                            " ORDER BY id",
	                            &s, f);

	*out = NULL;
	*count = 0;
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, id);
	while ((st = db_step(s, f)) == ST_MORE) {
		*out = mem_resize(*out, (*count + 1) * sizeof(**out));
		st = read_step(s, &(*out)[(*count)++], f);
		if (st != ST_OK)
			break;
	}
	db_release(s);
	if (st != ST_OK) {
		mem_free(*out);
		*out = NULL;
		*count = 0;
	}
	return st;
}

/* --- Verifying ------------------------------------------------------------------------------ */

/* Compares one row, columns as in message_store_verify, and moves `hash` on to it. */
static enum status
verify_row(const struct db_statement *s, unsigned char hash[VAULT_CHAIN_BYTES], struct fault *f)
{
	struct history_row row = {
		.message = db_column_int(s, 1),
		.at_ms = db_column_int(s, 2),
		.from = db_column_text(s, 3),
		.to = db_column_text(s, 4),
		.cause = db_column_text(s, 5),
		.status_group = db_column_int(s, 6),
		.status_id = db_column_int(s, 7),
		.answer = db_column_text(s, 8),
	};
	size_t size_bytes = 0;
	const void *stored = db_column_blob(s, 9, &size_bytes);

	chain_row(hash, &row, hash);
	if (size_bytes == VAULT_CHAIN_BYTES && memcmp(hash, stored, VAULT_CHAIN_BYTES) == 0)
		return ST_OK;
	fault_set(f, WORD_ROW_DAMAGED,
	          "row %lld of the history (message %lld) does not follow the row before it",
	          (long long)db_column_int(s, 0), (long long)row.message);
	return fault_hint(f, "rows were changed outside otpdeck; compare with a backup");
}

enum status
message_store_verify(struct db *db, struct fault *f)
{
	unsigned char hash[VAULT_CHAIN_BYTES] = { 0 };
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "SELECT id, message, at_ms, from_state, to_state, cause,"
	                            " status_group, status_id, answer, hash FROM message_history"
	                            " ORDER BY id",
	                            &s, f);

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
