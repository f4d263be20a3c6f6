/* SPDX-License-Identifier: MIT */
/* what is written as JSON can be read again, in any locale */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"

static struct json *
parsed(const char *source)
{
	struct json *root;
	struct fault f;

	if (json_parse(source, strlen(source), "the input", &root, &f) != ST_OK)
		fail_msg("%s", f.cause);
	return root;
}

static void
writes_in_the_order_of_the_calls(void **state)
{
	struct json_writer w;
	struct text out;

	(void)state;
	text_init(&out, 4096);
	json_write_begin(&w, &out);
	json_write_object(&w, NULL);
	json_write_string(&w, "s", "a\"b");
	json_write_array(&w, "list");
	json_write_integer(&w, NULL, 1);
	json_write_object(&w, NULL);
	json_write_object_end(&w);
	json_write_array(&w, NULL);
	json_write_array_end(&w);
	json_write_string(&w, NULL, NULL);
	json_write_array_end(&w);
	json_write_bool(&w, "yes", true);
	json_write_bool(&w, "no", false);
	json_write_null(&w, "nothing");
	json_write_raw(&w, "raw", "{\"k\":[1]}");
	json_write_object_end(&w);
	assert_string_equal(text_string(&out),
	                    "{\"s\":\"a\\\"b\",\"list\":[1,{},[],null],\"yes\":true,\"no\":false,"
	                    "\"nothing\":null,\"raw\":{\"k\":[1]}}");
	text_finish(&out);
}

/* The bytes that one string is written as. */
static const char *
written_string(struct text *out, const char *value, size_t size_bytes)
{
	struct json_writer w;

	text_reset(out);
	json_write_begin(&w, out);
	json_write_string_bytes(&w, NULL, value, size_bytes);
	return text_string(out);
}

