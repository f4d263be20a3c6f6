/* SPDX-License-Identifier: MIT */
/* message texts in Liquid as LiquidJS has it: parse once, render often */
#include "domain/liquid.h"

#include "base/mem.h"
#include "domain/liquid_eval_impl.h"
#include "domain/liquid_parse_impl.h"

#define ARENA_BYTES 4096 /* on the stack of a render */

static enum status
fault_at(const char *source, size_t size_bytes, size_t at, const char *why, struct fault *f)
{
	struct liquid_place place = liquid_place_at(source, size_bytes, at);

	return fault_set(f, WORD_TEMPLATE_INVALID, "%zu:%zu: %s", place.line, place.column, why);
}

static size_t
first_strange_byte(const char *source, size_t size_bytes)
{
	size_t at = 0;

	while (at < size_bytes) {
		uint32_t code_point;
		size_t step = text_next_code_point(source + at, size_bytes - at, &code_point);

		if (code_point == 0 || (code_point == 0xFFFD && step == 1))
			break;
		at += step;
	}
	return at;
}

static enum status
check_source(const char *source, size_t size_bytes, struct fault *f)
{
	if (size_bytes > LIQUID_SOURCE_MAX) {
		struct liquid_place place = liquid_place_at(source, size_bytes, LIQUID_SOURCE_MAX);

		return fault_set(f, WORD_TEMPLATE_TOO_LARGE,
		                 "%zu:%zu: the template has %zu bytes, %zu are the most",
		                 place.line, place.column, size_bytes, LIQUID_SOURCE_MAX);
	}
	if (text_is_utf8(source, size_bytes) &&
	    (size_bytes == 0 || memchr(source, '\0', size_bytes) == NULL))
		return ST_OK;
	size_t strange = first_strange_byte(source, size_bytes);
	return fault_at(source, size_bytes, strange,
	                strange < size_bytes && source[strange] == '\0' ? "a text holds no NUL byte"
	                                                                : "this is not UTF-8 text",
	                f);
}

static struct liquid *
create_empty(const char *source, size_t size_bytes)
{
	struct liquid *t = mem_alloc(sizeof(*t) + size_bytes + 1);
	char *copy = (char *)(t + 1);

	if (size_bytes > 0)
		memcpy(copy, source, size_bytes);
	t->source = copy;
	t->size_bytes = size_bytes;
	return t;
}

/* Nodes, operations and symbols move into one block of their size. */
static void
keep_tree(struct liquid *t, const struct liquid_parser *p)
{
	size_t node_bytes = p->node_count * sizeof(*p->nodes);
	size_t op_bytes = p->op_count * sizeof(*p->ops);
	size_t symbol_bytes = p->symbol_count * sizeof(p->symbols[0]);
	char *block = mem_alloc(node_bytes + op_bytes + symbol_bytes);

	memcpy(block, p->nodes, node_bytes);
	memcpy(block + node_bytes, p->ops, op_bytes);
	memcpy(block + node_bytes + op_bytes, p->symbols, symbol_bytes);
	t->block = block;
	t->block_bytes = node_bytes + op_bytes + symbol_bytes + 2 * t->size_bytes;
	t->nodes = (void *)block;
	t->ops = (void *)(block + node_bytes);
	t->symbols = (void *)(block + node_bytes + op_bytes);
	t->node_count = p->node_count;
	t->op_count = p->op_count;
	t->symbol_count = p->symbol_count;
}

enum status
liquid_create(const char *source, size_t size_bytes, struct liquid **out, struct fault *f)
{
	enum status st = check_source(source, size_bytes, f);
	LEAVE_UNSET struct liquid_parser p;

	*out = NULL;
	if (st != ST_OK)
		return st;

	struct liquid *t = create_empty(source, size_bytes);
	if (liquid_parse_source(&p, t, NULL)) {
		keep_tree(t, &p);
		*out = t;
	} else {
		st = fault_at(source, size_bytes, p.wrong_at, p.why, f);
		liquid_destroy(t);
	}
	liquid_parse_finish(&p);
	return st;
}

void
liquid_destroy(struct liquid *t)
{
	if (t == NULL)
		return;
	liquid_emit_pools_destroy(t);
	mem_free(t->block);
	mem_free(t);
}

