/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LIQUID_PARSE_IMPL_H
#define DOMAIN_LIQUID_PARSE_IMPL_H
/*
 * From a source to a tree: what the files of the parser share.
 *
 * Every function that returns bool has said what is wrong where it returns false.
 */
#include "domain/liquid_read_impl.h"

enum liquid_piece_kind { LIQUID_PIECE_TEXT, LIQUID_PIECE_OUTPUT, LIQUID_PIECE_TAG };

/* A piece of the source: a text, an output or a tag. */
struct liquid_piece {
	enum liquid_piece_kind kind;
	size_t begin;
	size_t end;
	struct liquid_slice name;  /* of a tag */
	struct liquid_slice words; /* a text without the blanks that its neighbours swallow */
	struct liquid_reader r;    /* an output's inside; a tag's behind its name */
};

/* Where pieces come from: the source, or the lines of a liquid tag. */
struct liquid_lexer {
	struct liquid_reader r;
	bool of_lines;
	bool in_raw;
	bool trims_next; /* the piece before ended with a hyphen */
	size_t raw_at;   /* of the raw tag that is open */
};

struct liquid_uses;

#define LIQUID_NODES_FIRST 48
#define LIQUID_OPS_FIRST 64

struct liquid_parser {
	struct liquid *t;
	struct liquid_lexer *lexer;
	struct liquid_node *nodes;
	struct liquid_op *ops;
	uint32_t node_count;
	uint32_t node_room;
	uint32_t op_count;
	uint32_t op_room;
	uint32_t symbol_count;
	uint32_t height; /* of the stack, behind the operations so far */
	int depth;       /* of blocks */
	int value_depth; /* of brackets */
	bool is_inner;   /* a file name that is a template: places are those of its tag */
	size_t inner_at;
	struct liquid_uses *uses; /* NULL: nobody asks */
	size_t wrong_at;
	char why[112]; /* empty: nothing is wrong */
	struct liquid_symbol symbols[LIQUID_SYMBOLS_MAX];
	struct liquid_node nodes_first[LIQUID_NODES_FIRST];
	struct liquid_op ops_first[LIQUID_OPS_FIRST];
};

/* liquid_lex.c */

/* The next piece; *found is false at the end. */
bool liquid_lex_next(struct liquid_parser *p, struct liquid_lexer *lexer, struct liquid_piece *out,
                     bool *found);

/* liquid_emit.c: the growing tree. */

/* Says what is wrong at a place; always false. The first word counts. */
bool liquid_emit_wrong(struct liquid_parser *p, size_t at, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* Adds an operation. */
bool liquid_emit_op(struct liquid_parser *p, struct liquid_op op);
/* Adds a node and returns its place; its inside is what is added until liquid_emit_close. */
uint32_t liquid_emit_node(struct liquid_parser *p, enum liquid_node_kind kind, size_t at);
void liquid_emit_close(struct liquid_parser *p, uint32_t node);
void liquid_emit_name(struct liquid_parser *p, uint32_t node, struct liquid_slice name);
uint16_t liquid_emit_symbol(struct liquid_parser *p, struct liquid_slice name);
/* The text of a quoted token. */
struct liquid_slice liquid_emit_quoted(struct liquid_parser *p, struct liquid_slice token);
void liquid_emit_pools_destroy(struct liquid *t);
/* Remembers a use for liquid_visit. */
void liquid_emit_use(struct liquid_parser *p, enum liquid_use_kind kind, struct liquid_slice name);
size_t liquid_emit_use_count(const struct liquid_parser *p);
void liquid_emit_use_cut(struct liquid_parser *p, size_t count);

/* liquid_expression.c: values, operators and filters. */

/* A single value; *found is false, and nothing is added, when there is none here. */
bool liquid_expression_value(struct liquid_parser *p, struct liquid_reader *r, bool *found);
/* A value with its operators and filters, into `node`. */
bool liquid_expression_whole(struct liquid_parser *p, struct liquid_reader *r, uint32_t node);

/* liquid_path.c */

/* Members, indexes behind a value, or a variable where there is none yet. */
bool liquid_path_read(struct liquid_parser *p, struct liquid_reader *r, bool *has_value);

/* liquid_parse.c: pieces to nodes. */

/* Parses the source of `t` into a parser that need not be set up; in every case liquid_parse_finish
 * follows. */
bool liquid_parse_source(struct liquid_parser *p, struct liquid *t, struct liquid_uses *uses);
void liquid_parse_finish(struct liquid_parser *p);

/* Parses pieces until one of the tags that `ends` names, words with a blank between, of which the
 * last closes `opener`. That tag is left in *end. */
bool liquid_parse_block(struct liquid_parser *p, const struct liquid_piece *opener,
                        const char *ends, struct liquid_piece *end);
/* Parses all pieces of a lexer. */
bool liquid_parse_all(struct liquid_parser *p, struct liquid_lexer *lexer);
/* A node of one value, with its words as its name; nothing is added when there is no value. */
bool liquid_parse_value(struct liquid_parser *p, struct liquid_reader *r,
                        enum liquid_node_kind kind, bool *found);
/* Named values of a tag, each an ARG. */
bool liquid_parse_args(struct liquid_parser *p, struct liquid_reader *r);
/* Whether nothing stands behind the name of a tag. */
bool liquid_parse_no_words(struct liquid_parser *p, const struct liquid_piece *tag);

typedef bool (*liquid_tag_fn)(struct liquid_parser *p, struct liquid_piece *tag);

/* One tag. Without `parse` it only closes or divides a block. */
struct liquid_tag {
	const char *name;
	liquid_tag_fn parse;
};

/* liquid_tag.c; NULL: there is no such tag. */
const struct liquid_tag *liquid_tag_find(struct liquid_slice name);

/* liquid_parse_branch.c, liquid_parse_loop.c, liquid_parse_set.c, liquid_parse_file.c */
bool liquid_parse_if(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_unless(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_case(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_for(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_tablerow(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_cycle(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_assign(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_capture(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_increment(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_decrement(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_include(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_render(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_layout(struct liquid_parser *p, struct liquid_piece *tag);
bool liquid_parse_named_block(struct liquid_parser *p, struct liquid_piece *tag);
#endif
