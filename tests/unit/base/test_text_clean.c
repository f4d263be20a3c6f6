/* SPDX-License-Identifier: MIT */
/* nothing from outside moves a cursor, hides a word or turns the line */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define E_ACUTE "\xC3\xA9"
#define HAN "\xE4\xB8\xAD"
#define GRIN "\xF0\x9F\x98\x80"
#define ACUTE "\xCC\x81"
#define JOINER "\xE2\x80\x8D"
#define WOMAN "\xF0\x9F\x91\xA9"
#define LAPTOP "\xF0\x9F\x92\xBB"
#define SKIN_TONE "\xF0\x9F\x8F\xBD"
#define HEART "\xE2\x9D\xA4"
#define PICTURE "\xEF\xB8\x8F"
#define KEYCAP "\xE2\x83\xA3"

static void
check_bytes(const char *source, size_t size_bytes, bool keep_lines, const char *expected)
{
	char *copy = mem_copy(source, size_bytes);
	struct text t;

	text_init(&t, 10000);
	assert_true(text_append_clean(&t, copy, size_bytes, keep_lines));
	assert_string_equal(text_string(&t), expected);
	text_finish(&t);
	mem_free(copy);
}

static void
check_clean(const char *source, const char *expected)
{
	check_bytes(source, strlen(source), false, expected);
}

static void
letters_of_all_scripts_stay(void **state)
{
	static const char *const harmless[] = {
		"plain text, {{ code }} & <b>",
		"Z\xC3\xBCrich \xE2\x80\x93 5 \xE2\x82\xAC\xC2\xA0"
		"!",
		"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
		"\xE0\xA4\xA8\xE0\xA4\xAE\xE0\xA4\xB8\xE0\xA5\x8D\xE0\xA4\xA4\xE0\xA5\x87",
		"\xE0\xB8\x97\xE0\xB8\xB5\xE0\xB9\x88",
		HAN GRIN "e" ACUTE,
		"\xEF\xBF\xBD",
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		check_clean(harmless[i], harmless[i]);
}

static void
both_words_of_a_forged_row_stay_visible(void **state)
{
	(void)state;
	check_clean("REJECTED\rDELIVERED", "REJECTED<U+000D>DELIVERED");
	check_clean("REJECTED\b\b\b\b", "REJECTED<U+0008><U+0008><U+0008><U+0008>");
}

static void
controls_become_marks(void **state)
{
	(void)state;
	check_clean("\x1b[2J\x1b]0;x\x07", "<U+001B>[2J<U+001B>]0;x<U+0007>");
	check_clean("a\tb\nc", "a<U+0009>b<U+000A>c");
	check_clean("x\x7Fy", "x<U+007F>y");
	check_clean("\xC2\x9B"
	            "31m",
	            "<U+009B>31m");
	check_bytes("a\0b", 3, false, "a<U+0000>b");
}

static void
bytes_that_are_no_utf8_become_marks(void **state)
{
	(void)state;
	check_clean("a\xFF\xFE", "a<xFF><xFE>");
	check_clean("\x9B"
	            "31m",
	            "<x9B>31m");
	check_clean("\xE2\x82", "<xE2><x82>");
	check_clean("\xED\xA0\x80", "<xED><xA0><x80>");
}

static void
line_ends_stay_only_for_who_splits_lines(void **state)
{
	(void)state;
	check_bytes("a\nb\r\n\n", 6, true, "a\nb<U+000D>\n\n");
	check_bytes("a\nb", 3, false, "a<U+000A>b");
	check_bytes("a\n" ACUTE "b", 5, true, "a\n<U+0301>b");
}

static void
what_turns_or_hides_the_line_becomes_a_mark(void **state)
{
	static const uint32_t hostile[] = {
		0x202A, 0x202B,  0x202C,  0x202D,   0x202E,  0x2066,  0x2067, 0x2068,  0x2069,
		0x200E, 0x200F,  0x061C,  0x2028,   0x2029,  0x200B,  0x200C, 0x2060,  0x2061,
		0xFEFF, 0x00AD,  0x034F,  0x115F,   0x1160,  0x3164,  0xFFA0, 0x180E,  0x206A,
		0xFFF9, 0xE0001, 0xE0020, 0xE0041,  0xE007F, 0xE000,  0xF8FF, 0xF0000, 0x10FFFD,
		0xFFFE, 0xFFFF,  0xFDD0,  0x10FFFF, 0x0378,  0xE0080,
	};
	struct text source;
	char expected[32];

	(void)state;
	text_init(&source, 100);
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		text_reset(&source);
		text_append(&source, "a");
		text_append_code_point(&source, hostile[i]);
		text_append(&source, "b");
		snprintf(expected, sizeof(expected), "a<U+%04X>b", (unsigned)hostile[i]);
		check_clean(text_string(&source), expected);
	}
	text_finish(&source);
}

