/* SPDX-License-Identifier: MIT */
#ifndef UI_CANVAS_H
#define UI_CANVAS_H
/*
 * A clipped rectangle of the screen to draw on: rows, columns, roles. Nothing outside it can be
 * reached, text is cleaned and cut between clusters, and a terminal without UTF-8 gets ASCII.
 *
 * A canvas is a value: cutting a part out of it gives another one, and needs no end.
 */
#include <stdbool.h>

#include "ui/theme.h"

struct canvas {
	int top;
	int left;
	int height;
	int width;
};

/* The whole screen. */
struct canvas canvas_whole(void);
/* A part; what does not fit is clipped, so it may be empty. */
struct canvas canvas_part(const struct canvas *c, int row, int column, int height, int width);
int canvas_rows(const struct canvas *c);
int canvas_columns(const struct canvas *c);

/* Draws from (row, column) to the right edge at most; returns the column after what was drawn.
 * Outside text is cleaned here. */
int canvas_put_text(struct canvas *c, int row, int column, enum role role, const char *source);
int canvas_put_format(struct canvas *c, int row, int column, enum role role, const char *format,
                      ...) __attribute__((format(printf, 5, 6)));
/* Fits into exactly `width` columns, padded or cut with "..". */
int canvas_put_fitted(struct canvas *c, int row, int column, int width, enum role role,
                      const char *source);
/* Right-aligned so that it ends before `column_end`. */
void canvas_put_right(struct canvas *c, int row, int column_end, enum role role,
                      const char *source);
/* Breaks at blanks and line ends into at most `rows` rows; returns the rows used. */
int canvas_put_wrapped(struct canvas *c, int row, int column, int rows, enum role role,
                       const char *source);
/* A whole row in one role, blanks. */
void canvas_fill_row(struct canvas *c, int row, enum role role);
void canvas_clear_all(struct canvas *c);
/* A frame around the canvas with a title in its upper line; returns the inside, which is a blank
 * away from the sides. Line drawing in UTF-8, else + - |. */
struct canvas canvas_put_box(struct canvas *c, const char *title, bool focused);
/* Where the hardware cursor rests after this frame; else it is parked at the bottom left. */
void canvas_place_cursor(struct canvas *c, int row, int column);
#endif
