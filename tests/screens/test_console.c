/* SPDX-License-Identifier: MIT */
/* The console around its screens, which are small ones of this test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/session.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "rig.h"
#include "store/db.h"
#include "store/message_store.h"
#include "store/profile_store.h"
#include "ui/console.h"
#include "ui/screens.h"
#include "ui/term.h"

#define NOW_MS INT64_C(1795600800000) /* 2026-11-25T10:00:00Z */

/* What the screens were asked for, of which the tests read. */
static struct {
	char commands[256];
	char texts[4096];
	char keys[256];
	char asked[64];
	int64_t asked_message;
	bool last_pasted;
	int pastes;
	int confirmed;
	int minutes;
	int locks;
	int changes;
	int opened;
	int closed;
	bool typing;
	bool takes_back;
	const char *opens;
	const char *digits;
} seen;

static enum status
test_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	if (strcmp(s->class->name, "broken") == 0)
		return fault_set(f, WORD_FAILED, "this page does not open");
	snprintf(seen.asked, sizeof(seen.asked), "%s", args->text ? args->text : "");
	seen.opened++;
	return ST_OK;
}

static void
test_close(struct screen *s)
{
	/* The state is still the screen's here. */
	memset(s->state, 0xff, s->class->state_size);
	seen.closed++;
}

static void
test_draw(const struct screen *s, struct canvas *c)
{
	canvas_put_format(c, 0, 0, ROLE_PLAIN, "This is %s, %dx%d", s->class->name,
	                  canvas_columns(c), canvas_rows(c));
}

static void
ask(struct screen *s)
{
	console_confirm(s->console,
	                &(struct console_question){
				.title = "Send it?",
				.lines = { "It costs money.", "It reaches a phone.", NULL },
				.yes = "Send",
				.digits = seen.digits,
				.token = 42,
			});
}

static bool
test_command(struct screen *s, enum command cmd)
{
	size_t used = strlen(seen.commands);

	snprintf(seen.commands + used, sizeof(seen.commands) - used, "%s ", command_words(cmd));
	/* A screen may close itself and look at its state afterwards. */
	if (cmd == CMD_OPEN && seen.opens)
		console_open(s->console, seen.opens,
		             &(struct screen_args){ .message = 7, .text = "it" });
	if (cmd == CMD_COMPOSE_SEND)
		ask(s);
	((char *)s->state)[0] = 1;
	return cmd != CMD_BACK || seen.takes_back;
}

static void
test_event(struct screen *s, const struct event *ev)
{
	(void)s;
	switch (ev->kind) {
	case EVENT_TEXT:
		strncat(seen.texts, ev->text, sizeof(seen.texts) - strlen(seen.texts) - 1);
		seen.last_pasted = ev->pasted;
		break;
	case EVENT_KEY:
		strncat(seen.keys, ev->text, sizeof(seen.keys) - strlen(seen.keys) - 2);
		strcat(seen.keys, " ");
		break;
	case EVENT_ASKED:
		snprintf(seen.asked, sizeof(seen.asked), "again %s", ev->text);
		seen.asked_message = ev->message;
		break;
	case EVENT_CONFIRMED: seen.confirmed = ev->token; break;
	case EVENT_MINUTE: seen.minutes++; break;
	case EVENT_LOCKED: seen.locks++; break;
	case EVENT_PASTED: seen.pastes++; break;
	case EVENT_PROFILE:
	case EVENT_EDITED:
	case EVENT_HIDE: break;
	case EVENT_STORE_CHANGED: seen.changes++; break;
	}
}

static void
test_status(const struct screen *s, struct text *out)
{
	text_append_format(out, "status of %s", s->class->name);
}

static bool
test_typing(const struct screen *s)
{
	(void)s;
	return seen.typing;
}

#define TEST_SCREEN(screen_name, screen_title)                                                     \
	{                                                                                          \
		.name = (screen_name), .title = (screen_title), .state_size = 64,                  \
		.open = test_open, .close = test_close, .draw = test_draw,                         \
		.command = test_command, .event = test_event, .status = test_status,               \
		.typing = test_typing                                                              \
	}

static const struct screen_class screens[] = {
	TEST_SCREEN("welcome", NULL), TEST_SCREEN("home", "Home"),  TEST_SCREEN("send", "Send"),
	TEST_SCREEN("log", "Log"),    TEST_SCREEN("message", NULL), TEST_SCREEN("help", NULL),
	TEST_SCREEN("broken", NULL),
};

/* In place of the table of real screens, which the linker then leaves out. */
const struct screen_class *
screens_find(const char *name)
{
	for (size_t i = 0; i < sizeof(screens) / sizeof(screens[0]); i++)
		if (strcmp(screens[i].name, name) == 0)
			return &screens[i];
	return NULL;
}

