/* SPDX-License-Identifier: MIT */
/* the context is read in both forms and written for a hook and for a template */
#include "domain/context.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"

static const char nested_form[] =
	"{\"recipient\":\"+15550100\",\"text\":\"hello\",\"message_type\":\"voice\","
	"\"action\":\"enrollment\",\"language\":\"de-AT\",\"code\":\"482913\","
	"\"request\":{\"ip\":\"2001:db8::1\",\"geo\":{}},\"user_agent\":\"Agent/1\","
	"\"client\":{\"client_id\":\"abc\",\"name\":\"Shop\","
	"\"client_metadata\":{ \"a\" : [ 1 , 2 ] }},"
	"\"user\":{\"user_id\":\"auth0|7\",\"name\":\"Zo\\u00eb\",\"email\":\"z@example.com\","
	"\"app_metadata\":{},\"user_metadata\":{\"lang\":\"de\"}},\"something_new\":[1]}";

static const char flat_form[] =
	"{\"message_type\":\"sms\",\"action\":\"authentication\",\"language\":\"N/A\","
	"\"code\":\"1234\",\"ip\":\"192.0.2.7\",\"user_agent\":\"Agent/2\",\"client_id\":\"def\","
	"\"name\":\"Bank\",\"client_metadata\":{\"tier\":\"gold\"},\"factor_type\":\"first\"}";

static void
read_ok(struct context *c, const char *json)
{
	struct fault f;

	context_init(c);
	assert_int_equal(context_read_json(c, json, strlen(json), &f), ST_OK);
}

static void
expect_stored(const struct context *c, enum context_field field, const char *wanted)
{
	assert_string_equal(context_get(c, field), wanted);
}

static void
reads_the_nested_form(void **state)
{
	struct context c;

	(void)state;
	read_ok(&c, nested_form);
	expect_stored(&c, CONTEXT_MESSAGE_TYPE, "voice");
	expect_stored(&c, CONTEXT_ACTION, "enrollment");
	expect_stored(&c, CONTEXT_LANGUAGE, "de-AT");
	expect_stored(&c, CONTEXT_CODE, "482913");
	expect_stored(&c, CONTEXT_IP, "2001:db8::1");
	expect_stored(&c, CONTEXT_USER_AGENT, "Agent/1");
	expect_stored(&c, CONTEXT_CLIENT_ID, "abc");
	expect_stored(&c, CONTEXT_CLIENT_NAME, "Shop");
	expect_stored(&c, CONTEXT_CLIENT_METADATA, "{\"a\":[1,2]}");
	expect_stored(&c, CONTEXT_USER_ID, "auth0|7");
	expect_stored(&c, CONTEXT_USER_NAME, "Zo\xc3\xab");
	expect_stored(&c, CONTEXT_USER_EMAIL, "z@example.com");
	expect_stored(&c, CONTEXT_USER_METADATA, "{\"lang\":\"de\"}");
	expect_stored(&c, CONTEXT_FACTOR_TYPE, "second");
}

static void
reads_the_flat_form(void **state)
{
	struct context c;

	(void)state;
	read_ok(&c, flat_form);
	expect_stored(&c, CONTEXT_ACTION, "second-factor-authentication");
	expect_stored(&c, CONTEXT_LANGUAGE, "N/A");
	expect_stored(&c, CONTEXT_IP, "192.0.2.7");
	expect_stored(&c, CONTEXT_CLIENT_ID, "def");
	expect_stored(&c, CONTEXT_CLIENT_NAME, "Bank");
	expect_stored(&c, CONTEXT_CLIENT_METADATA, "{\"tier\":\"gold\"}");
	expect_stored(&c, CONTEXT_FACTOR_TYPE, "first");
	expect_stored(&c, CONTEXT_USER_ID, "auth0|test12345");
}

static void
the_nested_form_wins_and_a_null_says_nothing(void **state)
{
	struct context c;

	(void)state;
	read_ok(&c, "{\"client_id\":\"flat\",\"client\":{\"client_id\":\"nested\",\"name\":null},"
	            "\"name\":\"Flat\",\"user\":null,\"language\":null}");
	expect_stored(&c, CONTEXT_CLIENT_ID, "nested");
	expect_stored(&c, CONTEXT_CLIENT_NAME, "Flat");
	expect_stored(&c, CONTEXT_USER_NAME, "Test User");
	expect_stored(&c, CONTEXT_LANGUAGE, "");
}

