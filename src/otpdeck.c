/* SPDX-License-Identifier: MIT */
/* wires everything: the shell twin with words, the console without */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/session.h"
#include "base/child.h"
#include "base/output.h"
#include "base/secret.h"
#include "base/tty.h"
#include "cli/run.h"
#include "net/http.h"
#include "store/db.h"
#include "ui/console.h"
#include "ui/term.h"

static int
print_version(void)
{
	struct fault f = { 0 };
	output_init(OUTPUT_COLOR_NEVER, false);
	output_data("otpdeck %s\n", RUN_VERSION);
	output_data("%s\n", http_library());
	output_data("SQLite %s, libsodium %s\n", db_library(), secret_library());
	output_data("%s\n", term_library());
	return output_finish(&f) == ST_OK ? 0 : fault_word_exit(f.word);
}

static int
fail(const struct args *args, const struct fault *f)
{
	return run_command(args, f->code, f);
}

/* What --passphrase-fd says; NULL when it was not given. */
static enum status
read_passphrase(const struct args *args, struct secret **out, struct fault *f)
{
	int fd;
	enum status st = args_fd(args, OPT_PASSPHRASE_FD, &fd, f);

	*out = NULL;
	secret_system_init();
	return st == ST_OK && fd >= 0 ? tty_read_secret_fd(fd, out, f) : st;
}

static int
run_console(const struct args *args)
{
	struct session *s = NULL;
	struct console *console = NULL;
	struct fault f = { 0 };
	struct session_options options = {
		.store = args->values[OPT_STORE],
		.profile = args->values[OPT_PROFILE],
		.key_file = args->values[OPT_KEY_FILE],
		.threaded = true,
	};

	/* The terminal is looked at first: where there is none, no store is made either. */
	struct secret *passphrase = NULL;
	enum status st = term_open(STDIN_FILENO, STDOUT_FILENO, &f);
	if (st == ST_OK)
		st = read_passphrase(args, &passphrase, &f);
	options.passphrase = passphrase;
	if (st == ST_OK)
		st = session_open(&options, &s, &f);
	secret_destroy(passphrase);
	if (st == ST_OK)
		st = console_create(s, &console, &f);
	if (st != ST_OK) {
		term_close();
		session_close(s);
		return fail(args, &f);
	}
	loop_catch_signals(s->loop, true);
	loop_mark_dirty(s->loop);
	loop_run(s->loop);
	int exit_status = console_exit_status(console);
	console_destroy(console);
	term_close();
	session_close(s);
	return exit_status;
}

/* What is no number is told of later, where the option is read. */
static int
descriptor_of(const char *typed)
{
	return typed ? (int)strtol(typed, NULL, 10) : -1;
}

/* "/dev/fd/63" is what a shell makes of <(command). */
static int
descriptor_below(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };

	for (size_t i = 0; path && i < sizeof(folders) / sizeof(folders[0]); i++)
		if (strncmp(path, folders[i], strlen(folders[i])) == 0)
			return descriptor_of(path + strlen(folders[i]));
	return -1;
}

/* Descriptors that an option or a word names are the ones that stay open. */
static void
harden(const struct args *args)
{
	int kept[OPT_COUNT + 2 + ARGS_OPERANDS_MAX];
	size_t count = 0;

	kept[count++] = descriptor_of(args->values[OPT_VALUE_FD]);
	kept[count++] = descriptor_of(args->values[OPT_PASSPHRASE_FD]);
	for (int i = 0; i < OPT_COUNT; i++)
		kept[count++] = descriptor_below(args->values[i]);
	for (size_t i = 0; i < args->operand_count; i++)
		kept[count++] = descriptor_below(args->operands[i]);
	process_harden(kept, count);
}

int
main(int argc, char **argv)
{
	struct args args;
	struct fault f = { 0 };

	enum status st = args_parse(argc, argv, &args, &f);
	harden(&args);
	bool version = args.given[OPT_VERSION];
	if (st == ST_OK && version && !args.given[OPT_JSON])
		return print_version();
	if (st != ST_OK || version || args.command != CMD_NONE)
		return run_command(&args, st, &f);
	return run_console(&args);
}