static void
reset(void)
{
	memset(&seen, 0, sizeof(seen));
	setenv("TZ", "UTC-2", 1);
	tzset();
	clock_freeze(NOW_MS, INT64_C(1000000000));
}

static struct rig *
begin(void **state, const struct rig_options *options)
{
	reset();
	return rig_open(state, options);
}

static void
expect_left(struct rig *r, int exit_status)
{
	assert_true(loop_is_quitting(rig_session(r)->loop));
	assert_int_equal(console_exit_status(rig_console(r)), exit_status);
}

static void
expect_here(struct rig *r)
{
	assert_false(loop_is_quitting(rig_session(r)->loop));
}

/* --- The frame ------------------------------------------------------------------------------ */

static void
the_frame_says_where_one_is(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_expect_row(
		r, 0,
		"otpdeck  [SIM]  sandbox                          vault: key file   12:00 local");
	rig_expect_role(r, 0, "[SIM]", ROLE_SANDBOX);
	rig_expect_row(r, 1,
	               "[1 Home]  2 Send   3 Log                                              "
	               "  ? help");
	rig_expect_role(r, 1, "[1 Home]", ROLE_ACCENT);
	rig_expect_row(r, 2, "This is home, 80x20");
	rig_expect_text(r, "q quit");
	rig_expect_text(r, "status of home");
	rig_expect_cursor(r, 23, 0);
}

static void
the_first_start_begins_with_welcome_in_the_place_of_home(void **state)
{
	struct rig *r = begin(state, &(struct rig_options){ .fresh = true });

	rig_expect_row(r, 2, "This is welcome, 80x20");
	rig_expect_role(r, 1, "[1 Home]", ROLE_ACCENT);
	rig_type(r, "1");
	rig_expect_row(r, 2, "This is home, 80x20");
	rig_settle(r);
	assert_int_equal(seen.closed, 1);
}

static void
use_profile(struct db *db, enum profile_environment environment, const char *name)
{
	struct profile p;
	struct fault f = { .code = ST_OK };

	assert_int_equal(profile_make(name, environment, &p, &f), ST_OK);
	assert_int_equal(profile_store_save(db, &p, &f), ST_OK);
	assert_int_equal(profile_store_use(db, &p, &f), ST_OK);
}

static void
use_production(struct session *s, struct db *db)
{
	(void)s;
	use_profile(db, PROFILE_PRODUCTION, "acme-prod");
}

static void
use_staging(struct session *s, struct db *db)
{
	(void)s;
	use_profile(db, PROFILE_STAGING, "acme-staging");
}

static void
production_is_named_twice_and_in_its_own_role(void **state)
{
	struct rig *r = begin(state, &(struct rig_options){ .fill = use_production });

	rig_expect_text(r, "otpdeck  [PROD] PROD  acme-prod");
	rig_expect_role(r, 0, "[PROD] PROD", ROLE_PRODUCTION);
	rig_tear_down(state);

	r = begin(state,
	          &(struct rig_options){ .fill = use_production, .environment = { "NO_COLOR=1" } });
	rig_expect_text(r, "[PROD] PROD");
	rig_expect_role(r, 0, "[PROD] PROD", ROLE_PRODUCTION);
}

static void
staging_has_its_own_role(void **state)
{
	struct rig *r = begin(state, &(struct rig_options){ .fill = use_staging });

	rig_expect_text(r, "otpdeck  [STG]  acme-staging");
	rig_expect_role(r, 0, "[STG]", ROLE_STAGING);
}

static void
a_vault_without_its_key_is_locked(void **state)
{
	const char *key_dir = "/.config/otpdeck/keys";
	char away[FOLDER_PATH_BYTES + 64];
	char here[FOLDER_PATH_BYTES + 64];
	struct rig *r = begin(state, NULL);

	rig_expect_text(r, "vault: key file");
	rig_tear_down(state);
	reset();
	r = rig_create(state, NULL);
	struct session *s = NULL;
	struct fault f = { .code = ST_OK };
	assert_int_equal(session_open(&(struct session_options){ .threaded = false }, &s, &f),
	                 ST_OK);
	session_close(s);
	snprintf(here, sizeof(here), "%s%s", rig_folder(r)->path, key_dir);
	snprintf(away, sizeof(away), "%s/away", rig_folder(r)->path);
	assert_int_equal(rename(here, away), 0);
	rig_open_console(r);
	rig_expect_text(r, "vault: locked");
}

