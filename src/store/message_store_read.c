/* SPDX-License-Identifier: MIT */
/* messages on disk, each with its history in a chain of hashes */
#include "store/message_store.h"

#include <string.h>

#include "store/message_store_impl.h"

#define ROW_NUMBER_DIGITS_MAX 18

/* --- One row -------------------------------------------------------------------------------- */

/* The next row of a bound MESSAGE_SELECT; ST_NOT_FOUND says nothing yet. */
static enum status
load_row(struct db_statement *s, struct message *out, struct fault *f)
{
	enum status st = db_step(s, f);

	if (st == ST_MORE)
		return message_store_read_row(s, out, f);
	return st == ST_OK ? ST_NOT_FOUND : st;
}

/* The same of its only row, and releases it. */
static enum status
load_one(struct db_statement *s, struct message *out, struct fault *f)
{
	enum status st = load_row(s, out, f);

	db_release(s);
	return st;
}

static enum status
no_such_row(int64_t id, struct fault *f)
{
	return fault_set(f, WORD_NOT_FOUND, "there is no message %lld", (long long)id);
}

enum status
message_store_load(struct db *db, int64_t id, struct message *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, MESSAGE_SELECT " WHERE id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, id);
	st = load_one(s, out, f);
	return st == ST_NOT_FOUND ? no_such_row(id, f) : st;
}

/* --- By what an operator types --------------------------------------------------------------- */

/* False when it is no row number; `id` is then left to the messageIds. */
static bool
read_row_number(const char *id, int64_t *out)
{
	size_t digits = strspn(id, "0123456789");

	if (digits == 0 || id[digits] != '\0' || digits > ROW_NUMBER_DIGITS_MAX)
		return false;
	*out = 0;
	for (size_t i = 0; i < digits; i++)
		*out = *out * 10 + (id[i] - '0');
	return true;
}

/* A slip in a row number must not become another message, so that only as many digits as the
 * first group of a messageId has may be one. */
static bool
may_be_prefix(const char *id)
{
	size_t size_bytes = strlen(id);
	bool digits_only = strspn(id, "0123456789") == size_bytes;

	return size_bytes >= (digits_only ? MESSAGE_PREFIX_DIGITS_MIN : MESSAGE_PREFIX_MIN);
}

static enum status
find_row_number(struct db *db, int64_t id, struct message *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, MESSAGE_SELECT " WHERE id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, id);
	return load_one(s, out, f);
}

/* The texts that begin with `prefix` lie from it to, without, the same text with its last byte one
 * higher: a range that the index of messageIds answers, which LIKE would not. */
static bool
range_end(const char *prefix, char out[RANDOM_UUID_BYTES])
{
	size_t size_bytes = strlen(prefix);

	if (size_bytes == 0 || size_bytes >= RANDOM_UUID_BYTES ||
	    (unsigned char)prefix[size_bytes - 1] >= 0x7f)
		return false;
	memcpy(out, prefix, size_bytes + 1);
	out[size_bytes - 1]++;
	return true;
}

/* Takes the first of at most two rows, those of the profile first, and releases the statement. */
static enum status
take_only(struct db_statement *s, int64_t profile_id, const char *id, struct message *out,
          struct fault *f)
{
	struct message second;
	enum status st = load_row(s, out, f);
	bool sure =
		st != ST_OK || out->profile_id != profile_id || strcmp(out->message_id, id) == 0;

	if (!sure) {
		st = load_row(s, &second, f);
		sure = st != ST_OK || second.profile_id != profile_id;
		if (st == ST_NOT_FOUND)
			st = ST_OK;
	}
	if (!sure) {
		fault_set(f, WORD_AMBIGUOUS, "several messages begin with \"%s\"", id);
		st = fault_hint(f, "give more of the messageId, or the row number");
	}
	db_release(s);
	return st;
}

static enum status
find_prefix(struct db *db, int64_t profile_id, const char *id, struct message *out, struct fault *f)
{
	char end[RANDOM_UUID_BYTES];
	struct db_statement *s = NULL;
	enum status st;

	if (!may_be_prefix(id) || !range_end(id, end))
		return ST_NOT_FOUND;
	st = db_prepare(db,
	                MESSAGE_SELECT " WHERE message_id >= ? AND message_id < ?"
	                               " ORDER BY profile_id <> ?, message_id LIMIT 2",
	                &s, f);
	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, id);
	db_bind_text(s, 2, end);
	db_bind_int(s, 3, profile_id);
	return take_only(s, profile_id, id, out, f);
}

