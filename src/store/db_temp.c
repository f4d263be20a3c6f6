/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/file.h"

#define TEMP_MARK ".new-"

/* The file itself and what SQLite puts beside it. */
static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

#define SUFFIX_COUNT (sizeof(suffixes) / sizeof(suffixes[0]))

enum status
db_temp_fault(const struct db_place *place, const char *what, int number, struct fault *f)
{
	bool is_full = file_error_is_full(number);
	bool is_read_only = number == EROFS || number == EACCES || number == EPERM;

	fault_set(f,
	          is_full        ? WORD_STORE_FULL
	          : is_read_only ? WORD_STORE_READ_ONLY
	                         : WORD_STORE_FAILED,
	          "%s cannot be %s: %s", place->shown, what, strerror(number));
	return fault_hint(f,
	                  is_full ? "make room and try again" : "give another file with --store");
}

void
db_temp_remove(const struct db_place *temp)
{
	for (size_t i = 0; i < SUFFIX_COUNT; i++) {
		struct db_place file;

		db_place_beside(temp, suffixes[i], &file);
		unlink(file.path);
	}
}

enum status
db_temp_create(const struct db_place *target, struct db_place *out, struct fault *f)
{
	char suffix[64];
	int fd;

	snprintf(suffix, sizeof(suffix), TEMP_MARK "%d-%lld", (int)getpid(),
	         process_start_ticks(getpid()));
	db_place_beside(target, suffix, out);
	/* What has our own number is left of an attempt of ours. */
	db_temp_remove(out);
	fd = open(out->path, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return db_temp_fault(target, "made", errno, f);
	/* SQLite gives its companions the mode of this file, whatever the umask. */
	if (fchmod(fd, 0600) != 0) {
		enum status st = db_temp_fault(target, "made", errno, f);

		close(fd);
		db_temp_remove(out);
		return st;
	}
	close(fd);
	return ST_OK;
}

/* Returns errno, 0 when all is on the disk. */
static int
sync_path(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | flags);
	int number = 0;

	if (fd < 0)
		return errno;
	if (fsync(fd) != 0)
		number = errno;
	close(fd);
	/* Some file systems have no sync of a folder, and need none. */
	return flags == O_DIRECTORY && number == EINVAL ? 0 : number;
}

int
db_temp_sync(const struct db_place *place)
{
	int number = sync_path(place->path, 0);

	return number == 0 ? sync_path(place->folder, O_DIRECTORY) : number;
}

enum status
db_temp_publish(const struct db_place *temp, const struct db_place *target, bool *existed,
                struct fault *f)
{
	int number = sync_path(temp->path, 0);

	*existed = false;
	/* Unlike a rename, a link never replaces what is already there. */
	if (number == 0 && link(temp->path, target->path) != 0)
		number = errno;
	db_temp_remove(temp);
	if (number == EEXIST) {
		*existed = true;
		return ST_OK;
	}
	if (number == 0)
		number = sync_path(target->folder, O_DIRECTORY);
	return number == 0 ? ST_OK : db_temp_fault(target, "put into place", number, f);
}

static const char *
last_mark(const char *name)
{
	const char *mark = NULL;

	for (const char *at = name; (at = strstr(at, TEMP_MARK)) != NULL; at++)
		mark = at;
	return mark;
}

static bool
is_suffix(const char *tail)
{
	for (size_t i = 0; i < SUFFIX_COUNT; i++)
		if (strcmp(tail, suffixes[i]) == 0)
			return true;
	return false;
}

/* "otpdeck.db.new-4711-123456", and the same with a suffix of SQLite's. */
static bool
is_left_behind(const struct db_place *place, const char *name)
{
	size_t size = strlen(place->name);
	const char *mark;
	char *end;
	long pid;
	long long ticks;

	if (strncmp(name, place->name, size) != 0 || name[size] != '.')
		return false;
	mark = last_mark(name);
	if (mark == NULL)
		return false;
	pid = strtol(mark + strlen(TEMP_MARK), &end, 10);
	if (pid <= 0 || *end != '-')
		return false;
	ticks = strtoll(end + 1, &end, 10);
	return is_suffix(end) && process_start_ticks((pid_t)pid) != ticks;
}

static bool
is_second_name(const struct db_place *place, const char *name, ino_t inode)
{
	struct db_place other = *place;
	struct stat info;
	int size = snprintf(other.path, sizeof(other.path), "%s/%s", place->folder, name);

	return inode != 0 && size > 0 && (size_t)size < sizeof(other.path) &&
	       strncmp(name, place->name, strlen(place->name)) == 0 && last_mark(name) != NULL &&
	       lstat(other.path, &info) == 0 && info.st_ino == inode;
}

void
db_temp_sweep(const struct db_place *place, ino_t inode)
{
	DIR *folder = opendir(place->folder);
	const struct dirent *entry;

	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL)
		if (is_second_name(place, entry->d_name, inode) ||
		    is_left_behind(place, entry->d_name))
			unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
}
