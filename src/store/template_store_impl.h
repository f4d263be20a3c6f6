/* SPDX-License-Identifier: MIT */
#ifndef STORE_TEMPLATE_STORE_IMPL_H
#define STORE_TEMPLATE_STORE_IMPL_H
/* What reading and writing of templates share. */
#include "store/db_impl.h"
#include "store/template_store.h"

/* A template row whose values template_store_bind_name has bound from position 1. */
#define TEMPLATE_IS_NAMED                                                                          \
	"t.profile_id = ?1 AND t.kind = ?2 AND t.locale = ?3 AND t.client_id = ?4"                 \
	" AND t.channel = ?5"
#define TEMPLATE_NEWEST_REVISION                                                                   \
	"r.revision = (SELECT max(revision) FROM template_revision WHERE template_id = t.id)"

void template_store_bind_name(struct db_statement *s, const struct profile *p,
                              const struct template_name *name);
/* The template's id, its newest revision and whether it was removed; info->id is 0 when there
 * never was one. */
enum status template_store_find(struct db *db, const struct profile *p,
                                const struct template_name *name, struct template_info *info,
                                struct fault *f);
#endif
