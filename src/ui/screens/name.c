/* SPDX-License-Identifier: MIT */
/* a name asked for: of a copy, anew, or typed to confirm a removal */
#include <string.h>

#include "ui/console.h"
#include "ui/form.h"
#include "ui/screens.h"
#include "ui/screens/setup_impl.h"

#define LABEL_COLS 12

enum name_field { NAME_TYPED, NAME_BUTTON, NAME_FIELD_COUNT };

/* What is asked for; a removal wants the name of what goes. */
struct purpose {
	const char *verb;
	enum setup_kind kind;
	bool confirms;
	const char *title;
	const char *button;
	const char *words;
};

static const struct purpose purposes[] = {
	{ "copy", SETUP_COPY, false, "Copy a profile", "Copy (F2)",
	  "The copy has the settings and templates, and none of the secrets." },
	{ "rename", SETUP_RENAME, false, "Rename a profile", "Rename (F2)",
	  "Secrets, settings and messages stay with it." },
	{ "remove", SETUP_REMOVE, true, "Remove a production profile", "Remove (F2)",
	  "It goes with its settings, secrets and templates; its messages stay. Type its name to "
	  "confirm." },
	{ "remove-secret", SETUP_REMOVE_SECRET, true, "Remove a production secret", "Remove (F2)",
	  "It is gone at once, and nothing brings it back. Type its name to confirm." },
};

struct name {
	const struct purpose *purpose;
	struct profile profile;
	char secret[SECRET_NAME_BYTES];
	char waiting[SETUP_WAITING_BYTES]; /* what goes with a secret; "": nothing */
	struct form form;
	struct form_field fields[NAME_FIELD_COUNT];
	struct setup_change *change;
};

static const char *
wanted(const struct name *x)
{
	return x->purpose->kind == SETUP_REMOVE_SECRET ? x->secret : x->profile.name;
}

static void
init_form(struct name *x)
{
	x->fields[NAME_TYPED] =
		(struct form_field){ .label = "Name", .limit_bytes = PROFILE_NAME_BYTES - 1 };
	x->fields[NAME_BUTTON] =
		(struct form_field){ .label = x->purpose->button, .kind = FORM_BUTTON };
	x->form = (struct form){ .fields = x->fields, .count = NAME_FIELD_COUNT };
	if (x->purpose->kind == SETUP_RENAME)
		form_set(&x->fields[NAME_TYPED], x->profile.name);
	x->fields[NAME_TYPED].cursor = strlen(x->fields[NAME_TYPED].value);
}

/* "copy:PROFILE", "remove-secret:PROFILE NAME" */
static enum status
name_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct name *x = s->state;
	const char *text = args->text ? args->text : "";
	size_t verb = strcspn(text, ":");
	char profile[PROFILE_NAME_BYTES];

	for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++)
		if (strlen(purposes[i].verb) == verb && strncmp(text, purposes[i].verb, verb) == 0)
			x->purpose = &purposes[i];
	if (!x->purpose)
		return fault_set(f, WORD_NOT_FOUND, "nothing was named");
	setup_read_names(text + verb + 1, profile, x->secret);
	init_form(x);
	enum status st = setup_load_profile(s->session, profile, &x->profile, f);
	if (st == ST_OK)
		init_form(x);
	if (st == ST_OK && x->secret[0])
		setup_tell_waiting(s, &x->profile, x->secret, x->waiting);
	return st;
}

static void
name_close(struct screen *s)
{
	struct name *x = s->state;
	setup_abandon(x->change);
}

static void
name_draw(const struct screen *s, struct canvas *c)
{
	const struct name *x = s->state;
	struct canvas in = canvas_put_box(c, x->purpose->title, true);
	int column = setup_put_mark(&in, 0, 0, &x->profile) + 1;

	canvas_put_format(&in, 0, column, ROLE_STRONG, "%s%s%s", x->profile.name,
	                  x->secret[0] ? ": " : "", x->secret);
	int rows = canvas_put_wrapped(&in, 2, 0, 3, ROLE_PLAIN, x->purpose->words);
	rows += canvas_put_wrapped(&in, 2 + rows, 0, 2, ROLE_WAITING, x->waiting);
	struct canvas form =
		canvas_part(&in, 3 + rows, 0, canvas_rows(&in) - 3 - rows, canvas_columns(&in));
	form_draw(&x->form, &form, LABEL_COLS);
}

static void
change_came(void *context, struct setup_result *result)
{
	struct screen *s = context;
	struct name *x = s->state;

	x->change = NULL;
	if (result->status != ST_OK) {
		form_note(&x->fields[NAME_TYPED], ROLE_FAILURE, result->fault.cause);
		console_mark_dirty(s->console);
		return;
	}
	console_close(s->console, s);
	console_profile_changed(s->console);
	console_say(s->console, ROLE_GOOD, "[OK] %s: done", x->purpose->title);
}

/* A new name is judged before anything runs, so that the fault stands beside it at once. */
static bool
review(struct name *x)
{
	struct form_field *field = &x->fields[NAME_TYPED];
	struct profile made;
	struct fault f = { 0 };

	form_note(field, ROLE_PLAIN, "");
	if (x->purpose->confirms && strcmp(field->value, wanted(x)) != 0)
		form_note(field, ROLE_FAILURE, "this is not its name: nothing is removed");
	else if (!x->purpose->confirms &&
	         profile_make(field->value, x->profile.environment, &made, &f) != ST_OK)
		form_note(field, ROLE_FAILURE, f.cause);
	return field->note[0] == '\0';
}

static void
save(struct screen *s)
{
	struct name *x = s->state;
	const struct setup_order order = {
		.kind = x->purpose->kind,
		.profile = &x->profile,
		.name = x->purpose->confirms ? x->secret : x->fields[NAME_TYPED].value,
	};

	if (review(x) && !x->change)
		x->change = setup_start(s->session, &order, change_came, s);
	console_mark_dirty(s->console);
}

static bool
go(struct screen *s, const char *key)
{
	struct name *x = s->state;
	bool changed = false;

	if (!form_key(&x->form, key, &changed))
		return false;
	if (changed)
		form_note(&x->fields[NAME_TYPED], ROLE_PLAIN, "");
	console_mark_dirty(s->console);
	return true;
}

static bool
name_command(struct screen *s, enum command cmd)
{
	switch (cmd) {
	case CMD_OPEN:
	case CMD_FORM_SAVE: save(s); return true;
	default: return go(s, form_key_of(cmd));
	}
}

static void
name_event(struct screen *s, const struct event *ev)
{
	struct name *x = s->state;

	if (ev->kind == EVENT_KEY)
		go(s, ev->text);
	if (ev->kind != EVENT_TEXT)
		return;
	form_note(&x->fields[NAME_TYPED], ROLE_PLAIN, "");
	if (!form_insert(&x->form, ev->text))
		console_say(s->console, ROLE_WAITING,
		            "left out: what is no visible text, or more than a name holds");
	console_mark_dirty(s->console);
}

static void
name_status(const struct screen *s, struct text *out)
{
	(void)s;
	text_append(out, "Esc leaves all as it is");
}

static bool
name_typing(const struct screen *s)
{
	const struct name *x = s->state;
	return form_is_typing(&x->form);
}

const struct screen_class screen_name = {
	.name = "name",
	.state_size = sizeof(struct name),
	.open = name_open,
	.close = name_close,
	.draw = name_draw,
	.command = name_command,
	.event = name_event,
	.status = name_status,
	.typing = name_typing,
};
