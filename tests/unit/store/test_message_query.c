/* SPDX-License-Identifier: MIT */
/* pages of the log by key, and counts */
#include "store/message_query.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "stock.h"
#include "store/message_query_impl.h"

#define ROWS 20
#define OTHER_NUMBER "+447700900199"

/* ROWS rows of staging, numbered from 1. Two share each millisecond, every third is rejected, every
 * fourth goes to another number. Then one of the sandbox. */
static int
fill(void **state)
{
	struct stock *r;
	struct stock_message message;

	stock_open(state);
	r = *state;
	for (int i = 1; i <= ROWS; i++) {
		stock_message_init(&message, &r->staging, i % 4 == 0 ? OTHER_NUMBER : STOCK_NUMBER,
		                   MESSAGE_SENDING);
		message.m.created_at_ms = STOCK_NOW_MS + i / 2;
		stock_message_insert(r, &message);
		stock_message_bring_to(r, &message,
		                       i % 3 == 0 ? MESSAGE_REJECTED : MESSAGE_DELIVERED);
	}
	stock_message_init(&message, &r->sandbox, STOCK_NUMBER, MESSAGE_SENDING);
	stock_message_insert(r, &message);
	return 0;
}

/* Appends the row numbers of a page, newest first as they come. */
static void
note_page(const struct message_page *page, char *out, size_t out_bytes)
{
	for (size_t i = 0; i < page->count; i++) {
		size_t at = strlen(out);

		snprintf(out + at, out_bytes - at, "%lld ", (long long)page->rows[i].id);
	}
}

static void
expect_page(struct stock *r, const struct message_query *q, const struct message_key *from,
            enum message_direction direction, const char *expected)
{
	struct message_page page;
	char ids[200] = "";

	stock_must(r, message_query_page(r->db, q, from, direction, 5, &page, &r->f));
	note_page(&page, ids, sizeof(ids));
	if (page.more)
		strcat(ids, "more");
	assert_string_equal(ids, expected);
	message_page_finish(&page);
}

static struct message_key
key_of(int row)
{
	return (struct message_key){ STOCK_NOW_MS + row / 2, row };
}

static void
the_newest_page_comes_first(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = r->staging.id };

	expect_page(r, &q, NULL, MESSAGE_OLDER, "20 19 18 17 16 more");
	expect_page(r, &q, NULL, MESSAGE_NEWER, "5 4 3 2 1 more");
}

static void
a_key_splits_rows_of_one_millisecond(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = r->staging.id };
	struct message_key upper = key_of(15), lower = key_of(14);

	expect_page(r, &q, &upper, MESSAGE_OLDER, "14 13 12 11 10 more");
	expect_page(r, &q, &lower, MESSAGE_NEWER, "19 18 17 16 15 more");
}

static void
the_last_page_says_that_there_is_no_more(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = r->staging.id };
	struct message_key six = key_of(6), fifteen = key_of(15), one = key_of(1);

	expect_page(r, &q, &six, MESSAGE_OLDER, "5 4 3 2 1 ");
	expect_page(r, &q, &fifteen, MESSAGE_NEWER, "20 19 18 17 16 ");
	expect_page(r, &q, &one, MESSAGE_OLDER, "");
}

/* Every row once, in order, whichever way one goes. */
static void
pages_join_without_gap_or_overlap(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = r->staging.id };
	struct message_key from = { INT64_MAX, INT64_MAX };
	char ids[200] = "";
	bool more = true;

	while (more) {
		struct message_page page;

		stock_must(r, message_query_page(r->db, &q, &from, MESSAGE_OLDER, 3, &page, &r->f));
		note_page(&page, ids, sizeof(ids));
		more = page.more;
		from.created_at_ms = page.rows[page.count - 1].created_at_ms;
		from.id = page.rows[page.count - 1].id;
		message_page_finish(&page);
	}
	assert_string_equal(ids, "20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 ");
}

static void
failures_alone(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = r->staging.id, .failed_only = true };
	struct message_key twelve = key_of(12);

	expect_page(r, &q, NULL, MESSAGE_OLDER, "18 15 12 9 6 more");
	expect_page(r, &q, &twelve, MESSAGE_OLDER, "9 6 3 ");
	expect_page(r, &q, &twelve, MESSAGE_NEWER, "18 15 ");
}

