/* SPDX-License-Identifier: MIT */
/* what the guards on money count */
#include "store/message_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "stock.h"
#include "store/message_store_impl.h"

static void
insert_aged(struct stock *r, const char *e164, int64_t age_ms, unsigned char body)
{
	struct stock_message message;

	stock_message_init(&message, &r->staging, e164, MESSAGE_SENDING);
	message.m.created_at_ms = STOCK_NOW_MS - age_ms;
	message.m.has_price = true;
	message.m.price_amount = 0.5;
	memset(message.p.body_hash, body, sizeof(message.p.body_hash));
	stock_message_insert(r, &message);
}

static struct message_counts
count_for(struct stock *r, const char *e164, unsigned char body)
{
	struct message_private p = { .profile = &r->staging, .e164 = e164 };
	struct message_counts counts;

	memset(p.body_hash, body, sizeof(p.body_hash));
	stock_must(r, message_store_counts(r->db, r->vault, &p, STOCK_NOW_MS, &counts, &r->f));
	return counts;
}

static void
the_windows_begin_after_their_age(void **state)
{
	struct stock *r = *state;
	struct message_counts counts;

	insert_aged(r, STOCK_NUMBER, 24 * 3600000, 1);
	insert_aged(r, STOCK_NUMBER, 24 * 3600000 - 1, 1);
	insert_aged(r, STOCK_NUMBER, 3600000, 1);
	insert_aged(r, STOCK_NUMBER, 3600000 - 1, 1);
	insert_aged(r, STOCK_NUMBER, 6000, 2);
	insert_aged(r, STOCK_NUMBER, 5999, 1);
	insert_aged(r, STOCK_NUMBER, 2000, 1);
	insert_aged(r, "+15550100199", 1999, 1);
	counts = count_for(r, STOCK_NUMBER, 1);
	assert_int_equal(counts.last_day, 7);
	assert_int_equal(counts.last_hour, 5);
	assert_int_equal(counts.last_6_s, 3);
	assert_int_equal(counts.last_2_s, 1);
	assert_int_equal(counts.same_number_last_hour, 4);
	assert_int_equal(counts.same_text_last_hour, 3);
	assert_true(counts.amount_last_day > 3.49 && counts.amount_last_day < 3.51);
}

static void
what_is_spent_needs_no_number(void **state)
{
	struct stock *r = *state;
	struct message_counts counts;

	insert_aged(r, STOCK_NUMBER, 24 * 3600000, 1);
	insert_aged(r, STOCK_NUMBER, 2 * 3600000, 1);
	insert_aged(r, "+15550100199", 60000, 1);
	stock_must(r, message_store_spent(r->db, r->staging.id, STOCK_NOW_MS, &counts, &r->f));
	assert_int_equal(counts.last_day, 2);
	assert_int_equal(counts.last_hour, 1);
	assert_true(counts.amount_last_day > 0.99 && counts.amount_last_day < 1.01);
	stock_must(r, message_store_spent(r->db, r->sandbox.id, STOCK_NOW_MS, &counts, &r->f));
	assert_int_equal(counts.last_day, 0);
}

static void
rows_dated_in_the_future_count(void **state)
{
	struct stock *r = *state;
	struct message_counts counts;

	insert_aged(r, STOCK_NUMBER, -400LL * 24 * 3600000, 1);
	insert_aged(r, "+15550100124", -3600000, 1);
	counts = count_for(r, STOCK_NUMBER, 1);
	assert_int_equal(counts.last_day, 2);
	assert_int_equal(counts.last_hour, 2);
	assert_int_equal(counts.last_2_s, 2);
	assert_int_equal(counts.same_text_last_hour, 1);
	assert_int_equal(counts.neighbours_last_10_min, 1);
	assert_int_equal(counts.ahead, 2);
	assert_int_equal(counts.ahead_same_number, 1);
	assert_int_equal(counts.ahead_same_text, 1);
	assert_int_equal(counts.ahead_until_ms, STOCK_NOW_MS + 400LL * 24 * 3600000);
	insert_aged(r, STOCK_NUMBER, 1000, 1);
	counts = count_for(r, STOCK_NUMBER, 1);
	assert_int_equal(counts.same_number_last_hour, 2);
	assert_int_equal(counts.ahead_same_number, 1);
}

