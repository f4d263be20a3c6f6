/* SPDX-License-Identifier: MIT */
/* a text keeps its ceiling, its UTF-8 and its columns */
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
#define EURO "\xE2\x82\xAC"
#define HAN "\xE4\xB8\xAD"
#define GRIN "\xF0\x9F\x98\x80"
#define ACUTE "\xCC\x81"
#define JOINER "\xE2\x80\x8D"
#define WOMAN "\xF0\x9F\x91\xA9"
#define LAPTOP "\xF0\x9F\x92\xBB"

/* --- Growing ------------------------------------------------------------------------------- */

static void
a_new_text_is_empty(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 100);
	assert_string_equal(text_string(&t), "");
	assert_int_equal(t.size_bytes, 0);
	assert_false(t.overflowed);
	text_finish(&t);
	text_finish(&t);
	text_finish(NULL);
}

static void
a_zeroed_struct_is_a_text_that_takes_nothing(void **state)
{
	struct text t = { 0 };

	(void)state;
	assert_string_equal(text_string(&t), "");
	assert_true(text_append(&t, ""));
	assert_false(text_append(&t, "x"));
	assert_true(t.overflowed);
	text_cut(&t, 0);
	text_reset(&t);
	text_finish(&t);
}

static void
it_grows_to_its_ceiling_and_not_beyond(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 1000);
	for (int i = 0; i < 1000; i++)
		assert_true(text_append_bytes(&t, "x", 1));
	assert_false(t.overflowed);
	assert_true(text_append(&t, ""));
	assert_false(text_append(&t, "y"));
	assert_true(t.overflowed);
	assert_int_equal(t.size_bytes, 1000);
	assert_int_equal(strlen(text_string(&t)), 1000);
	assert_true(t.capacity_bytes <= 1001);
	text_finish(&t);
}

static void
what_does_not_fit_is_left_out_whole(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 5);
	assert_true(text_append(&t, "abc"));
	assert_false(text_append(&t, "def"));
	assert_false(text_append_format(&t, "%d", 123));
	assert_false(text_append_code_point(&t, 0x20AC));
	assert_false(text_append_clean(&t, "x\x1b", 2, false));
	assert_false(text_append_ascii(&t, "x" E_ACUTE E_ACUTE, 5));
	assert_false(text_append_fitted(&t, "x", 3, true));
	assert_string_equal(text_string(&t), "abc");
	text_finish(&t);
}

static void
overflowed_stays_until_the_reset(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 3);
	assert_false(text_append(&t, "long"));
	assert_true(text_append(&t, "ab"));
	assert_true(t.overflowed);
	text_cut(&t, 1);
	assert_true(t.overflowed);
	assert_string_equal(text_string(&t), "a");
	text_reset(&t);
	assert_false(t.overflowed);
	assert_string_equal(text_string(&t), "");
	assert_int_equal(t.ceiling_bytes, 3);
	assert_true(text_append(&t, "abc"));
	text_finish(&t);
}

static void
a_text_may_be_appended_to_itself(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 1 << 20);
	text_append(&t, "ab");
	for (int i = 0; i < 12; i++)
		assert_true(text_append(&t, text_string(&t)));
	assert_int_equal(t.size_bytes, 2 << 12);
	for (size_t i = 0; i < t.size_bytes; i++)
		assert_int_equal(t.bytes[i], i % 2 == 0 ? 'a' : 'b');
	text_finish(&t);
}

static void
expect_replaced(size_t offset, size_t size_bytes, const char *with, const char *wanted)
{
	struct text t;

	text_init(&t, 100);
	text_append(&t, "Your code");
	assert_true(text_replace(&t, offset, size_bytes, with, strlen(with)));
	assert_string_equal(text_string(&t), wanted);
	assert_int_equal(t.size_bytes, strlen(wanted));
	text_finish(&t);
}

static void
a_range_is_replaced_by_more_by_less_and_by_nothing(void **state)
{
	struct text t;

	(void)state;
	expect_replaced(5, 4, "number", "Your number");
	expect_replaced(0, 4, "A", "A code");
	expect_replaced(4, 5, "", "Your");
	expect_replaced(4, 0, " own", "Your own code");
	expect_replaced(9, 0, ".", "Your code.");
	expect_replaced(0, 9, "", "");
	text_init(&t, 100);
	assert_true(text_replace(&t, 0, 0, "", 0));
	assert_string_equal(text_string(&t), "");
	assert_true(text_replace(&t, 0, 0, "x", 1));
	assert_string_equal(text_string(&t), "x");
	text_finish(&t);
}

