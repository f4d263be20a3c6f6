/* SPDX-License-Identifier: MIT */
/* the panes of Test contexts: results, what is expected of the marked one, the paste */
#include <stdio.h>
#include <string.h>

#include "domain/template.h"
#include "ui/screens/contexts_impl.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/show_impl.h"

#define WIDE_COLS 92
#define LOWER_ROWS 11
#define MARK_COLS 7
#define CLIENT_COLS 12
#define LOCALE_COLS 8
#define TYPE_COLS 6
#define KIND_COLS 15
#define PARTS_COLS 7

/* --- The results ----------------------------------------------------------------------------- */

struct columns {
	const char *mark;
	const char *client;
	const char *locale;
	const char *type;
	const char *kind;
	const char *result;
	const char *parts;
};

/* A narrow row leaves out type and kind. */
static void
put_columns(struct canvas *row, enum role role, enum role mark, const struct columns *of)
{
	bool wide = canvas_columns(row) >= WIDE_COLS - 4;
	int at = 2 + MARK_COLS;
	int end = canvas_columns(row) - PARTS_COLS;

	canvas_put_fitted(row, 0, 2, MARK_COLS - 1, mark, of->mark);
	canvas_put_fitted(row, 0, at, CLIENT_COLS - 1, role, of->client);
	at += CLIENT_COLS;
	canvas_put_fitted(row, 0, at, LOCALE_COLS - 1, role, of->locale);
	at += LOCALE_COLS;
	if (wide) {
		canvas_put_fitted(row, 0, at, TYPE_COLS - 1, role, of->type);
		canvas_put_fitted(row, 0, at + TYPE_COLS, KIND_COLS - 1, role, of->kind);
		at += TYPE_COLS + KIND_COLS;
	}
	if (end > at)
		canvas_put_fitted(row, 0, at, end - at - 1, role, of->result);
	canvas_put_fitted(row, 0, end, PARTS_COLS, role, of->parts);
}

static const char *
result_of(const struct template_tried *tried)
{
	if (!tried->answered[0])
		return "no text answers";
	if (tried->rendering.st != ST_OK)
		return tried->rendering.fault.cause;
	return text_string(&tried->rendering.text);
}

static void
draw_tried(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct contexts *x = context;
	const struct template_tried *tried = &x->tries.items[index];
	const struct template_context *c = &tried->context;
	bool failed = tried->verdicts.failed > 0;
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;
	char parts[32] = "-";

	if (tried->rendering.parts.count > 0)
		snprintf(parts, sizeof(parts), "%zu%s", tried->rendering.parts.count,
		         tried->falls_back ? " fall" : "");
	const struct columns columns = {
		.mark = failed ? "[FAIL]" : "[OK]",
		.client = c->client_id[0] ? c->client_id : "(any)",
		.locale = c->locale,
		.type = c->voice ? "voice" : "sms",
		.kind = template_kind_name(c->kind),
		.result = result_of(tried),
		.parts = parts,
	};

	canvas_put_text(row, 0, 0, role, selected ? ">" : " ");
	put_columns(row, role, selected ? role : failed ? ROLE_FAILURE : ROLE_GOOD, &columns);
}

static void
draw_no_contexts(const struct screen *s, struct canvas *c)
{
	const struct contexts *x = s->state;
	char line[SHOW_BYTES * 2];
	char key[SHOW_BYTES];

	show_key(s, x->fault.code != ST_OK ? CMD_REFRESH : CMD_TEXT_PASTE, false, key);
	if (x->fault.code != ST_OK)
		snprintf(line, sizeof(line),
		         "The contexts cannot be read: %.160s. %.32s reads again.", x->fault.cause,
		         key);
	else if (!x->loaded)
		snprintf(line, sizeof(line), "Trying the test contexts ...");
	else
		snprintf(line, sizeof(line),
		         "No test context is kept yet, so previews use made-up ones. %.32s, then a "
		         "paste of an Auth0 event or of the hook's context, makes one; it is tried "
		         "here and by: otpdeck template test",
		         key);
	canvas_put_wrapped(c, 0, 0, canvas_rows(c),
	                   x->fault.code != ST_OK ? ROLE_FAILURE
	                   : x->loaded            ? ROLE_PLAIN
	                                          : ROLE_WAITING,
	                   line);
}

