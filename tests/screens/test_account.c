/* SPDX-License-Identifier: MIT */
/* The form of a profile: faults beside fields, pasted keys, live probes, no save before F2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "app/setup.h"
#include "base/mem.h"
#include "scene.h"

#define MARKER "marker-0f3b9c1d7e5a2468"

static void
must(enum status st, const struct fault *f)
{
	if (st != ST_OK)
		fail_msg("%s: %s", fault_word_text(f->word), f->cause);
}

static struct rig *
open_new(void **state, int rows, int columns)
{
	const struct rig_options options = { .rows = rows, .columns = columns };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "6a");
	rig_expect_text(r, "new profile staging");
	return r;
}

/* From the name, where a new form begins. */
static void
go_to_address(struct rig *r)
{
	rig_key(r, "Tab");
	rig_key(r, "Tab");
}

static struct profile
load(struct rig *r, const char *name)
{
	struct profile p;
	struct fault f = { 0 };

	must(setup_load_profile(rig_session(r), name, &p, &f), &f);
	return p;
}

static size_t
count_profiles(struct rig *r)
{
	struct profile *profiles = NULL;
	struct fault f = { 0 };
	size_t count = 0;

	must(setup_list_profiles(rig_session(r), &profiles, &count, &f), &f);
	mem_free(profiles);
	return count;
}

static size_t
count_secrets(struct rig *r, const char *name)
{
	struct profile p = load(r, name);
	struct secret_info *secrets = NULL;
	struct fault f = { 0 };
	size_t count = 0;

	must(setup_list_secrets_of(rig_session(r), &p, &secrets, &count, &f), &f);
	mem_free(secrets);
	return count;
}

static void
a_pasted_key_is_cleaned_told_and_never_drawn(void **state)
{
	struct rig *r = open_new(state, 30, 100);

	go_to_address(r);
	rig_paste(r, "https://xyz.api.infobip.com");
	rig_key(r, "Tab");
	rig_paste(r, "App " MARKER "\r\n");
	rig_expect_text(r,
	                "paste fixed: removed the word \"App \" in front and line ends around it. "
	                "Nothing is saved until F2.");
	assert_int_equal(count_profiles(r), 1);
	rig_key(r, "F2");
	rig_expect_text(r, "[OK] profile staging is made, and the console acts on it now");
	rig_expect_text(r, "********2468");
	rig_expect_role(r, 0, "[STG]", ROLE_STAGING);
	assert_int_equal(count_secrets(r, "staging"), 1);
	assert_int_equal(rig_count_in_stream(r, "marker-", 7), 0);
	assert_int_equal(rig_count_in_stream(r, "9c1d7e", 6), 0);
}

/* Letter by letter the last four would spell all of it. */
static void
a_typed_key_shows_no_letter_while_it_is_typed(void **state)
{
	struct rig *r = open_new(state, 30, 100);
	int row = 0;
	int column = 0;

	go_to_address(r);
	rig_key(r, "Tab");
	assert_true(rig_find(r, "none yet: paste it here", &row, &column));
	rig_type(r, "QQQQZZZZQQQQZZZZ");
	rig_expect_text(r, " ****************");
	for (const char *at = "QZ"; *at; at++)
		assert_null(strchr(rig_row(r, row), *at));
	rig_key(r, "Tab");
	/* Left, it is shown as a stored one is. */
	rig_expect_text(r, "************ZZZZ");
	rig_expect_text(r, "new, fingerprint ");
}

/* A first real key: the passphrase is offered, typed twice, seen by nobody; it may be declined. */
static struct rig *
save_first_key(void **state)
{
	struct rig *r = open_new(state, 30, 100);

	go_to_address(r);
	rig_paste(r, "https://xyz.api.infobip.com");
	rig_key(r, "Tab");
	rig_paste(r, MARKER);
	rig_key(r, "F2");
	rig_expect_text(r, "A passphrase for the vault?");
	return r;
}

static void
type_passphrase(struct rig *r, const char *words)
{
	rig_send_bytes(r, words, strlen(words));
	rig_send_bytes(r, "\r", 1);
	rig_settle(r);
}

