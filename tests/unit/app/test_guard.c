/* SPDX-License-Identifier: MIT */
/* Each guard on a billed send, at its edge, from counts that a test makes up. */
#include "app/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

struct scene {
	struct profile profile;
	struct guard_case asked;
	struct message_counts counts;
	struct fault f;
};

static int
set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	assert_int_equal(profile_make("trial", PROFILE_STAGING, &s->profile, &s->f), ST_OK);
	s->asked = (struct guard_case){ .profile = &s->profile,
		                        .e164 = "+15550100123",
		                        .country = "US",
		                        .parts = 1,
		                        .confirmed = true };
	*state = s;
	return 0;
}

static int
tear_down(void **state)
{
	free(*state);
	return 0;
}

static void
set(struct scene *s, enum profile_setting setting, const char *value)
{
	assert_int_equal(profile_set(&s->profile, setting, value, &s->f), ST_OK);
}

static void
expect_passed(struct scene *s)
{
	if (guard_check(&s->asked, &s->counts, &s->f) != ST_OK)
		fail_msg("%s", s->f.cause);
}

/* Refused by this word, saying this, with what to do next. */
static void
expect_refused(struct scene *s, enum fault_word word, const char *piece)
{
	enum status st = guard_check(&s->asked, &s->counts, &s->f);

	assert_int_equal(st, ST_GUARD);
	assert_int_equal(s->f.word, word);
	if (!strstr(s->f.cause, piece))
		fail_msg("\"%s\" does not say \"%s\"", s->f.cause, piece);
	assert_true(s->f.hint[0] != '\0');
}

static void
a_sandbox_takes_sandbox_numbers_and_nothing_else(void **state)
{
	struct scene *s = *state;

	assert_int_equal(profile_make("sim", PROFILE_SANDBOX, &s->profile, &s->f), ST_OK);
	expect_refused(s, WORD_NUMBER_NOT_SANDBOX, "sim");
	s->asked.e164 = "+99930005";
	expect_passed(s);
	assert_int_equal(guard_number(&s->profile, "+99930005", &s->f), ST_OK);
	assert_int_equal(guard_number(&s->profile, "+9981", &s->f), ST_GUARD);
}

static void
a_sandbox_has_no_other_guard(void **state)
{
	struct scene *s = *state;

	assert_int_equal(profile_make("sim", PROFILE_SANDBOX, &s->profile, &s->f), ST_OK);
	s->asked.e164 = "+99930005";
	s->asked.parts = 25;
	s->asked.confirmed = false;
	s->counts = (struct message_counts){ 1000, 1000, 1000.0, 1000, 1000, 1000, 1000,
		                             1000, 0,    0,      0.0,  0,    0 };
	expect_passed(s);
}

static void
every_other_profile_refuses_sandbox_numbers(void **state)
{
	struct scene *s = *state;

	s->asked.e164 = "+99930005";
	expect_refused(s, WORD_NUMBER_SANDBOX_ONLY, "staging");
	assert_int_equal(profile_make("live", PROFILE_PRODUCTION, &s->profile, &s->f), ST_OK);
	expect_refused(s, WORD_NUMBER_SANDBOX_ONLY, "production");
}

static void
production_is_refused_unless_it_is_armed(void **state)
{
	struct scene *s = *state;

	assert_int_equal(profile_make("live", PROFILE_PRODUCTION, &s->profile, &s->f), ST_OK);
	set(s, PROFILE_COUNTRY_ALLOW, "US");
	expect_refused(s, WORD_NOT_ARMED, "not armed");
	s->asked.armed = true;
	expect_passed(s);
}

static void
being_armed_helps_past_no_other_guard(void **state)
{
	struct scene *s = *state;

	assert_int_equal(profile_make("live", PROFILE_PRODUCTION, &s->profile, &s->f), ST_OK);
	set(s, PROFILE_COUNTRY_ALLOW, "US");
	s->asked.armed = true;
	s->asked.confirmed = false;
	expect_refused(s, WORD_NOT_CONFIRMED, "not confirmed");
	s->asked.confirmed = true;
	s->counts.last_day = 50;
	expect_refused(s, WORD_GUARD, "50 of 50");
}

static void
production_sends_nowhere_until_a_country_is_allowed(void **state)
{
	struct scene *s = *state;

	assert_int_equal(profile_make("live", PROFILE_PRODUCTION, &s->profile, &s->f), ST_OK);
	s->asked.armed = true;
	expect_refused(s, WORD_GUARD, "no country yet");
	assert_non_null(strstr(s->f.hint, "country_allow US"));
	set(s, PROFILE_COUNTRY_ALLOW, "DE");
	expect_refused(s, WORD_GUARD, "may send to DE");
	set(s, PROFILE_COUNTRY_ALLOW, "DE,US");
	expect_passed(s);
}

