/* SPDX-License-Identifier: MIT */
/* a rendering meets what is expected of it, or the first failure says why not */
#include "domain/template_trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct scene {
	struct template_context context;
	struct template_rendering rendering;
	struct template_verdicts verdicts;
};

static void
judge(struct scene *s, const char *text)
{
	struct fault f;

	template_rendering_finish(&s->rendering);
	memset(&s->rendering, 0, sizeof(s->rendering));
	text_init(&s->rendering.text, LIQUID_OUTPUT_MAX);
	text_append(&s->rendering.text, text);
	assert_int_equal(parts_measure(text, strlen(text), &s->rendering.worst, &f), ST_OK);
	template_trial_judge(&s->context, "verification/fr", &s->rendering, &s->verdicts);
}

static int
set_up(void **state)
{
	static struct scene scene;

	memset(&scene, 0, sizeof(scene));
	template_context_init(&scene.context);
	template_context_make(&scene.context, TEMPLATE_VERIFICATION, "fr", "", false);
	*state = &scene;
	return 0;
}

static int
tear_down(void **state)
{
	struct scene *s = *state;

	template_context_finish(&s->context);
	template_rendering_finish(&s->rendering);
	return 0;
}

static void
the_usual_is_met_by_a_plain_text(void **state)
{
	struct scene *s = *state;

	judge(s, "123456 est votre code");
	assert_int_equal(s->verdicts.failed, 0);
	assert_int_equal(s->verdicts.of[TEMPLATE_TRIAL_CODE_ONCE], TEMPLATE_MET);
	assert_int_equal(s->verdicts.of[TEMPLATE_TRIAL_EQUALS], TEMPLATE_NOT_ASKED);
	assert_string_equal(s->verdicts.why, "");
}

static void
each_expectation_can_fail(void **state)
{
	struct scene *s = *state;

	judge(s, "votre code");
	assert_int_equal(s->verdicts.of[TEMPLATE_TRIAL_CODE_ONCE], TEMPLATE_FAILED);
	judge(s, "123456 https://x.example");
	assert_int_equal(s->verdicts.of[TEMPLATE_TRIAL_NO_LINK], TEMPLATE_FAILED);
	judge(s, "123456 \u2019 soixante-dix caracteres ne suffisent plus pour ce texte-la, non");
	assert_int_equal(s->verdicts.of[TEMPLATE_TRIAL_PARTS_MAX], TEMPLATE_FAILED);
	(void)text_copy(s->context.expect.contains, sizeof(s->context.expect.contains), "bonjour");
	(void)text_copy(s->context.expect.equals, sizeof(s->context.expect.equals), "123456");
	(void)text_copy(s->context.expect.resolves_to, sizeof(s->context.expect.resolves_to),
	                "verification");
	judge(s, "123456 bon");
	assert_int_equal(s->verdicts.failed, 3);
	assert_string_equal(s->verdicts.why, "verification/fr answers, not verification");
}

static void
unknown_variables_fail_where_known_ones_are_expected(void **state)
{
	struct scene *s = *state;

	judge(s, "123456");
	s->rendering.missing = 2;
	template_trial_judge(&s->context, "verification", &s->rendering, &s->verdicts);
	assert_string_equal(s->verdicts.why, "2 unknown variables come out empty");
}

static void
a_text_that_does_not_render_fails_with_its_reason_alone(void **state)
{
	struct scene *s = *state;

	s->rendering.st = fault_set(&s->rendering.fault, WORD_TEMPLATE_INVALID, "1:2: no");
	template_trial_judge(&s->context, "", &s->rendering, &s->verdicts);
	assert_int_equal(s->verdicts.failed, 1);
	assert_string_equal(s->verdicts.why, "1:2: no");
}

int
main(void)
{
#define WITH_SCENE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		WITH_SCENE(the_usual_is_met_by_a_plain_text),
		WITH_SCENE(each_expectation_can_fail),
		WITH_SCENE(unknown_variables_fail_where_known_ones_are_expected),
		WITH_SCENE(a_text_that_does_not_render_fails_with_its_reason_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
