/* SPDX-License-Identifier: MIT */
/* Staged probes: what each answer of the provider proves, and what is not tried then. */
#include "app/connect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "app/setup.h"
#include "app_rig.h"
#include "base/secret.h"
#include "net/infobip.h"

#define REAL_URL "https://xyz.api.infobip.com"
#define CALLS_MAX 16
#define NOT_FOUND "{\"requestError\":{\"serviceException\":{\"messageId\":\"NOT_FOUND\"}}}"

/* What the provider says to each of the five calls; the rig's session is the probe's. */
struct scene {
	struct app_rig *rig;
	struct http_answer reach;
	int status[INFOBIP_PROBE_COUNT]; /* 0: as a good key gets it */
	const char *body[INFOBIP_PROBE_COUNT];
	int64_t retry_after_s;
	char calls[CALLS_MAX][128];
	enum http_connection connections[CALLS_MAX];
	size_t call_count;
	struct connect *connect;
	int told[CONNECT_PROBE_COUNT + 1];
	bool destroys; /* at the first news */
};

static const char *const good_bodies[] = {
	[INFOBIP_PROBE_REACH] = "{}",
	[INFOBIP_PROBE_SEND] = NOT_FOUND,
	[INFOBIP_PROBE_LOGS] = "{\"results\":[]}",
	[INFOBIP_PROBE_PREVIEW] = "{\"originalText\":\"otpdeck\",\"previews\":[]}",
	[INFOBIP_PROBE_BALANCE] = "{\"balance\":12.5,\"currency\":\"EUR\"}",
};

static enum infobip_probe
probe_of_url(const char *url)
{
	if (strstr(url, "/sms/1/bulks?bulkId="))
		return INFOBIP_PROBE_SEND;
	if (strstr(url, "/sms/3/logs?limit=1"))
		return INFOBIP_PROBE_LOGS;
	if (strstr(url, "/sms/1/preview"))
		return INFOBIP_PROBE_PREVIEW;
	if (strstr(url, "/account/1/balance"))
		return INFOBIP_PROBE_BALANCE;
	return INFOBIP_PROBE_REACH;
}

static void
play(void *context, const struct http_request *request, struct http_answer *answer)
{
	struct scene *s = context;
	enum infobip_probe at = probe_of_url(request->url);
	int status = s->status[at];

	assert_true(s->call_count < CALLS_MAX);
	s->connections[s->call_count] = request->connection;
	snprintf(s->calls[s->call_count++], sizeof(s->calls[0]), "%s %.100s", request->method,
	         request->url);
	if (at == INFOBIP_PROBE_REACH)
		*answer = s->reach;
	answer->sent_bytes = 100;
	if (answer->outcome != HTTP_ANSWERED)
		answer->sent_bytes = 0;
	answer->status = status ? status : at == INFOBIP_PROBE_SEND ? 404 : 200;
	answer->body = s->body[at] ? s->body[at] : status ? "" : good_bodies[at];
	answer->body_bytes = strlen(answer->body);
	answer->retry_after_s = s->retry_after_s ? s->retry_after_s : -1;
}

static void
changed(void *context, enum connect_probe ended)
{
	struct scene *s = context;

	s->told[ended]++;
	if (s->destroys) {
		connect_destroy(s->connect);
		s->connect = NULL;
	}
}

static void
open_scene(struct scene *s, void **state)
{
	*s = (struct scene){ .rig = *state };
	s->reach.timings = (struct message_timings){ 41000, 60000, 88000, 120000, 131000 };
	s->reach.has_date = true;
	s->reach.clock_within_ms = 600;
	s->reach.tls.expires_at_ms = APP_RIG_NOW_MS + 71LL * 24 * 3600 * 1000;
	snprintf(s->reach.tls.version, sizeof(s->reach.tls.version), "TLSv1.3");
	snprintf(s->reach.tls.issuer, sizeof(s->reach.tls.issuer), "Some CA");
	app_rig_use_staging(s->rig);
	app_rig_must(s->rig, setup_set(s->rig->session, "base_url", REAL_URL, &s->rig->f));
	app_rig_set_key(s->rig);
	app_rig_must(s->rig, setup_set(s->rig->session, "sender", "Acme", &s->rig->f));
	loop_set_http(s->rig->session->loop, http_create_scripted(play, s));
}

