/* SPDX-License-Identifier: MIT */
/* the cells of the emulated screen, as text and as looks */
#include "rig_impl.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/text.h"

/* The second cell of a wide character. */
#define NO_CELL UINT32_MAX

static void
append_cell(struct text *t, const VTermScreenCell *cell)
{
	if (cell->chars[0] == NO_CELL)
		return;
	if (cell->chars[0] == 0)
		text_append(t, " ");
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++)
		text_append_code_point(t, cell->chars[i]);
}

static int
count_columns(struct rig *r)
{
	int rows = 0;
	int columns = 0;

	vterm_get_size(r->vt, &rows, &columns);
	return columns;
}

static int
count_rows(struct rig *r)
{
	int rows = 0;
	int columns = 0;

	vterm_get_size(r->vt, &rows, &columns);
	return rows;
}

/* The text of a row from a column on. */
static void
read_from(struct rig *r, int row, int column, char out[RIG_ROW_BYTES])
{
	VTermScreenCell cell;
	struct text t;

	text_init(&t, RIG_ROW_BYTES - 1);
	for (; column < count_columns(r); column++)
		if (vterm_screen_get_cell(r->screen, (VTermPos){ row, column }, &cell))
			append_cell(&t, &cell);
	text_copy(out, RIG_ROW_BYTES, text_string(&t));
	text_finish(&t);
}

void
rig_read_row(struct rig *r, int row, char out[RIG_ROW_BYTES])
{
	read_from(r, row, 0, out);
	for (size_t size = strlen(out); size > 0 && out[size - 1] == ' '; size--)
		out[size - 1] = '\0';
}

static bool
look_in_row(struct rig *r, int row, const char *wanted, int *column)
{
	char line[RIG_ROW_BYTES];

	read_from(r, row, 0, line);
	if (strstr(line, wanted) == NULL)
		return false;
	for (*column = 0; *column < count_columns(r); (*column)++) {
		read_from(r, row, *column, line);
		if (strncmp(line, wanted, strlen(wanted)) == 0)
			return true;
	}
	return false;
}

bool
rig_look_for(struct rig *r, const char *wanted, int *row, int *column)
{
	for (*row = 0; *row < count_rows(r); (*row)++)
		if (look_in_row(r, *row, wanted, column))
			return true;
	return false;
}

const char *
rig_row(struct rig *r, int row)
{
	static char lines[4][RIG_ROW_BYTES];
	static unsigned turn;
	char *line = lines[turn++ % 4];

	pthread_mutex_lock(&r->mutex);
	rig_read_row(r, row, line);
	pthread_mutex_unlock(&r->mutex);
	return line;
}

bool
rig_find(struct rig *r, const char *wanted, int *row, int *column)
{
	pthread_mutex_lock(&r->mutex);
	bool found = rig_look_for(r, wanted, row, column);
	pthread_mutex_unlock(&r->mutex);
	return found;
}

/* Looks: what a role is meant to look like, independent of how theme makes it so. */

#define OWN (-1)

struct look {
	int foreground;
	int background;
	bool bold;
	bool reverse;
	bool underline;
};

static const struct look colored[ROLE_COUNT] = {
	[ROLE_PLAIN] = { OWN, OWN, false, false, false },
	[ROLE_STRONG] = { OWN, OWN, true, false, false },
	[ROLE_GOOD] = { 2, OWN, false, false, false },
	[ROLE_FAILURE] = { 1, OWN, true, false, false },
	[ROLE_WAITING] = { 3, OWN, false, false, false },
	[ROLE_INFO] = { 6, OWN, true, false, false },
	[ROLE_ACCENT] = { 4, OWN, true, false, false },
	[ROLE_DIM] = { 6, OWN, false, false, false },
	[ROLE_SELECTED] = { OWN, OWN, false, true, false },
	[ROLE_SANDBOX] = { 7, 5, true, false, false },
	[ROLE_STAGING] = { 0, 3, false, false, false },
	[ROLE_PRODUCTION] = { 7, 1, true, false, false },
};

static const struct look monochrome[ROLE_COUNT] = {
	[ROLE_PLAIN] = { OWN, OWN, false, false, false },
	[ROLE_STRONG] = { OWN, OWN, true, false, false },
	[ROLE_GOOD] = { OWN, OWN, false, false, false },
	[ROLE_FAILURE] = { OWN, OWN, true, false, false },
	[ROLE_WAITING] = { OWN, OWN, false, false, true },
	[ROLE_INFO] = { OWN, OWN, false, false, false },
	[ROLE_ACCENT] = { OWN, OWN, true, false, false },
	[ROLE_DIM] = { OWN, OWN, false, false, false },
	[ROLE_SELECTED] = { OWN, OWN, false, true, false },
	[ROLE_SANDBOX] = { OWN, OWN, false, true, false },
	[ROLE_STAGING] = { OWN, OWN, false, true, false },
	[ROLE_PRODUCTION] = { OWN, OWN, true, true, false },
};

/* A program with colours sets one somewhere on every screen: the mark of the environment. */
static bool
is_colored(struct rig *r)
{
	VTermScreenCell cell;

	for (int row = 0; row < count_rows(r); row++)
		for (int column = 0; column < count_columns(r); column++)
			if (vterm_screen_get_cell(r->screen, (VTermPos){ row, column }, &cell) &&
			    (!VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) ||
			     !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg)))
				return true;
	return false;
}

static int
foreground_of(const VTermScreenCell *cell)
{
	return VTERM_COLOR_IS_DEFAULT_FG(&cell->fg) ? OWN : cell->fg.indexed.idx;
}