static void
a_send_that_nobody_confirmed_is_refused(void **state)
{
	struct scene *s = *state;

	s->asked.confirmed = false;
	expect_refused(s, WORD_NOT_CONFIRMED, "not confirmed");
}

static void
being_confirmed_helps_past_no_other_guard(void **state)
{
	struct scene *s = *state;

	s->counts.last_hour = 20;
	expect_refused(s, WORD_GUARD, "hour");
	s->asked.confirmed = false;
	expect_refused(s, WORD_GUARD, "hour");
}

static void
more_than_two_parts_ask_again(void **state)
{
	struct scene *s = *state;

	s->asked.parts = 2;
	expect_passed(s);
	s->asked.parts = 3;
	expect_refused(s, WORD_TOO_MANY_PARTS, "3 parts");
	assert_int_equal(guard_question_of(&s->f), GUARD_ASKS_PARTS);
	s->asked.asked_again = GUARD_ASKS_NEIGHBOURS;
	expect_refused(s, WORD_TOO_MANY_PARTS, "3 parts");
	s->asked.asked_again = GUARD_ASKS_PARTS;
	expect_passed(s);
	s->asked.asked_again = 0;
	set(s, PROFILE_PARTS_MAX, "3");
	expect_passed(s);
}

static void
a_list_of_countries_allows_these_only(void **state)
{
	struct scene *s = *state;

	expect_passed(s);
	set(s, PROFILE_COUNTRY_ALLOW, "DE,AT,CH");
	expect_refused(s, WORD_GUARD, "DE,AT,CH");
	s->asked.country = "AT";
	expect_passed(s);
	s->asked.country = "CH";
	expect_passed(s);
	s->asked.country = "EA";
	expect_refused(s, WORD_GUARD, "EA");
}

static void
a_number_of_no_certain_country_passes_no_list(void **state)
{
	struct scene *s = *state;

	s->asked.country = "";
	expect_passed(s);
	set(s, PROFILE_COUNTRY_ALLOW, "US");
	expect_refused(s, WORD_GUARD, "no country");
}

static void
the_budget_of_the_hour_ends_at_twenty(void **state)
{
	struct scene *s = *state;

	s->counts.last_hour = 19;
	expect_passed(s);
	s->counts.last_hour = 20;
	expect_refused(s, WORD_GUARD, "20 of 20");
	set(s, PROFILE_BUDGET_HOUR_MESSAGES, "21");
	expect_passed(s);
}

static void
the_budget_of_the_day_ends_at_fifty(void **state)
{
	struct scene *s = *state;

	s->counts.last_day = 49;
	expect_passed(s);
	s->counts.last_day = 50;
	expect_refused(s, WORD_GUARD, "50 of 50");
}

static void
the_money_of_the_day_ends_at_five(void **state)
{
	struct scene *s = *state;

	s->counts.amount_last_day = 4.9999;
	expect_passed(s);
	s->counts.amount_last_day = 5.0;
	expect_refused(s, WORD_GUARD, "money");
	set(s, PROFILE_BUDGET_DAY_AMOUNT, "7.5");
	expect_passed(s);
}

static void
what_it_probably_costs_counts_into_the_money_of_the_day(void **state)
{
	struct scene *s = *state;

	s->counts.amount_last_day = 4.95;
	s->asked.price = 0.05;
	expect_passed(s);
	s->asked.price = 0.0501;
	expect_refused(s, WORD_GUARD, "would cost more");
	s->asked.price = 0;
	expect_passed(s);
}

static void
six_alike_messages_an_hour_are_the_most(void **state)
{
	struct scene *s = *state;

	s->counts.same_text_last_hour = 5;
	s->counts.same_number_last_hour = 5;
	expect_passed(s);
	s->counts.same_text_last_hour = 6;
	s->counts.same_number_last_hour = 9;
	expect_refused(s, WORD_GUARD, "6 messages alike within the hour");
}

static void
twenty_messages_to_one_number_an_hour_are_the_most(void **state)
{
	struct scene *s = *state;

	set(s, PROFILE_BUDGET_HOUR_MESSAGES, "100");
	s->counts.same_number_last_hour = 19;
	expect_passed(s);
	s->counts.same_number_last_hour = 20;
	expect_refused(s, WORD_GUARD, "20 messages");
}

static void
three_at_once_pass_then_one_in_two_seconds(void **state)
{
	struct scene *s = *state;

	s->counts.last_2_s = s->counts.last_6_s = 2;
	expect_passed(s);
	s->counts.last_2_s = s->counts.last_6_s = 3;
	expect_refused(s, WORD_GUARD, "six seconds");
	s->counts.last_2_s = 1;
	expect_refused(s, WORD_GUARD, "six seconds");
	s->counts.last_2_s = 0;
	expect_passed(s);
}

