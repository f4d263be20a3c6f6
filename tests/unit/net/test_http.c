/* SPDX-License-Identifier: MIT */
/* one start is one request on the wire, and one callback */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/secret.h"
#include "fault_server.h"
#include "http_run.h"
#include "net/http.h"

#define KEY "0123abcd-marker"
#define BODY "{\"messages\":[]}"

struct rig {
	struct http *http;
	struct fault_server *server;
	struct secret *key;
	char url[256];
};

static struct rig *
open_rig(void)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct fault f;

	assert_non_null(r);
	assert_int_equal(http_create(&r->http, &f), ST_OK);
	r->server = fault_server_start(FAULT_DOOR_OPEN);
	r->key = secret_create(KEY, strlen(KEY));
	return r;
}

static void
close_rig(struct rig *r)
{
	http_destroy(r->http);
	fault_server_destroy(r->server);
	secret_destroy(r->key);
	free(r);
}

static struct http_request
get(struct rig *r, const char *path)
{
	snprintf(r->url, sizeof(r->url), "%s%s", fault_server_url(r->server), path);
	return (struct http_request){ .method = "GET", .url = r->url, .api_key = r->key };
}

static struct http_request
post(struct rig *r, const char *path)
{
	struct http_request request = get(r, path);

	request.method = "POST";
	request.body = BODY;
	request.body_bytes = strlen(BODY);
	return request;
}

/* --- On the wire ------------------------------------------------------------------------------ */

static void
a_post_has_exactly_these_bytes(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = post(r, "/sms/3/messages");
	struct http_run run;
	char wanted[512];
	size_t size_bytes;

	(void)state;
	http_run(r->http, &request, &run);
	snprintf(wanted, sizeof(wanted),
	         "POST /sms/3/messages HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
	         "User-Agent: otpdeck/0.1.0\r\nAccept-Encoding: gzip, deflate\r\n"
	         "Accept: application/json\r\nAuthorization: App " KEY "\r\n"
	         "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n" BODY,
	         fault_server_port(r->server), strlen(BODY));
	assert_string_equal(fault_server_arrival(r->server, 0, &size_bytes), wanted);
	assert_int_equal(run.answer.outcome, HTTP_ANSWERED);
	assert_int_equal(run.answer.sent_bytes, size_bytes);
	http_run_finish(&run);
	close_rig(r);
}

static void
a_get_has_exactly_these_bytes(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = get(r, "/sms/3/logs?messageId=a,b&limit=1000");
	struct http_run run;
	char wanted[512];

	(void)state;
	request.api_key = NULL;
	http_run(r->http, &request, &run);
	snprintf(wanted, sizeof(wanted),
	         "GET /sms/3/logs?messageId=a,b&limit=1000 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
	         "User-Agent: otpdeck/0.1.0\r\nAccept-Encoding: gzip, deflate\r\n"
	         "Accept: application/json\r\n\r\n",
	         fault_server_port(r->server));
	assert_string_equal(fault_server_arrival(r->server, 0, NULL), wanted);
	http_run_finish(&run);
	close_rig(r);
}

static void
a_long_post_goes_out_whole_and_once(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = post(r, "/");
	size_t size_bytes = 300 * 1024;
	char *body = malloc(size_bytes);
	struct http_run run;
	size_t arrived;

	(void)state;
	assert_non_null(body);
	memset(body, 'x', size_bytes);
	request.body = body;
	request.body_bytes = size_bytes;
	http_run(r->http, &request, &run);
	assert_int_equal(run.answer.outcome, HTTP_ANSWERED);
	assert_int_equal(fault_server_arrivals(r->server), 1);
	assert_non_null(fault_server_arrival(r->server, 0, &arrived));
	assert_true(arrived > size_bytes);
	assert_int_equal(fault_server_arrivals_with(r->server, "Expect"), 0);
	http_run_finish(&run);
	free(body);
	close_rig(r);
}

