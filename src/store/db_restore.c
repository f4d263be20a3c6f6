/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define CHUNK_BYTES ((size_t)64 * 1024)

struct db_restore {
	struct db_place store;
	struct db_place candidate; /* the copy, under a temporary name beside the store */
	struct db *db;             /* on the copy */
};

/* --- The copy ------------------------------------------------------------------------------- */

static enum status
fault_source(const struct db_place *from, const char *why, struct fault *f)
{
	fault_set(f, WORD_FILE_UNREADABLE, "%s cannot be restored: %s", from->shown, why);
	return fault_hint(f, "give a file that otpdeck backup made");
}

/* Returns errno; 0 when all was copied. */
static int
copy_bytes(int from, int to)
{
	char *chunk = mem_alloc(CHUNK_BYTES);
	ssize_t size;
	int number = 0;

	while (number == 0 && (size = read(from, chunk, CHUNK_BYTES)) != 0)
		if (size < 0 || !file_write_all(to, chunk, (size_t)size))
			number = errno;
	mem_free(chunk);
	return number;
}

/* A pipe would wait for somebody to write, and a device has no end. */
static enum status
check_source(const struct db_restore *r, const struct db_place *from, int fd, struct fault *f)
{
	struct stat info;
	struct stat store;

	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
		return fault_source(from, "it is not a regular file", f);
	if (info.st_size == 0)
		return fault_source(from, "it is empty", f);
	if (lstat(r->store.path, &store) == 0 && store.st_ino == info.st_ino &&
	    store.st_dev == info.st_dev)
		return fault_source(from, "it is the store itself", f);
	if (db_place_has_log(from))
		return fault_source(from, "its last changes stand beside it (-wal)", f);
	return ST_OK;
}

static enum status
copy_source(const struct db_restore *r, const struct db_place *from, struct fault *f)
{
	int in = open(from->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int out;
	int number;

	if (in < 0)
		return fault_source(from, strerror(errno), f);
	enum status st = check_source(r, from, in, f);
	if (st != ST_OK) {
		close(in);
		return st;
	}
	out = open(r->candidate.path, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC);
	number = out < 0 ? errno : copy_bytes(in, out);
	if (out >= 0 && close(out) != 0 && number == 0)
		number = errno;
	close(in);
	return number == 0 ? ST_OK : db_temp_fault(&r->store, "copied to", number, f);
}

static enum status
check_pages(const struct db_restore *r, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_quick_check(r->db, f);

	if (st == ST_OK)
		st = db_prepare(r->db, "PRAGMA foreign_key_check", &s, f);
	if (st != ST_OK)
		return st;
	st = db_step(s, f);
	if (st == ST_MORE)
		st = fault_set(f, WORD_STORE_DAMAGED,
		               "%s is damaged: rows of %.40s belong to nothing", r->candidate.shown,
		               db_column_text(s, 0));
	db_release(s);
	return st;
}

/* An older copy was migrated, and the copy that was made before that has served. */
static void
remove_copies(const struct db_place *candidate)
{
	DIR *folder = opendir(candidate->folder);
	const struct dirent *entry;
	size_t size = strlen(candidate->name);

	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL)
		if (strncmp(entry->d_name, candidate->name, size) == 0 &&
		    strncmp(entry->d_name + size, ".before-", 8) == 0)
			unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
}

void
db_restore_cancel(struct db_restore *r)
{
	if (r == NULL)
		return;
	db_close(r->db);
	remove_copies(&r->candidate);
	db_temp_remove(&r->candidate);
	mem_free(r);
}

enum status
db_restore_begin(const char *from, const char *store, struct db_restore **out, struct fault *f)
{
	struct db_restore *r = mem_alloc(sizeof(*r));
	struct db_place source;
	enum status st = db_place_resolve(store, &r->store, f);

	*out = NULL;
	if (st == ST_OK && db_place_resolve(from, &source, f) != ST_OK)
		st = fault_source(&source, "its folder cannot be reached", f);
	if (st == ST_OK) {
		db_temp_sweep(&r->store, 0);
		st = db_temp_create(&r->store, &r->candidate, f);
	}
	if (st != ST_OK) {
		mem_free(r);
		return st;
	}
	/* What is wrong with the copy is wrong with the file that the operator knows. */
	text_copy(r->candidate.shown, sizeof(r->candidate.shown), source.shown);
	st = copy_source(r, &source, f);
	if (st == ST_OK) {
		st = db_open_copy(&r->candidate, &r->db, f);
		if (st == ST_OK)
			st = check_pages(r, f);
		if (st != ST_OK)
			fault_hint(f, "give another copy; the store is as it was");
	}
	if (st == ST_OK)
		*out = r;
	else
		db_restore_cancel(r);
	return st;
}

struct db *
db_restore_candidate(const struct db_restore *r)
{
	return r->db;
}

/* --- The swap ------------------------------------------------------------------------------- */

/* The copy becomes one file, whole on the disk. */
static enum status
settle_copy(struct db_restore *r, struct fault *f)
{
	enum status st = db_run_script(r->db, "PRAGMA journal_mode = DELETE", f);

	if (st != ST_OK)
		return st;
	db_close(r->db);
	r->db = NULL;
	remove_copies(&r->candidate);
	int number = db_temp_sync(&r->candidate);
	return number == 0 ? ST_OK : db_temp_fault(&r->store, "put into place", number, f);
}

enum status
db_restore_commit(struct db_restore *r, struct text *kept, struct fault *f)
{
	bool existed = false;
	enum status st = settle_copy(r, f);

	if (st == ST_OK && db_place_exists(&r->store))
		st = db_swap(&r->candidate, &r->store, kept, f);
	else if (st == ST_OK)
		st = db_temp_publish(&r->candidate, &r->store, &existed, f);
	if (st == ST_OK && existed) {
		fault_set(f, WORD_ALREADY_EXISTS, "%s was made meanwhile", r->store.shown);
		st = fault_hint(f, "restore again");
	}
	db_restore_cancel(r);
	return st;
}
