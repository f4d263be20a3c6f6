/* SPDX-License-Identifier: MIT */
/* a pasted event of any generation loses what is private and keeps what a template asks for */
#include "domain/template_context.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/context.h"

#define CODE "482913"
#define NUMBER "+4915112345678"
#define MAIL "jane.doe@corp.example.org"
#define PERSON "Jane Mustermann"

static const char *const private_words[] = {
	CODE,          NUMBER,    "4915112345678",    MAIL,          "jane.doe",
	PERSON,        "Jane",    "auth0|5f7c8ec7c",  "203.0.113.9", "4. 8. 2. 9. 1. 3.",
	"15112345678", "hunter2", "corp.example.org",
};

static const char nested[] =
	"{\"recipient\":\"" NUMBER "\",\"text\":\"" CODE " is your code\",\"context\":{"
	"\"message_type\":\"sms\",\"action\":\"enrollment\",\"language\":\"fr-FR\",\"code\":\"" CODE
	"\",\"request\":{\"ip\":\"203.0.113.9\"},\"user_agent\":\"Agent/7\","
	"\"client\":{\"client_id\":\"x7Kq93\",\"name\":\"Mobile\",\"client_metadata\":{\"brand\":"
	"\"Brand7\",\"contact\":\"" MAIL "\",\"phone\":4915112345678}},"
	"\"user\":{\"user_id\":\"auth0|5f7c8ec7c\",\"name\":\"" PERSON "\",\"email\":\"" MAIL
	"\",\"user_metadata\":{\"lang\":\"fr\",\"said\":\"4. 8. 2. 9. 1. 3.\",\"" MAIL
	"\":true},\"app_metadata\":{}},\"webtask\":{\"secrets\":{\"API_KEY\":\"hunter2\"}}}}";

static const char flat[] =
	"{\"message_type\":\"voice\",\"action\":\"authentication\",\"language\":\"N/A\",\"code\":"
	"\"" CODE "\",\"ip\":\"203.0.113.9\",\"client_id\":\"x7Kq93\",\"name\":\"Mobile\","
	"\"client_metadata\":{\"brand\":\"Brand7\",\"tel\":\"" NUMBER "\"}}";

static const char action[] =
	"{\"message_options\":{\"action\":\"second-factor-authentication\",\"code\":\"" CODE
	"\",\"message_type\":\"sms\",\"recipient\":\"" NUMBER "\",\"text\":\"" CODE "\"},"
	"\"request\":{\"ip\":\"203.0.113.9\",\"language\":\"de-AT\",\"geoip\":{}},"
	"\"tenant\":{\"id\":\"acme\"},\"user\":{\"user_id\":\"auth0|5f7c8ec7c\",\"given_name\":"
	"\"Jane\",\"phone_number\":\"" NUMBER "\",\"identities\":[{\"user_id\":\"5f7c8ec7c\"}]},"
	"\"client\":{\"client_id\":\"x7Kq93\",\"name\":\"Mobile\",\"metadata\":{\"brand\":"
	"\"Brand7\"}},\"secrets\":{\"API_KEY\":\"hunter2\"}}";

static const char provider[] =
	"{\"event\":{\"notification\":{\"message_type\":\"otp_enroll\",\"delivery_method\":"
	"\"text\",\"recipient\":\"" NUMBER "\",\"as_text\":\"" CODE "\",\"as_voice\":\"4. 8.\","
	"\"code\":\"" CODE "\",\"locale\":\"en_US\"},\"client\":{\"client_id\":\"x7Kq93\","
	"\"name\":\"Mobile\",\"metadata\":{\"brand\":\"Brand7\"}},\"tenant\":{\"id\":\"acme\","
	"\"support_email\":\"" MAIL "\",\"friendly_name\":\"Acme\"},\"organization\":{\"id\":"
	"\"org_1\",\"name\":\"north\"},\"user\":{\"email\":\"" MAIL "\"}},"
	"\"expect\":{\"contains\":\"" CODE " is your code\",\"parts_max\":2}}";

static void
read_it(struct template_context *c, const char *pasted, struct text *told)
{
	struct fault f = { 0 };

	template_context_init(c);
	if (template_context_read(c, pasted, strlen(pasted), told, &f) != ST_OK)
		fail_msg("%s", f.cause);
}

static void
expect_nothing_private(const struct template_context *c)
{
	for (size_t i = 0; i < sizeof(private_words) / sizeof(private_words[0]); i++) {
		if (strstr(text_string(&c->event), private_words[i]) != NULL ||
		    strstr(c->expect.contains, private_words[i]) != NULL)
			fail_msg("%s stands in %s", private_words[i], text_string(&c->event));
	}
}

