/* SPDX-License-Identifier: MIT */
/* who did what, newest first, with the marked row in full */
#include <string.h>

#include "base/clock.h"
#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/audit_impl.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/show_impl.h"
#include "ui/term.h"

/* Rows from the mark to the end of the window at which further ones are read. */
#define AHEAD_ROWS 30
#define TIME_COLS 13
#define EVENT_COLS 22
#define PROFILE_COLS 18
#define PANE_ROWS 7
#define LABEL_COLS 9
/* Header, tabs, message line, footer, both frames, headings, the line below the rows. */
#define OTHER_ROWS (4 + 2 + 2 + PANE_ROWS)

static enum status
audit_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	(void)args;
	(void)f;
	audit_window_read(s, AUDIT_NEWEST);
	return ST_OK;
}

static void
audit_close(struct screen *s)
{
	audit_window_finish(s->state);
}

/* "secret_set" is for scripts. */
static void
show_event(const struct audit_entry *e, char out[SHOW_BYTES])
{
	text_copy(out, SHOW_BYTES, e->event);
	for (char *at = strchr(out, '_'); at; at = strchr(at, '_'))
		*at = ' ';
}

static const char *
profile_of(const struct audit_entry *e)
{
	if (e->profile[0])
		return e->profile;
	return e->profile_id != 0 ? "(removed)" : "";
}

static void
draw_columns(struct canvas *row, enum role role, const char *const columns[4])
{
	int rest = canvas_columns(row) - TIME_COLS - EVENT_COLS - PROFILE_COLS;

	canvas_put_fitted(row, 0, 0, TIME_COLS - 2, role, columns[0]);
	canvas_put_fitted(row, 0, TIME_COLS, EVENT_COLS - 2, role, columns[1]);
	canvas_put_fitted(row, 0, TIME_COLS + EVENT_COLS, PROFILE_COLS - 2, role, columns[2]);
	if (rest > 0)
		canvas_put_fitted(row, 0, TIME_COLS + EVENT_COLS + PROFILE_COLS, rest, role,
		                  columns[3]);
}

static void
draw_row(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct screen *s = context;
	const struct audit_view *v = s->state;
	const struct audit_entry *e = &v->rows[index];
	char time[SHOW_BYTES];
	char event[SHOW_BYTES];

	show_day_time(s, e->at_ms, time);
	show_event(e, event);
	draw_columns(row, selected ? ROLE_SELECTED : ROLE_PLAIN,
	             (const char *const[]){ time, event, profile_of(e), e->detail });
}

static void
draw_no_rows(const struct screen *s, struct canvas *c)
{
	const struct audit_view *v = s->state;
	char key[SHOW_BYTES];

	show_key(s, CMD_REFRESH, false, key);
	if (v->reading) {
		canvas_put_text(c, 0, 0, ROLE_WAITING, "Reading the audit; keys go on working.");
	} else if (v->fault.code != ST_OK) {
		canvas_put_format(c, 0, 0, ROLE_FAILURE, "The audit cannot be read: %s",
		                  v->fault.cause);
		canvas_put_format(c, 1, 0, ROLE_PLAIN, "%s reads again.", key);
	} else {
		canvas_put_text(c, 0, 0, ROLE_PLAIN,
		                "Nothing was written down yet: every change gets a row here.");
	}
}

/* What the rows above leave open. */
static void
draw_end(const struct audit_view *v, struct canvas *c, int row)
{
	if (v->fault.code != ST_OK)
		canvas_put_format(c, row, 0, ROLE_FAILURE, "Cut off here: %s", v->fault.cause);
	else if (v->reading)
		canvas_put_text(c, row, 0, ROLE_WAITING, "reading the audit ...");
	else if (!v->at_newest)
		canvas_put_text(c, row, 0, ROLE_DIM, "There are newer rows above.");
	else if (!v->at_oldest)
		canvas_put_text(c, row, 0, ROLE_DIM,
		                "Older rows follow as the mark reaches the end.");
	else
		canvas_put_text(c, row, 0, ROLE_DIM, "These are all.");
}

static void
draw_list(const struct screen *s, struct canvas *c)
{
	static const char *const headings[] = { "time", "event", "profile", "what" };
	const struct audit_view *v = s->state;
	struct canvas in = canvas_put_box(c, "Audit: who did what, newest first", true);
	int rows = canvas_rows(&in);

	if (v->count == 0) {
		draw_no_rows(s, &in);
		return;
	}
	struct canvas list = canvas_part(&in, 1, 0, rows - 2, canvas_columns(&in));
	draw_columns(&in, ROLE_DIM, headings);
	list_draw(&v->list, &list, draw_row, s);
	draw_end(v, &in, rows - 1);
}

