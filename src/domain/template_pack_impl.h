/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_PACK_IMPL_H
#define DOMAIN_TEMPLATE_PACK_IMPL_H
/* The shape of a packed text, as its writer and its reader know it. */
#include "domain/template_pack.h"

/* Line ends stand inside of the tags, where they are not rendered. */
#define PACK_MARK "packed by otpdeck: "
#define PACK_COMMENT "{% comment %}"
#define PACK_COMMENT_END "{% endcomment\n%}"
#define PACK_END "{% endif %}"
#define PACK_ASSIGNS                                                                               \
	"{% assign packed_locale = locale | downcase | replace: \"_\", \"-\"\n%}"                  \
	"{% assign packed_language = packed_locale | split: \"-\" | first\n%}"

/* Everything before the first part. */
void template_pack_write_head(enum template_kind kind, enum template_channel field,
                              struct text *out);
/* The test of a part and the comment that names it; false when `out` has no room for it. */
bool template_pack_write_test(const struct template_name *name, enum template_channel field,
                              bool first, struct text *out);
/* The order in which parts are tested. */
int template_pack_compare(const void *a, const void *b);
#endif
