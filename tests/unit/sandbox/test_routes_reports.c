/* SPDX-License-Identifier: MIT */
/* from a request to its answer: reports, the pages of a log, clock and rates */
#include "routes_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"

#define NOTHING "{\"results\":[]}"

static void
expect_rows(struct routes_rig *rig, const char *target, size_t count)
{
	routes_rig_get(rig, target, 200);
	assert_int_equal(routes_rig_count(rig, "\"messageId\":"), count);
}

/* Reports. */

static void
a_report_comes_once_when_the_message_has_arrived(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_send(rig, 2, "99930005", "m");
	routes_rig_get(rig, "/sms/1/reports", 200);
	assert_string_equal(routes_rig_body(rig), NOTHING);
	/* With the operator it has not arrived yet. */
	clock_advance_ms(1200);
	routes_rig_get(rig, "/sms/1/reports", 200);
	assert_string_equal(routes_rig_body(rig), NOTHING);
	clock_advance_ms(1000);
	routes_rig_get(rig, "/sms/1/reports", 200);
	assert_true(routes_rig_says(rig, "\"messageId\":\"m\",\"to\":\"99930005\",\"from\":\"S\""));
	assert_true(routes_rig_says(rig, "\"name\":\"DELIVERED_TO_HANDSET\""));
	assert_true(routes_rig_says(rig, "\"doneAt\":\"2025-11-25T10:15:0"));
	assert_false(routes_rig_says(rig, "Code 1"));
	routes_rig_get(rig, "/sms/1/reports", 200);
	assert_string_equal(routes_rig_body(rig), NOTHING);
	/* Not by the other version either, while the log goes on telling. */
	routes_rig_get(rig, "/sms/3/reports", 200);
	assert_string_equal(routes_rig_body(rig), NOTHING);
	expect_rows(rig, "/sms/1/logs?messageId=m", 1);
	expect_rows(rig, "/sms/1/logs?messageId=m", 1);
}

static void
a_filter_leaves_the_other_reports_alone(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_send(rig, 2, "99950012", "m1");
	routes_rig_send(rig, 3, "99950012", "m2");
	routes_rig_send(rig, 3, "99950012", "m3");
	expect_rows(rig, "/sms/1/reports?messageId=m2", 1);
	expect_rows(rig, "/sms/3/reports?bulkId=none", 0);
	expect_rows(rig, "/sms/3/reports?limit=1", 1);
	assert_true(routes_rig_says(rig, "\"messageId\":\"m1\",\"to\":\"99950012\","
	                                 "\"sender\":\"S\""));
	expect_rows(rig, "/sms/3/reports", 1);
	assert_true(routes_rig_says(rig, "\"m3\""));
	expect_rows(rig, "/sms/3/reports", 0);
}

static void
reports_have_a_default_limit_and_an_upper_one(void **state)
{
	struct routes_rig *rig = *state;
	char id[16];

	for (int i = 0; i < 60; i++) {
		(void)snprintf(id, sizeof(id), "m%d", i);
		routes_rig_send(rig, 3, "99950012", id);
	}
	routes_rig_get(rig, "/sms/1/reports?limit=0", 400);
	routes_rig_get(rig, "/sms/1/reports?limit=1001", 400);
	assert_true(routes_rig_says(rig, "\"validationErrors\":{\"limit\":["));
	routes_rig_get(rig, "/sms/3/reports?limit=x", 400);
	assert_true(routes_rig_says(rig, "\"property\":\"limit\""));
	expect_rows(rig, "/sms/1/reports", 50);
	expect_rows(rig, "/sms/1/reports?limit=1000", 10);
}

static void
callback_data_comes_back_with_the_report(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_post(rig, "/sms/2/text/advanced",
	                "{\"messages\":[{\"text\":\"x\",\"callbackData\":\"one\","
	                "\"destinations\":[{\"to\":\"99950012\"}]}]}",
	                200);
	routes_rig_post(rig, "/sms/3/messages",
	                "{\"messages\":[{\"content\":{\"text\":\"x\"},\"webhooks\":{"
	                "\"callbackData\":\"two\"},\"destinations\":[{\"to\":\"99950012\"}]}]}",
	                200);
	routes_rig_get(rig, "/sms/1/reports?limit=1", 200);
	assert_true(routes_rig_says(rig, "\"callbackData\":\"one\""));
	routes_rig_get(rig, "/sms/3/reports?limit=1", 200);
	assert_true(routes_rig_says(rig, "\"callbackData\":\"two\""));
	routes_rig_post(rig, "/sms/3/messages",
	                "{\"messages\":[{\"content\":{\"text\":\"x\"},\"webhooks\":{"
	                "\"callbackData\":2},\"destinations\":[{\"to\":\"99950012\"}]}]}",
	                400);
	assert_true(routes_rig_says(rig, "\"messages[0].webhooks.callbackData\""));
}

