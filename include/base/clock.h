/* SPDX-License-Identifier: MIT */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
/*
 * Now, deadlines, and times as text. The one seam through which tests set the time.
 *
 * Wall time is milliseconds since 1970 in UTC; monotonic time is microseconds since some start
 * and counts on while the machine sleeps (CLOCK_BOOTTIME).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLOCK_TEXT_BYTES 32

int64_t clock_now_ms(void);
int64_t clock_monotonic_us(void);

/* Tests only: from here on both clocks stand still at these values, until clock_release. */
void clock_freeze(int64_t wall_ms, int64_t monotonic_us);
void clock_advance_ms(int64_t by_ms);
void clock_release(void);

/* "2026-11-25T10:15:02.118Z" */
void clock_format(int64_t wall_ms, char out[CLOCK_TEXT_BYTES]);
/* "2026-11-25T10:15:02.118+0000", as Infobip writes it */
void clock_format_provider(int64_t wall_ms, char out[CLOCK_TEXT_BYTES]);
/* "10:15:02" and "10:15" of the day, in UTC or in local time. */
void clock_format_time(int64_t wall_ms, bool utc, bool seconds, char out[CLOCK_TEXT_BYTES]);
/* "2026-11-25 10:15:02" in UTC or local time. */
void clock_format_date_time(int64_t wall_ms, bool utc, char out[CLOCK_TEXT_BYTES]);

/* Days since 1970 of a date in the Gregorian calendar, with months and days from 1; month 13 is the
 * January behind the year. */
int64_t clock_days(int year, int month, int day);

/* RFC 3339 and what Infobip's clients accept: "Z", "+0100", "+01:00" or nothing (UTC) behind it,
 * with or without milliseconds, a bare date. False when it is no time; *out is then untouched. */
bool clock_parse(const char *source, int64_t *out_ms);
/* "30s", "15m", "2h", "7d": how long. False, and *out untouched, for anything else. */
bool clock_parse_span(const char *source, int64_t *out_ms);
/* The same as the moment that long before `now_ms`, or a time as above. */
bool clock_parse_since(const char *source, int64_t now_ms, int64_t *out_ms);
#endif