static void
probe_with(struct scene *s, const struct connect_options *more)
{
	struct connect_options options = *more;

	s->call_count = 0;
	options.profile = &s->rig->session->profile;
	options.changed = changed;
	options.context = s;
	s->connect = connect_start(s->rig->session, &options);
	app_rig_settle(s->rig);
}

static void
probe(struct scene *s)
{
	probe_with(s, &(struct connect_options){ 0 });
}

static void
expect(const struct scene *s, enum connect_probe p, enum finding_result result, const char *proof)
{
	const struct finding *found = connect_finding(s->connect, p);

	if (found->result != result || !strstr(found->proof, proof))
		fail_msg("%s is %s: %s", connect_probe_word(p), finding_word(found->result),
		         found->proof);
}

static void
expect_verdict(const struct scene *s, enum fault_word word)
{
	struct fault f = { 0 };
	enum status st = connect_verdict(s->connect, &f);

	if (f.word != word || st != fault_word_status(word))
		fail_msg("%s: %s", fault_word_text(f.word), f.cause);
}

static void
close_scene(struct scene *s)
{
	connect_destroy(s->connect);
}

static void
a_good_key_passes_in_five_calls(void **state)
{
	struct scene s;

	open_scene(&s, state);
	probe(&s);
	assert_int_equal(s.call_count, 5);
	assert_string_equal(s.calls[0], "GET " REAL_URL "/platform/1/openapi/available-products");
	assert_memory_equal(s.calls[1], "GET " REAL_URL "/sms/1/bulks?bulkId=",
	                    strlen("GET " REAL_URL "/sms/1/bulks?bulkId="));
	assert_string_equal(s.calls[2], "GET " REAL_URL "/sms/3/logs?limit=1");
	assert_string_equal(s.calls[3], "POST " REAL_URL "/sms/1/preview");
	assert_string_equal(s.calls[4], "GET " REAL_URL "/account/1/balance");
	assert_int_equal(s.connections[0], HTTP_FIRST);
	assert_int_equal(s.connections[1], HTTP_NEXT);
	assert_int_equal(s.connections[4], HTTP_LAST);
	expect(&s, CONNECT_URL, FINDING_PASS, "xyz.api.infobip.com");
	expect(&s, CONNECT_HOST, FINDING_PASS, "is Infobip's");
	expect(&s, CONNECT_NAME, FINDING_PASS, "resolves");
	expect(&s, CONNECT_TLS, FINDING_PASS, "TLSv1.3, certificate valid 71 d");
	expect(&s, CONNECT_CLOCK, FINDING_PASS, "agree to 0.6 s");
	expect(&s, CONNECT_KEY, FINDING_PASS, "known");
	expect(&s, CONNECT_SEND, FINDING_PASS, "sms:message:send");
	expect(&s, CONNECT_LOGS, FINDING_PASS, "sms:logs:read");
	expect(&s, CONNECT_PREVIEW, FINDING_PASS, "sms:manage");
	expect(&s, CONNECT_BALANCE, FINDING_PASS, "12.50 EUR");
	expect(&s, CONNECT_TRIAL, FINDING_PASS, "no sign");
	expect_verdict(&s, WORD_NONE);
	assert_int_equal(connect_finding(s.connect, CONNECT_NAME)->took_us, 41000);
	close_scene(&s);
}

static void
every_end_is_told_once(void **state)
{
	struct scene s;

	open_scene(&s, state);
	probe(&s);
	for (int i = 0; i <= CONNECT_PROBE_COUNT; i++)
		assert_int_equal(s.told[i], 1);
	assert_true(connect_is_over(s.connect));
	close_scene(&s);
}

/* --- Keys ----------------------------------------------------------------------------------- */

