/* SPDX-License-Identifier: MIT */
/* The Send screen: what is typed, what is sent, what comes of it. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/loop.h"
#include "app/session.h"
#include "app/worker.h"
#include "domain/context.h"
#include "rig_impl.h"
#include "scene.h"
#include "store/db.h"
#include "store/template_store.h"

static const struct rig_options wide = { .rows = 30, .columns = 100 };
static const struct rig_options small = { .rows = 24, .columns = 80 };
static const struct rig_options least = { .rows = 18, .columns = 60 };

static struct rig *
open_send(void **state, const struct rig_options *options)
{
	struct rig *r = scene_open(state, options);

	rig_type(r, "2");
	rig_expect_text(r, "[ Send simulated ]");
	return r;
}

/* From the button the first field is one step on. */
static void
go_to_number(struct rig *r)
{
	rig_key(r, "Tab");
	rig_key(r, "C-u");
}

static void
choose_own_text(struct rig *r)
{
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_key(r, "Left");
	rig_expect_text(r, "< own text >");
	rig_key(r, "Tab");
}

/* --- Before a send -------------------------------------------------------------------------- */

static void
everything_is_filled_in_and_the_button_is_marked(void **state)
{
	struct rig *r = open_send(state, &wide);
	int row = 0;
	int column = 0;

	rig_expect_role(r, -1, "[ Send simulated ]", ROLE_SELECTED);
	assert_true(rig_find(r, "[ Send simulated ]", &row, &column));
	rig_expect_cursor(r, row, column);
	rig_expect_text(r, "delivered to the handset");
	rig_expect_text(r, "123456 is your");
	rig_expect_text(r, "1 part  GSM-7  46/160  costs nothing");
	scene_expect_golden(r, "send_before_100x30");
}

static void
it_fits_80_by_24(void **state)
{
	scene_expect_golden(open_send(state, &small), "send_before_80x24");
}

static void
the_preview_follows_each_letter(void **state)
{
	struct rig *r = open_send(state, &wide);

	choose_own_text(r);
	rig_expect_text(r, "no text yet");
	rig_type(r, "Hello {{code}}");
	rig_expect_text(r, "Hello 123456");
	rig_expect_text(r, "1 part  GSM-7  12/160");
	rig_type(r, "!");
	rig_expect_text(r, "1 part  GSM-7  13/160");
}

static void
one_character_makes_the_text_dear_and_is_named(void **state)
{
	struct rig *r = open_send(state, &wide);

	choose_own_text(r);
	rig_type(r, "It");
	rig_paste(r, "\342\200\231s here");
	rig_expect_text(r, "1 part  UCS-2  9/70");
	rig_expect_text(r, "UCS-2 because of U+2019 at 1:3 (')");
}

static void
a_second_part_is_seen_as_it_begins(void **state)
{
	struct rig *r = open_send(state, &wide);
	char text[162];

	choose_own_text(r);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 2] = '\0';
	rig_paste(r, text);
	rig_expect_text(r, "1 part  GSM-7  160/160");
	rig_type(r, "y");
	rig_expect_text(r, "2 parts  GSM-7  161/306");
	rig_expect_role(r, -1, "2 parts  GSM-7  161/306", ROLE_WAITING);
}

static void
an_empty_text_is_not_sent(void **state)
{
	struct rig *r = open_send(state, &wide);

	choose_own_text(r);
	rig_key(r, "F2");
	rig_expect_role(r, -1, "the text is empty", ROLE_FAILURE);
	assert_int_equal(scene_sends(), 0);
}

static void
a_broken_template_says_where(void **state)
{
	struct rig *r = open_send(state, &wide);

	choose_own_text(r);
	rig_type(r, "Hello {{ code");
	rig_key(r, "F2");
	rig_expect_role(r, -1, "1:7: {{ is opened here,", ROLE_FAILURE);
	rig_expect_text(r, "Hello {{ code");
	assert_int_equal(scene_sends(), 0);
}

/* --- The number ----------------------------------------------------------------------------- */

static void
a_kept_national_zero_is_told_and_repaired(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	rig_type(r, "2");
	rig_expect_text(r, "[ Send billed SMS ]");
	rig_type(r, "+44 07700 900123");
	rig_expect_role(r, -1, "F6 takes +447700900123:", ROLE_FAILURE);
	/* Told, and not done behind the operator's back. */
	rig_expect_text(r, "+44 07700 900123");
	rig_key(r, "F6");
	rig_expect_no_text(r, "+44 07700 900123");
	rig_expect_text(r, "+447700900123           GB");
}

