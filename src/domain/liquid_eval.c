/* SPDX-License-Identifier: MIT */
/* expressions of a template: operations on a stack of values */
#include "domain/liquid_eval_impl.h"

#define OPS_PER_UNIT 4
#define RANGE_MAX 1e9 /* more than any loop may turn */

static bool
make_range(struct liquid_eval *e, struct liquid_value *from, struct liquid_value to)
{
	struct liquid_value low;
	struct liquid_value high;
	double first;
	double last;

	if (!liquid_plain(e, *from, &low) || !liquid_plain(e, to, &high) ||
	    !liquid_as_number(e, low, &first) || !liquid_as_number(e, high, &last))
		return false;

	double count = last + 1 - first;
	*from = (struct liquid_value){ LIQUID_RANGE, 0, { .number = first } };
	if (!(count > 0))
		return true;
	from->count = count < RANGE_MAX ? (uint32_t)count : (uint32_t)RANGE_MAX;
	from->count += from->count < count && count < RANGE_MAX;
	return true;
}

static bool
logic(struct liquid_value *left, struct liquid_value right, uint16_t code)
{
	bool a = liquid_is_truthy(*left);
	bool b = liquid_is_truthy(right);

	*left = liquid_bool(code == LIQUID_OP_AND ? a && b : a || b);
	return true;
}

static bool
compare(struct liquid_eval *e, struct liquid_value *pair, uint16_t code)
{
	static const enum liquid_order orders[] = {
		[LIQUID_OP_LESS] = LIQUID_LESS,
		[LIQUID_OP_GREATER] = LIQUID_GREATER,
		[LIQUID_OP_LESS_OR_EQUAL] = LIQUID_LESS_OR_EQUAL,
		[LIQUID_OP_GREATER_OR_EQUAL] = LIQUID_GREATER_OR_EQUAL,
	};
	bool fine;
	bool truth = false;

	if (code == LIQUID_OP_EQUAL || code == LIQUID_OP_UNEQUAL)
		fine = liquid_equals(e, pair[0], pair[1], &truth);
	else if (code == LIQUID_OP_CONTAINS)
		fine = liquid_contains(e, pair[0], pair[1], &truth);
	else
		fine = liquid_ordered(e, orders[code], pair, &truth);
	pair[0] = liquid_bool(truth != (code == LIQUID_OP_UNEQUAL));
	return fine;
}

/* Two texts of the same bytes are by far the commonest comparison. */
static bool
binary(struct liquid_eval *e, struct liquid_value *pair, uint16_t code)
{
	switch (code) {
	case LIQUID_OP_RANGE: return make_range(e, &pair[0], pair[1]);
	case LIQUID_OP_AND:
	case LIQUID_OP_OR: return logic(&pair[0], pair[1], code);
	case LIQUID_OP_INDEX: return liquid_property(e, pair[0], pair[1], &pair[0]);
	default: break;
	}
	if (code <= LIQUID_OP_UNEQUAL && pair[0].type == LIQUID_STRING &&
	    pair[1].type == LIQUID_STRING) {
		bool same = pair[0].count == pair[1].count &&
		            memcmp(pair[0].bytes, pair[1].bytes, pair[0].count) == 0;

		pair[0] = liquid_bool(same == (code == LIQUID_OP_EQUAL));
		return liquid_charge_bytes(e, pair[1].count);
	}
	return compare(e, pair, code);
}

static bool
find_root(struct liquid_eval *e, struct liquid_value *top)
{
	const struct liquid_value *found;
	struct liquid_value name;

	if (!liquid_plain(e, *top, top) || !liquid_js_string(e, *top, &name))
		return false;
	found = liquid_scope_find(e, (struct liquid_slice){ name.bytes, name.count },
	                          LIQUID_NO_SYMBOL, top);
	if (found == NULL)
		return false;
	*top = *found;
	return true;
}

static bool
push_name(struct liquid_eval *e, const struct liquid_op *op, struct liquid_value *end)
{
	const struct liquid_value *found = liquid_scope_find_op(e, op, end);

	if (found == NULL)
		return false;
	*end = *found;
	return true;
}