static void
draw_pane(const struct screen *s, struct canvas *c)
{
	const struct audit_view *v = s->state;
	struct canvas in = canvas_put_box(c, "The marked row", false);
	bool utc = console_shows_utc(s->console);
	char time[CLOCK_TEXT_BYTES];
	char event[SHOW_BYTES];
	struct page page;

	if (v->count == 0)
		return;
	const struct audit_entry *e = &v->rows[v->list.cursor];
	page_init(&page);
	page.fixed = true;
	clock_format_date_time(e->at_ms, utc, time);
	show_event(e, event);
	page_add_format(&page, ROLE_PLAIN, "when     %s %s", time, utc ? "UTC" : "local");
	page_add_labelled(&page, "event", LABEL_COLS, ROLE_STRONG, event);
	page_add_labelled(&page, "profile", LABEL_COLS, ROLE_PLAIN,
	                  e->profile_id != 0 ? profile_of(e) : "none: it is about the store");
	page_add_labelled(&page, "what", LABEL_COLS, ROLE_PLAIN, e->detail[0] ? e->detail : "-");
	page_add_format(&page, ROLE_DIM, "row      %lld", (long long)e->id);
	page_draw(&page, &in);
	page_finish(&page);
}

static void
audit_draw(const struct screen *s, struct canvas *c)
{
	int list_rows = canvas_rows(c) - PANE_ROWS;
	struct canvas upper = canvas_part(c, 0, 0, list_rows, canvas_columns(c));
	struct canvas lower = canvas_part(c, list_rows, 0, PANE_ROWS, canvas_columns(c));

	draw_list(s, &upper);
	draw_pane(s, &lower);
}

/* Further rows are read before the mark is at the end, so that they are there when it comes. While
 * a page is on its way nothing more is asked for. */
static void
read_ahead(struct screen *s, enum command cmd)
{
	const struct audit_view *v = s->state;
	bool up = cmd == CMD_UP || cmd == CMD_PAGE_UP;
	bool down = cmd == CMD_DOWN || cmd == CMD_PAGE_DOWN;

	if (v->reading)
		return;
	if (up && v->list.cursor < AHEAD_ROWS && !v->at_newest)
		audit_window_read(s, AUDIT_NEWER);
	else if (down && v->list.cursor + AHEAD_ROWS >= v->count && !v->at_oldest)
		audit_window_read(s, AUDIT_OLDER);
}

static bool
audit_command(struct screen *s, enum command cmd)
{
	struct audit_view *v = s->state;
	size_t height = term_rows() > OTHER_ROWS ? (size_t)(term_rows() - OTHER_ROWS) : 1;
	bool wants_more = false;

	if (cmd == CMD_REFRESH || (cmd == CMD_FIRST && !v->at_newest)) {
		audit_window_read(s, AUDIT_NEWEST);
		return true;
	}
	if (cmd == CMD_LAST && !v->at_oldest) {
		audit_window_read(s, AUDIT_OLDEST);
		return true;
	}
	read_ahead(s, cmd);
	return list_command(&v->list, cmd, height, &wants_more);
}

/* At the top new rows come in; anywhere else the rows keep their place. */
static void
audit_event(struct screen *s, const struct event *ev)
{
	const struct audit_view *v = s->state;
	bool at_top = v->list.cursor == 0 && (v->at_newest || v->count == 0);

	if (!v->reading && at_top &&
	    (ev->kind == EVENT_STORE_CHANGED || ev->kind == EVENT_MINUTE ||
	     ev->kind == EVENT_ASKED))
		audit_window_read(s, AUDIT_NEWEST);
}

static void
audit_status(const struct screen *s, struct text *out)
{
	const struct audit_view *v = s->state;

	if (v->count > 0)
		text_append_format(out, "row %zu of %s%zu%s", v->list.cursor + 1,
		                   v->at_newest ? "" : "..", v->count, v->at_oldest ? "" : "+");
}

const struct screen_class screen_audit = {
	.name = "audit",
	.title = "Audit",
	.state_size = sizeof(struct audit_view),
	.open = audit_open,
	.close = audit_close,
	.draw = audit_draw,
	.command = audit_command,
	.event = audit_event,
	.status = audit_status,
};
