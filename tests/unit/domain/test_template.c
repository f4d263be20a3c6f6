/* SPDX-License-Identifier: MIT */
/* kinds, names, and which text answers */
#include "domain/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/liquid.h"

static void
every_kind_is_found_by_its_name(void **state)
{
	struct fault f;

	(void)state;
	for (int i = 0; i < TEMPLATE_KIND_COUNT; i++) {
		enum template_kind kind = TEMPLATE_KIND_COUNT;
		const char *name = template_kind_name((enum template_kind)i);

		assert_int_equal(template_kind_parse(name, &kind, &f), ST_OK);
		assert_int_equal(kind, i);
	}
	assert_string_equal(template_kind_name(TEMPLATE_VERIFICATION), "verification");
	assert_string_equal(template_kind_name(TEMPLATE_ENROLLMENT), "enrollment");
}

static void
an_unknown_name_is_answered_with_the_names_there_are(void **state)
{
	enum template_kind kind = TEMPLATE_ENROLLMENT;
	struct fault f;

	(void)state;
	assert_int_equal(template_kind_parse("Verification", &kind, &f), ST_NOT_FOUND);
	assert_int_equal(f.word, WORD_NOT_FOUND);
	assert_non_null(strstr(f.hint, "verification"));
	assert_non_null(strstr(f.hint, "enrollment"));
	assert_int_equal(kind, TEMPLATE_ENROLLMENT);
}

static void
only_an_enrollment_takes_the_enrollment_text(void **state)
{
	(void)state;
	assert_int_equal(template_kind_for_action("enrollment"), TEMPLATE_ENROLLMENT);
	assert_int_equal(template_kind_for_action("second-factor-authentication"),
	                 TEMPLATE_VERIFICATION);
	assert_int_equal(template_kind_for_action(""), TEMPLATE_VERIFICATION);
}

static void
the_defaults_are_the_documented_texts_to_the_byte(void **state)
{
	static const char verification[] =
		"{{code}} is your verification code for {{tenant.friendly_name}}";
	static const char enrollment[] =
		"{{code}} is your verification code for {{tenant.friendly_name}}. "
		"Please enter this code to verify your enrollment.";

	(void)state;
	assert_string_equal(template_default_text(TEMPLATE_VERIFICATION, TEMPLATE_BOTH),
	                    verification);
	assert_string_equal(template_default_text(TEMPLATE_ENROLLMENT, TEMPLATE_BOTH), enrollment);
}

static void
the_defaults_can_be_parsed(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * TEMPLATE_PASSWORD_BREACH; i++) {
		const char *source = template_default_text((enum template_kind)(i / 2),
		                                           i % 2 ? TEMPLATE_VOICE : TEMPLATE_SMS);
		struct liquid *t;
		struct fault f;

		if (source == NULL)
			continue; /* not known, which is tested elsewhere */

		assert_int_equal(liquid_create(source, strlen(source), &t, &f), ST_OK);
		liquid_destroy(t);
	}
}

static void
what_auth0_documents_of_a_kind_is_known(void **state)
{
	(void)state;
	assert_int_equal(template_kind_limit(TEMPLATE_VERIFICATION), 0);
	assert_int_equal(template_kind_limit(TEMPLATE_PASSWORD_BREACH), 20000);
	assert_true(template_kind_has_code(TEMPLATE_CHANGE_PASSWORD));
	assert_false(template_kind_has_code(TEMPLATE_BLOCKED_ACCOUNT));
	assert_null(template_default_text(TEMPLATE_PASSWORD_BREACH, TEMPLATE_SMS));
	assert_null(template_default_text(TEMPLATE_BLOCKED_ACCOUNT, TEMPLATE_VOICE));
	assert_string_equal(template_default_text(TEMPLATE_VERIFICATION, TEMPLATE_VOICE),
	                    template_default_text(TEMPLATE_VERIFICATION, TEMPLATE_BOTH));
	assert_non_null(
		strstr(template_default_text(TEMPLATE_OTP_ENROLL, TEMPLATE_VOICE),
	               "I repeat, your verification code is {{ pause }} {{ code | escape }}"));
	assert_non_null(strstr(template_default_text(TEMPLATE_OTP_VERIFY, TEMPLATE_BOTH),
	                       "{{ friendly_name | escape }}"));
}