static void
no_connection_is_used_twice(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = post(r, "/");
	struct http_run run;

	(void)state;
	for (size_t i = 1; i <= 3; i++) {
		http_run(r->http, &request, &run);
		assert_int_equal(run.answer.status, 200);
		assert_int_equal(fault_server_connections(r->server), i);
		http_run_finish(&run);
	}
	close_rig(r);
}

/* Started in a child: whether the request was refused by an assertion. */
static bool
is_asserted(struct rig *r, const struct http_request *request)
{
	struct http_run run = { .calls = 0 };
	struct fault f;
	uint64_t id;
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		if (!freopen("/dev/null", "w", stderr))
			_exit(2);
		_exit(http_start(r->http, request, http_run_keep, &run, &id, &f) == ST_OK ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void
only_what_reads_gets_a_kept_connection(void **state)
{
	static const char *const sends[] = { "/sms/3/messages", "/sms/2/text/advanced",
		                             "/tts/3/advanced", "/sms/1/preview?x=1", "/" };
	struct rig *r = open_rig();
	struct http_request request;

	(void)state;
	for (size_t i = 0; i < sizeof(sends) / sizeof(*sends); i++) {
		for (int kind = HTTP_FIRST; kind <= HTTP_LAST; kind++) {
			request = post(r, sends[i]);
			request.connection = (enum http_connection)kind;
			assert_true(is_asserted(r, &request));
		}
	}
	request = post(r, "/sms/1/preview");
	request.connection = HTTP_NEXT;
	assert_false(is_asserted(r, &request));
	request = get(r, "/sms/3/logs?limit=1");
	request.connection = HTTP_NEXT;
	assert_false(is_asserted(r, &request));
	close_rig(r);
}

static void
reads_may_share_a_connection_that_a_send_never_uses(void **state)
{
	static const enum http_connection row[] = { HTTP_FIRST, HTTP_NEXT, HTTP_OWN, HTTP_NEXT,
		                                    HTTP_LAST };
	static const size_t connections[] = { 1, 1, 2, 2, 2 };
	struct rig *r = open_rig();
	struct http_run run;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct http_request request = row[i] == HTTP_OWN ? post(r, "/") : get(r, "/");

		request.connection = row[i];
		http_run(r->http, &request, &run);
		assert_int_equal(run.answer.status, 200);
		assert_int_equal(fault_server_connections(r->server), connections[i]);
		http_run_finish(&run);
	}
	close_rig(r);
}

/* A read on a kept connection that died meanwhile is made again on a fresh one. */
static void
a_read_outlives_a_kept_connection_that_died(void **state)
{
	struct rig *r = open_rig();
	struct fault_script closing = { .path = "/closing", .mode = FAULT_RAW };
	struct http_request request = get(r, "/closing");
	struct http_run run;

	(void)state;
	closing.body = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
	fault_server_script(r->server, &closing);
	request.connection = HTTP_FIRST;
	http_run(r->http, &request, &run);
	http_run_finish(&run);
	request = get(r, "/");
	request.connection = HTTP_NEXT;
	http_run(r->http, &request, &run);
	assert_int_equal(run.answer.outcome, HTTP_ANSWERED);
	assert_int_equal(run.answer.status, 200);
	http_run_finish(&run);
	close_rig(r);
}

/* --- Answers ---------------------------------------------------------------------------------- */

static void
an_answer_is_handed_over_whole(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = get(r, "/");
	struct fault_script script = { .mode = FAULT_ANSWER,
		                       .status = 418,
		                       .headers = "Content-Type: text/x; a=\x01\xff\r\n",
		                       .body = "a\0b",
		                       .body_bytes = 3 };
	struct http_run run;

	(void)state;
	fault_server_script(r->server, &script);
	http_run(r->http, &request, &run);
	assert_int_equal(run.answer.outcome, HTTP_ANSWERED);
	assert_int_equal(run.answer.status, 418);
	assert_int_equal(run.answer.body_bytes, 3);
	assert_memory_equal(run.answer.body, "a\0b", 3);
	assert_string_equal(run.answer.content_type, "text/x; a=??");
	assert_string_equal(run.answer.cause, "");
	assert_int_equal(run.answer.retry_after_s, -1);
	http_run_finish(&run);
	close_rig(r);
}

static void
a_compressed_answer_is_opened(void **state)
{
	/* printf '{}' | gzip -9n */
	static const char gzip[] = { 0x1f, (char)0x8b, 0x08, 0,          0,          0,
		                     0,    0,          0x02, 0x03,       (char)0xab, (char)0xae,
		                     0x05, 0,          0x43, (char)0xbf, (char)0xa6, (char)0xa3,
		                     0x02, 0,          0,    0 };
	struct rig *r = open_rig();
	struct http_request request = get(r, "/");
	struct fault_script script = { .mode = FAULT_ANSWER,
		                       .status = 200,
		                       .headers = "Content-Encoding: gzip\r\n",
		                       .body = gzip,
		                       .body_bytes = sizeof(gzip) };
	struct http_run run;

	(void)state;
	fault_server_script(r->server, &script);
	http_run(r->http, &request, &run);
	assert_int_equal(run.answer.outcome, HTTP_ANSWERED);
	assert_string_equal(run.answer.body, "{}");
	http_run_finish(&run);
	close_rig(r);
}

static void
timings_follow_each_other(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = get(r, "/");
	struct message_timings t;
	struct http_run run;

	(void)state;
	http_run(r->http, &request, &run);
	t = run.answer.timings;
	assert_true(t.connect_us >= t.lookup_us);
	assert_true(t.connect_us > 0);
	assert_int_equal(t.tls_us, -1);
	assert_true(t.first_byte_us >= t.connect_us);
	assert_true(t.total_us >= t.first_byte_us);
	http_run_finish(&run);
	close_rig(r);
}

static int64_t
retry_after(struct rig *r, const char *header)
{
	struct http_request request = get(r, "/");
	struct http_run run;
	char line[128];
	int64_t seconds;

	snprintf(line, sizeof(line), "%s\r\n", header);
	fault_server_answer(r->server, "/", 429, line, "");
	http_run(r->http, &request, &run);
	seconds = run.answer.retry_after_s;
	http_run_finish(&run);
	return seconds;
}

static void
retry_after_is_read_from_seconds_and_dates(void **state)
{
	struct rig *r = open_rig();
	int64_t now_ms;

	(void)state;
	assert_true(clock_parse("2026-11-25T12:00:00.250Z", &now_ms));
	assert_int_equal(retry_after(r, "Retry-After: 0"), 0);
	assert_int_equal(retry_after(r, "retry-AFTER:   17 "), 17);
	assert_int_equal(retry_after(r, "Retry-After: 600"), 600);
	assert_int_equal(retry_after(r, "Retry-After: 601"), HTTP_RETRY_AFTER_TOO_LONG);
	assert_int_equal(retry_after(r, "Retry-After: 1000000000"), HTTP_RETRY_AFTER_TOO_LONG);
	assert_int_equal(retry_after(r, "Retry-After: 99999999999999999999999999999"),
	                 HTTP_RETRY_AFTER_TOO_LONG);
	assert_int_equal(retry_after(r, "Retry-After: -5"), -1);
	assert_int_equal(retry_after(r, "Retry-After: 1e9"), -1);
	assert_int_equal(retry_after(r, "Retry-After: soon"), -1);
	assert_int_equal(retry_after(r, "Retry-After:"), -1);
	assert_int_equal(retry_after(r, "X-Retry-After: 5"), -1);
	clock_freeze(now_ms, clock_monotonic_us());
	assert_int_equal(retry_after(r, "Retry-After: Wed, 25 Nov 2026 12:00:30 GMT"), 30);
	assert_int_equal(retry_after(r, "Retry-After: Wed, 25 Nov 2026 11:59:30 GMT"), -1);
	assert_int_equal(retry_after(r, "Retry-After: Thu, 26 Nov 2026 12:00:00 GMT"),
	                 HTTP_RETRY_AFTER_TOO_LONG);
	clock_release();
	close_rig(r);
}

static void
a_proxy_sees_where_to_but_never_the_key(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = post(r, "/");
	struct http_run run;

	(void)state;
	fault_server_answer(r->server, "name.example", 407, "Retry-After: 9\r\n", "");
	request.url = "https://name.example/sms/3/messages";
	request.proxy = fault_server_url(r->server);
	http_run(r->http, &request, &run);
	assert_int_equal(run.answer.outcome, HTTP_NOT_SENT);
	assert_int_equal(run.answer.sent_bytes, 0);
	assert_int_equal(run.answer.status, 0);
	assert_int_equal(run.answer.retry_after_s, -1);
	assert_non_null(strstr(run.answer.cause, "the proxy does not lead to name.example"));
	assert_int_equal(fault_server_arrivals_with(r->server, "CONNECT name.example:443 "), 1);
	assert_int_equal(fault_server_arrivals_with(r->server, KEY), 0);
	assert_int_equal(fault_server_arrivals_with(r->server, "messages"), 0);
	http_run_finish(&run);
	close_rig(r);
}

static void
this_machine_is_reached_without_a_proxy(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = post(r, "/");
	struct http_run run;
	char proxy[64];

	(void)state;
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", fault_closed_port());
	request.proxy = proxy;
	http_run(r->http, &request, &run);
	assert_int_equal(run.answer.status, 200);
	http_run_finish(&run);
	close_rig(r);
}

/* --- Refused before anything is opened -------------------------------------------------------- */

static enum fault_word
refusal(struct rig *r, const struct http_request *request)
{
	struct http_run run = { .calls = 0 };
	struct fault f = { .word = WORD_NONE };
	uint64_t id = 7;

	if (http_start(r->http, request, http_run_keep, &run, &id, &f) == ST_OK)
		fail_msg("%s was taken", request->url);
	assert_int_equal(id, 0);
	assert_int_equal(http_in_flight(r->http), 0);
	assert_int_equal(run.calls, 0);
	assert_int_equal(fault_server_connections(r->server), 0);
	return f.word;
}

static void
a_key_that_cannot_stand_in_a_header_is_refused(void **state)
{
	static const char *const keys[] = { "",      "ab\r\nX-Evil: 1", "ab\n", "a\tb",
		                            "k\x7f", "k\xc3\xa9y",      "\x01" };
	struct rig *r = open_rig();
	struct http_request request = get(r, "/");

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct secret *key = secret_create(keys[i], strlen(keys[i]));

		request.api_key = key;
		assert_int_equal(refusal(r, &request), WORD_SECRET_INVALID);
		secret_destroy(key);
	}
	request.api_key = secret_create("ab\0cd", 5);
	assert_int_equal(refusal(r, &request), WORD_SECRET_INVALID);
	secret_destroy((struct secret *)(uintptr_t)request.api_key);
	close_rig(r);
}

