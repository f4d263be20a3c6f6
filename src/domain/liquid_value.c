/* SPDX-License-Identifier: MIT */
/* values of a template: what they are made of, and loops as values */
#include "domain/liquid_eval_impl.h"

#include <math.h>

#define LIST_SMALL 16

static struct liquid_value
scalar_from_json(const struct json *node)
{
	double number;
	bool truth;

	if (json_number(node, &number))
		return liquid_number(number);
	if (json_bool(node, &truth))
		return liquid_bool(truth);
	return (struct liquid_value){ node != NULL ? LIQUID_NULL : LIQUID_UNDEFINED,
		                      0,
		                      { .node = NULL } };
}

/* Texts and objects are what most names stand for. */
struct liquid_value
liquid_from_json(const struct json *node)
{
	const char *string = json_string(node);

	if (string != NULL)
		return liquid_string(string, strlen(string));
	if (json_is_object(node))
		return (struct liquid_value){ LIQUID_OBJECT, 0, { .node = node } };
	if (json_is_array(node))
		return (struct liquid_value){ LIQUID_LIST, 0, { .node = node } };
	return scalar_from_json(node);
}

bool
liquid_plain(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out)
{
	*out = v;
	if (v.type == LIQUID_NIL)
		out->type = LIQUID_NULL;
	else if (v.type == LIQUID_EMPTY || v.type == LIQUID_BLANK)
		*out = liquid_string("", 0);
	else if (v.type == LIQUID_LOOP)
		return liquid_loop_json(e, v.loop, out);
	return true;
}

static bool
range_items(struct liquid_eval *e, struct liquid_value v, const struct liquid_value **items)
{
	struct liquid_value *made = NULL;

	if (!liquid_charge_bytes(e, v.count * sizeof(*made)) ||
	    (made = liquid_alloc(e, v.count * sizeof(*made))) == NULL)
		return false;
	for (uint32_t i = 0; i < v.count; i++)
		made[i] = liquid_number(v.number + i);
	*items = made;
	return true;
}

static bool
make_list(struct liquid_eval *e, const struct json *node, struct liquid_list *list)
{
	size_t count = json_count(node);
	struct liquid_value *made = NULL;
	size_t i = 0;

	if (!liquid_charge_bytes(e, count * 2 * sizeof(*made)) ||
	    (made = liquid_alloc(e, count * sizeof(*made))) == NULL)
		return false;
	for (const struct json *child = json_first(node); child != NULL; child = json_next(child))
		made[i++] = liquid_from_json(child);
	*list = (struct liquid_list){ node, made, count };
	return true;
}

/* A large array is asked for again and again in a loop; a small one is made anew as quickly. */
static bool
list_items(struct liquid_eval *e, const struct json *node, const struct liquid_value **items,
           size_t *count)
{
	struct liquid_state *s = e->more;
	struct liquid_list *kept = &s->lists[(uintptr_t)node / 64 % LIQUID_LISTS];
	struct liquid_list list = *kept;

	if (list.node != node) {
		if (!make_list(e, node, &list))
			return false;
		if (list.count > LIST_SMALL) {
			*kept = list;
			s->kept++;
		}
	}
	*items = list.items;
	*count = list.count;
	return true;
}

bool
liquid_items(struct liquid_eval *e, struct liquid_value v, const struct liquid_value **items,
             size_t *count)
{
	*items = NULL;
	*count = 0;
	if (v.type == LIQUID_LIST)
		return list_items(e, v.node, items, count);
	if (v.type != LIQUID_ARRAY && v.type != LIQUID_RANGE)
		return true;
	*count = v.count;
	*items = v.items;
	return v.type == LIQUID_ARRAY || range_items(e, v, items);
}