/* --- Names ---------------------------------------------------------------------------------- */

static struct template_name
named(const char *name)
{
	struct template_name out;
	struct fault f;

	assert_int_equal(template_name_parse(name, &out, &f), ST_OK);
	return out;
}

static void
a_name_is_written_as_it_was_read(void **state)
{
	static const char *const names[] = {
		"verification",     "enrollment/fr",   "otp_verify@App",
		"otp_enroll:voice", "verification/fr", "change_password/zh-Hant-TW@x7Kq_93.~-:sms",
	};
	char written[TEMPLATE_NAME_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct template_name name = named(names[i]);

		template_name_write(&name, written, sizeof(written));
		assert_string_equal(written, names[i]);
	}
	assert_true(template_name_is_plain(&(struct template_name){ 0 }));
}

static void
a_locale_is_written_in_its_usual_case(void **state)
{
	static const char *const pairs[][2] = {
		{ "verification/FR_ca", "verification/fr-CA" },
		{ "verification/zh_hANT_tw", "verification/zh-Hant-TW" },
		{ "verification/ES-419", "verification/es-419" },
		{ "verification/en-x-a", "verification/en-x-a" },
	};
	char written[TEMPLATE_NAME_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct template_name name = named(pairs[i][0]);

		template_name_write(&name, written, sizeof(written));
		assert_string_equal(written, pairs[i][1]);
	}
}

static void
a_bad_name_says_what_was_expected_and_where(void **state)
{
	static const struct {
		const char *name;
		enum fault_word word;
		const char *cause;
	} cases[] = {
		{ "", WORD_NOT_FOUND, "name" },
		{ "nosuch/fr", WORD_NOT_FOUND, "name" },
		{ "verification/", WORD_VALUE_INVALID, "column 14: a locale" },
		{ "verification/f", WORD_VALUE_INVALID, "column 14: a locale" },
		{ "verification/fr--CA", WORD_VALUE_INVALID, "column 14: a locale" },
		{ "verification/12", WORD_VALUE_INVALID, "column 14: a locale" },
		{ "verification@", WORD_VALUE_INVALID, "column 14: a client_id" },
		{ "verification@a b", WORD_VALUE_INVALID, "column 15: " },
		{ "verification@a\"", WORD_VALUE_INVALID, "column 15: " },
		{ "verification:", WORD_VALUE_INVALID, "column 14: sms or voice" },
		{ "verification:fax", WORD_VALUE_INVALID, "column 14: sms or voice" },
		{ "verification@App/fr", WORD_VALUE_INVALID, "column 17: '/'" },
		{ "verification/fr/de", WORD_VALUE_INVALID, "column 16: '/'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct template_name name = { .kind = TEMPLATE_ENROLLMENT };
		struct fault f = { 0 };

		assert_int_not_equal(template_name_parse(cases[i].name, &name, &f), ST_OK);
		assert_int_equal(f.word, cases[i].word);
		if (!strstr(f.cause, cases[i].cause))
			fail_msg("%s: \"%s\"", cases[i].name, f.cause);
		assert_int_equal(name.kind, TEMPLATE_ENROLLMENT);
	}
}

static void
a_name_that_is_too_long_is_refused(void **state)
{
	struct template_name name;
	struct fault f = { 0 };
	char text[400];

	(void)state;
	snprintf(text, sizeof(text), "verification@%070d", 0);
	assert_int_not_equal(template_name_parse(text, &name, &f), ST_OK);
	snprintf(text, sizeof(text), "verification/fr-%0300d", 0);
	assert_int_not_equal(template_name_parse(text, &name, &f), ST_OK);
	snprintf(text, sizeof(text), "verification/en-%s@%064d:voice",
	         "abcdefgh-abcdefgh-abcdefgh-abcde", 0);
	assert_int_equal(template_name_parse(text, &name, &f), ST_OK);
	template_name_write(&name, text + 200, TEMPLATE_NAME_BYTES);
	assert_int_equal(strlen(text + 200), strlen(text));
}

/* --- Which text answers --------------------------------------------------------------------- */

static struct template_trace
resolve(const char *const *have, size_t count, const struct template_request *ask)
{
	struct template_name names[16];
	struct template_trace trace;

	for (size_t i = 0; i < count; i++)
		names[i] = named(have[i]);
	template_resolve(names, count, ask, &trace);
	return trace;
}

static void
the_better_rung_answers_and_the_channels_own_text_first(void **state)
{
	/* Best first: each answers once those before it are gone. */
	static const char *const have[] = {
		"verification/fr-CA@App:voice", "verification/fr-CA@App",
		"verification/fr@App:voice",    "verification/fr@App",
		"verification@App:voice",       "verification@App",
		"verification/fr-CA:voice",     "verification/fr-CA",
		"verification/fr:voice",        "verification/fr",
		"verification:voice",           "verification",
	};
	const size_t count = sizeof(have) / sizeof(have[0]);
	const struct template_request ask = { .locale = "FR_ca",
		                              .client_id = "App",
		                              .channel = TEMPLATE_VOICE };

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct template_trace t = resolve(have + i, count - i, &ask);

		assert_true(t.found);
		assert_int_equal(t.have, 0);
		assert_int_equal(t.step, i);
		assert_int_equal(t.steps[i].result, TEMPLATE_HIT);
		assert_string_equal(t.steps[i].wanted, have[i]);
		for (size_t k = 0; k < i; k++)
			assert_int_equal(t.steps[k].result, TEMPLATE_NO_TEXT);
		for (size_t k = i + 1; k < count; k++)
			assert_int_equal(t.steps[k].result, TEMPLATE_NOT_TRIED);
	}
}

