/* SPDX-License-Identifier: MIT */
/* what a provider or an environment says is shown as text and obeyed by nobody */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/text.h"
#include "fault_server.h"
#include "program.h"

#define JSON_TYPE "Content-Type: application/json\r\n"
#define HTML_TYPE "Content-Type: text/html\r\n"
#define KEY "k7w2-9q4r-5t6y"
#define NUMBER "+447700900123"

/* --- T10, T11: nothing of it reaches the terminal as more than text -------------------------- */

/* What moves a cursor, turns the writing direction, or hides. */
static bool
is_obeyed(uint32_t code_point)
{
	static const uint32_t ranges[][2] = {
		{ 0x00, 0x09 },     { 0x0B, 0x1F },       { 0x7F, 0x9F },     { 0x061C, 0x061C },
		{ 0x200B, 0x200F }, { 0x2028, 0x202E },   { 0x2060, 0x206F }, { 0xFEFF, 0xFEFF },
		{ 0xFFF9, 0xFFFB }, { 0xE0000, 0xE0FFF },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		if (code_point >= ranges[i][0] && code_point <= ranges[i][1])
			return true;
	}
	return false;
}

static void
expect_clean(const char *what, const char *bytes, size_t size_bytes)
{
	uint32_t code_point;

	if (!text_is_utf8(bytes, size_bytes))
		fail_msg("%s prints what is not UTF-8", what);
	for (size_t at = 0; at < size_bytes;) {
		at += text_next_code_point(bytes + at, size_bytes - at, &code_point);
		if (is_obeyed(code_point))
			fail_msg("%s prints a raw U+%04X behind %.*s", what, (unsigned)code_point,
			         (int)(at < 60 ? at : 60), bytes + (at < 60 ? 0 : at - 60));
	}
}

static void
run_clean(struct program *p, const char *const *words)
{
	program_run_list(p, words);
	expect_clean(words[0], p->out, p->out_bytes);
	expect_clean(words[0], p->err, p->err_bytes);
}

#define CLEAN(p, ...) run_clean(p, (const char *const[]){ __VA_ARGS__, NULL })

/* Lines that begin with the word of ours. */
static size_t
count_lines_of(const struct program *p, const char *word)
{
	size_t count = 0;

	for (const char *line = p->out; *line;) {
		count += strncmp(line, word, strlen(word)) == 0;
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return count;
}

static void
read_newest(struct program *p)
{
	char row[16];

	snprintf(row, sizeof(row), "%d", (int)program_ask(p, "SELECT max(id) FROM message"));
	CLEAN(p, "log", "show", row);
	assert_int_equal(p->status, 0);
	assert_int_equal(count_lines_of(p, "state"), 1);
	assert_int_equal(count_lines_of(p, "answer"), 1);
	CLEAN(p, "log", "show", row, "--json");
	CLEAN(p, "log", "explain", row);
}

static void
read_lists(struct program *p)
{
	int64_t rows = program_ask(p, "SELECT count(*) FROM message");

	CLEAN(p, "log", "list");
	assert_int_equal(count_lines_of(p, ""), rows + 1);
	CLEAN(p, "log", "list", "--json");
	CLEAN(p, "log", "list", "--format", "jsonl");
	assert_int_equal(count_lines_of(p, "{"), rows);
	CLEAN(p, "log", "list", "--format", "csv");
	assert_int_equal(count_lines_of(p, "\""), rows);
}

/* As they stand in JSON. */
static const char *const hostile[] = {
	"\\u001b[2J\\u001b]0;owned\\u0007",
	"REJECTED\\rDELIVERED",
	"REJECTED\\b\\b\\b\\b\\b\\b\\b\\bDELIVERED",
	"x\\nstate      delivered, final\\nanswer 200",
	"\\u202edereviled",
	"\\u2066x\\u2069\\u200f\\u061c",
	"\\u009b31m\\u0085\\u0090q\\u009c",
	"\302\23331m\xe2\x80\xae",
	"a\\u007fb\\tc\\u000bd\\u000ce",
	"\\u200bzero\\ufeffwidth\\u00ad",
	"\\u2028line\\u2029paragraph",
	"\\udb40\\udc41\\udb40\\udc42",
	"a\\u0300\\u0301\\u0302\\u0303\\u0304\\u0305\\u0306",
	"%s%n%99999d",
};

/* Every text field of an answer holds it. */
static void
fill_status(char *out, size_t out_bytes, int group, int id, const char *words)
{
	snprintf(out, out_bytes,
	         "\"status\":{\"groupId\":%d,\"id\":%d,\"groupName\":\"%s\",\"name\":\"%s\","
	         "\"description\":\"%s\","
	         "\"action\":\"%s\"},\"error\":{\"groupId\":1,\"id\":27,\"groupName\":\"%s\","
	         "\"name\":\"%s\","
	         "\"description\":\"%s\",\"permanent\":false}",
	         group, id, words, words, words, words, words, words, words);
}

static void
answer_send(struct fault_server *server, int group, int id, const char *words)
{
	char status[4096];
	char body[8192];

	fill_status(status, sizeof(status), group, id, words);
	snprintf(body, sizeof(body),
	         "{\"bulkId\":\"%s\",\"messages\":[{\"messageId\":\"@ID@\","
	         "\"destination\":\"@TO@\",\"extra\":\"%s\",%s}]}",
	         words, words, status);
	fault_server_answer(server, "/sms/3/messages", 200, JSON_TYPE, body);
}

static void
answer_log(struct fault_server *server, const char *words)
{
	char status[4096];
	char body[8192];

	fill_status(status, sizeof(status), 2, 9, words);
	snprintf(body, sizeof(body),
	         "{\"results\":[{\"bulkId\":\"%s\",\"messageId\":\"@ID@\",\"destination\":"
	         "\"99930005\",\"sender\":\"%s\",\"mccMnc\":\"%s\",\"sentAt\":\"%s\","
	         "\"price\":{\"pricePerMessage\":1,\"currency\":\"%s\"},%s}]}",
	         words, words, words, words, words, status);
	fault_server_answer(server, "/sms/3/logs", 200, JSON_TYPE, body);
}

static void
an_answer_is_shown_and_never_obeyed(void **state)
{
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);

	program_expect(p, 0, "profile", "set", "base_url", fault_server_url(server), NULL);
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		answer_send(server, 5, i % 2 ? 12 : 4711, hostile[i]);
		CLEAN(p, "send", "--to", "+99930005");
		assert_int_equal(p->status, 7);
		CLEAN(p, "send", "--to", "+99930005", "--json");
		read_newest(p);
	}
	read_lists(p);
	fault_server_destroy(server);
}

