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
#include "app/worker.h"
#include "app_rig.h"

#define PASTE                                                                                      \
	"{\"message_type\":\"%s\",\"action\":\"authentication\",\"language\":\"%s\","              \
	"\"code\":\"482913\",\"client\":{\"client_id\":\"%s\",\"name\":\"Mobile\"}}"

static void
paste_as(struct app_rig *r, const char *type, const char *name, const char *locale,
         const char *client)
{
	struct template_contexts_order order = { .name = name };
	struct template_contexts_result result;
	char pasted[512];

	snprintf(pasted, sizeof(pasted), PASTE, type, locale, client);
	order.pasted = pasted;
	order.size_bytes = strlen(pasted);
	app_rig_must(r, template_contexts_change(r->session, &order, &result, &r->f));
}

static void
paste(struct app_rig *r, const char *name, const char *locale, const char *client)
{
	paste_as(r, "sms", name, locale, client);
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
a_draft_may_name_a_time_zone(void **state)
{
	struct app_rig *r = *state;
	struct template_lens *l = open_lens(r, "verification/fr");
	const struct template_look *seen = look(l, "{{ 0 | date: '%H:%M', 'Asia/Tokyo' }}");

	assert_int_equal(seen->measure.renderings[0].st, ST_OK);
	assert_string_equal(text_string(&seen->measure.renderings[0].text), "09:00");
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
kept_calls_do_not_hide_what_a_message_costs(void **state)
{
	struct app_rig *r = *state;
	const struct template_look *seen;
	struct template_lens *l;

	paste_as(r, "voice", "call", "hr", "a");
	l = open_lens(r, "verification/hr");
	seen = look(l, "{{ code }} je va\xc5\xa1 k\xc3\xb4"
	               "d");
	expect_contexts(l, "call, hr a");
	assert_true(seen->measure.is_measured);
	assert_int_equal(seen->measure.parts.encoding, PARTS_UCS2);
	template_lens_close(l);
	l = open_lens(r, "verification/hr:voice");
	seen = look(l, "{{ code }}");
	expect_contexts(l, "call");
	assert_false(seen->measure.is_measured);
	template_lens_close(l);
	/* Messages get another text here. */
	save_text(r, "verification/hr:sms", "{{ code }}");
	l = open_lens(r, "verification/hr");
	(void)look(l, "{{ code }}");
	expect_contexts(l, "call");
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

/* --- A glance, and the rest of it ------------------------------------------------------------ */

/* Far from the engine's limit, and yet too dear to be rendered for two dozen people at a key. */
#define COSTLY                                                                                     \
	"{% for i in (1..9000) %}{% assign a = i | plus: 1 %}{% endfor %}{{ code }} {{ locale }}"
/* Within the engine's limit, and beyond a glance. */
#define DEAREST                                                                                    \
	"{% for i in (1..40000) %}{% assign a = i | plus: 1 | minus: 1 %}{% endfor %}"             \
	"{{ code }} \u2019 {{ locale }}"

static struct template_lens *
open_full_lens(struct app_rig *r)
{
	char name[32];
	char locale[16];

	for (int i = 0; i < TEMPLATE_LENS_CONTEXTS_MAX; i++) {
		snprintf(name, sizeof(name), "context %02d", i);
		snprintf(locale, sizeof(locale), "fr-%c%c", 'A' + i, 'A' + i);
		paste(r, name, locale, "a");
	}
	return open_lens(r, "verification");
}

struct arrivals {
	size_t count;
	size_t rendered; /* in the last */
	bool had_first;  /* in the first */
	bool whole;
	bool failed;
	const struct template_look *last;
};

static void
arrive(void *context, const struct template_look *look)
{
	struct arrivals *a = context;

	a->failed = look == NULL;
	if (look == NULL)
		return;
	if (a->count++ == 0)
		a->had_first = look->measure.renderings[7].st == ST_OK;
	a->last = look;
	a->rendered = look->measure.rendered;
	a->whole = look->measure.is_whole;
}

static bool
is_whole(void *context)
{
	const struct arrivals *a = context;
	return a->whole || a->failed;
}

static void
a_glance_through_many_contexts_leaves_what_costs_too_much(void **state)
{
	struct app_rig *r = *state;
	struct template_lens *l = open_full_lens(r);
	struct arrivals came = { 0 };
	const struct template_look *seen = template_lens_glance(l, COSTLY, strlen(COSTLY), 7);

	assert_int_equal(template_lens_count(l), TEMPLATE_LENS_CONTEXTS_MAX);
	assert_int_equal(seen->measure.renderings[7].st, ST_OK);
	assert_string_equal(text_string(&seen->measure.renderings[7].text), "123456 fr-HH");
	assert_false(seen->measure.is_whole);
	assert_in_range(seen->measure.rendered, 1, 10);
	assert_true(seen->measure.is_measured);
	template_lens_ask(l, r->session, COSTLY, strlen(COSTLY), 7, arrive, &came);
	assert_true(loop_run_until(r->session->loop, is_whole, &came, 60000));
	assert_int_equal(came.count, 1);
	assert_int_equal(came.rendered, TEMPLATE_LENS_CONTEXTS_MAX);
	template_lens_close(l);
}

static void
the_context_in_view_arrives_before_all_others(void **state)
{
	struct app_rig *r = *state;
	struct template_lens *l = open_full_lens(r);
	struct arrivals came = { 0 };
	const struct template_look *seen = template_lens_glance(l, DEAREST, strlen(DEAREST), 7);

	assert_int_equal(seen->measure.rendered, 0);
	assert_int_equal(seen->measure.renderings[7].st, ST_MORE);
	assert_false(seen->measure.is_measured);
	/* What is not measured yet is no finding. */
	assert_int_equal(seen->findings.count, 0);
	template_lens_ask(l, r->session, DEAREST, strlen(DEAREST), 7, arrive, &came);
	assert_true(loop_run_until(r->session->loop, is_whole, &came, 60000));
	assert_true(came.had_first);
	assert_int_equal(came.count, 2);
	assert_int_equal(came.rendered, TEMPLATE_LENS_CONTEXTS_MAX);
	template_lens_close(l);
}

static void
the_rest_is_what_a_look_would_have_shown(void **state)
{
	struct app_rig *r = *state;
	struct template_lens *l = open_full_lens(r);
	struct arrivals came = { 0 };
	const struct template_look *seen = look(l, DEAREST);
	const struct parts parts = seen->measure.parts;
	const struct parts fixed = seen->measure.fixed;
	const size_t findings = seen->findings.count;

	assert_true(seen->measure.is_whole && seen->measure.has_fixed);
	(void)template_lens_glance(l, DEAREST, strlen(DEAREST), 0);
	template_lens_ask(l, r->session, DEAREST, strlen(DEAREST), 0, arrive, &came);
	assert_true(loop_run_until(r->session->loop, is_whole, &came, 60000));
	seen = came.last;
	assert_int_equal(seen->findings.count, findings);
	assert_int_equal(seen->measure.parts.units, parts.units);
	assert_int_equal(seen->measure.fixed.units, fixed.units);
	assert_int_equal(seen->measure.fixed.encoding, PARTS_GSM7);
	assert_int_equal(seen->measure.offender_count, 1);
	template_lens_close(l);
}

static void
another_key_ends_what_the_last_one_asked_for(void **state)
{
	struct app_rig *r = *state;
	struct template_lens *l = open_full_lens(r);
	struct arrivals first = { 0 };
	struct arrivals second = { 0 };

	(void)template_lens_glance(l, DEAREST, strlen(DEAREST), 7);
	template_lens_ask(l, r->session, DEAREST, strlen(DEAREST), 7, arrive, &first);
	(void)template_lens_glance(l, COSTLY, strlen(COSTLY), 7);
	template_lens_ask(l, r->session, COSTLY, strlen(COSTLY), 7, arrive, &second);
	assert_true(loop_run_until(r->session->loop, is_whole, &second, 60000));
	assert_int_equal(first.count, 0);
	assert_false(first.failed);
	/* Closed while something is under way. */
	(void)template_lens_glance(l, DEAREST, strlen(DEAREST), 7);
	template_lens_ask(l, r->session, DEAREST, strlen(DEAREST), 7, arrive, &first);
	template_lens_close(l);
	while (worker_has_work(r->session->worker))
		loop_turn(r->session->loop, 10);
	assert_int_equal(first.count, 0);
}

int
main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)
	static const struct CMUnitTest tests[] = {
		WITH_RIG(without_kept_contexts_some_are_made),
		WITH_RIG(a_draft_may_name_a_time_zone),
		WITH_RIG(a_text_that_tells_locales_apart_is_seen_in_each),
		WITH_RIG(kept_contexts_are_those_that_get_the_text),
		WITH_RIG(kept_calls_do_not_hide_what_a_message_costs),
		WITH_RIG(what_a_draft_includes_is_a_text_of_the_profile),
		WITH_RIG(a_glance_through_many_contexts_leaves_what_costs_too_much),
		WITH_RIG(the_context_in_view_arrives_before_all_others),
		WITH_RIG(the_rest_is_what_a_look_would_have_shown),
		WITH_RIG(another_key_ends_what_the_last_one_asked_for),
		cmocka_unit_test(a_lens_without_a_store_makes_its_contexts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
