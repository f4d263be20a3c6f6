/* SPDX-License-Identifier: MIT */
/* The follow-up in the provider's log: its schedule, its budget, and what news make of rows. */
#include "app/follow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "app/setup.h"
#include "app/worker.h"
#include "app_rig.h"
#include "base/clock.h"
#include "base/secret.h"
#include "net/infobip.h"
#include "store/db.h"

#define SECOND 1000LL
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

/* --- The schedule --------------------------------------------------------------------------- */

static void
the_schedule_is_that_of_the_table(void **state)
{
	static const struct {
		int64_t age;
		int64_t next;
	} rows[] = {
		{ 0, 1 * SECOND },
		{ 1 * SECOND, 2 * SECOND },
		{ 2 * SECOND, 4 * SECOND },
		{ 4 * SECOND, 8 * SECOND },
		{ 8 * SECOND, 15 * SECOND },
		{ 15 * SECOND, 30 * SECOND },
		{ 30 * SECOND, 60 * SECOND },
		{ 60 * SECOND, 5 * MINUTE },
		{ 5 * MINUTE, 10 * MINUTE },
		{ 8 * MINUTE, 10 * MINUTE },
		{ 55 * MINUTE, HOUR },
		{ HOUR, 2 * HOUR },
		{ 100 * MINUTE, 2 * HOUR },
		{ 46 * HOUR, 47 * HOUR },
		{ 47 * HOUR, 48 * HOUR },
		{ 48 * HOUR - 1, 48 * HOUR },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t next =
			follow_schedule_ms(APP_RIG_NOW_MS, APP_RIG_NOW_MS + rows[i].age, 500);

		if (next != APP_RIG_NOW_MS + rows[i].next)
			fail_msg("at %lld: %lld", (long long)rows[i].age,
			         (long long)(next - APP_RIG_NOW_MS));
	}
}

/* Early by a fifth of its wait, a poll is not repeated at its own moment. */
static void
a_poll_that_came_early_counts_for_its_moment(void **state)
{
	static const int64_t rows[][2] = {
		{ 800, 2 * SECOND },
		{ 1760, 4 * SECOND },
		{ 25 * SECOND, 30 * SECOND },
		{ 27 * SECOND, 60 * SECOND },
		{ 54 * SECOND, 5 * MINUTE },
		{ 252 * SECOND, 10 * MINUTE },
		{ 59 * MINUTE, 2 * HOUR },
		{ 108 * MINUTE, 3 * HOUR },
		{ 47 * HOUR + 50 * MINUTE, 48 * HOUR },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t next = follow_schedule_ms(APP_RIG_NOW_MS, APP_RIG_NOW_MS + rows[i][0], 500);

		assert_int_equal(next - APP_RIG_NOW_MS, rows[i][1]);
	}
}

static void
after_48_hours_there_is_no_next_time(void **state)
{
	(void)state;
	assert_int_equal(follow_schedule_ms(APP_RIG_NOW_MS, APP_RIG_NOW_MS + 48 * HOUR, 500), 0);
	assert_int_equal(follow_schedule_ms(APP_RIG_NOW_MS, APP_RIG_NOW_MS + 90 * HOUR, 0), 0);
}

static void
jitter_spreads_a_wait_by_a_fifth_either_way(void **state)
{
	int64_t now = APP_RIG_NOW_MS + 60 * SECOND;

	(void)state;
	assert_int_equal(follow_schedule_ms(APP_RIG_NOW_MS, now, 0), now + 192 * SECOND);
	assert_int_equal(follow_schedule_ms(APP_RIG_NOW_MS, now, 1000), now + 288 * SECOND);
	assert_int_equal(follow_schedule_ms(APP_RIG_NOW_MS, now, 500), now + 240 * SECOND);
}

static void
the_next_time_is_always_later_than_now(void **state)
{
	(void)state;
	for (int64_t age = 0; age < 48 * HOUR; age = age * 3 / 2 + 7)
		for (unsigned jitter = 0; jitter <= 1000; jitter += 250) {
			int64_t now = APP_RIG_NOW_MS + age;

			assert_true(follow_schedule_ms(APP_RIG_NOW_MS, now, jitter) > now);
		}
}

static void
a_clock_set_back_does_not_put_the_next_poll_off(void **state)
{
	int64_t now = APP_RIG_NOW_MS - 24 * HOUR;

	(void)state;
	assert_int_equal(follow_schedule_ms(APP_RIG_NOW_MS, now, 500), now + SECOND);
}

