/* SPDX-License-Identifier: MIT */
/* descriptors and files read to their end, below a ceiling */
#include "base/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define FIRST_BYTES ((size_t)4096)

static ssize_t
read_some(int fd, void *out, size_t out_bytes)
{
	ssize_t got;

	do
		got = read(fd, out, out_bytes);
	while (got < 0 && errno == EINTR);
	return got;
}

static enum status
unreadable(const char *what, int reason, struct fault *f)
{
	return fault_set(f, WORD_FILE_UNREADABLE, "%s cannot be read: %s", what, strerror(reason));
}

/* One byte a read: no buffer outside guarded memory ever holds the secret. */
static enum status
read_secret_bytes(int fd, struct secret *s, struct fault *f)
{
	unsigned char byte = 0;
	enum status st = ST_OK;

	while (st == ST_OK) {
		ssize_t got = read_some(fd, &byte, 1);
		if (got == 0)
			break;
		if (got < 0)
			st = fault_set(f, WORD_FILE_UNREADABLE, "descriptor %d cannot be read: %s",
			               fd, strerror(errno));
		else if (!secret_append_byte(s, byte))
			st = fault_set(f, WORD_VALUE_TOO_LONG, "the secret is longer than %d bytes",
			               SECRET_BYTES_MAX);
	}
	mem_wipe(&byte, sizeof byte);
	return st;
}

enum status
tty_read_secret_fd(int fd, struct secret **out, struct fault *f)
{
	struct secret *s = secret_create("", 0);
	enum status st = read_secret_bytes(fd, s, f);

	*out = NULL;
	if (st == ST_OK)
		*out = s;
	else
		secret_destroy(s);
	return st;
}

/* What has been read so far; one byte more than the capacity is there for the NUL. */
struct block {
	char *bytes;
	size_t size_bytes;
	size_t capacity_bytes;
};

static void
block_grow(struct block *b)
{
	b->capacity_bytes = b->capacity_bytes == 0 ? FIRST_BYTES : b->capacity_bytes * 2;
	b->bytes = mem_resize(b->bytes, b->capacity_bytes + 1);
}

static enum status
read_to_end(int fd, const char *what, size_t ceiling_bytes, struct block *b, struct fault *f)
{
	ssize_t got = 1;

	while (got > 0) {
		if (b->size_bytes == b->capacity_bytes)
			block_grow(b);
		got = read_some(fd, b->bytes + b->size_bytes, b->capacity_bytes - b->size_bytes);
		if (got < 0)
			return unreadable(what, errno, f);
		b->size_bytes += (size_t)got;
		if (b->size_bytes > ceiling_bytes)
			return fault_set(f, WORD_VALUE_TOO_LONG, "%s is longer than %zu bytes",
			                 what, ceiling_bytes);
	}
	b->bytes[b->size_bytes] = '\0';
	return ST_OK;
}

static enum status
hand_over(enum status st, struct block *b, char **out, size_t *size_bytes)
{
	if (st != ST_OK) {
		mem_free(b->bytes);
		*b = (struct block){ NULL, 0, 0 };
	}
	*out = b->bytes;
	*size_bytes = b->size_bytes;
	return st;
}

enum status
tty_read_stdin(size_t ceiling_bytes, char **out, size_t *size_bytes, struct fault *f)
{
	struct block b = { NULL, 0, 0 };
	enum status st = read_to_end(STDIN_FILENO, "standard input", ceiling_bytes, &b, f);

	return hand_over(st, &b, out, size_bytes);
}

enum status
tty_read_file(const char *path, size_t ceiling_bytes, char **out, size_t *size_bytes,
              struct fault *f)
{
	struct block b = { NULL, 0, 0 };

	if (strcmp(path, "-") == 0)
		return tty_read_stdin(ceiling_bytes, out, size_bytes, f);

	int fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	enum status st =
		fd < 0 ? unreadable(path, errno, f) : read_to_end(fd, path, ceiling_bytes, &b, f);
	if (fd >= 0)
		(void)close(fd);
	return hand_over(st, &b, out, size_bytes);
}
