/* SPDX-License-Identifier: MIT */
/* code to paste into Auth0, filled from a profile */
#include "domain/hookcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/embedded.h"

#define ADDRESS "https://abc123.api.example"

struct scene {
	struct profile profile;
	struct text code;
	struct fault f;
};

static int
set_up(void **state)
{
	static struct scene scene;

	memset(&scene, 0, sizeof(scene));
	text_init(&scene.code, HOOKCODE_BYTES_MAX);
	assert_int_equal(profile_make("staging", PROFILE_STAGING, &scene.profile, &scene.f), ST_OK);
	assert_int_equal(profile_set(&scene.profile, PROFILE_BASE_URL, ADDRESS, &scene.f), ST_OK);
	*state = &scene;
	return 0;
}

static int
tear_down(void **state)
{
	text_finish(&((struct scene *)*state)->code);
	return 0;
}

/* Past the checks of profile_set: what a store of a later version might hold. */
static void
put(struct scene *s, const char *key, const char *value)
{
	enum profile_setting setting;

	if (profile_setting_by_key(key, &setting))
		text_copy(s->profile.values[setting], PROFILE_VALUE_BYTES, value);
}

static const char *
write(struct scene *s, enum hookcode_generation generation)
{
	text_reset(&s->code);
	assert_int_equal(hookcode_write(generation, &s->profile, &s->code, &s->f), ST_OK);
	return text_string(&s->code);
}

static void
holds(const char *code, const char *wanted)
{
	if (!strstr(code, wanted))
		fail_msg("the code does not hold: %s", wanted);
}

static void
lacks(const char *code, const char *unwanted)
{
	if (strstr(code, unwanted))
		fail_msg("the code holds: %s", unwanted);
}

static void
every_generation_is_found_by_its_word(void **state)
{
	enum hookcode_generation found = HOOKCODE_COUNT;

	(void)state;
	for (int i = 0; i < HOOKCODE_COUNT; i++) {
		assert_true(hookcode_from_word(hookcode_word((enum hookcode_generation)i), &found));
		assert_int_equal(found, i);
		assert_true(hookcode_title(found)[0] != '\0');
	}
	assert_string_equal(hookcode_word(HOOKCODE_CUSTOM_PHONE_PROVIDER), "custom-phone-provider");
	assert_false(hookcode_from_word("Hook", &found));
	assert_false(hookcode_from_word("", &found));
}

static void
each_generation_has_its_own_entrance(void **state)
{
	struct scene *s = *state;

	holds(write(s, HOOKCODE_HOOK), "module.exports = function (recipient, text, context, cb)");
	holds(write(s, HOOKCODE_ACTION), "exports.onExecuteSendPhoneMessage = async (event)");
	holds(write(s, HOOKCODE_CUSTOM_PHONE_PROVIDER),
	      "exports.onExecuteCustomPhoneProvider = async (event, api)");
}

static void
every_generation_has_address_secret_and_both_kinds_of_message(void **state)
{
	struct scene *s = *state;

	put(s, "voice_sender", "447700900123");
	for (int i = 0; i < HOOKCODE_COUNT; i++) {
		const char *code = write(s, (enum hookcode_generation)i);
		holds(code, "const VOICE_SENDER = \"447700900123\";");
		lacks(code, "not set up");
		holds(code, "const BASE_URL = \"" ADDRESS "\";");
		holds(code, "secrets.API_KEY");
		holds(code, "'/sms/3/messages'");
		holds(code, "'/tts/3/advanced'");
		holds(code, "const TIMEOUT_MS = 10000;");
		lacks(code, "{{");
		lacks(code, "//+");
		lacks(code, "//?");
		lacks(code, "undefined;");
		holds(code, "const LANGUAGES = \"ar bg ");
	}
}

static void
version_2_posts_where_the_published_hook_posts(void **state)
{
	struct scene *s = *state;

	put(s, "api_version", "2");
	const char *code = write(s, HOOKCODE_HOOK);
	holds(code, "path: '/sms/2/text/advanced'");
	holds(code, "\t\t\t\tfrom: SENDER,\n\t\t\t\tdestinations: destinations,\n"
	            "\t\t\t\ttext: message.text,\n\t\t\t}],\n");
	lacks(code, "/sms/3/");
}

static void
what_is_not_set_is_not_sent(void **state)
{
	struct scene *s = *state;

	put(s, "sender", "");
	put(s, "voice_sender", "");
	const char *code = write(s, HOOKCODE_ACTION);
	lacks(code, "SENDER");
	lacks(code, "/tts/");
	holds(code, "throw failure('calls are not set up: set voice_sender");
	lacks(code, "VALIDITY");
	put(s, "sender", "AcmeBank");
	put(s, "validity_minutes", "5");
	code = write(s, HOOKCODE_ACTION);
	holds(code, "const SENDER = \"AcmeBank\";");
	holds(code, "sender: SENDER,");
	holds(code, "const VALIDITY_MINUTES = 5;");
	holds(code, "options: { validityPeriod: { amount: VALIDITY_MINUTES");
}