static void
expect_data(const struct template_context *c, const char *path, const char *wanted)
{
	struct json *data = NULL;
	struct fault f = { 0 };
	struct text written;
	const char *found;

	text_init(&written, JSON_BYTES_MAX);
	template_context_write_data(c, "Acme Bank", &written);
	assert_int_equal(
		json_parse(text_string(&written), written.size_bytes, "the data", &data, &f),
		ST_OK);
	found = json_string(json_at_path(data, path));
	if (wanted == NULL)
		assert_null(json_at_path(data, path));
	else
		assert_string_equal(found != NULL ? found : "(none)", wanted);
	json_destroy(data);
	text_finish(&written);
}

static void
nothing_private_is_left_of_any_generation(void **state)
{
	static const char *const all[] = { nested, flat, action, provider };

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct template_context c;

		read_it(&c, all[i], NULL);
		expect_nothing_private(&c);
		assert_string_equal(c.client_id, "x7Kq93");
		assert_string_equal(c.code, "123456");
		expect_data(&c, "client.name", "Mobile");
		template_context_finish(&c);
	}
}

static void
the_nested_form_keeps_what_a_text_asks_for(void **state)
{
	struct template_context c;

	(void)state;
	read_it(&c, nested, NULL);
	assert_int_equal(c.kind, TEMPLATE_ENROLLMENT);
	assert_false(c.voice);
	assert_string_equal(c.locale, "fr-FR");
	assert_string_equal(c.country, "DE");
	expect_data(&c, "client.client_metadata.brand", "Brand7");
	expect_data(&c, "user.user_metadata.lang", "fr");
	expect_data(&c, "user.email", "test@example.com");
	expect_data(&c, "tenant.friendly_name", "Acme Bank");
	expect_data(&c, "friendly_name", NULL);
	template_context_finish(&c);
}

static void
the_flat_form_without_a_language_speaks_its_digits(void **state)
{
	struct template_context c;

	(void)state;
	read_it(&c, flat, NULL);
	assert_int_equal(c.kind, TEMPLATE_VERIFICATION);
	assert_true(c.voice);
	assert_string_equal(c.locale, "N/A");
	assert_false(c.expect.code_once);
	expect_data(&c, "code", "1. 2. 3. 4. 5. 6.");
	template_context_finish(&c);
}

static void
an_action_takes_the_language_of_its_request(void **state)
{
	struct template_context c;

	(void)state;
	read_it(&c, action, NULL);
	assert_string_equal(c.locale, "de-AT");
	expect_data(&c, "requestInfo.lang", "de-AT");
	expect_data(&c, "user.phone_number", "+12025550100");
	template_context_finish(&c);
}

static void
a_unified_event_has_its_kind_and_names_the_tenant_alone(void **state)
{
	struct template_context c;

	(void)state;
	read_it(&c, provider, NULL);
	assert_int_equal(c.kind, TEMPLATE_OTP_ENROLL);
	assert_string_equal(c.locale, "en_US");
	assert_int_equal(c.expect.parts_max, 2);
	assert_string_equal(c.expect.contains, "123456 is your code");
	expect_data(&c, "friendly_name", "Acme Bank");
	expect_data(&c, "tenant", "acme");
	expect_data(&c, "organization.name", "north");
	expect_data(&c, "client.clientID", "x7Kq93");
	expect_data(&c, "support_email", "help@example.com");
	template_context_finish(&c);
}

/* What is sent and what is previewed must not differ, whoever writes the data. */
static void
a_test_context_gives_what_a_send_gives(void **state)
{
	static const char *const paths[] = { "code",
		                             "locale",
		                             "message_type",
		                             "pause",
		                             "friendly_name",
		                             "tenant.friendly_name",
		                             "client.name",
		                             "client.client_id",
		                             "client.clientID",
		                             "requestInfo.lang",
		                             "user.email",
		                             "application.name" };
	static const enum template_kind kinds[] = { TEMPLATE_VERIFICATION, TEMPLATE_OTP_VERIFY };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct template_context c;
		struct context sent;
		struct json *data = NULL;
		struct text written;
		struct fault f;

		template_context_init(&c);
		template_context_make(&c, kinds[i % 2], "fr", "x7", i > 1);
		context_init(&sent);
		assert_int_equal(
			context_read_json(&sent, text_string(&c.event), c.event.size_bytes, &f),
			ST_OK);
		text_init(&written, JSON_BYTES_MAX);
		context_write_template_data(&sent, template_kind_generation(c.kind), "Acme Bank",
		                            &written);
		assert_int_equal(
			json_parse(text_string(&written), written.size_bytes, "it", &data, &f),
			ST_OK);
		for (size_t j = 0; j < sizeof(paths) / sizeof(paths[0]); j++) {
			const char *value = json_string(json_at_path(data, paths[j]));

			/* A test context names a client in more ways than a send does. */
			if (value != NULL || strncmp(paths[j], "client.", 7) != 0)
				expect_data(&c, paths[j], value);
		}
		json_destroy(data);
		text_finish(&written);
		template_context_finish(&c);
	}
}

