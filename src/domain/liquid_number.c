/* SPDX-License-Identifier: MIT */
/* numbers to and from text as JavaScript does it */
#include "domain/liquid_filters_impl.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 17 /* what any double needs to come back */
#define EXACT_MAX 9007199254740992.0
#define PLAIN_POWER_MAX 21  /* from 1e21 on JavaScript writes an exponent */
#define PLAIN_ZEROS_MAX 6   /* and below 1e-6 */
#define TEXT_DIGITS_MAX 800 /* more than 767 significant digits never decide a rounding */
#define FAST_DIGITS_MAX 15
#define FAST_POWER_MAX 22 /* 10^22 is the last power of ten that a double holds exactly */
#define POWER_MAX 100000

/* The shortest digits that come back as the same number: 0.d1d2d3... times 10 to `power`. */
struct decimal {
	char digits[DIGITS_MAX + 2];
	int count;
	int power;
};

/* strtod and snprintf follow the locale in their decimal point, so none is ever written: the
 * digits stand as a whole number before an exponent. */
static double
value_of(const struct decimal *d)
{
	char words[DIGITS_MAX + 16];

	(void)snprintf(words, sizeof words, "%se%d", d->digits, d->power - d->count);
	return strtod(words, NULL);
}

static void
round_to(double value, int count, struct decimal *d)
{
	char words[DIGITS_MAX + 16];
	const char *exponent;

	(void)snprintf(words, sizeof words, "%.*e", count - 1, value);
	exponent = strchr(words, 'e');
	d->count = 0;
	for (const char *at = words; at < exponent; at++)
		if (*at >= '0' && *at <= '9')
			d->digits[d->count++] = *at;
	d->digits[d->count] = '\0';
	d->power = (int)strtol(exponent + 1, NULL, 10) + 1;
}

static void
step_up(struct decimal *d)
{
	int i = d->count - 1;

	while (i >= 0 && d->digits[i] == '9')
		d->digits[i--] = '0';
	if (i >= 0) {
		d->digits[i]++;
		return;
	}
	d->digits[0] = '1';
	d->power++;
}

/* Above a power of two the doubles are twice as far apart as below, so there a number that is
 * not the nearest of its length may still come back. */
static bool
comes_back_stepped_up(double value, struct decimal *d)
{
	struct decimal other = *d;
	int exponent;

	if (frexp(value, &exponent) != 0.5)
		return false;
	step_up(&other);
	if (value_of(&other) != value)
		return false;
	*d = other;
	return true;
}

static void
shorten(double value, struct decimal *d)
{
	/* Fifteen digits survive the way through a double and back, but not through one that has
	 * lost digits near 0. */
	int count = value < DBL_MIN ? 1 : FAST_DIGITS_MAX;

	for (; count <= DIGITS_MAX; count++) {
		round_to(value, count, d);
		if (value_of(d) == value || comes_back_stepped_up(value, d))
			break;
	}
	while (d->count > 1 && d->digits[d->count - 1] == '0')
		d->digits[--d->count] = '\0';
}

static size_t
put_zeros(char *out, int count)
{
	if (count <= 0)
		return 0;
	memset(out, '0', (size_t)count);
	return (size_t)count;
}

static size_t
put_digits(char *out, const struct decimal *d, int from, int to)
{
	if (to <= from)
		return 0;
	memcpy(out, d->digits + from, (size_t)(to - from));
	return (size_t)(to - from);
}

static size_t
put_exponent(char *out, const struct decimal *d)
{
	size_t size = put_digits(out, d, 0, 1);

	if (d->count > 1)
		out[size++] = '.';
	size += put_digits(out + size, d, 1, d->count);
	return size + (size_t)snprintf(out + size, LIQUID_NUMBER_MAX - size, "e%+d", d->power - 1);
}

static size_t
put_decimal(char *out, const struct decimal *d)
{
	size_t size;

	if (d->power > PLAIN_POWER_MAX || d->power <= -PLAIN_ZEROS_MAX)
		return put_exponent(out, d);
	if (d->power >= d->count) {
		size = put_digits(out, d, 0, d->count);
		return size + put_zeros(out + size, d->power - d->count);
	}
	if (d->power > 0) {
		size = put_digits(out, d, 0, d->power);
		out[size++] = '.';
		return size + put_digits(out + size, d, d->power, d->count);
	}
	out[0] = '0';
	out[1] = '.';
	size = 2 + put_zeros(out + 2, -d->power);
	return size + put_digits(out + size, d, 0, d->count);
}

static size_t
put_whole(char *out, uint64_t value)
{
	char digits[24];
	size_t at = sizeof digits;

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	memcpy(out, digits + at, sizeof digits - at);
	return sizeof digits - at;
}

static size_t
put_words(char *out, const char *words)
{
	memcpy(out, words, strlen(words) + 1);
	return strlen(words);
}

size_t
liquid_print_number(double number, char out[LIQUID_NUMBER_MAX])
{
	struct decimal d;
	size_t sign = 0;

	if (isnan(number))
		return put_words(out, "NaN");
	if (number < 0) {
		out[sign++] = '-';
		number = -number;
	}
	if (isinf(number))
		return sign + put_words(out + sign, "Infinity");
	if (number <= EXACT_MAX && number == floor(number))
		return sign + put_whole(out + sign, (uint64_t)number);
	shorten(number, &d);
	return sign + put_decimal(out + sign, &d);
}

