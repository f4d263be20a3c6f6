/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "routes_rig.h"

#define V2 "/sms/2/text/advanced"
#define V3 "/sms/3/messages"

static const char *
ask_as(struct routes_rig *b, const char *authorization, const char *method, const char *target,
       const char *body)
{
	struct request r = {
		.method = method,
		.target = target,
		.body = body,
		.body_bytes = strlen(body),
	};

	if (authorization) {
		r.headers[0] = (struct request_header){ "Authorization", authorization };
		r.header_count = 1;
	}
	routes_finish_answer(&b->answer);
	routes_answer(&b->routes, &r, &b->answer);
	if (b->answer.body.size_bytes < JSON_BYTES_MAX)
		assert_true(json_is_acceptable(text_string(&b->answer.body),
		                               b->answer.body.size_bytes));
	return text_string(&b->answer.body);
}

static void
get(struct routes_rig *b, const char *target, int http_status)
{
	(void)ask_as(b, "App key", "GET", target, "");
	assert_int_equal(b->answer.http_status, http_status);
}

static void
post(struct routes_rig *b, const char *target, const char *body, int http_status)
{
	(void)ask_as(b, "App key", "POST", target, body);
	assert_int_equal(b->answer.http_status, http_status);
}

/* One message to one number; `id` NULL leaves the making of it to the sandbox. */
static void
send_one(struct routes_rig *b, int api_version, const char *number, const char *id)
{
	char body[512];
	char member[256] = "";

	if (id)
		(void)snprintf(member, sizeof(member), ",\"messageId\":\"%s\"", id);
	(void)snprintf(body, sizeof(body),
	               api_version == 2 ? "{\"messages\":[{\"from\":\"S\",\"destinations\":[{"
	                                  "\"to\":\"%s\"%s}],\"text\":\"Code 1\"}]}"
	                                : "{\"messages\":[{\"sender\":\"S\",\"destinations\":[{"
	                                  "\"to\":\"%s\"%s}],\"content\":{\"text\":\"Code 1\"}}]}",
	               number, member);
	post(b, api_version == 2 ? V2 : V3, body, 200);
}

/* What the log says about the message `m`. */
static void
expect_logged(struct routes_rig *b, const char *status, const char *error)
{
	get(b, "/sms/3/logs?messageId=m", 200);
	assert_true(routes_rig_says(b, status));
	assert_true(routes_rig_says(b, error));
}

#define PENDING_ACCEPTED "\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26,\"name\":"
#define AT_OPERATOR "\"groupId\":3,\"groupName\":\"DELIVERED\",\"id\":2,\"name\":"
#define AT_HANDSET "\"groupId\":3,\"groupName\":\"DELIVERED\",\"id\":5,\"name\":"
#define NO_ERROR "\"error\":{\"groupId\":0,"

/* From acceptance over the operator to the end; jitter keeps all of it within these moments. */
static void
expect_course(struct routes_rig *b, const char *number, const char *end, const char *error)
{
	send_one(b, 3, number, "m");
	assert_true(routes_rig_says(b, PENDING_ACCEPTED));
	clock_advance_ms(700);
	expect_logged(b, PENDING_ACCEPTED, NO_ERROR);
	clock_advance_ms(500);
	expect_logged(b, AT_OPERATOR, NO_ERROR);
	clock_advance_ms(1000);
	expect_logged(b, end, error);
}

static void
a_delivered_number_takes_its_course(void **state)
{
	expect_course(*state, "99930005", AT_HANDSET, NO_ERROR);
}

static void
any_other_sandbox_number_is_delivered(void **state)
{
	expect_course(*state, "+999123456789", AT_HANDSET, NO_ERROR);
}

static void
an_operators_number_stays_there(void **state)
{
	expect_course(*state, "99930002", AT_OPERATOR, NO_ERROR);
}

static void
an_undeliverable_number_ends_so(void **state)
{
	expect_course(*state, "99920009", "\"groupId\":2,\"groupName\":\"UNDELIVERABLE\",\"id\":9",
	              NO_ERROR);
}

