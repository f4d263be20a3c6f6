/* SPDX-License-Identifier: MIT */
/* the real program on a wire that breaks: its end, one arrival, bounded time and memory */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "fault_server.h"
#include "program.h"

#define JSON_TYPE "Content-Type: application/json\r\n"
#define HTML_TYPE "Content-Type: text/html\r\n"
#define STATUS                                                                                     \
	"\"status\":{\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26,"                           \
	"\"name\":\"PENDING_ACCEPTED\"}"
#define OURS "{\"messageId\":\"@ID@\",\"destination\":\"@TO@\"," STATUS "}"
#define ACCEPTED "{\"messages\":[" OURS "]}"
#define KEY "k7w2-9q4r-5t6y"
#define NUMBER "+447700900123"

#define PEAK_KIB_MAX (64 * 1024)
#define QUICK_MS 8000

/* A sandbox profile on a server of the test's own: no guard counts its sends. */
struct wire {
	struct program *p;
	struct fault_server *server;
	size_t seen; /* arrivals before the last send */
};

static void
wire_open(struct wire *w, struct program *p)
{
	w->p = p;
	w->server = fault_server_start(FAULT_DOOR_OPEN);
	w->seen = 0;
	program_expect(p, 0, "profile", "set", "base_url", fault_server_url(w->server), NULL);
}

static void
wire_close(struct wire *w)
{
	fault_server_destroy(w->server);
}

/* One send to a server that is told what to do: its end, in good time, with one arrival. */
static void
expect_send(struct wire *w, int status, const char *state, const char *code)
{
	struct program *p = w->p;

	w->seen = fault_server_arrivals(w->server);
	program_expect(p, status, "send", "--to", "+99930005", "--json", NULL);
	program_expect_word(p, "data.state", state);
	program_expect_word(p, "error.code", code);
	assert_int_equal(fault_server_arrivals(w->server) - w->seen, 1);
	assert_true(p->elapsed_ms < QUICK_MS);
	assert_true(p->peak_kib < PEAK_KIB_MAX);
	if (status != 0) {
		assert_true(strlen(program_word(p, "error.cause")) > 5);
		assert_true(strlen(program_word(p, "error.hint")) > 5);
	}
}

static void
expect_under(struct wire *w, enum fault_mode mode, int status, const char *state)
{
	struct fault_script script = { .mode = mode };

	fault_server_script(w->server, &script);
	expect_send(w, status, state, status == 8 ? "uncertain" : "");
}

static void
expect_answered(struct wire *w, int http_status, const char *headers, const char *body)
{
	fault_server_answer(w->server, NULL, http_status, headers, body);
	expect_send(w, 8, "unknown", "uncertain");
}

/* --- N3: nothing leaves ---------------------------------------------------------------------- */

static void
a_refused_connection_is_certainly_not_sent(void **state)
{
	struct program *p = *state;
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", fault_closed_port());
	program_expect(p, 0, "profile", "set", "base_url", url, NULL);
	program_expect(p, 5, "send", "--to", "+99930005", "--json", NULL);
	program_expect_word(p, "data.state", "not_sent");
	program_expect_word(p, "error.code", "not_sent");
	assert_true(p->elapsed_ms < QUICK_MS);
}

static void
a_handshake_that_is_cut_is_certainly_not_sent(void **state)
{
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_SLAM);
	char url[64];

	snprintf(url, sizeof(url), "https://127.0.0.1:%d", fault_server_port(server));
	program_expect(p, 0, "profile", "set", "base_url", url, NULL);
	program_expect(p, 5, "send", "--to", "+99930005", "--json", NULL);
	program_expect_word(p, "data.state", "not_sent");
	assert_int_equal(fault_server_arrivals(server), 0);
	fault_server_destroy(server);
}

/* Somebody else may start to listen there; until then it is tried again, under the same id. */
static void
what_was_not_sent_is_tried_again_with_wait_and_not_without(void **state)
{
	struct program *p = *state;
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", fault_closed_port());
	program_expect(p, 0, "profile", "set", "base_url", url, NULL);
	program_expect(p, 5, "send", "--to", "+99930005", NULL);
	assert_int_equal(program_ask(p, "SELECT tries FROM message WHERE id = 1"), 1);
	program_expect(p, 5, "send", "--to", "+99930005", "--wait=30", NULL);
	assert_int_equal(program_ask(p, "SELECT tries FROM message WHERE id = 2"), 3);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 2);
}