static void
a_wrong_number_keeps_what_was_typed(void **state)
{
	struct rig *r = open_send(state, &wide);

	go_to_number(r);
	rig_type(r, "12 ab");
	rig_key(r, "Esc");
	rig_key(r, "Enter");
	rig_expect_text(r, "12 ab");
	/* The field that is at fault takes letters again. */
	rig_expect_role(r, -1, "12 ab", ROLE_SELECTED);
	assert_int_equal(scene_sends(), 0);
	/* The text is shown all the same. */
	rig_expect_text(r, "123456 is your");
}

static void
a_real_number_is_refused_in_the_sandbox(void **state)
{
	struct rig *r = open_send(state, &wide);

	go_to_number(r);
	rig_type(r, "+447700900123");
	rig_key(r, "F2");
	rig_expect_text(r, "is a sandbox: it reaches numbers");
	assert_int_equal(scene_sends(), 0);
}

static void
a_number_is_picked_by_what_it_does(void **state)
{
	struct rig *r = open_send(state, &wide);

	choose_own_text(r);
	rig_type(r, "Mine");
	rig_key(r, "F8");
	rig_expect_text(r, "> +99930005     delivered to the handset");
	scene_expect_golden(r, "numbers_100x30");
	for (int i = 0; i < 6; i++)
		rig_key(r, "Down");
	rig_expect_role(r, -1, "+99950012", ROLE_SELECTED);
	rig_key(r, "Enter");
	/* What was typed is still there, and the cursor is on the button. */
	rig_expect_text(r, "refused at once: no credit");
	rig_expect_text(r, "Mine");
	rig_expect_role(r, -1, "[ Send simulated ]", ROLE_SELECTED);
}

/* --- The context ---------------------------------------------------------------------------- */

static void
the_context_is_shown_with_every_field(void **state)
{
	struct rig *r = open_send(state, &wide);

	rig_expect_no_text(r, "user_email");
	rig_type(r, "v");
	rig_expect_text(r, "message_type");
	rig_expect_text(r, "factor_type");
	rig_expect_text(r, "auth0|test12345");
	rig_expect_role(r, -1, "< sms >", ROLE_SELECTED);
	scene_expect_golden(r, "send_context_100x30");
	rig_type(r, "v");
	rig_expect_no_text(r, "user_email");
	rig_expect_role(r, -1, "[ Send simulated ]", ROLE_SELECTED);
}

static void
a_wrong_code_is_told_beside_its_field(void **state)
{
	struct rig *r = open_send(state, &wide);

	rig_type(r, "v");
	for (int i = 0; i < 3; i++)
		rig_key(r, "Tab");
	rig_expect_text(r, "digits, or auto for fresh");
	rig_key(r, "C-u");
	rig_type(r, "12");
	rig_expect_role(r, -1, "code: is 4 to 8 digits, or", ROLE_FAILURE);
	rig_key(r, "F2");
	assert_int_equal(scene_sends(), 0);
	rig_type(r, "3456");
	rig_expect_text(r, "123456 is your verification code");
	rig_key(r, "F2");
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_non_null(strstr(scene_body(), "123456 is your verification code"));
}

static void
fields_scroll_when_the_terminal_is_short(void **state)
{
	struct rig *r = open_send(state, &least);

	rig_type(r, "v");
	rig_expect_text(r, "< sms >");
	rig_key(r, "S-Tab");
	rig_key(r, "S-Tab");
	rig_key(r, "S-Tab");
	rig_key(r, "S-Tab");
	rig_expect_role(r, -1, "[ Send simulated ]", ROLE_SELECTED);
	rig_expect_no_text(r, "+99930005");
	rig_expect_text(r, "factor_type");
}

static void
template_and_action_say_the_same(void **state)
{
	struct rig *r = open_send(state, &wide);

	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_key(r, "Right");
	rig_expect_text(r, "< enrollment >");
	rig_expect_text(r, "Please enter");
	rig_key(r, "F7");
	rig_expect_text(r, "action           enrollment");
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_key(r, "Right");
	rig_expect_text(r, "< second-factor-authenticatio");
	rig_expect_text(r, "Template         verification");
}

