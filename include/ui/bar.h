/* SPDX-License-Identifier: MIT */
#ifndef UI_BAR_H
#define UI_BAR_H
/*
 * How full something is: "part 1 [#####   ] 67/67", in eighths of a column where the terminal can
 * show them.
 */
#include <stddef.h>

#include "domain/parts.h"
#include "ui/canvas.h"

struct bar {
	const char *label;
	size_t used; /* at most `room` */
	size_t room;
	enum role role;
};

/* One row; the bar takes what label and numbers leave, and is left out where that is too little. */
void bar_draw(struct canvas *c, int row, const struct bar *bar);
/* A bar for each part of a message, from `row` on, at most `rows` of them: of more parts the last
 * ones, below a row that counts the others. More than one part is a warning. Returns the rows
 * used. */
int bar_draw_parts(struct canvas *c, int row, int rows, const struct parts *parts);
#endif
