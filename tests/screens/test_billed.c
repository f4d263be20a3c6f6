/* SPDX-License-Identifier: MIT */
/* A billed send at the console: what it takes, and what never makes one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/session.h"
#include "rig.h"
#include "scene.h"
#include "store/db.h"
#include "store/profile_store.h"

#define NUMBER "+447700900123"

static const struct rig_options wide = { .rows = 30, .columns = 100 };
static const struct rig_options least = { .rows = 18, .columns = 60 };

/* On the Send screen with a number, the button marked. */
static struct rig *
open_with_number(void **state, const struct rig_options *options, bool production)
{
	struct rig *r = scene_open_billed(state, options, production);

	rig_type(r, "2");
	rig_expect_text(r, "verification");
	rig_type(r, NUMBER);
	rig_key(r, "Esc");
	return r;
}

static void
arm(struct rig *r)
{
	rig_type(r, "a");
	rig_expect_text(r, "Arm this profile?");
	rig_advance_ms(r, 1000);
	rig_type(r, "acme-live");
	rig_key(r, "Enter");
	rig_expect_text(r, "ARMED 10:00");
}

static void
ask(struct rig *r)
{
	rig_key(r, "F2");
	rig_expect_text(r, "Send a real, billed SMS?");
}

/* A held key as a keyboard repeats it: after half a second, then 30 times a second. */
static void
hold_enter(struct rig *r, int for_ms)
{
	rig_key(r, "Enter");
	rig_advance_ms(r, 500);
	for (int ms = 500; ms < for_ms; ms += 33) {
		rig_key(r, "Enter");
		rig_advance_ms(r, 33);
	}
}

/* --- Arming --------------------------------------------------------------------------------- */

static void
an_unarmed_profile_is_told_how_to_arm(void **state)
{
	struct rig *r = open_with_number(state, &wide, true);

	rig_key(r, "Enter");
	rig_expect_text(r, "production and not armed");
	rig_expect_text(r, "F4 arms it");
	rig_expect_no_text(r, "Send a real");
	rig_expect_text(r, NUMBER);
	assert_int_equal(scene_sends(), 0);
}

static void
production_is_named_twice_in_the_question(void **state)
{
	struct rig *r = open_with_number(state, &wide, true);

	arm(r);
	ask(r);
	rig_expect_text(r, "[PROD] PROD acme-live: Send a real, billed SMS?");
	rig_expect_text(r, "profile  acme-live (production)");
	rig_expect_text(r, "to       " NUMBER "  GB");
	rig_advance_ms(r, 300);
	rig_type(r, "0123");
	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(scene_sends(), 1);
}

static void
arming_that_runs_out_under_the_question_refuses_the_send(void **state)
{
	struct rig *r = open_with_number(state, &wide, true);

	arm(r);
	rig_advance_ms(r, 599000);
	rig_expect_text(r, "ARMED 0:01");
	ask(r);
	rig_type(r, "0123");
	rig_advance_ms(r, 1000);
	rig_expect_no_text(r, "ARMED");
	rig_expect_text(r, "Send a real, billed SMS?");
	rig_key(r, "Enter");
	rig_expect_text(r, "F4 arms it");
	rig_expect_no_text(r, "profile arm --for");
	rig_expect_text(r, "acme-live is production and not armed, or no longer");
	assert_int_equal(scene_sends(), 0);
	rig_expect_text(r, NUMBER);
}

/* --- Changed elsewhere ----------------------------------------------------------------------- */

/* As another process would: the console's session knows nothing of it. */
static void
set_elsewhere(struct rig *r, enum profile_setting setting, const char *value)
{
	const struct db_options options = { .use = DB_WRITE };
	const struct session *s = rig_session(r);
	struct profile changed = s->profile;
	struct fault f = { 0 };
	struct db *db = NULL;

	assert_int_equal(db_open(s->paths.store, &options, &db, &f), ST_OK);
	assert_int_equal(profile_set(&changed, setting, value, &f), ST_OK);
	assert_int_equal(profile_store_save(db, &changed, &f), ST_OK);
	db_close(db);
}

