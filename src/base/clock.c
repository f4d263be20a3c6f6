/* SPDX-License-Identifier: MIT */
/* now, deadlines and times as text; the one seam through which tests set the time */
#include "base/clock.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define MS_PER_DAY INT64_C(86400000)
#define OLDEST_MS INT64_C(-62167219200000) /* 0000-01-01T00:00:00.000Z */
#define NEWEST_MS INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */

struct civil {
	int year;
	int month; /* 1 to 12 */
	int day;
	int hour;
	int minute;
	int second;
	int ms;
};

/* The seam has to be seen by every thread and by no parameter, hence the three globals. */
static atomic_bool frozen;
static _Atomic int64_t frozen_wall_ms;
static _Atomic int64_t frozen_monotonic_us;

static struct timespec
read_clock(clockid_t id)
{
	struct timespec at = { 0, 0 };

	(void)clock_gettime(id, &at);
	return at;
}

int64_t
clock_now_ms(void)
{
	if (atomic_load(&frozen))
		return atomic_load(&frozen_wall_ms);

	struct timespec at = read_clock(CLOCK_REALTIME);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

int64_t
clock_monotonic_us(void)
{
	if (atomic_load(&frozen))
		return atomic_load(&frozen_monotonic_us);

	struct timespec at = read_clock(CLOCK_BOOTTIME);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

void
clock_freeze(int64_t wall_ms, int64_t monotonic_us)
{
	atomic_store(&frozen_wall_ms, wall_ms);
	atomic_store(&frozen_monotonic_us, monotonic_us);
	atomic_store(&frozen, true);
}

void
clock_advance_ms(int64_t by_ms)
{
	atomic_fetch_add(&frozen_wall_ms, by_ms);
	atomic_fetch_add(&frozen_monotonic_us, by_ms * 1000);
}

void
clock_release(void)
{
	atomic_store(&frozen, false);
}

/* Years begin in March here, so that the leap day is the last of its year and months need no
 * table. */
int64_t
clock_days(int year, int month, int day)
{
	int64_t shifted = month <= 2 ? year - 1 : year;
	int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
	int64_t year_of_era = shifted - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

/* The other way round, without gmtime_r, which takes a lock and looks at the time zone. */
static void
date_from_days(int64_t days, struct civil *out)
{
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;

	out->day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
	out->month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
	out->year = (int)(year_of_era + era * 400 + (out->month <= 2 ? 1 : 0));
}

/* Four digits of year are all that RFC 3339 has. */
static int64_t
within_four_digits(int64_t wall_ms)
{
	if (wall_ms < OLDEST_MS)
		return OLDEST_MS;
	return wall_ms > NEWEST_MS ? NEWEST_MS : wall_ms;
}

static void
civil_from_ms(int64_t wall_ms, struct civil *out)
{
	int64_t at = within_four_digits(wall_ms);
	int64_t days = at / MS_PER_DAY;
	int of_day = (int)(at % MS_PER_DAY);

	if (of_day < 0) {
		of_day += (int)MS_PER_DAY;
		days--;
	}
	date_from_days(days, out);
	out->hour = of_day / 3600000;
	out->minute = of_day / 60000 % 60;
	out->second = of_day / 1000 % 60;
	out->ms = of_day % 1000;
}

/* localtime_r reads the zone once a process; tzset a row would look at the file each time. */
static void
civil_from_ms_local(int64_t wall_ms, struct civil *out)
{
	int64_t at = within_four_digits(wall_ms);
	time_t seconds = (time_t)((at - (at % 1000 + 1000) % 1000) / 1000);
	struct tm broken;

	civil_from_ms(at, out);
	if (localtime_r(&seconds, &broken) == NULL)
		return;
	out->year = broken.tm_year + 1900;
	out->month = broken.tm_mon + 1;
	out->day = broken.tm_mday;
	out->hour = broken.tm_hour;
	out->minute = broken.tm_min;
	out->second = broken.tm_sec;
}

static char *
put_digits(char *at, int value, int count, char behind)
{
	for (int i = count - 1; i >= 0; i--) {
		at[i] = (char)('0' + value % 10);
		value /= 10;
	}
	at[count] = behind;
	return at + count + 1;
}

static char *
put_date(char *at, const struct civil *day, char behind)
{
	at = put_digits(at, day->year, 4, '-');
	at = put_digits(at, day->month, 2, '-');
	return put_digits(at, day->day, 2, behind);
}

static char *
put_time(char *at, const struct civil *day, char behind)
{
	at = put_digits(at, day->hour, 2, ':');
	at = put_digits(at, day->minute, 2, ':');
	return put_digits(at, day->second, 2, behind);
}

/* Up to the milliseconds; returns where the zone goes. */
static char *
put_moment(char *at, int64_t wall_ms)
{
	struct civil day;

	civil_from_ms(wall_ms, &day);
	at = put_date(at, &day, 'T');
	at = put_time(at, &day, '.');
	return put_digits(at, day.ms, 3, '\0') - 1;
}

void
clock_format(int64_t wall_ms, char out[CLOCK_TEXT_BYTES])
{
	memcpy(put_moment(out, wall_ms), "Z", 2);
}

void
clock_format_provider(int64_t wall_ms, char out[CLOCK_TEXT_BYTES])
{
	memcpy(put_moment(out, wall_ms), "+0000", 6);
}

static void
civil_in_zone(int64_t wall_ms, bool utc, struct civil *out)
{
	if (utc)
		civil_from_ms(wall_ms, out);
	else
		civil_from_ms_local(wall_ms, out);
}

void
clock_format_time(int64_t wall_ms, bool utc, bool seconds, char out[CLOCK_TEXT_BYTES])
{
	struct civil day;

	civil_in_zone(wall_ms, utc, &day);
	put_time(out, &day, '\0');
	if (!seconds)
		out[5] = '\0';
}

void
clock_format_date_time(int64_t wall_ms, bool utc, char out[CLOCK_TEXT_BYTES])
{
	struct civil day;

	civil_in_zone(wall_ms, utc, &day);
	put_time(put_date(out, &day, ' '), &day, '\0');
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Takes exactly `count` digits. */
static bool
take_digits(const char **at, int count, int *out)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (!is_digit(**at))
			return false;
		value = value * 10 + (*at)[0] - '0';
		(*at)++;
	}
	*out = value;
	return true;
}

static bool
take_char(const char **at, const char *any_of)
{
	if (**at == '\0' || strchr(any_of, **at) == NULL)
		return false;
	(*at)++;
	return true;
}

static int
days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool
take_date(const char **at, struct civil *out)
{
	if (!take_digits(at, 4, &out->year) || !take_char(at, "-") ||
	    !take_digits(at, 2, &out->month) || !take_char(at, "-") ||
	    !take_digits(at, 2, &out->day))
		return false;
	if (out->month < 1 || out->month > 12)
		return false;
	return out->day >= 1 && out->day <= days_of_month(out->year, out->month);
}

/* Any number of digits, of which three count. */
static bool
take_fraction(const char **at, int *out_ms)
{
	int weight = 100;

	if (!is_digit(**at))
		return false;
	for (; is_digit(**at); (*at)++) {
		*out_ms += (**at - '0') * weight;
		weight /= 10;
	}
	return true;
}

/* A leap second (23:59:60 in UTC) counts as the second after it, as POSIX time has it. */
static bool
take_time(const char **at, struct civil *out)
{
	if (!take_digits(at, 2, &out->hour) || !take_char(at, ":") ||
	    !take_digits(at, 2, &out->minute) || !take_char(at, ":") ||
	    !take_digits(at, 2, &out->second))
		return false;
	if (out->hour > 23 || out->minute > 59 || out->second > 60)
		return false;
	if (out->second == 60 && out->minute != 59)
		return false;
	return !take_char(at, ".") || take_fraction(at, &out->ms);
}

/* "Z", "+0100", "+01:00" or nothing, up to the end of the text. */
static bool
take_zone(const char *at, int *out_minutes)
{
	int hours, minutes;
	int sign = *at == '-' ? -1 : 1;

	*out_minutes = 0;
	if (*at == '\0' || (take_char(&at, "Zz") && *at == '\0'))
		return true;
	if (!take_char(&at, "+-") || !take_digits(&at, 2, &hours))
		return false;
	(void)take_char(&at, ":");
	if (!take_digits(&at, 2, &minutes) || *at != '\0' || hours > 23 || minutes > 59)
		return false;
	*out_minutes = sign * (hours * 60 + minutes);
	return true;
}

bool
clock_parse(const char *source, int64_t *out_ms)
{
	struct civil day = { 0 };
	int zone_minutes = 0;
	const char *at = source;

	if (!take_date(&at, &day))
		return false;
	if (*at != '\0') {
		if (!take_char(&at, "Tt ") || !take_time(&at, &day))
			return false;
		if (!take_zone(at, &zone_minutes))
			return false;
	}

	int64_t minutes = (int64_t)day.hour * 60 + day.minute - zone_minutes;
	*out_ms = clock_days(day.year, day.month, day.day) * MS_PER_DAY + minutes * 60000 +
	          (int64_t)day.second * 1000 + day.ms;
	return true;
}

static int64_t
unit_ms(char unit)
{
	switch (unit) {
	case 's': return 1000;
	case 'm': return 60000;
	case 'h': return 3600000;
	case 'd': return MS_PER_DAY;
	default: return 0;
	}
}

bool
clock_parse_span(const char *source, int64_t *out_ms)
{
	int64_t count = 0;
	size_t digits = 0;

	for (; digits < 9 && is_digit(source[digits]); digits++)
		count = count * 10 + source[digits] - '0';
	if (digits == 0 || unit_ms(source[digits]) == 0 || source[digits + 1] != '\0')
		return false;
	*out_ms = count * unit_ms(source[digits]);
	return true;
}

bool
clock_parse_since(const char *source, int64_t now_ms, int64_t *out_ms)
{
	int64_t span_ms = 0;

	if (!clock_parse_span(source, &span_ms))
		return clock_parse(source, out_ms);
	*out_ms = now_ms - span_ms;
	return true;
}
