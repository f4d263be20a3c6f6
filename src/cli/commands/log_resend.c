/* SPDX-License-Identifier: MIT */
/* log resend: a message again, linked to its row; what may have been sent is looked up first */
#include <string.h>

#include "app/guard.h"
#include "app/logbook.h"
#include "app/resend.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands.h"
#include "cli/commands/watch_impl.h"

#define WAIT_DEFAULT_S 60
#define STDIN_MAX ((size_t)64 * 1024)

/* The resend under way, as the loop's turns see it. */
struct run {
	struct watch watch;
	struct resend *resend;
};

/* The edits as they are applied: one of them may read standard input. */
struct edits {
	const char *list[ARGS_VARS_MAX];
	size_t count;
	struct text from_stdin;
};

static bool
reads_stdin(const char *edit)
{
	return strcmp(edit, "to=-") == 0 || strcmp(edit, "text=-") == 0 ||
	       strcmp(edit, "code=-") == 0;
}

static enum status
read_stdin(struct edits *e, size_t i, struct fault *f)
{
	const char *edit = e->list[i];
	char *kept = NULL;
	size_t size_bytes = 0;
	bool is_text = strncmp(edit, "text", 4) == 0;

	if (e->from_stdin.size_bytes > 0)
		return fault_set(f, WORD_USAGE, "only one edit can read standard input");
	enum status st = tty_read_stdin(STDIN_MAX, &kept, &size_bytes, f);
	if (st != ST_OK)
		return st;
	while (!is_text && size_bytes > 0 && strchr("\r\n", kept[size_bytes - 1]))
		kept[--size_bytes] = '\0';
	if (strlen(kept) != size_bytes)
		st = fault_set(f, WORD_VALUE_INVALID, "what %.4s was given holds a NUL", edit);
	text_append_format(&e->from_stdin, "%.*s%s", (int)strlen(edit) - 1, edit, kept);
	e->list[i] = text_string(&e->from_stdin);
	mem_free(kept);
	return st;
}

static enum status
read_edits(const struct cli *c, struct edits *e, struct fault *f)
{
	enum status st = ST_OK;

	e->count = c->args.var_count;
	for (size_t i = 0; i < e->count; i++)
		e->list[i] = c->args.vars[i];
	for (size_t i = 0; st == ST_OK && i < e->count; i++)
		if (reads_stdin(e->list[i]))
			st = read_stdin(e, i, f);
	return st;
}

/* --- Questions ------------------------------------------------------------------------------ */

static enum status
ask_yes(const struct cli *c, const char *about, struct fault *f)
{
	char typed[16];

	if (!send_can_ask(c)) {
		fault_set(f, WORD_QUESTION_UNASKED, "%s, and nobody can be asked", about);
		return fault_hint(f, "send it again at a terminal: --yes does not answer this");
	}
	output_words("%s", about);
	enum status st =
		tty_ask("Type yes to send another one all the same: ", typed, sizeof(typed), f);
	if (st == ST_OK && strcmp(typed, "yes") != 0)
		st = fault_set(f, WORD_NOT_CONFIRMED, "that is no yes; nothing was sent");
	return st;
}

static enum status
ask_digits(const struct run *r, struct fault *f)
{
	const struct cli *c = r->watch.cli;

	if (!profile_is_billed(&c->session->profile) || c->args.given[OPT_YES])
		return ST_OK;
	if (!send_can_ask(c)) {
		fault_set(f, WORD_QUESTION_UNASKED,
		          "a billed send must be confirmed, and nobody can be asked");
		return fault_hint(f, "give --yes when you mean it");
	}
	send_show_question(c, resend_shown(r->resend));
	return send_ask_digits(resend_shown(r->resend), f);
}

static enum status
ask_again(const struct run *r, struct fault *f)
{
	char about[160];

	if (resend_asks_again(r->resend) == GUARD_ASKS_PARTS)
		text_copy(about, sizeof(about), "the text takes more parts than parts_max allows");
	else
		text_copy(about, sizeof(about),
		          "this is the third neighbouring number within ten minutes, which is what "
		          "SMS pumping looks like");
	return ask_yes(r->watch.cli, about, f);
}

