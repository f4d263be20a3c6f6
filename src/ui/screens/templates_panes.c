/* SPDX-License-Identifier: MIT */
/* the panes of Templates: the texts, the marked one as people read it, the matrix */
#include <stdio.h>
#include <string.h>

#include "ui/bar.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/show_impl.h"
#include "ui/screens/templates_impl.h"

#define WIDE_COLS 100
#define MIDDLE_COLS 80
#define TALL_ROWS 24
#define LIST_ROWS_MIN 8
#define PARTS_COLS 6
#define ENCODING_COLS 7
#define STATE_COLS 11

enum role
templates_state_role(enum template_board_state state)
{
	switch (state) {
	case TEMPLATE_BOARD_BROKEN: return ROLE_FAILURE;
	case TEMPLATE_BOARD_COSTS:
	case TEMPLATE_BOARD_WARNED:
	case TEMPLATE_BOARD_NEAR: return ROLE_WAITING;
	case TEMPLATE_BOARD_MISSING: return ROLE_DIM;
	case TEMPLATE_BOARD_OK: return ROLE_PLAIN;
	}
	return ROLE_PLAIN;
}

void
templates_write_parts(const struct template_board_row *row, char *out, size_t size_bytes)
{
	const char *mark =
		row->state == TEMPLATE_BOARD_COSTS                                         ? " !!"
		: row->state == TEMPLATE_BOARD_NEAR || row->state == TEMPLATE_BOARD_WARNED ? " !"
											   : "";

	if (row->state == TEMPLATE_BOARD_BROKEN)
		text_copy(out, size_bytes, "[FAIL]");
	else if (row->revision == 0)
		text_copy(out, size_bytes, "-");
	else if (row->parts.count == 0)
		text_copy(out, size_bytes, "call");
	else
		snprintf(out, size_bytes, "%zu%s", row->parts.count, mark);
}

/* --- The list -------------------------------------------------------------------------------- */

static int
name_columns(const struct canvas *row)
{
	return canvas_columns(row) - 2 - PARTS_COLS - ENCODING_COLS - STATE_COLS;
}

static void
put_columns(struct canvas *row, enum role role, const char *const columns[4], enum role state)
{
	int name_cols = name_columns(row);
	int at = 2 + name_cols;

	canvas_put_fitted(row, 0, 2, name_cols - 1, role, columns[0]);
	canvas_put_fitted(row, 0, at, PARTS_COLS - 1, state, columns[1]);
	canvas_put_fitted(row, 0, at + PARTS_COLS, ENCODING_COLS - 1, role, columns[2]);
	canvas_put_fitted(row, 0, at + PARTS_COLS + ENCODING_COLS, STATE_COLS, state, columns[3]);
}

/* What tells a text from the others of its kind stays whole as long as it can. */
static void
fit_name(const struct template_board_row *text, int width, struct text *out)
{
	const char *rest = text->written + strcspn(text->written, "/@:");
	int kind = width - (int)strlen(rest);

	if ((int)strlen(text->written) > width && *rest && kind >= 4)
		text_append_format(out, "%.*s..%s", kind - 2, text->written, rest);
	else if ((int)strlen(text->written) > width && *rest)
		text_append_format(out, "..%s", rest);
	else
		text_append(out, text->written);
}

static void
draw_text(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct templates *x = context;
	const struct template_board_row *text = &x->board.rows[index];
	enum role plain = selected ? ROLE_SELECTED : text->revision > 0 ? ROLE_PLAIN : ROLE_DIM;
	enum role role = selected ? ROLE_SELECTED : templates_state_role(text->state);
	const char *encoding =
		text->parts.count > 0 ? parts_encoding_name(text->parts.encoding) : "-";
	char parts[24];
	char state[32];
	struct text name;

	text_init(&name, TEMPLATE_NAME_BYTES + 8);
	fit_name(text, name_columns(row) - 1, &name);
	canvas_put_text(row, 0, 0, plain, selected ? ">" : " ");
	templates_write_parts(text, parts, sizeof(parts));
	template_board_write_state(text, state, sizeof(state));
	put_columns(row, plain, (const char *const[]){ text_string(&name), parts, encoding, state },
	            role);
	text_finish(&name);
}

static void
draw_no_texts(const struct screen *s, struct canvas *c)
{
	const struct templates *x = s->state;
	char key[SHOW_BYTES];

	if (x->fault.code != ST_OK) {
		show_key(s, CMD_REFRESH, false, key);
		char line[SHOW_BYTES * 2];
		snprintf(line, sizeof(line), "The texts cannot be read: %s", x->fault.cause);
		int rows = canvas_put_wrapped(c, 0, 0, canvas_rows(c) - 1, ROLE_FAILURE, line);
		canvas_put_format(c, rows, 0, ROLE_PLAIN, "%s reads again.", key);
	} else if (!x->loaded) {
		canvas_put_text(c, 0, 0, ROLE_WAITING, "Reading and measuring the texts ...");
	} else {
		show_key(s, CMD_TEXT_NEW, false, key);
		canvas_put_wrapped(c, 0, 0, 3, ROLE_PLAIN,
		                   "This profile has no text yet, so nothing can be sent.");
		canvas_put_format(c, 2, 0, ROLE_PLAIN, "%s writes the first.", key);
	}
}

