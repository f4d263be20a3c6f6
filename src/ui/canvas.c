/* SPDX-License-Identifier: MIT */
/* a clipped rectangle of the screen: text is cleaned, cut and put into roles */
#include "ui/canvas.h"

#include <curses.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/term.h"
#include "ui/term_impl.h"

/* Outside text may be of any length; this much of it is looked at, which is more than a screen
 * holds. A mark takes up to ten times the bytes of what it stands for. */
#define SOURCE_BYTES_MAX 8192
#define CLEAN_BYTES_MAX (SOURCE_BYTES_MAX * 10 + 1)

struct canvas
canvas_whole(void)
{
	return (struct canvas){ .height = term_rows(), .width = term_columns() };
}

static int
clamp(int value, int low, int high)
{
	if (value > high)
		value = high;
	return value < low ? low : value;
}

struct canvas
canvas_part(const struct canvas *c, int row, int column, int height, int width)
{
	int first_row = clamp(row, 0, c->height);
	int first_column = clamp(column, 0, c->width);
	int end_row = height <= 0 ? row : clamp(row + height, 0, c->height);
	int end_column = width <= 0 ? column : clamp(column + width, 0, c->width);

	return (struct canvas){
		.top = c->top + first_row,
		.left = c->left + first_column,
		.height = clamp(end_row - first_row, 0, c->height),
		.width = clamp(end_column - first_column, 0, c->width),
	};
}

int
canvas_rows(const struct canvas *c)
{
	return c->height;
}

int
canvas_columns(const struct canvas *c)
{
	return c->width;
}

/* The bytes of at most SOURCE_BYTES_MAX, cut before a code point. */
static size_t
bounded_size(const char *source)
{
	size_t size = strnlen(source, SOURCE_BYTES_MAX + 1);

	if (size <= SOURCE_BYTES_MAX)
		return size;
	size = SOURCE_BYTES_MAX;
	while (size > 0 && ((unsigned char)source[size] & 0xc0) == 0x80)
		size--;
	return size;
}

/* Some terminals draw joined pictures as one and others beside each other, so that nobody knows the
 * columns they take: here they stand beside each other everywhere. */
static void
part_joined(struct text *out)
{
	static const char joiner[] = "\342\200\215";
	const char *at = text_string(out);
	const char *found = strstr(at, joiner);
	struct text parted;

	if (!found)
		return;
	text_init(&parted, CLEAN_BYTES_MAX);
	for (; found; found = strstr(at, joiner)) {
		text_append_bytes(&parted, at, (size_t)(found - at));
		at = found + strlen(joiner);
	}
	text_append(&parted, at);
	text_finish(out);
	*out = parted;
}

/* Makes of outside text what this terminal may show: without what moves cursors, and in ASCII
 * where there is no UTF-8. `out` is the caller's to finish. */
static void
make_fit(struct text *out, const char *source, bool keep_lines)
{
	text_init(out, CLEAN_BYTES_MAX);
	text_append_clean(out, source, bounded_size(source), keep_lines);
	if (term_is_utf8()) {
		part_joined(out);
		return;
	}
	struct text ascii;
	text_init(&ascii, CLEAN_BYTES_MAX);
	text_append_ascii(&ascii, text_string(out), out->size_bytes);
	text_finish(out);
	*out = ascii;
}

/* Draws fit text that is known to have room. */
static void
put_bytes(const struct canvas *c, int row, int column, enum role role, const char *bytes,
          size_t size_bytes)
{
	if (row < 0 || row >= c->height || column < 0 || size_bytes == 0)
		return;
	wattrset(stdscr, (int)theme_attributes(role));
	mvwaddnstr(stdscr, c->top + row, c->left + column, bytes, (int)size_bytes);
}

/* Draws as many whole clusters as there are columns; returns the column after them. */
static int
put_clipped(const struct canvas *c, int row, int column, enum role role, const struct text *t)
{
	const char *bytes = text_string(t);
	int end = column;
	int width = 0;
	size_t used = 0;

	while (used < t->size_bytes) {
		size_t size = text_next_cluster(bytes + used, t->size_bytes - used, &width);
		if (end + width > c->width)
			break;
		end += width;
		used += size;
	}
	put_bytes(c, row, column, role, bytes, used);
	return end;
}

int
canvas_put_text(struct canvas *c, int row, int column, enum role role, const char *source)
{
	struct text fit;

	if (row < 0 || row >= c->height || column < 0 || column >= c->width)
		return column;
	make_fit(&fit, source, false);
	int end = put_clipped(c, row, column, role, &fit);
	text_finish(&fit);
	return end;
}

