/* SPDX-License-Identifier: MIT */
/* connecting: a bad key, then a good one, narrow keys, wrong hosts, seeded faults */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/checks.h"
#include "base/json.h"
#include "fault_server.h"
#include "program.h"
#include "tls_front.h"

#define GOOD_KEY "k7w2-9q4r-5t6y-m4rk3r"
#define NUMBER "+447700900123"
#define STATUS "{\"groupId\":1,\"groupName\":\"PENDING\",\"id\":26,\"name\":\"PENDING_ACCEPTED\"}"
#define OURS "{\"messageId\":\"@ID@\",\"destination\":\"@TO@\",\"status\":" STATUS "}"
#define ACCEPTED "{\"messages\":[" OURS "]}"

struct scene {
	struct program *program;
	struct program_child sandbox;
	char url[64];
};

static void
open_scene(struct scene *s, void **state)
{
	*s = (struct scene){ .program = *state };
	program_start_sandbox(s->program, &s->sandbox, s->url, NULL);
	program_make_staging(s->program, s->url, GOOD_KEY);
}

static void
close_scene(struct scene *s)
{
	program_end(s->program, &s->sandbox, 15);
}

static void
set_secret(struct program *p, const char *name, const char *key)
{
	p->input = key;
	program_expect(p, 0, "secret", "set", name, NULL);
	p->input = NULL;
}

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
expect_item(const struct program *p, const char *name, const char *result, const char *proof)
{
	const struct json *item = find_item(p, name);
	const char *got = json_string(json_member(item, "result"));
	const char *why = json_string(json_member(item, "proof"));

	if (strcmp(got, result) != 0 || !strstr(why, proof))
		fail_msg("%s is %s: %s", name, got, why);
	if (strcmp(got, "fail") == 0 && !json_string(json_member(item, "fix")))
		fail_msg("%s fails and says nothing to do", name);
}

/* Nothing that was printed holds the key. */
static void
expect_no_key(const struct program *p)
{
	assert_false(program_holds(p->out, p->out_bytes, GOOD_KEY));
	assert_false(program_holds(p->err, p->err_bytes, GOOD_KEY));
}

/* --- Keys ------------------------------------------------------------------------------------- */

static void
a_bad_key_is_named_and_a_good_one_passes(void **state)
{
	struct scene s;

	open_scene(&s, state);
	set_secret(s.program, "API_KEY", "bad-5t6y-7u8i");
	program_expect(s.program, 6, "connect", "--json", NULL);
	program_expect_word(s.program, "error.code", "credentials");
	expect_item(s.program, "key", "fail", "HTTP 401");
	expect_item(s.program, "send", "unknown", "the key is not known");
	set_secret(s.program, "API_KEY", GOOD_KEY);
	program_expect(s.program, 0, "connect", "--json", NULL);
	expect_item(s.program, "host", "warn", "this machine");
	expect_item(s.program, "key", "pass", "known");
	expect_item(s.program, "send", "pass", "sms:message:send");
	expect_item(s.program, "logs", "pass", "sms:logs:read");
	expect_item(s.program, "preview", "pass", "sms:manage");
	expect_item(s.program, "balance", "pass", " EUR");
	expect_item(s.program, "clock", "pass", "");
	expect_no_key(s.program);
	close_scene(&s);
}

static void
each_probe_is_a_line_for_a_person(void **state)
{
	struct scene s;

	open_scene(&s, state);
	program_expect(s.program, 0, "connect", NULL);
	assert_true(program_holds(s.program->out, s.program->out_bytes, "[OK]   may send"));
	assert_true(
		program_holds(s.program->out, s.program->out_bytes, "[!!]   host is Infobip's"));
	expect_no_key(s.program);
	set_secret(s.program, "API_KEY", "noscope-5t6y");
	program_expect(s.program, 6, "connect", NULL);
	assert_true(program_holds(s.program->out, s.program->out_bytes,
	                          "genuine key without the scope sms:logs:read"));
	assert_true(program_holds(s.program->err, s.program->err_bytes, "genuine key"));
	close_scene(&s);
}

struct narrow {
	const char *key;
	int status;
	const char *send;
	const char *logs;
	const char *preview;
	const char *balance;
};