/* The place of a failure is the node that was begun last, or a mistake in a partial. */
static enum status
fault_of(const struct liquid_eval *e, struct fault *f)
{
	const struct liquid_state *s = e->more;
	const struct liquid *t = s->frame->t;
	enum fault_word word = e->too_large ? WORD_TEMPLATE_TOO_LARGE : WORD_TEMPLATE_INVALID;
	struct liquid_place place = s->place;
	const char *name = s->place.line > 0 ? s->place_name : s->frame->name;

	if (place.line == 0)
		place = liquid_place_at(t->source, t->size_bytes,
		                        s->node != NULL ? s->node->at : 0);
	if (name == NULL)
		return fault_set(f, word, "%zu:%zu: %s", place.line, place.column, e->why);
	return fault_set(f, word, "%zu:%zu: in \"%.40s\": %s", place.line, place.column, name,
	                 e->why);
}

/* Halves of a pair of UTF-16 units become a character where they meet, and U+FFFD elsewhere. */
static void
mend_halves(struct text *out, size_t from)
{
	size_t size = out->size_bytes - from;

	if (size == 0 || memchr(out->bytes + from, 0xED, size) == NULL)
		return;
	text_cut(out, from + liquid_mend_halves(out->bytes + from, size));
}

static bool
render(struct liquid_eval *e, struct text *out)
{
	const struct liquid *t = e->more->frame->t;
	size_t before = out->size_bytes;

	if (!liquid_render_list(e, t->nodes, t->nodes + t->node_count))
		return false;
	mend_halves(out, before);
	return true;
}

/* Member by member: an initializer clears everything else with an instruction that takes a tenth of
 * the time of a short message to start. */
static void
set_state(struct liquid_state *s, struct text *out, struct liquid_context *context,
          const struct liquid_frame *frame, struct liquid_value *stack)
{
	s->out = out;
	s->context = context;
	s->frame = frame;
	s->node = NULL;
	s->stack = stack;
	s->partials = NULL;
	for (size_t i = 0; i < LIQUID_LISTS; i++)
		s->lists[i].node = NULL;
	s->missing = s->kept = 0;
	s->instances = 0;
	s->depth = 0;
	s->turns_left = LIQUID_TURNS_MAX;
	s->initial_missing = false;
	s->place = (struct liquid_place){ 0, 0 };
	s->place_name = NULL;
}

static int64_t
work_of(const struct liquid_run *run)
{
	return run->work_max > 0 && run->work_max < LIQUID_WORK_MAX ? run->work_max
	                                                            : LIQUID_WORK_MAX;
}

static void
set_eval(struct liquid_eval *e, const struct liquid_run *run, struct liquid_state *state)
{
	e->run = run;
	e->work_left = work_of(run);
	e->why[0] = '\0';
	e->failed = e->too_large = false;
	e->more = state;
}

enum status
liquid_render_with(const struct liquid *t, struct liquid_run *run, struct text *out,
                   struct fault *f)
{
	LEAVE_UNSET max_align_t first[ARENA_BYTES / sizeof(max_align_t)];
	LEAVE_UNSET struct liquid_value stack[LIQUID_STACK_MAX];
	LEAVE_UNSET struct liquid_value cache[LIQUID_SYMBOLS_MAX];
	struct liquid_context context = { .data = run->data };
	struct liquid_frame frame = { t, NULL, cache, 0 };
	LEAVE_UNSET struct liquid_state state;
	LEAVE_UNSET struct liquid_eval e;
	size_t before = out->size_bytes;
	enum status st = ST_OK;

	context.top = &context.bottom;
	set_state(&state, out, &context, &frame, stack);
	set_eval(&e, run, &state);
	e.arena = (struct liquid_arena){ (char *)first, (char *)first + sizeof(first), NULL,
		                         LIQUID_MEMORY_MAX };
	for (uint32_t i = 0; i < t->symbol_count; i++)
		cache[i] = liquid_scope_unknown();
	if (!render(&e, out)) {
		st = fault_of(&e, f);
		text_cut(out, before);
	}
	run->missing = state.missing;
	run->work = work_of(run) - e.work_left;
	liquid_partial_finish(&e);
	liquid_arena_free(&e.arena, NULL);
	return st;
}

enum status
liquid_render(const struct liquid *t, const struct json *data, struct text *out, size_t *missing,
              struct fault *f)
{
	struct liquid_run run = { .data = data };
	enum status st = liquid_render_with(t, &run, out, f);

	if (st == ST_OK && missing != NULL)
		*missing = run.missing;
	return st;
}

enum status
liquid_render_source(const char *source, size_t size_bytes, struct liquid_run *run,
                     struct text *out, struct fault *f)
{
	struct liquid *t = NULL;
	enum status st = liquid_create(source, size_bytes, &t, f);

	if (st == ST_OK)
		st = liquid_render_with(t, run, out, f);
	liquid_destroy(t);
	return st;
}
