/* SPDX-License-Identifier: MIT */
/* how many calls a window of time lets through */
#include "sandbox/throttle.h"

int64_t
throttle_enter(struct throttle *t, struct throttle_rate rate, int64_t now_ms)
{
	int64_t since_ms = now_ms - t->began_at_ms;

	if (t->calls == 0 || since_ms < 0 || since_ms >= rate.window_ms) {
		t->began_at_ms = now_ms;
		t->calls = 0;
		since_ms = 0;
	}
	if (t->calls == rate.calls)
		return rate.window_ms - since_ms;
	t->calls++;
	return 0;
}
