/* SPDX-License-Identifier: MIT */
/* Setup: profiles listed, added, copied, renamed, used, removed; and which one is acted on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "app/setup.h"
#include "ui/console.h"
#include "scene.h"

static void
must(enum status st, const struct fault *f)
{
	if (st != ST_OK)
		fail_msg("%s: %s", fault_word_text(f->word), f->cause);
}

static void
three_profiles(struct session *s, struct db *db)
{
	struct fault f = { 0 };

	(void)db;
	must(setup_add_profile(s, "trial", PROFILE_STAGING, &f), &f);
	must(setup_add_profile(s, "acme-prod", PROFILE_PRODUCTION, &f), &f);
}

static struct rig *
open_three(void **state)
{
	const struct rig_options options = { .rows = 30, .columns = 100, .fill = three_profiles };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "6");
	rig_expect_text(r, "[6 Setup]");
	return r;
}

static void
put_mark_on(struct rig *r, const char *name)
{
	char wanted[80];

	snprintf(wanted, sizeof(wanted), "%s (", name);
	rig_key(r, "Home");
	for (int i = 0; i < 5 && !rig_has_text(r, wanted); i++)
		rig_key(r, "Down");
	rig_expect_text(r, wanted);
}

static bool
exists(struct rig *r, const char *name)
{
	struct profile p;
	struct fault f = { 0 };
	return setup_load_profile(rig_session(r), name, &p, &f) == ST_OK;
}

static void
every_profile_has_the_word_and_colour_of_its_environment(void **state)
{
	struct rig *r = open_three(state);

	rig_expect_role(r, -1, "[PROD]", ROLE_PRODUCTION);
	rig_expect_role(r, -1, "[STG]", ROLE_STAGING);
	rig_expect_text(r, "[SIM] sandbox   here, in use");
	put_mark_on(r, "trial");
	rig_expect_text(r, "[!!]   no address: Enter opens the form");
	rig_expect_text(r, "[!!]   no API_KEY: Enter opens the form");
	rig_expect_text(r, "[!!]   real: reaches a person and is billed");
}

static void
a_key_of_another_host_shows_before_it_is_sent(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 120);
	struct fault f = { 0 };

	must(setup_set(rig_session(r), "base_url", "https://abc.api.infobip.com", &f), &f);
	rig_type(r, "6");
	put_mark_on(r, "staging");
	rig_expect_role(r, -1, "[FAIL]", ROLE_FAILURE);
	rig_expect_text(r, "API_KEY is for xyz.api.infobip.com, not for");
}

static void
p_switches_and_the_header_follows_on_every_screen(void **state)
{
	struct rig *r = open_three(state);

	rig_type(r, "p");
	rig_expect_text(r, "Act on which profile?");
	rig_key(r, "Home");
	rig_expect_role(r, -1, "acme-prod", ROLE_SELECTED);
	rig_key(r, "Enter");
	rig_expect_text(r, "acting on profile acme-prod (production)");
	for (const char *key = "1236"; *key; key++) {
		const char keys[] = { *key, '\0' };
		rig_type(r, keys);
		rig_expect_role(r, 0, "[PROD] PROD", ROLE_PRODUCTION);
		rig_expect_text(r, "acme-prod");
	}
	/* What the shell acts on is as it was. */
	struct profile in_use;
	struct fault f = { 0 };
	must(setup_in_use(rig_session(r), &in_use, &f), &f);
	assert_string_equal(in_use.name, "sandbox");
}

static void
home_switches_too_and_the_log_is_the_other_profiles(void **state)
{
	struct rig *r = open_three(state);

	rig_type(r, "2");
	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
	rig_type(r, "3");
	rig_expect_text(r, "+99930005");
	rig_type(r, "1p");
	rig_expect_text(r, "Act on which profile?");
	rig_key(r, "End");
	rig_key(r, "Enter");
	rig_expect_role(r, 0, "[STG]", ROLE_STAGING);
	rig_type(r, "3");
	rig_expect_no_text(r, "+99930005");
	rig_type(r, "2");
	rig_expect_text(r, "[ Send billed SMS ]");
}

static void
nobody_switches_while_a_send_waits_for_its_answer(void **state)
{
	struct rig *r = open_three(state);

	console_in_flight(rig_console(r), 1);
	rig_type(r, "p");
	rig_key(r, "Home");
	rig_key(r, "Enter");
	rig_expect_text(r, "a send waits for its answer: switch when it has come");
	rig_expect_role(r, 0, "[SIM]", ROLE_SANDBOX);
	console_in_flight(rig_console(r), -1);
}

