/* SPDX-License-Identifier: MIT */
/* JSON is read exactly or refused */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

/* Both answers of the module, on a block of its own size so that no read goes beyond it. */
static bool
accepts_bytes(const char *bytes, size_t size_bytes)
{
	char *copy = mem_copy(bytes, size_bytes);
	struct json *root = NULL;
	struct fault f = { 0 };
	bool accepted = json_is_acceptable(copy, size_bytes);
	enum status st = json_parse(copy, size_bytes, "the input", &root, &f);

	assert_int_equal(st, accepted ? ST_OK : ST_INVALID);
	assert_int_equal(f.word, accepted ? WORD_NONE : WORD_JSON_INVALID);
	assert_int_equal(root != NULL, accepted);
	json_destroy(root);
	mem_free(copy);
	return accepted;
}

#define ACCEPTS(literal) assert_true(accepts_bytes(literal, sizeof(literal) - 1))
#define REFUSES(literal) assert_false(accepts_bytes(literal, sizeof(literal) - 1))

static struct json *
parsed(const char *source)
{
	struct json *root;
	struct fault f;

	if (json_parse(source, strlen(source), "the input", &root, &f) != ST_OK)
		fail_msg("%s", f.cause);
	return root;
}

/* The cause for a source that must be refused. */
static const char *
cause_of(const char *source, struct fault *f)
{
	struct json *root;

	assert_int_equal(json_parse(source, strlen(source), "the context", &root, f), ST_INVALID);
	assert_null(root);
	return f->cause;
}

/* A text of `count` times `piece` between two ends. */
static char *
repeated(const char *begin, const char *piece, size_t count, const char *end)
{
	size_t size = strlen(piece);
	char *out = mem_alloc(strlen(begin) + size * count + strlen(end) + 1);
	char *at = stpcpy(out, begin);

	for (size_t i = 0; i < count; i++, at += size)
		memcpy(at, piece, size);
	strcpy(at, end);
	return out;
}

static bool
accepts_repeated(const char *begin, const char *piece, size_t count, const char *end)
{
	char *source = repeated(begin, piece, count, end);
	bool accepted = accepts_bytes(source, strlen(source));

	mem_free(source);
	return accepted;
}

/* --- The grammar --------------------------------------------------------------------------- */

static void
accepts_every_kind_of_value_at_the_top(void **state)
{
	(void)state;
	ACCEPTS("{}");
	ACCEPTS("[]");
	ACCEPTS("\"\"");
	ACCEPTS("0");
	ACCEPTS("true");
	ACCEPTS("false");
	ACCEPTS("null");
	ACCEPTS(" \t\r\n[ { \"a\" : [ ] } , 1 ] \n");
	ACCEPTS("{\"\":0}");
}

static void
refuses_what_is_no_whole_value(void **state)
{
	(void)state;
	REFUSES("");
	REFUSES(" ");
	REFUSES("{");
	REFUSES("[");
	REFUSES("[1");
	REFUSES("[1,");
	REFUSES("{\"a\"");
	REFUSES("{\"a\":");
	REFUSES("{\"a\":1");
	REFUSES("{\"a\":1,");
	REFUSES("tru");
	REFUSES("nul");
	REFUSES("\"a");
	REFUSES("\"a\\");
	REFUSES("\"\\u00");
	REFUSES("-");
}

static void
refuses_what_other_readers_forgive(void **state)
{
	(void)state;
	REFUSES("[1,]");
	REFUSES("[,1]");
	REFUSES("[1 2]");
	REFUSES("[1,,2]");
	REFUSES("{\"a\":1,}");
	REFUSES("{,}");
	REFUSES("{a:1}");
	REFUSES("{'a':1}");
	REFUSES("{1:1}");
	REFUSES("{\"a\" 1}");
	REFUSES("{\"a\"::1}");
	REFUSES("{\"a\":1 \"b\":2}");
	REFUSES("[1}");
	REFUSES("{\"a\":1]");
	REFUSES("True");
	REFUSES("nan");
	REFUSES("NaN");
	REFUSES("Infinity");
	REFUSES("-Infinity");
	REFUSES("undefined");
	REFUSES("[1]//");
	REFUSES("/**/[1]");
	REFUSES("\f[]");
	REFUSES("[]\v");
	REFUSES("\xC2\xA0[]");
}

