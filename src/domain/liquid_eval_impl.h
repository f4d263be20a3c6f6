/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LIQUID_EVAL_IMPL_H
#define DOMAIN_LIQUID_EVAL_IMPL_H
/*
 * The state of a render, for the files of the engine.
 *
 * Every function that returns bool has failed through liquid_fail and its kin where it returns
 * false; the node and the frame then stay what they were, because they are the place.
 */
#include <string.h>

#include "domain/liquid_tree_impl.h"

struct liquid_var {
	struct liquid_var *next;
	struct liquid_slice name;
	struct liquid_value value;
};

struct liquid_scope {
	struct liquid_scope *below;
	struct liquid_var *vars;
};

/* The collection that a loop of `variable` over these words has reached: "offset: continue". */
struct liquid_reached {
	struct liquid_reached *next;
	struct liquid_slice variable;
	struct liquid_slice words;
	struct liquid_value value;
};

/* The turn of a cycle. */
struct liquid_turn {
	struct liquid_turn *next;
	struct liquid_slice group;
	const struct liquid_node *cycle;
	uint32_t at;
};

/* A template that is being rendered. */
struct liquid_frame {
	const struct liquid *t;
	const char *name;           /* of a partial; NULL: the template itself */
	struct liquid_value *cache; /* of its symbols in the data; NULL: none */
	uint32_t instance;          /* tells one inclusion from the next */
};

/* What a block renders: its own nodes, inside what `child` makes of them. */
struct liquid_fill {
	const struct liquid_frame *frame;
	const struct liquid_node *block;
	const struct liquid_fill *child;
	struct liquid_value html; /* a finished text in place of nodes */
};

/* The value of `block`: the block that this one stands in for. */
struct liquid_super {
	const struct liquid_fill *fill; /* NULL: there is none */
	const struct liquid_super *outer;
};

struct liquid_named_fill {
	struct liquid_named_fill *next;
	struct liquid_slice name;
	const struct liquid_fill *fill;
};

/* A block that is being rendered. */
struct liquid_open_block {
	const struct liquid_open_block *below;
	const struct liquid_node *block;
	uint32_t instance;
};

/* LiquidJS's context: what a partial that is rendered does not share. */
struct liquid_context {
	struct liquid_scope *top;
	struct liquid_scope bottom;
	struct liquid_var *counters; /* hide members of the data */
	const struct json *data;
	struct liquid_reached *reached;
	struct liquid_turn *turns;
	struct liquid_named_fill *fills;
	const struct liquid_open_block *open_blocks;
	bool stores_blocks;
	bool broke;
	bool continues;
};

struct liquid_loop {
	double i;
	double length;
	bool is_table;
	struct liquid_value columns; /* as given */
	double column_count;
	struct liquid_slice variable;
	struct liquid_slice collection;
};

struct liquid_partial {
	struct liquid_partial *next;
	const char *name;
	struct liquid *t;
	struct liquid_value *cache;
};

#define LIQUID_LISTS 4

/* An array of the data with its items side by side. */
struct liquid_list {
	const struct json *node;
	const struct liquid_value *items;
	size_t count;
};

struct liquid_state {
	struct text *out;
	struct liquid_context *context;
	const struct liquid_frame *frame;
	const struct liquid_node *node;
	struct liquid_value *stack; /* LIQUID_STACK_MAX */
	struct liquid_partial *partials;
	struct liquid_list lists[LIQUID_LISTS];
	size_t missing;
	size_t kept; /* grows with what must stay in the arena behind the node that made it */
	uint32_t instances;
	int depth;
	int turns_left;
	bool initial_missing;      /* of the expression evaluated last */
	struct liquid_place place; /* of a mistake in a partial's source; line 0: none */
	const char *place_name;
};

/* liquid_memory.c */

/* Frees the blocks that were added behind `until`; NULL: all. */
void liquid_arena_free(struct liquid_arena *a, const struct liquid_block *until);
/* Gives back everything asked for since `mark` was copied. */
static inline void
liquid_arena_release(struct liquid_eval *e, const struct liquid_arena *mark)
{
	if (e->arena.blocks != mark->blocks)
		liquid_arena_free(&e->arena, mark->blocks);
	e->arena = *mark;
}
/* Always false: a limit, not a mistake. */
bool liquid_fail_large(struct liquid_eval *e, const char *format, ...) PRINTF_LIKE(2, 3);

/* liquid_halves.c: mends a finished text in place; returns its new size. */
size_t liquid_mend_halves(char *bytes, size_t size_bytes);

/* liquid_property.c */
bool liquid_property_named(struct liquid_eval *e, struct liquid_value v, struct liquid_slice name,
                           struct liquid_value *out);
/* liquid_value.c */
bool liquid_loop_property(struct liquid_eval *e, struct liquid_loop *loop, struct liquid_slice name,
                          struct liquid_value *out);
bool liquid_loop_json(struct liquid_eval *e, const struct liquid_loop *loop,
                      struct liquid_value *out);

/* liquid_scope.c: variables. */

#define LIQUID_UNKNOWN UINT32_MAX /* in `count` of an undefined value */
/* What a cache of the data holds before it is asked. */
static inline struct liquid_value
liquid_scope_unknown(void)
{
	return (struct liquid_value){ LIQUID_UNDEFINED, LIQUID_UNKNOWN, { .node = NULL } };
}
/* Looks a name up in the data, unless its place in the cache has it. NULL is a failure. */
const struct liquid_value *liquid_scope_fill(struct liquid_eval *e, struct liquid_slice name,
                                             struct liquid_value *at);