static void
a_key_that_is_not_known_ends_the_calls_with_it(void **state)
{
	struct scene s;

	open_scene(&s, state);
	for (int i = 0; i < INFOBIP_PROBE_COUNT; i++)
		s.status[i] = i == INFOBIP_PROBE_REACH ? 200 : 401;
	probe(&s);
	assert_int_equal(s.call_count, 2);
	expect(&s, CONNECT_KEY, FINDING_FAIL, "HTTP 401");
	expect(&s, CONNECT_SEND, FINDING_UNKNOWN, "the key is not known");
	expect(&s, CONNECT_LOGS, FINDING_UNKNOWN, "not tried: the key is not known");
	expect(&s, CONNECT_BALANCE, FINDING_UNKNOWN, "not tried: the key is not known");
	expect(&s, CONNECT_TRIAL, FINDING_UNKNOWN, "no key is known to be good");
	expect_verdict(&s, WORD_CREDENTIALS);
	close_scene(&s);
}

static void
a_narrow_key_is_a_good_one(void **state)
{
	struct scene s;

	open_scene(&s, state);
	s.status[INFOBIP_PROBE_PREVIEW] = 403;
	s.status[INFOBIP_PROBE_BALANCE] = 403;
	probe(&s);
	expect(&s, CONNECT_KEY, FINDING_PASS, "known");
	expect(&s, CONNECT_PREVIEW, FINDING_UNKNOWN,
	       "genuine key without the scope sms:manage: no previews");
	expect(&s, CONNECT_BALANCE, FINDING_UNKNOWN, "no balance is shown");
	expect_verdict(&s, WORD_NONE);
	close_scene(&s);
}

static void
a_key_that_cannot_send_or_read_the_log_is_genuine_and_not_enough(void **state)
{
	struct scene s;

	open_scene(&s, state);
	s.status[INFOBIP_PROBE_SEND] = 403;
	s.status[INFOBIP_PROBE_LOGS] = 403;
	probe(&s);
	assert_int_equal(s.call_count, 5);
	expect(&s, CONNECT_KEY, FINDING_PASS, "genuine key");
	expect(&s, CONNECT_SEND, FINDING_WARN, "genuine key without the scope sms:message:send");
	expect(&s, CONNECT_LOGS, FINDING_FAIL, "no message can be followed");
	expect_verdict(&s, WORD_CREDENTIALS);
	close_scene(&s);
}

static void
what_a_busy_provider_does_not_say_a_later_call_may(void **state)
{
	struct scene s;

	open_scene(&s, state);
	s.status[INFOBIP_PROBE_SEND] = 429;
	s.retry_after_s = HTTP_RETRY_AFTER_TOO_LONG;
	probe(&s);
	expect(&s, CONNECT_SEND, FINDING_UNKNOWN, "HTTP 429");
	assert_non_null(strstr(connect_finding(s.connect, CONNECT_SEND)->fix, "10 minutes"));
	expect(&s, CONNECT_KEY, FINDING_PASS, "known");
	expect_verdict(&s, WORD_RATE_LIMITED);
	close_scene(&s);
}

/* A probe sends nothing, so none of the words about sends fits one. */
static void
expect_no_words_of_sends(const struct scene *s)
{
	for (int i = 0; i < CONNECT_PROBE_COUNT; i++) {
		const struct finding *found = connect_finding(s->connect, (enum connect_probe)i);

		if (strstr(found->fix, "have been sent") || strstr(found->fix, "send again") ||
		    strstr(found->fix, "message is looked up"))
			fail_msg("%s: %s", connect_probe_word((enum connect_probe)i), found->fix);
	}
}

static void
a_provider_in_trouble_is_asked_again_later(void **state)
{
	static const int troubles[] = { 500, 502, 503, 504, 599 };
	struct scene s;

	open_scene(&s, state);
	for (size_t t = 0; t < sizeof(troubles) / sizeof(troubles[0]); t++) {
		for (int i = 0; i < INFOBIP_PROBE_COUNT; i++)
			s.status[i] = troubles[t];
		probe(&s);
		expect(&s, CONNECT_ANSWER, FINDING_WARN, "in trouble itself");
		expect(&s, CONNECT_SEND, FINDING_UNKNOWN, "HTTP 5");
		assert_string_equal(connect_finding(s.connect, CONNECT_LOGS)->fix,
		                    "nothing was sent or used up; ask again later");
		expect_no_words_of_sends(&s);
		close_scene(&s);
	}
}

