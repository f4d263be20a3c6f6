/* SPDX-License-Identifier: MIT */
/* for and tablerow, turn by turn */
#include "domain/liquid_eval_impl.h"

#include <math.h>

bool
liquid_loop_turn(struct liquid_eval *e)
{
	if (--e->more->turns_left >= 0)
		return true;
	return liquid_fail_large(e, "more than %d turns of loops", LIQUID_TURNS_MAX);
}

/* The members of an object as pairs of name and value. */
static bool
object_pairs(struct liquid_eval *e, const struct json *node, struct liquid_value *out)
{
	size_t count = json_count(node);
	struct liquid_value *items = liquid_alloc(e, 3 * count * sizeof(*items));
	size_t i = 0;

	if (items == NULL || !liquid_charge_bytes(e, 3 * count * sizeof(*items)))
		return false;
	for (const struct json *at = json_first(node); at != NULL; at = json_next(at), i++) {
		struct liquid_value *pair = items + count + 2 * i;

		pair[0] = liquid_string(json_name(at), strlen(json_name(at)));
		pair[1] = liquid_from_json(at);
		items[i] = liquid_array(pair, 2);
	}
	*out = liquid_array(items, count);
	return true;
}

bool
liquid_loop_collection(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out)
{
	const struct liquid_value *items;
	struct liquid_value *only;
	size_t count;

	*out = v;
	if (v.type == LIQUID_ARRAY || v.type == LIQUID_RANGE)
		return true;
	if (v.type == LIQUID_OBJECT)
		return object_pairs(e, v.node, out);
	if (!liquid_plain(e, v, &v) || !liquid_items(e, v, &items, &count))
		return false;
	*out = liquid_array(items, count);
	if (v.type != LIQUID_STRING || v.count == 0)
		return true;
	only = liquid_alloc(e, sizeof(*only));
	if (only == NULL)
		return false;
	*only = v;
	*out = liquid_array(only, 1);
	return true;
}

struct liquid_value
liquid_loop_item(struct liquid_value collection, size_t i)
{
	if (collection.type == LIQUID_RANGE)
		return liquid_number(collection.number + (double)i);
	return collection.items[i];
}

/* The part of a collection that a loop goes through. */
struct window {
	struct liquid_value collection;
	size_t from;
	size_t to;
	bool is_reversed;
};

/* A bound of JavaScript's slice: negative counts from the end. */
static bool
read_bound(struct liquid_eval *e, struct liquid_value v, size_t size, size_t *out)
{
	double number;

	if (!liquid_plain(e, v, &v) || !liquid_as_number(e, v, &number))
		return false;
	number = isnan(number) ? 0 : trunc(number);
	if (number < 0)
		number += (double)size;
	if (number < 0)
		number = 0;
	*out = number < (double)size ? (size_t)number : size;
	return true;
}

/* JavaScript's value || 0 */
static struct liquid_value
or_zero(struct liquid_value v)
{
	return liquid_is_true_in_js(v) ? v : liquid_number(0);
}

/* JavaScript's a + b: of numbers a sum, of anything else a text. */
static bool
js_add(struct liquid_eval *e, struct liquid_value a, struct liquid_value b,
       struct liquid_value *out)
{
	struct liquid_value left;
	struct liquid_value right;
	double numbers[2];
	char *bytes = NULL;

	if (!liquid_plain(e, a, &a) || !liquid_plain(e, b, &b))
		return false;
	if (a.type <= LIQUID_NUMBER && b.type <= LIQUID_NUMBER) {
		if (!liquid_as_number(e, a, &numbers[0]) || !liquid_as_number(e, b, &numbers[1]))
			return false;
		*out = liquid_number(numbers[0] + numbers[1]);
		return true;
	}
	if (!liquid_js_string(e, a, &left) || !liquid_js_string(e, b, &right) ||
	    !liquid_charge_bytes(e, left.count + right.count) ||
	    (bytes = liquid_alloc(e, left.count + right.count)) == NULL)
		return false;
	memcpy(bytes, left.bytes, left.count);
	memcpy(bytes + left.count, right.bytes, right.count);
	*out = liquid_string(bytes, left.count + right.count);
	return true;
}

/* Where a loop over the same words ended, so that "offset: continue" goes on there. */
static struct liquid_reached *
find_reached(struct liquid_eval *e, struct liquid_slice variable, struct liquid_slice words)
{
	struct liquid_context *c = e->more->context;
	struct liquid_reached *at = c->reached;

	for (; at != NULL; at = at->next, e->work_left--)
		if (liquid_same(at->variable, variable) && liquid_same(at->words, words))
			return at;
	at = liquid_alloc(e, sizeof(*at));
	if (at == NULL)
		return NULL;
	*at = (struct liquid_reached){ c->reached, variable, words, liquid_number(0) };
	c->reached = at;
	e->more->kept++;
	return at;
}

