/* SPDX-License-Identifier: MIT */
/* Secrets of a profile: masked, revealed for ten seconds after a question, never seen otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "app/setup.h"
#include "base/mem.h"
#include "needles.h"
#include "scene.h"

/* The key that scene_open_staging stores. */
#define STORED "marker-5d41402abc4b2a76"
#define MARKER "marker-0f3b9c1d7e5a2468"

static struct rig *
open_secrets(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	rig_type(r, "6S");
	rig_expect_text(r, "[STG] Secrets of staging");
	return r;
}

static size_t
count_secrets(struct rig *r)
{
	struct secret_info *secrets = NULL;
	struct fault f = { 0 };
	size_t count = 0;

	assert_int_equal(setup_list_secrets(rig_session(r), &secrets, &count, &f), ST_OK);
	mem_free(secrets);
	return count;
}

static void
say_yes(struct rig *r)
{
	rig_advance_ms(r, 301);
	rig_type(r, "y");
}

static void
reveal(struct rig *r)
{
	rig_type(r, "r");
	rig_expect_text(r, "[STG] staging: show a secret?");
	say_yes(r);
	rig_expect_text(r, STORED);
}

/* How often the value has been written to the terminal so far. */
static size_t
seen(struct rig *r)
{
	rig_drain(r);
	return rig_count_in_stream(r, STORED, sizeof(STORED) - 1);
}

static void
a_secret_is_listed_masked_with_fingerprint_last_four_and_age(void **state)
{
	struct rig *r = open_secrets(state);

	rig_expect_text(r, "API_KEY ");
	rig_expect_text(r, "********2a76");
	rig_expect_text(r, "new");
	rig_advance_ms(r, 2 * 24 * 3600 * 1000LL + 1000);
	rig_expect_text(r, "2 d");
	assert_int_equal(seen(r), 0);
}

static void
it_is_whole_at_every_common_size(void **state)
{
	static const int sizes[][2] = { { 18, 60 }, { 24, 80 }, { 30, 100 } };
	struct rig *r = open_secrets(state);

	for (size_t i = 0; i < 3; i++) {
		rig_resize(r, sizes[i][0], sizes[i][1]);
		rig_expect_text(r, "API_KEY               ********2a76 7560-ce61   new");
	}
	reveal(r);
	rig_resize(r, 18, 60);
	rig_expect_text(r, STORED);
	rig_expect_text(r, "Hidden again in");
}

static void
a_reveal_asks_and_no_is_the_default(void **state)
{
	struct rig *r = open_secrets(state);

	rig_type(r, "r");
	rig_expect_text(r, "It is hidden after ten seconds");
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	assert_int_equal(seen(r), 0);
}

static void
a_reveal_is_over_after_ten_seconds(void **state)
{
	struct rig *r = open_secrets(state);

	reveal(r);
	rig_expect_text(r, "Hidden again in 10 s. This was audited.");
	for (int i = 0; i < 9; i++)
		rig_advance_ms(r, 1000);
	rig_expect_text(r, STORED);
	rig_expect_text(r, "Hidden again in 1 s");
	rig_advance_ms(r, 1000);
	rig_expect_no_text(r, STORED);
	rig_expect_text(r, "Secrets of staging");
	/* Nothing brings it back: not a redraw, not a resize. */
	size_t before = seen(r);
	rig_key(r, "C-l");
	rig_resize(r, 24, 80);
	rig_advance_ms(r, 60000);
	assert_int_equal(seen(r), before);
}

static void
a_reveal_ends_on_any_way_out(void **state)
{
	struct rig *r = open_secrets(state);

	reveal(r);
	rig_key(r, "Esc");
	rig_expect_no_text(r, STORED);
	reveal(r);
	rig_key(r, "Enter");
	rig_expect_no_text(r, STORED);
	reveal(r);
	rig_type(r, "1");
	rig_expect_no_text(r, STORED);
	rig_type(r, "6");
	rig_expect_no_text(r, STORED);
}

