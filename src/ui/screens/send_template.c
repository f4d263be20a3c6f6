/* SPDX-License-Identifier: MIT */
/* which texts the Send form offers: a kind, resolved for whom it is sent to, or one by its name */
#include <string.h>

#include "app/templates.h"
#include "base/mem.h"
#include "ui/screens/send_impl.h"

#define SECOND_FACTOR "second-factor-authentication"
#define ENROLLMENT "enrollment"

/* Room for the two kinds that are always offered, the text of one's own, and the end. */
#define CHOICES_BESIDE 4

void
send_templates_finish(struct send *x)
{
	mem_free(x->template_infos);
	mem_free(x->template_choices);
	x->template_infos = NULL;
	x->template_choices = NULL;
}

/* The kinds that sends take by their action come first, as they were before there were others. */
static size_t
put_standard(const char **choices)
{
	size_t count = 0;

	for (int i = 0; i < TEMPLATE_KIND_COUNT; i++)
		if (template_kind_is_sent((enum template_kind)i))
			choices[count++] = template_kind_name((enum template_kind)i);
	return count;
}

void
send_templates_read(struct screen *s)
{
	struct send *x = s->state;
	struct template_info *infos = NULL;
	struct fault ignored = { 0 };
	size_t found = 0;

	/* What was known before is better than nothing. */
	if (templates_list(s->session, &infos, &found, &ignored) != ST_OK && x->template_choices)
		return;
	send_templates_finish(x);
	x->template_infos = infos;
	x->template_choices =
		mem_alloc_array(found + TEMPLATE_KIND_COUNT + CHOICES_BESIDE, sizeof(char *));
	size_t count = put_standard(x->template_choices);
	for (size_t i = 0; i < found; i++)
		if (!template_name_is_plain(&infos[i].of) ||
		    !template_kind_is_sent(infos[i].of.kind))
			x->template_choices[count++] = infos[i].name;
	x->template_choices[count++] = SEND_OWN_TEXT;
	x->template_choices[count] = NULL;
	x->fields[SEND_TEMPLATE].choices = x->template_choices;
}

static bool
is_enrollment(enum template_kind kind)
{
	return kind == TEMPLATE_ENROLLMENT || kind == TEMPLATE_OTP_ENROLL;
}

/* Template and action say one thing twice, as Auth0 picks the text by the action; the one that was
 * changed leads. */
void
send_templates_follow(struct send *x)
{
	struct form_field *template = &x->fields[SEND_TEMPLATE];
	struct form_field *action = &x->fields[SEND_CONTEXT + CONTEXT_ACTION];
	enum template_kind asked = template_kind_for_action(action->value);
	struct template_name name;
	struct fault ignored = { 0 };

	x->fields[SEND_TEXT].hidden = strcmp(template->value, SEND_OWN_TEXT) != 0;
	if (!x->fields[SEND_TEXT].hidden ||
	    template_name_parse(template->value, &name, &ignored) != ST_OK)
		return;
	bool differs = is_enrollment(name.kind) != is_enrollment(asked);
	if (differs && x->form.focus == SEND_CONTEXT + CONTEXT_ACTION)
		form_set(template, template_kind_name(asked));
	else if (differs)
		form_set(action, is_enrollment(name.kind) ? ENROLLMENT : SECOND_FACTOR);
}
