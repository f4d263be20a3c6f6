/* SPDX-License-Identifier: MIT */
/* Canvases: nothing outside them, nothing raw in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "rig.h"
#include "ui/canvas.h"
#include "ui/term.h"

static struct canvas whole;

static struct rig *
begin(void **state, const struct rig_options *options)
{
	struct rig *r = rig_create(state, options);

	rig_open_term(r);
	term_begin_frame();
	whole = canvas_whole();
	return r;
}

static struct rig *
begin_in_c(void **state)
{
	return begin(state, &(struct rig_options){ .locale = "C" });
}

static void
a_part_is_clipped_to_what_it_is_cut_from(void **state)
{
	begin(state, NULL);
	struct canvas part = canvas_part(&whole, 20, 70, 10, 30);
	assert_int_equal(canvas_rows(&part), 4);
	assert_int_equal(canvas_columns(&part), 10);
	part = canvas_part(&whole, -2, -3, 5, 8);
	assert_int_equal(part.top, 0);
	assert_int_equal(canvas_rows(&part), 3);
	assert_int_equal(canvas_columns(&part), 5);
	part = canvas_part(&whole, 30, 0, 5, 8);
	assert_int_equal(canvas_rows(&part), 0);
	part = canvas_part(&whole, 0, 0, -5, -8);
	assert_int_equal(canvas_rows(&part), 0);
	assert_int_equal(canvas_columns(&part), 0);
}

static void
nothing_is_drawn_outside_a_part(void **state)
{
	struct rig *r = begin(state, NULL);
	struct canvas part = canvas_part(&whole, 5, 10, 2, 6);

	assert_int_equal(canvas_put_text(&part, 0, 0, ROLE_PLAIN, "0123456789"), 6);
	canvas_put_text(&part, 1, 4, ROLE_PLAIN, "abcdef");
	canvas_put_text(&part, 2, 0, ROLE_PLAIN, "below");
	canvas_put_text(&part, -1, 0, ROLE_PLAIN, "above");
	canvas_put_text(&part, 0, 6, ROLE_PLAIN, "beside");
	canvas_put_text(&part, 0, -1, ROLE_PLAIN, "before");
	canvas_put_right(&part, 5, 6, ROLE_PLAIN, "right");
	canvas_put_fitted(&part, 0, 9, 4, ROLE_PLAIN, "fit");
	canvas_fill_row(&part, 7, ROLE_SELECTED);
	term_end_frame();
	rig_expect_row(r, 5, "012345");
	rig_expect_row(r, 6, "ab");
	for (int row = 0; row < 24; row++)
		if (row != 5 && row != 6)
			rig_expect_row(r, row, "");
}

/* Whether a terminal joins them or not, they take the columns that were counted. */
static void
joined_pictures_stand_beside_each_other(void **state)
{
	struct rig *r = begin(state, NULL);

	assert_int_equal(canvas_put_text(&whole, 0, 0, ROLE_PLAIN,
	                                 "\U0001F469\u200D\U0001F469\u200D\U0001F467|"),
	                 7);
	term_end_frame();
	rig_expect_row(r, 0, "\U0001F469\U0001F469\U0001F467|");
	assert_int_equal(rig_count_in_stream(r, "\u200D", strlen("\u200D")), 0);
}

static void
a_wide_character_is_never_cut_in_half(void **state)
{
	struct rig *r = begin(state, NULL);
	struct canvas part = canvas_part(&whole, 0, 0, 1, 5);

	assert_int_equal(canvas_put_text(&part, 0, 0, ROLE_PLAIN, "\u4e2d\u6587\u5b57"), 4);
	struct canvas last = canvas_part(&whole, 1, 75, 1, 5);
	canvas_put_text(&last, 0, 0, ROLE_PLAIN, "\u4e2d\u6587\u5b57");
	term_end_frame();
	rig_expect_row(r, 0, "\u4e2d\u6587");
	rig_expect_row(r, 1, "\u4e2d\u6587");
}

