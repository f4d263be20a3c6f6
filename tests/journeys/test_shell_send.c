/* SPDX-License-Identifier: MIT */
/* the shell twin sends: states, exit statuses, the bytes on the wire */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "fault_server.h"
#include "program.h"

#define KEY "k7w2-9q4r-5t6y"

/* A sandbox whose phones are quick, so that what they report is there at the first look. */
static void
hurry(struct program *p)
{
	program_expect(p, 0, "profile", "set", "sandbox_speed", "100", NULL);
}

/* --- What becomes of a message ---------------------------------------------------------------- */

static void
a_delivered_message_ends_with_0(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "send", "--to", "+99930005", "--wait", "--json", NULL);
	program_expect_word(p, "data.state", "delivered");
	program_expect_word(p, "data.status.name", "DELIVERED_TO_HANDSET");
	program_expect_word(p, "data.recipient_masked", "+99930005");
	program_expect_word(p, "data.encoding", "GSM-7");
	program_expect_word(p, "data.sender", "ServiceSMS");
	program_expect_word(p, "meta.profile", "sandbox");
	program_expect_word(p, "meta.environment", "sandbox");
	program_expect_word(p, "meta.version", "0.1.0");
	assert_int_equal(program_number(p, "data.id"), 1);
	assert_int_equal(program_number(p, "data.http_status"), 200);
	assert_int_equal(program_number(p, "data.parts"), 1);
	assert_int_equal(program_number(p, "data.status.group_id"), 3);
	assert_int_equal(program_number(p, "data.status.id"), 5);
	assert_int_equal(strlen(program_word(p, "data.message_id")), 36);
	assert_int_equal(strlen(program_word(p, "data.created_at")),
	                 strlen("2026-11-25T10:15:00.000Z"));
	assert_int_equal(p->err_bytes, 0);
}

static void
a_refused_message_ends_with_7_and_says_what_to_do(void **state)
{
	struct program *p = *state;

	program_expect(p, 7, "send", "--to", "+99950012", "--json", NULL);
	program_expect_word(p, "data.state", "rejected");
	program_expect_word(p, "data.status.name", "REJECTED_NOT_ENOUGH_CREDITS");
	program_expect_word(p, "error.code", "provider_refused");
	assert_true(strlen(program_word(p, "data.advice")) > 10);
	assert_true(strlen(program_word(p, "error.hint")) > 10);

	program_expect(p, 7, "send", "--to", "+99950012", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "rejected"));
	assert_true(program_holds(p->err, p->err_bytes, "REJECTED_NOT_ENOUGH_CREDITS"));
	assert_true(program_holds(p->err, p->err_bytes, "credit"));
}

struct ending {
	const char *to;
	bool waits;
	int status;
	const char *state;
	const char *code;
};

static void
expect_ending(struct program *p, const struct ending *e)
{
	program_expect(p, e->status, "send", "--to", e->to, "--json", e->waits ? "--wait=20" : NULL,
	               NULL);
	program_expect_word(p, "data.state", e->state);
	program_expect_word(p, "error.code", e->code);
	if (e->status != 0)
		assert_true(strlen(program_word(p, "data.advice")) > 5);
}

static void
each_number_ends_as_it_spells(void **state)
{
	static const struct ending endings[] = {
		{ "+99930005", false, 0, "accepted", "" },
		{ "+99930005", true, 0, "delivered", "" },
		{ "+99977777", true, 0, "delivered", "" },
		{ "+99920009", true, 1, "undeliverable", "failed" },
		{ "+99980027", true, 1, "undeliverable", "failed" },
		{ "+99940029", true, 1, "expired", "failed" },
		{ "+99950012", false, 7, "rejected", "provider_refused" },
		{ "+99990301", false, 7, "rejected", "provider_refused" },
		{ "+99990400", false, 7, "rejected", "provider_refused" },
		{ "+99990401", false, 6, "rejected", "credentials" },
		{ "+99990403", false, 6, "rejected", "credentials" },
		{ "+99990404", false, 7, "rejected", "provider_refused" },
		{ "+99990422", false, 7, "rejected", "provider_refused" },
		{ "+99990429", false, 7, "not_sent", "rate_limited" },
		{ "+99990500", false, 8, "unknown", "uncertain" },
		{ "+99990503", false, 8, "unknown", "uncertain" },
		{ "+99900001", false, 0, "accepted", "" },
		{ "+99900000", false, 8, "unknown", "uncertain" },
	};
	struct program *p = *state;

	hurry(p);
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		expect_ending(p, &endings[i]);
}