static void
joiners_stay_between_pictographs_only(void **state)
{
	(void)state;
	check_clean(WOMAN JOINER LAPTOP, WOMAN JOINER LAPTOP);
	check_clean(WOMAN SKIN_TONE JOINER LAPTOP, WOMAN SKIN_TONE JOINER LAPTOP);
	check_clean(HEART PICTURE JOINER GRIN, HEART PICTURE JOINER GRIN);
	check_clean("a" JOINER "b", "a<U+200D>b");
	check_clean(WOMAN JOINER "b", WOMAN "<U+200D>b");
	check_clean("a" JOINER WOMAN, "a<U+200D>" WOMAN);
	check_clean(WOMAN JOINER JOINER LAPTOP, WOMAN "<U+200D><U+200D>" LAPTOP);
	check_clean(WOMAN JOINER, WOMAN "<U+200D>");
	check_clean(JOINER WOMAN, "<U+200D>" WOMAN);
	/* A place that Unicode keeps for a pictograph to come is not one yet. */
	check_clean(WOMAN JOINER "\xF0\x9F\xBF\xBD", WOMAN "<U+200D><U+1FFFD>");
}

static void
a_selector_stays_behind_a_symbol_only(void **state)
{
	(void)state;
	check_clean(HEART PICTURE, HEART PICTURE);
	check_clean(HEART "\xEF\xB8\x8E", HEART "\xEF\xB8\x8E");
	check_clean("1" PICTURE KEYCAP, "1" PICTURE KEYCAP);
	check_clean("1" PICTURE, "1<U+FE0F>");
	check_clean("a" PICTURE, "a<U+FE0F>");
	check_clean(HEART "\xEF\xB8\x80", HEART "<U+FE00>");
	check_clean(PICTURE, "<U+FE0F>");
	check_clean(HAN "\xF3\xA0\x84\x80", HAN "<U+E0100>");
}

static void
a_flood_of_selectors_is_one_mark(void **state)
{
	(void)state;
	check_clean(HEART PICTURE PICTURE PICTURE "x", HEART PICTURE "x");
	check_clean("a" PICTURE PICTURE PICTURE "b", "a<U+FE0F>b");
	check_clean("a\xF3\xA0\x84\x80\xF3\xA0\x84\x81\xF3\xA0\x84\x82"
	            "b",
	            "a<U+E0100>b");
}

static void
no_base_carries_more_than_three_marks(void **state)
{
	(void)state;
	check_clean("e" ACUTE ACUTE ACUTE, "e" ACUTE ACUTE ACUTE);
	check_clean("e" ACUTE ACUTE ACUTE ACUTE ACUTE "x" ACUTE, "e" ACUTE ACUTE ACUTE "x" ACUTE);
	check_clean(HAN "\xE2\x83\x9D\xCC\xB6\xCC\xB5\xCC\xB7", HAN "\xE2\x83\x9D\xCC\xB6\xCC\xB5");
	/* Medial vowels of Hangul take no column either. */
	check_clean("\xE1\x84\x80\xE1\x85\xA1\xE1\x85\xA1\xE1\x85\xA1\xE1\x85\xA1",
	            "\xE1\x84\x80\xE1\x85\xA1\xE1\x85\xA1\xE1\x85\xA1");
}

static void
a_mark_without_a_base_cannot_reach_what_stands_before(void **state)
{
	struct text t;

	(void)state;
	check_clean(ACUTE "x", "<U+0301>x");
	text_init(&t, 100);
	text_append(&t, "own");
	assert_true(text_append_clean(&t, ACUTE, 2, false));
	assert_string_equal(text_string(&t), "own<U+0301>");
	text_finish(&t);
}

static void
a_text_that_does_not_fit_leaves_no_part(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 12);
	text_append(&t, "own");
	assert_false(text_append_clean(&t, "ab\x1b\x1b", 4, false));
	assert_true(t.overflowed);
	assert_string_equal(text_string(&t), "own");
	text_finish(&t);
}

/* --- Properties ---------------------------------------------------------------------------- */

/* A sequence that is the same in every run; numbers of Knuth's MMIX. */
static uint32_t
next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(*seed >> 33);
}

/* Code points that have a rule of their own, and neighbours for them to act on. */
static const uint32_t pool[] = {
	0x00,    0x07,    0x08,    0x09,    0x0A,    0x0D,    0x1B,    0x20,    0x31,     0x3E,
	0x41,    0x7F,    0x85,    0x9B,    0xA9,    0xAD,    0x301,   0x302,   0x34F,    0x5D0,
	0x600,   0x627,   0x61C,   0x915,   0x93E,   0x94D,   0xD4E,   0x1100,  0x1161,   0x11A8,
	0x200B,  0x200D,  0x200D,  0x200E,  0x2028,  0x202E,  0x2060,  0x2066,  0x20DD,   0x20E3,
	0x2764,  0x4E2D,  0xE000,  0xFE00,  0xFE0E,  0xFE0F,  0xFE0F,  0xFEFF,  0xFFFD,   0xFFFF,
	0x1F1E9, 0x1F1EA, 0x1F3FD, 0x1F468, 0x1F600, 0x1F8FF, 0xE0041, 0xE0100, 0x10FFFF,
};

