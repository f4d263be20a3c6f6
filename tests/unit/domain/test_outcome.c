/* SPDX-License-Identifier: MIT */
/* what a sandbox number does */
#include "domain/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct outcome
read_number(const char *number)
{
	struct outcome o;

	assert_true(outcome_of_number(number, &o));
	return o;
}

static void
expect_status(const char *number, enum outcome_kind kind, int group, int id)
{
	struct outcome o = read_number(number);

	assert_int_equal(o.kind, kind);
	assert_int_equal(o.status_group, group);
	assert_int_equal(o.status_id, id);
}

static void
a_group_digit_and_four_digits_spell_a_status(void **state)
{
	(void)state;
	expect_status("+99930005", OUTCOME_STATUS, 3, 5);
	expect_status("99930002", OUTCOME_STATUS, 3, 2);
	expect_status("+99910003", OUTCOME_STATUS, 1, 3);
	expect_status("+99920009", OUTCOME_STATUS, 2, 9);
	expect_status("+99940029", OUTCOME_STATUS, 4, 29);
	expect_status("+99950012", OUTCOME_STATUS, 5, 12);
	expect_status("+99959999", OUTCOME_STATUS, 5, 9999);
}

static void
an_eight_spells_an_error_of_four_or_five_digits(void **state)
{
	struct outcome o;

	(void)state;
	expect_status("+99980027", OUTCOME_ERROR, 2, 9);
	o = read_number("+99980027");
	assert_int_equal(o.error_id, 27);
	assert_int_equal(o.error_group, 1);
	o = read_number("+999810027");
	assert_int_equal(o.kind, OUTCOME_ERROR);
	assert_int_equal(o.error_id, 10027);
	expect_status("+9998002", OUTCOME_DELIVERED, 3, 5);
	expect_status("+9998000027", OUTCOME_DELIVERED, 3, 5);
}

static void
an_error_of_several_groups_is_that_of_outgoing_messages(void **state)
{
	struct outcome o = read_number("+99984102");

	(void)state;
	assert_int_equal(o.error_id, 4102);
	assert_int_equal(o.error_group, 3);
}

static void
an_error_without_a_published_group_is_an_operators(void **state)
{
	(void)state;
	assert_int_equal(read_number("+99984106").error_group, 3);
	assert_int_equal(read_number("+99989876").error_group, 3);
	assert_int_equal(read_number("+99980000").error_group, 0);
}

static void
a_nine_spells_an_http_status_or_else_400(void **state)
{
	(void)state;
	assert_int_equal(read_number("+99990429").kind, OUTCOME_HTTP);
	assert_int_equal(read_number("+99990429").http_status, 429);
	assert_int_equal(read_number("+99990429").status_group, 0);
	assert_int_equal(read_number("+99990200").http_status, 200);
	assert_int_equal(read_number("+99990599").http_status, 599);
	assert_int_equal(read_number("+99990199").http_status, 400);
	assert_int_equal(read_number("+99990600").http_status, 400);
	assert_int_equal(read_number("+99990000").http_status, 400);
	assert_int_equal(read_number("+99999999").http_status, 400);
}

static void
a_nought_spells_seconds_and_none_of_them_silence(void **state)
{
	(void)state;
	expect_status("+99900012", OUTCOME_SLOW, 3, 5);
	assert_int_equal(read_number("+99900012").delay_s, 12);
	assert_int_equal(read_number("+99909999").delay_s, 9999);
	expect_status("+99900000", OUTCOME_DROPPED, 3, 5);
	assert_int_equal(read_number("+99900000").delay_s, 0);
}

static void
every_other_sandbox_number_is_delivered(void **state)
{
	(void)state;
	expect_status("+999", OUTCOME_DELIVERED, 3, 5);
	expect_status("+9993", OUTCOME_DELIVERED, 3, 5);
	expect_status("+99960001", OUTCOME_DELIVERED, 3, 5);
	expect_status("+99970001", OUTCOME_DELIVERED, 3, 5);
	expect_status("+999500121", OUTCOME_DELIVERED, 3, 5);
	expect_status("+9995001", OUTCOME_DELIVERED, 3, 5);
	expect_status("+999123456789012", OUTCOME_DELIVERED, 3, 5);
}

static void
numbers_that_may_be_a_persons_have_no_outcome(void **state)
{
	static const char *const others[] = { "",          "+",          "+4915112345678",
		                              "99",        "+99",        "00999",
		                              "++9993005", "+9 9930005", "+9993000a",
		                              "+99930005x" };
	struct outcome o;
	struct outcome zero;

	(void)state;
	memset(&zero, 0, sizeof(zero));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		memset(&o, 0xFF, sizeof(o));
		assert_false(outcome_of_number(others[i], &o));
		assert_int_equal(o.kind, zero.kind);
		assert_int_equal(o.status_group, 0);
		assert_int_equal(o.error_id, 0);
	}
}

static void
only_group_five_is_refused_at_once(void **state)
{
	struct outcome o = read_number("+99950012");

	(void)state;
	assert_true(outcome_is_refused_at_once(&o));
	o = read_number("+99920009");
	assert_false(outcome_is_refused_at_once(&o));
	o = read_number("+99990500");
	assert_false(outcome_is_refused_at_once(&o));
	o = read_number("+99900012");
	assert_false(outcome_is_refused_at_once(&o));
}

static void
examples_show_every_kind_but_the_plain_one(void **state)
{
	bool shown[OUTCOME_DELIVERED + 1] = { false };
	const struct outcome_example *e;
	size_t count = 0;

	(void)state;
	for (; (e = outcome_example_at(count)) != NULL; count++) {
		assert_true(e->does[0] != '\0');
		assert_int_equal(e->number[0], '+');
		shown[read_number(e->number).kind] = true;
	}
	assert_true(shown[OUTCOME_STATUS] && shown[OUTCOME_ERROR] && shown[OUTCOME_HTTP]);
	assert_true(shown[OUTCOME_SLOW] && shown[OUTCOME_DROPPED]);
	assert_null(outcome_example_at(count + 1));
	assert_null(outcome_example_at(SIZE_MAX));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_digit_and_four_digits_spell_a_status),
		cmocka_unit_test(an_eight_spells_an_error_of_four_or_five_digits),
		cmocka_unit_test(an_error_of_several_groups_is_that_of_outgoing_messages),
		cmocka_unit_test(an_error_without_a_published_group_is_an_operators),
		cmocka_unit_test(a_nine_spells_an_http_status_or_else_400),
		cmocka_unit_test(a_nought_spells_seconds_and_none_of_them_silence),
		cmocka_unit_test(every_other_sandbox_number_is_delivered),
		cmocka_unit_test(numbers_that_may_be_a_persons_have_no_outcome),
		cmocka_unit_test(only_group_five_is_refused_at_once),
		cmocka_unit_test(examples_show_every_kind_but_the_plain_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
