/* SPDX-License-Identifier: MIT */
/* a template is measured in its worst case, and the dear characters are found in its source */
#include "domain/template_measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define QUOTE "\u2019"
#define CONTEXTS 3

struct scene {
	struct template_context contexts[CONTEXTS];
	struct template_sample samples[CONTEXTS];
	size_t count;
	struct template_measure m;
};

/* French and German messages, and a French call when `voice`. */
static void
open_scene(struct scene *s, const char *tenant_name, bool voice)
{
	memset(s, 0, sizeof(*s));
	s->count = voice ? 3 : 2;
	for (size_t i = 0; i < s->count; i++) {
		template_context_init(&s->contexts[i]);
		template_context_make(&s->contexts[i], TEMPLATE_VERIFICATION, i == 1 ? "de" : "fr",
		                      "", i == 2);
		template_sample_init(&s->samples[i], &s->contexts[i], tenant_name, 0);
	}
}

static void
measure(struct scene *s, const char *source)
{
	template_measure_finish(&s->m);
	template_measure_run(source, strlen(source), s->samples, s->count, &s->m);
}

static void
close_scene(struct scene *s)
{
	template_measure_finish(&s->m);
	for (size_t i = 0; i < s->count; i++) {
		template_sample_finish(&s->samples[i]);
		template_context_finish(&s->contexts[i]);
	}
}

static void
the_long_tenant_name_counts_in_the_worst_case(void **state)
{
	struct scene s;

	(void)state;
	assert_int_equal(strlen(TEMPLATE_LONG_TENANT), 20);
	open_scene(&s, "Acme", false);
	measure(&s, "{{ code }} {{ tenant.friendly_name }}");
	assert_true(s.m.is_measured);
	assert_string_equal(text_string(&s.m.renderings[0].text), "123456 Acme");
	assert_int_equal(s.m.renderings[0].parts.units, 11);
	assert_int_equal(s.m.parts.units, 27);
	close_scene(&s);
	open_scene(&s, "Acme International Holdings", false);
	measure(&s, "{{ code }} {{ tenant.friendly_name }}");
	assert_int_equal(s.m.parts.units, 34);
	close_scene(&s);
}

static void
the_dearest_context_is_named(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, "Acme", false);
	measure(&s, "{{ code }}{% if locale == 'de' %} und mehr{% endif %}");
	assert_int_equal(s.m.worst, 1);
	assert_int_equal(s.m.parts.units, 15);
	measure(&s, "{{ code }}{% if locale == 'fr' %} et plus{% endif %}");
	assert_int_equal(s.m.worst, 0);
	close_scene(&s);
}

static void
calls_have_no_parts(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, "Acme", true);
	measure(&s, "{{ code }}");
	assert_string_equal(text_string(&s.m.renderings[2].text), "1. 2. 3. 4. 5. 6.");
	assert_int_equal(s.m.renderings[2].parts.count, 0);
	assert_int_equal(s.m.parts.units, 6);
	close_scene(&s);
}

static void
offenders_are_found_where_they_stand(void **state)
{
	static const char source[] = "{{ code }} d" QUOTE "ici\nl" QUOTE "an";
	struct scene s;

	(void)state;
	open_scene(&s, "Acme", false);
	measure(&s, source);
	assert_int_equal(s.m.parts.encoding, PARTS_UCS2);
	assert_int_equal(s.m.offender_count, 2);
	assert_int_equal(s.m.offenders[0].line, 1);
	assert_int_equal(s.m.offenders[0].column, 13);
	assert_int_equal(s.m.offenders[0].offset_bytes, 12);
	assert_int_equal(s.m.offenders[0].size_bytes, 3);
	assert_int_equal(s.m.offenders[1].line, 2);
	assert_int_equal(s.m.offenders[1].column, 2);
	assert_string_equal(s.m.offenders[0].suggestion, "'");
	assert_true(s.m.has_fixed);
	assert_int_equal(s.m.fixed.encoding, PARTS_GSM7);
	assert_int_equal(s.m.fixed.units, 17);
	assert_false(s.m.from_data);
	close_scene(&s);
}

