/* SPDX-License-Identifier: MIT */
/* if, unless and case: branches, of which LiquidJS forgives some in the wrong place */
#include "domain/liquid_parse_impl.h"

static bool
open_branch(struct liquid_parser *p, struct liquid_piece *tag, uint32_t *branch)
{
	*branch = liquid_emit_node(p, LIQUID_NODE_BRANCH, tag->begin);
	if (!liquid_expression_whole(p, &tag->r, *branch))
		return false;
	p->nodes[*branch].extra = 0;
	return true;
}

/* What an elsif or else of an if begins. */
static bool
divide_if(struct liquid_parser *p, struct liquid_piece *tag, uint32_t *branch)
{
	if (p->nodes[*branch].kind == LIQUID_NODE_ELSE)
		return liquid_emit_wrong(p, tag->begin, "expected endif, else has been there");
	if (liquid_slice_is(tag->name, "elsif"))
		return open_branch(p, tag, branch);
	*branch = liquid_emit_node(p, LIQUID_NODE_ELSE, tag->begin);
	return liquid_parse_no_words(p, tag);
}

bool
liquid_parse_if(struct liquid_parser *p, struct liquid_piece *tag)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_IF, tag->begin);
	struct liquid_piece end = *tag;
	uint32_t branch;

	if (!open_branch(p, tag, &branch))
		return false;
	while (liquid_parse_block(p, tag, "else elsif endif", &end)) {
		liquid_emit_close(p, branch);
		if (liquid_slice_is(end.name, "endif")) {
			liquid_emit_close(p, node);
			return liquid_parse_no_words(p, &end);
		}
		if (!divide_if(p, &end, &branch))
			return false;
	}
	return false;
}

/* Whatever divides an unless behind its else is parsed and never rendered. */
static bool
divide_unless(struct liquid_parser *p, struct liquid_piece *tag, uint32_t *branch)
{
	if (p->nodes[*branch].kind != LIQUID_NODE_BRANCH) {
		*branch = liquid_emit_node(p, LIQUID_NODE_DROPPED, tag->begin);
		return true;
	}
	if (liquid_slice_is(tag->name, "elsif"))
		return open_branch(p, tag, branch);
	*branch = liquid_emit_node(p, LIQUID_NODE_ELSE, tag->begin);
	return true;
}

bool
liquid_parse_unless(struct liquid_parser *p, struct liquid_piece *tag)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_IF, tag->begin);
	struct liquid_piece end = *tag;
	uint32_t branch;

	if (!open_branch(p, tag, &branch))
		return false;
	p->nodes[branch].extra = 1;
	while (liquid_parse_block(p, tag, "else elsif endunless", &end)) {
		liquid_emit_close(p, branch);
		if (liquid_slice_is(end.name, "endunless")) {
			liquid_emit_close(p, node);
			return true;
		}
		if (!divide_unless(p, &end, &branch))
			return false;
	}
	return false;
}

/* The values of a when: commas and "or" part them, and words that are neither are jumped over. */
static bool
open_when(struct liquid_parser *p, struct liquid_piece *tag, uint32_t *branch)
{
	struct liquid_reader *r = &tag->r;
	bool found;

	*branch = liquid_emit_node(p, LIQUID_NODE_WHEN, tag->begin);
	while (r->at < r->end) {
		if (!liquid_parse_value(p, r, LIQUID_NODE_VALUE, &found))
			return false;
		if (!found)
			return liquid_emit_wrong(p, r->at, "expected a value behind when");
		liquid_read_skip(r);
		if (liquid_peek(r) == ',')
			r->at++;
		else
			(void)liquid_read_to(r, "or");
	}
	return true;
}

/* Behind an else, a when changes nothing, and a second else ends what is rendered. */
static bool
divide_case(struct liquid_parser *p, struct liquid_piece *tag, uint32_t *branch, int *elses)
{
	bool is_when = liquid_slice_is(tag->name, "when");

	if (is_when && *elses > 0)
		return true;
	liquid_emit_close(p, *branch);
	if (is_when)
		return open_when(p, tag, branch);
	*elses += 1;
	*branch = liquid_emit_node(p, *elses == 1 ? LIQUID_NODE_ELSE : LIQUID_NODE_DROPPED,
	                           tag->begin);
	return true;
}

bool
liquid_parse_case(struct liquid_parser *p, struct liquid_piece *tag)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_CASE, tag->begin);
	struct liquid_piece end = *tag;
	int elses = 0;

	if (!liquid_expression_whole(p, &tag->r, node))
		return false;
	uint32_t branch = liquid_emit_node(p, LIQUID_NODE_DROPPED, tag->begin);
	while (liquid_parse_block(p, tag, "when else endcase", &end)) {
		if (liquid_slice_is(end.name, "endcase")) {
			liquid_emit_close(p, branch);
			liquid_emit_close(p, node);
			return true;
		}
		if (!divide_case(p, &end, &branch, &elses))
			return false;
	}
	return false;
}
