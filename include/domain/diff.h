/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_DIFF_H
#define DOMAIN_DIFF_H
/*
 * What changed between two texts, line by line.
 *
 * Owns    diff_finish frees the lines; their bytes are those of the two texts, which stay the
 *         caller's and have to outlive it.
 * Limits  texts of any size; above some thousand changed lines in one piece that piece is told as
 *         removed and added whole.
 */
#include <stddef.h>

enum diff_kind { DIFF_SAME, DIFF_REMOVED, DIFF_ADDED };

struct diff_line {
	enum diff_kind kind;
	const char *bytes; /* without its line end */
	size_t size_bytes;
	size_t old_line; /* from 1; 0 for an added line */
	size_t new_line; /* from 1; 0 for a removed line */
};

struct diff {
	struct diff_line *lines; /* in reading order, what was removed before what was added */
	size_t count;
	size_t removed;
	size_t added;
};

/* A text that ends with a line end has no further line behind it; one without is told as different
 * from one with it. */
void diff_make(const char *old_text, size_t old_bytes, const char *new_text, size_t new_bytes,
               struct diff *out);
void diff_finish(struct diff *d);

/* A part of a line. */
struct diff_range {
	size_t offset_bytes;
	size_t size_bytes;
};
/* What is different between a removed line and the added one in its place: all but what both begin
 * and end with, cut between code points. */
void diff_ranges(const struct diff_line *removed, const struct diff_line *added,
                 struct diff_range *in_removed, struct diff_range *in_added);
#endif