static void
what_is_only_asked_or_never_rendered_costs_nothing(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, "Acme", false);
	measure(&s, "{{ code }}{% if client.name == \"M" QUOTE "s\" %}x{% endif %}"
	            "{% comment %}" QUOTE "{% endcomment %}");
	assert_int_equal(s.m.parts.encoding, PARTS_GSM7);
	assert_int_equal(s.m.offender_total, 0);
	/* Rendered once, so only that place is to blame. */
	measure(&s, "{{ code }}" QUOTE "{% if client.name == \"M" QUOTE "s\" %}x{% endif %}");
	assert_int_equal(s.m.offender_total, 1);
	assert_int_equal(s.m.offenders[0].column, 11);
	close_scene(&s);
}

static void
a_quoted_text_gets_no_suggestion_that_would_end_it(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, "Acme", false);
	measure(&s, "{{ code }}{{ 'd" QUOTE "ici' }}");
	assert_int_equal(s.m.offender_total, 1);
	assert_null(s.m.offenders[0].suggestion);
	assert_false(s.m.has_fixed);
	measure(&s, "{{ code }}{{ \"d" QUOTE "ici\" }}");
	assert_string_equal(s.m.offenders[0].suggestion, "'");
	close_scene(&s);
}

static void
a_dear_character_of_the_data_is_told_apart(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, "L" QUOTE "Acme", false);
	measure(&s, "{{ code }} {{ tenant.friendly_name }}");
	assert_int_equal(s.m.parts.encoding, PARTS_UCS2);
	assert_int_equal(s.m.offender_total, 0);
	assert_true(s.m.from_data);
	close_scene(&s);
}

static void
every_suggestion_is_taken_at_once(void **state)
{
	static const char source[] = "{{ code }} \u201cje\u201d \u0416 d" QUOTE "ici\u200b.";
	struct scene s;
	struct text out;

	(void)state;
	text_init(&out, 1024);
	open_scene(&s, "Acme", false);
	measure(&s, source);
	template_measure_repair(source, strlen(source), &s.m, &out);
	assert_string_equal(text_string(&out), "{{ code }} \"je\" \u0416 d'ici.");
	assert_int_equal(s.m.fixed.encoding, PARTS_UCS2);
	text_finish(&out);
	close_scene(&s);
}

static void
a_broken_source_is_a_result_with_its_place(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, "Acme", false);
	measure(&s, "{{ code }}\n{% if %");
	assert_false(s.m.parsed);
	assert_false(s.m.is_measured);
	assert_int_equal(s.m.place.line, 2);
	assert_int_equal(s.m.renderings[1].st, ST_INVALID);
	close_scene(&s);
}

static void
a_text_full_of_offenders_is_cut_and_counted(void **state)
{
	struct scene s;
	struct text source;

	(void)state;
	text_init(&source, LIQUID_SOURCE_MAX);
	for (int i = 0; i < 3000; i++)
		text_append(&source, "\u0434");
	open_scene(&s, "Acme", false);
	measure(&s, text_string(&source));
	assert_int_equal(s.m.offender_count, TEMPLATE_OFFENDERS_MAX);
	assert_int_equal(s.m.offender_total, 3000);
	close_scene(&s);
	text_finish(&source);
}

static void
a_text_beyond_the_limits_is_tried_once(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, "Acme", false);
	measure(&s, "{% for i in (1..1000000000) %}{{ code }}{% endfor %}");
	assert_false(s.m.is_measured);
	assert_int_equal(s.m.renderings[0].fault.word, WORD_TEMPLATE_TOO_LARGE);
	assert_int_equal(s.m.renderings[1].fault.word, WORD_TEMPLATE_TOO_LARGE);
	assert_null(s.m.renderings[1].text.bytes);
	close_scene(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_long_tenant_name_counts_in_the_worst_case),
		cmocka_unit_test(the_dearest_context_is_named),
		cmocka_unit_test(calls_have_no_parts),
		cmocka_unit_test(offenders_are_found_where_they_stand),
		cmocka_unit_test(what_is_only_asked_or_never_rendered_costs_nothing),
		cmocka_unit_test(a_quoted_text_gets_no_suggestion_that_would_end_it),
		cmocka_unit_test(a_dear_character_of_the_data_is_told_apart),
		cmocka_unit_test(every_suggestion_is_taken_at_once),
		cmocka_unit_test(a_broken_source_is_a_result_with_its_place),
		cmocka_unit_test(a_text_full_of_offenders_is_cut_and_counted),
		cmocka_unit_test(a_text_beyond_the_limits_is_tried_once),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