static void
an_expired_number_ends_so(void **state)
{
	expect_course(*state, "99940029", "\"groupId\":4,\"groupName\":\"EXPIRED\",\"id\":29",
	              NO_ERROR);
}

static void
an_error_number_ends_with_the_error(void **state)
{
	expect_course(*state, "99984102", "\"groupId\":2,\"groupName\":\"UNDELIVERABLE\",\"id\":9",
	              "\"error\":{\"groupId\":3,\"groupName\":\"OPERATOR_ERRORS\",\"id\":4102,"
	              "\"name\":\"EC_NOTSUBMITTEDTOSMPPCHANNEL\"");
}

static void
an_id_that_no_table_has_is_unknown(void **state)
{
	expect_course(*state, "99989876", "\"groupId\":2,\"groupName\":\"UNDELIVERABLE\",\"id\":9",
	              "\"id\":9876,\"name\":\"UNKNOWN\"");
}

static void
a_pending_number_stays_pending(void **state)
{
	struct routes_rig *b = *state;

	send_one(b, 2, "99910003", "m");
	assert_true(routes_rig_says(b, "\"groupId\":1,\"groupName\":\"PENDING\",\"id\":3,"));
	clock_advance_ms(1000LL * 3600);
	expect_logged(b, "\"groupId\":1,\"groupName\":\"PENDING\",\"id\":3,", NO_ERROR);
	assert_false(routes_rig_says(b, "doneAt"));
}

static void
a_refused_number_is_refused_inside_the_answer(void **state)
{
	struct routes_rig *b = *state;

	send_one(b, 2, "99950012", "m");
	assert_true(routes_rig_says(b, "\"groupId\":5,\"groupName\":\"REJECTED\",\"id\":12,"));
	expect_logged(b, "\"groupId\":5,\"groupName\":\"REJECTED\",\"id\":12,", NO_ERROR);
}

static void
a_persons_number_is_refused(void **state)
{
	static const char *const numbers[] = { "447700900123", "+447700900123", "9930005",
		                               "999abc" };
	struct routes_rig *b = *state;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		send_one(b, i % 2 ? 2 : 3, numbers[i], NULL);
		assert_true(routes_rig_says(b, "\"id\":52,\"name\":\"REJECTED_DESTINATION\""));
	}
}

static void
a_repeated_id_is_refused_in_either_version(void **state)
{
	struct routes_rig *b = *state;

	send_one(b, 3, "99930005", "m");
	send_one(b, 2, "99930005", "m");
	assert_true(routes_rig_says(b, "\"id\":23,\"name\":\"REJECTED_DUPLICATE_MESSAGE_ID\""));
	clock_advance_ms(2200);
	expect_logged(b, AT_HANDSET, NO_ERROR);
	assert_int_equal(routes_rig_count(b, "\"messageId\""), 1);
}

static void
an_http_number_gets_that_status_and_is_not_taken_in(void **state)
{
	struct routes_rig *b = *state;

	post(b, V2, "{\"messages\":[{\"destinations\":[{\"to\":\"99990429\"}],\"text\":\"x\"}]}",
	     429);
	assert_true(
		routes_rig_says(b, "\"serviceException\":{\"messageId\":\"TOO_MANY_REQUESTS\""));
	post(b, V3,
	     "{\"messages\":[{\"destinations\":[{\"to\":\"99930005\"},{\"to\":\"99990503\"}],"
	     "\"content\":{\"text\":\"x\"}}]}",
	     503);
	assert_true(routes_rig_says(b, "\"errorCode\":\"E503\""));
	post(b, V3,
	     "{\"messages\":[{\"destinations\":[{\"to\":\"99990099\"}],"
	     "\"content\":{\"text\":\"x\"}}]}",
	     400);
	get(b, "/sms/3/logs", 200);
	assert_string_equal(text_string(&b->answer.body), "{\"results\":[]}");
}

