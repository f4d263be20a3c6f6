/* SPDX-License-Identifier: MIT */
/* The log: newest first, by key, failures only, and its four states without rows. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "app/session.h"
#include "app/worker.h"
#include "base/clock.h"
#include "rig_impl.h"
#include "scene.h"
#include "store/db.h"

#define MANY 400
#define MINUTE_MS 60000

/* Row i was made i minutes ago; every fourth failed, each with a client of its own. */
static void
add_rows(struct session *s, struct db *db, int count)
{
	char client[24];

	for (int i = count; i >= 1; i--) {
		bool failed = i % 4 == 0;

		snprintf(client, sizeof(client), "client-%d", i);
		scene_add(s, db,
		          &(struct scene_row){
				  .age_ms = (int64_t)i * MINUTE_MS,
				  .to = failed ? "+99950012" : "+99930005",
				  .state = failed ? MESSAGE_REJECTED : MESSAGE_DELIVERED,
				  .group = failed ? 5 : 3,
				  .id = failed ? 12 : 5,
				  .http_status = 200,
				  .client = client,
			  });
	}
}

static void
forty(struct session *s, struct db *db)
{
	add_rows(s, db, 40);
}

static void
many(struct session *s, struct db *db)
{
	add_rows(s, db, MANY);
}

/* One of each kind, and hostile words in what came from outside. */
static void
each_kind(struct session *s, struct db *db)
{
	const struct scene_row rows[] = {
		{ .age_ms = 8 * MINUTE_MS, .state = MESSAGE_NOT_SENT, .http_status = 429 },
		{ .age_ms = 7 * MINUTE_MS, .state = MESSAGE_UNKNOWN, .http_status = 500 },
		{ .age_ms = 6 * MINUTE_MS,
		  .state = MESSAGE_ACCEPTED,
		  .group = 3,
		  .id = 2,
		  .http_status = 200 },
		{ .age_ms = 5 * MINUTE_MS,
		  .state = MESSAGE_EXPIRED,
		  .group = 4,
		  .id = 29,
		  .http_status = 200 },
		{ .age_ms = 4 * MINUTE_MS, .state = MESSAGE_REJECTED, .http_status = 401 },
		{ .age_ms = 3 * MINUTE_MS,
		  .state = MESSAGE_UNDELIVERABLE,
		  .group = 2,
		  .id = 9,
		  .http_status = 200,
		  .client = "evil\033[2Jclient" },
		{ .age_ms = 2 * MINUTE_MS,
		  .to = "+4915112345678",
		  .state = MESSAGE_DELIVERED,
		  .group = 3,
		  .id = 5,
		  .http_status = 200,
		  .client = "mobile" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		scene_add(s, db, &rows[i]);
}

static struct rig *
open_log(void **state, int rows, int columns, void (*fill)(struct session *s, struct db *db))
{
	const struct rig_options options = { .rows = rows, .columns = columns, .fill = fill };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "3");
	rig_settle(r);
	return r;
}

static void
rows_stand_newest_first(void **state)
{
	struct rig *r = open_log(state, 30, 100, forty);

	rig_expect_text(r, "[3 Log]");
	rig_expect_row(r, 3,
	               "│        time to                 lang          status"
	               "                                   code parts │");
	rig_expect_cursor(r, 4, 2);
	rig_expect_text(r, "row 1 of 40");
	int newest = 0;
	int older = 0;
	int column = 0;
	assert_true(rig_find(r, "09:59:00", &newest, &column));
	assert_true(rig_find(r, "09:58:00", &older, &column));
	assert_int_equal(newest + 1, older);
}

static void
each_state_has_its_word_and_its_role(void **state)
{
	struct rig *r = open_log(state, 30, 120, each_kind);

	rig_key(r, "End");
	rig_expect_role(r, -1, "DELIVERED_TO_HANDSET", ROLE_GOOD);
	rig_expect_role(r, -1, "DELIVERED_TO_OPERATOR", ROLE_WAITING);
	rig_expect_role(r, -1, "UNDELIVERABLE_NOT_DELIVERED", ROLE_FAILURE);
	rig_expect_role(r, -1, "EXPIRED_DLR_UNKNOWN", ROLE_FAILURE);
	rig_expect_role(r, -1, "UNAUTHORIZED", ROLE_FAILURE);
	rig_expect_role(r, -1, "INTERNAL_SERVER_ERROR", ROLE_WAITING);
	rig_expect_role(r, -1, "[OK]", ROLE_GOOD);
	rig_expect_role(r, -1, "[WAIT]", ROLE_WAITING);
	rig_expect_role(r, -1, "[FAIL]", ROLE_FAILURE);
	rig_expect_text(r, "HTTP 401");
	scene_expect_golden(r, "log_120x30");
}

static void
a_number_is_masked_and_words_from_outside_are_cleaned(void **state)
{
	struct rig *r = open_log(state, 30, 120, each_kind);

	rig_expect_text(r, "+49 151 ");
	rig_expect_no_text(r, "12345678");
	rig_expect_text(r, "evil<U+001..");
}

static void
it_fits_its_terminal(void **state)
{
	struct rig *r = open_log(state, 30, 100, forty);

	scene_expect_golden(r, "log_100x30");
	rig_resize(r, 24, 80);
	scene_expect_golden(r, "log_80x24");
	rig_resize(r, 18, 60);
	rig_expect_text(r, "[FAIL] REJECTED_NOT_ENO");
	rig_resize(r, 60, 200);
	rig_expect_text(r, "client-40");
}

static void
f_shows_failures_only_and_f_again_all(void **state)
{
	struct rig *r = open_log(state, 30, 120, forty);

	rig_type(r, "f");
	rig_expect_text(r, "Log: failures only");
	rig_expect_no_text(r, "DELIVERED");
	rig_expect_text(r, "row 1 of 10");
	rig_type(r, "f");
	rig_expect_text(r, "Log: all messages");
	rig_expect_text(r, "row 1 of 40");
}

static void
the_filter_keeps_the_marked_row(void **state)
{
	struct rig *r = open_log(state, 30, 120, forty);

	for (int i = 0; i < 7; i++)
		rig_key(r, "Down");
	rig_expect_role(r, -1, "client-8 ", ROLE_SELECTED);
	rig_type(r, "f");
	rig_expect_no_text(r, "DELIVERED");
	rig_expect_role(r, -1, "client-8 ", ROLE_SELECTED);
	/* What is newer is still above it. */
	rig_expect_text(r, "client-4 ");
	rig_expect_text(r, "row 2 of 10");
	rig_type(r, "f");
	rig_expect_text(r, "DELIVERED");
	rig_expect_role(r, -1, "client-8 ", ROLE_SELECTED);
}

static void
older_rows_come_as_the_mark_reaches_the_end(void **state)
{
	struct rig *r = open_log(state, 30, 120, many);

	rig_expect_text(r, "row 1 of 60+");
	for (int i = 0; i < 3; i++)
		rig_key(r, "PageDown");
	rig_expect_text(r, " of 120+");
	rig_expect_text(r, "Older rows follow as the mark reaches the end.");
}

static void
the_window_does_not_grow_with_the_log(void **state)
{
	struct rig *r = open_log(state, 30, 120, many);

	for (int i = 0; i < 24; i++)
		rig_key(r, "PageDown");
	rig_expect_text(r, "client-400");
	rig_expect_text(r, "row 300 of ..300");
	rig_expect_text(r, "There are newer rows above.");
	/* And back to the top, row by row, without a gap. */
	for (int i = 0; i < 24; i++)
		rig_key(r, "PageUp");
	rig_expect_role(r, -1, "client-1 ", ROLE_SELECTED);
	rig_expect_text(r, "client-22 ");
}

static void
first_and_last_reach_both_ends_at_once(void **state)
{
	struct rig *r = open_log(state, 30, 120, many);

	rig_type(r, "G");
	rig_expect_role(r, -1, "client-400", ROLE_SELECTED);
	rig_key(r, "Up");
	rig_expect_role(r, -1, "client-399", ROLE_SELECTED);
	rig_type(r, "g");
	rig_expect_role(r, -1, "client-1 ", ROLE_SELECTED);
	rig_expect_text(r, "row 1 of 60+");
}

static void
walking_up_from_the_end_loads_newer_rows(void **state)
{
	struct rig *r = open_log(state, 30, 120, many);

	rig_type(r, "G");
	for (int i = 0; i < 4; i++)
		rig_key(r, "PageUp");
	rig_expect_role(r, -1, "client-316", ROLE_SELECTED);
	rig_expect_no_text(r, "client-400");
}

static void
an_empty_log_says_what_fills_it(void **state)
{
	struct rig *r = open_log(state, 24, 80, NULL);

	rig_expect_text(r, "Every message that is sent gets a row here.");
	rig_expect_text(r, "None was sent yet: 2 writes the first one.");
	rig_type(r, "f");
	rig_expect_text(r, "No message of this profile has failed.");
	rig_expect_text(r, "f shows all messages again.");
	rig_key(r, "Enter");
	rig_key(r, "PageDown");
	rig_type(r, "Gg");
	rig_expect_text(r, "No message of this profile has failed.");
}

/* A microsecond is over before a page is, so that every question changes hands. The limit is real
 * time, which a clock that stands still never reaches. */
static struct rig *
open_slow(void **state)
{
	const struct rig_options options = { .rows = 30, .columns = 120, .fill = many };
	struct rig *r = scene_open(state, &options);

	clock_release();
	db_limit_us(rig_session(r)->reader, 1);
	return r;
}

/* A key, without waiting for the worker to end: what is drawn meanwhile is looked at. */
static void
press_while_held(struct rig *r, const char *key, const char *wanted)
{
	assert_int_equal(write(r->master, key, 1), 1);
	rig_expect_text(r, wanted);
}

static void
a_log_that_takes_long_is_read_by_the_worker(void **state)
{
	struct rig *r = open_slow(state);

	rig_type(r, "3");
	rig_expect_text(r, "row 1 of 60+");
	rig_expect_text(r, "client-1 ");
	rig_key(r, "End");
	rig_expect_text(r, "client-400");
	rig_type(r, "f");
	rig_expect_text(r, "Log: failures only");
	rig_expect_role(r, -1, "client-400", ROLE_SELECTED);
}

/* Keeps the worker busy until it is let go. */
static atomic_bool held;

static enum status
hold_step(struct job *j, struct fault *f)
{
	(void)f;
	while (atomic_load(&held) && !atomic_load(&j->cancelled))
		sched_yield();
	return ST_OK;
}

static void
hold_done(struct job *j, enum status st, const struct fault *f)
{
	(void)j;
	(void)st;
	(void)f;
}

static struct job hold;

static void
hold_worker(struct rig *r)
{
	hold = (struct job){
		.what = "holding", .class = JOB_SEND, .step = hold_step, .done = hold_done
	};
	atomic_store(&held, true);
	worker_submit(rig_session(r)->worker, &hold);
}

static void
reading_is_a_state_of_its_own_and_keys_go_on(void **state)
{
	struct rig *r = open_slow(state);

	hold_worker(r);
	press_while_held(r, "3", "Reading the log on the worker; keys go on working.");
	/* Another filter takes the place of the first question, and leaving keeps the second. */
	press_while_held(r, "f", "Log: failures only");
	press_while_held(r, "2", "[ Send simulated ]");
	press_while_held(r, "3", "Reading the log on the worker; keys go on working.");
	atomic_store(&held, false);
	rig_settle(r);
	rig_expect_text(r, "row 1 of 60+");
	rig_expect_no_text(r, "DELIVERED");
}

static void
closing_while_reading_asks_for_nothing_more(void **state)
{
	struct rig *r = open_slow(state);

	hold_worker(r);
	press_while_held(r, "3", "Reading the log on the worker; keys go on working.");
	/* The end of the session cancels what waits; the page then comes to nobody. */
	rig_tear_down(state);
}

/* Takes the rows away from under the console, as no user of the store can. */
static void
spoil(struct rig *r)
{
	sqlite3 *raw = NULL;

	assert_int_equal(sqlite3_open(rig_session(r)->paths.store, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw, "ALTER TABLE message RENAME TO gone", NULL, NULL, NULL),
	                 SQLITE_OK);
	sqlite3_close(raw);
}

static void
rows_stay_when_they_cannot_be_read_again(void **state)
{
	struct rig *r = open_log(state, 30, 120, forty);

	spoil(r);
	rig_key(r, "F5");
	rig_expect_role(r, -1, "Cut off here: ", ROLE_FAILURE);
	rig_expect_text(r, "client-1 ");
	rig_expect_no_text(r, "These are all.");
}

static void
a_log_that_cannot_be_read_says_why(void **state)
{
	const struct rig_options options = { .rows = 30, .columns = 100, .fill = forty };
	struct rig *r = scene_open(state, &options);

	spoil(r);
	rig_type(r, "3");
	rig_expect_role(r, -1, "The log cannot be read: ", ROLE_FAILURE);
	rig_type(r, "1");
	rig_key(r, "F5");
	/* What was read before stays, and what cannot be counted is no zero. */
	rig_expect_text(r, "not known: the store did");
	rig_expect_text(r, "row 1 of the latest 30");
}

static void
a_row_opens_and_comes_back_to_its_place(void **state)
{
	struct rig *r = open_log(state, 30, 120, forty);

	for (int i = 0; i < 3; i++)
		rig_key(r, "Down");
	rig_key(r, "Enter");
	rig_expect_text(r, "Message 37");
	rig_key(r, "Esc");
	rig_expect_role(r, -1, "client-4 ", ROLE_SELECTED);
}

static void
a_new_row_comes_in_at_the_top_only(void **state)
{
	struct rig *r = open_log(state, 30, 120, forty);

	rig_type(r, "2");
	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
	rig_type(r, "3");
	rig_expect_text(r, "row 1 of 41");
	rig_expect_text(r, "10:00:00");
	rig_key(r, "Down");
	rig_expect_role(r, -1, "client-1 ", ROLE_SELECTED);
	rig_type(r, "2");
	rig_advance_ms(r, 1000); /* a key that comes again at once is held down */
	rig_key(r, "Enter");
	rig_settle(r);
	rig_type(r, "3");
	/* The mark stays on its message, which is now the third. */
	rig_expect_role(r, -1, "client-1 ", ROLE_SELECTED);
	rig_expect_text(r, "row 3 of 42");
}

static void
a_state_that_changes_is_told_in_its_row(void **state)
{
	struct rig *r = open_log(state, 30, 120, forty);

	rig_type(r, "2");
	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
	rig_type(r, "3");
	rig_key(r, "Down");
	rig_expect_text(r, "[WAIT] PENDING_ACCEPTED");
	scene_news(3, 5);
	for (int i = 0; i < 4; i++)
		rig_advance_ms(r, 500);
	rig_expect_no_text(r, "PENDING_ACCEPTED");
	rig_expect_role(r, -1, "client-1 ", ROLE_SELECTED);
}

static void
times_follow_the_zone(void **state)
{
	struct rig *r = open_log(state, 30, 100, forty);

	rig_expect_text(r, "10:00 local");
	rig_type(r, "T");
	rig_expect_text(r, "10:00 UTC");
	rig_expect_text(r, "09:59:00");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(rows_stand_newest_first, rig_tear_down),
		cmocka_unit_test_teardown(each_state_has_its_word_and_its_role, rig_tear_down),
		cmocka_unit_test_teardown(a_number_is_masked_and_words_from_outside_are_cleaned,
		                          rig_tear_down),
		cmocka_unit_test_teardown(it_fits_its_terminal, rig_tear_down),
		cmocka_unit_test_teardown(f_shows_failures_only_and_f_again_all, rig_tear_down),
		cmocka_unit_test_teardown(the_filter_keeps_the_marked_row, rig_tear_down),
		cmocka_unit_test_teardown(older_rows_come_as_the_mark_reaches_the_end,
		                          rig_tear_down),
		cmocka_unit_test_teardown(the_window_does_not_grow_with_the_log, rig_tear_down),
		cmocka_unit_test_teardown(first_and_last_reach_both_ends_at_once, rig_tear_down),
		cmocka_unit_test_teardown(walking_up_from_the_end_loads_newer_rows, rig_tear_down),
		cmocka_unit_test_teardown(an_empty_log_says_what_fills_it, rig_tear_down),
		cmocka_unit_test_teardown(a_log_that_takes_long_is_read_by_the_worker,
		                          rig_tear_down),
		cmocka_unit_test_teardown(reading_is_a_state_of_its_own_and_keys_go_on,
		                          rig_tear_down),
		cmocka_unit_test_teardown(closing_while_reading_asks_for_nothing_more,
		                          rig_tear_down),
		cmocka_unit_test_teardown(rows_stay_when_they_cannot_be_read_again, rig_tear_down),
		cmocka_unit_test_teardown(a_log_that_cannot_be_read_says_why, rig_tear_down),
		cmocka_unit_test_teardown(a_row_opens_and_comes_back_to_its_place, rig_tear_down),
		cmocka_unit_test_teardown(a_new_row_comes_in_at_the_top_only, rig_tear_down),
		cmocka_unit_test_teardown(a_state_that_changes_is_told_in_its_row, rig_tear_down),
		cmocka_unit_test_teardown(times_follow_the_zone, rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
