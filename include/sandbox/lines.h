/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_LINES_H
#define SANDBOX_LINES_H
/*
 * A file of lines to which several processes append.
 *
 * Each line goes out in one write under an advisory lock. What a killed writer left unfinished is
 * ended by the next one, so that it spoils its own line only.
 *
 * Owns    a struct lines holds a descriptor from lines_open to lines_close; a zeroed one is closed.
 * Fails   WORD_SYSTEM with the reason. A line that could not be written whole is taken back.
 * Limits  a line is read up to LINES_BYTES_MAX, longer ones are passed over. The first reading
 *         begins at most LINES_TAIL_BYTES before the end. Five seconds of waiting for the lock.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/text.h"

#define LINES_BYTES_MAX ((size_t)8 * 1024)
#define LINES_TAIL_BYTES ((int64_t)4 * 1024 * 1024)

struct lines {
	bool is_open;
	int fd;
	int64_t read_to; /* offset behind the last line that was read; -1: none was */
};

/* Receives one line without its end. */
typedef void (*line_fn)(void *context, const char *line, size_t size_bytes);

/* Makes the file with mode 0600 when it is missing. */
MUST_USE enum status lines_open(const char *path, struct lines *out, struct fault *f);
void lines_close(struct lines *l);

/* Takes the lock that other processes respect; threads of one process keep each other out. */
MUST_USE enum status lines_lock(struct lines *l, struct fault *f);
void lines_unlock(struct lines *l);

/* Appends `line`, which may be several with their ends between them, and its end. Only with the
 * lock. */
MUST_USE enum status lines_append(struct lines *l, const struct text *line, struct fault *f);

/* Gives every complete line that arrived since the last call. Works without the lock. */
MUST_USE enum status lines_read(struct lines *l, line_fn line, void *context, struct fault *f);
#endif