static void
a_slow_number_is_taken_in_before_the_delay(void **state)
{
	struct routes_rig *b = *state;

	send_one(b, 3, "99900012", "m");
	assert_int_equal(b->answer.delay_s, 12);
	assert_false(b->answer.dropped);
	assert_true(routes_rig_says(b, PENDING_ACCEPTED));
	clock_advance_ms(2200);
	expect_logged(b, AT_HANDSET, NO_ERROR);
	send_one(b, 3, "99900012", "m");
	assert_int_equal(b->answer.delay_s, 0);
}

static void
a_dropped_number_is_taken_in_and_its_repetition_answered(void **state)
{
	struct routes_rig *b = *state;

	send_one(b, 3, "99900000", "m");
	assert_true(b->answer.dropped);
	send_one(b, 3, "99900000", "m");
	assert_false(b->answer.dropped);
	assert_true(routes_rig_says(b, "\"id\":23,"));
	clock_advance_ms(2200);
	expect_logged(b, AT_HANDSET, NO_ERROR);
}

static void
several_messages_and_destinations_are_taken_at_once(void **state)
{
	struct routes_rig *b = *state;

	post(b, V2,
	     "{\"bulkId\":\"B\",\"type\":\"text\",\"messages\":["
	     "{\"from\":\"S\",\"destinations\":[{\"to\":\"99930005\"},{\"to\":\"99950012\"}],"
	     "\"text\":\"one\",\"validityPeriod\":10},"
	     "{\"destinations\":[{\"to\":\"99900003\",\"messageId\":\"\"},"
	     "{\"to\":\"99900002\",\"messageId\":null}],\"text\":\"two\"}]}",
	     200);
	assert_int_equal(routes_rig_count(b, "\"messageId\":\""), 4);
	assert_int_equal(routes_rig_count(b, "\"id\":26,"), 3);
	assert_int_equal(routes_rig_count(b, "smsCount"), 0);
	assert_int_equal(b->answer.delay_s, 3);
	assert_true(routes_rig_says(b, "{\"bulkId\":\"B\","));
	get(b, "/sms/1/logs?bulkId=B", 200);
	assert_int_equal(routes_rig_count(b, "\"bulkId\":\"B\""), 4);
	assert_int_equal(routes_rig_count(b, "\"text\":\"two\""), 2);
	assert_int_equal(routes_rig_count(b, "\"from\":\"S\""), 2);
}

static void
parts_are_counted_when_asked_for(void **state)
{
	struct routes_rig *b = *state;

	post(b, V2,
	     "{\"messages\":[{\"destinations\":[{\"to\":\"9993\"}],\"text\":\"x\"}],"
	     "\"includeSmsCountInResponse\":true}",
	     200);
	assert_true(routes_rig_says(b, "\"smsCount\":1"));
	post(b, V3,
	     "{\"messages\":[{\"destinations\":[{\"to\":\"9993\"}],\"content\":{\"text\":"
	     "\"\\u0439\\u0439\\u0439\\u0439\\u0439\\u0439\\u0439\\u0439\\u0439\\u0439"
	     "0123456789012345678901234567890123456789012345678901234567890\"}}],"
	     "\"options\":{\"includeSmsCountInResponse\":true}}",
	     200);
	assert_true(routes_rig_says(b, "\"details\":{\"messageCount\":2}"));
}

static void
made_ids_are_uuids_and_follow_the_seed(void **state)
{
	struct routes_rig *b = *state;
	struct routes_answer first;

	send_one(b, 3, "9993", NULL);
	first = b->answer;
	memset(&b->answer, 0, sizeof(b->answer));
	send_one(b, 3, "9993", NULL);
	assert_string_not_equal(text_string(&first.body), text_string(&b->answer.body));
	/* The same seed on the same ledger: the ids that it made are passed over. */
	routes_init(&b->routes, b->ledger, 1, 1);
	send_one(b, 3, "9993", NULL);
	assert_true(routes_rig_says(b, "\"id\":26,"));
	/* On a ledger of its own they come again. */
	ledger_close(b->ledger);
	assert_int_equal(ledger_open(NULL, &b->ledger, &(struct fault){ .code = ST_OK }), ST_OK);
	routes_init(&b->routes, b->ledger, 1, 1);
	send_one(b, 3, "9993", NULL);
	assert_string_equal(text_string(&first.body), text_string(&b->answer.body));
	assert_int_equal(strcspn(strstr(text_string(&first.body), "messageId\":\"") + 12, "\""),
	                 36);
	routes_init(&b->routes, b->ledger, 2, 1);
	send_one(b, 3, "9993", NULL);
	assert_string_not_equal(text_string(&first.body), text_string(&b->answer.body));
	routes_finish_answer(&first);
}

