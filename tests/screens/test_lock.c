/* SPDX-License-Identifier: MIT */
/* The vault in the console: locked by time, key and stop; unlocked by what nobody sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/session.h"
#include "app/setup.h"
#include "base/clock.h"
#include "base/secret.h"
#include "rig.h"
#include "scene.h"
#include "store/db.h"
#include "store/vault.h"
#include "store/vault_slots.h"

#define PASSPHRASE "correct horse b\xC3\xA4ttery"
#define MINUTE_MS (60LL * 1000)

static void
fill(struct session *s, struct db *db)
{
	const struct vault_cost small = { VAULT_PASSES_LEAST, VAULT_MEMORY_LEAST_KIB };
	struct secret *typed = secret_create(PASSPHRASE, strlen(PASSPHRASE));
	struct vault_wrapper *w = NULL;
	struct fault f = { 0 };
	int64_t id = 0;

	assert_int_equal(vault_wrapper_derive(typed, &small, &w, &f), ST_OK);
	assert_int_equal(db_begin(db, &f), ST_OK);
	assert_int_equal(vault_slots_add(db, s->vault, w, &id, &f), ST_OK);
	assert_int_equal(db_commit(db, &f), ST_OK);
	vault_wrapper_destroy(w);
	secret_destroy(typed);
}

static const struct rig_options guarded = { .rows = 24, .columns = 100, .fill = fill };
static const struct rig_options plain = { .rows = 24, .columns = 100 };

static void
open_dialog(struct rig *r)
{
	rig_key(r, "F12");
	rig_expect_text(r, "Unlock the vault");
}

static void
type_line(struct rig *r, const char *words)
{
	rig_send_bytes(r, words, strlen(words));
	rig_send_bytes(r, "\r", 1);
	rig_settle(r);
}

static void
a_key_locks_and_the_passphrase_unlocks(void **state)
{
	struct rig *r = scene_open(state, &guarded);

	rig_expect_text(r, "vault: unlocked 5:00");
	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
	rig_expect_text(r, "locked: F12 unlocks");
	open_dialog(r);
	/* Keys that would only be letters of what is typed. */
	rig_expect_no_text(r, "q quit");
	type_line(r, PASSPHRASE);
	rig_expect_text(r, "vault: unlocked 5:00");
	rig_expect_no_text(r, "Unlock the vault");
	rig_expect_text(r, "q quit");
	assert_int_equal(rig_count_in_stream(r, "horse", 5), 0);
}

/* T6: neither the letters nor how many there are. */
static void
what_is_typed_changes_nothing_on_the_screen(void **state)
{
	struct rig *r = scene_open(state, &guarded);
	size_t before = 0;
	size_t after = 0;

	rig_key(r, "F12");
	open_dialog(r);
	free(rig_stream(r, &before));
	rig_send_bytes(r, "correct horse", 13);
	rig_settle(r);
	free(rig_stream(r, &after));
	assert_int_equal(before, after);
	/* Edited to the end: a function key and a paste are no letters of it. */
	rig_send_bytes(r,
	               "x\x15"
	               "corr\xC3\xA4\x7f\x1b[15~",
	               14);
	rig_send_bytes(r, "\x1b[200~ect horse b\xC3\xA4ttery\x1b[201~", 30);
	rig_send_bytes(r, "\r", 1);
	rig_settle(r);
	rig_expect_text(r, "vault: unlocked");
}

static void
wrong_tries_are_told_and_the_pause_counts_down(void **state)
{
	struct rig *r = scene_open(state, &guarded);

	rig_key(r, "F12");
	open_dialog(r);
	type_line(r, "one");
	rig_expect_text(r, "wrong passphrase, or its slot is damaged");
	type_line(r, "two");
	type_line(r, "three");
	rig_expect_text(r, "next try in 1 s");
	type_line(r, PASSPHRASE);
	rig_expect_text(r, "vault: locked");
	rig_advance_ms(r, 1000);
	rig_expect_no_text(r, "next try in");
	rig_key(r, "C-u");
	type_line(r, "four");
	rig_expect_text(r, "next try in 2 s");
	rig_advance_ms(r, 1000);
	rig_expect_text(r, "next try in 1 s");
	rig_advance_ms(r, 1000);
	rig_key(r, "C-u");
	type_line(r, PASSPHRASE);
	rig_expect_text(r, "vault: unlocked");
}

