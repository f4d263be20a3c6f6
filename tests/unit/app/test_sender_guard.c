/* SPDX-License-Identifier: MIT */
/* Guards on money as a send meets them: counted from rows, inside the claiming transaction. */
#include "app/sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/guard.h"
#include "app/setup.h"
#include "app_rig.h"
#include "base/clock.h"

static int
open_staging(void **state)
{
	app_rig_open(state);
	app_rig_use_staging(*state);
	return 0;
}

static int
open_staging_threaded(void **state)
{
	app_rig_open_threaded(state);
	app_rig_use_staging(*state);
	return 0;
}

/* One send to its answer; the word it ended with, WORD_NONE when it went out. */
static enum fault_word
send_to(struct app_rig *r, const char *number)
{
	struct sender *x = app_rig_send(r, number, false, false);
	enum fault_word word = sender_fault(x)->word;

	assert_int_equal(sender_phase(x), SENDER_ENDED);
	r->f = *sender_fault(x);
	sender_destroy(x);
	return word;
}

/* Numbers far enough apart to be no neighbours. */
static const char *
number_at(int i)
{
	static char number[PHONE_E164_BYTES];

	snprintf(number, sizeof(number), "+1555010%04d", i * 100);
	return number;
}

static void
set(struct app_rig *r, const char *key, const char *value)
{
	app_rig_must(r, setup_set(r->session, key, value, &r->f));
}

static void
a_confirmed_send_of_a_staging_profile_goes_out(void **state)
{
	struct app_rig *r = *state;

	assert_int_equal(send_to(r, APP_RIG_NUMBER), WORD_NONE);
	assert_int_equal(app_rig_sends(r), 1);
	assert_non_null(strstr(r->body, "15550100123"));
}

static void
a_send_that_is_not_confirmed_leaves_no_row(void **state)
{
	struct app_rig *r = *state;
	const struct sender_options options = { .follow = false };
	struct send_draft draft;
	struct sender *x = NULL;

	app_rig_draft(r, APP_RIG_NUMBER, &draft);
	draft.confirmed = false;
	app_rig_must(r, sender_start(r->session, &draft, &options, &x, &r->f));
	app_rig_settle(r);
	assert_int_equal(sender_fault(x)->word, WORD_NOT_CONFIRMED);
	assert_int_equal(app_rig_rows(r), 0);
	assert_int_equal(app_rig_sends(r), 0);
	sender_destroy(x);
}

static void
a_send_by_settings_that_were_changed_elsewhere_is_refused(void **state)
{
	struct app_rig *r = *state;

	app_rig_tamper(r, "INSERT INTO setting (profile_id, key, value) SELECT id, 'sender',"
	                  " 'Elsewhere' FROM profile WHERE name = 'staging'");
	assert_int_equal(send_to(r, APP_RIG_NUMBER), WORD_ROW_MOVED);
	assert_non_null(strstr(r->f.cause, "settings of profile staging were changed"));
	assert_int_equal(app_rig_rows(r), 0);
	assert_int_equal(app_rig_sends(r), 0);
	assert_true(session_follow_profile(r->session));
	assert_false(session_follow_profile(r->session));
	assert_int_equal(send_to(r, APP_RIG_NUMBER), WORD_NONE);
	assert_non_null(strstr(r->body, "Elsewhere"));
}

static void
a_key_that_open_messages_wait_for_is_counted(void **state)
{
	struct app_rig *r = *state;
	int64_t waiting = -1;

	app_rig_must(r, setup_count_waiting(r->session, &r->session->profile, "API_KEY", &waiting,
	                                    &r->f));
	assert_int_equal(waiting, 0);
	assert_int_equal(send_to(r, APP_RIG_NUMBER), WORD_NONE);
	app_rig_must(r, setup_count_waiting(r->session, &r->session->profile, "API_KEY", &waiting,
	                                    &r->f));
	assert_int_equal(waiting, 1);
}

static void
a_burst_of_three_passes_and_the_fourth_waits_two_seconds(void **state)
{
	struct app_rig *r = *state;

	for (int i = 0; i < 3; i++)
		assert_int_equal(send_to(r, number_at(i)), WORD_NONE);
	assert_int_equal(send_to(r, number_at(3)), WORD_GUARD);
	app_rig_jump(r, 1999);
	assert_int_equal(send_to(r, number_at(3)), WORD_GUARD);
	app_rig_jump(r, 1);
	assert_int_equal(send_to(r, number_at(3)), WORD_NONE);
	assert_int_equal(send_to(r, number_at(4)), WORD_GUARD);
	assert_int_equal(app_rig_sends(r), 4);
}