static void
a_narrow_key_shows_what_it_may(void **state)
{
	static const struct narrow rows[] = {
		{ "noscope-1", 6, "warn", "fail", "unknown", "unknown" },
		{ "send-1", 6, "pass", "fail", "unknown", "unknown" },
		{ "logs-1", 6, "warn", "pass", "unknown", "unknown" },
		{ "sendlogs-1", 0, "pass", "pass", "unknown", "unknown" },
		{ "sms-1", 0, "pass", "pass", "pass", "unknown" },
		{ "message-1", 6, "warn", "fail", "unknown", "unknown" },
		{ "account-1", 6, "warn", "fail", "unknown", "pass" },
	};
	struct scene s;

	open_scene(&s, state);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		set_secret(s.program, "API_KEY", rows[i].key);
		program_expect(s.program, rows[i].status, "connect", "--json", NULL);
		expect_item(s.program, "key", "pass", "");
		expect_item(s.program, "send", rows[i].send, "");
		expect_item(s.program, "logs", rows[i].logs, "");
		expect_item(s.program, "preview", rows[i].preview, "");
		expect_item(s.program, "balance", rows[i].balance, "");
	}
	close_scene(&s);
}

static void
a_trial_key_shows_its_signs_in_the_sandbox(void **state)
{
	struct scene s;

	open_scene(&s, state);
	program_expect(s.program, 0, "profile", "set", "sender", "Acme", NULL);
	program_expect(s.program, 0, "connect", "--json", NULL);
	expect_item(s.program, "trial", "unknown", "no sign of one");
	set_secret(s.program, "API_KEY", "trial-5t6y");
	program_expect(s.program, 0, "connect", "--json", NULL);
	expect_item(s.program, "balance", "pass", "0.00 EUR");
	expect_item(s.program, "trial", "warn", "the balance is empty");
	close_scene(&s);
}

static void
a_second_key_reads_the_log(void **state)
{
	struct scene s;

	open_scene(&s, state);
	set_secret(s.program, "API_KEY", "send-5t6y");
	set_secret(s.program, "API_KEY_LOGS", "logs-5t6y");
	program_expect(s.program, 0, "connect", "--json", NULL);
	expect_item(s.program, "logs", "pass", "with API_KEY_LOGS");
	set_secret(s.program, "API_KEY_LOGS", "bad-5t6y");
	program_expect(s.program, 6, "connect", "--json", NULL);
	expect_item(s.program, "key", "pass", "");
	expect_item(s.program, "logs", "fail", "API_KEY_LOGS is not known");
	close_scene(&s);
}

/* --- Nothing is sent or consumed ------------------------------------------------------------ */

static void
only_five_reads_arrive_on_one_connection(void **state)
{
	static const char *const targets[] = {
		"GET /platform/1/openapi/available-products HTTP",
		"GET /sms/1/bulks?bulkId=",
		"GET /sms/3/logs?limit=1 HTTP",
		"POST /sms/1/preview HTTP",
		"GET /account/1/balance HTTP",
	};
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);
	struct tls_front *front = tls_front_start(TLS_GOOD, fault_server_port(server), 0);

	fault_server_answer(server, "/", 200, "Content-Type: application/json\r\n",
	                    "{\"results\":[],\"previews\":[],\"balance\":1,\"currency\":\"EUR\"}");
	program_make_staging(p, tls_front_url(front), GOOD_KEY);
	program_expect(p, 0, "profile", "set", "ca_file", tls_front_ca_file(front), NULL);
	program_expect(p, 0, "connect", "--json", NULL);
	expect_item(p, "tls", "pass", "TLSv1.3, certificate valid 36");
	assert_int_equal(fault_server_arrivals(server), 5);
	assert_int_equal(tls_front_connections(front), 1);
	for (size_t i = 0; i < 5; i++) {
		const char *arrival = fault_server_arrival(server, i, NULL);

		if (strncmp(arrival, targets[i], strlen(targets[i])) != 0)
			fail_msg("call %zu is %.60s", i, arrival);
		assert_int_equal(strstr(arrival, GOOD_KEY) != NULL, i > 0);
	}
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 0);
	expect_no_key(p);
	tls_front_destroy(front);
	fault_server_destroy(server);
}

/* --- Addresses -------------------------------------------------------------------------------- */