static void
five_minutes_without_a_key_lock_it(void **state)
{
	struct rig *r = scene_open(state, &guarded);

	rig_advance_ms(r, 4 * MINUTE_MS);
	rig_expect_text(r, "vault: unlocked 1:00");
	rig_advance_ms(r, 1000);
	rig_expect_text(r, "vault: unlocked 0:59");
	rig_key(r, "F5");
	rig_expect_text(r, "vault: unlocked 5:00");
	rig_advance_ms(r, 5 * MINUTE_MS - 1);
	rig_expect_text(r, "vault: unlocked 0:01");
	rig_advance_ms(r, 1);
	rig_expect_text(r, "vault: locked");
	rig_expect_text(r, "locked after a while without a key");
}

static void
the_setting_of_the_profile_says_how_long(void **state)
{
	struct rig *r = scene_open(state, &guarded);
	struct session *s = rig_session(r);
	struct fault f = { 0 };

	assert_int_equal(setup_set(s, "auto_lock_minutes", "1", &f), ST_OK);
	rig_key(r, "F5");
	rig_expect_text(r, "vault: unlocked 1:00");
	rig_advance_ms(r, MINUTE_MS);
	rig_expect_text(r, "vault: locked");
	assert_int_not_equal(setup_set(s, "auto_lock_minutes", "0", &f), ST_OK);
}

/* An idle console is woken by its minute, and each second only in the last one. */
static void
an_idle_console_draws_once_a_minute(void **state)
{
	struct rig *r = scene_open(state, &guarded);
	size_t before = 0;
	size_t after = 0;

	rig_settle(r);
	free(rig_stream(r, &before));
	rig_advance_ms(r, 30000);
	free(rig_stream(r, &after));
	assert_int_equal(before, after);
}

static void
a_clock_that_jumps_locks_it(void **state)
{
	struct rig *r = scene_open(state, &guarded);

	clock_freeze(SCENE_NOW_MS + 9 * MINUTE_MS, clock_monotonic_us());
	rig_key(r, "F5");
	rig_expect_text(r, "vault: unlocked");
	clock_freeze(SCENE_NOW_MS + 20 * MINUTE_MS, clock_monotonic_us());
	rig_key(r, "F5");
	rig_expect_text(r, "vault: locked");
	rig_expect_text(r, "because the clock jumped");
}

static void
locking_takes_an_open_question_away(void **state)
{
	struct rig *r = scene_open_billed(state, &guarded, true);

	rig_type(r, "2");
	rig_expect_text(r, "verification");
	rig_key(r, "Esc");
	rig_type(r, "a");
	rig_expect_text(r, "Arm this profile?");
	rig_key(r, "F12");
	rig_expect_no_text(r, "Arm this profile?");
	rig_expect_text(r, "vault: locked");
}

static void
with_a_key_file_alone_nothing_is_asked(void **state)
{
	struct rig *r = scene_open(state, &plain);

	rig_expect_text(r, "vault: key file");
	rig_advance_ms(r, 10 * MINUTE_MS);
	rig_expect_text(r, "vault: key file");
	rig_key(r, "C-x");
	rig_expect_text(r, "vault: locked");
	rig_key(r, "C-x");
	rig_expect_text(r, "vault: key file");
}

static void
escape_leaves_it_locked_and_the_log_masked(void **state)
{
	struct rig *r = scene_open(state, &guarded);

	rig_key(r, "F12");
	open_dialog(r);
	rig_send_bytes(r, "half", 4);
	rig_key(r, "Esc");
	rig_expect_no_text(r, "Unlock the vault");
	rig_expect_text(r, "the vault stays locked");
	rig_type(r, "3");
	rig_expect_text(r, "vault: locked");
	open_dialog(r);
	rig_send_bytes(r, "half", 4);
	rig_signal(r, SIGINT);
	rig_settle(r);
	rig_expect_no_text(r, "Unlock the vault");
}

/* --- What another otpdeck did meanwhile ------------------------------------------------------ */

static void
add_slot(const struct vault_cost *cost, struct db *db, struct vault *v)
{
	struct secret *typed = secret_create(PASSPHRASE, strlen(PASSPHRASE));
	struct vault_wrapper *w = NULL;
	struct fault f = { 0 };
	int64_t id = 0;

	assert_int_equal(vault_wrapper_derive(typed, cost, &w, &f), ST_OK);
	assert_int_equal(db_begin(db, &f), ST_OK);
	assert_int_equal(vault_slots_add(db, v, w, &id, &f), ST_OK);
	assert_int_equal(vault_slots_remove(db, v, 1, &f), ST_OK);
	assert_int_equal(db_commit(db, &f), ST_OK);
	vault_slots_remove_default_file(v);
	vault_wrapper_destroy(w);
	secret_destroy(typed);
}