static void
the_first_real_key_brings_the_offer_of_a_passphrase(void **state)
{
	struct rig *r = save_first_key(state);

	type_passphrase(r, "four long words");
	rig_expect_text(r, "once more, so that no slip of a finger locks you out");
	type_passphrase(r, "four other words");
	rig_expect_text(r, "these two are not the same: type it anew");
	type_passphrase(r, "four long words");
	type_passphrase(r, "four long words");
	rig_expect_text(r, "drop the key file?");
	rig_key(r, "Enter");
	rig_expect_text(r, "vault: unlocked 5:00");
	assert_int_equal(rig_count_in_stream(r, "long words", 10), 0);
	/* Locked, the form has nothing typed any more. */
	rig_key(r, "F7");
	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
}

static void
the_offer_may_be_declined(void **state)
{
	struct rig *r = save_first_key(state);

	rig_send_bytes(r, "half of it", 10);
	rig_send_bytes(r, "\033", 1);
	rig_settle(r);
	rig_expect_text(r, "no passphrase: the key file opens the vault");
	rig_expect_no_text(r, "A passphrase for the vault?");
	rig_expect_text(r, "vault: key file");
	assert_int_equal(rig_count_in_stream(r, "half", 4), 0);
}

static void
two_first_keys_at_once_bring_one_offer(void **state)
{
	struct rig *r = open_new(state, 30, 100);

	go_to_address(r);
	rig_paste(r, "https://xyz.api.infobip.com");
	rig_key(r, "Tab");
	rig_paste(r, MARKER);
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_paste(r, MARKER "-logs");
	rig_key(r, "F2");
	rig_expect_text(r, "A passphrase for the vault?");
	assert_int_equal(count_secrets(r, "staging"), 2);
	rig_send_bytes(r, "\033", 1);
	rig_settle(r);
	rig_key(r, "F2");
	rig_expect_no_text(r, "A passphrase for the vault?");
}

static void
a_lock_forgets_a_key_that_was_typed(void **state)
{
	struct rig *r = save_first_key(state);

	type_passphrase(r, "four long words");
	type_passphrase(r, "four long words");
	rig_expect_text(r, "drop the key file?");
	rig_key(r, "Esc");
	/* From the button up to the key. */
	rig_key(r, "Up");
	rig_key(r, "Up");
	rig_key(r, "Up");
	rig_paste(r, MARKER "-second");
	rig_expect_text(r, "API_KEY               ******");
	rig_expect_text(r, "not saved yet");
	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
	rig_expect_text(r, " saved");
	rig_expect_no_text(r, "not saved yet");
}

static void
a_long_paste_comes_in_one_piece(void **state)
{
	struct rig *r = open_new(state, 30, 100);
	char key[600];

	memset(key, 'k', sizeof(key));
	memcpy(key, "\"App ", 5);
	memcpy(key + 500, MARKER "\"\n", sizeof(MARKER) + 2);
	go_to_address(r);
	rig_paste(r, "https://xyz.api.infobip.com");
	rig_key(r, "Tab");
	rig_paste(r, key);
	rig_expect_text(r, "removed the word \"App \" in front, quotes around it and line ends");
	rig_key(r, "F2");
	rig_expect_text(r, "********2468");
}

static void
what_cannot_be_a_key_is_refused_beside_the_field_and_nothing_is_saved(void **state)
{
	struct rig *r = open_new(state, 30, 100);

	go_to_address(r);
	rig_key(r, "Tab");
	rig_paste(r, "YOUR_API_KEY");
	rig_expect_text(r, "the value is the placeholder");
	rig_key(r, "F2");
	rig_expect_text(r, "not saved: see what is wrong beside the field");
	rig_key(r, "C-u");
	rig_paste(r, "one\ntwo");
	rig_expect_text(r, "the value holds a control");
	rig_key(r, "F2");
	assert_int_equal(count_profiles(r), 1);
}

