/* SPDX-License-Identifier: MIT */
/* pieces of a template become nodes, each tag by its own rule */
#include "domain/liquid_parse_impl.h"

#include "base/mem.h"

static bool
parse_text(struct liquid_parser *p, const struct liquid_piece *piece)
{
	liquid_emit_name(p, liquid_emit_node(p, LIQUID_NODE_TEXT, piece->begin), piece->words);
	return true;
}

static bool
parse_output(struct liquid_parser *p, struct liquid_piece *piece)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_OUTPUT, piece->begin);

	return liquid_expression_whole(p, &piece->r, node);
}

static bool
parse_tag(struct liquid_parser *p, struct liquid_piece *piece)
{
	const struct liquid_tag *tag = liquid_tag_find(piece->name);
	int size = piece->name.size_bytes > 32 ? 32 : (int)piece->name.size_bytes;

	if (tag == NULL)
		return liquid_emit_wrong(p, piece->begin, "there is no tag \"%.*s\"", size,
		                         piece->name.bytes);
	if (tag->parse == NULL)
		return liquid_emit_wrong(p, piece->begin, "\"%s\" is not expected here", tag->name);
	liquid_emit_use(p, LIQUID_USE_TAG, piece->name);
	if (++p->depth > LIQUID_DEPTH_MAX)
		return liquid_emit_wrong(p, piece->begin, "blocks nested deeper than %d",
		                         LIQUID_DEPTH_MAX);

	bool fine = tag->parse(p, piece);
	p->depth--;
	return fine;
}

static bool
parse_piece(struct liquid_parser *p, struct liquid_piece *piece)
{
	switch (piece->kind) {
	case LIQUID_PIECE_TEXT: return parse_text(p, piece);
	case LIQUID_PIECE_OUTPUT: return parse_output(p, piece);
	default: return parse_tag(p, piece);
	}
}

/* Whether a name is one of the words of a list. */
static bool
is_listed(const char *list, struct liquid_slice name)
{
	for (; *list != '\0'; list += *list == ' ') {
		const char *word = list;

		while (*list != ' ' && *list != '\0')
			list++;
		if ((size_t)(list - word) == name.size_bytes &&
		    memcmp(word, name.bytes, name.size_bytes) == 0)
			return true;
	}
	return false;
}

static const char *
last_word(const char *list)
{
	const char *blank = strrchr(list, ' ');

	return blank != NULL ? blank + 1 : list;
}

bool
liquid_parse_block(struct liquid_parser *p, const struct liquid_piece *opener, const char *ends,
                   struct liquid_piece *end)
{
	int size = (int)opener->name.size_bytes;
	bool found;

	while (liquid_lex_next(p, p->lexer, end, &found)) {
		if (!found)
			return liquid_emit_wrong(p, opener->begin,
			                         "%.*s is opened here, expected its {%% %s %%}",
			                         size, opener->name.bytes, last_word(ends));
		if (end->kind == LIQUID_PIECE_TAG && is_listed(ends, end->name)) {
			liquid_emit_use(p, LIQUID_USE_TAG, end->name);
			return true;
		}
		if (!parse_piece(p, end))
			return false;
	}
	return false;
}

bool
liquid_parse_all(struct liquid_parser *p, struct liquid_lexer *lexer)
{
	struct liquid_lexer *before = p->lexer;
	struct liquid_piece piece;
	bool found = true;

	p->lexer = lexer;
	while (found) {
		if (!liquid_lex_next(p, lexer, &piece, &found) ||
		    (found && !parse_piece(p, &piece)))
			return false;
	}
	p->lexer = before;
	return true;
}

bool
liquid_parse_value(struct liquid_parser *p, struct liquid_reader *r, enum liquid_node_kind kind,
                   bool *found)
{
	liquid_read_skip(r);

	uint32_t node = liquid_emit_node(p, kind, r->at);
	size_t start = r->at;
	if (!liquid_expression_value(p, r, found))
		return false;
	p->height = 0;
	if (!*found) {
		p->node_count--;
		return true;
	}
	p->nodes[node].op_end = p->op_count;
	liquid_emit_name(p, node, (struct liquid_slice){ r->source + start, r->at - start });
	return true;
}

bool
liquid_parse_args(struct liquid_parser *p, struct liquid_reader *r)
{
	while (true) {
		bool found;

		liquid_read_skip(r);
		if (liquid_peek(r) == ',')
			r->at++;
		struct liquid_slice name = liquid_read_word(r);
		if (name.size_bytes == 0)
			return true;
		liquid_read_skip(r);
		uint32_t node =
			liquid_emit_node(p, LIQUID_NODE_ARG, (size_t)(name.bytes - r->source));
		liquid_emit_name(p, node, name);
		if (liquid_peek(r) != ':')
			continue;
		r->at++;
		if (!liquid_expression_value(p, r, &found))
			return false;
		p->height = 0;
		p->nodes[node].op_end = p->op_count;
	}
}

bool
liquid_parse_no_words(struct liquid_parser *p, const struct liquid_piece *tag)
{
	if (tag->r.at >= tag->r.end)
		return true;
	return liquid_emit_wrong(p, tag->r.at, "expected nothing behind %.*s",
	                         (int)tag->name.size_bytes, tag->name.bytes);
}

bool
liquid_parse_source(struct liquid_parser *p, struct liquid *t, struct liquid_uses *uses)
{
	struct liquid_lexer lexer = { .r = { t->source, 0, t->size_bytes } };

	p->t = t;
	p->lexer = NULL;
	p->nodes = p->nodes_first;
	p->ops = p->ops_first;
	p->node_count = p->op_count = p->symbol_count = p->height = 0;
	p->node_room = LIQUID_NODES_FIRST;
	p->op_room = LIQUID_OPS_FIRST;
	p->depth = p->value_depth = 0;
	p->is_inner = false;
	p->uses = uses;
	p->why[0] = '\0';
	return liquid_parse_all(p, &lexer);
}

void
liquid_parse_finish(struct liquid_parser *p)
{
	if (p->nodes != p->nodes_first)
		mem_free(p->nodes);
	if (p->ops != p->ops_first)
		mem_free(p->ops);
}