static void
only_https_or_this_machine_is_spoken_to(void **state)
{
	static const char *const urls[] = {
		"http://example.com/",
		"http://localhost.example.com/",
		"http://127.0.0.1.example.com/",
		"http://10.0.0.1/",
		"http://[::2]/",
		"ftp://127.0.0.1/",
		"file:///etc/passwd",
		"127.0.0.1/",
		"https://user:pass@example.com/",
		"https://example.com/a b",
		"https://example.com/?q=a b",
		"https://example.com/?q=\r\nX: y",
		"https://example.com/?q#f",
		"https://example.com/?q=\xc3\xa9",
		"",
	};
	struct rig *r = open_rig();
	struct http_request request = get(r, "/");

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		request.url = urls[i];
		assert_int_equal(refusal(r, &request), WORD_BASE_URL_INVALID);
	}
	close_rig(r);
}

/* --- Callbacks, cancelling, ending ------------------------------------------------------------ */

static void
several_requests_fly_at_once_and_apart(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = get(r, "/");
	struct http_run runs[5] = { { 0 } };
	struct fault f;
	uint64_t id;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(http_start(r->http, &request, http_run_keep, &runs[i], &id, &f),
		                 ST_OK);
	assert_int_equal(http_in_flight(r->http), 5);
	http_run_until_idle(r->http);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(runs[i].calls, 1);
		assert_int_equal(runs[i].answer.status, 200);
		http_run_finish(&runs[i]);
	}
	assert_int_equal(fault_server_connections(r->server), 5);
	close_rig(r);
}

