/* SPDX-License-Identifier: MIT */
/* one line of JSON for every request that arrived */
#include "sandbox/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "folder.h"

static struct request
request_with(const char *body, size_t body_bytes)
{
	struct request r = {
		.method = "POST",
		.target = "/sms/3/messages?a=%20b",
		.body = body,
		.body_bytes = body_bytes,
	};

	assert_true(clock_parse("2026-11-25T10:15:02.118Z", &r.arrived_at_ms));
	return r;
}

static void
expect_line(const struct request *r, const char *wanted)
{
	struct text line;

	text_init(&line, (size_t)16 * 1024 * 1024);
	journal_format(r, &line);
	assert_string_equal(text_string(&line), wanted);
	text_finish(&line);
}

static void
writes_what_arrived(void **state)
{
	struct request r = request_with("{\"x\":1}", 7);

	(void)state;
	r.headers[0] = (struct request_header){ "Accept", "application/json" };
	r.header_count = 1;
	expect_line(&r, "{\"time\":\"2026-11-25T10:15:02.118Z\",\"method\":\"POST\","
	                "\"path\":\"/sms/3/messages\",\"query\":\"a=%20b\","
	                "\"headers\":{\"Accept\":\"application/json\"},\"messageIds\":[],"
	                "\"body\":\"{\\\"x\\\":1}\"}");
}

static void
expect_header(const char *name, const char *value, const char *wanted)
{
	struct request r = request_with("", 0);
	struct text line;

	r.headers[0] = (struct request_header){ name, value };
	r.header_count = 1;
	text_init(&line, 64 * 1024);
	journal_format(&r, &line);
	assert_non_null(strstr(text_string(&line), wanted));
	assert_null(strstr(text_string(&line), "s3cret"));
	text_finish(&line);
}

static void
reduces_a_key_to_its_scheme(void **state)
{
	(void)state;
	expect_header("Authorization", "App s3cret", "\"Authorization\":\"App ********\"");
	expect_header("authorization", "Basic s3cret s3cret",
	              "\"authorization\":\"Basic ********\"");
	expect_header("AUTHORIZATION", "s3cret", "\"AUTHORIZATION\":\"********\"");
	expect_header("Authorization", "", "\"Authorization\":\"********\"");
	expect_header("Proxy-Authorization", "Basic s3cret", "Basic ********");
	expect_header("Cookie", "s3cret", "\"Cookie\":\"********\"");
}

static void
joins_headers_that_are_repeated(void **state)
{
	struct request r = request_with("", 0);

	(void)state;
	r.headers[0] = (struct request_header){ "Accept", "a" };
	r.headers[1] = (struct request_header){ "Host", "h" };
	r.headers[2] = (struct request_header){ "accept", "b" };
	r.header_count = 3;
	expect_line(&r, "{\"time\":\"2026-11-25T10:15:02.118Z\",\"method\":\"POST\","
	                "\"path\":\"/sms/3/messages\",\"query\":\"a=%20b\","
	                "\"headers\":{\"Accept\":\"a, b\",\"Host\":\"h\"},\"messageIds\":[],"
	                "\"body\":\"\"}");
}

static void
neither_codes_nor_real_numbers_are_written(void **state)
{
	static const char body[] =
		"{\"messages\":[{\"destinations\":[{\"to\":\"447700900123\",\"messageId\":\"m-1\"},"
		"{\"to\":\"99930005\"}],\"content\":{\"text\":\"code 739201 to +447700900123\"}}]}";
	struct request r = request_with(body, sizeof(body) - 1);
	struct text line;

	(void)state;
	r.target = "/sms/3/logs?destination=447700900123&sender=99930005&messageId=m-1";
	text_init(&line, 64 * 1024);
	journal_format(&r, &line);
	assert_null(strstr(text_string(&line), "739201"));
	assert_null(strstr(text_string(&line), "447700900123"));
	assert_non_null(strstr(text_string(&line), "99930005"));
	assert_non_null(strstr(text_string(&line), "\\\"messageId\\\":\\\"m-1\\\""));
	assert_non_null(
		strstr(text_string(&line), "destination=********&sender=99930005&messageId=m-1"));
	text_finish(&line);
}

/* The line of a request to `target` holds this and does not hold the other. */
static void
expect_kept(const char *target, const char *body, const char *held, const char *gone)
{
	struct request r = request_with(body, strlen(body));
	struct text line;

	r.target = target;
	text_init(&line, 64 * 1024);
	journal_format(&r, &line);
	assert_non_null(strstr(text_string(&line), held));
	assert_null(strstr(text_string(&line), gone));
	text_finish(&line);
}