static void
a_row_of_the_providers_log_is_shown_and_never_obeyed(void **state)
{
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);

	program_expect(p, 0, "profile", "set", "base_url", fault_server_url(server), NULL);
	for (size_t i = 0; i < 4; i++) {
		answer_send(server, 1, 26, hostile[i]);
		answer_log(server, hostile[i]);
		CLEAN(p, "send", "--to", "+99930005", "--wait=20");
		assert_int_equal(p->status, 1);
		read_newest(p);
	}
	read_lists(p);
	fault_server_destroy(server);
}

static void
both_words_of_a_forged_state_are_seen(void **state)
{
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);

	program_expect(p, 0, "profile", "set", "base_url", fault_server_url(server), NULL);
	answer_send(server, 5, 12, "REJECTED\\rDELIVERED");
	program_expect(p, 7, "send", "--to", "+99930005", NULL);
	assert_non_null(strstr(p->out, "REJECTED<U+000D>DELIVERED"));
	program_expect(p, 0, "log", "show", "1", NULL);
	assert_non_null(strstr(p->out, "REJECTED<U+000D>DELIVERED"));
	assert_non_null(strstr(p->out, "state      rejected, final\n"));
	fault_server_destroy(server);
}

static void
a_page_in_place_of_an_answer_is_shown_and_never_obeyed(void **state)
{
	static const char page[] = "<html>\x1b[2J\x07\r\b\x7f\302\23331m\xe2\x80\xae\xff\xfe\n"
				   "state      delivered, final\nanswer 200\nmessageId  x</html>";
	static const char flat[] =
		"{\"errorCode\":\"E\\u001b[2J\",\"description\":\"\\u202e\\rx\\nstate "
		"     delivered\","
		"\"violations\":[{\"property\":\"\\u009b\",\"violation\":\"\\u0007\\u2066\"}]}";
	static const char nested[] =
		"{\"requestError\":{\"serviceException\":{\"messageId\":\"\\u001b\",\"text\":"
		"\"\\r\\n\\u009b\",\"validationErrors\":{\"\\u001b[2J\":[\"\\u202e\"]}}}}";
	static const char *const bodies[] = { page, flat, nested, "\xff\xfe\x1b" };
	static const int statuses[] = { 200, 302, 400, 401, 429, 500 };
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);

	program_expect(p, 0, "profile", "set", "base_url", fault_server_url(server), NULL);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		for (size_t k = 0; k < sizeof(statuses) / sizeof(*statuses); k++) {
			fault_server_answer(server, NULL, statuses[k],
			                    k % 2 ? HTML_TYPE : JSON_TYPE, bodies[i]);
			CLEAN(p, "send", "--to", "+99930005");
		}
		read_newest(p);
	}
	CLEAN(p, "log", "follow");
	read_lists(p);
	fault_server_destroy(server);
}