static void
a_number_is_found_by_its_hash(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = r->staging.id, .by_number = true };

	stock_must(r, vault_hash(r->vault, "number", OTHER_NUMBER, strlen(OTHER_NUMBER), q.to_hash,
	                         &r->f));
	expect_page(r, &q, NULL, MESSAGE_OLDER, "20 16 12 8 4 ");
	q.failed_only = true;
	expect_page(r, &q, NULL, MESSAGE_OLDER, "12 ");
	stock_must(r, vault_hash(r->vault, "number", STOCK_NUMBER, strlen(STOCK_NUMBER), q.to_hash,
	                         &r->f));
	q.failed_only = false;
	expect_page(r, &q, NULL, MESSAGE_OLDER, "19 18 17 15 14 more");
	q.profile_id = r->sandbox.id;
	expect_page(r, &q, NULL, MESSAGE_OLDER, "21 ");
}

static void
every_row_is_found_by_the_hash_of_its_number(void **state)
{
	struct stock *r = *state;
	struct message_query all = { .profile_id = r->staging.id };
	struct message_page page;

	stock_must(r, message_query_page(r->db, &all, NULL, MESSAGE_OLDER, ROWS, &page, &r->f));
	assert_int_equal(page.count, ROWS);
	for (size_t i = 0; i < page.count; i++) {
		struct message_query q = { .profile_id = r->staging.id, .by_number = true };
		char number[PHONE_E164_BYTES];
		int64_t count;

		stock_must(r, message_store_number(r->db, r->vault, &r->staging, &page.rows[i],
		                                   number, &r->f));
		stock_must(r, vault_hash(r->vault, "number", number, strlen(number), q.to_hash,
		                         &r->f));
		q.since_ms = page.rows[i].created_at_ms;
		q.until_ms = q.since_ms + 1;
		stock_must(r, message_query_count(r->db, &q, 0, &count, &r->f));
		assert_true(count >= 1);
	}
	message_page_finish(&page);
}

static void
the_last_four_digits_narrow_any_query(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = r->staging.id, .last_four = "0199" };

	expect_page(r, &q, NULL, MESSAGE_OLDER, "20 16 12 8 4 ");
	q.failed_only = true;
	expect_page(r, &q, NULL, MESSAGE_OLDER, "12 ");
	strcpy(q.last_four, "9999");
	expect_page(r, &q, NULL, MESSAGE_OLDER, "");
}

static void
bounds_of_time_include_the_start_and_not_the_end(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = r->staging.id,
		                   .since_ms = STOCK_NOW_MS + 4,
		                   .until_ms = STOCK_NOW_MS + 6 };
	struct message_key ten = key_of(10), two = key_of(2), twenty = key_of(20);

	expect_page(r, &q, NULL, MESSAGE_OLDER, "11 10 9 8 ");
	expect_page(r, &q, NULL, MESSAGE_NEWER, "11 10 9 8 ");
	expect_page(r, &q, &ten, MESSAGE_OLDER, "9 8 ");
	expect_page(r, &q, &ten, MESSAGE_NEWER, "11 ");
	expect_page(r, &q, &two, MESSAGE_NEWER, "11 10 9 8 ");
	expect_page(r, &q, &twenty, MESSAGE_OLDER, "11 10 9 8 ");
	expect_page(r, &q, &two, MESSAGE_OLDER, "");
}

static void
counts_stop_at_their_ceiling(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = r->staging.id };
	int64_t count;

	stock_must(r, message_query_count(r->db, &q, 0, &count, &r->f));
	assert_int_equal(count, ROWS);
	stock_must(r, message_query_count(r->db, &q, 7, &count, &r->f));
	assert_int_equal(count, 7);
	q.failed_only = true;
	stock_must(r, message_query_count(r->db, &q, 0, &count, &r->f));
	assert_int_equal(count, 6);
	q.since_ms = STOCK_NOW_MS + 5;
	stock_must(r, message_query_count(r->db, &q, 100, &count, &r->f));
	assert_int_equal(count, 3);
}

