/* SPDX-License-Identifier: MIT */
/* how full something is, as a bar: the parts of a message */
#include "ui/bar.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/term.h"

/* A shorter bar says less than its numbers do. */
#define BAR_COLS_MIN 5
#define EIGHTHS 8
#define SIDES_COLS 2

/* Blocks by eighths of a column, the empty and the full one included. */
static const char *const blocks[EIGHTHS + 1] = { " ",      "\u258f", "\u258e", "\u258d", "\u258c",
	                                         "\u258b", "\u258a", "\u2589", "\u2588" };

/* In eighths of a column, rounded to the nearest; something shows of what is not nothing, and only
 * what is full looks so. */
static size_t
fill_of(const struct bar *bar, size_t eighths, size_t step)
{
	size_t room = bar->room > 0 ? bar->room : 1;
	size_t used = bar->used < room ? bar->used : room;
	size_t fill = (used * (eighths / step) + room / 2) / room * step;

	if (used > 0 && fill < step)
		fill = step;
	if (used < room && fill > eighths - step)
		fill = eighths - step;
	return fill;
}

static void
draw_fill(const struct bar *bar, struct canvas *c, int row, int column, int columns)
{
	bool fine = term_is_utf8();
	size_t fill = fill_of(bar, (size_t)columns * EIGHTHS, fine ? 1 : EIGHTHS);

	canvas_put_text(c, row, column++, ROLE_DIM, "[");
	for (int i = 0; i < columns; i++) {
		size_t here = fill < EIGHTHS ? fill : EIGHTHS;
		const char *block = fine ? blocks[here] : here > 0 ? "#" : " ";

		canvas_put_text(c, row, column++, bar->role, block);
		fill -= here;
	}
	canvas_put_text(c, row, column, ROLE_DIM, "]");
}

void
bar_draw(struct canvas *c, int row, const struct bar *bar)
{
	char numbers[48];

	/* As wide as it can become, so that the bars of several rows end in one column. */
	int digits = snprintf(numbers, sizeof(numbers), "%zu", bar->room);
	snprintf(numbers, sizeof(numbers), "%*zu/%zu", digits, bar->used, bar->room);
	int column = canvas_put_text(c, row, 0, ROLE_PLAIN, bar->label) + 1;
	int columns = canvas_columns(c) - column - SIDES_COLS - 1 - (int)strlen(numbers);
	if (columns >= BAR_COLS_MIN) {
		draw_fill(bar, c, row, column, columns);
		column += columns + SIDES_COLS + 1;
	}
	canvas_put_text(c, row, column, bar->role, numbers);
}

/* What a part holds: all but the last are as full as they can be, though one may have had to leave
 * a unit free so that no character is cut. */
static void
draw_part(struct canvas *c, int row, const struct parts *parts, size_t number)
{
	char label[32];
	size_t room = parts_room(parts->encoding, parts->count);
	struct bar bar = { .label = label, .used = room, .room = room };

	snprintf(label, sizeof(label), "part %zu", number);
	if (number >= parts->count)
		bar.used = parts->count > 0 ? room - parts->remaining : 0;
	bar.role = parts->count > 1 ? ROLE_WAITING : ROLE_GOOD;
	bar_draw(c, row, &bar);
}

int
bar_draw_parts(struct canvas *c, int row, int rows, const struct parts *parts)
{
	size_t count = parts->count > 0 ? parts->count : 1;
	size_t room = rows > 0 ? (size_t)rows : 0;
	size_t number = 1;
	int used = 0;

	if (count > room && room > 1) {
		number = count - room + 2;
		canvas_put_format(c, row, 0, ROLE_WAITING, "parts 1 to %zu are full", number - 1);
		used++;
	} else if (count > room) {
		number = count;
	}
	for (; number <= count && used < rows; number++)
		draw_part(c, row + used++, parts, number);
	return used;
}
