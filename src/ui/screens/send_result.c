/* SPDX-License-Identifier: MIT */
/* what came of a send: timing, answer and delivery */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ui/console.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/send_impl.h"
#include "ui/screens/show_impl.h"

#define TIMING_LABEL_COLS 10
#define TIMING_VALUE_COLS 20
#define TIME_COLS 9

static void
put_timing(struct canvas *c, int row, const char *label, const char *value)
{
	canvas_put_text(c, row, 0, ROLE_DIM, label);
	canvas_put_right(c, row, TIMING_VALUE_COLS, ROLE_PLAIN, value);
}

/* A piece of the try: from one moment to the next, both counted from its start. */
static void
put_piece(struct canvas *c, int row, const char *label, int64_t from_us, int64_t to_us,
          int64_t total_us)
{
	char value[SHOW_BYTES];
	int room = canvas_columns(c) - TIMING_VALUE_COLS - 1;
	int64_t piece_us = to_us < 0 ? -1 : to_us - (from_us > 0 ? from_us : 0);

	show_duration(piece_us, value);
	put_timing(c, row, label, value);
	for (int i = 0; total_us > 0 && i < room; i++)
		if (piece_us * room > total_us * i)
			canvas_put_text(c, row, TIMING_VALUE_COLS + 1 + i, ROLE_INFO, "#");
}

static int64_t
later(int64_t left_us, int64_t right_us)
{
	return left_us > right_us ? left_us : right_us;
}

/* When a state was learnt, counted from the try; the provider's own clock says less than ours. */
static void
put_learnt(struct canvas *c, int row, const char *label, const struct logbook_entry *e,
           bool (*is_it)(const struct message_step *step))
{
	char value[SHOW_BYTES] = "-";

	for (size_t i = 0; i < e->step_count; i++) {
		if (!is_it(&e->steps[i]))
			continue;
		snprintf(value, sizeof(value), "+%.2f s",
		         (double)(e->steps[i].at_ms - e->message.first_try_at_ms) / 1000.0);
		break;
	}
	put_timing(c, row, label, value);
}

static bool
is_accepted(const struct message_step *step)
{
	return step->to == MESSAGE_ACCEPTED;
}

static bool
is_at_operator(const struct message_step *step)
{
	return step->status_group == 3 && step->status_id == 2;
}

static bool
is_delivered(const struct message_step *step)
{
	return step->to == MESSAGE_DELIVERED;
}

/* What certainly did not leave is final only when nothing follows by itself. */
static bool
is_tried_again(const struct send *x)
{
	return send_is_running(x) && send_next_at_ms(x) != 0;
}

void
send_draw_timing(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	struct canvas in = canvas_put_box(c, "Timing", false);
	const struct message *m = &x->entry.message;
	const struct message_timings *t = &m->timings;

	if (!x->has_entry) {
		canvas_put_wrapped(
			&in, 0, 0, 4, ROLE_DIM,
			"Lookup, connection, TLS and answer are measured at the first send.");
		return;
	}
	put_piece(&in, 0, "lookup", 0, t->lookup_us, t->total_us);
	put_piece(&in, 1, "connect", t->lookup_us, t->connect_us, t->total_us);
	put_piece(&in, 2, "TLS", t->connect_us, t->tls_us, t->total_us);
	put_piece(&in, 3, "server", later(t->connect_us, t->tls_us), t->first_byte_us, t->total_us);
	put_piece(&in, 4, "total", 0, t->total_us, 0);
	put_learnt(&in, 6, "accepted", &x->entry, is_accepted);
	put_learnt(&in, 7, "operator", &x->entry, is_at_operator);
	put_learnt(&in, 8, "handset", &x->entry, is_delivered);
	put_timing(&in, 9, "final", m->final && !is_tried_again(x) ? "yes" : "not yet");
	canvas_put_text(&in, 10, 0, ROLE_DIM, "+ is when we learnt it");
}

/* --- Answer and delivery -------------------------------------------------------------------- */

static const char *
step_words(const struct send *x, const struct message_step *step)
{
	if (step->to == MESSAGE_NOT_SENT && is_tried_again(x))
		return "not final: it was not sent, and is tried again";
	return show_step_words(step->to, step->status_group, step->status_id);
}

