/* SPDX-License-Identifier: MIT */
#ifndef STORE_AUDIT_STORE_H
#define STORE_AUDIT_STORE_H
/*
 * Who did what: append-only rows in a hash chain. Writers run inside the caller's transaction.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "domain/profile.h"

#define AUDIT_EVENT_BYTES 40
#define AUDIT_DETAIL_BYTES 256

struct db;

/* `event` is a word such as "secret_set"; `detail` names things, never values; profile_id 0 is
 * none. */
MUST_USE enum status audit_store_append(struct db *db, int64_t profile_id, const char *event,
                                        const char *detail, struct fault *f);
struct audit_entry {
	int64_t id;
	int64_t at_ms;
	int64_t profile_id;               /* 0: none */
	char profile[PROFILE_NAME_BYTES]; /* "": none, or removed since */
	char event[AUDIT_EVENT_BYTES];
	char detail[AUDIT_DETAIL_BYTES]; /* longer ones are cut */
};

/* One block, newest first whatever the direction; one free. */
struct audit_page {
	struct audit_entry *rows;
	size_t count;
	bool more; /* there are further rows in the direction asked for */
};

/* Rows older than `from` (0: the newest), or newer than it (0: the oldest). */
struct audit_ask {
	int64_t from;
	bool newer;
	size_t limit;
};
MUST_USE enum status audit_store_page(struct db *db, const struct audit_ask *ask,
                                      struct audit_page *out, struct fault *f);
void audit_page_finish(struct audit_page *page);

/* WORD_ROW_DAMAGED naming the first row that does not fit the chain. */
MUST_USE enum status audit_store_verify(struct db *db, struct fault *f);
#endif
