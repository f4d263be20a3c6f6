/* SPDX-License-Identifier: MIT */
/* check: the troubleshooting list of a profile, or one of its checks */
#include "app/checks.h"

#include <string.h>

#include "app/vaults.h"
#include "base/text.h"
#include "base/tty.h"
#include "cli/commands.h"
#include "cli/envelope.h"
#include "cli/commands/finding_impl.h"

struct checking {
	struct cli *cli;
	struct checks *checks;
	size_t next; /* the rows before it were shown */
	size_t end;
};

/* In the table's order, whatever ends first. */
static void
show_ended(struct checking *w)
{
	for (; w->next < w->end; w->next++) {
		const struct finding *found = checks_finding(w->checks, w->next);

		if (found->result == FINDING_RUNNING)
			return;
		if (finding_is_over(found))
			cli_show_finding(w->cli, checks_name(w->next), checks_title(w->next),
			                 found);
	}
}

static void
changed(void *context, size_t ended)
{
	(void)ended;
	show_ended(context);
}

static bool
is_over(void *context)
{
	struct checking *w = context;

	cli_take_signal(w->cli);
	return w->cli->signal != 0 || !checks_is_running(w->checks);
}

static const char *
nearest_name(const char *typed)
{
	size_t best = 0;

	for (size_t i = 0; i < checks_count(); i++)
		if (strncmp(typed, checks_name(i), strlen(typed)) == 0)
			return checks_name(i);
	for (size_t i = 1; i < checks_count(); i++)
		if (text_distance(typed, checks_name(i)) < text_distance(typed, checks_name(best)))
			best = i;
	return checks_name(best);
}

static enum status
fail_name(const char *name, struct fault *f)
{
	fault_set(f, WORD_USAGE, "there is no check %.40s", name);
	return fault_hint(f, "the nearest is %s; otpdeck help check lists them all",
	                  nearest_name(name));
}

static void
run(struct checking *w, bool all)
{
	struct cli *c = w->cli;

	envelope_begin_items(c);
	if (all)
		checks_run_all(w->checks);
	else
		checks_run(w->checks, w->next);
	loop_run_until(c->session->loop, is_over, w, -1);
	show_ended(w);
	envelope_end_items(c, NULL);
}

enum status
cli_check(struct cli *c, struct fault *f)
{
	struct checking w = { .cli = c, .end = checks_count() };
	const struct checks_options options = { .changed = changed, .context = &w };
	const char *name = c->args.operand_count > 0 ? c->args.operands[0] : NULL;
	enum status st;

	if (name) {
		w.next = checks_by_name(name);
		w.end = w.next + 1;
	}
	if (name && w.next == checks_count())
		return fail_name(name, f);
	/* With nobody to ask, what lies behind the lock is unknown; all else is looked at. */
	if (vault_has_passphrase(c->session->vault) && !c->args.given[OPT_NO_INPUT] &&
	    tty_is_available()) {
		st = cli_unlock(c, f);
		if (st != ST_OK)
			return st;
	}
	w.checks = checks_create(c->session, &options);
	run(&w, !name);
	st = c->signal != 0 ? fault_set(f, WORD_CANCELLED, "stopped by a signal")
	                    : checks_verdict(w.checks, f);
	checks_destroy(w.checks);
	return st;
}
