/* SPDX-License-Identifier: MIT */
/* who gets what: which text answers for a locale and a client, step by step */
#include <stdio.h>
#include <string.h>

#include "app/templates.h"
#include "ui/console.h"
#include "ui/form.h"
#include "ui/screens.h"
#include "ui/screens/template_impl.h"

#define LABEL_COLS 12
#define STEP_COLS 22
#define FORM_ROWS 6

enum who_field { WHO_KIND, WHO_LOCALE, WHO_CLIENT, WHO_TYPE, WHO_FIELD_COUNT };

struct who {
	struct form form;
	struct form_field fields[WHO_FIELD_COUNT];
	const char *kinds[TEMPLATE_KIND_COUNT + 1];
	struct template_trace trace;
	struct template_text text; /* what answers */
	char sentence[256];
	struct fault fault; /* code ST_OK, or why nothing answers or nothing is known */
};

/* The step of a rung that says most: its hit, else the one for both channels. */
static const struct template_step *
step_of(const struct template_trace *trace, enum template_rung rung)
{
	const struct template_step *said = NULL;

	for (size_t i = 0; i < TEMPLATE_STEP_COUNT; i++) {
		const struct template_step *step = &trace->steps[i];

		if (step->rung != rung)
			continue;
		if (!said || step->result == TEMPLATE_HIT ||
		    (said->result != TEMPLATE_HIT && step->channel == TEMPLATE_BOTH))
			said = step;
	}
	return said;
}

/* What a name has beyond its kind, which is the same in every step. */
static const char *
refinement(const char *wanted)
{
	const char *rest = wanted + strcspn(wanted, "/@:");
	return *rest ? rest : wanted;
}

/* What came of a step stays whole where the name before it is cut. */
static void
write_step(const struct template_step *step, int columns, struct text *out)
{
	bool asked = step->result == TEMPLATE_HIT || step->result == TEMPLATE_NO_TEXT;
	const char *said = step->result == TEMPLATE_HIT    ? "HIT"
	                   : step->result == TEMPLATE_SAME ? "same as above"
	                                                   : template_result_words(step->result);
	int room = columns > 0 ? columns - STEP_COLS - (int)strlen(said) - 2 : TEMPLATE_NAME_BYTES;

	if (asked && room > 2) {
		text_append_fitted(out, refinement(step->wanted), room, false);
		text_append(out, "  ");
	}
	text_append(out, said);
}

void
who_add_trace(struct page *p, const struct template_trace *trace, int columns)
{
	char label[64];

	for (int i = 0; i < TEMPLATE_RUNG_COUNT; i++) {
		const struct template_step *step = step_of(trace, (enum template_rung)i);
		bool hit = step && step->result == TEMPLATE_HIT;

		if (!step)
			continue;
		bool asked = hit || step->result == TEMPLATE_NO_TEXT;
		struct text line;

		text_init(&line, TEMPLATE_NAME_BYTES + 64);
		write_step(step, columns, &line);
		snprintf(label, sizeof(label), "%d %s", i + 1,
		         template_rung_words((enum template_rung)i));
		page_add_labelled(p, label, STEP_COLS,
		                  hit     ? ROLE_GOOD
		                  : asked ? ROLE_PLAIN
		                          : ROLE_DIM,
		                  text_string(&line));
		text_finish(&line);
	}
	if (!trace->found)
		page_add(p, ROLE_FAILURE, "No text answers, so nothing is sent.");
}

/* --- Asking ---------------------------------------------------------------------------------- */

static void
resolve(struct screen *s)
{
	struct who *x = s->state;
	struct template_request ask = {
		.locale = x->fields[WHO_LOCALE].value,
		.client_id = x->fields[WHO_CLIENT].value,
		.channel = template_channel_of_type(x->fields[WHO_TYPE].value),
	};

	x->fault = (struct fault){ 0 };
	x->sentence[0] = '\0';
	console_mark_dirty(s->console);
	if (template_kind_parse(x->fields[WHO_KIND].value, &ask.kind, &x->fault) != ST_OK)
		return;
	enum status st = templates_resolve(s->session, &ask, &x->trace, &x->text, &x->fault);
	if (st == ST_OK || st == ST_NOT_FOUND)
		template_trace_sentence(&x->trace, &ask, x->sentence, sizeof(x->sentence));
}