static void
a_better_address_is_shown_before_it_is_taken(void **state)
{
	struct rig *r = open_new(state, 30, 120);

	go_to_address(r);
	rig_paste(r, " xyz.api.infobip.com/sms/3/messages/ ");
	rig_expect_text(r, "F6 takes https://xyz.api.infobip.com:");
	rig_expect_text(r, " xyz.api.infobip.com/sms/3/messages/ ");
	rig_key(r, "F6");
	rig_expect_text(r, "base_url              https://xyz.api.infobip.com ");
	rig_expect_no_text(r, "takes");
}

static void
a_pasted_address_is_cleaned_at_once_and_told(void **state)
{
	static const struct {
		const char *pasted;
		const char *told;
	} cases[] = {
		{ " \"https://xyz.api.infobip.com/\"\n",
		  "paste fixed: removed blanks around it, line ends, quotes around it, the slash" },
		{ "\xE2\x80\x9Cxyz.api.infobip.com\xE2\x80\x9D\n",
		  "paste fixed: removed line ends, quotes around it; https:// put in front" },
		{ "\xEF\xBB\xBFhttps://xyz.api.infobip.com", "paste fixed: removed no-break" },
	};
	struct rig *r = open_new(state, 30, 120);

	go_to_address(r);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rig_key(r, "C-u");
		rig_paste(r, cases[i].pasted);
		rig_expect_text(r, "base_url              https://xyz.api.infobip.com ");
		rig_expect_text(r, cases[i].told);
		rig_expect_no_text(r, "left out");
	}
	rig_key(r, "C-u");
	rig_paste(r, "xyz.api.infobip.com/sms/3/messages\n");
	rig_expect_text(r, "F6 takes https://xyz.api.infobip.com: removed the path of one call");
	rig_expect_no_text(r, "left out");
}

static void
typing_replaces_the_suggested_name(void **state)
{
	struct rig *r = open_new(state, 30, 120);

	rig_expect_text(r, "Profile               staging");
	rig_type(r, "stg");
	rig_expect_text(r, "Profile               stg ");
	rig_type(r, "2");
	rig_expect_text(r, "Profile               stg2 ");
}

static void
moving_in_the_suggested_name_keeps_it(void **state)
{
	struct rig *r = open_new(state, 30, 120);

	rig_key(r, "End");
	rig_type(r, "x");
	rig_expect_text(r, "Profile               stagingx ");
}

static void
a_bad_address_stays_with_its_fault_beside_it(void **state)
{
	static const struct {
		const char *typed;
		const char *fault;
	} cases[] = {
		{ "https://me:pw@xyz.api.infobip.com", "user part" },
		{ "https://xyz.api.infobip.com:99999", "port that is no number" },
		{ "ftp://xyz.api.infobip.com", "another scheme" },
		{ "https://xyz.api.infobip.com?x=1", "query" },
		{ "http://localhost.evil.example", "http would send the API key" },
		{ "https://localhost.evil.example", "localhost.evil.example is not Infobip's:" },
	};
	struct rig *r = open_new(state, 30, 120);

	go_to_address(r);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rig_key(r, "C-u");
		rig_paste(r, cases[i].typed);
		rig_expect_text(r, cases[i].fault);
		rig_key(r, "F2");
		rig_expect_text(r, "not saved");
		rig_key(r, "F5");
		rig_expect_text(r, "not checked");
	}
	assert_int_equal(count_profiles(r), 1);
	assert_int_equal(scene_probe_count(), 0);
}

static void
every_setting_of_the_table_is_a_field(void **state)
{
	struct rig *r = scene_open_staging(state, 60, 120);

	rig_type(r, "6");
	rig_key(r, "Enter");
	for (int i = 0; i < PROFILE_SETTING_COUNT; i++) {
		const char *key = profile_setting_key((enum profile_setting)i);

		/* The form scrolls, so the field is walked to; a speed is the sandbox's alone. */
		for (int k = 0; k < 30 && i != PROFILE_SANDBOX_SPEED && !rig_has_text(r, key); k++)
			rig_key(r, "Tab");
		if (i != PROFILE_SANDBOX_SPEED)
			rig_expect_text(r, key);
	}
}

