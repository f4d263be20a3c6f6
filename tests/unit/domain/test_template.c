/* SPDX-License-Identifier: MIT */
/* the two kinds of message text and their defaults */
#include "domain/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/liquid.h"

static void
both_kinds_are_found_by_their_name(void **state)
{
	struct fault f;

	(void)state;
	for (int i = 0; i < TEMPLATE_KIND_COUNT; i++) {
		enum template_kind kind = TEMPLATE_KIND_COUNT;
		const char *name = template_kind_name((enum template_kind)i);

		assert_int_equal(template_kind_parse(name, &kind, &f), ST_OK);
		assert_int_equal(kind, i);
	}
	assert_string_equal(template_kind_name(TEMPLATE_VERIFICATION), "verification");
	assert_string_equal(template_kind_name(TEMPLATE_ENROLLMENT), "enrollment");
}

static void
an_unknown_name_is_answered_with_the_names_there_are(void **state)
{
	enum template_kind kind = TEMPLATE_ENROLLMENT;
	struct fault f;

	(void)state;
	assert_int_equal(template_kind_parse("Verification", &kind, &f), ST_NOT_FOUND);
	assert_int_equal(f.word, WORD_NOT_FOUND);
	assert_non_null(strstr(f.hint, "verification"));
	assert_non_null(strstr(f.hint, "enrollment"));
	assert_int_equal(kind, TEMPLATE_ENROLLMENT);
}

static void
only_an_enrollment_takes_the_enrollment_text(void **state)
{
	(void)state;
	assert_int_equal(template_kind_for_action("enrollment"), TEMPLATE_ENROLLMENT);
	assert_int_equal(template_kind_for_action("second-factor-authentication"),
	                 TEMPLATE_VERIFICATION);
	assert_int_equal(template_kind_for_action(""), TEMPLATE_VERIFICATION);
}

static void
the_defaults_are_the_documented_texts_to_the_byte(void **state)
{
	static const char verification[] =
		"{{code}} is your verification code for {{tenant.friendly_name}}";
	static const char enrollment[] =
		"{{code}} is your verification code for {{tenant.friendly_name}}. "
		"Please enter this code to verify your enrollment.";

	(void)state;
	assert_string_equal(template_default_text(TEMPLATE_VERIFICATION, TEMPLATE_BOTH),
	                    verification);
	assert_string_equal(template_default_text(TEMPLATE_ENROLLMENT, TEMPLATE_BOTH), enrollment);
}

static void
the_defaults_can_be_parsed(void **state)
{
	(void)state;
	for (int i = 0; i <= TEMPLATE_ENROLLMENT; i++) {
		const char *source = template_default_text((enum template_kind)i, TEMPLATE_BOTH);
		struct liquid *t;
		struct fault f;

		assert_int_equal(liquid_create(source, strlen(source), &t, &f), ST_OK);
		liquid_destroy(t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_kinds_are_found_by_their_name),
		cmocka_unit_test(an_unknown_name_is_answered_with_the_names_there_are),
		cmocka_unit_test(only_an_enrollment_takes_the_enrollment_text),
		cmocka_unit_test(the_defaults_are_the_documented_texts_to_the_byte),
		cmocka_unit_test(the_defaults_can_be_parsed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