static void
a_copy_has_another_name_and_the_same_settings(void **state)
{
	struct rig *r = open_three(state);

	put_mark_on(r, "sandbox");
	rig_type(r, "C");
	rig_type(r, "drill 1");
	rig_key(r, "Enter");
	rig_expect_text(r, "has a character that none may have");
	rig_key(r, "C-u");
	rig_type(r, "drill");
	rig_key(r, "Enter");
	rig_expect_text(r, "[OK] Copy a profile: done");
	assert_true(exists(r, "drill"));
	rig_type(r, "C");
	rig_type(r, "trial");
	rig_key(r, "Enter");
	/* The typed name outlives the failure. */
	rig_expect_text(r, "already");
	rig_expect_text(r, "trial");
}

static void
a_rename_is_seen_in_the_header(void **state)
{
	struct rig *r = open_three(state);

	put_mark_on(r, "trial");
	rig_type(r, "U");
	rig_expect_text(r, "console and shell act on profile trial from now on");
	rig_type(r, "R");
	rig_key(r, "C-u");
	rig_type(r, "tests");
	rig_key(r, "F2");
	rig_expect_text(r, "[STG]  tests");
	rig_expect_text(r, "> [STG] tests     here, in use");
	assert_false(exists(r, "trial"));
}

static void
a_removal_asks_and_no_is_the_default(void **state)
{
	struct rig *r = open_three(state);

	put_mark_on(r, "trial");
	rig_type(r, "D");
	rig_expect_text(r, "[STG] trial: remove a profile?");
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	assert_true(exists(r, "trial"));
	rig_type(r, "D");
	rig_advance_ms(r, 301);
	rig_type(r, "y");
	rig_expect_no_text(r, "] trial");
	assert_false(exists(r, "trial"));
}

static void
a_production_profile_is_removed_by_its_typed_name_only(void **state)
{
	struct rig *r = open_three(state);

	put_mark_on(r, "acme-prod");
	rig_type(r, "D");
	rig_expect_text(r, "Remove a production profile");
	rig_type(r, "acme");
	rig_key(r, "Enter");
	rig_expect_text(r, "this is not its name: nothing is removed");
	assert_true(exists(r, "acme-prod"));
	rig_type(r, "-prod");
	rig_key(r, "Enter");
	rig_expect_text(r, "[OK] Remove a production profile: done");
	assert_false(exists(r, "acme-prod"));
}

static void
what_the_console_acts_on_is_not_removed(void **state)
{
	struct rig *r = open_three(state);

	put_mark_on(r, "sandbox");
	rig_type(r, "D");
	rig_expect_text(r, "the console acts on sandbox: switch to another profile first");
}

static void
a_profile_made_elsewhere_appears(void **state)
{
	struct rig *r = open_three(state);
	struct fault f = { 0 };

	must(setup_add_profile(rig_session(r), "later", PROFILE_SANDBOX, &f), &f);
	rig_type(r, "r");
	rig_expect_text(r, "[SIM] later");
}

/* Every key that Setup has, on every one of its pages: nothing leaves the machine. */
static void
no_key_of_setup_sends_anything(void **state)
{
	static const char *const pages[] = { "", "a", "S", "Sa", "C", "R", "p" };
	struct rig *r = open_three(state);

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		rig_type(r, "6");
		rig_type(r, pages[i]);
		for (char key = 'A'; key <= 'z'; key++) {
			const char keys[] = { key, '\0' };
			if (key != 'q' && key != 'Z')
				rig_type(r, keys);
		}
		rig_key(r, "F2");
		rig_key(r, "F5");
		rig_key(r, "F8");
		rig_key(r, "Enter");
		for (int k = 0; k < 6; k++)
			rig_key(r, "Esc");
		rig_advance_ms(r, 301);
		rig_type(r, "y");
	}
	assert_int_equal(scene_sends(), 0);
}

static void
a_production_profile_shows_its_safety_catch_and_the_key_that_turns_it(void **state)
{
	struct rig *r = open_three(state);

	put_mark_on(r, "acme-prod");
	rig_expect_text(r, "not armed, so nothing is sent: p acts on it");
	rig_type(r, "p");
	rig_key(r, "Home");
	rig_key(r, "Enter");
	put_mark_on(r, "acme-prod");
	rig_expect_text(r, "[OK]   not armed, so nothing is sent: A arms it");
	rig_type(r, "A");
	rig_advance_ms(r, 301);
	rig_type(r, "acme-prod");
	rig_key(r, "Enter");
	rig_expect_text(r, "[!!]   armed, 10:00 left: A disarms");
	rig_advance_ms(r, 1000);
	rig_expect_text(r, "[!!]   armed, 9:59 left: A disarms");
	rig_type(r, "A");
	rig_expect_text(r, "[OK]   not armed, so nothing is sent: A arms it");
}

