/* SPDX-License-Identifier: MIT */
/* moments as text and back, zones, leap seconds, and the seam that stops the clocks */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define MOMENT_MS INT64_C(1795601702118) /* 2026-11-25T10:15:02.118Z */
#define UNTOUCHED INT64_C(-77)

static int64_t
parsed(const char *source)
{
	int64_t at_ms = UNTOUCHED;

	if (!clock_parse(source, &at_ms))
		fail_msg("\"%s\" is refused", source);
	return at_ms;
}

static void
use_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

static void
a_moment_is_written_as_rfc_3339_with_milliseconds(void **state)
{
	char out[CLOCK_TEXT_BYTES];

	(void)state;
	clock_format(MOMENT_MS, out);
	assert_string_equal(out, "2026-11-25T10:15:02.118Z");
	clock_format(0, out);
	assert_string_equal(out, "1970-01-01T00:00:00.000Z");
	clock_format(-1, out);
	assert_string_equal(out, "1969-12-31T23:59:59.999Z");
}

static void
the_provider_gets_an_offset_without_a_colon(void **state)
{
	char out[CLOCK_TEXT_BYTES];

	(void)state;
	clock_format_provider(MOMENT_MS, out);
	assert_string_equal(out, "2026-11-25T10:15:02.118+0000");
}

static void
dates_agree_with_the_c_library_over_four_thousand_years(void **state)
{
	const int64_t step_ms = INT64_C(86400000) * 17 + 12345679;

	(void)state;
	for (int64_t at_ms = INT64_C(-62135596800000); at_ms < INT64_C(64060588800000);
	     at_ms += step_ms) {
		char ours[CLOCK_TEXT_BYTES], theirs[64];
		int64_t ms = (at_ms % 1000 + 1000) % 1000;
		time_t seconds = (time_t)((at_ms - ms) / 1000);
		struct tm broken;

		assert_non_null(gmtime_r(&seconds, &broken));
		snprintf(theirs, sizeof theirs, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
		         broken.tm_year + 1900, broken.tm_mon + 1, broken.tm_mday, broken.tm_hour,
		         broken.tm_min, broken.tm_sec, (int)ms);
		clock_format(at_ms, ours);
		assert_string_equal(ours, theirs);
		assert_int_equal(parsed(ours), at_ms);
	}
}

static void
a_year_of_five_digits_stays_inside_the_text(void **state)
{
	char out[CLOCK_TEXT_BYTES];

	(void)state;
	clock_format_provider(INT64_MAX, out);
	assert_string_equal(out, "9999-12-31T23:59:59.999+0000");
	clock_format_date_time(INT64_MAX, false, out);
	assert_int_equal(strlen(out), 19);
	clock_format(INT64_MIN, out);
	assert_string_equal(out, "0000-01-01T00:00:00.000Z");
}

static void
every_form_of_the_same_moment_reads_alike(void **state)
{
	static const char *const forms[] = {
		"2026-11-25T10:15:02.118Z",      "2026-11-25T10:15:02.118+0000",
		"2026-11-25T11:15:02.118+0100",  "2026-11-25T11:15:02.118+01:00",
		"2026-11-25t10:15:02.118z",      "2026-11-25 10:15:02.118",
		"2026-11-25T10:15:02.118",       "2026-11-25T10:15:02.118999999Z",
		"2026-11-26T00:15:02.118+14:00", "2026-11-24T20:15:02.118-1400",
		"2026-11-25T16:00:02.118+05:45", "2026-11-25T20:45:02.118+1030",
		"2026-11-25T10:15:02.118-00:00",
	};

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		assert_int_equal(parsed(forms[i]), MOMENT_MS);
}

static void
milliseconds_and_the_time_of_day_may_be_missing(void **state)
{
	(void)state;
	assert_int_equal(parsed("2026-11-25T10:15:02Z"), MOMENT_MS - 118);
	assert_int_equal(parsed("2026-11-25T10:15:02.1Z"), MOMENT_MS - 18);
	assert_int_equal(parsed("2026-11-25T10:15:02+0000"), MOMENT_MS - 118);
	assert_int_equal(parsed("2026-11-25"), INT64_C(1795564800000));
	assert_int_equal(parsed("2024-02-29"), INT64_C(1709164800000));
}