static void
speed_divides_the_delays_but_not_the_first_answer(void **state)
{
	struct routes_rig *b = *state;

	routes_init(&b->routes, b->ledger, 1, 1000);
	send_one(b, 3, "99930005", "m");
	assert_true(routes_rig_says(b, PENDING_ACCEPTED));
	clock_advance_ms(3);
	expect_logged(b, AT_HANDSET, NO_ERROR);
	routes_init(&b->routes, b->ledger, 1, 0.1);
	send_one(b, 3, "99930005", "slow");
	clock_advance_ms(7000);
	get(b, "/sms/3/logs?messageId=slow", 200);
	assert_true(routes_rig_says(b, PENDING_ACCEPTED));
	clock_advance_ms(15000);
	get(b, "/sms/3/logs?messageId=slow", 200);
	assert_true(routes_rig_says(b, AT_HANDSET));
}

static void
keys_decide_who_may(void **state)
{
	struct routes_rig *b = *state;
	static const char *const refused[] = { NULL,        "",           "App",        "App ",
		                               "APP key",   "app key",    "Basic a2V5", "key",
		                               "App bad-1", "App bad-key" };

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		assert_non_null(strstr(ask_as(b, refused[i], "GET", "/sms/3/logs", ""), "E401"));
		assert_int_equal(b->answer.http_status, 401);
	}
	assert_non_null(strstr(ask_as(b, "App bad-1", "POST", V2, "{}"), "\"UNAUTHORIZED\""));
	assert_non_null(strstr(ask_as(b, "App noscope-1", "POST", V2, "{}"), "\"FORBIDDEN\""));
	assert_int_equal(b->answer.http_status, 403);
	assert_non_null(strstr(ask_as(b, "App noscope-", "GET", "/sms/3/logs", ""), "E403"));
	(void)ask_as(b, "App good", "GET", "/sms/3/logs", "");
	assert_int_equal(b->answer.http_status, 200);
}

static void
paths_that_lead_nowhere_are_not_found(void **state)
{
	struct routes_rig *b = *state;

	get(b, "/sms/3/messages", 404);
	assert_true(routes_rig_says(b, "\"errorCode\":\"E404\""));
	get(b, "/", 404);
	assert_true(routes_rig_says(b, "\"messageId\":\"NOT_FOUND\""));
	get(b, "/sms/1/logs/", 404);
	get(b, "/sms/2/logs", 404);
	post(b, "/sms/3/logs", "", 404);
	post(b, "/sms/3/messagesx", "", 404);
}

static void
a_body_that_was_cut_is_too_large(void **state)
{
	struct routes_rig *b = *state;
	struct request r = { .method = "POST", .target = V3, .body = "{", .body_bytes = 1 };

	r.headers[0] = (struct request_header){ "Authorization", "App key" };
	r.header_count = 1;
	r.body_too_large = true;
	routes_answer(&b->routes, &r, &b->answer);
	assert_int_equal(b->answer.http_status, 413);
	assert_true(routes_rig_says(b, "\"errorCode\":\"E413\""));
}

static void
expect_violation(struct routes_rig *b, const char *target, const char *body, const char *property)
{
	char quoted[128];

	post(b, target, body, 400);
	(void)snprintf(quoted, sizeof(quoted), "\"%s\"", property);
	assert_true(routes_rig_says(b, quoted));
}

