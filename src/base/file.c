/* SPDX-License-Identifier: MIT */
/* a descriptor written to the last byte; a small file of the user's alone, whole or not at all */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