static void
a_locale_without_utf8_gets_ascii_only(void **state)
{
	struct rig *r = begin(state, &(struct rig_options){ .locale = "C" });
	size_t size = 0;

	seen.digits = "8842";
	rig_type(r, "2s");
	rig_expect_text(r, "+- [SIM] sandbox: Send it? -");
	char *stream = rig_stream(r, &size);
	for (size_t i = 0; i < size; i++)
		assert_true((unsigned char)stream[i] < 0x80);
	free(stream);
}

/* --- Screens -------------------------------------------------------------------------------- */

static void
a_tab_comes_back_as_it_was(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_type(r, "2");
	rig_expect_row(r, 2, "This is send, 80x20");
	rig_expect_role(r, 1, "[2 Send]", ROLE_ACCENT);
	rig_expect_role(r, 1, " 1 Home ", ROLE_PLAIN);
	rig_type(r, "1321");
	rig_expect_row(r, 2, "This is home, 80x20");
	assert_int_equal(seen.opened, 3);
	assert_int_equal(seen.closed, 0);
}

static void
a_tab_that_is_open_is_asked_and_not_opened_again(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_type(r, "213");
	seen.opens = "send";
	rig_key(r, "Enter");
	rig_expect_row(r, 2, "This is send, 80x20");
	assert_string_equal(seen.asked, "again it");
	assert_int_equal(seen.asked_message, 7);
	assert_int_equal(seen.opened, 3);
}

static void
a_page_lies_over_its_tab_until_escape(void **state)
{
	struct rig *r = begin(state, NULL);

	seen.opens = "message";
	rig_key(r, "Enter");
	rig_expect_row(r, 2, "This is message, 80x20");
	rig_expect_role(r, 1, "[1 Home]", ROLE_ACCENT);
	assert_string_equal(seen.asked, "it");
	rig_key(r, "Esc");
	rig_expect_row(r, 2, "This is home, 80x20");
	assert_int_equal(seen.closed, 1);
	seen.opens = "message";
	rig_key(r, "Enter");
	rig_type(r, "1");
	rig_expect_row(r, 2, "This is home, 80x20");
	assert_int_equal(seen.closed, 2);
}

static void
escape_at_the_bottom_only_says_how_to_leave(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_key(r, "Esc");
	rig_key(r, "Esc");
	expect_here(r);
	rig_expect_text(r, "q leaves the console");
	seen.takes_back = true;
	rig_key(r, "Esc");
	rig_expect_no_text(r, "q leaves the console");
}

static void
a_page_that_does_not_open_says_why(void **state)
{
	struct rig *r = begin(state, NULL);

	seen.opens = "broken";
	rig_key(r, "Enter");
	rig_expect_row(r, 2, "This is home, 80x20");
	rig_expect_row(r, 22, "this page does not open");
	rig_expect_role(r, 22, "this page does not open", ROLE_FAILURE);
	rig_key(r, "Up");
	rig_expect_row(r, 22, "");
}

static void
pages_over_pages_have_an_end(void **state)
{
	struct rig *r = begin(state, NULL);

	seen.opens = "message";
	for (int i = 0; i < 20; i++)
		rig_key(r, "Enter");
	rig_expect_text(r, "too many pages");
	for (int i = 0; i < 16; i++)
		rig_key(r, "Esc");
	rig_expect_row(r, 2, "This is home, 80x20");
	rig_settle(r);
	assert_int_equal(seen.closed, 16);
}

static void
help_is_about_the_place_it_was_asked_for_from(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_type(r, "3?");
	rig_expect_row(r, 2, "This is help, 80x20");
	assert_string_equal(seen.asked, "log");
	rig_type(r, "?");
	rig_key(r, "Esc");
	rig_expect_row(r, 2, "This is log, 80x20");
	seen.typing = true;
	rig_key(r, "F1");
	rig_expect_row(r, 2, "This is help, 80x20");
}

static void
keys_become_commands_of_the_screen(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_type(r, "3fjk");
	rig_key(r, "PageDown");
	rig_key(r, "C-n");
	rig_type(r, "zZ%");
	rig_key(r, "F9");
	char wanted[256];
	snprintf(wanted, sizeof(wanted), "%s %s %s %s %s ", command_words(CMD_LOG_FAILED),
	         command_words(CMD_DOWN), command_words(CMD_UP), command_words(CMD_PAGE_DOWN),
	         command_words(CMD_DOWN));
	assert_string_equal(seen.commands, wanted);
}