/* LiquidJS begins with an empty object, which is no number and prints as one. */
static struct liquid_value
reached_value(const struct liquid_reached *reached)
{
	struct liquid_value value = or_zero(reached->value);

	if (value.type == LIQUID_NUMBER && !(value.number > 0))
		return (struct liquid_value){ LIQUID_OBJECT, 0, { .node = NULL } };
	return value;
}

struct bounds {
	struct liquid_value offset;
	struct liquid_value limit;
	struct liquid_value reversed;
};

static bool
read_bounds(struct liquid_eval *e, const struct liquid_node *node,
            const struct liquid_reached *reached, struct bounds *out)
{
	struct liquid_context *c = e->more->context;
	struct liquid_var word = { NULL, { "continue", 8 }, reached_value(reached) };
	struct liquid_scope scope = { c->top, &word };

	c->top = &scope;
	bool fine = liquid_eval_arg(e, node, "offset", &out->offset) &&
	            liquid_eval_arg(e, node, "limit", &out->limit) &&
	            liquid_eval_arg(e, node, "reversed", &out->reversed);
	c->top = scope.below;
	return fine;
}

/* offset, then limit, then reversed, whatever their order in the tag. */
static bool
cut_window(struct liquid_eval *e, const struct bounds *b, struct window *w)
{
	size_t size;

	if (b->offset.type != LIQUID_UNDEFINED && !read_bound(e, b->offset, w->to, &w->from))
		return false;
	if (b->limit.type != LIQUID_UNDEFINED) {
		if (!read_bound(e, b->limit, w->to - w->from, &size))
			return false;
		w->to = w->from + size;
	}
	w->is_reversed = b->reversed.type != LIQUID_UNDEFINED;
	return true;
}

static bool
open_window(struct liquid_eval *e, const struct liquid_node *node, struct window *w)
{
	struct liquid_reached *reached =
		find_reached(e, liquid_node_name(node), liquid_node_name(node + 1));
	struct bounds bounds;

	if (reached == NULL || !read_bounds(e, node, reached, &bounds) ||
	    !cut_window(e, &bounds, w) ||
	    !js_add(e, or_zero(bounds.offset), liquid_number((double)(w->to - w->from)),
	            &reached->value))
		return false;
	e->more->kept += reached->value.type == LIQUID_STRING;
	return true;
}

static const struct liquid_node *
find_part(const struct liquid_eval *e, const struct liquid_node *node, enum liquid_node_kind kind)
{
	const struct liquid_node *end = liquid_node_end(e, node);
	const struct liquid_node *at = node + 1;

	while (at < end && at->kind != kind)
		at = liquid_node_end(e, at);
	return at < end ? at : NULL;
}

static bool
render_part(struct liquid_eval *e, const struct liquid_node *part)
{
	return part == NULL || liquid_render_list(e, part + 1, liquid_node_end(e, part));
}

/* The variables of a loop: forloop or tablerowloop, and its item. */
struct turning {
	struct liquid_loop loop;
	struct liquid_var drop;
	struct liquid_var item;
	struct liquid_scope scope;
};

static void
begin_turning(struct liquid_eval *e, const struct liquid_node *node, const struct window *w,
              struct turning *t)
{
	t->loop = (struct liquid_loop){
		.length = (double)(w->to - w->from),
		.variable = liquid_node_name(node),
		.collection = liquid_node_name(node + 1),
	};
	t->drop = (struct liquid_var){ NULL, { "forloop", 7 }, { LIQUID_LOOP, 0, { NULL } } };
	t->drop.value.loop = &t->loop;
	t->item = (struct liquid_var){ &t->drop, t->loop.variable, liquid_undefined() };
	t->scope = (struct liquid_scope){ e->more->context->top, &t->item };
	e->more->context->top = &t->scope;
}

static struct liquid_value
window_item(const struct window *w, size_t i)
{
	return liquid_loop_item(w->collection, w->is_reversed ? w->to - 1 - i : w->from + i);
}

