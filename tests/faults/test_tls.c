/* SPDX-License-Identifier: MIT */
/* whom the program speaks to: certificates, protocols and clocks that are not as they should be */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "net_rig.h"
#include "program.h"
#include "tls_front.h"

#define PATH "/sms/3/messages"

struct scene {
	struct net_rig *rig;
	struct tls_front *front;
};

static void
open_scene(struct scene *s, enum tls_face face)
{
	s->rig = net_rig_open(FAULT_DOOR_OPEN);
	s->rig->connect_limit_ms = s->rig->total_limit_ms = 10000;
	s->front = tls_front_start(face, fault_server_port(s->rig->server), 0);
	s->rig->ca_file = tls_front_ca_file(s->front);
}

static void
close_scene(struct scene *s)
{
	tls_front_destroy(s->front);
	net_rig_close(s->rig);
}

static void
expect_words(const char *words, const char *piece)
{
	if (!strstr(words, piece))
		fail_msg("\"%s\" lacks \"%s\"", words, piece);
}

/* --- T14, N21: refused, and not one byte of the request leaves ------------------------------- */

static void
expect_refused(enum tls_face face, enum http_reason reason, const char *cause, const char *hint)
{
	struct scene s;

	open_scene(&s, face);
	net_rig_send_to(s.rig, tls_front_url(s.front), PATH);
	assert_int_equal(s.rig->run.answer.outcome, HTTP_NOT_SENT);
	assert_int_equal(s.rig->run.answer.sent_bytes, 0);
	assert_int_equal(s.rig->run.answer.reason, reason);
	assert_int_equal(s.rig->verdict.state, MESSAGE_NOT_SENT);
	expect_words(s.rig->verdict.cause, cause);
	expect_words(s.rig->verdict.hint, hint);
	assert_int_equal(tls_front_connections(s.front), 1);
	assert_int_equal(tls_front_bytes(s.front), 0);
	assert_int_equal(fault_server_arrivals(s.rig->server), 0);
	close_scene(&s);
}

static void
an_expired_certificate_is_refused(void **state)
{
	(void)state;
	expect_refused(TLS_EXPIRED, HTTP_REASON_EXPIRED, "the certificate of 127.0.0.1 has expired",
	               "check your clock");
}

static void
a_certificate_that_is_not_valid_yet_is_refused(void **state)
{
	(void)state;
	expect_refused(TLS_NOT_YET, HTTP_REASON_NOT_YET_VALID,
	               "the certificate of 127.0.0.1 is not valid yet", "check your clock");
}

static void
a_certificate_for_another_host_is_refused(void **state)
{
	(void)state;
	expect_refused(TLS_WRONG_HOST, HTTP_REASON_WRONG_HOST,
	               "the certificate shown is not for 127.0.0.1", "check base_url");
}

static void
a_certificate_signed_by_itself_is_refused(void **state)
{
	(void)state;
	expect_refused(TLS_SELF_SIGNED, HTTP_REASON_SELF_SIGNED, "is signed by itself", "ca_file");
}

static void
an_unknown_authority_is_refused(void **state)
{
	(void)state;
	expect_refused(TLS_UNKNOWN_CA, HTTP_REASON_UNKNOWN_ISSUER, "is from an unknown issuer",
	               "ca_file");
}

static void
tls_older_than_1_2_is_refused(void **state)
{
	(void)state;
	expect_refused(TLS_ONLY_1_0, HTTP_REASON_OLD_PROTOCOL, "speaks no TLS 1.2 or newer",
	               "stay refused");
	expect_refused(TLS_ONLY_1_1, HTTP_REASON_OLD_PROTOCOL, "speaks no TLS 1.2 or newer",
	               "stay refused");
}

static void
a_good_certificate_needs_its_authority(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, TLS_GOOD);
	net_rig_send_to(s.rig, tls_front_url(s.front), PATH);
	assert_int_equal(s.rig->verdict.state, MESSAGE_ACCEPTED);
	assert_int_equal(fault_server_arrivals(s.rig->server), 1);
	s.rig->ca_file = NULL;
	net_rig_send_to(s.rig, tls_front_url(s.front), PATH);
	assert_int_equal(s.rig->run.answer.reason, HTTP_REASON_UNKNOWN_ISSUER);
	assert_int_equal(s.rig->run.answer.sent_bytes, 0);
	assert_int_equal(fault_server_arrivals(s.rig->server), 1);
	close_scene(&s);
}

/* --- What the connection shows, and the one that is kept ------------------------------------- */

