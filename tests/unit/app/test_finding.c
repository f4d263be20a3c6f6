/* SPDX-License-Identifier: MIT */
/* What a probe or a check came to. */
#include "app/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

static void
the_words_are_those_of_the_contract(void **state)
{
	(void)state;
	assert_string_equal(finding_word(FINDING_PASS), "pass");
	assert_string_equal(finding_word(FINDING_FAIL), "fail");
	assert_string_equal(finding_word(FINDING_WARN), "warn");
	assert_string_equal(finding_word(FINDING_UNKNOWN), "unknown");
	assert_string_equal(finding_mark(FINDING_UNKNOWN), "[n/a]");
	assert_string_equal(finding_mark(FINDING_WAITING), "[--]");
}

static void
one_that_waits_or_runs_is_not_over(void **state)
{
	struct finding found;

	(void)state;
	finding_init(&found);
	assert_false(finding_is_over(&found));
	assert_int_equal(found.took_us, -1);
	found.result = FINDING_RUNNING;
	assert_false(finding_is_over(&found));
	finding_set(&found, FINDING_WARN, "%d of %d", 1, 2);
	assert_true(finding_is_over(&found));
}

static void
it_keeps_its_time_and_a_new_result_has_no_old_fix(void **state)
{
	struct finding found;

	(void)state;
	clock_freeze(1795600800000LL, 1);
	finding_init(&found);
	finding_set(&found, FINDING_FAIL, "bad");
	finding_fix(&found, "mend %s", "it");
	assert_string_equal(found.fix, "mend it");
	assert_int_equal(found.at_ms, 1795600800000LL);
	finding_set(&found, FINDING_PASS, "good");
	assert_string_equal(found.fix, "");
	clock_release();
}

static void
a_fault_gives_both_lines(void **state)
{
	struct finding found;
	struct fault f;

	(void)state;
	fault_set(&f, WORD_BASE_URL_MISSING, "no %s here", "URL");
	fault_hint(&f, "set one");
	finding_init(&found);
	finding_from_fault(&found, FINDING_FAIL, &f);
	assert_string_equal(found.proof, "no URL here");
	assert_string_equal(found.fix, "set one");
	assert_int_equal(found.result, FINDING_FAIL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_words_are_those_of_the_contract),
		cmocka_unit_test(one_that_waits_or_runs_is_not_over),
		cmocka_unit_test(it_keeps_its_time_and_a_new_result_has_no_old_fix),
		cmocka_unit_test(a_fault_gives_both_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