static bool
run_turns(struct liquid_eval *e, const struct liquid_node *node, const struct window *w)
{
	const struct liquid_node *list = find_part(e, node, LIQUID_NODE_LIST);
	struct liquid_context *c = e->more->context;
	struct turning *t = liquid_alloc(e, sizeof(*t));

	if (t == NULL)
		return false;
	begin_turning(e, node, w, t);
	for (size_t i = 0; i < w->to - w->from; i++) {
		t->item.value = window_item(w, i);
		c->broke = c->continues = false;
		if (!liquid_loop_turn(e) || !render_part(e, list))
			return false;
		if (c->broke)
			break;
		if (liquid_same(t->item.name, t->drop.name))
			return liquid_fail(e, "expected another name than forloop");
		t->loop.i++;
	}
	c->broke = c->continues = false;
	c->top = t->scope.below;
	return true;
}

bool
liquid_loop_for(struct liquid_eval *e, const struct liquid_node *node)
{
	struct window w = { .from = 0 };
	struct liquid_value value;

	if (!liquid_eval_node(e, node + 1, &value) ||
	    !liquid_loop_collection(e, value, &w.collection))
		return false;
	w.to = w.collection.count;
	if (w.to == 0)
		return render_part(e, find_part(e, node, LIQUID_NODE_ELSE));
	return open_window(e, node, &w) && run_turns(e, node, &w);
}

/* The bounds of a table: as for a loop, but both from the begin, and added before they cut. */
static bool
open_table(struct liquid_eval *e, const struct liquid_node *node, struct window *w,
           struct liquid_value *columns)
{
	struct liquid_value offset;
	struct liquid_value limit;
	struct liquid_value stop;
	size_t size = w->to;

	if (!liquid_eval_arg(e, node, "offset", &offset) ||
	    !liquid_eval_arg(e, node, "limit", &limit) ||
	    !liquid_eval_arg(e, node, "cols", columns))
		return false;
	offset = or_zero(offset);
	if (limit.type == LIQUID_UNDEFINED)
		limit = liquid_number((double)size);
	if (!js_add(e, offset, limit, &stop) || !read_bound(e, offset, size, &w->from) ||
	    !read_bound(e, stop, size, &w->to))
		return false;
	if (w->to < w->from)
		w->to = w->from;
	if (!liquid_is_true_in_js(*columns))
		*columns = liquid_number((double)(w->to - w->from));
	return true;
}

static bool
render_tag(struct liquid_eval *e, const char *before, double number, const char *behind)
{
	return liquid_render_bytes(e, before, strlen(before)) &&
	       liquid_render_value(e, liquid_number(number)) &&
	       liquid_render_bytes(e, behind, strlen(behind));
}

static bool
render_cell(struct liquid_eval *e, const struct liquid_loop *loop, const struct liquid_node *list)
{
	double column = fmod(loop->i, loop->column_count);
	double row = floor(loop->i / loop->column_count) + 1;

	if (column >= 0 && column <= 0) {
		if ((row < 1 || row > 1) && !liquid_render_bytes(e, "</tr>", 5))
			return false;
		if (!render_tag(e, "<tr class=\"row", row, "\">"))
			return false;
	}
	return render_tag(e, "<td class=\"col", column + 1, "\">") && render_part(e, list) &&
	       liquid_render_bytes(e, "</td>", 5);
}

static bool
run_table(struct liquid_eval *e, const struct liquid_node *node, const struct window *w,
          struct liquid_value columns)
{
	const struct liquid_node *list = find_part(e, node, LIQUID_NODE_LIST);
	struct turning *t = liquid_alloc(e, sizeof(*t));
	struct liquid_value plain;

	if (t == NULL)
		return false;
	begin_turning(e, node, w, t);
	t->drop.name = (struct liquid_slice){ "tablerowloop", 12 };
	t->loop.is_table = true;
	t->loop.columns = columns;
	if (!liquid_plain(e, columns, &plain) || !liquid_as_number(e, plain, &t->loop.column_count))
		return false;
	for (; t->loop.i < t->loop.length; t->loop.i++) {
		t->item.value = window_item(w, (size_t)t->loop.i);
		if (!liquid_loop_turn(e) || !render_cell(e, &t->loop, list))
			return false;
	}
	e->more->context->top = t->scope.below;
	return w->to == w->from || liquid_render_bytes(e, "</tr>", 5);
}

bool
liquid_loop_tablerow(struct liquid_eval *e, const struct liquid_node *node)
{
	struct window w = { .from = 0 };
	struct liquid_value columns;
	struct liquid_value value;

	if (!liquid_eval_node(e, node + 1, &value) ||
	    !liquid_loop_collection(e, value, &w.collection))
		return false;
	w.to = w.collection.count;
	return open_table(e, node, &w, &columns) && run_table(e, node, &w, columns);
}