static void
a_hostile_value_stays_one_literal(void **state)
{
	struct scene *s = *state;

	put(s, "sender", "\"; process.exit(1); // \\ \n \xE2\x80\xA8 {{base_url}} ');");
	const char *code = write(s, HOOKCODE_HOOK);
	holds(code,
	      "const SENDER = \"\\\"; process.exit(1); // \\\\ \\n \\u2028 {{base_url}} ');\";\n");
	put(s, "sender", "S");
	put(s, "base_url", "https://a.example\"+evil()+\"");
	holds(write(s, HOOKCODE_HOOK),
	      "const BASE_URL = \"https://a.example\\\"+evil()+\\\"\"; //");
}

static void
only_a_loopback_address_is_spoken_to_without_tls(void **state)
{
	struct scene *s = *state;

	holds(write(s, HOOKCODE_HOOK), "require(\"https\")");
	put(s, "base_url", "http://127.0.0.1:8080");
	holds(write(s, HOOKCODE_HOOK), "require(\"http\")");
	put(s, "base_url", "no address");
	holds(write(s, HOOKCODE_HOOK), "require(\"https\")");
}

static void
without_an_address_there_is_no_code(void **state)
{
	struct scene *s = *state;

	put(s, "base_url", "");
	text_append(&s->code, "before");
	assert_int_equal(hookcode_write(HOOKCODE_HOOK, &s->profile, &s->code, &s->f), ST_NOT_FOUND);
	assert_int_equal(s->f.word, WORD_BASE_URL_MISSING);
	assert_non_null(strstr(s->f.cause, "staging"));
	assert_non_null(strstr(s->f.hint, "profile set base_url"));
	assert_string_equal(text_string(&s->code), "before");
}

static void
code_that_does_not_fit_leaves_nothing_behind(void **state)
{
	struct scene *s = *state;
	struct text small;

	text_init(&small, 200);
	text_append(&small, "before");
	assert_int_equal(hookcode_write(HOOKCODE_HOOK, &s->profile, &small, &s->f), ST_INVALID);
	assert_int_equal(s->f.word, WORD_VALUE_TOO_LONG);
	assert_string_equal(text_string(&small), "before");
	text_finish(&small);
}

/* A part that is named but not there would be an empty place in the code. */
static void
every_part_that_is_named_is_there(void **state)
{
	size_t named = 0;

	(void)state;
	for (size_t i = 0; embedded_at(i); i++) {
		const struct embedded *file = embedded_at(i);
		if (strncmp(file->name, "hooks/", 6) != 0)
			continue;
		for (const char *at = strstr(file->bytes, "//+ "); at;
		     at = strstr(at + 1, "//+ ")) {
			char path[64] = "hooks/parts/";
			size_t size = strcspn(at + 4, "\n");
			memcpy(path + 12, at + 4, size);
			memcpy(path + 12 + size, ".js", 4);
			assert_non_null(embedded_find(path));
			named++;
		}
	}
	assert_true(named >= 15);
}

/* The parts hold no line of a log or of a failure into which a person's data could come. */
static void
nothing_personal_is_written_into_a_log_line(void **state)
{
	struct scene *s = *state;

	for (int i = 0; i < HOOKCODE_COUNT; i++) {
		const char *code = write(s, (enum hookcode_generation)i);
		const char *log = strstr(code, "console.");
		assert_non_null(log);
		assert_null(strstr(log + 1, "console."));
		holds(code, "console.log(`Infobip took message ${messageId}: ${status}`);");
		lacks(code, "error.stack");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_generation_is_found_by_its_word),
		cmocka_unit_test_setup_teardown(each_generation_has_its_own_entrance, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(
			every_generation_has_address_secret_and_both_kinds_of_message, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(version_2_posts_where_the_published_hook_posts,
		                                set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_set_is_not_sent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_hostile_value_stays_one_literal, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(only_a_loopback_address_is_spoken_to_without_tls,
		                                set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_an_address_there_is_no_code, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(code_that_does_not_fit_leaves_nothing_behind,
		                                set_up, tear_down),
		cmocka_unit_test(every_part_that_is_named_is_there),
		cmocka_unit_test_setup_teardown(nothing_personal_is_written_into_a_log_line, set_up,
		                                tear_down),
	};

	return cmocka_run_group_tests_name("domain/hookcode", tests, NULL, NULL);
}
