/* SPDX-License-Identifier: MIT */
/* every message, newest first */
#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/log_impl.h"
#include "ui/screens/rows_impl.h"
#include "ui/screens/show_impl.h"
#include "ui/term.h"

/* Header, tabs, message line, footer, frame, headings, the line below the rows. */
#define OTHER_ROWS 8

static enum status
log_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct log *g = s->state;

	(void)args;
	(void)f;
	g->query.profile_id = s->session->profile.id;
	log_read(s, LOG_NEWEST);
	return ST_OK;
}

static void
log_close(struct screen *s)
{
	log_window_finish(s->state);
}

static void
draw_row(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct screen *s = context;
	const struct log *g = s->state;

	rows_draw_message(s, &g->rows[index], selected, row);
	if (log_is_marked(g, g->rows[index].id))
		canvas_put_text(row, 0, 0, selected ? ROLE_SELECTED : ROLE_ACCENT, "*");
}

/* Nothing to show is four different things, and each says what to do. */
static void
draw_no_rows(const struct screen *s, struct canvas *c)
{
	const struct log *g = s->state;
	char key[SHOW_BYTES];

	show_key(s, g->query.failed_only ? CMD_LOG_FAILED : CMD_SCREEN_SEND, false, key);
	if (g->ask) {
		canvas_put_text(c, 0, 0, ROLE_WAITING,
		                "Reading the log on the worker; keys go on working.");
	} else if (g->fault.code != ST_OK) {
		canvas_put_format(c, 0, 0, ROLE_FAILURE, "The log cannot be read: %s",
		                  g->fault.cause);
		canvas_put_wrapped(c, 1, 0, 2, ROLE_PLAIN, g->fault.hint);
	} else if (g->query.failed_only) {
		canvas_put_format(c, 0, 0, ROLE_GOOD, "No message of this profile has failed.");
		canvas_put_format(c, 1, 0, ROLE_PLAIN, "%s shows all messages again.", key);
	} else {
		canvas_put_text(c, 0, 0, ROLE_PLAIN, "Every message that is sent gets a row here.");
		canvas_put_format(c, 1, 0, ROLE_PLAIN,
		                  "None was sent yet: %s writes the first one.", key);
	}
}

/* What the rows above leave open. */
static void
draw_end(const struct log *g, struct canvas *c, int row)
{
	if (g->fault.code != ST_OK)
		canvas_put_format(c, row, 0, ROLE_FAILURE, "Cut off here: %s", g->fault.cause);
	else if (g->ask)
		canvas_put_text(c, row, 0, ROLE_WAITING, "reading the log ...");
	else if (!g->at_newest)
		canvas_put_text(c, row, 0, ROLE_DIM, "There are newer rows above.");
	else if (!g->at_oldest)
		canvas_put_text(c, row, 0, ROLE_DIM,
		                "Older rows follow as the mark reaches the end.");
	else
		canvas_put_text(c, row, 0, ROLE_DIM, "These are all.");
}

static void
log_draw(const struct screen *s, struct canvas *c)
{
	const struct log *g = s->state;
	char title[SHOW_BYTES];

	snprintf(title, sizeof(title), "Log: %s, newest first",
	         g->query.failed_only ? "failures only" : "all messages");
	struct canvas in = canvas_put_box(c, title, true);
	if (g->count == 0) {
		draw_no_rows(s, &in);
		return;
	}
	int rows = canvas_rows(&in);
	struct canvas list = canvas_part(&in, 1, 0, rows - 2, canvas_columns(&in));
	rows_draw_heading(&in, 0);
	list_draw(&g->list, &list, draw_row, s);
	draw_end(g, &in, rows - 1);
}

static void
open_message(struct screen *s, const char *what)
{
	const struct log *g = s->state;
	struct screen_args args = { .text = what };

	if (g->count == 0)
		return;
	args.message = g->rows[g->list.cursor].id;
	console_open(s->console, "message", &args);
}

