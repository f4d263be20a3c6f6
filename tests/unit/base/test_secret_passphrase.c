/* SPDX-License-Identifier: MIT */
/* a passphrase has one form, however it was typed, or is refused with the reason */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"

static enum status
make(const void *bytes, size_t size, struct secret **out, struct fault *f)
{
	struct secret *typed = secret_create(bytes, size);
	enum status st = secret_create_passphrase(typed, out, f);

	secret_destroy(typed);
	return st;
}

static void
expect(const char *typed, const char *form)
{
	struct secret *expected = secret_create(form, strlen(form));
	struct secret *made = NULL;
	struct fault f = { 0 };

	assert_int_equal(make(typed, strlen(typed), &made, &f), ST_OK);
	assert_true(secret_equals(made, expected));
	secret_destroy(made);
	secret_destroy(expected);
}

static void
refuse(const void *bytes, size_t size, const char *reason)
{
	struct secret *made = NULL;
	struct fault f = { 0 };

	assert_int_equal(make(bytes, size, &made, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_PASSPHRASE_INVALID);
	assert_non_null(strstr(f.cause, reason));
	assert_null(made);
}

static void
composed_and_decomposed_are_one(void **state)
{
	(void)state;
	expect("caf\xC3\xA9", "caf\xC3\xA9");
	expect("cafe\xCC\x81", "caf\xC3\xA9");
	/* Two marks in either order, a Hangul syllable from its letters, the sign of Angstrom. */
	expect("q\xCC\xA3\xCC\x87", "q\xCC\xA3\xCC\x87");
	expect("q\xCC\x87\xCC\xA3", "q\xCC\xA3\xCC\x87");
	expect("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xED\x95\x9C");
	expect("\xE2\x84\xAB", "\xC3\x85");
	/* Compatibility forms are other characters: "fi" is no ligature. */
	expect("\xEF\xAC\x81", "\xEF\xAC\x81");
}

static void
one_line_end_is_taken_off_and_blanks_stay(void **state)
{
	(void)state;
	expect("pass\n", "pass");
	expect("pass\r\n", "pass");
	expect(" pass word ", " pass word ");
	refuse("pass\n\n", 6, "control");
}

static void
what_is_no_passphrase_is_refused(void **state)
{
	(void)state;
	refuse("", 0, "empty");
	refuse("\n", 1, "empty");
	refuse("pa\0ss", 5, "NUL");
	refuse("pa\x1bss", 5, "control");
	refuse("pa\xffss", 5, "UTF-8");
	refuse("pa\xED\xA0\x80", 5, "UTF-8");
}

static void
the_longest_is_taken_whole(void **state)
{
	char *longest = malloc(SECRET_BYTES_MAX);
	struct secret *made = NULL;
	struct fault f = { 0 };

	(void)state;
	memset(longest, 'x', SECRET_BYTES_MAX);
	assert_int_equal(make(longest, SECRET_BYTES_MAX, &made, &f), ST_OK);
	assert_int_equal(secret_size_bytes(made), SECRET_BYTES_MAX);
	secret_destroy(made);
	free(longest);
}

static void
composing_needs_room_and_says_when_it_has_none(void **state)
{
	int32_t room[17];
	size_t size = 0;

	(void)state;
	assert_true(text_compose("e\xCC\x81x", 4, room, 17, &size));
	assert_int_equal(size, 3);
	assert_memory_equal(room, "\xC3\xA9x", 3);
	assert_false(text_compose("abcdef", 6, room, 4, &size));
	assert_false(text_compose("\xff", 1, room, 17, &size));
}

static void
the_last_character_is_dropped_whole(void **state)
{
	struct secret *s = secret_create("a\xC3\xA9\xF0\x9F\x98\x80", 7);

	(void)state;
	secret_drop_character(s);
	assert_int_equal(secret_size_bytes(s), 3);
	secret_drop_character(s);
	assert_int_equal(secret_size_bytes(s), 1);
	secret_drop_character(s);
	secret_drop_character(s);
	assert_int_equal(secret_size_bytes(s), 0);
	secret_append_byte(s, 'x');
	secret_append_byte(s, 'y');
	secret_empty(s);
	assert_false(secret_is_set(s));
	secret_destroy(s);
}

static int
init(void **state)
{
	(void)state;
	secret_system_init();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(composed_and_decomposed_are_one),
		cmocka_unit_test(one_line_end_is_taken_off_and_blanks_stay),
		cmocka_unit_test(what_is_no_passphrase_is_refused),
		cmocka_unit_test(the_longest_is_taken_whole),
		cmocka_unit_test(composing_needs_room_and_says_when_it_has_none),
		cmocka_unit_test(the_last_character_is_dropped_whole),
	};

	return cmocka_run_group_tests(tests, init, NULL);
}