static void
states_are_counted_since_a_time(void **state)
{
	struct stock *r = *state;
	int64_t states[MESSAGE_STATE_COUNT];
	int64_t sum = 0;

	stock_must(r, message_query_states(r->db, r->staging.id, 0, states, &r->f));
	assert_int_equal(states[MESSAGE_DELIVERED], 14);
	assert_int_equal(states[MESSAGE_REJECTED], 6);
	for (int i = 0; i < MESSAGE_STATE_COUNT; i++)
		sum += states[i];
	assert_int_equal(sum, ROWS);
	stock_must(r, message_query_states(r->db, r->staging.id, STOCK_NOW_MS + 9, states, &r->f));
	assert_int_equal(states[MESSAGE_DELIVERED], 2);
	assert_int_equal(states[MESSAGE_REJECTED], 1);
}

static void
an_empty_log_is_an_empty_page(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = 4711 };
	int64_t count;

	expect_page(r, &q, NULL, MESSAGE_OLDER, "");
	expect_page(r, &q, NULL, MESSAGE_NEWER, "");
	stock_must(r, message_query_count(r->db, &q, 0, &count, &r->f));
	assert_int_equal(count, 0);
}

/* --- Chains --------------------------------------------------------------------------------- */

static int64_t
add_resend(struct stock *r, int64_t parent_id)
{
	struct stock_message message;

	stock_message_init(&message, &r->staging, STOCK_NUMBER, MESSAGE_SENDING);
	message.m.parent_id = parent_id;
	stock_message_insert(r, &message);
	return message.m.id;
}

static void
expect_chain(struct stock *r, int64_t id, size_t limit, const char *expected)
{
	struct message_page page;
	char ids[200] = "";

	stock_must(r, message_query_chain(r->db, id, limit, &page, &r->f));
	note_page(&page, ids, sizeof(ids));
	if (page.more)
		strcat(ids, "more");
	assert_string_equal(ids, expected);
	message_page_finish(&page);
}

static void
a_chain_holds_parents_and_children_of_every_generation(void **state)
{
	struct stock *r = *state;
	int64_t first = add_resend(r, 3); /* 22: the stock has 21 rows */

	assert_int_equal(first, 22);
	assert_int_equal(add_resend(r, first), 23);
	assert_int_equal(add_resend(r, 3), 24);
	assert_int_equal(add_resend(r, 7), 25);
	expect_chain(r, 3, 10, "3 22 23 24 ");
	expect_chain(r, 22, 10, "3 22 23 24 ");
	expect_chain(r, 23, 10, "3 22 23 24 ");
	expect_chain(r, 25, 10, "7 25 ");
	expect_chain(r, 5, 10, "5 ");
	expect_chain(r, 999, 10, "");
	expect_chain(r, 23, 3, "3 22 23 more");
}

static void
a_chain_survives_a_lost_parent_and_a_ring(void **state)
{
	struct stock *r = *state;

	add_resend(r, 3);
	add_resend(r, 22);
	stock_tamper(r, "DELETE FROM message WHERE id = 3");
	expect_chain(r, 23, 10, "22 23 ");
	stock_tamper(r, "UPDATE message SET parent_id = 23 WHERE id = 22");
	expect_chain(r, 23, 10, "22 23 ");
}

