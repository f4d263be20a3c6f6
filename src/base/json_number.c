/* SPDX-License-Identifier: MIT */
/* numbers without a locale and without loss */
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_impl.h"
#include "base/mem.h"

/* 17 significant digits bring every double back. */
#define DIGITS_EXACT 17
#define DIGITS_USUAL 15
#define INTEGER_MAX 9007199254740992.0 /* 2^53 */

/* For the calling thread only; glibc gives this one locale without allocating. */
locale_t
json_c_locale_enter(void)
{
	locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	if (c_locale == (locale_t)0)
		die("no C locale");
	return uselocale(c_locale);
}

void
json_c_locale_leave(locale_t before)
{
	freelocale(uselocale(before));
}

double
json_number_read(const char *digits)
{
	locale_t before = json_c_locale_enter();
	double value = strtod(digits, NULL);

	json_c_locale_leave(before);
	return value;
}

/* Equal to the bit: a comparison would take 0 for -0. */
static bool
is_same(double left, double right)
{
	uint64_t left_bits = 0;
	uint64_t right_bits = 0;

	memcpy(&left_bits, &left, sizeof(left_bits));
	memcpy(&right_bits, &right, sizeof(right_bits));
	return left_bits == right_bits;
}

void
json_number_print(double value, char *out, size_t out_bytes)
{
	locale_t before = json_c_locale_enter();

	if (fabs(value) <= INTEGER_MAX && is_same(value, (double)(int64_t)value))
		snprintf(out, out_bytes, "%.0f", value);
	else
		snprintf(out, out_bytes, "%.*g", DIGITS_USUAL, value);
	if (!is_same(strtod(out, NULL), value))
		snprintf(out, out_bytes, "%.*g", DIGITS_EXACT, value);
	json_c_locale_leave(before);
}

static bool
is_digit(const struct json_scan *s, size_t at)
{
	return at < s->size_bytes && s->bytes[at] >= '0' && s->bytes[at] <= '9';
}

static bool
skip_digits(struct json_scan *s)
{
	if (!is_digit(s, s->at))
		return json_scan_fail(s, s->at, "a digit is expected here");
	while (is_digit(s, s->at))
		s->at++;
	return true;
}

static bool
skip_byte(struct json_scan *s, const char *any_of)
{
	if (s->at == s->size_bytes || s->bytes[s->at] == 0 ||
	    strchr(any_of, s->bytes[s->at]) == NULL)
		return false;
	s->at++;
	return true;
}

/* Passes the number by the grammar; *is_whole says that it has neither fraction nor exponent. */
static bool
skip_number(struct json_scan *s, bool *is_whole)
{
	*is_whole = true;
	skip_byte(s, "-");
	if (skip_byte(s, "0")) {
		if (is_digit(s, s->at))
			return json_scan_fail(s, s->at - 1, "a number does not begin with 0");
	} else if (!skip_digits(s)) {
		return false;
	}
	if (skip_byte(s, ".")) {
		*is_whole = false;
		if (!skip_digits(s))
			return false;
	}
	if (skip_byte(s, "eE")) {
		*is_whole = false;
		skip_byte(s, "+-");
		return skip_digits(s);
	}
	return true;
}

/* The value at `start`; the bytes have no NUL behind them, so strtod gets a copy. */
static double
value_of(const struct json_scan *s, size_t start)
{
	size_t size = s->at - start;
	char *digits = mem_alloc(size + 1);
	double value;

	memcpy(digits, s->bytes + start, size);
	value = json_number_read(digits);
	mem_free(digits);
	return value;
}

/* A double cannot tell 2^53 + 1 from 2^53, so whole numbers are compared by their digits, of
 * which the grammar allows no needless ones in front. */
static bool
is_beyond_exact(const struct json_scan *s, size_t start)
{
	static const char largest[] = "9007199254740992";
	size_t digits = s->bytes[start] == '-' ? start + 1 : start;
	size_t count = s->at - digits;

	return count > sizeof(largest) - 1 ||
	       (count == sizeof(largest) - 1 && memcmp(s->bytes + digits, largest, count) > 0);
}

bool
json_scan_number(struct json_scan *s)
{
	size_t start = s->at;
	bool is_whole;

	if (!skip_number(s, &is_whole))
		return false;
	if (is_whole)
		return !is_beyond_exact(s, start) ||
		       json_scan_fail(s, start, "a whole number is beyond 2^53");
	return !isinf(value_of(s, start)) || json_scan_fail(s, start, "a number is too large");
}
