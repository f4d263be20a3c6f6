/* SPDX-License-Identifier: MIT */
#ifndef STORE_PROFILE_STORE_H
#define STORE_PROFILE_STORE_H
/*
 * Profiles on disk: load, list, save. Only values that differ from their default have a row.
 * Writers run inside the caller's transaction (db_begin).
 */
#include <stddef.h>

#include "domain/profile.h"

struct db;

MUST_USE enum status profile_store_load(struct db *db, const char *name, struct profile *out,
                                        struct fault *f);
MUST_USE enum status profile_store_load_id(struct db *db, int64_t id, struct profile *out,
                                           struct fault *f);
/* All, by name, in one block for mem_free. */
MUST_USE enum status profile_store_list(struct db *db, struct profile **out, size_t *count,
                                        struct fault *f);
/* Inserts (id 0: id and uuid are then filled in) or updates name and values. WORD_ALREADY_EXISTS
 * for a name that is taken; the built-in sandbox keeps its own (WORD_PROFILE_IN_USE). */
MUST_USE enum status profile_store_save(struct db *db, struct profile *p, struct fault *f);
/* Removes it with its settings, secrets and templates; its messages stay. Refuses the one in use
 * and the built-in sandbox (WORD_PROFILE_IN_USE). */
MUST_USE enum status profile_store_remove(struct db *db, const struct profile *p, struct fault *f);
/* The profile last chosen; the sandbox in a new store. */
MUST_USE enum status profile_store_in_use(struct db *db, struct profile *out, struct fault *f);
MUST_USE enum status profile_store_use(struct db *db, const struct profile *p, struct fault *f);
#endif
