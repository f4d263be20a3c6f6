/* SPDX-License-Identifier: MIT */
/* the words of a command line: which command they are, and what it takes */
#include "cli/args_impl.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "cli/commands.h"

static const char *
nearest_command(const char *typed)
{
	const char *best = "help";
	size_t best_distance = SIZE_MAX;
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		if (!(command_flags((enum command)i) & COMMAND_SHELL))
			continue;
		const char *words = command_words((enum command)i);
		size_t here = text_distance(typed, words);
		/* "lgo" is nearer to the first word of "log list" than to any whole command. */
		size_t first = strcspn(words, " ");
		char word[32];
		if (words[first] == ' ' && !strchr(typed, ' ') && first < sizeof(word)) {
			memcpy(word, words, first);
			word[first] = '\0';
			here = text_distance(typed, word);
		}
		if (here < best_distance) {
			best_distance = here;
			best = command_words((enum command)i);
		}
	}
	return best;
}

/* Takes the longest command that the first words spell. Returns how many words that took. */
static int
take_command(char **words, int count, struct args *out)
{
	char both[64];
	if (count >= 2 && strlen(words[0]) + strlen(words[1]) + 2 <= sizeof(both)) {
		text_copy(both, sizeof(both), words[0]);
		size_t size = strlen(both);
		both[size] = ' ';
		text_copy(both + size + 1, sizeof(both) - size - 1, words[1]);
		out->command = command_by_words(both);
		if (out->command != CMD_NONE)
			return 2;
	}
	out->command = command_by_words(words[0]);
	return out->command != CMD_NONE;
}

static enum status
refuse_command(char **words, int count, struct fault *f)
{
	char typed[64];
	bool known_first = command_is_family(words[0]);
	if (known_first && count < 2) {
		fault_set(f, WORD_USAGE, "%s wants to know what to do", words[0]);
		return fault_hint(f, "otpdeck help %s lists what there is", words[0]);
	}
	text_copy(typed, sizeof(typed), words[0]);
	if (known_first) {
		size_t size = strlen(typed);
		typed[size] = ' ';
		text_copy(typed + size + 1, sizeof(typed) - size - 1, words[1]);
	}
	fault_set(f, WORD_UNKNOWN_COMMAND, "there is no command %s", typed);
	return fault_hint(f, "did you mean otpdeck %s?", nearest_command(typed));
}

/* `log follow --wait 60` as well as `--wait=60`: the word behind it can be nothing else. */
static enum status
take_seconds(struct args *out, struct fault *f)
{
	if (out->operand_count == 0)
		return ST_OK;
	if (!out->given[OPT_WAIT] || out->values[OPT_WAIT])
		return fault_set(f, WORD_USAGE, "log follow takes no further words");
	out->values[OPT_WAIT] = out->operands[0];
	out->operand_count = 0;
	return ST_OK;
}

static enum status
take_operands(char **words, int count, struct args *out, struct fault *f)
{
	const struct cli_command *row = cli_command_of(out->command);
	if (count < row->operands_least || count > row->operands_most) {
		fault_set(f, WORD_USAGE, "%s takes %s", command_words(out->command),
		          row->operands_most == 0 ? "no further words" : "other words");
		return fault_hint(f, "otpdeck %s%s%s", command_words(out->command),
		                  row->usage[0] ? " " : "", row->usage);
	}
	for (int i = 0; i < count; i++)
		out->operands[out->operand_count++] = words[i];
	return out->command == CMD_LOG_FOLLOW ? take_seconds(out, f) : ST_OK;
}

static enum status
check_options(const struct args *out, struct fault *f)
{
	uint64_t allowed = ARGS_GLOBAL | cli_command_of(out->command)->options;
	for (int i = 0; i < OPT_COUNT; i++) {
		if (!out->given[i] || (allowed & (1ULL << i)))
			continue;
		fault_set(f, WORD_UNKNOWN_OPTION, "%s does not take --%s",
		          command_words(out->command), args_option_name((enum args_option)i));
		return fault_hint(f, "otpdeck help %s lists what it takes",
		                  command_words(out->command));
	}
	return ST_OK;
}

enum status
args_read_words(char **words, int count, struct args *out, struct fault *f)
{
	/* `otpdeck log` alone, or with options only, is the list. */
	if (count == 1 && strcmp(words[0], "log") == 0 && !out->given[OPT_HELP]) {
		out->command = CMD_LOG_LIST;
		return check_options(out, f);
	}
	if (strcmp(words[0], "help") == 0 || out->given[OPT_HELP]) {
		int first = strcmp(words[0], "help") == 0;
		out->command = CMD_HELP;
		for (int i = 0; i < 2 && first + i < count; i++)
			out->help_about[i] = words[first + i];
		return ST_OK;
	}
	int used = take_command(words, count, out);
	if (used == 0)
		return refuse_command(words, count, f);
	enum status st = take_operands(words + used, count - used, out, f);
	return st == ST_OK ? check_options(out, f) : st;
}