static void
ask(struct scene *s, enum http_connection connection, struct http_run *out)
{
	char url[128];
	struct http_request request = { .method = "GET",
		                        .api_key = s->rig->key,
		                        .ca_file = s->rig->ca_file,
		                        .connection = connection };

	snprintf(url, sizeof(url), "%s/sms/3/logs?limit=1", tls_front_url(s->front));
	request.url = url;
	*out = (struct http_run){ 0 };
	http_run(s->rig->http, &request, out);
	assert_int_equal(out->answer.status, 200);
}

static void
the_first_of_a_row_tells_whom_it_met(void **state)
{
	struct http_run run;
	struct scene s;

	(void)state;
	open_scene(&s, TLS_GOOD);
	ask(&s, HTTP_FIRST, &run);
	assert_string_equal(run.answer.tls.version, "TLSv1.3");
	expect_words(run.answer.tls.subject, "localhost");
	expect_words(run.answer.tls.issuer, "otpdeck test authority");
	expect_words(run.answer.tls.names, "DNS:localhost");
	assert_true(run.answer.tls.expires_at_ms > clock_now_ms() + 364LL * 24 * 3600 * 1000);
	assert_true(run.answer.tls.expires_at_ms < clock_now_ms() + 366LL * 24 * 3600 * 1000);
	assert_true(run.answer.timings.tls_us > 0);
	http_run_finish(&run);
	close_scene(&s);
}

static void
reads_in_a_row_share_one_connection(void **state)
{
	struct http_run run;
	struct scene s;

	(void)state;
	open_scene(&s, TLS_GOOD);
	for (int i = 0; i < 5; i++) {
		ask(&s, i == 0 ? HTTP_FIRST : i == 4 ? HTTP_LAST : HTTP_NEXT, &run);
		http_run_finish(&run);
	}
	assert_int_equal(fault_server_arrivals(s.rig->server), 5);
	assert_int_equal(tls_front_connections(s.front), 1);
	ask(&s, HTTP_NEXT, &run);
	assert_int_equal(tls_front_connections(s.front), 2);
	http_run_finish(&run);
	close_scene(&s);
}

static void
a_send_never_travels_on_a_kept_connection(void **state)
{
	struct http_run run;
	struct scene s;

	(void)state;
	open_scene(&s, TLS_GOOD);
	ask(&s, HTTP_FIRST, &run);
	http_run_finish(&run);
	net_rig_send_to(s.rig, tls_front_url(s.front), PATH);
	assert_int_equal(s.rig->verdict.state, MESSAGE_ACCEPTED);
	assert_int_equal(tls_front_connections(s.front), 2);
	close_scene(&s);
}

static void
the_date_of_an_answer_shows_how_far_the_clock_is_off(void **state)
{
	struct http_run run;
	struct scene s;
	int64_t now_ms;

	(void)state;
	open_scene(&s, TLS_GOOD);
	assert_true(clock_parse("2026-11-25T12:00:00Z", &now_ms));
	fault_server_answer(s.rig->server, NULL, 200, "Date: Wed, 25 Nov 2026 11:59:50 GMT\r\n",
	                    "{}");
	clock_freeze(now_ms, clock_monotonic_us());
	ask(&s, HTTP_FIRST, &run);
	clock_release();
	assert_true(run.answer.has_date);
	/* Whatever the way took, ten seconds lie within what is given or taken. */
	assert_true(run.answer.clock_within_ms >= 500);
	assert_true(run.answer.clock_ahead_ms <= 10000 + run.answer.clock_within_ms);
	assert_true(run.answer.clock_ahead_ms >= 9000 - run.answer.clock_within_ms);
	http_run_finish(&run);
	fault_server_answer(s.rig->server, NULL, 200, "Date: yesterday evening\r\n", "{}");
	ask(&s, HTTP_FIRST, &run);
	assert_false(run.answer.has_date);
	http_run_finish(&run);
	close_scene(&s);
}

/* --- N21 as the operator reads it ------------------------------------------------------------ */

/* The item of this name in the last envelope. */
static const struct json *
find_item(const struct program *p, const char *name)
{
	const struct json *items = program_node(p->envelope, "data.items");

	for (const struct json *at = json_first(items); at; at = json_next(at)) {
		if (strcmp(json_string(json_member(at, "name")), name) == 0)
			return at;
	}
	fail_msg("there is no item %s", name);
	return NULL;
}