static void
texts_of_other_kinds_clients_locales_and_channels_do_not_answer(void **state)
{
	static const char *const have[] = { "enrollment", "verification/de", "verification@Web",
		                            "verification/fr-FR", "verification:sms" };
	const struct template_request ask = { .locale = "fr-CA",
		                              .client_id = "App",
		                              .channel = TEMPLATE_VOICE };
	const struct template_trace t = resolve(have, 5, &ask);

	(void)state;
	assert_false(t.found);
	for (size_t i = 0; i < TEMPLATE_STEP_COUNT; i++)
		assert_int_equal(t.steps[i].result, TEMPLATE_NO_TEXT);
}

static void
a_step_that_cannot_be_taken_says_why(void **state)
{
	static const char *const have[] = { "verification" };
	const struct template_request none = { .locale = "N/A", .client_id = "" };
	const struct template_request language = { .locale = "DE", .client_id = "App" };
	struct template_trace t = resolve(have, 1, &none);

	(void)state;
	assert_int_equal(t.steps[0].result, TEMPLATE_NO_CLIENT);
	assert_int_equal(t.steps[2 * TEMPLATE_LOCALE].result, TEMPLATE_NO_LOCALE);
	assert_int_equal(t.steps[2 * TEMPLATE_LANGUAGE].result, TEMPLATE_NO_LOCALE);
	assert_string_equal(t.steps[t.step].wanted, "verification");
	t = resolve(have, 1, &language);
	assert_int_equal(t.steps[2 * TEMPLATE_LANGUAGE].result, TEMPLATE_SAME);
	assert_int_equal(t.steps[2 * TEMPLATE_LOCALE].result, TEMPLATE_NO_TEXT);
}

static void
an_odd_locale_is_answered_by_the_plain_text(void **state)
{
	static const char *const odd[] = { "-",
		                           "_",
		                           "--",
		                           "-fr",
		                           "fr;q=0.9",
		                           "\xc3\xa9",
		                           "*",
		                           "franglais-is-no-language-of-anybody-in-the-world-"
		                           "and-longer-than-any-name" };
	static const char *const have[] = { "verification", "verification/fr" };

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		const struct template_request ask = { .locale = odd[i], .client_id = "" };
		const struct template_trace t = resolve(have, 2, &ask);

		assert_int_equal(t.steps[t.step].rung, TEMPLATE_PLAIN);
	}
}