static void
add_step(const struct screen *s, struct page *p, const struct message_step *step, bool newest)
{
	char time[SHOW_BYTES];
	char name[SHOW_BYTES];
	char line[SHOW_BYTES * 2];
	enum role role = show_state_role(step->to, message_state_is_final(step->to));

	show_time(s, step->at_ms, time);
	show_provider_name(step->status_group, step->status_id, name);
	if (name[0])
		snprintf(line, sizeof(line), "%s  %s (%d/%d)", message_state_word(step->to), name,
		         step->status_group, step->status_id);
	else
		snprintf(line, sizeof(line), "%s", message_state_word(step->to));
	page_add_labelled(p, time, TIME_COLS, newest ? role : ROLE_PLAIN, line);
	if (newest)
		page_add_labelled(p, "", TIME_COLS, ROLE_PLAIN, step_words(s->state, step));
}

static void
add_outlook(const struct screen *s, struct page *p)
{
	const struct send *x = s->state;
	int64_t next_ms = send_next_at_ms(x);
	char at[SHOW_BYTES];
	char left[SHOW_BYTES];

	if (next_ms == 0)
		return;
	show_time(s, next_ms, at);
	show_time_left(next_ms, left);
	page_add_format(p, ROLE_WAITING, "%s at %s%s%s",
	                send_is_running(x) ? "next try" : "next look-up", at, left[0] ? ", " : "",
	                left);
}

static void
add_running(const struct screen *s, struct page *p)
{
	const struct send *x = s->state;
	char time[SHOW_BYTES];

	switch (sender_phase(x->sender)) {
	case SENDER_RECORDING:
		page_add(p, ROLE_WAITING, "writing the send down before anything leaves");
		break;
	case SENDER_SENDING:
		show_time(s, sender_message(x->sender)->last_change_at_ms, time);
		page_add_format(p, ROLE_WAITING, "on the wire since %s, waiting for the answer",
		                time);
		break;
	case SENDER_NOTING: page_add(p, ROLE_WAITING, "writing the answer down"); break;
	default: break;
	}
}

static void
add_advice(struct page *p, const struct logbook_entry *e)
{
	const struct message *m = &e->message;

	if (m->state == MESSAGE_ACCEPTED && !m->final)
		page_add(p, ROLE_DIM, "HTTP 200 only says accepted; the phone decides.");
	/* A person or a machine took it. */
	if (m->type == MESSAGE_VOICE && m->state == MESSAGE_DELIVERED)
		page_add(p, ROLE_PLAIN, e->cause.meaning);
	if (!message_state_is_failed(m->state))
		return;
	if (*show_own_reason(m))
		page_add(p, ROLE_FAILURE, show_own_reason(m));
	page_add(p, ROLE_PLAIN, e->cause.meaning);
	page_add(p, ROLE_STRONG, e->cause.advice);
}

static void
add_nothing(const struct screen *s, struct page *p)
{
	const struct send *x = s->state;

	if (x->failed.code == ST_OK) {
		page_add(p, ROLE_DIM,
		         "The answer appears here, and every state after it, until one is "
		         "final.");
		return;
	}
	page_add_format(p, ROLE_FAILURE, "not sent: %s", x->failed.cause);
	if (x->failed.hint[0])
		page_add(p, ROLE_PLAIN, x->failed.hint);
}

static void
title_of(const struct send *x, char out[SHOW_BYTES])
{
	const struct message *m = &x->entry.message;

	if (x->has_entry && m->http_status > 0)
		snprintf(out, SHOW_BYTES, "Answer and delivery: HTTP %d", m->http_status);
	else
		snprintf(out, SHOW_BYTES, "Answer and delivery");
}

void
send_draw_answer(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	const struct logbook_entry *e = &x->entry;
	char title[SHOW_BYTES];
	struct page page;

	title_of(x, title);
	struct canvas in = canvas_put_box(c, title, false);
	page_init(&page);
	page.fixed = true;
	if (x->sender && send_is_running(x))
		add_running(s, &page);
	else if (!x->has_entry)
		add_nothing(s, &page);
	if (x->has_entry) {
		for (size_t i = 0; i < e->step_count; i++)
			add_step(s, &page, &e->steps[i], i + 1 == e->step_count);
		add_outlook(s, &page);
		add_advice(&page, e);
	}
	/* When it does not fit, the end is what matters: the newest state and what to do. */
	int hidden = page_rows(&page, canvas_columns(&in)) - canvas_rows(&in);
	page.top = x->has_entry && hidden > 0 && !message_state_is_failed(e->message.state) ? hidden
	                                                                                    : 0;
	page_draw(&page, &in);
	page_finish(&page);
}
