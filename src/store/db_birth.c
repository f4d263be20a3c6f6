/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include "base/mem.h"

/* SQLite would replay the log of a lost store into the new one. A store that appears meanwhile
 * has come with its own log, so the store is looked for last. */
static enum status
refuse_orphaned_log(const struct db_place *place, struct fault *f)
{
	if (!db_place_has_log(place) || db_place_exists(place))
		return ST_OK;
	fault_set(f, WORD_STORE_DAMAGED, "%s is gone, but its -wal or -journal file is there",
	          place->shown);
	return fault_hint(f, "put the store back beside it, or remove that file to start anew");
}

static enum status
fill(struct db *db, const struct db_options *options, const struct db_migrations *list,
     struct fault *f)
{
	enum status st = db_run_script(db, "BEGIN IMMEDIATE", f);

	if (st == ST_OK)
		st = db_migrate_steps(db, list, f);
	if (st == ST_OK && options->birth != NULL)
		st = options->birth(db, options->birth_context, f);
	return st == ST_OK ? db_run_script(db, "COMMIT", f) : st;
}

/* Nobody sees the file before it is whole and synced, so it needs neither a journal on disk nor
 * a sync of its own. Closing the last connection takes the -wal file away. */
static enum status
build(const struct db_place *temp, const struct db_options *options,
      const struct db_migrations *list, struct fault *f)
{
	struct db *db = mem_alloc(sizeof(*db));
	enum status st;

	db->place = *temp;
	db->use = DB_WRITE;
	st = db_connect(db, f);
	if (st == ST_OK)
		st = db_run_script(db, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF", f);
	if (st == ST_OK)
		st = fill(db, options, list, f);
	if (st == ST_OK)
		st = db_run_script(db, "PRAGMA journal_mode = WAL", f);
	db_close(db);
	return st;
}

enum status
db_birth(const struct db_place *place, const struct db_options *options,
         const struct db_migrations *list, bool *was_born, struct fault *f)
{
	struct db_place temp;
	bool existed = false;
	enum status st = refuse_orphaned_log(place, f);

	*was_born = false;
	if (st != ST_OK)
		return st;
	db_temp_sweep(place, 0);
	st = db_temp_create(place, &temp, f);
	if (st != ST_OK)
		return st;
	st = build(&temp, options, list, f);
	bool lost = st != ST_OK;
	if (lost)
		db_temp_remove(&temp);
	else
		st = db_temp_publish(&temp, place, &existed, f);
	/* Where publishing failed the store may be in its place all the same. */
	if (options->birth_undo != NULL && (lost || (st == ST_OK && existed)))
		options->birth_undo(options->birth_context);
	*was_born = st == ST_OK && !existed;
	return st;
}
