/* SPDX-License-Identifier: MIT */
/* the audit's chain of hashes */
#include "store/audit_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "stock.h"

#define UNLOCK_AUDIT "DROP TRIGGER audit_is_append_only;"

static void
append_three(struct stock *r)
{
	stock_begin(r);
	stock_must(r, audit_store_append(r->db, 0, "store_made", "", &r->f));
	clock_advance_ms(5);
	stock_must(r, audit_store_append(r->db, 2, "secret_set", "API_KEY", &r->f));
	stock_must(r, audit_store_append(r->db, 2, "secret_removed", "API_KEY", &r->f));
	stock_commit(r);
}

static void
expect_damage(struct stock *r, const char *row)
{
	stock_must_fail(r, audit_store_verify(r->db, &r->f), WORD_ROW_DAMAGED);
	assert_non_null(strstr(r->f.cause, row));
}

static void
an_empty_audit_is_whole(void **state)
{
	struct stock *r = *state;

	stock_tamper(r, "DELETE FROM audit");
	stock_must(r, audit_store_verify(r->db, &r->f));
}

static void
rows_say_when_who_and_what(void **state)
{
	struct stock *r = *state;

	append_three(r);
	stock_must(r, audit_store_verify(r->db, &r->f));
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM audit"), 3);
	assert_true(stock_ask(r, "SELECT at_ms FROM audit WHERE event = 'secret_set'"
	                         " AND detail = 'API_KEY' AND profile_id = 2") == STOCK_NOW_MS + 5);
}

static void
rows_cannot_be_changed_by_a_statement(void **state)
{
	struct stock *r = *state;

	append_three(r);
	assert_false(stock_try(r, "UPDATE audit SET detail = 'x' WHERE id = 2"));
	stock_must(r, audit_store_verify(r->db, &r->f));
}

static void
a_changed_row_is_named(void **state)
{
	struct stock *r = *state;

	append_three(r);
	stock_tamper(r, UNLOCK_AUDIT "UPDATE audit SET detail = 'API_KEX' WHERE id = 2");
	expect_damage(r, "row 2 ");
}

static void
a_changed_moment_is_named(void **state)
{
	struct stock *r = *state;

	append_three(r);
	stock_tamper(r, UNLOCK_AUDIT "UPDATE audit SET at_ms = at_ms + 1 WHERE id = 1");
	expect_damage(r, "row 1 ");
}

static void
a_missing_row_shows_in_the_one_after_it(void **state)
{
	struct stock *r = *state;

	append_three(r);
	stock_tamper(r, "DELETE FROM audit WHERE id = 2");
	expect_damage(r, "row 3 ");
}

static void
text_moved_between_columns_is_noticed(void **state)
{
	struct stock *r = *state;

	append_three(r);
	stock_tamper(r, UNLOCK_AUDIT "UPDATE audit SET event = 'secret_setA', detail = 'PI_KEY'"
	                             " WHERE id = 2");
	expect_damage(r, "row 2 ");
}

static void
a_cut_hash_is_noticed_and_nothing_is_added_behind_it(void **state)
{
	struct stock *r = *state;

	append_three(r);
	stock_tamper(r, UNLOCK_AUDIT "UPDATE audit SET hash = x'00' WHERE id = 3");
	expect_damage(r, "row 3 ");
	stock_begin(r);
	stock_must_fail(r, audit_store_append(r->db, 0, "more", "", &r->f), WORD_ROW_DAMAGED);
	db_cancel(r->db);
}

#define STOCKED(test) cmocka_unit_test_setup_teardown(test, stock_open, stock_close)

static struct audit_page
page_of(struct stock *r, int64_t from, bool newer, size_t limit)
{
	const struct audit_ask ask = { .from = from, .newer = newer, .limit = limit };
	struct audit_page page;

	stock_must(r, audit_store_page(r->db, &ask, &page, &r->f));
	return page;
}

static void
expect_ids(struct audit_page page, int64_t first, size_t count, bool more)
{
	assert_int_equal(page.count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(page.rows[i].id, first - (int64_t)i);
	assert_int_equal(page.more, more);
	audit_page_finish(&page);
}

/* Seven rows with the ids 1 to 7. */
static struct stock *
seven(void **state)
{
	struct stock *r = *state;

	stock_tamper(r, "DELETE FROM audit; DELETE FROM sqlite_sequence WHERE name = 'audit'");
	stock_begin(r);
	for (int i = 0; i < 7; i++)
		stock_must(r, audit_store_append(r->db, 0, "store_made", "", &r->f));
	stock_commit(r);
	return r;
}

static void
pages_go_by_key_in_both_directions_newest_first(void **state)
{
	struct stock *r = seven(state);

	expect_ids(page_of(r, 0, false, 3), 7, 3, true);
	expect_ids(page_of(r, 5, false, 3), 4, 3, true);
	expect_ids(page_of(r, 2, false, 3), 1, 1, false);
	expect_ids(page_of(r, 1, false, 3), 0, 0, false);
	expect_ids(page_of(r, 0, true, 3), 3, 3, true);
	expect_ids(page_of(r, 4, true, 3), 7, 3, false);
	expect_ids(page_of(r, 7, true, 3), 0, 0, false);
	expect_ids(page_of(r, 0, false, 7), 7, 7, false);
}

static void
a_row_names_its_profile_as_long_as_there_is_one(void **state)
{
	struct stock *r = *state;
	int64_t profile = stock_ask(r, "SELECT min(id) FROM profile");

	stock_begin(r);
	stock_must(r, audit_store_append(r->db, profile, "secret_set", "API_KEY", &r->f));
	stock_must(r, audit_store_append(r->db, 4711, "secret_set", "API_KEY", &r->f));
	stock_commit(r);
	struct audit_page page = page_of(r, 0, false, 2);
	assert_string_equal(page.rows[0].profile, "");
	assert_int_equal(page.rows[0].profile_id, 4711);
	assert_true(page.rows[1].profile[0] != '\0');
	assert_int_equal(page.rows[1].profile_id, profile);
	assert_string_equal(page.rows[1].event, "secret_set");
	assert_string_equal(page.rows[1].detail, "API_KEY");
	assert_true(page.rows[1].at_ms == clock_now_ms());
	audit_page_finish(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STOCKED(an_empty_audit_is_whole),
		STOCKED(rows_say_when_who_and_what),
		STOCKED(rows_cannot_be_changed_by_a_statement),
		STOCKED(a_changed_row_is_named),
		STOCKED(a_changed_moment_is_named),
		STOCKED(a_missing_row_shows_in_the_one_after_it),
		STOCKED(text_moved_between_columns_is_noticed),
		STOCKED(a_cut_hash_is_noticed_and_nothing_is_added_behind_it),
		STOCKED(pages_go_by_key_in_both_directions_newest_first),
		STOCKED(a_row_names_its_profile_as_long_as_there_is_one),
	};

	return cmocka_run_group_tests_name("store/audit_store", tests, NULL, NULL);
}
