/* SPDX-License-Identifier: MIT */
#ifndef STORE_ARMING_STORE_H
#define STORE_ARMING_STORE_H
/*
 * Until when a profile is armed, on disk. One row a profile; no row is not armed. Whether a row
 * still counts is app/arming's to say. Writers run inside the caller's transaction.
 */
#include <stdint.h>

#include "base/fault.h"

struct db;

struct arming_row {
	int64_t armed_at_ms;
	int64_t until_ms;
	int64_t armed_at_us; /* clock_monotonic_us then: it survives a clock that is set */
};

/* Replaces the row before. */
MUST_USE enum status arming_store_set(struct db *db, int64_t profile_id,
                                      const struct arming_row *row, struct fault *f);
/* ST_OK also when there was none. */
MUST_USE enum status arming_store_drop(struct db *db, int64_t profile_id, struct fault *f);
/* All zero when there is none. */
MUST_USE enum status arming_store_load(struct db *db, int64_t profile_id, struct arming_row *out,
                                       struct fault *f);
#endif
