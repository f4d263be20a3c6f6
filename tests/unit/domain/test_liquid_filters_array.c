/* SPDX-License-Identifier: MIT */
/* the filters for lists, and the one for what is missing */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "liquid_cases.h"

#define COUNT(cases) (sizeof(cases) / sizeof *(cases))

static void
ends_and_sizes_are_asked_of_anything(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | first }}{{ v | last }}{{ v | size }}", "{\"v\":[1,2,3]}", "133" },
		{ "{{ \"abc\" | first }}{{ \"abc\" | last }}{{ \"abc\" | size }}"
		  "{{ 5 | size }}{{ nothing | size }}",
		  NULL, "ac300" },
		{ "{{ v | size }} {{ v | first }}{{ v | last }}",
		  "{\"v\":{\"length\":2,\"0\":\"a\",\"1\":\"b\"}}", "2 ab" },
		{ "[{{ v | first }}]", "{\"v\":[]}", "[]" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
lists_are_joined_and_turned(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | join }} {{ v | join: \"\" }} {{ v | reverse | join: \","
		  "\" }}",
		  "{\"v\":[\"a\",1,null,true]}", "a 1  true a1true true,,1,a" },
		{ "{{ v | join: \"-\" }} {{ v }}", "{\"v\":[[1,[2,null]],{}]}",
		  "1,2,-[object Object] 12[object Object]" },
		{ "{{ \"abc\" | reverse }}{{ 7 | join: \",\" }}", NULL, "abc7" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_list_is_mapped_by_a_path(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | map: \"a\" | join }} {{ v | map: \"b.c\" | join: \","
		  "\" }}",
		  "{\"v\":[{\"a\":1,\"b\":{\"c\":2}},{\"a\":3}]}", "1 3 2," },
		{ "{{ v | map: \"length\" }}", "{\"v\":[\"ab\",\"cde\"]}", "23" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
sorting_keeps_equals_and_puts_nothing_last(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | sort | join }}", "{\"v\":[\"b\",\"a\",\"C\",\"B\"]}", "B C a b" },
		{ "{{ v | sort_natural | join }}", "{\"v\":[\"b\",\"A\",\"C\",\"B\"]}", "A b B C" },
		{ "{{ v | sort | join: \",\" }}", "{\"v\":[3,null,10,\"2\"]}", "2,3,10," },
		{ "{{ v | sort: \"p\" | map: \"n\" | join }}",
		  "{\"v\":[{\"p\":2,\"n\":1},{\"n\":2},{\"p\":1,\"n\":3},"
		  "{\"p\":2,\"n\":4}]}",
		  "3 1 4 2" },
		{ "{{ v | sort }}", "{\"v\":[\"\",\"😀\"]}", "😀" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_long_list_is_sorted_in_one_order(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% assign s = (1..200) | reverse | sort %}{{ s | first }} "
		  "{{ s | last }} {{ s | slice: 99, 3 | join }}",
		  NULL, "1 200 100 101 102" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
lists_are_sliced(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | slice: 1, 2 | join }} {{ v | slice: -2 | join }} "
		  "{{ v | slice: 0, 9 | size }}",
		  "{\"v\":[1,2,3]}", "2 3 2 3" },
		{ "{{ nothing | slice: 1 | size }} {{ 12345 | slice: 1, 2 }}", NULL, "0 23" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_default_stands_for_what_is_missing_false_or_empty(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ nothing | default: \"x\" }}{{ \"\" | default: \"x\" }}"
		  "{{ false | default: \"x\" }}{{ nil | default: \"x\" }}",
		  NULL, "xxxx" },
		{ "{{ v | default: \"x\" }}{{ 0 | default: \"x\" }}{{ \" \" | "
		  "default: \"x\" }}",
		  "{\"v\":[]}", "x0 " },
		{ "{{ false | default: \"x\", allow_false: true }}{{ nothing | "
		  "default: 1, allow_false: true }}",
		  NULL, "false1" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_filter_that_auth0_does_not_list_passes_its_value_on(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"a\" | shout | upcase }}{{ v | uniq }}", "{\"v\":[1,1]}", "A11" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_and_sizes_are_asked_of_anything),
		cmocka_unit_test(lists_are_joined_and_turned),
		cmocka_unit_test(a_list_is_mapped_by_a_path),
		cmocka_unit_test(sorting_keeps_equals_and_puts_nothing_last),
		cmocka_unit_test(a_long_list_is_sorted_in_one_order),
		cmocka_unit_test(lists_are_sliced),
		cmocka_unit_test(a_default_stands_for_what_is_missing_false_or_empty),
		cmocka_unit_test(a_filter_that_auth0_does_not_list_passes_its_value_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
