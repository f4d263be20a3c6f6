/* SPDX-License-Identifier: MIT */
/* log follow: asks the provider about every open message, then stops */
#include <stdlib.h>

#include "app/follow.h"
#include "base/clock.h"
#include "base/output.h"
#include "cli/commands.h"

#define WAIT_DEFAULT_S 10
#define WAIT_MOST_S (48 * 3600)

struct following {
	struct cli *cli;
	struct follow *follow;
	int polls; /* times the provider was asked, or could not be */
	bool waits;
};

static void
changed(void *context)
{
	struct following *w = context;
	w->polls++;
}

static bool
is_over(void *context)
{
	struct following *w = context;
	int number = loop_take_signal(w->cli->session->loop);
	if (number != 0)
		w->cli->signal = number;
	if (w->cli->signal != 0)
		return true;
	if (follow_is_busy(w->follow))
		return false;
	return !w->waits || follow_next_at_ms(w->follow) == 0;
}

static enum status
read_wait(const struct cli *c, int64_t *limit_ms, struct fault *f)
{
	const char *typed = c->args.values[OPT_WAIT];
	char *end = NULL;
	*limit_ms = WAIT_DEFAULT_S * 1000;
	if (!typed)
		return ST_OK;
	long seconds = strtol(typed, &end, 10);
	if (*typed == '\0' || *end != '\0' || seconds < 1 || seconds > WAIT_MOST_S)
		return fault_set(f, WORD_USAGE, "--wait takes 1 to %d seconds, not %.40s",
		                 WAIT_MOST_S, typed);
	*limit_ms = seconds * 1000;
	return ST_OK;
}

static void
report(struct cli *c, const struct following *w)
{
	char time[CLOCK_TEXT_BYTES];
	int64_t next_ms = follow_next_at_ms(w->follow);
	clock_format(next_ms, time);
	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_integer(&c->writer, "polls", w->polls);
		json_write_string(&c->writer, "next_poll_at", next_ms ? time : NULL);
		json_write_object_end(&c->writer);
	} else if (next_ms == 0)
		output_words("no message is open");
	else
		output_words("open messages are asked about next at %s", time);
}

enum status
cli_log_follow(struct cli *c, struct fault *f)
{
	struct following w = { .cli = c, .waits = c->args.given[OPT_WAIT] };
	const struct follow_options options = { .at_once = true,
		                                .changed = changed,
		                                .context = &w };
	int64_t limit_ms = 0;
	enum status st = read_wait(c, &limit_ms, f);
	if (st != ST_OK)
		return st;
	w.follow = follow_create(c->session, &options);
	loop_run_until(c->session->loop, is_over, &w, limit_ms);
	report(c, &w);
	const struct fault *failed = follow_fault(w.follow);
	if (c->signal != 0)
		st = fault_set(f, WORD_CANCELLED, "stopped by a signal");
	else if (failed->code != ST_OK) {
		*f = *failed;
		st = failed->code;
	}
	follow_destroy(w.follow);
	return st;
}
