/* SPDX-License-Identifier: MIT */
/* filters that work on lists */
#include "domain/liquid_filters_impl.h"

#include <math.h>
#include <string.h>

static bool
property(struct liquid_eval *e, struct liquid_value v, const char *name, struct liquid_value *out)
{
	return liquid_property(e, v, liquid_string(name, strlen(name)), out);
}

/* The property `length` of whatever has one, when JavaScript takes it for true. */
bool
liquid_filter_size(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	struct liquid_value v = call->input;
	const struct liquid_value *items;
	size_t count;

	*out = liquid_number(0);
	if (v.type == LIQUID_STRING) {
		*out = liquid_number((double)liquid_units(v.bytes, v.count));
		return liquid_charge_bytes(e, v.count);
	}
	if (liquid_is_array(v)) {
		if (!liquid_items(e, v, &items, &count))
			return false;
		*out = liquid_number((double)count);
	} else if (v.type == LIQUID_OBJECT || v.type == LIQUID_LOOP) {
		if (!property(e, v, "length", &v))
			return false;
		if (liquid_is_true_in_js(v))
			*out = v;
	}
	return true;
}

/* The item at an index, or before the end when it is negative. An object that has a number for
 * its length counts as a list to JavaScript. */
static bool
item_at(struct liquid_eval *e, struct liquid_value v, double index, struct liquid_value *out)
{
	struct liquid_value length;
	char *name;

	*out = liquid_string("", 0);
	if (v.type != LIQUID_OBJECT)
		return true;
	if (!property(e, v, "length", &length))
		return false;
	if (length.type != LIQUID_NUMBER)
		return true;
	name = liquid_alloc(e, LIQUID_NUMBER_MAX);
	if (name == NULL)
		return false;
	if (index < 0)
		index += length.number;
	return liquid_property(e, v, liquid_string(name, liquid_print_number(index, name)), out);
}

static bool
end_item(struct liquid_eval *e, const struct liquid_call *call, bool is_last,
         struct liquid_value *out)
{
	const struct liquid_value *items;
	struct liquid_value v;
	size_t count;

	if (!liquid_plain(e, call->input, &v))
		return false;
	if (liquid_is_array(v)) {
		if (!liquid_items(e, v, &items, &count))
			return false;
		*out = count > 0 ? items[is_last ? count - 1 : 0] : liquid_undefined();
		return true;
	}
	if (v.type != LIQUID_STRING || v.count == 0)
		return item_at(e, v, is_last ? -1 : 0, out);
	if (!liquid_charge_bytes(e, v.count))
		return false;
	return liquid_unit_at(e, v, is_last ? liquid_units(v.bytes, v.count) - 1 : 0, out);
}

bool
liquid_filter_first(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	return end_item(e, call, false, out);
}

bool
liquid_filter_last(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	return end_item(e, call, true, out);
}

static struct liquid_value *
alloc_items(struct liquid_eval *e, size_t count)
{
	return liquid_alloc(e, (count + 1) * sizeof(struct liquid_value));
}

bool
liquid_filter_reverse(struct liquid_eval *e, const struct liquid_call *call,
                      struct liquid_value *out)
{
	const struct liquid_value *items;
	struct liquid_value *turned;
	size_t count;

	if (!liquid_array_of(e, call->input, &items, &count))
		return false;
	turned = alloc_items(e, count);
	if (turned == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		turned[i] = items[count - 1 - i];
	*out = liquid_array(turned, count);
	return true;
}

bool
liquid_filter_join(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	struct liquid_span between = { " ", 1 };
	const struct liquid_value *items;
	struct liquid_builder b;
	size_t count;

	if (!liquid_array_of(e, call->input, &items, &count))
		return false;
	if (!liquid_is_nil(liquid_arg(call, 0)) && !liquid_span_of(e, call->args[0], &between))
		return false;
	if (!liquid_build(&b, e, 0))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && !liquid_put(&b, between.bytes, between.size_bytes))
			return false;
		if (!liquid_put_item(&b, items[i]))
			return false;
	}
	return liquid_built(&b, out);
}

/* What each item has under a path of names. */
static bool
read_path(struct liquid_eval *e, const struct liquid_value *items, size_t count,
          struct liquid_value path, struct liquid_value *out)
{
	struct liquid_value name;

	if (!liquid_stringify(e, path, &name))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!liquid_property_path(e, items[i], name, &out[i]))
			return false;
	return true;
}

bool
liquid_filter_map(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	const struct liquid_value *items;
	struct liquid_value *found;
	size_t count;

	if (!liquid_array_of(e, call->input, &items, &count))
		return false;
	found = alloc_items(e, count);
	if (found == NULL || !read_path(e, items, count, liquid_arg(call, 0), found))
		return false;
	*out = liquid_array(found, count);
	return true;
}

/* A key in small letters; what is nothing stays that. */
static bool
soften_key(struct liquid_eval *e, struct liquid_value *key)
{
	struct liquid_span s;

	if (liquid_is_nil(*key))
		return true;
	if (!liquid_js_string(e, *key, key))
		return false;
	s = (struct liquid_span){ key->bytes, key->count };
	return liquid_to_case(e, s, false, key);
}