static void
the_sentence_names_the_text_and_the_first_miss(void **state)
{
	static const char *const have[] = { "verification", "verification/fr@App" };
	struct template_request ask = { .locale = "fr-CA", .client_id = "App" };
	struct template_trace t = resolve(have, 2, &ask);
	char line[200];

	(void)state;
	template_trace_sentence(&t, &ask, line, sizeof(line));
	assert_string_equal(line, "verification/fr@App, by client and language: no text for "
	                          "verification/fr-CA@App");
	ask.client_id = "";
	ask.locale = "";
	t = resolve(have, 2, &ask);
	template_trace_sentence(&t, &ask, line, sizeof(line));
	assert_string_equal(line, "verification, by default");
	ask.kind = TEMPLATE_PASSWORD_BREACH;
	t = resolve(have, 2, &ask);
	template_trace_sentence(&t, &ask, line, sizeof(line));
	assert_non_null(strstr(line, "password_breach"));
}

static void
a_name_is_added_where_it_is_not_among_them(void **state)
{
	struct template_name names[3];
	struct fault f;
	size_t count = 2;

	(void)state;
	assert_int_equal(template_name_parse("verification", &names[0], &f), ST_OK);
	assert_int_equal(template_name_parse("verification/fr", &names[1], &f), ST_OK);
	const struct template_name french = names[1];
	const struct template_name call = { .kind = TEMPLATE_VERIFICATION,
		                            .channel = TEMPLATE_VOICE };
	template_names_add(names, &count, &french);
	assert_int_equal(count, 2);
	template_names_add(names, &count, &call);
	assert_int_equal(count, 3);
	assert_true(template_name_equals(&names[2], &call));
}

static void
auth0s_word_for_no_locale_is_none(void **state)
{
	(void)state;
	assert_false(template_locale_is_given(""));
	assert_false(template_locale_is_given("N/A"));
	assert_true(template_locale_is_given("N"));
	assert_true(template_locale_is_given("fr"));
}

static void
what_cannot_be_kept_says_where_and_why(void **state)
{
	static char big[TEMPLATE_SOURCE_MAX + 2];
	static const struct {
		const char *source;
		size_t size_bytes;
		enum fault_word word;
		const char *cause;
	} rows[] = {
		{ "", 0, WORD_TEXT_EMPTY, "the text is empty" },
		{ "\n{{ code", 8, WORD_TEMPLATE_INVALID,
		  "2:1: {{ is opened here, expected its }}" },
		{ "a\n \xff", 4, WORD_NOT_UTF8, "2:2: this is not UTF-8 text" },
		{ "a\0b", 3, WORD_VALUE_INVALID,
		  "1:2: the text holds the control character U+0000" },
		{ big, sizeof(big) - 1, WORD_TEMPLATE_TOO_LARGE,
		  "1:65537: the template has 65537 bytes, 65536 are the most" },
	};

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault f = { 0 };

		assert_int_not_equal(template_check_source(rows[i].source, rows[i].size_bytes, &f),
		                     ST_OK);
		assert_int_equal(f.word, rows[i].word);
		assert_string_equal(f.cause, rows[i].cause);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_found_by_its_name),
		cmocka_unit_test(an_unknown_name_is_answered_with_the_names_there_are),
		cmocka_unit_test(only_an_enrollment_takes_the_enrollment_text),
		cmocka_unit_test(the_defaults_are_the_documented_texts_to_the_byte),
		cmocka_unit_test(the_defaults_can_be_parsed),
		cmocka_unit_test(what_auth0_documents_of_a_kind_is_known),
		cmocka_unit_test(a_name_is_written_as_it_was_read),
		cmocka_unit_test(a_locale_is_written_in_its_usual_case),
		cmocka_unit_test(a_bad_name_says_what_was_expected_and_where),
		cmocka_unit_test(a_name_that_is_too_long_is_refused),
		cmocka_unit_test(the_better_rung_answers_and_the_channels_own_text_first),
		cmocka_unit_test(texts_of_other_kinds_clients_locales_and_channels_do_not_answer),
		cmocka_unit_test(a_step_that_cannot_be_taken_says_why),
		cmocka_unit_test(an_odd_locale_is_answered_by_the_plain_text),
		cmocka_unit_test(the_sentence_names_the_text_and_the_first_miss),
		cmocka_unit_test(a_name_is_added_where_it_is_not_among_them),
		cmocka_unit_test(what_cannot_be_kept_says_where_and_why),
		cmocka_unit_test(auth0s_word_for_no_locale_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
