/* SPDX-License-Identifier: MIT */
#ifndef STORE_AUDIT_STORE_H
#define STORE_AUDIT_STORE_H
/*
 * Who did what: append-only rows in a hash chain. Writers run inside the caller's transaction.
 */
#include <stdint.h>

#include "base/fault.h"

struct db;

/* `event` is a word such as "secret_set"; `detail` names things, never values; profile_id 0 is
 * none. */
MUST_USE enum status audit_store_append(struct db *db, int64_t profile_id, const char *event,
                                        const char *detail, struct fault *f);
/* WORD_ROW_DAMAGED naming the first row that does not fit the chain. */
MUST_USE enum status audit_store_verify(struct db *db, struct fault *f);
#endif
