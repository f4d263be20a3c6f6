/* SPDX-License-Identifier: MIT */
/* what the console starts by itself: its minute, the follow-up, news of the recovery */
#include "ui/console_impl.h"

#include "base/clock.h"

#define MINUTE_MS 60000
/* Timers may fire a little before the wall clock has turned. */
#define MARGIN_MS 5

static void
minute_turned(void *context)
{
	struct console *c = context;

	console_start_minutes(c);
	c->recovery_told = false;
	session_recover(c->session);
	console_lock_minute(c);
	(void)console_follow_profile(c);
	console_broadcast(c, EVENT_MINUTE);
}

void
console_start_minutes(struct console *c)
{
	int64_t left_ms = MINUTE_MS - clock_now_ms() % MINUTE_MS;
	c->minute_timer = loop_start_timer(c->session->loop, left_ms + MARGIN_MS, minute_turned, c);
}

static void
rows_changed(void *context)
{
	console_broadcast(context, EVENT_STORE_CHANGED);
}

static void
start_follow(void *context)
{
	struct console *c = context;
	const struct follow_options options = { .changed = rows_changed, .context = c };

	c->start_timer = 0;
	if (!c->follow && !c->session->read_only)
		c->follow = follow_create(c->session, &options);
}

/* The first frame must not wait for the follow-up, which sets up the network. */
void
console_after_frame(struct console *c)
{
	if (c->follow_started)
		return;
	c->follow_started = true;
	if (!c->session->read_only)
		c->start_timer = loop_start_timer(c->session->loop, 0, start_follow, c);
}

void
console_restart_follow(struct console *c)
{
	follow_destroy(c->follow);
	c->follow = NULL;
	loop_stop_timer(c->session->loop, c->start_timer);
	c->start_timer = 0;
	c->follow_started = false;
}

void
console_wake_follow(struct console *c)
{
	if (c->follow)
		follow_wake(c->follow);
	console_broadcast(c, EVENT_STORE_CHANGED);
}

void
console_tell_recovery(struct console *c)
{
	size_t count = c->session->recovered;

	if (c->recovery_told || c->session->recovery)
		return;
	c->recovery_told = true;
	if (count == 0)
		return;
	console_say(c, ROLE_WAITING, "%zu %s cut off and may have been sent: unknown, see the log",
	            count, count == 1 ? "send was" : "sends were");
	console_broadcast(c, EVENT_STORE_CHANGED);
}

void
console_stop_timers(struct console *c)
{
	loop_stop_timer(c->session->loop, c->minute_timer);
	loop_stop_timer(c->session->loop, c->start_timer);
	loop_stop_timer(c->session->loop, c->keys_timer);
}
