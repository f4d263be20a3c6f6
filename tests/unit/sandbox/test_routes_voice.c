/* SPDX-License-Identifier: MIT */
/* calls that the sandbox takes in, and its log of them */
#include "sandbox/routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"

#define NOW_MS 1764065702118LL
#define ADVANCED "/tts/3/advanced"
#define SINGLE "/tts/3/single"
#define LOG "/tts/3/logs?messageId=m"

struct bench {
	struct ledger *ledger;
	struct routes routes;
	struct routes_answer answer;
};

static int
set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct fault f;

	clock_freeze(NOW_MS, 0);
	assert_int_equal(ledger_open(NULL, &b->ledger, &f), ST_OK);
	routes_init(&b->routes, b->ledger, 1, 1);
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	routes_finish_answer(&b->answer);
	ledger_close(b->ledger);
	free(b);
	clock_release();
	return 0;
}

static const char *
ask(struct bench *b, const char *key, const char *target, const char *body, int http_status)
{
	struct request r = {
		.method = body ? "POST" : "GET",
		.target = target,
		.headers = { { "Authorization", key } },
		.header_count = 1,
		.body = body ? body : "",
		.body_bytes = body ? strlen(body) : 0,
	};

	routes_finish_answer(&b->answer);
	routes_answer(&b->routes, &r, &b->answer);
	assert_int_equal(b->answer.http_status, http_status);
	assert_true(json_is_acceptable(text_string(&b->answer.body), b->answer.body.size_bytes));
	return text_string(&b->answer.body);
}

/* One call under the id "m", with a text and a language. */
static const char *
call_with(struct bench *b, const char *number, const char *text, const char *language)
{
	char body[4096];

	(void)snprintf(body, sizeof(body),
	               "{\"messages\":[{\"from\":\"12025550100\",\"destinations\":[{\"to\":\"%s\","
	               "\"messageId\":\"m\"}],\"text\":\"%s\",\"language\":\"%s\"}]}",
	               number, text, language);
	return ask(b, "App key", ADVANCED, body, 200);
}

static const char *
call(struct bench *b, const char *number)
{
	return call_with(b, number, "Code 4,, 8,, 2", "en");
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
	struct bench *b = *state;
	const char *answer = call(b, "99930005");

	expect_says(answer, "\"bulkId\":\"41");
	expect_says(answer, "\"messageId\":\"m\"");
	expect_says(answer, "\"to\":\"99930005\"");
	expect_says(answer, "\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26");
	assert_null(strstr(answer, "smsCount"));
	clock_advance_ms(1300);
	answer = ask(b, "App key", LOG, NULL, 200);
	expect_says(answer, "\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26");
	assert_null(strstr(answer, "duration"));
	assert_null(strstr(answer, "doneAt"));
	clock_advance_ms(1000);
	answer = ask(b, "App key", LOG, NULL, 200);
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
	struct bench *b = *state;

	call(b, "99985003");
	clock_advance_ms(3000);
	expect_says(ask(b, "App key", LOG, NULL, 200),
	            "\"error\":{\"groupId\":3,\"groupName\":\"OPERATOR_ERRORS\",\"id\":5003,"
	            "\"name\":\"EC_VOICE_NO_ANSWER\"");
	expect_says(ask(b, "App key", LOG, NULL, 200), "\"duration\":0");
}

static void
the_newer_codes_are_spelt_too(void **state)
{
	struct bench *b = *state;

	call(b, "999810201");
	clock_advance_ms(3000);
	expect_says(ask(b, "App key", LOG, NULL, 200),
	            "\"groupId\":2,\"groupName\":\"USER_ERRORS\",\"id\":10201,\"name\":\"BUSY\"");
}

static void
a_refusal_and_a_repeat_ride_on_a_200(void **state)
{
	struct bench *b = *state;

	expect_says(call(b, "99950012"), "\"name\":\"REJECTED_NOT_ENOUGH_CREDITS\"");
	expect_says(call(b, "99930005"), "\"name\":\"REJECTED_DUPLICATE_MESSAGE_ID\"");
}

static void
what_no_voice_says_is_refused(void **state)
{
	struct bench *b = *state;

	expect_says(call_with(b, "99930005", "...", "en"),
	            "\"id\":55,\"name\":\"REJECTED_MESSAGE_IS_EMPTY\"");
}

static void
a_language_that_nobody_speaks_is_refused(void **state)
{
	struct bench *b = *state;

	expect_says(call_with(b, "99930005", "Hello", "xx"),
	            "\"id\":54,\"name\":\"REJECTED_UNSUPPORTED_LANGUAGE\"");
}

static void
what_is_wrong_with_a_request_is_named_in_the_older_way(void **state)
{
	struct bench *b = *state;
	char body[4096] = "{\"messages\":[{\"from\":\"Acme\",\"destinations\":[{\"to\":\"9993\"}],"
			  "\"text\":\"";
	size_t size = strlen(body);

	memset(body + size, 'x', 1401);
	(void)snprintf(body + size + 1401, sizeof(body) - size - 1401, "\"}]}");
	const char *answer = ask(b, "App key", ADVANCED, body, 400);

	expect_says(answer,
	            "{\"requestError\":{\"serviceException\":{\"messageId\":\"BAD_REQUEST\"");
	expect_says(answer, "\"messages[0].from\":[\"must be digits with the country code\"]");
	expect_says(answer, "\"messages[0].text\":[\"must have at most 1400 characters\"]");
	(void)ask(b, "App key", ADVANCED, "{}", 400);
	(void)ask(b, "App key", ADVANCED, "nonsense", 400);
	expect_says(ask(b, "App key", ADVANCED,
	                "{\"messages\":[{\"destinations\":[{\"to\":\"9993\"}],\"text\":\"a\"}]}",
	                400),
	            "\"messages[0].from\":[\"must not be empty\"]");
	expect_says(ask(b, "App key", SINGLE, "{}", 400), "\"from\":[\"must not be empty\"]");
}

static void
a_single_call_gets_an_id_and_its_own_row(void **state)
{
	struct bench *b = *state;
	const char *answer = ask(b, "App key", SINGLE,
	                         "{\"text\":\"Hello\",\"language\":\"de\",\"from\":\"12025550100\","
	                         "\"to\":\"99930005\",\"voice\":{\"name\":\"Joanna\"}}",
	                         200);

	expect_says(answer, "\"messageId\":\"");
	expect_says(answer, "PENDING_ACCEPTED");
	expect_says(ask(b, "App key", "/tts/3/logs", NULL, 200), "\"text\":\"Hello\"");
}

static void
calls_and_messages_have_logs_of_their_own(void **state)
{
	struct bench *b = *state;

	call(b, "99930005");
	(void)ask(b, "App key", "/sms/3/messages",
	          "{\"messages\":[{\"destinations\":[{\"to\":\"99930005\",\"messageId\":\"sms\"}],"
	          "\"content\":{\"text\":\"a\"}}]}",
	          200);
	assert_null(strstr(ask(b, "App key", "/tts/3/logs", NULL, 200), "\"sms\""));
	assert_null(strstr(ask(b, "App key", "/sms/3/logs", NULL, 200), "\"m\""));
}

static void
a_call_wants_a_scope_of_its_own(void **state)
{
	struct bench *b = *state;

	(void)ask(b, "App send-1", ADVANCED, "{}", 403);
	(void)ask(b, "App send-1", LOG, NULL, 403);
	(void)ask(b, "App bad-1", ADVANCED, "{}", 401);
	(void)ask(b, "App voice-1", LOG, NULL, 200);
	(void)ask(b, "App message-1", ADVANCED, "{}", 400);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

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