/* --- N7 to N11, N13, N14, N18: it left, and no whole answer came ----------------------------- */

static void
a_connection_that_dies_leaves_it_unknown(void **state)
{
	struct wire w;

	wire_open(&w, *state);
	expect_under(&w, FAULT_CLOSE, 8, "unknown");
	expect_under(&w, FAULT_RESET, 8, "unknown");
	expect_under(&w, FAULT_SHORT, 8, "unknown");
	expect_under(&w, FAULT_SHORT_CHUNKED, 8, "unknown");
	wire_close(&w);
}

static void
garbage_in_place_of_http_leaves_it_unknown(void **state)
{
	static const char *const answers[] = {
		"garbage\r\n\r\n",      "\x1b[2J\r\n",
		"HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
		"SSH-2.0-OpenSSH\r\n",
	};
	struct wire w;

	wire_open(&w, *state);
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		struct fault_script script = { .mode = FAULT_RAW, .body = answers[i] };

		fault_server_script(w.server, &script);
		expect_send(&w, 8, "unknown", "uncertain");
		assert_false(program_holds(w.p->err, w.p->err_bytes, "\x1b"));
	}
	wire_close(&w);
}

/* The program's own limits, which no test can shorten: all three run at the same time. */
static void
an_answer_that_stalls_is_given_up_in_time(void **state)
{
	static const enum fault_mode modes[] = { FAULT_STALL, FAULT_STALL_HALF, FAULT_DRIP };
	static const char *const names[] = { "one", "two", "three" };
	struct program *p = *state;
	struct fault_server *servers[3];
	struct program_child c[3];

	for (int i = 0; i < 3; i++) {
		struct fault_script script = { .mode = modes[i] };

		c[i] = (struct program_child){ .input_fd = -1, .fds = { -1, -1 } };
		servers[i] = fault_server_start(FAULT_DOOR_OPEN);
		fault_server_script(servers[i], &script);
		program_expect(p, 0, "profile", "add", names[i], "--environment", "sandbox", NULL);
		program_expect(p, 0, "-p", names[i], "profile", "set", "base_url",
		               fault_server_url(servers[i]), NULL);
	}
	for (int i = 0; i < 3; i++)
		program_start(p, &c[i], "-p", names[i], "send", "--to", "+99930005", "--json",
		              NULL);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(program_wait(p, &c[i]), 8);
		assert_non_null(strstr(c[i].bytes[PROGRAM_OUT], "\"state\":\"unknown\""));
		assert_true(c[i].elapsed_ms > 14000 && c[i].elapsed_ms < 33000);
		assert_true(c[i].peak_kib < PEAK_KIB_MAX);
		assert_int_equal(fault_server_arrivals(servers[i]), 1);
		program_child_finish(&c[i]);
		fault_server_destroy(servers[i]);
	}
}

/* --- N15 to N17, N19: too much --------------------------------------------------------------- */

static void
an_answer_without_measure_is_cut_off(void **state)
{
	struct wire w;

	wire_open(&w, *state);
	expect_under(&w, FAULT_ENDLESS, 8, "unknown");
	expect_under(&w, FAULT_ENDLESS_LENGTH, 8, "unknown");
	expect_under(&w, FAULT_BOMB, 8, "unknown");
	expect_under(&w, FAULT_LONG_HEADER, 8, "unknown");
	expect_under(&w, FAULT_MANY_HEADERS, 8, "unknown");
	wire_close(&w);
}

static void
five_thousand_interim_answers_are_sat_out(void **state)
{
	struct wire w;

	wire_open(&w, *state);
	expect_under(&w, FAULT_CONTINUES, 0, "accepted");
	wire_close(&w);
}

/* --- N12: one arrival, also when the log is read on the way ---------------------------------- */

