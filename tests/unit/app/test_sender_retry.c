/* SPDX-License-Identifier: MIT */
/* When a send is tried again, when it is not, and under which id. */
#include "app/sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "app_rig.h"
#include "base/clock.h"

static const struct app_rig_answer not_sent = { .outcome = HTTP_NOT_SENT };
static const struct app_rig_answer limited = { .status = 429, .sent_bytes = 100 };

static void
plan_limited(struct app_rig *r, int64_t retry_after_s)
{
	struct app_rig_answer answer = limited;

	answer.retry_after_s = retry_after_s;
	app_rig_plan(r, answer);
}

static void
a_repeat_keeps_its_message_id_and_its_row(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, not_sent);
	app_rig_plan(r, limited);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);

	app_rig_pass(r, 10000);
	assert_int_equal(app_rig_sends(r), 3);
	assert_string_equal(r->requests[0].message_id, r->requests[1].message_id);
	assert_string_equal(r->requests[0].message_id, r->requests[2].message_id);
	assert_int_equal(app_rig_rows(r), 1);
	assert_int_equal(app_rig_row(r, 1).tries, 3);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	assert_string_equal(app_rig_history(r, 1),
	                    "ready>sending sending>not_sent not_sent>sending sending>not_sent"
	                    " not_sent>sending sending>accepted");
	sender_destroy(x);
}

static void
the_same_text_goes_out_on_every_try(void **state)
{
	struct app_rig *r = *state;
	char first[sizeof(r->body)];

	app_rig_plan(r, not_sent);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);

	memcpy(first, r->body, sizeof(first));
	app_rig_pass(r, 5000);
	assert_int_equal(app_rig_sends(r), 2);
	assert_string_equal(first, r->body);
	sender_destroy(x);
}

static void
three_tries_are_the_most(void **state)
{
	struct app_rig *r = *state;

	for (int i = 0; i < 5; i++)
		app_rig_plan(r, not_sent);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, true);

	app_rig_pass(r, 200 * 1000);
	assert_int_equal(app_rig_sends(r), 3);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_NOT_SENT);
	assert_int_equal(sender_fault(x)->code, ST_OK);
	sender_destroy(x);
}

static void
without_the_wish_there_is_one_try(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, not_sent);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, true);

	assert_int_equal(sender_phase(x), SENDER_ENDED);
	app_rig_pass(r, 60 * 1000);
	assert_int_equal(app_rig_sends(r), 1);
	sender_destroy(x);
}

/* Full jitter: up to two seconds before the second try, up to four before the third. */
static void
pauses_stay_below_their_limits(void **state)
{
	struct app_rig *r = *state;
	int64_t longest_ms = 0;

	for (int round = 0; round < 10; round++) {
		r->answer_count = r->answers_used = 0;
		app_rig_plan(r, not_sent);
		app_rig_plan(r, not_sent);
		struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);
		int64_t first_ms = sender_next_at_ms(x) - clock_now_ms();

		assert_int_equal(sender_phase(x), SENDER_PAUSING);
		assert_in_range(first_ms, 0, 1999);
		app_rig_jump(r, first_ms);
		int64_t second_ms = sender_next_at_ms(x) - clock_now_ms();

		assert_int_equal(sender_phase(x), SENDER_PAUSING);
		assert_in_range(second_ms, 0, 3999);
		longest_ms = second_ms > longest_ms ? second_ms : longest_ms;
		app_rig_jump(r, second_ms);
		assert_int_equal(sender_phase(x), SENDER_ENDED);
		sender_destroy(x);
	}
	assert_true(longest_ms > 0);
}

static void
no_try_begins_before_its_pause_is_over(void **state)
{
	struct app_rig *r = *state;

	plan_limited(r, 40);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);

	assert_int_equal(sender_next_at_ms(x), APP_RIG_NOW_MS + 40000);
	app_rig_jump(r, 39999);
	assert_int_equal(app_rig_sends(r), 1);
	app_rig_jump(r, 1);
	assert_int_equal(app_rig_sends(r), 2);
	sender_destroy(x);
}

static void
what_the_provider_asks_for_wins_when_it_is_longer(void **state)
{
	struct app_rig *r = *state;

	/* Ten minutes are honoured, although the tries by themselves end after two. */
	plan_limited(r, 600);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);

	assert_int_equal(sender_phase(x), SENDER_PAUSING);
	app_rig_jump(r, 599 * 1000);
	assert_int_equal(app_rig_sends(r), 1);
	app_rig_jump(r, 1000);
	assert_int_equal(app_rig_sends(r), 2);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	sender_destroy(x);
}

