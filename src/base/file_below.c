/* SPDX-License-Identifier: MIT */
/* a file read below a folder that no name leads out of */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_BYTES 256 /* of one step of a name */

/* The next step of a name with slashes; false: there is none that may be taken. */
static bool
take_step(const char **name, char step[NAME_BYTES])
{
	size_t size = strcspn(*name, "/");

	if (size == 0 || size >= NAME_BYTES)
		return false;
	memcpy(step, *name, size);
	step[size] = '\0';
	*name += size;
	return strcmp(step, ".") != 0 && strcmp(step, "..") != 0;
}

/* Opens step by step, so that no link on the way is followed. */
static int
open_below(int folder, const char *name)
{
	char step[NAME_BYTES];
	int at = fcntl(folder, F_DUPFD_CLOEXEC, 0);

	while (at >= 0) {
		bool is_step = take_step(&name, step);
		int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
		int next =
			is_step ? openat(at, step, *name == '/' ? flags | O_DIRECTORY : flags) : -1;

		(void)close(at);
		if (!is_step)
			errno = ENOENT;
		if (next < 0 || *name == '\0')
			return next;
		name++;
		at = next;
	}
	return -1;
}

static bool
read_all(int fd, struct text *out)
{
	char bytes[4096];
	ssize_t count;

	while ((count = read(fd, bytes, sizeof(bytes))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 || !text_append_bytes(out, bytes, (size_t)count))
			return false;
	}
	return true;
}

bool
file_read_below(int folder, const char *name, struct text *out)
{
	struct stat info;
	int fd = open_below(folder, name);

	if (fd < 0)
		return false;
	bool fine = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && read_all(fd, out);
	(void)close(fd);
	return fine;
}
