/* SPDX-License-Identifier: MIT */
/* a file of lines to which several processes append */
#include "sandbox/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"

#define LOCK_WAIT_US (5LL * 1000 * 1000)
#define LOCK_RETRY_MS 2
#define CHUNK_BYTES ((size_t)64 * 1024)

enum status
lines_open(const char *path, struct lines *out, struct fault *f)
{
	memset(out, 0, sizeof(*out));
	out->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
	if (out->fd < 0)
		return fault_set(f, WORD_SYSTEM, "cannot open %.80s: %s", path, strerror(errno));
	out->is_open = true;
	out->read_to = -1;
	return ST_OK;
}

void
lines_close(struct lines *l)
{
	if (l->is_open)
		(void)close(l->fd);
	memset(l, 0, sizeof(*l));
}

/* flock() waits without an end, and a stopped process may hold the lock: hence the attempts. */
enum status
lines_lock(struct lines *l, struct fault *f)
{
	int64_t deadline_us = clock_monotonic_us() + LOCK_WAIT_US;

	while (flock(l->fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fault_set(f, WORD_SYSTEM, "cannot lock: %s", strerror(errno));
		if (clock_monotonic_us() > deadline_us)
			return fault_set(f, WORD_SYSTEM, "another process keeps the file locked");
		(void)poll(NULL, 0, LOCK_RETRY_MS);
	}
	return ST_OK;
}

void
lines_unlock(struct lines *l)
{
	(void)flock(l->fd, LOCK_UN);
}

/* Whether a file ends inside a line; what is no file never does. */
static bool
ends_inside_a_line(const struct lines *l, int64_t *size_bytes)
{
	struct stat st;
	char last = '\n';

	*size_bytes = -1;
	if (fstat(l->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	*size_bytes = st.st_size;
	return st.st_size > 0 && pread(l->fd, &last, 1, st.st_size - 1) == 1 && last != '\n';
}

enum status
lines_append(struct lines *l, const struct text *line, struct fault *f)
{
	struct text whole;
	int64_t size_bytes;
	enum status st = ST_OK;

	if (line->overflowed)
		return fault_set(f, WORD_SYSTEM, "a line is too long to be kept");
	text_init(&whole, line->size_bytes + 3);
	if (ends_inside_a_line(l, &size_bytes))
		text_append(&whole, "\n");
	text_append_bytes(&whole, text_string(line), line->size_bytes);
	text_append(&whole, "\n");
	if (!file_write_all(l->fd, text_string(&whole), whole.size_bytes)) {
		st = fault_set(f, WORD_SYSTEM, "cannot write: %s", strerror(errno));
		if (size_bytes >= 0 && ftruncate(l->fd, size_bytes) != 0)
			fault_hint(f, "a part of a line may be left at the end of the file");
	}
	text_finish(&whole);
	return st;
}

/* Hands out the lines of `bytes` that are complete and returns the bytes they take. */
static size_t
give_lines(const char *bytes, size_t size_bytes, line_fn line, void *context)
{
	size_t taken = 0;

	while (taken < size_bytes) {
		const char *begin = bytes + taken;
		const char *end = memchr(begin, '\n', size_bytes - taken);

		if (!end)
			break;
		if (end > begin && (size_t)(end - begin) <= LINES_BYTES_MAX)
			line(context, begin, (size_t)(end - begin));
		taken += (size_t)(end - begin) + 1;
	}
	return taken;
}

/* The first reading may begin in the middle of a line; the rest of that line is no JSON. */
static void
find_start(struct lines *l, int64_t size_bytes)
{
	if (l->read_to < 0)
		l->read_to = size_bytes > LINES_TAIL_BYTES ? size_bytes - LINES_TAIL_BYTES : 0;
	if (l->read_to > size_bytes)
		l->read_to = 0; /* somebody has emptied the file */
}

enum status
lines_read(struct lines *l, line_fn line, void *context, struct fault *f)
{
	struct stat st;
	char *chunk;
	ssize_t got = 0;

	if (fstat(l->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return fault_set(f, WORD_SYSTEM, "it is no regular file");
	find_start(l, st.st_size);
	if (l->read_to == st.st_size)
		return ST_OK;
	chunk = mem_alloc(CHUNK_BYTES);
	for (;;) {
		size_t taken;

		got = pread(l->fd, chunk, CHUNK_BYTES, l->read_to);
		if (got <= 0)
			break;
		taken = give_lines(chunk, (size_t)got, line, context);
		/* A chunk without an end is inside a line that is far too long. */
		if (taken == 0 && (size_t)got == CHUNK_BYTES)
			taken = (size_t)got;
		if (taken == 0)
			break;
		l->read_to += (int64_t)taken;
	}
	mem_free(chunk);
	if (got < 0)
		return fault_set(f, WORD_SYSTEM, "cannot read: %s", strerror(errno));
	return ST_OK;
}
