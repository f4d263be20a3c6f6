/* SPDX-License-Identifier: MIT */
/* what a key does to a text or to the cursor in it */
#include "ui/editor_impl.h"

#include <string.h>

/* Moving. */

static size_t
row_of_cursor(const struct editor *e)
{
	return editor_row_of(e, e->cursor);
}

/* By so many rows, in the column where this moving began; at an end to that. */
static void
move_rows(struct editor *e, size_t count, bool down)
{
	size_t row = row_of_cursor(e);
	size_t last = e->layout->rows.count - 1;
	int column = e->wanted_column;

	if (column < 0)
		column = editor_column_of(e, row, e->cursor);
	if (down ? row == last : row == 0) {
		e->cursor = down ? e->text.size_bytes : 0;
		e->wanted_column = -1;
		return;
	}
	if (down)
		row = last - row > count ? row + count : last;
	else
		row = row > count ? row - count : 0;
	e->cursor = editor_offset_at(e, row, column);
	e->wanted_column = column;
}

static size_t
rows_of_a_page(const struct editor *e)
{
	return e->layout->height > 1 ? (size_t)e->layout->height - 1 : 1;
}

static void
go_up(struct editor *e)
{
	move_rows(e, 1, false);
}

static void
go_down(struct editor *e)
{
	move_rows(e, 1, true);
}

static void
go_page_up(struct editor *e)
{
	move_rows(e, rows_of_a_page(e), false);
}

static void
go_page_down(struct editor *e)
{
	move_rows(e, rows_of_a_page(e), true);
}

static size_t
line_start(const struct editor *e)
{
	const struct editor_row *rows = e->layout->rows.items;
	return rows[editor_row_of_line(e, rows[row_of_cursor(e)].line)].start;
}

static size_t
line_end(const struct editor *e)
{
	const char *from = text_string(&e->text) + e->cursor;
	const char *end = memchr(from, '\n', e->text.size_bytes - e->cursor);
	return end ? e->cursor + (size_t)(end - from) : e->text.size_bytes;
}

static bool
is_blank_at(const struct editor *e, size_t offset)
{
	char c = text_string(&e->text)[offset];
	return c == ' ' || c == '\t' || c == '\n';
}

/* The start of the word before the cursor; words are what stands between blanks. */
static size_t
word_before(const struct editor *e)
{
	size_t at = e->cursor;

	while (at > 0 && is_blank_at(e, at - 1))
		at--;
	while (at > 0 && !is_blank_at(e, at - 1))
		at--;
	return editor_boundary(e, at, false);
}

static size_t
word_behind(const struct editor *e)
{
	size_t at = e->cursor;

	while (at < e->text.size_bytes && is_blank_at(e, at))
		at++;
	while (at < e->text.size_bytes && !is_blank_at(e, at))
		at++;
	return editor_boundary(e, at, true);
}

static void
go_to(struct editor *e, size_t offset)
{
	e->cursor = offset;
	e->wanted_column = -1;
}

static void
go_left(struct editor *e)
{
	go_to(e, editor_before(e, e->cursor));
}

static void
go_right(struct editor *e)
{
	go_to(e, editor_behind(e, e->cursor));
}

static void
go_to_line_start(struct editor *e)
{
	go_to(e, line_start(e));
}

static void
go_to_line_end(struct editor *e)
{
	go_to(e, line_end(e));
}

static void
go_word_left(struct editor *e)
{
	go_to(e, word_before(e));
}

static void
go_word_right(struct editor *e)
{
	go_to(e, word_behind(e));
}

static void
go_to_top(struct editor *e)
{
	go_to(e, 0);
}

static void
go_to_bottom(struct editor *e)
{
	go_to(e, e->text.size_bytes);
}

/* Erasing. */

static void
cut_out(struct editor *e, enum editor_step_kind kind, size_t from, size_t to)
{
	const struct editor_change change = {
		.kind = kind,
		.offset = from,
		.size_bytes = to - from,
		.with = "",
	};

	editor_change(e, &change);
}

static void
erase_before(struct editor *e)
{
	cut_out(e, EDITOR_ERASED_BEFORE, editor_before(e, e->cursor), e->cursor);
}

static void
erase_behind(struct editor *e)
{
	cut_out(e, EDITOR_ERASED_BEHIND, e->cursor, editor_behind(e, e->cursor));
}

static void
erase_word(struct editor *e)
{
	cut_out(e, EDITOR_OTHER, word_before(e), e->cursor);
}

static void
erase_to_line_start(struct editor *e)
{
	cut_out(e, EDITOR_OTHER, line_start(e), e->cursor);
}

/* At the end of a line its line end goes, as with Delete. */
static void
erase_to_line_end(struct editor *e)
{
	size_t end = line_end(e);
	cut_out(e, EDITOR_OTHER, e->cursor, end > e->cursor ? end : editor_behind(e, end));
}

static void
begin_line(struct editor *e)
{
	editor_insert(e, "\n", false);
}

static void
take_back(struct editor *e)
{
	editor_undo(e);
}

static void
make_again(struct editor *e)
{
	editor_redo(e);
}

/* The table. */

static const struct {
	const char *key;
	void (*does)(struct editor *e);
	bool moves; /* what is typed behind it is a new step of undo */
} keys[] = {
	{ "Left", go_left, true },
	{ "Right", go_right, true },
	{ "Up", go_up, true },
	{ "C-p", go_up, true },
	{ "Down", go_down, true },
	{ "C-n", go_down, true },
	{ "PageUp", go_page_up, true },
	{ "PageDown", go_page_down, true },
	{ "Home", go_to_line_start, true },
	{ "C-a", go_to_line_start, true },
	{ "End", go_to_line_end, true },
	{ "C-e", go_to_line_end, true },
	{ "C-Left", go_word_left, true },
	{ "C-Right", go_word_right, true },
	{ "C-Home", go_to_top, true },
	{ "C-End", go_to_bottom, true },
	{ "Enter", begin_line, false },
	{ "Backspace", erase_before, false },
	{ "Delete", erase_behind, false },
	{ "C-w", erase_word, false },
	{ "C-u", erase_to_line_start, false },
	{ "C-k", erase_to_line_end, false },
	{ "C-_", take_back, false },
	{ "C-r", make_again, false },
};

bool
editor_key(struct editor *e, const char *key, bool *changed)
{
	uint64_t before = e->revision;

	*changed = false;
	for (size_t i = 0; key && i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].key, key) != 0)
			continue;
		e->news[0] = '\0';
		editor_flush_paste(e);
		if (keys[i].moves)
			editor_history_close(e);
		keys[i].does(e);
		*changed = e->revision != before;
		return true;
	}
	return false;
}

const char *
editor_key_of(enum command cmd)
{
	switch (cmd) {
	case CMD_UP: return "Up";
	case CMD_DOWN: return "Down";
	case CMD_LEFT: return "Left";
	case CMD_RIGHT: return "Right";
	case CMD_PAGE_UP: return "PageUp";
	case CMD_PAGE_DOWN: return "PageDown";
	case CMD_FIRST: return "Home";
	case CMD_LAST: return "End";
	case CMD_EDIT_LINE: return "Enter";
	case CMD_EDIT_UNDO: return "C-_";
	case CMD_EDIT_REDO: return "C-r";
	default: return NULL;
	}
}
