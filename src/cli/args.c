/* SPDX-License-Identifier: MIT */
/* the command line: one option table, read with getopt_long */
#include "cli/args_impl.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/commands.h"

#define FD_MOST 1023
/* The provider remembers for 48 hours; after that there is nothing to wait for. */
#define WAIT_MOST_S (48 * 3600)
#define LONG_ONLY 1000 /* getopt values of options, from here on */

struct row {
	const char *name;
	char letter;
	const char *argument;
	const char *help;
};

static const struct row rows[OPT_COUNT] = {
#define OPTION(id, name, letter, argument, help) { name, letter, argument, help },
	OPTIONS(OPTION)
#undef OPTION
};

const char *
args_option_name(enum args_option o)
{
	return rows[o].name;
}

const char *
args_option_argument(enum args_option o)
{
	return rows[o].argument;
}

const char *
args_option_help(enum args_option o)
{
	return rows[o].help;
}

char
args_option_letter(enum args_option o)
{
	return rows[o].letter;
}

static const char *
nearest_option(const char *typed)
{
	const char *best = "help";
	size_t best_distance = SIZE_MAX;
	for (size_t i = 0; i < OPT_COUNT; i++) {
		size_t here = text_distance(typed, rows[i].name);
		if (here < best_distance) {
			best_distance = here;
			best = rows[i].name;
		}
	}
	return best;
}

static int
argument_kind(const char *argument)
{
	if (!argument)
		return no_argument;
	return argument[0] == '[' ? optional_argument : required_argument;
}

/* getopt's two tables, made of ours. */
struct getopt_tables {
	struct option longs[OPT_COUNT + 1];
	char letters[2 * OPT_COUNT + 2];
};

static void
fill_tables(struct getopt_tables *t)
{
	char *letter = t->letters;
	*letter++ = ':'; /* a missing argument is told apart from an unknown option */
	for (int i = 0; i < OPT_COUNT; i++) {
		t->longs[i] = (struct option){ rows[i].name, argument_kind(rows[i].argument), NULL,
			                       LONG_ONLY + i };
		if (!rows[i].letter)
			continue;
		*letter++ = rows[i].letter;
		if (rows[i].argument)
			*letter++ = ':';
	}
	t->longs[OPT_COUNT] = (struct option){ 0 };
	*letter = '\0';
}

static int
option_of_letter(int letter)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		if (rows[i].letter == letter)
			return i;
	}
	return -1;
}

static enum status
take_option(struct args *out, int which, struct fault *f)
{
	out->given[which] = true;
	if (rows[which].argument)
		out->values[which] = optarg;
	if (which != OPT_VAR && which != OPT_EDIT)
		return ST_OK;
	if (out->var_count == ARGS_VARS_MAX)
		return fault_set(f, WORD_USAGE, "--%s may be given %d times", rows[which].name,
		                 ARGS_VARS_MAX);
	out->vars[out->var_count++] = optarg;
	return ST_OK;
}

static enum status
refuse_option(char *const *argv, int found, struct fault *f)
{
	const char *typed = argv[optind - 1] ? argv[optind - 1] : "";
	if (found == ':') {
		fault_set(f, WORD_USAGE, "%.60s wants an argument", typed);
		return fault_hint(f, "otpdeck help shows each option with its argument");
	}
	if (strncmp(typed, "--", 2) == 0 && optopt >= LONG_ONLY)
		return fault_set(f, WORD_USAGE, "--%s takes no argument",
		                 rows[optopt - LONG_ONLY].name);
	fault_set(f, WORD_UNKNOWN_OPTION, "there is no option %.60s", typed);
	if (typed[0] == '-' && typed[1] >= '0' && typed[1] <= '9')
		return fault_hint(f, "a value that begins with - goes behind --");
	return fault_hint(f, "did you mean --%s?", nearest_option(typed + strspn(typed, "-")));
}

static enum status
read_options(int argc, char **argv, struct args *out, struct fault *f)
{
	struct getopt_tables tables = { 0 };
	enum status st = ST_OK;
	int found;

	fill_tables(&tables);
	optind = 0; /* starts getopt anew, so that a test may parse twice */
	opterr = 0;
	while (st == ST_OK &&
	       (found = getopt_long(argc, argv, tables.letters, tables.longs, NULL)) != -1) {
		if (found >= LONG_ONLY)
			st = take_option(out, found - LONG_ONLY, f);
		else if (found != '?' && found != ':')
			st = take_option(out, option_of_letter(found), f);
		else
			st = refuse_option(argv, found, f);
	}
	return st;
}

static enum status
check_globals(const struct args *out, struct fault *f)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		if (!out->given[i] || (ARGS_GLOBAL & (1ULL << i)))
			continue;
		fault_set(f, WORD_USAGE, "--%s belongs to a command", rows[i].name);
		return fault_hint(f, "otpdeck help lists the commands");
	}
	return ST_OK;
}

/* The switch decides how a failure is printed, so it is looked for before anything can fail. */
static void
look_for_json(int argc, char **argv, struct args *out)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--json") == 0)
			out->given[OPT_JSON] = true;
	}
}

enum status
args_parse(int argc, char **argv, struct args *out, struct fault *f)
{
	memset(out, 0, sizeof(*out));
	look_for_json(argc, argv, out);
	enum status st = read_options(argc, argv, out, f);
	if (st != ST_OK)
		return st;
	if (optind < argc)
		return args_read_words(argv + optind, argc - optind, out, f);
	if (out->given[OPT_HELP])
		out->command = CMD_HELP;
	return check_globals(out, f);
}

enum status
args_fd(const struct args *a, enum args_option o, int *fd, struct fault *f)
{
	const char *typed = a->values[o];
	char *end = NULL;

	*fd = -1;
	if (!typed)
		return ST_OK;
	long number = strtol(typed, &end, 10);
	if (*typed == '\0' || *end != '\0' || number < 0 || number > FD_MOST)
		return fault_set(f, WORD_USAGE, "--%s takes a descriptor's number, not %.40s",
		                 args_option_name(o), typed);
	*fd = (int)number;
	return ST_OK;
}

enum status
args_wait(const struct args *a, int64_t standard_s, int64_t *limit_ms, struct fault *f)
{
	const char *typed = a->values[OPT_WAIT];
	char *end = NULL;

	*limit_ms = standard_s * 1000;
	if (!typed)
		return ST_OK;
	long seconds = strtol(typed, &end, 10);
	if (*typed == '\0' || *end != '\0' || seconds < 1 || seconds > WAIT_MOST_S)
		return fault_set(f, WORD_USAGE, "--wait takes 1 to %d seconds, not %.40s",
		                 WAIT_MOST_S, typed);
	*limit_ms = seconds * 1000;
	return ST_OK;
}
