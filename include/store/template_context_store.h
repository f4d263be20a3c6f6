/* SPDX-License-Identifier: MIT */
#ifndef STORE_TEMPLATE_CONTEXT_STORE_H
#define STORE_TEMPLATE_CONTEXT_STORE_H
/*
 * Test contexts on disk, in the order in which they were added. Writers run inside the caller's
 * transaction. What comes here has lost everything private in domain/template_context.
 */
#include <stddef.h>

#include "domain/profile.h"
#include "domain/template_context.h"

struct db;

/* A profile keeps this many. */
#define TEMPLATE_CONTEXTS_MAX 200

/* All of a profile, in one block for template_context_list_free. A row that cannot be read any
 * more is WORD_ROW_DAMAGED with its name. */
MUST_USE enum status template_context_store_list(struct db *db, const struct profile *p,
                                                 struct template_context **out, size_t *count,
                                                 struct fault *f);
void template_context_list_free(struct template_context *list, size_t count);
/* Adds it under its name, or replaces what the profile has under that name; c->id is then filled
 * in. WORD_NOT_KEPT when the profile has TEMPLATE_CONTEXTS_MAX. */
MUST_USE enum status template_context_store_save(struct db *db, const struct profile *p,
                                                 struct template_context *c, struct fault *f);
/* WORD_NOT_FOUND. */
MUST_USE enum status template_context_store_remove(struct db *db, const struct profile *p,
                                                   const char *name, struct fault *f);
MUST_USE enum status template_context_store_copy(struct db *db, const struct profile *from,
                                                 const struct profile *to, struct fault *f);
#endif