static void
a_call_that_broke_off_has_sent_nothing(void **state)
{
	struct scene s;

	open_scene(&s, state);
	s.reach.outcome = HTTP_BROKEN;
	snprintf(s.reach.cause, sizeof(s.reach.cause), "what came back is no HTTP answer");
	snprintf(s.reach.hint, sizeof(s.reach.hint), "it may have been sent; the log tells");
	probe(&s);
	expect(&s, CONNECT_ANSWER, FINDING_FAIL, "no HTTP answer");
	assert_non_null(
		strstr(connect_finding(s.connect, CONNECT_ANSWER)->fix, "nothing was sent"));
	expect_no_words_of_sends(&s);
	close_scene(&s);
	app_rig_must(s.rig,
	             setup_set(s.rig->session, "base_url", "http://127.0.0.1:8443", &s.rig->f));
	probe(&s);
	assert_non_null(strstr(connect_finding(s.connect, CONNECT_ANSWER)->fix, "https"));
	expect_no_words_of_sends(&s);
	close_scene(&s);
}

static void
a_host_that_speaks_no_infobip_says_nothing_of_the_key(void **state)
{
	struct scene s;

	open_scene(&s, state);
	for (int i = 0; i < INFOBIP_PROBE_COUNT; i++) {
		s.status[i] = 404;
		s.body[i] = "<html>Not Found</html>";
	}
	probe(&s);
	expect(&s, CONNECT_KEY, FINDING_UNKNOWN, "no answer says whether it is known");
	expect(&s, CONNECT_SEND, FINDING_UNKNOWN, "HTTP 404");
	expect_verdict(&s, WORD_PROVIDER_REFUSED);
	close_scene(&s);
}

static void
without_a_key_the_host_is_looked_at_all_the_same(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_must(s.rig, setup_remove_secret(s.rig->session, "API_KEY", &s.rig->f));
	probe(&s);
	assert_int_equal(s.call_count, 1);
	expect(&s, CONNECT_ANSWER, FINDING_PASS, "HTTP 200");
	expect(&s, CONNECT_KEY, FINDING_FAIL, "no secret API_KEY");
	expect_verdict(&s, WORD_SECRET_MISSING);
	close_scene(&s);
}

static void
a_typed_key_is_cleaned_and_needs_no_stored_one(void **state)
{
	struct secret *typed = secret_create("App 0123-abcd-marker\n", 21);
	struct scene s;

	open_scene(&s, state);
	app_rig_must(s.rig, setup_remove_secret(s.rig->session, "API_KEY", &s.rig->f));
	probe_with(&s, &(struct connect_options){ .key = typed });
	expect(&s, CONNECT_KEY, FINDING_PASS, "known");
	close_scene(&s);
	secret_destroy(typed);
	typed = secret_create("two\nlines", 9);
	probe_with(&s, &(struct connect_options){ .key = typed });
	expect(&s, CONNECT_KEY, FINDING_FAIL, "");
	assert_int_equal(s.call_count, 1);
	expect_verdict(&s, WORD_SECRET_INVALID);
	close_scene(&s);
	secret_destroy(typed);
}

static void
a_second_key_reads_the_log_even_where_the_first_is_wrong(void **state)
{
	struct secret *second = secret_create("logs-only-key", 13);
	struct scene s;

	open_scene(&s, state);
	s.status[INFOBIP_PROBE_SEND] = 401;
	probe_with(&s, &(struct connect_options){ .logs_key = second });
	assert_int_equal(s.call_count, 3);
	expect(&s, CONNECT_KEY, FINDING_FAIL, "HTTP 401");
	expect(&s, CONNECT_LOGS, FINDING_PASS, "with API_KEY_LOGS");
	close_scene(&s);
	s.status[INFOBIP_PROBE_SEND] = 0;
	s.status[INFOBIP_PROBE_LOGS] = 401;
	probe_with(&s, &(struct connect_options){ .logs_key = second });
	expect(&s, CONNECT_KEY, FINDING_PASS, "known");
	expect(&s, CONNECT_LOGS, FINDING_FAIL, "API_KEY_LOGS is not known");
	expect_verdict(&s, WORD_CREDENTIALS);
	close_scene(&s);
	secret_destroy(second);
}