static void
the_question_shows_settings_as_they_are_stored(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	set_elsewhere(r, PROFILE_SENDER, "Elsewhere");
	ask(r);
	rig_expect_text(r, "profile staging was changed elsewhere");
	rig_expect_text(r, "Elsewhere");
	rig_advance_ms(r, 300);
	rig_type(r, "0123");
	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_non_null(strstr(scene_body(), "Elsewhere"));
}

static void
settings_changed_under_the_question_refuse_the_send(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	ask(r);
	set_elsewhere(r, PROFILE_BASE_URL, "https://other.api.infobip.com");
	rig_advance_ms(r, 300);
	rig_type(r, "0123");
	rig_key(r, "Enter");
	rig_expect_text(r, "settings of profile staging were changed meanwhile");
	assert_int_equal(scene_sends(), 0);
	rig_expect_text(r, NUMBER);
}

static void
an_open_console_reads_the_profile_anew_each_minute(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	set_elsewhere(r, PROFILE_SENDER, "Elsewhere");
	rig_advance_ms(r, 61000);
	rig_expect_text(r, "profile staging was changed elsewhere");
	rig_expect_text(r, "Elsewhere");
}

static void
remove_elsewhere(struct rig *r)
{
	const struct db_options options = { .use = DB_WRITE };
	const struct session *s = rig_session(r);
	struct profile sandbox = { 0 };
	struct fault f = { 0 };
	struct db *db = NULL;

	assert_int_equal(db_open(s->paths.store, &options, &db, &f), ST_OK);
	assert_int_equal(profile_store_load(db, "sandbox", &sandbox, &f), ST_OK);
	assert_int_equal(profile_store_use(db, &sandbox, &f), ST_OK);
	assert_int_equal(profile_store_remove(db, &s->profile, &f), ST_OK);
	db_close(db);
}

static void
expect_the_profile_in_use(struct rig *r)
{
	rig_expect_text(r, "profile staging was removed elsewhere: acting on sandbox (sandbox)");
	rig_expect_text(r, "[SIM]  sandbox");
	rig_expect_no_text(r, NUMBER);
	assert_int_equal(scene_sends(), 0);
}

static void
a_profile_removed_elsewhere_is_left_for_the_one_in_use(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	remove_elsewhere(r);
	rig_advance_ms(r, 61000);
	expect_the_profile_in_use(r);
}

/* Neither is the number asked about for another profile, nor anything sent. */
static void
nothing_is_sent_for_a_profile_removed_elsewhere(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	remove_elsewhere(r);
	rig_key(r, "F2");
	expect_the_profile_in_use(r);
	rig_expect_no_text(r, "Send a real, billed SMS?");
}

static void
a_question_ends_with_its_profile(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	ask(r);
	remove_elsewhere(r);
	rig_advance_ms(r, 300);
	rig_type(r, "0123");
	rig_key(r, "Enter");
	expect_the_profile_in_use(r);
}

/* A page about what is gone is left as well, and says nothing over why. */
static void
a_page_of_a_profile_removed_elsewhere_is_left(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	ask(r);
	rig_advance_ms(r, 1000);
	rig_type(r, "0123");
	rig_key(r, "Enter");
	assert_int_equal(scene_sends(), 1);
	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "Message 1");
	remove_elsewhere(r);
	rig_advance_ms(r, 61000);
	rig_expect_text(r, "profile staging was removed elsewhere: acting on sandbox (sandbox)");
	rig_expect_no_text(r, "Message 1");
	rig_advance_ms(r, 61000);
	rig_expect_no_text(r, "there is no message");
}

static void
reading_again_finds_a_profile_removed_elsewhere(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	rig_type(r, "1");
	remove_elsewhere(r);
	rig_type(r, "r");
	expect_the_profile_in_use(r);
}