static void
a_replacement_that_does_not_fit_changes_nothing(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 6);
	text_append(&t, "abcdef");
	assert_false(text_replace(&t, 2, 2, "123", 3));
	assert_string_equal(text_string(&t), "abcdef");
	assert_true(t.overflowed);
	assert_true(text_replace(&t, 2, 2, "12", 2));
	assert_string_equal(text_string(&t), "ab12ef");
	text_finish(&t);
}

static void
what_a_shorter_replacement_leaves_behind_is_wiped(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 100);
	text_append(&t, "code 123456");
	assert_true(text_replace(&t, 0, 11, "x", 1));
	for (size_t i = 1; i < 11; i++)
		assert_int_equal(t.bytes[i], 0);
	text_finish(&t);
}

static void
what_is_cut_off_is_wiped(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 100);
	text_append(&t, "code 482913");
	text_cut(&t, 5);
	for (size_t i = 5; i < 11; i++)
		assert_int_equal(t.bytes[i], 0);
	text_finish(&t);
}

static void
formats_of_any_length_are_appended(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 10000);
	assert_true(text_append_format(&t, "%s=%d;", "a", 7));
	assert_true(text_append_format(&t, "%0255d%0256d%05000d", 1, 2, 3));
	assert_int_equal(t.size_bytes, 4 + 255 + 256 + 5000);
	assert_int_equal(t.bytes[t.size_bytes - 1], '3');
	text_finish(&t);
}

static void
bytes_may_hold_a_nul(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 100);
	assert_true(text_append_bytes(&t, "a\0b", 3));
	assert_int_equal(t.size_bytes, 3);
	assert_memory_equal(text_string(&t), "a\0b", 4);
	text_finish(&t);
}

/* --- UTF-8 --------------------------------------------------------------------------------- */

static void
every_code_point_is_written_and_read_back(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 4);
	for (uint32_t i = 0; i < 0x110000; i++) {
		uint32_t read = 0;
		bool is_surrogate = i >= 0xD800 && i <= 0xDFFF;

		text_reset(&t);
		assert_true(text_append_code_point(&t, i));
		assert_int_equal(text_next_code_point(t.bytes, t.size_bytes, &read), t.size_bytes);
		assert_int_equal(read, is_surrogate ? 0xFFFD : i);
	}
	text_reset(&t);
	text_append_code_point(&t, 0x110000);
	assert_string_equal(text_string(&t), "\xEF\xBF\xBD");
	text_finish(&t);
}

static void
reading_ends_with_0(void **state)
{
	uint32_t code_point;
	int width;

	(void)state;
	assert_int_equal(text_next_code_point("", 0, &code_point), 0);
	assert_int_equal(text_next_cluster("", 0, &width), 0);
	assert_int_equal(width, 0);
	assert_int_equal(text_previous_cluster("abc", 0), 0);
	assert_int_equal(text_width("", 0), 0);
}

static void
invalid_bytes_are_read_one_by_one(void **state)
{
	static const char *const sources[] = {
		"\x80",         "\xBF",         "\xC0\x80",         "\xC1\xBF",     "\xC3",
		"\xC3(",        "\xE2\x82",     "\xE2(\xA1",        "\xE0\x80\xAF", "\xED\xA0\x80",
		"\xF0\x9F\x98", "\xF0\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80",     "\xFF",
	};
	uint32_t code_point;

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		size_t size = strlen(sources[i]);
		char *copy = mem_copy(sources[i], size);

		assert_int_equal(text_next_code_point(copy, size, &code_point), 1);
		assert_int_equal(code_point, 0xFFFD);
		assert_false(text_is_utf8(copy, size));
		mem_free(copy);
	}
}

static void
utf8_is_known_when_seen(void **state)
{
	(void)state;
	assert_true(text_is_utf8("", 0));
	assert_true(text_is_utf8("a" E_ACUTE EURO GRIN "\xEF\xBF\xBD\0", 14));
	assert_false(text_is_utf8("a" E_ACUTE, 2));
	assert_false(text_is_utf8("abc\xFF", 4));
}

