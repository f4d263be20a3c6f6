/* SPDX-License-Identifier: MIT */
/* secrets that were replaced, kept while a message that went out with one is not final */
#include "store/secret_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/text.h"
#include "store/db_impl.h"
#include "store/secret_store_impl.h"
#include "store/vault.h"

/* A replaced value, on its way from one table to the other. */
struct past {
	char uuid[RANDOM_UUID_BYTES];
	int64_t generation;
	char fingerprint[10];
	char last_four[5];
	char host[SECRET_HOST_BYTES];
	unsigned char host_mark[VAULT_HASH_BYTES];
	size_t host_mark_bytes; /* 0 or all of them */
	struct secret *value;
};

static struct vault_place
place_of(const struct profile *p, const struct past *row, const char *table, const char *name)
{
	return (struct vault_place){ table, row->uuid, p->uuid, name, row->generation };
}

/* It is over the uuid and the host, which stay the same, and so stays true of the row's copy. */
static void
read_mark(const struct db_statement *s, struct past *out)
{
	size_t size_bytes = 0;
	const void *mark = db_column_blob(s, 5, &size_bytes);

	if (size_bytes == sizeof(out->host_mark)) {
		memcpy(out->host_mark, mark, size_bytes);
		out->host_mark_bytes = size_bytes;
	}
	text_copy(out->host, sizeof(out->host), db_column_text(s, 6));
}

static enum status
read_current(const struct db_statement *s, const struct vault *v, const struct profile *p,
             const char *name, struct past *out)
{
	size_t size_bytes = 0;
	const void *sealed = db_column_blob(s, 2, &size_bytes);
	struct fault ignored = { 0 };

	text_copy(out->uuid, sizeof(out->uuid), db_column_text(s, 0));
	out->generation = db_column_int(s, 1);
	text_copy(out->fingerprint, sizeof(out->fingerprint), db_column_text(s, 3));
	text_copy(out->last_four, sizeof(out->last_four), db_column_text(s, 4));
	read_mark(s, out);
	struct vault_place place = place_of(p, out, "secret", name);
	return vault_open_secret(v, &place, sealed, size_bytes, &out->value, &ignored);
}

/* ST_NOT_FOUND without a fault when nothing waits for it, or when it does not open any more. */
static enum status
load_waited_for(struct db *db, const struct vault *v, const struct profile *p, const char *name,
                struct past *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = secret_store_prepare(
		db,
		"SELECT uuid, generation, sealed, fingerprint, last_four,"
		" host_mark, host FROM secret AS s WHERE profile_id = ? AND name = ? AND EXISTS"
		" (SELECT 1 FROM message WHERE key_uuid = s.uuid AND final = 0)",
		p, name, &s, f);

	if (st != ST_OK)
		return st;
	st = db_step(s, f);
	if (st == ST_MORE)
		st = read_current(s, v, p, name, out) == ST_OK ? ST_OK : ST_NOT_FOUND;
	else if (st == ST_OK)
		st = ST_NOT_FOUND;
	db_release(s);
	return st;
}

static enum status
insert_past(struct db *db, const struct profile *p, const char *name, const struct past *row,
            const struct text *sealed, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "INSERT INTO secret_past (uuid, profile_id, name, generation,"
	                            " sealed, fingerprint, last_four, replaced_at_ms,"
	                            " host_mark, host)"
	                            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	                            &s, f);

	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, row->uuid);
	db_bind_int(s, 2, p->id);
	db_bind_text(s, 3, name);
	db_bind_int(s, 4, row->generation);
	db_bind_blob(s, 5, sealed->bytes, sealed->size_bytes);
	db_bind_text(s, 6, row->fingerprint);
	db_bind_text(s, 7, row->last_four);
	db_bind_int(s, 8, clock_now_ms());
	db_bind_blob(s, 9, row->host_mark, row->host_mark_bytes);
	db_bind_text(s, 10, row->host);
	return db_complete(s, f);
}

enum status
secret_store_keep_past(struct db *db, const struct vault *v, const struct profile *p,
                       const char *name, struct fault *f)
{
	struct past row = { .value = NULL };
	struct text sealed;
	enum status st = load_waited_for(db, v, p, name, &row, f);

	if (st == ST_NOT_FOUND)
		return ST_OK;
	if (st != ST_OK)
		return st;
	row.generation = vault_generation(v);
	struct vault_place place = place_of(p, &row, "secret_past", name);
	text_init(&sealed, SECRET_SEALED_BYTES_MAX);
	st = vault_seal_secret(v, &place, row.value, &sealed, f);
	if (st == ST_OK)
		st = insert_past(db, p, name, &row, &sealed, f);
	text_finish(&sealed);
	secret_destroy(row.value);
	return st;
}

