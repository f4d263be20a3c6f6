/* SPDX-License-Identifier: MIT */
/* the form of the Send screen: fields, draft, preview, and the fault beside its field */
#include "ui/screens/send_impl.h"

#include <stdio.h>
#include <string.h>

#include "app/resend.h"
#include "domain/profile.h"
#include "ui/console.h"
#include "ui/screens/show_impl.h"

#define SECOND_FACTOR "second-factor-authentication"
#define ENROLLMENT "enrollment"
/* Nobody's numbers: with them a text is rendered while the one typed is not a number yet. */
#define SANDBOX_STAND_IN "+99930005"
#define STAND_IN "+15550100123"

static const char *const types[] = { "sms", "voice", NULL };
static const char *const actions[] = { SECOND_FACTOR, ENROLLMENT, NULL };
static const char *const factors[] = { "second", "first", NULL };

static struct form_field *
context_field(struct send *x, enum context_field field)
{
	return &x->fields[SEND_CONTEXT + field];
}

static void
init_context_fields(struct send *x, const struct send_draft *standard)
{
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++) {
		struct form_field *field = context_field(x, (enum context_field)i);

		field->label = context_key((enum context_field)i);
		field->kind = FORM_TEXT;
		field->limit_bytes = CONTEXT_VALUE_BYTES - 1;
		form_set(field, context_get(&standard->context, (enum context_field)i));
	}
	context_field(x, CONTEXT_MESSAGE_TYPE)->kind = FORM_CHOICE;
	context_field(x, CONTEXT_MESSAGE_TYPE)->choices = types;
	context_field(x, CONTEXT_ACTION)->kind = FORM_CHOICE;
	context_field(x, CONTEXT_ACTION)->choices = actions;
	context_field(x, CONTEXT_FACTOR_TYPE)->kind = FORM_CHOICE;
	context_field(x, CONTEXT_FACTOR_TYPE)->choices = factors;
}

static const char *
button_label(const struct send_draft *d, const struct profile *p)
{
	if (send_draft_is_call(d))
		return profile_is_billed(p) ? "Place billed call" : "Call simulated";
	return profile_is_billed(p) ? "Send billed SMS" : "Send simulated";
}

/* A copy, because the profile's own may change under the form. */
static void
keep_standard_sender(struct send *x, const struct profile *p)
{
	text_copy(x->standard_sender, sizeof(x->standard_sender),
	          send_draft_standard_sender(&x->draft, p));
}

void
send_form_init(struct screen *s)
{
	struct send *x = s->state;
	const struct profile *p = &s->session->profile;
	struct form_field *fields = x->fields;

	x->profile_id = p->id;
	send_draft_init(&x->draft, p);
	fields[SEND_TO] = (struct form_field){ .label = "To", .limit_bytes = SEND_TO_BYTES - 1 };
	form_set(&fields[SEND_TO], x->draft.to);
	fields[SEND_TEMPLATE] = (struct form_field){
		.label = "Template",
		.kind = FORM_CHOICE,
	};
	send_templates_read(s);
	form_set(&fields[SEND_TEMPLATE], template_kind_name(TEMPLATE_VERIFICATION));
	fields[SEND_TEXT] = (struct form_field){ .label = "Text", .limit_bytes = SEND_TEXT_MAX };
	fields[SEND_SENDER] = (struct form_field){ .label = "From", .limit_bytes = 15 };
	keep_standard_sender(x, p);
	form_set(&fields[SEND_SENDER], x->standard_sender);
	init_context_fields(x, &x->draft);
	fields[SEND_BUTTON] = (struct form_field){
		.label = button_label(&x->draft, p),
		.kind = FORM_BUTTON,
	};
	fields[SEND_CODE] = (struct form_field){
		.label = "Code back",
		.limit_bytes = FLOW_TYPED_BYTES - 1,
		.hidden = true,
	};
	x->form = (struct form){ .fields = fields, .count = SEND_FIELD_COUNT };
	x->form.focus = x->draft.to[0] ? SEND_BUTTON : SEND_TO;
	send_form_show_context(s, false);
}

void
send_form_show_context(struct screen *s, bool shown)
{
	struct send *x = s->state;

	x->shows_context = shown;
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++)
		x->fields[SEND_CONTEXT + i].hidden = !shown;
	/* SMS or call is no detail of the hook's. */
	x->fields[SEND_KIND].hidden = false;
	x->fields[SEND_KIND].label = shown ? context_key(CONTEXT_MESSAGE_TYPE) : "Kind";
	if (shown && x->form.focus == SEND_BUTTON)
		x->form.focus = SEND_CONTEXT;
	else if (!shown && x->form.focus >= SEND_CONTEXT && x->form.focus < SEND_BUTTON)
		x->form.focus = SEND_BUTTON;
}