/* --- Address and host ----------------------------------------------------------------------- */

static void
a_base_url_that_is_none_is_named_and_nothing_is_called(void **state)
{
	static const char *const urls[] = {
		"http://xyz.api.infobip.com",
		"https://user:pass@xyz.api.infobip.com",
		"https://xyz.api.infobip.com:0",
		"https://xyz.api.infobip.com:65536",
		"https://xyz.api.infobip.com/?a=b",
		"xyz.api.infobip.com",
		"https://xyz.api.infobip.com#x",
		"https://x y",
		"https://xyz.api.infobip.com/sms/3/messages",
		"http://localhost.evil.example",
		"ftp://127.0.0.1",
	};
	struct scene s;

	open_scene(&s, state);
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		probe_with(&s, &(struct connect_options){ .base_url = urls[i] });
		const struct finding *found = connect_finding(s.connect, CONNECT_URL);

		if (found->result != FINDING_FAIL || found->fix[0] == '\0')
			fail_msg("%s: %s", urls[i], found->proof);
		assert_null(strstr(found->proof, "pass@"));
		assert_int_equal(s.call_count, 0);
		expect(&s, CONNECT_KEY, FINDING_UNKNOWN, "not tried");
		close_scene(&s);
	}
}

static void
a_foreign_host_is_reached_without_the_key(void **state)
{
	struct scene s;

	open_scene(&s, state);
	probe_with(&s, &(struct connect_options){ .base_url = "https://localhost.evil.example" });
	assert_int_equal(s.call_count, 1);
	expect(&s, CONNECT_HOST, FINDING_FAIL, "localhost.evil.example is not Infobip's");
	expect(&s, CONNECT_KEY, FINDING_UNKNOWN, "the key goes to Infobip's hosts only");
	expect_verdict(&s, WORD_FAILED);
	close_scene(&s);
}

static void
another_of_infobips_hosts_is_reached_without_the_key(void **state)
{
	struct secret *logs_key = secret_create("logs-0f3b9c1d7e5a2468", 21);
	unsigned removed = 0;
	struct scene s;

	open_scene(&s, state);
	app_rig_must(s.rig, setup_set_secret(s.rig->session, "API_KEY_LOGS", logs_key, &removed,
	                                     &s.rig->f));
	secret_destroy(logs_key);
	probe_with(&s, &(struct connect_options){ .base_url = "https://abc.api.infobip.com" });
	assert_int_equal(s.call_count, 1);
	expect(&s, CONNECT_HOST, FINDING_PASS, "abc.api.infobip.com is Infobip's");
	expect(&s, CONNECT_KEY, FINDING_FAIL, "API_KEY was entered for ");
	expect(&s, CONNECT_LOGS, FINDING_UNKNOWN, "API_KEY_LOGS was entered for ");
	expect_verdict(&s, WORD_KEY_OF_OTHER_HOST);
	close_scene(&s);
}

static void
this_machine_is_for_practice(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_must(s.rig,
	             setup_set(s.rig->session, "base_url", "https://127.0.0.1:9", &s.rig->f));
	app_rig_set_key(s.rig);
	probe_with(&s, &(struct connect_options){ .base_url = "https://127.0.0.1:9" });
	expect(&s, CONNECT_HOST, FINDING_WARN, "for practice only");
	expect(&s, CONNECT_SEND, FINDING_PASS, "sms:message:send");
	expect_verdict(&s, WORD_NONE);
	close_scene(&s);
}

struct reach_case {
	enum http_reason reason;
	enum connect_probe stage;
};

