/* SPDX-License-Identifier: MIT */
/* Forms: editing by whole characters, limits, and what may not stand in a field. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "ui/form.h"

#define FAMILY "\U0001f468\u200d\U0001f469\u200d\U0001f467"

static const char *const kinds[] = { "sms", "voice", "push", NULL };

static struct form_field fields[4];
static struct form form;

static int
set_up(void **state)
{
	(void)state;
	memset(fields, 0, sizeof(fields));
	fields[0] = (struct form_field){ .label = "To", .kind = FORM_TEXT, .limit_bytes = 32 };
	fields[1] = (struct form_field){ .label = "Text", .kind = FORM_TEXT };
	fields[2] = (struct form_field){ .label = "Kind", .kind = FORM_CHOICE, .choices = kinds };
	fields[3] = (struct form_field){ .label = "Send", .kind = FORM_BUTTON };
	form_set(&fields[2], "sms");
	form = (struct form){ .fields = fields, .count = 4 };
	return 0;
}

/* Presses one key; returns whether a value changed. */
static bool
press(const char *key)
{
	bool changed = false;
	if (!form_key(&form, key, &changed))
		fail_msg("%s is not taken", key);
	return changed;
}

static void
expect_field(const char *wanted)
{
	assert_string_equal(fields[form.focus].value, wanted);
	assert_true(fields[form.focus].cursor <= strlen(wanted));
}

static void
letters_go_in_at_the_cursor(void **state)
{
	(void)state;
	assert_true(form_insert(&form, "ac"));
	press("Left");
	assert_true(form_insert(&form, "b"));
	expect_field("abc");
	press("Home");
	form_insert(&form, "1");
	press("End");
	form_insert(&form, "9");
	press("C-a");
	form_insert(&form, "0");
	press("C-e");
	form_insert(&form, "!");
	expect_field("01abc9!");
}

static void
whole_characters_are_passed_and_erased(void **state)
{
	(void)state;
	form.focus = 1;
	form_set(&fields[1], "ae\u0301\u4e2d");
	press("Backspace");
	expect_field("ae\u0301");
	press("Left");
	press("Delete");
	expect_field("a");
	form_set(&fields[1], "\u00e9\u00e8");
	press("Home");
	press("Right");
	press("Backspace");
	expect_field("\u00e8");
}

static void
erasing_never_leaves_half_a_code_point(void **state)
{
	(void)state;
	form.focus = 1;
	form_set(&fields[1], "x" FAMILY "y\u0915\u094d\u0937");
	while (*fields[1].value) {
		assert_true(text_is_utf8(fields[1].value, strlen(fields[1].value)));
		assert_true(press("Backspace"));
	}
	assert_false(press("Backspace"));
	assert_false(press("Delete"));
	assert_false(press("Left"));
}

static void
words_and_lines_are_erased(void **state)
{
	(void)state;
	form_set(&fields[0], "one two  three ");
	assert_true(press("C-w"));
	expect_field("one two  ");
	press("C-w");
	expect_field("one ");
	form_set(&fields[0], "keep this");
	press("Home");
	for (int i = 0; i < 4; i++)
		press("Right");
	assert_true(press("C-u"));
	expect_field(" this");
	assert_int_equal(fields[0].cursor, 0);
}

static void
a_field_holds_its_limit(void **state)
{
	char large[8192];

	(void)state;
	assert_true(form_insert(&form, "12345678901234567890123456789012"));
	assert_false(form_insert(&form, "3"));
	assert_int_equal(strlen(fields[0].value), 32);
	press("Backspace");
	assert_false(form_insert(&form, "\u00e9"));
	assert_int_equal(strlen(fields[0].value), 31);
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	form.focus = 1;
	assert_false(form_insert(&form, large));
	assert_int_equal(strlen(fields[1].value), FORM_VALUE_BYTES - 1);
	form_set(&fields[1], large);
	assert_int_equal(strlen(fields[1].value), FORM_VALUE_BYTES - 1);
}

static void
what_could_not_be_seen_is_dropped_and_told(void **state)
{
	static const char *const unseen[] = { "a\033[Ab",
		                              "a\nb",
		                              "a\tb",
		                              "a\x7f"
		                              "b",
		                              "a\xff"
		                              "b",
		                              "a\u202e"
		                              "b",
		                              "a\xc2\x85"
		                              "b" };
	(void)state;
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
		form_set(&fields[0], "");
		assert_false(form_insert(&form, unseen[i]));
		expect_field(i == 0 ? "a[Ab" : "ab");
	}
	form_set(&fields[0], "x\033\u202ey");
	expect_field("xy");
}

static void
the_focus_goes_around_with_tab_and_stops_with_arrows(void **state)
{
	(void)state;
	fields[1].hidden = true;
	press("Tab");
	assert_int_equal(form.focus, 2);
	press("Tab");
	press("Tab");
	assert_int_equal(form.focus, 0);
	press("S-Tab");
	assert_int_equal(form.focus, 3);
	press("Down");
	assert_int_equal(form.focus, 3);
	press("Up");
	press("Up");
	press("Up");
	assert_int_equal(form.focus, 0);
}

static void
choices_turn_around(void **state)
{
	(void)state;
	form.focus = 2;
	assert_true(press("Right"));
	expect_field("voice");
	press("Right");
	press("Right");
	expect_field("sms");
	press("Left");
	expect_field("push");
	form_set(&fields[2], "no such choice");
	press("Right");
	expect_field("voice");
}

static void
only_a_text_field_takes_letters(void **state)
{
	(void)state;
	assert_true(form_is_typing(&form));
	for (form.focus = 2; form.focus < 4; form.focus++) {
		assert_false(form_is_typing(&form));
		assert_false(form_insert(&form, "x"));
	}
	form.focus = 0;
	fields[0].hidden = true;
	assert_false(form_is_typing(&form));
	form.count = 0;
	assert_false(form_is_typing(&form));
	assert_false(form_insert(&form, "x"));
}

