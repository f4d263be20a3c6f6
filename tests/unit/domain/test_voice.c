/* SPDX-License-Identifier: MIT */
/* what a call says: digits set apart, limits, languages */
#include "domain/voice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/redact.h"

static void
expect_spelt(const char *source, const char *code, const char *wanted)
{
	struct text out;

	text_init(&out, 4096);
	assert_true(voice_spell(&out, source, code));
	assert_string_equal(text_string(&out), wanted);
	text_finish(&out);
}

static void
the_digits_of_the_code_are_set_apart(void **state)
{
	(void)state;
	expect_spelt("482913 is your code", "482913", "4,, 8,, 2,, 9,, 1,, 3 is your code");
	expect_spelt("Your code is 482913.", "482913", "Your code is 4,, 8,, 2,, 9,, 1,, 3.");
	expect_spelt("4829", "4829", "4,, 8,, 2,, 9");
}

static void
what_auth0_sets_apart_with_dots_is_set_apart_alike(void **state)
{
	(void)state;
	expect_spelt("4. 8. 2. 9. is your code", "4829", "4,, 8,, 2,, 9 is your code");
	expect_spelt("code 4-8-2-9, again 4 8 2 9", "4829",
	             "code 4,, 8,, 2,, 9, again 4,, 8,, 2,, 9");
	expect_spelt("4,, 8,, 2,, 9", "4829", "4,, 8,, 2,, 9");
}

static void
a_number_that_only_holds_the_code_stays(void **state)
{
	(void)state;
	expect_spelt("call 148290 or 04829", "4829", "call 148290 or 04829");
	expect_spelt("48 and 29", "4829", "48 and 29");
	expect_spelt("nothing here", "4829", "nothing here");
	expect_spelt("4829", "", "4829");
	expect_spelt("****", "****", "****");
}

static void
a_code_with_repeated_digits_is_found_at_its_first_digit(void **state)
{
	(void)state;
	expect_spelt("1 1121", "1121", "1 1,, 1,, 2,, 1");
	expect_spelt("1111", "1111", "1,, 1,, 1,, 1");
}

static void
a_spelt_code_is_still_redacted(void **state)
{
	struct text spelt;
	struct text redacted;

	(void)state;
	text_init(&spelt, 4096);
	text_init(&redacted, 4096);
	assert_true(voice_spell(&spelt, "Code 482913, once more 482913", "482913"));
	assert_true(redact_has_code(text_string(&spelt), spelt.size_bytes, "482913"));
	assert_true(redact_text(&redacted, text_string(&spelt), spelt.size_bytes, "482913"));
	assert_false(redact_has_code(text_string(&redacted), redacted.size_bytes, "482913"));
	assert_null(strpbrk(text_string(&redacted), "0123456789"));
	/* Also where nobody says what the code was, as in the provider's log. */
	text_reset(&redacted);
	assert_true(redact_text(&redacted, text_string(&spelt), spelt.size_bytes, NULL));
	assert_null(strpbrk(text_string(&redacted), "0123456789"));
	text_finish(&redacted);
	text_finish(&spelt);
}

static void
what_is_heard_has_no_pauses(void **state)
{
	struct text out;

	(void)state;
	text_init(&out, 4096);
	assert_true(voice_read_aloud(&out, "Hello, 4,, 8,, 2 is it"));
	assert_string_equal(text_string(&out), "Hello, 4 8 2 is it");
	text_finish(&out);
}

static void
expect_refused(const char *source, enum fault_word word)
{
	struct fault f = { 0 };
	size_t characters;

	assert_int_not_equal(voice_check_text(source, &characters, &f), ST_OK);
	assert_int_equal(f.word, word);
}

static void
silence_is_refused(void **state)
{
	(void)state;
	expect_refused("", WORD_TEXT_EMPTY);
	expect_refused("...", WORD_VALUE_INVALID);
	expect_refused(" ,, !?", WORD_VALUE_INVALID);
	expect_refused("\u2026\u3002\uff01", WORD_VALUE_INVALID);
}

static void
characters_are_counted_not_bytes(void **state)
{
	char text[4 * VOICE_TEXT_MAX];
	struct fault f = { 0 };
	size_t characters;
	size_t size = 0;

	(void)state;
	for (int i = 0; i < VOICE_TEXT_MAX; i++) {
		memcpy(text + size, "\u00e9", 2);
		size += 2;
	}
	text[size] = '\0';
	assert_int_equal(voice_check_text(text, &characters, &f), ST_OK);
	assert_int_equal(characters, VOICE_TEXT_MAX);
	memcpy(text + size, "x", 2);
	expect_refused(text, WORD_VALUE_TOO_LONG);
	assert_int_equal(voice_check_text("\u4f60", &characters, &f), ST_OK);
	assert_int_equal(characters, 1);
}

static void
a_locale_finds_its_language_or_english(void **state)
{
	static const char *const pairs[][2] = {
		{ "en", "en" },       { "de-AT", "de-at" },
		{ "de-CH", "de" },    { "pt-BR", "pt-br" },
		{ "pt", "pt-pt" },    { "zh", "zh-cn" },
		{ "zh-TW", "zh-tw" }, { "nb-NO", "no" },
		{ "fr_CA", "fr-ca" }, { "zh-Hant-HK", "zh-tw" },
		{ "sw", "en" },       { "", "en" },
		{ "english", "en" },  { "es-419", "es-mx" },
		{ "en-US", "en" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_string_equal(voice_language(pairs[i][0]), pairs[i][1]);
		assert_true(voice_language_exists(pairs[i][1]));
	}
	assert_false(voice_language_exists("sw"));
	assert_false(voice_language_exists("EN"));
}

static void
every_language_of_the_list_exists_and_the_list_ends(void **state)
{
	size_t count = 0;

	(void)state;
	while (voice_language_at(count) != NULL) {
		assert_true(voice_language_exists(voice_language_at(count)));
		count++;
	}
	assert_int_equal(count, 42);
	assert_null(voice_language_at(SIZE_MAX));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_digits_of_the_code_are_set_apart),
		cmocka_unit_test(what_auth0_sets_apart_with_dots_is_set_apart_alike),
		cmocka_unit_test(a_number_that_only_holds_the_code_stays),
		cmocka_unit_test(a_code_with_repeated_digits_is_found_at_its_first_digit),
		cmocka_unit_test(a_spelt_code_is_still_redacted),
		cmocka_unit_test(what_is_heard_has_no_pauses),
		cmocka_unit_test(silence_is_refused),
		cmocka_unit_test(characters_are_counted_not_bytes),
		cmocka_unit_test(a_locale_finds_its_language_or_english),
		cmocka_unit_test(every_language_of_the_list_exists_and_the_list_ends),
	};

	return cmocka_run_group_tests_name("voice", tests, NULL, NULL);
}