static void
a_message_stays_until_the_next_key(void **state)
{
	struct rig *r = begin(state, NULL);

	console_say(rig_console(r), ROLE_GOOD, "delivered in %d s \033[2J", 2);
	rig_settle(r);
	rig_expect_row(r, 22, "delivered in 2 s <U+001B>[2J");
	rig_expect_role(r, 22, "delivered", ROLE_GOOD);
	rig_advance_ms(r, 120000);
	rig_expect_row(r, 22, "delivered in 2 s <U+001B>[2J");
	rig_key(r, "Up");
	rig_expect_row(r, 22, "");
}

/* --- Fields --------------------------------------------------------------------------------- */

static void
letters_go_into_a_field_and_are_no_commands(void **state)
{
	struct rig *r = begin(state, NULL);

	seen.typing = true;
	rig_type(r, "q1?s \u00e9");
	assert_string_equal(seen.texts, "q1?s \u00e9");
	assert_string_equal(seen.commands, "");
	expect_here(r);
}

static void
editing_keys_go_into_a_field_and_others_stay_commands(void **state)
{
	static const char *const keys[] = { "Left", "Right", "Home", "End",       "C-a",
		                            "C-e",  "C-w",   "C-u",  "Backspace", "Delete" };
	struct rig *r = begin(state, NULL);

	seen.typing = true;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		rig_key(r, keys[i]);
	assert_string_equal(seen.keys, "Left Right Home End C-a C-e C-w C-u Backspace Delete ");
	assert_string_equal(seen.commands, "");
	seen.takes_back = true;
	rig_key(r, "Tab");
	rig_key(r, "Enter");
	rig_key(r, "Up");
	rig_key(r, "Esc");
	assert_string_equal(seen.commands, "next open up back ");
}

static void
what_is_pasted_goes_into_a_field_only(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_paste(r, "q2\r");
	rig_expect_text(r, "no field is open");
	expect_here(r);
	rig_expect_row(r, 2, "This is home, 80x20");
	assert_string_equal(seen.texts, "");
	seen.typing = true;
	rig_paste(r, "q2\r+999");
	assert_string_equal(seen.texts, "q2\r+999");
	assert_true(seen.last_pasted);
	assert_int_equal(seen.pastes, 1);
	assert_string_equal(seen.commands, "");
}

static void
a_long_paste_arrives_whole(void **state)
{
	struct rig *r = begin(state, NULL);
	char pasted[4000];

	for (size_t i = 0; i < sizeof(pasted) - 1; i++)
		pasted[i] = (char)('a' + i % 26);
	pasted[sizeof(pasted) - 1] = '\0';
	seen.typing = true;
	rig_paste(r, pasted);
	assert_string_equal(seen.texts, pasted);
}

/* --- The dialog ----------------------------------------------------------------------------- */

static void
a_question_names_the_environment_and_defaults_to_no(void **state)
{
	struct rig *r = begin(state, &(struct rig_options){ .fill = use_staging });

	rig_type(r, "2s");
	rig_expect_text(r, "[STG] acme-staging: Send it?");
	rig_expect_text(r, "It costs money.");
	rig_expect_text(r, "( No )");
	rig_expect_role(r, -1, "( No )", ROLE_SELECTED);
	rig_advance_ms(r, 1000);
	rig_key(r, "Enter");
	rig_expect_no_text(r, "Send it?");
	rig_expect_text(r, "nothing was done");
	assert_int_equal(seen.confirmed, 0);
}

static void
yes_has_to_be_chosen_and_comes_back_with_its_token(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_type(r, "2s");
	rig_advance_ms(r, 300);
	rig_key(r, "Tab");
	rig_expect_role(r, -1, "( Send )", ROLE_SELECTED);
	assert_int_equal(seen.confirmed, 0);
	rig_key(r, "Enter");
	rig_expect_no_text(r, "Send it?");
	assert_int_equal(seen.confirmed, 42);
}

static void
keys_typed_ahead_do_not_answer_a_question(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_send_bytes(r, "2s\t\ry\r\ry", 8);
	rig_expect_text(r, "Send it?");
	rig_expect_text(r, "( No )");
	rig_advance_ms(r, 299);
	rig_send_bytes(r, "\t\ry", 3);
	rig_expect_text(r, "Send it?");
	assert_int_equal(seen.confirmed, 0);
	rig_advance_ms(r, 1);
	rig_key(r, "Enter");
	assert_int_equal(seen.confirmed, 42);
}

static void
digits_are_typed_before_yes(void **state)
{
	struct rig *r = begin(state, NULL);

	seen.digits = "8842";
	rig_type(r, "2s");
	rig_advance_ms(r, 1000);
	rig_expect_text(r, "_ _ _ _");
	rig_type(r, "884");
	rig_key(r, "Tab");
	rig_expect_text(r, "8 8 4 _");
	rig_expect_text(r, "( No )");
	rig_type(r, "3");
	rig_expect_text(r, "these are not the digits");
	rig_key(r, "Backspace");
	rig_type(r, "2");
	rig_expect_text(r, "( Send )");
	rig_key(r, "Enter");
	assert_int_equal(seen.confirmed, 42);
}

