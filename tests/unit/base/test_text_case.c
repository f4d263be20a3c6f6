/* SPDX-License-Identifier: MIT */
/* letters change their case as in a browser, and lent memory is filled to its end */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/text.h"

static void
expect_case(const char *source, const char *upper, const char *lower)
{
	struct text t;

	text_init(&t, 256);
	assert_true(text_append_upper(&t, source, strlen(source)));
	assert_string_equal(text_string(&t), upper);
	text_reset(&t);
	assert_true(text_append_lower(&t, source, strlen(source)));
	assert_string_equal(text_string(&t), lower);
	text_finish(&t);
}

static void
plain_letters_change_and_nothing_else_does(void **state)
{
	(void)state;
	expect_case("", "", "");
	expect_case("Kod 1234: {aZ}", "KOD 1234: {AZ}", "kod 1234: {az}");
	expect_case("Grüße, Żółć", "GRÜSSE, ŻÓŁĆ", "grüße, żółć");
	expect_case("Привет 漢字 한글", "ПРИВЕТ 漢字 한글", "привет 漢字 한글");
	expect_case("\xF0\x90\x90\xA8\xF0\x90\x90\x81", "\xF0\x90\x90\x80\xF0\x90\x90\x81",
	            "\xF0\x90\x90\xA8\xF0\x90\x90\xA9");
}

static void
one_letter_may_become_several(void **state)
{
	(void)state;
	expect_case("ﬂŉǰ", "FLʼNJ̌", "ﬂŉǰ");
	expect_case("ᾀᾈ", "ἈΙἈΙ", "ᾀᾀ");
	expect_case("\xCE\x90", "\xCE\x99\xCC\x88\xCC\x81", "\xCE\x90");
	expect_case("İıI", "İII", "i̇ıi");
	expect_case("ẞ", "ẞ", "ß");
}

static void
a_title_letter_has_both_cases(void **state)
{
	(void)state;
	expect_case("ǅ", "Ǆ", "ǆ");
}

static void
a_sigma_is_final_behind_a_letter_and_before_none(void **state)
{
	(void)state;
	expect_case("ΟΔΟΣ", "ΟΔΟΣ", "οδος");
	expect_case("ΟΔΟΣ ΣΑΣ.", "ΟΔΟΣ ΣΑΣ.", "οδος σας.");
	expect_case("Σ", "Σ", "σ");
	expect_case("Σ1", "Σ1", "σ1");
	expect_case("ΑΣ'Α", "ΑΣ'Α", "ασ'α");
	expect_case("Α.Σ", "Α.Σ", "α.ς");
	expect_case("ⓐΣ", "ⒶΣ", "ⓐς");
	expect_case("漢Σ", "漢Σ", "漢σ");
}

static void
letters_younger_than_the_library_have_a_case(void **state)
{
	(void)state;
	expect_case("\xC9\xA4", "\xEA\x9F\x8B", "\xC9\xA4");
	expect_case("\xEA\x9F\x8D", "\xEA\x9F\x8C", "\xEA\x9F\x8D");
	expect_case("\xF0\x90\xB5\x90", "\xF0\x90\xB5\x90", "\xF0\x90\xB5\xB0");
}

static void
bytes_that_are_no_text_stay(void **state)
{
	(void)state;
	expect_case("a\xFFz\xED\xA0\xBD", "A\xFFZ\xED\xA0\xBD", "a\xFFz\xED\xA0\xBD");
}

static void
what_does_not_fit_is_told(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 3);
	assert_false(text_append_upper(&t, "ßß", strlen("ßß")));
	assert_true(t.overflowed);
	text_finish(&t);
}

static void
lent_memory_is_filled_to_its_last_byte_and_no_further(void **state)
{
	char room[6] = "xxxxx";
	struct text t;

	(void)state;
	text_lend(&t, room, 5);
	assert_string_equal(room, "");
	assert_true(text_append(&t, "abcd"));
	assert_string_equal(room, "abcd");
	assert_false(text_append(&t, "e"));
	assert_string_equal(room, "abcd");
	text_cut(&t, 1);
	assert_string_equal(text_string(&t), "a");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_letters_change_and_nothing_else_does),
		cmocka_unit_test(one_letter_may_become_several),
		cmocka_unit_test(a_title_letter_has_both_cases),
		cmocka_unit_test(a_sigma_is_final_behind_a_letter_and_before_none),
		cmocka_unit_test(letters_younger_than_the_library_have_a_case),
		cmocka_unit_test(bytes_that_are_no_text_stay),
		cmocka_unit_test(what_does_not_fit_is_told),
		cmocka_unit_test(lent_memory_is_filled_to_its_last_byte_and_no_further),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