static bool
sort_by(struct liquid_eval *e, const struct liquid_call *call, bool is_natural,
        struct liquid_value *out)
{
	const struct liquid_value *items;
	struct liquid_value *sorted;
	struct liquid_value *keys;
	size_t count;

	if (!liquid_array_of(e, call->input, &items, &count))
		return false;
	sorted = alloc_items(e, count);
	keys = sorted == NULL ? NULL : alloc_items(e, count);
	if (keys == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		sorted[i] = keys[i] = items[i];
	if (liquid_is_true_in_js(liquid_arg(call, 0)) &&
	    !read_path(e, items, count, call->args[0], keys))
		return false;
	for (size_t i = 0; is_natural && i < count; i++)
		if (!soften_key(e, &keys[i]))
			return false;
	*out = liquid_array(sorted, count);
	return liquid_sort_items(e, sorted, keys, count);
}

bool
liquid_filter_sort(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	return sort_by(e, call, false, out);
}

bool
liquid_filter_sort_natural(struct liquid_eval *e, const struct liquid_call *call,
                           struct liquid_value *out)
{
	return sort_by(e, call, true, out);
}

/* Where a slice begins and how long it is, as JavaScript values of a simple type. */
struct cut {
	struct liquid_value begin;
	struct liquid_value length;
};

static bool
simple(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out)
{
	if (!liquid_plain(e, v, out))
		return false;
	if (liquid_is_array(*out) || out->type >= LIQUID_OBJECT)
		return liquid_js_string(e, *out, out);
	return true;
}

/* JavaScript's a + b as a number: two texts, or a text and a number, are put side by side. */
static bool
sum(struct liquid_eval *e, struct liquid_value a, struct liquid_value b, double *out)
{
	struct liquid_builder words;
	struct liquid_value text;
	double other;

	if (a.type != LIQUID_STRING && b.type != LIQUID_STRING) {
		if (!liquid_as_number(e, a, out) || !liquid_as_number(e, b, &other))
			return false;
		*out += other;
		return true;
	}
	if (!liquid_js_string(e, a, &a) || !liquid_js_string(e, b, &b) ||
	    !liquid_build(&words, e, a.count + b.count) || !liquid_put(&words, a.bytes, a.count) ||
	    !liquid_put(&words, b.bytes, b.count) || !liquid_built(&words, &text))
		return false;
	*out = liquid_read_number(text.bytes, text.count);
	return true;
}

/* Reads the arguments of slice; a negative begin is counted from the end of `size` items.
 * *is_empty says that nothing can be in the slice. */
static bool
read_cut(struct liquid_eval *e, const struct liquid_call *call, size_t size, struct cut *out,
         bool *is_empty)
{
	struct liquid_value length = liquid_arg(call, 1);
	double begin;
	double count;

	if (length.type == LIQUID_UNDEFINED)
		length = liquid_number(1);
	if (!simple(e, liquid_arg(call, 0), &out->begin) || !simple(e, length, &out->length) ||
	    !liquid_as_number(e, out->begin, &begin) || !liquid_as_number(e, out->length, &count))
		return false;
	if (begin < 0) {
		if (!sum(e, liquid_number((double)size), out->begin, &begin))
			return false;
		out->begin = liquid_number(begin);
	}
	*is_empty = begin < 0 || count < 0;
	return true;
}

/* An index of JavaScript's slice, which cuts fractions off and takes NaN for 0. */
static size_t
clamp(double index, size_t count)
{
	if (isnan(index))
		return 0;
	return index >= (double)count ? count : (size_t)index;
}

static bool
slice_items(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value v,
            struct liquid_value *out)
{
	const struct liquid_value *items;
	struct cut cut;
	bool is_empty;
	size_t count;
	size_t from;
	size_t to;
	double begin;
	double end;

	*out = liquid_array(NULL, 0);
	if (!liquid_items(e, v, &items, &count) || !read_cut(e, call, count, &cut, &is_empty) ||
	    !sum(e, cut.begin, cut.length, &end) || !liquid_as_number(e, cut.begin, &begin))
		return false;
	from = clamp(begin, count);
	to = clamp(end, count);
	if (!is_empty && to > from)
		*out = liquid_array(items + from, to - from);
	return true;
}

static bool
slice_text(struct liquid_eval *e, const struct liquid_call *call, struct liquid_span s,
           struct liquid_value *out)
{
	struct cut cut;
	bool is_empty;
	size_t from;
	double begin;
	double length;

	*out = liquid_string("", 0);
	if (!read_cut(e, call, liquid_code_points(s.bytes, s.size_bytes), &cut, &is_empty) ||
	    !liquid_as_number(e, cut.begin, &begin) || !liquid_as_number(e, cut.length, &length))
		return false;
	if (is_empty)
		return true;
	from = liquid_advance(s, begin);
	s.bytes += from;
	s.size_bytes -= from;
	s.size_bytes = liquid_advance(s, length);
	return liquid_give(out, s);
}

bool
liquid_filter_slice(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	struct liquid_value v;
	struct liquid_span s;

	if (!liquid_plain(e, call->input, &v))
		return false;
	*out = liquid_array(NULL, 0);
	if (liquid_is_nil(v))
		return true;
	if (liquid_is_array(v))
		return slice_items(e, call, v, out);
	return liquid_input_span(e, call, &s) && slice_text(e, call, s, out);
}