/* --- Read, listed, swept -------------------------------------------------------------------- */

static enum status
open_past(const struct db_statement *s, const struct vault *v, const struct profile *p,
          const char *uuid, struct secret **out, struct fault *f)
{
	size_t size_bytes = 0;
	const void *sealed = db_column_blob(s, 2, &size_bytes);
	struct vault_place place = { "secret_past", uuid, p->uuid, db_column_text(s, 0),
		                     db_column_int(s, 1) };

	return vault_open_secret(v, &place, sealed, size_bytes, out, f);
}

enum status
secret_store_open_past(struct db *db, const struct vault *v, const struct profile *p,
                       const char *uuid, struct secret **out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = vault_follow(db, v, f);

	*out = NULL;
	if (st == ST_OK)
		st = db_prepare(db,
		                "SELECT name, generation, sealed FROM secret_past"
		                " WHERE uuid = ? AND profile_id = ?",
		                &s, f);
	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, uuid);
	db_bind_int(s, 2, p->id);
	st = db_step(s, f);
	if (st == ST_MORE)
		st = open_past(s, v, p, uuid, out, f);
	else if (st == ST_OK)
		st = fault_set(f, WORD_SECRET_MISSING, "no such replaced secret is kept");
	db_release(s);
	return st;
}

enum status
secret_store_list_past(struct db *db, const struct profile *p, const char *name,
                       struct secret_past_info **out, size_t *count, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = secret_store_prepare(
		db,
		"SELECT fingerprint, last_four, replaced_at_ms, (SELECT count(*)"
		" FROM message WHERE key_uuid = s.uuid AND final = 0)"
		" FROM secret_past AS s WHERE profile_id = ? AND name = ?"
		" ORDER BY replaced_at_ms DESC",
		p, name, &s, f);

	*out = NULL;
	*count = 0;
	if (st != ST_OK)
		return st;
	while ((st = db_step(s, f)) == ST_MORE) {
		*out = mem_resize(*out, (*count + 1) * sizeof(**out));
		struct secret_past_info *row = &(*out)[(*count)++];
		text_copy(row->fingerprint, sizeof(row->fingerprint), db_column_text(s, 0));
		text_copy(row->last_four, sizeof(row->last_four), db_column_text(s, 1));
		row->replaced_at_ms = db_column_int(s, 2);
		row->waiting = db_column_int(s, 3);
	}
	db_release(s);
	if (st != ST_OK) {
		mem_free(*out);
		*out = NULL;
		*count = 0;
	}
	return st;
}

enum status
secret_store_count_waiting(struct db *db, const struct profile *p, const char *name, int64_t *out,
                           struct fault *f)
{
	struct db_statement *s = NULL;

	*out = 0;
	if (p->environment == PROFILE_SANDBOX)
		return ST_OK;
	enum status st = secret_store_prepare(
		db,
		"SELECT count(*) FROM message WHERE final = 0 AND profile_id = ?1 AND key_uuid IN"
		" (SELECT uuid FROM secret WHERE profile_id = ?1 AND name = ?2 UNION ALL"
		" SELECT uuid FROM secret_past WHERE profile_id = ?1 AND name = ?2)"
		" AND NOT EXISTS (SELECT 1 FROM secret WHERE profile_id = ?1 AND name <> ?2"
		" AND name IN ('API_KEY', 'API_KEY_LOGS'))",
		p, name, &s, f);

	return st == ST_OK ? db_take_int(s, out, f) : st;
}

enum status
secret_store_sweep_past(struct db *db, bool *swept, struct fault *f)
{
	enum status st =
		db_run_alone(db,
	                     "DELETE FROM secret_past WHERE NOT EXISTS (SELECT 1 FROM message"
	                     " WHERE key_uuid = secret_past.uuid AND final = 0)",
	                     f);

	*swept = st == ST_OK && db_changed_rows(db) > 0;
	return st;
}

enum status
secret_store_remove_past(struct db *db, const struct profile *p, const char *name, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = secret_store_prepare(
		db, "DELETE FROM secret_past WHERE profile_id = ? AND name = ?", p, name, &s, f);

	return st == ST_OK ? db_complete(s, f) : st;
}

enum status
secret_store_uuid(struct db *db, const struct profile *p, const char *name,
                  char out[SECRET_UUID_BYTES], struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = secret_store_prepare(
		db, "SELECT uuid FROM secret WHERE profile_id = ? AND name = ?", p, name, &s, f);

	out[0] = '\0';
	if (st != ST_OK)
		return st;
	st = db_step(s, f);
	if (st == ST_MORE) {
		text_copy(out, SECRET_UUID_BYTES, db_column_text(s, 0));
		st = ST_OK;
	}
	db_release(s);
	return st;
}
