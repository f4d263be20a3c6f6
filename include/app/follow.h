/* SPDX-License-Identifier: MIT */
#ifndef APP_FOLLOW_H
#define APP_FOLLOW_H
/*
 * Follow-up of open messages in the provider's log, which reading does not consume.
 *
 * An open row is asked about 1, 2, 4, 8, 15, 30 and 60 s after its try, then every 5 minutes to one
 * hour, then hourly to 48 hours, each +-20 %; rows are batched by id, at most 30 requests a minute.
 * Absent from the log on 3 polls over 10 minutes or more: likely_not_sent. After 48 hours:
 * unresolved, or accepted for good when the operator has it.
 *
 * A poll is taken by moving the row's next time in the store first, so that two consoles do not
 * ask twice.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/session.h"
#include "domain/message.h"

struct follow;

struct follow_options {
	int64_t only_id; /* 0: every open row of the session's profile */
	bool at_once;    /* asks about them first, whatever their time */
	/* On the loop's thread, after rows have changed or a poll has failed, and now and then for
	 * what another process may have heard. May destroy it. */
	void (*changed)(void *context);
	void *context;
};

/* Starts at once with what is due. */
struct follow *follow_create(struct session *s, const struct follow_options *options);
void follow_destroy(struct follow *w);
/* A row was added or changed: looks again for what is due. */
void follow_wake(struct follow *w);
/* When the log is asked next, 0: nothing is open. */
int64_t follow_next_at_ms(const struct follow *w);
/* Whether it is looking, asking or noting; it sleeps else. */
bool follow_is_busy(const struct follow *w);
/* How many of its own polls the provider has answered, their news noted. */
size_t follow_answers(const struct follow *w);
/* The last poll's failure; code ST_OK when it went well. */
const struct fault *follow_fault(const struct follow *w);

/* The schedule, pure: when a row tried at `first_try_at_ms` is asked next after `now_ms`; 0: never
 * again. `jitter` is 0 to 1000 and spreads over -20 % to +20 %. */
int64_t follow_schedule_ms(int64_t first_try_at_ms, int64_t now_ms, unsigned jitter);
/* What silence in the log makes of a row at `now_ms`; the state it has when nothing changes. */
enum message_state follow_absent_state(const struct message *m, int64_t now_ms);
#endif
