/* SPDX-License-Identifier: MIT */
/* the tokens of a date in text, and the time its parts give */
#include "domain/liquid_date_impl.h"

#include <math.h>
#include <string.h>

#define PREFIX 3

struct known_word {
	char prefix[PREFIX + 1];
	enum date_word word;
	long number;
};

/* A month may be written in full, any other word is as short as here. */
static const struct known_word known_words[] = {
	{ "jan", DATE_MONTH, 1 },   { "feb", DATE_MONTH, 2 },    { "mar", DATE_MONTH, 3 },
	{ "apr", DATE_MONTH, 4 },   { "may", DATE_MONTH, 5 },    { "jun", DATE_MONTH, 6 },
	{ "jul", DATE_MONTH, 7 },   { "aug", DATE_MONTH, 8 },    { "sep", DATE_MONTH, 9 },
	{ "oct", DATE_MONTH, 10 },  { "nov", DATE_MONTH, 11 },   { "dec", DATE_MONTH, 12 },
	{ "am", DATE_HALF_DAY, 0 }, { "pm", DATE_HALF_DAY, 12 }, { "ut", DATE_ZONE, 0 },
	{ "utc", DATE_ZONE, 0 },    { "z", DATE_ZONE, 0 },       { "gmt", DATE_ZONE, 0 },
	{ "cdt", DATE_ZONE, -5 },   { "cst", DATE_ZONE, -6 },    { "edt", DATE_ZONE, -4 },
	{ "est", DATE_ZONE, -5 },   { "mdt", DATE_ZONE, -6 },    { "mst", DATE_ZONE, -7 },
	{ "pdt", DATE_ZONE, -7 },   { "pst", DATE_ZONE, -8 },    { "t", DATE_TIME_MARK, 0 },
};

static bool
is_digit(const struct date_scan *s)
{
	return s->at < s->end && *s->at >= '0' && *s->at <= '9';
}

/* White space, but no line end. */
static size_t
space_at(const struct date_scan *s)
{
	size_t size = liquid_space_at(s->at, (size_t)(s->end - s->at));

	if (size == 1 && (*s->at == '\n' || *s->at == '\r'))
		return 0;
	if (size == 3 &&
	    (memcmp(s->at, "\xE2\x80\xA8", 3) == 0 || memcmp(s->at, "\xE2\x80\xA9", 3) == 0))
		return 0;
	return size;
}

static void
scan_number(struct date_scan *s)
{
	const char *start = s->at;
	int significant = 0;

	s->token.kind = DATE_NUMBER;
	while (s->at < s->end && *s->at == '0')
		s->at++;
	for (; is_digit(s); s->at++)
		if (significant++ < DATE_DIGITS_MAX)
			s->token.number = s->token.number * 10 + (*s->at - '0');
	s->token.length = (size_t)(s->at - start);
}

static bool
is_word_byte(const struct date_scan *s)
{
	return s->at < s->end && (unsigned char)*s->at >= 'A' && space_at(s) == 0;
}

static void
scan_word(struct date_scan *s)
{
	char prefix[PREFIX + 1] = { 0 };
	size_t length = 0;

	for (; is_word_byte(s); s->at++, length++)
		if (length < PREFIX)
			prefix[length] = (char)(*s->at | 0x20);
	s->token.kind = DATE_WORD;
	s->token.length = length;
	for (size_t i = 0; i < sizeof known_words / sizeof *known_words; i++) {
		const struct known_word *known = &known_words[i];

		if (memcmp(known->prefix, prefix, sizeof prefix) != 0 ||
		    (length > PREFIX && known->word != DATE_MONTH))
			continue;
		s->token.word = known->word;
		s->token.number = known->number;
		return;
	}
}

static void
skip_parentheses(struct date_scan *s)
{
	int balance = 0;

	s->token.kind = DATE_OTHER;
	do {
		balance += *s->at == '(';
		balance -= *s->at == ')';
		s->at++;
	} while (balance > 0 && s->at < s->end && *s->at != '\0');
}

void
date_next(struct date_scan *s)
{
	s->token = (struct date_token){ .kind = DATE_END };
	if (s->at == s->end)
		return;
	if (is_digit(s)) {
		scan_number(s);
	} else if (*s->at != '\0' && strchr(":-+.)", *s->at) != NULL) {
		s->token.kind = DATE_SYMBOL;
		s->token.number = (unsigned char)*s->at++;
	} else if (is_word_byte(s)) {
		scan_word(s);
	} else if (space_at(s) > 0) {
		s->token.kind = DATE_SPACE;
		s->at += space_at(s);
	} else if (*s->at == '(') {
		skip_parentheses(s);
	} else {
		s->token.kind = DATE_OTHER;
		s->at++;
	}
}

bool
date_skip(struct date_scan *s, char symbol)
{
	if (s->token.kind != DATE_SYMBOL || s->token.number != symbol)
		return false;
	date_next(s);
	return true;
}

int
date_sign(const struct date_token *t)
{
	if (t->kind != DATE_SYMBOL)
		return 0;
	return (t->number == '+') - (t->number == '-');
}

static bool
is_month(long number)
{
	return number >= 1 && number <= 12;
}

static bool
is_day(long number)
{
	return number >= 1 && number <= 31;
}

/* Year, month and day in the order in which they were meant. */
static void
order_day(const struct date_parts *d, long *year, long *month, long *day)
{
	const long *part = d->day;

	if (d->named_month != DATE_NONE) {
		bool year_first = !is_day(part[0]);

		*month = d->named_month;
		*day = part[year_first ? 1 : 0];
		*year = part[year_first ? 0 : 1];
		return;
	}
	if (d->is_iso || !is_day(part[0])) {
		*year = part[0];
		*month = part[1];
		*day = part[2];
	} else {
		*month = part[0];
		*day = part[1];
		*year = part[2];
	}
}

static bool
day_value(struct date_parts *d, double *out)
{
	long year;
	long month;
	long day;

	if (d->day_count < 1)
		return false;
	for (size_t i = d->day_count; i < DATE_DAY_PARTS; i++)
		d->day[i] = 1;
	order_day(d, &year, &month, &day);
	if (!d->is_iso && year >= 0 && year <= 49)
		year += 2000;
	else if (!d->is_iso && year >= 50 && year <= 99)
		year += 1900;
	*out = liquid_day_ms((double)year, (double)month - 1, (double)day);
	return is_month(month) && is_day(day);
}

static bool
time_value(const struct date_parts *d, double *out)
{
	long hour = d->time[0];
	bool is_in_day;

	if (d->hour_offset != DATE_NONE) {
		if (hour > 12)
			return false;
		hour = hour % 12 + d->hour_offset;
	}
	*out = (double)hour * 3600000 + (double)d->time[1] * 60000 + (double)d->time[2] * 1000 +
	       (double)d->time[3];
	is_in_day = hour <= 23 && d->time[1] <= 59 && d->time[2] <= 59 && d->time[3] <= 999;
	return is_in_day || (hour == 24 && d->time[1] <= 0 && d->time[2] <= 0 && d->time[3] <= 0);
}

double
date_value(struct date_parts *d)
{
	double day;
	double time;
	double zone;

	if (!day_value(d, &day) || !time_value(d, &time))
		return NAN;
	zone = (d->hour == DATE_NONE ? 0 : (double)d->hour * 3600000) +
	       (d->minute == DATE_NONE ? 0 : (double)d->minute * 60000);
	return liquid_clip_ms(day + time - d->sign * zone);
}
