/* SPDX-License-Identifier: MIT */
/* Help: the keys of the place it was opened from and of everywhere, from the tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/command.h"
#include "scene.h"
#include "ui/keymap.h"

static const struct rig_options wide = { .rows = 30, .columns = 100 };
static const struct rig_options tall = { .rows = 80, .columns = 100 };

static void
it_shows_the_keys_of_where_it_came_from(void **state)
{
	struct rig *r = scene_open(state, &wide);

	rig_type(r, "3?");
	rig_expect_text(r, "Here (log)");
	rig_expect_text(r, "Failed sends only, or all again");
	rig_expect_no_text(r, "Pick a sandbox number");
	rig_expect_text(r, "keys of log");
	rig_key(r, "Esc");
	rig_type(r, "2?");
	rig_expect_text(r, "Here (send)");
	rig_expect_text(r, "Pick a sandbox number by its outcome");
	rig_expect_text(r, "While a field takes letters");
}

static void
every_key_of_the_place_and_of_everywhere_is_there(void **state)
{
	struct rig *r = scene_open(state, &tall);

	rig_type(r, "3?");
	for (const struct binding *b = keymap_bindings(); b->scope; b++) {
		if (strcmp(b->scope, "log") != 0 && strcmp(b->scope, "all") != 0)
			continue;
		rig_expect_text(r, b->key);
		rig_expect_text(r, command_help(b->command));
	}
}

static void
it_scrolls_to_its_end_and_back(void **state)
{
	struct rig *r = scene_open(state, &wide);

	rig_type(r, "?");
	rig_expect_text(r, "Here (home)");
	rig_expect_text(r, "more below");
	rig_key(r, "PageDown");
	rig_expect_no_text(r, "Here (home)");
	rig_key(r, "End");
	rig_expect_text(r, "In a question");
	rig_expect_no_text(r, "more below");
	rig_key(r, "Up");
	rig_key(r, "Home");
	rig_expect_text(r, "Here (home)");
}

static void
escape_leads_back(void **state)
{
	struct rig *r = scene_open(state, &wide);

	rig_type(r, "3?");
	rig_expect_text(r, "Here (log)");
	rig_key(r, "Esc");
	rig_expect_text(r, "Log: all messages");
}

static void
it_fits_its_terminal(void **state)
{
	struct rig *r = scene_open(state, &wide);

	rig_type(r, "2?");
	scene_expect_golden(r, "help_100x30");
	rig_resize(r, 24, 80);
	scene_expect_golden(r, "help_80x24");
	rig_resize(r, 18, 60);
	rig_expect_text(r, "Here (send)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(it_shows_the_keys_of_where_it_came_from, rig_tear_down),
		cmocka_unit_test_teardown(every_key_of_the_place_and_of_everywhere_is_there,
		                          rig_tear_down),
		cmocka_unit_test_teardown(it_scrolls_to_its_end_and_back, rig_tear_down),
		cmocka_unit_test_teardown(escape_leads_back, rig_tear_down),
		cmocka_unit_test_teardown(it_fits_its_terminal, rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