static void
a_leap_second_is_the_second_after_it(void **state)
{
	(void)state;
	assert_int_equal(parsed("2016-12-31T23:59:60Z"), parsed("2017-01-01T00:00:00Z"));
	assert_int_equal(parsed("2016-12-31T15:59:60.5-08:00"), parsed("2017-01-01T00:00:00.5Z"));
}

static void
what_is_no_time_is_refused_and_leaves_the_result_alone(void **state)
{
	static const char *const forms[] = {
		"",
		"now",
		"2026",
		"2026-11",
		"2026-13-01",
		"2026-00-10",
		"2026-11-31",
		"2026-11-00",
		"2025-02-29",
		"1900-02-29",
		"2026-11-25T",
		"2026-11-25T10",
		"2026-11-25T10:15",
		"2026-11-25T24:00:00Z",
		"2026-11-25T10:60:00Z",
		"2026-11-25T10:15:61Z",
		"2026-11-25T10:15:60Z",
		"2026-11-25T10:15:02.Z",
		"2026-11-25T10:15:02,118Z",
		"2026-11-25T10:15:02Zx",
		"2026-11-25T10:15:02+01",
		"2026-11-25T10:15:02+1:00",
		"2026-11-25T10:15:02+24:00",
		"2026-11-25T10:15:02+01:60",
		"2026-11-25T10:15:02+",
		" 2026-11-25",
		"+2026-11-25",
		"2026-11-25 ",
		"2026/11/25",
		"26-11-25",
	};

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		int64_t at_ms = UNTOUCHED;
		if (clock_parse(forms[i], &at_ms))
			fail_msg("\"%s\" is accepted", forms[i]);
		assert_int_equal(at_ms, UNTOUCHED);
	}
}

static void
a_span_counts_back_from_now(void **state)
{
	int64_t at_ms;

	(void)state;
	assert_true(clock_parse_since("30s", MOMENT_MS, &at_ms));
	assert_int_equal(at_ms, MOMENT_MS - 30000);
	assert_true(clock_parse_since("15m", MOMENT_MS, &at_ms));
	assert_int_equal(at_ms, MOMENT_MS - 900000);
	assert_true(clock_parse_since("2h", MOMENT_MS, &at_ms));
	assert_int_equal(at_ms, MOMENT_MS - 7200000);
	assert_true(clock_parse_since("7d", MOMENT_MS, &at_ms));
	assert_int_equal(at_ms, MOMENT_MS - 604800000);
	assert_true(clock_parse_since("999999999d", MOMENT_MS, &at_ms));
	assert_int_equal(at_ms, MOMENT_MS - INT64_C(86399999913600000));
}

static void
since_takes_a_moment_as_well(void **state)
{
	int64_t at_ms;

	(void)state;
	assert_true(clock_parse_since("2026-11-25T11:15:02.118+0100", 0, &at_ms));
	assert_int_equal(at_ms, MOMENT_MS);
}

static void
a_span_without_number_or_unit_is_refused(void **state)
{
	static const char *const forms[] = { "",     "m",    "15",  "15x",  "15mm",       "-15m",
		                             "1.5h", "15 m", "15M", " 15m", "9999999999s" };

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		int64_t at_ms = UNTOUCHED;
		if (clock_parse_since(forms[i], MOMENT_MS, &at_ms))
			fail_msg("\"%s\" is accepted", forms[i]);
		assert_int_equal(at_ms, UNTOUCHED);
	}
}