#define DELIVERED_ROW                                                                              \
	"{\"results\":[{\"messageId\":\"@ID@\",\"destination\":\"99930005\","                      \
	"\"sender\":\"ServiceSMS\",\"sentAt\":\"2026-11-25T10:00:00.000+0000\","                   \
	"\"doneAt\":\"2026-11-25T10:00:01.000+0000\",\"messageCount\":1,"                          \
	"\"price\":{\"pricePerMessage\":0.05,\"currency\":\"EUR\"},"                               \
	"\"status\":{\"groupId\":3,\"groupName\":\"DELIVERED\",\"id\":5,"                          \
	"\"name\":\"DELIVERED_TO_HANDSET\",\"description\":\"Message delivered to handset\"},"     \
	"\"error\":{\"groupId\":0,\"groupName\":\"OK\",\"id\":0,\"name\":\"NO_ERROR\","            \
	"\"description\":\"No Error\",\"permanent\":false}}]}"

static void
what_is_unknown_is_settled_by_the_log_and_never_sent_again(void **state)
{
	static const enum fault_mode modes[] = { FAULT_CLOSE, FAULT_RESET, FAULT_SHORT };
	struct wire w;

	wire_open(&w, *state);
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		struct fault_script script = { .path = "/sms/3/messages", .mode = modes[i] };
		size_t posts = fault_server_arrivals_with(w.server, "POST ");

		fault_server_script(w.server, &script);
		fault_server_answer(w.server, "/sms/3/logs", 200, JSON_TYPE, DELIVERED_ROW);
		program_expect(w.p, 0, "send", "--to", "+99930005", "--wait", "--json", NULL);
		program_expect_word(w.p, "data.state", "delivered");
		program_expect_word(w.p, "data.price.currency", "EUR");
		assert_int_equal(fault_server_arrivals_with(w.server, "POST "), posts + 1);
		/* Each request had a connection of its own. */
		assert_int_equal(fault_server_connections(w.server),
		                 fault_server_arrivals(w.server));
	}
	wire_close(&w);
}

/* --- N20, N25 to N27: statuses --------------------------------------------------------------- */

static void
expect_refusal(struct wire *w, int http_status, const char *headers, const char *body)
{
	bool is_key = http_status == 401 || http_status == 403;

	fault_server_answer(w->server, NULL, http_status, headers, body);
	expect_send(w, is_key ? 6 : 7, "rejected", is_key ? "credentials" : "provider_refused");
	assert_int_equal(program_number(w->p, "data.http_status"), http_status);
}

static void
a_redirect_is_a_wrong_base_url(void **state)
{
	static const int statuses[] = { 301, 302, 303, 307, 308 };
	struct fault_server *other = fault_server_start(FAULT_DOOR_OPEN);
	char header[128];
	struct wire w;

	wire_open(&w, *state);
	snprintf(header, sizeof(header), "Location: %s/sms/3/messages\r\n",
	         fault_server_url(other));
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		expect_refusal(&w, statuses[i], header, "");
		assert_non_null(strstr(program_word(w.p, "error.cause"), "base URL"));
	}
	assert_int_equal(fault_server_connections(other), 0);
	fault_server_destroy(other);
	wire_close(&w);
}

static void
a_refused_key_or_request_ends_with_6_or_7(void **state)
{
	struct wire w;

	wire_open(&w, *state);
	expect_refusal(&w, 401, JSON_TYPE,
	               "{\"requestError\":{\"serviceException\":{\"messageId\":"
	               "\"UNAUTHORIZED\",\"text\":\"Unauthorized\"}}}");
	expect_refusal(&w, 403, JSON_TYPE, "{\"errorCode\":\"E403\",\"description\":\"No\"}");
	expect_refusal(&w, 401, HTML_TYPE, "<h1>Unauthorized</h1>");
	expect_refusal(&w, 403, NULL, "");
	expect_refusal(&w, 400, JSON_TYPE,
	               "{\"errorCode\":\"E400\",\"description\":\"Bad\",\"violations\":"
	               "[{\"property\":\"messages[0].text\",\"violation\":\"empty\"}]}");
	expect_refusal(&w, 404, HTML_TYPE, "<h1>Not found</h1>");
	expect_refusal(&w, 413, NULL, "");
	expect_refusal(&w, 415, NULL, "");
	expect_refusal(&w, 422, NULL, "");
	wire_close(&w);
}