static void
turn_until_arrivals(struct rig *r, size_t count)
{
	while (fault_server_arrivals(r->server) < count) {
		http_wait(r->http, NULL, 0, 10);
		http_turn(r->http);
	}
}

static void
cancelling_calls_back_once_and_says_that_bytes_left(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = post(r, "/");
	struct fault_script stall = { .mode = FAULT_STALL };
	struct http_run run = { 0 };
	struct fault f;
	uint64_t id;

	(void)state;
	fault_server_script(r->server, &stall);
	assert_int_equal(http_start(r->http, &request, http_run_keep, &run, &id, &f), ST_OK);
	turn_until_arrivals(r, 1);
	http_cancel(r->http, id + 1);
	assert_int_equal(run.calls, 0);
	http_cancel(r->http, id);
	http_cancel(r->http, id);
	assert_int_equal(run.calls, 1);
	assert_int_equal(run.answer.outcome, HTTP_CANCELLED);
	assert_true(run.answer.sent_bytes > 0);
	assert_int_equal(http_in_flight(r->http), 0);
	http_run_finish(&run);
	close_rig(r);
}

static void
cancelling_before_the_first_turn_sends_nothing(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = post(r, "/");
	struct http_run run = { 0 };
	struct fault f;
	uint64_t id;

	(void)state;
	assert_int_equal(http_start(r->http, &request, http_run_keep, &run, &id, &f), ST_OK);
	http_cancel(r->http, id);
	assert_int_equal(run.calls, 1);
	assert_int_equal(run.answer.sent_bytes, 0);
	http_run_finish(&run);
	fault_server_stop(r->server);
	assert_int_equal(fault_server_arrivals(r->server), 0);
	close_rig(r);
}

