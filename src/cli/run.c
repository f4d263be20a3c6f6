/* SPDX-License-Identifier: MIT */
/* from parsed arguments to an exit status */
#include "cli/run.h"

#include <signal.h>
#include <string.h>

#include "base/output.h"
#include "base/secret.h"
#include "base/tty.h"
#include "cli/commands.h"
#include "cli/envelope.h"
#include "domain/liquid.h"

#define DATA_MAX ((size_t)8 * 1024 * 1024)

static enum output_color
color_of(const struct args *a)
{
	const char *asked = a->values[OPT_COLOR];
	if (asked && strcmp(asked, "always") == 0)
		return OUTPUT_COLOR_ALWAYS;
	if (asked && strcmp(asked, "never") == 0)
		return OUTPUT_COLOR_NEVER;
	return OUTPUT_COLOR_AUTO;
}

static enum status
check_color(const struct args *a, struct fault *f)
{
	const char *asked = a->values[OPT_COLOR];
	if (!asked || strcmp(asked, "auto") == 0 || strcmp(asked, "always") == 0 ||
	    strcmp(asked, "never") == 0)
		return ST_OK;
	return fault_set(f, WORD_USAGE, "--color is auto, always or never, not %.40s", asked);
}

static enum status
open_and_run(struct cli *c, struct fault *f)
{
	const struct cli_command *row = cli_command_of(c->args.command);
	if (row->needs_session == CLI_NO_SESSION ||
	    (row->needs_session == CLI_SESSION_UNLESS_FILE && c->args.given[OPT_FILE]))
		return row->run(c, f);

	int fd;
	enum status st = args_fd(&c->args, OPT_PASSPHRASE_FD, &fd, f);
	if (st == ST_OK && fd >= 0)
		st = tty_read_secret_fd(fd, &c->passphrase, f);
	if (st != ST_OK)
		return st;
	const struct session_options options = {
		.store = c->args.values[OPT_STORE],
		.profile = c->args.values[OPT_PROFILE],
		.key_file = c->args.values[OPT_KEY_FILE],
		.passphrase = c->passphrase,
		.threaded = false,
	};
	st = session_open(&options, &c->session, f);
	if (st != ST_OK)
		return st;
	loop_catch_signals(c->session->loop, false);
	if (c->session->recovered > 0)
		output_words("unknown since their process died: %zu; otpdeck log list --failed",
		             c->session->recovered);
	if (c->session->read_only)
		output_words("the store is read-only: nothing can be sent or changed");
	if (command_flags(row->command) & COMMAND_SEALED)
		st = cli_unlock(c, f);
	return st == ST_OK ? row->run(c, f) : st;
}

static void
write_version(struct cli *c)
{
	json_write_object(&c->writer, NULL);
	json_write_string(&c->writer, "version", RUN_VERSION);
	json_write_object_end(&c->writer);
}

static enum status
run_parsed(struct cli *c, struct fault *f)
{
	enum status st = check_color(&c->args, f);
	if (st == ST_OK && c->args.given[OPT_VERSION]) {
		write_version(c);
		return ST_OK;
	}
	if (st == ST_OK)
		st = paths_resolve(c->args.values[OPT_STORE], &c->paths, f);
	return st == ST_OK ? open_and_run(c, f) : st;
}

/* A word or value that was typed wrong always has a place to look it up. */
static void
point_to_help(const struct cli *c, struct fault *f)
{
	if (f->hint[0] || (f->code != ST_INVALID && fault_word_exit(f->word) != 2))
		return;
	if (c->args.command == CMD_NONE)
		(void)fault_hint(f, "otpdeck help lists commands and options");
	else
		(void)fault_hint(f, "otpdeck help %s shows what it takes",
		                 command_words(c->args.command));
}

/* cli.md: a mistake in a template that is rendered here is its place and its words, no more. */
static void
print_fault(const struct cli *c, const struct fault *f)
{
	struct liquid_place place;

	(void)liquid_place_of(f, &place);
	if (c->args.command == CMD_TEMPLATE_RENDER && place.line > 0)
		output_problem(f->cause);
	else
		output_fault(f);
}

static int
finish(struct cli *c, enum status st, struct fault *f)
{
	struct fault unwritten = { 0 };

	if (st != ST_OK)
		point_to_help(c, f);
	if (c->json)
		envelope_print(c, st, f);
	else if (st != ST_OK)
		print_fault(c, f);
	int exit_status = st == ST_OK ? 0 : fault_word_exit(f->word);
	if (st == ST_CANCELLED && c->signal != 0)
		exit_status = 128 + c->signal;
	/* Without a reader it ends as the signal would have ended it, and says nothing. */
	if (output_reader_left())
		return 128 + SIGPIPE;
	if (output_finish(&unwritten) != ST_OK && st == ST_OK) {
		output_fault(&unwritten);
		exit_status = fault_word_exit(unwritten.word);
	}
	return exit_status;
}

int
run_command(const struct args *args, enum status parsed, const struct fault *fault)
{
	struct cli c = { .args = *args, .json = args->given[OPT_JSON] };
	struct fault f = *fault;

	secret_system_init();
	output_init(color_of(args), args->given[OPT_QUIET]);
	text_init(&c.data, DATA_MAX);
	json_write_begin(&c.writer, &c.data);
	enum status st = parsed == ST_OK ? run_parsed(&c, &f) : parsed;
	int exit_status = finish(&c, st, &f);
	text_finish(&c.data);
	secret_destroy(c.passphrase);
	session_close(c.session);
	return exit_status;
}