static enum status
read_context(struct send *x)
{
	context_init(&x->draft.context);
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++) {
		const char *value = x->fields[SEND_CONTEXT + i].value;
		enum status st =
			context_set(&x->draft.context, (enum context_field)i, value, &x->fault);

		x->faulty = (enum send_field)(SEND_CONTEXT + i);
		if (st != ST_OK)
			return st;
	}
	x->faulty = SEND_BUTTON;
	return ST_OK;
}

/* The field shows the profile's sender; only another one is a choice of this send's own. */
static const char *
chosen_sender(const struct send *x)
{
	const char *shown = x->fields[SEND_SENDER].value;

	return strcmp(shown, x->standard_sender) == 0 ? "" : shown;
}

/* Messages and calls come from different senders: what was not touched changes with the kind. */
static void
keep_sender_and_kind(struct screen *s)
{
	struct send *x = s->state;
	const struct profile *p = &s->session->profile;
	bool untouched = strcmp(x->fields[SEND_SENDER].value, x->standard_sender) == 0;

	text_copy(x->draft.context.values[CONTEXT_MESSAGE_TYPE], CONTEXT_VALUE_BYTES,
	          x->fields[SEND_KIND].value);
	keep_standard_sender(x, p);
	if (untouched)
		form_set(&x->fields[SEND_SENDER], x->standard_sender);
	x->fields[SEND_BUTTON].label = button_label(&x->draft, p);
}

void
send_form_follow_profile(struct screen *s)
{
	struct send *x = s->state;

	if (x->profile_id != s->session->profile.id) {
		send_end(s);
		x->again.row = 0;
		send_form_init(s);
		send_form_changed(s);
		return;
	}
	send_templates_read(s);
	keep_sender_and_kind(s);
	send_form_review(s);
	console_mark_dirty(s->console);
}

static enum status
read_fields(const struct screen *s)
{
	struct send *x = s->state;
	struct send_draft *d = &x->draft;
	const char *template = x->fields[SEND_TEMPLATE].value;

	d->own_text = strcmp(template, SEND_OWN_TEXT) == 0;
	d->confirmed = false;
	text_copy(d->to, sizeof(d->to), x->fields[SEND_TO].value);
	text_copy(d->template_name, sizeof(d->template_name), d->own_text ? "" : template);
	text_copy(d->text, sizeof(d->text), x->fields[SEND_TEXT].value);
	text_copy(d->sender, sizeof(d->sender), chosen_sender(x));
	send_again_complete(x, d);
	return read_context(x);
}

static bool
is_about_number(enum fault_word word)
{
	return word == WORD_NUMBER_NOT_E164 || word == WORD_NUMBER_SANDBOX_ONLY ||
	       word == WORD_NUMBER_NOT_SANDBOX;
}

/* Whether a sender of this send's own has the form that its kind wants. */
static bool
is_sender_fine(const struct screen *s, struct fault *f)
{
	const struct send *x = s->state;
	struct profile copy = s->session->profile;
	enum profile_setting setting =
		send_draft_is_call(&x->draft) ? PROFILE_VOICE_SENDER : PROFILE_SENDER;

	return !x->draft.sender[0] || profile_set(&copy, setting, x->draft.sender, f) == ST_OK;
}

/* The field that a fault of the preview belongs to, which the preview itself does not know. */
static enum send_field
field_of_fault(const struct screen *s)
{
	const struct send *x = s->state;
	struct fault ignored = { 0 };
	enum send_field text = x->draft.own_text ? SEND_TEXT : SEND_TEMPLATE;

	if (is_about_number(x->fault.word))
		return SEND_TO;
	if (x->fault.word == WORD_NOT_KEPT)
		return send_again_field(x);
	if (x->fault.word == WORD_VOICE_SENDER_MISSING || !is_sender_fine(s, &ignored))
		return SEND_SENDER;
	return x->fault.word == WORD_GUARD || x->fault.code == ST_STORE ? SEND_BUTTON : text;
}

/* What the text would be while the number is not one yet; the fault stays the number's. */
static void
render_without_number(struct screen *s)
{
	struct send *x = s->state;
	struct fault ignored = { 0 };
	struct send_draft stand_in = x->draft;
	bool sandbox = s->session->profile.environment == PROFILE_SANDBOX;

	text_copy(stand_in.to, sizeof(stand_in.to), sandbox ? SANDBOX_STAND_IN : STAND_IN);
	if (sender_preview(s->session, &stand_in, &x->preview, &ignored) == ST_STORE)
		text_reset(&x->preview.text);
	x->preview.e164[0] = '\0';
	x->preview.country[0] = '\0';
}