/* A decimal number in text, as it is read. */
struct reading {
	const char *at;
	const char *end;
	char digits[TEXT_DIGITS_MAX + 32];
	size_t count;  /* significant digits kept */
	bool has_more; /* a digit other than 0 was not kept */
	bool has_any;
	long power; /* of ten, behind the digits kept */
};

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static void
take_digits(struct reading *r, bool is_fraction)
{
	for (; r->at < r->end && is_digit(*r->at); r->at++) {
		bool is_leading = r->count == 0 && *r->at == '0';

		r->has_any = true;
		if (!is_leading && r->count < TEXT_DIGITS_MAX) {
			r->digits[r->count++] = *r->at;
			r->power -= is_fraction;
		} else if (is_leading) {
			r->power -= is_fraction;
		} else {
			r->has_more = r->has_more || *r->at != '0';
			r->power += !is_fraction;
		}
	}
}

/* False when an exponent is begun and not ended. */
static bool
take_exponent(struct reading *r)
{
	bool is_negative;
	long power = 0;

	if (r->at == r->end || (*r->at != 'e' && *r->at != 'E'))
		return true;
	r->at++;
	is_negative = r->at < r->end && *r->at == '-';
	if (r->at < r->end && (*r->at == '-' || *r->at == '+'))
		r->at++;
	if (r->at == r->end || !is_digit(*r->at))
		return false;
	for (; r->at < r->end && is_digit(*r->at); r->at++)
		if (power < POWER_MAX * 10)
			power = power * 10 + (*r->at - '0');
	r->power += is_negative ? -power : power;
	return true;
}

static double
fast_value(const struct reading *r)
{
	static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
		                         1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
		                         1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	uint64_t whole = 0;

	for (size_t i = 0; i < r->count; i++)
		whole = whole * 10 + (uint64_t)(r->digits[i] - '0');
	return r->power < 0 ? (double)whole / powers[-r->power] : (double)whole * powers[r->power];
}

static double
reading_value(struct reading *r)
{
	if (r->count == 0)
		return 0;
	if (r->count <= FAST_DIGITS_MAX && labs(r->power) <= FAST_POWER_MAX)
		return fast_value(r);
	if (r->has_more) {
		r->digits[r->count++] = '1';
		r->power--;
	}
	(void)snprintf(r->digits + r->count, sizeof r->digits - r->count, "e%ld", r->power);
	return strtod(r->digits, NULL);
}

static double
read_decimal(const char *bytes, const char *end)
{
	struct reading r = { .at = bytes, .end = end };

	take_digits(&r, false);
	if (r.at < end && *r.at == '.') {
		r.at++;
		take_digits(&r, true);
	}
	if (!r.has_any || !take_exponent(&r) || r.at != end)
		return NAN;
	return reading_value(&r);
}

/* Digits of a radix of 2 to the `bits`. What does not fit into 64 bits only decides a rounding. */
static double
read_bits(const char *at, const char *end, int bits)
{
	uint64_t mantissa = 0;
	int power = 0;

	if (at == end)
		return NAN;
	for (; at < end; at++) {
		int digit = liquid_hex_digit(*at);

		if (digit < 0 || digit >= 1 << bits)
			return NAN;
		for (int bit = bits - 1; bit >= 0; bit--) {
			uint64_t one = (uint64_t)(digit >> bit & 1);

			if (mantissa >> 63 == 0)
				mantissa = mantissa << 1 | one;
			else if (power < POWER_MAX)
				power++, mantissa |= one;
		}
	}
	return ldexp((double)mantissa, power);
}

static double
read_signed(const char *at, const char *end)
{
	bool is_negative = *at == '-';
	double value;

	if (*at == '-' || *at == '+')
		at++;
	if (end - at == 8 && memcmp(at, "Infinity", 8) == 0)
		value = INFINITY;
	else
		value = read_decimal(at, end);
	return is_negative ? -value : value;
}

double
liquid_read_number(const char *bytes, size_t size_bytes)
{
	struct liquid_span s = { bytes, size_bytes };
	const char *end;
	char radix = '\0';

	liquid_trim_start(&s);
	liquid_trim_end(&s);
	if (s.size_bytes == 0)
		return 0;
	end = s.bytes + s.size_bytes;
	if (s.size_bytes > 2 && s.bytes[0] == '0')
		radix = (char)(s.bytes[1] | 0x20);
	if (radix == 'x')
		return read_bits(s.bytes + 2, end, 4);
	if (radix == 'o')
		return read_bits(s.bytes + 2, end, 3);
	if (radix == 'b')
		return read_bits(s.bytes + 2, end, 1);
	return read_signed(s.bytes, end);
}

static bool
read_string(struct liquid_eval *e, struct liquid_value string, double *out)
{
	*out = liquid_read_number(string.bytes, string.count);
	return liquid_charge_slow(e, string.count) && liquid_charge_number(e, *out);
}

bool
liquid_as_number(struct liquid_eval *e, struct liquid_value v, double *out)
{
	struct liquid_value string;

	*out = 0;
	if (v.type == LIQUID_NUMBER)
		*out = v.number;
	else if (v.type == LIQUID_BOOL)
		*out = v.truth;
	else if (v.type == LIQUID_UNDEFINED || v.type >= LIQUID_OBJECT)
		*out = NAN;
	else if (v.type == LIQUID_STRING)
		return read_string(e, v, out);
	else if (liquid_is_array(v)) {
		if (!liquid_js_string(e, v, &string))
			return false;
		return read_string(e, string, out);
	}
	return true;
}
