/* SPDX-License-Identifier: MIT */
/* what is equal, what is greater, and what contains what */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "liquid_cases.h"

#define COUNT(cases) (sizeof(cases) / sizeof *(cases))

static void
equal_is_strict_about_types(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% if 1 == \"1\" %}y{% else %}n{% endif %}{% if 1 == 1.0 %}"
		  "y{% endif %}{% if v == w %}y{% endif %}",
		  "{\"v\":[1,[\"a\"]],\"w\":[1,[\"a\"]]}", "nyy" },
		{ "{% if v == w %}y{% else %}n{% endif %}{% if v == v %}"
		  "y{% endif %}",
		  "{\"v\":{\"a\":1},\"w\":{\"a\":1}}", "ny" },
		{ "{% if nothing == nil %}y{% endif %}{% if v == nil %}"
		  "y{% endif %}{% if v == nothing %}y{% else %}n{% endif %}",
		  "{\"v\":null}", "yyn" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
empty_and_blank_know_what_they_mean(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% if \"\" == empty %}y{% endif %}{% if v == empty %}"
		  "y{% endif %}{% if w == empty %}y{% endif %}"
		  "{% if nothing == empty %}y{% else %}n{% endif %}",
		  "{\"v\":[],\"w\":{}}", "yyyn" },
		{ "{% if \" \" == blank %}y{% endif %}{% if false == blank %}"
		  "y{% endif %}{% if nothing == blank %}y{% endif %}"
		  "{% if 0 == blank %}y{% else %}n{% endif %}",
		  NULL, "yyyn" },
		{ "{% if empty == empty %}y{% else %}n{% endif %}"
		  "{% if blank == nil %}y{% endif %}{% if nil == blank %}"
		  "y{% else %}n{% endif %}",
		  NULL, "nyn" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
order_turns_texts_into_numbers_only_beside_numbers(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% if \"10\" < \"9\" %}y{% endif %}{% if \"10\" > 9 %}"
		  "y{% endif %}{% if \"abc\" < 1 %}y{% else %}n{% endif %}"
		  "{% if \"abc\" >= 1 %}y{% else %}n{% endif %}",
		  NULL, "yynn" },
		{ "{% if v >= 0 %}y{% endif %}{% if nothing >= 0 %}y{% else %}"
		  "n{% endif %}{% if nil <= 0 %}y{% else %}n{% endif %}",
		  "{\"v\":null}", "ynn" },
		{ "{% if w < \"\" %}y{% endif %}", "{\"w\":\"😀\"}", "y" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
texts_and_lists_contain(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{% if \"hello\" contains \"ell\" %}y{% endif %}"
		  "{% if \"a1\" contains 1 %}y{% endif %}"
		  "{% if v contains \"b\" %}y{% endif %}{% if v contains 1 %}"
		  "y{% else %}n{% endif %}",
		  "{\"v\":[\"a\",\"b\",\"1\"]}", "yyyn" },
		{ "{% if \"undefined\" contains nothing %}y{% endif %}"
		  "{% if \"a\" contains empty %}y{% endif %}"
		  "{% if 12 contains 1 %}y{% else %}n{% endif %}"
		  "{% if nothing contains \"a\" %}y{% else %}n{% endif %}",
		  NULL, "yynn" },
		{ "{% assign h = \"😀\" | split: \"\" %}"
		  "{% if \"a😀\" contains h[0] %}y{% endif %}",
		  NULL, "y" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_is_strict_about_types),
		cmocka_unit_test(empty_and_blank_know_what_they_mean),
		cmocka_unit_test(order_turns_texts_into_numbers_only_beside_numbers),
		cmocka_unit_test(texts_and_lists_contain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
