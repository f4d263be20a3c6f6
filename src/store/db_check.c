/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include <string.h>

static enum status
judge_words(const struct db *db, const char *words, struct fault *f)
{
	if (strcmp(words, "ok") == 0)
		return ST_OK;
	fault_set(f, WORD_STORE_DAMAGED, "%s is damaged: %.60s", db->place.shown, words);
	return fault_hint(f, "end every otpdeck; otpdeck restore FILE puts a copy in its place");
}

enum status
db_quick_check(struct db *db, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db, "PRAGMA quick_check(1)", &s, f);

	if (st == ST_OK)
		st = db_step(s, f);
	if (st == ST_MORE)
		st = judge_words(db, db_column_text(s, 0), f);
	db_release(s);
	return st;
}

static int64_t
size_of(const struct db_place *place)
{
	struct stat info;

	return lstat(place->path, &info) == 0 ? (int64_t)info.st_size : 0;
}

static enum status
read_journal(struct db *db, struct db_facts *out, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db, "PRAGMA journal_mode", &s, f);

	if (st == ST_OK)
		st = db_step(s, f);
	if (st == ST_MORE) {
		out->is_wal = strcmp(db_column_text(s, 0), "wal") == 0;
		st = ST_OK;
	}
	db_release(s);
	return st;
}

enum status
db_read_facts(struct db *db, struct db_facts *out, struct fault *f)
{
	struct db seen = { .place = db->place, .use = db->use };
	struct db_place log;
	struct stat info;
	enum status st;

	memset(out, 0, sizeof(*out));
	st = db_file_check_identity(db, f);
	if (st == ST_OK)
		st = db_file_check(&seen, f);
	if (st != ST_OK)
		return st;
	if (lstat(db->place.path, &info) == 0)
		out->mode = (unsigned)info.st_mode & 07777;
	db_place_beside(&db->place, "-wal", &log);
	out->size_bytes = size_of(&db->place);
	out->log_bytes = size_of(&log);
	return read_journal(db, out, f);
}