static void
a_question_swallows_every_other_key(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_type(r, "2s");
	seen.commands[0] = '\0';
	seen.typing = true;
	rig_advance_ms(r, 1000);
	rig_type(r, "q13?x");
	rig_key(r, "F10");
	rig_key(r, "F1");
	rig_key(r, "C-l");
	rig_paste(r, "y\r");
	rig_expect_text(r, "Send it?");
	expect_here(r);
	assert_string_equal(seen.commands, "");
	assert_string_equal(seen.texts, "");
	assert_int_equal(seen.confirmed, 0);
	rig_key(r, "Esc");
	rig_expect_no_text(r, "Send it?");
}

static void
a_question_that_cannot_be_seen_cannot_be_answered(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_type(r, "2s");
	rig_advance_ms(r, 1000);
	rig_resize(r, 10, 40);
	rig_expect_text(r, "is too small");
	rig_type(r, "y");
	rig_key(r, "Tab");
	rig_key(r, "Enter");
	assert_int_equal(seen.confirmed, 0);
	rig_resize(r, 24, 80);
	rig_expect_text(r, "( No )");
}

static void
a_question_goes_with_the_page_that_asked_it(void **state)
{
	struct rig *r = begin(state, NULL);
	const struct console_question q = { .title = "Send it?", .yes = "Send", .token = 42 };

	seen.opens = "message";
	rig_key(r, "Enter");
	console_confirm(rig_console(r), &q);
	rig_settle(r);
	rig_expect_text(r, "Send it?");
	console_back(rig_console(r));
	rig_settle(r);
	rig_expect_no_text(r, "Send it?");
	rig_advance_ms(r, 1000);
	rig_type(r, "y");
	assert_int_equal(seen.confirmed, 0);
}

static void
an_interrupt_says_no(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_type(r, "2s");
	rig_signal(r, SIGINT);
	rig_expect_no_text(r, "Send it?");
	assert_int_equal(seen.confirmed, 0);
	expect_here(r);
}

/* --- Leaving -------------------------------------------------------------------------------- */

static void
q_leaves_from_anywhere(void **state)
{
	struct rig *r = begin(state, NULL);

	seen.opens = "message";
	rig_type(r, "3");
	rig_key(r, "Enter");
	rig_type(r, "q");
	expect_left(r, 0);
}

static void
f10_leaves_from_a_field(void **state)
{
	struct rig *r = begin(state, NULL);

	seen.typing = true;
	rig_key(r, "F10");
	expect_left(r, 0);
}

static void
keys_after_leaving_do_nothing(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_send_bytes(r, "q2", 2);
	expect_left(r, 0);
	assert_int_equal(seen.opened, 1);
}

static void
leaving_waits_for_the_answer_to_a_send(void **state)
{
	struct rig *r = begin(state, NULL);

	console_in_flight(rig_console(r), 1);
	rig_type(r, "q");
	rig_expect_text(r, "waiting for the answer");
	rig_key(r, "Up");
	rig_expect_text(r, "waiting for the answer");
	expect_here(r);
	console_in_flight(rig_console(r), -1);
	expect_left(r, 0);
}

static void
a_second_q_does_not_wait(void **state)
{
	struct rig *r = begin(state, NULL);

	console_in_flight(rig_console(r), 1);
	rig_type(r, "qq");
	expect_left(r, 0);
}

static void
escape_takes_leaving_back(void **state)
{
	struct rig *r = begin(state, NULL);

	console_in_flight(rig_console(r), 1);
	rig_type(r, "q");
	rig_key(r, "Esc");
	console_in_flight(rig_console(r), -1);
	rig_settle(r);
	rig_expect_no_text(r, "waiting for the answer");
	expect_here(r);
}

static void
signals_that_end_leave_with_their_number(void **state)
{
	struct rig *r = begin(state, NULL);
	console_in_flight(rig_console(r), 1);
	rig_signal(r, SIGTERM);
	expect_left(r, 143);
	rig_tear_down(state);

	r = begin(state, NULL);
	rig_signal(r, SIGHUP);
	expect_left(r, 129);
}

static void
a_terminal_that_goes_away_is_left(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_hang_up(r);
	expect_left(r, 129);
	console_mark_dirty(rig_console(r));
	rig_turn(r);
}