static void
a_bad_object_is_refused_and_changes_nothing(void **state)
{
	static const struct {
		const char *json;
		enum fault_word word;
		const char *cause;
	} cases[] = {
		{ "", WORD_JSON_INVALID, "the context" },
		{ "not json", WORD_JSON_INVALID, "the context" },
		{ "[]", WORD_CONTEXT_INVALID, "the context" },
		{ "{\"language\":\"fr\",\"language\":\"en\"}", WORD_JSON_INVALID, "the context" },
		{ "{\"language\":\"f\\u0000\"}", WORD_JSON_INVALID, "the context" },
		{ "{\"language\":\"fr\",\"code\":482913}", WORD_CONTEXT_INVALID, "code:" },
		{ "{\"language\":\"fr\",\"code\":\"48291\\n\"}", WORD_CONTEXT_INVALID, "code:" },
		{ "{\"language\":\"fr\",\"user\":\"Zo\"}", WORD_CONTEXT_INVALID, "user:" },
		{ "{\"language\":\"fr\",\"user\":{\"name\":{}}}", WORD_CONTEXT_INVALID,
		  "user_name:" },
		{ "{\"language\":\"fr\",\"client_metadata\":\"{}\"}", WORD_CONTEXT_INVALID,
		  "client_metadata:" },
		{ "{\"language\":\"fr\",\"action\":\"dance\"}", WORD_CONTEXT_INVALID, "action:" },
		{ "{\"user\":{\"user_metadata\":{\"a\":\"\\u202e\"}},\"action\":\"dance\"}",
		  WORD_CONTEXT_INVALID, "action:" },
	};
	struct context before;
	struct fault f;

	(void)state;
	context_init(&before);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct context c = before;

		assert_int_equal(context_read_json(&c, cases[i].json, strlen(cases[i].json), &f),
		                 ST_INVALID);
		assert_int_equal(f.word, cases[i].word);
		assert_memory_equal(f.cause, cases[i].cause, strlen(cases[i].cause));
		assert_null(strstr(f.cause, "48291"));
		assert_memory_equal(&c, &before, sizeof c);
	}
}

static void
what_is_written_is_the_nested_form_and_reads_back_the_same(void **state)
{
	struct context c;
	struct context again;
	struct text json;

	(void)state;
	read_ok(&c, nested_form);
	text_init(&json, 16384);
	context_write_json(&c, false, &json);
	assert_string_equal(
		text_string(&json),
		"{\"message_type\":\"voice\",\"action\":\"enrollment\",\"language\":\"de-AT\","
		"\"code\":\"482913\",\"request\":{\"ip\":\"2001:db8::1\"},"
		"\"user_agent\":\"Agent/1\",\"client\":{\"client_id\":\"abc\",\"name\":\"Shop\","
		"\"client_metadata\":{\"a\":[1,2]}},"
		"\"user\":{\"user_id\":\"auth0|7\",\"name\":\"Zo\xc3\xab\","
		"\"email\":\"z@example.com\",\"app_metadata\":{},"
		"\"user_metadata\":{\"lang\":\"de\"}},\"factor_type\":\"second\"}");
	read_ok(&again, text_string(&json));
	assert_memory_equal(&c, &again, sizeof c);
	text_finish(&json);
}

static void
a_redacted_context_has_no_code_and_gets_a_fresh_one(void **state)
{
	struct context c;
	struct context again;
	struct fault f;
	struct text json;

	(void)state;
	read_ok(&c, nested_form);
	assert_int_equal(context_set(&c, CONTEXT_USER_NAME, "Zo 4829 482913", &f), ST_OK);
	assert_int_equal(context_set(&c, CONTEXT_USER_ID, "auth0|99482913x55555", &f), ST_OK);
	assert_int_equal(context_set(&c, CONTEXT_USER_METADATA,
	                             "{\"pin\":482913,\"hint\":\"4-8-2-9-1-3\",\"year\":7777}", &f),
	                 ST_OK);
	text_init(&json, 16384);
	context_write_json(&c, true, &json);
	assert_null(strstr(text_string(&json), "482913"));
	assert_null(strstr(text_string(&json), "4-8-2"));
	assert_null(strstr(text_string(&json), "7777"));
	assert_non_null(strstr(text_string(&json), "\"code\":\"******\""));
	assert_non_null(strstr(text_string(&json), "auth0|99******x55555"));
	assert_non_null(strstr(text_string(&json), "\"ip\":\"2001:db8::1\""));
	read_ok(&again, text_string(&json));
	expect_stored(&again, CONTEXT_CODE, "auto");
	context_make_code(&again, 6);
	assert_int_equal(strlen(context_get(&again, CONTEXT_CODE)), 6);
	text_finish(&json);
}

