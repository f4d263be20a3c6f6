/* SPDX-License-Identifier: MIT */
/* what each letter after a percent sign makes of a date */
#include "domain/liquid_date_impl.h"

#include <math.h>
#include <string.h>

static const char *const month_names[] = {
	"January", "February", "March",     "April",   "May",      "June",
	"July",    "August",   "September", "October", "November", "December",
};
static const char *const day_names[] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
};

static size_t
put_number(char *out, double number)
{
	return liquid_print_number(number, out);
}

static size_t
put_text(char *out, const char *words, size_t most)
{
	size_t size = strnlen(words, most);

	memcpy(out, words, size);
	return size;
}

static size_t
put_two(char *out, int number)
{
	out[0] = (char)('0' + number / 10);
	out[1] = (char)('0' + number % 10);
	return 2;
}

/* 1/15/2024 */
static size_t
put_us_date(char *out, const struct date_fields *t)
{
	/* There is no year 0 here: before 1 comes 1 again, counted backwards. */
	long year = t->year > 0 ? t->year : 1 - t->year;
	size_t size = put_number(out, t->month + 1);

	out[size++] = '/';
	size += put_number(out + size, t->day);
	out[size++] = '/';
	return size + put_number(out + size, (double)year);
}

static int
hour_of_twelve(const struct date_fields *t)
{
	return t->hour % 12 == 0 ? 12 : t->hour % 12;
}

/* 1:05:09 PM */
static size_t
put_us_time(char *out, const struct date_fields *t)
{
	size_t size = put_number(out, hour_of_twelve(t));

	out[size++] = ':';
	size += put_two(out + size, t->minute);
	out[size++] = ':';
	size += put_two(out + size, t->second);
	return size + put_text(out + size, t->hour < 12 ? " AM" : " PM", 3);
}

static size_t
put_us_moment(char *out, const struct date_fields *t)
{
	size_t size = put_us_date(out, t);

	size += put_text(out + size, ", ", 2);
	return size + put_us_time(out + size, t);
}

/* Two characters at least; a fraction counts among them. */
static size_t
put_padded(char *out, double number)
{
	size_t size = put_number(out, number);

	if (size > 1)
		return size;
	out[1] = out[0];
	out[0] = '0';
	return 2;
}

/* +0100, or +01:00 with a colon. */
static size_t
put_offset(char *out, const struct date_fields *t, bool colon)
{
	double minutes = fabs(t->moment->west_minutes);
	size_t size = 1;

	out[0] = t->moment->west_minutes > 0 ? '-' : '+';
	size += put_padded(out + size, floor(minutes / 60));
	if (colon)
		out[size++] = ':';
	return size + put_padded(out + size, fmod(minutes, 60));
}

static size_t
put_zone(char *out, const struct date_fields *t, bool colon)
{
	struct liquid_span zone = t->moment->zone;

	if (zone.size_bytes == 0)
		return put_offset(out, t, colon);
	memcpy(out, zone.bytes, zone.size_bytes);
	return zone.size_bytes;
}

static const char *
ordinal(int day)
{
	if (day >= 11 && day <= 13)
		return "th";
	switch (day % 10) {
	case 1: return "st";
	case 2: return "nd";
	case 3: return "rd";
	default: return "th";
	}
}

/* Days before the first Sunday, or Monday, are in week 0. */
static int
week_of_year(const struct date_fields *t, int first_weekday)
{
	int days_since = (t->weekday - first_weekday + 7) % 7;

	return (t->year_day + 6 - days_since) / 7;
}

static bool
number_of(const struct date_fields *t, char letter, double *out)
{
	switch (letter) {
	case 'C': *out = floor((double)t->year / 100); return true;
	case 'd':
	case 'e': *out = t->day; return true;
	case 'H':
	case 'k': *out = t->hour; return true;
	case 'I':
	case 'l': *out = hour_of_twelve(t); return true;
	case 'j': *out = t->year_day; return true;
	case 'L': *out = t->millisecond; return true;
	case 'm': *out = t->month + 1; return true;
	case 'M': *out = t->minute; return true;
	case 's': *out = floor(t->moment->utc_ms / 1000); return true;
	case 'S': *out = t->second; return true;
	case 'u': *out = t->weekday == 0 ? 7 : t->weekday; return true;
	case 'U': *out = week_of_year(t, 0); return true;
	case 'w': *out = t->weekday; return true;
	case 'W': *out = week_of_year(t, 1); return true;
	case 'y': *out = (double)((t->year % 100 + 100) % 100); return true;
	case 'Y': *out = (double)t->year; return true;
	default: return false;
	}
}

/* What a letter stands for that is no number; 0 when it stands for nothing. */
static size_t
put_words_of(char *out, const struct date_fields *t, const struct date_conversion *c)
{
	switch (c->letter) {
	case 'a': return put_text(out, day_names[t->weekday], 3);
	case 'A': return put_text(out, day_names[t->weekday], 9);
	case 'b':
	case 'h': return put_text(out, month_names[t->month], 3);
	case 'B': return put_text(out, month_names[t->month], 9);
	case 'c': return put_us_moment(out, t);
	case 'p': return put_text(out, t->hour < 12 ? "AM" : "PM", 2);
	case 'P': return put_text(out, t->hour < 12 ? "am" : "pm", 2);
	case 'q': return put_text(out, ordinal(t->day), 2);
	case 'x': return put_us_date(out, t);
	case 'X': return put_us_time(out, t);
	case 'z': return put_offset(out, t, c->colon);
	case 'Z': return put_zone(out, t, c->colon);
	case 't': return put_text(out, "\t", 1);
	case 'n': return put_text(out, "\n", 1);
	case '%': return put_text(out, "%", 1);
	default: return 0;
	}
}

size_t
date_words(const struct date_fields *t, const struct date_conversion *c, char out[DATE_WORDS_MAX])
{
	double number;

	if (number_of(t, c->letter, &number))
		return put_number(out, number);
	return put_words_of(out, t, c);
}