static void
accents_stay_on_their_letters(void **state)
{
	struct rig *r = begin(state, NULL);
	struct canvas part = canvas_part(&whole, 0, 0, 1, 3);

	canvas_put_text(&part, 0, 0, ROLE_PLAIN, "abe\u0301x");
	term_end_frame();
	rig_expect_row(r, 0, "abe\u0301");
}

static void
fitted_text_is_padded_or_says_that_it_was_cut(void **state)
{
	struct rig *r = begin(state, NULL);

	assert_int_equal(canvas_put_fitted(&whole, 0, 2, 8, ROLE_SELECTED, "short"), 10);
	canvas_put_text(&whole, 0, 10, ROLE_PLAIN, "|");
	canvas_put_fitted(&whole, 1, 2, 8, ROLE_PLAIN, "longer than that");
	canvas_put_text(&whole, 1, 10, ROLE_PLAIN, "|");
	canvas_put_fitted(&whole, 2, 76, 8, ROLE_PLAIN, "longer");
	term_end_frame();
	rig_expect_row(r, 0, "short   |");
	rig_expect_role(r, 0, "short   ", ROLE_SELECTED);
	rig_expect_row(r, 1, "longer..|");
	rig_expect_row(r, 2, "lo..");
}

static void
text_on_the_right_ends_where_it_should(void **state)
{
	struct rig *r = begin(state, NULL);

	canvas_put_right(&whole, 0, 80, ROLE_PLAIN, "at the edge");
	canvas_put_right(&whole, 1, 20, ROLE_PLAIN, "inside");
	canvas_put_right(&whole, 2, 5, ROLE_PLAIN, "too long");
	term_end_frame();
	int row = 0;
	int column = 0;
	rig_drain(r);
	assert_true(rig_find(r, "at the edge", &row, &column));
	assert_int_equal(column, 80 - 11);
	assert_true(rig_find(r, "inside", &row, &column));
	assert_int_equal(column, 14);
	rig_expect_row(r, 2, "too..");
}

static void
long_text_is_broken_at_blanks_and_line_ends(void **state)
{
	struct rig *r = begin(state, NULL);
	struct canvas part = canvas_part(&whole, 0, 0, 10, 12);

	assert_int_equal(canvas_put_wrapped(&part, 0, 0, 10, ROLE_PLAIN,
	                                    "one two three four\nfive sixseveneightnine"),
	                 5);
	struct canvas low = canvas_part(&whole, 12, 0, 10, 12);
	assert_int_equal(canvas_put_wrapped(&low, 0, 0, 2, ROLE_PLAIN,
	                                    "a b c d e f g h i j k l m "
	                                    "n o p q r s t u"),
	                 2);
	term_end_frame();
	rig_expect_row(r, 0, "one two");
	rig_expect_row(r, 1, "three four");
	rig_expect_row(r, 2, "five");
	rig_expect_row(r, 3, "sixseveneigh");
	rig_expect_row(r, 4, "tnine");
	rig_expect_row(r, 12, "a b c d e f");
	rig_expect_row(r, 13, "g h i j k l");
	rig_expect_row(r, 14, "");
}

static void
a_box_is_drawn_around_its_inside(void **state)
{
	struct rig *r = begin(state, NULL);
	struct canvas box = canvas_part(&whole, 0, 0, 3, 12);
	struct canvas inside = canvas_put_box(&box, "Title", false);

	assert_int_equal(canvas_rows(&inside), 1);
	assert_int_equal(canvas_columns(&inside), 8);
	canvas_put_text(&inside, 0, 0, ROLE_PLAIN, "12345678x");
	term_end_frame();
	rig_expect_row(r, 0, "\u250c\u2500 Title \u2500\u2500\u2510");
	rig_expect_row(r, 1, "\u2502 12345678 \u2502");
	rig_expect_row(r, 2,
	               "\u2514\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
	               "\u2518");
}

static void
a_box_too_small_for_a_frame_has_no_inside(void **state)
{
	struct rig *r = begin(state, NULL);

	for (int size = 0; size < 4; size++) {
		struct canvas box = canvas_part(&whole, 0, 0, size, size);
		struct canvas inside = canvas_put_box(&box, "Title", true);
		assert_int_equal(canvas_rows(&inside) * canvas_columns(&inside), 0);
	}
	term_end_frame();
	rig_expect_row(r, 5, "");
}

