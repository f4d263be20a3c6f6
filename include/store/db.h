/* SPDX-License-Identifier: MIT */
#ifndef STORE_DB_H
#define STORE_DB_H
/*
 * The SQLite file: opened only when it is whole, ours and closed to others; made, migrated,
 * interrupted and backed up here. WAL, STRICT tables, secure_delete, foreign keys.
 *
 * A store that does not exist is built under a temporary name in the same folder, filled by the
 * caller's `birth`, and linked into place, so that an empty or half-made file is never a store.
 * Migrations (data/schema/NNN_name.sql) run in one transaction after a backup beside the file.
 *
 * Owns    a db is one connection and belongs to one thread at a time, but for db_interrupt.
 * Fails   STORE_* words with the file's name and the mend. A locked file is WORD_STORE_BUSY at
 *         once: nobody waits in here; the caller repeats the step.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/text.h"

struct db;

enum db_use {
	DB_WRITE, /* reads and writes; makes the store when there is none */
	DB_READ   /* reads only; the store must exist */
};

/* Fills a new store before it is linked into place; runs inside its first transaction. */
typedef enum status (*db_birth_fn)(struct db *db, void *context, struct fault *f);

struct db_options {
	enum db_use use;
	db_birth_fn birth; /* may be NULL */
	/* Called when birth was and its store certainly came to nothing: takes back what it left
	 * outside of the store. May be NULL. */
	void (*birth_undo)(void *context);
	void *birth_context;
};

/* Hands SQLite the zero-on-free hooks; before the first db_open; idempotent. */
void db_system_init(void);

/* A read-only file or folder opens read-only (db_is_read_only); a newer, foreign, damaged, empty,
 * linked, group-readable or foreign-owned one is refused. On failure *out is NULL. */
MUST_USE enum status db_open(const char *path, const struct db_options *options, struct db **out,
                             struct fault *f);
void db_close(struct db *db);

bool db_is_read_only(const struct db *db);
/* True when this open made the store. */
bool db_was_born(const struct db *db);
const char *db_path(const struct db *db);

/* BEGIN IMMEDIATE; every begin is ended by commit or cancel. db_begin also notices that the file
 * was replaced or removed since it was opened. Cancel accepts a transaction SQLite has ended. */
MUST_USE enum status db_begin(struct db *db, struct fault *f);
MUST_USE enum status db_commit(struct db *db, struct fault *f);
void db_cancel(struct db *db);
/* Ends what db_begin began: commits after ST_OK, else cancels and hands `st` on. */
MUST_USE enum status db_end(struct db *db, enum status st, struct fault *f);

/* Ends the running statement with ST_CANCELLED; from any thread. */
void db_interrupt(struct db *db);
/* From here on a statement that runs longer than this ends with ST_MORE; 0 takes the limit off.
 * The loop's connection asks for 8,000. */
void db_limit_us(struct db *db, int64_t limit_us);
/* A number that changes when any other connection has committed; -1 when it cannot be read. */
int64_t db_data_version(struct db *db);

/* Moves the log into the file and empties it, so that what was deleted or replaced is gone from
 * both. After a commit, outside a transaction. False while another connection still reads. */
bool db_empty_log(struct db *db);

/* Writes the file anew without its free pages. Outside a transaction. */
MUST_USE enum status db_compact(struct db *db, struct fault *f);

/* A whole copy to a 0600 file that must not exist, synced, renamed into place. */
MUST_USE enum status db_backup(struct db *db, const char *to, struct fault *f);
/* Changes a copy before it gets its name; runs inside a transaction of the copy. */
typedef enum status (*db_alter_fn)(struct db *copy, void *context, struct fault *f);
/* The same with a change: when `alter` fails there is no copy. */
MUST_USE enum status db_backup_altered(struct db *db, const char *to, db_alter_fn alter,
                                       void *context, struct fault *f);

/*
 * Putting a copy in the place of a store. Begin copies `from` to a temporary file beside the store
 * and checks that: ours, no newer schema, whole by quick_check and foreign_key_check, migrated.
 * What else is asked of it is asked through db_restore_candidate. Commit swaps the two in one
 * step, while no other process has the store open (WORD_STORE_BUSY), and keeps the old one beside
 * as NAME.before-restore-TIME; a damaged store is swapped too. Until then, and after cancel,
 * nothing has changed. Every begin is ended by commit or cancel.
 */
struct db_restore;
MUST_USE enum status db_restore_begin(const char *from, const char *store, struct db_restore **out,
                                      struct fault *f);
struct db *db_restore_candidate(const struct db_restore *r);
/* `kept` gets the path of the old store, "" when there was none. Ends `r` either way. */
MUST_USE enum status db_restore_commit(struct db_restore *r, struct text *kept, struct fault *f);
void db_restore_cancel(struct db_restore *r);

/* SQLite's own look at every page, without the indexes. WORD_STORE_DAMAGED with what it found;
 * ST_CANCELLED after db_interrupt. Takes seconds for a store of millions of rows. */
MUST_USE enum status db_quick_check(struct db *db, struct fault *f);

struct db_facts {
	int64_t size_bytes;
	int64_t log_bytes; /* of the write-ahead log beside it */
	unsigned mode;     /* permission bits */
	bool is_wal;
};
/* The file as it stands now. What opening would refuse (mode, owner, another file in its place) is
 * the same fault here. */
MUST_USE enum status db_read_facts(struct db *db, struct db_facts *out, struct fault *f);

/* SQLite's version, for --version. */
const char *db_library(void);
/* For tests and for the session that opens an older store. */
int db_schema_version(const struct db *db);
int db_schema_newest(void);
#endif