static void
an_answer_that_is_dropped_is_found_in_the_log(void **state)
{
	struct program *p = *state;

	hurry(p);
	program_expect(p, 0, "send", "--to", "+99900000", "--wait", "--json", NULL);
	program_expect_word(p, "data.state", "delivered");
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message_history"
	                                " WHERE to_state = 'unknown'"),
	                 1);
}

static void
a_wait_that_runs_out_ends_with_1(void **state)
{
	struct program *p = *state;

	program_expect(p, 1, "send", "--to", "+99910007", "--wait=1", "--json", NULL);
	program_expect_word(p, "data.state", "accepted");
	program_expect_word(p, "error.code", "wait_ended");
}

static void
a_key_that_is_refused_ends_with_6(void **state)
{
	struct program *p = *state;

	p->input = "bad-key";
	program_expect(p, 0, "secret", "set", "API_KEY", NULL);
	program_expect(p, 6, "send", "--to", "+99930005", "--json", NULL);
	program_expect_word(p, "error.code", "credentials");
	p->input = "noscope-key";
	program_expect(p, 0, "secret", "set", "API_KEY", NULL);
	program_expect(p, 6, "send", "--to", "+99930005", "--json", NULL);
	program_expect_word(p, "error.code", "credentials");
}

static void
nobody_listening_ends_with_5(void **state)
{
	struct program *p = *state;
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", fault_closed_port());
	program_expect(p, 0, "profile", "set", "base_url", url, NULL);
	program_expect(p, 5, "send", "--to", "+99930005", "--json", NULL);
	program_expect_word(p, "data.state", "not_sent");
	program_expect_word(p, "error.code", "not_sent");
}

/* --- What is refused before the wire --------------------------------------------------------- */

static void
expect_refused(struct program *p, int status, const char *code, const char *option,
               const char *value)
{
	program_expect(p, status, "send", "--json", "--no-input", option, value, NULL);
	program_expect_word(p, "error.code", code);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 0);
}

static void
a_number_that_is_not_e164_is_refused_with_its_repair(void **state)
{
	static const char *const numbers[] = {
		"",
		"0176 1234567",
		"+49 0176 1234567",
		"++9993",
		"00999300",
		"+999abc",
		"+12345678901234567",
		"\xef\xbc\x8b\xef\xbc\x99\xef\xbc\x99\xef\xbc\x99",
		"+999\x1b[2J",
		"+999\xe2\x80\xae",
		"+999\xff",
	};
	struct program *p = *state;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		program_run(p, "send", "--json", "--to", numbers[i], NULL);
		assert_true(p->status == 2 || p->status == 9);
	}
	program_expect(p, 2, "send", "--json", "--to", "+49 0176 1234567", NULL);
	program_expect_word(p, "error.code", "number_not_e164");
	program_expect_word(p, "error.hint", "use +491761234567");
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 0);
}

static void
sandbox_and_people_never_meet(void **state)
{
	struct program *p = *state;

	expect_refused(p, 9, "number_not_sandbox", "--to", "+447700900123");
	program_make_staging(p, "https://127.0.0.1:1", KEY);
	expect_refused(p, 9, "number_sandbox_only", "--to", "+99930005");
}

static void
a_bad_draft_is_refused_and_leaves_no_row(void **state)
{
	static const char *const drafts[][6] = {
		{ "--text", "", NULL },
		{ "--text", "a\x1b[2Jb", NULL },
		{ "--text", "\xff\xfe", NULL },
		{ "--text", "{{ code", NULL },
		{ "--text", "x", "--template", "verification", NULL },
		{ "--template", "no-such-template", NULL },
		{ "--sender", "much too long a sender", NULL },
		{ "--sender", "a\nb", NULL },
		{ "--type", "pigeon", NULL },
		{ "--action", "dance", NULL },
		{ "--code", "12ab", NULL },
		{ "--locale",
		  "\xe2\x80\xae"
		  "en",
		  NULL },
		{ "--var", "no_such_field=1", NULL },
		{ "--var", "novalue", NULL },
		{ "--context", "/no/such/file", NULL },
		{ "--wait=0", NULL },
		{ "--wait=soon", NULL },
	};
	struct program *p = *state;

	for (size_t i = 0; i < sizeof(drafts) / sizeof(*drafts); i++) {
		const char *words[16] = { "send", "--json", "--to", "+99930005" };

		for (size_t k = 0; drafts[i][k]; k++)
			words[4 + k] = drafts[i][k];
		program_run_list(p, words);
		if (p->status != 2 && p->status != 1)
			fail_msg("%s %s: exit status %d", drafts[i][0],
			         drafts[i][1] ? drafts[i][1] : "", p->status);
	}
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 0);
}