static void
controls_are_found(void **state)
{
	static const char *const hostile[] = {
		"\x01",         "a\x1b[2J",     "\r",       "\t",   "x\x7F",
		"\xC2\x80",     "\xC2\x9F",     "\xC2\x9B", "\x9B", "\xE2\x80\xAE",
		"\xE2\x81\xA6", "\xE2\x80\x8F", "\xD8\x9C",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		assert_true(text_has_control(hostile[i], strlen(hostile[i]), false));
		assert_true(text_has_control(hostile[i], strlen(hostile[i]), true));
	}
	assert_true(text_has_control("a\0b", 3, true));
	assert_false(text_has_control("Gr" E_ACUTE EURO HAN GRIN "\xC2\xA0", 14, false));
	assert_false(text_has_control("", 0, false));
}

static void
line_ends_are_controls_unless_allowed(void **state)
{
	(void)state;
	assert_true(text_has_control("a\nb", 3, false));
	assert_false(text_has_control("a\nb\n", 4, true));
	assert_false(text_has_control("a\r\nb", 4, true));
	assert_true(text_has_control("a\rb\n", 4, true));
	assert_true(text_has_control("a\r", 2, true));
}

static void
a_copy_is_cut_between_code_points(void **state)
{
	char out[8];

	(void)state;
	assert_true(text_copy(out, sizeof(out), "1234567"));
	assert_string_equal(out, "1234567");
	assert_false(text_copy(out, sizeof(out), "12345678"));
	assert_string_equal(out, "1234567");
	assert_false(text_copy(out, sizeof(out), "123456" E_ACUTE));
	assert_string_equal(out, "123456");
	assert_false(text_copy(out, sizeof(out), "12345" GRIN));
	assert_string_equal(out, "12345");
	assert_true(text_copy(out, sizeof(out), "123" GRIN));
	assert_string_equal(out, "123" GRIN);
	assert_false(text_copy(out, sizeof(out), "123" GRIN "x"));
	assert_string_equal(out, "123" GRIN);
	assert_false(text_copy(out, 1, "x"));
	assert_string_equal(out, "");
	assert_true(text_copy(out, 1, ""));
	assert_false(text_copy(out, 0, ""));
}

/* --- Columns ------------------------------------------------------------------------------- */

static void
check_width(const char *source, int expected)
{
	size_t size = strlen(source);
	int total = 0;
	int width;

	assert_int_equal(text_width(source, size), expected);
	for (size_t at = 0; at < size;) {
		size_t taken = text_next_cluster(source + at, size - at, &width);

		assert_true(taken > 0);
		assert_true(width >= 0 && width <= 2);
		total += width;
		at += taken;
	}
	assert_int_equal(total, expected);
}

static void
columns_are_what_a_terminal_gives(void **state)
{
	(void)state;
	check_width("abc", 3);
	check_width("Z" E_ACUTE EURO, 3);
	check_width(HAN HAN, 4);
	check_width(GRIN, 2);
	check_width("e" ACUTE "x", 2);
	check_width("\xEA\xB0\x80", 2);                         /* a Hangul syllable */
	check_width("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", 2); /* the same in letters */
	check_width(WOMAN JOINER LAPTOP, 4);
	check_width("\xEF\xBC\xA1", 2); /* a full-width A */
}

static void
columns_do_not_depend_on_the_locale(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_ALL, "C"));
	columns_are_what_a_terminal_gives(state);
	assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
}

static void
check_clusters(const char *source, const char *const *expected, size_t count)
{
	size_t size = strlen(source);
	size_t at = 0;
	int width;

	for (size_t i = 0; i < count; i++) {
		size_t taken = text_next_cluster(source + at, size - at, &width);

		assert_int_equal(taken, strlen(expected[i]));
		assert_memory_equal(source + at, expected[i], taken);
		assert_int_equal(text_previous_cluster(source, at + taken), at);
		at += taken;
	}
	assert_int_equal(at, size);
}