/* --- Held, pasted, typed ahead --------------------------------------------------------------- */

static void
a_held_enter_alone_sends_nothing_billed(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	hold_enter(r, 10000);
	assert_int_equal(scene_sends(), 0);
}

static void
an_enter_held_on_yes_sends_once(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	ask(r);
	rig_advance_ms(r, 1000);
	rig_type(r, "0123");
	rig_expect_role(r, -1, "( Send )", ROLE_SELECTED);
	hold_enter(r, 10000);
	assert_int_equal(scene_sends(), 1);
}

static void
an_enter_held_from_before_the_question_sends_nothing_with_its_digits(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	ask(r);
	rig_type(r, "0123");
	/* Within the first 300 ms of the question. */
	for (int i = 0; i < 29; i++) {
		rig_key(r, "Enter");
		rig_advance_ms(r, 10);
	}
	assert_int_equal(scene_sends(), 0);
	rig_expect_text(r, "( Send )");
}

static void
a_held_enter_sends_one_simulated_message_too(void **state)
{
	struct rig *r = scene_open(state, &wide);

	rig_type(r, "2");
	rig_expect_text(r, "[ Send simulated ]");
	hold_enter(r, 10000);
	assert_int_equal(scene_sends(), 1);
	rig_expect_text(r, "that key is held down");
	rig_advance_ms(r, 700);
	rig_key(r, "Enter");
	rig_settle(r);
	assert_int_equal(scene_sends(), 2);
}

static void
keys_typed_ahead_of_the_question_do_not_answer_it(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	rig_send_bytes(r, "s0123\r\r0123\r", 12);
	rig_expect_text(r, "Send a real, billed SMS?");
	rig_expect_text(r, "_ _ _ _");
	rig_expect_text(r, "( No )");
	assert_int_equal(scene_sends(), 0);
}

static void
a_paste_answers_no_question(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	ask(r);
	rig_advance_ms(r, 1000);
	rig_paste(r, "0123\r");
	rig_expect_text(r, "Send a real, billed SMS?");
	rig_expect_text(r, "_ _ _ _");
	rig_type(r, "0123");
	rig_paste(r, "\r");
	rig_expect_text(r, "( Send )");
	assert_int_equal(scene_sends(), 0);
}

/* --- What asks again ------------------------------------------------------------------------- */

static void
more_parts_than_allowed_ask_again(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);
	char text[330];

	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_key(r, "Left");
	rig_expect_text(r, "< own text >");
	rig_key(r, "Tab");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	rig_paste(r, text);
	for (int i = 0; i < 2; i++) {
		ask(r);
		rig_expect_text(r, "parts    3, GSM-7");
		rig_advance_ms(r, 1000);
		rig_type(r, "0123");
		rig_key(r, "Enter");
		rig_expect_text(r, "One more question");
		rig_expect_text(r, "The text takes 3 parts");
		rig_expect_text(r, "( No )");
		assert_int_equal(scene_sends(), 0);
		rig_advance_ms(r, 1000);
		if (i == 1)
			rig_key(r, "Tab");
		rig_key(r, "Enter");
	}
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(scene_sends(), 1);
}

static void
add_neighbours(struct session *s, struct db *db)
{
	const struct scene_row rows[] = {
		{ .age_ms = 60000,
		  .to = "+447700900121",
		  .state = MESSAGE_DELIVERED,
		  .group = 3,
		  .id = 5 },
		{ .age_ms = 30000,
		  .to = "+447700900125",
		  .state = MESSAGE_DELIVERED,
		  .group = 3,
		  .id = 5 },
	};

	for (size_t i = 0; i < 2; i++)
		scene_add(s, db, &rows[i]);
}

