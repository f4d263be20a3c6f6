/* SPDX-License-Identifier: MIT */
/* how many calls a window of time lets through */
#include "sandbox/throttle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct throttle_rate three_a_second = { 3, 1000 };

static void
lets_through_as_many_as_it_may_and_says_how_long_to_wait(void **state)
{
	struct throttle t = { 0, 0 };

	(void)state;
	assert_int_equal(throttle_enter(&t, three_a_second, 5000), 0);
	assert_int_equal(throttle_enter(&t, three_a_second, 5100), 0);
	assert_int_equal(throttle_enter(&t, three_a_second, 5999), 0);
	assert_int_equal(throttle_enter(&t, three_a_second, 5999), 1);
	assert_int_equal(throttle_enter(&t, three_a_second, 6000), 0);
}

static void
a_window_begins_with_the_first_call_after_the_last_one(void **state)
{
	struct throttle t = { 0, 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(throttle_enter(&t, three_a_second, 0), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(throttle_enter(&t, three_a_second, 1700), 0);
	assert_int_equal(throttle_enter(&t, three_a_second, 2200), 500);
}

static void
what_it_turns_away_does_not_count(void **state)
{
	struct throttle t = { 0, 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(throttle_enter(&t, three_a_second, 0), 0);
	for (int i = 0; i < 50; i++)
		assert_int_equal(throttle_enter(&t, three_a_second, 999), 1);
	assert_int_equal(throttle_enter(&t, three_a_second, 1000), 0);
}

static void
a_clock_that_goes_back_locks_nobody_out(void **state)
{
	struct throttle t = { 0, 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(throttle_enter(&t, three_a_second, 90000), 0);
	assert_int_equal(throttle_enter(&t, three_a_second, 100), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_through_as_many_as_it_may_and_says_how_long_to_wait),
		cmocka_unit_test(a_window_begins_with_the_first_call_after_the_last_one),
		cmocka_unit_test(what_it_turns_away_does_not_count),
		cmocka_unit_test(a_clock_that_goes_back_locks_nobody_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