static int
background_of(const VTermScreenCell *cell)
{
	return VTERM_COLOR_IS_DEFAULT_BG(&cell->bg) ? OWN : cell->bg.indexed.idx;
}

static bool
looks_like(const VTermScreenCell *cell, const struct look *look)
{
	return foreground_of(cell) == look->foreground && background_of(cell) == look->background &&
	       (cell->attrs.bold != 0) == look->bold &&
	       (cell->attrs.reverse != 0) == look->reverse &&
	       (cell->attrs.underline != 0) == look->underline;
}

struct role_question {
	int row;
	const char *of;
	enum role role;
};

static bool
has_role(struct rig *r, const void *context)
{
	const struct role_question *q = context;
	const struct look *look = &(is_colored(r) ? colored : monochrome)[q->role];
	VTermScreenCell cell;
	int row = q->row;
	int column = 0;
	bool found = row < 0 ? rig_look_for(r, q->of, &row, &column)
	                     : look_in_row(r, row, q->of, &column);

	for (int end = column + text_width(q->of, strlen(q->of)); found && column < end; column++)
		found = vterm_screen_get_cell(r->screen, (VTermPos){ row, column }, &cell) &&
		        looks_like(&cell, look);
	return found;
}

static void
describe_cell(struct rig *r, const struct role_question *q, char *out, size_t out_bytes)
{
	VTermScreenCell cell;
	int row = q->row;
	int column = 0;
	bool found = row < 0 ? rig_look_for(r, q->of, &row, &column)
	                     : look_in_row(r, row, q->of, &column);

	snprintf(out, out_bytes, "it is not there");
	if (found && vterm_screen_get_cell(r->screen, (VTermPos){ row, column }, &cell))
		snprintf(out, out_bytes, "it has colours %d on %d%s%s%s", foreground_of(&cell),
		         background_of(&cell), cell.attrs.bold ? ", bold" : "",
		         cell.attrs.reverse ? ", reverse" : "",
		         cell.attrs.underline ? ", underlined" : "");
}

void
rig_expect_role(struct rig *r, int row, const char *of, enum role role)
{
	const struct role_question q = { .row = row, .of = of, .role = role };
	char found[96];

	if (rig_wait(r, has_role, &q))
		return;
	pthread_mutex_lock(&r->mutex);
	describe_cell(r, &q, found, sizeof(found));
	pthread_mutex_unlock(&r->mutex);
	rig_fail(r, "\"%s\" does not look like role %d: %s", of, (int)role, found);
}

/* Texts. */

static bool
has_text(struct rig *r, const void *context)
{
	int row;
	int column;

	return rig_look_for(r, context, &row, &column);
}

static bool
has_no_text(struct rig *r, const void *context)
{
	return !has_text(r, context);
}

bool
rig_has_text(struct rig *r, const char *wanted)
{
	int row;
	int column;

	return rig_find(r, wanted, &row, &column);
}

void
rig_expect_text(struct rig *r, const char *wanted)
{
	if (!rig_wait(r, has_text, wanted))
		rig_fail(r, "the screen does not show \"%s\"", wanted);
}

void
rig_expect_no_text(struct rig *r, const char *unwanted)
{
	if (!rig_wait(r, has_no_text, unwanted))
		rig_fail(r, "the screen still shows \"%s\"", unwanted);
}

struct row_question {
	int row;
	const char *wanted;
};

static bool
has_row(struct rig *r, const void *context)
{
	const struct row_question *q = context;
	char line[RIG_ROW_BYTES];

	rig_read_row(r, q->row, line);
	return strcmp(line + strspn(line, " "), q->wanted) == 0;
}

void
rig_expect_row(struct rig *r, int row, const char *wanted)
{
	const struct row_question q = { .row = row, .wanted = wanted };

	if (!rig_wait(r, has_row, &q))
		rig_fail(r, "row %d is \"%s\", not \"%s\"", row, rig_row(r, row), wanted);
}

static VTermPos
cursor_of(struct rig *r)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(r->vt), &at);
	return at;
}

static bool
has_cursor(struct rig *r, const void *context)
{
	return vterm_pos_cmp(cursor_of(r), *(const VTermPos *)context) == 0;
}

void
rig_expect_cursor(struct rig *r, int row, int column)
{
	const VTermPos wanted = { .row = row, .col = column };

	if (rig_wait(r, has_cursor, &wanted))
		return;
	pthread_mutex_lock(&r->mutex);
	VTermPos at = cursor_of(r);
	pthread_mutex_unlock(&r->mutex);
	rig_fail(r, "the cursor is at %d, %d, not at %d, %d", at.row, at.col, row, column);
}

static bool
is_alternate(struct rig *r, const void *context)
{
	return r->alternate == *(const bool *)context;
}

void
rig_expect_alternate(struct rig *r, bool wanted)
{
	if (!rig_wait(r, is_alternate, &wanted))
		rig_fail(r, "the terminal shows its %s screen", wanted ? "main" : "other");
}

static void
show_screen(struct rig *r)
{
	char line[RIG_ROW_BYTES];

	for (int row = 0; row < count_rows(r); row++) {
		rig_read_row(r, row, line);
		print_error("%3d |%s\n", row, line);
	}
}

void
rig_fail(struct rig *r, const char *format, ...)
{
	char reason[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	if (getenv("RIG_SHOW") != NULL)
		show_screen(r);
	fail_msg("%s%s", reason, getenv("RIG_SHOW") ? "" : " (RIG_SHOW=1 prints the screen)");
	abort();
}