static void
twenty_messages_an_hour_are_the_budget(void **state)
{
	struct app_rig *r = *state;
	int sent = 0;

	for (int i = 0; i < 40; i++) {
		sent += send_to(r, number_at(i)) == WORD_NONE;
		app_rig_jump(r, 2000);
	}
	assert_int_equal(sent, 20);
	assert_int_equal(app_rig_sends(r), 20);
	assert_non_null(strstr(r->f.cause, "20 of 20"));
	app_rig_jump(r, 3600 * 1000);
	assert_int_equal(send_to(r, number_at(50)), WORD_NONE);
}

static void
fifty_messages_a_day_are_the_budget(void **state)
{
	struct app_rig *r = *state;
	int sent = 0;

	set(r, "budget_hour_messages", "100");
	for (int i = 0; i < 60; i++) {
		sent += send_to(r, number_at(i)) == WORD_NONE;
		app_rig_jump(r, 2000);
	}
	assert_int_equal(sent, 50);
	assert_non_null(strstr(r->f.cause, "50 of 50"));
}

/* As a script would: one try each 300 ms for 50 minutes. */
static void
ten_thousand_scripted_sends_stop_at_the_cap(void **state)
{
	struct app_rig *r = *state;
	int sent = 0;

	for (int i = 0; i < 10000; i++) {
		sent += send_to(r, number_at(i % 90)) == WORD_NONE;
		app_rig_jump(r, 300);
	}
	assert_int_equal(sent, 20);
	assert_int_equal(app_rig_sends(r), 20);
	assert_int_equal(app_rig_rows(r), 20);
}

static void
what_was_not_sent_uses_up_no_budget(void **state)
{
	struct app_rig *r = *state;

	set(r, "budget_hour_messages", "2");
	for (int i = 0; i < 4; i++) {
		app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_NOT_SENT });
		assert_int_equal(send_to(r, number_at(i)), WORD_NONE);
	}
	assert_int_equal(send_to(r, number_at(5)), WORD_NONE);
	assert_int_equal(send_to(r, number_at(6)), WORD_NONE);
	app_rig_jump(r, 2000);
	assert_int_equal(send_to(r, number_at(7)), WORD_GUARD);
}

static void
what_may_have_been_sent_uses_up_budget(void **state)
{
	struct app_rig *r = *state;

	set(r, "budget_hour_messages", "1");
	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_BROKEN, .sent_bytes = 9 });
	assert_int_equal(send_to(r, number_at(0)), WORD_NONE);
	assert_int_equal(send_to(r, number_at(1)), WORD_GUARD);
}

static void
rows_dated_in_the_future_count_too(void **state)
{
	struct app_rig *r = *state;

	set(r, "budget_hour_messages", "1");
	assert_int_equal(send_to(r, number_at(0)), WORD_NONE);
	/* The clock goes back by a day. */
	clock_freeze(APP_RIG_NOW_MS - 24 * 3600 * 1000LL, clock_monotonic_us());
	assert_int_equal(send_to(r, number_at(1)), WORD_GUARD);
	assert_int_equal(app_rig_sends(r), 1);
	assert_non_null(strstr(r->f.cause, "1 message of this profile is dated in the future, "
	                                   "up to 2026-11-25 10:00"));
}

/* One row of a clock that ran ahead, which the pace alone would let pass. */
static void
the_pace_is_named_beside_a_row_of_the_future(void **state)
{
	struct app_rig *r = *state;

	assert_int_equal(send_to(r, number_at(0)), WORD_NONE);
	clock_freeze(APP_RIG_NOW_MS - 24 * 3600 * 1000LL, clock_monotonic_us());
	assert_int_equal(send_to(r, number_at(1)), WORD_NONE);
	assert_int_equal(send_to(r, number_at(2)), WORD_NONE);
	assert_int_equal(send_to(r, number_at(3)), WORD_GUARD);
	assert_string_equal(r->f.cause, "3 messages left within six seconds");
	app_rig_jump(r, 6000);
	assert_int_equal(send_to(r, number_at(3)), WORD_NONE);
}

static void
a_clock_that_jumps_ahead_frees_the_hour_only_after_it(void **state)
{
	struct app_rig *r = *state;

	set(r, "budget_hour_messages", "1");
	assert_int_equal(send_to(r, number_at(0)), WORD_NONE);
	app_rig_jump(r, 3600 * 1000 - 1);
	assert_int_equal(send_to(r, number_at(1)), WORD_GUARD);
	app_rig_jump(r, 1);
	assert_int_equal(send_to(r, number_at(1)), WORD_NONE);
}