static void
silence_is_believed_after_three_polls_and_ten_minutes(void **state)
{
	struct message m = { .state = MESSAGE_UNKNOWN,
		             .absent_polls = 3,
		             .first_absent_at_ms = APP_RIG_NOW_MS };
	int64_t later = APP_RIG_NOW_MS + 10 * MINUTE;

	(void)state;
	assert_int_equal(follow_absent_state(&m, later), MESSAGE_LIKELY_NOT_SENT);
	assert_int_equal(follow_absent_state(&m, later - 1), MESSAGE_UNKNOWN);
	m.absent_polls = 2;
	assert_int_equal(follow_absent_state(&m, later), MESSAGE_UNKNOWN);
	m.absent_polls = 9;
	m.state = MESSAGE_ACCEPTED;
	assert_int_equal(follow_absent_state(&m, later), MESSAGE_ACCEPTED);
}

/* --- Rows to follow ------------------------------------------------------------------------- */

/* A row in the state that this answer leaves. */
static int64_t
make_row(struct app_rig *r, struct app_rig_answer answer)
{
	app_rig_plan(r, answer);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);
	int64_t id = sender_message(x)->id;

	sender_destroy(x);
	return id;
}

static int64_t
make_accepted(struct app_rig *r)
{
	return make_row(
		r, (struct app_rig_answer){ .status = 200, .sent_bytes = 9, .group = 1, .id = 26 });
}

static int64_t
make_unknown(struct app_rig *r)
{
	return make_row(r, (struct app_rig_answer){ .outcome = HTTP_BROKEN, .sent_bytes = 9 });
}

struct ear {
	struct follow *follow;
	int calls;
	bool destroys;
	bool wakes;
};

static void
hear(void *context)
{
	struct ear *ear = context;

	ear->calls++;
	if (ear->destroys) {
		follow_destroy(ear->follow);
		ear->follow = NULL;
	} else if (ear->wakes && ear->follow)
		follow_wake(ear->follow);
}

static void
listen(struct app_rig *r, struct ear *ear, int64_t only_id)
{
	const struct follow_options options = { .only_id = only_id,
		                                .changed = hear,
		                                .context = ear };

	ear->follow = follow_create(r->session, &options);
	app_rig_settle(r);
}

static void
nothing_open_is_nothing_to_ask(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };

	make_row(r, (struct app_rig_answer){ .status = 400, .sent_bytes = 9 });
	listen(r, &ear, 0);
	assert_int_equal(follow_next_at_ms(ear.follow), 0);
	app_rig_pass(r, 5 * SECOND);
	assert_int_equal(app_rig_polls(r), 0);
	assert_false(loop_has_work(r->session->loop));
	follow_destroy(ear.follow);
}

static void
an_open_row_is_asked_about_on_its_schedule(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	static const int64_t windows[][2] = {
		{ 800, 1500 },    { 1600, 2900 },   { 3000, 5300 },   { 6600, 9800 },
		{ 12000, 17500 }, { 25000, 34000 }, { 52000, 66500 },
	};
	size_t count = sizeof(windows) / sizeof(windows[0]);

	r->news = (struct app_rig_news){ .group = 1, .id = 26 };
	make_accepted(r);
	listen(r, &ear, 0);
	assert_in_range(follow_next_at_ms(ear.follow) - APP_RIG_NOW_MS, 800, 1200);
	app_rig_pass(r, 70 * SECOND);
	assert_int_equal(app_rig_polls(r), count);
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t j = 1; j < r->request_count; j++) {
			int64_t at = r->requests[j].at_us / 1000 - 1000;

			found = found || (at >= windows[i][0] && at <= windows[i][1]);
		}
		if (!found)
			fail_msg("no poll from %lld to %lld ms", (long long)windows[i][0],
			         (long long)windows[i][1]);
	}
	follow_destroy(ear.follow);
}

static void
news_are_written_and_end_the_questions(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_accepted(r);

	r->news = (struct app_rig_news){ .group = 3, .id = 5, .price = 0.0457 };
	listen(r, &ear, 0);
	app_rig_pass(r, 3 * SECOND);
	struct message m = app_rig_row(r, id);

	assert_int_equal(m.state, MESSAGE_DELIVERED);
	assert_true(m.final);
	assert_int_equal(m.next_poll_at_ms, 0);
	assert_int_equal(m.polls, 1);
	assert_true(m.has_price);
	assert_string_equal(m.price_currency, "EUR");
	assert_string_equal(m.status.name, "LOG_5");
	assert_string_equal(app_rig_history(r, id),
	                    "ready>sending sending>accepted accepted>delivered");
	assert_true(ear.calls >= 1);
	assert_int_equal(follow_next_at_ms(ear.follow), 0);
	app_rig_pass(r, 60 * SECOND);
	assert_int_equal(app_rig_polls(r), 1);
	follow_destroy(ear.follow);
}

