/* SPDX-License-Identifier: MIT */
/* a test message: written, sent, followed */
#include <string.h>

#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/send_impl.h"

/* A number that another screen has picked; everything else stays as it was typed. */
static void
take_number(struct screen *s, const char *number)
{
	struct send *x = s->state;

	if (!number || !*number)
		return;
	form_set(&x->fields[SEND_TO], number);
	x->form.focus = SEND_BUTTON;
}

static enum status
send_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct send *x = s->state;

	(void)f;
	text_init(&x->preview.text, (size_t)16 * 1024);
	send_form_init(s);
	take_number(s, args->text);
	send_form_changed(s);
	if (args->message != 0)
		send_form_fill(s, args->message);
	return ST_OK;
}

static void
send_close(struct screen *s)
{
	struct send *x = s->state;

	send_end(s);
	send_templates_finish(x);
	text_finish(&x->preview.text);
}

static bool
go(struct screen *s, const char *key)
{
	struct send *x = s->state;
	bool changed = false;

	if (!form_key(&x->form, key, &changed))
		return false;
	if (changed && x->form.focus != SEND_CODE)
		send_form_changed(s);
	else
		send_form_review(s);
	console_mark_dirty(s->console);
	return true;
}

/* Enter sends from the button, compares a code, and goes on to the next field from any other. */
static void
enter(struct screen *s)
{
	struct send *x = s->state;

	if (x->form.focus == SEND_BUTTON)
		send_ask(s);
	else if (x->form.focus == SEND_CODE)
		send_flow_enter(s);
	else
		go(s, "Tab");
}

/* Stops what is running, else gives the letters back, else is not this screen's. */
static bool
step_back(struct screen *s)
{
	struct send *x = s->state;

	if (send_is_running(x)) {
		send_stop(s);
		return true;
	}
	if (x->form.focus == SEND_BUTTON && x->flow_on) {
		send_flow_toggle(s);
		return true;
	}
	if (x->form.focus == SEND_BUTTON)
		return false;
	x->form.focus = SEND_BUTTON;
	send_form_review(s);
	console_mark_dirty(s->console);
	return true;
}

static void
explain(struct screen *s)
{
	const struct send *x = s->state;
	const struct screen_args args = { .message = x->row, .text = "why" };

	if (x->row != 0)
		console_open(s->console, "message", &args);
	else
		console_say(s->console, ROLE_INFO, "there is nothing to explain before a send");
}

static void
repair(struct screen *s)
{
	if (!send_form_repair(s))
		console_say(s->console, ROLE_INFO, "there is no better number to suggest");
}

static void
toggle_context(struct screen *s)
{
	struct send *x = s->state;

	send_form_show_context(s, !x->shows_context);
	send_form_review(s);
	console_mark_dirty(s->console);
}

static bool
send_command(struct screen *s, enum command cmd)
{
	switch (cmd) {
	case CMD_OPEN: enter(s); return true;
	case CMD_COMPOSE_SEND: send_ask(s); return true;
	case CMD_COMPOSE_DRY_RUN: send_show_request(s); return true;
	case CMD_COMPOSE_REPEAT: send_repeat(s); return true;
	case CMD_COMPOSE_NUMBERS: console_open(s->console, "numbers", NULL); return true;
	case CMD_COMPOSE_REPAIR: repair(s); return true;
	case CMD_COMPOSE_CONTEXT: toggle_context(s); return true;
	case CMD_COMPOSE_FLOW: send_flow_toggle(s); return true;
	case CMD_WHY: explain(s); return true;
	case CMD_BACK: return step_back(s);
	default: return go(s, form_key_of(cmd));
	}
}

static void
type(struct screen *s, const struct event *ev)
{
	struct send *x = s->state;

	if (!form_insert(&x->form, ev->text))
		console_say(s->console, ROLE_WAITING,
		            "left out: what is no visible text, or more than the field holds");
	if (x->form.focus == SEND_CODE)
		console_mark_dirty(s->console);
	else
		send_form_changed(s);
}

static void
send_event(struct screen *s, const struct event *ev)
{
	struct send *x = s->state;

	switch (ev->kind) {
	case EVENT_STORE_CHANGED:
		/* So is unlocking told. */
		x->fields[SEND_TEXT].veiled &= !session_is_unlocked(s->session);
		send_read_row(s);
		send_templates_read(s);
		break;
	case EVENT_TEXT: type(s, ev); break;
	case EVENT_KEY: go(s, ev->text); break;
	case EVENT_MINUTE: send_count_down(s); break;
	case EVENT_LOCKED: send_again_forget(s); break;
	case EVENT_PROFILE: send_form_follow_profile(s); break;
	case EVENT_HIDE:
	case EVENT_PASTED:
	case EVENT_EDITED: break;
	case EVENT_ASKED:
		take_number(s, ev->text);
		if (ev->message != 0)
			send_form_fill(s, ev->message);
		else
			send_form_changed(s);
		break;
	case EVENT_CONFIRMED: send_answered(s, ev->token); break;
	}
}

static void
send_status(const struct screen *s, struct text *out)
{
	const struct send *x = s->state;

	if (send_is_running(x))
		text_append(out, "Esc stops the send");
	else
		text_append_format(out, "API v%s",
		                   profile_get(&s->session->profile, PROFILE_API_VERSION));
}

static bool
send_typing(const struct screen *s)
{
	const struct send *x = s->state;
	return form_is_typing(&x->form);
}

const struct screen_class screen_send = {
	.name = "send",
	.title = "Send",
	.state_size = sizeof(struct send),
	.open = send_open,
	.close = send_close,
	.draw = send_draw,
	.command = send_command,
	.event = send_event,
	.status = send_status,
	.typing = send_typing,
};