static void
add_french(struct session *s, struct db *db)
{
	const struct template_save save = {
		.name = { .locale = "fr" },
		.source = "{{ code }} est votre code",
		.size_bytes = sizeof("{{ code }} est votre code") - 1,
		.expected = TEMPLATE_ANY_REVISION,
		.origin = "edited",
	};
	struct template_info info;
	struct fault f = { 0 };
	enum status st = db_begin(db, &f);

	if (st == ST_OK)
		st = template_store_save(db, &s->profile, &save, &info, &f);
	assert_int_equal(db_end(db, st, &f), ST_OK);
}

/* The field of the context that stands under the action. */
static void
type_language(struct rig *r, const char *language)
{
	rig_type(r, "v");
	for (int i = 0; i < CONTEXT_LANGUAGE; i++)
		rig_key(r, "Tab");
	rig_key(r, "C-u");
	rig_type(r, language);
}

static void
the_text_that_answers_is_named_with_its_reason(void **state)
{
	const struct rig_options options = { .rows = 40, .columns = 120, .fill = add_french };
	struct rig *r = open_send(state, &options);

	rig_expect_role(r, -1, "rev 1 by default", ROLE_DIM);
	rig_expect_text(r, "123456 is your");
	type_language(r, "fr_CA");
	rig_expect_role(r, -1, "rev 1 by language: /fr", ROLE_DIM);
	rig_expect_text(r, "123456 est votre code");
}

/* --- Calls ---------------------------------------------------------------------------------- */

/* From the button the kind is the field before it. */
static void
choose_call(struct rig *r)
{
	rig_key(r, "S-Tab");
	rig_key(r, "Right");
	rig_expect_text(r, "< voice >");
}

static void
a_call_is_shown_as_it_is_spoken(void **state)
{
	struct rig *r = open_send(state, &wide);

	choose_call(r);
	rig_expect_text(r, "from 99900000100");
	rig_expect_text(r, "read aloud: 1 2 3 4 5 6");
	rig_expect_text(r, "1 call  en  61/1400  costs nothing");
	rig_expect_text(r, "[ Call simulated ]");
	rig_expect_text(r, "/tts/3/advanced");
	scene_expect_golden(r, "send_call_100x30");
	rig_key(r, "Left");
	rig_expect_text(r, "From      ServiceSMS");
	rig_expect_no_text(r, "read aloud");
}

static void
a_call_is_made_and_taken(void **state)
{
	struct rig *r = open_send(state, &wide);

	choose_call(r);
	rig_key(r, "F2");
	rig_expect_text(r, "ringing, as far as is known");
	assert_non_null(strstr(scene_body(), "\"from\":\"99900000100\""));
	assert_non_null(strstr(scene_body(), "\"language\":\"en\""));
	scene_news(3, 5);
	rig_advance_ms(r, 1500);
	rig_expect_text(r, "the call was taken");
	rig_expect_text(r, "The call was taken; the error");
	rig_type(r, "3");
	rig_expect_text(r, "call");
}

/* Only the phone of the process that sent it says the code; the request pane has asterisks. */
static void
the_code_of_a_call_is_heard_and_not_shown_elsewhere(void **state)
{
	struct rig *r = open_send(state, &wide);
	const char *at;
	char spelt[32];

	choose_call(r);
	rig_key(r, "F2");
	at = strstr(scene_body(), "\"text\":\"");
	assert_non_null(at);
	snprintf(spelt, sizeof(spelt), "%.16s", at + 8);
	rig_expect_no_text(r, spelt);
	rig_expect_text(r, "*,, *,, *,, *,, *,, *");
}

static void
a_call_from_nowhere_is_told_at_its_field(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	rig_type(r, "2");
	rig_key(r, "C-u");
	rig_type(r, "+15550100123");
	rig_key(r, "Esc");
	choose_call(r);
	rig_expect_role(r, -1, "voice_sender, the number", ROLE_FAILURE);
	rig_key(r, "F2");
	assert_int_equal(scene_sends(), 0);
	rig_type(r, "+12025550100");
	rig_expect_no_text(r, "voice_sender");
	rig_key(r, "F2");
	rig_expect_text(r, "Place a real, billed call?");
	rig_expect_text(r, "12025550100");
	assert_int_equal(scene_sends(), 0);
}