static void
the_history_keeps_the_rows_of_the_log_without_number_or_code(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_accepted(r);
	struct message m = app_rig_row(r, id);

	r->news = (struct app_rig_news){ .group = 2, .id = 9, .error = 27, .price = 0.05 };
	listen(r, &ear, 0);
	app_rig_pass(r, 3 * SECOND);
	assert_null(strstr(app_rig_answer_text(r, id), "LOG_9"));
	const char *kept = app_rig_look_up_text(r, id);

	assert_non_null(strstr(kept, m.message_id));
	assert_non_null(strstr(kept, "\"groupId\":2"));
	assert_non_null(strstr(kept, "\"name\":\"LOG_9\""));
	assert_non_null(strstr(kept, "\"EC_27\""));
	assert_non_null(strstr(kept, "\"pricePerMessage\":0.05"));
	assert_non_null(strstr(kept, "\"doneAt\":\"2026-11-25T10:00:02.000+0000\""));
	assert_null(strstr(kept, "15550100123"));
	assert_null(strstr(kept, APP_RIG_CODE));
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message_history"
	                                " WHERE answer LIKE '%LOG_9%'"),
	                 1);
	assert_int_equal(app_rig_row(r, id).error.id, 27);
	follow_destroy(ear.follow);
}

static void
polls_that_bring_nothing_new_add_no_history(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_accepted(r);

	r->news = (struct app_rig_news){ .group = 1, .id = 26, .price = 0.05 };
	listen(r, &ear, 0);
	app_rig_pass(r, 30 * SECOND);
	assert_true(app_rig_row(r, id).polls >= 5);
	assert_string_equal(app_rig_history(r, id), "ready>sending sending>accepted");
	follow_destroy(ear.follow);
}

static void
an_unknown_row_that_the_log_knows_takes_its_state(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_unknown(r);

	r->news = (struct app_rig_news){ .group = 5, .id = 12 };
	listen(r, &ear, 0);
	app_rig_pass(r, 2 * SECOND);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_REJECTED);
	follow_destroy(ear.follow);
}

/* --- Silence -------------------------------------------------------------------------------- */

static void
an_unknown_row_that_stays_absent_was_likely_not_sent(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_unknown(r);

	listen(r, &ear, 0);
	app_rig_pass(r, 9 * MINUTE);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_UNKNOWN);
	assert_true(app_rig_row(r, id).absent_polls >= 3);
	app_rig_pass(r, 8 * MINUTE);
	struct message m = app_rig_row(r, id);

	assert_int_equal(m.state, MESSAGE_LIKELY_NOT_SENT);
	assert_false(m.final);
	assert_true(m.next_poll_at_ms > 0);
	assert_string_equal(app_rig_history(r, id),
	                    "ready>sending sending>unknown unknown>likely_not_sent");
	/* It turns up after all. */
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	app_rig_pass(r, 10 * MINUTE);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_DELIVERED);
	follow_destroy(ear.follow);
}

static void
being_seen_once_starts_the_count_of_silence_anew(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_unknown(r);

	listen(r, &ear, 0);
	app_rig_pass(r, 9 * MINUTE);
	r->news = (struct app_rig_news){ .group = 9, .id = 1 }; /* known, but of no known group */
	app_rig_pass(r, 8 * MINUTE);
	assert_int_equal(app_rig_row(r, id).absent_polls, 0);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_UNKNOWN);
	follow_destroy(ear.follow);
}

static void
a_log_that_fails_says_nothing_about_a_row(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_unknown(r);

	r->log_status = 503;
	listen(r, &ear, 0);
	app_rig_pass(r, 15 * MINUTE);
	assert_true(app_rig_polls(r) > 5);
	assert_int_equal(app_rig_row(r, id).absent_polls, 0);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_UNKNOWN);
	assert_int_equal(follow_fault(ear.follow)->word, WORD_ANSWER_UNUSABLE);
	assert_true(ear.calls > 0);
	r->log_status = 403;
	app_rig_pass(r, 8 * MINUTE);
	assert_int_equal(follow_fault(ear.follow)->word, WORD_CREDENTIALS);
	r->log_status = 0;
	app_rig_pass(r, 8 * MINUTE);
	assert_int_equal(follow_fault(ear.follow)->code, ST_OK);
	follow_destroy(ear.follow);
}

static void
a_log_that_asks_for_rest_is_left_alone_so_long(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_unknown(r);

	r->log_status = 429;
	r->log_retry_after_s = 300;
	listen(r, &ear, 0);
	app_rig_pass(r, 10 * SECOND);
	assert_int_equal(app_rig_polls(r), 1);
	app_rig_pass(r, 280 * SECOND);
	assert_int_equal(app_rig_polls(r), 1);
	r->log_status = 0;
	r->log_retry_after_s = 0;
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	app_rig_pass(r, 30 * SECOND);
	assert_int_equal(app_rig_polls(r), 2);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_DELIVERED);
	follow_destroy(ear.follow);
}