static void
what_certainly_did_not_leave_does_not_count(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	int64_t expected = 0;

	for (int at = 0; at < MESSAGE_STATE_COUNT; at++) {
		stock_message_make(r, &message, (enum message_state)at);
		expected += at != MESSAGE_NOT_SENT && at != MESSAGE_CANCELLED;
	}
	assert_int_equal(expected, MESSAGE_STATE_COUNT - 2);
	assert_int_equal(count_for(r, STOCK_NUMBER, 0).last_day, expected);
	assert_int_equal(count_for(r, STOCK_NUMBER, 0).same_text_last_hour, expected);
}

static void
other_profiles_do_not_count(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct message_counts counts;

	stock_message_init(&message, &r->sandbox, STOCK_NUMBER, MESSAGE_SENDING);
	stock_message_insert(r, &message);
	stock_message_init(&message, &r->sandbox, "+15550100124", MESSAGE_SENDING);
	stock_message_insert(r, &message);
	counts = count_for(r, STOCK_NUMBER, 0);
	assert_int_equal(counts.last_day, 0);
	assert_int_equal(counts.same_number_last_hour, 0);
	assert_int_equal(counts.neighbours_last_10_min, 0);
}

static void
neighbours_are_other_numbers_within_ten(void **state)
{
	struct stock *r = *state;

	insert_aged(r, "+15550100133", 1000, 1);
	insert_aged(r, "+15550100133", 2000, 1);
	insert_aged(r, "+15550100113", 3000, 1);
	insert_aged(r, "+15550100134", 1000, 1);
	insert_aged(r, "+15550100112", 1000, 1);
	insert_aged(r, STOCK_NUMBER, 1000, 1);
	insert_aged(r, "+15550100124", 600000, 1);
	assert_int_equal(count_for(r, STOCK_NUMBER, 1).neighbours_last_10_min, 2);
	insert_aged(r, "+15550100124", 600000 - 1, 1);
	assert_int_equal(count_for(r, STOCK_NUMBER, 1).neighbours_last_10_min, 3);
}

static void
a_damaged_number_counts_as_a_neighbour(void **state)
{
	struct stock *r = *state;

	insert_aged(r, "+447700900123", 1000, 1);
	assert_int_equal(count_for(r, STOCK_NUMBER, 1).neighbours_last_10_min, 0);
	stock_tamper(r, "UPDATE message SET to_sealed = x'00'");
	assert_int_equal(count_for(r, STOCK_NUMBER, 1).neighbours_last_10_min, 1);
}

/* A profile that sends by the thousand waits for this before each send. */
static void
the_windows_are_counted_without_touching_a_row(void **state)
{
	struct stock *r = *state;
	sqlite3 *raw = NULL;
	sqlite3_stmt *stmt = NULL;
	char explain[2048];

	snprintf(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s", message_store_windows_sql());
	assert_int_equal(sqlite3_open(r->path, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(raw, explain, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_non_null(strstr((const char *)sqlite3_column_text(stmt, 3),
	                       "COVERING INDEX message_by_time"));
	sqlite3_finalize(stmt);
	sqlite3_close(raw);
}

#define STOCKED(test) cmocka_unit_test_setup_teardown(test, stock_open, stock_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STOCKED(the_windows_begin_after_their_age),
		STOCKED(what_is_spent_needs_no_number),
		STOCKED(rows_dated_in_the_future_count),
		STOCKED(what_certainly_did_not_leave_does_not_count),
		STOCKED(other_profiles_do_not_count),
		STOCKED(the_windows_are_counted_without_touching_a_row),
		STOCKED(neighbours_are_other_numbers_within_ten),
		STOCKED(a_damaged_number_counts_as_a_neighbour),
	};

	return cmocka_run_group_tests_name("store/message_store counts", tests, NULL, NULL);
}