static enum status
of_other_profile(struct db *db, const struct message *m, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, "SELECT name FROM profile WHERE id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, m->profile_id);
	st = db_step(s, f);
	if (st == ST_MORE) {
		const char *name = db_column_text(s, 0);
		fault_set(f, WORD_NOT_FOUND, "row %lld belongs to the profile %s", (long long)m->id,
		          name);
		st = fault_hint(f, "act on that profile with -p %s, or check the ID", name);
	} else if (st == ST_OK) {
		st = no_such_row(m->id, f);
	}
	db_release(s);
	return st;
}

static enum status
nothing_found(const char *id, struct fault *f)
{
	int64_t row_number;

	if (read_row_number(id, &row_number) && !may_be_prefix(id))
		no_such_row(row_number, f);
	else
		fault_set(f, WORD_NOT_FOUND, "no message of this profile has the id \"%s\"", id);
	return fault_hint(f,
	                  "give a row number, or a messageId or its beginning: %d characters or "
	                  "more, %d where it has digits only",
	                  MESSAGE_PREFIX_MIN, MESSAGE_PREFIX_DIGITS_MIN);
}

enum status
message_store_find(struct db *db, int64_t profile_id, const char *id, struct message *out,
                   struct fault *f)
{
	int64_t row_number;
	enum status st = ST_NOT_FOUND;

	if (read_row_number(id, &row_number))
		st = find_row_number(db, row_number, out, f);
	if (st == ST_NOT_FOUND)
		st = find_prefix(db, profile_id, id, out, f);
	if (st == ST_NOT_FOUND)
		return nothing_found(id, f);
	if (st == ST_OK && out->profile_id != profile_id)
		return of_other_profile(db, out, f);
	return st;
}

/* --- Long texts ----------------------------------------------------------------------------- */

static void
append_cut(struct text *t, const char *source)
{
	size_t room = t->ceiling_bytes - t->size_bytes;

	if (text_append(t, source))
		return;
	/* A byte 10xxxxxx goes on with a character, which is never cut. */
	while (room > 0 && ((unsigned char)source[room] & 0xc0) == 0x80)
		room--;
	(void)text_append_bytes(t, source, room);
}

static enum status
read_look_up(struct db *db, int64_t id, struct text *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "SELECT answer FROM message_history"
	                            " WHERE message = ? AND from_state <> 'sending'"
	                            " AND answer <> '' ORDER BY id DESC LIMIT 1",
	                            &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, id);
	st = db_step(s, f);
	if (st == ST_MORE) {
		append_cut(out, db_column_text(s, 0));
		st = ST_OK;
	}
	db_release(s);
	return st;
}

enum status
message_store_body(struct db *db, int64_t id, struct message_body *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st =
		db_prepare(db, "SELECT preview, request, answer FROM message WHERE id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, id);
	st = db_step(s, f);
	if (st == ST_MORE) {
		append_cut(&out->preview, db_column_text(s, 0));
		append_cut(&out->request, db_column_text(s, 1));
		append_cut(&out->answer, db_column_text(s, 2));
		st = ST_OK;
	} else if (st == ST_OK) {
		st = no_such_row(id, f);
	}
	db_release(s);
	return st == ST_OK ? read_look_up(db, id, &out->look_up, f) : st;
}

/* --- Rows that wait ------------------------------------------------------------------------- */

static enum status
earliest_due(struct db *db, int64_t profile_id, int64_t *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db,
		"SELECT next_poll_at_ms FROM message INDEXED BY message_due"
		" WHERE profile_id = ? AND next_poll_at_ms > 0 ORDER BY next_poll_at_ms LIMIT 1",
		&s, f);

	*out = 0;
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, profile_id);
	return db_take_int(s, out, f);
}

enum status
message_store_due(struct db *db, int64_t profile_id, int64_t now_ms, struct message *out,
                  size_t room, size_t *count, int64_t *next_due_ms, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = earliest_due(db, profile_id, next_due_ms, f);

	*count = 0;
	if (st == ST_OK)
		st = db_prepare(db,
		                MESSAGE_SELECT " INDEXED BY message_due WHERE profile_id = ?"
		                               " AND next_poll_at_ms > 0 AND next_poll_at_ms <= ?"
		                               " ORDER BY next_poll_at_ms, id LIMIT ?",
		                &s, f);
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, profile_id);
	db_bind_int(s, 2, now_ms);
	db_bind_int(s, 3, (int64_t)room);
	while ((st = db_step(s, f)) == ST_MORE) {
		st = message_store_read_row(s, &out[*count], f);
		if (st != ST_OK)
			break;
		(*count)++;
	}
	db_release(s);
	return st;
}
