/* SPDX-License-Identifier: MIT */
/* the code on its way to the phone and back: its stages, and the field that takes it */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/console.h"
#include "ui/screens/send_impl.h"
#include "ui/screens/show_impl.h"

#define SECOND_MS 1000
/* Nobody waits longer for a code, and nothing wakes the console for one. */
#define TICKS_MS (10 * 60 * SECOND_MS)
#define STAGE_COLS 23

/* Whether the code of the send that is shown may be typed back. */
static bool
takes_code(const struct send *x)
{
	return x->flow_on && x->sender && x->has_entry && !x->edited &&
	       flow_takes_code(&x->flow, &x->entry.message);
}

/* Milliseconds since the try. */
static int64_t
age_ms(const struct send *x)
{
	return clock_now_ms() - x->entry.message.first_try_at_ms;
}

static void
ticked(void *context)
{
	struct screen *s = context;
	struct send *x = s->state;

	x->flow_tick = 0;
	console_mark_dirty(s->console);
	send_flow_follow(s);
}

static void
tick(struct screen *s)
{
	struct send *x = s->state;
	int64_t age = age_ms(x);

	if (x->flow_tick == 0 && age >= 0 && age < TICKS_MS)
		x->flow_tick =
			loop_start_timer(s->session->loop, SECOND_MS - age % SECOND_MS, ticked, s);
}

void
send_flow_follow(struct screen *s)
{
	struct send *x = s->state;
	struct form_field *field = &x->fields[SEND_CODE];
	bool takes = takes_code(x);

	if (takes && field->hidden && x->form.focus == SEND_BUTTON)
		x->form.focus = SEND_CODE;
	if (!takes && x->form.focus == SEND_CODE)
		x->form.focus = SEND_BUTTON;
	field->hidden = !takes;
	if (takes)
		tick(s);
}

void
send_flow_forget(struct screen *s)
{
	struct send *x = s->state;

	loop_stop_timer(s->session->loop, x->flow_tick);
	x->flow_tick = 0;
	x->flow = (struct flow){ 0 };
	form_set(&x->fields[SEND_CODE], "");
	x->fields[SEND_CODE].hidden = true;
	if (x->form.focus == SEND_CODE)
		x->form.focus = SEND_BUTTON;
}

void
send_flow_toggle(struct screen *s)
{
	struct send *x = s->state;

	x->flow_on = !x->flow_on;
	loop_stop_timer(s->session->loop, x->flow_tick);
	x->flow_tick = 0;
	send_flow_follow(s);
	console_mark_dirty(s->console);
}

static void
say_verdict(struct screen *s)
{
	const struct send *x = s->state;
	int left = FLOW_TRIES - x->flow.tries;
	double seconds =
		(double)(x->flow.typed_at_ms - x->entry.message.first_try_at_ms) / SECOND_MS;

	switch (x->flow.verdict) {
	case FLOW_RIGHT:
		console_say(s->console, ROLE_GOOD,
		            "right: the code came back %.1f s after it was sent", seconds);
		break;
	case FLOW_WRONG:
		console_say(s->console, ROLE_FAILURE,
		            "not the code either: three tries are enough, send a new one");
		break;
	default:
		console_say(s->console, ROLE_FAILURE, "that is not the code: %d tr%s left", left,
		            left == 1 ? "y" : "ies");
	}
}

void
send_flow_enter(struct screen *s)
{
	struct send *x = s->state;
	struct form_field *field = &x->fields[SEND_CODE];
	int before = x->flow.tries;

	(void)flow_type(&x->flow, x->sender, field->value);
	mem_wipe(field->value, sizeof(field->value));
	form_set(field, "");
	if (x->flow.tries > before)
		say_verdict(s);
	else
		console_say(s->console, ROLE_INFO,
		            "type the code that arrived; Esc, then Esc ends it when none did");
	send_flow_follow(s);
	console_mark_dirty(s->console);
}

/* --- The pane ------------------------------------------------------------------------------- */

static void
put_stage(struct canvas *c, int row, const char *mark, enum role role, const char *label)
{
	canvas_put_format(c, row, 0, role, "%-6s", mark);
	canvas_put_text(c, row, 7, ROLE_PLAIN, label);
}

static void
put_seconds(struct canvas *c, int row, const char *value)
{
	canvas_put_right(c, row, STAGE_COLS, ROLE_PLAIN, value);
}

/* Whether anything of the exchange may still come. */
static bool
is_open(const struct send *x)
{
	const struct message *m = &x->entry.message;

	return x->has_entry && (m->state == MESSAGE_SENDING || flow_takes_code(&x->flow, m));
}

/* A stage that was reached, or is waited for while the seconds run, or is yet to come. */
static void
draw_stage(const struct send *x, struct canvas *c, int row, const char *label, int64_t ms)
{
	char value[SHOW_BYTES];

	if (ms >= 0) {
		put_stage(c, row, "[OK]", ROLE_GOOD, label);
		snprintf(value, sizeof(value), ms < 100 * SECOND_MS ? "%.1f s" : "%.0f s",
		         (double)ms / SECOND_MS);
		put_seconds(c, row, value);
	} else if (is_open(x)) {
		put_stage(c, row, "[WAIT]", ROLE_WAITING, label);
		snprintf(value, sizeof(value), "%lld s", (long long)(age_ms(x) / SECOND_MS));
		put_seconds(c, row, value);
	} else {
		put_stage(c, row, "[--]", ROLE_DIM, label);
	}
}

static bool
has_left(const struct send *x)
{
	enum message_state state = x->entry.message.state;

	return x->has_entry && state != MESSAGE_READY && state != MESSAGE_NOT_SENT &&
	       state != MESSAGE_CANCELLED;
}

static void
draw_verdict(const struct send *x, struct canvas *c, int row)
{
	const struct message *m = &x->entry.message;

	if (!x->has_entry)
		canvas_put_wrapped(c, row, 0, 4, ROLE_DIM,
		                   "Send makes a code; type it back here when it arrives.");
	else if (x->flow.verdict == FLOW_RIGHT)
		canvas_put_text(c, row, 0, ROLE_GOOD, "the right code");
	else if (x->flow.verdict == FLOW_WRONG)
		canvas_put_text(c, row, 0, ROLE_FAILURE, "three wrong codes");
	else if (message_state_is_failed(m->state))
		canvas_put_text(c, row, 0, ROLE_FAILURE, message_state_word(m->state));
	else
		canvas_put_format(c, row, 0, ROLE_PLAIN, "%d of %d tries left",
		                  FLOW_TRIES - x->flow.tries, FLOW_TRIES);
}

void
send_draw_flow(const struct screen *s, struct canvas *c)
{
	const struct send *x = s->state;
	struct canvas in = canvas_put_box(c, "Code and back", false);
	struct flow_times times = { -1, -1, -1, -1 };

	if (x->has_entry)
		flow_read_times(&x->flow, &x->entry, &times);
	if (x->sender)
		put_stage(&in, 0, "[OK]", ROLE_GOOD, "made");
	else
		put_stage(&in, 0, "[--]", ROLE_DIM, "made");
	draw_stage(x, &in, 1, "sent", has_left(x) ? 0 : -1);
	draw_stage(x, &in, 2, "accepted", times.accepted_ms);
	draw_stage(x, &in, 3, "delivered", times.delivered_ms);
	draw_stage(x, &in, 4, "typed", times.typed_ms);
	if (times.provider_ms >= 0)
		canvas_put_format(&in, 5, 0, ROLE_DIM, "provider's clock %.1f s",
		                  (double)times.provider_ms / SECOND_MS);
	draw_verdict(x, &in, 7);
}
