/* SPDX-License-Identifier: MIT */
/* nodes of a template become text */
#include "domain/liquid_eval_impl.h"

#define NODE_UNITS 2

static bool
fail_output(struct liquid_eval *e)
{
	return liquid_fail_large(e, "the rendered text is longer than %zu bytes",
	                         e->more->out->ceiling_bytes);
}

bool
liquid_render_bytes(struct liquid_eval *e, const char *bytes, size_t size_bytes)
{
	struct text *out = e->more->out;

	e->work_left -= (int64_t)(size_bytes / LIQUID_BYTES_PER_UNIT);
	/* Where there is room, which there never is beyond the ceiling, the rest of
	 * text_append_bytes has nothing to do. */
	if (size_bytes < out->capacity_bytes - out->size_bytes) {
		memcpy(out->bytes + out->size_bytes, bytes, size_bytes);
		out->size_bytes += size_bytes;
		out->bytes[out->size_bytes] = '\0';
		return true;
	}
	return text_append_bytes(out, bytes, size_bytes) || fail_output(e);
}

bool
liquid_render_value(struct liquid_eval *e, struct liquid_value value)
{
	char printed[LIQUID_NUMBER_MAX];
	struct liquid_value words;

	if (value.type == LIQUID_STRING)
		return liquid_render_bytes(e, value.bytes, value.count);
	if (value.type == LIQUID_NUMBER)
		return liquid_render_bytes(e, printed, liquid_print_number(value.number, printed));
	if (value.type <= LIQUID_BLANK)
		return true;
	return liquid_plain(e, value, &value) && liquid_stringify(e, value, &words) &&
	       liquid_render_bytes(e, words.bytes, words.count);
}

bool
liquid_render_take(struct liquid_eval *e, size_t mark, struct liquid_value *out)
{
	struct text *text = e->more->out;
	size_t size = text->size_bytes - mark;
	char *copy = NULL;

	if (!liquid_charge_bytes(e, size) || (copy = liquid_alloc(e, size)) == NULL)
		return false;
	if (size > 0)
		memcpy(copy, text->bytes + mark, size);
	text_cut(text, mark);
	*out = liquid_string(copy, size);
	return true;
}

bool
liquid_render_capture(struct liquid_eval *e, const struct liquid_node *first,
                      const struct liquid_node *end, struct liquid_value *out)
{
	size_t mark = e->more->out->size_bytes;

	return liquid_render_list(e, first, end) && liquid_render_take(e, mark, out);
}

static bool
render_output(struct liquid_eval *e, const struct liquid_node *node)
{
	const struct liquid_value *value = liquid_eval_borrow(e, node);

	if (value == NULL)
		return false;
	e->more->missing += e->more->initial_missing && !node->extra;
	if (value->type == LIQUID_STRING)
		return liquid_render_bytes(e, value->bytes, value->count);
	return liquid_render_value(e, *value);
}

static bool
render_assign(struct liquid_eval *e, const struct liquid_node *node)
{
	struct liquid_value value;

	return liquid_eval_node(e, node, &value) &&
	       liquid_scope_set(e, liquid_node_name(node), value);
}

static bool
render_capture(struct liquid_eval *e, const struct liquid_node *node)
{
	struct liquid_value value;

	return liquid_render_capture(e, node + 1, liquid_node_end(e, node), &value) &&
	       liquid_scope_set(e, liquid_node_name(node), value);
}

static bool
render_counter(struct liquid_eval *e, const struct liquid_node *node)
{
	double count;

	return liquid_scope_count(e, liquid_node_name(node), node->extra, &count) &&
	       liquid_render_value(e, liquid_number(count));
}

/* The first branch whose condition holds, or the else. */
static bool
render_if(struct liquid_eval *e, const struct liquid_node *node)
{
	const struct liquid_node *end = liquid_node_end(e, node);

	for (const struct liquid_node *at = node + 1; at < end; at = liquid_node_end(e, at)) {
		bool holds = true;

		if (at->kind == LIQUID_NODE_DROPPED)
			continue;
		if (at->kind == LIQUID_NODE_BRANCH && !liquid_eval_truth(e, at, &holds))
			return false;
		if (holds != (at->extra != 0))
			return liquid_render_list(e, at + 1, liquid_node_end(e, at));
	}
	return true;
}