/* Where the value of a name stands: in a variable, in the cache or else in `room`. It stays there
 * until a variable is set or `room` is used again. NULL is a failure. */
const struct liquid_value *liquid_scope_find(struct liquid_eval *e, struct liquid_slice name,
                                             uint16_t symbol, struct liquid_value *room);
/* Sets a variable of the whole template. */
bool liquid_scope_set(struct liquid_eval *e, struct liquid_slice name, struct liquid_value value);
bool liquid_scope_add(struct liquid_eval *e, struct liquid_scope *scope, struct liquid_slice name,
                      struct liquid_value value);
/* Counts up or down and gives what is to be shown. */
bool liquid_scope_count(struct liquid_eval *e, struct liquid_slice name, bool goes_down,
                        double *out);

/* liquid_eval.c: expressions. */

/* Where the value of an expression stands, until the next one is evaluated or a variable is set;
 * NULL is a failure. Values are borrowed where they are in use at once: the processor waits when
 * sixteen bytes are copied that it has just written as two times eight. */
const struct liquid_value *liquid_eval_borrow(struct liquid_eval *e,
                                              const struct liquid_node *node);
/* The same as a copy. */
bool liquid_eval_node(struct liquid_eval *e, const struct liquid_node *node,
                      struct liquid_value *out);
/* Whether a condition holds. */
bool liquid_eval_truth(struct liquid_eval *e, const struct liquid_node *node, bool *out);
/* The value of a tag's argument, the last of that name; undefined when there is none. */
bool liquid_eval_arg(struct liquid_eval *e, const struct liquid_node *tag, const char *name,
                     struct liquid_value *out);
/* Arguments become variables of a scope. */
bool liquid_eval_args(struct liquid_eval *e, const struct liquid_node *tag,
                      struct liquid_scope *scope);

/* liquid_render.c: nodes. */
bool liquid_render_list(struct liquid_eval *e, const struct liquid_node *first,
                        const struct liquid_node *end);
/* Nodes into a text in place of the output. */
bool liquid_render_capture(struct liquid_eval *e, const struct liquid_node *first,
                           const struct liquid_node *end, struct liquid_value *out);
bool liquid_render_bytes(struct liquid_eval *e, const char *bytes, size_t size_bytes);
bool liquid_render_value(struct liquid_eval *e, struct liquid_value value);
/* What was written since `mark` is taken back and becomes a value. */
bool liquid_render_take(struct liquid_eval *e, size_t mark, struct liquid_value *out);

/* liquid_loop.c */
bool liquid_loop_for(struct liquid_eval *e, const struct liquid_node *node);
bool liquid_loop_tablerow(struct liquid_eval *e, const struct liquid_node *node);
bool liquid_loop_turn(struct liquid_eval *e);
/* What a loop goes through: the items of an array, the pairs of an object, a text. */
bool liquid_loop_collection(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out);
struct liquid_value liquid_loop_item(struct liquid_value collection, size_t i);

/* liquid_cycle.c */
bool liquid_cycle(struct liquid_eval *e, const struct liquid_node *node);

/* liquid_partial.c, liquid_block.c */
bool liquid_partial_include(struct liquid_eval *e, const struct liquid_node *node);
bool liquid_partial_render(struct liquid_eval *e, const struct liquid_node *node);
bool liquid_partial_name(struct liquid_eval *e, const struct liquid_node *node,
                         struct liquid_slice *out);
bool liquid_partial_frame(struct liquid_eval *e, struct liquid_slice name,
                          struct liquid_frame *out);
void liquid_partial_finish(struct liquid_eval *e);
bool liquid_block_layout(struct liquid_eval *e, const struct liquid_node *node);
bool liquid_block_render(struct liquid_eval *e, const struct liquid_node *node);
bool liquid_block_super(struct liquid_eval *e, const struct liquid_super *super,
                        struct liquid_value *out);

/* The same as liquid_scope_find, sooner where nothing but the data has names. */
static inline const struct liquid_value *
liquid_scope_find_op(struct liquid_eval *e, const struct liquid_op *op, struct liquid_value *room)
{
	const struct liquid_context *c = e->more->context;
	struct liquid_value *cache = e->more->frame->cache;
	struct liquid_slice name = { op->bytes, op->size_bytes };

	if (cache == NULL || op->extra == LIQUID_NO_SYMBOL || c->data == NULL ||
	    c->top->below != NULL || c->top->vars != NULL || c->counters != NULL)
		return liquid_scope_find(e, name, op->extra, room);
	cache += op->extra;
	return cache->type != LIQUID_UNDEFINED ? cache : liquid_scope_fill(e, name, cache);
}

/* The nodes of the frame. */
static inline const struct liquid_node *
liquid_node_end(const struct liquid_eval *e, const struct liquid_node *node)
{
	return e->more->frame->t->nodes + node->end;
}

static inline struct liquid_slice
liquid_node_name(const struct liquid_node *node)
{
	return (struct liquid_slice){ node->bytes, node->size_bytes };
}

static inline bool
liquid_same(struct liquid_slice a, struct liquid_slice b)
{
	return a.size_bytes == b.size_bytes && memcmp(a.bytes, b.bytes, a.size_bytes) == 0;
}
#endif
