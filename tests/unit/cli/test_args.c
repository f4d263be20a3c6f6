/* SPDX-License-Identifier: MIT */
/* The command line: commands, options before and after them, and what is said of mistakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/args.h"
#include "cli/commands.h"

#define WORDS_MAX 16

/* Parses words as a shell would have split them; getopt reorders its own copy. */
static enum status
parse(struct args *out, struct fault *f, const char *first, ...)
{
	static char kept[WORDS_MAX][128];
	char *argv[WORDS_MAX + 1] = { 0 };
	int argc = 0;
	va_list words;

	va_start(words, first);
	for (const char *word = first; word && argc < WORDS_MAX;
	     word = va_arg(words, const char *)) {
		snprintf(kept[argc], sizeof(kept[argc]), "%s", word);
		argv[argc] = kept[argc];
		argc++;
	}
	va_end(words);
	*f = (struct fault){ 0 };
	return args_parse(argc, argv, out, f);
}

static void
no_words_ask_for_the_console(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", NULL), ST_OK);
	assert_int_equal(args.command, CMD_NONE);
}

static void
options_may_stand_before_and_after_the_command(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "-p", "staging", "log", "list", "--failed",
	                       "--json", NULL),
	                 ST_OK);
	assert_int_equal(args.command, CMD_LOG_LIST);
	assert_string_equal(args.values[OPT_PROFILE], "staging");
	assert_true(args.given[OPT_FAILED]);
	assert_true(args.given[OPT_JSON]);
}

static void
log_alone_is_the_list(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "log", "--failed", NULL), ST_OK);
	assert_int_equal(args.command, CMD_LOG_LIST);
}

static void
a_command_of_two_words_goes_before_one_of_one(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "sandbox", "numbers", NULL), ST_OK);
	assert_int_equal(args.command, CMD_SANDBOX_NUMBERS);
	assert_int_equal(parse(&args, &f, "otpdeck", "sandbox", "--port", "0", NULL), ST_OK);
	assert_int_equal(args.command, CMD_SANDBOX);
}

static void
wait_takes_its_seconds_only_with_an_equals_sign(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "send", "--to", "+99930005", "--wait=5", NULL),
	                 ST_OK);
	assert_string_equal(args.values[OPT_WAIT], "5");
	assert_int_equal(parse(&args, &f, "otpdeck", "send", "--to", "+99930005", "--wait", NULL),
	                 ST_OK);
	assert_true(args.given[OPT_WAIT]);
	assert_null(args.values[OPT_WAIT]);
}

static void
wait_is_1_second_to_48_hours(void **state)
{
	static const char *const refused[] = { "--wait=0", "--wait=-1", "--wait=", "--wait=1m",
		                               "--wait=172801" };
	struct args args;
	struct fault f;
	int64_t limit_ms = 0;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "log", "follow", NULL), ST_OK);
	assert_int_equal(args_wait(&args, 10, &limit_ms, &f), ST_OK);
	assert_int_equal(limit_ms, 10000);
	assert_int_equal(parse(&args, &f, "otpdeck", "log", "follow", "--wait=172800", NULL),
	                 ST_OK);
	assert_int_equal(args_wait(&args, 10, &limit_ms, &f), ST_OK);
	assert_int_equal(limit_ms, 172800000);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		assert_int_equal(parse(&args, &f, "otpdeck", "log", "follow", refused[i], NULL),
		                 ST_OK);
		assert_int_equal(args_wait(&args, 10, &limit_ms, &f), ST_INVALID);
		assert_int_equal(f.word, WORD_USAGE);
	}
}

static void
log_follow_takes_its_seconds_as_a_word_too(void **state)
{
	struct args args;
	struct fault f;
	int64_t limit_ms = 0;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "log", "follow", "--wait", "5", NULL), ST_OK);
	assert_int_equal(args_wait(&args, 10, &limit_ms, &f), ST_OK);
	assert_int_equal(limit_ms, 5000);
	assert_int_equal(parse(&args, &f, "otpdeck", "log", "follow", "5", NULL), ST_INVALID);
	assert_int_equal(parse(&args, &f, "otpdeck", "log", "follow", "--wait=5", "5", NULL),
	                 ST_INVALID);
}

