/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

/* PRAGMA takes no bound value; both names are ours and the value is a number. */
static enum status
set_pragma(struct db *db, const char *name, int value, struct fault *f)
{
	char sql[64];
	sqlite3_stmt *stmt = NULL;
	int code;

	snprintf(sql, sizeof(sql), "PRAGMA %s = %d", name, value);
	code = sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return code == SQLITE_DONE ? ST_OK : db_fault(db, code, f);
}

enum status
db_migrate_steps(struct db *db, const struct db_migrations *list, struct fault *f)
{
	enum status st = ST_OK;

	if (db->version == 0)
		st = set_pragma(db, "application_id", DB_APPLICATION_ID, f);
	for (size_t i = (size_t)db->version; st == ST_OK && i < list->count; i++) {
		st = db_run_script(db, list->steps[i].sql, f);
		if (st == ST_OK)
			st = set_pragma(db, "user_version", list->steps[i].version, f);
		if (st == ST_OK)
			db->version = list->steps[i].version;
	}
	return st;
}

static void
place_copy(const struct db_place *store, int version, struct db_place *out)
{
	char suffix[64];
	time_t now_s = (time_t)(clock_now_ms() / 1000);
	struct tm utc;
	int size = snprintf(suffix, sizeof(suffix), ".before-v%d-", version);

	gmtime_r(&now_s, &utc);
	strftime(suffix + size, sizeof(suffix) - (size_t)size, "%Y%m%dT%H%M%SZ", &utc);
	db_place_beside(store, suffix, out);
}

/* The copy is taken by a second connection: SQLite copies no store from within a transaction,
 * and without one another process could write between the copy and the change. */
static enum status
copy_first(const struct db *db, const struct db_place *copy, struct fault *f)
{
	struct db *reader = mem_alloc(sizeof(*reader));
	enum status st;

	reader->place = db->place;
	reader->use = DB_READ;
	db_temp_sweep(&db->place, 0);
	st = db_connect(reader, f);
	if (st == ST_OK)
		st = db_backup(reader, copy->path, f);
	db_close(reader);
	return st;
}

static enum status
check_references(struct db *db, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db, "PRAGMA foreign_key_check", &s, f);

	if (st == ST_OK)
		st = db_step(s, f);
	if (st == ST_MORE)
		st = fault_set(f, WORD_STORE_DAMAGED, "rows of %s in %s belong to nothing",
		               db_column_text(s, 0), db->place.shown);
	db_release(s);
	return st;
}

/* The names of the copy and of the version go into the hint, since the fault's cause is SQLite's
 * own. */
static enum status
change(struct db *db, const struct db_migrations *list, struct fault *f)
{
	int before = db->version;
	struct db_place copy;
	enum status st;

	place_copy(&db->place, list->steps[list->count - 1].version, &copy);
	st = copy_first(db, &copy, f);
	if (st != ST_OK)
		return st;
	st = db_migrate_steps(db, list, f);
	if (st == ST_OK)
		st = check_references(db, f);
	if (st == ST_OK)
		st = db_commit(db, f);
	if (st == ST_OK)
		return ST_OK;
	/* The store stays as it is, and every later start would leave one more copy. */
	unlink(copy.path);
	fault_hint(f,
	           "the change of schema to version %d failed; the store is as before, version %d",
	           db->version + 1, before);
	db->version = before;
	return st;
}

enum status
db_migrate(struct db *db, const struct db_migrations *list, struct fault *f)
{
	int64_t version;
	enum status st = db_begin(db, f);

	if (st != ST_OK)
		return st;
	/* Somebody else may have changed it before the lock was ours. */
	st = db_read_int(db, "PRAGMA user_version", &version, f);
	if (st == ST_OK) {
		db->version = (int)version;
		if ((size_t)version < list->count)
			st = change(db, list, f);
	}
	db_cancel(db);
	return st;
}
