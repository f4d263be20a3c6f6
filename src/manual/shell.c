/* SPDX-License-Identifier: MIT */
/* commands, options, fields and settings as the shell twin's tables have them */
#include <string.h>

#include "app/checks.h"
#include "cli/commands.h"
#include "domain/context.h"
#include "domain/profile.h"
#include "manual/manual.h"

static void
write_option(struct text *out, enum args_option o)
{
	const char *argument = args_option_argument(o);
	char letter[2] = { args_option_letter(o), '\0' };

	text_append(out, ".It ");
	if (letter[0])
		text_append_format(out, "Fl %s , ", letter);
	text_append(out, "Fl ");
	mdoc_literal(out, "-");
	mdoc_literal(out, args_option_name(o));
	if (argument && argument[0] == '[')
		text_append_format(out, " Ns Oo = Ns Ar %.*s Oc", (int)strcspn(argument + 1, "]"),
		                   argument + 1);
	else if (argument)
		text_append_format(out, " Ar %s", argument);
	text_append(out, "\n");
	mdoc_sentence(out, args_option_help(o));
}

static bool
takes(enum command c, enum args_option o)
{
	const struct cli_command *row = cli_command_of(c);

	return row && (row->options & (1ULL << o));
}

static void
write_takers(struct text *out, enum args_option o)
{
	const char *before = "Taken by\n.Cm ";

	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		if (!takes((enum command)i, o))
			continue;
		text_append(out, before);
		mdoc_literal(out, command_words((enum command)i));
		before = " ,\n.Cm ";
	}
	text_append(out, " .\n");
}

void
manual_write_options(struct text *out)
{
	text_append(out, ".Ss Options of every command\n.Bl -tag -width Ds\n");
	for (int i = 0; i < OPT_COUNT; i++)
		if (ARGS_GLOBAL & (1ULL << i))
			write_option(out, (enum args_option)i);
	text_append(out, ".El\n.Ss Options of some commands\n.Bl -tag -width Ds\n");
	for (int i = 0; i < OPT_COUNT; i++) {
		if (ARGS_GLOBAL & (1ULL << i))
			continue;
		write_option(out, (enum args_option)i);
		write_takers(out, (enum args_option)i);
	}
	text_append(out, ".El\n");
}

void
manual_write_sandbox_options(struct text *out)
{
	text_append(out, ".Bl -tag -width Ds\n");
	for (int i = 0; i < OPT_COUNT; i++)
		if (takes(CMD_SANDBOX, (enum args_option)i))
			write_option(out, (enum args_option)i);
	write_option(out, OPT_HELP);
	text_append(out, ".It Fl \\-version\nShow the version.\n.El\n");
}

static void
write_options_of(struct text *out, const struct cli_command *row)
{
	const char *before = "Options:\n.Fl ";

	if (!row->options)
		return;
	for (int i = 0; i < OPT_COUNT; i++) {
		if (!(row->options & (1ULL << i)))
			continue;
		text_append(out, before);
		mdoc_literal(out, "-");
		mdoc_literal(out, args_option_name((enum args_option)i));
		before = " ,\n.Fl ";
	}
	text_append(out, " .\n");
}

static void
write_command(struct text *out, const struct cli_command *row)
{
	unsigned flags = command_flags(row->command);

	text_append(out, ".It Xo\n.Cm ");
	mdoc_literal(out, command_words(row->command));
	text_append(out, "\n");
	if (row->usage[0])
		mdoc_usage(out, row->usage);
	text_append(out, ".Xc\n");
	mdoc_sentence(out, command_help(row->command));
	if (flags & COMMAND_BILLED)
		text_append(out, "Outside of a sandbox profile this costs money and asks first.\n");
	if (flags & COMMAND_DESTRUCTIVE)
		text_append(out, "It cannot be taken back and asks first.\n");
	write_options_of(out, row);
	mdoc_example(out, row->example);
}

void
manual_write_commands(struct text *out)
{
	text_append(out, ".Bl -tag -width Ds\n");
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		const struct cli_command *row = cli_command_of((enum command)i);

		if (row)
			write_command(out, row);
	}
	text_append(out, ".El\n");
}

void
manual_write_fields(struct text *out)
{
	text_append(out, ".Bl -tag -width client_metadata -compact\n");
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++) {
		text_append(out, ".It Va ");
		mdoc_literal(out, context_key((enum context_field)i));
		text_append(out, "\n");
		mdoc_sentence(out, context_help((enum context_field)i));
	}
	text_append(out, ".El\n");
}

void
manual_write_settings(struct text *out)
{
	text_append(out, ".Bl -tag -width Ds\n");
	for (int i = 0; i < PROFILE_SETTING_COUNT; i++) {
		enum profile_setting setting = (enum profile_setting)i;
		const char *standard = profile_setting_default(setting);

		text_append(out, ".It Va ");
		mdoc_literal(out, profile_setting_key(setting));
		text_append(out, "\n");
		mdoc_sentence(out, profile_setting_help(setting));
		if (!standard[0])
			continue;
		text_append(out, "Unless set,\n.Ql ");
		mdoc_literal(out, standard);
		text_append(out, " .\n");
	}
	text_append(out, ".El\n");
}

void
manual_write_checks(struct text *out)
{
	text_append(out, "\n| check | what must hold |\n|---|---|\n");
	for (size_t i = 0; i < checks_count(); i++)
		text_append_format(out, "| `%s` | %s |\n", checks_name(i), checks_title(i));
	text_append(out, "\n");
}
