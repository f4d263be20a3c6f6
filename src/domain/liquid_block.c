/* SPDX-License-Identifier: MIT */
/* layout and block: a template fills the blocks of another */
#include "domain/liquid_eval_impl.h"

static const struct liquid_fill *
find_fill(const struct liquid_context *c, struct liquid_slice name)
{
	for (const struct liquid_named_fill *at = c->fills; at != NULL; at = at->next)
		if (liquid_same(at->name, name))
			return at->fill;
	return NULL;
}

static bool
set_fill(struct liquid_eval *e, struct liquid_slice name, const struct liquid_fill *fill)
{
	struct liquid_context *c = e->more->context;
	struct liquid_named_fill *named = liquid_alloc(e, sizeof(*named));

	if (named == NULL)
		return false;
	*named = (struct liquid_named_fill){ c->fills, name, fill };
	c->fills = named;
	e->more->kept++;
	return true;
}

static bool
is_open(const struct liquid_context *c, const struct liquid_fill *fill)
{
	for (const struct liquid_open_block *at = c->open_blocks; at != NULL; at = at->below)
		if (at->block == fill->block && at->instance == fill->frame->instance)
			return true;
	return false;
}

/* The nodes of a block, which see the block that they stand in for as `block`. */
static bool
render_own(struct liquid_eval *e, const struct liquid_fill *fill, const struct liquid_super *super)
{
	struct liquid_state *s = e->more;
	struct liquid_context *c = s->context;
	const struct liquid_frame *before = s->frame;
	struct liquid_open_block open = { c->open_blocks, fill->block, fill->frame->instance };
	struct liquid_var block = { NULL, { "block", 5 }, { LIQUID_BLOCK, 0, { .super = super } } };
	struct liquid_scope scope = { c->top, &block };

	if (is_open(c, fill))
		return liquid_fail(e, "a block cannot be inside itself");
	c->open_blocks = &open;
	c->top = &scope;
	s->frame = fill->frame;
	if (!liquid_render_list(e, fill->block + 1, liquid_node_end(e, fill->block)))
		return false;
	s->frame = before;
	c->top = scope.below;
	c->open_blocks = open.below;
	return true;
}

/* What a block renders when a template has filled it, or else its own nodes. */
static bool
render_fill(struct liquid_eval *e, const struct liquid_fill *fill, const struct liquid_super *super)
{
	while (fill->child != NULL) {
		struct liquid_super *outer = liquid_alloc(e, sizeof(*outer));

		if (outer == NULL)
			return false;
		*outer = (struct liquid_super){ fill, super };
		super = outer;
		fill = fill->child;
	}
	if (fill->block == NULL)
		return liquid_render_value(e, fill->html);
	return render_own(e, fill, super);
}

/* The stack of the expression that asks stays as it is. */
bool
liquid_block_super(struct liquid_eval *e, const struct liquid_super *super,
                   struct liquid_value *out)
{
	struct liquid_state *s = e->more;
	struct liquid_value *before = s->stack;
	size_t mark = s->out->size_bytes;

	*out = liquid_string("", 0);
	if (super->fill == NULL)
		return true;
	s->stack = liquid_alloc(e, LIQUID_STACK_MAX * sizeof(*s->stack));
	s->kept++;
	if (s->stack == NULL || !render_own(e, super->fill, super->outer) ||
	    !liquid_render_take(e, mark, out))
		return false;
	s->stack = before;
	return true;
}

bool
liquid_block_render(struct liquid_eval *e, const struct liquid_node *node)
{
	struct liquid_context *c = e->more->context;
	struct liquid_fill *fill = liquid_alloc(e, sizeof(*fill));
	struct liquid_super *none = liquid_alloc(e, sizeof(*none));

	if (fill == NULL || none == NULL)
		return false;
	*fill = (struct liquid_fill){ .frame = e->more->frame,
		                      .block = node,
		                      .child = find_fill(c, liquid_node_name(node)) };
	*none = (struct liquid_super){ NULL, NULL };
	if (c->stores_blocks)
		return set_fill(e, liquid_node_name(node), fill);
	return render_fill(e, fill, none);
}

/* The nodes behind a layout fill its blocks; all that is outside of blocks fills the one without
 * a name. */
static bool
store_blocks(struct liquid_eval *e, const struct liquid_node *list)
{
	struct liquid_context *c = e->more->context;
	struct liquid_slice no_name = { "", 0 };
	struct liquid_fill *whole = liquid_alloc(e, sizeof(*whole));

	if (whole == NULL)
		return false;
	*whole = (struct liquid_fill){ .frame = e->more->frame };
	c->stores_blocks = true;
	if (!liquid_render_capture(e, list + 1, liquid_node_end(e, list), &whole->html))
		return false;
	c->stores_blocks = false;
	return find_fill(c, no_name) != NULL || set_fill(e, no_name, whole);
}

static bool
render_layout(struct liquid_eval *e, const struct liquid_node *node,
              const struct liquid_frame *found)
{
	struct liquid_state *s = e->more;
	struct liquid_context *c = s->context;
	const struct liquid_frame *before = s->frame;
	struct liquid_scope scope = { c->top, NULL };
	struct liquid_frame *frame = liquid_alloc(e, sizeof(*frame));

	if (frame == NULL || !liquid_eval_args(e, node, &scope))
		return false;
	*frame = *found;
	c->top = &scope;
	s->frame = frame;
	if (!liquid_render_list(e, frame->t->nodes, frame->t->nodes + frame->t->node_count))
		return false;
	s->frame = before;
	c->top = scope.below;
	return true;
}

static const struct liquid_node *
find_list(const struct liquid_eval *e, const struct liquid_node *node)
{
	const struct liquid_node *at = node + 1;

	while (at->kind != LIQUID_NODE_LIST)
		at = liquid_node_end(e, at);
	return at;
}

bool
liquid_block_layout(struct liquid_eval *e, const struct liquid_node *node)
{
	const struct liquid_node *list = find_list(e, node);
	struct liquid_frame frame;
	struct liquid_slice name;

	if (node->extra) {
		e->more->context->stores_blocks = false;
		return liquid_render_list(e, list + 1, liquid_node_end(e, list));
	}
	return liquid_partial_name(e, node, &name) && liquid_partial_frame(e, name, &frame) &&
	       store_blocks(e, list) && render_layout(e, node, &frame);
}