static void
variables_are_kept_in_order(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "send", "--var", "a=1", "--var", "b=2", NULL),
	                 ST_OK);
	assert_int_equal(args.var_count, 2);
	assert_string_equal(args.vars[0], "a=1");
	assert_string_equal(args.vars[1], "b=2");
}

static void
an_unknown_command_names_its_neighbour(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "sned", NULL), ST_INVALID);
	assert_int_equal(f.word, WORD_UNKNOWN_COMMAND);
	assert_non_null(strstr(f.hint, "otpdeck send"));
	assert_int_equal(parse(&args, &f, "otpdeck", "profile", "lst", NULL), ST_INVALID);
	assert_non_null(strstr(f.hint, "otpdeck profile list"));
}

static void
an_unknown_option_names_its_neighbour(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "log", "--faild", NULL), ST_INVALID);
	assert_int_equal(f.word, WORD_UNKNOWN_OPTION);
	assert_non_null(strstr(f.hint, "--failed"));
}

static void
an_option_of_another_command_is_refused(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "paths", "--failed", NULL), ST_INVALID);
	assert_int_equal(f.word, WORD_UNKNOWN_OPTION);
	assert_non_null(strstr(f.cause, "--failed"));
}

static void
a_missing_argument_is_told_apart(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "send", "--to", NULL), ST_INVALID);
	assert_int_equal(f.word, WORD_USAGE);
	assert_non_null(strstr(f.cause, "--to"));
}

static void
too_many_and_too_few_words_show_the_usage(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "log", "show", NULL), ST_INVALID);
	assert_non_null(strstr(f.hint, "log show ID"));
	assert_int_equal(parse(&args, &f, "otpdeck", "paths", "here", NULL), ST_INVALID);
	assert_int_equal(f.word, WORD_USAGE);
}

static void
json_is_known_even_when_parsing_fails(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "nonsense", "--json", NULL), ST_INVALID);
	assert_true(args.given[OPT_JSON]);
}

static void
help_takes_the_words_it_is_about(void **state)
{
	struct args args;
	struct fault f;
	(void)state;
	assert_int_equal(parse(&args, &f, "otpdeck", "help", "log", "list", NULL), ST_OK);
	assert_int_equal(args.command, CMD_HELP);
	assert_string_equal(args.help_about[0], "log");
	assert_string_equal(args.help_about[1], "list");
	assert_int_equal(parse(&args, &f, "otpdeck", "send", "--help", NULL), ST_OK);
	assert_int_equal(args.command, CMD_HELP);
	assert_string_equal(args.help_about[0], "send");
}

static void
every_shell_command_has_a_row_and_no_option_takes_a_secret(void **state)
{
	(void)state;
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		if (command_flags((enum command)i) & COMMAND_SHELL)
			assert_non_null(cli_command_of((enum command)i));
		else
			assert_null(cli_command_of((enum command)i));
	}
	for (int i = 0; i < OPT_COUNT; i++) {
		const char *name = args_option_name((enum args_option)i);
		assert_null(strstr(name, "secret"));
		/* The number of a descriptor is no passphrase. */
		assert_true(i == OPT_PASSPHRASE_FD || !strstr(name, "passphrase"));
		assert_null(strstr(name, "api-key"));
		assert_string_not_equal(name, "value");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_words_ask_for_the_console),
		cmocka_unit_test(options_may_stand_before_and_after_the_command),
		cmocka_unit_test(log_alone_is_the_list),
		cmocka_unit_test(a_command_of_two_words_goes_before_one_of_one),
		cmocka_unit_test(wait_takes_its_seconds_only_with_an_equals_sign),
		cmocka_unit_test(wait_is_1_second_to_48_hours),
		cmocka_unit_test(log_follow_takes_its_seconds_as_a_word_too),
		cmocka_unit_test(variables_are_kept_in_order),
		cmocka_unit_test(an_unknown_command_names_its_neighbour),
		cmocka_unit_test(an_unknown_option_names_its_neighbour),
		cmocka_unit_test(an_option_of_another_command_is_refused),
		cmocka_unit_test(a_missing_argument_is_told_apart),
		cmocka_unit_test(too_many_and_too_few_words_show_the_usage),
		cmocka_unit_test(json_is_known_even_when_parsing_fails),
		cmocka_unit_test(help_takes_the_words_it_is_about),
		cmocka_unit_test(every_shell_command_has_a_row_and_no_option_takes_a_secret),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