/* --- 48 hours ------------------------------------------------------------------------------- */

static void
after_48_hours_an_open_row_is_unresolved(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t accepted = make_accepted(r);
	int64_t unknown = make_unknown(r);

	app_rig_jump(r, 48 * HOUR);
	listen(r, &ear, 0);
	assert_int_equal(app_rig_row(r, accepted).state, MESSAGE_UNRESOLVED);
	assert_int_equal(app_rig_row(r, unknown).state, MESSAGE_UNRESOLVED);
	assert_true(app_rig_row(r, unknown).final);
	assert_int_equal(app_rig_row(r, unknown).next_poll_at_ms, 0);
	assert_int_equal(app_rig_polls(r), 0);
	assert_int_equal(ear.calls, 1);
	follow_destroy(ear.follow);
}

static void
after_48_hours_what_the_operator_has_stays_accepted_for_good(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_row(
		r, (struct app_rig_answer){ .status = 200, .sent_bytes = 9, .group = 3, .id = 2 });

	app_rig_jump(r, 49 * HOUR);
	listen(r, &ear, 0);
	struct message m = app_rig_row(r, id);

	assert_int_equal(m.state, MESSAGE_ACCEPTED);
	assert_true(m.final);
	assert_int_equal(m.next_poll_at_ms, 0);
	assert_non_null(strstr(m.cause, "operator has it"));
	follow_destroy(ear.follow);
}

static void
rows_out_of_reach_are_settled_even_without_a_key(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };

	app_rig_use_staging(r);
	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_BROKEN, .sent_bytes = 9 });
	struct sender *x = app_rig_send(r, APP_RIG_NUMBER, false, false);
	int64_t id = sender_message(x)->id;

	sender_destroy(x);
	app_rig_must(r, setup_remove_secret(r->session, "API_KEY", &r->f));
	app_rig_jump(r, 48 * HOUR);
	listen(r, &ear, 0);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_UNRESOLVED);
	follow_destroy(ear.follow);
}

static void
without_a_key_the_failure_is_told_and_the_row_waits(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };

	app_rig_use_staging(r);
	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_BROKEN, .sent_bytes = 9 });
	struct sender *x = app_rig_send(r, APP_RIG_NUMBER, false, false);
	int64_t id = sender_message(x)->id;

	sender_destroy(x);
	app_rig_must(r, setup_remove_secret(r->session, "API_KEY", &r->f));
	app_rig_jump(r, 2 * SECOND);
	listen(r, &ear, 0);
	assert_int_equal(follow_fault(ear.follow)->word, WORD_SECRET_MISSING);
	assert_int_equal(app_rig_row(r, id).polls, 0);
	/* A key that is set meanwhile is used a minute later. */
	struct secret *key = secret_create(APP_RIG_KEY, sizeof(APP_RIG_KEY) - 1);
	unsigned removed = 0;

	app_rig_must(r, setup_set_secret(r->session, "API_KEY_LOGS", key, &removed, &r->f));
	secret_destroy(key);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	app_rig_jump(r, MINUTE);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_DELIVERED);
	follow_destroy(ear.follow);
}

/* --- Older news ----------------------------------------------------------------------------- */

static void
finish_row_on_wire(struct app_rig *r, const struct http_request *request)
{
	if (strcmp(request->method, "GET") != 0)
		return;
	app_rig_tamper(r, "UPDATE message SET state = 'delivered', final = 1, failed = 0,"
	                  " next_poll_at_ms = 0, status_group = 3, status_id = 5");
}

static void
older_news_never_take_a_final_state_back(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_accepted(r);

	/* While the log is asked, another process hears that it was delivered. */
	r->on_wire = finish_row_on_wire;
	r->news = (struct app_rig_news){ .group = 1, .id = 7 };
	listen(r, &ear, 0);
	app_rig_pass(r, 5 * SECOND);
	assert_int_equal(app_rig_polls(r), 1);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_DELIVERED);
	assert_int_equal(app_rig_row(r, id).status.id, 5);
	assert_int_equal(app_rig_row(r, id).next_poll_at_ms, 0);
	follow_destroy(ear.follow);
}

static void
silence_touches_no_row_that_another_process_finished(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_unknown(r);

	r->on_wire = finish_row_on_wire;
	listen(r, &ear, 0);
	app_rig_pass(r, 5 * SECOND);
	assert_int_equal(app_rig_polls(r), 1);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_DELIVERED);
	assert_int_equal(app_rig_row(r, id).absent_polls, 0);
	follow_destroy(ear.follow);
}