/* --- A send --------------------------------------------------------------------------------- */

/* The follow-up asks 1 and 2 s after the try, each a fifth earlier or later at most. */
static void
pass_first_look_up(struct rig *r)
{
	rig_advance_ms(r, 1500);
}

static void
pass_second_look_up(struct rig *r)
{
	rig_advance_ms(r, 1500);
}

static void
accepted_is_waiting_and_never_green(void **state)
{
	struct rig *r = open_send(state, &wide);

	rig_key(r, "Enter");
	rig_expect_role(r, -1, "accepted  PENDING_ACCEPTED (1/26)", ROLE_WAITING);
	rig_expect_text(r, "not final: accepted, no phone has it");
	rig_expect_text(r, "on its way: no phone has");
	rig_expect_text(r, "next look-up at 10:00:0");
	rig_expect_text(r, "server       37.7 ms ##");
	rig_expect_text(r, "accepted     +0.04 s");
	rig_expect_text(r, "final        not yet");
	rig_expect_text(r, "Answer and delivery: HTTP 200");
}

static void
the_states_come_until_one_is_final(void **state)
{
	struct rig *r = open_send(state, &wide);

	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
	scene_news(3, 2);
	pass_first_look_up(r);
	rig_expect_text(r, "DELIVERED_TO_OPERATOR");
	rig_expect_text(r, "not final: the operator has it, the");
	rig_expect_role(r, -1, "DELIVERED_TO_OPERATOR", ROLE_WAITING);
	scene_news(3, 5);
	pass_second_look_up(r);
	rig_expect_role(r, -1, "delivered  DELIVERED_TO_HANDSET (3/5)", ROLE_GOOD);
	rig_expect_role(r, -1, "the phone has it", ROLE_GOOD);
	rig_expect_text(r, "delivered (simulated), known after");
	rig_expect_text(r, "final            yes");
	rig_expect_no_text(r, "next look-up");
	scene_expect_golden(r, "send_delivered_100x30");
}

static void
it_is_followed_at_80_by_24(void **state)
{
	struct rig *r = open_send(state, &small);

	rig_key(r, "Enter");
	scene_news(3, 5);
	pass_first_look_up(r);
	rig_expect_text(r, "final: the phone has it");
	scene_expect_golden(r, "send_delivered_80x24");
}

static void
it_is_followed_at_60_by_18(void **state)
{
	struct rig *r = open_send(state, &least);

	rig_key(r, "Enter");
	rig_expect_text(r, "next look-up at");
	scene_news(3, 5);
	pass_first_look_up(r);
	rig_expect_text(r, "final: the phone has it");
}

static void
a_refusal_is_explained_at_once(void **state)
{
	struct rig *r = open_send(state, &wide);

	scene_plan(
		(struct scene_answer){ .http_status = 200, .group = 5, .id = 12, .takes_ms = 38 });
	rig_key(r, "Enter");
	rig_expect_role(r, -1, "REJECTED_NOT_ENOUGH_CREDITS (5/12)", ROLE_FAILURE);
	rig_expect_text(r, "final: the provider refused it");
	rig_expect_text(r, "The account has run out of credit.");
	rig_expect_text(r, "Pay credit into the account");
	rig_expect_text(r, "rejected: The account has run out of credit.");
	scene_expect_golden(r, "send_rejected_100x30");
	rig_type(r, "w");
	rig_expect_text(r, "Why: REJECTED_NOT_ENOUGH_CREDITS");
	rig_key(r, "Esc");
	rig_expect_text(r, "[ Send simulated ]");
}

static void
a_refused_key_says_which_key(void **state)
{
	struct rig *r = open_send(state, &wide);

	scene_plan((struct scene_answer){ .http_status = 401, .body = "{}", .takes_ms = 5 });
	rig_key(r, "Enter");
	rig_expect_text(r, "Answer and delivery: HTTP 401");
	rig_expect_text(r, "final: the provider refused it");
	rig_expect_text(r, "accept the key. It is wrong");
	rig_expect_text(r, "no phone got it");
}

