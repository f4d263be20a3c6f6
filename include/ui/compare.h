/* SPDX-License-Identifier: MIT */
#ifndef UI_COMPARE_H
#define UI_COMPARE_H
/*
 * Two texts beside each other, line by line, with what changed inside a line; one under the other
 * where there are too few columns for both. A sign in front says what happened to a line, so that
 * no meaning hangs on a colour; long lines go on in the next row.
 *
 * Owns    a compare owns its rows; the lines are those of the diff, which is looked at in
 *         compare_lay only. A zeroed struct is an empty one.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "domain/diff.h"
#include "ui/canvas.h"

/* A piece of a line in one row: bytes of `compare.bytes`. */
struct compare_half {
	bool used;
	bool begins; /* the line's first row: its sign and number stand there */
	enum diff_kind kind;
	size_t line; /* from 1 */
	size_t offset_bytes;
	size_t size_bytes;
	size_t from; /* what changed inside it: offsets of `bytes` */
	size_t to;
};

struct compare_row {
	struct compare_half left;  /* the old text; both where there is one column */
	struct compare_half right; /* the new one */
};

struct compare {
	struct compare_row *rows;
	size_t count;
	size_t capacity;
	struct text bytes;
	bool beside;
};

/* Lays out for so many columns, anew each time. */
void compare_lay(struct compare *v, const struct diff *d, int columns);
/* Draws from the row `top` on. */
void compare_draw(const struct compare *v, struct canvas *c, size_t top);
void compare_finish(struct compare *v);
#endif