static void
destroying_calls_back_what_is_in_flight(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = post(r, "/");
	struct http_run runs[2] = { { 0 } };
	struct fault f;
	uint64_t id;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(http_start(r->http, &request, http_run_keep, &runs[i], &id, &f),
		                 ST_OK);
	http_destroy(r->http);
	r->http = NULL;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(runs[i].calls, 1);
		assert_int_equal(runs[i].answer.outcome, HTTP_CANCELLED);
		http_run_finish(&runs[i]);
	}
	close_rig(r);
}

struct chain {
	struct rig *rig;
	int left;
	uint64_t victim;
};

static void
start_next(void *context, const struct http_answer *answer)
{
	struct chain *chain = context;
	struct http_request request = get(chain->rig, "/");
	struct fault f;
	uint64_t id;

	assert_int_equal(answer->status, 200);
	http_cancel(chain->rig->http, chain->victim);
	if (chain->left-- > 0)
		assert_int_equal(http_start(chain->rig->http, &request, start_next, chain, &id, &f),
		                 ST_OK);
}

static void
a_callback_may_start_and_cancel(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = get(r, "/stall");
	struct fault_script stall = { .path = "/stall", .mode = FAULT_STALL };
	struct chain chain = { r, 2, 0 };
	struct http_run run = { 0 };
	struct fault f;
	uint64_t id;

	(void)state;
	fault_server_script(r->server, &stall);
	assert_int_equal(http_start(r->http, &request, http_run_keep, &run, &chain.victim, &f),
	                 ST_OK);
	request = get(r, "/");
	assert_int_equal(http_start(r->http, &request, start_next, &chain, &id, &f), ST_OK);
	http_run_until_idle(r->http);
	assert_int_equal(chain.left, -1);
	assert_int_equal(run.calls, 1);
	assert_int_equal(run.answer.outcome, HTTP_CANCELLED);
	http_run_finish(&run);
	close_rig(r);
}

