/* SPDX-License-Identifier: MIT */
/* the provider's answers as JSON */
#include "sandbox/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

static void
expect_error(int api_version, int http_status, const struct answers_violations *v,
             const char *wanted)
{
	struct text out;

	text_init(&out, 64 * 1024);
	answers_write_error(&out, api_version, http_status, v);
	assert_string_equal(text_string(&out), wanted);
	text_finish(&out);
}

static void
the_two_error_bodies_have_their_own_shape(void **state)
{
	(void)state;
	expect_error(2, 401, NULL,
	             "{\"requestError\":{\"serviceException\":{\"messageId\":\"UNAUTHORIZED\","
	             "\"text\":\"Unauthorized\"}}}");
	expect_error(2, 500, NULL,
	             "{\"requestError\":{\"serviceException\":{\"messageId\":\"GENERAL_ERROR\","
	             "\"text\":\"Something went wrong. Please contact support.\"}}}");
	expect_error(3, 429, NULL,
	             "{\"errorCode\":\"E429\",\"description\":\"Too many requests sent.\","
	             "\"action\":\"Check request rate limit specified in the API endpoint "
	             "documentation resource.\",\"violations\":[],\"resources\":[]}");
	expect_error(3, 503, NULL,
	             "{\"errorCode\":\"E503\",\"description\":\"Service unavailable\","
	             "\"action\":\"Ask the support.\",\"violations\":[],\"resources\":[]}");
}

static void
an_http_status_that_no_table_has_is_unknown(void **state)
{
	(void)state;
	expect_error(2, 418, NULL,
	             "{\"requestError\":{\"serviceException\":{\"messageId\":\"UNKNOWN\","
	             "\"text\":\"Unknown\"}}}");
}

static void
violations_stand_in_both_bodies(void **state)
{
	struct answers_violations v = { .count = 0 };

	(void)state;
	answers_add_violation(&v, "is bad", "messages[%d].text", 0);
	answers_add_violation(&v, "is worse", "limit");
	answers_add_violation(&v, "is long", "messages[%d].text", 0);
	expect_error(2, 400, &v,
	             "{\"requestError\":{\"serviceException\":{\"messageId\":\"BAD_REQUEST\","
	             "\"text\":\"Bad request\",\"validationErrors\":{\"messages[0].text\":"
	             "[\"is bad\",\"is long\"],\"limit\":[\"is worse\"]}}}}");
	expect_error(3, 400, &v,
	             "{\"errorCode\":\"E400\",\"description\":\"Request cannot be processed.\","
	             "\"action\":\"Check the syntax, violations and adjust the request.\","
	             "\"violations\":[{\"property\":\"messages[0].text\","
	             "\"violation\":\"is bad\"},{\"property\":\"limit\",\"violation\":"
	             "\"is worse\"},{\"property\":\"messages[0].text\",\"violation\":\"is "
	             "long\"}],\"resources\":[]}");
}

static void
no_more_violations_are_kept_than_there_is_room_for(void **state)
{
	struct answers_violations v = { .count = 0 };

	(void)state;
	for (int i = 0; i < ANSWERS_VIOLATIONS_MAX + 5; i++)
		answers_add_violation(&v, "is bad", "item[%d]", i);
	assert_int_equal(v.count, ANSWERS_VIOLATIONS_MAX);
	assert_string_equal(v.items[ANSWERS_VIOLATIONS_MAX - 1].property, "item[19]");
}