static void
what_was_replaced_and_left_out_is_told_once(void **state)
{
	struct template_context c;
	struct template_context again;
	struct text told;

	(void)state;
	text_init(&told, 4096);
	read_it(&c, nested, &told);
	assert_string_equal(text_string(&told),
	                    "replaced: code, recipient, request.ip, client.client_metadata, "
	                    "user.user_id, user.name, user.email, user.user_metadata; "
	                    "left out: user_agent, webtask");
	text_reset(&told);
	read_it(&again, text_string(&c.event), &told);
	assert_string_equal(text_string(&told), "");
	assert_string_equal(text_string(&again.event), text_string(&c.event));
	template_context_finish(&again);
	template_context_finish(&c);
	text_finish(&told);
}

static void
what_is_no_event_is_refused_and_changes_nothing(void **state)
{
	static const char *const refused[] = { "",
		                               "[]",
		                               "{}",
		                               "{\"a\":1}",
		                               "{\"code\":\"1\",\"code\":\"2\"}",
		                               "{\"code\":\"1\\u0000\"}",
		                               "{\"event\":{\"code\":\"1\"},\"expect\":[]}",
		                               "{\"event\":{\"code\":\"1\"},\"expect\":{\"x\":1}}",
		                               "{\"event\":{\"code\":\"1\"},\"expect\":"
		                               "{\"resolves_to\":\"nothing\"}}" };
	struct template_context c;
	struct fault f = { 0 };

	(void)state;
	template_context_init(&c);
	template_context_make(&c, TEMPLATE_VERIFICATION, "fr", "", false);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		assert_int_not_equal(
			template_context_read(&c, refused[i], strlen(refused[i]), NULL, &f), ST_OK);
		assert_string_equal(c.locale, "fr");
	}
	template_context_finish(&c);
}

static void
expectations_survive_their_json(void **state)
{
	struct template_expect e = { .no_link = true,
		                     .parts_max = 3,
		                     .resolves_to = "verification/fr",
		                     .contains = "\"quoted\"" };
	struct template_expect read = { .code_once = true };
	struct json *node = NULL;
	struct json_writer w;
	struct fault f = { 0 };
	struct text out;

	(void)state;
	text_init(&out, 8192);
	json_write_begin(&w, &out);
	template_expect_write_json(&e, &w, NULL);
	assert_int_equal(json_parse(text_string(&out), out.size_bytes, "it", &node, &f), ST_OK);
	assert_int_equal(template_expect_read_json(&read, node, &f), ST_OK);
	assert_false(read.code_once);
	assert_true(read.no_link);
	assert_int_equal(read.parts_max, 3);
	assert_string_equal(read.resolves_to, e.resolves_to);
	assert_string_equal(read.contains, e.contains);
	json_destroy(node);
	text_finish(&out);
}

static void
a_number_in_place_of_an_id_goes_and_is_told(void **state)
{
	static const char *const numbers[] = { NUMBER, "+49 151 12345678", "4915112345678",
		                               "0151-1234-5678",
		                               "\xd9\xa4\xd9\xa9\xd9\xa1\xd9\xa5\xd9\xa1" };
	static const char *const ids[] = { "org_x7Kq93", "1235",
		                           "550e8400-e29b-41d4-a716-446655440000",
		                           "fr-CA,fr;q=0.9, en;q=0.8" };
	struct template_context c;
	struct text told;
	char pasted[256];

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		text_init(&told, 1024);
		(void)snprintf(pasted, sizeof(pasted),
		               "{\"code\":\"" CODE "\",\"organization\":{\"id\":\"<%s>\"}}",
		               numbers[i]);
		read_it(&c, pasted, &told);
		assert_null(strstr(text_string(&c.event), numbers[i]));
		assert_string_equal(text_string(&told), "replaced: code, organization.id");
		template_context_finish(&c);
		text_finish(&told);
	}
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		(void)snprintf(pasted, sizeof(pasted),
		               "{\"request\":{\"language\":\"%s\"},\"code\":\"" CODE "\"}", ids[i]);
		read_it(&c, pasted, NULL);
		assert_non_null(strstr(text_string(&c.event), ids[i]));
		template_context_finish(&c);
	}
}

