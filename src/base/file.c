/* SPDX-License-Identifier: MIT */
/* a descriptor written to the last byte; a small file of the user's alone, whole or not at all */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define PATH_BYTES 1100

static enum status
fault_write(const char *path, int error, struct fault *f)
{
	fault_set(f, WORD_SYSTEM, "%.100s cannot be written: %s", path, strerror(error));
	return fault_hint(f, "make room or rights in its folder, then try again");
}

bool
file_write_all(int fd, const void *bytes, size_t size_bytes)
{
	const char *at = bytes;

	while (size_bytes > 0) {
		ssize_t written = write(fd, at, size_bytes);
		if (written < 0 && errno == EINTR)
			continue;
		/* What takes nothing and names no reason would be asked for ever. */
		if (written == 0)
			errno = EIO;
		if (written <= 0)
			return false;
		at += written;
		size_bytes -= (size_t)written;
	}
	return true;
}

/* Returns 0, or the errno of what failed; the file is closed either way. */
static int
fill(int fd, const void *bytes, size_t size_bytes)
{
	int error = 0;

	if (!file_write_all(fd, bytes, size_bytes) || fsync(fd) != 0)
		error = errno;
	if (close(fd) != 0 && error == 0)
		error = errno;
	return error;
}

bool
file_error_is_full(int number)
{
	return number == ENOSPC || number == EFBIG || number == EDQUOT;
}

enum status
file_write_private(const char *path, const void *bytes, size_t size_bytes, struct fault *f)
{
	char temp[PATH_BYTES];

	if (snprintf(temp, sizeof(temp), "%s.new-%ld", path, (long)getpid()) >= (int)sizeof(temp))
		return fault_write(path, ENAMETOOLONG, f);
	/* Only a dead process of our number can have left it. */
	unlink(temp);
	int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return fault_write(path, errno, f);
	int error = fill(fd, bytes, size_bytes);
	if (error == 0 && rename(temp, path) != 0)
		error = errno;
	if (error == 0)
		return ST_OK;
	unlink(temp);
	return fault_write(path, error, f);
}

/* Reading back. */

static enum status
fault_read(const char *path, const char *reason, struct fault *f)
{
	return fault_set(f, WORD_FILE_UNREADABLE, "%.100s cannot be read: %s", path, reason);
}

/* Reads so many bytes; fewer when the file has become shorter meanwhile. */
static bool
read_all(int fd, char *out, size_t *size_bytes)
{
	size_t got = 0;

	while (got < *size_bytes) {
		ssize_t count = read(fd, out + got, *size_bytes - got);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return false;
		if (count == 0)
			break;
		got += (size_t)count;
	}
	*size_bytes = got;
	return true;
}

/* What is asked for, and what came of it. */
struct reading {
	const char *path;
	size_t ceiling_bytes;
	char *bytes;
	size_t size_bytes;
};

static enum status
read_open(int fd, struct reading *r, struct fault *f)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fault_read(r->path, strerror(errno), f);
	if (!S_ISREG(st.st_mode))
		return fault_read(r->path, "it is no file", f);
	r->size_bytes = (size_t)st.st_size;
	if (r->size_bytes > r->ceiling_bytes)
		return fault_set(f, WORD_VALUE_TOO_LONG, "%.100s has %zu bytes, more than %zu",
		                 r->path, r->size_bytes, r->ceiling_bytes);
	r->bytes = mem_alloc(r->size_bytes + 1);
	if (read_all(fd, r->bytes, &r->size_bytes))
		return ST_OK;
	mem_free(r->bytes);
	r->bytes = NULL;
	return fault_read(r->path, strerror(errno), f);
}

enum status
file_read_private(const char *path, size_t ceiling_bytes, char **out, size_t *size_bytes,
                  struct fault *f)
{
	struct reading r = { .path = path, .ceiling_bytes = ceiling_bytes };
	enum status st;

	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	st = fd < 0 ? fault_read(path, strerror(errno), f) : read_open(fd, &r, f);
	if (fd >= 0)
		(void)close(fd);
	*out = r.bytes;
	*size_bytes = r.size_bytes;
	return st;
}

enum status
file_make_dir(char *path, struct fault *f)
{
	return mkdtemp(path) ? ST_OK : fault_write(path, errno, f);
}

void
file_remove_dir(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		(void)unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		(void)closedir(dir);
	(void)rmdir(path);
}