static void
too_many_requests_are_not_sent_and_end_with_7(void **state)
{
	static const struct {
		const char *header;
		const char *asked; /* NULL: nothing that can be used */
	} cases[] = {
		{ NULL, NULL },
		{ "Retry-After: 3\r\n", "wait for 3 s" },
		{ "Retry-After: Mon, 25 Nov 2115 12:00:00 GMT\r\n", "more than ten minutes" },
		{ "Retry-After: 1000000000\r\n", "more than ten minutes" },
		{ "Retry-After: -7\r\n", NULL },
		{ "Retry-After: soon\r\n", NULL },
	};
	struct wire w;

	wire_open(&w, *state);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		fault_server_answer(w.server, NULL, 429, cases[i].header, "");
		expect_send(&w, 7, "not_sent", "rate_limited");
		const char *cause = program_word(w.p, "error.cause");
		if (cases[i].asked ? !strstr(cause, cases[i].asked) : strstr(cause, "asks") != NULL)
			fail_msg("%s: %s", cases[i].header ? cases[i].header : "none", cause);
		assert_null(strstr(program_word(w.p, "error.hint"), "asks"));
	}
	wire_close(&w);
}

/* The messageId of a request that arrived. */
static void
copy_arrived_id(struct fault_server *server, size_t index, char out[40])
{
	const char *at = strstr(fault_server_arrival(server, index, NULL), "\"messageId\":\"");

	assert_non_null(at);
	snprintf(out, 40, "%.36s", at + 13);
}

static void
a_limited_message_goes_out_again_under_the_same_id(void **state)
{
	struct fault_script taken = { .path = "/sms/3/messages", .mode = FAULT_ACCEPT };
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	char first[40];
	char second[40];
	struct wire w;

	wire_open(&w, *state);
	fault_server_answer(w.server, "/sms/3/messages", 429, "Retry-After: 1\r\n", "");
	fault_server_answer(w.server, "/sms/3/logs", 200, JSON_TYPE, DELIVERED_ROW);
	program_start(w.p, &c, "send", "--to", "+99930005", "--wait", "--json", NULL);
	while (fault_server_arrivals(w.server) == 0)
		program_pause(c.started_ms);
	fault_server_script(w.server, &taken);
	assert_int_equal(program_wait(w.p, &c), 0);
	assert_int_equal(fault_server_arrivals_with(w.server, "POST "), 2);
	copy_arrived_id(w.server, 0, first);
	copy_arrived_id(w.server, 1, second);
	assert_string_equal(first, second);
	assert_int_equal(program_ask(w.p, "SELECT count(*) FROM message"), 1);
	program_child_finish(&c);
	wire_close(&w);
}

static void
a_failing_server_leaves_it_unknown(void **state)
{
	struct wire w;

	wire_open(&w, *state);
	expect_answered(&w, 500, JSON_TYPE,
	                "{\"errorCode\":\"E500\",\"description\":\"It broke\"}");
	expect_answered(&w, 502, HTML_TYPE, "<html><body>Bad gateway</body></html>");
	expect_answered(&w, 503, "Retry-After: 5\r\n", "");
	expect_answered(&w, 504, NULL, "");
	expect_answered(&w, 599, NULL, "");
	expect_answered(&w, 202, JSON_TYPE, ACCEPTED);
	wire_close(&w);
}

/* --- N28, N29: a 200 that cannot be read, or is about something else ------------------------- */

static void
a_200_is_read_by_its_content(void **state)
{
	struct wire w;

	wire_open(&w, *state);
	expect_answered(&w, 200, HTML_TYPE, "<html>Welcome to the hotel</html>");
	expect_answered(&w, 200, JSON_TYPE, "");
	expect_answered(&w, 200, JSON_TYPE, "{\"bulkId\":\"\xfc\",\"messages\":[" OURS "]}");
	expect_answered(&w, 200, JSON_TYPE, "\xff\xfe{\0\"\0");
	expect_answered(&w, 200, JSON_TYPE, ACCEPTED ACCEPTED);
	fault_server_answer(w.server, NULL, 200, HTML_TYPE, ACCEPTED);
	expect_send(&w, 0, "accepted", "");
	fault_server_answer(w.server, NULL, 200, JSON_TYPE, "\xef\xbb\xbf" ACCEPTED);
	expect_send(&w, 0, "accepted", "");
	wire_close(&w);
}

