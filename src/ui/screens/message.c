/* SPDX-License-Identifier: MIT */
/* one message with everything known of it */
#include <stdio.h>
#include <string.h>

#include "app/logbook.h"
#include "base/clock.h"
#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/show_impl.h"

#define LABEL_COLS 13
#define FRAME_ROWS 6
#define FRAME_COLS 4

struct message_view {
	int64_t id;
	bool why_first;              /* the explanation stands above the facts */
	bool shown_utc;
	struct logbook_entry entry;
	bool has_entry;
	struct fault fault;          /* why it cannot be shown */
	struct page page;
};

static void
add_fact(struct page *p, const char *label, const char *value)
{
	if (value[0])
		page_add_labelled(p, label, LABEL_COLS, ROLE_PLAIN, value);
}

static void
add_state(const struct screen *s, struct page *p, const struct message *m)
{
	char line[SHOW_BYTES * 4];
	char name[SHOW_BYTES];
	char code[SHOW_BYTES];
	char outlook[SHOW_BYTES];

	show_status_name(m, name);
	show_code(m, code);
	show_outlook(s, m, outlook);
	snprintf(line, sizeof(line), "%s %s  %s %s  %s", show_state_mark(m->state, m->final),
	         message_state_word(m->state), name, code, outlook);
	page_add_labelled(p, "state", LABEL_COLS, show_state_role(m->state, m->final), line);
}

static void
add_text_facts(struct page *p, const struct message *m)
{
	char line[SHOW_BYTES];

	if (m->template_name[0])
		snprintf(line, sizeof(line), "%.80s, revision %lld", m->template_name,
		         (long long)m->template_revision);
	else
		snprintf(line, sizeof(line), "own text");
	add_fact(p, "template", line);
	snprintf(line, sizeof(line), "%lld part%s, %s, %lld units", (long long)m->parts,
	         m->parts == 1 ? "" : "s", parts_encoding_name(m->encoding), (long long)m->units);
	add_fact(p, "parts", line);
	if (m->has_price) {
		snprintf(line, sizeof(line), "%.4f %s", m->price_amount, m->price_currency);
		add_fact(p, "price", line);
	} else {
		add_fact(p, "price", "not known");
	}
}

static void
add_timings(struct page *p, const struct message *m)
{
	const struct message_timings *t = &m->timings;
	const int64_t times[] = { t->lookup_us, t->connect_us, t->tls_us, t->first_byte_us,
		                  t->total_us };
	static const char *const names[] = { "lookup", "connect", "TLS", "first byte", "total" };
	struct text line;
	char value[SHOW_BYTES];

	text_init(&line, 512);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		show_duration(times[i], value);
		text_append_format(&line, "%s%s %s", i > 0 ? ", " : "", names[i], value);
	}
	add_fact(p, "after", text_string(&line));
	text_finish(&line);
}

static void
add_facts(const struct screen *s, struct page *p, const struct logbook_entry *e)
{
	const struct message *m = &e->message;
	char line[SHOW_BYTES * 2];
	char at[CLOCK_TEXT_BYTES];

	page_add(p, ROLE_STRONG, "Facts");
	add_state(s, p, m);
	snprintf(line, sizeof(line), "%s  %s", m->to_masked, m->country);
	add_fact(p, "to", line);
	add_fact(p, "from", m->sender);
	clock_format_date_time(m->created_at_ms, console_shows_utc(s->console), at);
	snprintf(line, sizeof(line), "%s %s", at, console_shows_utc(s->console) ? "UTC" : "local");
	add_fact(p, "created", line);
	add_text_facts(p, m);
	snprintf(line, sizeof(line), "%s, %s, language %.35s", message_type_word(m->type), m->action,
	         m->locale[0] ? m->locale : "none");
	add_fact(p, "asked as", line);
	add_fact(p, "client", m->client_id);
	snprintf(line, sizeof(line), "API v%d, HTTP %d, %lld tr%s, %lld look-up%s", m->api_version,
	         m->http_status, (long long)m->tries, m->tries == 1 ? "y" : "ies",
	         (long long)m->polls, m->polls == 1 ? "" : "s");
	add_fact(p, "wire", m->http_status > 0 ? line : "no answer was read");
	add_timings(p, m);
	add_fact(p, "messageId", m->message_id);
	add_fact(p, "reason", m->cause);
	add_fact(p, "text", text_string(&e->body.preview));
}