/* `vault add-passphrase` and `vault remove-slot 1` in a shell. */
static void
put_a_passphrase_in_place_of_the_key_file(struct rig *r)
{
	const struct vault_cost small = { VAULT_PASSES_LEAST, VAULT_MEMORY_LEAST_KIB };
	const struct db_options writing = { .use = DB_WRITE };
	const struct session *s = rig_session(r);
	struct db *db = NULL;
	struct vault *v = NULL;
	struct fault f = { 0 };

	assert_int_equal(db_open(s->paths.store, &writing, &db, &f), ST_OK);
	assert_int_equal(vault_open(db, s->paths.key_dir, NULL, &v, &f), ST_OK);
	add_slot(&small, db, v);
	vault_close(v);
	db_close(db);
}

static void
a_locked_console_learns_of_a_new_passphrase(void **state)
{
	struct rig *r = scene_open(state, &plain);

	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
	put_a_passphrase_in_place_of_the_key_file(r);
	open_dialog(r);
	type_line(r, PASSPHRASE);
	rig_expect_text(r, "vault: unlocked 5:00");
}

/* --- What only looks like a key ------------------------------------------------------------- */

static void
reports_of_the_terminal_do_not_hold_the_lock_off(void **state)
{
	struct rig *r = scene_open(state, &guarded);

	for (int i = 0; i < 5; i++) {
		rig_advance_ms(r, MINUTE_MS - 1000);
		rig_send_bytes(r, "\033[O\033[I\033[?7;1$y", 14);
		rig_settle(r);
	}
	rig_expect_text(r, "vault: unlocked 0:05");
	rig_advance_ms(r, 5000);
	rig_expect_text(r, "vault: locked");
}

static void
a_narrow_header_tells_lock_and_time_too(void **state)
{
	static const struct rig_options least = { .rows = 18, .columns = 60, .fill = fill };
	struct rig *r = scene_open(state, &least);

	rig_expect_row(r, 0, "otpdeck  [SIM]  sandbox          vault: 5:00   10:00 local");
	rig_key(r, "F12");
	rig_expect_row(r, 0, "otpdeck  [SIM]  sandbox        vault: locked   10:00 local");
}

/* --- Nothing whole is left ------------------------------------------------------------------ */

#define NUMBER "+447700900123"
#define DIGITS "447700900123"

static void
expect_nothing_whole(struct rig *r)
{
	rig_expect_no_text(r, DIGITS);
	rig_expect_no_text(r, "Dry run");
}

static void
fill_row(struct session *s, struct db *db)
{
	fill(s, db);
	scene_add(s, db,
	          &(struct scene_row){ .age_ms = MINUTE_MS,
	                               .to = NUMBER,
	                               .state = MESSAGE_DELIVERED,
	                               .group = 3,
	                               .id = 5,
	                               .http_status = 200 });
}

static const struct rig_options billed = { .rows = 30, .columns = 100, .fill = fill_row };

/* Typed at the first look at the Send screen. */
static void
dry_run_of_what_is_typed(struct rig *r)
{
	rig_type(r, "2");
	rig_type(r, NUMBER);
	rig_expect_text(r, DIGITS);
	rig_key(r, "F3");
	rig_expect_text(r, "Dry run");
	rig_expect_text(r, DIGITS);
}

static void
take_stored(struct rig *r)
{
	rig_type(r, "3R");
	rig_expect_text(r, NUMBER);
}

static void
dry_run_of_what_is_stored(struct rig *r)
{
	take_stored(r);
	rig_key(r, "F3");
	rig_expect_text(r, "Dry run");
	rig_expect_text(r, DIGITS);
}

static void
help_over_the_dry_run(struct rig *r)
{
	dry_run_of_what_is_stored(r);
	rig_type(r, "?");
}

static void
question_before_a_send(struct rig *r)
{
	take_stored(r);
	rig_key(r, "F2");
	rig_expect_text(r, "Send a real, billed SMS?");
}

static void
question_before_a_send_again(struct rig *r)
{
	rig_type(r, "3r");
	rig_expect_text(r, NUMBER);
}

static void
message_with_its_reason(struct rig *r)
{
	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_expect_text(r, "Message 1");
}

/* The rule, whatever was open: locked, neither the page in front nor any other shows a whole number
 * or a code. */