static void
what_is_not_understood_is_told_as_well(void **state)
{
	struct template_context c;
	struct text told;

	(void)state;
	text_init(&told, 1024);
	read_it(&c,
	        "{\"text\":\"x\",\"tenant\":{\"friendly_name\":\"A\"},\"api_key\":\"hunter2\","
	        "\"context\":{\"message_type\":\"fax\",\"action\":\"dance\",\"language\":5,"
	        "\"code\":\"123456\"},\"expect\":{}}",
	        &told);
	assert_string_equal(text_string(&told), "replaced: message_type, action, language; "
	                                        "left out: tenant, api_key");
	assert_false(c.voice);
	template_context_finish(&c);
	text_finish(&told);
}

static void
what_is_expected_may_name_either_code(void **state)
{
	struct template_context c;
	struct text told;

	(void)state;
	text_init(&told, 1024);
	read_it(&c,
	        "{\"context\":{\"code\":\"" CODE "\"},\"expect\":{\"contains\":\"123456 est\","
	        "\"equals\":\"" CODE " ou (123456)\"}}",
	        &told);
	assert_string_equal(c.expect.contains, "123456 est");
	assert_string_equal(c.expect.equals, "123456 ou (123456)");
	assert_string_equal(text_string(&told), "replaced: code");
	template_context_finish(&c);
	text_reset(&told);
	/* A number stays out, and what can no longer be met is told. */
	read_it(&c,
	        "{\"context\":{\"code\":\"" CODE "\"},\"expect\":{\"equals\":"
	        "\"+4912345678 1234567890\"}}",
	        &told);
	assert_null(strstr(c.expect.equals, "123456"));
	assert_string_equal(text_string(&told), "replaced: code, expect.equals");
	template_context_finish(&c);
	text_finish(&told);
}

static void
a_context_of_our_own_reads_back_as_itself(void **state)
{
	struct template_context c;
	struct template_context again;

	(void)state;
	template_context_init(&c);
	template_context_make(&c, TEMPLATE_OTP_VERIFY, "pt-BR", "abc", true);
	read_it(&again, text_string(&c.event), NULL);
	assert_int_equal(again.kind, TEMPLATE_OTP_VERIFY);
	assert_string_equal(again.locale, "pt-BR");
	assert_string_equal(again.client_id, "abc");
	assert_true(again.voice);
	assert_string_equal(text_string(&again.event), text_string(&c.event));
	template_context_finish(&again);
	template_context_finish(&c);
}

static void
a_context_asks_for_the_text_of_its_own_people(void **state)
{
	struct template_context c;

	(void)state;
	template_context_init(&c);
	template_context_make(&c, TEMPLATE_OTP_VERIFY, "pt-BR", "abc", true);
	struct template_request ask = template_context_request(&c);
	assert_int_equal(ask.kind, TEMPLATE_OTP_VERIFY);
	assert_string_equal(ask.locale, "pt-BR");
	assert_string_equal(ask.client_id, "abc");
	assert_int_equal(ask.channel, TEMPLATE_VOICE);
	c.voice = false;
	assert_int_equal(template_context_request(&c).channel, TEMPLATE_SMS);
	template_context_finish(&c);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_private_is_left_of_any_generation),
		cmocka_unit_test(the_nested_form_keeps_what_a_text_asks_for),
		cmocka_unit_test(the_flat_form_without_a_language_speaks_its_digits),
		cmocka_unit_test(an_action_takes_the_language_of_its_request),
		cmocka_unit_test(a_unified_event_has_its_kind_and_names_the_tenant_alone),
		cmocka_unit_test(a_test_context_gives_what_a_send_gives),
		cmocka_unit_test(what_was_replaced_and_left_out_is_told_once),
		cmocka_unit_test(what_is_no_event_is_refused_and_changes_nothing),
		cmocka_unit_test(expectations_survive_their_json),
		cmocka_unit_test(a_number_in_place_of_an_id_goes_and_is_told),
		cmocka_unit_test(what_is_not_understood_is_told_as_well),
		cmocka_unit_test(what_is_expected_may_name_either_code),
		cmocka_unit_test(a_context_of_our_own_reads_back_as_itself),
		cmocka_unit_test(a_context_asks_for_the_text_of_its_own_people),
	};

	json_system_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