static void
what_the_operator_has_is_not_called_pending_again(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t id = make_accepted(r);

	r->news = (struct app_rig_news){ .group = 3, .id = 2 };
	listen(r, &ear, 0);
	app_rig_pass(r, 2 * SECOND);
	assert_int_equal(app_rig_row(r, id).status.group_id, 3);
	r->news = (struct app_rig_news){ .group = 1, .id = 26 };
	app_rig_pass(r, 20 * SECOND);
	assert_int_equal(app_rig_row(r, id).status.group_id, 3);
	assert_int_equal(app_rig_row(r, id).state, MESSAGE_ACCEPTED);
	follow_destroy(ear.follow);
}

/* --- Many rows ------------------------------------------------------------------------------ */

static void
copy_rows(struct app_rig *r, int count)
{
	char sql[1024];

	snprintf(
		sql, sizeof(sql),
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
		" INSERT INTO message SELECT m.id + i, profile_id,"
		" printf('00000000-0000-4000-8000-%%012d', i), created_at_ms, state, final, failed,"
		" type, action, locale, client_id, template_name, template_revision, to_masked,"
		" to_country, to_last_four, to_hash, to_sealed, context_sealed, body_hash, sender,"
		" encoding, parts, units, api_version, preview, request, answer, http_status,"
		" status_group, status_id, status_group_name, status_name, status_description,"
		" status_action, error_group, error_id, error_group_name, error_name,"
		" error_description, error_permanent, price_amount, price_currency, lookup_us,"
		" connect_us, tls_us, first_byte_us, total_us, tries, first_try_at_ms,"
		" last_change_at_ms, next_poll_at_ms, polls, absent_polls, first_absent_at_ms,"
		" cause, parent_id, owner_pid, owner_start_ticks, key_uuid"
		" FROM message AS m, n WHERE m.id = 1",
		count);
	app_rig_tamper(r, sql);
}

static void
many_rows_are_asked_about_in_one_request(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };

	make_accepted(r);
	copy_rows(r, 59);
	app_rig_jump(r, 2 * SECOND);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	listen(r, &ear, 0);
	assert_int_equal(app_rig_polls(r), 2);
	assert_int_equal(r->requests[1].id_count, INFOBIP_IDS_MAX);
	assert_int_equal(r->requests[2].id_count, 5);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message WHERE state = 'delivered'"),
	                 60);
	follow_destroy(ear.follow);
}

static void
rows_of_both_api_versions_are_asked_at_their_own_endpoint(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };

	make_accepted(r);
	app_rig_must(r, setup_set(r->session, "api_version", "2", &r->f));
	make_accepted(r);
	app_rig_jump(r, 2 * SECOND);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	listen(r, &ear, 0);
	assert_int_equal(app_rig_polls(r), 2);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message WHERE state = 'delivered'"),
	                 2);
	/* Which of the two is due first is the jitter's to say. */
	bool old_first = strncmp(r->requests[2].path, "/sms/1/logs?", 12) == 0;
	const char *other = r->requests[old_first ? 3 : 2].path;

	assert_true(old_first || strncmp(r->requests[3].path, "/sms/1/logs?", 12) == 0);
	assert_memory_equal(other, "/sms/3/logs?", 12);
	follow_destroy(ear.follow);
}

/* No minute, wherever it begins, holds more than 30 requests. */
static void
expect_pace(const struct app_rig *r)
{
	for (size_t i = 0; i + 30 < r->request_count; i++) {
		if (r->requests[i].is_send)
			continue;
		int64_t apart_us = r->requests[i + 30].at_us - r->requests[i].at_us;

		if (apart_us < 60 * 1000 * 1000LL)
			fail_msg("31 requests in %lld ms", (long long)apart_us / 1000);
	}
}

static void
at_most_thirty_requests_a_minute_are_made(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };

	make_accepted(r);
	copy_rows(r, 55 * 40);
	app_rig_jump(r, 2 * SECOND);
	r->news = (struct app_rig_news){ .group = 1, .id = 26 };
	listen(r, &ear, 0);
	assert_int_equal(app_rig_polls(r), 30);
	follow_wake(ear.follow);
	app_rig_settle(r);
	assert_int_equal(app_rig_polls(r), 30);
	app_rig_pass(r, 59 * SECOND);
	assert_int_equal(app_rig_polls(r), 30);
	app_rig_pass(r, 90 * SECOND);
	assert_true(app_rig_polls(r) > 60);
	expect_pace(r);
	follow_destroy(ear.follow);
}

static void
two_followers_of_a_session_share_the_pace(void **state)
{
	struct app_rig *r = *state;
	struct ear all = { 0 };
	struct ear one = { 0 };

	make_accepted(r);
	copy_rows(r, 55 * 20);
	app_rig_jump(r, 2 * SECOND);
	r->news = (struct app_rig_news){ .group = 1, .id = 26 };
	listen(r, &all, 0);
	listen(r, &one, 1);
	app_rig_pass(r, 3 * MINUTE);
	expect_pace(r);
	follow_destroy(all.follow);
	follow_destroy(one.follow);
}