static void
a_reveal_ends_when_the_window_loses_the_keyboard(void **state)
{
	struct rig *r = open_secrets(state);

	reveal(r);
	rig_send_bytes(r, "\033[I", 3);
	rig_settle(r);
	rig_expect_text(r, STORED);
	rig_send_bytes(r, "\033[O", 3);
	rig_settle(r);
	rig_expect_no_text(r, STORED);
	rig_expect_text(r, "Secrets of staging");
}

static void
a_reveal_is_audited(void **state)
{
	struct rig *r = open_secrets(state);

	reveal(r);
	rig_key(r, "Esc");
	rig_type(r, "r");
	rig_key(r, "Esc");
	assert_int_equal(scene_audits(r, "secret_revealed"), 1);
}

static void
a_secret_is_set_under_any_name_a_hook_may_read(void **state)
{
	struct rig *r = open_secrets(state);

	rig_type(r, "a");
	rig_expect_text(r, "A secret");
	rig_type(r, "9LIVES");
	rig_expect_text(r, "use up to 63 letters");
	rig_key(r, "C-u");
	rig_type(r, "HOOK_TOKEN");
	rig_key(r, "Tab");
	rig_paste(r, " '" MARKER "'\n");
	rig_expect_text(r, "paste fixed: removed quotes around it, blanks around it and line ends "
	                   "around it. Nothing is saved");
	assert_int_equal(count_secrets(r), 1);
	rig_key(r, "F2");
	rig_expect_text(r, "[OK] HOOK_TOKEN is stored, sealed");
	rig_expect_text(r, "********2468");
	assert_int_equal(count_secrets(r), 2);
	assert_int_equal(rig_count_in_stream(r, MARKER, 12), 0);
}

static void
a_value_that_is_not_saved_is_not_lost_by_a_digit_or_q(void **state)
{
	struct rig *r = open_secrets(state);

	rig_key(r, "Enter");
	rig_expect_text(r, "A secret");
	rig_paste(r, MARKER);
	rig_key(r, "Tab");
	rig_type(r, "1");
	rig_expect_text(r, "something here is not saved");
	rig_key(r, "Esc");
	rig_expect_text(r, "[STG] staging: leave without saving?");
	rig_key(r, "Enter");
	rig_expect_text(r, "A secret");
	rig_type(r, "u");
	rig_expect_text(r, "what was typed is forgotten");
	rig_type(r, "1");
	rig_expect_text(r, "Latest");
	assert_int_equal(count_secrets(r), 1);
}

static void
a_removal_asks_and_is_at_once(void **state)
{
	struct rig *r = open_secrets(state);

	rig_type(r, "D");
	rig_expect_text(r, "[STG] staging: remove a secret?");
	rig_key(r, "Enter");
	assert_int_equal(count_secrets(r), 1);
	rig_type(r, "D");
	say_yes(r);
	rig_expect_text(r, "[OK] API_KEY is removed");
	rig_expect_text(r, "No secret yet");
	assert_int_equal(count_secrets(r), 0);
}

/* A message that is followed with the key that is asked about. */
static void
leave_waiting(struct rig *r)
{
	rig_type(r, "2");
	rig_type(r, "+447700900123");
	rig_key(r, "F2");
	rig_expect_text(r, "Send a real, billed SMS?");
	rig_type(r, "0123");
	rig_advance_ms(r, 400);
	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
}

static void
a_removal_says_what_can_no_longer_be_looked_up(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	leave_waiting(r);
	rig_type(r, "6S");
	rig_type(r, "D");
	rig_expect_text(r, "[STG] staging: remove a secret?");
	rig_expect_text(r, "Without API_KEY, 1 message that is not final can no longer be");
}

static void
make_production(struct session *s, struct db *db)
{
	struct secret *key = secret_create(STORED, sizeof(STORED) - 1);
	struct fault f = { 0 };
	unsigned removed = 0;

	(void)db;
	assert_int_equal(setup_add_profile(s, "acme-prod", PROFILE_PRODUCTION, &f), ST_OK);
	assert_int_equal(setup_use_profile(s, "acme-prod", &f), ST_OK);
	assert_int_equal(setup_set_secret(s, "API_KEY", key, &removed, &f), ST_OK);
	secret_destroy(key);
}

