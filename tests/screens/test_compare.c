/* SPDX-License-Identifier: MIT */
/* Two texts compared: beside each other, one under the other, and what changed inside a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"
#include "ui/compare.h"
#include "ui/term.h"

static struct canvas whole;

static struct rig *
begin(void **state, int columns, const char *locale)
{
	const struct rig_options options = { .columns = columns, .locale = locale };
	struct rig *r = rig_create(state, &options);

	rig_open_term(r);
	term_begin_frame();
	whole = canvas_whole();
	return r;
}

static size_t
compare(const char *old_text, const char *new_text, size_t top)
{
	struct compare v = { .count = 0 };
	struct diff d;

	diff_make(old_text, strlen(old_text), new_text, strlen(new_text), &d);
	compare_lay(&v, &d, canvas_columns(&whole));
	compare_draw(&v, &whole, top);
	size_t rows = v.count;
	compare_finish(&v);
	diff_finish(&d);
	term_end_frame();
	return rows;
}

static void
texts_stand_beside_each_other(void **state)
{
	struct rig *r = begin(state, 80, NULL);

	assert_int_equal(
		compare("same\nold code here\ngone\nend\n", "same\nnew code here\nend\nmore\n", 0),
		5);
	rig_expect_row(r, 0, "1   same                                1   same");
	rig_expect_row(r, 1, "2 - old code here                       2 + new code here");
	rig_expect_row(r, 2, "3 - gone");
	rig_expect_row(r, 3, "4   end                                 3   end");
	rig_expect_row(r, 4, "4 + more");
	rig_expect_role(r, 1, "old", ROLE_SELECTED);
	rig_expect_role(r, 1, "new", ROLE_SELECTED);
	rig_expect_role(r, 2, "gone", ROLE_FAILURE);
	rig_expect_role(r, 4, "more", ROLE_GOOD);
	rig_expect_role(r, 3, "end", ROLE_PLAIN);
}

static void
on_few_columns_one_stands_under_the_other(void **state)
{
	struct rig *r = begin(state, 60, NULL);

	assert_int_equal(compare("a\nold x\nb\n", "a\nnew x\nnew y\nb\n", 0), 5);
	rig_expect_row(r, 0, "1   a");
	rig_expect_row(r, 1, "2 - old x");
	rig_expect_row(r, 2, "2 + new x");
	rig_expect_row(r, 3, "3 + new y");
	rig_expect_row(r, 4, "3   b");
	rig_expect_role(r, 1, "old", ROLE_SELECTED);
	rig_expect_role(r, 2, "new", ROLE_SELECTED);
	rig_expect_role(r, 3, "new y", ROLE_GOOD);
}

static void
a_long_line_goes_on_in_the_next_row(void **state)
{
	struct rig *r = begin(state, 80, NULL);

	assert_int_equal(compare("0123456789012345678901234567890123456789", "short", 0), 2);
	rig_expect_row(r, 0, "1 - 01234567890123456789012345678901    1 + short");
	rig_expect_row(r, 1, "- 23456789");
}

static void
it_can_be_scrolled(void **state)
{
	struct rig *r = begin(state, 80, NULL);

	assert_int_equal(compare("1\n2\n3\n", "1\n2\n4\n", 2), 3);
	rig_expect_row(r, 0, "3 - 3                                   3 + 4");
	rig_expect_row(r, 1, "");
	assert_int_equal(compare("", "", 7), 0);
}

static void
wide_and_hidden_characters_keep_their_columns(void **state)
{
	struct rig *r = begin(state, 80, NULL);

	compare("\u6f22\u5b57 \u202ex\u2019", "\u6f22\u5b57 \u202ex'", 0);
	rig_expect_text(r, "1 - \u6f22\u5b57 <U+202E>x\u2019");
	rig_expect_text(r, "  1 + \u6f22\u5b57 <U+202E>x'");
	rig_expect_role(r, 0, "\u2019", ROLE_SELECTED);
}

static void
without_utf8_it_is_ascii(void **state)
{
	struct rig *r = begin(state, 80, "C");

	compare("\u6f22\n", "\u00e9\n", 0);
	rig_expect_row(r, 0, "1 - U+6F22                              1 + e");
}

int
main(void)
{
#define COMPARE_TEST(name) cmocka_unit_test_teardown(name, rig_tear_down)
	const struct CMUnitTest tests[] = {
		COMPARE_TEST(texts_stand_beside_each_other),
		COMPARE_TEST(on_few_columns_one_stands_under_the_other),
		COMPARE_TEST(a_long_line_goes_on_in_the_next_row),
		COMPARE_TEST(it_can_be_scrolled),
		COMPARE_TEST(wide_and_hidden_characters_keep_their_columns),
		COMPARE_TEST(without_utf8_it_is_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