static void
expect_context(struct program *p, int status, const char *json, size_t json_bytes)
{
	p->input = json;
	p->input_bytes = json_bytes;
	program_expect(p, status, "send", "--json", "--to", "+99930005", "--context", "-", NULL);
}

static void
a_context_is_read_strictly(void **state)
{
	static const char nested[] =
		"{\"message_type\":\"sms\",\"action\":\"enrollment\",\"language\":\"de-AT\","
		"\"code\":\"482913\","
		"\"client\":{\"client_id\":\"app-1\",\"name\":\"Shop\",\"client_metadata\":{"
		"\"a\":\"b\"}},"
		"\"user\":{\"user_id\":\"auth0|1\",\"name\":\"U\",\"email\":\"u@example.com\"},"
		"\"request\":{\"ip\":\"192.0.2.1\"}}";
	struct program *p = *state;

	expect_context(p, 0, nested, 0);
	program_expect_word(p, "data.locale", "de-AT");
	program_expect_word(p, "data.client", "app-1");
	program_expect_word(p, "data.action", "enrollment");
	expect_context(p, 0, "{\"client_id\":\"app-2\",\"action\":\"authentication\"}", 0);
	program_expect_word(p, "data.client", "app-2");
	program_expect_word(p, "data.action", "second-factor-authentication");
	expect_context(p, 2, "not json", 0);
	expect_context(p, 2, "[]", 0);
	expect_context(p, 2, "{\"code\":\"1234\",\"code\":\"5678\"}", 0);
	expect_context(p, 2, "{\"language\":\"en\\u0000\"}", 0);
	expect_context(p, 2, "{\"language\":\"en\0\"}", 17);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 2);
}

static void
a_text_of_a_mebibyte_is_refused(void **state)
{
	struct program *p = *state;
	size_t size_bytes = 1024 * 1024;
	char *text = malloc(size_bytes);

	memset(text, 'a', size_bytes);
	p->input = text;
	p->input_bytes = size_bytes;
	program_expect(p, 2, "send", "--json", "--to", "+99930005", "--text", "-", NULL);
	program_expect_word(p, "error.code", "value_too_long");
	free(text);
}

static void
a_billed_send_wants_a_person_or_yes(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = fault_server_start(FAULT_DOOR_OPEN);

	program_make_staging(p, fault_server_url(wire), KEY);
	program_expect(p, 9, "send", "--to", "+15550100123", "--no-input", "--json", NULL);
	program_expect_word(p, "error.code", "question_unasked");
	assert_int_equal(fault_server_arrivals(wire), 0);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 0);
	program_expect(p, 0, "send", "--to", "+15550100123", "--yes", "--json", NULL);
	program_expect_word(p, "data.state", "accepted");
	assert_int_equal(fault_server_arrivals(wire), 1);
	fault_server_destroy(wire);
}

static void
a_guard_ends_with_9_whatever_is_said(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = fault_server_start(FAULT_DOOR_OPEN);

	program_make_staging(p, fault_server_url(wire), KEY);
	program_expect(p, 0, "profile", "set", "country_allow", "DE", NULL);
	program_expect(p, 9, "send", "--to", "+447700900123", "--yes", "--json", NULL);
	program_expect_word(p, "error.code", "guard");
	program_expect(p, 0, "profile", "set", "country_allow", "", NULL);
	program_expect(p, 0, "profile", "set", "budget_hour_messages", "1", NULL);
	program_expect(p, 0, "send", "--to", "+447700900123", "--yes", "--json", NULL);
	program_expect(p, 9, "send", "--to", "+447700900123", "--yes", "--json", NULL);
	program_expect(p, 0, "profile", "add", "live", "--environment", "production", NULL);
	program_expect(p, 0, "-p", "live", "profile", "set", "base_url", fault_server_url(wire),
	               NULL);
	program_expect(p, 9, "-p", "live", "send", "--to", "+447700900123", "--yes", "--json",
	               NULL);
	program_expect_word(p, "error.code", "guard");
	program_expect(p, 0, "-p", "live", "profile", "set", "country_allow", "GB", NULL);
	program_expect(p, 9, "-p", "live", "send", "--to", "+447700900123", "--yes", "--json",
	               NULL);
	program_expect_word(p, "error.code", "not_armed");
	assert_int_equal(fault_server_arrivals(wire), 1);
	fault_server_destroy(wire);
}

