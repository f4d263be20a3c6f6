/* SPDX-License-Identifier: MIT */
/* the calendar, and dates written by a pattern of percent signs */
#include "domain/liquid_date_impl.h"

#include <math.h>
#include <string.h>

#define DAY_MS 86400000.0
#define TIME_MAX_MS 8.64e15
#define CONVERSION_UNITS 6
#define WIDTH_MAX 1000000 /* beyond it the output's ceiling has long been reached */

/* Days since 1970 of the first of a month, in the calendar as it runs in both directions. */
static double
days_before(double year, int month)
{
	static const int days[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	double past = year - 1;
	bool is_leap = fmod(year, 4) == 0 && (fmod(year, 100) != 0 || fmod(year, 400) == 0);

	return 365 * (year - 1970) + (floor(past / 4) - floor(past / 100) + floor(past / 400)) -
	       477 + days[month] + (is_leap && month > 1);
}

double
liquid_day_ms(double year, double month, double day)
{
	double years = year + floor(month / 12);

	return (days_before(years, (int)(month - 12 * floor(month / 12))) + day - 1) * DAY_MS;
}

double
liquid_clip_ms(double ms)
{
	return fabs(ms) <= TIME_MAX_MS ? trunc(ms) + 0.0 : NAN;
}

void
date_fields_of(double shown_ms, struct date_fields *t)
{
	double day = floor(shown_ms / DAY_MS);
	double rest = shown_ms - day * DAY_MS;
	long ms = (long)rest;

	t->year = (long)floor(1970 + day / 365.2425);
	while (days_before((double)t->year, 0) > day)
		t->year--;
	while (days_before((double)t->year + 1, 0) <= day)
		t->year++;
	t->month = 11;
	while (days_before((double)t->year, t->month) > day)
		t->month--;
	t->day = (int)(day - days_before((double)t->year, t->month)) + 1;
	t->year_day = (int)(day - days_before((double)t->year, 0)) + 1;
	/* LiquidJS counts the days of the year 0 without its leap day. */
	if (t->year == 0 && t->month > 1)
		t->year_day--;
	t->weekday = (int)(day + 4 - 7 * floor((day + 4) / 7));
	t->hour = (int)(ms / 3600000);
	t->minute = (int)(ms / 60000 % 60);
	t->second = (int)(ms / 1000 % 60);
	t->millisecond = (int)(ms % 1000);
}

static bool
is_flag(char byte)
{
	return byte != '\0' && strchr("-_0^#:", byte) != NULL;
}

static void
set_flag(struct date_conversion *c, char flag)
{
	switch (flag) {
	case '-': c->bare = true; break;
	case '_': c->blanks = true; break;
	case '0': c->zeros = true; break;
	case '^': c->upper = true; break;
	case '#': c->swap = true; break;
	default: c->colon = true; break;
	}
}

/* What a dot in JavaScript's patterns does not match. */
static bool
is_line_end(struct liquid_span s, size_t at)
{
	const char *bytes = s.bytes + at;

	return bytes[0] == '\n' || bytes[0] == '\r' ||
	       (s.size_bytes - at >= 3 &&
	        (memcmp(bytes, "\xE2\x80\xA8", 3) == 0 || memcmp(bytes, "\xE2\x80\xA9", 3) == 0));
}

/* Reads a conversion behind its percent sign; false when there is none. */
static bool
read_conversion(struct liquid_span s, struct date_conversion *c)
{
	size_t at = 1;

	*c = (struct date_conversion){ 0 };
	for (; at < s.size_bytes && is_flag(s.bytes[at]); at++)
		set_flag(c, s.bytes[at]);
	for (; at < s.size_bytes && s.bytes[at] >= '0' && s.bytes[at] <= '9'; at++)
		c->width = c->width * 10 + (s.bytes[at] - '0');
	if (at + 1 < s.size_bytes && (s.bytes[at] == 'E' || s.bytes[at] == 'O'))
		at++;
	if (at == s.size_bytes || is_line_end(s, at))
		return false;
	c->letter = s.bytes[at];
	c->size_bytes = at + 1;
	return true;
}

static double
usual_width(char letter)
{
	if (letter == 'Y')
		return 4;
	if (letter == 'j' || letter == 'L')
		return 3;
	return letter != '\0' && strchr("CdeHIklmMSUWy", letter) != NULL ? 2 : 0;
}

static void
change_letters(char *words, size_t size, const struct date_conversion *c)
{
	bool has_small = false;
	bool to_upper;

	for (size_t i = 0; i < size; i++)
		has_small = has_small || (words[i] >= 'a' && words[i] <= 'z');
	to_upper = c->upper || has_small;
	for (size_t i = 0; i < size; i++) {
		char first = to_upper ? 'a' : 'A';

		if (words[i] >= first && words[i] <= first + 25)
			words[i] = (char)(words[i] ^ 0x20);
	}
}

static bool
put_repeated(struct liquid_builder *b, char byte, double count)
{
	if (count > WIDTH_MAX)
		return liquid_fail(b->e, "the filter date is given a width of more than %d",
		                   WIDTH_MAX);
	if (count > 0 && !liquid_charge_bytes(b->e, (size_t)count))
		return false;
	for (size_t i = 0; (double)i < count; i++)
		if (!liquid_put(b, &byte, 1))
			return false;
	return true;
}

static bool
put_wide(struct liquid_builder *b, const char *words, size_t size, const struct date_conversion *c)
{
	bool is_blank = strchr("aAbBceklpP", c->letter) != NULL;
	double width = c->width > 0 ? c->width : usual_width(c->letter);

	if (c->zeros)
		is_blank = false;
	if (c->blanks)
		is_blank = true;
	if (c->bare)
		width = 0;
	width -= (double)size;
	if (!is_blank && words[0] == '-')
		return liquid_put(b, "-", 1) && put_repeated(b, '0', width) &&
		       liquid_put(b, words + 1, size - 1);
	return put_repeated(b, is_blank ? ' ' : '0', width) && liquid_put(b, words, size);
}

/* %N: as many digits of the second as the width says, of which three are known. */
static bool
put_fraction(struct liquid_builder *b, const struct date_fields *t, double width)
{
	char digits[3] = {
		(char)('0' + t->millisecond / 100),
		(char)('0' + t->millisecond / 10 % 10),
		(char)('0' + t->millisecond % 10),
	};

	return liquid_put(b, digits, width < 3 ? (size_t)width : 3) &&
	       put_repeated(b, '0', width - 3);
}

static bool
put_conversion(struct liquid_builder *b, const struct date_fields *t,
               const struct date_conversion *c, struct liquid_span written)
{
	char words[DATE_WORDS_MAX];
	size_t size;

	if (c->letter == 'N')
		return put_fraction(b, t, c->width > 0 ? c->width : 9);
	if (!liquid_charge(b->e, CONVERSION_UNITS))
		return false;
	size = date_words(t, c, words);
	if (size == 0)
		return liquid_put(b, written.bytes, c->size_bytes);
	if (c->upper || c->swap)
		change_letters(words, size, c);
	return put_wide(b, words, size, c);
}

bool
liquid_format_date(struct liquid_builder *b, const struct liquid_moment *m,
                   struct liquid_span format)
{
	struct date_fields t;

	t.moment = m;
	date_fields_of(m->shown_ms, &t);
	while (format.size_bytes > 0) {
		struct date_conversion c;
		const char *percent = memchr(format.bytes, '%', format.size_bytes);
		size_t plain =
			percent == NULL ? format.size_bytes : (size_t)(percent - format.bytes);

		if (!liquid_put(b, format.bytes, plain))
			return false;
		format.bytes += plain;
		format.size_bytes -= plain;
		if (format.size_bytes == 0)
			break;
		if (!read_conversion(format, &c))
			c.size_bytes = 1;
		if (c.size_bytes == 1 ? !liquid_put(b, "%", 1) : !put_conversion(b, &t, &c, format))
			return false;
		format.bytes += c.size_bytes;
		format.size_bytes -= c.size_bytes;
	}
	return true;
}
