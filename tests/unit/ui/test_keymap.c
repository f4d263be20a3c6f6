/* SPDX-License-Identifier: MIT */
/* The table of keys: no key twice, no command without one, no key that nobody can type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/keymap.h"
#include "ui/term.h"

static void
no_scope_binds_a_key_twice(void **state)
{
	(void)state;
	for (const struct binding *a = keymap_bindings(); a->scope; a++) {
		for (const struct binding *b = a + 1; b->scope; b++) {
			if (strcmp(a->scope, b->scope) == 0 && strcmp(a->key, b->key) == 0)
				fail_msg("%s binds %s twice", a->scope, a->key);
		}
	}
}

static bool
is_screen_scope(const char *scope)
{
	return strcmp(scope, "all") != 0 && strcmp(scope, "text") != 0 &&
	       strcmp(scope, "edit") != 0 && strcmp(scope, "dialog") != 0;
}

static void
no_screen_takes_a_key_that_works_everywhere(void **state)
{
	(void)state;
	for (const struct binding *b = keymap_bindings(); b->scope; b++) {
		if (is_screen_scope(b->scope) && keymap_look_up("all", b->key) != CMD_NONE)
			fail_msg("%s takes %s away", b->scope, b->key);
	}
}

static void
every_command_of_the_console_has_a_key(void **state)
{
	bool bound[CMD_COUNT] = { false };

	(void)state;
	for (const struct binding *b = keymap_bindings(); b->scope; b++)
		bound[b->command] = true;
	for (int i = CMD_NONE + 1; i < CMD_COUNT; i++) {
		bool wanted = (command_flags((enum command)i) & COMMAND_CONSOLE) != 0;
		if (wanted != bound[i])
			fail_msg("%s is %sbound", command_words((enum command)i),
			         bound[i] ? "" : "not ");
	}
}

static void
every_key_can_be_typed(void **state)
{
	(void)state;
	for (const struct binding *b = keymap_bindings(); b->scope; b++) {
		if (!term_key_is_known(b->key))
			fail_msg("%s binds %s, which no terminal sends", b->scope, b->key);
	}
}

/* Nothing that needs Alt, Shift with a function key, or a letter nobody finds. */
static void
keys_are_letters_named_keys_or_control(void **state)
{
	(void)state;
	for (const struct binding *b = keymap_bindings(); b->scope; b++)
		for (const char *at = b->key; *at; at++)
			assert_in_range(*at, 0x21, 0x7e);
}

static void
function_keys_have_a_twin(void **state)
{
	(void)state;
	for (const struct binding *b = keymap_bindings(); b->scope; b++) {
		struct text keys;
		if (b->key[0] != 'F' || !b->key[1])
			continue;
		text_init(&keys, 256);
		keymap_keys_of(b->scope, b->command, &keys);
		assert_non_null(strchr(text_string(&keys), ','));
		text_finish(&keys);
	}
}

static void
what_a_footer_shows_has_help_of_1_to_40_columns(void **state)
{
	(void)state;
	for (const struct binding *b = keymap_bindings(); b->scope; b++)
		assert_in_range(strlen(command_help(b->command)), 1, 40);
}

static void
a_screen_comes_before_everywhere(void **state)
{
	(void)state;
	assert_int_equal(keymap_look_up("log", "f"), CMD_LOG_FAILED);
	assert_int_equal(keymap_look_up("log", "q"), CMD_QUIT);
	assert_int_equal(keymap_look_up("home", "f"), CMD_NONE);
	assert_int_equal(keymap_look_up("no such screen", "Down"), CMD_DOWN);
	assert_int_equal(keymap_look_up("log", "no such key"), CMD_NONE);
}

static void
letters_are_no_commands_in_a_field_or_a_dialog(void **state)
{
	(void)state;
	for (char letter = 'a'; letter <= 'z'; letter++) {
		const char key[] = { letter, '\0' };
		assert_int_equal(keymap_look_up("text", key), CMD_NONE);
		assert_int_equal(keymap_look_up("dialog", key), CMD_NONE);
		assert_int_equal(keymap_look_up("edit", key), CMD_NONE);
	}
	assert_int_equal(keymap_look_up("text", "Esc"), CMD_BACK);
	assert_int_equal(keymap_look_up("dialog", "F10"), CMD_NONE);
}

/* What a footer is to show: keys and their commands, ended by no key. */
struct shown {
	const char *key;
	enum command command;
};

static void
expect_footer(const char *scope, const char *field, int width, const struct shown *shown)
{
	struct text wanted;
	struct text out;

	text_init(&wanted, 1024);
	text_init(&out, 1024);
	for (const struct shown *at = shown; at->key; at++)
		text_append_format(&wanted, "%s%s %s", at == shown ? "" : "  ", at->key,
		                   command_words(at->command));
	keymap_write_footer(scope, field, width, &out);
	assert_string_equal(text_string(&out), text_string(&wanted));
	text_finish(&out);
	text_finish(&wanted);
}

