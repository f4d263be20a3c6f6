/* SPDX-License-Identifier: MIT */
/* the send that the Send screen started, and the row that it left */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ui/console.h"
#include "ui/screens/send_impl.h"
#include "ui/screens/show_impl.h"

#define MINUTE_MS 60000
#define SECOND_MS 1000

bool
send_is_running(const struct send *x)
{
	return x->sender && sender_phase(x->sender) != SENDER_ENDED;
}

/* A pause before the next try is no flight: leaving need not wait for it. */
static void
count_flight(struct screen *s)
{
	struct send *x = s->state;
	enum sender_phase phase = x->sender ? sender_phase(x->sender) : SENDER_ENDED;
	bool flies = phase == SENDER_RECORDING || phase == SENDER_SENDING || phase == SENDER_NOTING;

	if (flies != x->in_flight)
		console_in_flight(s->console, flies ? 1 : -1);
	x->in_flight = flies;
}

static void
announce(struct screen *s)
{
	const struct send *x = s->state;
	const struct message *m = &x->entry.message;
	const char *kind = profile_is_billed(&s->session->profile) ? "" : " (simulated)";
	enum role role = show_state_role(m->state, m->final);

	if (m->state == MESSAGE_DELIVERED && m->final)
		console_say(s->console, role, "delivered%s, known after %.1f s", kind,
		            (double)(m->last_change_at_ms - m->created_at_ms) / 1000.0);
	else if (m->state == MESSAGE_ACCEPTED)
		console_say(s->console, role,
		            "accepted%s, not delivered yet: the provider's log is asked", kind);
	else if (message_state_is_failed(m->state))
		console_say(s->console, role, "%s: %s", message_state_word(m->state),
		            *show_own_reason(m) ? show_own_reason(m) : x->entry.cause.meaning);
	else if (m->state == MESSAGE_CANCELLED)
		console_say(s->console, role, "stopped before anything left");
}

int64_t
send_next_at_ms(const struct send *x)
{
	if (send_is_running(x))
		return sender_next_at_ms(x->sender);
	return x->has_entry && !x->entry.message.final ? x->entry.message.next_poll_at_ms : 0;
}

static void
ticked(void *context)
{
	struct screen *s = context;
	struct send *x = s->state;

	x->tick = 0;
	console_mark_dirty(s->console);
	send_count_down(s);
}

/* Seconds are drawn in the last minute only, so that nothing wakes the console for them before. */
void
send_count_down(struct screen *s)
{
	struct send *x = s->state;
	int64_t left_ms = send_next_at_ms(x) - clock_now_ms();

	if (x->tick != 0 || left_ms <= 0 || left_ms > MINUTE_MS)
		return;
	x->tick = loop_start_timer(s->session->loop, (left_ms - 1) % SECOND_MS + 1, ticked, s);
}

void
send_read_row(struct screen *s)
{
	struct send *x = s->state;
	struct logbook_entry fresh;
	struct fault f = { 0 };
	char id[32];

	if (x->row == 0)
		return;
	snprintf(id, sizeof(id), "%lld", (long long)x->row);
	if (logbook_open(s->session, id, &fresh, &f) != ST_OK)
		return; /* what was read before stays: the next change reads it again */
	bool news = !x->has_entry || fresh.message.state != x->entry.message.state ||
	            fresh.message.final != x->entry.message.final;
	if (x->has_entry)
		logbook_entry_finish(&x->entry);
	x->entry = fresh;
	x->has_entry = true;
	if (news && !send_is_running(x))
		announce(s);
	send_flow_follow(s);
	send_count_down(s);
	console_mark_dirty(s->console);
}

static void
sender_changed(void *context)
{
	struct screen *s = context;
	struct send *x = s->state;

	x->row = sender_message(x->sender)->id;
	count_flight(s);
	if (sender_phase(x->sender) == SENDER_ENDED) {
		const struct fault *f = sender_fault(x->sender);

		if (f->code != ST_OK && x->row == 0) {
			x->failed = *f;
			console_name_arming(s->console, &x->failed);
			if (!send_was_questioned(s, f))
				console_say_fault(s->console, f);
		} else if (f->code == ST_GUARD || f->word == WORD_ROW_MOVED) {
			/* A repeat was refused; the row is what it was. */
			console_say_fault(s->console, f);
		}
		console_wake_follow(s->console);
	}
	send_read_row(s);
	send_count_down(s);
	console_mark_dirty(s->console);
}

static void
forget_last(struct screen *s)
{
	struct send *x = s->state;

	sender_destroy(x->sender);
	x->sender = NULL;
	if (x->has_entry)
		logbook_entry_finish(&x->entry);
	x->has_entry = false;
	x->row = 0;
	x->failed = (struct fault){ 0 };
	loop_stop_timer(s->session->loop, x->tick);
	x->tick = 0;
	send_flow_forget(s);
}

void
send_launch(struct screen *s, const struct send_draft *d)
{
	struct send *x = s->state;
	struct fault f = { 0 };
	const struct sender_options options = {
		.repeat = true,
		.follow = false,
		.changed = sender_changed,
		.context = s,
	};

	forget_last(s);
	if (sender_start(s->session, d, &options, &x->sender, &f) != ST_OK) {
		x->failed = f;
		console_name_arming(s->console, &x->failed);
		console_say_fault(s->console, &f);
	} else {
		x->edited = false;
		x->again.row = 0;
		x->form.focus = SEND_BUTTON;
	}
	count_flight(s);
	console_mark_dirty(s->console);
}

/* Only the process that made a code knows it, and only as long as the screen keeps its sender. */
void
send_repeat(struct screen *s)
{
	struct send *x = s->state;
	struct fault f = { 0 };

	if (!x->sender)
		console_say(s->console, ROLE_INFO,
		            "nothing was sent from here: a code that is not known any more "
		            "cannot be repeated");
	else if (send_is_running(x))
		console_say(s->console, ROLE_WAITING, "it is being sent: Esc stops it");
	else if (sender_repeat(x->sender, &f) != ST_OK)
		console_say_fault(s->console, &f);
	console_mark_dirty(s->console);
}

void
send_stop(struct screen *s)
{
	struct send *x = s->state;

	sender_cancel(x->sender);
	console_say(s->console, ROLE_WAITING, "stopping");
	console_mark_dirty(s->console);
}

void
send_end(struct screen *s)
{
	struct send *x = s->state;

	if (x->in_flight)
		console_in_flight(s->console, -1);
	x->in_flight = false;
	forget_last(s);
}
