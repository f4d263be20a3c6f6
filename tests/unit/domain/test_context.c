/* SPDX-License-Identifier: MIT */
/* every field of the context takes what it may hold and nothing else */
#include "domain/context.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"

static void
expect_stored(const struct context *c, enum context_field field, const char *wanted)
{
	assert_string_equal(context_get(c, field), wanted);
}

static void
refused(struct context *c, enum context_field field, const char *value)
{
	const struct context before = *c;
	size_t key_size = strlen(context_key(field));
	struct fault f;

	assert_int_equal(context_set(c, field, value, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_CONTEXT_INVALID);
	assert_memory_equal(f.cause, context_key(field), key_size);
	assert_memory_equal(c, &before, sizeof before);
}

static void
taken(struct context *c, enum context_field field, const char *value, const char *stored)
{
	struct fault f;

	assert_int_equal(context_set(c, field, value, &f), ST_OK);
	expect_stored(c, field, stored);
}

static void
begins_with_values_that_can_all_be_set_again(void **state)
{
	struct context c;
	struct context again;
	struct fault f;

	(void)state;
	context_init(&c);
	context_init(&again);
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++) {
		enum context_field field = (enum context_field)i;

		assert_int_equal(context_set(&again, field, context_get(&c, field), &f), ST_OK);
	}
	assert_memory_equal(&c, &again, sizeof c);
	expect_stored(&c, CONTEXT_CODE, "auto");
	expect_stored(&c, CONTEXT_MESSAGE_TYPE, "sms");
}

static void
every_field_is_found_by_its_key_and_has_help(void **state)
{
	enum context_field found;

	(void)state;
	for (int i = 0; i < CONTEXT_FIELD_COUNT; i++) {
		assert_true(context_field_by_key(context_key((enum context_field)i), &found));
		assert_int_equal(found, i);
		assert_true(context_help((enum context_field)i)[0] != '\0');
	}
	assert_false(context_field_by_key("Code", &found));
	assert_false(context_field_by_key("", &found));
}

static void
takes_only_the_words_that_a_field_knows(void **state)
{
	struct context c;

	(void)state;
	context_init(&c);
	taken(&c, CONTEXT_MESSAGE_TYPE, "voice", "voice");
	refused(&c, CONTEXT_MESSAGE_TYPE, "fax");
	refused(&c, CONTEXT_MESSAGE_TYPE, "");
	taken(&c, CONTEXT_ACTION, "enrollment", "enrollment");
	taken(&c, CONTEXT_ACTION, "authentication", "second-factor-authentication");
	refused(&c, CONTEXT_ACTION, "login");
	taken(&c, CONTEXT_FACTOR_TYPE, "first", "first");
	taken(&c, CONTEXT_FACTOR_TYPE, "", "");
	refused(&c, CONTEXT_FACTOR_TYPE, "third");
}

static void
a_code_is_4_to_8_digits_or_auto(void **state)
{
	struct context c;

	(void)state;
	context_init(&c);
	taken(&c, CONTEXT_CODE, "0123", "0123");
	taken(&c, CONTEXT_CODE, "12345678", "12345678");
	taken(&c, CONTEXT_CODE, "auto", "auto");
	refused(&c, CONTEXT_CODE, "123");
	refused(&c, CONTEXT_CODE, "123456789");
	refused(&c, CONTEXT_CODE, "12 34");
	refused(&c, CONTEXT_CODE, "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94");
	refused(&c, CONTEXT_CODE, "");
	taken(&c, CONTEXT_CODE, "482913", "482913");
	taken(&c, CONTEXT_CODE, "******", "auto");
}

static void
refuses_text_that_no_field_can_hold(void **state)
{
	char value[CONTEXT_VALUE_BYTES + 1];
	struct context c;

	(void)state;
	context_init(&c);
	memset(value, 'x', sizeof value);
	value[CONTEXT_VALUE_BYTES] = '\0';
	refused(&c, CONTEXT_USER_NAME, value);
	value[CONTEXT_VALUE_BYTES - 1] = '\0';
	taken(&c, CONTEXT_USER_NAME, value, value);
	refused(&c, CONTEXT_USER_NAME, "a\xff");
	refused(&c, CONTEXT_USER_NAME, "a\nb");
	refused(&c, CONTEXT_USER_NAME, "a\x1b[2J");
	refused(&c, CONTEXT_USER_NAME,
	        "a\xe2\x80\xae"
	        "b");
}

static void
metadata_is_a_json_object_and_is_stored_compactly(void **state)
{
	char value[CONTEXT_VALUE_BYTES + 16] = "{\"a\":\"";
	struct context c;

	(void)state;
	context_init(&c);
	taken(&c, CONTEXT_USER_METADATA, " { \"a\" : [ 1, true, null ] } ",
	      "{\"a\":[1,true,null]}");
	taken(&c, CONTEXT_USER_METADATA, "", "{}");
	refused(&c, CONTEXT_USER_METADATA, "[1]");
	refused(&c, CONTEXT_USER_METADATA, "gold");
	refused(&c, CONTEXT_USER_METADATA, "{\"a\":1,\"a\":2}");
	refused(&c, CONTEXT_USER_METADATA, "{\"a\":\"\\u0000\"}");
	memset(value + 6, 'x', CONTEXT_VALUE_BYTES - 1 - 6 - 2);
	memcpy(value + CONTEXT_VALUE_BYTES - 3, "\"}", 3);
	taken(&c, CONTEXT_APP_METADATA, value, value);
	memcpy(value + CONTEXT_VALUE_BYTES - 3, "x\"}", 4);
	refused(&c, CONTEXT_APP_METADATA, value);
}

static void
a_fresh_code_has_4_to_8_digits_and_replaces_only_auto(void **state)
{
	static const struct {
		int asked;
		size_t got;
	} counts[] = { { 6, 6 }, { 4, 4 }, { 8, 8 }, { 0, 4 }, { 99, 8 }, { -1, 4 } };
	struct context c;

	(void)state;
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		context_init(&c);
		context_make_code(&c, counts[i].asked);
		assert_int_equal(strlen(context_get(&c, CONTEXT_CODE)), counts[i].got);
		assert_int_equal(strspn(context_get(&c, CONTEXT_CODE), "0123456789"),
		                 counts[i].got);
	}
	context_init(&c);
	taken(&c, CONTEXT_CODE, "1234", "1234");
	context_make_code(&c, 6);
	expect_stored(&c, CONTEXT_CODE, "1234");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_with_values_that_can_all_be_set_again),
		cmocka_unit_test(every_field_is_found_by_its_key_and_has_help),
		cmocka_unit_test(takes_only_the_words_that_a_field_knows),
		cmocka_unit_test(a_code_is_4_to_8_digits_or_auto),
		cmocka_unit_test(refuses_text_that_no_field_can_hold),
		cmocka_unit_test(metadata_is_a_json_object_and_is_stored_compactly),
		cmocka_unit_test(a_fresh_code_has_4_to_8_digits_and_replaces_only_auto),
	};

	json_system_init();
	if (!secret_system_init())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