static void
expect_refused_by_connect(struct program *p, enum tls_face face, const char *cause)
{
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);
	struct tls_front *front = tls_front_start(face, fault_server_port(server), 0);

	program_expect(p, 0, "profile", "set", "ca_file", tls_front_ca_file(front), NULL);
	program_expect(p, 5, "connect", "--base-url", tls_front_url(front), "--json", NULL);
	expect_words(program_word(p, "error.cause"), cause);
	assert_true(strlen(program_word(p, "error.hint")) > 10);
	expect_words(json_string(json_member(find_item(p, "tls"), "proof")), cause);
	assert_string_equal(json_string(json_member(find_item(p, "tls"), "result")), "fail");
	assert_string_equal(json_string(json_member(find_item(p, "key"), "result")), "unknown");
	assert_int_equal(tls_front_bytes(front), 0);
	tls_front_destroy(front);
	fault_server_destroy(server);
}

static void
connect_says_what_is_wrong_with_a_certificate(void **state)
{
	struct program *p = *state;

	program_make_staging(p, "https://127.0.0.1:1", "k7w2-9q4r-5t6y");
	expect_refused_by_connect(p, TLS_EXPIRED, "has expired");
	expect_refused_by_connect(p, TLS_NOT_YET, "is not valid yet");
	expect_refused_by_connect(p, TLS_WRONG_HOST, "is not for 127.0.0.1");
	expect_refused_by_connect(p, TLS_SELF_SIGNED, "is signed by itself");
	expect_refused_by_connect(p, TLS_UNKNOWN_CA, "is from an unknown issuer");
	expect_refused_by_connect(p, TLS_ONLY_1_0, "speaks no TLS 1.2 or newer");
	expect_refused_by_connect(p, TLS_ONLY_1_1, "speaks no TLS 1.2 or newer");
}

/* --- N22: the real program under a clock that is off ------------------------------------------ */

static void
fake_time(struct program *p, const char *shift)
{
	char entry[512];
	glob_t found;

	if (glob("/usr/lib/*/faketime/libfaketimeMT.so.1", 0, NULL, &found) != 0)
		fail_msg("faketime is not installed");
	snprintf(entry, sizeof(entry), "LD_PRELOAD=%s", found.gl_pathv[0]);
	program_set_env(p, entry);
	snprintf(entry, sizeof(entry), "FAKETIME=%s", shift);
	program_set_env(p, entry);
	globfree(&found);
}

static void
a_clock_that_is_off_is_named(void **state)
{
	static const struct {
		const char *shift;
		const char *cause;
	} rows[] = {
		{ "+10y", "has expired" },
		{ "-10y", "is not valid yet" },
		{ "+2d", "has expired" },
		{ "-2d", "is not valid yet" },
	};
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);
	struct tls_front *front = tls_front_start(TLS_GOOD, fault_server_port(server), 24LL * 3600);

	program_make_staging(p, tls_front_url(front), "k7w2-9q4r-5t6y");
	program_expect(p, 0, "profile", "set", "ca_file", tls_front_ca_file(front), NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_time(p, rows[i].shift);
		program_expect(p, 5, "connect", "--json", NULL);
		program_expect_word(p, "error.code", "not_sent");
		expect_words(program_word(p, "error.cause"), rows[i].cause);
		expect_words(program_word(p, "error.hint"), "check your clock");
		assert_string_equal(json_string(json_member(find_item(p, "tls"), "result")),
		                    "fail");
	}
	assert_int_equal(tls_front_bytes(front), 0);
	tls_front_destroy(front);
	fault_server_destroy(server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_expired_certificate_is_refused),
		cmocka_unit_test(a_certificate_that_is_not_valid_yet_is_refused),
		cmocka_unit_test(a_certificate_for_another_host_is_refused),
		cmocka_unit_test(a_certificate_signed_by_itself_is_refused),
		cmocka_unit_test(an_unknown_authority_is_refused),
		cmocka_unit_test(tls_older_than_1_2_is_refused),
		cmocka_unit_test(a_good_certificate_needs_its_authority),
		cmocka_unit_test(the_first_of_a_row_tells_whom_it_met),
		cmocka_unit_test(reads_in_a_row_share_one_connection),
		cmocka_unit_test(a_send_never_travels_on_a_kept_connection),
		cmocka_unit_test(the_date_of_an_answer_shows_how_far_the_clock_is_off),
		cmocka_unit_test_setup_teardown(connect_says_what_is_wrong_with_a_certificate,
		                                program_set_up, program_tear_down),
		cmocka_unit_test_setup_teardown(a_clock_that_is_off_is_named, program_set_up,
		                                program_tear_down),
	};

	return cmocka_run_group_tests_name("faults/tls", tests, NULL, NULL);
}
