/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include "base/file.h"

/* Want of room is where the copy is to go, and not in the store. A limit on file sizes comes as a
 * plain input and output error. */
static enum status
blame_copy(struct db *db, const char *shown, struct fault *f)
{
	bool is_full = f->word == WORD_STORE_FULL ||
	               (f->word == WORD_STORE_FAILED &&
	                file_error_is_full(sqlite3_system_errno(db->sqlite)));

	if (!is_full)
		return f->code;
	fault_set(f, WORD_STORE_FULL, "there is no room for %s", shown);
	return fault_hint(f, "make room there, or give another name; the store is as it was");
}

/* Unlike a copy page by page, this leaves out pages that are free, and can be interrupted. */
static enum status
vacuum_into(struct db *db, const char *path, const char *shown, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db, "VACUUM INTO ?1", &s, f);

	if (st == ST_OK) {
		db_bind_text(s, 1, path);
		st = db_run(s, f);
	}
	if (st != ST_OK)
		st = blame_copy(db, shown, f);
	db_release(s);
	return st;
}

static enum status
fault_exists(const struct db_place *target, struct fault *f)
{
	fault_set(f, WORD_ALREADY_EXISTS, "%s exists", target->shown);
	return fault_hint(f, "give another name: a copy never overwrites");
}

/* The copy leaves WAL again, so that it is one file, readable where nothing can be written. */
static enum status
alter_copy(const struct db_place *temp, db_alter_fn alter, void *context, struct fault *f)
{
	struct db *copy = NULL;
	enum status st = db_open_copy(temp, &copy, f);

	if (st == ST_OK)
		st = db_begin(copy, f);
	if (st == ST_OK) {
		st = alter(copy, context, f);
		if (st == ST_OK)
			st = db_commit(copy, f);
		else
			db_cancel(copy);
	}
	if (st == ST_OK)
		st = db_run_script(copy, "PRAGMA journal_mode = DELETE", f);
	db_close(copy);
	return st;
}

enum status
db_backup_altered(struct db *db, const char *to, db_alter_fn alter, void *context, struct fault *f)
{
	struct db_place target;
	struct db_place temp;
	bool existed = false;
	enum status st = db_place_resolve(to, &target, f);

	if (st != ST_OK)
		return fault_hint(f, "make its folder, or give another name");
	if (db_place_exists(&target))
		st = fault_exists(&target, f);
	if (st == ST_OK) {
		db_temp_sweep(&target, 0);
		st = db_temp_create(&target, &temp, f);
	}
	if (st != ST_OK)
		return st;
	st = vacuum_into(db, temp.path, target.shown, f);
	if (st == ST_OK && alter)
		st = alter_copy(&temp, alter, context, f);
	if (st != ST_OK)
		db_temp_remove(&temp);
	else
		st = db_temp_publish(&temp, &target, &existed, f);
	return st == ST_OK && existed ? fault_exists(&target, f) : st;
}

enum status
db_compact(struct db *db, struct fault *f)
{
	return db_run_script(db, "VACUUM", f);
}

enum status
db_backup(struct db *db, const char *to, struct fault *f)
{
	return db_backup_altered(db, to, NULL, NULL, f);
}