/* Whether one of a when's values is the target; *body is where its nodes begin. */
static bool
matches(struct liquid_eval *e, const struct liquid_node *when, struct liquid_value target,
        bool *hit, const struct liquid_node **body)
{
	const struct liquid_node *end = liquid_node_end(e, when);
	const struct liquid_node *at = when + 1;

	*hit = false;
	for (; at < end && at->kind == LIQUID_NODE_VALUE; at++) {
		struct liquid_value value;

		if (*hit)
			continue;
		if (!liquid_eval_node(e, at, &value) || !liquid_equals(e, target, value, hit))
			return false;
	}
	*body = at;
	return true;
}

/* Every when that matches is rendered, not only the first. */
static bool
render_case(struct liquid_eval *e, const struct liquid_node *node)
{
	const struct liquid_node *end = liquid_node_end(e, node);
	const struct liquid_node *body = NULL;
	struct liquid_value target;
	bool any = false;

	if (!liquid_eval_node(e, node, &target) || !liquid_plain(e, target, &target))
		return false;
	for (const struct liquid_node *at = node + 1; at < end; at = liquid_node_end(e, at)) {
		bool hit = at->kind == LIQUID_NODE_ELSE && !any;

		body = at + 1;
		if (at->kind == LIQUID_NODE_WHEN && !matches(e, at, target, &hit, &body))
			return false;
		if (hit && !liquid_render_list(e, body, liquid_node_end(e, at)))
			return false;
		any |= hit;
	}
	return true;
}

static bool
render_node(struct liquid_eval *e, const struct liquid_node *node)
{
	switch ((enum liquid_node_kind)node->kind) {
	case LIQUID_NODE_OUTPUT: return render_output(e, node);
	case LIQUID_NODE_ASSIGN: return render_assign(e, node);
	case LIQUID_NODE_CAPTURE: return render_capture(e, node);
	case LIQUID_NODE_COUNTER: return render_counter(e, node);
	case LIQUID_NODE_IF: return render_if(e, node);
	case LIQUID_NODE_CASE: return render_case(e, node);
	case LIQUID_NODE_FOR: return liquid_loop_for(e, node);
	case LIQUID_NODE_TABLEROW: return liquid_loop_tablerow(e, node);
	case LIQUID_NODE_CYCLE: return liquid_cycle(e, node);
	case LIQUID_NODE_BREAK: e->more->context->broke = true; return true;
	case LIQUID_NODE_CONTINUE: e->more->context->continues = true; return true;
	case LIQUID_NODE_LIST: return liquid_render_list(e, node + 1, liquid_node_end(e, node));
	case LIQUID_NODE_INCLUDE: return liquid_partial_include(e, node);
	case LIQUID_NODE_RENDER: return liquid_partial_render(e, node);
	case LIQUID_NODE_LAYOUT: return liquid_block_layout(e, node);
	case LIQUID_NODE_BLOCK: return liquid_block_render(e, node);
	default: return true;
	}
}

/* Renders a node; what it leaves in the arena without need is given back. */
static bool
render_and_release(struct liquid_eval *e, const struct liquid_node *node)
{
	if (node->kind == LIQUID_NODE_TEXT)
		return liquid_render_bytes(e, node->bytes, node->size_bytes);

	struct liquid_arena mark = e->arena;
	size_t kept = e->more->kept;
	if (!render_node(e, node))
		return false;
	if (e->more->kept == kept)
		liquid_arena_release(e, &mark);
	return true;
}

/* A break or continue ends the list behind the node that it was called in; a list that begins
 * after it still renders its first node, as in LiquidJS. */
bool
liquid_render_list(struct liquid_eval *e, const struct liquid_node *first,
                   const struct liquid_node *end)
{
	struct liquid_state *s = e->more;
	const struct liquid_node *nodes = s->frame->t->nodes;
	const struct liquid_context *c = s->context;

	if (++s->depth > LIQUID_DEPTH_MAX)
		return liquid_fail_large(e, "blocks and partials nested deeper than %d",
		                         LIQUID_DEPTH_MAX);
	for (const struct liquid_node *at = first; at < end; at = nodes + at->end) {
		s->node = at;
		if ((e->work_left -= NODE_UNITS) < 0)
			return liquid_charge(e, 1);
		if (!render_and_release(e, at))
			return false;
		if (c->broke || c->continues)
			break;
	}
	s->depth--;
	return true;
}
