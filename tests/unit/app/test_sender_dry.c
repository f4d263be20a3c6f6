/* SPDX-License-Identifier: MIT */
/* A dry run: the request of a draft, and nothing else; what the question before a send says. */
#include "app/sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/arming.h"
#include "app/setup.h"
#include "app_rig.h"

#define NUMBER "+12025550123"

static int
open_production(void **state)
{
	app_rig_open(state);
	app_rig_use_production(*state);
	return 0;
}

static void
dry_run(struct app_rig *r, const char *to, struct send_request *out)
{
	struct send_draft draft;

	app_rig_draft(r, to, &draft);
	draft.confirmed = false;
	app_rig_must(r, sender_dry_run(r->session, &draft, out, &r->f));
	assert_int_equal(app_rig_sends(r), 0);
	assert_int_equal(app_rig_rows(r), 0);
}

static void
it_writes_the_request_whole_and_masks_the_key(void **state)
{
	struct app_rig *r = *state;
	struct send_request request;

	send_request_init(&request);
	dry_run(r, NUMBER, &request);
	assert_string_equal(request.method, "POST");
	assert_string_equal(text_string(&request.url), "https://127.0.0.1:9/sms/3/messages");
	assert_non_null(strstr(text_string(&request.headers), "Authorization: App ********\n"));
	assert_non_null(strstr(text_string(&request.body), "\"to\":\"12025550123\""));
	assert_non_null(strstr(text_string(&request.body), APP_RIG_CODE));
	assert_null(strstr(text_string(&request.headers), APP_RIG_KEY));
	send_request_finish(&request);
}

static void
it_tells_what_would_refuse_the_send(void **state)
{
	struct app_rig *r = *state;
	struct send_request request;

	send_request_init(&request);
	dry_run(r, NUMBER, &request);
	assert_int_equal(request.refusal.word, WORD_NOT_ARMED);
	dry_run(r, "+447700900123", &request);
	assert_int_equal(request.refusal.word, WORD_GUARD);
	send_request_finish(&request);
}

static void
made_up_codes_and_ids_are_new_each_time(void **state)
{
	struct app_rig *r = *state;
	struct send_request first;
	struct send_request second;
	struct send_draft draft;

	send_request_init(&first);
	send_request_init(&second);
	app_rig_draft(r, NUMBER, &draft);
	snprintf(draft.context.values[CONTEXT_CODE], CONTEXT_VALUE_BYTES, "auto");
	app_rig_must(r, sender_dry_run(r->session, &draft, &first, &r->f));
	app_rig_must(r, sender_dry_run(r->session, &draft, &second, &r->f));
	assert_string_not_equal(text_string(&first.body), text_string(&second.body));
	assert_null(strstr(text_string(&first.body), "auto"));
	send_request_finish(&first);
	send_request_finish(&second);
}

static void
it_needs_no_unlocked_vault(void **state)
{
	struct app_rig *r = *state;
	struct send_request request;

	char path[FOLDER_PATH_BYTES];

	snprintf(path, sizeof(path), "%s", vault_key_file(r->session->vault));
	app_rig_end_session(r);
	assert_int_equal(unlink(path), 0);
	app_rig_start_session(r, false);
	app_rig_must(r, session_switch(r->session, "live", &r->f));
	assert_false(session_is_unlocked(r->session));
	send_request_init(&request);
	dry_run(r, NUMBER, &request);
	assert_non_null(strstr(text_string(&request.body), "12025550123"));
	send_request_finish(&request);
}

static void
a_sandbox_is_not_started_for_it(void **state)
{
	struct app_rig *r = *state;
	struct send_request request;

	app_rig_must(r, session_switch(r->session, "sandbox", &r->f));
	app_rig_must(r, setup_set(r->session, "base_url", "", &r->f));
	send_request_init(&request);
	dry_run(r, APP_RIG_DELIVERED, &request);
	assert_string_equal(text_string(&request.url), "http://127.0.0.1:PORT/sms/3/messages");
	assert_int_equal(r->session->sandbox.pid, 0);
	send_request_finish(&request);
}