static void
a_wrong_value_stands_with_its_fault_and_is_not_lost(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	rig_type(r, "6");
	rig_key(r, "Enter");
	for (int i = 0; i < 40 && !rig_has_text(r, "Parts a billed"); i++)
		rig_key(r, "Tab");
	rig_key(r, "C-u");
	rig_type(r, "many");
	rig_key(r, "F2");
	rig_expect_text(r, "not saved: see what is wrong beside the field");
	rig_expect_text(r, "many");
	struct profile p = load(r, "staging");
	assert_string_equal(profile_get(&p, PROFILE_PARTS_MAX), "2");
	rig_key(r, "C-u");
	rig_type(r, "3");
	rig_key(r, "F2");
	rig_expect_text(r, "[OK] profile staging is saved");
	p = load(r, "staging");
	assert_string_equal(profile_get(&p, PROFILE_PARTS_MAX), "3");
	assert_string_equal(profile_get(&rig_session(r)->profile, PROFILE_PARTS_MAX), "3");
}

static void
undo_brings_back_what_is_stored(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	rig_type(r, "6");
	rig_key(r, "Enter");
	rig_key(r, "C-u");
	rig_type(r, "https://other.api.infobip.com");
	rig_expect_text(r, "[!!] enter the key anew for it");
	rig_key(r, "Tab");
	rig_paste(r, MARKER);
	rig_key(r, "F7");
	rig_expect_text(r, "all fields are as they are stored");
	rig_expect_text(r, "https://xyz.api.infobip.com");
	rig_expect_text(r, "********2a76");
	rig_expect_text(r, "saved");
}

static void
nothing_typed_is_lost_on_the_way_to_another_screen(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	rig_type(r, "6");
	rig_key(r, "Enter");
	rig_key(r, "C-u");
	rig_type(r, "https://other.api.infobip.com");
	rig_key(r, "Esc");
	rig_type(r, "2");
	rig_expect_text(r, "something here is not saved: F2 saves it, Esc leaves it");
	rig_type(r, "q");
	rig_expect_text(r, "something here is not saved: F2 saves it, q again leaves");
	rig_key(r, "Esc");
	rig_expect_text(r, "leave without saving?");
	rig_key(r, "Enter");
	rig_expect_text(r, "https://other.api.infobip.com");
	rig_key(r, "Esc");
	rig_advance_ms(r, 301);
	rig_type(r, "y");
	rig_expect_text(r, "Profiles");
	rig_type(r, "2");
	rig_expect_text(r, "[ Send billed SMS ]");
}

static void
the_same_key_in_another_profile_is_told(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 120);

	rig_type(r, "6a");
	go_to_address(r);
	rig_key(r, "Tab");
	rig_paste(r, "marker-5d41402abc4b2a76");
	rig_key(r, "Tab");
	rig_expect_text(r, "[!!] the same as in profile staging");
}

static void
enter_checks_what_is_typed_before_it_is_saved(void **state)
{
	struct rig *r = open_new(state, 30, 100);

	go_to_address(r);
	rig_paste(r, "https://xyz.api.infobip.com");
	rig_key(r, "Tab");
	rig_paste(r, MARKER);
	scene_probes(401);
	rig_key(r, "Enter");
	rig_expect_text(r, "[FAIL] key is known");
	rig_expect_role(r, -1, "[FAIL]", ROLE_FAILURE);
	rig_expect_text(r, "[OK]   name resolves");
	rig_expect_text(r, "[n/a]  may send");
	rig_key(r, "C-u");
	rig_expect_text(r, "of what stood here before");
	rig_paste(r, MARKER "-good");
	scene_probes(0);
	rig_key(r, "Enter");
	rig_expect_text(r, "[OK]   key is known");
	rig_expect_text(r, "[OK]   may send");
	rig_expect_text(r, "[OK]   may see the balance");
	rig_expect_text(r, "This key can send messages, read the log, preview a message, see the "
	                   "balance.");
	rig_expect_text(r, "Next: F2 saves, then 2 writes a test message.");
	/* Five calls at most, nothing sent, nothing saved. */
	assert_true(scene_probe_count() <= 10);
	assert_int_equal(scene_sends(), 0);
	assert_int_equal(count_profiles(r), 1);
}

