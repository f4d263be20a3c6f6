/* SPDX-License-Identifier: MIT */
/* the tags of a template, and the plain ones among them */
#include "domain/liquid_parse_impl.h"

static bool
emit_nothing(struct liquid_parser *p, const struct liquid_piece *tag)
{
	(void)liquid_emit_node(p, LIQUID_NODE_TEXT, tag->begin);
	return true;
}

static bool
parse_break(struct liquid_parser *p, struct liquid_piece *tag)
{
	(void)liquid_emit_node(p, LIQUID_NODE_BREAK, tag->begin);
	return true;
}

static bool
parse_continue(struct liquid_parser *p, struct liquid_piece *tag)
{
	(void)liquid_emit_node(p, LIQUID_NODE_CONTINUE, tag->begin);
	return true;
}

static bool
parse_echo(struct liquid_parser *p, struct liquid_piece *tag)
{
	if (tag->r.at >= tag->r.end)
		return emit_nothing(p, tag);
	return liquid_expression_whole(p, &tag->r,
	                               liquid_emit_node(p, LIQUID_NODE_OUTPUT, tag->begin));
}

static bool
parse_liquid(struct liquid_parser *p, struct liquid_piece *tag)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_LIST, tag->begin);
	struct liquid_lexer lines = { .r = tag->r, .of_lines = true };

	if (!liquid_parse_all(p, &lines))
		return false;
	liquid_emit_close(p, node);
	return true;
}

/* Moves to the tag that closes; with `keeps`, what is before it becomes texts. */
static bool
skip_to(struct liquid_parser *p, const struct liquid_piece *tag, const char *closer, bool keeps)
{
	struct liquid_piece piece;
	bool found;

	while (liquid_lex_next(p, p->lexer, &piece, &found)) {
		if (!found)
			return liquid_emit_wrong(
				p, tag->begin, "%.*s is opened here, expected its {%% %s %%}",
				(int)tag->name.size_bytes, tag->name.bytes, closer);
		if (piece.kind == LIQUID_PIECE_TAG && liquid_slice_is(piece.name, closer)) {
			liquid_emit_use(p, LIQUID_USE_TAG, piece.name);
			return true;
		}
		if (keeps)
			liquid_emit_name(p, liquid_emit_node(p, LIQUID_NODE_TEXT, piece.begin),
			                 piece.words);
	}
	return false;
}

static bool
parse_comment(struct liquid_parser *p, struct liquid_piece *tag)
{
	return emit_nothing(p, tag) && skip_to(p, tag, "endcomment", false);
}

static bool
parse_raw(struct liquid_parser *p, struct liquid_piece *tag)
{
	uint32_t node = liquid_emit_node(p, LIQUID_NODE_LIST, tag->begin);

	if (!skip_to(p, tag, "endraw", true))
		return false;
	liquid_emit_close(p, node);
	return true;
}

/* Every line of an inline comment has its own "#". */
static bool
parse_inline_comment(struct liquid_parser *p, struct liquid_piece *tag)
{
	struct liquid_reader *r = &tag->r;

	while (liquid_read_to(r, "\n")) {
		liquid_read_skip(r);
		if (r->at < r->end && liquid_peek(r) != '#')
			return liquid_emit_wrong(p, r->at, "expected # at the begin of this line");
	}
	return emit_nothing(p, tag);
}

static const struct liquid_tag tags[] = {
	{ "#", parse_inline_comment },
	{ "assign", liquid_parse_assign },
	{ "block", liquid_parse_named_block },
	{ "break", parse_break },
	{ "capture", liquid_parse_capture },
	{ "case", liquid_parse_case },
	{ "comment", parse_comment },
	{ "continue", parse_continue },
	{ "cycle", liquid_parse_cycle },
	{ "decrement", liquid_parse_decrement },
	{ "echo", parse_echo },
	{ "else", NULL },
	{ "elsif", NULL },
	{ "endblock", NULL },
	{ "endcapture", NULL },
	{ "endcase", NULL },
	{ "endcomment", NULL },
	{ "endfor", NULL },
	{ "endif", NULL },
	{ "endraw", NULL },
	{ "endtablerow", NULL },
	{ "endunless", NULL },
	{ "for", liquid_parse_for },
	{ "if", liquid_parse_if },
	{ "include", liquid_parse_include },
	{ "increment", liquid_parse_increment },
	{ "layout", liquid_parse_layout },
	{ "liquid", parse_liquid },
	{ "raw", parse_raw },
	{ "render", liquid_parse_render },
	{ "tablerow", liquid_parse_tablerow },
	{ "unless", liquid_parse_unless },
	{ "when", NULL },
};

const struct liquid_tag *
liquid_tag_find(struct liquid_slice name)
{
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (name.bytes[0] == tags[i].name[0] && liquid_slice_is(name, tags[i].name))
			return &tags[i];
	return NULL;
}

bool
liquid_has_tag(const char *name)
{
	return *name != '\0' &&
	       liquid_tag_find((struct liquid_slice){ name, strlen(name) }) != NULL;
}

bool
liquid_has_filter(const char *name)
{
	return liquid_filter_find(name, strlen(name)) != NULL;
}
