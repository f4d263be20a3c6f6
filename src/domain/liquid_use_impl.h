/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LIQUID_USE_IMPL_H
#define DOMAIN_LIQUID_USE_IMPL_H
/* The names that a parser meets when liquid_visit asks for them. */
#include "domain/liquid_tree_impl.h"

struct liquid_use_found {
	enum liquid_use_kind kind;
	size_t offset_bytes;
	size_t size_bytes; /* in the source */
	size_t name;       /* in `names`, with a NUL */
};

struct liquid_uses {
	struct liquid_use_found *found;
	size_t count;
	size_t room;
	struct text names;
};

/* `size_bytes` of the use are those of the name. */
void liquid_use_add(struct liquid_uses *uses, enum liquid_use_kind kind, struct liquid_slice name,
                    size_t offset_bytes);
/* A variable that may have its names in quotes: what is at the offset is longer than its name. */
void liquid_use_extend(struct liquid_uses *uses, size_t size_bytes);
#endif
