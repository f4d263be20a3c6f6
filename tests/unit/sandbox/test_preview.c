/* SPDX-License-Identifier: MIT */
/* what a text takes as an SMS in a language of its own, or spelt with other letters */
#include "sandbox/preview.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
expect_size(const char *text, const char *language, size_t parts, size_t remaining)
{
	struct preview_size size;

	preview_measure(text, language, &size);
	assert_int_equal(size.parts, parts);
	assert_int_equal(size.remaining, remaining);
}

/* The same piece `times` times. */
static void
expect_size_of_many(const char *piece, int times, const char *language, size_t parts,
                    size_t remaining)
{
	struct text text;

	text_init(&text, 64 * 1024);
	while (times-- > 0)
		text_append(&text, piece);
	expect_size(text_string(&text), language, parts, remaining);
	text_finish(&text);
}

static void
expect_spelt(const char *text, const char *transliteration, const char *wanted)
{
	struct text out;

	text_init(&out, 1024);
	preview_spell(text, transliteration, &out);
	assert_string_equal(text_string(&out), wanted);
	text_finish(&out);
}

static void
without_a_language_the_text_is_counted_as_it_stands(void **state)
{
	(void)state;
	expect_size_of_many("a", 160, NULL, 1, 0);
	expect_size_of_many("a", 161, NULL, 2, 145);
	expect_size_of_many("ğ", 70, NULL, 1, 0);
	/* The provider's own examples: 98 characters in 2 parts, 155 in 3. */
	expect_size_of_many("ğ", 98, NULL, 2, 36);
	expect_size_of_many("ğ", 155, NULL, 3, 46);
}

static void
turkish_letters_take_the_place_of_others(void **state)
{
	(void)state;
	expect_size_of_many("ğ", 155, "TR", 1, 0);
	expect_size_of_many("ğ", 156, "TR", 2, 142);
	expect_size("€ıĞğŞşİçÇ", "TR", 1, 146);
	expect_size("{", "TR", 1, 153);
	/* What has lost its place makes it UCS-2 again. */
	expect_size("ğø", "TR", 1, 68);
	expect_size("plain", "TR", 1, 150);
}

static void
spanish_and_portuguese_letters_stand_behind_the_escape(void **state)
{
	(void)state;
	expect_size("á", "ES", 1, 153);
	expect_size("ã", "ES", 1, 69);
	expect_size("ã", "PT", 1, 153);
	/* An escape and its letter stay together: 74 pairs and one free septet. */
	expect_size_of_many("á", 78, "ES", 2, 141);
}

static void
a_language_is_found_when_nothing_else_helps(void **state)
{
	(void)state;
	expect_size("plain", "AUTODETECT", 1, 155);
	expect_size("ğ", "AUTODETECT", 1, 154);
	expect_size("á", "AUTODETECT", 1, 153);
	expect_size("ã", "AUTODETECT", 1, 153);
	expect_size("ж", "AUTODETECT", 1, 69);
}

static void
a_transliteration_spells_its_own_letters_only(void **state)
{
	(void)state;
	expect_spelt("ığş ж α “", NULL, "ığş ж α “");
	expect_spelt("ığş ж α “", "NONE", "ığş ж α “");
	expect_spelt("ığş ж α “", "TURKISH", "igs ж α “");
	expect_spelt("ığş ж α “", "CYRILLIC", "ığş zh α “");
	expect_spelt("ığş ж α “", "GREEK", "ığş ж A “");
	expect_spelt("ığş ж α “", "NON_UNICODE", "ığş ж α \"");
	expect_spelt("ığş ж α “ 語", "ALL", "igs zh A \" 語");
	expect_spelt("üñà", "ALL", "üñà");
}

static void
scripts_are_spelt_from_their_first_letter_to_their_last(void **state)
{
	(void)state;
	expect_spelt("ΆΑΩάώς", "GREEK", "AAΩAΩΣ");
	expect_spelt("Ψώνια", "GREEK", "ΨΩNIA");
	expect_spelt("ЀАЯаяё", "CYRILLIC", "EAYaayae");
	expect_spelt("Ђорђе", "SERBIAN_CYRILLIC", "Djordje");
	expect_spelt("щука", "BULGARIAN_CYRILLIC", "shchuka");
	expect_spelt("џ", "CYRILLIC", "dz");
	/* A dialytika mark has no letter below it. */
	expect_spelt("·", "GREEK", "·");
}

static void
names_are_the_providers(void **state)
{
	static const char *const known[] = { "NONE",
		                             "TURKISH",
		                             "GREEK",
		                             "CYRILLIC",
		                             "SERBIAN_CYRILLIC",
		                             "BULGARIAN_CYRILLIC",
		                             "CENTRAL_EUROPEAN",
		                             "BALTIC",
		                             "NON_UNICODE",
		                             "PORTUGUESE",
		                             "COLOMBIAN",
		                             "ALL" };

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		assert_true(preview_knows_transliteration(known[i]));
	assert_false(preview_knows_transliteration("turkish"));
	assert_false(preview_knows_transliteration(""));
	assert_true(preview_knows_language("TR"));
	assert_true(preview_knows_language("AUTODETECT"));
	assert_false(preview_knows_language("NONE"));
	assert_false(preview_knows_language("tr"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_language_the_text_is_counted_as_it_stands),
		cmocka_unit_test(turkish_letters_take_the_place_of_others),
		cmocka_unit_test(spanish_and_portuguese_letters_stand_behind_the_escape),
		cmocka_unit_test(a_language_is_found_when_nothing_else_helps),
		cmocka_unit_test(a_transliteration_spells_its_own_letters_only),
		cmocka_unit_test(scripts_are_spelt_from_their_first_letter_to_their_last),
		cmocka_unit_test(names_are_the_providers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
