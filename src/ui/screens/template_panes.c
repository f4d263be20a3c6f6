/* SPDX-License-Identifier: MIT */
/* the panes of one text: editor, findings, who gets it; and how they fold */
#include <stdio.h>
#include <string.h>

#include "ui/screens/show_impl.h"
#include "ui/screens/template_impl.h"

#define WIDE_COLS 100
#define TALL_ROWS 24
#define TITLE_BYTES 256
/* What stands around a heading. */
#define TITLE_FRAME_COLS 6

/* --- The text -------------------------------------------------------------------------------- */

/* Where there is no room for all of it, what the footer says as well goes first: the place of the
 * cursor stays. */
static void
write_text_title(const struct template_page *x, int width, struct text *out)
{
	struct editor_place place = editor_place(x->editor);
	const char *unsaved = editor_is_changed(x->editor) ? ", not saved" : "";
	char revision[64] = "new";
	char seed[64] = "";
	char rest[TITLE_BYTES];

	if (x->revision > 0)
		snprintf(revision, sizeof(revision), "rev %lld", (long long)x->revision);
	else if (x->seed[0])
		snprintf(seed, sizeof(seed), ", as %.40s", x->seed);
	for (int left_out = 0; left_out < 3; left_out++) {
		snprintf(rest, sizeof(rest), "  %s%s%s  %zu:%zu", revision,
		         left_out > 1 ? "" : seed, left_out > 0 ? "" : unsaved, place.line,
		         place.column);
		if ((int)(strlen(x->written) + strlen(rest)) <= width)
			break;
	}
	text_init(out, TITLE_BYTES);
	text_append_fitted(out, x->written, width - (int)strlen(rest), false);
	text_append(out, rest);
}

static void
draw_text(const struct template_page *x, struct canvas *c)
{
	bool focused = x->pane == TEMPLATE_PANE_TEXT;
	struct text title;

	write_text_title(x, canvas_columns(c) - TITLE_FRAME_COLS, &title);
	struct canvas in = canvas_put_box(c, text_string(&title), focused);
	text_finish(&title);
	editor_draw(x->editor, &in, x->marks, x->mark_count, focused);
}

/* --- Findings -------------------------------------------------------------------------------- */

static const char *
severity_mark(enum template_severity severity)
{
	return severity == TEMPLATE_ERROR     ? "[FAIL]"
	       : severity == TEMPLATE_WARNING ? "[!!]"
	                                      : "[--]";
}

static void
draw_finding(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct template_page *x = context;
	const struct template_finding *item = &x->look->findings.items[index];
	enum template_severity severity = template_rule_severity(item->rule);
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;
	char place[32] = "";

	if (item->line > 0)
		snprintf(place, sizeof(place), "%zu:%zu", item->line, item->column);
	canvas_put_text(row, 0, 0, selected ? role : template_page_severity_role(severity),
	                severity_mark(severity));
	canvas_put_text(row, 0, 7, role, place);
	canvas_put_fitted(row, 0, 13, canvas_columns(row) - 13, role, item->sentence);
}

/* The finding in focus whole, with what the key of the fix does. */
static void
draw_in_focus(const struct screen *s, struct canvas *c)
{
	const struct template_page *x = s->state;
	const struct template_finding *item = template_page_finding(x);
	char key[SHOW_BYTES];

	if (!item)
		return;
	int rows = canvas_put_wrapped(c, 0, 0, canvas_rows(c) - 1, ROLE_PLAIN, item->sentence);
	show_key(s, CMD_TEXT_FIX, x->pane == TEMPLATE_PANE_TEXT, key);
	if (item->has_fix && item->fix[0])
		canvas_put_format(c, rows, 0, ROLE_ACCENT, "%s puts %s %s", key, item->fix,
		                  item->size_bytes > 0 ? "in its place" : "there");
	else if (item->has_fix)
		canvas_put_format(c, rows, 0, ROLE_ACCENT, "%s takes it out", key);
}

static void
draw_findings(const struct screen *s, struct canvas *c)
{
	const struct template_page *x = s->state;
	size_t total = x->look ? x->look->findings.total : 0;
	char title[TITLE_BYTES] = "Findings";

	if (total > 0)
		snprintf(title, sizeof(title), "Findings: %zu", total);
	struct canvas in = canvas_put_box(c, title, x->pane == TEMPLATE_PANE_FINDINGS);
	if (total == 0) {
		canvas_put_text(&in, 0, 0, ROLE_GOOD, "[OK] nothing was found in this text");
		return;
	}
	int focus_rows = canvas_rows(&in) > 4 ? 3 : canvas_rows(&in) > 2 ? 2 : 0;
	struct canvas rows =
		canvas_part(&in, 0, 0, canvas_rows(&in) - focus_rows, canvas_columns(&in));
	struct canvas focus =
		canvas_part(&in, canvas_rows(&in) - focus_rows, 0, focus_rows, canvas_columns(&in));
	list_draw(&x->findings, &rows, draw_finding, x);
	draw_in_focus(s, &focus);
}

/* --- Who gets it ----------------------------------------------------------------------------- */

static void
draw_who(const struct template_page *x, struct canvas *c)
{
	char title[TITLE_BYTES] = "Who gets what";
	struct page page;

	if (x->look)
		snprintf(title, sizeof(title), "Who gets what: %s",
		         template_lens_context(x->lens, x->chosen)->name);
	struct canvas in = canvas_put_box(c, title, x->pane == TEMPLATE_PANE_WHO);
	if (!x->look)
		return;
	page_init(&page);
	page.top = x->pane == TEMPLATE_PANE_WHO ? x->shown.top : 0;
	who_add_trace(&page, &x->trace, canvas_columns(&in));
	page_draw(&page, &in);
	page_finish(&page);
}

/* --- Folding --------------------------------------------------------------------------------- */

static void
draw_wide(const struct screen *s, struct canvas *c)
{
	const struct template_page *x = s->state;
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	int text_cols = columns * 11 / 20;
	int third = rows / 3;
	struct canvas text = canvas_part(c, 0, 0, rows - third, text_cols);
	struct canvas findings = canvas_part(c, rows - third, 0, third, text_cols);
	struct canvas preview = canvas_part(c, 0, text_cols, rows - third, columns - text_cols);
	struct canvas who = canvas_part(c, rows - third, text_cols, third, columns - text_cols);

	draw_text(x, &text);
	draw_findings(s, &findings);
	template_page_draw_preview(s, &preview, false);
	draw_who(x, &who);
}

static void
draw_narrow(const struct screen *s, struct canvas *c)
{
	const struct template_page *x = s->state;
	int lower = canvas_rows(c) / 2;
	struct canvas text = canvas_part(c, 0, 0, canvas_rows(c) - lower, canvas_columns(c));
	struct canvas below = canvas_part(c, canvas_rows(c) - lower, 0, lower, canvas_columns(c));

	draw_text(x, &text);
	switch (x->below) {
	case TEMPLATE_PANE_FINDINGS: draw_findings(s, &below); break;
	case TEMPLATE_PANE_WHO: draw_who(x, &below); break;
	default: template_page_draw_preview(s, &below, true); break;
	}
}

void
template_page_draw(const struct screen *s, struct canvas *c)
{
	if (canvas_columns(c) >= WIDE_COLS && canvas_rows(c) >= TALL_ROWS)
		draw_wide(s, c);
	else
		draw_narrow(s, c);
}