static void
draw_list(const struct screen *s, struct canvas *c)
{
	static const struct columns headings = { "",     "client", "locale", "type",
		                                 "kind", "result", "parts" };
	const struct contexts *x = s->state;
	struct canvas in =
		canvas_put_box(c, "Test contexts, also run by: otpdeck template test", !x->pasting);

	if (x->tries.count == 0) {
		draw_no_contexts(s, &in);
		return;
	}
	struct canvas rows = canvas_part(&in, 1, 0, canvas_rows(&in) - 1, canvas_columns(&in));
	put_columns(&in, ROLE_DIM, ROLE_DIM, &headings);
	list_draw(&x->list, &rows, draw_tried, x);
}

/* --- The marked one -------------------------------------------------------------------------- */

static void
add_verdicts(struct page *page, const struct template_verdicts *verdicts)
{
	for (int i = 0; i < TEMPLATE_TRIAL_COUNT; i++) {
		enum template_verdict verdict = verdicts->of[i];

		if (verdict != TEMPLATE_NOT_ASKED)
			page_add_labelled(page, verdict == TEMPLATE_MET ? "[OK]" : "[FAIL]",
			                  MARK_COLS,
			                  verdict == TEMPLATE_MET ? ROLE_PLAIN : ROLE_FAILURE,
			                  template_trial_help((enum template_trial)i));
	}
	if (verdicts->why[0])
		page_add_labelled(page, "", MARK_COLS, ROLE_WAITING, verdicts->why);
}

static void
draw_expected(const struct contexts *x, struct canvas *c)
{
	const struct template_tried *marked = contexts_marked(x);
	struct canvas in = canvas_put_box(c, "Expected of it", false);
	struct page page;

	if (!marked)
		return;
	page_init(&page);
	page.fixed = true;
	add_verdicts(&page, &marked->verdicts);
	page_draw(&page, &in);
	page_finish(&page);
}

static void
draw_shown(const struct contexts *x, struct canvas *c)
{
	const struct template_tried *marked = contexts_marked(x);
	char title[TEMPLATE_CONTEXT_NAME_BYTES + 16] = "What it shows";
	struct page page;

	if (marked)
		snprintf(title, sizeof(title), "%s shows", marked->context.name);
	struct canvas in = canvas_put_box(c, title, false);
	if (!marked)
		return;
	page_init(&page);
	page.fixed = true;
	if (marked->answered[0])
		page_add_format(&page, marked->falls_back ? ROLE_WAITING : ROLE_DIM,
		                "%s rev %lld, by %s%s", marked->answered,
		                (long long)marked->revision, template_rung_words(marked->rung),
		                marked->falls_back ? ": its language has no text" : "");
	page_add_text(&page, marked->rendering.st == ST_OK ? ROLE_STRONG : ROLE_FAILURE,
	              result_of(marked), "(it renders as nothing)");
	if (x->told[0])
		page_add_format(&page, ROLE_INFO, "last paste: %s", x->told);
	page_draw(&page, &in);
	page_finish(&page);
}

static void
draw_paste(const struct contexts *x, struct canvas *c)
{
	struct canvas in = canvas_put_box(c, "Paste an Auth0 event or the hook's context", true);
	int rows = canvas_put_wrapped(&in, 0, 0, canvas_rows(&in) - 1, ROLE_PLAIN,
	                              "Paste it now. Code, phone number, mail address, names and "
	                              "addresses of the network are replaced before anything is "
	                              "kept, and what was replaced is said. Esc leaves all as it "
	                              "is.");

	if (x->pasted.size_bytes > 0)
		canvas_put_format(&in, rows, 0, ROLE_WAITING, "%zu bytes so far; Enter ends it",
		                  x->pasted.size_bytes);
	canvas_place_cursor(&in, rows, 0);
}

void
contexts_draw(const struct screen *s, struct canvas *c)
{
	const struct contexts *x = s->state;
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	int lower = rows < 2 * LOWER_ROWS ? rows / 2 : LOWER_ROWS;

	/* Nothing is marked, so there is nothing to say of it. */
	if (x->tries.count == 0 && !x->pasting)
		lower = 0;
	struct canvas list = canvas_part(c, 0, 0, rows - lower, columns);
	struct canvas below = canvas_part(c, rows - lower, 0, lower, columns);
	struct canvas left = canvas_part(&below, 0, 0, lower, columns / 2);
	struct canvas right = canvas_part(&below, 0, columns / 2, lower, columns - columns / 2);

	draw_list(s, &list);
	if (x->pasting)
		draw_paste(x, &below);
	if (lower == 0 || x->pasting)
		return;
	draw_shown(x, &left);
	draw_expected(x, &right);
}