static void
a_send_is_answered_in_the_shape_of_its_version(void **state)
{
	const struct answers_message messages[] = {
		{ "m1", "99930005", 1, 26, 2 },
		{ "m2", "+99950012", 5, 12, 0 },
	};
	struct text out;

	(void)state;
	text_init(&out, 64 * 1024);
	answers_write_send(&out, 2, "b", messages, 2);
	assert_string_equal(
		text_string(&out),
		"{\"bulkId\":\"b\",\"messages\":[{\"messageId\":\"m1\",\"status\":{"
		"\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26,\"name\":"
		"\"PENDING_ACCEPTED\",\"description\":\"Message sent to next instance\"},"
		"\"to\":\"99930005\",\"smsCount\":2},{\"messageId\":\"m2\","
		"\"status\":{\"groupId\":5,\"groupName\":\"REJECTED\",\"id\":12,"
		"\"name\":\"REJECTED_NOT_ENOUGH_CREDITS\",\"description\":"
		"\"Not enough credits\"},\"to\":\"+99950012\"}]}");
	text_reset(&out);
	answers_write_send(&out, 3, "b", messages, 1);
	assert_string_equal(
		text_string(&out),
		"{\"bulkId\":\"b\",\"messages\":[{\"messageId\":\"m1\",\"status\":{"
		"\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26,\"name\":"
		"\"PENDING_ACCEPTED\",\"description\":\"Message sent to next instance\"},"
		"\"destination\":\"99930005\",\"details\":{\"messageCount\":2}}]}");
	text_finish(&out);
}

static void
ids_that_no_table_has_are_unknown(void **state)
{
	const struct answers_message message = { "m", "9993", 3, 77, 0 };
	struct text out;

	(void)state;
	text_init(&out, 64 * 1024);
	answers_write_send(&out, 3, "b", &message, 1);
	assert_non_null(strstr(text_string(&out),
	                       "{\"groupId\":3,\"groupName\":\"DELIVERED\",\"id\":77,"
	                       "\"name\":\"UNKNOWN\",\"description\":\"Unknown\"}"));
	text_finish(&out);
}

static void
write_row(struct text *out, answers_row_fn write, int api_version, const struct ledger_entry *e,
          int64_t since_ms)
{
	struct ledger_standing at = ledger_standing_at(e, e->taken_at_ms + since_ms);
	struct json_writer w;

	text_reset(out);
	json_write_begin(&w, out);
	write(&w, api_version, e, &at);
}

static void
a_log_row_has_the_shape_of_its_version(void **state)
{
	struct ledger_entry e = {
		.message_id = "m",
		.bulk_id = "b",
		.number = "99980027",
		.operator_ms = 900,
		.end_ms = 1900,
		.status_group = 2,
		.status_id = 9,
		.error_group = 1,
		.error_id = 27,
		.parts = 1,
		.text = "x",
		.sender = "s",
	};
	struct text out;

	(void)state;
	assert_true(clock_parse("2026-03-01T09:15:02.118Z", &e.taken_at_ms));
	text_init(&out, 64 * 1024);
	write_row(&out, answers_write_log, 2, &e, 1900);
	assert_string_equal(
		text_string(&out),
		"{\"bulkId\":\"b\",\"messageId\":\"m\",\"to\":"
		"\"99980027\",\"from\":\"s\",\"text\":\"x\",\"sentAt\":"
		"\"2026-03-01T09:15:02.118+0000\",\"doneAt\":"
		"\"2026-03-01T09:15:04.018+0000\",\"smsCount\":1,\"mccMnc\":\"99901\",\"price\":{"
		"\"pricePerMessage\":0,\"currency\":\"EUR\"},\"status\":{"
		"\"groupId\":2,\"groupName\":\"UNDELIVERABLE\",\"id\":9,\"name\":"
		"\"UNDELIVERABLE_NOT_DELIVERED\",\"description\":"
		"\"Message sent not delivered\"},\"error\":{\"groupId\":1,"
		"\"groupName\":\"HANDSET_ERRORS\",\"id\":27,\"name\":"
		"\"EC_ABSENT_SUBSCRIBER\",\"description\":\"Absent Subscriber\","
		"\"permanent\":false}}");
	e.text = NULL;
	e.sender = NULL;
	write_row(&out, answers_write_log, 3, &e, 0);
	assert_string_equal(text_string(&out),
	                    "{\"bulkId\":\"b\",\"messageId\":\"m\",\"destination\":"
	                    "\"99980027\",\"sentAt\":\"2026-03-01T09:15:02.118+0000\","
	                    "\"messageCount\":1,\"mccMnc\":\"99901\",\"price\":{"
	                    "\"pricePerMessage\":0,\"currency\":\"EUR\"},\"status\":{"
	                    "\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26,\"name\":"
	                    "\"PENDING_ACCEPTED\",\"description\":\"Message sent to next "
	                    "instance\"},\"error\":{\"groupId\":0,\"groupName\":\"OK\","
	                    "\"id\":0,\"name\":\"NO_ERROR\",\"description\":\"No Error\","
	                    "\"permanent\":false}}");
	e.text = "y";
	e.sender = "";
	write_row(&out, answers_write_log, 3, &e, 0);
	assert_non_null(strstr(text_string(&out), "\"content\":{\"text\":\"y\"}"));
	assert_null(strstr(text_string(&out), "sender"));
	text_finish(&out);
}

