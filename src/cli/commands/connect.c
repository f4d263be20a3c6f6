/* SPDX-License-Identifier: MIT */
/* connect: staged probes of the provider, told as each of them ends */
#include "app/connect.h"

#include "cli/commands.h"
#include "cli/envelope.h"
#include "cli/commands/finding_impl.h"

struct connecting {
	struct cli *cli;
	struct connect *connect;
};

static void
changed(void *context, enum connect_probe ended)
{
	struct connecting *w = context;

	if (ended != CONNECT_PROBE_COUNT)
		cli_show_finding(w->cli, connect_probe_word(ended), connect_probe_title(ended),
		                 connect_finding(w->connect, ended));
}

static bool
is_over(void *context)
{
	struct connecting *w = context;

	cli_take_signal(w->cli);
	return w->cli->signal != 0 || connect_is_over(w->connect);
}

enum status
cli_connect(struct cli *c, struct fault *f)
{
	struct connecting w = { .cli = c };
	const struct connect_options options = {
		.profile = &c->session->profile,
		.base_url = c->args.values[OPT_BASE_URL],
		.changed = changed,
		.context = &w,
	};
	enum status st;

	envelope_begin_items(c);
	w.connect = connect_start(c->session, &options);
	loop_run_until(c->session->loop, is_over, &w, -1);
	envelope_end_items(c, NULL);
	st = c->signal != 0 ? fault_set(f, WORD_CANCELLED, "stopped by a signal")
	                    : connect_verdict(w.connect, f);
	connect_destroy(w.connect);
	return st;
}