static void
after_two_minutes_nobody_tries_again(void **state)
{
	struct app_rig *r = *state;

	plan_limited(r, 120);
	app_rig_plan(r, not_sent);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);

	app_rig_jump(r, 120 * 1000);
	assert_int_equal(app_rig_sends(r), 2);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_NOT_SENT);
	sender_destroy(x);
}

static void
more_than_ten_minutes_is_the_operators_to_decide(void **state)
{
	struct app_rig *r = *state;

	plan_limited(r, HTTP_RETRY_AFTER_TOO_LONG);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, true);

	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_NOT_SENT);
	sender_destroy(x);
}

static void
what_may_have_left_is_never_sent_again(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_BROKEN, .sent_bytes = 1 });
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, true);

	assert_int_equal(sender_phase(x), SENDER_FOLLOWING);
	app_rig_pass(r, 300 * 1000);
	assert_int_equal(app_rig_sends(r), 1);
	sender_destroy(x);
}

static void
what_was_refused_is_never_sent_again(void **state)
{
	struct app_rig *r = *state;
	static const int statuses[] = { 400, 401, 403, 301 };

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		app_rig_plan(r, (struct app_rig_answer){ .status = statuses[i], .sent_bytes = 9 });
		struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, true);

		assert_int_equal(sender_phase(x), SENDER_ENDED);
		app_rig_pass(r, 10 * 1000);
		assert_int_equal(app_rig_sends(r), i + 1);
		sender_destroy(x);
	}
}

static void
a_duplicate_id_on_a_repeat_proves_that_the_first_try_arrived(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, limited);
	app_rig_plan(
		r, (struct app_rig_answer){ .status = 200, .sent_bytes = 9, .group = 5, .id = 23 });
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);

	app_rig_pass(r, 5000);
	assert_int_equal(app_rig_sends(r), 2);
	struct message m = app_rig_row(r, 1);

	assert_int_equal(m.state, MESSAGE_ACCEPTED);
	assert_false(m.final);
	assert_true(m.next_poll_at_ms > 0);
	assert_non_null(strstr(m.cause, "earlier try"));
	sender_destroy(x);
}

/* The schedule of the log counts from the try that may have arrived, not from one that did not. */
static void
a_repeat_is_followed_from_its_own_time(void **state)
{
	struct app_rig *r = *state;

	plan_limited(r, 100);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, true);

	app_rig_jump(r, 100 * 1000);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	assert_in_range(app_rig_row(r, 1).next_poll_at_ms - clock_now_ms(), 800, 1200);
	sender_destroy(x);
}

static void
a_clock_set_back_gives_no_fourth_try(void **state)
{
	struct app_rig *r = *state;

	for (int i = 0; i < 6; i++)
		app_rig_plan(r, not_sent);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);

	clock_freeze(APP_RIG_NOW_MS - 3600 * 1000, clock_monotonic_us());
	app_rig_pass(r, 120 * 1000);
	assert_int_equal(app_rig_sends(r), 3);
	sender_destroy(x);
}

static void
an_answer_of_an_earlier_try_is_not_taken_for_a_later_one(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, (struct app_rig_answer){
				.status = 429, .sent_bytes = 9, .body = "{\"first\":1}" });
	app_rig_plan(r, not_sent);
	app_rig_plan(r, not_sent);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);

	app_rig_pass(r, 10 * 1000);
	assert_int_equal(app_rig_sends(r), 3);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message_history"
	                                " WHERE answer LIKE '%first%'"),
	                 1);
	sender_destroy(x);
}

static void
a_repeat_that_cannot_begin_keeps_the_answer_before_it_apart(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, (struct app_rig_answer){
				.status = 429, .sent_bytes = 9, .body = "{\"first\":1}" });
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, true, false);

	loop_end_requests(r->session->loop);
	app_rig_pass(r, 3000);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(sender_fault(x)->word, WORD_CANCELLED);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_NOT_SENT);
	assert_int_equal(app_rig_row(r, 1).tries, 2);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message_history"
	                                " WHERE answer LIKE '%first%'"),
	                 1);
	assert_non_null(strstr(app_rig_answer_text(r, 1), "first"));
	sender_destroy(x);
}

/* --- By the operator's wish ----------------------------------------------------------------- */

