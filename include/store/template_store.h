/* SPDX-License-Identifier: MIT */
#ifndef STORE_TEMPLATE_STORE_H
#define STORE_TEMPLATE_STORE_H
/*
 * Template texts on disk, each with its revisions. Writers run inside the caller's transaction.
 */
#include <stddef.h>

#include "base/text.h"
#include "domain/profile.h"
#include "domain/template.h"

struct db;

/* Gives a new profile Auth0's two default texts as revision 1. */
MUST_USE enum status template_store_add_defaults(struct db *db, const struct profile *p,
                                                 struct fault *f);
/* Appends the newest text to `out`. WORD_NOT_FOUND when the profile has none of that name. */
MUST_USE enum status template_store_load(struct db *db, const struct profile *p, const char *name,
                                         struct template_info *info, struct text *out,
                                         struct fault *f);
/* The same for one revision, be it the newest or not. WORD_NOT_FOUND when it is gone. */
MUST_USE enum status template_store_load_revision(struct db *db, const struct profile *p,
                                                  const char *name, int64_t revision,
                                                  struct template_info *info, struct text *out,
                                                  struct fault *f);
/* By name, in one block for mem_free. */
MUST_USE enum status template_store_list(struct db *db, const struct profile *p,
                                         struct template_info **out, size_t *count,
                                         struct fault *f);
/* Copies the newest texts of one profile to another as revision 1. */
MUST_USE enum status template_store_copy(struct db *db, const struct profile *from,
                                         const struct profile *to, struct fault *f);
#endif