static void
what_is_missing_is_a_matter_of_configuration(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "profile", "add", "staging", "--environment", "staging", NULL);
	program_expect(p, 3, "-p", "staging", "send", "--to", "+447700900123", "--yes", "--json",
	               NULL);
	program_expect_word(p, "error.code", "secret_missing");
	p->input = KEY;
	program_expect(p, 0, "-p", "staging", "secret", "set", "API_KEY", NULL);
	program_expect(p, 3, "-p", "staging", "send", "--to", "+447700900123", "--yes", "--json",
	               NULL);
	program_expect_word(p, "error.code", "base_url_missing");
	program_expect(p, 2, "-p", "nowhere", "send", "--to", "+447700900123", "--json", NULL);
	program_expect_word(p, "error.code", "profile_not_found");
	program_set_env(p, "OTPDECK_PROFILE=nowhere");
	program_expect(p, 2, "send", "--to", "+447700900123", "--json", NULL);
	program_expect_word(p, "error.code", "profile_not_found");
}

/* The path of the only file of a folder. */
static void
copy_first_name(const char *folder, char out[FOLDER_PATH_BYTES])
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.')
			snprintf(out, FOLDER_PATH_BYTES, "%.200s/%.100s", folder, entry->d_name);
	}
	closedir(dir);
}

static void
a_vault_without_its_key_file_ends_with_4(void **state)
{
	struct program *p = *state;
	char key_file[FOLDER_PATH_BYTES] = "";
	char keys[FOLDER_PATH_BYTES];
	char away[FOLDER_PATH_BYTES];

	program_expect(p, 0, "log", "list", NULL);
	snprintf(keys, sizeof(keys), "%.200s/.config/otpdeck/keys", p->home);
	snprintf(away, sizeof(away), "%.200s/.config/otpdeck/away", p->home);
	assert_int_equal(rename(keys, away), 0);
	program_expect(p, 4, "send", "--to", "+99930005", "--json", NULL);
	program_expect_word(p, "error.code", "locked");
	program_expect(p, 0, "log", "list", "--json", NULL);
	copy_first_name(away, key_file);
	program_expect(p, 0, "--key-file", key_file, "send", "--to", "+99930005", "--json", NULL);
	program_expect(p, 4, "--key-file", p->store, "send", "--to", "+99930005", "--json", NULL);
	assert_int_equal(rename(away, keys), 0);
	program_expect(p, 0, "send", "--to", "+99930005", "--json", NULL);
}

/* --- The bytes on the wire ------------------------------------------------------------------- */

/* The value of one header; fails when it does not stand there exactly once. */
static void
expect_header(const char *request, const char *name, const char *value)
{
	char line[256];
	const char *end = strstr(request, "\r\n\r\n") + 2;
	const char *at;

	snprintf(line, sizeof(line), "\r\n%s: %s\r\n", name, value);
	at = strstr(request, line);
	if (!at || at >= end)
		fail_msg("no \"%s: %s\" in %s", name, value, request);
	snprintf(line, sizeof(line), "\r\n%s: ", name);
	assert_null(strstr(at + 2, line));
}

static size_t
count_headers(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	size_t count = 0;

	for (const char *at = strstr(request, "\r\n"); at && at < end; at = strstr(at + 2, "\r\n"))
		count++;
	return count;
}

