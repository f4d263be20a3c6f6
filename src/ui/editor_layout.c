/* SPDX-License-Identifier: MIT */
/* the rows in which a text lies, kept up to date around a change */
#include "ui/editor_impl.h"

#include <string.h>

#include "base/mem.h"

#define COLUMNS_UNDRAWN 80
#define ROWS_UNDRAWN 24
#define CAPACITY_MIN 64
/* How far in front of a change it may be felt: a shorter word may fit into the row before, and what
 * joins a character changes where that ends. */
#define ROWS_BEFORE 2

static void
add_row(struct editor_rows *rows, size_t start, size_t line)
{
	if (rows->count == rows->capacity) {
		rows->capacity = rows->capacity > 0 ? rows->capacity * 2 : CAPACITY_MIN;
		rows->items = mem_resize(rows->items, rows->capacity * sizeof(*rows->items));
	}
	rows->items[rows->count++] =
		(struct editor_row){ .start = (uint32_t)start, .line = (uint32_t)line };
}

/* The columns for text: the last one is the cursor's, and takes a blank that is broken at. */
static int
room_of(const struct editor *e)
{
	return e->layout->columns > 1 ? e->layout->columns - 1 : 1;
}

/* Where the row that starts here ends: behind a line end, behind the last blank, or where the next
 * character has no room. */
static size_t
end_of_row(const struct editor *e, size_t start)
{
	const char *bytes = text_string(&e->text);
	size_t after_blank = 0;
	int room = room_of(e);
	int column = 0;
	int width = 0;
	size_t at = start;

	while (at < e->text.size_bytes && bytes[at] != '\n') {
		size_t size = editor_next(e, at, column, &width);
		bool blank = bytes[at] == ' ';
		if (column + width > room && at > start && !(blank && column == room))
			return after_blank > 0 && !blank ? after_blank : at;
		column += width;
		at += size;
		if (blank)
			after_blank = at;
	}
	return at < e->text.size_bytes ? at + 1 : at;
}

/* Lays rows from the one that starts here on, until one starts where `stop` says that an old one
 * does; returns its number among the old ones, or how many they are at the end of the text. */
struct joint {
	const struct editor_rows *old;
	size_t next;   /* the first old row that may be met */
	size_t offset; /* what lies before it may have changed */
	size_t moved;  /* new offsets less old ones, modulo */
};

static bool
meets(struct joint *j, size_t at)
{
	if (!j || at < j->offset)
		return false;
	while (j->next < j->old->count && j->old->items[j->next].start + j->moved < at)
		j->next++;
	return j->next < j->old->count && j->old->items[j->next].start + j->moved == at;
}

/* Whether the text ended so that one more row, an empty one, is there. */
static bool
ends_with_line_end(const struct editor *e)
{
	return e->text.size_bytes > 0 && text_string(&e->text)[e->text.size_bytes - 1] == '\n';
}

/* Returns the number of the line that the row behind the last one made belongs to. */
static size_t
lay(const struct editor *e, struct editor_row first, struct joint *j, struct editor_rows *out)
{
	const char *bytes = text_string(&e->text);
	size_t at = first.start;
	size_t line = first.line;

	do {
		add_row(out, at, line);
		at = end_of_row(e, at);
		line += at > 0 && bytes[at - 1] == '\n';
		if (meets(j, at))
			return line;
	} while (at < e->text.size_bytes);
	if (ends_with_line_end(e) && out->items[out->count - 1].start < at)
		add_row(out, at, line);
	if (j)
		j->next = j->old->count;
	return line;
}

static void
lay_all(const struct editor *e)
{
	const struct editor_row first = { .start = 0 };

	e->layout->rows.count = 0;
	lay(e, first, NULL, &e->layout->rows);
}

void
editor_layout_reset(struct editor *e)
{
	if (e->layout->columns == 0) {
		e->layout->columns = COLUMNS_UNDRAWN;
		e->layout->height = ROWS_UNDRAWN;
	}
	e->layout->top = 0;
	lay_all(e);
}

void
editor_layout_fit(const struct editor *e, int rows, int columns)
{
	e->layout->height = rows > 0 ? rows : 1;
	if (columns == e->layout->columns)
		return;
	e->layout->columns = columns;
	lay_all(e);
}

