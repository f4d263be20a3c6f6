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
	[INFOBIP_PROBE_SEND] = "{\"requestError\":{\"serviceException\":{\"messageId\":"
			       "\"NOT_FOUND\",\"text\":\"Bulk not found\"}}}",
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
	app_rig_must(s->rig, setup_set(s->rig->session, "sender", "Acme", &s->rig->f));
	loop_set_http(s->rig->session->loop, http_create_scripted(play, s));
}

static void
probe_with(struct scene *s, const struct connect_options *more)
{
	struct connect_options options = *more;

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_good_key_passes_in_five_calls, app_rig_open,
		                                app_rig_close),
		cmocka_unit_test_setup_teardown(every_end_is_told_once, app_rig_open,
		                                app_rig_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