static void
messages_are_found_by_the_names_that_their_sender_gave(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_post(rig, "/sms/2/text/advanced",
	                "{\"messages\":[{\"text\":\"x\",\"applicationId\":\"a1\","
	                "\"entityId\":\"e1\",\"campaignReferenceId\":\"c1\","
	                "\"destinations\":[{\"to\":\"99950012\"}]}]}",
	                200);
	routes_rig_post(rig, "/sms/3/messages",
	                "{\"messages\":[{\"content\":{\"text\":\"x\"},\"options\":{"
	                "\"platform\":{\"applicationId\":\"a2\",\"entityId\":\"e1\"},"
	                "\"campaignReferenceId\":\"c2\"},\"destinations\":[{"
	                "\"to\":\"99950012\"}]}]}",
	                200);
	routes_rig_send(rig, 3, "99950012", "plain");
	expect_rows(rig, "/sms/3/logs?applicationId=a1", 1);
	expect_rows(rig, "/sms/1/logs?entityId=e1", 2);
	expect_rows(rig, "/sms/1/logs?entityId=e1&applicationId=a2", 1);
	expect_rows(rig, "/sms/3/logs?campaignReferenceId=c1,c2", 2);
	expect_rows(rig, "/sms/3/logs?campaignReferenceId=c", 0);
	expect_rows(rig, "/sms/3/reports?applicationId=a2", 1);
	expect_rows(rig, "/sms/3/reports", 2);
}

static void
calls_have_reports_of_their_own(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_send(rig, 3, "99950012", "sms");
	routes_rig_post(rig, "/tts/3/advanced",
	                "{\"messages\":[{\"from\":\"4477009001\",\"text\":\"7,, 3\","
	                "\"callbackData\":\"back\",\"destinations\":["
	                "{\"to\":\"99930005\",\"messageId\":\"taken\"},"
	                "{\"to\":\"99920009\",\"messageId\":\"missed\"}]}]}",
	                200);
	expect_rows(rig, "/voice/1/reports", 0);
	clock_advance_ms(5000);
	expect_rows(rig, "/voice/1/reports?messageId=taken", 1);
	assert_true(routes_rig_says(rig, "\"callbackData\":\"back\",\"voiceCall\":{"
	                                 "\"feature\":\"Voice-message\",\"startTime\":"
	                                 "\"2025-11-25T10:15:02.118+0000\""));
	assert_true(routes_rig_says(rig, "\"duration\":12,\"chargedDuration\":30"));
	expect_rows(rig, "/voice/1/reports", 1);
	assert_true(routes_rig_says(rig, "\"missed\""));
	assert_true(routes_rig_says(rig, "\"answerTime\":null"));
	assert_true(routes_rig_says(rig, "\"duration\":0,\"chargedDuration\":0"));
	expect_rows(rig, "/voice/1/reports", 0);
	expect_rows(rig, "/sms/3/reports", 1);
	rig->key = "message-1";
	routes_rig_get(rig, "/voice/1/reports", 200);
	rig->key = "sms-1";
	routes_rig_get(rig, "/voice/1/reports", 403);
}

static void
reports_ask_for_the_scopes_of_sending(void **state)
{
	struct routes_rig *rig = *state;
	static const char *const may[] = { "send-1", "message-1", "sms-1", "sendlogs-1" };
	static const char *const may_not[] = { "logs-1", "voice-1", "account-1", "noscope-1" };

	for (size_t i = 0; i < sizeof(may) / sizeof(*may); i++) {
		rig->key = may[i];
		routes_rig_get(rig, "/sms/1/reports", 200);
		routes_rig_get(rig, "/sms/3/reports", 200);
		rig->key = may_not[i];
		routes_rig_get(rig, "/sms/1/reports", 403);
		routes_rig_get(rig, "/sms/3/reports", 403);
		assert_true(routes_rig_says(rig, "\"errorCode\":\"E403\""));
	}
}

/* Pages. */

/* The cursor of the last answer; "" when there is none. */
static void
read_next_cursor(const struct routes_rig *rig, char *out, size_t out_bytes)
{
	const char *at = strstr(routes_rig_body(rig), "\"nextCursor\":\"");

	out[0] = '\0';
	if (at) {
		at += strlen("\"nextCursor\":\"");
		(void)snprintf(out, out_bytes, "%.*s", (int)strcspn(at, "\""), at);
	}
}