static void
missing_fields_are_named(void **state)
{
	struct routes_rig *b = *state;

	expect_violation(b, V3, "{}", "messages");
	expect_violation(b, V3, "{\"messages\":[]}", "messages");
	expect_violation(b, V3, "{\"messages\":{\"0\":1}}", "messages");
	expect_violation(b, V3, "[]", "messages");
	expect_violation(b, V3, "7", "messages");
	expect_violation(b, V2, "{\"messages\":[{}]}", "messages[0].text");
	expect_violation(b, V3, "{\"messages\":[{}]}", "messages[0].content.text");
	expect_violation(b, V3, "{\"messages\":[{}]}", "messages[0].destinations");
	expect_violation(b, V2, "{\"messages\":[null]}", "messages[0].destinations");
	expect_violation(b, V2,
	                 "{\"messages\":[{\"text\":\"x\",\"destinations\":[{\"to\":\"9993\"}]},"
	                 "{\"text\":\"x\",\"destinations\":[{\"to\":\"9993\"},{}]}]}",
	                 "messages[1].destinations[1].to");
	expect_violation(b, V3,
	                 "{\"messages\":[{\"content\":{\"text\":\"\"},\"destinations\":["
	                 "{\"to\":\"9993\"}]}]}",
	                 "messages[0].content.text");
	get(b, "/sms/3/logs", 200);
	assert_string_equal(text_string(&b->answer.body), "{\"results\":[]}");
}

static void
fields_of_another_type_are_named(void **state)
{
	struct routes_rig *b = *state;

	expect_violation(b, V2,
	                 "{\"messages\":[{\"from\":5,\"text\":\"x\",\"destinations\":["
	                 "{\"to\":\"9993\"}]}]}",
	                 "messages[0].from");
	expect_violation(b, V3,
	                 "{\"messages\":[{\"sender\":[],\"content\":{\"text\":\"x\"},"
	                 "\"destinations\":[{\"to\":\"9993\"}]}]}",
	                 "messages[0].sender");
	expect_violation(b, V2,
	                 "{\"messages\":[{\"text\":\"x\",\"destinations\":[{\"to\":9993}]}]}",
	                 "messages[0].destinations[0].to");
	expect_violation(b, V2,
	                 "{\"messages\":[{\"text\":\"x\",\"destinations\":[{\"to\":\"9993\","
	                 "\"messageId\":5}]}]}",
	                 "messages[0].destinations[0].messageId");
	expect_violation(b, V2, "{\"bulkId\":5,\"messages\":[]}", "bulkId");
	expect_violation(b, V3, "{\"options\":{\"schedule\":{\"bulkId\":5}}}",
	                 "options.schedule.bulkId");
	post(b, V3, "{\"messages\":", 400);
	post(b, V3, "", 400);
	post(b, V2, "<xml/>", 400);
}

static void
the_older_endpoint_cuts_long_ids_and_the_present_one_refuses_them(void **state)
{
	struct routes_rig *b = *state;
	char body[1024];
	char id[260];

	memset(id, 'i', sizeof(id));
	id[250] = '\0';
	(void)snprintf(body, sizeof(body),
	               "{\"messages\":[{\"text\":\"x\",\"destinations\":[{\"to\":\"9993\","
	               "\"messageId\":\"%s\"}]}],\"bulkId\":\"%.150s\"}",
	               id, id);
	post(b, V2, body, 200);
	assert_int_equal(strspn(strstr(text_string(&b->answer.body), "messageId\":\"") + 12, "i"),
	                 200);
	assert_int_equal(strspn(strstr(text_string(&b->answer.body), "bulkId\":\"") + 9, "i"), 100);
	(void)snprintf(body, sizeof(body),
	               "{\"messages\":[{\"content\":{\"text\":\"x\"},\"destinations\":[{\"to\":"
	               "\"9993\",\"messageId\":\"%s\"}]}]}",
	               id);
	expect_violation(b, V3, body, "messages[0].destinations[0].messageId");
	(void)snprintf(body, sizeof(body),
	               "{\"messages\":[{\"text\":\"x\",\"destinations\":[{\"to\":\"%.65s\"}]}]}",
	               id);
	expect_violation(b, V2, body, "messages[0].destinations[0].to");
}