/* --- Two sessions --------------------------------------------------------------------------- */

static void
settle_both(struct app_rig *r, struct session *other)
{
	do {
		app_rig_settle(r);
		while (loop_has_work(other->loop))
			loop_turn(other->loop, 0);
	} while (loop_has_work(r->session->loop));
}

static void
two_sessions_do_not_ask_about_the_same_row_twice(void **state)
{
	struct app_rig *r = *state;
	struct session *other = app_rig_second_session(r);
	const struct follow_options options = { .only_id = 0 };
	struct ear ear = { 0 };
	int64_t id = make_accepted(r);

	r->news = (struct app_rig_news){ .group = 1, .id = 26 };
	listen(r, &ear, 0);
	struct follow *second = follow_create(other, &options);

	for (int i = 0; i < 60; i++) {
		clock_advance_ms(500);
		settle_both(r, other);
	}
	assert_true(app_rig_polls(r) >= 5);
	/* Every request was counted in the row when it was taken. */
	assert_int_equal(app_rig_row(r, id).polls, app_rig_polls(r));
	for (size_t i = 1; i + 1 < r->request_count; i++)
		assert_true(r->requests[i + 1].at_us > r->requests[i].at_us);
	follow_destroy(second);
	session_close(other);
	follow_destroy(ear.follow);
}

static void
a_sender_hears_what_another_session_was_told(void **state)
{
	struct app_rig *r = *state;
	struct session *other = app_rig_second_session(r);
	const struct follow_options options = { .only_id = 0 };
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, true);

	clock_advance_ms(1300);
	struct follow *second = follow_create(other, &options);

	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	while (loop_has_work(other->loop))
		loop_turn(other->loop, 0);
	assert_int_equal(app_rig_polls(r), 1);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_DELIVERED);
	app_rig_pass(r, 2 * SECOND);
	assert_int_equal(app_rig_polls(r), 1);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(sender_message(x)->state, MESSAGE_DELIVERED);
	follow_destroy(second);
	session_close(other);
	sender_destroy(x);
}

static void
one_row_is_followed_alone_when_asked_for(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	int64_t first = make_accepted(r);
	int64_t second = make_accepted(r);

	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	listen(r, &ear, second);
	app_rig_pass(r, 5 * SECOND);
	assert_int_equal(app_rig_row(r, first).state, MESSAGE_ACCEPTED);
	assert_int_equal(app_rig_row(r, second).state, MESSAGE_DELIVERED);
	follow_destroy(ear.follow);
}

static void
a_sender_hears_it_too_when_the_others_answer_is_slow(void **state)
{
	struct app_rig *r = *state;
	struct session *other = app_rig_second_session(r);
	const struct follow_options options = { .only_id = 0 };
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, true);
	struct http *h = NULL;

	clock_advance_ms(1300);
	struct follow *second = follow_create(other, &options);

	app_rig_must(r, loop_http(other->loop, &h, &r->f));
	while (http_in_flight(h) == 0)
		worker_collect(other->worker);
	/* Long enough for every glance that being late is worth. */
	app_rig_pass(r, 8 * SECOND);
	assert_int_equal(sender_phase(x), SENDER_FOLLOWING);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	while (loop_has_work(other->loop))
		loop_turn(other->loop, 0);
	size_t polls = app_rig_polls(r);

	app_rig_pass(r, SECOND);
	assert_int_equal(app_rig_polls(r), polls);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(sender_message(x)->state, MESSAGE_DELIVERED);
	follow_destroy(second);
	session_close(other);
	sender_destroy(x);
}

static void
news_that_another_session_is_told_are_passed_on(void **state)
{
	struct app_rig *r = *state;
	struct session *other = app_rig_second_session(r);
	const struct follow_options options = { .only_id = 0 };
	struct ear ear = { 0 };
	struct http *h = NULL;

	make_accepted(r);
	r->news = (struct app_rig_news){ .group = 1, .id = 26 };
	listen(r, &ear, 0);
	app_rig_pass(r, 70 * SECOND);
	/* The next time is minutes away, and then the other one is faster. */
	clock_advance_ms(follow_next_at_ms(ear.follow) - clock_now_ms());
	size_t polls = app_rig_polls(r);
	struct follow *second = follow_create(other, &options);

	app_rig_must(r, loop_http(other->loop, &h, &r->f));
	while (http_in_flight(h) == 0)
		worker_collect(other->worker);
	app_rig_settle(r);
	int calls = ear.calls;

	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	while (loop_has_work(other->loop))
		loop_turn(other->loop, 0);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_DELIVERED);
	app_rig_pass(r, 1000);
	assert_true(ear.calls > calls);
	app_rig_pass(r, 10 * SECOND);
	calls = ear.calls;

	/* Then it is quiet again, and nothing wakes an idle loop. */
	app_rig_pass(r, 60 * SECOND);
	assert_int_equal(ear.calls, calls);
	assert_int_equal(app_rig_polls(r), polls + 1);
	follow_destroy(second);
	session_close(other);
	follow_destroy(ear.follow);
}