static void
an_answer_about_something_else_leaves_it_unknown(void **state)
{
	struct wire w;

	wire_open(&w, *state);
	expect_answered(&w, 200, JSON_TYPE,
	                "{\"messages\":[{\"messageId\":\"another\","
	                "\"destination\":\"@TO@\"," STATUS "}]}");
	expect_answered(&w, 200, JSON_TYPE,
	                "{\"messages\":[{\"messageId\":\"@ID@\","
	                "\"destination\":\"99930006\"," STATUS "}]}");
	expect_answered(&w, 200, JSON_TYPE, "{\"messages\":[" OURS "," OURS "]}");
	expect_answered(&w, 200, JSON_TYPE, "{\"messages\":[]}");
	expect_answered(&w, 200, JSON_TYPE, "[]");
	expect_answered(&w, 200, JSON_TYPE,
	                "{\"messages\":[{\"messageId\":\"@ID@\",\"destination\":"
	                "\"@TO@\",\"status\":{\"groupId\":\"1\",\"id\":\"26\"}}]}");
	wire_close(&w);
}

/* --- A billed profile ------------------------------------------------------------------------ */

static void
a_staging_profile_reaches_a_loopback_host_when_it_is_confirmed(void **state)
{
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);
	struct fault_script closes = { .mode = FAULT_CLOSE };

	program_make_staging(p, fault_server_url(server), KEY);
	program_expect(p, 0, "send", "--to", NUMBER, "--yes", "--json", NULL);
	program_expect_word(p, "data.state", "accepted");
	program_expect_word(p, "meta.environment", "staging");
	fault_server_script(server, &closes);
	program_expect(p, 8, "send", "--to", NUMBER, "--yes", "--json", NULL);
	program_expect_word(p, "data.state", "unknown");
	assert_int_equal(fault_server_arrivals(server), 2);
	fault_server_destroy(server);
}

static void
a_key_that_was_refused_is_not_sent_again_until_it_is_set_anew(void **state)
{
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);
	struct fault_script accepts = { .mode = FAULT_ACCEPT };

	program_make_staging(p, fault_server_url(server), KEY);
	fault_server_answer(server, NULL, 401, JSON_TYPE, "{}");
	program_expect(p, 6, "send", "--to", NUMBER, "--yes", "--json", NULL);
	assert_int_equal(fault_server_arrivals(server), 1);
	fault_server_script(server, &accepts);
	program_expect(p, 6, "send", "--to", NUMBER, "--yes", "--json", NULL);
	program_expect_word(p, "error.code", "credentials");
	assert_int_equal(fault_server_arrivals(server), 1);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 1);
	p->input = KEY;
	program_expect(p, 0, "secret", "set", "API_KEY", NULL);
	program_expect(p, 0, "send", "--to", NUMBER, "--yes", "--json", NULL);
	assert_int_equal(fault_server_arrivals(server), 2);
	fault_server_destroy(server);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_refused_connection_is_certainly_not_sent),
		TEST(a_handshake_that_is_cut_is_certainly_not_sent),
		TEST(what_was_not_sent_is_tried_again_with_wait_and_not_without),
		TEST(a_connection_that_dies_leaves_it_unknown),
		TEST(garbage_in_place_of_http_leaves_it_unknown),
		TEST(an_answer_that_stalls_is_given_up_in_time),
		TEST(an_answer_without_measure_is_cut_off),
		TEST(five_thousand_interim_answers_are_sat_out),
		TEST(what_is_unknown_is_settled_by_the_log_and_never_sent_again),
		TEST(a_redirect_is_a_wrong_base_url),
		TEST(a_refused_key_or_request_ends_with_6_or_7),
		TEST(too_many_requests_are_not_sent_and_end_with_7),
		TEST(a_limited_message_goes_out_again_under_the_same_id),
		TEST(a_failing_server_leaves_it_unknown),
		TEST(a_200_is_read_by_its_content),
		TEST(an_answer_about_something_else_leaves_it_unknown),
		TEST(a_staging_profile_reaches_a_loopback_host_when_it_is_confirmed),
		TEST(a_key_that_was_refused_is_not_sent_again_until_it_is_set_anew),
	};

	return cmocka_run_group_tests_name("faults/wire", tests, NULL, NULL);
}