static void
too_many_destinations_are_refused(void **state)
{
	struct routes_rig *b = *state;
	struct text body;

	text_init(&body, 1024 * 1024);
	text_append(&body, "{\"messages\":[{\"text\":\"x\",\"destinations\":[{\"to\":\"9993\"}");
	for (int i = 1; i < ROUTES_DESTINATIONS_MAX; i++)
		text_append(&body, ",{\"to\":\"9993\"}");
	text_append(&body, "]}]}");
	post(b, V2, text_string(&body), 200);
	assert_int_equal(routes_rig_count(b, "\"id\":26,"), ROUTES_DESTINATIONS_MAX);
	text_cut(&body, body.size_bytes - 4);
	text_append(&body, ",{\"to\":\"9993\"}]}]}");
	post(b, V2, text_string(&body), 400);
	text_finish(&body);
}

static void
expect_rows(struct routes_rig *b, const char *target, size_t count)
{
	get(b, target, 200);
	assert_int_equal(routes_rig_count(b, "\"messageId\":"), count);
}

static void
logs_are_filtered(void **state)
{
	struct routes_rig *b = *state;

	send_one(b, 3, "99930005", "m1");
	send_one(b, 2, "+99950012", "m2");
	clock_advance_ms(5000);
	send_one(b, 2, "99930005", "m3");
	expect_rows(b, "/sms/3/logs", 3);
	expect_rows(b, "/sms/1/logs?messageId=m1,m3,m9", 2);
	expect_rows(b, "/sms/1/logs?messageId=m", 0);
	expect_rows(b, "/sms/1/logs?messageId=", 3);
	expect_rows(b, "/sms/3/logs?bulkId=none", 0);
	expect_rows(b, "/sms/1/logs?to=99930005", 2);
	expect_rows(b, "/sms/1/logs?to=99950012", 1);
	expect_rows(b, "/sms/3/logs?to=99950012", 3);
	expect_rows(b, "/sms/3/logs?destination=%2B99930005", 2);
	expect_rows(b, "/sms/3/logs?sender=S", 3);
	expect_rows(b, "/sms/1/logs?from=T", 0);
	expect_rows(b, "/sms/3/logs?generalStatus=DELIVERED", 1);
	expect_rows(b, "/sms/3/logs?generalStatus=PENDING", 1);
	expect_rows(b, "/sms/3/logs?generalStatus=REJECTED&to=x", 1);
	expect_rows(b, "/sms/3/logs?generalStatus=ACCEPTED", 0);
	expect_rows(b, "/sms/3/logs?limit=2", 2);
	expect_rows(b, "/sms/3/logs?mcc=999&mnc=01&locale=x", 3);
	expect_rows(b, "/sms/3/logs?mcc=219", 0);
	expect_rows(b, "/sms/3/logs?mnc=02", 0);
	expect_rows(b, "/sms/3/logs?useCursor=true", 3);
	assert_true(strstr(text_string(&b->answer.body), "m3") <
	            strstr(text_string(&b->answer.body), "m1"));
}

static void
logs_are_filtered_by_time(void **state)
{
	struct routes_rig *b = *state;

	send_one(b, 3, "99930005", "m1");
	clock_advance_ms(5000);
	send_one(b, 3, "99930005", "m2");
	expect_rows(b, "/sms/3/logs?sentSince=2025-11-25T10:15:03.000%2B0000", 1);
	expect_rows(b, "/sms/3/logs?sentSince=2025-11-25T10:15:03.000+0000", 1);
	expect_rows(b, "/sms/3/logs?sentUntil=2025-11-25T10:15:03Z", 1);
	expect_rows(b,
	            "/sms/3/logs?sentSince=2025-11-25T10:15:02.118Z"
	            "&sentUntil=2025-11-25T10:15:02.118Z",
	            1);
	expect_rows(b, "/sms/3/logs?sentSince=2025-11-25", 2);
	clock_advance_ms(48LL * 3600 * 1000 - 2000);
	expect_rows(b, "/sms/3/logs?sentSince=2025-11-01", 1);
}

