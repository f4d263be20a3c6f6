/* SPDX-License-Identifier: MIT */
/* Bars: as full as what they stand for, with and without fine blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/text.h"
#include "rig.h"
#include "ui/bar.h"
#include "ui/term.h"

static struct canvas whole;

static struct rig *
begin(void **state, const char *locale)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .locale = locale });

	rig_open_term(r);
	term_begin_frame();
	whole = canvas_whole();
	whole.width = 30;
	return r;
}

static void
put(int row, size_t used, size_t room)
{
	const struct bar bar = { .label = "part 1", .used = used, .room = room, .role = ROLE_GOOD };

	bar_draw(&whole, row, &bar);
}

static void
a_bar_fills_by_eighths_of_a_column(void **state)
{
	struct rig *r = begin(state, NULL);

	put(0, 0, 80);
	put(1, 40, 80);
	put(2, 80, 80);
	put(3, 22, 80);
	term_end_frame();
	rig_expect_row(r, 0, "part 1 [               ]  0/80");
	rig_expect_row(r, 1, "part 1 [███████▌       ] 40/80");
	rig_expect_row(r, 2, "part 1 [███████████████] 80/80");
	rig_expect_row(r, 3, "part 1 [████▏          ] 22/80");
	rig_expect_role(r, 1, "███", ROLE_GOOD);
}

static void
without_blocks_a_bar_is_typed(void **state)
{
	struct rig *r = begin(state, "C");

	put(0, 0, 80);
	put(1, 41, 80);
	put(2, 80, 80);
	term_end_frame();
	rig_expect_row(r, 0, "part 1 [               ]  0/80");
	rig_expect_row(r, 1, "part 1 [########       ] 41/80");
	rig_expect_row(r, 2, "part 1 [###############] 80/80");
}

static void
something_is_never_nothing_and_almost_never_full(void **state)
{
	struct rig *r = begin(state, "C");

	put(0, 1, 160);
	put(1, 159, 160);
	term_end_frame();
	rig_expect_row(r, 0, "part 1 [#            ]   1/160");
	rig_expect_row(r, 1, "part 1 [############ ] 159/160");
}

static void
where_there_is_no_room_the_numbers_stay(void **state)
{
	struct rig *r = begin(state, NULL);

	whole.width = 14;
	put(0, 67, 67);
	term_end_frame();
	rig_expect_row(r, 0, "part 1 67/67");
}

static void
measure(const char *letter, size_t times, struct parts *out)
{
	struct fault f = { .code = ST_OK };
	struct text t;

	text_init(&t, 4096);
	for (size_t i = 0; i < times; i++)
		text_append(&t, letter);
	assert_int_equal(parts_measure(text_string(&t), t.size_bytes, out, &f), ST_OK);
	text_finish(&t);
}

static void
each_part_of_a_message_has_its_bar(void **state)
{
	struct rig *r = begin(state, "C");
	struct parts parts;

	measure("\u0436", 91, &parts);
	assert_int_equal(bar_draw_parts(&whole, 0, 4, &parts), 2);
	measure("a", 10, &parts);
	assert_int_equal(bar_draw_parts(&whole, 5, 4, &parts), 1);
	measure("", 0, &parts);
	assert_int_equal(bar_draw_parts(&whole, 7, 4, &parts), 1);
	term_end_frame();
	rig_expect_row(r, 0, "part 1 [###############] 67/67");
	rig_expect_row(r, 1, "part 2 [#####          ] 24/67");
	rig_expect_role(r, 1, "24/67", ROLE_WAITING);
	rig_expect_row(r, 5, "part 1 [#            ]  10/160");
	rig_expect_role(r, 5, "10/160", ROLE_GOOD);
	rig_expect_row(r, 7, "part 1 [             ]   0/160");
}

static void
of_many_parts_the_last_ones_are_drawn(void **state)
{
	struct rig *r = begin(state, "C");
	struct parts parts;

	measure("a", 153 * 9, &parts);
	assert_int_equal(bar_draw_parts(&whole, 0, 3, &parts), 3);
	assert_int_equal(bar_draw_parts(&whole, 5, 1, &parts), 1);
	assert_int_equal(bar_draw_parts(&whole, 8, 0, &parts), 0);
	term_end_frame();
	rig_expect_row(r, 0, "parts 1 to 7 are full");
	rig_expect_row(r, 1, "part 8 [#############] 153/153");
	rig_expect_row(r, 2, "part 9 [#############] 153/153");
	rig_expect_row(r, 5, "part 9 [#############] 153/153");
	rig_expect_row(r, 8, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_bar_fills_by_eighths_of_a_column, rig_tear_down),
		cmocka_unit_test_teardown(without_blocks_a_bar_is_typed, rig_tear_down),
		cmocka_unit_test_teardown(something_is_never_nothing_and_almost_never_full,
		                          rig_tear_down),
		cmocka_unit_test_teardown(where_there_is_no_room_the_numbers_stay, rig_tear_down),
		cmocka_unit_test_teardown(each_part_of_a_message_has_its_bar, rig_tear_down),
		cmocka_unit_test_teardown(of_many_parts_the_last_ones_are_drawn, rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