int
canvas_put_format(struct canvas *c, int row, int column, enum role role, const char *format, ...)
{
	char line[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	return canvas_put_text(c, row, column, role, line);
}

int
canvas_put_fitted(struct canvas *c, int row, int column, int width, enum role role,
                  const char *source)
{
	struct text fit;
	struct text fitted;
	int room = clamp(c->width - column, 0, width);

	if (row < 0 || row >= c->height || column < 0 || room <= 0)
		return column;
	make_fit(&fit, source, false);
	text_init(&fitted, CLEAN_BYTES_MAX);
	text_append_fitted(&fitted, text_string(&fit), room, true);
	put_bytes(c, row, column, role, text_string(&fitted), fitted.size_bytes);
	text_finish(&fitted);
	text_finish(&fit);
	return column + room;
}

void
canvas_put_right(struct canvas *c, int row, int column_end, enum role role, const char *source)
{
	struct text fit;
	struct text fitted;
	int room = clamp(column_end, 0, c->width);

	if (row < 0 || row >= c->height || room == 0)
		return;
	make_fit(&fit, source, false);
	text_init(&fitted, CLEAN_BYTES_MAX);
	text_append_fitted(&fitted, text_string(&fit), room, false);
	int width = text_width(text_string(&fitted), fitted.size_bytes);
	put_bytes(c, row, room - width, role, text_string(&fitted), fitted.size_bytes);
	text_finish(&fitted);
	text_finish(&fit);
}

/* The bytes of one row: up to a line end, a blank, or the edge, in this order. */
static size_t
measure_row(const char *bytes, size_t size_bytes, int width_cols)
{
	size_t used = 0;
	size_t after_blank = 0;
	int columns = 0;
	int width = 0;

	while (used < size_bytes && bytes[used] != '\n') {
		size_t size = text_next_cluster(bytes + used, size_bytes - used, &width);
		if (columns + width > width_cols)
			return after_blank > 0 && bytes[used] != ' ' ? after_blank : used;
		columns += width;
		used += size;
		if (bytes[used - 1] == ' ')
			after_blank = used;
	}
	return used;
}

int
canvas_put_wrapped(struct canvas *c, int row, int column, int rows, enum role role,
                   const char *source)
{
	struct text fit;
	size_t at = 0;
	int used = 0;
	int width = c->width - column;

	if (column < 0 || width < 2)
		return 0;
	make_fit(&fit, source, true);
	while (used < rows && at < fit.size_bytes) {
		const char *bytes = text_string(&fit) + at;
		size_t size = measure_row(bytes, fit.size_bytes - at, width);
		put_bytes(c, row + used++, column, role, bytes, size);
		at += size;
		/* The blank or line end that was broken at takes no place in the next row. */
		if (at < fit.size_bytes && strchr(" \n", bytes[size]))
			at++;
	}
	text_finish(&fit);
	return used;
}

void
canvas_fill_row(struct canvas *c, int row, enum role role)
{
	if (row < 0 || row >= c->height || c->width <= 0)
		return;
	wattrset(stdscr, (int)theme_attributes(role));
	mvwhline(stdscr, c->top + row, c->left, ' ' | (chtype)theme_attributes(role), c->width);
}

void
canvas_clear_all(struct canvas *c)
{
	for (int row = 0; row < c->height; row++)
		canvas_fill_row(c, row, ROLE_PLAIN);
}

struct border {
	const char *across;
	const char *down;
	const char *corners[4]; /* top left, top right, bottom left, bottom right */
};

static const struct border drawn = { "\u2500",
	                             "\u2502",
	                             { "\u250c", "\u2510", "\u2514", "\u2518" } };
static const struct border typed = { "-", "|", { "+", "+", "+", "+" } };

static void
put_piece(const struct canvas *c, int row, int column, enum role role, const char *piece)
{
	put_bytes(c, row, column, role, piece, strlen(piece));
}

static void
put_border(const struct canvas *c, const struct border *b, enum role role)
{
	int bottom = c->height - 1;
	int right = c->width - 1;

	for (int column = 1; column < right; column++) {
		put_piece(c, 0, column, role, b->across);
		put_piece(c, bottom, column, role, b->across);
	}
	for (int row = 1; row < bottom; row++) {
		put_piece(c, row, 0, role, b->down);
		put_piece(c, row, right, role, b->down);
	}
	put_piece(c, 0, 0, role, b->corners[0]);
	put_piece(c, 0, right, role, b->corners[1]);
	put_piece(c, bottom, 0, role, b->corners[2]);
	put_piece(c, bottom, right, role, b->corners[3]);
}

/* The title stands in the upper line between two blanks, and the line shows on both its sides. */
static void
put_title(const struct canvas *c, const char *title, enum role role)
{
	struct text fit;
	struct text fitted;

	if (!title || !*title || c->width < 8)
		return;
	make_fit(&fit, title, false);
	text_init(&fitted, CLEAN_BYTES_MAX);
	text_append(&fitted, " ");
	text_append_fitted(&fitted, text_string(&fit), c->width - 6, false);
	text_append(&fitted, " ");
	put_bytes(c, 0, 2, role, text_string(&fitted), fitted.size_bytes);
	text_finish(&fitted);
	text_finish(&fit);
}

struct canvas
canvas_put_box(struct canvas *c, const char *title, bool focused)
{
	enum role role = focused ? ROLE_ACCENT : ROLE_DIM;

	if (c->height < 2 || c->width < 4)
		return canvas_part(c, 0, 0, 0, 0);
	put_border(c, term_is_utf8() ? &drawn : &typed, role);
	put_title(c, title, focused ? ROLE_ACCENT : ROLE_STRONG);
	return canvas_part(c, 1, 2, c->height - 2, c->width - 4);
}

void
canvas_place_cursor(struct canvas *c, int row, int column)
{
	if (c->height > 0 && c->width > 0)
		term_place_cursor(c->top + clamp(row, 0, c->height - 1),
		                  c->left + clamp(column, 0, c->width - 1));
}