static void
the_code_for_auth0_is_copied_and_names_its_secret(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	rig_type(r, "6");
	rig_expect_text(r, "code for Auth0: y copies it; its secret is API_KEY");
	rig_type(r, "y");
	rig_expect_text(r, "[STG] Code for Auth0, from staging");
	rig_expect_text(r, "> hook");
	rig_expect_text(r, "custom-phone-provider");
	rig_expect_text(r, "Add the secret API_KEY to it, once");
	rig_key(r, "F2");
	rig_expect_text(r, "/copies/hook.js");
	rig_key(r, "Down");
	rig_type(r, "y");
	rig_advance_ms(r, 301);
	rig_type(r, "y");
	rig_expect_text(r, "copied (OSC 52)");
	assert_int_equal(rig_count_in_stream(r, "marker-", 7), 0);
}

static void
code_without_an_address_is_refused_with_what_to_do(void **state)
{
	struct rig *r = open_three(state);

	put_mark_on(r, "trial");
	rig_type(r, "yy");
	rig_expect_text(r, "base_url");
	rig_expect_no_text(r, "copied");
}

static void
it_is_whole_at_every_common_size(void **state)
{
	static const int sizes[][2] = { { 18, 60 }, { 24, 80 }, { 30, 100 } };
	struct rig *r = open_three(state);

	for (size_t i = 0; i < 3; i++) {
		rig_resize(r, sizes[i][0], sizes[i][1]);
		rig_expect_text(r, "Profiles");
		rig_expect_text(r, "[PROD] acme-prod");
		rig_expect_text(r, "[OK]   sender ServiceSMS");
		rig_expect_text(r, "Secrets of sandbox");
	}
}

static void
a_first_start_leads_to_a_new_staging_profile(void **state)
{
	const struct rig_options options = { .rows = 30, .columns = 100, .fresh = true };
	struct rig *r = scene_open(state, &options);

	rig_key(r, "Down");
	rig_expect_role(r, -1, "> Connect Infobip", ROLE_SELECTED);
	rig_key(r, "Enter");
	rig_expect_text(r, "[STG] new profile staging (staging)");
	rig_expect_text(r, "[6 Setup]");
	rig_key(r, "Esc");
	rig_key(r, "Esc");
	rig_expect_text(r, "[SIM] sandbox");
}

static void
home_names_the_key_that_fills_what_is_missing(void **state)
{
	struct rig *r = open_three(state);

	rig_type(r, "p");
	rig_key(r, "End");
	rig_key(r, "Enter");
	rig_type(r, "1");
	rig_expect_text(r, "base_url is missing: 6 opens Setup");
	rig_expect_text(r, "API_KEY is missing: 6 opens Setup");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(every_profile_has_the_word_and_colour_of_its_environment,
		                          rig_tear_down),
		cmocka_unit_test_teardown(p_switches_and_the_header_follows_on_every_screen,
		                          rig_tear_down),
		cmocka_unit_test_teardown(home_switches_too_and_the_log_is_the_other_profiles,
		                          rig_tear_down),
		cmocka_unit_test_teardown(nobody_switches_while_a_send_waits_for_its_answer,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_copy_has_another_name_and_the_same_settings,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_rename_is_seen_in_the_header, rig_tear_down),
		cmocka_unit_test_teardown(a_removal_asks_and_no_is_the_default, rig_tear_down),
		cmocka_unit_test_teardown(a_production_profile_is_removed_by_its_typed_name_only,
		                          rig_tear_down),
		cmocka_unit_test_teardown(what_the_console_acts_on_is_not_removed, rig_tear_down),
		cmocka_unit_test_teardown(a_profile_made_elsewhere_appears, rig_tear_down),
		cmocka_unit_test_teardown(no_key_of_setup_sends_anything, rig_tear_down),
		cmocka_unit_test_teardown(
			a_production_profile_shows_its_safety_catch_and_the_key_that_turns_it,
			rig_tear_down),
		cmocka_unit_test_teardown(the_code_for_auth0_is_copied_and_names_its_secret,
		                          rig_tear_down),
		cmocka_unit_test_teardown(code_without_an_address_is_refused_with_what_to_do,
		                          rig_tear_down),
		cmocka_unit_test_teardown(it_is_whole_at_every_common_size, rig_tear_down),
		cmocka_unit_test_teardown(a_key_of_another_host_shows_before_it_is_sent,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_first_start_leads_to_a_new_staging_profile,
		                          rig_tear_down),
		cmocka_unit_test_teardown(home_names_the_key_that_fills_what_is_missing,
		                          rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
