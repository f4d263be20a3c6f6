/* SPDX-License-Identifier: MIT */
/* filters that calculate */
#include "domain/liquid_filters_impl.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUND_UNITS 150             /* a number is printed twice and read twice */
#define SAFE_MAX 9007199254740991.0 /* JavaScript's MAX_SAFE_INTEGER */

/* The input and the first argument as numbers; an argument that is not written is NaN, which is
 * what JavaScript makes of a sum with it. */
static bool
two_numbers(struct liquid_eval *e, const struct liquid_call *call, double *left, double *right)
{
	*right = NAN;
	if (!liquid_to_number(e, call->input, left))
		return false;
	return call->arg_count == 0 || liquid_to_number(e, call->args[0], right);
}

static bool
give_number(struct liquid_value *out, double number)
{
	*out = liquid_number(number);
	return true;
}

bool
liquid_filter_plus(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	double left;
	double right;

	return two_numbers(e, call, &left, &right) && give_number(out, left + right);
}

bool
liquid_filter_minus(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	double left;
	double right;

	return two_numbers(e, call, &left, &right) && give_number(out, left - right);
}

bool
liquid_filter_times(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	double left;
	double right;

	return two_numbers(e, call, &left, &right) && give_number(out, left * right);
}

/* The result has the sign of the divisor. */
bool
liquid_filter_modulo(struct liquid_eval *e, const struct liquid_call *call,
                     struct liquid_value *out)
{
	double left;
	double right;

	return two_numbers(e, call, &left, &right) &&
	       give_number(out, fmod(fmod(left, right) + right, right));
}

/* A second argument that is true asks for the whole number below. */
bool
liquid_filter_divided_by(struct liquid_eval *e, const struct liquid_call *call,
                         struct liquid_value *out)
{
	double left;
	double right;
	double whole;

	if (!two_numbers(e, call, &left, &right) ||
	    !liquid_to_number(e, liquid_arg(call, 1), &whole))
		return false;
	return give_number(out, whole != 0 ? floor(left / right) : left / right);
}

/* The greatest of all (sign 1) or the least (sign -1). */
static bool
extreme(struct liquid_eval *e, const struct liquid_call *call, int sign, struct liquid_value *out)
{
	double best;

	if (!liquid_to_number(e, call->input, &best))
		return false;
	for (size_t i = 0; i < call->arg_count; i++) {
		double other;

		if (!liquid_to_number(e, call->args[i], &other))
			return false;
		if (sign > 0 ? other > best : other < best)
			best = other;
	}
	return give_number(out, best);
}

bool
liquid_filter_at_least(struct liquid_eval *e, const struct liquid_call *call,
                       struct liquid_value *out)
{
	return extreme(e, call, 1, out);
}

bool
liquid_filter_at_most(struct liquid_eval *e, const struct liquid_call *call,
                      struct liquid_value *out)
{
	return extreme(e, call, -1, out);
}

static bool
with_function(struct liquid_eval *e, const struct liquid_call *call, double (*function)(double),
              struct liquid_value *out)
{
	double number;

	return liquid_to_number(e, call->input, &number) && give_number(out, function(number));
}

bool
liquid_filter_abs(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	return with_function(e, call, fabs, out);
}

bool
liquid_filter_ceil(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	return with_function(e, call, ceil, out);
}

bool
liquid_filter_floor(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	return with_function(e, call, floor, out);
}

/* Moves the decimal point in the printed number, as LiquidJS does: 1.005 to two digits is then
 * 1.01, although the double lies below. */
static double
shift_point(double number, double places)
{
	char words[2 * LIQUID_NUMBER_MAX + 2];
	size_t size = liquid_print_number(number, words);
	char *exponent = memchr(words, 'e', size);
	size_t mantissa = exponent != NULL ? (size_t)(exponent - words) : size;
	double power = 0;

	if (exponent != NULL)
		power = liquid_read_number(exponent + 1, size - mantissa - 1);
	words[mantissa] = 'e';
	size = mantissa + 1;
	size += liquid_print_number(power + places, words + size);
	return liquid_read_number(words, size);
}

/* JavaScript's Math.round of a number that is not negative. */
static double
round_half_up(double number)
{
	double below = floor(number);

	return number - below >= 0.5 ? below + 1 : below;
}

bool
liquid_filter_round(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	double number;
	double places;
	double shifted;

	if (!liquid_to_number(e, call->input, &number) ||
	    !liquid_to_number(e, liquid_arg(call, 0), &places))
		return false;
	if (!liquid_charge(e, ROUND_UNITS))
		return false;
	shifted = shift_point(fabs(number), places);
	if (!(shifted <= SAFE_MAX))
		return give_number(out, number);
	shifted = shift_point(round_half_up(shifted), -places);
	return give_number(out, number < 0 ? -shifted : shifted);
}
