/* SPDX-License-Identifier: MIT */
/* include, render, layout and block: templates within templates */
#include "domain/liquid_parse_impl.h"
#include "domain/liquid_use_impl.h"

static bool
has_pieces(struct liquid_slice text)
{
	for (size_t i = 0; i + 1 < text.size_bytes; i++)
		if (text.bytes[i] == '{' && (text.bytes[i + 1] == '{' || text.bytes[i + 1] == '%'))
			return true;
	return false;
}

/* A file name in quotes may hold outputs and tags: "mail/{{ locale }}". */
static bool
parse_inner(struct liquid_parser *p, struct liquid_slice text, size_t at)
{
	struct liquid_lexer lexer = { .r = { text.bytes, 0, text.size_bytes } };
	bool was_inner = p->is_inner;

	if (!was_inner)
		p->inner_at = at;
	p->is_inner = true;
	if (!liquid_parse_all(p, &lexer))
		return false;
	p->is_inner = was_inner;
	return true;
}

static bool
read_quoted_file(struct liquid_parser *p, struct liquid_slice token, size_t at)
{
	struct liquid_slice text = liquid_emit_quoted(p, token);
	uint32_t file = liquid_emit_node(p, LIQUID_NODE_FILE, at);

	if (has_pieces(text)) {
		if (!parse_inner(p, text, at))
			return false;
		liquid_emit_close(p, file);
		return true;
	}
	liquid_emit_name(p, file, text);
	if (p->uses != NULL && !p->is_inner)
		liquid_use_add(p->uses, LIQUID_USE_PARTIAL, text,
		               (size_t)(token.bytes + 1 - p->t->source));
	return true;
}

/* The name of a partial: in quotes, or any value. Without either, "none" was said. */
static bool
read_file(struct liquid_parser *p, struct liquid_piece *tag, uint32_t node)
{
	struct liquid_reader *r = &tag->r;
	struct liquid_reader before;
	struct liquid_slice quoted;
	bool found;

	liquid_read_skip(r);
	before = *r;
	uint32_t op = p->op_count;
	size_t uses = liquid_emit_use_count(p);
	if (!liquid_expression_value(p, r, &found))
		return false;
	p->height = 0;
	if (!found)
		return liquid_emit_wrong(p, r->at, "expected the name of a template in quotes");
	struct liquid_slice words = { before.source + before.at, r->at - before.at };
	if (p->op_count == op + 1 && p->ops[op].code == LIQUID_OP_STRING) {
		p->op_count = op;
		return liquid_read_quoted(&before, &quoted) &&
		       read_quoted_file(p, quoted, tag->begin);
	}
	if (liquid_slice_is(words, "none")) {
		liquid_emit_use_cut(p, uses);
		p->op_count = op;
	}
	p->nodes[node].op_end = p->op_count;
	return true;
}

/* "with value"; "with:" is the name of a value. */
static bool
read_with(struct liquid_parser *p, struct liquid_reader *r)
{
	struct liquid_reader before = *r;
	bool found;

	if (!liquid_slice_is(liquid_read_word(r), "with")) {
		*r = before;
		return true;
	}
	liquid_read_skip(r);
	if (liquid_peek(r) == ':') {
		*r = before;
		return true;
	}
	return liquid_parse_value(p, r, LIQUID_NODE_WITH, &found);
}

bool
liquid_parse_include(struct liquid_parser *p, struct liquid_piece *tag)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_INCLUDE, tag->begin);

	if (!read_file(p, tag, node) || !read_with(p, &tag->r) || !liquid_parse_args(p, &tag->r))
		return false;
	liquid_emit_close(p, node);
	return true;
}

/* Behind the value of "with" and "for": "as name", and a comma. */
static void
read_alias(struct liquid_parser *p, struct liquid_reader *r)
{
	struct liquid_reader before = *r;
	struct liquid_slice alias = { NULL, 0 };

	if (liquid_slice_is(liquid_read_word(r), "as"))
		alias = liquid_read_word(r);
	else
		*r = before;
	if (alias.bytes != NULL) {
		uint32_t binding = p->node_count - 1;

		liquid_emit_name(p, liquid_emit_node(p, LIQUID_NODE_ALIAS, before.at), alias);
		liquid_emit_close(p, binding);
	}
	liquid_read_skip(r);
	if (liquid_peek(r) == ',')
		r->at++;
}

/* One "with value as name" or "for value as name"; *found is false when there is none. */
static bool
read_binding(struct liquid_parser *p, struct liquid_reader *r, bool *found)
{
	struct liquid_reader before = *r;
	struct liquid_slice word = liquid_read_word(r);
	bool is_for = liquid_slice_is(word, "for");

	*found = false;
	if (is_for || liquid_slice_is(word, "with")) {
		liquid_read_skip(r);
		if (liquid_peek(r) != ':' &&
		    !liquid_parse_value(p, r, is_for ? LIQUID_NODE_EACH : LIQUID_NODE_WITH, found))
			return false;
	}
	if (*found)
		read_alias(p, r);
	else
		*r = before;
	return true;
}

bool
liquid_parse_render(struct liquid_parser *p, struct liquid_piece *tag)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_RENDER, tag->begin);
	bool found = true;

	if (!read_file(p, tag, node))
		return false;
	while (found && tag->r.at < tag->r.end)
		if (!read_binding(p, &tag->r, &found))
			return false;
	if (!liquid_parse_args(p, &tag->r))
		return false;
	liquid_emit_close(p, node);
	return true;
}

/* A layout takes all that follows in its template. */
bool
liquid_parse_layout(struct liquid_parser *p, struct liquid_piece *tag)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_LAYOUT, tag->begin);

	if (!read_file(p, tag, node))
		return false;
	p->nodes[node].extra =
		p->node_count == node + 1 && p->nodes[node].op == p->nodes[node].op_end;
	if (!liquid_parse_args(p, &tag->r))
		return false;
	uint32_t list = liquid_emit_node(p, LIQUID_NODE_LIST, tag->begin);
	if (!liquid_parse_all(p, p->lexer))
		return false;
	liquid_emit_close(p, list);
	liquid_emit_close(p, node);
	return true;
}

static bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_';
}

/* The name of a block is the first run of letters, digits and underscores, or nothing. */
bool
liquid_parse_named_block(struct liquid_parser *p, struct liquid_piece *tag)
{
	const struct liquid_reader *r = &tag->r;
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_BLOCK, tag->begin);
	struct liquid_piece end;
	size_t start = r->at;

	while (start < r->end && !is_letter(r->source[start]))
		start++;
	size_t stop = start;
	while (stop < r->end && is_letter(r->source[stop]))
		stop++;
	liquid_emit_name(p, node, (struct liquid_slice){ r->source + start, stop - start });
	if (!liquid_parse_block(p, tag, "endblock", &end))
		return false;
	liquid_emit_close(p, node);
	return true;
}
