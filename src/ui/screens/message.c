/* SPDX-License-Identifier: MIT */
/* one message with everything known of it */
#include <stdio.h>
#include <string.h>

#include "app/logbook.h"
#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/message_impl.h"
#include "ui/screens/show_impl.h"

#define FRAME_ROWS 6
#define FRAME_COLS 4

struct message_view {
	int64_t id;
	bool why_first; /* the explanation stands above the facts */
	bool shown_utc;
	struct logbook_entry entry;
	bool has_entry;
	struct fault fault; /* why it cannot be shown */
	struct page page;
};

static void
compose(struct screen *s)
{
	struct message_view *v = s->state;

	message_compose(s, &v->entry, v->why_first, &v->page);
	v->shown_utc = console_shows_utc(s->console);
}

static enum status
load(struct screen *s, struct fault *f)
{
	struct message_view *v = s->state;
	struct logbook_entry fresh;
	char id[32];

	snprintf(id, sizeof(id), "%lld", (long long)v->id);
	enum status st = logbook_open(s->session, id, &fresh, f);
	if (st != ST_OK)
		return st;
	if (v->has_entry)
		logbook_entry_finish(&v->entry);
	v->entry = fresh;
	v->has_entry = true;
	return ST_OK;
}

/* What cannot be read now stays on the screen with its reason, so that it can be asked again. */
static void
read_again(struct screen *s)
{
	struct message_view *v = s->state;

	v->fault = (struct fault){ 0 };
	if (load(s, &v->fault) != ST_OK && v->has_entry)
		console_say_fault(s->console, &v->fault);
	if (v->has_entry)
		compose(s);
	console_mark_dirty(s->console);
}

static enum status
message_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct message_view *v = s->state;

	(void)f;
	v->id = args->message;
	page_init(&v->page);
	if (load(s, &v->fault) != ST_OK)
		return ST_OK;
	v->why_first = (args->text && strcmp(args->text, "why") == 0) ||
	               message_state_is_failed(v->entry.message.state);
	compose(s);
	return ST_OK;
}

static void
message_close(struct screen *s)
{
	struct message_view *v = s->state;

	if (v->has_entry)
		logbook_entry_finish(&v->entry);
	page_finish(&v->page);
}

/* The zone of the times may have changed since the page was composed. */
static void
draw_page(const struct screen *s, struct canvas *c)
{
	const struct message_view *v = s->state;
	struct page page;

	if (v->shown_utc == console_shows_utc(s->console)) {
		page_draw(&v->page, c);
		return;
	}
	page_init(&page);
	message_compose(s, &v->entry, v->why_first, &page);
	page.top = v->page.top;
	page_draw(&page, c);
	page_finish(&page);
}

static void
message_draw(const struct screen *s, struct canvas *c)
{
	const struct message_view *v = s->state;
	char title[SHOW_BYTES];
	char key[SHOW_BYTES];

	snprintf(title, sizeof(title), "Message %lld", (long long)v->id);
	struct canvas in = canvas_put_box(c, title, true);
	if (v->has_entry) {
		draw_page(s, &in);
		return;
	}
	show_key(s, CMD_REFRESH, false, key);
	canvas_put_format(&in, 0, 0, ROLE_FAILURE, "It cannot be read: %s", v->fault.cause);
	canvas_put_wrapped(&in, 1, 0, 2, ROLE_PLAIN, v->fault.hint);
	canvas_put_format(&in, 3, 0, ROLE_PLAIN, "%s reads again.", key);
}

/* The row before or after this one in the chain of resends; behind the last comes the first. */
static void
open_neighbour(struct screen *s, int step)
{
	struct message_view *v = s->state;
	const struct message_page *chain = &v->entry.chain;
	int64_t here = v->id;

	if (!v->has_entry || chain->count < 2) {
		console_say(s->console, ROLE_INFO, "nothing was sent again from this message");
		return;
	}
	for (size_t i = 0; i < chain->count; i++) {
		if (chain->rows[i].id == here)
			v->id = chain->rows[step > 0 ? (i + 1) % chain->count
			                             : (i + chain->count - 1) % chain->count]
			                .id;
	}
	v->page.top = 0;
	read_again(s);
}

static void
copy_id(struct screen *s)
{
	const struct message_view *v = s->state;
	const char *id = v->entry.message.message_id;
	const struct console_copy copy = { .what = "the messageId",
		                           .file = "message-id.txt",
		                           .bytes = id,
		                           .size_bytes = strlen(id) };

	if (v->has_entry)
		console_copy(s->console, &copy);
}

static bool
message_command(struct screen *s, enum command cmd)
{
	struct message_view *v = s->state;
	struct canvas whole = canvas_whole();

	switch (cmd) {
	case CMD_WHY:
		v->why_first = !v->why_first;
		v->page.top = 0;
		if (v->has_entry)
			compose(s);
		console_mark_dirty(s->console);
		return true;
	case CMD_COPY: copy_id(s); return true;
	case CMD_RESEND: console_resend(s->console, &v->id, 1); return true;
	case CMD_RESEND_EDITED: console_resend_edited(s->console, v->id); return true;
	case CMD_BACK: return console_stop_resend(s->console);
	case CMD_LEFT: open_neighbour(s, -1); return true;
	case CMD_RIGHT:
	case CMD_OPEN: open_neighbour(s, 1); return true;
	case CMD_REFRESH: read_again(s); return true;
	default:
		return page_command(&v->page, cmd, canvas_rows(&whole) - FRAME_ROWS,
		                    canvas_columns(&whole) - FRAME_COLS);
	}
}

static void
message_event(struct screen *s, const struct event *ev)
{
	if (ev->kind == EVENT_STORE_CHANGED || ev->kind == EVENT_MINUTE)
		read_again(s);
}

static void
message_status(const struct screen *s, struct text *out)
{
	const struct message_view *v = s->state;
	char outlook[SHOW_BYTES];

	if (!v->has_entry)
		return;
	show_outlook(s, &v->entry.message, outlook);
	text_append_format(out, "%s, %s", message_state_word(v->entry.message.state), outlook);
}

const struct screen_class screen_message = {
	.name = "message",
	.state_size = sizeof(struct message_view),
	.open = message_open,
	.close = message_close,
	.draw = message_draw,
	.command = message_command,
	.event = message_event,
	.status = message_status,
};