static void
make_hostile(struct text *out, uint64_t *seed)
{
	uint32_t count = 1 + next_random(seed) % 24;

	text_reset(out);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t kind = next_random(seed) % 20;
		unsigned char byte = (unsigned char)next_random(seed);

		if (kind == 0)
			text_append_bytes(out, &byte, 1);
		else if (kind == 1)
			text_append_code_point(out, next_random(seed) % 0x110000);
		else
			text_append_code_point(
				out, pool[next_random(seed) % (sizeof(pool) / sizeof(pool[0]))]);
	}
}

static void
assert_harmless(const struct text *t)
{
	uint32_t code_point;

	assert_true(text_is_utf8(text_string(t), t->size_bytes));
	assert_false(text_has_control(text_string(t), t->size_bytes, false));
	assert_int_equal(strlen(text_string(t)), t->size_bytes);
	for (size_t at = 0; at < t->size_bytes;) {
		at += text_next_code_point(t->bytes + at, t->size_bytes - at, &code_point);
		assert_true(code_point != 0x2028 && code_point != 0x2029 && code_point != 0x200B &&
		            code_point != 0x2060 && code_point != 0xFEFF);
		assert_true(code_point < 0xE0000 || code_point > 0x10FFFF);
	}
}

static void
check_hostile(uint64_t seed)
{
	struct text source;
	struct text once;
	struct text twice;

	text_init(&source, 1000);
	text_init(&once, 10000);
	text_init(&twice, 10000);
	for (int i = 0; i < 20000; i++) {
		make_hostile(&source, &seed);
		text_reset(&once);
		text_reset(&twice);
		assert_true(
			text_append_clean(&once, text_string(&source), source.size_bytes, false));
		assert_harmless(&once);
		assert_true(text_append_clean(&twice, text_string(&once), once.size_bytes, false));
		assert_string_equal(text_string(&twice), text_string(&once));
		assert_int_equal(text_width(text_string(&twice), twice.size_bytes),
		                 text_width(text_string(&once), once.size_bytes));
	}
	text_finish(&source);
	text_finish(&once);
	text_finish(&twice);
}

static void
whatever_comes_in_what_comes_out_is_harmless_and_stays_as_it_is(void **state)
{
	(void)state;
	check_hostile(1);
	assert_non_null(setlocale(LC_ALL, "C"));
	check_hostile(2);
	assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
}

static void
every_code_point_alone_takes_columns(void **state)
{
	struct text source;
	struct text t;

	(void)state;
	text_init(&source, 4);
	text_init(&t, 100);
	for (uint32_t i = 0; i < 0x110000; i++) {
		text_reset(&source);
		text_reset(&t);
		text_append_code_point(&source, i);
		assert_true(text_append_clean(&t, text_string(&source), source.size_bytes, false));
		assert_harmless(&t);
		if (text_width(text_string(&t), t.size_bytes) < 1)
			fail_msg("U+%04X cannot be seen", (unsigned)i);
	}
	text_finish(&source);
	text_finish(&t);
}

static void
a_megabyte_of_floods_is_cleaned_in_one_go(void **state)
{
	static const char *const floods[] = { "\xE2\x80\xAE", "\xFF",  ACUTE,
		                              WOMAN JOINER,   PICTURE, "\x1b" };
	struct text source;
	struct text t;

	(void)state;
	text_init(&source, 1024 * 1024);
	text_init(&t, 16 * 1024 * 1024);
	for (size_t i = 0; i < sizeof(floods) / sizeof(floods[0]); i++) {
		text_reset(&source);
		text_reset(&t);
		while (text_append(&source, floods[i]))
			continue;
		assert_true(text_append_clean(&t, text_string(&source), source.size_bytes, false));
		assert_harmless(&t);
	}
	text_finish(&source);
	text_finish(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_of_all_scripts_stay),
		cmocka_unit_test(both_words_of_a_forged_row_stay_visible),
		cmocka_unit_test(controls_become_marks),
		cmocka_unit_test(bytes_that_are_no_utf8_become_marks),
		cmocka_unit_test(line_ends_stay_only_for_who_splits_lines),
		cmocka_unit_test(what_turns_or_hides_the_line_becomes_a_mark),
		cmocka_unit_test(joiners_stay_between_pictographs_only),
		cmocka_unit_test(a_selector_stays_behind_a_symbol_only),
		cmocka_unit_test(a_flood_of_selectors_is_one_mark),
		cmocka_unit_test(no_base_carries_more_than_three_marks),
		cmocka_unit_test(a_mark_without_a_base_cannot_reach_what_stands_before),
		cmocka_unit_test(a_text_that_does_not_fit_leaves_no_part),
		cmocka_unit_test(whatever_comes_in_what_comes_out_is_harmless_and_stays_as_it_is),
		cmocka_unit_test(every_code_point_alone_takes_columns),
		cmocka_unit_test(a_megabyte_of_floods_is_cleaned_in_one_go),
	};

	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
