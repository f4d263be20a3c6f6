/* SPDX-License-Identifier: MIT */
/* what changed between two texts */
#include "domain/diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

/* The diff as one text: a mark and the line, separated by '|'. */
static void
expect(const char *old_text, const char *new_text, const char *expected)
{
	char told[400] = "";
	size_t size = 0;
	struct diff d;

	diff_make(old_text, strlen(old_text), new_text, strlen(new_text), &d);
	for (size_t i = 0; i < d.count; i++)
		size += (size_t)snprintf(told + size, sizeof(told) - size, "%c%.*s|",
		                         " -+"[d.lines[i].kind], (int)d.lines[i].size_bytes,
		                         d.lines[i].bytes);
	assert_string_equal(told, expected);
	diff_finish(&d);
}

static void
equal_texts_have_no_change(void **state)
{
	(void)state;
	expect("", "", "");
	expect("a\nb\n", "a\nb\n", " a| b|");
}

static void
a_changed_line_is_removed_and_added(void **state)
{
	(void)state;
	expect("a\nb\nc\n", "a\nx\nc\n", " a|-b|+x| c|");
	expect("a", "b", "-a|+b|");
	expect("", "a\nb", "+a|+b|");
	expect("a\nb", "", "-a|-b|");
}

static void
common_lines_in_between_stay(void **state)
{
	(void)state;
	expect("1\n2\n3\n4\n5\n", "0\n2\n4\n6\n5\n", "-1|+0| 2|-3| 4|+6| 5|");
	expect("a\nb\n", "b\na\n", "-a| b|+a|");
}

static void
a_line_end_more_or_less_is_a_change(void **state)
{
	(void)state;
	expect("a\nb", "a\nb\n", " a|-b|+b|");
	expect("a\n", "a\n\n", " a|+|");
}

static void
lines_know_their_numbers_on_both_sides(void **state)
{
	struct diff d;

	(void)state;
	diff_make("a\nb\nc\n", 6, "a\nc\nd\n", 6, &d);
	assert_int_equal(d.count, 4);
	assert_int_equal(d.removed, 1);
	assert_int_equal(d.added, 1);
	assert_int_equal(d.lines[1].old_line, 2);
	assert_int_equal(d.lines[1].new_line, 0);
	assert_int_equal(d.lines[2].old_line, 3);
	assert_int_equal(d.lines[2].new_line, 2);
	assert_int_equal(d.lines[3].old_line, 0);
	assert_int_equal(d.lines[3].new_line, 3);
	diff_finish(&d);
}

static void
large_texts_without_a_common_line_are_told_whole(void **state)
{
	const size_t lines = 20000;
	char *olds = mem_alloc(2 * lines + 1);
	char *news = mem_alloc(2 * lines + 1);
	struct diff d;

	(void)state;
	for (size_t i = 0; i < lines; i++) {
		memcpy(olds + 2 * i, "a\n", 2);
		memcpy(news + 2 * i, "b\n", 2);
	}
	diff_make(olds, 2 * lines, news, 2 * lines, &d);
	assert_int_equal(d.removed, lines);
	assert_int_equal(d.added, lines);
	assert_int_equal(d.lines[lines].kind, DIFF_ADDED);
	diff_finish(&d);
	mem_free(olds);
	mem_free(news);
}

static void
expect_ranges(const char *old_line, const char *new_line, const char *gone, const char *came)
{
	const struct diff_line removed = { .kind = DIFF_REMOVED,
		                           .bytes = old_line,
		                           .size_bytes = strlen(old_line) };
	const struct diff_line added = { .kind = DIFF_ADDED,
		                         .bytes = new_line,
		                         .size_bytes = strlen(new_line) };
	struct diff_range in_removed;
	struct diff_range in_added;

	diff_ranges(&removed, &added, &in_removed, &in_added);
	assert_int_equal(in_removed.size_bytes, strlen(gone));
	assert_int_equal(in_added.size_bytes, strlen(came));
	assert_memory_equal(old_line + in_removed.offset_bytes, gone, strlen(gone));
	assert_memory_equal(new_line + in_added.offset_bytes, came, strlen(came));
}

static void
what_changed_inside_a_line_lies_between_what_did_not(void **state)
{
	(void)state;
	expect_ranges("your code is", "your new code is", "", "new ");
	expect_ranges("a b c", "a x c", "b", "x");
	expect_ranges("same", "same", "", "");
	expect_ranges("", "all", "", "all");
	expect_ranges("aaa", "aa", "a", "");
	expect_ranges("d\u2019acc", "d\u2018acc", "\u2019", "\u2018");
	expect_ranges("\u00e9x", "\u00a9x", "\u00e9", "\u00a9");
	expect_ranges("x\u00e9", "x\u00c9", "\u00e9", "\u00c9");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_texts_have_no_change),
		cmocka_unit_test(a_changed_line_is_removed_and_added),
		cmocka_unit_test(common_lines_in_between_stay),
		cmocka_unit_test(a_line_end_more_or_less_is_a_change),
		cmocka_unit_test(lines_know_their_numbers_on_both_sides),
		cmocka_unit_test(large_texts_without_a_common_line_are_told_whole),
		cmocka_unit_test(what_changed_inside_a_line_lies_between_what_did_not),
	};

	return cmocka_run_group_tests_name("domain/diff", tests, NULL, NULL);
}
