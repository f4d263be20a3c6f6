/* SPDX-License-Identifier: MIT */
/* sandbox: runs otpdeck-sandbox in the foreground; lists its numbers; paths */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/output.h"
#include "cli/commands.h"
#include "domain/outcome.h"
#include "domain/sandbox_key.h"

#define ARGUMENTS_MAX 24

/* The same options, handed on. Nothing here is a secret. */
static size_t
hand_on(const struct args *a, char names[][24], const char **argv, size_t count)
{
	static const enum args_option options[] = { OPT_PORT, OPT_TLS,   OPT_CERT,  OPT_KEY,
		                                    OPT_SEED, OPT_SPEED, OPT_STATE, OPT_JOURNAL };
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (!a->given[options[i]])
			continue;
		snprintf(names[i], 24, "--%s", args_option_name(options[i]));
		argv[count++] = names[i];
		if (a->values[options[i]])
			argv[count++] = a->values[options[i]];
	}
	return count;
}

enum status
cli_sandbox(struct cli *c, struct fault *f)
{
	char names[8][24];
	char program[PATHS_BYTES + 32];
	const char *argv[ARGUMENTS_MAX] = { program };

	if (c->json)
		return fault_set(f, WORD_USAGE,
		                 "the sandbox runs in the foreground and has no envelope");
	snprintf(program, sizeof(program), "%s/otpdeck-sandbox", c->paths.program_dir);
	if (access(program, X_OK) != 0)
		text_copy(program, sizeof(program), "otpdeck-sandbox");
	size_t count = hand_on(&c->args, names, argv, 1);
	argv[count] = NULL;
	enum status st = child_replace(argv, f);
	f->word = WORD_SANDBOX_NOT_STARTED;
	fault_hint(f, "otpdeck-sandbox must stand beside otpdeck or in PATH");
	return st;
}

/* One row of a list of what something does: `name` is the member that holds it. */
static void
show_row(struct cli *c, const char *name, const char *value, const char *does)
{
	if (!c->json) {
		output_data("%-12s  %s\n", value, does);
		return;
	}
	json_write_object(&c->writer, NULL);
	json_write_string(&c->writer, name, value);
	json_write_string(&c->writer, "does", does);
	json_write_object_end(&c->writer);
}

static void
show_keys(struct cli *c)
{
	const struct sandbox_key *key;

	if (c->json)
		json_write_array(&c->writer, "keys");
	else
		output_data("\nAny key may do everything, except those that begin with:\n");
	for (size_t i = 0; (key = sandbox_key_at(i)) != NULL; i++)
		show_row(c, "prefix", key->prefix, key->does);
	if (c->json)
		json_write_array_end(&c->writer);
}

enum status
cli_sandbox_numbers(struct cli *c, struct fault *f)
{
	const struct outcome_example *example;

	(void)f;
	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_array(&c->writer, "items");
	}
	for (size_t i = 0; (example = outcome_example_at(i)) != NULL; i++)
		show_row(c, "number", example->number, example->does);
	if (c->json) {
		json_write_array_end(&c->writer);
		json_write_null(&c->writer, "next");
	}
	show_keys(c);
	if (c->json)
		json_write_object_end(&c->writer);
	return ST_OK;
}

enum status
cli_paths(struct cli *c, struct fault *f)
{
	const struct {
		const char *name;
		const char *path;
	} rows[] = {
		{ "store", c->paths.store },     { "keys", c->paths.key_dir },
		{ "state", c->paths.state_dir }, { "sandbox_state", c->paths.sandbox_state },
		{ "log", c->paths.diary },       { "programs", c->paths.program_dir },
	};
	(void)f;
	if (c->json)
		json_write_object(&c->writer, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (c->json)
			json_write_string(&c->writer, rows[i].name, rows[i].path);
		else
			output_data("%-14s %s\n", rows[i].name, rows[i].path);
	}
	if (c->json)
		json_write_object_end(&c->writer);
	return ST_OK;
}
