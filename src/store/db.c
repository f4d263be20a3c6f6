/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db.h"

#include <assert.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/mem.h"
#include "store/db_handle_impl.h"

#define SCHEMA_FOLDER "schema/"
#define MIGRATIONS_MAX 256
#define ROLLBACKS_MAX 8
#define NEWBORN_TRIES 2000
/* About 20 microseconds of SQLite's work between two looks at the clock. */
#define LIMIT_OPERATIONS 1000

static void *
hook_malloc(int size_bytes)
{
	return mem_hook_malloc((size_t)size_bytes);
}

static void *
hook_realloc(void *block, int size_bytes)
{
	return mem_hook_realloc(block, (size_t)size_bytes);
}

static int
hook_size(void *block)
{
	return (int)mem_hook_size(block);
}

static int
hook_roundup(int size_bytes)
{
	return size_bytes <= INT_MAX - 7 ? (size_bytes + 7) & ~7 : size_bytes;
}

static int
hook_init(void *context)
{
	(void)context;
	return SQLITE_OK;
}

static void
hook_shutdown(void *context)
{
	(void)context;
}

/* Once SQLite runs it refuses both calls, which makes a second time harmless. */
void
db_system_init(void)
{
	static const sqlite3_mem_methods methods = {
		.xMalloc = hook_malloc,
		.xFree = mem_hook_free,
		.xRealloc = hook_realloc,
		.xSize = hook_size,
		.xRoundup = hook_roundup,
		.xInit = hook_init,
		.xShutdown = hook_shutdown,
	};

	sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_initialize();
}

/* Embedded files come in the order of their names, and these start with three digits. */
static size_t
read_embedded(struct db_migration steps[MIGRATIONS_MAX])
{
	const struct embedded *file;
	size_t count = 0;

	for (size_t i = 0; (file = embedded_at(i)) != NULL; i++) {
		if (strncmp(file->name, SCHEMA_FOLDER, strlen(SCHEMA_FOLDER)) != 0)
			continue;
		assert(count < MIGRATIONS_MAX);
		steps[count].version = (int)strtol(file->name + strlen(SCHEMA_FOLDER), NULL, 10);
		steps[count].sql = file->bytes;
		count++;
		assert(steps[count - 1].version == (int)count);
	}
	return count;
}

int
db_schema_newest(void)
{
	struct db_migration steps[MIGRATIONS_MAX];

	return (int)read_embedded(steps);
}

static enum status
fault_missing(const struct db_place *place, struct fault *f)
{
	fault_set(f, WORD_STORE_MISSING, "there is no store at %s", place->shown);
	return fault_hint(f, "start otpdeck once to make it, or give another file with --store");
}

/* Whoever else holds a store that is a moment old is opening or leaving it too. That is over in
 * milliseconds, and a caller who came again would not learn that the store is of its making. */
static enum status
open_newborn(const struct db_place *place, const struct db_migrations *list, struct db **out,
             struct fault *f)
{
	enum status st = db_open_existing(place, DB_WRITE, list, out, f);

	for (int i = 0; st != ST_OK && f->word == WORD_STORE_BUSY && i < NEWBORN_TRIES; i++) {
		sched_yield();
		st = db_open_existing(place, DB_WRITE, list, out, f);
	}
	return st;
}

static enum status
open_or_make(const struct db_place *place, const struct db_options *options,
             const struct db_migrations *list, struct db **out, struct fault *f)
{
	bool was_born;
	enum status st;

	if (db_place_exists(place))
		return db_open_existing(place, options->use, list, out, f);
	if (options->use == DB_READ)
		return fault_missing(place, f);
	st = db_birth(place, options, list, &was_born, f);
	if (st == ST_OK)
		st = open_newborn(place, list, out, f);
	if (st == ST_OK)
		(*out)->was_born = was_born;
	return st;
}

enum status
db_open_with(const char *path, const struct db_options *options, const struct db_migrations *list,
             struct db **out, struct fault *f)
{
	struct db_place place;
	enum status st = db_place_resolve(path, &place, f);

	*out = NULL;
	return st == ST_OK ? open_or_make(&place, options, list, out, f) : st;
}

enum status
db_open(const char *path, const struct db_options *options, struct db **out, struct fault *f)
{
	struct db_migration steps[MIGRATIONS_MAX];
	struct db_migrations list = { steps, read_embedded(steps) };

	return db_open_with(path, options, &list, out, f);
}

enum status
db_open_copy(const struct db_place *place, struct db **out, struct fault *f)
{
	struct db_migration steps[MIGRATIONS_MAX];
	struct db_migrations list = { steps, read_embedded(steps) };

	return db_open_existing(place, DB_WRITE, &list, out, f);
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_statements_finish(db);
	sqlite3_close(db->sqlite);
	mem_free(db);
}

const char *
db_library(void)
{
	return sqlite3_libversion();
}

bool
db_is_read_only(const struct db *db)
{
	return db->is_read_only;
}

bool
db_was_born(const struct db *db)
{
	return db->was_born;
}

const char *
db_path(const struct db *db)
{
	return db->place.path;
}

int
db_schema_version(const struct db *db)
{
	return db->version;
}

enum status
db_begin(struct db *db, struct fault *f)
{
	enum status st;

	assert(sqlite3_get_autocommit(db->sqlite) != 0);
	if (db->is_read_only) {
		fault_set(f, WORD_STORE_READ_ONLY, "%s is open for reading only", db->place.shown);
		return fault_hint(f, "copy it to a folder of yours and open the copy with --store");
	}
	st = db_file_check_identity(db, f);
	return st == ST_OK ? db_run_alone(db, "BEGIN IMMEDIATE", f) : st;
}

enum status
db_commit(struct db *db, struct fault *f)
{
	enum status st = db_run_alone(db, "COMMIT", f);

	/* SQLite ends some failed transactions by itself and leaves others open. */
	if (st != ST_OK)
		db_cancel(db);
	return st;
}

void
db_cancel(struct db *db)
{
	/* An interrupt meant for the statement before may hit the rollback itself. */
	for (int i = 0; i < ROLLBACKS_MAX && sqlite3_get_autocommit(db->sqlite) == 0; i++)
		sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

enum status
db_end(struct db *db, enum status st, struct fault *f)
{
	if (st == ST_OK)
		return db_commit(db, f);
	db_cancel(db);
	return st;
}

void
db_interrupt(struct db *db)
{
	sqlite3_interrupt(db->sqlite);
}

static int
check_limit(void *context)
{
	struct db *db = context;

	db->limit_hit = clock_monotonic_us() >= db->deadline_us;
	return db->limit_hit;
}

void
db_limit_us(struct db *db, int64_t limit_us)
{
	db->limit_us = limit_us;
	sqlite3_progress_handler(db->sqlite, LIMIT_OPERATIONS, limit_us > 0 ? check_limit : NULL,
	                         db);
}

bool
db_limit_hit(const struct db *db)
{
	return db->limit_hit;
}

int64_t
db_data_version(struct db *db)
{
	struct fault ignored;
	int64_t version;

	if (db_read_int(db, "PRAGMA data_version", &version, &ignored) != ST_OK)
		return -1;
	return version;
}

bool
db_empty_log(struct db *db)
{
	struct fault ignored;
	int64_t is_busy;

	return db_read_int(db, "PRAGMA wal_checkpoint(TRUNCATE)", &is_busy, &ignored) == ST_OK &&
	       is_busy == 0;
}