static void
headers_are_shown_and_never_obeyed(void **state)
{
	static const char *const answers[] = {
		"HTTP/1.1 401 \x1b[2J\x07\r\nContent-Type: \x1b[31m\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 429 \xe2\x80\xae\r\nRetry-After: \x1b[2J\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 302 x\r\nLocation: http://\x1b[2J/\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 x\r\nContent-Encoding: \x1b[2J\r\nContent-Length: 0\r\n\r\n",
	};
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);

	program_expect(p, 0, "profile", "set", "base_url", fault_server_url(server), NULL);
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		struct fault_script script = { .mode = FAULT_RAW, .body = answers[i] };

		fault_server_script(server, &script);
		CLEAN(p, "send", "--to", "+99930005");
		assert_true(p->status >= 6);
	}
	read_newest(p);
	read_lists(p);
	fault_server_destroy(server);
}

static void
what_an_operator_types_is_shown_and_never_obeyed(void **state)
{
	static const char *const words[] = { "a\x1b[2Jb\r", "a\nstate      delivered",
		                             "\xe2\x80\xae\xc2\x9b", "\xff" };
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);

	program_expect(p, 0, "profile", "set", "base_url", fault_server_url(server), NULL);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		CLEAN(p, words[i]);
		CLEAN(p, "log", words[i]);
		CLEAN(p, "log", "show", words[i]);
		CLEAN(p, "log", "list", "--since", words[i]);
		CLEAN(p, "log", "list", "--to", words[i]);
		CLEAN(p, "-p", words[i], "log", "list");
		CLEAN(p, "profile", "add", words[i], "--environment", "staging");
		CLEAN(p, "profile", "set", words[i], "x");
		CLEAN(p, "profile", "set", "sender", words[i]);
		CLEAN(p, "secret", "set", words[i]);
		CLEAN(p, "send", "--to", words[i], "--json");
		CLEAN(p, "send", "--to", "+99950012", "--client", words[i]);
		CLEAN(p, "send", "--to", "+99950012", "--text", words[i]);
		CLEAN(p, "send", "--to", "+99950012", "--var", words[i]);
		CLEAN(p, "send", "--to", "+99950012", "--context", words[i]);
		CLEAN(p, "--store", words[i], "paths");
		CLEAN(p, "--key-file", words[i], "send", "--to", "+99950012");
		p->input = words[i];
		CLEAN(p, "batch", "number");
	}
	read_lists(p);
	fault_server_destroy(server);
}

/* A text that an operator sends may have lines; in the log they stand in one. */
static void
a_text_of_two_lines_forges_no_line_of_the_log(void **state)
{
	struct program *p = *state;

	program_expect(p, 7, "send", "--to", "+99950012", "--text",
	               "one\nstate      delivered, final", NULL);
	CLEAN(p, "log", "show", "1");
	assert_int_equal(count_lines_of(p, "state"), 1);
	assert_non_null(strstr(p->out, "one<U+000A>state"));
}

/* --- T15: redirects -------------------------------------------------------------------------- */

static void
a_redirect_takes_the_key_nowhere(void **state)
{
	static const int statuses[] = { 301, 302, 303, 307, 308 };
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);
	struct fault_server *other = fault_server_start(FAULT_DOOR_OPEN);
	int port = fault_server_port(other);
	char forms[5][160];

	snprintf(forms[0], sizeof(forms[0]), "Location: http://127.0.0.1:%d/\r\n", port);
	snprintf(forms[1], sizeof(forms[1]), "Location: http://localhost:%d/\r\n", port);
	snprintf(forms[2], sizeof(forms[2]), "Location: https://127.0.0.1:%d/\r\n", port);
	snprintf(forms[3], sizeof(forms[3]), "Refresh: 0; url=http://127.0.0.1:%d/\r\n", port);
	snprintf(forms[4], sizeof(forms[4]), "Location: file:///etc/passwd\r\n");
	p->input = KEY;
	program_expect(p, 0, "secret", "set", "API_KEY", NULL);
	program_expect(p, 0, "profile", "set", "base_url", fault_server_url(server), NULL);
	for (size_t i = 0; i < 25; i++) {
		fault_server_answer(server, NULL, statuses[i % 5], forms[i / 5], "");
		program_expect(p, 7, "send", "--to", "+99930005", NULL);
		assert_int_equal(fault_server_arrivals(server), i + 1);
	}
	assert_int_equal(fault_server_connections(other), 0);
	fault_server_destroy(other);
	fault_server_destroy(server);
}

