/* SPDX-License-Identifier: MIT */
/* the name of a text that is to be written: kind, language, client, channel */
#include <stdio.h>
#include <string.h>

#include "domain/template.h"
#include "ui/console.h"
#include "ui/form.h"
#include "ui/screens.h"
#include "ui/screens/show_impl.h"

#define LABEL_COLS 12

enum newtext_field {
	FIELD_KIND,
	FIELD_LOCALE,
	FIELD_CLIENT,
	FIELD_CHANNEL,
	FIELD_BUTTON,
	FIELD_COUNT
};

/* What is asked for: the field that the cursor begins in, and which the text has to differ in. */
static const struct purpose {
	const char *verb;
	const char *title;
	enum newtext_field first;
} purposes[] = {
	{ "language", "Add a language", FIELD_LOCALE },
	{ "client", "A text for one client", FIELD_CLIENT },
	{ "new", "A new text", FIELD_KIND },
};

static const char *const channels[] = { "both", "sms", "voice", NULL };

struct newtext {
	const struct purpose *purpose;
	struct form form;
	struct form_field fields[FIELD_COUNT];
	const char *kinds[TEMPLATE_KIND_COUNT + 1];
	struct template_name name; /* what the fields say, as far as they can be read */
	bool readable;
};

static void
init_form(struct newtext *x, const struct template_name *from)
{
	for (int i = 0; i < TEMPLATE_KIND_COUNT; i++)
		x->kinds[i] = template_kind_name((enum template_kind)i);
	x->fields[FIELD_KIND] =
		(struct form_field){ .label = "Kind", .kind = FORM_CHOICE, .choices = x->kinds };
	x->fields[FIELD_LOCALE] = (struct form_field){ .label = "Language",
		                                       .limit_bytes = TEMPLATE_LOCALE_BYTES - 1 };
	x->fields[FIELD_CLIENT] =
		(struct form_field){ .label = "Client", .limit_bytes = TEMPLATE_CLIENT_BYTES - 1 };
	x->fields[FIELD_CHANNEL] =
		(struct form_field){ .label = "Channel", .kind = FORM_CHOICE, .choices = channels };
	x->fields[FIELD_BUTTON] =
		(struct form_field){ .label = "Write it (F2)", .kind = FORM_BUTTON };
	form_set(&x->fields[FIELD_KIND], template_kind_name(from->kind));
	form_set(&x->fields[FIELD_LOCALE], from->locale);
	form_set(&x->fields[FIELD_CLIENT], from->client_id);
	form_set(&x->fields[FIELD_CHANNEL], channels[from->channel]);
	x->form = (struct form){ .fields = x->fields,
		                 .count = FIELD_COUNT,
		                 .focus = x->purpose->first };
}

/* "both" is no word of Auth0's. */
static enum template_channel
chosen_channel(const struct newtext *x)
{
	const char *value = x->fields[FIELD_CHANNEL].value;
	return strcmp(value, channels[0]) == 0 ? TEMPLATE_BOTH : template_channel_of_type(value);
}

static void
review(struct newtext *x)
{
	struct template_name name = { 0 };
	struct fault f = { 0 };

	for (size_t i = 0; i < FIELD_COUNT; i++)
		form_note(&x->fields[i], ROLE_PLAIN, "");
	form_note(&x->fields[FIELD_LOCALE], ROLE_DIM, "fr, pt-BR, zh-Hant; none: every language");
	form_note(&x->fields[FIELD_CLIENT], ROLE_DIM, "a client_id; none: every client");
	x->readable = template_kind_parse(x->fields[FIELD_KIND].value, &name.kind, &f) == ST_OK;
	name.channel = chosen_channel(x);
	if (template_name_set_locale(&name, x->fields[FIELD_LOCALE].value, &f) != ST_OK) {
		form_note(&x->fields[FIELD_LOCALE], ROLE_FAILURE, f.cause);
		x->readable = false;
	}
	if (template_name_set_client(&name, x->fields[FIELD_CLIENT].value, &f) != ST_OK) {
		form_note(&x->fields[FIELD_CLIENT], ROLE_FAILURE, f.cause);
		x->readable = false;
	}
	x->name = name;
}

