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
	};

	return cmocka_run_group_tests_name("store/audit_store", tests, NULL, NULL);
}
