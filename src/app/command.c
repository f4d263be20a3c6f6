/* SPDX-License-Identifier: MIT */
/* what can be asked for: id, words, one line of help, flags */
#include "app/command.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *words;
	const char *help;
	unsigned flags;
} rows[CMD_COUNT] = { [CMD_NONE] = { "", "", 0 },
#define CMD(id, words, help, flags) [CMD_##id] = { words, help, flags },
	              COMMANDS(CMD)
#undef CMD
};

const char *
command_words(enum command c)
{
	return c < CMD_COUNT ? rows[c].words : "";
}

const char *
command_help(enum command c)
{
	return c < CMD_COUNT ? rows[c].help : "";
}

unsigned
command_flags(enum command c)
{
	return c < CMD_COUNT ? rows[c].flags : 0;
}

enum command
command_by_words(const char *words)
{
	for (size_t i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		if ((rows[i].flags & COMMAND_SHELL) && strcmp(rows[i].words, words) == 0)
			return (enum command)i;
	}
	return CMD_NONE;
}

bool
command_is_family(const char *word)
{
	size_t size = strlen(word);

	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		const char *words = command_words((enum command)i);
		if ((command_flags((enum command)i) & COMMAND_SHELL) &&
		    strncmp(words, word, size) == 0 && words[size] == ' ')
			return true;
	}
	return false;
}