static void
draw_list(const struct screen *s, struct canvas *c)
{
	static const char *const headings[] = { "text", "parts", "enc", "state" };
	const struct templates *x = s->state;
	struct canvas in = canvas_put_box(c, "Texts", x->pane == TEMPLATES_LIST);

	if (x->board.count == 0) {
		draw_no_texts(s, &in);
		return;
	}
	struct canvas rows = canvas_part(&in, 1, 0, canvas_rows(&in) - 1, canvas_columns(&in));
	put_columns(&in, ROLE_DIM, headings, ROLE_DIM);
	list_draw(&x->list, &rows, draw_text, x);
}

/* --- The marked one -------------------------------------------------------------------------- */

static void
add_missing(struct page *page, const struct screen *s, const struct template_board_row *text)
{
	char key[SHOW_BYTES];

	show_key(s, CMD_OPEN, false, key);
	page_add_format(page, ROLE_WAITING, "No text of this name.");
	if (text->uses[0])
		page_add_format(page, ROLE_PLAIN, "These people get %s.", text->uses);
	else
		page_add_format(page, ROLE_FAILURE, "These people get none: nothing is sent.");
	page_add_format(page, ROLE_DIM, "%s writes one.", key);
}

static void
add_text(struct page *page, const struct template_board_row *text)
{
	if (text->state == TEMPLATE_BOARD_BROKEN) {
		page_add_format(page, ROLE_FAILURE, "It cannot be rendered: %s", text->fault.cause);
		page_add_format(page, ROLE_DIM, "Nothing can be sent with it.");
		return;
	}
	page_add_text(page, ROLE_PLAIN, text->shown, "(it renders as nothing)");
	if (text->finding[0])
		page_add_format(page, ROLE_WAITING, "%s%s", text->finding,
		                text->finding_count > 1 ? " (and more)" : "");
}

static void
draw_marked(const struct screen *s, struct canvas *c)
{
	const struct templates *x = s->state;
	const struct template_board_row *text = templates_marked(x);
	char title[TEMPLATE_NAME_BYTES + 96] = "As it is read";
	struct page page;

	if (text && text->revision > 0)
		snprintf(title, sizeof(title), "As it is read (%s)  rev %lld", text->context,
		         (long long)text->revision);
	struct canvas in = canvas_put_box(c, title, false);
	if (!text)
		return;
	int bars = text->parts.count > 3 ? 3 : (int)text->parts.count;
	int lower = bars > 0 ? bars + 1 : 0;
	struct canvas upper = canvas_part(&in, 0, 0, canvas_rows(&in) - lower, canvas_columns(&in));
	page_init(&page);
	page.fixed = true;
	if (text->revision == 0)
		add_missing(&page, s, text);
	else
		add_text(&page, text);
	page_draw(&page, &upper);
	page_finish(&page);
	if (bars == 0)
		return;
	canvas_put_fitted(&in, canvas_rows(&in) - lower, 0, canvas_columns(&in), ROLE_DIM,
	                  "at worst (tenant of 20 letters):");
	bar_draw_parts(&in, canvas_rows(&in) - bars, bars, &text->parts);
}

/* --- Folding --------------------------------------------------------------------------------- */

static void
draw_beside(const struct screen *s, struct canvas *c)
{
	int columns = canvas_columns(c);
	int list_cols = columns * 11 / 20;
	struct canvas left = canvas_part(c, 0, 0, canvas_rows(c), list_cols);
	struct canvas right = canvas_part(c, 0, list_cols, canvas_rows(c), columns - list_cols);

	draw_list(s, &left);
	draw_marked(s, &right);
}

static void
draw_stacked(const struct screen *s, struct canvas *c)
{
	int lower = canvas_rows(c) * 2 / 5;
	int upper = canvas_rows(c) - lower;
	struct canvas top = canvas_part(c, 0, 0, upper, canvas_columns(c));
	struct canvas bottom = canvas_part(c, upper, 0, lower, canvas_columns(c));

	draw_list(s, &top);
	draw_marked(s, &bottom);
}

/* The matrix stands below where there is room for it, else in the place of all else. */
void
templates_draw(const struct screen *s, struct canvas *c)
{
	const struct templates *x = s->state;
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	bool fits = columns >= WIDE_COLS && rows >= TALL_ROWS && x->board.count > 0;
	int lower = templates_matrix_rows(x);

	if (!fits && x->pane == TEMPLATES_MATRIX) {
		templates_draw_matrix(x, c);
		return;
	}
	if (lower > rows / 2)
		lower = rows / 2;
	if (!fits)
		lower = 0;
	struct canvas upper = canvas_part(c, 0, 0, rows - lower, columns);
	if (columns >= MIDDLE_COLS)
		draw_beside(s, &upper);
	else
		draw_stacked(s, &upper);
	if (fits) {
		struct canvas below = canvas_part(c, rows - lower, 0, lower, columns);
		templates_draw_matrix(x, &below);
	}
}
