/* SPDX-License-Identifier: MIT */
/* the filter for dates: what it reads and what it writes */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "liquid_cases.h"

#define COUNT(cases) (sizeof(cases) / sizeof *(cases))

static void
every_letter_has_its_conversion(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | date: \"%Y-%m-%d %H:%M:%S.%L %j %U %W %u %w %s\" }}",
		  "{\"v\":\"2024-03-05T07:08:09.012Z\"}",
		  "2024-03-05 07:08:09.012 065 09 10 2 2 1709622489" },
		{ "{{ v | date: \"%a %A %b %B %h %C %y %e|%k|%l %I %p %P %q\" }}",
		  "{\"v\":\"2024-03-05T17:08:09Z\"}",
		  "Tue Tuesday Mar March Mar 20 24  5|17| 5 05 PM pm th" },
		{ "{{ v | date: \"%c|%x|%X|%z|%:z|%Z|%N|%3N|%12N|%%|%n%t.\" }}",
		  "{\"v\":\"2024-03-05T17:08:09.5Z\"}",
		  "3/5/2024,"
		  " 5:08:09 PM|3/5/2024|5:08:09 PM"
		  "|+0000|+00:00|UTC|500000000|500|500000000000|%|\n\t." },
		{ "{{ v | date }}", "{\"v\":\"2024-03-05T17:08:09Z\"}",
		  "Tuesday, March 5, 2024 at 5:08 pm +0000" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
flags_and_widths_change_how_it_is_filled(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | "
		  "date: \"%-d|%_d|%05d|%_5d|%^a|%#p|%#b|%0e|%-10Y|%10Y|%Ed|%10A\" }}"
		  "",
		  "{\"v\":\"2024-03-05\"}",
		  "5| 5|00005|    5|TUE|am|MAR|05|2024|0000002024|05|   Tuesday" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
what_is_no_conversion_stays(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ v | date: \"%Q %5Q %\" }}|{{ v | date: \"%5\" }}|{{ v | "
		  "date: \"%é\" }}",
		  "{\"v\":\"2024-03-05\"}", "%Q %5Q %|%5|%é" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
numbers_are_seconds_and_words_are_now(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ 0 | date: \"%F%Y\" }} {{ \"1700000000\" | "
		  "date: \"%T%H\" }} {{ -1.5 | date: \"%H:%M:%S.%L\" }}",
		  NULL, "%F1970 %T22 23:59:58.500" },
		{ "{{ \"now\" | date: \"%s\" }} {{ \"today\" | "
		  "date: \"%Y-%m-%d\" }} {{ true | date: \"%L\" }}",
		  NULL, "1700000000 2023-11-14 001" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
texts_are_read_as_a_browser_reads_them(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"2024-03-05T07:08:09+02:00\" | date: \"%H\" }} "
		  "{{ \"2024-03-05T24:00\" | date: \"%d\" }} {{ \"2024\" | "
		  "date: \"%Y\" }}",
		  NULL, "05 06 1970" },
		{ "{{ \"Mar 5, 2024 5:06 PM\" | date: \"%d %H\" }} "
		  "{{ \"5 March 2024\" | date: \"%m\" }} {{ \"3/5/24\" | "
		  "date: \"%Y-%m-%d\" }}",
		  NULL, "05 17 03 2024-03-05" },
		{ "{{ \"Tue, 05 Mar 2024 10:00:00 GMT+0130\" | "
		  "date: \"%H:%M\" }} {{ \"2024-03-05 10:00 EST\" | "
		  "date: \"%H\" }}",
		  NULL, "08:30 15" },
		{ "{{ \"2024/3/5 (or so) 10:00:01.25\" | date: \"%S.%L\" }} "
		  "{{ \"-000001-03-05\" | date: \"%Y\" }}",
		  NULL, "01.250 -001" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
what_is_no_date_passes_as_it_is(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ \"hello\" | date: \"%Y\" }} {{ \"2024-02-32\" | "
		  "date: \"%Y\" }} {{ \"2024-03-05T25:00\" | date: \"%Y\" }}",
		  NULL, "hello 2024-02-32 2024-03-05T25:00" },
		{ "[{{ nothing | date: \"%Y\" }}{{ \"\" | date: \"%Y\" }}]{{ v | "
		  "date: \"%Y\" }}",
		  "{\"v\":1e20}", "[]100000000000000000000" },
		{ "{{ \"31 February 2024\" | date: \"%m-%d\" }} "
		  "{{ \"2024-02-30\" | date: \"%m-%d\" }}",
		  NULL, "03-02 03-01" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_zone_moves_what_is_shown(void **state)
{
	static const struct liquid_case cases[] = {
		{ "{{ 0 | date: \"%H:%M %z %:z %Z\", -90 }} {{ 0 | "
		  "date: \"%d %H %z %s\", 300 }}",
		  NULL, "01:30 +0130 +01:30 +0130 31 19 -0500 0" },
		{ "{{ 0 | date: \"%H %Z\", \"UTC\" }}", NULL, "00 UTC" },
	};

	(void)state;
	liquid_cases_check(cases, COUNT(cases));
}

static void
a_zone_by_name_is_refused(void **state)
{
	(void)state;
	liquid_case_refused("{{ 0 | date: '%H', 'Europe/Berlin' }}", NULL, "zone");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_letter_has_its_conversion),
		cmocka_unit_test(flags_and_widths_change_how_it_is_filled),
		cmocka_unit_test(what_is_no_conversion_stays),
		cmocka_unit_test(numbers_are_seconds_and_words_are_now),
		cmocka_unit_test(texts_are_read_as_a_browser_reads_them),
		cmocka_unit_test(what_is_no_date_passes_as_it_is),
		cmocka_unit_test(a_zone_moves_what_is_shown),
		cmocka_unit_test(a_zone_by_name_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
