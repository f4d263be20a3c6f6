/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LIQUID_IMPL_H
#define DOMAIN_LIQUID_IMPL_H
/*
 * What the engine and the filters share: values, the memory of a render, failures.
 *
 * A value is sixteen bytes and is passed by value. What it points to lives in the template's
 * source, in the data or in the arena of the render, and ends with the render; nothing is freed
 * before. Strings are UTF-8 without a NUL at the end. Half of a pair of UTF-16 units, which
 * JavaScript's strings may hold, is written as the three bytes that UTF-8 would give it; the
 * engine joins halves that meet and replaces the others at the end of the render.
 *
 * A function that may fail returns false after liquid_fail, liquid_charge or liquid_alloc said
 * why; its caller passes that on.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/liquid.h"

enum liquid_type {
	LIQUID_UNDEFINED, /* a variable, member or argument that is not there */
	LIQUID_NULL,      /* null in the data */
	LIQUID_NIL,       /* the literals nil and null */
	LIQUID_EMPTY,     /* the literal empty */
	LIQUID_BLANK,     /* the literal blank */
	LIQUID_BOOL,
	LIQUID_NUMBER,
	LIQUID_STRING,
	LIQUID_ARRAY,  /* made by the template: items in the arena */
	LIQUID_RANGE,  /* `count` numbers, the first is `number` */
	LIQUID_LIST,   /* an array of the data */
	LIQUID_OBJECT, /* an object of the data; equal to itself only */
	LIQUID_LOOP,   /* forloop and tablerowloop */
	LIQUID_BLOCK   /* block, within a block of a layout */
};

struct liquid_loop;
struct liquid_super;

struct liquid_value {
	enum liquid_type type;
	uint32_t count; /* bytes of a string, items of an array or range */
	union {
		bool truth;
		double number;
		const char *bytes;
		const struct liquid_value *items;
		const struct json *node;
		struct liquid_loop *loop;
		const struct liquid_super *super;
	};
};

/* Memory of one render. It begins on the stack of the render and goes on in blocks. */
struct liquid_arena {
	char *at;
	char *end;
	struct liquid_block *blocks;
	size_t left_bytes; /* of LIQUID_MEMORY_MAX */
};

#define LIQUID_MEMORY_MAX ((size_t)4 * 1024 * 1024)
/* Work is counted in units of at most some 50 ns: half a node, four operations, or what
 * LIQUID_BYTES_PER_UNIT says of bytes that are read or written. */
#define LIQUID_BYTES_PER_UNIT 8

/* One render. Filters read `run`; everything else is the engine's. */
struct liquid_eval {
	const struct liquid_run *run;
	struct liquid_arena arena;
	int64_t work_left;
	char why[112]; /* of the first failure, without its place */
	bool failed;
	bool too_large;            /* it failed at a limit */
	struct liquid_state *more; /* src/domain/liquid_eval_impl.h */
};

/* What a filter is called with. */
struct liquid_call {
	struct liquid_value input;
	const struct liquid_value
		*args; /* a named argument is an array of its name and its value */
	size_t arg_count;
};

typedef bool (*liquid_filter_fn)(struct liquid_eval *e, const struct liquid_call *call,
                                 struct liquid_value *out);

struct liquid_filter {
	const char *name;
	liquid_filter_fn run;
};

static inline struct liquid_value
liquid_string(const char *bytes, size_t size_bytes)
{
	return (struct liquid_value){ LIQUID_STRING, (uint32_t)size_bytes, { .bytes = bytes } };
}

static inline struct liquid_value
liquid_number(double number)
{
	return (struct liquid_value){ LIQUID_NUMBER, 0, { .number = number } };
}

static inline struct liquid_value
liquid_bool(bool truth)
{
	return (struct liquid_value){ LIQUID_BOOL, 0, { .truth = truth } };
}

static inline struct liquid_value
liquid_array(const struct liquid_value *items, size_t count)
{
	return (struct liquid_value){ LIQUID_ARRAY, (uint32_t)count, { .items = items } };
}

static inline struct liquid_value
liquid_undefined(void)
{
	return (struct liquid_value){ LIQUID_UNDEFINED, 0, { .bytes = NULL } };
}

/* The argument at `i`, from 0; undefined when the template gives fewer. */
static inline struct liquid_value
liquid_arg(const struct liquid_call *call, size_t i)
{
	return i < call->arg_count ? call->args[i] : liquid_undefined();
}

static inline bool
liquid_is_array(struct liquid_value v)
{
	return v.type == LIQUID_ARRAY || v.type == LIQUID_RANGE || v.type == LIQUID_LIST;
}

/* Whether JavaScript would call it null or undefined once liquid_plain has seen it. */
static inline bool
liquid_is_nil(struct liquid_value v)
{
	return v.type <= LIQUID_NIL;
}