static void
a_cursor_leads_from_page_to_page(void **state)
{
	struct routes_rig *rig = *state;
	char target[512];
	char cursor[256];
	char id[16];

	for (int i = 0; i < 5; i++) {
		(void)snprintf(id, sizeof(id), "m%d", i);
		routes_rig_send(rig, 3, "99930005", id);
	}
	expect_rows(rig, "/sms/3/logs?useCursor=true&limit=2", 2);
	assert_true(routes_rig_says(rig, "\"cursor\":{\"limit\":2,\"nextCursor\":\""));
	assert_true(routes_rig_says(rig, "\"m4\"") && routes_rig_says(rig, "\"m3\""));
	/* What arrives meanwhile stands above the page that was read. */
	routes_rig_send(rig, 3, "99930005", "late");
	expect_rows(rig, "/sms/3/logs?useCursor=true&limit=3", 3);
	read_next_cursor(rig, cursor, sizeof(cursor));
	(void)snprintf(target, sizeof(target), "/sms/3/logs?useCursor=true&limit=2&cursor=%s",
	               cursor);
	routes_rig_send(rig, 3, "99930005", "later");
	expect_rows(rig, target, 2);
	assert_true(routes_rig_says(rig, "\"m2\"") && routes_rig_says(rig, "\"m1\""));
	read_next_cursor(rig, cursor, sizeof(cursor));
	(void)snprintf(target, sizeof(target), "/sms/3/logs?useCursor=true&limit=2&cursor=%s",
	               cursor);
	expect_rows(rig, target, 1);
	assert_true(routes_rig_says(rig, "\"m0\""));
	assert_true(routes_rig_says(rig, "\"cursor\":{\"limit\":2,\"nextCursor\":null}"));
}

static void
a_page_that_ends_with_the_log_has_no_next_one(void **state)
{
	struct routes_rig *rig = *state;

	expect_rows(rig, "/sms/3/logs?useCursor=true", 0);
	assert_true(routes_rig_says(rig, "\"cursor\":{\"limit\":50,\"nextCursor\":null}"));
	routes_rig_send(rig, 3, "99930005", "m1");
	routes_rig_send(rig, 3, "99930005", "m2");
	expect_rows(rig, "/sms/3/logs?useCursor=true&limit=2", 2);
	assert_true(routes_rig_says(rig, "\"nextCursor\":null"));
	/* A message that the filter passes over is no next row. */
	expect_rows(rig, "/sms/3/logs?useCursor=true&limit=1&messageId=m2", 1);
	assert_true(routes_rig_says(rig, "\"nextCursor\":null"));
}

static void
cursors_belong_to_the_present_log_and_to_who_asks_for_them(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_send(rig, 3, "99930005", "m1");
	routes_rig_get(rig, "/sms/3/logs", 200);
	assert_false(routes_rig_says(rig, "cursor"));
	routes_rig_get(rig, "/sms/3/logs?useCursor=false&cursor=zz", 200);
	assert_false(routes_rig_says(rig, "cursor"));
	routes_rig_get(rig, "/sms/1/logs?useCursor=true", 200);
	assert_false(routes_rig_says(rig, "cursor"));
	/* One of a message that is forgotten has nothing behind it. */
	expect_rows(rig, "/sms/3/logs?useCursor=true&cursor=6d39", 0);
}

static void
cursors_that_nobody_handed_out_are_refused(void **state)
{
	static const char *const wrong[] = { "z", "6d3", "6D31", "00", "6d00", "b3BhcXVl" };
	struct routes_rig *rig = *state;
	struct text target;
	char line[128];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		(void)snprintf(line, sizeof(line), "/sms/3/logs?useCursor=true&cursor=%s",
		               wrong[i]);
		routes_rig_get(rig, line, 400);
		assert_true(routes_rig_says(rig, "\"property\":\"cursor\""));
	}
	routes_rig_get(rig, "/sms/3/logs?useCursor=yes", 400);
	assert_true(routes_rig_says(rig, "\"property\":\"useCursor\""));
	text_init(&target, 4096);
	text_append(&target, "/sms/3/logs?useCursor=true&cursor=");
	for (int i = 0; i < 202; i++)
		text_append(&target, "6d");
	routes_rig_get(rig, text_string(&target), 400);
	text_finish(&target);
}

/* The clock. */

static void
the_clock_is_moved_and_the_window_with_it(void **state)
{
	struct routes_rig *rig = *state;

	routes_rig_send(rig, 3, "99930005", "m1");
	routes_rig_get(rig, "/sandbox/clock", 200);
	assert_string_equal(routes_rig_body(rig), "{\"now\":\"2025-11-25T10:15:02.118+0000\"}");
	routes_rig_post(rig, "/sandbox/clock", "{\"advance_s\":172799}", 200);
	assert_string_equal(routes_rig_body(rig), "{\"now\":\"2025-11-27T10:15:01.118+0000\"}");
	expect_rows(rig, "/sms/3/logs", 1);
	assert_true(routes_rig_says(rig, "\"name\":\"DELIVERED_TO_HANDSET\""));
	routes_rig_send(rig, 3, "99930005", "m2");
	routes_rig_post(rig, "/sandbox/clock", "{\"advance_s\":1.5}", 200);
	expect_rows(rig, "/sms/1/logs", 1);
	assert_true(routes_rig_says(rig, "\"sentAt\":\"2025-11-27T10:15:01.118+0000\""));
	/* Asking for more than the window does not widen it. */
	expect_rows(rig, "/sms/3/logs?sentSince=2025-11-01T00:00:00.000%2B0000", 1);
	/* The report of what is in the window can still be had. */
	routes_rig_post(rig, "/sandbox/clock", "{\"advance_s\":2}", 200);
	expect_rows(rig, "/sms/3/reports", 1);
	assert_true(routes_rig_says(rig, "\"m2\""));
}

