/* SPDX-License-Identifier: MIT */
/* one secret, typed or pasted into guarded memory */
#include <string.h>

#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/setup_impl.h"

#define LABEL_COLS 12
#define FORM_ROWS 7

enum secret_field { SECRET_NAME, SECRET_VALUE, SECRET_BUTTON, SECRET_FIELD_COUNT };

struct secret_form {
	struct profile profile;
	char name[SECRET_NAME_BYTES]; /* "" : to be typed */
	struct form form;
	struct form_field fields[SECRET_FIELD_COUNT];
	struct setup_change *change;
	uint64_t paste_timer; /* a paste comes in pieces and is cleaned when all are there */
};

static void
review(struct screen *s)
{
	struct secret_form *x = s->state;
	struct form_field *name = &x->fields[SECRET_NAME];
	struct form_field *value = &x->fields[SECRET_VALUE];
	struct fault f = { 0 };

	form_note(name, ROLE_PLAIN, "");
	form_note(value, ROLE_PLAIN, "");
	if (name->value[0] && secret_store_check_name(name->value, &f) != ST_OK)
		form_note(name, ROLE_FAILURE, f.hint);
	if (secret_is_set(value->secret) && x->form.focus != SECRET_VALUE)
		setup_note_typed(s, value, &x->profile);
	console_mark_dirty(s->console);
}

static void
init_form(struct secret_form *x)
{
	x->fields[SECRET_NAME] =
		(struct form_field){ .label = "Name", .limit_bytes = SECRET_NAME_BYTES - 1 };
	x->fields[SECRET_VALUE] = (struct form_field){ .label = "Value", .kind = FORM_SECRET };
	x->fields[SECRET_BUTTON] = (struct form_field){ .label = "Save (F2)", .kind = FORM_BUTTON };
	form_set(&x->fields[SECRET_NAME], x->name);
	form_set(&x->fields[SECRET_VALUE], "type or paste it: it is not shown");
	x->form = (struct form){ .fields = x->fields, .count = SECRET_FIELD_COUNT };
	x->form.focus = x->name[0] ? SECRET_VALUE : SECRET_NAME;
}

/* "PROFILE NAME"; without a name it is typed. */
static enum status
secret_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct secret_form *x = s->state;
	char profile[PROFILE_NAME_BYTES];

	setup_read_names(args->text, profile, x->name);
	init_form(x);
	return setup_load_profile(s->session, profile, &x->profile, f);
}

static void
secret_close(struct screen *s)
{
	struct secret_form *x = s->state;

	loop_stop_timer(s->session->loop, x->paste_timer);
	setup_abandon(x->change);
	form_wipe(&x->form);
}

static void
secret_draw(const struct screen *s, struct canvas *c)
{
	const struct secret_form *x = s->state;
	struct canvas in = canvas_put_box(c, "A secret", true);
	int column = setup_put_mark(&in, 0, 0, &x->profile) + 1;

	canvas_put_text(&in, 0, column, ROLE_STRONG, x->profile.name);
	struct canvas form = canvas_part(&in, 2, 0, FORM_ROWS, canvas_columns(&in));
	form_draw(&x->form, &form, LABEL_COLS);
	canvas_put_wrapped(
		&in, 2 + FORM_ROWS, 0, 4, ROLE_DIM,
		"API_KEY is the provider's key. API_KEY_LOGS, optional, may only read the log. Any "
		"other name is a secret of a hook: letters, digits and underscores.");
}

static void
save_came(void *context, struct setup_result *result)
{
	struct screen *s = context;
	struct secret_form *x = s->state;

	x->change = NULL;
	if (result->status != ST_OK) {
		form_note(&x->fields[SECRET_VALUE], ROLE_FAILURE, result->fault.cause);
		console_say_fault(s->console, &result->fault);
		return;
	}
	console_say(s->console, ROLE_GOOD, "[OK] %s is stored, sealed",
	            x->fields[SECRET_NAME].value);
	setup_say_removed(s, result->removed, ", then it was stored");
	form_wipe(&x->form);
	console_close(s->console, s);
	console_profile_changed(s->console);
	console_offer_passphrase(s->console);
}

