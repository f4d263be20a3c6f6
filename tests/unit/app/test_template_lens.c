/* SPDX-License-Identifier: MIT */
/* a draft is seen through the contexts that get it, or through some that are made */
#include "app/template_lens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/template_contexts.h"
#include "app/templates.h"
#include "app_rig.h"

#define PASTE                                                                                      \
	"{\"message_type\":\"sms\",\"action\":\"authentication\",\"language\":\"%s\","             \
	"\"code\":\"482913\",\"client\":{\"client_id\":\"%s\",\"name\":\"Mobile\"}}"

static void
paste(struct app_rig *r, const char *name, const char *locale, const char *client)
{
	struct template_contexts_order order = { .name = name };
	struct template_contexts_result result;
	char pasted[512];

	snprintf(pasted, sizeof(pasted), PASTE, locale, client);
	order.pasted = pasted;
	order.size_bytes = strlen(pasted);
	app_rig_must(r, template_contexts_change(r->session, &order, &result, &r->f));
}

static void
save_text(struct app_rig *r, const char *name, const char *source)
{
	struct templates_order order = { .kind = TEMPLATES_SAVE,
		                         .source = source,
		                         .size_bytes = strlen(source),
		                         .expected = TEMPLATE_ANY_REVISION };
	struct templates_result result;

	app_rig_must(r, template_name_parse(name, &order.name, &r->f));
	app_rig_must(r, templates_change(r->session, &order, &result, &r->f));
}

static struct template_lens *
open_lens(struct app_rig *r, const char *name)
{
	struct template_lens *l = NULL;
	struct template_name parsed;

	app_rig_must(r, template_name_parse(name, &parsed, &r->f));
	app_rig_must(r, template_lens_open(r->session, &parsed, &l, &r->f));
	return l;
}

static const struct template_look *
look(struct template_lens *l, const char *source)
{
	return template_lens_look(l, source, strlen(source));
}

static void
expect_contexts(const struct template_lens *l, const char *expected)
{
	char names[512] = "";

	for (size_t i = 0; i < template_lens_count(l); i++)
		snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%s",
		         i > 0 ? ", " : "", template_lens_context(l, i)->name);
	assert_string_equal(names, expected);
}

static void
without_kept_contexts_some_are_made(void **state)
{
	struct app_rig *r = *state;
	struct template_lens *l = open_lens(r, "verification/fr");
	const struct template_look *seen = look(l, "{{ code }} pour {{ tenant.friendly_name }}");

	assert_false(template_lens_is_kept(l));
	expect_contexts(l, "fr");
	assert_string_equal(text_string(&seen->measure.renderings[0].text),
	                    "123456 pour Acme Bank");
	assert_int_equal(seen->findings.count, 0);
	template_lens_close(l);
}

static void
a_text_that_tells_locales_apart_is_seen_in_each(void **state)
{
	struct app_rig *r = *state;
	struct template_lens *l = open_lens(r, "verification");

	(void)look(l, "{% if locale == 'fr' %}{{ code }} oui{% elsif locale == 'pt-BR' %}"
	              "{{ code }} sim{% else %}{{ code }} yes{% endif %}");
	expect_contexts(l, "en, fr, pt-BR");
	(void)look(l, "{% if message_type == 'voice' %}{{ code }} {{ code }}{% else %}"
	              "{{ code }}{% endif %}");
	expect_contexts(l, "en, en voice");
	/* While a tag is being typed the contexts stay. */
	(void)look(l, "{% if message_type == 'voi");
	expect_contexts(l, "en, en voice");
	template_lens_close(l);
}

static void
kept_contexts_are_those_that_get_the_text(void **state)
{
	struct app_rig *r = *state;
	struct template_lens *l;

	paste(r, "french", "fr-FR", "a");
	paste(r, "german", "de", "a");
	paste(r, "other", "fr", "b");
	save_text(r, "verification/fr@b", "{{ code }} b");
	l = open_lens(r, "verification/fr");
	(void)look(l, "{{ code }} fr");
	assert_true(template_lens_is_kept(l));
	expect_contexts(l, "french");
	template_lens_close(l);
	l = open_lens(r, "verification");
	(void)look(l, "{{ code }}");
	expect_contexts(l, "french, german");
	template_lens_close(l);
}

static void
what_a_draft_includes_is_a_text_of_the_profile(void **state)
{
	struct app_rig *r = *state;
	struct template_lens *l;
	const struct template_look *seen;

	save_text(r, "verification/fr", "{{ code }} inclus");
	l = open_lens(r, "verification/de");
	seen = look(l, "{% include 'verification/fr' %}");
	assert_string_equal(text_string(&seen->measure.renderings[0].text), "123456 inclus");
	template_lens_close(l);
}

static void
a_lens_without_a_store_makes_its_contexts(void **state)
{
	const struct template_name name = { .kind = TEMPLATE_OTP_VERIFY };
	struct template_lens *l = template_lens_make(&name, "Acme");
	const struct template_look *seen = look(l, "{{ code }} {{ tenant.friendly_name }}");

	(void)state;
	assert_int_equal(seen->findings.count, 1);
	assert_int_equal(seen->findings.items[0].rule, TEMPLATE_RULE_NAME_FOREIGN);
	template_lens_close(l);
}

int
main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)
	static const struct CMUnitTest tests[] = {
		WITH_RIG(without_kept_contexts_some_are_made),
		WITH_RIG(a_text_that_tells_locales_apart_is_seen_in_each),
		WITH_RIG(kept_contexts_are_those_that_get_the_text),
		WITH_RIG(what_a_draft_includes_is_a_text_of_the_profile),
		cmocka_unit_test(a_lens_without_a_store_makes_its_contexts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
