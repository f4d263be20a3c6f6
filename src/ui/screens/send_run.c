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
#define QUESTION_BYTES 128

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
		console_say_fault(s->console, &f);
	} else {
		x->edited = false;
		x->form.focus = SEND_BUTTON;
	}
	count_flight(s);
	console_mark_dirty(s->console);
}

static void
write_size(const struct send_preview *v, char out[QUESTION_BYTES])
{
	size_t room = v->parts.units + v->parts.remaining;

	if (v->type == MESSAGE_VOICE)
		snprintf(out, QUESTION_BYTES,
		         "call     in %s, %zu/%zu characters, billed by its time", v->language,
		         v->parts.units, room);
	else
		snprintf(out, QUESTION_BYTES, "parts    %zu, %s, %zu/%zu, price not known yet",
		         v->parts.count, parts_encoding_name(v->parts.encoding), v->parts.units,
		         room);
}

/* Everything that decides about money stands in the question; the number whole, as its last digits
 * are typed from it. */
static void
ask_about(struct screen *s)
{
	struct send *x = s->state;
	const struct profile *p = &s->session->profile;
	const struct send_preview *v = &x->preview;
	struct profile_url url = { 0 };
	struct fault ignored = { 0 };
	char lines[6][QUESTION_BYTES];
	bool fresh = strcmp(context_get(&x->draft.context, CONTEXT_CODE), "auto") == 0;
	bool call = v->type == MESSAGE_VOICE;
	char digits[5];

	if (profile_url_parse(profile_get(p, PROFILE_BASE_URL), &url, &ignored) != ST_OK)
		text_copy(url.host, sizeof(url.host), "no base_url is set");
	snprintf(lines[0], QUESTION_BYTES, "profile  %.60s (%s), host %.40s", p->name,
	         profile_environment_word(p->environment), url.host);
	snprintf(lines[1], QUESTION_BYTES, "to       %s  %s", v->e164,
	         v->country[0] ? v->country : "country not certain");
	snprintf(lines[2], QUESTION_BYTES, "from     %s", v->sender);
	text_copy(lines[3], QUESTION_BYTES, "text     ");
	text_copy(lines[3] + strlen(lines[3]), QUESTION_BYTES - strlen(lines[3]),
	          text_string(&v->text));
	snprintf(lines[4], QUESTION_BYTES, "code     %s",
	         fresh ? "a fresh one in its place, made when it is sent" : "as it stands there");
	write_size(v, lines[5]);
	phone_last_four(v->e164, digits);
	const struct console_question question = {
		.title = call ? "Place a real, billed call?" : "Send a real, billed SMS?",
		.lines = { lines[0], lines[1], lines[2], lines[3], lines[4], lines[5],
		           call ? "It rings a real phone and cannot be taken back."
		                : "It reaches a real phone and cannot be taken back." },
		.yes = call ? "Call" : "Send",
		.digits = digits,
		.token = SEND_TOKEN,
	};
	x->asked = x->draft;
	console_confirm(s->console, &question);
}

void
send_ask(struct screen *s)
{
	struct send *x = s->state;

	if (send_is_running(x)) {
		console_say(s->console, ROLE_WAITING,
		            "one send at a time: Esc stops the one that runs");
		return;
	}
	send_form_review(s);
	if (x->fault.code != ST_OK) {
		if (x->faulty >= SEND_CONTEXT && x->faulty < SEND_BUTTON)
			send_form_show_context(s, true);
		x->form.focus = x->faulty;
		console_say_fault(s->console, &x->fault);
		console_mark_dirty(s->console);
		return;
	}
	if (profile_is_billed(&s->session->profile))
		ask_about(s);
	else
		send_launch(s, &x->draft);
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