static void
save(struct screen *s)
{
	struct secret_form *x = s->state;
	const struct setup_order order = {
		.kind = SETUP_SET_SECRET,
		.profile = &x->profile,
		.name = x->fields[SECRET_NAME].value,
		.value = x->fields[SECRET_VALUE].secret,
	};

	review(s);
	if (x->change || x->fields[SECRET_NAME].note_role == ROLE_FAILURE)
		return;
	if (!x->fields[SECRET_NAME].value[0])
		form_note(&x->fields[SECRET_NAME], ROLE_FAILURE, "a secret needs a name");
	else if (!secret_is_set(order.value))
		form_note(&x->fields[SECRET_VALUE], ROLE_FAILURE, "there is no value yet");
	else
		x->change = setup_start(s->session, &order, save_came, s);
}

static void
undo(struct screen *s)
{
	struct secret_form *x = s->state;

	form_wipe(&x->form);
	form_set(&x->fields[SECRET_NAME], x->name);
	review(s);
	console_say(s->console, ROLE_INFO, "what was typed is forgotten");
}

static bool
go(struct screen *s, const char *key)
{
	struct secret_form *x = s->state;
	bool changed = false;

	if (!form_key(&x->form, key, &changed))
		return false;
	if (x->form.focus != SECRET_VALUE)
		setup_clean_field(s, &x->fields[SECRET_VALUE]);
	review(s);
	return true;
}

static void
enter(struct screen *s)
{
	const struct secret_form *x = s->state;

	if (x->form.focus == SECRET_NAME)
		go(s, "Tab");
	else
		save(s);
}

/* Asks before a value that was typed is lost. */
static bool
step_back(struct screen *s)
{
	const struct secret_form *x = s->state;

	if (!secret_is_set(x->fields[SECRET_VALUE].secret))
		return false;
	console_confirm(s->console, &(struct console_question){
					    .title = "leave without saving?",
					    .lines = { "What was typed here is forgotten." },
					    .yes = "Leave",
					    .profile = &x->profile,
				    });
	return true;
}

static bool
secret_command(struct screen *s, enum command cmd)
{
	switch (cmd) {
	case CMD_OPEN: enter(s); return true;
	case CMD_FORM_SAVE: save(s); return true;
	case CMD_FORM_UNDO: undo(s); return true;
	case CMD_BACK: return step_back(s);
	default: return go(s, form_key_of(cmd));
	}
}

static void
paste_is_over(void *context)
{
	struct screen *s = context;
	struct secret_form *x = s->state;

	x->paste_timer = 0;
	setup_clean_field(s, &x->fields[SECRET_VALUE]);
}

static void
type(struct screen *s, const struct event *ev)
{
	struct secret_form *x = s->state;

	if (!form_insert(&x->form, ev->text))
		console_say(s->console, ROLE_WAITING,
		            "left out: what is no visible text, or more than the field holds");
	review(s);
	if (ev->pasted && x->form.focus == SECRET_VALUE && x->paste_timer == 0)
		x->paste_timer = loop_start_timer(s->session->loop, 0, paste_is_over, s);
}

static void
secret_event(struct screen *s, const struct event *ev)
{
	switch (ev->kind) {
	case EVENT_TEXT: type(s, ev); break;
	case EVENT_KEY: go(s, ev->text); break;
	case EVENT_CONFIRMED: console_close(s->console, s); break;
	case EVENT_LOCKED:
		form_wipe(&((struct secret_form *)s->state)->form);
		review(s);
		break;
	default: break;
	}
}

static void
secret_status(const struct screen *s, struct text *out)
{
	(void)s;
	text_append(out, "nothing is saved until F2");
}

static bool
secret_typing(const struct screen *s)
{
	const struct secret_form *x = s->state;
	return form_is_typing(&x->form);
}

static bool
secret_unsaved(const struct screen *s)
{
	const struct secret_form *x = s->state;
	return secret_is_set(x->fields[SECRET_VALUE].secret);
}

const struct screen_class screen_secret = {
	.name = "secret",
	.state_size = sizeof(struct secret_form),
	.open = secret_open,
	.close = secret_close,
	.draw = secret_draw,
	.command = secret_command,
	.event = secret_event,
	.status = secret_status,
	.typing = secret_typing,
	.unsaved = secret_unsaved,
};