static void
a_broken_answer_is_not_called_a_failure_of_the_send(void **state)
{
	struct rig *r = open_send(state, &wide);

	scene_plan((struct scene_answer){ .broken = true, .takes_ms = 5 });
	rig_key(r, "Enter");
	rig_expect_role(r, -1, "unknown", ROLE_WAITING);
	rig_expect_text(r, "not final: it may have been sent,");
	rig_expect_text(r, "next look-up at");
	assert_int_equal(scene_sends(), 1);
	/* The log knows it: it had been sent. */
	scene_news(3, 5);
	pass_first_look_up(r);
	rig_expect_text(r, "final: the phone has it");
	assert_int_equal(scene_sends(), 1);
}

static void
the_next_try_is_counted_down(void **state)
{
	struct rig *r = open_send(state, &wide);

	scene_plan((struct scene_answer){ .http_status = 429, .body = "{}", .retry_after_s = 20 });
	rig_key(r, "Enter");
	rig_expect_text(r, "next try at 10:00:20, in 20 s");
	rig_advance_ms(r, 1000);
	rig_expect_text(r, "in 19 s");
	rig_advance_ms(r, 9000);
	rig_expect_text(r, "in 10 s");
	assert_int_equal(scene_sends(), 1);
	rig_advance_ms(r, 10000);
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(scene_sends(), 2);
}

static void
nothing_ticks_when_nothing_is_counted_down(void **state)
{
	struct rig *r = open_send(state, &wide);

	scene_plan((struct scene_answer){ .http_status = 200, .group = 5, .id = 12 });
	rig_key(r, "Enter");
	rig_expect_text(r, "REJECTED_NOT_ENOUGH_CREDITS");
	rig_settle(r);
	size_t size = 0;
	free(rig_stream(r, &size));
	for (int i = 0; i < 20; i++)
		rig_advance_ms(r, 1000);
	size_t after = 0;
	free(rig_stream(r, &after));
	assert_int_equal(size, after);
}

static void
escape_stops_the_next_try(void **state)
{
	struct rig *r = open_send(state, &wide);

	scene_plan((struct scene_answer){ .http_status = 429, .body = "{}", .retry_after_s = 20 });
	rig_key(r, "Enter");
	rig_expect_text(r, "next try at 10:00:20");
	rig_expect_text(r, "not final: it was not sent, and is");
	rig_expect_text(r, "final        not yet");
	rig_expect_no_text(r, "final: it certainly was not sent");
	rig_key(r, "Esc");
	rig_expect_no_text(r, "next try");
	rig_expect_text(r, "final: it certainly was not sent");
	rig_advance_ms(r, 60000);
	assert_int_equal(scene_sends(), 1);
}

static void
what_is_edited_after_a_send_is_a_preview_again(void **state)
{
	struct rig *r = open_send(state, &wide);

	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
	rig_expect_no_text(r, "123456 is your");
	go_to_number(r);
	rig_type(r, "+99950012");
	rig_expect_text(r, "Phone: preview");
	rig_expect_text(r, "123456 is your");
	/* What came of the send stays. */
	rig_expect_text(r, "PENDING_ACCEPTED");
}

static void
the_code_stands_on_the_phone_and_nowhere_else(void **state)
{
	struct rig *r = open_send(state, &wide);
	char code[7] = "";
	size_t seen = 0;

	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
	const char *at = strstr(scene_body(), " is your verification");
	assert_non_null(at);
	snprintf(code, sizeof(code), "%.6s", at - 6);
	for (int row = 0; row < 30; row++)
		seen += strstr(rig_row(r, row), code) != NULL;
	assert_int_equal(seen, 1);
	rig_expect_text(r, "Authorization: App ********");
	/* Another page does not know it. */
	rig_type(r, "w");
	rig_expect_text(r, "text         ****** is your verification code");
	rig_expect_no_text(r, code);
}

/* --- While it runs -------------------------------------------------------------------------- */

static atomic_bool held;
static struct job hold;

static enum status
hold_step(struct job *j, struct fault *f)
{
	(void)f;
	while (atomic_load(&held) && !atomic_load(&j->cancelled))
		sched_yield();
	return ST_OK;
}

static void
hold_done(struct job *j, enum status st, const struct fault *f)
{
	(void)j;
	(void)st;
	(void)f;
}

/* The worker is busy, so that the intent of the send waits. */
static void
hold_worker(struct rig *r)
{
	hold = (struct job){
		.what = "holding", .class = JOB_SEND, .step = hold_step, .done = hold_done
	};
	atomic_store(&held, true);
	worker_submit(rig_session(r)->worker, &hold);
}