static void
expect_request(struct program *p, const struct fault_server *wire, const char *request,
               const char *first_line, const char *before_id, const char *behind_id)
{
	char expected[1024];
	char length[16];
	char host[32];
	const char *body = strstr(request, "\r\n\r\n");

	assert_non_null(body);
	body += 4;
	snprintf(expected, sizeof(expected), "%s%s%s", before_id,
	         program_word(p, "data.message_id"), behind_id);
	assert_string_equal(body, expected);
	assert_int_equal(strncmp(request, first_line, strlen(first_line)), 0);
	snprintf(length, sizeof(length), "%zu", strlen(expected));
	snprintf(host, sizeof(host), "127.0.0.1:%d", fault_server_port(wire));
	expect_header(request, "Host", host);
	expect_header(request, "Authorization", "App " KEY);
	expect_header(request, "Accept", "application/json");
	expect_header(request, "Content-Type", "application/json");
	expect_header(request, "Content-Length", length);
	expect_header(request, "User-Agent", "otpdeck/0.1.0");
	expect_header(request, "Accept-Encoding", "gzip, deflate");
	assert_int_equal(count_headers(request), 7);
}

static void
the_provider_sees_the_exact_v3_request(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = fault_server_start(FAULT_DOOR_OPEN);

	program_make_staging(p, fault_server_url(wire), KEY);
	program_expect(p, 0, "send", "--to", "+15550100123", "--code", "482913", "--yes", "--json",
	               NULL);
	assert_int_equal(fault_server_arrivals(wire), 1);
	expect_request(p, wire, fault_server_arrival(wire, 0, NULL),
	               "POST /sms/3/messages HTTP/1.1\r\n",
	               "{\"messages\":[{\"sender\":\"ServiceSMS\",\"destinations\":[{"
	               "\"to\":\"15550100123\","
	               "\"messageId\":\"",
	               "\"}],\"content\":{\"text\":"
	               "\"482913 is your verification code for Acme Bank\"}}]}");
	fault_server_destroy(wire);
}

static void
the_provider_sees_what_the_published_hook_posts_to_v2(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = fault_server_start(FAULT_DOOR_OPEN);

	program_make_staging(p, fault_server_url(wire), KEY);
	program_expect(p, 0, "profile", "set", "api_version", "2", NULL);
	program_expect(p, 0, "send", "--to", "+15550100123", "--text",
	               "Gr\xc3\xbc\xc3\x9f"
	               "e \"{{code}}\"\\",
	               "--code", "482913", "--sender", "OtherName", "--yes", "--json", NULL);
	expect_request(
		p, wire, fault_server_arrival(wire, 0, NULL),
		"POST /sms/2/text/advanced HTTP/1.1\r\n",
		"{\"messages\":[{\"from\":\"OtherName\",\"destinations\":[{\"to\":\"15550100123\","
		"\"messageId\":\"",
		"\"}],\"text\":\"Gr\xc3\xbc\xc3\x9f"
		"e \\\"482913\\\"\\\\\"}]}");
	program_expect(p, 0, "profile", "set", "validity_minutes", "5", NULL);
	program_expect(p, 0, "send", "--to", "+15550100123", "--text", "{{code}}", "--code",
	               "482913", "--yes", "--json", NULL);
	expect_request(p, wire, fault_server_arrival(wire, 1, NULL),
	               "POST /sms/2/text/advanced HTTP/1.1\r\n",
	               "{\"messages\":[{\"destinations\":[{\"to\":\"15550100123\",\"messageId\":\"",
	               "\"}],"
	               "\"text\":\"482913\",\"validityPeriod\":5}]}");
	fault_server_destroy(wire);
}

/* Infobip's own example sets the digits of a code apart with two commas. */
static void
the_provider_sees_the_exact_request_for_a_call(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = fault_server_start(FAULT_DOOR_OPEN);
	char line[256];

	program_make_staging(p, fault_server_url(wire), KEY);
	fault_server_answer(wire, "/tts/3/logs", 200, "Content-Type: application/json\r\n",
	                    "{\"results\":[]}");
	program_expect(p, 3, "send", "--to", "+15550100123", "--type", "voice", "--yes", "--json",
	               NULL);
	program_expect_word(p, "error.code", "voice_sender_missing");
	assert_int_equal(fault_server_arrivals(wire), 0);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 0);
	program_expect(p, 2, "profile", "set", "voice_sender", "AcmeBank", NULL);
	program_expect(p, 0, "profile", "set", "voice_sender", "+12025550100", NULL);
	program_expect(p, 1, "send", "--to", "+15550100123", "--type", "voice", "--locale", "pt-BR",
	               "--code", "482913", "--yes", "--wait=2", "--json", NULL);
	program_expect_word(p, "data.type", "voice");
	expect_request(p, wire, fault_server_arrival(wire, 0, NULL),
	               "POST /tts/3/advanced HTTP/1.1\r\n",
	               "{\"messages\":[{\"from\":\"12025550100\",\"destinations\":[{"
	               "\"to\":\"15550100123\",\"messageId\":\"",
	               "\"}],\"text\":\"4,, 8,, 2,, 9,, 1,, 3 is your verification code for Acme "
	               "Bank\",\"language\":\"pt-br\"}]}");
	snprintf(line, sizeof(line), "GET /tts/3/logs?messageId=%s&limit=1000 HTTP/1.1\r\n",
	         program_word(p, "data.message_id"));
	assert_int_equal(strncmp(fault_server_arrival(wire, 1, NULL), line, strlen(line)), 0);
	assert_int_equal(fault_server_arrivals_with(wire, "POST "), 1);
	fault_server_destroy(wire);
}

