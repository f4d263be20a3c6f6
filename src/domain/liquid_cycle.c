/* SPDX-License-Identifier: MIT */
/* cycle: one value after the other, in turn */
#include "domain/liquid_eval_impl.h"

/* Cycles of the same words share their turn. */
static bool
same_values(const struct liquid_node *a, const struct liquid_node *b)
{
	size_t count = a->inside;

	if (a == b)
		return true;
	for (size_t i = 1; i <= count && b->inside == count; i++)
		if (!liquid_same(liquid_node_name(&a[i]), liquid_node_name(&b[i])))
			return false;
	return b->inside == count;
}

static struct liquid_turn *
find_turn(struct liquid_eval *e, const struct liquid_node *node, struct liquid_value group)
{
	struct liquid_context *c = e->more->context;
	struct liquid_slice name = { group.bytes, group.count };
	struct liquid_turn *turn = c->turns;

	for (; turn != NULL; turn = turn->next, e->work_left--)
		if (liquid_same(turn->group, name) && same_values(turn->cycle, node))
			return turn;
	turn = liquid_alloc(e, sizeof(*turn));
	if (turn == NULL)
		return NULL;
	*turn = (struct liquid_turn){ c->turns, name, node, 0 };
	c->turns = turn;
	e->more->kept++;
	return turn;
}

bool
liquid_cycle(struct liquid_eval *e, const struct liquid_node *node)
{
	struct liquid_value group;
	struct liquid_value value;
	struct liquid_turn *turn = NULL;

	if (!liquid_eval_node(e, node, &group) || !liquid_js_string(e, group, &group) ||
	    (turn = find_turn(e, node, group)) == NULL)
		return false;

	const struct liquid_node *candidate = node + 1 + turn->at;
	turn->at = (turn->at + 1) % node->inside;
	/* LiquidJS writes what a tag returns only when JavaScript holds it for true. */
	return liquid_eval_node(e, candidate, &value) &&
	       (!liquid_is_true_in_js(value) || liquid_render_value(e, value));
}
