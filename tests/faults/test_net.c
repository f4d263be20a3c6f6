/* SPDX-License-Identifier: MIT */
/* a network that breaks: what a send comes to when the wire fails at every point */
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "net_rig.h"

#define PATH "/sms/3/messages"

enum { RESIDENT_KIB_MAX = 64 * 1024 };

static void
expect_not_sent(const struct net_rig *r)
{
	assert_int_equal(r->run.answer.outcome, HTTP_NOT_SENT);
	assert_int_equal(r->run.answer.sent_bytes, 0);
	assert_int_equal(r->run.answer.status, 0);
	assert_int_equal(r->verdict.state, MESSAGE_NOT_SENT);
	assert_int_equal(r->verdict.word, WORD_NOT_SENT);
	assert_true(r->verdict.may_retry);
	assert_true(r->verdict.cause[0] != '\0' && r->verdict.hint[0] != '\0');
}

static void
expect_unknown(const struct net_rig *r)
{
	assert_int_equal(r->run.answer.outcome, HTTP_BROKEN);
	assert_true(r->run.answer.sent_bytes > 0);
	assert_int_equal(r->verdict.state, MESSAGE_UNKNOWN);
	assert_int_equal(r->verdict.word, WORD_UNCERTAIN);
	assert_false(r->verdict.may_retry);
	assert_true(r->verdict.cause[0] != '\0' && r->verdict.hint[0] != '\0');
}

static void
expect_cause(const struct net_rig *r, const char *piece)
{
	if (!strstr(r->verdict.cause, piece))
		fail_msg("the cause is \"%s\"", r->verdict.cause);
}

/* --- N1 to N6: nothing leaves ----------------------------------------------------------------- */

static void
a_name_that_does_not_resolve_sends_nothing(void **state)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);

	(void)state;
	/* A machine without any resolver may need the whole limit to find out. */
	net_rig_send_to(r, "https://no-such-host.invalid", PATH);
	expect_not_sent(r);
	net_rig_close(r);
}

static void
a_refused_connection_sends_nothing(void **state)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);
	char url[64];

	(void)state;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", fault_closed_port());
	net_rig_send_to(r, url, PATH);
	expect_not_sent(r);
	expect_cause(r, "takes no connections on port");
	net_rig_close(r);
}

static void
a_connection_that_is_never_taken_sends_nothing(void **state)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);
	struct fault_deaf *deaf = fault_deaf_start(AF_INET, 0);
	char url[64];

	(void)state;
	assert_non_null(deaf);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", fault_deaf_port(deaf));
	net_rig_send_to(r, url, PATH);
	expect_not_sent(r);
	expect_cause(r, "did not take a connection within 0.4 s");
	fault_deaf_stop(deaf);
	net_rig_close(r);
}

static void
send_by_tls(struct net_rig *r)
{
	char url[64];

	snprintf(url, sizeof(url), "https://127.0.0.1:%d", fault_server_port(r->server));
	net_rig_send_to(r, url, PATH);
	expect_not_sent(r);
	fault_server_stop(r->server);
	assert_int_equal(fault_server_connections(r->server), 1);
	assert_int_equal(fault_server_arrivals(r->server), 0);
}

static void
a_handshake_that_stalls_sends_nothing(void **state)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_MUTE);

	(void)state;
	send_by_tls(r);
	expect_cause(r, "took the connection but not TLS");
	net_rig_close(r);
}

static void
a_handshake_that_is_cut_sends_nothing(void **state)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_SLAM);

	(void)state;
	send_by_tls(r);
	expect_cause(r, "ended the connection before TLS was agreed");
	net_rig_close(r);
}

/* --- N7 to N14: no whole answer --------------------------------------------------------------- */

/* `status` is what had been read when it broke. */
static void
expect_broken_under(enum fault_mode mode, int status, const char *cause)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);

	net_rig_send_under(r, mode);
	expect_unknown(r);
	assert_int_equal(r->verdict.http_status, status);
	expect_cause(r, cause);
	net_rig_expect_arrivals(r, 1);
	net_rig_close(r);
}