static void
a_restart_does_not_reset_a_budget(void **state)
{
	struct app_rig *r = *state;

	set(r, "budget_hour_messages", "1");
	assert_int_equal(send_to(r, number_at(0)), WORD_NONE);
	app_rig_end_session(r);
	app_rig_start_session(r, false);
	app_rig_must(r, session_switch(r->session, "staging", &r->f));
	assert_int_equal(send_to(r, number_at(1)), WORD_GUARD);
}

static void
a_budget_belongs_to_its_profile(void **state)
{
	struct app_rig *r = *state;

	set(r, "budget_hour_messages", "1");
	assert_int_equal(send_to(r, number_at(0)), WORD_NONE);
	app_rig_must(r, session_switch(r->session, "sandbox", &r->f));
	for (int i = 0; i < 5; i++)
		assert_int_equal(send_to(r, APP_RIG_DELIVERED), WORD_NONE);
}

static void
known_prices_add_up_to_the_money_of_a_day(void **state)
{
	struct app_rig *r = *state;
	const struct follow_options options = { .only_id = 0 };

	set(r, "budget_day_amount", "0.1");
	assert_int_equal(send_to(r, number_at(0)), WORD_NONE);
	assert_int_equal(send_to(r, number_at(1)), WORD_NONE);
	r->news = (struct app_rig_news){ .group = 3, .id = 5, .price = 0.05 };
	struct follow *w = follow_create(r->session, &options);

	app_rig_pass(r, 3000);
	follow_destroy(w);
	assert_int_equal(send_to(r, number_at(2)), WORD_GUARD);
	assert_non_null(strstr(r->f.cause, "money"));
}

/* Six alike: the code is the same each time, so the text is. */
static void
six_alike_messages_an_hour_are_the_most(void **state)
{
	struct app_rig *r = *state;
	int sent = 0;

	for (int i = 0; i < 8; i++) {
		sent += send_to(r, APP_RIG_NUMBER) == WORD_NONE;
		app_rig_jump(r, 2000);
	}
	assert_int_equal(sent, 6);
	assert_non_null(strstr(r->f.cause, "this number"));
	assert_int_equal(send_to(r, number_at(7)), WORD_NONE);
}

static void
fresh_codes_make_messages_differ_up_to_twenty(void **state)
{
	struct app_rig *r = *state;
	const struct sender_options options = { .follow = false };
	struct send_draft draft;
	int sent = 0;

	set(r, "budget_hour_messages", "100");
	app_rig_draft(r, APP_RIG_NUMBER, &draft);
	snprintf(draft.context.values[CONTEXT_CODE], CONTEXT_VALUE_BYTES, "auto");
	for (int i = 0; i < 24; i++) {
		struct sender *x = NULL;

		app_rig_must(r, sender_start(r->session, &draft, &options, &x, &r->f));
		app_rig_settle(r);
		sent += sender_fault(x)->code == ST_OK;
		sender_destroy(x);
		app_rig_jump(r, 2000);
	}
	assert_int_equal(sent, 20);
}

static void
a_third_neighbouring_number_asks_again_for_ten_minutes(void **state)
{
	struct app_rig *r = *state;

	assert_int_equal(send_to(r, "+15550100120"), WORD_NONE);
	assert_int_equal(send_to(r, "+15550100121"), WORD_NONE);
	app_rig_jump(r, 10000);
	assert_int_equal(send_to(r, "+15550100122"), WORD_NEIGHBOURING_NUMBERS);
	assert_int_equal(send_to(r, "+15550100160"), WORD_NONE);
	/* The same number again is no neighbour of itself. */
	assert_int_equal(send_to(r, "+15550100121"), WORD_NONE);
	app_rig_jump(r, 600 * 1000);
	assert_int_equal(send_to(r, "+15550100122"), WORD_NONE);
}

static void
too_many_parts_are_refused_before_anything_is_written(void **state)
{
	struct app_rig *r = *state;
	const struct sender_options options = { .follow = false };
	struct send_draft draft;
	struct sender *x = NULL;

	app_rig_draft(r, APP_RIG_NUMBER, &draft);
	draft.own_text = true;
	memset(draft.text, 'x', 2 * 153 + 1);
	app_rig_must(r, sender_start(r->session, &draft, &options, &x, &r->f));
	app_rig_settle(r);
	assert_int_equal(sender_fault(x)->word, WORD_TOO_MANY_PARTS);
	sender_destroy(x);
	assert_int_equal(app_rig_rows(r), 0);
	draft.asked_again = GUARD_ASKS_PARTS;
	app_rig_must(r, sender_start(r->session, &draft, &options, &x, &r->f));
	app_rig_settle(r);
	assert_int_equal(sender_fault(x)->word, WORD_NONE);
	assert_int_equal(app_rig_sends(r), 1);
	sender_destroy(x);
}