/* --- Waiting ---------------------------------------------------------------------------------- */

static void
expect_wait(struct http *h)
{
	struct pollfd fds[2];
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	fds[0] = (struct pollfd){ ends[0], POLLIN, 99 };
	fds[1] = (struct pollfd){ ends[1], POLLOUT, 99 };
	http_wait(h, fds, 1, 0);
	assert_int_equal(fds[0].revents, 0);
	http_wait(h, fds, 2, 10000);
	assert_int_equal(fds[0].revents, 0);
	assert_int_equal(fds[1].revents, POLLOUT);
	assert_int_equal(write(ends[1], "x", 1), 1);
	http_wait(h, fds, 1, -1);
	assert_int_equal(fds[0].revents, POLLIN);
	assert_int_equal(read(ends[0], &(char){ 0 }, 1), 1);
	close(ends[1]);
	http_wait(h, fds, 1, -1);
	assert_int_equal(fds[0].revents, POLLHUP);
	close(ends[0]);
}

static void
the_wait_sees_the_callers_descriptors(void **state)
{
	struct rig *r = open_rig();

	(void)state;
	expect_wait(r->http);
	expect_wait(NULL);
	close_rig(r);
}

static void
the_wait_ends_at_its_limit(void **state)
{
	struct rig *r = open_rig();
	struct http_request request = get(r, "/");
	struct fault_script stall = { .mode = FAULT_STALL };
	struct http_run run = { 0 };
	struct fault f;
	uint64_t id;
	int64_t start_us;

	(void)state;
	fault_server_script(r->server, &stall);
	assert_int_equal(http_start(r->http, &request, http_run_keep, &run, &id, &f), ST_OK);
	turn_until_arrivals(r, 1);
	http_turn(r->http);
	start_us = clock_monotonic_us();
	http_wait(r->http, NULL, 0, 30);
	assert_true(clock_monotonic_us() - start_us >= 29000);
	http_cancel(r->http, id);
	http_run_finish(&run);
	close_rig(r);
}

/* --- The scripted transport ------------------------------------------------------------------- */

struct script {
	int calls;
	char seen[256];
	bool saw_key;
};

static void
answer_by_script(void *context, const struct http_request *request, struct http_answer *answer)
{
	struct script *script = context;

	script->calls++;
	script->saw_key = request->api_key != NULL;
	snprintf(script->seen, sizeof(script->seen), "%s %s %.*s", request->method, request->url,
	         (int)request->body_bytes, request->body);
	assert_int_equal(answer->retry_after_s, -1);
	assert_int_equal(answer->timings.total_us, -1);
	answer->outcome = HTTP_ANSWERED;
	answer->status = 200;
	answer->body = "scripted";
	answer->body_bytes = 8;
}

static void
a_script_answers_at_the_next_turn(void **state)
{
	struct script script = { 0 };
	struct http *h = http_create_scripted(answer_by_script, &script);
	struct secret *key = secret_create(KEY, strlen(KEY));
	char url[] = "https://example.com/a";
	char body[] = "body";
	struct http_request request = {
		.method = "POST", .url = url, .body = body, .body_bytes = 4, .api_key = key
	};
	struct http_run run = { 0 };
	struct fault f;
	uint64_t id;

	(void)state;
	assert_int_equal(http_start(h, &request, http_run_keep, &run, &id, &f), ST_OK);
	assert_int_equal(script.calls, 0);
	memset(url, '?', sizeof(url) - 1);
	memset(body, '?', sizeof(body) - 1);
	http_wait(h, NULL, 0, -1);
	http_turn(h);
	assert_int_equal(script.calls, 1);
	assert_string_equal(script.seen, "POST https://example.com/a body");
	assert_false(script.saw_key);
	assert_int_equal(run.calls, 1);
	assert_string_equal(run.answer.body, "scripted");
	assert_int_equal(http_in_flight(h), 0);
	http_run_finish(&run);
	secret_destroy(key);
	http_destroy(h);
}