static void
an_interrupt_takes_a_step_back_and_a_second_one_leaves(void **state)
{
	struct rig *r = begin(state, NULL);

	seen.takes_back = true;
	rig_signal(r, SIGINT);
	assert_string_equal(seen.commands, "back ");
	rig_expect_no_text(r, "q quits");
	rig_advance_ms(r, 2000);
	seen.takes_back = false;
	rig_signal(r, SIGINT);
	rig_expect_text(r, "q quits");
	expect_here(r);
	rig_advance_ms(r, 2000);
	rig_signal(r, SIGINT);
	expect_here(r);
	rig_advance_ms(r, 1999);
	rig_signal(r, SIGINT);
	expect_left(r, 130);
}

/* --- Sizes ---------------------------------------------------------------------------------- */

static void
a_small_screen_says_so_and_q_works(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_resize(r, 17, 80);
	rig_expect_row(r, 0, "80x17 is too small: otpdeck needs 60x18. q leaves.");
	rig_resize(r, 24, 59);
	rig_expect_row(r, 0, "59x24 is too small: otpdeck needs 60x18. q leaves.");
	rig_type(r, "2sj");
	assert_string_equal(seen.commands, "");
	assert_int_equal(seen.opened, 1);
	rig_resize(r, 18, 60);
	rig_expect_row(r, 2, "This is home, 60x14");
	rig_resize(r, 5, 20);
	rig_expect_row(r, 0, "20x5 is too small:");
	rig_resize(r, 1, 1);
	rig_expect_row(r, 0, "q");
	rig_type(r, "q");
	expect_left(r, 0);
}

static void
every_size_from_60x18_up_is_drawn(void **state)
{
	static const int sizes[][2] = { { 18, 60 },  { 24, 80 },  { 30, 100 }, { 40, 132 },
		                        { 50, 160 }, { 60, 200 }, { 300, 500 } };
	struct rig *r = begin(state, NULL);
	char wanted[64];

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		rig_resize(r, sizes[i][0], sizes[i][1]);
		snprintf(wanted, sizeof(wanted), "This is home, %dx%d", sizes[i][1],
		         sizes[i][0] - 4);
		rig_expect_row(r, 2, wanted);
		rig_expect_text(r, "q quit");
		rig_expect_text(r, "12:00 local");
	}
}

static void
read_all_rows(struct rig *r, char out[24][256])
{
	rig_settle(r);
	for (int row = 0; row < 24; row++)
		snprintf(out[row], 256, "%.250s", rig_row(r, row));
}

static void
a_storm_of_sizes_ends_in_the_same_screen(void **state)
{
	static char before[24][256];
	static char after[24][256];
	struct rig *r = begin(state, NULL);

	seen.digits = "8842";
	rig_type(r, "2s");
	rig_advance_ms(r, 1000);
	rig_type(r, "88");
	read_all_rows(r, before);
	srandom(20261125);
	for (int i = 0; i < 500; i++)
		rig_resize(r, 1 + (int)(random() % 60), 1 + (int)(random() % 200));
	rig_resize(r, 24, 80);
	read_all_rows(r, after);
	for (int row = 0; row < 24; row++)
		assert_string_equal(after[row], before[row]);
	rig_key(r, "C-l");
	read_all_rows(r, after);
	for (int row = 0; row < 24; row++)
		assert_string_equal(after[row], before[row]);
}

static void
every_open_screen_hears_of_a_lock(void **state)
{
	struct rig *r = begin(state, NULL);

	rig_key(r, "F12");
	rig_expect_text(r, "vault: locked");
	assert_true(seen.locks > 0);
}

/* --- Time ----------------------------------------------------------------------------------- */

static void
the_clock_turns_with_the_minute_and_wakes_for_nothing_else(void **state)
{
	struct rig *r = begin(state, NULL);
	size_t before = 0;
	size_t after = 0;

	rig_settle(r);
	free(rig_stream(r, &before));
	rig_advance_ms(r, 59000);
	free(rig_stream(r, &after));
	assert_int_equal(after, before);
	assert_int_equal(seen.minutes, 0);
	rig_advance_ms(r, 1100);
	rig_expect_text(r, "12:01 local");
	assert_int_equal(seen.minutes, 1);
	rig_advance_ms(r, 60000);
	rig_expect_text(r, "12:02 local");
	assert_int_equal(seen.minutes, 2);
}

static void
the_time_zone_is_switched_for_every_screen(void **state)
{
	struct rig *r = begin(state, NULL);

	assert_false(console_shows_utc(rig_console(r)));
	rig_type(r, "T");
	rig_expect_text(r, "10:00 UTC");
	assert_true(console_shows_utc(rig_console(r)));
	rig_type(r, "T");
	rig_expect_text(r, "12:00 local");
}

