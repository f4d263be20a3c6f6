/* SPDX-License-Identifier: MIT */
/* what a template uses: its variables, tags, filters and partials, in order */
#include "domain/liquid_parse_impl.h"

#include <stdlib.h>

#include "base/mem.h"
#include "domain/liquid_use_impl.h"

#define USES_FIRST 64
#define NAMES_MAX ((size_t)8 * 1024 * 1024)

void
liquid_use_add(struct liquid_uses *uses, enum liquid_use_kind kind, struct liquid_slice name,
               size_t offset_bytes)
{
	if (uses->count == uses->room) {
		uses->room = uses->room == 0 ? USES_FIRST : uses->room * 2;
		uses->found = mem_resize(uses->found, uses->room * sizeof(*uses->found));
	}
	uses->found[uses->count++] = (struct liquid_use_found){
		.kind = kind,
		.offset_bytes = offset_bytes,
		.size_bytes = name.size_bytes,
		.name = uses->names.size_bytes,
	};
	text_append_bytes(&uses->names, name.bytes, name.size_bytes);
	text_append_bytes(&uses->names, "", 1);
}

void
liquid_use_extend(struct liquid_uses *uses, size_t size_bytes)
{
	uses->found[uses->count - 1].size_bytes = size_bytes;
}

static int
by_offset(const void *a, const void *b)
{
	const struct liquid_use_found *left = a;
	const struct liquid_use_found *right = b;

	if (left->offset_bytes == right->offset_bytes)
		return 0;
	return left->offset_bytes < right->offset_bytes ? -1 : 1;
}

/* Moves a place on to an offset that is not before it. */
static void
advance(struct liquid_place *place, const char *source, size_t from, size_t to)
{
	struct liquid_place step = liquid_place_at(source + from, to - from, to - from);

	place->column = step.line > 1 ? step.column : place->column + step.column - 1;
	place->line += step.line - 1;
}

/* The template was parsed before, so that it parses again. */
void
liquid_visit(const struct liquid *t, liquid_use_fn visit, void *context)
{
	struct liquid copy = { .source = t->source, .size_bytes = t->size_bytes };
	struct liquid_place place = { 1, 1 };
	struct liquid_uses uses = { .count = 0 };
	struct liquid_parser p;
	size_t at = 0;

	text_init(&uses.names, NAMES_MAX);
	(void)liquid_parse_source(&p, &copy, &uses);
	liquid_parse_finish(&p);
	if (uses.count > 0)
		qsort(uses.found, uses.count, sizeof(*uses.found), by_offset);
	for (size_t i = 0; i < uses.count; i++) {
		const struct liquid_use_found *found = &uses.found[i];
		struct liquid_use use = { .kind = found->kind,
			                  .name = text_string(&uses.names) + found->name,
			                  .offset_bytes = found->offset_bytes,
			                  .size_bytes = found->size_bytes };

		advance(&place, t->source, at, found->offset_bytes);
		at = found->offset_bytes;
		use.place = place;
		visit(context, &use);
	}
	liquid_emit_pools_destroy(&copy);
	text_finish(&uses.names);
	mem_free(uses.found);
}
