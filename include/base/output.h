/* SPDX-License-Identifier: MIT */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H
/*
 * Printing for the shell twin: data to stdout, words to stderr.
 *
 * Everything but output_raw passes the sanitiser of base/text, so that nothing stored or received
 * can move the reader's cursor. A line end inside a format string is ours and stays.
 *
 * Fails   a write that fails (a full disk, a closed pipe) is remembered; output_finish reports it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

enum output_color { OUTPUT_COLOR_AUTO, OUTPUT_COLOR_ALWAYS, OUTPUT_COLOR_NEVER };

enum output_role { OUTPUT_PLAIN, OUTPUT_STRONG, OUTPUT_GOOD, OUTPUT_BAD, OUTPUT_WAIT, OUTPUT_DIM };

/* Honours NO_COLOR, CLICOLOR, CLICOLOR_FORCE and TERM=dumb when `color` is auto. */
void output_init(enum output_color color, bool quiet);
/* To stdout. */
void output_data(const char *format, ...) PRINTF_LIKE(1, 2);
/* To stdout in a role; plain where colours are off. */
void output_role(enum output_role role, const char *format, ...) PRINTF_LIKE(2, 3);
/* To stdout byte for byte: rendered templates, JSON (which escapes by itself). */
void output_raw(const char *bytes, size_t size_bytes);
/* To stderr, with a line end behind it; nothing when quiet. */
void output_words(const char *format, ...) PRINTF_LIKE(1, 2);
/* "otpdeck: cause" and "  hint" to stderr, quiet or not. */
void output_fault(const struct fault *f);
/* One line to stderr as it is, quiet or not. */
void output_problem(const char *line);
/* Flushes; whether standard output is a pipe that nobody reads any more, as behind `| head`. */
bool output_reader_left(void);
/* Flushes; WORD_SYSTEM when anything was not written. */
MUST_USE enum status output_finish(struct fault *f);
#endif