static void
press_while_held(struct rig *r, const char *key, const char *wanted)
{
	assert_int_equal(write(r->master, key, 1), 1);
	rig_expect_text(r, wanted);
}

static void
nothing_leaves_before_it_is_written_down(void **state)
{
	struct rig *r = open_send(state, &wide);

	hold_worker(r);
	press_while_held(r, "\r", "writing the send down before anything leaves");
	assert_int_equal(scene_sends(), 0);
	press_while_held(r, "\r", "one send at a time: Esc stops the one that runs");
	atomic_store(&held, false);
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(scene_sends(), 1);
}

static void
escape_stops_it_before_the_wire(void **state)
{
	struct rig *r = open_send(state, &wide);

	hold_worker(r);
	press_while_held(r, "\r", "writing the send down before anything leaves");
	press_while_held(r, "\033", "stopping");
	atomic_store(&held, false);
	rig_expect_text(r, "not sent: writing the send down was stopped");
	rig_expect_text(r, "no phone got it");
	assert_int_equal(scene_sends(), 0);
	rig_expect_text(r, "[ Send simulated ]");
}

static void
leaving_waits_for_the_answer(void **state)
{
	struct rig *r = open_send(state, &wide);

	hold_worker(r);
	press_while_held(r, "\r", "writing the send down before anything leaves");
	press_while_held(r, "q", "waiting for the answer to the send, then leaving");
	assert_false(loop_is_quitting(rig_session(r)->loop));
	atomic_store(&held, false);
	rig_settle(r);
	assert_true(loop_is_quitting(rig_session(r)->loop));
	assert_int_equal(scene_sends(), 1);
}

/* --- A billed send -------------------------------------------------------------------------- */

static struct rig *
open_billed(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	rig_type(r, "2");
	rig_expect_text(r, "[ Send billed SMS ]");
	rig_type(r, "+447700900123");
	rig_key(r, "F2");
	rig_expect_text(r, "Send a real, billed SMS?");
	return r;
}

static void
a_billed_send_shows_all_that_decides(void **state)
{
	struct rig *r = open_billed(state);

	rig_expect_text(r, "[STG] staging: Send a real, billed SMS?");
	rig_expect_text(r, "profile  staging (staging)");
	rig_expect_text(r, "host     xyz.api.infobip.com");
	rig_expect_text(r, "to       +447700900123  GB");
	rig_expect_text(r, "from     ServiceSMS");
	rig_expect_text(r, "text     123456 is your verification code for Acme Bank");
	rig_expect_text(r, "code     a fresh one in its place, made when it is sent");
	rig_expect_text(r, "parts    1, GSM-7, 46/160");
	rig_expect_text(r, "price    not known");
	rig_expect_text(r, "Dry run (d)");
	rig_expect_text(r, "It reaches a real phone and cannot be taken back.");
	scene_expect_golden(r, "send_billed_100x30");
}

static void
enter_alone_sends_nothing_billed(void **state)
{
	struct rig *r = open_billed(state);

	rig_advance_ms(r, 1000);
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	assert_int_equal(scene_sends(), 0);
	rig_expect_text(r, "+447700900123");
}

static void
wrong_digits_send_nothing_billed(void **state)
{
	struct rig *r = open_billed(state);

	rig_advance_ms(r, 1000);
	rig_type(r, "0124");
	rig_key(r, "Tab");
	rig_expect_text(r, "( Dry run (d) )");
	rig_key(r, "Tab");
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	assert_int_equal(scene_sends(), 0);
}

static void
the_last_four_digits_send_once(void **state)
{
	struct rig *r = open_billed(state);

	rig_advance_ms(r, 1000);
	rig_type(r, "0123");
	rig_key(r, "Enter");
	rig_expect_text(r, "PENDING_ACCEPTED");
	assert_int_equal(scene_sends(), 1);
	assert_non_null(strstr(scene_body(), "447700900123"));
	/* The request is shown with its number masked. */
	rig_expect_no_text(r, "\"to\": \"447700900123\"");
	rig_expect_no_text(r, "marker-");
}

/* --- Typing --------------------------------------------------------------------------------- */