static void
keys_of_others_are_not_taken(void **state)
{
	bool changed = true;

	(void)state;
	assert_false(form_key(&form, "Enter", &changed));
	assert_false(changed);
	assert_false(form_key(&form, "F2", &changed));
	form.focus = 3;
	assert_false(form_key(&form, "Left", &changed));
	assert_false(form_key(&form, "Backspace", &changed));
	form.focus = 2;
	assert_false(form_key(&form, "Home", &changed));
	form.count = 0;
	assert_false(form_key(&form, "Tab", &changed));
}

static void
a_note_is_cut_to_its_place(void **state)
{
	char large[512];

	(void)state;
	memset(large, 'n', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	form_note(&fields[0], ROLE_FAILURE, large);
	assert_int_equal(strlen(fields[0].note), FORM_NOTE_BYTES - 1);
	assert_int_equal(fields[0].note_role, ROLE_FAILURE);
}

/* Random keys, always the same ones: the value stays whole, inside its limit, and the cursor
 * inside the value and between code points. */
/* A form of one secret field; the value that was typed. */
static const char *
typed_secret(void)
{
	return secret_is_set(fields[0].secret) ? (const char *)secret_borrow(fields[0].secret) : "";
}

static void
a_secret_is_kept_whole_outside_the_fields_text(void **state)
{
	(void)state;
	secret_system_init();
	fields[0] = (struct form_field){ .label = "Key", .kind = FORM_SECRET };
	assert_true(form_is_typing(&form));
	assert_true(form_insert(&form, "App marker"));
	assert_true(form_insert(&form, "-1\r\n"));
	assert_string_equal(typed_secret(), "App marker-1\r\n");
	assert_string_equal(fields[0].value, "");
	assert_true(press("Backspace"));
	assert_string_equal(typed_secret(), "App marker-1\r");
	assert_false(press("Left"));
	assert_true(press("C-u"));
	assert_null(fields[0].secret);
	assert_false(press("Backspace"));
}

static void
a_secret_holds_its_limit_and_is_wiped(void **state)
{
	char piece[1025];

	(void)state;
	secret_system_init();
	memset(piece, 'x', 1024);
	piece[1024] = '\0';
	fields[0] = (struct form_field){ .label = "Key", .kind = FORM_SECRET };
	for (int i = 0; i < 8; i++)
		assert_true(form_insert(&form, piece));
	assert_false(form_insert(&form, "y"));
	assert_int_equal(secret_size_bytes(fields[0].secret), SECRET_BYTES_MAX);
	form_wipe(&form);
	assert_null(fields[0].secret);
}

static void
no_order_of_keys_breaks_a_field(void **state)
{
	static const char *const keys[] = { "Left",   "Right", "Home", "End", "Backspace",
		                            "Delete", "C-w",   "C-u",  "Tab", "S-Tab" };
	static const char *const pieces[] = { "a",    " ",      "\u00e9", "e\u0301", "\u4e2d",
		                              FAMILY, "\u0301", "\033",   "\xf0\x9f" };
	(void)state;
	srandom(20261125);
	for (int i = 0; i < 20000; i++) {
		bool changed = false;
		if (random() % 2 == 0)
			form_insert(&form, pieces[(size_t)random() % 9]);
		else
			form_key(&form, keys[(size_t)random() % 10], &changed);
		const struct form_field *field = &fields[form.focus];
		size_t size = strlen(field->value);
		assert_true(size < FORM_VALUE_BYTES);
		assert_true(field->limit_bytes == 0 || size <= field->limit_bytes);
		assert_true(field->cursor <= size);
		assert_true(text_is_utf8(field->value, size));
		assert_true(text_is_utf8(field->value, field->cursor));
	}
}

static void
commands_of_moving_are_keys_and_no_others(void **state)
{
	bool changed = true;
	struct form empty = { 0 };

	(void)state;
	assert_string_equal(form_key_of(CMD_UP), "Up");
	assert_string_equal(form_key_of(CMD_PREVIOUS_PANE), "S-Tab");
	assert_null(form_key_of(CMD_OPEN));
	assert_false(form_key(&empty, form_key_of(CMD_QUIT), &changed));
	assert_false(changed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(letters_go_in_at_the_cursor, set_up),
		cmocka_unit_test_setup(whole_characters_are_passed_and_erased, set_up),
		cmocka_unit_test_setup(erasing_never_leaves_half_a_code_point, set_up),
		cmocka_unit_test_setup(words_and_lines_are_erased, set_up),
		cmocka_unit_test_setup(a_field_holds_its_limit, set_up),
		cmocka_unit_test_setup(what_could_not_be_seen_is_dropped_and_told, set_up),
		cmocka_unit_test_setup(the_focus_goes_around_with_tab_and_stops_with_arrows,
		                       set_up),
		cmocka_unit_test_setup(choices_turn_around, set_up),
		cmocka_unit_test_setup(only_a_text_field_takes_letters, set_up),
		cmocka_unit_test_setup(keys_of_others_are_not_taken, set_up),
		cmocka_unit_test(commands_of_moving_are_keys_and_no_others),
		cmocka_unit_test_setup(a_note_is_cut_to_its_place, set_up),
		cmocka_unit_test_setup(a_secret_is_kept_whole_outside_the_fields_text, set_up),
		cmocka_unit_test_setup(a_secret_holds_its_limit_and_is_wiped, set_up),
		cmocka_unit_test_setup(no_order_of_keys_breaks_a_field, set_up),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