static void
a_key_without_a_scope_is_worded_as_genuine(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	scene_probes(403);
	rig_type(r, "6");
	rig_key(r, "Enter");
	rig_key(r, "Enter");
	rig_expect_text(r, "[FAIL] may read the log");
	rig_expect_text(r, "genuine key without the scope");
	rig_expect_text(r, "[n/a]  may preview");
}

static void
a_probe_that_fails_shows_its_figure(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	scene_clock_ahead(2LL * 24 * 3600 * 1000);
	rig_type(r, "6");
	rig_key(r, "Enter");
	rig_key(r, "Enter");
	rig_expect_text(r, "[FAIL] clock agrees  2.0 d ahead of");
	rig_expect_text(r, "may see the balance  12.50 EUR");
	rig_expect_text(r, "[FAIL] clock agrees: 2.0 d ahead of the host, give or take 0.6 s");
}

static void
it_is_whole_at_every_common_size(void **state)
{
	static const int sizes[][2] = { { 18, 60 }, { 24, 80 }, { 30, 100 }, { 60, 200 } };
	struct rig *r = scene_open_staging(state, 30, 100);

	scene_probes(401);
	rig_type(r, "6");
	rig_key(r, "Enter");
	rig_key(r, "Enter");
	for (size_t i = 0; i < 4; i++) {
		rig_resize(r, sizes[i][0], sizes[i][1]);
		rig_expect_text(r, "base_url              https://xyz.api.infobip.com");
		rig_expect_text(r, "API_KEY ");
		rig_expect_text(r, "[FAIL] key is known");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_pasted_key_is_cleaned_told_and_never_drawn,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_typed_key_shows_no_letter_while_it_is_typed,
		                          rig_tear_down),
		cmocka_unit_test_teardown(the_first_real_key_brings_the_offer_of_a_passphrase,
		                          rig_tear_down),
		cmocka_unit_test_teardown(the_offer_may_be_declined, rig_tear_down),
		cmocka_unit_test_teardown(two_first_keys_at_once_bring_one_offer, rig_tear_down),
		cmocka_unit_test_teardown(a_lock_forgets_a_key_that_was_typed, rig_tear_down),
		cmocka_unit_test_teardown(a_long_paste_comes_in_one_piece, rig_tear_down),
		cmocka_unit_test_teardown(
			what_cannot_be_a_key_is_refused_beside_the_field_and_nothing_is_saved,
			rig_tear_down),
		cmocka_unit_test_teardown(a_better_address_is_shown_before_it_is_taken,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_pasted_address_is_cleaned_at_once_and_told,
		                          rig_tear_down),
		cmocka_unit_test_teardown(typing_replaces_the_suggested_name, rig_tear_down),
		cmocka_unit_test_teardown(moving_in_the_suggested_name_keeps_it, rig_tear_down),
		cmocka_unit_test_teardown(a_bad_address_stays_with_its_fault_beside_it,
		                          rig_tear_down),
		cmocka_unit_test_teardown(every_setting_of_the_table_is_a_field, rig_tear_down),
		cmocka_unit_test_teardown(a_wrong_value_stands_with_its_fault_and_is_not_lost,
		                          rig_tear_down),
		cmocka_unit_test_teardown(undo_brings_back_what_is_stored, rig_tear_down),
		cmocka_unit_test_teardown(nothing_typed_is_lost_on_the_way_to_another_screen,
		                          rig_tear_down),
		cmocka_unit_test_teardown(the_same_key_in_another_profile_is_told, rig_tear_down),
		cmocka_unit_test_teardown(enter_checks_what_is_typed_before_it_is_saved,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_key_without_a_scope_is_worded_as_genuine,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_probe_that_fails_shows_its_figure, rig_tear_down),
		cmocka_unit_test_teardown(it_is_whole_at_every_common_size, rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