static void
without_utf8_everything_is_ascii(void **state)
{
	struct rig *r = begin_in_c(state);
	struct canvas box = canvas_part(&whole, 0, 0, 3, 40);
	struct canvas inside = canvas_put_box(&box, "Caf\u00e9", true);
	size_t size = 0;

	canvas_put_text(&inside, 0, 0, ROLE_PLAIN, "d\u2019acc\u00e8s \u2192 \u4e2d");
	term_end_frame();
	rig_expect_row(r, 0, "+- Cafe -------------------------------+");
	rig_expect_row(r, 1, "| d'acces -> U+4E2D                    |");
	char *stream = rig_stream(r, &size);
	for (size_t i = 0; i < size; i++)
		assert_true((unsigned char)stream[i] < 0x80);
	free(stream);
}

/* Everything that a provider could send to move the cursor, hide a word or turn a line. */
static const char *const hostile[] = {
	"\033[2Jgone",
	"\033]0;title\007",
	"REJECTED\rDELIVERED",
	"REJECTED\b\b\b\b\b\b\b\bOK",
	"two\nrows",
	"a\ttab",
	"\u202edlrow\u202c",
	"hidden\u200bspace",
	"\u2066iso\u2069",
	"\xc2\x9b"
	"31mred",
	"\x9b"
	"31m",
	"bad\xff\xfe",
	"\u2028line",
	"tag\U000e0041",
	"\033P0;1|17/ab\x9c",
	"nul\x01\x02\x7f",
	"\u0301lead",
	"z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308algo",
};

#define HOSTILE_COUNT (sizeof(hostile) / sizeof(hostile[0]))

static void
put_hostile(void)
{
	for (size_t i = 0; i < HOSTILE_COUNT; i++) {
		int end = canvas_put_text(&whole, (int)i, 0, ROLE_PLAIN, hostile[i]);
		canvas_put_text(&whole, (int)i, end, ROLE_PLAIN, "|");
	}
}

static void
hostile_text_leaves_every_row_in_its_place(void **state)
{
	struct rig *r = begin(state, NULL);

	put_hostile();
	term_end_frame();
	for (size_t i = 0; i < HOSTILE_COUNT; i++) {
		struct text clean;
		text_init(&clean, 4096);
		text_append_clean(&clean, hostile[i], strlen(hostile[i]), false);
		text_append(&clean, "|");
		rig_expect_row(r, (int)i, text_string(&clean));
		text_finish(&clean);
	}
}

static void
a_forged_row_shows_both_its_words(void **state)
{
	struct rig *r = begin(state, NULL);

	canvas_put_text(&whole, 0, 0, ROLE_PLAIN, "REJECTED\rDELIVERED");
	term_end_frame();
	rig_expect_row(r, 0, "REJECTED<U+000D>DELIVERED");
}

static void
no_raw_sequence_reaches_the_terminal(void **state)
{
	struct rig *r = begin(state, NULL);

	put_hostile();
	canvas_put_fitted(&whole, 20, 0, 70, ROLE_PLAIN, "\033[31mfitted\u202e");
	canvas_put_right(&whole, 21, 80, ROLE_PLAIN, "\033[31mright\u202e");
	canvas_put_wrapped(&whole, 22, 0, 1, ROLE_PLAIN, "\033[31mwrapped\u202e");
	struct canvas box = canvas_part(&whole, 18, 40, 2, 40);
	canvas_put_box(&box, "\033[31mtitle\u202e", false);
	term_end_frame();
	rig_drain(r);
	static const char *const raw[] = { "\033]0;",  "\u202e", "\u200b", "\u2066",     "\u2028",
		                           "\xc2\x9b", "\033P",  "\x7f",   "\U000e0041", "\b\b" };
	for (size_t i = 0; i < sizeof(raw) / sizeof(raw[0]); i++)
		assert_int_equal(rig_count_in_stream(r, raw[i], strlen(raw[i])), 0);
	rig_expect_text(r, "<U+001B>[31mtitle");
}

