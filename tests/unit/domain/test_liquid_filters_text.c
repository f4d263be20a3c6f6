/* SPDX-License-Identifier: MIT */
/* the filters that change a text, counted in characters as LiquidJS counts */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "liquid_cases.h"

#define COUNT(cases) (sizeof(cases) / sizeof *(cases))

static void
letters_change_their_case(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"straße\" | upcase }} {{ \"ΟΔΟΣ\" | downcase }} "
		  "{{ \"İ\" | downcase }}",
		  NULL, "STRASSE οδος i̇" },
		{ "{{ \"hELLO wORLD\" | capitalize }} {{ \"ßA\" | capitalize }} "
		  "{{ \"1AB\" | capitalize }}",
		  NULL, "Hello world SSa 1ab" },
		{ "{{ v | capitalize }}", "{\"v\":\"\\ud801\\udc28A\"}", "𐐨a" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
texts_are_put_together(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"a\" | append: \"b\" | prepend: 1 }} {{ nothing | "
		  "append: nothing }}",
		  NULL, "1ab " },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
white_space_of_all_kinds_is_stripped(void **state)
{
	static const struct liquid_case cases[] = {
		{ "[{{ v | strip }}][{{ v | lstrip }}][{{ v | rstrip }}]",
		  "{\"v\":\"\\u00a0\\u3000 a \\ufeff\\n\"}", "[a][a ﻿\n][ 　 a]" },
		{ "{{ \"xxayx\" | strip: \"xy\" }} {{ \"--a-\" | "
		  "lstrip: \"-\" }} {{ \"1100\" | rstrip: 0 }}",
		  NULL, "a a- 1100" },
		{ "{{ \"😀a😀\" | strip: \"😀\" }} [{{ \" a \" | strip: nil }}]", NULL, "a [ a ]" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_text_is_cut_to_its_first_characters(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"Ground control\" | truncate: 9 }} {{ \"short\" | "
		  "truncate: 5 }}",
		  NULL, "Ground... short" },
		{ "{{ \"😀😀😀😀😀\" | truncate: 4 }} {{ \"abcdef\" | truncate: 3,"
		  " \"\" }}",
		  NULL, "😀... abc" },
		{ "{{ \"abcdef\" | truncate: 2 }} {{ \"abcdef\" | "
		  "truncate: \"4\", \"…\" }} {{ \"ab\" | truncate: -1 }}",
		  NULL, "... abc… ..." },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
words_are_counted_with_their_blanks(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"one two  three\" | truncatewords: 2 }} {{ \"one two\" | "
		  "truncatewords: 2 }}",
		  NULL, "one two... one two..." },
		{ "{{ \"one two\" | truncatewords: 3 }} {{ \"one two\" | "
		  "truncatewords: 0, \"-\" }}",
		  NULL, "one two one-" },
		{ "[{{ \" a \" | truncatewords: 2, \".\" }}][{{ \"a b\" | "
		  "truncatewords: \"x\" }}]",
		  NULL, "[a .][]" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
parts_are_replaced_and_removed(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"a.b.c\" | replace: \".\", \"-\" }} {{ \"aaa\" | "
		  "replace: \"aa\", \"b\" }} {{ \"abc\" | replace: \"\", \".\" }}",
		  NULL, "a-b-c ba a.b.c" },
		{ "{{ \"a.b.c\" | remove: \".\" }} {{ \"a.b.c\" | "
		  "remove_first: \".\" }} {{ \"abc\" | replace_first: \"\","
		  " \".\" }}",
		  NULL, "abc ab.c .abc" },
		{ "{{ \"a$b\" | replace_first: \"$\", \"$&$1\" }} {{ \"1234\" | "
		  "replace: 2, 9 }}",
		  NULL, "a$&$1b 1934" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_text_is_split_and_its_empty_end_dropped(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \",a,,b,,\" | split: \",\" | join: \"|\" }} {{ \"\" | "
		  "split: \",\" | size }}",
		  NULL, "|a||b 0" },
		{ "{{ \"héy\" | split: \"\" | join: \".\" }} {{ \"a b\" | "
		  "split | size }}",
		  NULL, "h.é.y 3" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_slice_counts_characters_and_from_either_end(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"hello\" | slice: 1, 3 }} {{ \"hello\" | slice: -3, 2 }} "
		  "{{ \"hello\" | slice: 9 }}.",
		  NULL, "ell ll ." },
		{ "{{ \"a😀b\" | slice: 1 }} {{ \"hello\" | slice: 1 }} "
		  "[{{ \"hello\" | slice: -9, 2 }}]",
		  NULL, "😀 e []" },
		{ "{{ \"hello\" | slice: \"1\", \"2\" }} {{ \"hello\" | slice: 1,"
		  " -1 }}",
		  NULL, "el " },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
half_a_character_is_joined_again_or_replaced(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"😀\" | split: \"\" | size }} {{ \"😀\" | split: \"\" | "
		  "join: \"\" }}",
		  NULL, "2 😀" },
		{ "{{ \"😀\" | first }}{{ \"😀\" | last }} {{ \"😀\" | first }}", NULL, "😀 �" },
		{ "{{ \"😀\" | size }} {{ \"a😀\" | replace: \"\", \"-\" }}", NULL, "2 a-�-�" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
what_needs_one_argument_says_so(void **state)
{
	(void)state;
	liquid_case_refused("{{ 'a' | append }}", NULL, "append");
	liquid_case_refused("{{ 'a' | prepend: 1, 2 }}", NULL, "prepend");
	liquid_case_refused("{{ '\U0001F600' | first | url_encode }}", NULL, "url_encode");
}

/* None of these may take the memory or the time that its arguments ask for. */
static void
what_asks_for_too_much_is_refused(void **state)
{
	(void)state;
	liquid_case_refused("{{ 0 | date: '%999999999999d' }}", NULL, "width");
	liquid_case_refused("{{ 0 | date: '%900000d' }}", NULL, "");
	liquid_case_refused("{% assign a = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' %}"
	                    "{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}",
	                    NULL, "");
	liquid_case_refused(
		"{% assign a = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' %}"
		"{% for i in (1..40) %}{% assign a = a | replace: 'x', a %}{% endfor %}",
		NULL, "");
	liquid_case_refused("{% assign a = (1..300000) | join: 'xxxxxxxxxxxxxxxxxxxxxxxxxxx' %}",
	                    NULL, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_change_their_case),
		cmocka_unit_test(texts_are_put_together),
		cmocka_unit_test(white_space_of_all_kinds_is_stripped),
		cmocka_unit_test(a_text_is_cut_to_its_first_characters),
		cmocka_unit_test(words_are_counted_with_their_blanks),
		cmocka_unit_test(parts_are_replaced_and_removed),
		cmocka_unit_test(a_text_is_split_and_its_empty_end_dropped),
		cmocka_unit_test(a_slice_counts_characters_and_from_either_end),
		cmocka_unit_test(half_a_character_is_joined_again_or_replaced),
		cmocka_unit_test(what_needs_one_argument_says_so),
		cmocka_unit_test(what_asks_for_too_much_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
