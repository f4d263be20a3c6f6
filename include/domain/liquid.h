/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LIQUID_H
#define DOMAIN_LIQUID_H
/*
 * Message texts with holes: "Your code is {{ code }}".
 *
 * Parse once, render as often as wanted. This is the part of Auth0's template language that its
 * two default texts need: output of variables. A tag or a filter is refused with its place, so
 * that nothing is ever sent with a piece of source in it. Loading and saving is
 * store/template_store.
 *
 * Owns    a template owns its tree; nothing of the source text is kept.
 * Fails   WORD_TEMPLATE_INVALID with "line:column: message" as the cause; bad input never aborts.
 * Limits  source 64 KiB (WORD_TEMPLATE_TOO_LARGE), output the ceiling of `out`.
 */
#include <stddef.h>

#include "base/fault.h"
#include "base/json.h"
#include "base/text.h"

#define LIQUID_SOURCE_MAX ((size_t)64 * 1024)

struct liquid;

/* Parses `source` (UTF-8). On failure *out is NULL. */
MUST_USE enum status liquid_create(const char *source, size_t size_bytes, struct liquid **out,
                                   struct fault *f);
/* Appends the rendering to `out`; unknown names render as nothing and are counted in *missing
 * (may be NULL). On failure `out` holds what it held before. */
MUST_USE enum status liquid_render(const struct liquid *t, const struct json *data,
                                   struct text *out, size_t *missing, struct fault *f);
void liquid_destroy(struct liquid *t);
#endif