static void
hostile_text_in_ascii_is_as_harmless(void **state)
{
	struct rig *r = begin_in_c(state);
	size_t size = 0;

	put_hostile();
	term_end_frame();
	rig_expect_row(r, 2, "REJECTED<U+000D>DELIVERED|");
	char *stream = rig_stream(r, &size);
	for (size_t i = 0; i < size; i++)
		assert_true((unsigned char)stream[i] < 0x80);
	free(stream);
}

static void
a_text_of_a_megabyte_is_cut_at_the_edge(void **state)
{
	struct rig *r = begin(state, NULL);
	size_t size = 1024 * 1024;
	char *large = malloc(size + 1);

	assert_non_null(large);
	for (size_t i = 0; i < size; i++)
		large[i] = "\033x\xe9"[i % 3];
	large[size] = '\0';
	canvas_put_text(&whole, 0, 0, ROLE_PLAIN, large);
	canvas_put_fitted(&whole, 1, 0, 80, ROLE_PLAIN, large);
	canvas_put_wrapped(&whole, 2, 0, 3, ROLE_PLAIN, large);
	term_end_frame();
	free(large);
	rig_expect_text(r, "<U+001B>x<xE9><U+001B>x<xE9>");
	rig_expect_row(r, 5, "");
}

static void
a_hostile_full_paint_arrives_whole(void **state)
{
	struct rig *r = begin(state, &(struct rig_options){ .rows = 60, .columns = 200 });

	for (int row = 0; row < 60; row++)
		for (int column = 0; column < 200; column++)
			canvas_put_text(&whole, row, column,
			                (enum role)((row + column) % ROLE_COUNT),
			                column % 2 ? "x" : "\u00e9");
	term_end_frame();
	rig_expect_text(r, "\u00e9x\u00e9x\u00e9x");
	assert_int_equal(text_width(rig_row(r, 59), strlen(rig_row(r, 59))), 200);
}

static void
a_closed_terminal_has_nothing_to_draw_on(void **state)
{
	(void)state;
	struct canvas none = canvas_whole();
	assert_int_equal(canvas_rows(&none), 0);
	assert_int_equal(canvas_columns(&none), 0);
	canvas_put_text(&none, 0, 0, ROLE_PLAIN, "nowhere");
	canvas_fill_row(&none, 0, ROLE_SELECTED);
	canvas_put_box(&none, "nowhere", false);
	canvas_place_cursor(&none, 0, 0);
}

int
main(void)
{
#define RIG_TEST(name) cmocka_unit_test_teardown(name, rig_tear_down)
	const struct CMUnitTest tests[] = {
		RIG_TEST(a_part_is_clipped_to_what_it_is_cut_from),
		RIG_TEST(nothing_is_drawn_outside_a_part),
		RIG_TEST(joined_pictures_stand_beside_each_other),
		RIG_TEST(a_wide_character_is_never_cut_in_half),
		RIG_TEST(accents_stay_on_their_letters),
		RIG_TEST(fitted_text_is_padded_or_says_that_it_was_cut),
		RIG_TEST(text_on_the_right_ends_where_it_should),
		RIG_TEST(long_text_is_broken_at_blanks_and_line_ends),
		RIG_TEST(a_box_is_drawn_around_its_inside),
		RIG_TEST(a_box_too_small_for_a_frame_has_no_inside),
		RIG_TEST(without_utf8_everything_is_ascii),
		RIG_TEST(hostile_text_leaves_every_row_in_its_place),
		RIG_TEST(a_forged_row_shows_both_its_words),
		RIG_TEST(no_raw_sequence_reaches_the_terminal),
		RIG_TEST(hostile_text_in_ascii_is_as_harmless),
		RIG_TEST(a_text_of_a_megabyte_is_cut_at_the_edge),
		RIG_TEST(a_hostile_full_paint_arrives_whole),
		cmocka_unit_test(a_closed_terminal_has_nothing_to_draw_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