static void
local_times_follow_the_zone(void **state)
{
	static const struct {
		const char *zone;
		const char *expected;
	} rows[] = {
		{ "UTC0", "2026-11-25 10:15:02" },
		{ "<+14>-14", "2026-11-26 00:15:02" },
		{ "<-14>14", "2026-11-24 20:15:02" },
		{ "<+0545>-5:45", "2026-11-25 16:00:02" },
		{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-11-25 21:15:02" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char out[CLOCK_TEXT_BYTES];

		use_zone(rows[i].zone);
		clock_format_date_time(MOMENT_MS, false, out);
		assert_string_equal(out, rows[i].expected);
		clock_format_time(MOMENT_MS, false, true, out);
		assert_string_equal(out, rows[i].expected + 11);
		clock_format_date_time(MOMENT_MS, true, out);
		assert_string_equal(out, "2026-11-25 10:15:02");
	}
	use_zone("UTC0");
}

static void
the_hour_that_comes_twice_reads_the_same_twice(void **state)
{
	char out[CLOCK_TEXT_BYTES];
	int64_t first_ms = parsed("2026-10-25T00:30:00Z");

	(void)state;
	use_zone("CET-1CEST,M3.5.0,M10.5.0/3");
	clock_format_time(first_ms, false, false, out);
	assert_string_equal(out, "02:30");
	clock_format_time(first_ms + 3600000, false, false, out);
	assert_string_equal(out, "02:30");
	clock_format_time(parsed("2026-03-29T01:00:00Z"), false, false, out);
	assert_string_equal(out, "03:00");
	clock_format_time(parsed("2026-03-29T01:00:00Z") - 1, false, false, out);
	assert_string_equal(out, "01:59");
	use_zone("UTC0");
}

static void
the_minute_is_cut_not_rounded(void **state)
{
	char out[CLOCK_TEXT_BYTES];

	(void)state;
	clock_format_time(MOMENT_MS + 57881, true, false, out);
	assert_string_equal(out, "10:15");
	clock_format_time(MOMENT_MS + 57881, true, true, out);
	assert_string_equal(out, "10:15:59");
}

static void
frozen_clocks_stand_still_and_move_together(void **state)
{
	(void)state;
	clock_freeze(MOMENT_MS, 5000);
	assert_int_equal(clock_now_ms(), MOMENT_MS);
	assert_int_equal(clock_monotonic_us(), 5000);
	clock_advance_ms(1500);
	assert_int_equal(clock_now_ms(), MOMENT_MS + 1500);
	assert_int_equal(clock_monotonic_us(), 1505000);
	clock_release();
}

static void
released_clocks_show_the_systems_time(void **state)
{
	struct timespec wall, boot;

	(void)state;
	clock_freeze(0, 0);
	clock_release();
	assert_int_equal(clock_gettime(CLOCK_REALTIME, &wall), 0);
	assert_int_equal(clock_gettime(CLOCK_BOOTTIME, &boot), 0);
	int64_t wall_off_ms = clock_now_ms() - (int64_t)wall.tv_sec * 1000;
	int64_t boot_off_us = clock_monotonic_us() - (int64_t)boot.tv_sec * 1000000;
	assert_in_range(wall_off_ms, 0, 60000);
	assert_in_range(boot_off_us, 0, 60000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_moment_is_written_as_rfc_3339_with_milliseconds),
		cmocka_unit_test(the_provider_gets_an_offset_without_a_colon),
		cmocka_unit_test(dates_agree_with_the_c_library_over_four_thousand_years),
		cmocka_unit_test(a_year_of_five_digits_stays_inside_the_text),
		cmocka_unit_test(every_form_of_the_same_moment_reads_alike),
		cmocka_unit_test(milliseconds_and_the_time_of_day_may_be_missing),
		cmocka_unit_test(a_leap_second_is_the_second_after_it),
		cmocka_unit_test(what_is_no_time_is_refused_and_leaves_the_result_alone),
		cmocka_unit_test(a_span_counts_back_from_now),
		cmocka_unit_test(since_takes_a_moment_as_well),
		cmocka_unit_test(a_span_without_number_or_unit_is_refused),
		cmocka_unit_test(local_times_follow_the_zone),
		cmocka_unit_test(the_hour_that_comes_twice_reads_the_same_twice),
		cmocka_unit_test(the_minute_is_cut_not_rounded),
		cmocka_unit_test(frozen_clocks_stand_still_and_move_together),
		cmocka_unit_test(released_clocks_show_the_systems_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