static const struct json *
data_of(const struct context *c, enum template_generation generation, struct json **root)
{
	struct text json;
	struct fault f;

	text_init(&json, 65536);
	context_write_template_data(c, generation, "Acme \"Inc\"", &json);
	assert_int_equal(json_parse(text_string(&json), json.size_bytes, "the data", root, &f),
	                 ST_OK);
	text_finish(&json);
	return *root;
}

static const struct json *
template_data(const struct context *c, struct json **root)
{
	return data_of(c, TEMPLATE_OLDER, root);
}

static void
expect_data(const struct json *data, const char *path, const char *wanted)
{
	const char *value = json_string(json_at_path(data, path));

	assert_non_null(value);
	assert_string_equal(value, wanted);
}

static void
a_template_gets_every_name_that_auth0_gives_it(void **state)
{
	struct json *root;
	struct context c;
	const struct json *data;

	(void)state;
	read_ok(&c, flat_form);
	data = template_data(&c, &root);
	expect_data(data, "code", "1234");
	expect_data(data, "locale", "N/A");
	expect_data(data, "message_type", "sms");
	expect_data(data, "action", "second-factor-authentication");
	expect_data(data, "tenant.friendly_name", "Acme \"Inc\"");
	expect_data(data, "tenant.friendlyName", "Acme \"Inc\"");
	/* Auth0 gives it to the unified templates only. */
	assert_null(json_at_path(data, "friendly_name"));
	expect_data(data, "requestInfo.lang", "N/A");
	expect_data(data, "pause", "");
	expect_data(data, "client.client_id", "def");
	expect_data(data, "client.name", "Bank");
	expect_data(data, "client.client_metadata.tier", "gold");
	expect_data(data, "user.user_id", "auth0|test12345");
	expect_data(data, "user.email", "test@example.com");
	assert_true(json_is_object(json_at_path(data, "user.app_metadata")));
	json_destroy(root);
}

static void
a_unified_template_gets_the_names_of_its_generation(void **state)
{
	struct json *root;
	struct context c;
	const struct json *data;

	(void)state;
	read_ok(&c, flat_form);
	data = data_of(&c, TEMPLATE_UNIFIED, &root);
	expect_data(data, "code", "1234");
	expect_data(data, "locale", "N/A");
	expect_data(data, "friendly_name", "Acme \"Inc\"");
	expect_data(data, "tenant", "Acme \"Inc\"");
	expect_data(data, "pause", "");
	expect_data(data, "client.clientID", "def");
	expect_data(data, "client.name", "Bank");
	expect_data(data, "client.metadata.tier", "gold");
	expect_data(data, "application.name", "Bank");
	expect_data(data, "application.client_metadata.tier", "gold");
	expect_data(data, "user.email", "test@example.com");
	assert_null(json_member(data, "requestInfo"));
	json_destroy(root);
}

static void
a_voice_message_spells_its_code(void **state)
{
	struct json *root;
	struct context c;

	(void)state;
	read_ok(&c, nested_form);
	expect_data(template_data(&c, &root), "code", "4. 8. 2. 9. 1. 3.");
	assert_true(json_string(json_member(root, "pause"))[0] != '\0');
	json_destroy(root);
	context_init(&c);
	assert_true(context_get(&c, CONTEXT_CODE)[0] == 'a');
	(void)memcpy(c.values[CONTEXT_MESSAGE_TYPE], "voice", 6);
	expect_data(template_data(&c, &root), "code", "auto");
	json_destroy(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_nested_form),
		cmocka_unit_test(reads_the_flat_form),
		cmocka_unit_test(the_nested_form_wins_and_a_null_says_nothing),
		cmocka_unit_test(a_bad_object_is_refused_and_changes_nothing),
		cmocka_unit_test(what_is_written_is_the_nested_form_and_reads_back_the_same),
		cmocka_unit_test(a_redacted_context_has_no_code_and_gets_a_fresh_one),
		cmocka_unit_test(a_template_gets_every_name_that_auth0_gives_it),
		cmocka_unit_test(a_unified_template_gets_the_names_of_its_generation),
		cmocka_unit_test(a_voice_message_spells_its_code),
	};

	json_system_init();
	if (!secret_system_init())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
