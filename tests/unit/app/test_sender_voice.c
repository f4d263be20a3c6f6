/* SPDX-License-Identifier: MIT */
/* A call from draft to final state: what is posted, what is kept, where it is followed. */
#include "app/sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "app/logbook.h"
#include "app/setup.h"
#include "app_rig.h"
#include "base/json.h"

#define SPELT "4,, 8,, 2,, 9,, 1,, 3"
#define CALLER "12025550100"

static int
open_staging(void **state)
{
	app_rig_open(state);
	app_rig_use_staging(*state);
	return 0;
}

static void
draft_call(const struct app_rig *r, const char *to, struct send_draft *out)
{
	app_rig_draft(r, to, out);
	snprintf(out->context.values[CONTEXT_MESSAGE_TYPE], CONTEXT_VALUE_BYTES, "voice");
}

static struct sender *
call(struct app_rig *r, const struct send_draft *draft, bool follow)
{
	const struct sender_options options = { .repeat = follow, .follow = follow };
	struct sender *x = NULL;

	app_rig_must(r, sender_start(r->session, draft, &options, &x, &r->f));
	app_rig_settle(r);
	return x;
}

static void
expect_refused(struct app_rig *r, const struct send_draft *draft, enum fault_word word)
{
	const struct sender_options options = { .follow = false };
	struct sender *x = NULL;

	app_rig_must_fail(r, sender_start(r->session, draft, &options, &x, &r->f), word);
	assert_null(x);
	assert_int_equal(app_rig_rows(r), 0);
	assert_int_equal(r->request_count, 0);
}

static void
a_call_posts_its_caller_text_and_language_and_nothing_else(void **state)
{
	struct app_rig *r = *state;
	struct send_draft draft;
	char wanted[512];

	app_rig_must(r, setup_set(r->session, "voice_sender", "+" CALLER, &r->f));
	draft_call(r, APP_RIG_NUMBER, &draft);
	snprintf(draft.context.values[CONTEXT_LANGUAGE], CONTEXT_VALUE_BYTES, "de-AT");
	struct sender *x = call(r, &draft, false);

	snprintf(wanted, sizeof(wanted),
	         "{\"messages\":[{\"from\":\"" CALLER
	         "\",\"destinations\":[{\"to\":\"15550100123\","
	         "\"messageId\":\"%s\"}],\"text\":\"" SPELT
	         " is your verification code for Acme Bank\",\"language\":\"de-at\"}]}",
	         sender_message(x)->message_id);
	assert_string_equal(r->body, wanted);
	assert_string_equal(r->requests[0].path, "/tts/3/advanced");
	assert_int_equal(sender_message(x)->state, MESSAGE_ACCEPTED);
	sender_destroy(x);
}

static void
the_row_says_call_and_keeps_no_code(void **state)
{
	struct app_rig *r = *state;
	struct send_draft draft;
	struct text json;
	struct json_writer w;

	draft_call(r, APP_RIG_DELIVERED, &draft);
	struct sender *x = call(r, &draft, false);
	struct message m = app_rig_row(r, sender_message(x)->id);

	assert_int_equal(m.type, MESSAGE_VOICE);
	assert_int_equal(m.parts, 1);
	assert_int_equal(m.units, strlen(SPELT " is your verification code for Acme Bank"));
	assert_string_equal(m.sender, "99900000100");
	assert_int_equal(m.api_version, 3);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message WHERE preview LIKE '%4,, 8%' "
	                                "OR request LIKE '%4,, 8%' OR answer LIKE '%4,, 8%'"),
	                 0);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message WHERE "
	                                "preview LIKE '*,, *,, *,, *,, *,, * is your%'"),
	                 1);
	text_init(&json, JSON_BYTES_MAX);
	json_write_begin(&w, &json);
	logbook_write_json(&m, &w, NULL);
	assert_non_null(strstr(text_string(&json), "\"type\":\"voice\""));
	assert_non_null(strstr(text_string(&json), "\"encoding\":null,\"parts\":1,"));
	text_finish(&json);
	sender_destroy(x);
}

static void
a_call_is_followed_in_the_log_of_calls(void **state)
{
	struct app_rig *r = *state;
	struct send_draft draft;

	draft_call(r, APP_RIG_DELIVERED, &draft);
	r->news = (struct app_rig_news){ .group = 3, .id = 5, .error = 5000, .price = 0.12 };
	struct sender *x = call(r, &draft, true);

	app_rig_pass(r, 3000);
	assert_int_equal(sender_phase(x), SENDER_ENDED);
	struct message m = app_rig_row(r, sender_message(x)->id);

	assert_int_equal(m.state, MESSAGE_DELIVERED);
	assert_true(m.has_price && m.price_amount > 0.1199 && m.price_amount < 0.1201);
	assert_int_equal(m.error.id, 5000);
	assert_int_equal(strncmp(r->requests[1].path, "/tts/3/logs?messageId=", 22), 0);
	assert_string_equal(app_rig_history(r, m.id),
	                    "ready>sending sending>accepted accepted>delivered");
	sender_destroy(x);
}