static void
escapes_what_a_terminal_would_obey(void **state)
{
	struct text out;

	(void)state;
	text_init(&out, 4096);
	assert_string_equal(written_string(&out, "\b\f\n\r\t\x1b\x7F\0\\/", 10),
	                    "\"\\b\\f\\n\\r\\t\\u001b\\u007f\\u0000\\\\/\"");
	assert_string_equal(
		written_string(&out, "\xC2\x9B\xE2\x80\xAE\xE2\x80\xA8\xF3\xA0\x81\x81", 12),
		"\"\\u009b\\u202e\\u2028\\udb40\\udc41\"");
	assert_string_equal(written_string(&out, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 9),
	                    "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
	text_finish(&out);
}

static void
invalid_bytes_become_replacement_characters(void **state)
{
	struct text out;

	(void)state;
	text_init(&out, 4096);
	assert_string_equal(written_string(&out, "a\xFF\xC3", 3), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
	assert_string_equal(written_string(&out, "\xEF\xBF\xBD", 3), "\"\xEF\xBF\xBD\"");
	text_finish(&out);
}

static void
every_code_point_survives_writing_and_reading(void **state)
{
	struct text source;
	struct text out;

	(void)state;
	text_init(&source, 4096);
	text_init(&out, 65536);
	for (uint32_t first = 1; first < 0x110000; first += 256) {
		struct json *root;

		text_reset(&source);
		for (uint32_t i = first; i < first + 256 && i < 0x110000; i++)
			text_append_code_point(&source, i);
		root = parsed(written_string(&out, text_string(&source), source.size_bytes));
		assert_string_equal(json_string(root), text_string(&source));
		json_destroy(root);
	}
	text_finish(&source);
	text_finish(&out);
}

static void
check_written_number(double value, const char *expected)
{
	struct json_writer w;
	struct text out;

	text_init(&out, 100);
	json_write_begin(&w, &out);
	json_write_number(&w, NULL, value);
	assert_string_equal(text_string(&out), expected);
	text_finish(&out);
}

static void
numbers_are_written_as_short_as_they_read_back(void **state)
{
	(void)state;
	check_written_number(0.1, "0.1");
	check_written_number(0.1 + 0.2, "0.30000000000000004");
	check_written_number(0.03, "0.03");
	check_written_number(100.0, "100");
	check_written_number(1764028800000.0, "1764028800000");
	check_written_number(9007199254740991.0, "9007199254740991");
	check_written_number(-2.5, "-2.5");
	check_written_number(-0.0, "-0");
	check_written_number(1e300, "1e+300");
	check_written_number(DBL_MAX, "1.7976931348623157e+308");
	check_written_number((double)NAN, "null");
	check_written_number((double)INFINITY, "null");
}

static void
integers_are_written_exactly(void **state)
{
	struct json_writer w;
	struct text out;

	(void)state;
	text_init(&out, 100);
	json_write_begin(&w, &out);
	json_write_array(&w, NULL);
	json_write_integer(&w, NULL, INT64_MIN);
	json_write_integer(&w, NULL, INT64_MAX);
	json_write_array_end(&w);
	assert_string_equal(text_string(&out), "[-9223372036854775808,9223372036854775807]");
	text_finish(&out);
}

static void
a_tree_is_written_as_it_was_read(void **state)
{
	static const char source[] = "{\"a\":[1,-0,0.5,1e+300,\"x\\n\",true,false,null,{},[]],"
				     "\"b\":{\"c\":{\"d\":\"\"}}}";
	struct json *root = parsed(source);
	struct json_writer w;
	struct text out;

	(void)state;
	text_init(&out, 1000);
	json_write_begin(&w, &out);
	json_write_node(&w, NULL, root);
	assert_string_equal(text_string(&out), source);
	text_reset(&out);
	json_write_begin(&w, &out);
	json_write_object(&w, NULL);
	json_write_node(&w, "copy", json_at_path(root, "b.c"));
	json_write_integer(&w, "after", 1);
	json_write_object_end(&w);
	assert_string_equal(text_string(&out), "{\"copy\":{\"d\":\"\"},\"after\":1}");
	text_finish(&out);
	json_destroy(root);
}

static void
writing_past_the_ceiling_is_seen_at_the_end(void **state)
{
	struct json_writer w;
	struct text out;

	(void)state;
	text_init(&out, 10);
	json_write_begin(&w, &out);
	json_write_object(&w, NULL);
	json_write_string(&w, "name", "value");
	json_write_object_end(&w);
	assert_true(out.overflowed);
	assert_true(out.size_bytes <= 10);
	text_finish(&out);
}

/* --- The locale ---------------------------------------------------------------------------- */

static void
check_number(const char *source, double expected)
{
	struct json *root = parsed(source);
	double value;

	assert_true(json_number(root, &value));
	assert_memory_equal(&value, &expected, sizeof(value));
	json_destroy(root);
}

/* Enters a locale, made below `directory` when the system has none of its name. */
static bool
enter_locale(const char *directory, const char *name)
{
	char command[512];

	if (setlocale(LC_ALL, name) != NULL)
		return true;
	snprintf(command, sizeof(command), "localedef -i %.5s -f UTF-8 %s/%s >%s/log 2>&1", name,
	         directory, name, directory);
	if (system(command) != 0)
		return false;
	setenv("LOCPATH", directory, 1);
	return setlocale(LC_ALL, name) != NULL;
}

static void
remove_directory(const char *directory)
{
	char command[512];

	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	assert_int_equal(system(command), 0);
}

static void
check_locale(const char *name, const char *point)
{
	char directory[] = "/tmp/otpdeck-test-json-XXXXXX";
	bool entered;

	assert_non_null(mkdtemp(directory));
	entered = enter_locale(directory, name);
	if (entered) {
		assert_string_equal(localeconv()->decimal_point, point);
		check_number("0.5", 0.5);
		check_number("1.25e-3", 1.25e-3);
		check_written_number(0.5, "0.5");
		check_written_number(0.1 + 0.2, "0.30000000000000004");
		assert_false(json_is_acceptable("0,5", 3));
		assert_true(json_is_acceptable("[1.5e300]", 9));
		/* The program's own locale is as it was. */
		assert_string_equal(localeconv()->decimal_point, point);
	}
	setlocale(LC_ALL, "C");
	unsetenv("LOCPATH");
	remove_directory(directory);
	if (!entered)
		skip();
}

static void
a_decimal_comma_in_the_locale_changes_nothing(void **state)
{
	(void)state;
	check_locale("de_DE.UTF-8", ",");
}

static void
a_decimal_point_of_two_bytes_in_the_locale_changes_nothing(void **state)
{
	(void)state;
	check_locale("ps_AF.UTF-8", "\xD9\xAB");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_in_the_order_of_the_calls),
		cmocka_unit_test(escapes_what_a_terminal_would_obey),
		cmocka_unit_test(invalid_bytes_become_replacement_characters),
		cmocka_unit_test(every_code_point_survives_writing_and_reading),
		cmocka_unit_test(numbers_are_written_as_short_as_they_read_back),
		cmocka_unit_test(integers_are_written_exactly),
		cmocka_unit_test(a_tree_is_written_as_it_was_read),
		cmocka_unit_test(writing_past_the_ceiling_is_seen_at_the_end),
		cmocka_unit_test(a_decimal_comma_in_the_locale_changes_nothing),
		cmocka_unit_test(a_decimal_point_of_two_bytes_in_the_locale_changes_nothing),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