static void
a_scripted_request_is_checked_and_cancelled_like_any(void **state)
{
	struct script script = { 0 };
	struct http *h = http_create_scripted(answer_by_script, &script);
	struct http_request request = { .method = "GET", .url = "http://example.com/" };
	struct http_run run = { 0 };
	struct fault f;
	uint64_t id;

	(void)state;
	assert_int_equal(http_start(h, &request, http_run_keep, &run, &id, &f), ST_INVALID);
	request.url = "https://example.com/";
	assert_int_equal(http_start(h, &request, http_run_keep, &run, &id, &f), ST_OK);
	http_cancel(h, id);
	assert_int_equal(run.calls, 1);
	assert_int_equal(run.answer.outcome, HTTP_CANCELLED);
	http_run_finish(&run);
	run.calls = 0;
	assert_int_equal(http_start(h, &request, http_run_keep, &run, &id, &f), ST_OK);
	http_destroy(h);
	assert_int_equal(run.calls, 1);
	assert_int_equal(script.calls, 0);
	http_run_finish(&run);
}

static void
nothing_ended_is_destroyed_in_vain(void **state)
{
	(void)state;
	http_destroy(NULL);
}

static int
set_up(void **state)
{
	(void)state;
	secret_system_init();
	return signal(SIGPIPE, SIG_IGN) == SIG_ERR;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_post_has_exactly_these_bytes),
		cmocka_unit_test(a_get_has_exactly_these_bytes),
		cmocka_unit_test(a_long_post_goes_out_whole_and_once),
		cmocka_unit_test(no_connection_is_used_twice),
		cmocka_unit_test(only_what_reads_gets_a_kept_connection),
		cmocka_unit_test(reads_may_share_a_connection_that_a_send_never_uses),
		cmocka_unit_test(a_read_outlives_a_kept_connection_that_died),
		cmocka_unit_test(an_answer_is_handed_over_whole),
		cmocka_unit_test(a_compressed_answer_is_opened),
		cmocka_unit_test(timings_follow_each_other),
		cmocka_unit_test(retry_after_is_read_from_seconds_and_dates),
		cmocka_unit_test(a_proxy_sees_where_to_but_never_the_key),
		cmocka_unit_test(this_machine_is_reached_without_a_proxy),
		cmocka_unit_test(a_key_that_cannot_stand_in_a_header_is_refused),
		cmocka_unit_test(only_https_or_this_machine_is_spoken_to),
		cmocka_unit_test(several_requests_fly_at_once_and_apart),
		cmocka_unit_test(cancelling_calls_back_once_and_says_that_bytes_left),
		cmocka_unit_test(cancelling_before_the_first_turn_sends_nothing),
		cmocka_unit_test(destroying_calls_back_what_is_in_flight),
		cmocka_unit_test(a_callback_may_start_and_cancel),
		cmocka_unit_test(the_wait_sees_the_callers_descriptors),
		cmocka_unit_test(the_wait_ends_at_its_limit),
		cmocka_unit_test(a_script_answers_at_the_next_turn),
		cmocka_unit_test(a_scripted_request_is_checked_and_cancelled_like_any),
		cmocka_unit_test(nothing_ended_is_destroyed_in_vain),
	};

	return cmocka_run_group_tests_name("net/http", tests, set_up, NULL);
}
