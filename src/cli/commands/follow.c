/* SPDX-License-Identifier: MIT */
/* log follow: asks the provider about every open message, then stops */

#include "app/follow.h"
#include "base/clock.h"
#include "base/output.h"
#include "cli/commands.h"

#define WAIT_DEFAULT_S 10

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

	cli_take_signal(w->cli);
	if (w->cli->signal != 0)
		return true;
	if (follow_is_busy(w->follow))
		return false;
	return !w->waits || follow_next_at_ms(w->follow) == 0;
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
	enum status st = args_wait(&c->args, WAIT_DEFAULT_S, &limit_ms, f);
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
