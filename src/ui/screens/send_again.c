/* SPDX-License-Identifier: MIT */
/* the Send screen filled in from a stored message that is to be sent again */
#include <stdio.h>
#include <string.h>

#include "app/resend.h"
#include "base/mem.h"
#include "ui/console.h"
#include "ui/screens/send_impl.h"
#include "ui/screens/show_impl.h"

static void
fill(struct screen *s, const struct send_draft *d)
{
	struct send *x = s->state;
	struct form_field *fields = x->fields;

	form_set(&fields[SEND_TO], d->to);
	form_set(&fields[SEND_TEMPLATE], d->own_text ? SEND_OWN_TEXT : d->template_name);
	form_set(&fields[SEND_TEXT], "");
	fields[SEND_TEXT].hidden = !d->own_text;
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++)
		form_set(&fields[SEND_CONTEXT + i],
		         context_get(&d->context, (enum context_field)i));
	text_copy(x->standard_sender, sizeof(x->standard_sender),
	          send_draft_standard_sender(d, &s->session->profile));
	form_set(&fields[SEND_SENDER], d->sender[0] ? d->sender : x->standard_sender);
	x->again.row = d->parent_id;
	x->again.revision = d->template_revision;
	text_copy(x->again.template_name, sizeof(x->again.template_name), d->template_name);
	x->form.focus = d->own_text ? SEND_TEXT : SEND_BUTTON;
	x->edited = true;
}

void
send_form_fill(struct screen *s, int64_t row)
{
	struct send_draft d;
	struct message m;
	struct fault f = { 0 };
	char id[32];

	snprintf(id, sizeof(id), "%lld", (long long)row);
	enum status st = logbook_find(s->session, id, &m, &f);
	if (st == ST_OK)
		st = resend_draft(s->session, &m, &d, &f);
	if (st != ST_OK) {
		console_say_fault(s->console, &f);
		return;
	}
	fill(s, &d);
	send_form_review(s);
	if (d.own_text)
		console_say(s->console, ROLE_WAITING,
		            "message %lld had a text of its own, which is not kept: write it anew",
		            (long long)row);
	else
		console_say(s->console, ROLE_INFO,
		            "all that message %lld was made of, but for a fresh code: change it, "
		            "then send",
		            (long long)row);
	mem_wipe(&d, sizeof(d));
	console_mark_dirty(s->console);
}

/* As long as the same template is chosen, its text stays the one of then. */
void
send_again_complete(const struct send *x, struct send_draft *d)
{
	bool same = x->again.row != 0 && !d->own_text &&
	            strcmp(d->template_name, x->again.template_name) == 0;

	d->parent_id = x->again.row;
	d->template_revision = same ? x->again.revision : 0;
}

void
send_again_note(struct send *x)
{
	char note[SHOW_BYTES];

	if (x->draft.template_revision == 0 || x->fields[SEND_TEMPLATE].note[0])
		return;
	snprintf(note, sizeof(note), "revision %lld, as message %lld had it",
	         (long long)x->draft.template_revision, (long long)x->again.row);
	form_note(&x->fields[SEND_TEMPLATE], ROLE_INFO, note);
}

/* The field of the context whose digits were masked; the text's when there is none. */
enum send_field
send_again_field(const struct send *x)
{
	for (int i = 0; !x->draft.own_text && i < CONTEXT_FIELD_COUNT; i++)
		if (strstr(context_get(&x->draft.context, (enum context_field)i), "****"))
			return (enum send_field)(SEND_CONTEXT + i);
	return SEND_TEXT;
}

static void
empty(struct form_field *field, const char *value)
{
	mem_wipe(field->value, sizeof(field->value));
	form_set(field, value);
}

/* What was typed is not sealed yet and stays, but for a number, a code, and whose they are; the
 * phone's code and one in a text of one's own are hidden as long as the vault is locked. */
void
send_again_forget(struct screen *s)
{
	struct send *x = s->state;
	struct send_draft standard;

	mem_wipe(&x->asked, sizeof(x->asked));
	x->failed = (struct fault){ 0 };
	if (x->again.row != 0) {
		x->again.row = 0;
		send_form_init(s);
		send_form_changed(s);
		return;
	}
	send_draft_init(&standard, &s->session->profile);
	empty(&x->fields[SEND_TO], standard.to);
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++)
		if (context_is_private((enum context_field)i))
			empty(&x->fields[SEND_CONTEXT + i],
			      context_get(&standard.context, (enum context_field)i));
	empty(&x->fields[SEND_CODE], "");
	x->fields[SEND_TEXT].veiled = true;
	send_form_review(s);
	console_mark_dirty(s->console);
}
