/* SPDX-License-Identifier: MIT */
/* what the account form starts: live probes, the save, a question */
#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/screens/account_impl.h"

#define REVEAL_LINE_BYTES 256

/* --- Probes --------------------------------------------------------------------------------- */

static void
probe_ended(void *context, enum connect_probe ended)
{
	struct screen *s = context;

	(void)ended;
	console_mark_dirty(s->console);
}

/* What pasting adds is taken off first: the probes want the key as it would be stored. */
static bool
clean_keys(struct screen *s)
{
	struct account *x = s->state;

	setup_clean_field(s, &x->fields[ACCOUNT_KEY]);
	setup_clean_field(s, &x->fields[ACCOUNT_LOGS_KEY]);
	bool fine = x->fields[ACCOUNT_KEY].note_role != ROLE_FAILURE &&
	            x->fields[ACCOUNT_LOGS_KEY].note_role != ROLE_FAILURE;
	return fine;
}

/* The typed ones, else those that are stored: of a new profile there are none. */
void
account_check(struct screen *s)
{
	struct account *x = s->state;

	account_form_review(s);
	if (x->faulty == ACCOUNT_URL || !clean_keys(s)) {
		console_say(s->console, ROLE_WAITING,
		            "not checked: see what is wrong beside the field");
		return;
	}
	connect_destroy(x->connect);
	const struct connect_options options = {
		.profile = &x->after,
		.base_url = x->fields[ACCOUNT_URL].value[0]
		                    ? profile_get(&x->after, PROFILE_BASE_URL)
		                    : NULL,
		.key = x->fields[ACCOUNT_KEY].secret,
		.logs_key = x->fields[ACCOUNT_LOGS_KEY].secret,
		.changed = probe_ended,
		.context = s,
	};
	x->connect = connect_start(s->session, &options);
	x->outdated = false;
	console_mark_dirty(s->console);
}

/* --- Saving --------------------------------------------------------------------------------- */

static void
tell_saved(struct screen *s, const struct setup_result *result, bool is_new)
{
	struct account *x = s->state;
	const struct profile *p = &result->profile;

	if (is_new && console_act_on(s->console, p))
		console_say(s->console, ROLE_GOOD,
		            "[OK] profile %s is made, and the console acts on it now", p->name);
	else
		console_say(s->console, ROLE_GOOD, "[OK] profile %s is saved", p->name);
	setup_say_removed(s, result->removed, ", then it was saved");
	x->is_new = false;
	x->before = *p;
	setup_read_secrets(s, p, &x->secrets);
	account_form_fill(s);
	x->form.focus = ACCOUNT_BUTTON;
	account_form_review(s);
}

static void
save_came(void *context, struct setup_result *result)
{
	struct screen *s = context;
	struct account *x = s->state;
	bool is_new = x->is_new;

	x->change = NULL;
	if (result->status == ST_OK) {
		tell_saved(s, result, is_new);
		console_profile_changed(s->console);
		console_offer_passphrase(s->console);
		return;
	}
	if (result->fault.word == WORD_ALREADY_EXISTS)
		form_note(&x->fields[ACCOUNT_NAME], ROLE_FAILURE, result->fault.cause);
	if (result->fault.word == WORD_SECRET_INVALID)
		form_note(&x->fields[ACCOUNT_KEY], ROLE_FAILURE, result->fault.cause);
	console_say_fault(s->console, &result->fault);
}

static void
add_secret(struct setup_edit *edit, const struct form_field *field, const char *name)
{
	size_t at = edit->secret_names[0] ? 1 : 0;

	if (!secret_is_set(field->secret))
		return;
	edit->secret_names[at] = name;
	edit->secret_values[at] = field->secret;
}

void
account_save(struct screen *s)
{
	struct account *x = s->state;
	struct setup_edit edit = { 0 };
	const struct setup_order order = { .kind = SETUP_SAVE, .edit = &edit };

	account_form_review(s);
	if (x->change)
		return;
	if (x->faulty != ACCOUNT_FIELD_COUNT || !clean_keys(s)) {
		if (x->faulty != ACCOUNT_FIELD_COUNT)
			x->form.focus = x->faulty;
		console_say(s->console, ROLE_WAITING,
		            "not saved: see what is wrong beside the field");
		return;
	}
	if (!x->is_new && !account_is_edited(x)) {
		console_say(s->console, ROLE_INFO, "all of it is saved already");
		return;
	}
	edit.before = x->before;
	edit.after = x->after;
	if (x->is_new)
		edit.before.id = 0;
	add_secret(&edit, &x->fields[ACCOUNT_KEY], "API_KEY");
	add_secret(&edit, &x->fields[ACCOUNT_LOGS_KEY], "API_KEY_LOGS");
	x->change = setup_start(s->session, &order, save_came, s);
}

/* --- Revealing ------------------------------------------------------------------------------ */

static const char *
asked_secret(const struct account *x)
{
	return x->form.focus == ACCOUNT_LOGS_KEY ? "API_KEY_LOGS" : "API_KEY";
}

void
account_ask_reveal(struct screen *s)
{
	const struct account *x = s->state;
	char line[REVEAL_LINE_BYTES];

	if (!setup_find_secret(&x->secrets, asked_secret(x))) {
		console_say(s->console, ROLE_INFO, "no %s is stored that could be shown",
		            asked_secret(x));
		return;
	}
	snprintf(line, sizeof(line), "%s of profile %s stands on this screen in clear.",
	         asked_secret(x), x->before.name);
	const struct console_question q = {
		.title = "show a secret?",
		.lines = { line, "It is hidden after ten seconds, on any way out, and audited." },
		.yes = "Show",
		.profile = &x->before,
		.token = ACCOUNT_ASKS_REVEAL,
	};
	console_confirm(s->console, &q);
}

void
account_reveal(struct screen *s)
{
	const struct account *x = s->state;
	char text[PROFILE_NAME_BYTES + SECRET_NAME_BYTES + 1];

	snprintf(text, sizeof(text), "%s %s", x->before.name, asked_secret(x));
	console_open(s->console, "reveal", &(struct screen_args){ .text = text });
}

void
account_forget(struct screen *s)
{
	struct account *x = s->state;

	/* A probe has a copy of its own of a key that was typed. */
	connect_destroy(x->connect);
	x->connect = NULL;
	form_wipe(&x->form);
	account_form_review(s);
}

void
account_end(struct screen *s)
{
	struct account *x = s->state;

	loop_stop_timer(s->session->loop, x->paste_timer);
	connect_destroy(x->connect);
	setup_abandon(x->change);
	setup_finish_secrets(&x->secrets);
	form_wipe(&x->form);
}
