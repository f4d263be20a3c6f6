/* SPDX-License-Identifier: MIT */
/* messages as rows, as many columns as fit */
#include "ui/screens/rows_impl.h"

#include <stdio.h>
#include <string.h>

#include "ui/screens/show_impl.h"

enum column { TIME, TO, LANG, CLIENT, MARK, STATUS, CODE, PARTS, COLUMN_COUNT };

/* In the order of the screen. The status takes what is left; a column is left out below its
 * `from_cols`. */
static const struct {
	const char *heading;
	int width;
	int from_cols;
} columns[COLUMN_COUNT] = {
	[TIME] = { "time", 11, 0 }, [TO] = { "to", 18, 0 },
	[LANG] = { "lang", 6, 92 }, [CLIENT] = { "client", 12, 110 },
	[MARK] = { "", 6, 0 },      [STATUS] = { "status", 0, 0 },
	[CODE] = { "code", 8, 70 }, [PARTS] = { "parts", 5, 84 },
};

#define NARROW_COLS 70
#define NARROW_TO 12

struct cell {
	int at;
	int width; /* 0: left out */
};

static bool
is_shown(enum column column, int width_cols)
{
	return width_cols >= columns[column].from_cols;
}

static int
width_of(enum column column, int width_cols)
{
	return column == TO && width_cols < NARROW_COLS ? NARROW_TO : columns[column].width;
}

static void
place_cells(int width_cols, struct cell cells[COLUMN_COUNT])
{
	int used = 0;
	int at = 0;

	for (int i = 0; i < COLUMN_COUNT; i++)
		if (i != STATUS && is_shown((enum column)i, width_cols))
			used += width_of((enum column)i, width_cols) + 1;
	for (int i = 0; i < COLUMN_COUNT; i++) {
		bool shown = is_shown((enum column)i, width_cols);
		int width = i == STATUS ? width_cols - used : width_of((enum column)i, width_cols);

		cells[i] = (struct cell){ .at = at, .width = shown && width > 0 ? width : 0 };
		at += shown ? width + 1 : 0;
	}
}

void
rows_draw_heading(struct canvas *c, int row)
{
	struct cell cells[COLUMN_COUNT];

	place_cells(canvas_columns(c), cells);
	for (int i = 0; i < COLUMN_COUNT; i++) {
		if (i == TIME || i == CODE || i == PARTS)
			canvas_put_right(c, row,
			                 cells[i].width > 0 ? cells[i].at + cells[i].width : 0,
			                 ROLE_DIM, columns[i].heading);
		else
			canvas_put_fitted(c, row, cells[i].at, cells[i].width, ROLE_DIM,
			                  columns[i].heading);
	}
}

/* Numbers end where their column ends. */
static void
put_number(struct canvas *c, const struct cell *cell, enum role role, const char *value)
{
	if (cell->width > 0)
		canvas_put_right(c, 0, cell->at + cell->width, role, value);
}

static void
put_words(struct canvas *c, const struct cell *cell, enum role role, const char *value)
{
	canvas_put_fitted(c, 0, cell->at, cell->width, role, value);
}

void
rows_draw_message(const struct screen *s, const struct message *m, bool selected,
                  struct canvas *row)
{
	struct cell cells[COLUMN_COUNT];
	char value[SHOW_BYTES];
	enum role plain = selected ? ROLE_SELECTED : ROLE_PLAIN;
	enum role role = selected ? ROLE_SELECTED : show_state_role(m->state, m->final);

	place_cells(canvas_columns(row), cells);
	show_day_time(s, m->created_at_ms, value);
	put_words(row, &cells[TIME], plain, value);
	put_words(row, &cells[TO], plain, m->to_masked);
	put_words(row, &cells[LANG], plain, m->locale);
	put_words(row, &cells[CLIENT], plain, m->client_id);
	put_words(row, &cells[MARK], role, show_state_mark(m->state, m->final));
	show_status_name(m, value);
	put_words(row, &cells[STATUS], role, value);
	show_code(m, value);
	put_number(row, &cells[CODE], plain, value);
	if (m->type == MESSAGE_VOICE)
		text_copy(value, sizeof(value), "call");
	else
		snprintf(value, sizeof(value), "%lld", (long long)m->parts);
	put_number(row, &cells[PARTS], plain, value);
}