static void
refuses_anything_behind_the_value(void **state)
{
	(void)state;
	REFUSES("{}x");
	REFUSES("{}{}");
	REFUSES("1 2");
	REFUSES("[]]");
	REFUSES("[1]\0");
	REFUSES("truefalse");
}

static void
skips_one_byte_order_mark(void **state)
{
	(void)state;
	ACCEPTS("\xEF\xBB\xBF{}");
	REFUSES("\xEF\xBB\xBF");
	REFUSES("\xEF\xBB\xBF\xEF\xBB\xBF{}");
	REFUSES("{}\xEF\xBB\xBF");
	REFUSES("\xFF\xFE{\0}\0");
}

/* --- Strings ------------------------------------------------------------------------------- */

static void
resolves_escapes_exactly(void **state)
{
	struct json *root = parsed("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\uD83D\\ude00\"");

	(void)state;
	assert_string_equal(json_string(root),
	                    "\"\\/\b\f\n\r\t\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
	json_destroy(root);
}

static void
keeps_utf8_as_it_is(void **state)
{
	struct json *root = parsed("{\"Gru\xC3\x9F\":\"\xF0\x9F\x98\x80\x7F\xE2\x80\xA8\"}");

	(void)state;
	assert_string_equal(json_string(json_member(root, "Gru\xC3\x9F")),
	                    "\xF0\x9F\x98\x80\x7F\xE2\x80\xA8");
	json_destroy(root);
}

static void
refuses_strings_that_are_not_utf8(void **state)
{
	(void)state;
	REFUSES("\"\xFF\"");
	REFUSES("\"\x80\"");
	REFUSES("\"\xC3\"");
	REFUSES("\"\xC0\x80\"");
	REFUSES("\"\xE0\x80\xAF\"");
	REFUSES("\"\xED\xA0\x80\"");
	REFUSES("\"\xF4\x90\x80\x80\"");
	REFUSES("\"\xF0\x9F\x98\"");
	REFUSES("{\"\xFF\":1}");
	REFUSES("\"\xE2\x82");
}

static void
refuses_half_a_surrogate_pair(void **state)
{
	(void)state;
	REFUSES("\"\\ud83d\"");
	REFUSES("\"\\ude00\"");
	REFUSES("\"\\ud83dx\"");
	REFUSES("\"\\ud83d\\n\"");
	REFUSES("\"\\ud83d\\u0041\"");
	REFUSES("\"\\ud83d\\ud83d\\ude00\"");
	REFUSES("\"\\ude00\\ud83d\"");
	REFUSES("{\"\\ud83d\":1}");
	REFUSES("\"\\ud83d\\ude0");
	REFUSES("\"\\ud83d\\");
}

static void
refuses_a_nul_in_any_dress(void **state)
{
	(void)state;
	REFUSES("{\"to\":\"+99930005\\u0000and more\"}");
	REFUSES("{\"to\\u0000\":1}");
	REFUSES("\"\0\"");
	ACCEPTS("\"\\\\u0000\"");
}

static void
refuses_raw_control_characters_and_unknown_escapes(void **state)
{
	(void)state;
	REFUSES("\"\n\"");
	REFUSES("\"\t\"");
	REFUSES("\"\x1F\"");
	REFUSES("\"\\a\"");
	REFUSES("\"\\x41\"");
	REFUSES("\"\\'\"");
	REFUSES("\"\\U0041\"");
	REFUSES("\"\\u004g\"");
	REFUSES("\"\\u 041\"");
	REFUSES("\"\\\0\"");
}

/* --- Numbers ------------------------------------------------------------------------------- */

static void
check_number(const char *source, double expected)
{
	struct json *root = parsed(source);
	double value;

	assert_true(json_number(root, &value));
	assert_memory_equal(&value, &expected, sizeof(value));
	json_destroy(root);
}

static void
reads_numbers_to_the_last_bit(void **state)
{
	(void)state;
	check_number("0", 0.0);
	check_number("-0", -0.0);
	check_number("-0.0e-5", -0.0);
	check_number("0.1", 0.1);
	check_number("1E+2", 100.0);
	check_number("1.7976931348623157e308", DBL_MAX);
	check_number("4.9e-324", 4.9e-324);
	check_number("1e-999", 0.0);
	check_number("9007199254740992", 9007199254740992.0);
	check_number("1e16", 1e16);
}

static void
reads_numbers_of_any_length(void **state)
{
	char *zeros = repeated("[-0.", "0", 300, "123,7]");
	char *threes = repeated("", "3", 1,
	                        ".3333333333333333333333333333333333333333333333333333333"
	                        "33333333333333333");
	struct json *root = parsed(zeros);
	double value;

	(void)state;
	assert_true(json_number(json_first(root), &value));
	assert_true(fabs(value + 123e-303) < 1e-315);
	assert_int_equal(json_count(root), 2);
	json_destroy(root);
	check_number(threes, 10.0 / 3.0);
	mem_free(zeros);
	mem_free(threes);
	ACCEPTS("[1.00000000000000000000000000000000000000000000000000000000000000000e5 , 2]");
}

static void
refuses_numbers_outside_the_grammar(void **state)
{
	(void)state;
	REFUSES("01");
	REFUSES("-01");
	REFUSES("00");
	REFUSES("+1");
	REFUSES("1.");
	REFUSES(".5");
	REFUSES("-.5");
	REFUSES("1e");
	REFUSES("1e+");
	REFUSES("1.e1");
	REFUSES("0x10");
	REFUSES("1_000");
	REFUSES("1,5");
	REFUSES("--1");
	REFUSES("1-2");
	REFUSES("1.2.3");
	REFUSES("1e5e5");
	REFUSES("\xEF\xBC\x91");
}

static void
refuses_whole_numbers_that_a_double_cannot_hold(void **state)
{
	(void)state;
	ACCEPTS("9007199254740992");
	ACCEPTS("-9007199254740992");
	REFUSES("9007199254740993");
	REFUSES("-9007199254740993");
	REFUSES("10000000000000000");
	REFUSES("12345678901234567890");
	REFUSES("[99999999999999999999999999999999999999999999999999999999999999999999999999]");
}

static void
refuses_numbers_that_overflow(void **state)
{
	(void)state;
	REFUSES("1e400");
	REFUSES("-1e400");
	REFUSES("[1.8e308]");
	REFUSES("1e99999999999999999999");
	assert_false(accepts_repeated("1", "0", 400, ".0"));
}

static void
integers_are_whole_numbers_only(void **state)
{
	struct json *root =
		parsed("[5, -5, 1e3, 2.0, 0.5, -0, \"5\", null, 1e300, 9007199254740992]");
	static const int64_t expected[] = { 5, -5, 1000, 2, -1, 0, -1, -1, -1, 9007199254740992 };
	const struct json *child = json_first(root);

	(void)state;
	for (size_t i = 0; i < 10; i++, child = json_next(child)) {
		int64_t value = 77;
		bool is_whole = json_integer(child, &value);

		assert_int_equal(value, expected[i] == -1 ? 77 : expected[i]);
		assert_int_equal(is_whole, expected[i] != -1);
	}
	assert_null(child);
	json_destroy(root);
}

/* --- Names --------------------------------------------------------------------------------- */

static void
refuses_the_same_name_twice_in_one_object(void **state)
{
	(void)state;
	REFUSES("{\"a\":1,\"a\":1}");
	REFUSES("{\"a\":1,\"b\":2,\"a\":3}");
	REFUSES("{\"a\":1,\"\\u0061\":2}");
	REFUSES("{\"\\ud83d\\ude00\":1,\"\xF0\x9F\x98\x80\":2}");
	REFUSES("{\"/\":1,\"\\/\":2}");
	REFUSES("{\"\":1,\"\":2}");
	REFUSES("[{\"x\":{\"a\":1,\"a\":1}}]");
	REFUSES("{\"a\":{\"b\":1},\"a\":2}");
}

static void
accepts_the_same_name_in_different_objects(void **state)
{
	(void)state;
	ACCEPTS("{\"a\":{\"a\":{\"a\":1}}}");
	ACCEPTS("[{\"a\":1},{\"a\":1}]");
	ACCEPTS("{\"a\":{\"b\":1},\"b\":{\"a\":1}}");
	ACCEPTS("{\"a\":1,\"A\":1,\"aa\":1,\"a \":1,\"\":1}");
}

static void
finds_one_repeated_name_among_very_many(void **state)
{
	struct text source;
	size_t before_last;

	(void)state;
	text_init(&source, JSON_BYTES_MAX);
	text_append(&source, "{");
	for (int i = 0; i < 60000; i++)
		text_append_format(&source, "\"k%d\":1,", i * 7919 % 60000);
	before_last = source.size_bytes;
	text_append(&source, "\"k60000\":1}");
	assert_true(accepts_bytes(text_string(&source), source.size_bytes));
	text_cut(&source, before_last);
	text_append(&source, "\"k31337\":1}");
	assert_false(accepts_bytes(text_string(&source), source.size_bytes));
	assert_false(source.overflowed);
	text_finish(&source);
}

/* --- Limits -------------------------------------------------------------------------------- */

static bool
accepts_nested(size_t depth)
{
	char *ends = repeated("", "]", depth, "");
	bool accepted = accepts_repeated("", "[", depth, ends);

	mem_free(ends);
	return accepted;
}

static void
refuses_deeper_nesting_than_64(void **state)
{
	(void)state;
	assert_true(accepts_nested(JSON_DEPTH_MAX));
	assert_false(accepts_nested(JSON_DEPTH_MAX + 1));
	assert_false(accepts_repeated("", "[", 1000, ""));
	assert_false(accepts_repeated("", "[", 100000, ""));
	assert_false(accepts_repeated("", "{\"a\":", 100000, ""));
	/* Depth is how deep it is, not how many brackets there are. */
	assert_true(accepts_repeated("[0", ",[]", 1000, "]"));
}

static void
refuses_more_than_1_mib(void **state)
{
	(void)state;
	assert_true(accepts_repeated("1", " ", JSON_BYTES_MAX - 1, ""));
	assert_false(accepts_repeated("1", " ", JSON_BYTES_MAX, ""));
}

static void
refuses_a_string_longer_than_64_kib(void **state)
{
	(void)state;
	assert_true(accepts_repeated("\"", "x", JSON_STRING_MAX, "\""));
	assert_false(accepts_repeated("\"", "x", JSON_STRING_MAX + 1, "\""));
	assert_true(accepts_repeated("\"", "\\u0041", JSON_STRING_MAX, "\""));
	assert_false(accepts_repeated("\"", "\\u20ac", JSON_STRING_MAX / 3 + 1, "\""));
	assert_false(accepts_repeated("{\"", "x", JSON_STRING_MAX + 1, "\":1}"));
}

/* --- The fault ----------------------------------------------------------------------------- */

static void
the_fault_says_where_the_offence_is(void **state)
{
	struct fault f;

	(void)state;
	assert_non_null(strstr(cause_of("{\n  \"a\": 1,\n  \"a\": 2\n}", &f),
	                       "the context, line 3, column 3: "));
	assert_non_null(strstr(cause_of("[1, 2 3]", &f), "line 1, column 7: "));
	assert_non_null(
		strstr(cause_of("[\"\xE2\x82\xAC\xE2\x82\xAC\" x]", &f), "line 1, column 7: "));
	/* Of several names that stand twice, the first in the text. */
	assert_non_null(strstr(cause_of("{\"a\":1,\"z\":1,\"a\":2,\"z\":2}", &f), "column 14: "));
	assert_non_null(strstr(cause_of("", &f), "empty"));
	assert_non_null(strstr(cause_of("[\n\n", &f), "line 3, column 1: "));
}

static void
the_fault_never_repeats_the_input(void **state)
{
	static const char *const sources[] = {
		"{\"code\":482913 x}",
		"{\"code\":\"482913\",\"code\":\"482913\"}",
		"\"482913",
		"482913482913482913482913",
		"[482913e999]",
		"{\"482913\":\"\\q\"}",
	};
	struct fault f;

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		assert_null(strstr(cause_of(sources[i], &f), "4829"));
		assert_null(strstr(f.cause, "code"));
	}
}

