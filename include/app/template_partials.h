/* SPDX-License-Identifier: MIT */
#ifndef APP_TEMPLATE_PARTIALS_H
#define APP_TEMPLATE_PARTIALS_H
/*
 * What a text includes: templates of the profile by their exact names, each read once.
 *
 * Owns    the texts it lends, until it is destroyed.
 * Fails   what cannot be read is as if there were no text of that name, also when it is asked for
 *         again.
 * Limits  32 names; any further one is not found.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/zone.h"
#include "domain/profile.h"
#include "domain/template_measure.h"

struct db;
struct template_partials;

/* Reads on `db`, which outlives it. */
struct template_partials *template_partials_create(struct db *db, const struct profile *p);
void template_partials_destroy(struct template_partials *p);
/* A liquid_partial_fn; `context` is the struct. */
bool template_partials_find(void *context, const char *name, const char **source,
                            size_t *size_bytes);
/* What a sample may include, nothing without partials, and the zones that it knows by name. */
void template_partials_lend(struct template_partials *p, struct zone_book *zones,
                            struct template_sample *sample);
#endif
