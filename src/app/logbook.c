/* SPDX-License-Identifier: MIT */
/* the log as console and shell read it */
#include "app/logbook.h"

#include <string.h>

#include "app/guard.h"
#include "base/clock.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/vault.h"

#define HOUR_MS (3600 * 1000LL)
#define SHOWN_TEXT_MAX ((size_t)64 * 1024)

/* "*1234": one to four last digits. */
static enum status
query_last_four(const char *typed, struct message_query *q, struct fault *f)
{
	size_t length = strlen(typed + 1);
	if (length != 4 || strspn(typed + 1, "0123456789") != 4) {
		fault_set(f, WORD_VALUE_INVALID, "%.40s: four digits belong behind the asterisk",
		          typed);
		return fault_hint(f, "such as --to '*1234'");
	}
	text_copy(q->last_four, sizeof(q->last_four), typed + 1);
	return ST_OK;
}

enum status
logbook_query_number(struct session *s, const char *typed, struct message_query *q, struct fault *f)
{
	struct phone_reading reading;
	if (typed[0] == '*')
		return query_last_four(typed, q, f);
	phone_read(typed, strlen(typed), NULL, &reading);
	if (!reading.e164[0]) {
		enum status st = guard_refuse_number(typed, &reading, f);
		if (reading.suggestion[0])
			return st;
		return fault_hint(f, "give the whole number, or '*' and its last four digits");
	}
	q->by_number = true;
	return vault_hash(s->vault, "number", reading.e164, strlen(reading.e164), q->to_hash, f);
}

enum status
logbook_page(struct session *s, const struct message_query *q, const struct message_key *from,
             enum message_direction direction, size_t limit, struct message_page *out,
             struct fault *f)
{
	return message_query_page(s->reader, q, from, direction, limit, out, f);
}

struct logbook_ask {
	struct job job;
	struct session *session;
	struct logbook_ask_options options;
	struct message_page page;
	bool cancelled;
};

static enum status
ask_step(struct job *j, struct fault *f)
{
	struct logbook_ask *a = j->context;
	const struct logbook_ask_options *o = &a->options;
	return message_query_page(j->db, &o->query, o->has_from ? &o->from : NULL, o->direction,
	                          o->limit, &a->page, f);
}

static void
ask_done(struct job *j, enum status st, const struct fault *f)
{
	struct logbook_ask *a = j->context;
	if (!a->cancelled)
		a->options.arrived(a->options.context, st == ST_OK ? &a->page : NULL, f);
	message_page_finish(&a->page);
	mem_free(a);
}

struct logbook_ask *
logbook_ask_start(struct session *s, const struct logbook_ask_options *o)
{
	struct logbook_ask *a = mem_alloc(sizeof(*a));
	a->session = s;
	a->options = *o;
	a->job = (struct job){
		.what = "reading the log",
		.class = JOB_ASKED,
		.step = ask_step,
		.done = ask_done,
		.context = a,
	};
	worker_submit(s->worker, &a->job);
	return a;
}

void
logbook_ask_cancel(struct logbook_ask *a)
{
	if (!a || a->cancelled)
		return;
	a->cancelled = true;
	worker_cancel(a->session->worker, &a->job);
}

enum status
logbook_find(struct session *s, const char *id, struct message *out, struct fault *f)
{
	return message_store_find(s->reader, s->profile.id, id, out, f);
}

enum status
logbook_open(struct session *s, const char *id, struct logbook_entry *out, struct fault *f)
{
	memset(out, 0, sizeof(*out));
	text_init(&out->body.preview, SHOWN_TEXT_MAX);
	text_init(&out->body.request, SHOWN_TEXT_MAX);
	text_init(&out->body.answer, SHOWN_TEXT_MAX);
	text_init(&out->body.look_up, SHOWN_TEXT_MAX);
	enum status st = message_store_find(s->reader, s->profile.id, id, &out->message, f);
	if (st == ST_OK)
		st = message_store_body(s->reader, out->message.id, &out->body, f);
	if (st == ST_OK)
		st = message_store_history(s->reader, out->message.id, &out->steps,
		                           &out->step_count, f);
	if (st == ST_OK)
		st = message_query_chain(s->reader, out->message.id, LOGBOOK_CHAIN_MAX, &out->chain,
		                         f);
	if (st == ST_OK)
		cause_explain(&out->message, &out->cause);
	else
		logbook_entry_finish(out);
	return st;
}

void
logbook_entry_finish(struct logbook_entry *e)
{
	text_finish(&e->body.preview);
	text_finish(&e->body.request);
	text_finish(&e->body.answer);
	text_finish(&e->body.look_up);
	mem_free(e->steps);
	message_page_finish(&e->chain);
	memset(e, 0, sizeof(*e));
}

enum status
logbook_summarise(struct session *s, struct logbook_summary *out, struct fault *f)
{
	int64_t since_ms = clock_now_ms() - HOUR_MS;
	memset(out, 0, sizeof(*out));
	enum status st =
		message_query_states(s->reader, s->profile.id, since_ms, out->states_last_hour, f);
	if (st != ST_OK)
		return st;
	out->known = true;
	for (int state = 0; state < MESSAGE_STATE_COUNT; state++) {
		out->asked_last_hour += out->states_last_hour[state];
		if (message_state_is_failed((enum message_state)state))
			out->failed_last_hour += out->states_last_hour[state];
	}
	return st;
}
