/* SPDX-License-Identifier: MIT */
/* answers that refuse, redirect, limit or lie: what a send comes to */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "net_rig.h"

#define JSON_TYPE "Content-Type: application/json\r\n"
#define HTML_TYPE "Content-Type: text/html\r\n"
#define STATUS "\"status\":{\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26}"
#define OURS "{\"messageId\":\"" NET_RIG_ID "\",\"destination\":\"99930005\"," STATUS "}"
#define ACCEPTED "{\"messages\":[" OURS "]}"

/* --- N20: redirects --------------------------------------------------------------------------- */

static void
expect_not_followed(int status, const char *location, struct fault_server *other)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);
	char header[256];

	snprintf(header, sizeof(header), "Location: %s\r\n", location);
	net_rig_send_answered(r, status, header, "");
	assert_int_equal(r->verdict.state, MESSAGE_REJECTED);
	assert_int_equal(r->verdict.word, WORD_PROVIDER_REFUSED);
	assert_int_equal(r->verdict.http_status, status);
	assert_non_null(strstr(r->verdict.cause, "base URL is wrong"));
	assert_false(r->verdict.may_retry);
	net_rig_expect_arrivals(r, 1);
	assert_int_equal(fault_server_connections(other), 0);
	net_rig_close(r);
}

static void
a_redirect_is_never_followed(void **state)
{
	static const int statuses[] = { 301, 302, 303, 307, 308 };
	struct fault_server *other = fault_server_start(FAULT_DOOR_OPEN);
	char by_name[64];
	char by_tls[64];

	(void)state;
	snprintf(by_name, sizeof(by_name), "http://localhost:%d/", fault_server_port(other));
	snprintf(by_tls, sizeof(by_tls), "https://127.0.0.1:%d/", fault_server_port(other));
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		expect_not_followed(statuses[i], fault_server_url(other), other);
		expect_not_followed(statuses[i], by_name, other);
		expect_not_followed(statuses[i], by_tls, other);
		expect_not_followed(statuses[i], "/elsewhere", other);
		expect_not_followed(statuses[i], "file:///etc/passwd", other);
	}
	fault_server_destroy(other);
}

/* --- N25 to N27: statuses --------------------------------------------------------------------- */

static void
expect_suspect(int status, const char *headers, const char *body)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);

	net_rig_send_answered(r, status, headers, body);
	assert_int_equal(r->verdict.state, MESSAGE_REJECTED);
	assert_int_equal(r->verdict.word, WORD_CREDENTIALS);
	assert_true(r->verdict.key_suspect);
	assert_false(r->verdict.may_retry);
	net_rig_expect_arrivals(r, 1);
	net_rig_close(r);
}

static void
a_refused_key_is_suspect_with_and_without_json(void **state)
{
	(void)state;
	expect_suspect(401, JSON_TYPE,
	               "{\"requestError\":{\"serviceException\":{\"messageId\":"
	               "\"UNAUTHORIZED\",\"text\":\"Unauthorized\"}}}");
	expect_suspect(403, JSON_TYPE, "{\"errorCode\":\"E403\",\"description\":\"No\"}");
	expect_suspect(401, HTML_TYPE, "<h1>Unauthorized</h1>");
	expect_suspect(403, HTML_TYPE, "<h1>Forbidden</h1>");
	expect_suspect(401, NULL, "");
	expect_suspect(403, NULL, "");
}

static void
expect_limited(const char *headers, int64_t retry_after_s, bool may_retry)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);

	net_rig_send_answered(r, 429, headers, "");
	assert_int_equal(r->verdict.state, MESSAGE_NOT_SENT);
	assert_int_equal(r->verdict.word, WORD_RATE_LIMITED);
	assert_int_equal(r->verdict.retry_after_s, retry_after_s);
	assert_int_equal(r->verdict.may_retry, may_retry);
	net_rig_expect_arrivals(r, 1);
	net_rig_close(r);
}