static void
texts_of_previews_and_calls_lose_their_codes(void **state)
{
	(void)state;
	expect_kept("/sms/1/preview", "{\"text\":\"Your code is 739201\"}", "Your code is",
	            "739201");
	expect_kept("/tts/3/single",
	            "{\"to\":\"99930005\",\"text\":\"Your code is 7,, 3,, 9,, 2,, 0,, 1\"}",
	            "99930005", "7,, 3");
	expect_kept("/sms/2/text/advanced", "{\"messages\":[{\"callbackData\":\"code 739201\"}]}",
	            "callbackData", "739201");
}

static void
what_logs_in_is_not_written(void **state)
{
	(void)state;
	expect_kept("/sms/1/text/query?username=somebody&PASSWORD=hidden&limit=1", "", "limit=1",
	            "hidden");
	expect_kept("/auth/1/oauth2/token?client_secret=hidden&grant_type=x", "", "grant_type=x",
	            "hidden");
	expect_kept("/auth/1/session", "{\"username\":\"a\",\"password\":\"hidden\"}",
	            "/auth/1/session", "hidden");
}

static void
expect_ids(const char *body, const char *wanted)
{
	struct request r = request_with(body, strlen(body));
	struct text line;

	text_init(&line, 64 * 1024);
	journal_format(&r, &line);
	assert_non_null(strstr(text_string(&line), wanted));
	text_finish(&line);
}

static void
lists_the_ids_of_all_messages(void **state)
{
	(void)state;
	expect_ids("{\"messages\":[{\"destinations\":[{\"messageId\":\"m1\"},{\"to\":\"9\"},"
	           "{\"messageId\":\"m2\"}]},{\"destinations\":[{\"messageId\":\"m3\"}]}]}",
	           "\"messageIds\":[\"m1\",\"m2\",\"m3\"]");
	expect_ids("{\"messages\":[{\"destinations\":[{\"messageId\":5}]},7]}",
	           "\"messageIds\":[]");
	expect_ids("{\"messages\":", "\"messageIds\":[]");
	expect_ids("[]", "\"messageIds\":[]");
}

static void
a_body_that_is_no_text_still_makes_a_line(void **state)
{
	struct request r = request_with("a\0\xFF\"\n", 5);

	(void)state;
	expect_line(&r, "{\"time\":\"2026-11-25T10:15:02.118Z\",\"method\":\"POST\","
	                "\"path\":\"/sms/3/messages\",\"query\":\"a=%20b\","
	                "\"headers\":{},\"messageIds\":[],"
	                "\"body\":\"a\\u0000\xEF\xBF\xBD\\\"\\n\"}");
}

static void
says_when_the_body_was_cut(void **state)
{
	struct request r = request_with("", 0);
	struct text line;

	(void)state;
	r.body_too_large = true;
	text_init(&line, 64 * 1024);
	journal_format(&r, &line);
	assert_non_null(strstr(text_string(&line), "\"truncated\":true"));
	text_finish(&line);
}

static void
appends_a_line_for_each_request(void **state)
{
	struct request r = request_with("{}", 2);
	struct folder folder;
	struct journal *j;
	struct fault f;
	size_t lines = 0;
	size_t size_bytes;
	unsigned char *bytes;

	(void)state;
	folder_create(&folder);
	folder_write(folder_file(&folder, "j"), "{}\n", 3);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(journal_open(folder_file(&folder, "j"), &j, &f), ST_OK);
		assert_int_equal(journal_write(j, &r, &f), ST_OK);
		assert_int_equal(journal_write(j, &r, &f), ST_OK);
		journal_close(j);
	}
	bytes = folder_read(folder_file(&folder, "j"), &size_bytes);
	for (size_t i = 0; i < size_bytes; i++)
		lines += bytes[i] == '\n';
	assert_int_equal(lines, 5);
	free(bytes);
	folder_destroy(&folder);
}

static void
says_what_cannot_be_opened_or_written(void **state)
{
	struct request r = request_with("{}", 2);
	struct journal *j = (void *)&r;
	struct fault f;

	(void)state;
	assert_int_equal(journal_open("/nonexistent/j", &j, &f), ST_STORE);
	assert_null(j);
	assert_int_equal(journal_open("/dev/full", &j, &f), ST_OK);
	assert_int_equal(journal_write(j, &r, &f), ST_STORE);
	journal_close(j);
	journal_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_arrived),
		cmocka_unit_test(reduces_a_key_to_its_scheme),
		cmocka_unit_test(joins_headers_that_are_repeated),
		cmocka_unit_test(neither_codes_nor_real_numbers_are_written),
		cmocka_unit_test(texts_of_previews_and_calls_lose_their_codes),
		cmocka_unit_test(what_logs_in_is_not_written),
		cmocka_unit_test(lists_the_ids_of_all_messages),
		cmocka_unit_test(a_body_that_is_no_text_still_makes_a_line),
		cmocka_unit_test(says_when_the_body_was_cut),
		cmocka_unit_test(appends_a_line_for_each_request),
		cmocka_unit_test(says_what_cannot_be_opened_or_written),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
