/* SPDX-License-Identifier: MIT */
/* the filters that calculate, with numbers written as JavaScript writes them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "liquid_cases.h"

#define COUNT(cases) (sizeof(cases) / sizeof *(cases))

static void
text_that_is_no_number_counts_as_nothing(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"abc\" | plus: 2 }} {{ \" 42 \" | plus: 0 }} "
		  "{{ \"12abc\" | plus: 1 }}",
		  NULL, "2 42 1" },
		{ "{{ \"0x1F\" | plus: 0 }} {{ \"0b101\" | plus: 0 }} "
		  "{{ \"0o17\" | plus: 0 }} {{ \"-0x1\" | plus: 0 }}",
		  NULL, "31 5 15 0" },
		{ "{{ \".5\" | plus: 0 }} {{ \"5.\" | plus: 0 }} {{ \"1e3\" | "
		  "plus: 0 }} {{ \"1e\" | plus: 0 }}",
		  NULL, "0.5 5 1000 0" },
		{ "{{ nothing | plus: 3 }} {{ v | plus: 1 }} {{ true | plus: 1 }}", "{\"v\":[7]}",
		  "3 8 2" },
		{ "{{ \"Infinity\" | plus: 1 }} {{ \"infinity\" | plus: 1 }} "
		  "{{ \"-Infinity\" | times: 2 }}",
		  NULL, "Infinity 1 -Infinity" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
an_argument_that_is_missing_makes_no_number(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ 5 | plus }} {{ 5 | times }} {{ 5 | modulo }}", NULL, "NaN NaN NaN" },
		{ "{{ 5 | plus: nothing }} {{ 5 | at_least }}", NULL, "5 5" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_division_keeps_its_fraction_unless_told_otherwise(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ 10 | divided_by: 4 }} {{ 10 | divided_by: 4, true }} "
		  "{{ -7 | divided_by: 2, 1 }}",
		  NULL, "2.5 2 -4" },
		{ "{{ 1 | divided_by: 0 }} {{ -1 | divided_by: 0 }} {{ 0 | "
		  "divided_by: 0 }}",
		  NULL, "Infinity -Infinity NaN" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_remainder_has_the_sign_of_the_divisor(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ -7 | modulo: 3 }} {{ 7 | modulo: -3 }} {{ 5.5 | "
		  "modulo: 2 }} {{ 3 | modulo: 0 }}",
		  NULL, "2 -2 1.5 NaN" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
the_greatest_and_the_least_look_at_every_argument(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ 4 | at_least: 5 }} {{ \"4\" | at_most: \"3.5\" }} {{ 1 | "
		  "at_least: 2, 9, 3 }}",
		  NULL, "5 3.5 9" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
rounding_goes_by_the_digits_that_are_seen(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ 1.005 | round: 2 }} {{ 4.35 | round: 1 }} {{ 2.5 | "
		  "round }} {{ -2.5 | round }}",
		  NULL, "1.01 4.4 3 -3" },
		{ "{{ 1234.5678 | round: -2 }} {{ 0.1 | round: 400 }}", NULL, "1200 0.1" },
		{ "{{ v | round: 1 }} {{ 7 | round: 1.5 }}", "{\"v\":1e300}", "1e+300 7" },
		{ "{{ -0.4 | round }} {{ 1.2 | ceil }} {{ -1.2 | ceil }} "
		  "{{ -1.2 | floor }} {{ -3 | abs }}",
		  NULL, "0 2 -1 -2 3" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
numbers_are_as_short_as_they_may_be(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ 0.1 | plus: 0.2 }} {{ 3.0 }} {{ 100 | times: 1.1 }}", NULL,
		  "0.30000000000000004 3 110.00000000000001" },
		{ "{{ v | times: 10 }} {{ v | times: 100 }}", "{\"v\":1e20}", "1e+21 1e+22" },
		{ "{{ v }} {{ w }} {{ x }} {{ y }}",
		  "{\"v\":1e20,\"w\":0.000001,\"x\":0.0000001,\"y\":5e-324}",
		  "100000000000000000000 0.000001 1e-7 5e-324" },
		{ "{{ v }} {{ w }} {{ x }}",
		  "{\"v\":1.7976931348623157e308,\"w\":123456789.125,\"x\":-0.0}",
		  "1.7976931348623157e+308 123456789.125 0" },
		{ "{{ v }} {{ w }}", "{\"v\":5.684341886080802e-14,\"w\":2.2250738585072014e-308}",
		  "5.684341886080802e-14 2.2250738585072014e-308" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_that_is_no_number_counts_as_nothing),
		cmocka_unit_test(an_argument_that_is_missing_makes_no_number),
		cmocka_unit_test(a_division_keeps_its_fraction_unless_told_otherwise),
		cmocka_unit_test(a_remainder_has_the_sign_of_the_divisor),
		cmocka_unit_test(the_greatest_and_the_least_look_at_every_argument),
		cmocka_unit_test(rounding_goes_by_the_digits_that_are_seen),
		cmocka_unit_test(numbers_are_as_short_as_they_may_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