/* --- Reading ------------------------------------------------------------------------------- */

static void
members_are_found_by_name_and_by_path(void **state)
{
	struct json *root = parsed("{\"tenant\":{\"friendly_name\":\"Acme\",\"n\":7},\"te\":1,"
	                           "\"Tenant\":2,\"x\":{\"\":3}}");
	int64_t value;

	(void)state;
	assert_string_equal(json_string(json_at_path(root, "tenant.friendly_name")), "Acme");
	assert_true(json_integer(json_at_path(root, "tenant.n"), &value));
	assert_int_equal(value, 7);
	assert_true(json_integer(json_member(root, "Tenant"), &value));
	assert_int_equal(value, 2);
	assert_true(json_integer(json_at_path(root, "te"), &value));
	assert_int_equal(value, 1);
	assert_true(json_integer(json_at_path(root, "x."), &value));
	assert_int_equal(value, 3);
	assert_null(json_at_path(root, "tenant.missing"));
	assert_null(json_at_path(root, "tenant.n.deeper"));
	assert_null(json_at_path(root, "tenan"));
	assert_null(json_at_path(root, ""));
	assert_null(json_member(root, "tenant.n"));
	json_destroy(root);
}

static void
children_come_in_their_order(void **state)
{
	struct json *root = parsed("{\"b\":1,\"a\":2,\"c\":[true,false,null]}");
	const struct json *child = json_first(root);
	bool value;

	(void)state;
	assert_int_equal(json_count(root), 3);
	assert_string_equal(json_name(child), "b");
	child = json_next(child);
	assert_string_equal(json_name(child), "a");
	child = json_next(child);
	assert_string_equal(json_name(child), "c");
	assert_null(json_next(child));
	child = json_first(child);
	assert_null(json_name(child));
	assert_true(json_bool(child, &value));
	assert_true(value);
	child = json_next(child);
	assert_true(json_bool(child, &value));
	assert_false(value);
	assert_true(json_is_null(json_next(child)));
	json_destroy(root);
}

