/* SPDX-License-Identifier: MIT */
/* one profile as a form: address, keys and settings, checked live before they are saved */
#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/account_impl.h"

/* A free name such as "staging", so that the first one needs no thought. */
static void
suggest_name(struct screen *s, enum profile_environment environment)
{
	struct account *x = s->state;
	const char *word = profile_environment_word(environment);
	struct profile taken;
	struct fault ignored = { 0 };

	if (profile_make(word, environment, &x->before, &ignored) != ST_OK)
		return;
	for (int i = 2;
	     setup_load_profile(s->session, x->before.name, &taken, &ignored) == ST_OK && i < 100;
	     i++)
		snprintf(x->before.name, sizeof(x->before.name), "%s-%d", word, i);
}

/* A profile's name, or "+staging" for a new one. */
static enum status
account_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct account *x = s->state;
	const char *text = args->text ? args->text : s->session->profile.name;
	enum profile_environment environment = PROFILE_STAGING;
	enum status st = ST_OK;

	x->is_new = text[0] == '+';
	if (x->is_new) {
		profile_environment_from_word(text + 1, &environment);
		suggest_name(s, environment);
	} else {
		st = setup_load_profile(s->session, text, &x->before, f);
	}
	if (st != ST_OK)
		return st;
	if (!x->is_new)
		setup_read_secrets(s, &x->before, &x->secrets);
	account_form_fill(s);
	account_form_review(s);
	return ST_OK;
}

static void
account_close(struct screen *s)
{
	account_end(s);
}

static void
changed(struct screen *s)
{
	struct account *x = s->state;

	x->outdated = true;
	account_form_review(s);
}

static bool
go(struct screen *s, const char *key)
{
	struct account *x = s->state;
	size_t before = x->form.focus;
	bool edited = false;

	if (!form_key(&x->form, key, &edited))
		return false;
	/* Whoever moves within the suggested name means to edit it. */
	if (before == ACCOUNT_NAME && x->form.focus == before)
		x->is_suggested = false;
	if (before != x->form.focus && (before == ACCOUNT_KEY || before == ACCOUNT_LOGS_KEY))
		setup_clean_field(s, &x->fields[before]);
	if (edited)
		changed(s);
	else
		account_form_review(s);
	return true;
}

static void
enter(struct screen *s)
{
	const struct account *x = s->state;

	if (x->form.focus == ACCOUNT_BUTTON)
		account_save(s);
	else
		account_check(s);
}

static void
undo(struct screen *s)
{
	struct account *x = s->state;
	struct fault ignored = { 0 };

	/* Another console may have changed it meanwhile. */
	if (!x->is_new) {
		(void)!setup_load_profile(s->session, x->before.name, &x->before, &ignored);
		setup_read_secrets(s, &x->before, &x->secrets);
	}
	account_form_fill(s);
	changed(s);
	console_say(s->console, ROLE_INFO, "all fields are as they are stored");
}

static void
repair(struct screen *s)
{
	if (!account_form_repair(s))
		console_say(s->console, ROLE_INFO, "there is no better address to suggest");
}

/* Gives the letters back first; then asks before anything that was typed is lost. */
static bool
step_back(struct screen *s)
{
	struct account *x = s->state;

	if (form_is_typing(&x->form)) {
		go(s, "Tab");
		x->form.focus = ACCOUNT_BUTTON;
		account_form_review(s);
		return true;
	}
	if (!account_is_edited(x))
		return false;
	console_confirm(s->console, &(struct console_question){
					    .title = "leave without saving?",
					    .lines = { "What was typed here is forgotten." },
					    .yes = "Leave",
					    .profile = &x->after,
					    .token = ACCOUNT_ASKS_TO_LEAVE,
				    });
	return true;
}

static bool
account_command(struct screen *s, enum command cmd)
{
	switch (cmd) {
	case CMD_OPEN: enter(s); return true;
	case CMD_FORM_CHECK: account_check(s); return true;
	case CMD_FORM_SAVE: account_save(s); return true;
	case CMD_FORM_UNDO: undo(s); return true;
	case CMD_FORM_REPAIR: repair(s); return true;
	case CMD_SETUP_REVEAL: account_ask_reveal(s); return true;
	case CMD_BACK: return step_back(s);
	default: return go(s, form_key_of(cmd));
	}
}

static void
paste_is_over(void *context)
{
	struct screen *s = context;
	struct account *x = s->state;

	x->paste_timer = 0;
	setup_clean_field(s, &x->fields[ACCOUNT_KEY]);
	setup_clean_field(s, &x->fields[ACCOUNT_LOGS_KEY]);
	account_form_end_paste(s);
	console_mark_dirty(s->console);
}

static void
type(struct screen *s, const struct event *ev)
{
	struct account *x = s->state;

	account_form_type(s, ev);
	changed(s);
	if (ev->pasted && x->paste_timer == 0)
		x->paste_timer = loop_start_timer(s->session->loop, 0, paste_is_over, s);
}

static void
account_event(struct screen *s, const struct event *ev)
{
	switch (ev->kind) {
	case EVENT_TEXT: type(s, ev); break;
	case EVENT_KEY: go(s, ev->text); break;
	case EVENT_LOCKED: account_forget(s); break;
	case EVENT_CONFIRMED:
		if (ev->token == ACCOUNT_ASKS_REVEAL)
			account_reveal(s);
		else
			console_close(s->console, s);
		break;
	default: break;
	}
}

static void
account_status(const struct screen *s, struct text *out)
{
	const struct account *x = s->state;

	text_append(out, x->is_new || account_is_edited(x) ? "not saved yet" : "saved");
}

static bool
account_typing(const struct screen *s)
{
	const struct account *x = s->state;
	return form_is_typing(&x->form);
}

static bool
account_unsaved(const struct screen *s)
{
	return account_is_edited(s->state);
}

const struct screen_class screen_account = {
	.name = "account",
	.state_size = sizeof(struct account),
	.open = account_open,
	.close = account_close,
	.draw = account_draw,
	.command = account_command,
	.event = account_event,
	.status = account_status,
	.typing = account_typing,
	.unsaved = account_unsaved,
};