static void
an_empty_or_small_log_has_a_default_limit(void **state)
{
	struct routes_rig *b = *state;

	expect_rows(b, "/sms/1/logs", 0);
	for (int i = 0; i < 60; i++)
		send_one(b, 3, "99930005", NULL);
	expect_rows(b, "/sms/1/logs", 50);
	expect_rows(b, "/sms/1/logs?limit=1000", 60);
}

static void
parameters_that_make_no_sense_are_named(void **state)
{
	static const char *const targets[] = {
		"limit=0",
		"limit=1001",
		"limit=-1",
		"limit=ten",
		"limit=5x",
		"limit=",
		"limit=99999999999999999999",
		"generalStatus=LOST",
		"generalStatus=delivered",
		"sentSince=yesterday",
		"sentUntil=2025-13-01",
	};
	struct routes_rig *b = *state;
	char target[128];

	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		bool is_empty = targets[i][strlen(targets[i]) - 1] == '=';

		(void)snprintf(target, sizeof(target), "/sms/3/logs?%s", targets[i]);
		get(b, target, is_empty ? 200 : 400);
	}
	get(b, "/sms/3/logs?limit=0", 400);
	assert_true(routes_rig_says(b, "{\"property\":\"limit\",\"violation\":"));
	get(b, "/sms/1/logs?limit=0", 400);
	assert_true(routes_rig_says(b, "\"validationErrors\":{\"limit\":["));
}

static void
a_list_of_ids_has_an_end(void **state)
{
	struct routes_rig *b = *state;
	struct text target;

	text_init(&target, 8192);
	text_append(&target, "/sms/3/logs?messageId=");
	for (int i = 0; i < 2048; i++)
		text_append(&target, "i");
	get(b, text_string(&target), 200);
	for (int i = 0; i < 10; i++)
		text_append(&target, "i");
	get(b, text_string(&target), 400);
	assert_true(routes_rig_says(b, "\"property\":\"messageId\""));
	text_finish(&target);
}

static uint32_t
random_of(uint32_t *seed, uint32_t limit)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % limit;
}

/* A valid request with some of its bytes replaced, repeated or cut off. */
static void
spoil(char *body, size_t *size_bytes, uint32_t *seed)
{
	static const char alphabet[] = "{}[]\",:\\u0d8x9+-e.tfn \n\xC3\xFF\x01";
	uint32_t changes = 1 + random_of(seed, 4);

	while (changes-- > 0 && *size_bytes > 0) {
		size_t at = random_of(seed, (uint32_t)*size_bytes);

		switch (random_of(seed, 3)) {
		case 0: body[at] = alphabet[random_of(seed, sizeof(alphabet) - 1)]; break;
		case 1: memmove(body + at, body + at + 1, --*size_bytes - at); break;
		default: *size_bytes = random_of(seed, 8) ? *size_bytes : at; break;
		}
	}
}

static void
spoilt_bodies_are_answered_all_the_same(void **state)
{
	static const char whole[] =
		"{\"messages\":[{\"sender\":\"S\",\"destinations\":[{\"to\":\"99930005\","
		"\"messageId\":\"m\"},{\"to\":\"99980027\"}],\"content\":{\"text\":\"a \\u00e9\"},"
		"\"text\":\"x\"}],\"options\":{\"includeSmsCountInResponse\":true,"
		"\"schedule\":{\"bulkId\":\"b\"}},\"to\":\"9993\",\"from\":\"44\",\"text\":\"x\","
		"\"languageCode\":\"TR\",\"transliteration\":\"ALL\",\"advance_s\":1}";
	static const char *const targets[] = {
		V2, V3, "/sms/1/preview", "/sandbox/clock", "/tts/3/advanced", "/tts/3/single",
	};
	struct routes_rig *b = *state;
	uint32_t seed = 7;

	for (size_t i = 0; i < 6000; i++) {
		size_t size_bytes = sizeof(whole) - 1;
		/* A block of its own, so that a read beyond the body is noticed. */
		char *body = mem_copy(whole, size_bytes);
		struct request r = { .method = "POST", .target = targets[i % 6] };

		spoil(body, &size_bytes, &seed);
		r.body = mem_copy(body, size_bytes);
		r.body_bytes = size_bytes;
		r.headers[0] = (struct request_header){ "Authorization", "App key" };
		r.header_count = 1;
		routes_finish_answer(&b->answer);
		routes_answer(&b->routes, &r, &b->answer);
		assert_true(b->answer.http_status >= 200 && b->answer.http_status <= 599);
		assert_true(b->answer.body.size_bytes > 0);
		mem_free((void *)(uintptr_t)r.body);
		mem_free(body);
	}
}

