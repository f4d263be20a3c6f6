/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_THROTTLE_H
#define SANDBOX_THROTTLE_H
/*
 * How many calls a window of time lets through.
 *
 * A window begins with the first call after the one before it has ended. What it turns away does
 * not count. Nothing is left to chance, so that a test can go to the limit and one beyond.
 *
 * A zeroed struct throttle has let nothing through yet. Only one thread at a time.
 */
#include <stdint.h>

struct throttle_rate {
	int calls;
	int window_ms;
};

struct throttle {
	int64_t began_at_ms;
	int calls; /* let through since then; 0: no window has begun */
};

/* Asks for one more call: 0 lets it through, else the milliseconds until the window ends. A clock
 * that has gone back begins a new window. */
int64_t throttle_enter(struct throttle *t, struct throttle_rate rate, int64_t now_ms);
#endif