/* "language:verification/fr": the verb, and the text that it is asked for beside. */
static enum status
newtext_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct newtext *x = s->state;
	const char *text = args->text ? args->text : "";
	size_t verb = strcspn(text, ":");
	struct template_name from = { .kind = TEMPLATE_VERIFICATION };
	struct fault ignored = { 0 };

	for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++)
		if (strlen(purposes[i].verb) == verb && strncmp(text, purposes[i].verb, verb) == 0)
			x->purpose = &purposes[i];
	if (!x->purpose)
		return fault_set(f, WORD_NOT_FOUND, "nothing was named");
	if (text[verb] && text[verb + 1] &&
	    template_name_parse(text + verb + 1, &from, &ignored) != ST_OK)
		from = (struct template_name){ .kind = TEMPLATE_VERIFICATION };
	if (x->purpose->first == FIELD_LOCALE)
		from.locale[0] = '\0';
	if (x->purpose->first == FIELD_CLIENT)
		from.client_id[0] = '\0';
	init_form(x, &from);
	review(x);
	return ST_OK;
}

static void
newtext_close(struct screen *s)
{
	(void)s;
}

static void
newtext_draw(const struct screen *s, struct canvas *c)
{
	const struct newtext *x = s->state;
	struct canvas in = canvas_put_box(c, x->purpose->title, true);
	char name[TEMPLATE_NAME_BYTES];
	int rows = canvas_put_wrapped(&in, 0, 0, 3, ROLE_PLAIN,
	                              "It begins as the text that these people get now; nothing "
	                              "changes for anybody until it is saved.");
	struct canvas form =
		canvas_part(&in, rows + 1, 0, canvas_rows(&in) - rows - 3, canvas_columns(&in));

	form_draw(&x->form, &form, LABEL_COLS);
	if (!x->readable)
		return;
	template_name_write(&x->name, name, sizeof(name));
	canvas_put_format(&in, canvas_rows(&in) - 1, 0, ROLE_DIM, "its name in the shell: %s",
	                  name);
}

/* The page for the text comes in the place of this one. */
static void
go_on(struct screen *s)
{
	struct newtext *x = s->state;
	char name[TEMPLATE_NAME_BYTES];

	review(x);
	if (x->readable && x->name.locale[0] == '\0' && x->purpose->first == FIELD_LOCALE) {
		form_note(&x->fields[FIELD_LOCALE], ROLE_FAILURE, "which language?");
		x->readable = false;
	}
	if (x->readable && x->name.client_id[0] == '\0' && x->purpose->first == FIELD_CLIENT) {
		form_note(&x->fields[FIELD_CLIENT], ROLE_FAILURE, "which client?");
		x->readable = false;
	}
	console_mark_dirty(s->console);
	if (!x->readable)
		return;
	template_name_write(&x->name, name, sizeof(name));
	console_close(s->console, s);
	console_open(s->console, "template", &(struct screen_args){ .text = name });
}

static bool
go(struct screen *s, const char *key)
{
	struct newtext *x = s->state;
	bool changed = false;

	if (!form_key(&x->form, key, &changed))
		return false;
	if (changed)
		review(x);
	console_mark_dirty(s->console);
	return true;
}

static bool
newtext_command(struct screen *s, enum command cmd)
{
	switch (cmd) {
	case CMD_OPEN:
	case CMD_FORM_SAVE: go_on(s); return true;
	default: return go(s, form_key_of(cmd));
	}
}

static void
newtext_event(struct screen *s, const struct event *ev)
{
	struct newtext *x = s->state;

	if (ev->kind == EVENT_KEY)
		go(s, ev->text);
	if (ev->kind != EVENT_TEXT)
		return;
	if (!form_insert(&x->form, ev->text))
		console_say(s->console, ROLE_WAITING,
		            "left out: what is no visible text, or more than a name holds");
	review(x);
	console_mark_dirty(s->console);
}

static void
newtext_status(const struct screen *s, struct text *out)
{
	(void)s;
	text_append(out, "Esc leaves all as it is");
}

static bool
newtext_typing(const struct screen *s)
{
	const struct newtext *x = s->state;
	return form_is_typing(&x->form);
}

const struct screen_class screen_newtext = {
	.name = "newtext",
	.state_size = sizeof(struct newtext),
	.open = newtext_open,
	.close = newtext_close,
	.draw = newtext_draw,
	.command = newtext_command,
	.event = newtext_event,
	.status = newtext_status,
	.typing = newtext_typing,
};
