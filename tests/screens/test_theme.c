/* SPDX-License-Identifier: MIT */
/* Roles: a look for each, with colours, with few, with none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rig.h"
#include "ui/canvas.h"
#include "ui/term.h"

/* In the order of the roles. */
static const char *const names[ROLE_COUNT] = {
	"plain",  "strong", "good",     "failure", "waiting", "info",
	"accent", "dim",    "selected", "sandbox", "staging", "production",
};

static void
draw_roles(void)
{
	term_begin_frame();
	struct canvas whole = canvas_whole();
	for (int role = 0; role < ROLE_COUNT; role++)
		canvas_put_text(&whole, role, 2, (enum role)role, names[role]);
	term_end_frame();
}

static void
expect_roles(void **state, const struct rig_options *options, int colors)
{
	struct rig *r = rig_create(state, options);

	rig_open_term(r);
	assert_int_equal(term_colors(), colors);
	draw_roles();
	for (int role = 0; role < ROLE_COUNT; role++)
		rig_expect_role(r, role, names[role], (enum role)role);
	rig_tear_down(state);
}

static void
every_role_has_its_look_with_256_colours(void **state)
{
	expect_roles(state, NULL, 256);
}

static void
eight_colours_look_the_same(void **state)
{
	expect_roles(state, &(struct rig_options){ .term = "linux" }, 8);
}

static void
without_colour_bold_reverse_and_underline_are_left(void **state)
{
	expect_roles(state, &(struct rig_options){ .environment = { "NO_COLOR=1" } }, 0);
	expect_roles(state, &(struct rig_options){ .term = "vt100" }, 0);
}

/* What has to be told apart at a glance is so without colour too. */
static void
selection_failure_and_production_stand_out_without_colour(void **state)
{
	(void)state;
	theme_init(0);
	unsigned long plain = theme_attributes(ROLE_PLAIN);
	assert_int_not_equal(theme_attributes(ROLE_SELECTED), plain);
	assert_int_not_equal(theme_attributes(ROLE_FAILURE), plain);
	assert_int_not_equal(theme_attributes(ROLE_WAITING), plain);
	assert_int_not_equal(theme_attributes(ROLE_STRONG), plain);
	assert_int_not_equal(theme_attributes(ROLE_PRODUCTION), plain);
	assert_int_not_equal(theme_attributes(ROLE_PRODUCTION), theme_attributes(ROLE_SANDBOX));
	assert_int_not_equal(theme_attributes(ROLE_PRODUCTION), theme_attributes(ROLE_STAGING));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(every_role_has_its_look_with_256_colours, rig_tear_down),
		cmocka_unit_test_teardown(eight_colours_look_the_same, rig_tear_down),
		cmocka_unit_test_teardown(without_colour_bold_reverse_and_underline_are_left,
		                          rig_tear_down),
		cmocka_unit_test(selection_failure_and_production_stand_out_without_colour),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
