/* SPDX-License-Identifier: MIT */
/* The first start: one decision, and two keys to the first simulated send. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

static const struct rig_options wide = { .rows = 30, .columns = 100, .fresh = true };

static void
a_new_store_opens_on_one_decision(void **state)
{
	struct rig *r = scene_open(state, &wide);

	rig_expect_text(r, "> Try it now      simulated, no account");
	rig_expect_role(r, -1, "> Try it now", ROLE_SELECTED);
	rig_expect_text(r, "store      new, WAL, 0600");
	rig_expect_text(r, "terminal   xterm-256color 100x30");
	rig_expect_text(r, "first start: 2 files made, nothing sent");
	scene_expect_golden(r, "welcome_100x30");
}

static void
it_fits_80_by_24(void **state)
{
	const struct rig_options small = { .rows = 24, .columns = 80, .fresh = true };
	scene_expect_golden(scene_open(state, &small), "welcome_80x24");
}

static void
it_fits_60_by_18(void **state)
{
	const struct rig_options small = { .rows = 18, .columns = 60, .fresh = true };
	struct rig *r = scene_open(state, &small);

	rig_expect_text(r, "> Try it now");
	rig_expect_text(r, "Leaving is safe at any moment: nothing stays half done.");
	/* The tab in front has its name, the others their digit, and help stands beside them. */
	rig_expect_row(r, 1, "[1 Home] 2  3  4  5  6  7                           ? help");
}

static void
enter_twice_is_the_first_simulated_send(void **state)
{
	struct rig *r = scene_open(state, &wide);

	rig_key(r, "Enter");
	rig_expect_role(r, -1, "[ Send simulated ]", ROLE_SELECTED);
	assert_int_equal(scene_sends(), 0);
	rig_key(r, "Enter");
	rig_expect_text(r, "accepted  PENDING_ACCEPTED (1/26)");
	assert_int_equal(scene_sends(), 1);
}

static void
the_last_choice_leads_home(void **state)
{
	struct rig *r = scene_open(state, &wide);

	rig_key(r, "Down");
	rig_key(r, "Down");
	rig_expect_role(r, -1, "> Look around", ROLE_SELECTED);
	rig_key(r, "Enter");
	rig_expect_text(r, "None yet: 2 writes the first.");
	rig_expect_no_text(r, "Try it now");
}

static void
no_colour_is_said_and_costs_no_word(void **state)
{
	struct rig_options plain = wide;
	plain.environment[0] = "NO_COLOR=1";
	struct rig *r = scene_open(state, &plain);

	rig_expect_text(r, "colours    none (NO_COLOR)");
	rig_expect_text(r, "> Try it now");
}

static void
a_terminal_without_utf8_gets_ascii(void **state)
{
	struct rig_options plain = wide;
	plain.locale = "C";
	struct rig *r = scene_open(state, &plain);

	rig_expect_text(r, "text       ANSI_X3.4-1968");
	rig_expect_text(r, "+- Welcome ---");
	rig_expect_text(r, "> Try it now");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_new_store_opens_on_one_decision, rig_tear_down),
		cmocka_unit_test_teardown(it_fits_80_by_24, rig_tear_down),
		cmocka_unit_test_teardown(it_fits_60_by_18, rig_tear_down),
		cmocka_unit_test_teardown(enter_twice_is_the_first_simulated_send, rig_tear_down),
		cmocka_unit_test_teardown(the_last_choice_leads_home, rig_tear_down),
		cmocka_unit_test_teardown(no_colour_is_said_and_costs_no_word, rig_tear_down),
		cmocka_unit_test_teardown(a_terminal_without_utf8_gets_ascii, rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
