/* SPDX-License-Identifier: MIT */
/* calls that the sandbox takes in, and its log of them */
#include "sandbox/routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "routes_rig.h"

#define ADVANCED "/tts/3/advanced"
#define SINGLE "/tts/3/single"
#define LOG "/tts/3/logs?messageId=m"

static const char *
ask(struct routes_rig *rig, const char *target, const char *body, int http_status)
{
	if (body)
		routes_rig_post(rig, target, body, http_status);
	else
		routes_rig_get(rig, target, http_status);
	return routes_rig_body(rig);
}

/* One call under the id "m", with a text and a language. */
static const char *
call_with(struct routes_rig *rig, const char *number, const char *text, const char *language)
{
	char body[4096];

	(void)snprintf(body, sizeof(body),
	               "{\"messages\":[{\"from\":\"12025550100\",\"destinations\":[{\"to\":\"%s\","
	               "\"messageId\":\"m\"}],\"text\":\"%s\",\"language\":\"%s\"}]}",
	               number, text, language);
	return ask(rig, ADVANCED, body, 200);
}

static const char *
call(struct routes_rig *rig, const char *number)
{
	return call_with(rig, number, "Code 4,, 8,, 2", "en");
}

static void
expect_says(const char *answer, const char *words)
{
	if (!strstr(answer, words))
		fail_msg("\"%s\" is not in %s", words, answer);
}

static void
a_call_is_taken_and_rings_until_it_is_taken(void **state)
{
	struct routes_rig *rig = *state;
	const char *answer = call(rig, "99930005");

	expect_says(answer, "\"bulkId\":\"41");
	expect_says(answer, "\"messageId\":\"m\"");
	expect_says(answer, "\"to\":\"99930005\"");
	expect_says(answer, "\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26");
	assert_null(strstr(answer, "smsCount"));
	clock_advance_ms(1300);
	answer = ask(rig, LOG, NULL, 200);
	expect_says(answer, "\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26");
	assert_null(strstr(answer, "duration"));
	assert_null(strstr(answer, "doneAt"));
	clock_advance_ms(1000);
	answer = ask(rig, LOG, NULL, 200);
	expect_says(answer, "\"groupId\":3,\"groupName\":\"DELIVERED\",\"id\":5");
	expect_says(answer, "\"error\":{\"groupId\":0,\"groupName\":\"OK\",\"id\":5000,"
	                    "\"name\":\"VOICE_ANSWERED\"");
	expect_says(answer, "\"permanent\":true");
	expect_says(answer,
	            "\"duration\":12,\"mccMnc\":\"99901\",\"price\":{\"pricePerSecond\":0,");
	expect_says(answer, "\"from\":\"12025550100\"");
	expect_says(answer, "\"text\":\"Code 4,, 8,, 2\"");
}

static void
the_number_spells_how_a_call_ends(void **state)
{
	struct routes_rig *rig = *state;

	call(rig, "99985003");
	clock_advance_ms(3000);
	expect_says(ask(rig, LOG, NULL, 200),
	            "\"error\":{\"groupId\":3,\"groupName\":\"OPERATOR_ERRORS\",\"id\":5003,"
	            "\"name\":\"EC_VOICE_NO_ANSWER\"");
	expect_says(ask(rig, LOG, NULL, 200), "\"duration\":0");
}

static void
the_newer_codes_are_spelt_too(void **state)
{
	struct routes_rig *rig = *state;

	call(rig, "999810201");
	clock_advance_ms(3000);
	expect_says(ask(rig, LOG, NULL, 200),
	            "\"groupId\":2,\"groupName\":\"USER_ERRORS\",\"id\":10201,\"name\":\"BUSY\"");
}

static void
a_refusal_and_a_repeat_ride_on_a_200(void **state)
{
	struct routes_rig *rig = *state;

	expect_says(call(rig, "99950012"), "\"name\":\"REJECTED_NOT_ENOUGH_CREDITS\"");
	expect_says(call(rig, "99930005"), "\"name\":\"REJECTED_DUPLICATE_MESSAGE_ID\"");
}

static void
what_no_voice_says_is_refused(void **state)
{
	struct routes_rig *rig = *state;

	expect_says(call_with(rig, "99930005", "...", "en"),
	            "\"id\":55,\"name\":\"REJECTED_MESSAGE_IS_EMPTY\"");
}