/* One member of a loop as a value, by its name in LiquidJS. */
static struct liquid_value
turn_property(const struct liquid_loop *loop, struct liquid_slice name)
{
	const double rest = loop->length - loop->i;
	const struct {
		const char *name;
		struct liquid_value value;
	} all[] = {
		{ "index", liquid_number(loop->i + 1) },
		{ "index0", liquid_number(loop->i) },
		{ "i", liquid_number(loop->i) },
		{ "rindex", liquid_number(rest) },
		{ "rindex0", liquid_number(rest - 1) },
		{ "first", liquid_bool(loop->i < 1) },
		{ "last", liquid_bool(rest >= 1 && rest <= 1) },
		{ "length", liquid_number(loop->length) },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (liquid_slice_is(name, all[i].name))
			return all[i].value;
	return liquid_undefined();
}

static struct liquid_value
column_property(const struct liquid_loop *loop, struct liquid_slice name)
{
	const double column = fmod(loop->i, loop->column_count);
	const bool is_last = loop->columns.type == LIQUID_NUMBER &&
	                     !(column + 1 < loop->column_count) &&
	                     !(column + 1 > loop->column_count);
	const struct {
		const char *name;
		struct liquid_value value;
	} all[] = {
		{ "row", liquid_number(floor(loop->i / loop->column_count) + 1) },
		{ "col", liquid_number(column + 1) },
		{ "col0", liquid_number(column) },
		{ "col_first", liquid_bool(column >= 0 && column <= 0) },
		{ "col_last", liquid_bool(is_last) },
		{ "cols", loop->columns },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (liquid_slice_is(name, all[i].name))
			return all[i].value;
	return liquid_undefined();
}

static char *
put_slice(char *out, struct liquid_slice s)
{
	memcpy(out, s.bytes, s.size_bytes);
	return out + s.size_bytes;
}

/* "item-items" */
static bool
loop_name(struct liquid_eval *e, const struct liquid_loop *loop, struct liquid_value *out)
{
	size_t size = loop->variable.size_bytes + 1 + loop->collection.size_bytes;
	char *bytes = liquid_alloc(e, size);

	if (bytes == NULL || !liquid_charge_bytes(e, size))
		return false;
	char *at = put_slice(bytes, loop->variable);
	*at++ = '-';
	(void)put_slice(at, loop->collection);
	*out = liquid_string(bytes, size);
	return true;
}

bool
liquid_loop_property(struct liquid_eval *e, struct liquid_loop *loop, struct liquid_slice name,
                     struct liquid_value *out)
{
	if (liquid_slice_is(name, "name"))
		return loop_name(e, loop, out);
	if (liquid_slice_is(name, "valueOf"))
		return liquid_loop_json(e, loop, out);
	*out = turn_property(loop, name);
	if (out->type == LIQUID_UNDEFINED && loop->is_table)
		*out = column_property(loop, name);
	/* LiquidJS calls its function of this name, as it calls all others. */
	if (liquid_slice_is(name, "next"))
		loop->i++;
	return true;
}

/* A double quote or backslash gets a backslash, a control character its number. */
static void
append_json_text(struct text *out, struct liquid_value name)
{
	struct json_writer w;

	json_write_begin(&w, out);
	json_write_string_bytes(&w, NULL, name.bytes, name.count);
}

static void
append_number(struct text *out, double number)
{
	char printed[LIQUID_NUMBER_MAX];

	text_append_bytes(out, printed, liquid_print_number(number, printed));
}

/* What JSON.stringify makes of `cols`, which may be any value of a template. */
static bool
append_columns(struct liquid_eval *e, struct text *out, struct liquid_value columns)
{
	struct liquid_value words;

	if (!liquid_js_string(e, columns, &words))
		return false;
	text_append(out, ",\"cols\":");
	if (columns.type == LIQUID_STRING)
		append_json_text(out, columns);
	else
		text_append_bytes(out, words.bytes, words.count);
	return true;
}

bool
liquid_loop_json(struct liquid_eval *e, const struct liquid_loop *loop, struct liquid_value *out)
{
	struct liquid_value name;
	struct text json;
	char *copy = NULL;

	if (!loop_name(e, loop, &name))
		return false;
	text_init(&json, 8 * LIQUID_SOURCE_MAX);
	text_append(&json, "{\"i\":");
	append_number(&json, loop->i);
	text_append(&json, ",\"length\":");
	append_number(&json, loop->length);
	text_append(&json, ",\"name\":");
	append_json_text(&json, name);
	bool fine = !loop->is_table || append_columns(e, &json, loop->columns);
	text_append(&json, "}");
	fine = fine && liquid_charge_bytes(e, 4 * json.size_bytes) &&
	       (copy = liquid_alloc(e, json.size_bytes)) != NULL;
	if (fine) {
		memcpy(copy, text_string(&json), json.size_bytes);
		*out = liquid_string(copy, json.size_bytes);
	}
	text_finish(&json);
	return fine;
}