static bool
make_pair(struct liquid_eval *e, const struct liquid_op *op, struct liquid_value *top)
{
	struct liquid_value *pair = liquid_alloc(e, 2 * sizeof(*pair));

	if (pair == NULL)
		return false;
	pair[0] = liquid_string(op->bytes, op->size_bytes);
	pair[1] = *top;
	*top = liquid_array(pair, 2);
	return true;
}

/* A filter that nobody knows passes its input on. */
static bool
run_filter(struct liquid_eval *e, const struct liquid_op *op, struct liquid_value *input)
{
	struct liquid_call call = { *input, input + 1, op->extra };

	if (op->filter == NULL)
		return true;
	*input = liquid_undefined();
	return op->filter->run(e, &call, input) && liquid_charge(e, 1);
}

static struct liquid_value
constant(const struct liquid_op *op)
{
	switch (op->code) {
	case LIQUID_OP_VALUE_TRUE:
	case LIQUID_OP_VALUE_FALSE: return liquid_bool(op->code == LIQUID_OP_VALUE_TRUE);
	case LIQUID_OP_VALUE_NIL: return (struct liquid_value){ LIQUID_NIL, 0, { .bytes = NULL } };
	case LIQUID_OP_VALUE_EMPTY:
		return (struct liquid_value){ LIQUID_EMPTY, 0, { .bytes = NULL } };
	case LIQUID_OP_VALUE_BLANK:
		return (struct liquid_value){ LIQUID_BLANK, 0, { .bytes = NULL } };
	case LIQUID_OP_STRING: return liquid_string(op->bytes, op->size_bytes);
	case LIQUID_OP_NUMBER: return liquid_number(op->number);
	default: return liquid_undefined();
	}
}

/* Runs one operation; returns the new end of the stack, or NULL. */
static inline struct liquid_value *
step(struct liquid_eval *e, const struct liquid_op *op, struct liquid_value *end)
{
	struct liquid_slice name = { op->bytes, op->size_bytes };

	switch (op->code) {
	case LIQUID_OP_NAME: return push_name(e, op, end) ? end + 1 : NULL;
	case LIQUID_OP_MEMBER:
		return liquid_property_named(e, end[-1], name, &end[-1]) ? end : NULL;
	case LIQUID_OP_ROOT: return find_root(e, &end[-1]) ? end : NULL;
	case LIQUID_OP_NOT: end[-1] = liquid_bool(!liquid_is_truthy(end[-1])); return end;
	case LIQUID_OP_UNDER:
		end[0] = end[-1];
		end[-1] = liquid_undefined();
		return end + 1;
	case LIQUID_OP_FIRST: return end - op->extra;
	case LIQUID_OP_PAIR: return make_pair(e, op, &end[-1]) ? end : NULL;
	case LIQUID_OP_FILTER: end -= op->extra; return run_filter(e, op, &end[-1]) ? end : NULL;
	default: break;
	}
	if (op->code <= LIQUID_OP_NUMBER) {
		*end = constant(op);
		return end + 1;
	}
	return binary(e, end - 2, op->code) ? end - 1 : NULL;
}

/* Runs the rest of an expression, behind what is on the stack already. */
static bool
run_ops(struct liquid_eval *e, const struct liquid_op *op, const struct liquid_op *last,
        struct liquid_value *end)
{
	struct liquid_state *s = e->more;
	bool is_initial = true;

	for (; op < last; op++) {
		if (op->code == LIQUID_OP_FILTER && is_initial) {
			s->initial_missing = s->stack[0].type == LIQUID_UNDEFINED;
			is_initial = false;
		}
		end = step(e, op, end);
		if (end == NULL)
			return false;
	}
	if (is_initial)
		s->initial_missing = s->stack[0].type == LIQUID_UNDEFINED;
	return true;
}

