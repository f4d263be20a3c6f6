/* SPDX-License-Identifier: MIT */
/* The safety catch of a production profile, as the console shows and moves it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/arming.h"
#include "app/session.h"
#include "base/clock.h"
#include "rig.h"
#include "scene.h"

static const struct rig_options wide = { .rows = 30, .columns = 100 };
static const struct rig_options least = { .rows = 18, .columns = 60 };

static struct rig *
open_live(void **state, const struct rig_options *options)
{
	struct rig *r = scene_open_billed(state, options, true);

	rig_type(r, "2");
	rig_expect_text(r, "verification");
	rig_key(r, "Esc");
	return r;
}

static int64_t
left_ms(struct rig *r)
{
	struct session *s = rig_session(r);
	struct fault f = { 0 };
	int64_t left = -1;

	assert_int_equal(arming_left(s->reader, s->profile.id, &left, &f), ST_OK);
	return left;
}

static void
arm(struct rig *r)
{
	rig_type(r, "a");
	rig_expect_text(r, "Arm this profile?");
	rig_advance_ms(r, 1000);
	rig_type(r, "acme-live");
	rig_key(r, "Enter");
	rig_expect_text(r, "ARMED 10:00");
}

static void
the_name_has_to_be_typed_to_arm(void **state)
{
	struct rig *r = open_live(state, &wide);
	int row = 0;
	int column = 0;

	rig_type(r, "a");
	rig_expect_text(r, "[PROD] PROD acme-live: Arm this profile?");
	assert_true(rig_find(r, "Arm this profile?", &row, &column));
	rig_expect_role(r, row, "[PROD] PROD", ROLE_PRODUCTION);
	rig_expect_text(r, "cost money");
	rig_advance_ms(r, 1000);
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	rig_type(r, "a");
	rig_advance_ms(r, 1000);
	rig_type(r, "acme-love");
	rig_expect_text(r, "this is not the name");
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	rig_expect_no_text(r, "ARMED");
	assert_int_equal(left_ms(r), 0);
}

static void
what_is_left_ticks_each_second_in_the_header(void **state)
{
	struct rig *r = open_live(state, &wide);

	arm(r);
	rig_expect_text(r, "armed for 10:00: billed sends are on");
	rig_expect_role(r, 0, "ARMED 10:00", ROLE_PRODUCTION);
	rig_advance_ms(r, 1000);
	rig_expect_text(r, "ARMED 9:59");
	rig_advance_ms(r, 17000);
	rig_expect_text(r, "ARMED 9:42");
	assert_int_equal(left_ms(r), 582000);
}

static void
nothing_ticks_while_it_is_not_armed(void **state)
{
	struct rig *r = open_live(state, &wide);
	size_t before = 0;
	size_t after = 0;

	rig_settle(r);
	free(rig_stream(r, &before));
	rig_advance_ms(r, 5000);
	free(rig_stream(r, &after));
	assert_int_equal(before, after);
}

static void
it_runs_out_by_itself_and_says_so(void **state)
{
	struct rig *r = open_live(state, &wide);

	arm(r);
	rig_advance_ms(r, 599999);
	rig_expect_text(r, "ARMED 0:01");
	rig_advance_ms(r, 1);
	rig_expect_no_text(r, "ARMED");
	rig_expect_text(r, "acme-live is no longer armed: billed sends are off");
}

static void
the_same_key_puts_the_catch_back_on(void **state)
{
	struct rig *r = open_live(state, &wide);

	arm(r);
	rig_key(r, "F4");
	rig_expect_text(r, "disarmed: billed sends are off");
	rig_expect_no_text(r, "ARMED");
	assert_int_equal(left_ms(r), 0);
}

static void
what_another_process_disarms_is_seen_within_a_second(void **state)
{
	struct rig *r = open_live(state, &wide);
	const struct session_options options = { .threaded = false };
	struct session *other = NULL;
	struct fault f = { 0 };

	arm(r);
	assert_int_equal(session_open(&options, &other, &f), ST_OK);
	assert_int_equal(arming_run(other, 0, &f), ST_OK);
	session_close(other);
	rig_advance_ms(r, 1000);
	rig_expect_no_text(r, "ARMED");
	rig_expect_text(r, "no longer armed");
}

static void
a_narrow_header_keeps_what_is_armed(void **state)
{
	struct rig *r = open_live(state, &least);

	arm(r);
	rig_expect_text(r, "[PROD] PROD");
	rig_expect_role(r, 0, "ARMED 10:00", ROLE_PRODUCTION);
	rig_expect_row(r, 0, "[PROD] PROD  acme-live       vault: key file   ARMED 10:00");
	rig_key(r, "F12");
	rig_expect_row(r, 0, "[PROD] PROD  acme-live         vault: locked   ARMED 10:00");
}

static void
any_other_profile_needs_no_arming(void **state)
{
	struct rig *r = scene_open_billed(state, &wide, false);

	rig_type(r, "2");
	rig_key(r, "Esc");
	rig_type(r, "a");
	rig_expect_text(r, "profile staging is staging, and only production is armed");
	rig_expect_no_text(r, "Arm this profile?");
}

int
main(void)
{
#define SCENE(test) cmocka_unit_test_teardown(test, rig_tear_down)
	const struct CMUnitTest tests[] = {
		SCENE(the_name_has_to_be_typed_to_arm),
		SCENE(what_is_left_ticks_each_second_in_the_header),
		SCENE(nothing_ticks_while_it_is_not_armed),
		SCENE(it_runs_out_by_itself_and_says_so),
		SCENE(the_same_key_puts_the_catch_back_on),
		SCENE(what_another_process_disarms_is_seen_within_a_second),
		SCENE(a_narrow_header_keeps_what_is_armed),
		SCENE(any_other_profile_needs_no_arming),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