static void
a_cluster_is_what_one_cell_holds(void **state)
{
	static const char *const mixed[] = {
		"a", "e\xCC\x81\xCC\x81", HAN, GRIN, "b\xCC\x81", "c"
	};
	static const char *const joined[] = { "x", WOMAN JOINER, LAPTOP, "y" };
	static const char *const marks[] = { HAN ACUTE, HAN, GRIN ACUTE };

	(void)state;
	check_clusters("ae" ACUTE ACUTE HAN GRIN "b" ACUTE "c", mixed, 6);
	check_clusters("x" WOMAN JOINER LAPTOP "y", joined, 4);
	check_clusters(HAN ACUTE HAN GRIN ACUTE, marks, 3);
}

/* --- Fitting ------------------------------------------------------------------------------- */

static void
check_fitted(const char *source, int width_cols, bool pad, const char *expected)
{
	struct text t;

	text_init(&t, 1000);
	text_append(&t, "|");
	assert_true(text_append_fitted(&t, source, width_cols, pad));
	assert_string_equal(text_string(&t) + 1, expected);
	assert_true(text_width(text_string(&t) + 1, t.size_bytes - 1) <=
	            (width_cols > 0 ? width_cols : 0));
	if (pad && width_cols > 0)
		assert_int_equal(text_width(text_string(&t) + 1, t.size_bytes - 1), width_cols);
	text_finish(&t);
}

static void
what_fits_stays_whole(void **state)
{
	(void)state;
	check_fitted("abc", 3, false, "abc");
	check_fitted("abc", 10, false, "abc");
	check_fitted("abc", 6, true, "abc   ");
	check_fitted("", 3, true, "   ");
	check_fitted("", 3, false, "");
	check_fitted(HAN HAN, 4, false, HAN HAN);
	check_fitted("abe" ACUTE, 3, false, "abe" ACUTE);
}

static void
two_dots_stand_for_what_is_cut(void **state)
{
	(void)state;
	check_fitted("abcdef", 5, false, "abc..");
	check_fitted("abcdef", 3, false, "a..");
	check_fitted("abcdef", 2, false, "ab");
	check_fitted("abcdef", 1, true, "a");
	check_fitted("abcdef", 0, true, "");
	check_fitted("abcdef", -5, true, "");
}

static void
a_cut_never_splits_what_belongs_together(void **state)
{
	(void)state;
	check_fitted(HAN HAN HAN, 5, false, HAN "..");
	check_fitted("a" HAN HAN, 4, true, "a.. ");
	check_fitted(HAN HAN, 1, true, " ");
	check_fitted(HAN HAN, 3, true, ".. ");
	check_fitted("e" ACUTE ACUTE "abc", 3, false, "e" ACUTE ACUTE "..");
	check_fitted("a" WOMAN JOINER LAPTOP "bc", 6, true, "a..   ");
	check_fitted("a" WOMAN JOINER LAPTOP "b", 6, true, "a" WOMAN JOINER LAPTOP "b");
}

static void
wide_fields_are_padded_to_their_end(void **state)
{
	struct text t;

	(void)state;
	text_init(&t, 1000);
	assert_true(text_append_fitted(&t, "x", 333, true));
	assert_int_equal(t.size_bytes, 333);
	assert_int_equal(strspn(text_string(&t) + 1, " "), 332);
	text_finish(&t);
}

/* --- ASCII --------------------------------------------------------------------------------- */

static void
check_ascii(const char *source, const char *expected)
{
	struct text t;

	text_init(&t, 1000);
	assert_true(text_append_ascii(&t, source, strlen(source)));
	assert_string_equal(text_string(&t), expected);
	text_finish(&t);
}

static void
letters_lose_their_accents(void **state)
{
	(void)state;
	check_ascii("plain ~text~", "plain ~text~");
	check_ascii("Z\xC3\xBCrich, Malm\xC3\xB6, \xC5\x81\xC3\xB3\xC4\x91\xC5\xBA",
	            "Zurich, Malmo, Lodz");
	check_ascii("Stra\xC3\x9F"
	            "e \xC3\x86sir",
	            "Strasse AEsir");
	check_ascii("e" ACUTE ACUTE, "e");
	check_ascii("\xEF\xBC\xA1\xEF\xBC\x91 \xC2\xBD", "A1 1/2");
}

static void
typographic_characters_get_look_alikes(void **state)
{
	(void)state;
	check_ascii("\xE2\x80\x9Cit\xE2\x80\x99s\xE2\x80\x9D \xE2\x80\x93 so\xE2\x80\xA6",
	            "\"it's\" - so...");
	check_ascii("5 " EURO " \xE2\x86\x92 \xE2\x9C\x93", "5 EUR -> +");
	check_ascii("\xC2\xA0x", " x");
}

