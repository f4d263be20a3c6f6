/* SPDX-License-Identifier: MIT */
#ifndef APP_ARMING_H
#define APP_ARMING_H
/*
 * The safety catch of a production profile: its billed sends are off unless it is armed, for an
 * hour at most. Arming and disarming are audited. Whether it is armed is asked inside the
 * transaction that claims a send, so that a send which begins in time and is claimed too late is
 * refused.
 *
 * Time counts by two clocks, and the shorter one holds: by the wall clock, and by the one that
 * runs since the machine started. A clock that is set back or forward never lengthens it, and
 * neither does a row that claims to be made later than now.
 */
#include <stdbool.h>
#include <stdint.h>

#include "app/job.h"
#include "app/session.h"

#define ARMING_LIMIT_S 3600
#define ARMING_TEXT_BYTES 48

struct db;

/* Milliseconds that are left; 0: not armed. Reads the store it is given, on that one's thread. */
MUST_USE enum status arming_left(struct db *db, int64_t profile_id, int64_t *left_ms,
                                 struct fault *f);
/* WORD_NOT_ARMED for a production profile that is not armed; ST_OK for every other. */
MUST_USE enum status arming_check(struct db *db, const struct profile *p, struct fault *f);

/* WORD_VALUE_INVALID for a time outside 1 s to ARMING_LIMIT_S, and for a profile that needs no
 * arming. */
MUST_USE enum status arming_may(const struct profile *p, int64_t for_s, struct fault *f);

/* A change under way; the caller's memory, zeroed. `done` as in app/job. */
struct arming_change {
	struct job job; /* stays the first */
	int64_t profile_id;
	int64_t for_s; /* 0: disarm */
};
/* Arms the session's profile from now on for so long, or disarms it (`for_s` 0). The caller has
 * asked arming_may. */
void arming_submit(struct session *s, struct arming_change *c, int64_t for_s,
                   void (*done)(struct job *j, enum status st, const struct fault *f),
                   void *context);
/* The same for the shell, with the question: turns the loop until it is done. */
MUST_USE enum status arming_run(struct session *s, int64_t for_s, struct fault *f);
/* "9:42" of what is left, a part of a second counted as a whole one. */
void arming_format_left(int64_t left_ms, char out[ARMING_TEXT_BYTES]);
#endif
