/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_CONTEXT_IMPL_H
#define DOMAIN_CONTEXT_IMPL_H
/* What the files of domain/context share: the table of the fields and the checks of one. */
#include "domain/context.h"

struct context_row {
	const char *key;
	const char *nested; /* dotted path */
	const char *flat;   /* member name, or NULL where the two forms agree */
	const char *standard;
	const char *help;
};

extern const struct context_row context_rows[CONTEXT_FIELD_COUNT];

/* Whether the value is a JSON object rather than a text. */
bool context_field_is_object(enum context_field field);
/* "key: what", under WORD_CONTEXT_INVALID. */
enum status context_complain(enum context_field field, const char *what, struct fault *f);
/* Stores an object compactly written; leaves the field alone when it does not fit. */
enum status context_set_node(struct context *c, enum context_field field, const struct json *node,
                             struct fault *f);
#endif