static void
the_clock_needs_no_key_and_takes_no_nonsense(void **state)
{
	static const char *const wrong[] = {
		"",
		"{}",
		"[]",
		"{\"advance_s\":-1}",
		"{\"advance_s\":\"5\"}",
		"null",
		"17",
		"{\"advance_s\":1e9}",
	};
	struct routes_rig *rig = *state;

	rig->key = NULL;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		routes_rig_post(rig, "/sandbox/clock", wrong[i], 400);
	routes_rig_post(rig, "/sandbox/clock", "{\"advance_s\":0}", 200);
	assert_string_equal(routes_rig_body(rig), "{\"now\":\"2025-11-25T10:15:02.118+0000\"}");
	routes_rig_post(rig, "/sandbox/clock", "{\"advance_s\":316000000}", 200);
	routes_rig_post(rig, "/sandbox/clock", "{\"advance_s\":316000000}", 400);
}

/* Rates. */

static void
read_log_to_the_limit(struct routes_rig *rig, const char *target)
{
	for (int i = 0; i < 120; i++)
		routes_rig_get(rig, target, 200);
	assert_int_equal(rig->answer.retry_after_s, 0);
	routes_rig_get(rig, target, 429);
}

static void
a_log_is_read_120_times_a_minute(void **state)
{
	struct routes_rig *rig = *state;

	read_log_to_the_limit(rig, "/sms/1/logs");
	assert_true(routes_rig_says(rig, "\"messageId\":\"TOO_MANY_REQUESTS\""));
	assert_int_equal(rig->answer.retry_after_s, 60);
	/* Each call has its own rate, and the others go on. */
	read_log_to_the_limit(rig, "/sms/3/logs");
	assert_true(routes_rig_says(rig, "\"errorCode\":\"E429\""));
	routes_rig_get(rig, "/sms/3/reports", 200);
	clock_advance_ms(58500);
	routes_rig_get(rig, "/sms/1/logs", 429);
	assert_int_equal(rig->answer.retry_after_s, 2);
	/* The movable clock is the one that counts. */
	routes_rig_post(rig, "/sandbox/clock", "{\"advance_s\":2}", 200);
	read_log_to_the_limit(rig, "/sms/1/logs");
}

static void
keys_that_are_refused_use_nothing_up(void **state)
{
	struct routes_rig *rig = *state;

	rig->key = "noscope-1";
	for (int i = 0; i < 200; i++)
		routes_rig_get(rig, "/sms/3/logs", 403);
	rig->key = "key";
	read_log_to_the_limit(rig, "/sms/3/logs");
	/* Whoever has the scope shares the rate. */
	rig->key = "logs-1";
	routes_rig_get(rig, "/sms/3/logs", 429);
}

static void
speed_shortens_the_minute(void **state)
{
	struct routes_rig *rig = *state;

	routes_init(&rig->routes, rig->ledger, 1, 100);
	read_log_to_the_limit(rig, "/sms/3/logs");
	assert_int_equal(rig->answer.retry_after_s, 1);
	clock_advance_ms(600);
	read_log_to_the_limit(rig, "/sms/3/logs");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, routes_rig_open, routes_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_report_comes_once_when_the_message_has_arrived),
		TEST(a_filter_leaves_the_other_reports_alone),
		TEST(reports_have_a_default_limit_and_an_upper_one),
		TEST(callback_data_comes_back_with_the_report),
		TEST(messages_are_found_by_the_names_that_their_sender_gave),
		TEST(calls_have_reports_of_their_own),
		TEST(reports_ask_for_the_scopes_of_sending),
		TEST(a_cursor_leads_from_page_to_page),
		TEST(a_page_that_ends_with_the_log_has_no_next_one),
		TEST(cursors_belong_to_the_present_log_and_to_who_asks_for_them),
		TEST(cursors_that_nobody_handed_out_are_refused),
		TEST(the_clock_is_moved_and_the_window_with_it),
		TEST(the_clock_needs_no_key_and_takes_no_nonsense),
		TEST(a_log_is_read_120_times_a_minute),
		TEST(keys_that_are_refused_use_nothing_up),
		TEST(speed_shortens_the_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