static void
a_chain_is_found_by_its_index(void **state)
{
	struct stock *r = *state;
	char explain[4096], plan[2048] = "";
	sqlite3 *raw = NULL;
	sqlite3_stmt *stmt = NULL;

	assert_int_equal(sqlite3_open(r->path, &raw), SQLITE_OK);
	snprintf(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s", message_query_chain_sql());
	assert_int_equal(sqlite3_prepare_v2(raw, explain, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		size_t at = strlen(plan);

		snprintf(plan + at, sizeof(plan) - at, "%s; ",
		         (const char *)sqlite3_column_text(stmt, 3));
	}
	sqlite3_finalize(stmt);
	sqlite3_close(raw);
	if (!strstr(plan, "message_by_parent") || strstr(plan, "SCAN m;") ||
	    strstr(plan, "SCAN message;"))
		fail_msg("%s", plan);
}

/* --- How SQLite runs it --------------------------------------------------------------------- */

/* Fails unless the plan names the index, enters it between two bounds, and sorts nothing. */
static void
expect_plan(sqlite3 *raw, const char *sql, const char *index)
{
	char explain[4096], plan[1024] = "";
	sqlite3_stmt *stmt = NULL;

	snprintf(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s", sql);
	assert_int_equal(sqlite3_prepare_v2(raw, explain, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		size_t at = strlen(plan);

		snprintf(plan + at, sizeof(plan) - at, "%s; ",
		         (const char *)sqlite3_column_text(stmt, 3));
	}
	sqlite3_finalize(stmt);
	if (!strstr(plan, index) || !strstr(plan, "created_at_ms>? AND created_at_ms<?") ||
	    strstr(plan, "TEMP B-TREE"))
		fail_msg("%s: %s", sql, plan);
}

static void
every_query_walks_its_index_and_sorts_nothing(void **state)
{
	static const char *const indexes[2][2] = { { "message_by_time", "message_failed" },
		                                   { "message_by_number", "message_by_number" } };
	struct stock *r = *state;
	sqlite3 *raw = NULL;

	assert_int_equal(sqlite3_open(r->path, &raw), SQLITE_OK);
	for (int i = 0; i < 4; i++) {
		struct message_query q = { .by_number = i / 2, .failed_only = i % 2 };
		const char *index = indexes[i / 2][i % 2];

		expect_plan(raw, message_query_page_sql(&q, MESSAGE_OLDER), index);
		expect_plan(raw, message_query_page_sql(&q, MESSAGE_NEWER), index);
		expect_plan(raw, message_query_count_sql(&q), index);
	}
	sqlite3_close(raw);
}

/* --- The limit of time ---------------------------------------------------------------------- */

/* Rows enough for SQLite to look at the clock. */
static void
add_many_rows(struct stock *r)
{
	stock_tamper(r, "CREATE TEMP TABLE copy AS SELECT m.* FROM message AS m,"
	                " (WITH RECURSIVE n (i) AS"
	                " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
	                " SELECT i FROM n) WHERE m.id = 1;"
	                "UPDATE copy SET id = NULL, message_id = hex(randomblob(16));"
	                "INSERT INTO message SELECT * FROM copy");
}

static void
a_query_over_its_time_is_to_be_asked_again(void **state)
{
	struct stock *r = *state;
	struct message_query q = { .profile_id = r->staging.id, .last_four = "9999" };
	struct message_page page;
	int64_t count, states[MESSAGE_STATE_COUNT];

	add_many_rows(r);
	clock_release();
	db_limit_us(r->db, 1);
	assert_int_equal(message_query_page(r->db, &q, NULL, MESSAGE_OLDER, 5, &page, &r->f),
	                 ST_MORE);
	assert_null(page.rows);
	assert_int_equal(message_query_count(r->db, &q, 0, &count, &r->f), ST_MORE);
	assert_int_equal(message_query_states(r->db, q.profile_id, 0, states, &r->f), ST_MORE);
	db_limit_us(r->db, 0);
	stock_must(r, message_query_count(r->db, &q, 0, &count, &r->f));
	assert_int_equal(count, 0);
}

#define FILLED(test) cmocka_unit_test_setup_teardown(test, fill, stock_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FILLED(the_newest_page_comes_first),
		FILLED(a_key_splits_rows_of_one_millisecond),
		FILLED(the_last_page_says_that_there_is_no_more),
		FILLED(pages_join_without_gap_or_overlap),
		FILLED(failures_alone),
		FILLED(a_number_is_found_by_its_hash),
		FILLED(every_row_is_found_by_the_hash_of_its_number),
		FILLED(the_last_four_digits_narrow_any_query),
		FILLED(bounds_of_time_include_the_start_and_not_the_end),
		FILLED(counts_stop_at_their_ceiling),
		FILLED(states_are_counted_since_a_time),
		FILLED(an_empty_log_is_an_empty_page),
		FILLED(a_chain_holds_parents_and_children_of_every_generation),
		FILLED(a_chain_survives_a_lost_parent_and_a_ring),
		FILLED(a_chain_is_found_by_its_index),
		FILLED(every_query_walks_its_index_and_sorts_nothing),
		FILLED(a_query_over_its_time_is_to_be_asked_again),
	};

	return cmocka_run_group_tests_name("store/message_query", tests, NULL, NULL);
}