static void
a_third_neighbouring_number_asks_again(void **state)
{
	const struct rig_options options = { .rows = 30, .columns = 100, .fill = add_neighbours };
	struct rig *r = open_with_number(state, &options, false);

	ask(r);
	rig_advance_ms(r, 1000);
	rig_type(r, "0123");
	rig_key(r, "Enter");
	rig_expect_text(r, "One more question");
	rig_expect_text(r, "third neighbouring number");
	assert_int_equal(scene_sends(), 0);
	rig_advance_ms(r, 1000);
	rig_type(r, "y");
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(scene_sends(), 1);
}

/* --- Dry run --------------------------------------------------------------------------------- */

static void
a_dry_run_shows_the_request_and_sends_nothing(void **state)
{
	struct rig *r = open_with_number(state, &wide, true);

	rig_type(r, "d");
	rig_expect_text(r, "Dry run: what would be sent");
	rig_expect_text(r, "POST https://xyz.api.infobip.com/sms/3/messages");
	rig_expect_text(r, "Authorization: App ********");
	rig_expect_text(r, "\"to\": \"447700900123\"");
	rig_expect_text(r, " is your verification code for Acme Bank");
	rig_expect_text(r, "Nothing was sent");
	rig_expect_no_text(r, "marker-");
	assert_int_equal(scene_sends(), 0);
	rig_key(r, "Esc");
	rig_expect_text(r, "[ Send billed SMS ]");
	rig_type(r, "3");
	rig_expect_no_text(r, "+44 7700");
}

static void
the_question_offers_a_dry_run(void **state)
{
	struct rig *r = open_with_number(state, &wide, false);

	ask(r);
	rig_type(r, "d");
	rig_expect_text(r, "Dry run: what would be sent");
	rig_expect_no_text(r, "Send a real");
	rig_key(r, "Esc");
	ask(r);
	rig_key(r, "F3");
	rig_expect_text(r, "Dry run: what would be sent");
	assert_int_equal(scene_sends(), 0);
}

/* --- The smallest screen --------------------------------------------------------------------- */

static void
the_question_fits_60_by_18(void **state)
{
	struct rig *r = open_with_number(state, &least, false);

	ask(r);
	rig_expect_text(r, "host     xyz.api.infobip.com");
	rig_expect_text(r, "to       " NUMBER "  GB");
	rig_expect_text(r, "price    not known");
	rig_expect_text(r, "Type the last digits: _ _ _ _");
	rig_expect_text(r, "( No )");
	rig_expect_text(r, "Dry run (d)");
}

int
main(void)
{
#define SCENE(test) cmocka_unit_test_teardown(test, rig_tear_down)
	const struct CMUnitTest tests[] = {
		SCENE(an_unarmed_profile_is_told_how_to_arm),
		SCENE(production_is_named_twice_in_the_question),
		SCENE(arming_that_runs_out_under_the_question_refuses_the_send),
		SCENE(the_question_shows_settings_as_they_are_stored),
		SCENE(settings_changed_under_the_question_refuse_the_send),
		SCENE(an_open_console_reads_the_profile_anew_each_minute),
		SCENE(a_held_enter_alone_sends_nothing_billed),
		SCENE(an_enter_held_on_yes_sends_once),
		SCENE(an_enter_held_from_before_the_question_sends_nothing_with_its_digits),
		SCENE(a_held_enter_sends_one_simulated_message_too),
		SCENE(a_profile_removed_elsewhere_is_left_for_the_one_in_use),
		SCENE(nothing_is_sent_for_a_profile_removed_elsewhere),
		SCENE(a_question_ends_with_its_profile),
		SCENE(a_page_of_a_profile_removed_elsewhere_is_left),
		SCENE(reading_again_finds_a_profile_removed_elsewhere),
		SCENE(keys_typed_ahead_of_the_question_do_not_answer_it),
		SCENE(a_paste_answers_no_question),
		SCENE(more_parts_than_allowed_ask_again),
		SCENE(a_third_neighbouring_number_asks_again),
		SCENE(a_dry_run_shows_the_request_and_sends_nothing),
		SCENE(the_question_offers_a_dry_run),
		SCENE(the_question_fits_60_by_18),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