static void
a_repeat_is_refused_when_the_budget_went_to_others(void **state)
{
	struct app_rig *r = *state;

	set(r, "budget_hour_messages", "1");
	app_rig_plan(
		r, (struct app_rig_answer){ .status = 429, .sent_bytes = 9, .retry_after_s = 30 });
	struct sender *x = app_rig_send(r, number_at(0), true, false);

	assert_int_equal(sender_phase(x), SENDER_PAUSING);
	assert_int_equal(send_to(r, number_at(1)), WORD_NONE);
	app_rig_jump(r, 30000);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(sender_fault(x)->word, WORD_GUARD);
	assert_int_equal(sender_message(x)->state, MESSAGE_NOT_SENT);
	assert_int_equal(app_rig_sends(r), 2);
	sender_destroy(x);
}

/* --- Races ---------------------------------------------------------------------------------- */

static void
two_sends_at_once_in_one_session_share_the_budget(void **state)
{
	struct app_rig *r = *state;
	const struct sender_options options = { .follow = false };
	struct send_draft draft;
	struct sender *x[4];
	int sent = 0;

	set(r, "budget_hour_messages", "2");
	for (int i = 0; i < 4; i++) {
		app_rig_draft(r, number_at(i), &draft);
		app_rig_must(r, sender_start(r->session, &draft, &options, &x[i], &r->f));
	}
	app_rig_settle(r);
	for (int i = 0; i < 4; i++) {
		sent += sender_fault(x[i])->code == ST_OK;
		sender_destroy(x[i]);
	}
	assert_int_equal(sent, 2);
	assert_int_equal(app_rig_sends(r), 2);
}

/* In a child: sends as often as it can; its exit status counts what went out. */
static int
send_all(struct app_rig *r)
{
	int sent = 0;

	app_rig_start_session(r, false);
	if (session_switch(r->session, "staging", &r->f) != ST_OK)
		return 99;
	for (int i = 0; i < 12; i++) {
		sent += send_to(r, number_at((int)(getpid() % 50) + i)) == WORD_NONE;
		app_rig_jump(r, 2000);
	}
	app_rig_end_session(r);
	return sent;
}

static void
racing_processes_never_exceed_the_budget(void **state)
{
	struct app_rig *r = *state;
	pid_t pids[3];
	int sent = 0;

	set(r, "budget_hour_messages", "7");
	app_rig_end_session(r);
	for (int i = 0; i < 3; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			_exit(send_all(r));
	}
	for (int i = 0; i < 3; i++) {
		int ended = 0;

		assert_int_equal(waitpid(pids[i], &ended, 0), pids[i]);
		assert_true(WIFEXITED(ended));
		sent += WEXITSTATUS(ended);
	}
	assert_int_equal(sent, 7);
	assert_int_equal(app_rig_rows(r), 7);
}

#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, open_staging, app_rig_close),                        \
		cmocka_unit_test_setup_teardown(test, open_staging_threaded, app_rig_close)
#define ONCE(test) cmocka_unit_test_setup_teardown(test, open_staging, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_confirmed_send_of_a_staging_profile_goes_out),
		BOTH(a_send_that_is_not_confirmed_leaves_no_row),
		BOTH(a_send_by_settings_that_were_changed_elsewhere_is_refused),
		ONCE(a_key_that_open_messages_wait_for_is_counted),
		BOTH(a_burst_of_three_passes_and_the_fourth_waits_two_seconds),
		BOTH(twenty_messages_an_hour_are_the_budget),
		ONCE(fifty_messages_a_day_are_the_budget),
		ONCE(ten_thousand_scripted_sends_stop_at_the_cap),
		BOTH(what_was_not_sent_uses_up_no_budget),
		BOTH(what_may_have_been_sent_uses_up_budget),
		BOTH(rows_dated_in_the_future_count_too),
		ONCE(the_pace_is_named_beside_a_row_of_the_future),
		ONCE(a_clock_that_jumps_ahead_frees_the_hour_only_after_it),
		ONCE(a_restart_does_not_reset_a_budget),
		ONCE(a_budget_belongs_to_its_profile),
		BOTH(known_prices_add_up_to_the_money_of_a_day),
		ONCE(six_alike_messages_an_hour_are_the_most),
		ONCE(fresh_codes_make_messages_differ_up_to_twenty),
		ONCE(a_third_neighbouring_number_asks_again_for_ten_minutes),
		ONCE(too_many_parts_are_refused_before_anything_is_written),
		BOTH(a_repeat_is_refused_when_the_budget_went_to_others),
		BOTH(two_sends_at_once_in_one_session_share_the_budget),
		ONCE(racing_processes_never_exceed_the_budget),
	};
	return cmocka_run_group_tests_name("app/sender: guards", tests, NULL, NULL);
}