static void
a_production_secret_is_removed_by_its_typed_name_only(void **state)
{
	const struct rig_options options = { .rows = 30, .columns = 100, .fill = make_production };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "6S");
	rig_type(r, "D");
	rig_expect_text(r, "Remove a production secret");
	rig_type(r, "API_KEY_LOGS");
	rig_key(r, "Enter");
	rig_expect_text(r, "this is not its name: nothing is removed");
	assert_int_equal(count_secrets(r), 1);
	for (int i = 0; i < 5; i++)
		rig_key(r, "Backspace");
	rig_key(r, "Enter");
	rig_expect_text(r, "No secret yet");
	assert_int_equal(count_secrets(r), 0);
}

/* A whole session around two markers: in the stream they stand only while one is revealed. */
static void
outside_a_reveal_no_form_of_a_secret_reaches_the_terminal(void **state)
{
	struct rig *r = open_secrets(state);
	struct needles needles = { 0 };
	size_t size = 0;

	rig_key(r, "Enter");
	rig_paste(r, "App " MARKER "\n");
	rig_key(r, "Tab");
	rig_key(r, "F2");
	rig_expect_text(r, "********2468");
	for (const char *key = "1236"; *key; key++) {
		const char keys[] = { *key, '\0' };
		rig_type(r, keys);
		rig_key(r, "Esc");
	}
	rig_expect_text(r, "[6 Setup]");
	rig_key(r, "Enter");
	rig_key(r, "F5");
	rig_key(r, "F8");
	rig_expect_text(r, "show a secret?");
	rig_key(r, "Enter");
	rig_key(r, "Esc");
	rig_resize(r, 18, 60);
	rig_resize(r, 24, 80);
	rig_resize(r, 30, 100);
	needles_add(&needles, MARKER);
	needles_add(&needles, STORED);
	rig_drain(r);
	char *stream = rig_stream(r, &size);
	const char *form = needles_find(&needles, stream, size);
	free(stream);
	if (form)
		fail_msg("a secret stands in the stream as %s", form);
	rig_key(r, "F8");
	say_yes(r);
	rig_expect_text(r, MARKER);
	rig_key(r, "Esc");
	rig_expect_no_text(r, MARKER);
	size_t before = rig_count_in_stream(r, MARKER, sizeof(MARKER) - 1);
	rig_key(r, "C-l");
	rig_type(r, "1");
	assert_int_equal(rig_count_in_stream(r, MARKER, sizeof(MARKER) - 1), before);
	needles_finish(&needles);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			a_secret_is_listed_masked_with_fingerprint_last_four_and_age,
			rig_tear_down),
		cmocka_unit_test_teardown(it_is_whole_at_every_common_size, rig_tear_down),
		cmocka_unit_test_teardown(a_reveal_asks_and_no_is_the_default, rig_tear_down),
		cmocka_unit_test_teardown(a_reveal_is_over_after_ten_seconds, rig_tear_down),
		cmocka_unit_test_teardown(a_reveal_ends_on_any_way_out, rig_tear_down),
		cmocka_unit_test_teardown(a_reveal_ends_when_the_window_loses_the_keyboard,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_reveal_is_audited, rig_tear_down),
		cmocka_unit_test_teardown(a_secret_is_set_under_any_name_a_hook_may_read,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_value_that_is_not_saved_is_not_lost_by_a_digit_or_q,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_removal_asks_and_is_at_once, rig_tear_down),
		cmocka_unit_test_teardown(a_removal_says_what_can_no_longer_be_looked_up,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_production_secret_is_removed_by_its_typed_name_only,
		                          rig_tear_down),
		cmocka_unit_test_teardown(outside_a_reveal_no_form_of_a_secret_reaches_the_terminal,
		                          rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