static void
too_many_requests_is_not_sent_and_says_how_long(void **state)
{
	(void)state;
	expect_limited("Retry-After: 3\r\n", 3, true);
	expect_limited("Retry-After: Mon, 25 Nov 2115 12:00:00 GMT\r\n", -1, false);
	expect_limited("Retry-After: 1000000000\r\n", -1, false);
	expect_limited("Retry-After: -7\r\n", -1, true);
	expect_limited(NULL, -1, true);
}

static void
expect_doubt(int status, const char *headers, const char *body)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);

	net_rig_send_answered(r, status, headers, body);
	assert_int_equal(r->run.answer.outcome, HTTP_ANSWERED);
	assert_int_equal(r->verdict.state, MESSAGE_UNKNOWN);
	assert_int_equal(r->verdict.word, WORD_UNCERTAIN);
	assert_false(r->verdict.may_retry);
	net_rig_expect_arrivals(r, 1);
	net_rig_close(r);
}

static void
a_failing_server_leaves_it_unknown(void **state)
{
	(void)state;
	expect_doubt(500, JSON_TYPE, "{\"errorCode\":\"E500\",\"description\":\"It broke\"}");
	expect_doubt(502, HTML_TYPE, "<html><body>Bad gateway</body></html>");
	expect_doubt(503, "Retry-After: 5\r\n", "");
	expect_doubt(504, NULL, "");
}

/* --- N28: content that is not what it should be ----------------------------------------------- */

static void
expect_state(const char *headers, const char *body, size_t body_bytes, enum message_state wanted)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);
	struct fault_script script = { .mode = FAULT_ANSWER,
		                       .status = 200,
		                       .headers = headers,
		                       .body = body,
		                       .body_bytes = body_bytes };

	fault_server_script(r->server, &script);
	net_rig_send(r, "/sms/3/messages");
	assert_int_equal(r->run.answer.outcome, HTTP_ANSWERED);
	assert_int_equal(r->verdict.state, wanted);
	assert_int_equal(r->verdict.word,
	                 wanted == MESSAGE_ACCEPTED ? WORD_NONE : WORD_ANSWER_UNUSABLE);
	net_rig_expect_arrivals(r, 1);
	net_rig_close(r);
}

/* Writes ASCII as UTF-16 in little-endian order behind a byte order mark. */
static size_t
make_utf16(const char *ascii, char *out)
{
	size_t size_bytes = 2;

	memcpy(out, "\xff\xfe", 2);
	for (; *ascii; ascii++) {
		out[size_bytes++] = *ascii;
		out[size_bytes++] = '\0';
	}
	return size_bytes;
}

static void
a_200_is_read_by_its_content_not_by_its_label(void **state)
{
	char utf16[1024];
	size_t utf16_bytes = make_utf16(ACCEPTED, utf16);

	(void)state;
	expect_state(HTML_TYPE, "<html>Welcome to the hotel</html>", 0, MESSAGE_UNKNOWN);
	expect_state(JSON_TYPE, "<html>Welcome to the hotel</html>", 0, MESSAGE_UNKNOWN);
	expect_state(HTML_TYPE, ACCEPTED, 0, MESSAGE_ACCEPTED);
	expect_state(NULL, ACCEPTED, 0, MESSAGE_ACCEPTED);
	expect_state(JSON_TYPE, "", 0, MESSAGE_UNKNOWN);
	expect_state(JSON_TYPE, "\xef\xbb\xbf" ACCEPTED, 0, MESSAGE_ACCEPTED);
	expect_state(JSON_TYPE, utf16, utf16_bytes, MESSAGE_UNKNOWN);
	expect_state(JSON_TYPE, "{\"bulkId\":\"\xfc\",\"messages\":[" OURS "]}", 0,
	             MESSAGE_UNKNOWN);
	expect_state(JSON_TYPE, ACCEPTED "\0", sizeof(ACCEPTED), MESSAGE_UNKNOWN);
	expect_state(JSON_TYPE, ACCEPTED ACCEPTED, 0, MESSAGE_UNKNOWN);
}

/* --- N29: an answer about something else ------------------------------------------------------ */