static void
a_wrong_address_is_told_apart(void **state)
{
	static const char *const urls[] = {
		"http://xyz.api.infobip.com",        "https://user:pass@xyz.api.infobip.com",
		"https://xyz.api.infobip.com:99999", "http://localhost.evil.example",
		"https://xyz.api.infobip.com/?q",    "no scheme",
		"https://xyz.api.infobip.com/sms/3",
	};
	struct program *p = *state;
	char url[64];

	program_make_staging(p, "https://127.0.0.1:1", GOOD_KEY);
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		program_expect(p, 2, "connect", "--base-url", urls[i], "--json", NULL);
		program_expect_word(p, "error.code", "base_url_invalid");
		expect_item(p, "base_url", "fail", "");
		assert_false(program_holds(p->out, p->out_bytes, "user:pass"));
	}
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", fault_closed_port());
	program_expect(p, 5, "connect", "--base-url", url, "--json", NULL);
	expect_item(p, "answer", "fail", "takes no connections");
	program_expect(p, 5, "connect", "--base-url", "https://nobody.invalid", "--json", NULL);
	expect_item(p, "host", "fail", "nobody.invalid is not Infobip's");
	expect_item(p, "name", "fail", "");
}

/* What is said of a send that broke off would be false of a probe. */
static void
plain_http_at_a_tls_port_sends_nothing(void **state)
{
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);
	struct tls_front *front = tls_front_start(TLS_GOOD, fault_server_port(server), 0);
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", tls_front_port(front));
	program_make_staging(p, url, GOOD_KEY);
	program_expect(p, 5, "connect", "--json", NULL);
	expect_item(p, "answer", "fail", "");
	const char *fix = json_string(json_member(find_item(p, "answer"), "fix"));
	assert_non_null(strstr(fix, "nothing was sent or used up"));
	assert_non_null(strstr(fix, "https"));
	assert_false(program_holds(p->out, p->out_bytes, "it may have been sent"));
	tls_front_destroy(front);
	fault_server_destroy(server);
}

#define MOVED "UPDATE setting SET value = '%s' WHERE key = 'base_url' AND value LIKE 'http%%'"

static void
move_behind_its_back(const struct program *p, const char *url)
{
	char sql[256];

	snprintf(sql, sizeof(sql), MOVED, url);
	program_tamper(p, sql);
}

/* Whatever carries a key, on a profile whose host is none that it may go to. */
static void
expect_nothing_leaves(struct program *p, int status, const char *word)
{
	program_expect(p, status, "send", "--to", NUMBER, "--yes", "--json", NULL);
	program_expect_word(p, "error.code", word);
	program_expect(p, 0, "profile", "set", "voice_sender", "+12025550100", NULL);
	program_expect(p, status, "send", "--to", NUMBER, "--type", "voice", "--yes", "--json",
	               NULL);
	program_expect_word(p, "error.code", word);
	program_expect(p, status, "log", "resend", "1", "--yes", "--json", NULL);
	program_expect_word(p, "error.code", word);
	program_run(p, "log", "follow", "--wait=1", "--json", NULL);
	program_run(p, "connect", "--json", NULL);
	assert_int_not_equal(p->status, 0);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 1);
}

static void
a_key_is_not_handed_to_a_foreign_host(void **state)
{
	struct program *p = *state;
	struct fault_server *proxy = fault_server_start(FAULT_DOOR_OPEN);
	size_t seen;

	/* The proxy sees what would leave for that host, and no name need resolve. */
	fault_server_answer(proxy, "localhost.evil.example", 502, NULL, "");
	fault_server_answer(proxy, "/sms/3/messages", 200, NULL, ACCEPTED);
	program_make_staging(p, fault_server_url(proxy), GOOD_KEY);
	p->input = NULL;
	program_expect(p, 0, "send", "--to", NUMBER, "--yes", NULL);
	seen = fault_server_arrivals_with(proxy, GOOD_KEY);
	assert_int_equal(seen, 1);
	program_expect(p, 2, "profile", "set", "base_url", "https://localhost.evil.example",
	               "--json", NULL);
	program_expect_word(p, "error.code", "base_url_invalid");
	program_expect(p, 0, "profile", "set", "use_proxy", fault_server_url(proxy), NULL);
	move_behind_its_back(p, "https://localhost.evil.example");
	expect_nothing_leaves(p, 2, "base_url_invalid");
	expect_item(p, "host", "fail", "localhost.evil.example is not Infobip's");
	expect_item(p, "key", "unknown", "");
	assert_int_equal(fault_server_arrivals_with(proxy, GOOD_KEY), seen);
	/* The one arrival is the probe that asks whether anybody is there, through the proxy. */
	assert_int_equal(fault_server_arrivals(proxy), seen + 1);
	fault_server_destroy(proxy);
}

