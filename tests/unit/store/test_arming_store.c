/* SPDX-License-Identifier: MIT */
/* until when a profile is armed, on disk */
#include "store/arming_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "stock.h"

static const struct arming_row row = { 1000, 601000, 77 };

static void
expect_row(struct stock *r, int64_t profile_id, const struct arming_row *expected)
{
	struct arming_row found;

	stock_must(r, arming_store_load(r->db, profile_id, &found, &r->f));
	assert_int_equal(found.armed_at_ms, expected->armed_at_ms);
	assert_int_equal(found.until_ms, expected->until_ms);
	assert_int_equal(found.armed_at_us, expected->armed_at_us);
}

static void
a_profile_begins_without_a_row(void **state)
{
	struct stock *r = *state;

	expect_row(r, r->staging.id, &(struct arming_row){ 0 });
}

static void
the_newest_row_of_a_profile_is_the_only_one(void **state)
{
	struct stock *r = *state;
	const struct arming_row second = { 2000, 62000, 78 };

	stock_must(r, arming_store_set(r->db, r->staging.id, &row, &r->f));
	stock_must(r, arming_store_set(r->db, r->staging.id, &second, &r->f));
	expect_row(r, r->staging.id, &second);
	expect_row(r, r->sandbox.id, &(struct arming_row){ 0 });
}

static void
a_dropped_row_is_gone_and_may_be_dropped_again(void **state)
{
	struct stock *r = *state;

	stock_must(r, arming_store_set(r->db, r->staging.id, &row, &r->f));
	stock_must(r, arming_store_drop(r->db, r->staging.id, &r->f));
	stock_must(r, arming_store_drop(r->db, r->staging.id, &r->f));
	expect_row(r, r->staging.id, &(struct arming_row){ 0 });
}

static void
a_removed_profile_takes_its_row_along(void **state)
{
	struct stock *r = *state;

	stock_must(r, arming_store_set(r->db, r->staging.id, &row, &r->f));
	stock_tamper(r, "PRAGMA foreign_keys = ON; DELETE FROM profile WHERE name = 'staging'");
	expect_row(r, r->staging.id, &(struct arming_row){ 0 });
}

static void
no_row_is_written_for_a_profile_that_is_not_there(void **state)
{
	struct stock *r = *state;

	assert_int_equal(arming_store_set(r->db, 999, &row, &r->f), ST_NOT_FOUND);
	expect_row(r, 999, &(struct arming_row){ 0 });
}

#define STOCKED(test) cmocka_unit_test_setup_teardown(test, stock_open, stock_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STOCKED(a_profile_begins_without_a_row),
		STOCKED(the_newest_row_of_a_profile_is_the_only_one),
		STOCKED(a_dropped_row_is_gone_and_may_be_dropped_again),
		STOCKED(a_removed_profile_takes_its_row_along),
		STOCKED(no_row_is_written_for_a_profile_that_is_not_there),
	};
	return cmocka_run_group_tests_name("store/arming_store", tests, NULL, NULL);
}