static void
expect_flagged(const char *body)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);

	net_rig_send_answered(r, 200, JSON_TYPE, body);
	assert_int_equal(r->verdict.state, MESSAGE_UNKNOWN);
	assert_int_equal(r->verdict.word, WORD_ANSWER_UNUSABLE);
	assert_true(r->verdict.flagged);
	assert_false(r->verdict.may_retry);
	net_rig_expect_arrivals(r, 1);
	net_rig_close(r);
}

static void
an_answer_about_something_else_is_flagged(void **state)
{
	(void)state;
	expect_flagged(
		"{\"messages\":[{\"messageId\":\"another\",\"destination\":\"99930005\"," STATUS
		"}]}");
	expect_flagged("{\"messages\":[{\"messageId\":\"" NET_RIG_ID
	               "\",\"destination\":\"99930006\"," STATUS "}]}");
	expect_flagged("{\"messages\":[{\"messageId\":\"" NET_RIG_ID
	               "\",\"destination\":99930005," STATUS "}]}");
	expect_flagged("{\"messages\":[" OURS "," OURS "]}");
	expect_flagged("{\"messages\":[]}");
	expect_flagged("{}");
	expect_flagged("[]");
	expect_flagged("{\"messages\":[{\"messageId\":\"" NET_RIG_ID
	               "\",\"destination\":\"99930005\","
	               "\"status\":{\"groupId\":\"1\",\"id\":\"26\"}}]}");
	expect_flagged("{\"messages\":[{\"messageId\":\"" NET_RIG_ID
	               "\",\"destination\":\"99930005\","
	               "\"status\":\"PENDING\"}]}");
}

static void
a_duplicate_proves_the_first_try_on_a_repeat_only(void **state)
{
	static const char body[] =
		"{\"messages\":[{\"messageId\":\"" NET_RIG_ID
		"\",\"destination\":\"99930005\",\"status\":"
		"{\"groupId\":5,\"id\":23,\"name\":\"REJECTED_DUPLICATE_MESSAGE_ID\"}}]}";
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);

	(void)state;
	net_rig_send_answered(r, 200, JSON_TYPE, body);
	assert_int_equal(r->verdict.state, MESSAGE_REJECTED);
	r->repeat = true;
	net_rig_send_answered(r, 200, JSON_TYPE, body);
	assert_int_equal(r->verdict.state, MESSAGE_ACCEPTED);
	net_rig_close(r);
}

/* --- A gateway that shows what it got -------------------------------------------------------- */

static void
a_key_in_an_answer_is_starred(void **state)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);

	(void)state;
	net_rig_send_answered(r, 502, HTML_TYPE,
	                      "<pre>Authorization: App " NET_RIG_KEY "\n" NET_RIG_KEY NET_RIG_KEY
	                      " marker-5d41</pre>");
	assert_null(strstr(r->run.body, NET_RIG_KEY));
	assert_non_null(strstr(r->run.body, "App ***********************\n"));
	assert_non_null(strstr(r->run.body, " marker-5d41<"));
	net_rig_send_answered(r, 401, JSON_TYPE,
	                      "{\"errorCode\":\"E401\",\"description\":\"no \\m" /* escaped */
	                      "arker-5d41402abc4b2a76\"}");
	assert_null(strstr(r->run.body, "arker-5d41402abc4b2a76"));
	net_rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_redirect_is_never_followed),
		cmocka_unit_test(a_refused_key_is_suspect_with_and_without_json),
		cmocka_unit_test(too_many_requests_is_not_sent_and_says_how_long),
		cmocka_unit_test(a_failing_server_leaves_it_unknown),
		cmocka_unit_test(a_200_is_read_by_its_content_not_by_its_label),
		cmocka_unit_test(an_answer_about_something_else_is_flagged),
		cmocka_unit_test(a_duplicate_proves_the_first_try_on_a_repeat_only),
		cmocka_unit_test(a_key_in_an_answer_is_starred),
	};

	return cmocka_run_group_tests_name("faults/net_answers", tests, NULL, NULL);
}