static void
every_open_row_is_asked_about_at_once_when_wished(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	const struct follow_options options = { .at_once = true, .changed = hear, .context = &ear };

	make_accepted(r);
	copy_rows(r, 59);
	make_row(r, (struct app_rig_answer){ .status = 400, .sent_bytes = 9 });
	r->news = (struct app_rig_news){ .group = 1, .id = 26 };
	assert_true(app_rig_row(r, 1).next_poll_at_ms > APP_RIG_NOW_MS);
	ear.follow = follow_create(r->session, &options);
	assert_true(follow_is_busy(ear.follow));
	app_rig_settle(r);
	assert_false(follow_is_busy(ear.follow));
	assert_int_equal(follow_fault(ear.follow)->code, ST_OK);
	assert_int_equal(app_rig_polls(r), 2);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message WHERE polls = 1"), 60);
	assert_true(follow_next_at_ms(ear.follow) > APP_RIG_NOW_MS);
	follow_destroy(ear.follow);
}

static void
one_row_is_asked_about_at_once_when_wished(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	const struct follow_options options = {
		.only_id = 2, .at_once = true, .changed = hear, .context = &ear
	};

	make_accepted(r);
	make_accepted(r);
	assert_true(app_rig_row(r, 2).next_poll_at_ms > APP_RIG_NOW_MS);
	ear.follow = follow_create(r->session, &options);
	assert_int_equal(follow_answers(ear.follow), 0);
	app_rig_settle(r);
	assert_int_equal(follow_answers(ear.follow), 1);
	assert_int_equal(app_rig_polls(r), 1);
	assert_int_equal(app_rig_row(r, 1).polls, 0);
	assert_int_equal(app_rig_row(r, 2).polls, 1);
	follow_destroy(ear.follow);
}

static void
an_answer_that_is_none_counts_for_nothing(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };
	const struct follow_options options = {
		.only_id = 1, .at_once = true, .changed = hear, .context = &ear
	};

	make_accepted(r);
	r->log_status = 500;
	ear.follow = follow_create(r->session, &options);
	app_rig_settle(r);
	assert_int_equal(app_rig_polls(r), 1);
	assert_int_equal(follow_answers(ear.follow), 0);
	assert_int_not_equal(follow_fault(ear.follow)->code, ST_OK);
	follow_destroy(ear.follow);
}

/* --- Waking and ending ---------------------------------------------------------------------- */

static void
a_new_row_wakes_a_follower_that_had_nothing_to_do(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };

	listen(r, &ear, 0);
	assert_int_equal(follow_next_at_ms(ear.follow), 0);
	make_accepted(r);
	follow_wake(ear.follow);
	app_rig_settle(r);
	assert_true(follow_next_at_ms(ear.follow) > APP_RIG_NOW_MS);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	app_rig_pass(r, 2 * SECOND);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_DELIVERED);
	follow_destroy(ear.follow);
}

static void
waking_from_inside_the_news_is_no_trouble(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { .wakes = true };

	make_accepted(r);
	r->news = (struct app_rig_news){ .group = 1, .id = 26 };
	listen(r, &ear, 1);
	app_rig_pass(r, 20 * SECOND);
	assert_in_range(app_rig_polls(r), 4, 12);
	follow_destroy(ear.follow);
}

static void
it_may_be_destroyed_from_inside_its_news(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { .destroys = true };

	follow_destroy(NULL);
	make_accepted(r);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	listen(r, &ear, 0);
	app_rig_pass(r, 3 * SECOND);
	assert_null(ear.follow);
	assert_int_equal(ear.calls, 1);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_DELIVERED);
}

static void
destroyed_with_an_answer_in_hand_it_still_notes_it(void **state)
{
	struct app_rig *r = *state;
	struct ear ear = { 0 };

	make_accepted(r);
	app_rig_jump(r, 2 * SECOND);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	const struct follow_options options = { .changed = hear, .context = &ear };

	ear.follow = follow_create(r->session, &options);
	while (app_rig_polls(r) == 0)
		loop_turn(r->session->loop,
		          r->threaded && worker_has_work(r->session->worker) ? 100 : 0);
	follow_destroy(ear.follow);
	app_rig_end_session(r);
	assert_int_equal(ear.calls, 0);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_DELIVERED);
}

