/* SPDX-License-Identifier: MIT */
/* one HTTP request as it arrived */
#include "sandbox/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct request
request_for(const char *target)
{
	return (struct request){ .method = "GET", .target = target, .body = "" };
}

static void
expect_parameter(const char *target, const char *name, const char *wanted)
{
	struct request r = request_for(target);
	struct text value;

	text_init(&value, 1024);
	text_append(&value, "=");
	assert_int_equal(request_append_parameter(&r, name, &value), wanted != NULL);
	assert_string_equal(text_string(&value) + 1, wanted ? wanted : "");
	text_finish(&value);
}

static void
finds_headers_in_any_case(void **state)
{
	struct request r = request_for("/");

	(void)state;
	r.headers[0] = (struct request_header){ "Accept", "a" };
	r.headers[1] = (struct request_header){ "authorization", "App k" };
	r.headers[2] = (struct request_header){ "Authorization", "second" };
	r.header_count = 3;
	assert_string_equal(request_header(&r, "AUTHORIZATION"), "App k");
	assert_null(request_header(&r, "Author"));
}

static void
the_path_ends_at_the_question_mark(void **state)
{
	struct request r = request_for("/sms/3/logs?limit=1?x");
	struct text path;

	(void)state;
	text_init(&path, 64);
	request_append_path(&r, &path);
	assert_string_equal(text_string(&path), "/sms/3/logs");
	text_finish(&path);
	assert_true(request_path_is(&r, "/sms/3/logs"));
	assert_false(request_path_is(&r, "/sms/3/log"));
	assert_false(request_path_is(&r, "/sms/3/logs/"));
	assert_string_equal(request_query(&r), "limit=1?x");
	r = request_for("/sms/3/logs");
	assert_true(request_path_is(&r, "/sms/3/logs"));
	assert_string_equal(request_query(&r), "");
}

static void
decodes_parameters(void **state)
{
	(void)state;
	expect_parameter("/?a=1&b=x%2By+z%20%2c&c=", "a", "1");
	expect_parameter("/?a=1&b=x%2By+z%20%2c&c=", "b", "x+y z ,");
	expect_parameter("/?a=1&b=x&c=", "c", "");
	expect_parameter("/?a=1&b", "b", "");
	expect_parameter("/?message%49d=1", "messageId", "1");
	expect_parameter("/?a=1&a=2", "a", "1");
	expect_parameter("/?a=b=c", "a", "b=c");
	expect_parameter("/?&&a=1#a=2", "a", "1");
}

static void
a_lone_percent_sign_stands_for_itself(void **state)
{
	(void)state;
	expect_parameter("/?a=%", "a", "%");
	expect_parameter("/?a=%4", "a", "%4");
	expect_parameter("/?a=%4g%zz", "a", "%4g%zz");
	expect_parameter("/?a=%4&b=1", "a", "%4");
}

static void
misses_what_is_not_there(void **state)
{
	(void)state;
	expect_parameter("/", "a", NULL);
	expect_parameter("/?", "a", NULL);
	expect_parameter("/?ab=1", "a", NULL);
	expect_parameter("/?a=1", "ab", NULL);
	expect_parameter("/?b=1#&a=2", "a", NULL);
}

static void
refuses_a_nul_and_what_does_not_fit(void **state)
{
	struct request r = request_for("/?a=12345678");
	struct text value;

	(void)state;
	expect_parameter("/?a=x%00y", "a", NULL);
	text_init(&value, 4);
	assert_false(request_append_parameter(&r, "a", &value));
	assert_true(value.overflowed);
	assert_int_equal(value.size_bytes, 0);
	text_finish(&value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_headers_in_any_case),
		cmocka_unit_test(the_path_ends_at_the_question_mark),
		cmocka_unit_test(decodes_parameters),
		cmocka_unit_test(a_lone_percent_sign_stands_for_itself),
		cmocka_unit_test(misses_what_is_not_there),
		cmocka_unit_test(refuses_a_nul_and_what_does_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
