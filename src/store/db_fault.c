/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

/* SQLite's lock for writing in WAL mode: this one byte of FILE-shm (walformat.html, 2.3). */
#define WRITE_LOCK_BYTE 120

struct lock_line {
	char kind[16];
	char access[16];
	int pid;
	uintmax_t inode;
	uintmax_t first;
};

/* "1: POSIX  ADVISORY  WRITE 4711 fe:01:131077 120 120"; a waiter has "->" after the number. */
static bool
read_lock_line(const char *line, struct lock_line *out)
{
	return sscanf(line, "%*s %15s %*s %15s %d %*x:%*x:%ju %ju", out->kind, out->access,
	              &out->pid, &out->inode, &out->first) == 5 &&
	       strcmp(out->kind, "POSIX") == 0 && strcmp(out->access, "WRITE") == 0;
}

/* The file is only looked at: opening and closing it here would drop SQLite's own locks. */
static uintmax_t
inode_of(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0 ? (uintmax_t)info.st_ino : 0;
}

pid_t
db_lock_holder(const struct db *db)
{
	struct db_place shm;
	struct lock_line lock;
	char line[256];
	pid_t holder = 0;
	FILE *in = fopen("/proc/locks", "re");

	if (in == NULL)
		return 0;
	db_place_beside(&db->place, "-shm", &shm);

	uintmax_t shm_inode = inode_of(shm.path);

	while (holder == 0 && fgets(line, sizeof(line), in) != NULL) {
		if (!read_lock_line(line, &lock) || lock.inode == 0)
			continue;
		if ((lock.inode == shm_inode && lock.first == WRITE_LOCK_BYTE) ||
		    lock.inode == (uintmax_t)db->inode)
			holder = lock.pid;
	}
	fclose(in);
	return holder > 0 ? holder : 0;
}

static enum status
fault_busy(const struct db *db, struct fault *f)
{
	pid_t holder = db_lock_holder(db);

	if (holder == getpid())
		return fault_set(f, WORD_STORE_BUSY,
		                 "%s is being written by another part of this program",
		                 db->place.shown);
	if (holder == 0)
		fault_set(f, WORD_STORE_BUSY, "%s is being written by another process",
		          db->place.shown);
	else
		fault_set(f, WORD_STORE_BUSY, "%s is being written by process %d", db->place.shown,
		          (int)holder);
	return fault_hint(f, "try again when it is done");
}

static enum status
fault_full(const struct db *db, struct fault *f)
{
	fault_set(f, WORD_STORE_FULL, "the disk of %s is full", db->place.shown);
	return fault_hint(f, "make room, or raise the limit of file sizes; nothing was lost");
}

static enum status
fault_damaged(const struct db *db, struct fault *f)
{
	fault_set(f, WORD_STORE_DAMAGED, "%s is damaged: %s", db->place.shown,
	          sqlite3_errmsg(db->sqlite));
	return fault_hint(
		f, "nothing was written to it; otpdeck restore FILE puts a copy in its place");
}

static enum status
fault_read_only(const struct db *db, struct fault *f)
{
	fault_set(f, WORD_STORE_READ_ONLY, "%s cannot be written", db->place.shown);
	return fault_hint(f, "copy it to a folder of yours and open the copy with --store");
}

static enum status
fault_cancelled(const struct db *db, struct fault *f)
{
	if (db->limit_hit)
		return fault_set(f, WORD_CANCELLED,
		                 "the store's answer takes longer than %" PRId64 " ms",
		                 db->limit_us / 1000);
	return fault_set(f, WORD_CANCELLED, "stopped while reading the store");
}

static int
last_errno(const struct db *db, int file_pointer)
{
	sqlite3_file *file = NULL;
	int number = 0;

	if (sqlite3_file_control(db->sqlite, "main", file_pointer, &file) == SQLITE_OK &&
	    file != NULL && file->pMethods != NULL)
		file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
	return number;
}

/* A limit on file sizes and a full quota come as plain input and output errors, and
 * sqlite3_system_errno() knows nothing of those of the log. */
static bool
is_out_of_room(const struct db *db)
{
	int numbers[] = { last_errno(db, SQLITE_FCNTL_JOURNAL_POINTER),
		          last_errno(db, SQLITE_FCNTL_FILE_POINTER) };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (file_error_is_full(numbers[i]))
			return true;
	return false;
}

/* Every reference of the schema leads to a profile, at once or by what belongs to one. */
static enum status
fault_orphan(struct fault *f)
{
	fault_set(f, WORD_PROFILE_NOT_FOUND,
	          "the profile was removed elsewhere, so nothing was saved");
	return fault_hint(f, "otpdeck profile list shows those there are");
}

static enum status
fault_other(const struct db *db, int code, struct fault *f)
{
	if (code == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
		return fault_set(f, WORD_SYSTEM, "memory is short");
	/* The index of the log grows by a write that nothing but want of room makes fail. */
	if (code == SQLITE_IOERR_SHMSIZE || ((code & 0xFF) == SQLITE_IOERR && is_out_of_room(db)))
		return fault_full(db, f);
	if (code == SQLITE_CONSTRAINT_FOREIGNKEY)
		return fault_orphan(f);
	if (code == SQLITE_CANTOPEN_SYMLINK)
		return fault_set(f, WORD_STORE_LINK, "%s is a symbolic link", db->place.shown);
	return fault_set(f, WORD_STORE_FAILED, "%s: %s", db->place.shown,
	                 sqlite3_errmsg(db->sqlite));
}

enum status
db_fault(struct db *db, int code, struct fault *f)
{
	switch (code & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL: return fault_busy(db, f);
	case SQLITE_FULL: return fault_full(db, f);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: return fault_damaged(db, f);
	case SQLITE_READONLY:
	case SQLITE_PERM: return fault_read_only(db, f);
	case SQLITE_INTERRUPT: return fault_cancelled(db, f);
	default: return fault_other(db, code, f);
	}
}

bool
db_broke_unique(const struct db *db)
{
	int code = sqlite3_extended_errcode(db->sqlite);

	return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY;
}
