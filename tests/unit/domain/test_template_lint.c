/* SPDX-License-Identifier: MIT */
/* every rule finds its fault at its place, and what it puts there is right */
#include "domain/template_lint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define QUOTE "\u2019"
#define FINE "{{ code }} is your code for {{ tenant.friendly_name }}"

/* "word@line:column=fix" for each finding, with blanks between them. */
static void
describe(const struct template_findings *found, char *out, size_t out_bytes)
{
	size_t size = 0;

	out[0] = '\0';
	for (size_t i = 0; i < found->count; i++) {
		const struct template_finding *f = &found->items[i];

		size += (size_t)snprintf(out + size, out_bytes - size, "%s%s@%zu:%zu%s%s",
		                         i > 0 ? " " : "", template_rule_word(f->rule), f->line,
		                         f->column, f->has_fix ? "=" : "",
		                         f->has_fix ? f->fix : "");
	}
}

static void
lint(enum template_kind kind, bool voice, const char *source, struct template_findings *found)
{
	struct template_context context;
	struct template_sample sample;
	struct template_measure m;

	template_context_init(&context);
	template_context_make(&context, kind, "fr", "", voice);
	template_sample_init(&sample, &context, "Acme", 0);
	template_measure_run(source, strlen(source), &sample, 1, &m);
	const struct template_lint_case c = { kind, source, strlen(source), &sample, &m };
	template_lint(&c, found);
	template_measure_finish(&m);
	template_sample_finish(&sample);
	template_context_finish(&context);
}

static void
expect_of(enum template_kind kind, bool voice, const char *source, const char *expected)
{
	struct template_findings found;
	char described[2048];

	lint(kind, voice, source, &found);
	describe(&found, described, sizeof(described));
	assert_string_equal(described, expected);
	template_findings_finish(&found);
}

static void
expect(const char *source, const char *expected)
{
	expect_of(TEMPLATE_VERIFICATION, false, source, expected);
}

static void
auth0s_own_texts_have_no_fault_but_the_length_of_one(void **state)
{
	(void)state;
	for (int kind = 0; kind < TEMPLATE_KIND_COUNT; kind++) {
		const char *text = template_default_text((enum template_kind)kind, TEMPLATE_SMS);
		const char *voice = template_default_text((enum template_kind)kind, TEMPLATE_VOICE);

		if (text != NULL)
			expect_of((enum template_kind)kind, false, text,
			          kind == TEMPLATE_BLOCKED_ACCOUNT ? "parts_several@0:0" : "");
		if (voice != NULL)
			expect_of((enum template_kind)kind, true, voice, "");
	}
}

static void
an_unknown_variable_names_its_neighbour(void **state)
{
	(void)state;
	expect("{{ code }} {{ locael }}", "variable_unknown@1:15=locale");
	expect("{{ code }}\n {{ nothing_alike }}", "variable_unknown@2:5");
	expect_of(TEMPLATE_OTP_VERIFY, false, "{{ code }} {{ user.nme }}",
	          "variable_unknown@1:15=user.name");
}

static void
what_a_text_sets_itself_is_known(void **state)
{
	(void)state;
	expect("{% assign brand = 'Acme' %}{{ code }} {{ brand }} {{ brand.size }}", "");
	expect("{% for c in code %}{{ c }}{{ forloop.index0 | times: 0 | replace: '0', '' }}"
	       "{% endfor %}",
	       "");
}

static void
the_operators_metadata_is_open(void **state)
{
	(void)state;
	expect_of(TEMPLATE_OTP_VERIFY, false,
	          "{{ code }} {{ client.metadata.brand | default: friendly_name }}"
	          "{{ user.user_metadata.lang }}{{ custom_domain.domain_metadata.x }}",
	          "");
}

static void
each_generation_calls_the_tenant_its_own_way(void **state)
{
	(void)state;
	expect("{{ code }} {{ friendly_name }}", "name_foreign@1:15=tenant.friendly_name");
	expect("{{ code }} {{ tenant.friendlyName }}", "name_rare@1:15=tenant.friendly_name");
	expect_of(TEMPLATE_OTP_VERIFY, false, "{{ code }} {{ tenant.friendly_name }}",
	          "name_foreign@1:15=friendly_name");
	expect_of(TEMPLATE_OTP_VERIFY, false, "{{ code }} {{ friendlyName }}",
	          "name_foreign@1:15=friendly_name");
}