static void
an_operator_may_repeat_what_did_not_leave(void **state)
{
	struct app_rig *r = *state;
	char first[sizeof(r->body)];

	app_rig_plan(r, not_sent);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	memcpy(first, r->body, sizeof(first));
	app_rig_jump(r, SENDER_CODE_LIFE_MS - 1000);
	app_rig_must(r, sender_repeat(x, &r->f));
	app_rig_settle(r);
	assert_int_equal(app_rig_sends(r), 2);
	assert_string_equal(r->body, first);
	assert_int_equal(app_rig_rows(r), 1);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	assert_int_equal(app_rig_row(r, 1).tries, 2);
	assert_int_equal(sender_fault(x)->code, ST_OK);
	sender_destroy(x);
}

static void
an_expired_code_is_not_sent_again(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, not_sent);
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);
	app_rig_jump(r, SENDER_CODE_LIFE_MS);
	app_rig_must_fail(r, sender_repeat(x, &r->f), WORD_CODE_EXPIRED);
	assert_non_null(strstr(r->f.cause, "expired"));
	assert_non_null(strstr(r->f.hint, "new code"));
	clock_freeze(APP_RIG_NOW_MS - 3600000, 1000 * 1000);
	app_rig_must_fail(r, sender_repeat(x, &r->f), WORD_CODE_EXPIRED);
	assert_int_equal(app_rig_sends(r), 1);
	sender_destroy(x);
}

static void
what_the_log_gave_up_is_repeated_only_while_its_code_lives(void **state)
{
	struct app_rig *r = *state;

	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_BROKEN, .sent_bytes = 100 });
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);
	app_rig_must_fail(r, sender_repeat(x, &r->f), WORD_GUARD);
	app_rig_tamper(r, "UPDATE message SET state = 'likely_not_sent'");
	app_rig_must(r, sender_repeat(x, &r->f));
	app_rig_settle(r);
	assert_int_equal(app_rig_sends(r), 2);
	assert_string_equal(r->requests[0].message_id, r->requests[1].message_id);
	sender_destroy(x);
}

static void
what_arrived_or_is_on_its_way_is_not_repeated(void **state)
{
	struct app_rig *r = *state;
	struct sender *x = app_rig_send(r, APP_RIG_DELIVERED, false, false);

	app_rig_must_fail(r, sender_repeat(x, &r->f), WORD_GUARD);
	assert_non_null(strstr(r->f.cause, "accepted"));
	sender_destroy(x);
	app_rig_plan(r, not_sent);
	x = app_rig_send(r, APP_RIG_DELIVERED, true, false);
	assert_int_equal(sender_phase(x), SENDER_PAUSING);
	app_rig_must_fail(r, sender_repeat(x, &r->f), WORD_GUARD);
	sender_destroy(x);
	assert_int_equal(app_rig_sends(r), 2);
}

#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close),                        \
		cmocka_unit_test_setup_teardown(test, app_rig_open_threaded, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_repeat_keeps_its_message_id_and_its_row),
		BOTH(the_same_text_goes_out_on_every_try),
		BOTH(three_tries_are_the_most),
		BOTH(without_the_wish_there_is_one_try),
		BOTH(pauses_stay_below_their_limits),
		BOTH(no_try_begins_before_its_pause_is_over),
		BOTH(what_the_provider_asks_for_wins_when_it_is_longer),
		BOTH(after_two_minutes_nobody_tries_again),
		BOTH(more_than_ten_minutes_is_the_operators_to_decide),
		BOTH(what_may_have_left_is_never_sent_again),
		BOTH(what_was_refused_is_never_sent_again),
		BOTH(a_duplicate_id_on_a_repeat_proves_that_the_first_try_arrived),
		BOTH(a_repeat_is_followed_from_its_own_time),
		BOTH(a_clock_set_back_gives_no_fourth_try),
		BOTH(an_answer_of_an_earlier_try_is_not_taken_for_a_later_one),
		BOTH(an_operator_may_repeat_what_did_not_leave),
		BOTH(an_expired_code_is_not_sent_again),
		BOTH(what_the_log_gave_up_is_repeated_only_while_its_code_lives),
		BOTH(what_arrived_or_is_on_its_way_is_not_repeated),
		BOTH(a_repeat_that_cannot_begin_keeps_the_answer_before_it_apart),
	};
	return cmocka_run_group_tests_name("app/sender: repeats", tests, NULL, NULL);
}
