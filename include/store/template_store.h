/* SPDX-License-Identifier: MIT */
#ifndef STORE_TEMPLATE_STORE_H
#define STORE_TEMPLATE_STORE_H
/*
 * Template texts on disk, each with its revisions. Writers run inside the caller's transaction.
 *
 * Revisions count from 1 and are never changed, and a number never comes twice, also when a
 * template is removed and made again: messages name the revision they went out with.
 */
#include <stddef.h>

#include "base/text.h"
#include "domain/profile.h"
#include "domain/template.h"

struct db;

/* Whatever revision is the newest. */
#define TEMPLATE_ANY_REVISION (-1)

/* Gives a new profile Auth0's two default texts of the older kinds as revision 1. */
MUST_USE enum status template_store_add_defaults(struct db *db, const struct profile *p,
                                                 struct fault *f);

/* Appends the newest text to `out`. WORD_NOT_FOUND when the profile has none of exactly this name,
 * or it was removed; WORD_TEMPLATE_TOO_LARGE when it does not fit. */
MUST_USE enum status template_store_load(struct db *db, const struct profile *p,
                                         const struct template_name *name,
                                         struct template_info *info, struct text *out,
                                         struct fault *f);
/* The same for one revision, be it the newest or not, also of a removed template. */
MUST_USE enum status template_store_load_revision(struct db *db, const struct profile *p,
                                                  const struct template_name *name,
                                                  int64_t revision, struct template_info *info,
                                                  struct text *out, struct fault *f);
/* The templates in use with their newest revisions, in the order of template_name_compare; in one
 * block for mem_free. */
MUST_USE enum status template_store_list(struct db *db, const struct profile *p,
                                         struct template_info **out, size_t *count,
                                         struct fault *f);
/* Their names alone, in the same order, with room for one more; in one block for mem_free. */
MUST_USE enum status template_store_names(struct db *db, const struct profile *p,
                                          struct template_name **out, size_t *count,
                                          struct fault *f);
/* Every revision, newest first, also of a removed template; in one block for mem_free.
 * WORD_NOT_FOUND when there never was one of this name. */
MUST_USE enum status template_store_history(struct db *db, const struct profile *p,
                                            const struct template_name *name,
                                            struct template_info **out, size_t *count,
                                            struct fault *f);

struct template_save {
	struct template_name name;
	const char *source;
	size_t size_bytes;
	int64_t expected; /* the newest revision as the editor knows it; 0: none in use;
	                     TEMPLATE_ANY_REVISION: not asked */
	const char *origin;
};
/* Adds a revision, and the template itself where there is none. WORD_ROW_MOVED when another
 * revision than the expected one is the newest by now; nothing is changed then. */
MUST_USE enum status template_store_save(struct db *db, const struct profile *p,
                                         const struct template_save *save,
                                         struct template_info *info, struct fault *f);
/* Takes it out of use; its revisions stay. WORD_NOT_FOUND, WORD_ROW_MOVED. */
MUST_USE enum status template_store_remove(struct db *db, const struct profile *p,
                                           const struct template_name *name, int64_t expected,
                                           struct fault *f);
/* Copies the newest texts of the templates in use to another profile as revision 1. */
MUST_USE enum status template_store_copy(struct db *db, const struct profile *from,
                                         const struct profile *to, struct fault *f);
#endif