static void
a_report_has_the_callback_data_and_no_text(void **state)
{
	struct ledger_entry e = {
		.message_id = "m",
		.bulk_id = "b",
		.number = "99930005",
		.operator_ms = 900,
		.end_ms = 1900,
		.status_group = 3,
		.status_id = 5,
		.parts = 1,
		.text = "x",
		.sender = "s",
		.notes = { "back" },
	};
	struct text out;

	(void)state;
	assert_true(clock_parse("2026-03-01T09:15:02.118Z", &e.taken_at_ms));
	text_init(&out, 64 * 1024);
	write_row(&out, answers_write_report, 2, &e, 1900);
	assert_string_equal(text_string(&out),
	                    "{\"bulkId\":\"b\",\"messageId\":\"m\",\"to\":\"99930005\","
	                    "\"from\":\"s\",\"sentAt\":\"2026-03-01T09:15:02.118+0000\","
	                    "\"doneAt\":\"2026-03-01T09:15:04.018+0000\",\"smsCount\":1,"
	                    "\"mccMnc\":\"99901\",\"callbackData\":\"back\",\"price\":{"
	                    "\"pricePerMessage\":0,\"currency\":\"EUR\"},\"status\":{"
	                    "\"groupId\":3,\"groupName\":\"DELIVERED\",\"id\":5,\"name\":"
	                    "\"DELIVERED_TO_HANDSET\",\"description\":\"Message delivered to "
	                    "handset\"},\"error\":{\"groupId\":0,\"groupName\":\"OK\",\"id\":0,"
	                    "\"name\":\"NO_ERROR\",\"description\":\"No Error\","
	                    "\"permanent\":false}}");
	/* The present one calls the number "to" as well, unlike its logs. */
	write_row(&out, answers_write_report, 3, &e, 1900);
	assert_non_null(strstr(text_string(&out), "\"to\":\"99930005\",\"sender\":\"s\""));
	assert_non_null(strstr(text_string(&out), "\"messageCount\":1"));
	assert_null(strstr(text_string(&out), "\"x\""));
	e.notes[LEDGER_APPLICATION] = "app";
	e.notes[LEDGER_ENTITY] = "ent";
	e.notes[LEDGER_CAMPAIGN] = "camp";
	write_row(&out, answers_write_report, 3, &e, 1900);
	assert_non_null(strstr(text_string(&out), ",\"platform\":{\"entityId\":\"ent\","
	                                          "\"applicationId\":\"app\"},"
	                                          "\"campaignReferenceId\":\"camp\"}"));
	write_row(&out, answers_write_log, 2, &e, 1900);
	assert_non_null(strstr(text_string(&out), ",\"entityId\":\"ent\",\"applicationId\":"
	                                          "\"app\",\"campaignReferenceId\":\"camp\"}"));
	text_finish(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_two_error_bodies_have_their_own_shape),
		cmocka_unit_test(an_http_status_that_no_table_has_is_unknown),
		cmocka_unit_test(violations_stand_in_both_bodies),
		cmocka_unit_test(no_more_violations_are_kept_than_there_is_room_for),
		cmocka_unit_test(a_send_is_answered_in_the_shape_of_its_version),
		cmocka_unit_test(ids_that_no_table_has_are_unknown),
		cmocka_unit_test(a_log_row_has_the_shape_of_its_version),
		cmocka_unit_test(a_report_has_the_callback_data_and_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
