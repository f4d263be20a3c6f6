/* SPDX-License-Identifier: MIT */
#ifndef STORE_DB_HANDLE_IMPL_H
#define STORE_DB_HANDLE_IMPL_H
/*
 * What the files of module db share among themselves; the rest of the layer has db_impl.h.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "store/db_impl.h"

/* "otpd", at offset 68 of the file. */
#define DB_APPLICATION_ID 0x6F747064
/* SQLite takes paths of 512 bytes; the longest name made beside a store is a backup's temporary
 * one, with 80 bytes more than the store's. */
#define DB_PATH_BYTES 512
#define DB_PATH_MAX 420
#define DB_SHOWN_BYTES 80
#define DB_CACHE_MAX 64

/* A file by its resolved folder. The name may be that of nothing. */
struct db_place {
	char folder[DB_PATH_BYTES];
	char name[256];
	char path[DB_PATH_BYTES];
	char shown[DB_SHOWN_BYTES]; /* the path for a fault: long ones lose their front */
};

struct db {
	sqlite3 *sqlite;
	struct db_place place;
	dev_t device;
	ino_t inode;
	enum db_use use;
	bool is_read_only;
	bool was_born;
	int version;
	int64_t limit_us;
	int64_t deadline_us;
	bool limit_hit;
	struct db_statement *cache[DB_CACHE_MAX];
	size_t cached;
};

/* db_file.c */
MUST_USE enum status db_place_resolve(const char *path, struct db_place *out, struct fault *f);
/* The place beside `of` with its name and `suffix`, shown as `of` is. */
void db_place_beside(const struct db_place *of, const char *suffix, struct db_place *out);
bool db_place_exists(const struct db_place *place);
/* Whether a log or journal with anything in it stands beside the store. */
bool db_place_has_log(const struct db_place *place);
/* Owner, mode, kind, links and size of the file and its companions; fills identity and
 * is_read_only of `db`. */
MUST_USE enum status db_file_check(struct db *db, struct fault *f);
MUST_USE enum status db_file_check_identity(const struct db *db, struct fault *f);

/* db_temp.c: files built under another name, "NAME.new-PID-TICKS" */
MUST_USE enum status db_temp_create(const struct db_place *target, struct db_place *out,
                                    struct fault *f);
/* Syncs it and gives it the target's name. *existed tells that somebody else was faster. The
 * temporary name is gone on every way out. */
MUST_USE enum status db_temp_publish(const struct db_place *temp, const struct db_place *target,
                                     bool *existed, struct fault *f);
void db_temp_remove(const struct db_place *temp);
/* Syncs a file, then its folder. Returns errno, 0 when both are on the disk. */
int db_temp_sync(const struct db_place *place);
/* What became of a file, by errno; `what` is such as "put into place". */
enum status db_temp_fault(const struct db_place *place, const char *what, int number,
                          struct fault *f);
/* Removes what dead processes left beside `place`, and second names of `inode` (0: none). */
void db_temp_sweep(const struct db_place *place, ino_t inode);

/* db_open.c */
MUST_USE enum status db_connect(struct db *db, struct fault *f);
MUST_USE enum status db_open_existing(const struct db_place *place, enum db_use use,
                                      const struct db_migrations *list, struct db **out,
                                      struct fault *f);
/* `script` is a literal or an embedded file. */
MUST_USE enum status db_run_script(struct db *db, const char *script, struct fault *f);

/* db.c */
/* A copy under a temporary name, for writing, with the embedded migrations. */
MUST_USE enum status db_open_copy(const struct db_place *place, struct db **out, struct fault *f);

/* db_birth.c */
MUST_USE enum status db_birth(const struct db_place *place, const struct db_options *options,
                              const struct db_migrations *list, bool *was_born, struct fault *f);

/* db_migrate.c */
/* Runs what is above db->version, inside the caller's transaction. */
MUST_USE enum status db_migrate_steps(struct db *db, const struct db_migrations *list,
                                      struct fault *f);
MUST_USE enum status db_migrate(struct db *db, const struct db_migrations *list, struct fault *f);

/* db_swap.c */
/* Gives the copy the store's name while nobody else has the store open, and the store a name of
 * its own, which is appended. */
MUST_USE enum status db_swap(const struct db_place *copy, const struct db_place *store,
                             struct text *kept_path, struct fault *f);

/* db_fault.c */
/* The process that holds the lock for writing, 0 when it cannot be told. */
pid_t db_lock_holder(const struct db *db);

/* db_statement.c */
void db_statements_finish(struct db *db);
#endif