static void
escape_gives_the_letters_back_and_then_nothing(void **state)
{
	struct rig *r = open_send(state, &wide);

	go_to_number(r);
	rig_type(r, "+999n");
	rig_expect_text(r, "+999n");
	rig_key(r, "Esc");
	rig_expect_role(r, -1, "[ Send simulated ]", ROLE_SELECTED);
	rig_expect_text(r, "+999n");
	rig_type(r, "n");
	rig_expect_text(r, "Sandbox numbers");
}

static void
a_paste_is_text_and_never_a_command(void **state)
{
	struct rig *r = open_send(state, &wide);

	choose_own_text(r);
	rig_paste(r, "one\rtwo\033[2J\tthree");
	rig_expect_text(r, "left out: what is no visible text");
	rig_expect_text(r, "onetwo");
	assert_int_equal(scene_sends(), 0);
}

static void
a_field_holds_its_limit(void **state)
{
	struct rig *r = open_send(state, &wide);
	char long_name[64];

	for (int i = 0; i < 3; i++)
		rig_key(r, "Tab");
	rig_key(r, "C-u");
	memset(long_name, 'A', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	rig_paste(r, long_name);
	rig_expect_text(r, "more than the field holds");
	rig_expect_text(r, "AAAAAAAAAAAAAAA");
	rig_expect_no_text(r, "AAAAAAAAAAAAAAAA");
}

static void
what_was_typed_survives_other_tabs(void **state)
{
	struct rig *r = open_send(state, &wide);

	choose_own_text(r);
	rig_type(r, "Keep this");
	rig_key(r, "Esc");
	rig_type(r, "1");
	rig_expect_text(r, "Set up");
	rig_type(r, "3");
	rig_type(r, "2");
	rig_expect_text(r, "Keep this");
}

int
main(void)
{
#define SCENE(test) cmocka_unit_test_teardown(test, rig_tear_down)
	const struct CMUnitTest tests[] = {
		SCENE(everything_is_filled_in_and_the_button_is_marked),
		SCENE(it_fits_80_by_24),
		SCENE(the_preview_follows_each_letter),
		SCENE(one_character_makes_the_text_dear_and_is_named),
		SCENE(a_second_part_is_seen_as_it_begins),
		SCENE(an_empty_text_is_not_sent),
		SCENE(a_broken_template_says_where),
		SCENE(a_kept_national_zero_is_told_and_repaired),
		SCENE(a_wrong_number_keeps_what_was_typed),
		SCENE(a_real_number_is_refused_in_the_sandbox),
		SCENE(a_number_is_picked_by_what_it_does),
		SCENE(the_context_is_shown_with_every_field),
		SCENE(a_wrong_code_is_told_beside_its_field),
		SCENE(fields_scroll_when_the_terminal_is_short),
		SCENE(template_and_action_say_the_same),
		SCENE(the_text_that_answers_is_named_with_its_reason),
		SCENE(a_call_is_shown_as_it_is_spoken),
		SCENE(a_call_is_made_and_taken),
		SCENE(the_code_of_a_call_is_heard_and_not_shown_elsewhere),
		SCENE(a_call_from_nowhere_is_told_at_its_field),
		SCENE(accepted_is_waiting_and_never_green),
		SCENE(the_states_come_until_one_is_final),
		SCENE(it_is_followed_at_80_by_24),
		SCENE(it_is_followed_at_60_by_18),
		SCENE(a_refusal_is_explained_at_once),
		SCENE(a_refused_key_says_which_key),
		SCENE(a_broken_answer_is_not_called_a_failure_of_the_send),
		SCENE(the_next_try_is_counted_down),
		SCENE(nothing_ticks_when_nothing_is_counted_down),
		SCENE(escape_stops_the_next_try),
		SCENE(what_is_edited_after_a_send_is_a_preview_again),
		SCENE(the_code_stands_on_the_phone_and_nowhere_else),
		SCENE(nothing_leaves_before_it_is_written_down),
		SCENE(escape_stops_it_before_the_wire),
		SCENE(leaving_waits_for_the_answer),
		SCENE(a_billed_send_shows_all_that_decides),
		SCENE(enter_alone_sends_nothing_billed),
		SCENE(wrong_digits_send_nothing_billed),
		SCENE(the_last_four_digits_send_once),
		SCENE(escape_gives_the_letters_back_and_then_nothing),
		SCENE(a_paste_is_text_and_never_a_command),
		SCENE(a_field_holds_its_limit),
		SCENE(what_was_typed_survives_other_tabs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
