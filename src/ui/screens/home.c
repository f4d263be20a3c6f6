/* SPDX-License-Identifier: MIT */
/* what is set up, what just failed, the last sends */
#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/home_impl.h"
#include "ui/screens/rows_impl.h"
#include "ui/screens/show_impl.h"

#define WIDE_COLS 76
#define SIDE_COLS 29
#define SETUP_ROWS 9
#define SMALL_SETUP_ROWS 7
#define LOW_ROWS 18

static void
take_latest(struct home *h, struct message_page *page)
{
	message_page_finish(&h->latest);
	h->latest = *page;
	*page = (struct message_page){ 0 };
	h->latest_known = true;
	h->fault = (struct fault){ 0 };
	list_set_count(&h->list, h->latest.count);
}

static void
page_arrived(void *context, struct message_page *page, const struct fault *f)
{
	struct screen *s = context;
	struct home *h = s->state;

	h->ask = NULL;
	if (page)
		take_latest(h, page);
	else
		h->fault = *f;
	console_mark_dirty(s->console);
}

static void
read_latest(struct screen *s)
{
	struct home *h = s->state;
	const struct logbook_ask_options o = {
		.query = { .profile_id = s->session->profile.id },
		.direction = MESSAGE_OLDER,
		.limit = HOME_LATEST,
		.arrived = page_arrived,
		.context = s,
	};
	struct message_page page = { 0 };
	struct fault f = { 0 };

	if (h->ask)
		return;
	enum status st = logbook_page(s->session, &o.query, NULL, o.direction, o.limit, &page, &f);
	if (st == ST_OK)
		take_latest(h, &page);
	else if (st == ST_MORE)
		h->ask = logbook_ask_start(s->session, &o);
	else
		h->fault = f;
}

static void
read_all(struct screen *s)
{
	struct home *h = s->state;
	struct fault ignored = { 0 };

	if (logbook_summarise(s->session, &h->summary, &ignored) != ST_OK)
		h->summary.known = false;
	home_read_setup(s);
	read_latest(s);
	console_mark_dirty(s->console);
}

static enum status
home_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	(void)args;
	(void)f;
	read_all(s);
	return ST_OK;
}

static void
home_close(struct screen *s)
{
	struct home *h = s->state;

	logbook_ask_cancel(h->ask);
	message_page_finish(&h->latest);
}

/* Counts that were not answered are told as such, and are no zero. */
static void
write_hour(const struct logbook_summary *sum, char out[SHOW_BYTES], enum role *role)
{
	*role = ROLE_DIM;
	if (!sum->known) {
		snprintf(out, SHOW_BYTES, "not known: the store did not answer in time");
	} else if (sum->asked_last_hour == 0) {
		snprintf(out, SHOW_BYTES, "no sends in the last hour");
	} else {
		*role = sum->failed_last_hour > 0 ? ROLE_FAILURE : ROLE_PLAIN;
		snprintf(out, SHOW_BYTES, "%s%lld of %lld failed",
		         sum->failed_last_hour > 0 ? "[FAIL] " : "",
		         (long long)sum->failed_last_hour, (long long)sum->asked_last_hour);
	}
}

static void
draw_hour(const struct screen *s, struct canvas *c)
{
	const struct home *h = s->state;
	const struct logbook_summary *sum = &h->summary;
	struct canvas in = canvas_put_box(c, "Last hour", false);
	char line[SHOW_BYTES];
	enum role role = ROLE_PLAIN;
	int row = 1;

	write_hour(sum, line, &role);
	canvas_put_text(&in, 0, 0, role, line);
	for (int i = 0; sum->known && i < MESSAGE_STATE_COUNT; i++) {
		enum message_state state = (enum message_state)i;

		if (sum->states_last_hour[i] <= 0)
			continue;
		snprintf(line, sizeof(line), "%6lld", (long long)sum->states_last_hour[i]);
		canvas_put_text(&in, row, 0, ROLE_PLAIN, line);
		canvas_put_text(&in, row++, 7,
		                show_state_role(state, message_state_is_final(state)),
		                message_state_word(state));
	}
}

