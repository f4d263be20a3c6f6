/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

static enum status
fault_open_elsewhere(const struct db_place *store, struct fault *f)
{
	fault_set(f, WORD_STORE_BUSY, "%s is open in another process", store->shown);
	return fault_hint(f, "leave every console that shows it, then restore again");
}

/* What belongs to another program is not moved out of its way. */
static enum status
check_ours(struct db *db, struct fault *f)
{
	int64_t id = 0;
	enum status st = db_read_int(db, "PRAGMA application_id", &id, f);

	if (st != ST_OK || id == DB_APPLICATION_ID)
		return st;
	fault_set(f, WORD_STORE_FOREIGN, "%s was not made by otpdeck", db->place.shown);
	return fault_hint(f, "give another file with --store");
}

/* Leaving the log for a journal takes the last connection there is, and afterwards nothing stands
 * beside the store that belongs to it. The lock then keeps everybody out until the swap is done. */
static enum status
hold_alone(struct db *db, struct fault *f)
{
	enum status st = db_file_check(db, f);

	if (st != ST_OK)
		return st;
	if (db->is_read_only) {
		fault_set(f, WORD_STORE_READ_ONLY, "%s cannot be replaced: its folder is read-only",
		          db->place.shown);
		return fault_hint(f, "give another file with --store");
	}
	st = db_connect(db, f);
	if (st == ST_OK)
		st = check_ours(db, f);
	if (st == ST_OK)
		st = db_run_script(db,
		                   "PRAGMA locking_mode = EXCLUSIVE;"
		                   "PRAGMA journal_mode = DELETE;"
		                   "BEGIN EXCLUSIVE;",
		                   f);
	return st != ST_OK && f->word == WORD_STORE_BUSY ? fault_open_elsewhere(&db->place, f) : st;
}

static void
place_kept(const struct db_place *store, struct db_place *out)
{
	char suffix[64] = "";
	time_t now_s = (time_t)(clock_now_ms() / 1000);
	struct tm utc;

	gmtime_r(&now_s, &utc);
	size_t size = strftime(suffix, sizeof(suffix), ".before-restore-%Y%m%dT%H%M%SZ", &utc);
	db_place_beside(store, suffix, out);
	for (int i = 2; i < 100 && db_place_exists(out); i++) {
		snprintf(suffix + size, sizeof(suffix) - size, "-%d", i);
		db_place_beside(store, suffix, out);
	}
}

/* What a damaged store left beside it would be taken for the new one's. */
static int
move_companions(const struct db_place *store, const struct db_place *kept)
{
	static const char *const suffixes[] = { "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		struct db_place from;
		struct db_place to;

		db_place_beside(store, suffixes[i], &from);
		db_place_beside(kept, suffixes[i], &to);
		if (rename(from.path, to.path) != 0 && errno != ENOENT)
			return errno;
	}
	return 0;
}

/* Where a file system cannot exchange two names. A process that dies between the two calls leaves
 * the store with a second name, which the next start reports. */
static int
link_and_replace(const struct db_place *copy, const struct db_place *store,
                 const struct db_place *kept)
{
	if (link(store->path, kept->path) != 0)
		return errno;
	if (rename(copy->path, store->path) == 0)
		return 0;
	int number = errno;
	unlink(kept->path);
	return number;
}

/* At every moment the store's name has a whole store, and the old one a name that nothing sweeps
 * away. Returns errno. */
static int
exchange(const struct db_place *copy, const struct db_place *store, const struct db_place *kept)
{
	if (renameat2(AT_FDCWD, copy->path, AT_FDCWD, kept->path, RENAME_NOREPLACE) == 0) {
		if (renameat2(AT_FDCWD, kept->path, AT_FDCWD, store->path, RENAME_EXCHANGE) == 0)
			return 0;
		int number = errno;
		if (rename(kept->path, copy->path) != 0)
			return errno;
		errno = number;
	}
	return errno == EINVAL || errno == ENOSYS ? link_and_replace(copy, store, kept) : errno;
}

enum status
db_swap(const struct db_place *copy, const struct db_place *store, struct text *kept_path,
        struct fault *f)
{
	struct db *old = mem_alloc(sizeof(*old));
	struct db_place kept;
	int number = 0;

	old->place = *store;
	old->use = DB_WRITE;
	place_kept(store, &kept);
	enum status st = hold_alone(old, f);
	bool is_damaged =
		st != ST_OK && (f->word == WORD_STORE_DAMAGED || f->word == WORD_STORE_EMPTY);
	if (st == ST_OK || is_damaged) {
		number = is_damaged ? move_companions(store, &kept) : 0;
		number = number == 0 ? exchange(copy, store, &kept) : number;
		number = number == 0 ? db_temp_sync(store) : number;
		st = number == 0 ? ST_OK : db_temp_fault(store, "replaced", number, f);
	}
	if (st == ST_OK)
		text_append(kept_path, kept.path);
	if (old->sqlite)
		db_cancel(old);
	db_close(old);
	return st;
}