static void
destroyed_before_its_first_look_it_asks_nothing(void **state)
{
	struct app_rig *r = *state;
	const struct follow_options options = { .only_id = 0 };

	make_accepted(r);
	app_rig_jump(r, 2 * SECOND);
	follow_destroy(follow_create(r->session, &options));
	app_rig_settle(r);
	assert_int_equal(app_rig_polls(r), 0);
	follow_destroy(follow_create(r->session, &options));
	app_rig_end_session(r);
}

static void
a_locked_store_puts_a_poll_off_by_a_minute(void **state)
{
	struct app_rig *r = *state;
	const struct db_options writing = { .use = DB_WRITE };
	const struct follow_options options = { .only_id = 0 };
	struct db *locked = NULL;

	make_accepted(r);
	app_rig_jump(r, 2 * SECOND);
	app_rig_must(r, db_open(r->store, &writing, &locked, &r->f));
	app_rig_must(r, db_begin(locked, &r->f));
	struct follow *w = follow_create(r->session, &options);

	while (follow_fault(w)->code == ST_OK) {
		loop_turn(r->session->loop, 0);
		clock_advance_ms(100);
	}
	app_rig_settle(r);
	assert_int_equal(follow_fault(w)->word, WORD_STORE_BUSY);
	assert_int_equal(app_rig_polls(r), 0);
	assert_int_equal(follow_next_at_ms(w), clock_now_ms() - 100 + MINUTE);
	db_cancel(locked);
	db_close(locked);
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	app_rig_pass(r, MINUTE);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_DELIVERED);
	follow_destroy(w);
}

#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close),                        \
		cmocka_unit_test_setup_teardown(test, app_rig_open_threaded, app_rig_close)
#define ONCE(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_schedule_is_that_of_the_table),
		cmocka_unit_test(a_poll_that_came_early_counts_for_its_moment),
		cmocka_unit_test(after_48_hours_there_is_no_next_time),
		cmocka_unit_test(jitter_spreads_a_wait_by_a_fifth_either_way),
		cmocka_unit_test(the_next_time_is_always_later_than_now),
		cmocka_unit_test(a_clock_set_back_does_not_put_the_next_poll_off),
		cmocka_unit_test(silence_is_believed_after_three_polls_and_ten_minutes),
		BOTH(nothing_open_is_nothing_to_ask),
		BOTH(an_open_row_is_asked_about_on_its_schedule),
		BOTH(news_are_written_and_end_the_questions),
		BOTH(the_history_keeps_the_rows_of_the_log_without_number_or_code),
		ONCE(polls_that_bring_nothing_new_add_no_history),
		BOTH(an_unknown_row_that_the_log_knows_takes_its_state),
		ONCE(an_unknown_row_that_stays_absent_was_likely_not_sent),
		ONCE(being_seen_once_starts_the_count_of_silence_anew),
		ONCE(a_log_that_fails_says_nothing_about_a_row),
		ONCE(a_log_that_asks_for_rest_is_left_alone_so_long),
		BOTH(after_48_hours_an_open_row_is_unresolved),
		BOTH(after_48_hours_what_the_operator_has_stays_accepted_for_good),
		ONCE(rows_out_of_reach_are_settled_even_without_a_key),
		ONCE(without_a_key_the_failure_is_told_and_the_row_waits),
		BOTH(older_news_never_take_a_final_state_back),
		BOTH(silence_touches_no_row_that_another_process_finished),
		ONCE(what_the_operator_has_is_not_called_pending_again),
		BOTH(many_rows_are_asked_about_in_one_request),
		ONCE(rows_of_both_api_versions_are_asked_at_their_own_endpoint),
		BOTH(at_most_thirty_requests_a_minute_are_made),
		ONCE(two_followers_of_a_session_share_the_pace),
		BOTH(two_sessions_do_not_ask_about_the_same_row_twice),
		BOTH(a_sender_hears_what_another_session_was_told),
		BOTH(a_sender_hears_it_too_when_the_others_answer_is_slow),
		BOTH(news_that_another_session_is_told_are_passed_on),
		BOTH(every_open_row_is_asked_about_at_once_when_wished),
		BOTH(one_row_is_asked_about_at_once_when_wished),
		BOTH(an_answer_that_is_none_counts_for_nothing),
		BOTH(one_row_is_followed_alone_when_asked_for),
		BOTH(a_new_row_wakes_a_follower_that_had_nothing_to_do),
		BOTH(waking_from_inside_the_news_is_no_trouble),
		BOTH(it_may_be_destroyed_from_inside_its_news),
		BOTH(destroyed_with_an_answer_in_hand_it_still_notes_it),
		BOTH(destroyed_before_its_first_look_it_asks_nothing),
		BOTH(a_locked_store_puts_a_poll_off_by_a_minute),
	};
	return cmocka_run_group_tests_name("app/follow", tests, NULL, NULL);
}