static void
a_language_that_nobody_speaks_is_refused(void **state)
{
	struct routes_rig *rig = *state;

	expect_says(call_with(rig, "99930005", "Hello", "xx"),
	            "\"id\":54,\"name\":\"REJECTED_UNSUPPORTED_LANGUAGE\"");
}

static void
what_is_wrong_with_a_request_is_named_in_the_older_way(void **state)
{
	struct routes_rig *rig = *state;
	char body[4096] = "{\"messages\":[{\"from\":\"Acme\",\"destinations\":[{\"to\":\"9993\"}],"
			  "\"text\":\"";
	size_t size = strlen(body);

	memset(body + size, 'x', 1401);
	(void)snprintf(body + size + 1401, sizeof(body) - size - 1401, "\"}]}");
	const char *answer = ask(rig, ADVANCED, body, 400);

	expect_says(answer,
	            "{\"requestError\":{\"serviceException\":{\"messageId\":\"BAD_REQUEST\"");
	expect_says(answer, "\"messages[0].from\":[\"must be digits with the country code\"]");
	expect_says(answer, "\"messages[0].text\":[\"must have at most 1400 characters\"]");
	(void)ask(rig, ADVANCED, "{}", 400);
	(void)ask(rig, ADVANCED, "nonsense", 400);
	expect_says(ask(rig, ADVANCED,
	                "{\"messages\":[{\"destinations\":[{\"to\":\"9993\"}],\"text\":\"a\"}]}",
	                400),
	            "\"messages[0].from\":[\"must not be empty\"]");
	expect_says(ask(rig, SINGLE, "{}", 400), "\"from\":[\"must not be empty\"]");
}

static void
a_single_call_gets_an_id_and_its_own_row(void **state)
{
	struct routes_rig *rig = *state;
	const char *answer = ask(rig, SINGLE,
	                         "{\"text\":\"Hello\",\"language\":\"de\",\"from\":\"12025550100\","
	                         "\"to\":\"99930005\",\"voice\":{\"name\":\"Joanna\"}}",
	                         200);

	expect_says(answer, "\"messageId\":\"");
	expect_says(answer, "PENDING_ACCEPTED");
	expect_says(ask(rig, "/tts/3/logs", NULL, 200), "\"text\":\"Hello\"");
}

static void
calls_and_messages_have_logs_of_their_own(void **state)
{
	struct routes_rig *rig = *state;

	call(rig, "99930005");
	(void)ask(rig, "/sms/3/messages",
	          "{\"messages\":[{\"destinations\":[{\"to\":\"99930005\",\"messageId\":\"sms\"}],"
	          "\"content\":{\"text\":\"a\"}}]}",
	          200);
	assert_null(strstr(ask(rig, "/tts/3/logs", NULL, 200), "\"sms\""));
	assert_null(strstr(ask(rig, "/sms/3/logs", NULL, 200), "\"m\""));
}

static void
a_call_wants_a_scope_of_its_own(void **state)
{
	struct routes_rig *rig = *state;

	rig->key = "send-1";
	routes_rig_post(rig, ADVANCED, "{}", 403);
	routes_rig_get(rig, LOG, 403);
	rig->key = "bad-1";
	routes_rig_post(rig, ADVANCED, "{}", 401);
	rig->key = "voice-1";
	routes_rig_get(rig, LOG, 200);
	rig->key = "message-1";
	routes_rig_post(rig, ADVANCED, "{}", 400);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, routes_rig_open, routes_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_call_is_taken_and_rings_until_it_is_taken),
		TEST(the_number_spells_how_a_call_ends),
		TEST(the_newer_codes_are_spelt_too),
		TEST(a_refusal_and_a_repeat_ride_on_a_200),
		TEST(what_no_voice_says_is_refused),
		TEST(a_language_that_nobody_speaks_is_refused),
		TEST(what_is_wrong_with_a_request_is_named_in_the_older_way),
		TEST(a_single_call_gets_an_id_and_its_own_row),
		TEST(calls_and_messages_have_logs_of_their_own),
		TEST(a_call_wants_a_scope_of_its_own),
	};

	return cmocka_run_group_tests_name("routes_voice", tests, NULL, NULL);
}