static void
tags_and_filters_beyond_auth0s_list_are_named(void **state)
{
	(void)state;
	expect("{% capture x %}{{ code }}{% endcapture %}{{ x }}", "tag_unlisted@1:4");
	expect("{{ code | uppcase }}", "filter_unlisted@1:11=upcase");
	expect("{{ code | json }}", "filter_unlisted@1:11");
}

static void
a_code_is_said_once(void **state)
{
	(void)state;
	expect("Hello", "code_missing@1:1={{ code }} ");
	/* The digits of the test context written out are the code of nobody. */
	expect("Your code is 123456", "code_missing@1:14={{ code }}");
	expect("Code 123456, {{ code }}", "");
	expect("{% if locale == \"fr\" %}\n123456{% else %}{{ code }}{% endif %}",
	       "code_missing@2:1={{ code }}");
	expect("{% if locale == \"de\" %}123456{% else %}{{ code }}{% endif %}", "");
	expect("{{ code }} {{ code }} 123456", "code_twice@1:11=");
	expect("{{ code }} again {{ code }}", "code_twice@1:17=");
	expect("{% if locale == 'fr' %}{{ code }} oui{% else %}{{ code }} yes{% endif %}", "");
	/* Said to others already, or in more places than two: what to do is for people. */
	expect("{% if locale == 'fr' %}bonjour{% else %}{{ code }}{% endif %}", "code_missing@0:0");
	expect("{{ code }}{{ code }}{{ code }}", "code_twice@1:14");
	expect_of(TEMPLATE_VERIFICATION, true, "{{ code }}, again {{ code }}", "");
	expect_of(TEMPLATE_BLOCKED_ACCOUNT, false, "Your account is blocked", "");
	expect_of(TEMPLATE_BLOCKED_ACCOUNT, false, "Blocked {{ code }}", "variable_unknown@1:12");
}

static void
a_code_under_a_mistyped_name_is_mended_by_its_name_alone(void **state)
{
	(void)state;
	expect("Votre code {{ cod }}", "variable_unknown@1:15=code code_missing@0:0");
	expect("Votre code {{ code }}", "");
	/* Its own name, or one that is near another, is no mistyped code. */
	expect("{% assign cod = 'x' %}{{ cod }}", "code_missing@1:1={{ code }} ");
	expect("Votre code {{ locael }}",
	       "code_missing@1:1={{ code }}  variable_unknown@1:15=locale");
}

static void
links_are_found_in_the_source_or_in_the_data(void **state)
{
	(void)state;
	expect("{{ code }} see https://x.example/a b", "link@1:16=");
	/* A telephone makes a link of a host with a path as well. */
	expect("{{ code }} bit.ly/3xYz.", "link@1:12=");
	expect("{{ code }} See (acme.co.uk/mfa?x=1)", "link@1:17=");
	expect("{{ code }} a.b/c and/or St.Gallen/Uri 1.5/2 Inc./Ltd acme.com x/y.de", "");
	expect_of(TEMPLATE_OTP_VERIFY, false, "{{ code }} {{ 'https' }}{{ '://x' }}", "link@0:0");
}

static void
a_character_that_costs_a_part_is_a_fault_and_one_that_does_not_is_a_note(void **state)
{
	struct template_findings found;

	(void)state;
	expect("{{ code }} d" QUOTE "ici", "character_wide@1:13='");
	lint(TEMPLATE_VERIFICATION, false, "{{ code }} d" QUOTE "ici", &found);
	assert_false(template_findings_are_faults(&found));
	template_findings_finish(&found);
	expect("{{ code }} d" QUOTE
	       "ici, soixante-dix caracteres ne suffisent plus pour ce texte-la",
	       "character_dear@1:13=' parts_several@0:0");
}

static void
a_letter_without_a_replacement_is_no_finding(void **state)
{
	(void)state;
	expect("{{ code }} \u0434", "");
}