static void
draw_row(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct screen *s = context;
	const struct home *h = s->state;

	rows_draw_message(s, &h->latest.rows[index], selected, row);
}

static void
draw_no_rows(const struct screen *s, struct canvas *c)
{
	const struct home *h = s->state;
	char key[SHOW_BYTES];

	show_key(s, CMD_SCREEN_SEND, false, key);
	if (h->ask)
		canvas_put_text(c, 0, 0, ROLE_WAITING, "Reading the last sends ...");
	else if (h->fault.code != ST_OK)
		canvas_put_format(c, 0, 0, ROLE_FAILURE, "The last sends are not known: %s",
		                  h->fault.cause);
	else
		canvas_put_format(c, 0, 0, ROLE_PLAIN,
		                  "The last sends are shown here. None yet: %s writes the first.",
		                  key);
}

static void
draw_latest(const struct screen *s, struct canvas *c)
{
	const struct home *h = s->state;
	struct canvas in = canvas_put_box(c, "Latest", true);
	int rows = canvas_rows(&in);

	if (h->latest.count == 0) {
		draw_no_rows(s, &in);
		return;
	}
	struct canvas list = canvas_part(&in, 1, 0, rows - 1, canvas_columns(&in));
	rows_draw_heading(&in, 0);
	list_draw(&h->list, &list, draw_row, s);
}

static void
draw_narrow(const struct screen *s, struct canvas *c, int upper)
{
	const struct home *h = s->state;
	int columns = canvas_columns(c);
	char line[SHOW_BYTES];
	enum role role = ROLE_PLAIN;
	struct canvas setup = canvas_part(c, 0, 0, upper, columns);
	struct canvas latest = canvas_part(c, upper + 1, 0, canvas_rows(c) - upper - 1, columns);

	home_draw_setup(s, &setup);
	write_hour(&h->summary, line, &role);
	canvas_put_format(c, upper, 1, role, "last hour: %s", line);
	draw_latest(s, &latest);
}

static void
home_draw(const struct screen *s, struct canvas *c)
{
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	int upper = rows < LOW_ROWS ? SMALL_SETUP_ROWS : SETUP_ROWS;

	if (columns < WIDE_COLS) {
		draw_narrow(s, c, upper);
		return;
	}
	struct canvas setup = canvas_part(c, 0, 0, upper, columns - SIDE_COLS);
	struct canvas hour = canvas_part(c, 0, columns - SIDE_COLS, upper, SIDE_COLS);
	struct canvas latest = canvas_part(c, upper, 0, rows - upper, columns);
	home_draw_setup(s, &setup);
	draw_hour(s, &hour);
	draw_latest(s, &latest);
}

static bool
home_command(struct screen *s, enum command cmd)
{
	struct home *h = s->state;
	struct screen_args args = { 0 };
	struct canvas whole = canvas_whole();
	int height = canvas_rows(&whole) - 4 - SETUP_ROWS - 3;
	bool wants_more = false;

	switch (cmd) {
	case CMD_OPEN:
		if (h->latest.count == 0) {
			console_open(s->console, "send", NULL);
			return true;
		}
		args.message = h->latest.rows[h->list.cursor].id;
		console_open(s->console, "message", &args);
		return true;
	case CMD_REFRESH: read_all(s); return true;
	default: return list_command(&h->list, cmd, height > 1 ? (size_t)height : 1, &wants_more);
	}
}

static void
home_event(struct screen *s, const struct event *ev)
{
	if (ev->kind == EVENT_STORE_CHANGED || ev->kind == EVENT_MINUTE ||
	    ev->kind == EVENT_PROFILE)
		read_all(s);
}

static void
home_status(const struct screen *s, struct text *out)
{
	const struct home *h = s->state;

	if (h->latest.count > 0)
		text_append_format(out, "row %zu of the latest %zu", h->list.cursor + 1,
		                   h->latest.count);
}

const struct screen_class screen_home = {
	.name = "home",
	.title = "Home",
	.state_size = sizeof(struct home),
	.open = home_open,
	.close = home_close,
	.draw = home_draw,
	.command = home_command,
	.event = home_event,
	.status = home_status,
};