static void
a_wrong_draft_is_told_as_for_a_send(void **state)
{
	struct app_rig *r = *state;
	struct send_request request;
	struct send_draft draft;

	send_request_init(&request);
	app_rig_draft(r, "0176 1234567", &draft);
	app_rig_must_fail(r, sender_dry_run(r->session, &draft, &request, &r->f),
	                  WORD_NUMBER_NOT_E164);
	app_rig_must(r, setup_set(r->session, "base_url", "", &r->f));
	app_rig_draft(r, NUMBER, &draft);
	app_rig_must_fail(r, sender_dry_run(r->session, &draft, &request, &r->f),
	                  WORD_BASE_URL_MISSING);
	send_request_finish(&request);
}

/* --- Facts ----------------------------------------------------------------------------------- */

static void
expect_fact(struct app_rig *r, const char *own_text, const char *fact)
{
	struct send_preview preview = { 0 };
	struct send_draft draft;
	struct text facts;

	text_init(&preview.text, 16 * 1024);
	text_init(&facts, 32 * 1024);
	app_rig_draft(r, NUMBER, &draft);
	if (own_text) {
		draft.own_text = true;
		snprintf(draft.text, sizeof(draft.text), "%s", own_text);
	}
	app_rig_must(r, sender_preview(r->session, &draft, &preview, &r->f));
	sender_write_facts(r->session, &preview, &facts);
	if (!strstr(text_string(&facts), fact))
		fail_msg("\"%s\" is not among\n%s", fact, text_string(&facts));
	text_finish(&facts);
	text_finish(&preview.text);
}

static void
all_that_decides_is_said(void **state)
{
	struct app_rig *r = *state;

	expect_fact(r, NULL, "profile  live (production)\n");
	expect_fact(r, NULL, "host     127.0.0.1:9\n");
	expect_fact(r, NULL, "to       " NUMBER "  US\n");
	expect_fact(r, NULL, "from     ServiceSMS\n");
	expect_fact(r, NULL, "parts    1, GSM-7, 46/160\n");
	expect_fact(r, NULL, "price    not known\n");
	expect_fact(r, NULL, "code     as it stands there\n");
	expect_fact(r, NULL, "text     " APP_RIG_CODE " is your verification code");
}

static void
a_text_of_several_lines_forges_no_fact(void **state)
{
	struct app_rig *r = *state;

	expect_fact(r, "Hi\nprice    nothing\nto       you", "text     Hi price    nothing to");
}

static void
the_last_price_is_named(void **state)
{
	struct app_rig *r = *state;

	expect_fact(r, NULL, "price    not known\n");
	app_rig_must(r, arming_run(r->session, 60, &r->f));
	struct sender *x = app_rig_send(r, NUMBER, false, false);
	sender_destroy(x);
	app_rig_tamper(r, "UPDATE message SET price_amount = 0.075, price_currency = 'EUR'");
	expect_fact(r, NULL, "price    about EUR 0.0750 (as seen 2026-11-25 10:00)\n");
}

int
main(void)
{
#define LIVE(test) cmocka_unit_test_setup_teardown(test, open_production, app_rig_close)
	const struct CMUnitTest tests[] = {
		LIVE(it_writes_the_request_whole_and_masks_the_key),
		LIVE(it_tells_what_would_refuse_the_send),
		LIVE(made_up_codes_and_ids_are_new_each_time),
		LIVE(it_needs_no_unlocked_vault),
		LIVE(a_sandbox_is_not_started_for_it),
		LIVE(a_wrong_draft_is_told_as_for_a_send),
		LIVE(all_that_decides_is_said),
		LIVE(a_text_of_several_lines_forges_no_fact),
		LIVE(the_last_price_is_named),
	};
	return cmocka_run_group_tests_name("app/sender: dry runs", tests, NULL, NULL);
}
