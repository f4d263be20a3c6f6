/* SPDX-License-Identifier: MIT */
/* equality, order and containment as LiquidJS has them */
#include "domain/liquid_filters_impl.h"

#include <string.h>

#define HALF_BYTES 3

static bool
is_white(struct liquid_value string)
{
	struct liquid_span s = { string.bytes, string.count };

	liquid_trim_start(&s);
	return s.size_bytes == 0;
}

static bool
is_empty(struct liquid_value v)
{
	if (v.type == LIQUID_STRING || v.type == LIQUID_ARRAY || v.type == LIQUID_RANGE)
		return v.count == 0;
	return (v.type == LIQUID_LIST || v.type == LIQUID_OBJECT) && json_count(v.node) == 0;
}

/* What nil, empty and blank say when they are asked for equality with a value: not even to each
 * other do they all say the same. */
static bool
word_equals(enum liquid_type word, struct liquid_value v)
{
	if (word == LIQUID_NIL)
		return liquid_is_nil(v);
	if (word == LIQUID_EMPTY)
		return is_empty(v);
	return liquid_is_nil(v) || (v.type == LIQUID_BOOL && !v.truth) ||
	       (v.type == LIQUID_STRING ? is_white(v) : is_empty(v));
}

static bool
is_word(struct liquid_value v)
{
	return v.type == LIQUID_NIL || v.type == LIQUID_EMPTY || v.type == LIQUID_BLANK;
}

static bool
same_bytes(struct liquid_value a, struct liquid_value b)
{
	return a.count == b.count && (a.count == 0 || memcmp(a.bytes, b.bytes, a.count) == 0);
}

static bool
is_identical(struct liquid_value a, struct liquid_value b)
{
	if (a.type != b.type)
		return false;
	switch (a.type) {
	case LIQUID_BOOL: return a.truth == b.truth;
	case LIQUID_NUMBER: return a.number == b.number;
	case LIQUID_STRING: return same_bytes(a, b);
	case LIQUID_OBJECT: return a.node == b.node;
	case LIQUID_BLOCK: return a.super == b.super;
	default: return true;
	}
}

static bool
arrays_equal(struct liquid_eval *e, struct liquid_value a, struct liquid_value b, bool *out)
{
	const struct liquid_value *left;
	const struct liquid_value *right;
	size_t count;
	size_t other;

	*out = false;
	if (!liquid_items(e, a, &left, &count) || !liquid_items(e, b, &right, &other))
		return false;
	*out = count == other;
	for (size_t i = 0; *out && i < count; i++)
		if (!liquid_equals(e, left[i], right[i], out))
			return false;
	return true;
}

bool
liquid_equals(struct liquid_eval *e, struct liquid_value a, struct liquid_value b, bool *out)
{
	if (!liquid_charge(e, 2))
		return false;
	if (is_word(a) || is_word(b)) {
		*out = is_word(a) ? word_equals(a.type, b) : word_equals(b.type, a);
		return true;
	}
	if (!liquid_plain(e, a, &a) || !liquid_plain(e, b, &b))
		return false;
	if (liquid_is_array(a) && liquid_is_array(b))
		return arrays_equal(e, a, b, out);
	*out = !liquid_is_array(a) && is_identical(a, b);
	return a.type != LIQUID_STRING || liquid_charge_bytes(e, a.count);
}

/* The first UTF-16 unit of the character at a byte, and its second, or 0. */
static void
units_at(struct liquid_value string, size_t at, uint32_t units[2])
{
	const char *bytes = string.bytes + at;
	size_t size = string.count - at;
	uint32_t code_point = 0;

	units[0] = units[1] = 0;
	if (size == 0)
		return;
	if (liquid_is_high_half(bytes, size) || liquid_is_low_half(bytes, size))
		code_point =
			0xD000 | (uint32_t)(bytes[1] & 0x3F) << 6 | (uint32_t)(bytes[2] & 0x3F);
	else
		(void)text_next_code_point(bytes, size, &code_point);
	units[0] = code_point;
	if (code_point >= 0x10000) {
		units[0] = 0xD800 + ((code_point - 0x10000) >> 10);
		units[1] = 0xDC00 + ((code_point - 0x10000) & 0x3FF);
	}
}

/* -1, 0 or 1; 0 also when one is NaN. */
static int
order_of(double a, double b)
{
	return (int)(a > b) - (int)(a < b);
}

