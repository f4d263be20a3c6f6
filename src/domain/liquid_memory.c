/* SPDX-License-Identifier: MIT */
/* the memory of a render, its limits and its failures */
#include "domain/liquid_eval_impl.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

struct liquid_block {
	struct liquid_block *next;
	max_align_t bytes[];
};

#define ALIGNMENT sizeof(max_align_t)
#define BLOCK_BYTES ((size_t)16 * 1024)

PRINTF_LIKE(3, 0)
static void
note(struct liquid_eval *e, bool too_large, const char *format, va_list args)
{
	if (e->failed)
		return;
	e->failed = true;
	e->too_large = too_large;
	vsnprintf(e->why, sizeof(e->why), format, args);
}

bool
liquid_fail(struct liquid_eval *e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	note(e, false, format, args);
	va_end(args);
	return false;
}

bool
liquid_fail_large(struct liquid_eval *e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	note(e, true, format, args);
	va_end(args);
	return false;
}

static void *
add_block(struct liquid_eval *e, size_t size)
{
	struct liquid_arena *a = &e->arena;

	if (size > a->left_bytes) {
		liquid_fail_large(e, "the template takes more than %zu KiB of memory",
		                  LIQUID_MEMORY_MAX / 1024);
		return NULL;
	}

	struct liquid_block *block = mem_alloc(sizeof(*block) + size);
	a->left_bytes -= size;
	block->next = a->blocks;
	a->blocks = block;
	return block->bytes;
}

/* Something large gets a block of its own, and the begun one stays in use. */
void *
liquid_alloc(struct liquid_eval *e, size_t size_bytes)
{
	struct liquid_arena *a = &e->arena;
	size_t size = (size_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

	if (size_bytes > LIQUID_MEMORY_MAX)
		return add_block(e, size_bytes);
	if (size > (size_t)(a->end - a->at)) {
		if (size_bytes > BLOCK_BYTES / 4)
			return add_block(e, size_bytes);
		a->at = add_block(e, BLOCK_BYTES);
		if (a->at == NULL) {
			a->end = NULL;
			return NULL;
		}
		a->end = a->at + BLOCK_BYTES;
	}

	void *block = a->at;
	a->at += size;
	return block;
}

void
liquid_shrink(struct liquid_eval *e, void *block, size_t asked_bytes, size_t used_bytes)
{
	struct liquid_arena *a = &e->arena;
	size_t asked = (asked_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	size_t used = (used_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

	if ((char *)block + asked == a->at)
		a->at = (char *)block + used;
}

void
liquid_arena_free(struct liquid_arena *a, const struct liquid_block *until)
{
	while (a->blocks != until) {
		struct liquid_block *next = a->blocks->next;

		mem_free(a->blocks);
		a->blocks = next;
	}
}

bool
liquid_fail_work(struct liquid_eval *e)
{
	return liquid_fail_large(e, "the template takes more than 50 ms of work");
}
