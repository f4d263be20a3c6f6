/* SPDX-License-Identifier: MIT */
/* help: examples first, then commands and options, all from the tables */
#include <stdio.h>
#include <string.h>

#include "app/checks.h"
#include "app/logbook.h"
#include "base/output.h"
#include "cli/commands.h"
#include "domain/context.h"

static void
print_option(enum args_option o)
{
	char left[64];
	const char *argument = args_option_argument(o);
	char letter[8] = "    ";
	if (args_option_letter(o))
		snprintf(letter, sizeof(letter), "-%c, ", args_option_letter(o));
	snprintf(left, sizeof(left), "%s--%s%s%s", letter, args_option_name(o),
	         !argument            ? ""
	         : argument[0] == '[' ? "[="
	                              : " ",
	         !argument            ? ""
	         : argument[0] == '[' ? argument + 1
	                              : argument);
	output_data("  %-32s %s\n", left, args_option_help(o));
}

static void
print_options(uint64_t which)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		if (which & (1ULL << i))
			print_option((enum args_option)i);
	}
}

static void
write_options(struct cli *c, const char *name, uint64_t which)
{
	json_write_array(&c->writer, name);
	for (int i = 0; i < OPT_COUNT; i++) {
		if (!(which & (1ULL << i)))
			continue;
		json_write_object(&c->writer, NULL);
		json_write_string(&c->writer, "option", args_option_name((enum args_option)i));
		json_write_string(&c->writer, "argument",
		                  args_option_argument((enum args_option)i));
		json_write_string(&c->writer, "help", args_option_help((enum args_option)i));
		json_write_object_end(&c->writer);
	}
	json_write_array_end(&c->writer);
}

static void
write_command(struct cli *c, const struct cli_command *row)
{
	json_write_object(&c->writer, NULL);
	json_write_string(&c->writer, "command", command_words(row->command));
	json_write_string(&c->writer, "help", command_help(row->command));
	json_write_string(&c->writer, "usage", row->usage);
	json_write_string(&c->writer, "example", row->example);
	write_options(c, "options", row->options);
	json_write_object_end(&c->writer);
}

static bool
begins_with(enum command which, const char *begin)
{
	return cli_command_of(which) && strncmp(command_words(which), begin, strlen(begin)) == 0;
}

static void
print_commands(const char *begin)
{
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		enum command which = (enum command)i;
		if (begins_with(which, begin))
			output_data("  %-20s %s\n", command_words(which), command_help(which));
	}
}

static void
print_examples(const char *begin)
{
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		enum command which = (enum command)i;
		if (begins_with(which, begin))
			output_data("%s\n", cli_command_of(which)->example);
	}
	output_data("\n");
}

/* The commands that begin so, with what each takes, and what all take. */
static void
write_commands(struct cli *c, const char *begin)
{
	json_write_object(&c->writer, NULL);
	json_write_array(&c->writer, "items");
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		enum command which = (enum command)i;
		if (begins_with(which, begin))
			write_command(c, cli_command_of(which));
	}
	json_write_array_end(&c->writer);
	json_write_null(&c->writer, "next");
	write_options(c, "options", ARGS_GLOBAL);
	json_write_object_end(&c->writer);
}

static void
print_all(void)
{
	output_data("otpdeck                               opens the console\n");
	output_data("otpdeck send --to +99930005 --wait    a simulated test message, followed\n");
	output_data("otpdeck log list --failed             what failed, newest first\n");
	output_data("otpdeck log explain 1                 why, who can fix it, what now\n");
	output_role(OUTPUT_STRONG, "\nCommands\n");
	print_commands("");
	output_role(OUTPUT_STRONG, "\nOptions of every command\n");
	print_options(ARGS_GLOBAL);
	output_data("\notpdeck help COMMAND shows what a command takes.\n");
}

static void
print_context_fields(void)
{
	output_role(OUTPUT_STRONG, "\nFields of the hook's context, for --var and --context\n");
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++)
		output_data("  %-18s %s\n", context_key((enum context_field)i),
		            context_help((enum context_field)i));
}

static void
print_checks(void)
{
	output_role(OUTPUT_STRONG, "\nChecks\n");
	for (size_t i = 0; i < checks_count(); i++)
		output_data("  %-18s %s\n", checks_name(i), checks_title(i));
}

static void
print_message_id(const struct cli_command *row)
{
	if (!begins_with(row->command, "log ") || strncmp(row->usage, "ID", 2) != 0)
		return;
	output_data(
		"\nID is a row number, a messageId, or how only one of them begins: %d characters"
		" or more,\n%d where they are all digits. Fewer digits are a row number and"
		" nothing else.\n",
		MESSAGE_PREFIX_MIN, MESSAGE_PREFIX_DIGITS_MIN);
}

static void
print_one(const struct cli_command *row)
{
	output_data("%s\n", row->example);
	output_data("\notpdeck %s%s%s\n", command_words(row->command), row->usage[0] ? " " : "",
	            row->usage);
	output_data("%s\n", command_help(row->command));
	print_message_id(row);
	if (row->options) {
		output_role(OUTPUT_STRONG, "\nOptions\n");
		print_options(row->options);
	}
	if (row->command == CMD_SHELL_SEND)
		print_context_fields();
	if (row->command == CMD_CHECK)
		print_checks();
	output_role(OUTPUT_STRONG, "\nOptions of every command\n");
	print_options(ARGS_GLOBAL);
}

static enum status
print_about(struct cli *c, const char *words, enum command about, struct fault *f)
{
	const struct cli_command *row = about == CMD_NONE ? NULL : cli_command_of(about);
	if (!row && !command_is_family(words)) {
		fault_set(f, WORD_UNKNOWN_COMMAND, "there is no command %.60s", words);
		return fault_hint(f, "otpdeck help lists the commands");
	}
	if (row && c->json)
		write_command(c, row);
	else if (row)
		print_one(row);
	else if (c->json)
		write_commands(c, words);
	else {
		print_examples(words);
		print_commands(words);
	}
	return ST_OK;
}

enum status
cli_help(struct cli *c, struct fault *f)
{
	char words[64];
	const char *first = c->args.help_about[0];
	const char *second = c->args.help_about[1];
	if (!first && c->json)
		write_commands(c, "");
	else if (!first)
		print_all();
	if (!first)
		return ST_OK;
	snprintf(words, sizeof(words), "%s%s%s", first, second ? " " : "", second ? second : "");
	enum command about = command_by_words(words);
	if (about == CMD_NONE && second) {
		about = command_by_words(first);
		text_copy(words, sizeof(words), first);
	}
	return print_about(c, words, about, f);
}