/* --- What the session tells ----------------------------------------------------------------- */

/* A send of a process that is no more: this one has never started at such a time. */
static void
leave_sends_behind(struct session *s, struct db *db)
{
	const struct message_owner dead = { .pid = getpid(), .start_ticks = 1 };
	const struct message_private p = {
		.profile = &s->profile,
		.e164 = "+99930005",
		.context_json = "{}",
		.preview = "****** is your code",
		.request = "{}",
	};
	struct fault f = { .code = ST_OK };

	assert_int_equal(db_begin(db, &f), ST_OK);
	for (int i = 0; i < 2; i++) {
		struct message m;
		message_init(&m);
		random_uuid(m.message_id);
		m.state = MESSAGE_SENDING;
		m.created_at_ms = NOW_MS;
		m.first_try_at_ms = NOW_MS;
		m.tries = 1;
		m.api_version = 3;
		assert_int_equal(message_store_insert(db, s->vault, &m, &p, &dead, &f), ST_OK);
	}
	assert_int_equal(db_commit(db, &f), ST_OK);
}

static void
sends_that_were_cut_off_are_told(void **state)
{
	struct rig *r = begin(state, &(struct rig_options){ .fill = leave_sends_behind });

	rig_expect_text(r, "2 sends were cut off and may have been sent: unknown");
	assert_true(seen.changes > 0);
	rig_key(r, "Up");
	rig_expect_no_text(r, "cut off");
}

/* Another console may die beside this one, which then has the row to look after. */
static void
sends_that_are_cut_off_meanwhile_are_told_within_a_minute(void **state)
{
	struct rig *r = begin(state, NULL);
	const struct db_options writing = { .use = DB_WRITE };
	struct session *s = rig_session(r);
	struct db *db = NULL;
	struct fault f = { .code = ST_OK };

	rig_settle(r);
	rig_expect_no_text(r, "cut off");
	assert_int_equal(db_open(s->paths.store, &writing, &db, &f), ST_OK);
	leave_sends_behind(s, db);
	db_close(db);
	rig_advance_ms(r, 61000);
	rig_expect_text(r, "2 sends were cut off and may have been sent: unknown");
}

static void
a_redraw_repairs_what_somebody_spoilt(void **state)
{
	static const char noise[] = "\033[3;1Hnoise of somebody else";
	struct rig *r = begin(state, NULL);

	assert_int_equal(write(rig_slave(r), noise, sizeof(noise) - 1), sizeof(noise) - 1);
	rig_expect_text(r, "noise");
	rig_key(r, "C-l");
	rig_expect_row(r, 2, "This is home, 80x20");
	rig_expect_no_text(r, "noise");
}

/* --- As a job of a shell -------------------------------------------------------------------- */

static int
run_console(void)
{
	struct session *s = NULL;
	struct console *c = NULL;
	struct fault f;

	if (term_open(STDIN_FILENO, STDOUT_FILENO, &f) != ST_OK ||
	    session_open(&(struct session_options){ .threaded = true }, &s, &f) != ST_OK ||
	    console_create(s, &c, &f) != ST_OK)
		return 99;
	loop_run(s->loop);
	int exit_status = console_exit_status(c);
	console_destroy(c);
	term_close();
	session_close(s);
	return exit_status;
}

static struct rig *
begin_job(void **state)
{
	memset(&seen, 0, sizeof(seen));
	struct rig *r = rig_create(state, NULL);
	rig_spawn_function(r, run_console, true);
	rig_expect_text(r, "This is welcome");
	return r;
}

static void
control_z_stops_and_the_shell_goes_on_with_it(void **state)
{
	struct rig *r = begin_job(state);

	rig_key(r, "C-z");
	rig_expect_text(r, "(stopped)");
	rig_expect_alternate(r, false);
	rig_continue(r);
	rig_expect_alternate(r, true);
	rig_expect_row(r, 2, "This is welcome, 80x20");
	rig_type(r, "2");
	rig_expect_row(r, 2, "This is send, 80x20");
	rig_type(r, "q");
	assert_int_equal(rig_wait_exit(r), 0);
	rig_expect_alternate(r, false);
}

static void
a_stop_from_outside_is_followed_by_a_fresh_screen(void **state)
{
	struct rig *r = begin_job(state);

	rig_signal(r, SIGSTOP);
	rig_expect_text(r, "(stopped)");
	rig_continue(r);
	rig_expect_no_text(r, "(stopped)");
	rig_expect_row(r, 2, "This is welcome, 80x20");
	rig_type(r, "q");
	assert_int_equal(rig_wait_exit(r), 0);
}

