/* SPDX-License-Identifier: MIT */
/* dates in text, read as Node reads them under UTC */
#include "domain/liquid_date_impl.h"

#include <math.h>

#define ISO_YEAR_DIGITS 4
#define ISO_LONG_YEAR_DIGITS 6
#define MILLISECOND_DIGITS 3

static bool
between(long number, long low, long high)
{
	return number >= low && number <= high;
}

static bool
is_minute(long number)
{
	return between(number, 0, 59);
}

static bool
is_hour(long number)
{
	return between(number, 0, 23);
}

/* The first three digits of a fraction. */
static long
milliseconds_of(const struct date_token *t)
{
	long number = t->number;
	size_t length = t->length < DATE_DIGITS_MAX ? t->length : DATE_DIGITS_MAX;

	for (; length < MILLISECOND_DIGITS; length++)
		number *= 10;
	for (; length > MILLISECOND_DIGITS; length--)
		number /= 10;
	return number;
}

static bool
add_day(struct date_parts *d, long number)
{
	if (d->day_count == DATE_DAY_PARTS)
		return false;
	d->day[d->day_count++] = number;
	return true;
}

static bool
add_time(struct date_parts *d, long number)
{
	if (d->time_count == DATE_TIME_PARTS)
		return false;
	d->time[d->time_count++] = number;
	return true;
}

static void
end_time(struct date_parts *d, long number)
{
	(void)add_time(d, number);
	while (add_time(d, 0))
		continue;
}

static void
set_zone(struct date_parts *d, int sign, long hour, long minute)
{
	d->sign = sign;
	d->hour = hour;
	d->minute = minute;
}

static bool
is_digits(const struct date_scan *s, size_t length)
{
	return s->token.kind == DATE_NUMBER && s->token.length == length;
}

/* Two digits between bounds, taken. */
static bool
take_two(struct date_scan *s, long low, long high, long *out)
{
	if (!is_digits(s, 2) || !between(s->token.number, low, high))
		return false;
	*out = s->token.number;
	date_next(s);
	return true;
}

/* The zone of an ISO time: Z, +hh:mm or +hhmm. */
static bool
read_iso_zone(struct date_scan *s, struct date_parts *d)
{
	int sign = date_sign(&s->token);
	long hour;
	long minute;

	if (s->token.kind == DATE_WORD && s->token.word == DATE_ZONE && s->token.length == 1) {
		date_next(s);
		set_zone(d, 1, 0, 0);
		return true;
	}
	if (sign == 0)
		return true;
	date_next(s);
	if (is_digits(s, 4)) {
		hour = s->token.number / 100;
		minute = s->token.number % 100;
		date_next(s);
	} else if (!take_two(s, 0, 23, &hour) || !date_skip(s, ':') || !take_two(s, 0, 59, &minute))
		return false;
	set_zone(d, sign, hour, minute);
	return is_hour(hour) && is_minute(minute);
}

/* hh:mm[:ss[.sss]] and a zone; 24 is an hour only with zeros behind it. */
static bool
read_iso_time(struct date_scan *s, struct date_parts *d)
{
	long number;
	long last = 59;

	if (!take_two(s, 0, 24, &number))
		return false;
	last = number == 24 ? 0 : 59;
	(void)add_time(d, number);
	if (!date_skip(s, ':') || !take_two(s, 0, last, &number))
		return false;
	(void)add_time(d, number);
	if (date_skip(s, ':')) {
		if (!take_two(s, 0, last, &number))
			return false;
		(void)add_time(d, number);
		if (date_skip(s, '.')) {
			if (s->token.kind != DATE_NUMBER || (last == 0 && s->token.number > 0))
				return false;
			(void)add_time(d, milliseconds_of(&s->token));
			date_next(s);
		}
	}
	return read_iso_zone(s, d) && s->token.kind == DATE_END;
}

/* The year of an ISO date. False leaves in `unread` what the other reader begins with. */
static bool
read_iso_year(struct date_scan *s, struct date_parts *d, struct date_token *unread)
{
	int sign = date_sign(&s->token);

	*unread = s->token;
	if (sign == 0 && !is_digits(s, ISO_YEAR_DIGITS)) {
		date_next(s);
		return false;
	}
	if (sign != 0) {
		date_next(s);
		if (!is_digits(s, ISO_LONG_YEAR_DIGITS))
			return false;
	}
	if (sign >= 0 || s->token.number > 0)
		(void)add_day(d, sign < 0 ? -s->token.number : s->token.number);
	date_next(s);
	return d->day_count == 1;
}

static bool
read_iso_part(struct date_scan *s, struct date_parts *d, long high)
{
	long number;

	if (!take_two(s, 1, high, &number))
		return false;
	return add_day(d, number);
}

/* Reads as far as an ISO date goes. Afterwards `unread` is the token from which the other reader
 * goes on; DATE_END when all is read, and DATE_INVALID when nothing else may be made of it. */
