/* SPDX-License-Identifier: MIT */
/* for, tablerow and cycle: what goes round */
#include "domain/liquid_parse_impl.h"

/* "name in collection", and named values. */
static bool
read_head(struct liquid_parser *p, struct liquid_piece *tag, uint32_t node, bool wants_name)
{
	struct liquid_reader *r = &tag->r;
	struct liquid_slice name = liquid_read_word(r);
	size_t behind_name = r->at;
	bool found;

	if (name.size_bytes == 0 && wants_name)
		return liquid_emit_wrong(p, r->at, "expected a name, such as item in items");
	if (!liquid_slice_is(liquid_read_word(r), "in"))
		return liquid_emit_wrong(p, behind_name, "expected \"in\" and what to go through");
	if (!liquid_parse_value(p, r, LIQUID_NODE_VALUE, &found))
		return false;
	if (!found)
		return liquid_emit_wrong(p, r->at, "expected what to go through behind \"in\"");
	liquid_emit_name(p, node, name);
	liquid_emit_use(p, LIQUID_USE_SET, name);
	return liquid_parse_args(p, r);
}

bool
liquid_parse_for(struct liquid_parser *p, struct liquid_piece *tag)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_FOR, tag->begin);
	struct liquid_piece end = *tag;

	if (!read_head(p, tag, node, true))
		return false;
	uint32_t part = liquid_emit_node(p, LIQUID_NODE_LIST, tag->begin);
	while (liquid_parse_block(p, tag, "else endfor", &end)) {
		if (!liquid_parse_no_words(p, &end))
			return false;
		/* A second else goes on with the first. */
		if (liquid_slice_is(end.name, "else") && p->nodes[part].kind == LIQUID_NODE_ELSE)
			continue;
		liquid_emit_close(p, part);
		if (liquid_slice_is(end.name, "endfor")) {
			liquid_emit_close(p, node);
			return true;
		}
		part = liquid_emit_node(p, LIQUID_NODE_ELSE, end.begin);
	}
	return false;
}

bool
liquid_parse_tablerow(struct liquid_parser *p, struct liquid_piece *tag)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_TABLEROW, tag->begin);
	struct liquid_piece end;

	if (!read_head(p, tag, node, false))
		return false;
	uint32_t list = liquid_emit_node(p, LIQUID_NODE_LIST, tag->begin);
	if (!liquid_parse_block(p, tag, "endtablerow", &end))
		return false;
	liquid_emit_close(p, list);
	liquid_emit_close(p, node);
	return true;
}

/* A value and a colon in front name a group; without the colon it was the first value. */
static bool
read_group(struct liquid_parser *p, struct liquid_reader *r, uint32_t node)
{
	struct liquid_reader before = *r;
	size_t uses = liquid_emit_use_count(p);
	bool found;

	if (!liquid_expression_value(p, r, &found))
		return false;
	p->height = 0;
	liquid_read_skip(r);
	if (found && liquid_peek(r) == ':') {
		r->at++;
		p->nodes[node].op_end = p->op_count;
	} else if (found) {
		*r = before;
		p->op_count = p->nodes[node].op;
		liquid_emit_use_cut(p, uses);
	}
	return true;
}

bool
liquid_parse_cycle(struct liquid_parser *p, struct liquid_piece *tag)
{
	struct liquid_reader *r = &tag->r;
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_CYCLE, tag->begin);

	if (!read_group(p, r, node))
		return false;
	while (r->at < r->end) {
		size_t start = r->at;
		uint32_t value = liquid_emit_node(p, LIQUID_NODE_VALUE, start);

		if (!liquid_expression_whole(p, r, value))
			return false;
		liquid_emit_name(p, value,
		                 (struct liquid_slice){ r->source + start, r->at - start });
		(void)liquid_read_to(r, ",");
	}
	liquid_emit_close(p, node);
	p->nodes[node].inside = (uint16_t)(p->node_count - node - 1);
	if (p->node_count == node + 1)
		return liquid_emit_wrong(p, tag->begin, "expected values behind cycle");
	return true;
}
