/* SPDX-License-Identifier: MIT */
/* Home: what is set up, what is missing, the last hour, the last sends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/session.h"
#include "app/setup.h"
#include "scene.h"

static void
five_sends(struct session *s, struct db *db)
{
	const struct scene_row rows[] = {
		{ .age_ms = 26 * 3600000,
		  .state = MESSAGE_DELIVERED,
		  .group = 3,
		  .id = 5,
		  .http_status = 200 },
		{ .age_ms = 40 * 60000,
		  .state = MESSAGE_DELIVERED,
		  .group = 3,
		  .id = 5,
		  .http_status = 200 },
		{ .age_ms = 30 * 60000,
		  .state = MESSAGE_ACCEPTED,
		  .group = 1,
		  .id = 26,
		  .http_status = 200 },
		{ .age_ms = 20 * 60000,
		  .to = "+99950012",
		  .state = MESSAGE_REJECTED,
		  .group = 5,
		  .id = 12,
		  .http_status = 200 },
		{ .age_ms = 10 * 60000,
		  .to = "+99990500",
		  .state = MESSAGE_UNKNOWN,
		  .http_status = 500 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		scene_add(s, db, &rows[i]);
}

static const struct rig_options wide = { .rows = 30, .columns = 100, .fill = five_sends };
static const struct rig_options small = { .rows = 24, .columns = 80, .fill = five_sends };
static const struct rig_options empty = { .rows = 24, .columns = 80 };

static void
an_empty_log_is_no_sends_and_no_zero(void **state)
{
	struct rig *r = scene_open(state, &empty);

	rig_expect_text(r, "no sends in the last hour");
	rig_expect_text(r, "The last sends are shown here. None yet: 2 writes the first.");
	rig_expect_no_text(r, " 0 ");
}

static void
the_last_hour_counts_by_state(void **state)
{
	struct rig *r = scene_open(state, &wide);

	/* The send of yesterday is a row, and no part of the hour. */
	rig_expect_text(r, "[FAIL] 2 of 4 failed");
	rig_expect_role(r, -1, "[FAIL] 2 of 4 failed", ROLE_FAILURE);
	rig_expect_text(r, "     1 delivered");
	rig_expect_text(r, "11-24 08:00 +99930005");
	scene_expect_golden(r, "home_100x30");
}

static void
it_fits_80_by_24(void **state)
{
	scene_expect_golden(scene_open(state, &small), "home_80x24");
}

static void
only_what_is_delivered_is_green(void **state)
{
	struct rig *r = scene_open(state, &wide);

	rig_expect_role(r, -1, "DELIVERED_TO_HANDSET", ROLE_GOOD);
	rig_expect_role(r, -1, "PENDING_ACCEPTED", ROLE_WAITING);
	rig_expect_role(r, -1, "REJECTED_NOT_ENOUGH_CREDITS", ROLE_FAILURE);
}

static void
the_marked_row_opens(void **state)
{
	struct rig *r = scene_open(state, &wide);
	int row = 0;
	int column = 0;

	rig_key(r, "Down");
	rig_expect_text(r, "row 2 of the latest 5");
	assert_true(rig_find(r, "+99950012", &row, &column));
	rig_expect_role(r, row, "+99950012", ROLE_SELECTED);
	rig_expect_cursor(r, row, 2);
	rig_key(r, "Enter");
	rig_expect_text(r, "Message 4");
	rig_expect_text(r, "Why: REJECTED_NOT_ENOUGH_CREDITS");
	rig_key(r, "Esc");
	rig_expect_text(r, "row 2 of the latest 5");
}

static void
a_sandbox_needs_no_key_and_says_so(void **state)
{
	struct rig *r = scene_open(state, &empty);

	rig_expect_text(r, "[OK] profile sandbox (sandbox): reaches nobody");
	rig_expect_text(r, "[--] API_KEY: none, the simulator takes any");
	rig_expect_text(r, "[OK] 2 templates: verification, enrollment");
}

static void
make_bare_staging(struct session *s, struct db *db)
{
	struct fault f = { 0 };

	(void)db;
	assert_int_equal(setup_add_profile(s, "bare", PROFILE_STAGING, &f), ST_OK);
	assert_int_equal(setup_use_profile(s, "bare", &f), ST_OK);
}

static void
what_is_missing_comes_with_the_key_that_fills_it(void **state)
{
	const struct rig_options options = { .rows = 30,
		                             .columns = 120,
		                             .fill = make_bare_staging };
	struct rig *r = scene_open(state, &options);

	rig_expect_text(r, "[!!] base_url is missing: 6 opens Setup");
	rig_expect_text(r, "[!!] API_KEY is missing: 6 opens Setup");
	rig_expect_role(r, -1, "[!!] API_KEY", ROLE_WAITING);
}

static void
a_key_is_shown_by_its_fingerprint_only(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	rig_expect_text(r, "API_KEY is set, fingerprint ");
	rig_expect_text(r, "profile staging (staging): real, billed");
	rig_expect_no_text(r, "marker-");
}

static void
a_send_made_elsewhere_appears(void **state)
{
	struct rig *r = scene_open(state, &empty);

	rig_type(r, "2");
	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
	rig_type(r, "1");
	rig_expect_text(r, "[WAIT] PENDING_ACCEPTED");
	rig_expect_text(r, " 0 of 1 failed");
	rig_expect_text(r, "1 accepted");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(an_empty_log_is_no_sends_and_no_zero, rig_tear_down),
		cmocka_unit_test_teardown(the_last_hour_counts_by_state, rig_tear_down),
		cmocka_unit_test_teardown(it_fits_80_by_24, rig_tear_down),
		cmocka_unit_test_teardown(only_what_is_delivered_is_green, rig_tear_down),
		cmocka_unit_test_teardown(the_marked_row_opens, rig_tear_down),
		cmocka_unit_test_teardown(a_sandbox_needs_no_key_and_says_so, rig_tear_down),
		cmocka_unit_test_teardown(what_is_missing_comes_with_the_key_that_fills_it,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_key_is_shown_by_its_fingerprint_only, rig_tear_down),
		cmocka_unit_test_teardown(a_send_made_elsewhere_appears, rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
