/* SPDX-License-Identifier: MIT */
/* the page of one message: facts, explanation, history, request, answer */
#include "ui/screens/message_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ui/console.h"
#include "ui/screens/show_impl.h"

#define LABEL_COLS 13
#define UNKNOWN_CODE                                                                               \
	"%s is unknown to this version: these are the provider's own words, "                      \
	"the advice is that of its group"

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
	if (m->type == MESSAGE_VOICE)
		snprintf(line, sizeof(line), "1 call, %lld characters", (long long)m->units);
	else
		snprintf(line, sizeof(line), "%lld part%s, %s, %lld units", (long long)m->parts,
		         m->parts == 1 ? "" : "s", parts_encoding_name(m->encoding),
		         (long long)m->units);
	add_fact(p, m->type == MESSAGE_VOICE ? "call" : "parts", line);
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
	snprintf(line, sizeof(line), "%s, %s, language %.35s", message_type_word(m->type),
	         m->action, m->locale[0] ? m->locale : "none");
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
	snprintf(line, sizeof(line), "Why: %s",
	         c->name[0] ? c->name : message_state_word(m->state));
	page_add(p, ROLE_STRONG, line);
	page_add_labelled(p, "means", LABEL_COLS, show_state_role(m->state, m->final), c->meaning);
	if (!c->known) {
		snprintf(line, sizeof(line), UNKNOWN_CODE, code);
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
add_chain_row(const struct screen *s, struct page *p, const struct message *m, bool here)
{
	char line[SHOW_BYTES * 3];
	char time[SHOW_BYTES];
	char name[SHOW_BYTES];
	char from[32] = "";

	show_day_time(s, m->created_at_ms, time);
	show_status_name(m, name);
	if (m->parent_id != 0)
		snprintf(from, sizeof(from), ", from %lld", (long long)m->parent_id);
	snprintf(line, sizeof(line), "%s %-4lld %s %s  %.60s%s", here ? ">" : " ", (long long)m->id,
	         show_state_mark(m->state, m->final), message_state_word(m->state), name, from);
	page_add_labelled(p, time, LABEL_COLS,
	                  here ? ROLE_STRONG : show_state_role(m->state, m->final), line);
}

/* What was sent again from what; a message that stands alone has no chain. */
static void
add_chain(const struct screen *s, struct page *p, const struct logbook_entry *e)
{
	if (e->chain.count < 2 && e->message.parent_id == 0)
		return;
	page_add(p, ROLE_PLAIN, "");
	page_add(p, ROLE_STRONG, "Chain of resends (left and right open a neighbour)");
	for (size_t i = 0; i < e->chain.count; i++)
		add_chain_row(s, p, &e->chain.rows[i], e->chain.rows[i].id == e->message.id);
	if (e->chain.more)
		page_add(p, ROLE_DIM, "There are further ones.");
}

void
message_compose(const struct screen *s, const struct logbook_entry *e, bool why_first,
                struct page *p)
{
	page_reset(p);
	if (why_first) {
		add_why(s, p, e);
		page_add(p, ROLE_PLAIN, "");
	}
	add_facts(s, p, e);
	add_chain(s, p, e);
	page_add(p, ROLE_PLAIN, "");
	add_history(s, p, e);
	page_add(p, ROLE_PLAIN, "");
	page_add(p, ROLE_STRONG, "Request (key, number and code masked)");
	page_add_text(p, ROLE_PLAIN, text_string(&e->body.request), "None left.");
	page_add(p, ROLE_PLAIN, "");
	page_add(p, ROLE_STRONG, "Answer (numbers and codes masked)");
	page_add_json(p, ROLE_PLAIN, text_string(&e->body.answer), "None was read.");
	if (e->body.look_up.size_bytes > 0) {
		page_add(p, ROLE_PLAIN, "");
		page_add(p, ROLE_STRONG, "Provider's log (newest row with news)");
		page_add_json(p, ROLE_PLAIN, text_string(&e->body.look_up), "");
	}
	if (!why_first) {
		page_add(p, ROLE_PLAIN, "");
		add_why(s, p, e);
	}
}