const struct liquid_value *
liquid_eval_borrow(struct liquid_eval *e, const struct liquid_node *node)
{
	struct liquid_state *s = e->more;
	const struct liquid_op *op = s->frame->t->ops + node->op;
	const struct liquid_op *last = s->frame->t->ops + node->op_end;
	struct liquid_value *stack = s->stack;
	const struct liquid_value *v;

	e->work_left -= (node->op_end - node->op) / OPS_PER_UNIT;
	s->initial_missing = false;
	if (op == last) {
		*stack = liquid_undefined();
		return stack;
	}
	if (op->code != LIQUID_OP_NAME)
		return run_ops(e, op, last, stack) ? stack : NULL;

	/* A name, perhaps with members, is the commonest expression. */
	v = liquid_scope_find_op(e, op++, stack);
	for (; v != NULL && op < last && op->code == LIQUID_OP_MEMBER; op++) {
		struct liquid_slice name = { op->bytes, op->size_bytes };

		v = liquid_property_named(e, *v, name, stack) ? stack : NULL;
	}
	if (v == NULL)
		return NULL;
	if (op == last) {
		s->initial_missing = v->type == LIQUID_UNDEFINED;
		return v;
	}
	if (v != stack)
		*stack = *v;
	return run_ops(e, op, last, stack + 1) ? stack : NULL;
}

bool
liquid_eval_node(struct liquid_eval *e, const struct liquid_node *node, struct liquid_value *out)
{
	const struct liquid_value *v = liquid_eval_borrow(e, node);

	if (v == NULL)
		return false;
	*out = *v;
	return true;
}

/* Whether these are a name, a text, and what compares the two. */
static bool
is_text_test(const struct liquid_op *op, size_t count)
{
	return count == 3 && op[0].code == LIQUID_OP_NAME && op[1].code == LIQUID_OP_STRING &&
	       op[2].code >= LIQUID_OP_EQUAL && op[2].code <= LIQUID_OP_CONTAINS;
}

bool
liquid_eval_truth(struct liquid_eval *e, const struct liquid_node *node, bool *out)
{
	struct liquid_state *s = e->more;
	const struct liquid_op *op = s->frame->t->ops + node->op;
	const struct liquid_value *v;

	/* This is the commonest condition. */
	if (is_text_test(op, node->op_end - node->op)) {
		v = liquid_scope_find_op(e, op, s->stack);
		if (v != NULL && v->type == LIQUID_STRING) {
			if (op[2].code == LIQUID_OP_CONTAINS)
				return liquid_text_contains(
					e, *v, liquid_string(op[1].bytes, op[1].size_bytes), out);
			*out = (v->count == op[1].size_bytes &&
			        memcmp(v->bytes, op[1].bytes, v->count) == 0) ==
			       (op[2].code == LIQUID_OP_EQUAL);
			return liquid_charge_bytes(e, op[1].size_bytes);
		}
	}
	v = liquid_eval_borrow(e, node);
	*out = v != NULL && liquid_is_truthy(*v);
	return v != NULL;
}

/* The arguments are side by side inside the node of their tag. */
static const struct liquid_node *
next_arg(const struct liquid_eval *e, const struct liquid_node *tag, const struct liquid_node *at)
{
	const struct liquid_node *end = liquid_node_end(e, tag);

	at = at == NULL ? tag + 1 : liquid_node_end(e, at);
	while (at < end && at->kind != LIQUID_NODE_ARG)
		at = liquid_node_end(e, at);
	return at < end ? at : NULL;
}

/* A name without a value means true. */
static bool
eval_arg(struct liquid_eval *e, const struct liquid_node *arg, struct liquid_value *out)
{
	if (arg->op < arg->op_end)
		return liquid_eval_node(e, arg, out);
	*out = liquid_bool(true);
	return true;
}

bool
liquid_eval_arg(struct liquid_eval *e, const struct liquid_node *tag, const char *name,
                struct liquid_value *out)
{
	const struct liquid_node *found = NULL;
	struct liquid_slice wanted = { name, strlen(name) };

	*out = liquid_undefined();
	for (const struct liquid_node *arg = NULL; (arg = next_arg(e, tag, arg)) != NULL;)
		if (liquid_same(liquid_node_name(arg), wanted))
			found = arg;
	return found == NULL || eval_arg(e, found, out);
}

bool
liquid_eval_args(struct liquid_eval *e, const struct liquid_node *tag, struct liquid_scope *scope)
{
	for (const struct liquid_node *arg = NULL; (arg = next_arg(e, tag, arg)) != NULL;) {
		struct liquid_value value;

		if (!eval_arg(e, arg, &value) ||
		    !liquid_scope_add(e, scope, liquid_node_name(arg), value))
			return false;
	}
	return true;
}
