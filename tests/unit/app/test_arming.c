/* SPDX-License-Identifier: MIT */
/* The safety catch of a production profile: how long it is off, whatever a clock does. */
#include "app/arming.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "app/setup.h"
#include "app_rig.h"
#include "base/clock.h"

#define MINUTE_MS 60000LL
/* Reserved for fiction, in a country that is certain. */
#define NUMBER "+12025550123"
#define NUMBER_APART "+12125550187"

static int
open_production(void **state)
{
	app_rig_open(state);
	app_rig_use_production(*state);
	return 0;
}

static int
open_production_threaded(void **state)
{
	app_rig_open_threaded(state);
	app_rig_use_production(*state);
	return 0;
}

static int64_t
left_ms(struct app_rig *r)
{
	int64_t left = -1;

	app_rig_must(r, arming_left(r->session->reader, r->session->profile.id, &left, &r->f));
	return left;
}

static void
arm(struct app_rig *r, int64_t for_s)
{
	app_rig_must(r, arming_may(&r->session->profile, for_s, &r->f));
	app_rig_must(r, arming_run(r->session, for_s, &r->f));
}

/* One send to its answer: the word it ended with. */
static enum fault_word
send_to(struct app_rig *r, const char *number)
{
	struct sender *x = app_rig_send(r, number, false, false);
	enum fault_word word = sender_fault(x)->word;

	sender_destroy(x);
	return word;
}

static void
it_is_armed_for_the_time_given_and_no_millisecond_longer(void **state)
{
	struct app_rig *r = *state;

	assert_int_equal(left_ms(r), 0);
	arm(r, 600);
	assert_int_equal(left_ms(r), 10 * MINUTE_MS);
	app_rig_jump(r, 10 * MINUTE_MS - 1);
	assert_int_equal(left_ms(r), 1);
	app_rig_jump(r, 1);
	assert_int_equal(left_ms(r), 0);
}

static void
an_unarmed_profile_sends_nothing(void **state)
{
	struct app_rig *r = *state;

	assert_int_equal(send_to(r, NUMBER), WORD_NOT_ARMED);
	assert_int_equal(app_rig_rows(r), 0);
	arm(r, 60);
	assert_int_equal(send_to(r, NUMBER), WORD_NONE);
	app_rig_jump(r, MINUTE_MS);
	assert_int_equal(send_to(r, NUMBER), WORD_NOT_ARMED);
	assert_int_equal(app_rig_rows(r), 1);
	assert_int_equal(app_rig_sends(r), 1);
}

static void
disarming_ends_it_at_once(void **state)
{
	struct app_rig *r = *state;

	arm(r, 600);
	app_rig_must(r, arming_run(r->session, 0, &r->f));
	assert_int_equal(left_ms(r), 0);
	assert_int_equal(send_to(r, NUMBER), WORD_NOT_ARMED);
}

static void
a_clock_set_back_does_not_lengthen_it(void **state)
{
	struct app_rig *r = *state;

	arm(r, 600);
	app_rig_jump(r, 9 * MINUTE_MS);
	/* To a moment within the span: the machine's own clock says nine minutes are over. */
	clock_freeze(APP_RIG_NOW_MS + 1, clock_monotonic_us());
	assert_int_equal(left_ms(r), MINUTE_MS);
	app_rig_jump(r, MINUTE_MS);
	assert_int_equal(left_ms(r), 0);
	assert_int_equal(send_to(r, NUMBER), WORD_NOT_ARMED);
}

static void
a_clock_before_the_arming_refuses(void **state)
{
	struct app_rig *r = *state;

	arm(r, 600);
	clock_freeze(APP_RIG_NOW_MS - 24 * 60 * MINUTE_MS, clock_monotonic_us());
	assert_int_equal(left_ms(r), 0);
	assert_int_equal(send_to(r, NUMBER), WORD_NOT_ARMED);
}

static void
a_clock_set_forward_ends_it(void **state)
{
	struct app_rig *r = *state;

	arm(r, 600);
	clock_freeze(APP_RIG_NOW_MS + 11 * MINUTE_MS, clock_monotonic_us());
	assert_int_equal(left_ms(r), 0);
}

/* The machine's clock begins anew: what is left by the wall clock alone is not believed. */
static void
a_restarted_machine_is_not_armed(void **state)
{
	struct app_rig *r = *state;

	clock_freeze(APP_RIG_NOW_MS, 90 * 1000 * 1000LL);
	arm(r, 600);
	clock_freeze(APP_RIG_NOW_MS + MINUTE_MS, 20 * 1000 * 1000LL);
	assert_int_equal(left_ms(r), 0);
}

static void
a_restarted_program_is_still_armed(void **state)
{
	struct app_rig *r = *state;

	arm(r, 600);
	app_rig_end_session(r);
	app_rig_start_session(r, false);
	app_rig_must(r, session_switch(r->session, "live", &r->f));
	assert_int_equal(left_ms(r), 10 * MINUTE_MS);
	assert_int_equal(send_to(r, NUMBER), WORD_NONE);
}

