/* SPDX-License-Identifier: MIT */
/* The table of commands: help fits, words are unique, every row has a face. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/command.h"

static void
every_command_has_help_of_1_to_40_columns(void **state)
{
	(void)state;
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		size_t length = strlen(command_help((enum command)i));
		assert_in_range(length, 1, 40);
	}
}

static void
every_command_belongs_to_a_face(void **state)
{
	(void)state;
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		unsigned flags = command_flags((enum command)i);
		assert_true(flags & (COMMAND_CONSOLE | COMMAND_SHELL));
	}
}

static void
no_two_commands_have_the_same_words(void **state)
{
	(void)state;
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		for (int other = i + 1; other < CMD_COUNT; other++)
			assert_string_not_equal(command_words((enum command)i),
			                        command_words((enum command)other));
	}
}

static void
shell_words_find_shell_commands_only(void **state)
{
	(void)state;
	assert_int_equal(command_by_words("log list"), CMD_LOG_LIST);
	assert_int_equal(command_by_words("quit"), CMD_NONE);
	assert_int_equal(command_by_words("log"), CMD_NONE);
	assert_int_equal(command_by_words(""), CMD_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_has_help_of_1_to_40_columns),
		cmocka_unit_test(every_command_belongs_to_a_face),
		cmocka_unit_test(no_two_commands_have_the_same_words),
		cmocka_unit_test(shell_words_find_shell_commands_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