static void
note_number(struct screen *s)
{
	struct send *x = s->state;
	struct form_field *field = &x->fields[SEND_TO];
	struct phone_reading reading;
	char note[SHOW_BYTES];
	char key[SHOW_BYTES];

	phone_read(field->value, strlen(field->value), NULL, &reading);
	text_copy(x->suggestion, sizeof(x->suggestion), reading.suggestion);
	if (x->faulty == SEND_TO && is_about_number(x->fault.word)) {
		bool plain = x->fault.word == WORD_NUMBER_NOT_E164;

		text_copy(note, sizeof(note),
		          plain ? phone_reason_text(reading.reason) : x->fault.cause);
		show_key(s, CMD_COMPOSE_REPAIR, form_is_typing(&x->form), key);
		if (plain && x->suggestion[0])
			snprintf(note, sizeof(note), "%.24s takes %s: %.120s", key, x->suggestion,
			         phone_reason_text(reading.reason));
		form_note(field, field->value[0] ? ROLE_FAILURE : ROLE_DIM, note);
		return;
	}
	show_sandbox_outcome(reading.e164, note);
	if (note[0] == '\0' && reading.reason == PHONE_UNUSUAL_LENGTH)
		text_copy(note, sizeof(note), phone_reason_text(reading.reason));
	form_note(field, ROLE_INFO, note[0] ? note : reading.country);
}

/* A sender is wrong by itself, also while another field is the first that is. */
static void
note_sender(const struct screen *s)
{
	struct send *x = s->state;
	struct fault f = { 0 };

	if (!x->fields[SEND_SENDER].note[0] && !is_sender_fine(s, &f))
		form_note(&x->fields[SEND_SENDER], ROLE_FAILURE, f.cause);
}

static void
note_context(struct send *x)
{
	size_t focus = x->form.focus;

	if (focus >= SEND_CONTEXT && focus < SEND_BUTTON && !x->fields[focus].note[0])
		form_note(&x->fields[focus], ROLE_DIM,
		          context_help((enum context_field)(focus - SEND_CONTEXT)));
}

/* Which text answers for locale, client and kind; a kind that has but one says nothing. */
static void
note_template(struct send *x)
{
	const struct send_preview *p = &x->preview;
	const char *refined = p->template.name + strlen(template_kind_name(p->template.of.kind));
	char note[SHOW_BYTES];

	if (x->fields[SEND_TEMPLATE].note[0] || !p->why[0] || p->is_alone)
		return;
	snprintf(note, sizeof(note), "rev %lld by %s%s%s", (long long)p->template.revision,
	         template_rung_words(p->rung), refined[0] ? ": " : "", refined);
	form_note(&x->fields[SEND_TEMPLATE], ROLE_DIM, note);
}

void
send_form_review(struct screen *s)
{
	struct send *x = s->state;

	for (size_t i = 0; i < SEND_FIELD_COUNT; i++)
		form_note(&x->fields[i], ROLE_PLAIN, "");
	x->fault = (struct fault){ 0 };
	if (read_fields(s) == ST_OK &&
	    resend_preview(s->session, &x->draft, &x->preview, &x->fault) != ST_OK)
		x->faulty = field_of_fault(s);
	if (is_about_number(x->fault.word))
		render_without_number(s);
	if (x->fault.code != ST_OK && x->faulty != SEND_TO)
		form_note(&x->fields[x->faulty], ROLE_FAILURE, x->fault.cause);
	note_number(s);
	note_sender(s);
	note_context(x);
	send_again_note(x);
	note_template(x);
	/* A call has no alphabet to leave. */
	x->offender_count =
		x->preview.type == MESSAGE_VOICE
			? 0
			: parts_offenders(text_string(&x->preview.text), x->preview.text.size_bytes,
	                                  x->offenders, SEND_OFFENDERS);
}

void
send_form_changed(struct screen *s)
{
	struct send *x = s->state;

	x->edited = true;
	send_templates_follow(x);
	keep_sender_and_kind(s);
	send_form_review(s);
	console_mark_dirty(s->console);
}

bool
send_form_repair(struct screen *s)
{
	struct send *x = s->state;

	if (!x->suggestion[0])
		return false;
	form_set(&x->fields[SEND_TO], x->suggestion);
	send_form_changed(s);
	return true;
}