static void
a_row_that_lasts_longer_than_an_hour_is_not_believed(void **state)
{
	struct app_rig *r = *state;

	arm(r, 3600);
	assert_int_equal(left_ms(r), 60 * MINUTE_MS);
	app_rig_tamper(r, "UPDATE arming SET until_ms = until_ms + 1");
	assert_int_equal(left_ms(r), 0);
}

static void
running_out_between_two_tries_stops_the_second(void **state)
{
	struct app_rig *r = *state;

	arm(r, 60);
	app_rig_plan(
		r, (struct app_rig_answer){ .status = 429, .sent_bytes = 9, .retry_after_s = 90 });
	struct sender *x = app_rig_send(r, NUMBER, true, false);

	assert_int_equal(sender_phase(x), SENDER_PAUSING);
	app_rig_jump(r, 90000);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	assert_int_equal(sender_fault(x)->word, WORD_NOT_ARMED);
	assert_int_equal(app_rig_sends(r), 1);
	sender_destroy(x);
}

static void
arming_and_disarming_stand_in_the_audit(void **state)
{
	struct app_rig *r = *state;

	arm(r, 600);
	app_rig_must(r, arming_run(r->session, 0, &r->f));
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit WHERE event = 'profile_armed'"
	                                " AND detail = 'for 600 s' AND profile_id = (SELECT id FROM"
	                                " profile WHERE name = 'live')"),
	                 1);
	assert_int_equal(
		app_rig_ask(r, "SELECT count(*) FROM audit WHERE event = 'profile_disarmed'"), 1);
}

static void
only_production_is_armed_and_for_an_hour_at_most(void **state)
{
	struct app_rig *r = *state;
	const struct profile *p = &r->session->profile;

	app_rig_must(r, arming_may(p, 1, &r->f));
	app_rig_must(r, arming_may(p, 3600, &r->f));
	app_rig_must_fail(r, arming_may(p, 3601, &r->f), WORD_VALUE_INVALID);
	app_rig_must_fail(r, arming_may(p, 0, &r->f), WORD_VALUE_INVALID);
	app_rig_must(r, session_switch(r->session, "sandbox", &r->f));
	app_rig_must_fail(r, arming_may(p, 60, &r->f), WORD_VALUE_INVALID);
	assert_non_null(strstr(r->f.cause, "only production"));
}

static void
each_profile_is_armed_by_itself(void **state)
{
	struct app_rig *r = *state;

	arm(r, 600);
	app_rig_must(r, setup_copy_profile(r->session, "live", "other", &r->f));
	app_rig_must(r, session_switch(r->session, "other", &r->f));
	assert_int_equal(left_ms(r), 0);
}

static void
caps_that_another_console_lowered_hold_at_once(void **state)
{
	struct app_rig *r = *state;
	struct session *other = app_rig_second_session(r);

	arm(r, 600);
	assert_int_equal(send_to(r, NUMBER), WORD_NONE);
	app_rig_must(r, session_switch(other, "live", &r->f));
	app_rig_must(r, setup_set(other, "budget_hour_messages", "1", &r->f));
	session_close(other);
	assert_string_equal(profile_get(&r->session->profile, PROFILE_BUDGET_HOUR_MESSAGES), "20");
	assert_int_equal(send_to(r, NUMBER_APART), WORD_GUARD);
	assert_int_equal(app_rig_sends(r), 1);
}

static void
what_is_left_reads_as_minutes_and_seconds(void **state)
{
	char out[ARMING_TEXT_BYTES];

	(void)state;
	arming_format_left(582000, out);
	assert_string_equal(out, "9:42");
	arming_format_left(1, out);
	assert_string_equal(out, "0:01");
	arming_format_left(3600000, out);
	assert_string_equal(out, "60:00");
}

#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, open_production, app_rig_close),                     \
		cmocka_unit_test_setup_teardown(test, open_production_threaded, app_rig_close)
#define ONCE(test) cmocka_unit_test_setup_teardown(test, open_production, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ONCE(it_is_armed_for_the_time_given_and_no_millisecond_longer),
		BOTH(an_unarmed_profile_sends_nothing),
		BOTH(disarming_ends_it_at_once),
		ONCE(a_clock_set_back_does_not_lengthen_it),
		ONCE(a_clock_before_the_arming_refuses),
		ONCE(a_clock_set_forward_ends_it),
		ONCE(a_restarted_machine_is_not_armed),
		ONCE(a_restarted_program_is_still_armed),
		ONCE(a_row_that_lasts_longer_than_an_hour_is_not_believed),
		BOTH(running_out_between_two_tries_stops_the_second),
		ONCE(arming_and_disarming_stand_in_the_audit),
		ONCE(only_production_is_armed_and_for_an_hour_at_most),
		ONCE(each_profile_is_armed_by_itself),
		ONCE(caps_that_another_console_lowered_hold_at_once),
		cmocka_unit_test(what_is_left_reads_as_minutes_and_seconds),
	};
	return cmocka_run_group_tests_name("app/arming", tests, NULL, NULL);
}
