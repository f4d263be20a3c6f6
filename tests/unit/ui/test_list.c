/* SPDX-License-Identifier: MIT */
/* Lists: the cursor stays on a row, the window around the cursor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ui/list.h"

#define HEIGHT 5

/* Gives one command; returns whether more rows are wanted. */
static bool
give(struct list *l, enum command cmd)
{
	bool wants_more = false;
	assert_true(list_command(l, cmd, HEIGHT, &wants_more));
	return wants_more;
}

static void
expect_at(const struct list *l, size_t cursor, size_t top)
{
	assert_int_equal(l->cursor, cursor);
	assert_int_equal(list_top(l, HEIGHT), top);
}

static void
the_cursor_moves_by_rows_and_pages(void **state)
{
	struct list l = { .count = 20 };

	(void)state;
	give(&l, CMD_DOWN);
	expect_at(&l, 1, 0);
	give(&l, CMD_PAGE_DOWN);
	expect_at(&l, 5, 1);
	give(&l, CMD_PAGE_DOWN);
	expect_at(&l, 9, 5);
	give(&l, CMD_UP);
	expect_at(&l, 8, 5);
	give(&l, CMD_PAGE_UP);
	expect_at(&l, 4, 4);
	give(&l, CMD_LAST);
	expect_at(&l, 19, 15);
	give(&l, CMD_FIRST);
	expect_at(&l, 0, 0);
	give(&l, CMD_UP);
	expect_at(&l, 0, 0);
	give(&l, CMD_PAGE_UP);
	expect_at(&l, 0, 0);
}

static void
more_is_wanted_at_the_last_row_only(void **state)
{
	struct list l = { .count = 3 };

	(void)state;
	assert_false(give(&l, CMD_DOWN));
	assert_true(give(&l, CMD_DOWN));
	assert_true(give(&l, CMD_DOWN));
	expect_at(&l, 2, 0);
	assert_false(give(&l, CMD_UP));
	assert_true(give(&l, CMD_LAST));
	assert_false(give(&l, CMD_FIRST));
	assert_true(give(&l, CMD_PAGE_DOWN));
}

static void
an_empty_list_stays_at_nothing(void **state)
{
	static const enum command commands[] = { CMD_UP,        CMD_DOWN,  CMD_PAGE_UP,
		                                 CMD_PAGE_DOWN, CMD_FIRST, CMD_LAST };
	struct list l = { .count = 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		give(&l, commands[i]);
		expect_at(&l, 0, 0);
	}
}

static void
commands_of_others_are_not_taken(void **state)
{
	struct list l = { .count = 3 };
	bool wants_more = false;

	(void)state;
	assert_false(list_command(&l, CMD_OPEN, HEIGHT, &wants_more));
	assert_false(list_command(&l, CMD_LEFT, HEIGHT, &wants_more));
	expect_at(&l, 0, 0);
}

static void
rows_that_go_take_the_cursor_with_them(void **state)
{
	struct list l = { .count = 20 };

	(void)state;
	give(&l, CMD_LAST);
	list_set_count(&l, 4);
	expect_at(&l, 3, 0);
	list_set_count(&l, 0);
	expect_at(&l, 0, 0);
	list_set_count(&l, 10);
	expect_at(&l, 0, 0);
}

static void
rows_that_come_leave_the_cursor_alone(void **state)
{
	struct list l = { .count = 10 };

	(void)state;
	give(&l, CMD_LAST);
	list_set_count(&l, 30);
	expect_at(&l, 9, 5);
}

static void
the_cursor_shows_in_any_height(void **state)
{
	struct list l = { .count = 100 };

	(void)state;
	for (size_t cursor = 0; cursor < 100; cursor += 7) {
		l.cursor = cursor;
		for (size_t height = 1; height < 120; height++) {
			size_t top = list_top(&l, height);
			assert_true(top <= cursor && cursor < top + height);
			assert_true(top == 0 || top + height <= l.count);
		}
	}
	bool wants_more = false;
	assert_true(list_command(&l, CMD_DOWN, 0, &wants_more));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cursor_moves_by_rows_and_pages),
		cmocka_unit_test(more_is_wanted_at_the_last_row_only),
		cmocka_unit_test(an_empty_list_stays_at_nothing),
		cmocka_unit_test(commands_of_others_are_not_taken),
		cmocka_unit_test(rows_that_go_take_the_cursor_with_them),
		cmocka_unit_test(rows_that_come_leave_the_cursor_alone),
		cmocka_unit_test(the_cursor_shows_in_any_height),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
