/* SPDX-License-Identifier: MIT */
/* when the provider's log is asked, and what its silence means */
#include "app/follow.h"

#define SECOND_MS 1000LL
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)

/* Silence is believed after so many polls over so long a time. */
#define ABSENT_POLLS 3
#define ABSENT_MS (10 * MINUTE_MS)

static const int64_t first_polls_ms[] = {
	1 * SECOND_MS,  2 * SECOND_MS,  4 * SECOND_MS,  8 * SECOND_MS,
	15 * SECOND_MS, 30 * SECOND_MS, 60 * SECOND_MS,
};

#define FIRST_POLLS (sizeof(first_polls_ms) / sizeof(first_polls_ms[0]))

/* The next moment of the schedule after `age_ms`, counted from the try. What came up to a quarter
 * of a step early, as jitter makes it, was the poll of that moment. */
static int64_t
next_age_ms(int64_t age_ms)
{
	int64_t before_ms = 0;

	for (size_t i = 0; i < FIRST_POLLS; i++) {
		if (age_ms < first_polls_ms[i] - (first_polls_ms[i] - before_ms) / 4)
			return first_polls_ms[i];
		before_ms = first_polls_ms[i];
	}
	int64_t step_ms = age_ms < HOUR_MS - 5 * MINUTE_MS / 4 ? 5 * MINUTE_MS : HOUR_MS;
	int64_t next_ms = ((age_ms + step_ms / 4) / step_ms + 1) * step_ms;
	return next_ms < MESSAGE_WINDOW_MS ? next_ms : MESSAGE_WINDOW_MS;
}

int64_t
follow_schedule_ms(int64_t first_try_at_ms, int64_t now_ms, unsigned jitter)
{
	int64_t age_ms = now_ms - first_try_at_ms;
	if (age_ms >= MESSAGE_WINDOW_MS)
		return 0;
	/* A clock set back must not put the next poll off for ever. */
	if (age_ms < 0)
		return now_ms + SECOND_MS;
	int64_t wait_ms = next_age_ms(age_ms) - age_ms;
	int64_t spread_ms = wait_ms * ((int64_t)jitter - 500) / 2500;
	return now_ms + wait_ms + spread_ms;
}

enum message_state
follow_absent_state(const struct message *m, int64_t now_ms)
{
	if (m->state != MESSAGE_UNKNOWN)
		return m->state;
	if (m->absent_polls < ABSENT_POLLS || now_ms - m->first_absent_at_ms < ABSENT_MS)
		return m->state;
	return MESSAGE_LIKELY_NOT_SENT;
}