static void
locked_no_screen_shows_a_whole_number_or_code(void **state)
{
	static void (*const places[])(struct rig * r) = {
		dry_run_of_what_is_typed, take_stored,
		question_before_a_send,   question_before_a_send_again,
		message_with_its_reason,  dry_run_of_what_is_stored,
		help_over_the_dry_run,
	};
	struct rig *r = scene_open_billed(state, &billed, false);

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		places[i](r);
		rig_key(r, "F12");
		rig_expect_text(r, "vault: locked");
		expect_nothing_whole(r);
		for (const char *tab = "1235672"; *tab; tab++) {
			rig_key(r, "Esc");
			expect_nothing_whole(r);
			rig_type(r, (const char[]){ *tab, '\0' });
			expect_nothing_whole(r);
		}
		rig_key(r, "Esc");
		open_dialog(r);
		type_line(r, PASSPHRASE);
		rig_expect_text(r, "vault: unlocked");
		expect_nothing_whole(r);
	}
}

/* --- A code that was sent ------------------------------------------------------------------- */

static const struct rig_options guarded_wide = { .rows = 30, .columns = 100, .fill = fill };

/* Of the last send, as the provider got it. */
static void
take_sent_code(char code[8])
{
	const char *at = strstr(scene_body(), " is your verification");

	assert_non_null(at);
	snprintf(code, 8, "%.6s", at - 6);
	assert_int_equal(strspn(code, "0123456789"), 6);
}

static void
lock_and_expect_no(struct rig *r, const char *code)
{
	rig_expect_text(r, code);
	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
	rig_expect_no_text(r, code);
	open_dialog(r);
	type_line(r, PASSPHRASE);
	rig_expect_text(r, "vault: unlocked");
	rig_expect_text(r, code);
}

static void
locked_the_phone_keeps_the_last_code_to_itself(void **state)
{
	struct rig *r = scene_open(state, &guarded_wide);
	char code[8];

	rig_type(r, "2");
	rig_key(r, "F2");
	rig_expect_text(r, "PENDING_ACCEPTED");
	take_sent_code(code);
	lock_and_expect_no(r, code);
	/* A code that could still be sent once more. */
	scene_plan((struct scene_answer){ .http_status = 429, .retry_after_s = 100000 });
	rig_advance_ms(r, 1000);
	rig_key(r, "F2");
	rig_expect_text(r, "not_sent");
	take_sent_code(code);
	lock_and_expect_no(r, code);
}

static void
locked_a_running_flow_keeps_its_code_to_itself(void **state)
{
	struct rig *r = scene_open(state, &guarded_wide);
	char code[8];

	rig_type(r, "2");
	rig_type(r, "f");
	rig_key(r, "F2");
	rig_expect_text(r, "[WAIT] delivered");
	take_sent_code(code);
	lock_and_expect_no(r, code);
	rig_type(r, code);
	rig_key(r, "Enter");
	rig_expect_text(r, "the right code");
}

static void
tab_on(struct rig *r, int count)
{
	for (int i = 0; i < count; i++)
		rig_key(r, "Tab");
}

static void
answer_with_digits(struct rig *r, const char *digits)
{
	rig_expect_text(r, "Send a real, billed SMS?");
	rig_type(r, digits);
	rig_advance_ms(r, 400);
	rig_key(r, "Enter");
}

static void
locked_a_send_refused_by_a_guard_keeps_its_code_to_itself(void **state)
{
	struct rig *r = scene_open_billed(state, &guarded_wide, false);
	struct fault f = { 0 };

	assert_int_equal(setup_set(rig_session(r), "budget_hour_messages", "1", &f), ST_OK);
	rig_type(r, "2");
	rig_type(r, "+447700900123");
	rig_key(r, "F2");
	answer_with_digits(r, "0123");
	rig_expect_text(r, "PENDING_ACCEPTED");
	rig_type(r, "v");
	tab_on(r, 3);
	rig_expect_text(r, "digits, or auto for fresh");
	rig_key(r, "C-u");
	rig_type(r, "482913");
	rig_advance_ms(r, 5000);
	rig_key(r, "F2");
	answer_with_digits(r, "0123");
	rig_expect_text(r, "no phone got it");
	rig_expect_text(r, "482913 is your");
	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
	rig_expect_no_text(r, "482913");
}

static void
locked_a_text_of_ones_own_keeps_its_code_to_itself(void **state)
{
	struct rig *r = scene_open(state, &guarded_wide);

	rig_type(r, "2");
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_key(r, "Left");
	rig_expect_text(r, "< own text >");
	rig_key(r, "Tab");
	rig_type(r, "Take 482913 now");
	lock_and_expect_no(r, "482913");
	rig_expect_text(r, "Take 482913 now");
	rig_key(r, "F12");
	rig_expect_text(r, "Take ****** now");
	rig_key(r, "Tab");
	rig_expect_no_text(r, "482913");
}