static void
add_why(const struct screen *s, struct page *p, const struct logbook_entry *e)
{
	const struct message *m = &e->message;
	const struct cause *c = &e->cause;
	char line[SHOW_BYTES * 2];
	char code[SHOW_BYTES];
	char outlook[SHOW_BYTES];

	show_code(m, code);
	show_outlook(s, m, outlook);
	snprintf(line, sizeof(line), "Why: %s", c->name[0] ? c->name : message_state_word(m->state));
	page_add(p, ROLE_STRONG, line);
	page_add_labelled(p, "means", LABEL_COLS, show_state_role(m->state, m->final), c->meaning);
	if (!c->known) {
		snprintf(line, sizeof(line),
		         "%s is unknown to this version: these are the provider's own words, the advice "
		         "is that of its group", code);
		add_fact(p, "known", line);
	}
	add_fact(p, "final", m->final ? "yes: nothing will change it" : "no: it may still change");
	if (!m->final || m->state == MESSAGE_UNRESOLVED || m->state == MESSAGE_ACCEPTED)
		add_fact(p, "", outlook);
	add_fact(p, "who", cause_who_text(c));
	add_fact(p, "retry", cause_retry_text(c));
	page_add_labelled(p, "now", LABEL_COLS, ROLE_STRONG, c->advice);
	add_fact(p, "provider", m->status.description);
	if (m->error.id > 0) {
		snprintf(line, sizeof(line), "%d %s: %s", m->error.id, m->error.name,
		         m->error.description);
		add_fact(p, "error", line);
	}
}

/* Only the newest step tells what may still come. */
static void
add_step(const struct screen *s, struct page *p, const struct message_step *step, bool newest)
{
	char line[SHOW_BYTES * 3];
	char time[SHOW_BYTES];
	char name[SHOW_BYTES];

	show_time(s, step->at_ms, time);
	show_provider_name(step->status_group, step->status_id, name);
	snprintf(line, sizeof(line), "%s", message_state_word(step->to));
	if (step->status_group >= 0)
		snprintf(line, sizeof(line), "%s  %s (%d/%d)", message_state_word(step->to), name,
		         step->status_group, step->status_id);
	page_add_labelled(p, time, LABEL_COLS,
	                  show_state_role(step->to, message_state_is_final(step->to)), line);
	if (step->cause[0])
		page_add_labelled(p, "", LABEL_COLS, ROLE_PLAIN, step->cause);
	if (newest)
		page_add_labelled(p, "", LABEL_COLS, ROLE_DIM,
		                  show_step_words(step->to, step->status_group, step->status_id));
}

static void
add_history(const struct screen *s, struct page *p, const struct logbook_entry *e)
{
	page_add(p, ROLE_STRONG, "History");
	for (size_t i = 0; i < e->step_count; i++)
		add_step(s, p, &e->steps[i], i + 1 == e->step_count);
}

static void
compose_page(const struct screen *s, struct page *p)
{
	const struct message_view *v = s->state;

	page_reset(p);
	if (v->why_first) {
		add_why(s, p, &v->entry);
		page_add(p, ROLE_PLAIN, "");
	}
	add_facts(s, p, &v->entry);
	page_add(p, ROLE_PLAIN, "");
	add_history(s, p, &v->entry);
	page_add(p, ROLE_PLAIN, "");
	page_add(p, ROLE_STRONG, "Request (key, number and code masked)");
	page_add_text(p, ROLE_PLAIN, text_string(&v->entry.body.request), "None left.");
	page_add(p, ROLE_PLAIN, "");
	page_add(p, ROLE_STRONG, "Answer (newest, numbers and codes masked)");
	page_add_json(p, ROLE_PLAIN, text_string(&v->entry.body.answer), "None was read.");
	if (!v->why_first) {
		page_add(p, ROLE_PLAIN, "");
		add_why(s, p, &v->entry);
	}
}

static void
compose(struct screen *s)
{
	struct message_view *v = s->state;

	compose_page(s, &v->page);
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
	compose_page(s, &page);
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