static void
toggle_failed(struct screen *s)
{
	struct log *g = s->state;
	bool at_top = g->list.cursor == 0 && g->at_newest;

	g->query.failed_only = !g->query.failed_only;
	log_read(s, at_top || g->count == 0 ? LOG_NEWEST : LOG_FROM_HERE);
}

/* A move that would reach an end of the window has further rows read first. While a page is on its
 * way nothing more is asked for. */
static void
read_ahead(struct screen *s, enum command cmd, size_t height)
{
	const struct log *g = s->state;
	bool page = cmd == CMD_PAGE_UP || cmd == CMD_PAGE_DOWN;
	bool up = cmd == CMD_UP || cmd == CMD_PAGE_UP;
	bool down = cmd == CMD_DOWN || cmd == CMD_PAGE_DOWN;
	size_t step = page ? height : 1;

	if (g->ask)
		return;
	if (up && g->list.cursor < step && !g->at_newest)
		log_read(s, LOG_NEWER);
	else if (down && g->list.cursor + step >= g->count && !g->at_oldest)
		log_read(s, LOG_OLDER);
}

static bool
walk(struct screen *s, enum command cmd)
{
	struct log *g = s->state;
	size_t height = term_rows() > OTHER_ROWS ? (size_t)(term_rows() - OTHER_ROWS) : 1;
	bool wants_more = false;

	if (cmd == CMD_FIRST && !g->at_newest) {
		log_read(s, LOG_NEWEST);
		return true;
	}
	if (cmd == CMD_LAST && !g->at_oldest) {
		log_read(s, LOG_OLDEST);
		return true;
	}
	read_ahead(s, cmd, height);
	return list_command(&g->list, cmd, height, &wants_more);
}

static void
read_again(struct screen *s)
{
	const struct log *g = s->state;
	bool at_top = g->list.cursor == 0 && g->at_newest;

	log_read(s, at_top || g->count == 0 ? LOG_NEWEST : LOG_AGAIN);
}

static void
mark_and_go_on(struct screen *s)
{
	log_mark(s);
	walk(s, CMD_DOWN);
}

/* Stops what is being sent again, else takes the marks off, else is not this screen's. */
static bool
step_back(struct screen *s)
{
	if (console_stop_resend(s->console))
		return true;
	return log_unmark_all(s->state);
}

static bool
log_command(struct screen *s, enum command cmd)
{
	switch (cmd) {
	case CMD_OPEN: open_message(s, NULL); return true;
	case CMD_WHY: open_message(s, "why"); return true;
	case CMD_LOG_FAILED: toggle_failed(s); return true;
	case CMD_REFRESH: read_again(s); return true;
	case CMD_RESEND: log_resend(s); return true;
	case CMD_RESEND_EDITED: log_resend_edited(s); return true;
	case CMD_MARK: mark_and_go_on(s); return true;
	case CMD_BACK: return step_back(s);
	default: return walk(s, cmd);
	}
}

/* At the top new rows come in; anywhere else the rows keep their place and tell their states. */
static void
log_event(struct screen *s, const struct event *ev)
{
	struct log *g = s->state;

	if (ev->kind != EVENT_STORE_CHANGED && ev->kind != EVENT_MINUTE)
		return;
	log_unmark_sent(s);
	if (!g->ask)
		read_again(s);
}

static void
log_status(const struct screen *s, struct text *out)
{
	const struct log *g = s->state;

	if (g->mark_count > 0)
		text_append_format(out, "%zu marked  ", g->mark_count);
	if (g->count > 0)
		text_append_format(out, "row %zu of %s%zu%s", g->list.cursor + 1,
		                   g->at_newest ? "" : "..", g->count, g->at_oldest ? "" : "+");
}

const struct screen_class screen_log = {
	.name = "log",
	.title = "Log",
	.state_size = sizeof(struct log),
	.open = log_open,
	.close = log_close,
	.draw = log_draw,
	.command = log_command,
	.event = log_event,
	.status = log_status,
};