/* A doubt is no matter of money alone, so --yes does not answer it, and a sandbox asks too. */
static enum status
answer(const struct run *r, struct fault *f)
{
	const char *doubt = resend_doubt(r->resend);
	struct text about;
	enum status st = ST_OK;

	if (resend_asks_again(r->resend) != 0)
		return ask_again(r, f);
	text_init(&about, 512);
	text_append_format(&about, "message %lld may have been sent: %s",
	                   (long long)resend_item(r->resend, 0)->was.id, doubt);
	if (doubt[0])
		st = ask_yes(r->watch.cli, text_string(&about), f);
	text_finish(&about);
	return st == ST_OK ? ask_digits(r, f) : st;
}

/* --- The run -------------------------------------------------------------------------------- */

static void
changed(void *context)
{
	struct run *r = context;

	watch_sender(&r->watch, r->resend ? resend_sender(r->resend) : NULL);
}

static bool
is_over(void *context)
{
	struct run *r = context;

	if (cli_take_signal(r->watch.cli)) {
		/* The first stops behind the one that is in flight, the second stops that. */
		resend_stop(r->resend);
		resend_stop(r->resend);
	}
	return resend_phase(r->resend) == RESEND_ENDED || resend_phase(r->resend) == RESEND_ASKING;
}

/* What the message came to, the old one when the provider was found to have it. */
static const struct message *
row_of(const struct run *r)
{
	const struct resend_item *item = resend_item(r->resend, 0);

	if (resend_sender(r->resend))
		return sender_message(resend_sender(r->resend));
	return item->fate == RESEND_FOUND ? &item->was : &item->now;
}

static enum status
outcome(const struct run *r, bool waited, struct fault *f)
{
	const struct resend_item *item = resend_item(r->resend, 0);
	const struct message *m = row_of(r);

	if (item->fault.code != ST_OK) {
		*f = item->fault;
		return f->code;
	}
	if (m->id == 0 && r->watch.cli->signal != 0)
		return fault_set(f, WORD_CANCELLED, "stopped by a signal before anything left");
	return watch_outcome(&r->watch, m, waited, f);
}

static void
report(struct run *r)
{
	const struct message *m = row_of(r);
	bool found = resend_item(r->resend, 0)->fate == RESEND_FOUND;

	if (found && !r->watch.cli->json)
		output_words("nothing was sent again: the provider has message %lld",
		             (long long)m->id);
	watch_report(&r->watch, m);
}

/* Until it has ended, or somebody said no. */
static enum status
run_to_end(struct run *r, int64_t limit_ms, bool *over, struct fault *f)
{
	for (;;) {
		*over = loop_run_until(r->watch.cli->session->loop, is_over, r, limit_ms);
		if (!*over || resend_phase(r->resend) != RESEND_ASKING)
			return ST_OK;
		enum status st = answer(r, f);
		if (st != ST_OK)
			return st;
		resend_confirm(r->resend);
	}
}

static enum status
send_again(struct cli *c, const struct message *m, const struct edits *e, int64_t limit_ms,
           struct fault *f)
{
	struct run r = { .watch.cli = c };
	bool waits = c->args.given[OPT_WAIT];
	bool over = false;
	const struct resend_options options = {
		.ids = &m->id,
		.count = 1,
		.edits = e->list,
		.edit_count = e->count,
		.confirmed = c->args.given[OPT_YES],
		.repeat = waits,
		.follow = waits,
		.changed = changed,
		.context = &r,
	};
	enum status st = resend_start(c->session, &options, &r.resend, f);

	if (st != ST_OK)
		return st;
	st = run_to_end(&r, waits ? limit_ms : -1, &over, f);
	if (st == ST_OK) {
		report(&r);
		st = outcome(&r, waits && !over, f);
	}
	resend_destroy(r.resend);
	return st;
}

enum status
cli_log_resend(struct cli *c, struct fault *f)
{
	struct edits e = { .count = 0 };
	struct message m;
	int64_t limit_ms = 0;

	text_init(&e.from_stdin, STDIN_MAX + 16);
	enum status st = args_wait(&c->args, WAIT_DEFAULT_S, &limit_ms, f);
	if (st == ST_OK)
		st = read_edits(c, &e, f);
	if (st == ST_OK)
		st = logbook_find(c->session, c->args.operands[0], &m, f);
	if (st == ST_OK)
		st = send_again(c, &m, &e, limit_ms, f);
	text_finish(&e.from_stdin);
	return st;
}