#define EVERYWHERE                                                                                 \
	{ "Enter", CMD_OPEN }, { "Esc", CMD_BACK }, { "q", CMD_QUIT }, { "?", CMD_HELP },          \
	{                                                                                          \
		NULL, 0                                                                            \
	}

static void
a_footer_shows_the_screens_own_keys_first(void **state)
{
	static const struct shown log[] = {
		{ "f", CMD_LOG_FAILED },    { "w", CMD_WHY },      { "r", CMD_RESEND },
		{ "R", CMD_RESEND_EDITED }, { "Space", CMD_MARK }, { "Enter", CMD_OPEN },
		{ "Esc", CMD_BACK },        { "q", CMD_QUIT },     { NULL, 0 },
	};
	static const struct shown help[] = { EVERYWHERE };

	(void)state;
	expect_footer("log", NULL, 200, log);
	expect_footer("help", NULL, 200, help);
}

static void
a_footer_shows_eight_keys_at_most_and_only_whole_ones(void **state)
{
	static const struct shown send[] = { { "s", CMD_COMPOSE_SEND },
		                             { "n", CMD_COMPOSE_NUMBERS },
		                             { "v", CMD_COMPOSE_CONTEXT },
		                             { "'", CMD_COMPOSE_REPAIR },
		                             EVERYWHERE };
	static const struct shown one[] = { { "f", CMD_LOG_FAILED }, { NULL, 0 } };
	static const struct shown none[] = { { NULL, 0 } };
	int width = 2 + (int)strlen(command_words(CMD_LOG_FAILED));

	(void)state;
	expect_footer("send", NULL, 200, send);
	expect_footer("log", NULL, width, one);
	expect_footer("log", NULL, width + 1, one);
	expect_footer("log", NULL, width - 1, none);
	expect_footer("log", NULL, -3, none);
}

static void
while_typing_a_footer_shows_keys_that_type_nothing(void **state)
{
	struct text out;

	(void)state;
	text_init(&out, 1024);
	keymap_write_footer("send", "text", 200, &out);
	assert_non_null(strstr(text_string(&out), "F2 "));
	assert_non_null(strstr(text_string(&out), "Tab "));
	assert_null(strstr(text_string(&out), "  q "));
	text_finish(&out);
}

static void
an_editor_has_keys_that_a_field_has_not(void **state)
{
	struct text out;

	(void)state;
	assert_int_equal(keymap_look_up("edit", "Enter"), CMD_EDIT_LINE);
	assert_int_equal(keymap_look_up("text", "Enter"), CMD_OPEN);
	text_init(&out, 1024);
	keymap_write_footer("help", "edit", 200, &out);
	assert_non_null(strstr(text_string(&out), "F7 undo"));
	assert_null(strstr(text_string(&out), "Enter open"));
	text_reset(&out);
	keymap_write_footer("help", "text", 200, &out);
	assert_null(strstr(text_string(&out), "F7 undo"));
	text_finish(&out);
}

static void
expect_keys(const char *scope, enum command command, const char *wanted)
{
	struct text out;

	text_init(&out, 256);
	keymap_keys_of(scope, command, &out);
	assert_string_equal(text_string(&out), wanted);
	text_finish(&out);
}

static void
the_keys_of_a_command_are_listed(void **state)
{
	(void)state;
	expect_keys("log", CMD_REFRESH, "F5, C-r");
	expect_keys("log", CMD_UP, "Up, k, C-p");
	expect_keys("log", CMD_FIRST, "Home, g");
	expect_keys("all", CMD_QUIT, "q, F10");
	expect_keys("help", CMD_LOG_FAILED, "");
	expect_keys("dialog", CMD_UP, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_scope_binds_a_key_twice),
		cmocka_unit_test(no_screen_takes_a_key_that_works_everywhere),
		cmocka_unit_test(every_command_of_the_console_has_a_key),
		cmocka_unit_test(every_key_can_be_typed),
		cmocka_unit_test(keys_are_letters_named_keys_or_control),
		cmocka_unit_test(function_keys_have_a_twin),
		cmocka_unit_test(what_a_footer_shows_has_help_of_1_to_40_columns),
		cmocka_unit_test(a_screen_comes_before_everywhere),
		cmocka_unit_test(letters_are_no_commands_in_a_field_or_a_dialog),
		cmocka_unit_test(a_footer_shows_the_screens_own_keys_first),
		cmocka_unit_test(a_footer_shows_eight_keys_at_most_and_only_whole_ones),
		cmocka_unit_test(an_editor_has_keys_that_a_field_has_not),
		cmocka_unit_test(while_typing_a_footer_shows_keys_that_type_nothing),
		cmocka_unit_test(the_keys_of_a_command_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
