/* SPDX-License-Identifier: MIT */
/* the filter for dates: what it reads and what it writes */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/liquid.h"
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

/* Half a summer in the south of nowhere, a name that is long enough, and one that is unknown. */
static enum status
give_zone(void *context, const char *name, int64_t utc_s, int32_t *east_s, struct fault *f)
{
	int *asked = context;

	(*asked)++;
	if (strcmp(name, "Test/Unknown") == 0)
		return fault_set(f, WORD_VALUE_INVALID, "nobody knows \"%s\"", name);
	if (strcmp(name, "Test/Early") == 0)
		*east_s = -2648;
	else if (strcmp(name, "America/Los_Angeles") == 0)
		*east_s = -28800;
	else if (strcmp(name, "Test/Late") == 0)
		*east_s = 561;
	else
		*east_s = utc_s < 100 ? 3600 : 7200;
	return ST_OK;
}

static enum status
render_in_zone(const char *source, int *asked, struct text *out, struct fault *f)
{
	struct liquid_run run = { .zone = give_zone, .zone_context = asked };
	struct liquid *t;

	text_init(out, LIQUID_OUTPUT_MAX);
	*asked = 0;
	assert_int_equal(liquid_create(source, strlen(source), &t, f), ST_OK);
	enum status st = liquid_render_with(t, &run, out, f);
	liquid_destroy(t);
	return st;
}

static void
a_zone_by_name_is_asked_of_the_caller(void **state)
{
	static const struct {
		const char *source;
		const char *expected;
		int asked;
	} rows[] = {
		{ "{{ 99 | date: '%H:%M:%S %z %:z %Z %s', 'Test/City' }}",
		  "01:01:39 +0100 +01:00 Test/City 99", 1 },
		{ "{{ 100 | date: '%H:%M:%S %z', 'Test/City' }}", "02:01:40 +0200", 1 },
		{ "{{ 99.999 | date: '%H:%M:%S.%L', 'Test/City' }}", "01:01:39.999", 1 },
		{ "{{ -0.5 | date: '%H:%M:%S.%L', 'Test/City' }}", "00:59:59.500", 1 },
		/* Seconds of an offset are a fraction of its minutes, which is not filled up. */
		{ "{{ 0 | date: '%H:%M:%S %z', 'Test/Early' }}", "23:15:52 -0044.13333333333333",
		  1 },
		{ "{{ 0 | date: '%H:%M:%S %:z', 'Test/Late' }}", "00:09:21 +00:9.35", 1 },
		/* LiquidJS takes two digits of a year for one of this or the last century. */
		{ "{{ -61788528001 | date: '%Y-%m-%d %H', 'Test/City' }}", "0012-01-01 00", 1 },
		{ "{{ -62135596801 | date: '%Y-%m-%d %H', 'Test/City' }}", "0000-01-02 00", 1 },
		{ "{{ -59011459201 | date: '%Y-%m-%d %H', 'Test/City' }}", "-1800-01-02 00", 1 },
		/* Three letters that are JavaScript's own. */
		{ "{{ 0 | date: '%H %Z', 'pst' }}", "16 pst", 1 },
		/* Nobody is asked about what is no date, and about UTC. */
		{ "{{ 'soon' | date: '%H', 'Test/Unknown' }}", "soon", 0 },
		{ "{{ 0 | date: '%H %Z', 'utc' }}", "00 utc", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct text out;
		struct fault f;
		int asked;

		if (render_in_zone(rows[i].source, &asked, &out, &f) != ST_OK)
			fail_msg("%s: %s", rows[i].source, f.cause);
		if (strcmp(text_string(&out), rows[i].expected) != 0)
			fail_msg("%s gave \"%s\"", rows[i].source, text_string(&out));
		assert_int_equal(asked, rows[i].asked);
		text_finish(&out);
	}
}

static void
a_zone_that_the_caller_lacks_ends_the_render(void **state)
{
	static const char *const sources[][2] = {
		{ "{{ 0 | date: '%H', 'Test/Unknown' }}", "1:1: nobody knows \"Test/Unknown\"" },
		{ "{{ 0 | date: '%H', '' }}", "no time zone with such a name" },
		{ "{{ 0 | date: '%Z', '0123456789012345678901234567890123456789"
		  "0123456789012345678901234' }}",
		  "no time zone with such a name" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		struct text out;
		struct fault f;
		int asked;

		assert_int_equal(render_in_zone(sources[i][0], &asked, &out, &f), ST_INVALID);
		if (strstr(f.cause, sources[i][1]) == NULL)
			fail_msg("%s: %s", sources[i][0], f.cause);
		text_finish(&out);
	}
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
		cmocka_unit_test(a_zone_by_name_is_asked_of_the_caller),
		cmocka_unit_test(a_zone_that_the_caller_lacks_ends_the_render),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