/* By UTF-16 units, which is not the order of code points. */
static int
order_of_strings(struct liquid_value a, struct liquid_value b)
{
	size_t shorter = a.count < b.count ? a.count : b.count;
	size_t at = 0;
	uint32_t left[2];
	uint32_t right[2];

	while (at < shorter && a.bytes[at] == b.bytes[at])
		at++;
	if (at == shorter)
		return order_of(a.count, b.count);
	while (at > 0 && (((unsigned char)a.bytes[at] & 0xC0) == 0x80 ||
	                  ((unsigned char)b.bytes[at] & 0xC0) == 0x80))
		at--;
	units_at(a, at, left);
	units_at(b, at, right);
	if (left[0] != right[0])
		return order_of(left[0], right[0]);
	/* When one of the two is half a pair, what comes behind it decides. */
	if (left[1] == 0) {
		units_at(a, at + HALF_BYTES, left);
		left[1] = left[0];
	} else if (right[1] == 0) {
		units_at(b, at + HALF_BYTES, right);
		right[1] = right[0];
	}
	return order_of(left[1], right[1]);
}

/* An array or an object counts as its text. */
static bool
to_primitive(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out)
{
	*out = v;
	if (liquid_is_array(v) || v.type >= LIQUID_OBJECT)
		return liquid_js_string(e, v, out);
	return true;
}

bool
liquid_js_order(struct liquid_eval *e, struct liquid_value a, struct liquid_value b, int *out)
{
	double left;
	double right;

	if (!to_primitive(e, a, &a) || !to_primitive(e, b, &b))
		return false;
	if (a.type == LIQUID_STRING && b.type == LIQUID_STRING) {
		*out = order_of_strings(a, b);
		return liquid_charge_bytes(e, a.count < b.count ? a.count : b.count);
	}
	if (!liquid_as_number(e, a, &left) || !liquid_as_number(e, b, &right))
		return false;
	*out = order_of(left, right);
	return liquid_charge(e, 2);
}

/* Two values of which neither is less may be equal, or one of them is NaN. */
static bool
is_same_order(struct liquid_eval *e, struct liquid_value a, struct liquid_value b, bool *out)
{
	double left = 0;
	double right = 0;

	*out = true;
	if (!to_primitive(e, a, &a) || !to_primitive(e, b, &b))
		return false;
	if (a.type == LIQUID_STRING && b.type == LIQUID_STRING)
		return true;
	if (!liquid_as_number(e, a, &left) || !liquid_as_number(e, b, &right))
		return false;
	*out = left == right;
	return true;
}

bool
liquid_ordered(struct liquid_eval *e, enum liquid_order order, struct liquid_value pair[2],
               bool *out)
{
	struct liquid_value a;
	struct liquid_value b;
	bool with_equal = order == LIQUID_LESS_OR_EQUAL || order == LIQUID_GREATER_OR_EQUAL;
	int sign;

	*out = false;
	if (is_word(pair[0]) || is_word(pair[1]))
		return true;
	if (!liquid_plain(e, pair[0], &a) || !liquid_plain(e, pair[1], &b) ||
	    !liquid_js_order(e, a, b, &sign))
		return false;
	if (sign == 0)
		return !with_equal || is_same_order(e, a, b, out);
	*out = (order == LIQUID_LESS || order == LIQUID_LESS_OR_EQUAL) == (sign < 0);
	return true;
}

bool
liquid_text_contains(struct liquid_eval *e, struct liquid_value a, struct liquid_value b, bool *out)
{
	struct liquid_span s = { a.bytes, a.count };
	struct liquid_span needle = { b.bytes, b.count };

	if (needle.size_bytes >= HALF_BYTES && !liquid_halve(e, &s, &needle))
		return false;
	*out = liquid_find(s, 0, needle) <= s.size_bytes;
	return liquid_charge_bytes(e, 2 * s.size_bytes);
}

bool
liquid_contains(struct liquid_eval *e, struct liquid_value a, struct liquid_value b, bool *out)
{
	const struct liquid_value *items;
	size_t count;

	*out = false;
	if (!liquid_plain(e, a, &a))
		return false;
	if (a.type == LIQUID_STRING)
		return liquid_plain(e, b, &b) && liquid_js_string(e, b, &b) &&
		       liquid_text_contains(e, a, b, out);
	if (!liquid_items(e, a, &items, &count))
		return false;
	for (size_t i = 0; !*out && i < count; i++)
		if (!liquid_equals(e, items[i], b, out))
			return false;
	return true;
}