static void
no_first_byte_leaves_it_unknown(void **state)
{
	(void)state;
	expect_broken_under(FAULT_STALL, 0, "no answer came within");
}

static void
a_stall_in_mid_body_leaves_it_unknown(void **state)
{
	(void)state;
	expect_broken_under(FAULT_STALL_HALF, 200, "the answer was not complete");
}

static void
a_dripping_answer_is_ended_by_the_limit(void **state)
{
	(void)state;
	expect_broken_under(FAULT_DRIP, 0, "no answer came within");
}

static void
a_close_without_an_answer_leaves_it_unknown_after_one_arrival(void **state)
{
	(void)state;
	expect_broken_under(FAULT_CLOSE, 0, "closed without an answer");
}

static void
a_reset_after_the_request_leaves_it_unknown_after_one_arrival(void **state)
{
	(void)state;
	expect_broken_under(FAULT_RESET, 0, "the connection broke");
}

static void
an_answer_shorter_than_announced_leaves_it_unknown(void **state)
{
	(void)state;
	expect_broken_under(FAULT_SHORT, 200, "broke off");
}

static void
an_answer_that_ends_in_a_chunk_leaves_it_unknown(void **state)
{
	(void)state;
	expect_broken_under(FAULT_SHORT_CHUNKED, 200, "broke off");
}

static void
warm_up(struct net_rig *r)
{
	struct http_request request = { .method = "GET", .url = fault_server_url(r->server) };

	http_run(r->http, &request, &r->run);
	assert_int_equal(r->run.answer.status, 200);
}

/* With a connection kept from the GET libcurl would find it dead and post a second time. */
static void
a_connection_that_dies_on_the_post_sees_it_once(void **state)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);
	struct fault_script closing = { .path = PATH, .mode = FAULT_CLOSE };

	(void)state;
	fault_server_script(r->server, &closing);
	warm_up(r);
	net_rig_send(r, PATH);
	expect_unknown(r);
	expect_cause(r, "closed without an answer");
	fault_server_stop(r->server);
	assert_int_equal(fault_server_arrivals_with(r->server, "POST "), 1);
	assert_int_equal(fault_server_connections(r->server), 2);
	net_rig_close(r);
}

/* --- N15 to N19: too much, or no HTTP --------------------------------------------------------- */

/* In a child, so that neither other tests nor the server count. */
static int
stay_small(struct net_rig *r)
{
	struct rusage used;

	net_rig_send(r, PATH);
	expect_unknown(r);
	getrusage(RUSAGE_SELF, &used);
	return used.ru_maxrss < RESIDENT_KIB_MAX || NET_RIG_SANITIZED ? 0 : 1;
}

static void
expect_small_under(enum fault_mode mode, const char *cause)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);
	struct fault_script script = { .mode = mode };

	fault_server_script(r->server, &script);
	r->total_limit_ms = 10000;
	net_rig_in_child(stay_small, r);
	net_rig_send(r, PATH);
	expect_unknown(r);
	expect_cause(r, cause);
	net_rig_expect_arrivals(r, 2);
	net_rig_close(r);
}

static void
a_gigabyte_is_cut_at_the_ceiling(void **state)
{
	(void)state;
	expect_small_under(FAULT_ENDLESS_LENGTH, "longer than 1024 KiB");
}

static void
a_body_without_an_end_is_cut_at_the_ceiling(void **state)
{
	(void)state;
	expect_small_under(FAULT_ENDLESS, "longer than 1024 KiB");
}

static void
a_bomb_is_counted_as_it_unpacks(void **state)
{
	(void)state;
	expect_small_under(FAULT_BOMB, "longer than 1024 KiB");
}

static void
a_header_of_two_megabytes_is_not_kept(void **state)
{
	(void)state;
	/* libcurl has a ceiling of its own for one line and gives up without our words. */
	expect_small_under(FAULT_LONG_HEADER, "");
}