static void
a_broken_text_says_what_was_expected_where(void **state)
{
	struct template_findings found;

	(void)state;
	lint(TEMPLATE_VERIFICATION, false, "ok\n{{ code", &found);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.items[0].rule, TEMPLATE_RULE_SYNTAX);
	assert_int_equal(found.items[0].line, 2);
	assert_true(found.items[0].sentence[0] != '\0');
	template_findings_finish(&found);
}

static void
the_limit_of_a_generation_is_kept(void **state)
{
	struct text source;

	(void)state;
	text_init(&source, LIQUID_SOURCE_MAX);
	text_append(&source, "{{ code }}{% comment %}");
	while (source.size_bytes < 20000)
		text_append(&source, "x");
	text_append(&source, "{% endcomment %}");
	expect_of(TEMPLATE_OTP_VERIFY, false, text_string(&source), "too_long@0:0");
	expect(text_string(&source), "");
	expect("", "code_missing@1:1={{ code }}  text_empty@0:0");
	text_finish(&source);
}

static void
a_locale_without_a_text_is_told(void **state)
{
	static const struct template_name have[] = {
		{ TEMPLATE_VERIFICATION, "", "", TEMPLATE_BOTH },
		{ TEMPLATE_VERIFICATION, "fr", "", TEMPLATE_BOTH },
	};
	static const char *const locales[] = { "fr-CA", "pt", "de", "it" };
	struct template_findings found = { 0 };
	char described[512];

	(void)state;
	template_lint_locales(TEMPLATE_VERIFICATION, have, 2, locales, 4,
	                      "{% if locale == 'de' %}{% elsif locale == \"it\" %}", &found);
	describe(&found, described, sizeof(described));
	assert_string_equal(described, "locale_missing@0:0");
	assert_non_null(strstr(found.items[0].sentence, " pt"));
	template_findings_finish(&found);
}

static void
more_findings_than_there_is_room_for_are_counted(void **state)
{
	struct template_findings found;
	struct text source;

	(void)state;
	text_init(&source, LIQUID_SOURCE_MAX);
	text_append(&source, "{{ code }}");
	for (int i = 0; i < 300; i++)
		text_append(&source, "{{ zzzzzzzzz }}");
	lint(TEMPLATE_VERIFICATION, false, text_string(&source), &found);
	assert_int_equal(found.count, TEMPLATE_FINDINGS_MAX);
	assert_int_equal(found.total, 300);
	template_findings_finish(&found);
	text_finish(&source);
}

static void
a_fix_takes_exactly_the_range_of_its_finding(void **state)
{
	static const char source[] = "{{ code }} {{ friendly_name | escape }}";
	struct template_findings found;

	(void)state;
	lint(TEMPLATE_VERIFICATION, false, source, &found);
	assert_int_equal(found.count, 1);
	assert_int_equal(strncmp(source + found.items[0].offset_bytes, "friendly_name",
	                         found.items[0].size_bytes),
	                 0);
	assert_int_equal(found.items[0].size_bytes, strlen("friendly_name"));
	template_findings_finish(&found);
	expect(FINE, "");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(auth0s_own_texts_have_no_fault_but_the_length_of_one),
		cmocka_unit_test(an_unknown_variable_names_its_neighbour),
		cmocka_unit_test(what_a_text_sets_itself_is_known),
		cmocka_unit_test(the_operators_metadata_is_open),
		cmocka_unit_test(each_generation_calls_the_tenant_its_own_way),
		cmocka_unit_test(tags_and_filters_beyond_auth0s_list_are_named),
		cmocka_unit_test(a_code_is_said_once),
		cmocka_unit_test(a_code_under_a_mistyped_name_is_mended_by_its_name_alone),
		cmocka_unit_test(links_are_found_in_the_source_or_in_the_data),
		cmocka_unit_test(
			a_character_that_costs_a_part_is_a_fault_and_one_that_does_not_is_a_note),
		cmocka_unit_test(a_letter_without_a_replacement_is_no_finding),
		cmocka_unit_test(a_broken_text_says_what_was_expected_where),
		cmocka_unit_test(the_limit_of_a_generation_is_kept),
		cmocka_unit_test(a_locale_without_a_text_is_told),
		cmocka_unit_test(more_findings_than_there_is_room_for_are_counted),
		cmocka_unit_test(a_fix_takes_exactly_the_range_of_its_finding),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