static void
read_iso(struct date_scan *s, struct date_parts *d, struct date_token *unread)
{
	if (!read_iso_year(s, d, unread))
		return;
	if (date_skip(s, '-') &&
	    (!read_iso_part(s, d, 12) || (date_skip(s, '-') && !read_iso_part(s, d, 31)))) {
		*unread = s->token;
		date_next(s);
		return;
	}
	if (s->token.kind == DATE_WORD && s->token.word == DATE_TIME_MARK) {
		date_next(s);
		unread->kind = read_iso_time(s, d) ? DATE_END : DATE_INVALID;
	} else {
		*unread = s->token;
		date_next(s);
	}
	if (unread->kind != DATE_END)
		return;
	if (d->sign == 0 && d->time_count == 0)
		set_zone(d, 1, 0, 0);
	d->is_iso = true;
}

static bool
time_expects(const struct date_parts *d, long number)
{
	return (d->time_count == 1 && is_minute(number)) ||
	       (d->time_count == 2 && is_minute(number)) ||
	       (d->time_count == 3 && between(number, 0, 999));
}

/* A number before a colon. */
static bool
read_time_number(struct date_scan *s, struct date_parts *d, long number)
{
	if (date_skip(s, ':')) {
		if (d->time_count > 0)
			return false;
		(void)add_time(d, number);
		(void)add_time(d, 0);
		return true;
	}
	if (!add_time(d, number))
		return false;
	(void)date_skip(s, '.');
	return true;
}

static bool
read_fraction(struct date_scan *s, struct date_parts *d, long number)
{
	(void)add_time(d, number);
	if (s->token.kind != DATE_NUMBER)
		return false;
	end_time(d, milliseconds_of(&s->token));
	date_next(s);
	return true;
}

/* What may stand right behind a whole time: nothing, a blank, Z or a sign. */
static bool
time_may_end(const struct date_scan *s)
{
	bool is_z =
		s->token.kind == DATE_WORD && s->token.word == DATE_ZONE && s->token.length == 1;

	return s->token.kind == DATE_END || s->token.kind == DATE_SPACE || is_z ||
	       date_sign(&s->token) != 0;
}

static bool
read_number(struct date_scan *s, struct date_parts *d, long number)
{
	d->has_number = true;
	if (date_skip(s, ':'))
		return read_time_number(s, d, number);
	if (date_skip(s, '.') && time_expects(d, number))
		return read_fraction(s, d, number);
	if (d->hour != DATE_NONE && d->minute == DATE_NONE && is_minute(number)) {
		d->minute = number;
		return true;
	}
	if (time_expects(d, number)) {
		end_time(d, number);
		return time_may_end(s);
	}
	if (!add_day(d, number))
		return false;
	(void)date_skip(s, '-');
	return true;
}

/* Words that mean nothing may stand before the first number, apart from it. */
static bool
read_word(struct date_scan *s, struct date_parts *d, const struct date_token *t)
{
	if (t->word == DATE_HALF_DAY && d->time_count > 0)
		d->hour_offset = t->number;
	else if (t->word == DATE_MONTH) {
		d->named_month = t->number;
		(void)date_skip(s, '-');
	} else if (t->word == DATE_ZONE && d->has_number)
		set_zone(d, t->number < 0 ? -1 : 1, t->number < 0 ? -t->number : t->number, 0);
	else
		return !d->has_number && s->token.kind != DATE_NUMBER;
	return true;
}

/* An offset behind a time or behind UTC: one to four digits, or hours before a colon. */
static bool
read_offset(struct date_scan *s, struct date_parts *d, int sign)
{
	long number = 0;
	size_t length = 0;

	d->sign = sign;
	if (s->token.kind == DATE_NUMBER) {
		number = s->token.number;
		length = s->token.length;
		date_next(s);
	}
	d->has_number = true;
	if (s->token.kind == DATE_SYMBOL && s->token.number == ':')
		set_zone(d, sign, number, DATE_NONE);
	else if (length == 1 || length == 2)
		set_zone(d, sign, number, 0);
	else if (length == 3 || length == 4)
		set_zone(d, sign, number / 100, number % 100);
	else
		return false;
	return true;
}

static bool
read_token(struct date_scan *s, struct date_parts *d, const struct date_token *t)
{
	int sign = date_sign(t);

	if (t->kind == DATE_NUMBER)
		return read_number(s, d, t->number);
	if (t->kind == DATE_WORD)
		return read_word(s, d, t);
	if (sign != 0 && ((d->hour == 0 && d->minute == 0) || d->time_count > 0))
		return read_offset(s, d, sign);
	if (t->kind == DATE_SYMBOL && (sign != 0 || t->number == ')'))
		return !d->has_number;
	return true;
}

double
liquid_read_date(const char *bytes, size_t size_bytes)
{
	struct date_scan s = { .at = bytes, .end = bytes + size_bytes };
	struct date_parts d = {
		.named_month = DATE_NONE,
		.hour_offset = DATE_NONE,
		.hour = DATE_NONE,
		.minute = DATE_NONE,
	};
	struct date_token t;

	date_next(&s);
	read_iso(&s, &d, &t);
	if (t.kind == DATE_INVALID)
		return NAN;
	d.has_number = d.day_count > 0;
	while (t.kind != DATE_END) {
		if (!read_token(&s, &d, &t))
			return NAN;
		t = s.token;
		date_next(&s);
	}
	return date_value(&d);
}
