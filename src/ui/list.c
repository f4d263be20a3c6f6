/* SPDX-License-Identifier: MIT */
/* a window of rows with a cursor, which does not know what a row is */
#include "ui/list.h"

void
list_set_count(struct list *l, size_t count)
{
	l->count = count;
	if (l->cursor >= count)
		l->cursor = count > 0 ? count - 1 : 0;
	if (l->top > l->cursor)
		l->top = l->cursor;
}

size_t
list_top(const struct list *l, size_t height)
{
	size_t top = l->top;

	if (height == 0)
		return top;
	if (top > l->cursor)
		top = l->cursor;
	if (l->cursor - top >= height)
		top = l->cursor - height + 1;
	/* No empty rows below the last one while others wait above. */
	if (l->count > height && top > l->count - height)
		top = l->count - height;
	return l->count <= height ? 0 : top;
}

static void
move_to(struct list *l, size_t cursor)
{
	l->cursor = cursor < l->count ? cursor : l->count > 0 ? l->count - 1 : 0;
}

bool
list_command(struct list *l, enum command cmd, size_t height, bool *wants_more)
{
	size_t page = height > 1 ? height - 1 : 1;

	switch (cmd) {
	case CMD_UP: move_to(l, l->cursor > 0 ? l->cursor - 1 : 0); break;
	case CMD_DOWN: move_to(l, l->cursor + 1); break;
	case CMD_PAGE_UP: move_to(l, l->cursor > page ? l->cursor - page : 0); break;
	case CMD_PAGE_DOWN: move_to(l, l->cursor + page); break;
	case CMD_FIRST: move_to(l, 0); break;
	case CMD_LAST: move_to(l, l->count); break;
	default: return false;
	}
	l->height = height;
	l->top = list_top(l, height);
	*wants_more = l->cursor + 1 >= l->count &&
	              (cmd == CMD_DOWN || cmd == CMD_PAGE_DOWN || cmd == CMD_LAST);
	return true;
}

void
list_draw(const struct list *l, struct canvas *c, list_draw_fn draw, const void *context)
{
	size_t height = (size_t)canvas_rows(c);
	size_t top = list_top(l, height);

	for (size_t row = 0; row < height && top + row < l->count; row++) {
		struct canvas line = canvas_part(c, (int)row, 0, 1, canvas_columns(c));
		bool selected = top + row == l->cursor;

		if (selected) {
			canvas_fill_row(&line, 0, ROLE_SELECTED);
			canvas_place_cursor(&line, 0, 0);
		}
		draw(context, top + row, selected, &line);
	}
}