static void
readers_find_nothing_in_a_node_of_another_type(void **state)
{
	struct json *root = parsed("[1,\"s\",{},true]");
	const struct json *number = json_first(root);
	const struct json *string = json_next(number);
	double value;
	bool boolean;

	(void)state;
	assert_null(json_string(number));
	assert_null(json_member(number, "x"));
	assert_null(json_member(root, "x"));
	assert_null(json_first(number));
	assert_int_equal(json_count(string), 0);
	assert_false(json_number(string, &value));
	assert_false(json_bool(number, &boolean));
	assert_false(json_is_null(number));
	assert_false(json_is_object(root));
	assert_true(json_is_array(root));
	assert_true(json_is_object(json_next(string)));
	json_destroy(root);
}

static void
readers_find_nothing_in_nothing(void **state)
{
	double value;
	int64_t integer;
	bool boolean;

	(void)state;
	assert_null(json_member(NULL, "a"));
	assert_null(json_at_path(NULL, "a.b"));
	assert_null(json_first(NULL));
	assert_null(json_next(NULL));
	assert_null(json_name(NULL));
	assert_null(json_string(NULL));
	assert_int_equal(json_count(NULL), 0);
	assert_false(json_number(NULL, &value));
	assert_false(json_integer(NULL, &integer));
	assert_false(json_bool(NULL, &boolean));
	assert_false(json_is_object(NULL));
	assert_false(json_is_array(NULL));
	assert_false(json_is_null(NULL));
	json_destroy(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_every_kind_of_value_at_the_top),
		cmocka_unit_test(refuses_what_is_no_whole_value),
		cmocka_unit_test(refuses_what_other_readers_forgive),
		cmocka_unit_test(refuses_anything_behind_the_value),
		cmocka_unit_test(skips_one_byte_order_mark),
		cmocka_unit_test(resolves_escapes_exactly),
		cmocka_unit_test(keeps_utf8_as_it_is),
		cmocka_unit_test(refuses_strings_that_are_not_utf8),
		cmocka_unit_test(refuses_half_a_surrogate_pair),
		cmocka_unit_test(refuses_a_nul_in_any_dress),
		cmocka_unit_test(refuses_raw_control_characters_and_unknown_escapes),
		cmocka_unit_test(reads_numbers_to_the_last_bit),
		cmocka_unit_test(reads_numbers_of_any_length),
		cmocka_unit_test(refuses_numbers_outside_the_grammar),
		cmocka_unit_test(refuses_whole_numbers_that_a_double_cannot_hold),
		cmocka_unit_test(refuses_numbers_that_overflow),
		cmocka_unit_test(integers_are_whole_numbers_only),
		cmocka_unit_test(refuses_the_same_name_twice_in_one_object),
		cmocka_unit_test(accepts_the_same_name_in_different_objects),
		cmocka_unit_test(finds_one_repeated_name_among_very_many),
		cmocka_unit_test(refuses_deeper_nesting_than_64),
		cmocka_unit_test(refuses_more_than_1_mib),
		cmocka_unit_test(refuses_a_string_longer_than_64_kib),
		cmocka_unit_test(the_fault_says_where_the_offence_is),
		cmocka_unit_test(the_fault_never_repeats_the_input),
		cmocka_unit_test(members_are_found_by_name_and_by_path),
		cmocka_unit_test(children_come_in_their_order),
		cmocka_unit_test(readers_find_nothing_in_a_node_of_another_type),
		cmocka_unit_test(readers_find_nothing_in_nothing),
	};

	json_system_init();
	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