static void
what_stops_the_way_is_found_at_its_stage(void **state)
{
	static const struct reach_case cases[] = {
		{ HTTP_REASON_NAME, CONNECT_NAME },
		{ HTTP_REASON_CONNECT, CONNECT_ANSWER },
		{ HTTP_REASON_PROXY, CONNECT_ANSWER },
		{ HTTP_REASON_CA_FILE, CONNECT_TLS },
		{ HTTP_REASON_EXPIRED, CONNECT_TLS },
		{ HTTP_REASON_NOT_YET_VALID, CONNECT_TLS },
		{ HTTP_REASON_WRONG_HOST, CONNECT_TLS },
		{ HTTP_REASON_SELF_SIGNED, CONNECT_TLS },
		{ HTTP_REASON_UNKNOWN_ISSUER, CONNECT_TLS },
		{ HTTP_REASON_OLD_PROTOCOL, CONNECT_TLS },
		{ HTTP_REASON_TLS, CONNECT_TLS },
	};
	struct scene s;

	open_scene(&s, state);
	s.reach.outcome = HTTP_NOT_SENT;
	snprintf(s.reach.cause, sizeof(s.reach.cause), "this is why");
	snprintf(s.reach.hint, sizeof(s.reach.hint), "do that");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s.reach.reason = cases[i].reason;
		probe(&s);
		assert_int_equal(s.call_count, 1);
		expect(&s, cases[i].stage, FINDING_FAIL, "this is why");
		assert_string_equal(connect_finding(s.connect, cases[i].stage)->fix, "do that");
		expect(&s, CONNECT_KEY, FINDING_UNKNOWN, "not tried");
		expect_verdict(&s, WORD_NOT_SENT);
		close_scene(&s);
	}
}

static void
a_redirect_leads_nowhere(void **state)
{
	struct scene s;

	open_scene(&s, state);
	s.status[INFOBIP_PROBE_REACH] = 302;
	probe(&s);
	assert_int_equal(s.call_count, 1);
	expect(&s, CONNECT_ANSWER, FINDING_FAIL, "not followed");
	expect_verdict(&s, WORD_PROVIDER_REFUSED);
	close_scene(&s);
}

static void
behind_a_proxy_no_name_is_looked_up_here(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_must(s.rig, setup_set(s.rig->session, "use_proxy", "http://proxy.example:3128",
	                              &s.rig->f));
	probe(&s);
	expect(&s, CONNECT_NAME, FINDING_UNKNOWN, "the proxy");
	expect(&s, CONNECT_KEY, FINDING_PASS, "known");
	close_scene(&s);
}

static void
a_certificate_that_ends_soon_is_a_warning(void **state)
{
	struct scene s;

	open_scene(&s, state);
	s.reach.tls.expires_at_ms = APP_RIG_NOW_MS + 13LL * 24 * 3600 * 1000;
	probe(&s);
	expect(&s, CONNECT_TLS, FINDING_WARN, "valid 13 d");
	expect_verdict(&s, WORD_NONE);
	close_scene(&s);
}

static void
expect_clock(struct scene *s, int64_t ahead_ms, enum finding_result result, const char *proof)
{
	s->reach.clock_ahead_ms = ahead_ms;
	probe(s);
	expect(s, CONNECT_CLOCK, result, proof);
	if (result == FINDING_FAIL || result == FINDING_WARN)
		assert_non_null(strstr(connect_finding(s->connect, CONNECT_CLOCK)->fix,
		                       "check your clock"));
	close_scene(s);
}

static void
a_clock_is_judged_by_how_far_it_is_off(void **state)
{
	struct scene s;

	open_scene(&s, state);
	expect_clock(&s, 600, FINDING_PASS, "agree to 0.6 s");
	expect_clock(&s, -600, FINDING_PASS, "agree to 0.6 s");
	expect_clock(&s, 4000, FINDING_PASS, "4.0 s ahead of the host, give or take 0.6 s");
	expect_clock(&s, -90000, FINDING_WARN, "90.0 s behind");
	expect_clock(&s, 2LL * 24 * 3600 * 1000, FINDING_FAIL, "2.0 d ahead");
	s.reach.has_date = false;
	expect_clock(&s, 0, FINDING_UNKNOWN, "does not say");
}