static void
the_follow_up_asks_for_this_message_only(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = fault_server_start(FAULT_DOOR_OPEN);
	char line[256];

	program_make_staging(p, fault_server_url(wire), KEY);
	fault_server_answer(wire, "/sms/3/logs", 200, "Content-Type: application/json\r\n",
	                    "{\"results\":[]}");
	program_expect(p, 1, "send", "--to", "+15550100123", "--yes", "--wait=2", "--json", NULL);
	assert_true(fault_server_arrivals(wire) >= 2);
	snprintf(line, sizeof(line), "GET /sms/3/logs?messageId=%s&limit=1000 HTTP/1.1\r\n",
	         program_word(p, "data.message_id"));
	assert_int_equal(strncmp(fault_server_arrival(wire, 1, NULL), line, strlen(line)), 0);
	expect_header(fault_server_arrival(wire, 1, NULL), "Authorization", "App " KEY);
	assert_int_equal(fault_server_arrivals_with(wire, "POST "), 1);
	fault_server_destroy(wire);
}

static void
numbers_and_codes_can_come_from_standard_input(void **state)
{
	struct program *p = *state;

	p->input = "+99930005\n";
	program_expect(p, 0, "send", "--to", "-", "--json", NULL);
	p->input = "482913\r\n";
	program_expect(p, 0, "send", "--to", "+99930005", "--code", "-", "--json", NULL);
	program_expect(p, 2, "send", "--to", "-", "--code", "-", "--json", NULL);
}

static void
an_interrupt_before_the_answer_leaves_a_row_that_is_not_sending(void **state)
{
	struct program *p = *state;
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	char line[256];

	program_start(p, &c, "send", "--to", "+99900020", NULL);
	assert_true(program_read_line(&c, line, sizeof(line)));
	assert_non_null(strstr(line, "sending"));
	assert_int_equal(program_end(p, &c, SIGINT), 8);
	program_child_finish(&c);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message WHERE state = 'unknown'"), 1);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_delivered_message_ends_with_0),
		TEST(a_refused_message_ends_with_7_and_says_what_to_do),
		TEST(each_number_ends_as_it_spells),
		TEST(an_answer_that_is_dropped_is_found_in_the_log),
		TEST(a_wait_that_runs_out_ends_with_1),
		TEST(a_key_that_is_refused_ends_with_6),
		TEST(nobody_listening_ends_with_5),
		TEST(a_number_that_is_not_e164_is_refused_with_its_repair),
		TEST(sandbox_and_people_never_meet),
		TEST(a_bad_draft_is_refused_and_leaves_no_row),
		TEST(a_context_is_read_strictly),
		TEST(a_text_of_a_mebibyte_is_refused),
		TEST(a_billed_send_wants_a_person_or_yes),
		TEST(a_guard_ends_with_9_whatever_is_said),
		TEST(what_is_missing_is_a_matter_of_configuration),
		TEST(a_vault_without_its_key_file_ends_with_4),
		TEST(the_provider_sees_the_exact_v3_request),
		TEST(the_provider_sees_what_the_published_hook_posts_to_v2),
		TEST(the_provider_sees_the_exact_request_for_a_call),
		TEST(the_follow_up_asks_for_this_message_only),
		TEST(numbers_and_codes_can_come_from_standard_input),
		TEST(an_interrupt_before_the_answer_leaves_a_row_that_is_not_sending),
	};

	return cmocka_run_group_tests_name("journeys/shell_send", tests, NULL, NULL);
}