static void
headers_without_number_are_cut_at_the_ceiling(void **state)
{
	(void)state;
	expect_small_under(FAULT_MANY_HEADERS, "headers are longer than 64 KiB");
}

static void
expect_garbage(const char *bytes)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);
	struct fault_script script = { .mode = FAULT_RAW, .body = bytes };

	fault_server_script(r->server, &script);
	net_rig_send(r, PATH);
	expect_unknown(r);
	net_rig_expect_arrivals(r, 1);
	net_rig_close(r);
}

static void
what_is_no_http_leaves_it_unknown(void **state)
{
	(void)state;
	expect_garbage("SSH-2.0-OpenSSH_9.2\r\n");
	expect_garbage("{\"messages\":[]}\n");
	expect_garbage("HTTP/1.1 OK 200\r\n\r\n");
	expect_garbage("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n");
	expect_garbage("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n");
	expect_garbage(
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope");
	expect_garbage("HTTP/1.1 100 Continue\r\n\r\n");
}

static void
any_number_of_interim_answers_may_come_first(void **state)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);

	(void)state;
	r->total_limit_ms = 10000;
	net_rig_send_under(r, FAULT_CONTINUES);
	assert_int_equal(r->run.answer.outcome, HTTP_ANSWERED);
	assert_int_equal(r->verdict.state, MESSAGE_ACCEPTED);
	net_rig_expect_arrivals(r, 1);
	net_rig_close(r);
}

static void
an_old_server_without_keep_alive_is_understood(void **state)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);
	struct fault_script script = {
		.mode = FAULT_RAW,
		.body = "HTTP/1.0 200 OK\r\n\r\n{\"messages\":[{\"messageId\":\"" NET_RIG_ID
			"\",\"destination\":"
			"\"99930005\",\"status\":{\"groupId\":1,\"id\":26}}]}"
	};

	(void)state;
	fault_server_script(r->server, &script);
	net_rig_send(r, PATH);
	assert_int_equal(r->verdict.state, MESSAGE_ACCEPTED);
	net_rig_expect_arrivals(r, 1);
	net_rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_does_not_resolve_sends_nothing),
		cmocka_unit_test(a_refused_connection_sends_nothing),
		cmocka_unit_test(a_connection_that_is_never_taken_sends_nothing),
		cmocka_unit_test(a_handshake_that_stalls_sends_nothing),
		cmocka_unit_test(a_handshake_that_is_cut_sends_nothing),
		cmocka_unit_test(no_first_byte_leaves_it_unknown),
		cmocka_unit_test(a_stall_in_mid_body_leaves_it_unknown),
		cmocka_unit_test(a_dripping_answer_is_ended_by_the_limit),
		cmocka_unit_test(a_close_without_an_answer_leaves_it_unknown_after_one_arrival),
		cmocka_unit_test(a_reset_after_the_request_leaves_it_unknown_after_one_arrival),
		cmocka_unit_test(an_answer_shorter_than_announced_leaves_it_unknown),
		cmocka_unit_test(an_answer_that_ends_in_a_chunk_leaves_it_unknown),
		cmocka_unit_test(a_connection_that_dies_on_the_post_sees_it_once),
		cmocka_unit_test(a_gigabyte_is_cut_at_the_ceiling),
		cmocka_unit_test(a_body_without_an_end_is_cut_at_the_ceiling),
		cmocka_unit_test(a_bomb_is_counted_as_it_unpacks),
		cmocka_unit_test(a_header_of_two_megabytes_is_not_kept),
		cmocka_unit_test(headers_without_number_are_cut_at_the_ceiling),
		cmocka_unit_test(what_is_no_http_leaves_it_unknown),
		cmocka_unit_test(any_number_of_interim_answers_may_come_first),
		cmocka_unit_test(an_old_server_without_keep_alive_is_understood),
	};

	return cmocka_run_group_tests_name("faults/net", tests, NULL, NULL);
}
