/* SPDX-License-Identifier: MIT */
/* what filters make of their input and arguments before they work */
#include "domain/liquid_filters_impl.h"

#include <math.h>

#define SLOW_BYTES_PER_UNIT 4
#define QUICK_NUMBER_MAX 9007199254740992.0
#define NUMBER_UNITS 50 /* the shortest digits of a fraction are found by trying */

bool
liquid_span_of(struct liquid_eval *e, struct liquid_value v, struct liquid_span *out)
{
	struct liquid_value string;

	if (!liquid_stringify(e, v, &string))
		return false;
	*out = (struct liquid_span){ string.bytes, string.count };
	return true;
}

bool
liquid_input_span(struct liquid_eval *e, const struct liquid_call *call, struct liquid_span *out)
{
	return liquid_span_of(e, call->input, out) && liquid_charge_bytes(e, out->size_bytes);
}

bool
liquid_charge_slow(struct liquid_eval *e, size_t size_bytes)
{
	return liquid_charge(e, size_bytes / SLOW_BYTES_PER_UNIT + 1);
}

bool
liquid_charge_number(struct liquid_eval *e, double number)
{
	bool is_quick = number == floor(number) && fabs(number) <= QUICK_NUMBER_MAX;

	return is_quick || liquid_charge(e, NUMBER_UNITS);
}

bool
liquid_give(struct liquid_value *out, struct liquid_span s)
{
	*out = liquid_string(s.bytes, s.size_bytes);
	return true;
}

bool
liquid_to_number(struct liquid_eval *e, struct liquid_value v, double *out)
{
	if (!liquid_plain(e, v, &v) || !liquid_as_number(e, v, out))
		return false;
	if (isnan(*out) || *out == 0)
		*out = 0;
	return true;
}

bool
liquid_number_or(struct liquid_eval *e, struct liquid_value v, double otherwise, double *out)
{
	*out = otherwise;
	if (v.type == LIQUID_UNDEFINED)
		return true;
	return liquid_plain(e, v, &v) && liquid_as_number(e, v, out);
}

bool
liquid_array_of(struct liquid_eval *e, struct liquid_value v, const struct liquid_value **items,
                size_t *count)
{
	struct liquid_value *only;

	*items = NULL;
	*count = 0;
	if (!liquid_plain(e, v, &v))
		return false;
	if (liquid_is_nil(v))
		return true;
	if (liquid_is_array(v))
		return liquid_items(e, v, items, count) && liquid_charge(e, *count);
	only = liquid_alloc(e, sizeof *only);
	if (only == NULL)
		return false;
	*only = v;
	*items = only;
	*count = 1;
	return true;
}
