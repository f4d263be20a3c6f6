/* SPDX-License-Identifier: MIT */
#ifndef UI_LIST_H
#define UI_LIST_H
/*
 * A window of rows with a cursor. It does not know what a row is: the screen tells how many rows
 * are loaded and draws each; the list moves, scrolls and says when it needs more.
 */
#include <stdbool.h>
#include <stddef.h>

#include "app/command.h"
#include "ui/canvas.h"

struct list {
	size_t count; /* rows loaded */
	size_t cursor;
	size_t top;    /* first row drawn */
	size_t height; /* rows drawn last; remembered by list_show */
};

typedef void (*list_draw_fn)(const void *context, size_t index, bool selected, struct canvas *row);

/* Keeps cursor and window inside `count`. */
void list_set_count(struct list *l, size_t count);
/* Up, down, pages, first, last. False: not a list's command. *wants_more is set when the cursor
 * reached the last row and asks for further ones. */
bool list_command(struct list *l, enum command cmd, size_t height, bool *wants_more);
void list_draw(const struct list *l, struct canvas *c, list_draw_fn draw, const void *context);
/* The first row to draw so that the cursor shows in `height` rows. */
size_t list_top(const struct list *l, size_t height);
#endif