/* --- T17: the environment -------------------------------------------------------------------- */

static void
write_home_file(struct program *p, const char *name, const char *content)
{
	char path[FOLDER_PATH_BYTES];

	snprintf(path, sizeof(path), "%.200s/%.100s", p->home, name);
	folder_write(path, content, strlen(content));
}

static void
set_proxies(struct program *p, const struct fault_server *proxy)
{
	static const char *const names[] = { "http_proxy", "https_proxy", "HTTPS_PROXY",
		                             "all_proxy", "ALL_PROXY" };
	char entry[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(entry, sizeof(entry), "%s=%s", names[i], fault_server_url(proxy));
		program_set_env(p, entry);
	}
}

static void
set_files(struct program *p, char key_log[FOLDER_PATH_BYTES])
{
	char entry[FOLDER_PATH_BYTES + 32];

	snprintf(key_log, FOLDER_PATH_BYTES, "%.200s/keys.log", p->folder.path);
	snprintf(entry, sizeof(entry), "SSLKEYLOGFILE=%s", key_log);
	program_set_env(p, entry);
	snprintf(entry, sizeof(entry), "CURL_HOME=%s", p->home);
	program_set_env(p, entry);
	snprintf(entry, sizeof(entry), "NETRC=%.200s/.netrc", p->home);
	program_set_env(p, entry);
	write_home_file(p, ".netrc",
	                "machine 127.0.0.1 login someone password netrc-password\n"
	                "default login someone password netrc-password\n");
	write_home_file(p, ".curlrc", "user = \"curlrc:password\"\nheader = \"X-Curlrc: yes\"\n");
}

static void
the_environment_neither_redirects_nor_taps(void **state)
{
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_OPEN);
	struct fault_server *proxy = fault_server_start(FAULT_DOOR_OPEN);
	char key_log[FOLDER_PATH_BYTES];
	const char *request;

	program_make_staging(p, fault_server_url(server), KEY);
	set_proxies(p, proxy);
	set_files(p, key_log);
	program_expect(p, 0, "send", "--to", NUMBER, "--yes", NULL);
	assert_int_equal(fault_server_arrivals(server), 1);
	request = fault_server_arrival(server, 0, NULL);
	assert_non_null(strstr(request, "\r\nAuthorization: App " KEY "\r\n"));
	assert_null(strstr(request, "Basic"));
	assert_null(strstr(request, "Curlrc"));
	assert_int_equal(strncmp(request, "POST /sms/3/messages ", 21), 0);
	/* By name and by TLS a proxy would be asked as well; nobody listens at port 1. */
	program_expect(p, 0, "profile", "set", "base_url", "https://localhost:1", NULL);
	p->input = KEY;
	program_expect(p, 0, "secret", "set", "API_KEY", NULL);
	program_expect(p, 5, "send", "--to", NUMBER, "--yes", NULL);
	assert_int_equal(fault_server_connections(proxy), 0);
	assert_int_not_equal(access(key_log, F_OK), 0);
	fault_server_destroy(proxy);
	fault_server_destroy(server);
}

static void
no_file_of_session_keys_is_written(void **state)
{
	struct program *p = *state;
	struct fault_server *server = fault_server_start(FAULT_DOOR_SLAM);
	char key_log[FOLDER_PATH_BYTES];
	char url[64];

	set_files(p, key_log);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", fault_server_port(server));
	program_expect(p, 0, "profile", "set", "base_url", url, NULL);
	program_expect(p, 5, "send", "--to", "+99930005", NULL);
	assert_int_equal(fault_server_connections(server), 1);
	assert_int_not_equal(access(key_log, F_OK), 0);
	fault_server_destroy(server);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_answer_is_shown_and_never_obeyed),
		TEST(a_row_of_the_providers_log_is_shown_and_never_obeyed),
		TEST(both_words_of_a_forged_state_are_seen),
		TEST(a_page_in_place_of_an_answer_is_shown_and_never_obeyed),
		TEST(headers_are_shown_and_never_obeyed),
		TEST(what_an_operator_types_is_shown_and_never_obeyed),
		TEST(a_text_of_two_lines_forges_no_line_of_the_log),
		TEST(a_redirect_takes_the_key_nowhere),
		TEST(the_environment_neither_redirects_nor_taps),
		TEST(no_file_of_session_keys_is_written),
	};

	return cmocka_run_group_tests_name("hardening/hostile", tests, NULL, NULL);
}
