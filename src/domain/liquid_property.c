/* SPDX-License-Identifier: MIT */
/* members and indexes of values, as LiquidJS reads a property */
#include "domain/liquid_eval_impl.h"

#include <math.h>

#define MEMBERS_PER_UNIT 4
#define INDEX_DIGITS_MAX 9

/* "0" and "12" are indexes, "00", "-1" and "1.0" are not. */
static bool
read_index(struct liquid_slice name, size_t *out)
{
	*out = 0;
	if (name.size_bytes == 0 || name.size_bytes > INDEX_DIGITS_MAX ||
	    (name.bytes[0] == '0' && name.size_bytes > 1))
		return false;
	for (size_t i = 0; i < name.size_bytes; i++) {
		if (name.bytes[i] < '0' || name.bytes[i] > '9')
			return false;
		*out = *out * 10 + (size_t)(name.bytes[i] - '0');
	}
	return true;
}

static bool
array_element(struct liquid_eval *e, struct liquid_value v, double index, struct liquid_value *out)
{
	const struct liquid_value *items = NULL;
	size_t count = v.count;

	*out = liquid_undefined();
	if (v.type != LIQUID_RANGE && !liquid_items(e, v, &items, &count))
		return false;
	if (index < 0)
		index += (double)count;
	if (!(index >= 0 && index < (double)count) || floor(index) < index)
		return true;
	*out = items != NULL ? items[(size_t)index] : liquid_number(v.number + index);
	return true;
}

static bool
array_count(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out)
{
	const struct liquid_value *items;
	size_t count = v.count;

	if (v.type == LIQUID_LIST && !liquid_items(e, v, &items, &count))
		return false;
	*out = liquid_number((double)count);
	return true;
}

static bool
array_property(struct liquid_eval *e, struct liquid_value v, struct liquid_slice name,
               struct liquid_value *out)
{
	size_t index;

	if (liquid_slice_is(name, "size") || liquid_slice_is(name, "length"))
		return array_count(e, v, out);
	if (liquid_slice_is(name, "first"))
		return array_element(e, v, 0, out);
	if (liquid_slice_is(name, "last"))
		return array_element(e, v, -1, out);
	if (read_index(name, &index))
		return array_element(e, v, (double)index, out);
	*out = liquid_undefined();
	return true;
}

static bool
string_property(struct liquid_eval *e, struct liquid_value v, struct liquid_slice name,
                struct liquid_value *out)
{
	size_t index;

	*out = liquid_undefined();
	if (liquid_slice_is(name, "size") || liquid_slice_is(name, "length"))
		*out = liquid_number((double)liquid_units(v.bytes, v.count));
	else if (read_index(name, &index) && !liquid_unit_at(e, v, index, out))
		return false;
	return liquid_charge_bytes(e, v.count);
}

static bool
object_property(struct liquid_eval *e, struct liquid_value v, struct liquid_slice name,
                struct liquid_value *out)
{
	size_t seen = 0;
	const struct json *node = json_member_counted(v.node, name.bytes, name.size_bytes, &seen);

	if (node == NULL && liquid_slice_is(name, "size")) {
		*out = liquid_number((double)json_count(v.node));
		seen *= 2;
	} else {
		*out = liquid_from_json(node);
	}
	return seen < MEMBERS_PER_UNIT || liquid_charge(e, seen / MEMBERS_PER_UNIT);
}

/* LiquidJS calls the comparisons of nil, empty and blank, and nothing is less or more than they. */
static struct liquid_value
drop_property(struct liquid_slice name)
{
	if (liquid_slice_is(name, "gt") || liquid_slice_is(name, "geq") ||
	    liquid_slice_is(name, "lt") || liquid_slice_is(name, "leq"))
		return liquid_bool(false);
	return liquid_undefined();
}

bool
liquid_property_named(struct liquid_eval *e, struct liquid_value v, struct liquid_slice name,
                      struct liquid_value *out)
{
	switch (v.type) {
	case LIQUID_OBJECT: return object_property(e, v, name, out);
	case LIQUID_ARRAY:
	case LIQUID_RANGE:
	case LIQUID_LIST: return array_property(e, v, name, out);
	case LIQUID_STRING: return string_property(e, v, name, out);
	case LIQUID_LOOP: return liquid_loop_property(e, v.loop, name, out);
	case LIQUID_BLOCK:
		*out = liquid_undefined();
		return !liquid_slice_is(name, "super") || liquid_block_super(e, v.super, out);
	case LIQUID_NIL:
	case LIQUID_EMPTY:
	case LIQUID_BLANK: *out = drop_property(name); return true;
	case LIQUID_NULL: *out = v; return true;
	default: *out = liquid_undefined(); return true;
	}
}

bool
liquid_property(struct liquid_eval *e, struct liquid_value v, struct liquid_value key,
                struct liquid_value *out)
{
	struct liquid_value name;

	if (key.type == LIQUID_NUMBER && liquid_is_array(v))
		return array_element(e, v, key.number, out);
	if (!liquid_plain(e, key, &key) || !liquid_js_string(e, key, &name))
		return false;
	return liquid_property_named(e, v, (struct liquid_slice){ name.bytes, name.count }, out);
}

bool
liquid_property_path(struct liquid_eval *e, struct liquid_value v, struct liquid_value path,
                     struct liquid_value *out)
{
	const char *at = path.bytes;
	const char *end = at + path.count;

	*out = v;
	while (true) {
		const char *dot = memchr(at, '.', (size_t)(end - at));
		struct liquid_slice name = { at, (size_t)((dot != NULL ? dot : end) - at) };

		if (!liquid_property_named(e, *out, name, out))
			return false;
		if (dot == NULL)
			return true;
		at = dot + 1;
	}
}
