/* SPDX-License-Identifier: MIT */
/* assign, capture, increment and decrement: what sets a variable */
#include "domain/liquid_parse_impl.h"

bool
liquid_parse_assign(struct liquid_parser *p, struct liquid_piece *tag)
{
	struct liquid_reader *r = &tag->r;
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_ASSIGN, tag->begin);
	struct liquid_slice name = liquid_read_word(r);

	if (name.size_bytes == 0)
		return liquid_emit_wrong(p, r->at, "expected a name, such as name = value");
	liquid_read_skip(r);
	if (liquid_peek(r) != '=')
		return liquid_emit_wrong(p, r->at, "expected = behind the name");
	r->at++;
	liquid_emit_name(p, node, name);
	liquid_emit_use(p, LIQUID_USE_SET, name);
	return liquid_expression_whole(p, r, node);
}

bool
liquid_parse_capture(struct liquid_parser *p, struct liquid_piece *tag)
{
	struct liquid_reader *r = &tag->r;
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_CAPTURE, tag->begin);
	struct liquid_slice name = liquid_read_word(r);
	struct liquid_piece end;

	if (name.size_bytes > 0)
		liquid_emit_use(p, LIQUID_USE_SET, name);
	else if (liquid_read_quoted(r, &name))
		name = liquid_emit_quoted(p, name);
	else
		return liquid_emit_wrong(p, r->at, "expected a name behind capture");
	liquid_emit_name(p, node, name);
	if (!liquid_parse_block(p, tag, "endcapture", &end))
		return false;
	liquid_emit_close(p, node);
	return true;
}

static bool
parse_counter(struct liquid_parser *p, struct liquid_piece *tag, bool goes_down)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_COUNTER, tag->begin);
	struct liquid_slice name = liquid_read_word(&tag->r);

	liquid_emit_name(p, node, name);
	liquid_emit_use(p, LIQUID_USE_SET, name);
	p->nodes[node].extra = goes_down;
	return true;
}

bool
liquid_parse_increment(struct liquid_parser *p, struct liquid_piece *tag)
{
	return parse_counter(p, tag, false);
}

bool
liquid_parse_decrement(struct liquid_parser *p, struct liquid_piece *tag)
{
	return parse_counter(p, tag, true);
}