/* Puts the rows that were made in the place of old ones; those behind move. */
static void
splice(struct editor_layout *l, size_t first, const struct joint *j, size_t line)
{
	struct editor_rows *rows = &l->rows;
	size_t behind = rows->count - j->next;
	size_t count = first + l->made.count + behind;
	uint32_t lines = behind > 0 ? (uint32_t)line - rows->items[j->next].line : 0;

	if (rows->capacity < count) {
		rows->capacity = count * 2;
		rows->items = mem_resize(rows->items, rows->capacity * sizeof(*rows->items));
	}
	for (size_t i = j->next; i < rows->count; i++) {
		rows->items[i].start += (uint32_t)j->moved;
		rows->items[i].line += lines;
	}
	memmove(rows->items + first + l->made.count, rows->items + j->next,
	        behind * sizeof(*rows->items));
	memcpy(rows->items + first, l->made.items, l->made.count * sizeof(*rows->items));
	rows->count = count;
}

void
editor_layout_follow(struct editor *e, size_t offset, size_t old_bytes, size_t new_bytes)
{
	struct editor_layout *l = e->layout;
	size_t row = editor_row_of(e, offset);
	size_t first = row > ROWS_BEFORE ? row - ROWS_BEFORE : 0;
	struct joint j = {
		.old = &l->rows,
		.next = first + 1,
		.offset = offset + new_bytes + 1,
		.moved = new_bytes - old_bytes,
	};

	while (j.next < l->rows.count && l->rows.items[j.next].start < offset + old_bytes)
		j.next++;
	l->made.count = 0;
	size_t line = lay(e, l->rows.items[first], &j, &l->made);
	splice(l, first, &j, line);
}

/* Looking up. */

size_t
editor_row_of(const struct editor *e, size_t offset)
{
	const struct editor_rows *rows = &e->layout->rows;
	size_t low = 0;
	size_t high = rows->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (rows->items[middle].start <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

size_t
editor_row_of_line(const struct editor *e, size_t line)
{
	const struct editor_rows *rows = &e->layout->rows;
	size_t low = 0;
	size_t high = rows->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (rows->items[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t
editor_row_end(const struct editor *e, size_t row)
{
	const struct editor_rows *rows = &e->layout->rows;

	if (row + 1 == rows->count)
		return e->text.size_bytes;
	size_t next = rows->items[row + 1].start;
	return rows->items[row + 1].line != rows->items[row].line ? next - 1 : next;
}

int
editor_column_of(const struct editor *e, size_t row, size_t offset)
{
	int column = 0;
	int width = 0;

	for (size_t at = e->layout->rows.items[row].start; at < offset; column += width)
		at += editor_next(e, at, column, &width);
	return column;
}

/* A row that goes on in the next has its last place in front of its last character. */
size_t
editor_offset_at(const struct editor *e, size_t row, int column)
{
	const struct editor_rows *rows = &e->layout->rows;
	size_t end = editor_row_end(e, row);
	bool goes_on = row + 1 < rows->count && rows->items[row + 1].start == end;
	size_t at = rows->items[row].start;
	int here = 0;
	int width = 0;

	while (at < end) {
		size_t size = editor_next(e, at, here, &width);
		if (here + width > column || (goes_on && at + size >= end))
			break;
		here += width;
		at += size;
	}
	return at;
}

size_t
editor_boundary(const struct editor *e, size_t offset, bool forward)
{
	size_t at = e->layout->rows.items[editor_row_of(e, offset)].start;
	size_t before = at;
	int width = 0;

	while (at < offset) {
		before = at;
		at += editor_next(e, at, 0, &width);
	}
	return at > offset && !forward ? before : at;
}

size_t
editor_before(const struct editor *e, size_t offset)
{
	return offset > 0 ? editor_boundary(e, offset - 1, false) : 0;
}

size_t
editor_behind(const struct editor *e, size_t offset)
{
	int width = 0;

	if (offset >= e->text.size_bytes)
		return e->text.size_bytes;
	return offset + editor_next(e, offset, 0, &width);
}