static void
a_third_neighbouring_number_asks_again(void **state)
{
	struct scene *s = *state;

	s->counts.neighbours_last_10_min = 1;
	expect_passed(s);
	s->counts.neighbours_last_10_min = 2;
	expect_refused(s, WORD_NEIGHBOURING_NUMBERS, "neighbouring");
	assert_int_equal(guard_question_of(&s->f), GUARD_ASKS_NEIGHBOURS);
	s->asked.asked_again = GUARD_ASKS_PARTS;
	expect_refused(s, WORD_NEIGHBOURING_NUMBERS, "neighbouring");
	s->asked.asked_again = GUARD_ASKS_NEIGHBOURS;
	expect_passed(s);
}

static void
nobody_is_asked_again_for_what_is_refused_anyway(void **state)
{
	struct scene *s = *state;

	s->asked.parts = 3;
	s->counts.neighbours_last_10_min = 2;
	s->counts.last_hour = 20;
	expect_refused(s, WORD_GUARD, "20 of 20");
	assert_int_equal(guard_question_of(&s->f), 0);
	s->asked.asked_again = GUARD_ASKS_ALL;
	expect_refused(s, WORD_GUARD, "20 of 20");
}

static void
rows_of_the_future_are_named_where_they_refuse_by_themselves(void **state)
{
	struct scene *s = *state;

	s->counts = (struct message_counts){ .last_hour = 20, .last_day = 20, .ahead = 2 };
	expect_refused(s, WORD_GUARD, "20 of 20 messages of this hour");
	/* Three of them are never less than within six seconds. */
	s->counts.ahead = 3;
	expect_refused(s, WORD_GUARD, "3 messages of this profile are dated in the future");
	s->counts = (struct message_counts){ .last_day = 3, .amount_last_day = 5.0, .ahead = 1 };
	expect_refused(s, WORD_GUARD, "5.0000 of 5.0000");
	s->counts.ahead_amount = 5.0;
	expect_refused(s, WORD_GUARD, "1 message of this profile is dated in the future");
	s->counts = (struct message_counts){ .same_number_last_hour = 20, .ahead = 2 };
	expect_refused(s, WORD_GUARD, "this number got 20 messages");
	s->counts.ahead_same_number = 20;
	expect_refused(s, WORD_GUARD, "dated in the future");
	s->counts = (struct message_counts){ .same_text_last_hour = 6, .ahead = 2 };
	expect_refused(s, WORD_GUARD, "this number got");
	s->counts.ahead_same_text = 6;
	expect_refused(s, WORD_GUARD, "dated in the future");
}

static void
a_look_ahead_leaves_the_counted_guards_out(void **state)
{
	struct scene *s = *state;

	assert_int_equal(guard_check(&s->asked, NULL, &s->f), ST_OK);
	s->asked.parts = 3;
	assert_int_equal(guard_check(&s->asked, NULL, &s->f), ST_GUARD);
}

static void
a_number_that_is_none_is_refused_with_the_one_that_was_meant(void **state)
{
	struct phone_reading reading;
	struct fault f = { 0 };

	(void)state;
	phone_read("+49 0176 1234567", 16, NULL, &reading);
	assert_int_equal(guard_refuse_number("+49 0176 1234567", &reading, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_NUMBER_NOT_E164);
	assert_string_equal(f.hint, "use +491761234567");
	phone_read("", 0, NULL, &reading);
	guard_refuse_number("", &reading, &f);
	assert_true(f.cause[0] != ':' && f.cause[0] != ' ' && f.cause[0] != '\0');
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_sandbox_takes_sandbox_numbers_and_nothing_else),
		CASE(a_sandbox_has_no_other_guard),
		CASE(every_other_profile_refuses_sandbox_numbers),
		CASE(production_is_refused_unless_it_is_armed),
		CASE(being_armed_helps_past_no_other_guard),
		CASE(production_sends_nowhere_until_a_country_is_allowed),
		CASE(a_send_that_nobody_confirmed_is_refused),
		CASE(being_confirmed_helps_past_no_other_guard),
		CASE(more_than_two_parts_ask_again),
		CASE(a_list_of_countries_allows_these_only),
		CASE(a_number_of_no_certain_country_passes_no_list),
		CASE(the_budget_of_the_hour_ends_at_twenty),
		CASE(the_budget_of_the_day_ends_at_fifty),
		CASE(the_money_of_the_day_ends_at_five),
		CASE(what_it_probably_costs_counts_into_the_money_of_the_day),
		CASE(six_alike_messages_an_hour_are_the_most),
		CASE(twenty_messages_to_one_number_an_hour_are_the_most),
		CASE(three_at_once_pass_then_one_in_two_seconds),
		CASE(a_third_neighbouring_number_asks_again),
		CASE(nobody_is_asked_again_for_what_is_refused_anyway),
		CASE(rows_of_the_future_are_named_where_they_refuse_by_themselves),
		CASE(a_look_ahead_leaves_the_counted_guards_out),
		CASE(a_number_that_is_none_is_refused_with_the_one_that_was_meant),
	};
	return cmocka_run_group_tests_name("app/guard", tests, NULL, NULL);
}