/* One look asks one log: calls and texts that are due together take two. */
static void
calls_and_texts_are_asked_about_apart(void **state)
{
	struct app_rig *r = *state;
	const struct follow_options options = { .at_once = true };
	struct send_draft draft;
	bool sms = false;
	bool voice = false;

	draft_call(r, APP_RIG_DELIVERED, &draft);
	sender_destroy(call(r, &draft, false));
	sender_destroy(app_rig_send(r, APP_RIG_DELIVERED, false, false));
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	struct follow *w = follow_create(r->session, &options);

	app_rig_settle(r);
	for (size_t i = 0; i < r->request_count; i++) {
		if (r->requests[i].is_send)
			continue;
		assert_int_equal(r->requests[i].id_count, 1);
		sms = sms || strncmp(r->requests[i].path, "/sms/3/logs", 11) == 0;
		voice = voice || strncmp(r->requests[i].path, "/tts/3/logs", 11) == 0;
	}
	assert_true(sms && voice);
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_DELIVERED);
	assert_int_equal(app_rig_row(r, 2).state, MESSAGE_DELIVERED);
	follow_destroy(w);
}

static void
a_duplicate_on_a_repeat_proves_that_the_call_was_taken(void **state)
{
	struct app_rig *r = *state;
	const struct sender_options options = { .repeat = true };
	struct send_draft draft;
	struct sender *x = NULL;

	draft_call(r, APP_RIG_DELIVERED, &draft);
	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_NOT_SENT });
	app_rig_plan(r, (struct app_rig_answer){ .outcome = HTTP_ANSWERED,
	                                         .status = 200,
	                                         .sent_bytes = 9,
	                                         .group = 5,
	                                         .id = 23 });
	app_rig_must(r, sender_start(r->session, &draft, &options, &x, &r->f));
	app_rig_pass(r, 5000);
	assert_int_equal(app_rig_sends(r), 2);
	assert_string_equal(r->requests[0].message_id, r->requests[1].message_id);
	assert_int_equal(sender_message(x)->state, MESSAGE_ACCEPTED);
	sender_destroy(x);
}

static void
a_call_without_a_number_to_come_from_leaves_no_row(void **state)
{
	struct app_rig *r = *state;
	struct send_draft draft;

	draft_call(r, APP_RIG_NUMBER, &draft);
	expect_refused(r, &draft, WORD_VOICE_SENDER_MISSING);
	assert_non_null(strstr(r->f.hint, "profile set voice_sender"));
	snprintf(draft.sender, sizeof(draft.sender), "AcmeBank");
	expect_refused(r, &draft, WORD_VALUE_INVALID);
	snprintf(draft.sender, sizeof(draft.sender), "99900000100");
	expect_refused(r, &draft, WORD_VOICE_SENDER_MISSING);
	snprintf(draft.sender, sizeof(draft.sender), "+447700900123");
	sender_destroy(call(r, &draft, false));
	assert_string_equal(app_rig_row(r, 1).sender, "447700900123");
}

static void
what_no_voice_can_say_leaves_no_row(void **state)
{
	struct app_rig *r = *state;
	struct send_draft draft;

	draft_call(r, APP_RIG_DELIVERED, &draft);
	draft.own_text = true;
	expect_refused(r, &draft, WORD_TEXT_EMPTY);
	snprintf(draft.text, sizeof(draft.text), "...!");
	expect_refused(r, &draft, WORD_VALUE_INVALID);
	memset(draft.text, 'x', 1400);
	draft.text[1400] = '\0';
	snprintf(draft.text + 1390, 12, "{{ code }}");
	expect_refused(r, &draft, WORD_VALUE_TOO_LONG);
}

/* A billed call passes the guards that a billed SMS passes. */
static void
an_unconfirmed_call_is_not_made(void **state)
{
	struct app_rig *r = *state;
	struct send_draft draft;

	app_rig_must(r, setup_set(r->session, "voice_sender", CALLER, &r->f));
	draft_call(r, APP_RIG_NUMBER, &draft);
	draft.confirmed = false;
	struct sender *x = call(r, &draft, false);

	assert_int_equal(sender_fault(x)->word, WORD_NOT_CONFIRMED);
	assert_int_equal(r->request_count, 0);
	assert_int_equal(app_rig_rows(r), 0);
	sender_destroy(x);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, app_rig_open, app_rig_close)
#define STAGING(function) cmocka_unit_test_setup_teardown(function, open_staging, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGING(a_call_posts_its_caller_text_and_language_and_nothing_else),
		TEST(the_row_says_call_and_keeps_no_code),
		TEST(a_call_is_followed_in_the_log_of_calls),
		TEST(calls_and_texts_are_asked_about_apart),
		TEST(a_duplicate_on_a_repeat_proves_that_the_call_was_taken),
		STAGING(a_call_without_a_number_to_come_from_leaves_no_row),
		TEST(what_no_voice_can_say_leaves_no_row),
		STAGING(an_unconfirmed_call_is_not_made),
	};

	return cmocka_run_group_tests_name("sender_voice", tests, NULL, NULL);
}