static void
lines_are_drawn_with_ascii(void **state)
{
	(void)state;
	check_ascii("\xE2\x94\x8C\xE2\x94\x80\xE2\x94\x90", "+-+");
	check_ascii("\xE2\x94\x82\xE2\x95\x91\xE2\x95\xB0\xE2\x96\x88", "||+#");
}

static void
the_rest_is_named_by_its_code_point(void **state)
{
	(void)state;
	check_ascii(HAN, "U+4E2D");
	check_ascii(GRIN, "U+1F600");
	check_ascii(WOMAN JOINER LAPTOP, "U+1F469U+1F4BB");
	check_ascii("a\x1b[m\xC2\x9B"
	            "\n\xFF",
	            "aU+001B[mU+009B\nxFF");
}

static void
ascii_is_all_that_comes_out(void **state)
{
	struct text source;
	struct text t;

	(void)state;
	text_init(&source, 4);
	text_init(&t, 1000);
	for (uint32_t i = 0; i < 0x110000; i++) {
		text_reset(&source);
		text_reset(&t);
		text_append_code_point(&source, i);
		assert_true(text_append_ascii(&t, text_string(&source), source.size_bytes));
		for (size_t k = 0; k < t.size_bytes; k++)
			if (i != '\n' && (t.bytes[k] < 0x20 || t.bytes[k] > 0x7E))
				fail_msg("U+%04X", (unsigned)i);
	}
	text_finish(&source);
	text_finish(&t);
}

static void
the_distance_of_words_counts_letters(void **state)
{
	(void)state;
	assert_int_equal(text_distance("code", "code"), 0);
	assert_int_equal(text_distance("cod", "code"), 1);
	assert_int_equal(text_distance("coed", "code"), 2);
	assert_int_equal(text_distance("", "code"), 4);
	assert_int_equal(text_distance("friendlyname", "friendly_name"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_text_is_empty),
		cmocka_unit_test(a_zeroed_struct_is_a_text_that_takes_nothing),
		cmocka_unit_test(it_grows_to_its_ceiling_and_not_beyond),
		cmocka_unit_test(what_does_not_fit_is_left_out_whole),
		cmocka_unit_test(overflowed_stays_until_the_reset),
		cmocka_unit_test(a_text_may_be_appended_to_itself),
		cmocka_unit_test(a_range_is_replaced_by_more_by_less_and_by_nothing),
		cmocka_unit_test(a_replacement_that_does_not_fit_changes_nothing),
		cmocka_unit_test(what_a_shorter_replacement_leaves_behind_is_wiped),
		cmocka_unit_test(what_is_cut_off_is_wiped),
		cmocka_unit_test(formats_of_any_length_are_appended),
		cmocka_unit_test(bytes_may_hold_a_nul),
		cmocka_unit_test(every_code_point_is_written_and_read_back),
		cmocka_unit_test(reading_ends_with_0),
		cmocka_unit_test(invalid_bytes_are_read_one_by_one),
		cmocka_unit_test(utf8_is_known_when_seen),
		cmocka_unit_test(controls_are_found),
		cmocka_unit_test(line_ends_are_controls_unless_allowed),
		cmocka_unit_test(a_copy_is_cut_between_code_points),
		cmocka_unit_test(columns_are_what_a_terminal_gives),
		cmocka_unit_test(columns_do_not_depend_on_the_locale),
		cmocka_unit_test(a_cluster_is_what_one_cell_holds),
		cmocka_unit_test(what_fits_stays_whole),
		cmocka_unit_test(two_dots_stand_for_what_is_cut),
		cmocka_unit_test(a_cut_never_splits_what_belongs_together),
		cmocka_unit_test(wide_fields_are_padded_to_their_end),
		cmocka_unit_test(letters_lose_their_accents),
		cmocka_unit_test(typographic_characters_get_look_alikes),
		cmocka_unit_test(lines_are_drawn_with_ascii),
		cmocka_unit_test(the_rest_is_named_by_its_code_point),
		cmocka_unit_test(ascii_is_all_that_comes_out),
		cmocka_unit_test(the_distance_of_words_counts_letters),
	};

	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