/* --- Trial accounts: signs, and only that ---------------------------------------------------- */

static void
signs_of_a_trial_account_are_called_signs(void **state)
{
	struct scene s;

	open_scene(&s, state);
	s.body[INFOBIP_PROBE_BALANCE] = "{\"balance\":0,\"currency\":\"EUR\"}";
	probe(&s);
	expect(&s, CONNECT_TRIAL, FINDING_WARN, "only a sign");
	close_scene(&s);
	s.body[INFOBIP_PROBE_BALANCE] = NULL;
	app_rig_must(s.rig, setup_set(s.rig->session, "sender", "InfoSMS", &s.rig->f));
	probe(&s);
	expect(&s, CONNECT_TRIAL, FINDING_WARN, "sender InfoSMS");
	assert_non_null(strstr(connect_finding(s.connect, CONNECT_TRIAL)->fix, "5/18"));
	expect_verdict(&s, WORD_NONE);
	close_scene(&s);
}

static void
a_practice_host_shows_the_signs_too(void **state)
{
	struct scene s;

	open_scene(&s, state);
	app_rig_must(s.rig,
	             setup_set(s.rig->session, "base_url", "http://127.0.0.1:8443", &s.rig->f));
	app_rig_set_key(s.rig);
	probe(&s);
	expect(&s, CONNECT_TRIAL, FINDING_UNKNOWN, "no sign of one");
	close_scene(&s);
	s.body[INFOBIP_PROBE_BALANCE] = "{\"balance\":0,\"currency\":\"EUR\"}";
	probe(&s);
	expect(&s, CONNECT_TRIAL, FINDING_WARN, "the balance is empty");
	close_scene(&s);
}

/* --- Ends ----------------------------------------------------------------------------------- */

static void
it_may_be_destroyed_at_any_moment(void **state)
{
	struct scene s;
	const struct connect_options options = { .changed = changed, .context = &s };
	struct connect_options given = options;

	open_scene(&s, state);
	given.profile = &s.rig->session->profile;
	connect_destroy(connect_start(s.rig->session, &given));
	app_rig_settle(s.rig);
	assert_int_equal(s.told[CONNECT_URL], 0);
	s.destroys = true;
	probe(&s);
	assert_int_equal(s.told[CONNECT_URL], 1);
	assert_int_equal(s.told[CONNECT_PROBE_COUNT], 0);
	assert_int_equal(s.call_count, 0);
	connect_destroy(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, app_rig_open, app_rig_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_good_key_passes_in_five_calls),
		TEST(every_end_is_told_once),
		TEST(a_key_that_is_not_known_ends_the_calls_with_it),
		TEST(a_narrow_key_is_a_good_one),
		TEST(a_key_that_cannot_send_or_read_the_log_is_genuine_and_not_enough),
		TEST(what_a_busy_provider_does_not_say_a_later_call_may),
		TEST(a_provider_in_trouble_is_asked_again_later),
		TEST(a_call_that_broke_off_has_sent_nothing),
		TEST(a_host_that_speaks_no_infobip_says_nothing_of_the_key),
		TEST(without_a_key_the_host_is_looked_at_all_the_same),
		TEST(a_typed_key_is_cleaned_and_needs_no_stored_one),
		TEST(a_second_key_reads_the_log_even_where_the_first_is_wrong),
		TEST(a_base_url_that_is_none_is_named_and_nothing_is_called),
		TEST(a_foreign_host_is_reached_without_the_key),
		TEST(another_of_infobips_hosts_is_reached_without_the_key),
		TEST(this_machine_is_for_practice),
		TEST(what_stops_the_way_is_found_at_its_stage),
		TEST(a_redirect_leads_nowhere),
		TEST(behind_a_proxy_no_name_is_looked_up_here),
		TEST(a_certificate_that_ends_soon_is_a_warning),
		TEST(a_clock_is_judged_by_how_far_it_is_off),
		TEST(signs_of_a_trial_account_are_called_signs),
		TEST(a_practice_host_shows_the_signs_too),
		TEST(it_may_be_destroyed_at_any_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