static void
spoilt_queries_are_answered_all_the_same(void **state)
{
	static const char *const paths[] = { "/sms/1/logs",    "/sms/3/logs",  "/sms/1/reports",
		                             "/sms/3/reports", "/sms/1/bulks", "/tts/3/logs" };
	static const char whole[] = "useCursor=true&cursor=6d&messageId=m,%31&bulkId=b&limit=10"
				    "&sentSince=2025-11-25T10:15:02.118%2B0000&to=%2B9993"
				    "&generalStatus=DELIVERED&mcc=999";
	struct routes_rig *b = *state;
	uint32_t seed = 11;

	/* Fast enough for every rate to let everything through. */
	routes_init(&b->routes, b->ledger, 1, 1000000);
	send_one(b, 3, "99930005", "m1");
	for (size_t i = 0; i < 6000; i++) {
		char query[sizeof(whole)];
		char target[sizeof(whole) + 32];
		size_t size_bytes = sizeof(whole) - 1;

		memcpy(query, whole, sizeof(whole));
		spoil(query, &size_bytes, &seed);
		(void)snprintf(target, sizeof(target), "%s?%.*s", paths[i % 6], (int)size_bytes,
		               query);
		(void)ask_as(b, "App key", "GET", target, "");
		assert_true(b->answer.http_status == 200 || b->answer.http_status == 400 ||
		            b->answer.http_status == 404);
		clock_advance_ms(1);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, routes_rig_open, routes_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_delivered_number_takes_its_course),
		TEST(any_other_sandbox_number_is_delivered),
		TEST(an_operators_number_stays_there),
		TEST(an_undeliverable_number_ends_so),
		TEST(an_expired_number_ends_so),
		TEST(an_error_number_ends_with_the_error),
		TEST(an_id_that_no_table_has_is_unknown),
		TEST(a_pending_number_stays_pending),
		TEST(a_refused_number_is_refused_inside_the_answer),
		TEST(a_persons_number_is_refused),
		TEST(a_repeated_id_is_refused_in_either_version),
		TEST(an_http_number_gets_that_status_and_is_not_taken_in),
		TEST(a_slow_number_is_taken_in_before_the_delay),
		TEST(a_dropped_number_is_taken_in_and_its_repetition_answered),
		TEST(several_messages_and_destinations_are_taken_at_once),
		TEST(parts_are_counted_when_asked_for),
		TEST(made_ids_are_uuids_and_follow_the_seed),
		TEST(speed_divides_the_delays_but_not_the_first_answer),
		TEST(keys_decide_who_may),
		TEST(paths_that_lead_nowhere_are_not_found),
		TEST(a_body_that_was_cut_is_too_large),
		TEST(missing_fields_are_named),
		TEST(fields_of_another_type_are_named),
		TEST(the_older_endpoint_cuts_long_ids_and_the_present_one_refuses_them),
		TEST(too_many_destinations_are_refused),
		TEST(logs_are_filtered),
		TEST(logs_are_filtered_by_time),
		TEST(an_empty_or_small_log_has_a_default_limit),
		TEST(parameters_that_make_no_sense_are_named),
		TEST(a_list_of_ids_has_an_end),
		TEST(spoilt_bodies_are_answered_all_the_same),
		TEST(spoilt_queries_are_answered_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
