/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LIQUID_TREE_IMPL_H
#define DOMAIN_LIQUID_TREE_IMPL_H
/*
 * A parsed template: two flat arrays.
 *
 * Nodes stand in the order of the source, each followed by what is inside it, so that `end` is
 * both the end of a node's inside and the place of the node beside it. Expressions are runs of
 * operations for a stack, in the order in which LiquidJS evaluates them.
 */
#include <string.h>

#include "domain/liquid_impl.h"

/* It may hold a NUL. */
struct liquid_slice {
	const char *bytes;
	size_t size_bytes;
};

static inline bool
liquid_slice_is(struct liquid_slice s, const char *words)
{
	return s.size_bytes == strlen(words) && memcmp(s.bytes, words, s.size_bytes) == 0;
}

enum liquid_op_code {
	LIQUID_OP_VALUE_UNDEFINED,
	LIQUID_OP_VALUE_TRUE,
	LIQUID_OP_VALUE_FALSE,
	LIQUID_OP_VALUE_NIL,
	LIQUID_OP_VALUE_EMPTY,
	LIQUID_OP_VALUE_BLANK,
	LIQUID_OP_STRING,
	LIQUID_OP_NUMBER,
	LIQUID_OP_NAME,   /* a variable; `extra` is its symbol */
	LIQUID_OP_ROOT,   /* a variable whose name is on the stack */
	LIQUID_OP_MEMBER, /* of what is on the stack, by name */
	LIQUID_OP_INDEX,  /* the same, the name is on the stack too */
	LIQUID_OP_RANGE,
	LIQUID_OP_NOT,
	LIQUID_OP_AND,
	LIQUID_OP_OR,
	LIQUID_OP_EQUAL,
	LIQUID_OP_UNEQUAL,
	LIQUID_OP_CONTAINS,
	LIQUID_OP_LESS,
	LIQUID_OP_GREATER,
	LIQUID_OP_LESS_OR_EQUAL,
	LIQUID_OP_GREATER_OR_EQUAL,
	LIQUID_OP_UNDER, /* puts undefined below the top: an operator without a left side */
	LIQUID_OP_FIRST, /* drops `extra` values from the top: words side by side */
	LIQUID_OP_PAIR,  /* a named argument: its name and the top */
	LIQUID_OP_FILTER /* with `extra` arguments; the filter may be NULL */
};

struct liquid_op {
	uint16_t code;
	uint16_t extra;
	uint32_t size_bytes; /* of `bytes` */
	union {
		const char *bytes;
		double number;
		const struct liquid_filter *filter;
	};
};

/* A name that stands alone: looked up in the data once for each render. */
struct liquid_symbol {
	const char *bytes;
	uint32_t size_bytes;
};

#define LIQUID_SYMBOLS_MAX 64 /* more names are looked up each time */
#define LIQUID_NO_SYMBOL UINT16_MAX
#define LIQUID_STACK_MAX 256 /* values of one expression at a time */

enum liquid_node_kind {
	LIQUID_NODE_TEXT,
	LIQUID_NODE_OUTPUT, /* `has_default`: it says what to do without a value */
	LIQUID_NODE_ASSIGN,
	LIQUID_NODE_CAPTURE,
	LIQUID_NODE_COUNTER, /* increment and decrement: `extra` is 1 for the second */
	LIQUID_NODE_IF,      /* of BRANCH and ELSE */
	LIQUID_NODE_CASE,    /* of WHEN and ELSE */
	LIQUID_NODE_BRANCH,  /* `extra` is 1 where the condition must be false */
	LIQUID_NODE_WHEN,    /* VALUE, then what it holds in a LIST */
	LIQUID_NODE_ELSE,
	LIQUID_NODE_FOR,      /* VALUE (the words of its collection), ARG, LIST, ELSE */
	LIQUID_NODE_TABLEROW, /* the same */
	LIQUID_NODE_CYCLE,    /* of VALUE; its own operations are the group */
	LIQUID_NODE_BREAK,
	LIQUID_NODE_CONTINUE,
	LIQUID_NODE_LIST,    /* rendered in turn: liquid */
	LIQUID_NODE_INCLUDE, /* FILE or operations, WITH, ARG */
	LIQUID_NODE_RENDER,  /* the same, and EACH */
	LIQUID_NODE_LAYOUT,  /* FILE or operations, ARG, LIST; `extra` is 1 for none */
	LIQUID_NODE_BLOCK,
	LIQUID_NODE_FILE,   /* a file name that is a template itself */
	LIQUID_NODE_ARG,    /* a name and its value; without operations: true */
	LIQUID_NODE_WITH,   /* a value for the partial; ALIAS */
	LIQUID_NODE_EACH,   /* the partial once for each; ALIAS */
	LIQUID_NODE_ALIAS,  /* the name of such a value */
	LIQUID_NODE_VALUE,  /* an expression and its words */
	LIQUID_NODE_DROPPED /* what LiquidJS parses and never renders */
};

struct liquid_node {
	uint8_t kind;
	uint8_t extra;
	uint16_t inside;     /* values of a cycle */
	uint32_t end;        /* the node after all that is inside */
	uint32_t at;         /* in the source */
	uint32_t size_bytes; /* of `bytes` */
	const char *bytes;   /* a text or a name */
	uint32_t op;         /* operations from here */
	uint32_t op_end;     /* to here */
};

struct liquid_pool;

struct liquid {
	const char *source; /* its own copy, behind this struct, with a NUL */
	size_t size_bytes;
	const struct liquid_node *nodes; /* they and the rest are one block */
	const struct liquid_op *ops;
	const struct liquid_symbol *symbols;
	void *block;
	size_t block_bytes;        /* of all */
	struct liquid_pool *pools; /* quoted texts whose escapes are resolved */
	uint32_t node_count;
	uint32_t op_count;
	uint32_t symbol_count;
};
#endif