static void
a_key_stays_with_the_host_it_was_entered_for(void **state)
{
	struct program *p = *state;
	struct fault_server *proxy = fault_server_start(FAULT_DOOR_OPEN);
	size_t seen;

	fault_server_answer(proxy, "abc.api.infobip.com", 502, NULL, "");
	fault_server_answer(proxy, "/sms/3/messages", 200, NULL, ACCEPTED);
	program_make_staging(p, fault_server_url(proxy), GOOD_KEY);
	p->input = NULL;
	program_expect(p, 0, "send", "--to", NUMBER, "--yes", NULL);
	seen = fault_server_arrivals_with(proxy, GOOD_KEY);
	program_expect(p, 0, "profile", "set", "use_proxy", fault_server_url(proxy), NULL);
	program_expect(p, 0, "profile", "set", "base_url", "https://abc.api.infobip.com", NULL);
	expect_nothing_leaves(p, 9, "key_of_other_host");
	assert_int_equal(fault_server_arrivals_with(proxy, GOOD_KEY), seen);
	assert_int_equal(fault_server_arrivals(proxy), seen + 1);
	program_expect(p, 1, "check", "key_set", "--json", NULL);
	expect_item(p, "key_set", "fail", "for this machine, and is not sent to abc.api.infobip");
	fault_server_destroy(proxy);
}

/* --- The list --------------------------------------------------------------------------------- */

static void
check_names_each_seeded_fault(void **state)
{
	struct scene s;
	struct program *p;

	open_scene(&s, state);
	p = s.program;
	program_expect(p, 0, "check", "--json", NULL);
	expect_item(p, "key_set", "pass", "fingerprint");
	expect_item(p, "store", "pass", "");

	set_secret(p, "API_KEY", "bad-5t6y-7u8i");
	program_expect(p, 1, "check", "--json", NULL);
	program_expect_word(p, "error.code", "failed");
	expect_item(p, "key_valid", "fail", "HTTP 401");
	expect_item(p, "key_set", "pass", "");

	program_tamper(p, "UPDATE secret SET refused_at_ms = 1795600000000");
	program_expect(p, 1, "check", "key_refused", "--json", NULL);
	expect_item(p, "key_refused", "fail", "refused a send");

	program_expect(p, 0, "secret", "rm", "API_KEY", "--yes", NULL);
	program_expect(p, 1, "check", "key_set", "--json", NULL);
	expect_item(p, "key_set", "fail", "no secret API_KEY");

	program_tamper(p, "UPDATE setting SET value = 'https://localhost.evil.example'"
	                  " WHERE key = 'base_url'");
	program_expect(p, 1, "check", "host", "--json", NULL);
	expect_item(p, "host", "fail", "is not Infobip's");

	program_expect(p, 0, "profile", "set", "sender", "Acme", NULL);
	program_tamper(p, "UPDATE setting SET value = 'much too long a sender'"
	                  " WHERE key = 'sender'");
	program_expect(p, 1, "check", "sender", "--json", NULL);
	expect_item(p, "sender", "fail", "");
	close_scene(&s);
}

static void
check_runs_one_by_its_name(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "check", "memory_lock", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "keys stay out of swap"));
	assert_false(program_holds(p->out, p->out_bytes, "base URL"));
	program_expect(p, 2, "check", "memory", NULL);
	assert_true(program_holds(p->err, p->err_bytes, "there is no check memory"));
	assert_true(program_holds(p->err, p->err_bytes,
	                          "the nearest is memory_lock; otpdeck help check lists them all"));
	program_expect(p, 0, "help", "check", NULL);
	for (size_t i = 0; i < checks_count(); i++)
		assert_true(program_holds(p->out, p->out_bytes, checks_name(i)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_bad_key_is_named_and_a_good_one_passes),
		TEST(each_probe_is_a_line_for_a_person),
		TEST(a_narrow_key_shows_what_it_may),
		TEST(a_trial_key_shows_its_signs_in_the_sandbox),
		TEST(a_second_key_reads_the_log),
		TEST(only_five_reads_arrive_on_one_connection),
		TEST(a_wrong_address_is_told_apart),
		TEST(plain_http_at_a_tls_port_sends_nothing),
		TEST(a_key_is_not_handed_to_a_foreign_host),
		TEST(a_key_stays_with_the_host_it_was_entered_for),
		TEST(check_names_each_seeded_fault),
		TEST(check_runs_one_by_its_name),
	};

	return cmocka_run_group_tests_name("journeys/connect", tests, NULL, NULL);
}