static inline bool
liquid_is_truthy(struct liquid_value v)
{
	return !liquid_is_nil(v) && (v.type != LIQUID_BOOL || v.truth);
}

/* The same as JavaScript has it: nought and the empty text are false, the literal nil is true. */
static inline bool
liquid_is_true_in_js(struct liquid_value v)
{
	if (v.type == LIQUID_NUMBER)
		return v.number < 0 || v.number > 0;
	if (v.type == LIQUID_STRING)
		return v.count > 0;
	return v.type == LIQUID_BOOL ? v.truth
	                             : v.type != LIQUID_UNDEFINED && v.type != LIQUID_NULL;
}

/* liquid_memory.c: the arena, limits and failures. */

/* Memory until the end of the render, for any type; NULL is a failure. */
void *liquid_alloc(struct liquid_eval *e, size_t size_bytes);
/* Gives back the end of the block that was asked for last. */
void liquid_shrink(struct liquid_eval *e, void *block, size_t asked_bytes, size_t used_bytes);
/* Always false: the units of work are at an end. */
bool liquid_fail_work(struct liquid_eval *e);

/* Counts units of work; false when there were too many. */
static inline bool
liquid_charge(struct liquid_eval *e, size_t units)
{
	e->work_left = units < LIQUID_WORK_MAX ? e->work_left - (int64_t)units : -1;
	return e->work_left >= 0 || liquid_fail_work(e);
}

/* The same for bytes that are read or written. */
static inline bool
liquid_charge_bytes(struct liquid_eval *e, size_t size_bytes)
{
	return liquid_charge(e, size_bytes / LIQUID_BYTES_PER_UNIT);
}

/* Always false. The engine adds the place. */
bool liquid_fail(struct liquid_eval *e, const char *format, ...) PRINTF_LIKE(2, 3);

/* liquid_value.c: what values are made of. */

/* LiquidJS's toValue: nil becomes null, empty and blank an empty text, a loop its JSON. */
bool liquid_plain(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out);
/* The items of an array of any kind, one behind the other; of anything else none. */
bool liquid_items(struct liquid_eval *e, struct liquid_value v, const struct liquid_value **items,
                  size_t *count);
/* A value of the data. */
struct liquid_value liquid_from_json(const struct json *node);
/* LiquidJS's readProperty: a member, an index, size, first or last. */
bool liquid_property(struct liquid_eval *e, struct liquid_value v, struct liquid_value key,
                     struct liquid_value *out);
/* The same for every name of "a.b.c" in turn. */
bool liquid_property_path(struct liquid_eval *e, struct liquid_value v, struct liquid_value path,
                          struct liquid_value *out);

/* liquid_number.c: numbers as JavaScript has them. */

#define LIQUID_NUMBER_MAX 32 /* bytes of a printed number, the NUL included */
/* String(number); returns its bytes. */
size_t liquid_print_number(double number, char out[LIQUID_NUMBER_MAX]);
/* Number(text): NaN for what is no number. */
double liquid_read_number(const char *bytes, size_t size_bytes);
/* Number(value) of a plain value, NaN included. False only when memory ends. */
bool liquid_as_number(struct liquid_eval *e, struct liquid_value v, double *out);

/* liquid_string.c: strings as JavaScript has them. */

/* LiquidJS's stringify, for output and for filters: always a string. */
bool liquid_stringify(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out);
/* String(value), which differs for null, undefined and arrays: names of members, join. */
bool liquid_js_string(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out);
/* Length in UTF-16 units. */
size_t liquid_units(const char *bytes, size_t size_bytes);
/* The text of one UTF-16 unit; undefined beyond the end. */
bool liquid_unit_at(struct liquid_eval *e, struct liquid_value string, size_t index,
                    struct liquid_value *out);

/* liquid_compare.c: operators as LiquidJS has them. Operands are as evaluated, not plain. */

bool liquid_equals(struct liquid_eval *e, struct liquid_value a, struct liquid_value b, bool *out);
enum liquid_order { LIQUID_LESS, LIQUID_GREATER, LIQUID_LESS_OR_EQUAL, LIQUID_GREATER_OR_EQUAL };
bool liquid_ordered(struct liquid_eval *e, enum liquid_order order, struct liquid_value pair[2],
                    bool *out);
bool liquid_contains(struct liquid_eval *e, struct liquid_value a, struct liquid_value b,
                     bool *out);
/* The same of two texts. */
bool liquid_text_contains(struct liquid_eval *e, struct liquid_value a, struct liquid_value b,
                          bool *out);

/* liquid_filters.c */

/* NULL: there is no such filter. */
const struct liquid_filter *liquid_filter_find(const char *name, size_t name_bytes);
#endif