static void
init_form(struct who *x, const struct template_name *name)
{
	static const char *const types[] = { "sms", "voice", NULL };

	for (int i = 0; i < TEMPLATE_KIND_COUNT; i++)
		x->kinds[i] = template_kind_name((enum template_kind)i);
	x->fields[WHO_KIND] =
		(struct form_field){ .label = "Kind", .kind = FORM_CHOICE, .choices = x->kinds };
	x->fields[WHO_LOCALE] =
		(struct form_field){ .label = "Locale", .limit_bytes = TEMPLATE_LOCALE_BYTES - 1 };
	x->fields[WHO_CLIENT] =
		(struct form_field){ .label = "Client", .limit_bytes = TEMPLATE_CLIENT_BYTES - 1 };
	x->fields[WHO_TYPE] =
		(struct form_field){ .label = "Type", .kind = FORM_CHOICE, .choices = types };
	form_set(&x->fields[WHO_KIND], template_kind_name(name->kind));
	form_set(&x->fields[WHO_LOCALE], name->locale);
	form_set(&x->fields[WHO_CLIENT], name->client_id);
	form_set(&x->fields[WHO_TYPE], types[name->channel == TEMPLATE_VOICE]);
	form_note(&x->fields[WHO_LOCALE], ROLE_DIM, "as Auth0 sends it: fr, fr-FR, pt_BR");
	form_note(&x->fields[WHO_CLIENT], ROLE_DIM, "a client_id; none: any other client");
	x->form =
		(struct form){ .fields = x->fields, .count = WHO_FIELD_COUNT, .focus = WHO_LOCALE };
}

/* --- The six functions ------------------------------------------------------------------------ */

static enum status
who_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct who *x = s->state;
	struct template_name name = { .kind = TEMPLATE_VERIFICATION };
	struct fault ignored = { 0 };

	(void)f;
	if (args->text && template_name_parse(args->text, &name, &ignored) != ST_OK)
		name = (struct template_name){ .kind = TEMPLATE_VERIFICATION };
	template_text_init(&x->text);
	init_form(x, &name);
	resolve(s);
	return ST_OK;
}

static void
who_close(struct screen *s)
{
	struct who *x = s->state;
	template_text_finish(&x->text);
}

static void
draw_answer(const struct who *x, struct canvas *c)
{
	struct canvas in = canvas_put_box(c, "Which text answers, tried from the top", false);
	struct page page;

	page_init(&page);
	page.fixed = true;
	if (x->fault.code != ST_OK && !x->sentence[0]) {
		page_add_format(&page, ROLE_FAILURE, "Not known now: %s", x->fault.cause);
	} else {
		who_add_trace(&page, &x->trace, 0);
		page_add(&page, ROLE_PLAIN, "");
		page_add(&page, ROLE_STRONG, x->sentence);
		if (x->trace.found)
			page_add_text(&page, ROLE_PLAIN, text_string(&x->text.source),
			              "(an empty text)");
	}
	page_draw(&page, &in);
	page_finish(&page);
}

static void
who_draw(const struct screen *s, struct canvas *c)
{
	const struct who *x = s->state;
	int columns = canvas_columns(c);
	struct canvas upper = canvas_part(c, 0, 0, FORM_ROWS, columns);
	struct canvas lower = canvas_part(c, FORM_ROWS, 0, canvas_rows(c) - FORM_ROWS, columns);
	struct canvas in = canvas_put_box(&upper, "Who gets what", true);

	form_draw(&x->form, &in, LABEL_COLS);
	draw_answer(x, &lower);
}

static bool
go(struct screen *s, const char *key)
{
	struct who *x = s->state;
	bool changed = false;

	if (!form_key(&x->form, key, &changed))
		return false;
	console_mark_dirty(s->console);
	if (changed)
		resolve(s);
	return true;
}

/* Enter opens the text that answers. */
static void
open_answer(struct screen *s)
{
	const struct who *x = s->state;

	if (x->trace.found && x->sentence[0])
		console_open(s->console, "template",
		             &(struct screen_args){ .text = x->text.info.name });
}

static bool
who_command(struct screen *s, enum command cmd)
{
	if (cmd == CMD_OPEN) {
		open_answer(s);
		return true;
	}
	return go(s, form_key_of(cmd));
}

static void
who_event(struct screen *s, const struct event *ev)
{
	struct who *x = s->state;

	switch (ev->kind) {
	case EVENT_KEY: go(s, ev->text); break;
	case EVENT_TEXT:
		if (!form_insert(&x->form, ev->text))
			console_say(s->console, ROLE_WAITING,
			            "left out: what is no visible text, or more than fits");
		resolve(s);
		break;
	case EVENT_STORE_CHANGED:
	case EVENT_PROFILE: resolve(s); break;
	default: break;
	}
}

static void
who_status(const struct screen *s, struct text *out)
{
	const struct who *x = s->state;

	if (x->trace.found && x->sentence[0])
		text_append_format(out, "%s rev %lld", x->text.info.name,
		                   (long long)x->text.info.revision);
}

static bool
who_typing(const struct screen *s)
{
	const struct who *x = s->state;
	return form_is_typing(&x->form);
}

const struct screen_class screen_who = {
	.name = "who",
	.state_size = sizeof(struct who),
	.open = who_open,
	.close = who_close,
	.draw = who_draw,
	.command = who_command,
	.event = who_event,
	.status = who_status,
	.typing = who_typing,
};