static void
locked_the_context_forgets_who_logs_in(void **state)
{
	static const struct rig_options tall = { .rows = 40, .columns = 100, .fill = fill };
	static const struct {
		int tabs;
		const char *value;
	} typed[] = { { 4, "198.51.100.77" },
		      { 5, "auth0|zorn" },
		      { 1, "Maria Zorn" },
		      { 1, "maria@example.org" } };
	struct rig *r = scene_open(state, &tall);

	rig_type(r, "2");
	rig_type(r, "v");
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		tab_on(r, typed[i].tabs);
		rig_key(r, "C-u");
		rig_type(r, typed[i].value);
		rig_expect_text(r, typed[i].value);
	}
	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		rig_expect_no_text(r, typed[i].value);
	rig_expect_text(r, "Test User");
	rig_expect_text(r, "test@example.com");
}

/* --- Too long ------------------------------------------------------------------------------- */

#define MUCH ((size_t)1024 * 1024)
#define PIECE ((size_t)2048)

/* In pieces, as a pty takes them, with a line end and control letters among them. */
static void
send_much(struct rig *r)
{
	char piece[PIECE];

	memset(piece, 'x', sizeof(piece));
	for (size_t i = 0; i < MUCH / PIECE; i++) {
		if (i == MUCH / PIECE / 2)
			memcpy(piece, "one\ntwo\x03\x15\ry", 11);
		rig_send_bytes(r, piece, sizeof(piece));
		rig_settle(r);
	}
}

static void
a_paste_that_is_too_long_is_thrown_away_whole(void **state)
{
	struct rig *r = scene_open(state, &guarded);

	rig_key(r, "F12");
	open_dialog(r);
	rig_send_bytes(r, "\033[200~", 6);
	send_much(r);
	rig_send_bytes(r, "\033[201~", 6);
	rig_settle(r);
	rig_expect_text(r, "that is too long");
	rig_send_bytes(r, "\r", 1);
	rig_settle(r);
	rig_expect_no_text(r, "that is too long");
	rig_expect_text(r, "type the passphrase, then Enter");
	type_line(r, PASSPHRASE);
	rig_expect_text(r, "vault: unlocked 5:00");
}

static void
what_is_too_long_ends_with_enter_or_anew(void **state)
{
	static const char *const ends[] = { "\r", "\x15" };
	struct rig *r = scene_open(state, &guarded);
	char piece[PIECE];

	memset(piece, 'x', sizeof(piece));
	for (size_t i = 0; i < 2; i++) {
		rig_key(r, "F12");
		open_dialog(r);
		for (size_t sent = 0; sent < MUCH / 8; sent += PIECE) {
			rig_send_bytes(r, piece, sizeof(piece));
			rig_settle(r);
		}
		rig_expect_text(r, "that is too long");
		rig_send_bytes(r, ends[i], 1);
		rig_settle(r);
		rig_expect_no_text(r, "that is too long");
		type_line(r, PASSPHRASE);
		rig_expect_text(r, "vault: unlocked");
	}
}

int
main(void)
{
#define SCENE(test) cmocka_unit_test_teardown(test, rig_tear_down)
	const struct CMUnitTest tests[] = {
		SCENE(a_key_locks_and_the_passphrase_unlocks),
		SCENE(what_is_typed_changes_nothing_on_the_screen),
		SCENE(wrong_tries_are_told_and_the_pause_counts_down),
		SCENE(five_minutes_without_a_key_lock_it),
		SCENE(the_setting_of_the_profile_says_how_long),
		SCENE(an_idle_console_draws_once_a_minute),
		SCENE(a_clock_that_jumps_locks_it),
		SCENE(locking_takes_an_open_question_away),
		SCENE(with_a_key_file_alone_nothing_is_asked),
		SCENE(escape_leaves_it_locked_and_the_log_masked),
		SCENE(a_locked_console_learns_of_a_new_passphrase),
		SCENE(reports_of_the_terminal_do_not_hold_the_lock_off),
		SCENE(a_narrow_header_tells_lock_and_time_too),
		SCENE(locked_no_screen_shows_a_whole_number_or_code),
		SCENE(locked_the_phone_keeps_the_last_code_to_itself),
		SCENE(locked_a_running_flow_keeps_its_code_to_itself),
		SCENE(locked_a_send_refused_by_a_guard_keeps_its_code_to_itself),
		SCENE(locked_the_context_forgets_who_logs_in),
		SCENE(locked_a_text_of_ones_own_keeps_its_code_to_itself),
		SCENE(a_paste_that_is_too_long_is_thrown_away_whole),
		SCENE(what_is_too_long_ends_with_enter_or_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