static void
control_c_twice_leaves_with_130(void **state)
{
	struct rig *r = begin_job(state);

	rig_key(r, "C-c");
	rig_expect_text(r, "q quits");
	rig_key(r, "C-c");
	assert_int_equal(rig_wait_exit(r), 130);
	rig_expect_alternate(r, false);
}

static void
a_size_changed_by_the_terminal_is_followed(void **state)
{
	struct rig *r = begin_job(state);

	rig_resize(r, 30, 100);
	rig_expect_row(r, 2, "This is welcome, 100x26");
	rig_signal(r, SIGTERM);
	assert_int_equal(rig_wait_exit(r), 143);
	rig_expect_alternate(r, false);
}

static void
a_window_that_is_closed_ends_it_with_129(void **state)
{
	struct rig *r = begin_job(state);

	rig_hang_up(r);
	assert_int_equal(rig_wait_exit(r), 129);
}

int
main(void)
{
#define RIG_TEST(name) cmocka_unit_test_teardown(name, rig_tear_down)
	const struct CMUnitTest tests[] = {
		RIG_TEST(the_frame_says_where_one_is),
		RIG_TEST(the_first_start_begins_with_welcome_in_the_place_of_home),
		RIG_TEST(production_is_named_twice_and_in_its_own_role),
		RIG_TEST(staging_has_its_own_role),
		RIG_TEST(a_vault_without_its_key_is_locked),
		RIG_TEST(every_open_screen_hears_of_a_lock),
		RIG_TEST(a_locale_without_utf8_gets_ascii_only),
		RIG_TEST(a_tab_comes_back_as_it_was),
		RIG_TEST(a_tab_that_is_open_is_asked_and_not_opened_again),
		RIG_TEST(a_page_lies_over_its_tab_until_escape),
		RIG_TEST(escape_at_the_bottom_only_says_how_to_leave),
		RIG_TEST(a_page_that_does_not_open_says_why),
		RIG_TEST(pages_over_pages_have_an_end),
		RIG_TEST(help_is_about_the_place_it_was_asked_for_from),
		RIG_TEST(keys_become_commands_of_the_screen),
		RIG_TEST(a_message_stays_until_the_next_key),
		RIG_TEST(letters_go_into_a_field_and_are_no_commands),
		RIG_TEST(editing_keys_go_into_a_field_and_others_stay_commands),
		RIG_TEST(what_is_pasted_goes_into_a_field_only),
		RIG_TEST(a_long_paste_arrives_whole),
		RIG_TEST(a_question_names_the_environment_and_defaults_to_no),
		RIG_TEST(yes_has_to_be_chosen_and_comes_back_with_its_token),
		RIG_TEST(keys_typed_ahead_do_not_answer_a_question),
		RIG_TEST(digits_are_typed_before_yes),
		RIG_TEST(a_question_swallows_every_other_key),
		RIG_TEST(a_question_that_cannot_be_seen_cannot_be_answered),
		RIG_TEST(a_question_goes_with_the_page_that_asked_it),
		RIG_TEST(an_interrupt_says_no),
		RIG_TEST(q_leaves_from_anywhere),
		RIG_TEST(f10_leaves_from_a_field),
		RIG_TEST(keys_after_leaving_do_nothing),
		RIG_TEST(leaving_waits_for_the_answer_to_a_send),
		RIG_TEST(a_second_q_does_not_wait),
		RIG_TEST(escape_takes_leaving_back),
		RIG_TEST(signals_that_end_leave_with_their_number),
		RIG_TEST(a_terminal_that_goes_away_is_left),
		RIG_TEST(an_interrupt_takes_a_step_back_and_a_second_one_leaves),
		RIG_TEST(a_small_screen_says_so_and_q_works),
		RIG_TEST(every_size_from_60x18_up_is_drawn),
		RIG_TEST(a_storm_of_sizes_ends_in_the_same_screen),
		RIG_TEST(the_clock_turns_with_the_minute_and_wakes_for_nothing_else),
		RIG_TEST(the_time_zone_is_switched_for_every_screen),
		RIG_TEST(sends_that_were_cut_off_are_told),
		RIG_TEST(sends_that_are_cut_off_meanwhile_are_told_within_a_minute),
		RIG_TEST(a_redraw_repairs_what_somebody_spoilt),
		RIG_TEST(control_z_stops_and_the_shell_goes_on_with_it),
		RIG_TEST(a_stop_from_outside_is_followed_by_a_fresh_screen),
		RIG_TEST(control_c_twice_leaves_with_130),
		RIG_TEST(a_size_changed_by_the_terminal_is_followed),
		RIG_TEST(a_window_that_is_closed_ends_it_with_129),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
