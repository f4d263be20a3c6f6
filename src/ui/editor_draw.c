/* SPDX-License-Identifier: MIT */
/* a text on the screen: rows, marks, pointers below what is marked, the cursor */
#include "ui/editor_impl.h"

#include "ui/term.h"

#define ROW_BYTES_MAX ((size_t)16 << 10)

struct look {
	const struct editor *e;
	const struct editor_mark *marks;
	size_t count;
	struct canvas *c;
};

/* The first mark that ends behind an offset. */
static size_t
first_mark(const struct look *l, size_t offset)
{
	size_t low = 0;
	size_t high = l->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (l->marks[middle].offset_bytes + l->marks[middle].size_bytes <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t
row_start(const struct look *l, size_t row)
{
	return l->e->layout->rows.items[row].start;
}

static bool
is_pointed_at(const struct look *l, size_t row)
{
	size_t end = editor_row_end(l->e, row);
	size_t i = first_mark(l, row_start(l, row));

	for (; i < l->count && l->marks[i].offset_bytes < end; i++)
		if (l->marks[i].pointed)
			return true;
	return false;
}

/* The rows of the canvas that a row of the text takes. */
static size_t
height_of(const struct look *l, size_t row)
{
	return is_pointed_at(l, row) ? 2 : 1;
}

/* The first row to draw so that this one shows, as far up as it can be. */
static size_t
first_for(const struct look *l, size_t row)
{
	size_t room = (size_t)l->e->layout->height;
	size_t used = height_of(l, row);

	while (row > 0 && used + height_of(l, row - 1) <= room)
		used += height_of(l, --row);
	return row;
}

/* Where it was, unless the cursor would not show or rows at the end would stay empty. */
static size_t
first_row(const struct look *l, size_t cursor_row)
{
	size_t top = l->e->layout->top;
	size_t lowest = first_for(l, l->e->layout->rows.count - 1);
	size_t first = first_for(l, cursor_row);

	if (top > lowest)
		top = lowest;
	if (top < first)
		top = first;
	return top > cursor_row ? cursor_row : top;
}

/* The mark of the character at [at, end), one that points before others; NULL: none. *i is the
 * first mark that may be it. */
static const struct editor_mark *
mark_of(const struct look *l, size_t *i, size_t at, size_t end)
{
	const struct editor_mark *found = NULL;

	while (*i < l->count && l->marks[*i].offset_bytes + l->marks[*i].size_bytes <= at)
		(*i)++;
	for (size_t k = *i; k < l->count && l->marks[k].offset_bytes < end; k++)
		if (!found || (l->marks[k].pointed && !found->pointed))
			found = &l->marks[k];
	return found;
}

/* What is collected of a row until the role changes. */
struct run {
	struct text drawn;
	enum role role;
	int column;
	int end;
};

static void
flush_run(struct look *l, struct run *run, int row)
{
	if (run->drawn.size_bytes > 0)
		canvas_put_text(l->c, row, run->column, run->role, text_string(&run->drawn));
	text_reset(&run->drawn);
	run->column = run->end;
}

static void
put_pointers(struct look *l, int row, int column, int width, enum role role)
{
	for (int i = 0; i < width; i++)
		canvas_put_text(l->c, row, column + i, role, "^");
}

static void
put_character(struct look *l, struct run *run, size_t at, size_t size)
{
	const char *bytes = text_string(&l->e->text) + at;

	if (bytes[0] == '\t')
		text_append(&run->drawn, term_is_utf8() ? "\u2192" : ">");
	else
		editor_append_drawn(&run->drawn, bytes, size);
}

/* Draws one row of the text; returns the rows of the canvas that it took. */
static int
draw_row(struct look *l, size_t number, int row)
{
	const char *bytes = text_string(&l->e->text);
	size_t end = editor_row_end(l->e, number);
	size_t i = first_mark(l, row_start(l, number));
	struct run run = { .role = ROLE_PLAIN };
	int rows = 1;
	int width = 0;

	text_init(&run.drawn, ROW_BYTES_MAX);
	for (size_t at = row_start(l, number), size; at < end; at += size) {
		size = editor_next(l->e, at, run.end, &width);
		const struct editor_mark *mark = mark_of(l, &i, at, at + size);
		enum role role = mark ? mark->role : ROLE_PLAIN;

		if (role != run.role || bytes[at] == '\t' || run.drawn.size_bytes > 4096)
			flush_run(l, &run, row);
		run.role = bytes[at] == '\t' && !mark ? ROLE_DIM : role;
		put_character(l, &run, at, size);
		if (mark && mark->pointed && row + 1 < canvas_rows(l->c)) {
			put_pointers(l, row + 1, run.end, width, role);
			rows = 2;
		}
		run.end += width;
		if (bytes[at] == '\t')
			flush_run(l, &run, row);
	}
	flush_run(l, &run, row);
	text_finish(&run.drawn);
	return rows;
}

void
editor_draw(const struct editor *e, struct canvas *c, const struct editor_mark *marks, size_t count,
            bool focused)
{
	struct look l = { .e = e, .marks = marks, .count = count, .c = c };
	int row = 0;

	if (canvas_rows(c) <= 0 || canvas_columns(c) <= 0)
		return;
	editor_layout_fit(e, canvas_rows(c), canvas_columns(c));
	size_t cursor_row = editor_row_of(e, e->cursor);
	e->layout->top = first_row(&l, cursor_row);
	for (size_t i = e->layout->top; i < e->layout->rows.count && row < canvas_rows(c); i++) {
		if (i == cursor_row && focused)
			canvas_place_cursor(c, row, editor_column_of(e, i, e->cursor));
		row += draw_row(&l, i, row);
	}
}
