/* SPDX-License-Identifier: MIT */
/* the shell twin's templates: set, shown, resolved, compared, restored, sent */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "program.h"

static void
set(struct program *p, const char *name, const char *text)
{
	p->input = text;
	program_expect(p, 0, "template", "set", name, "--file", "-", NULL);
}

static void
expect_text(struct program *p, const char *name, const char *text)
{
	program_expect(p, 0, "template", "show", name, NULL);
	assert_string_equal(p->out, text);
}

static void
a_text_goes_in_and_comes_out_to_the_byte(void **state)
{
	struct program *p = *state;
	char path[FOLDER_PATH_BYTES + 16];
	FILE *file;

	set(p, "verification/FR_ca", "{{ code }} est votre code d'acc\xc3\xa8s\n");
	expect_text(p, "verification/fr-CA", "{{ code }} est votre code d'acc\xc3\xa8s\n");
	program_expect(p, 0, "--json", "template", "show", "verification/fr-CA", NULL);
	program_expect_word(p, "data.source", "{{ code }} est votre code d'acc\xc3\xa8s");
	program_expect_word(p, "data.locale", "fr-CA");
	assert_int_equal(program_number(p, "data.revision"), 1);
	snprintf(path, sizeof(path), "%s/text", p->home);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(" two\n\n lines \n", file);
	assert_int_equal(fclose(file), 0);
	program_expect(p, 0, "template", "set", "enrollment:voice", "--file", path, NULL);
	expect_text(p, "enrollment:voice", " two\n\n lines \n");
	program_expect(p, 0, "--json", "template", "list", NULL);
	program_expect_word(p, "data.items.0.name", "verification");
	program_expect_word(p, "data.items.1.name", "verification/fr-CA");
	program_expect_word(p, "data.items.3.name", "enrollment:voice");
	program_expect_word(p, "data.items.3.channel", "voice");
}

static void
a_bad_text_is_refused_and_nothing_saved_is_lost(void **state)
{
	static const struct {
		const char *text;
		size_t size_bytes;
		int status;
		const char *words;
	} cases[] = {
		{ "", 0, 2, "empty" },
		{ "\n", 1, 2, "empty" },
		{ "one\n  {{ code", 12, 1, "2:3: " },
		{ "a\xff\xfe", 3, 2, "UTF-8" },
		{ "a\0b", 3, 2, "1:2: " },
		{ "a\n\x1b[2J", 6, 2, "2:1: " },
	};
	struct program *p = *state;

	set(p, "verification/fr", "premier");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		p->input = cases[i].text;
		p->input_bytes = cases[i].size_bytes;
		program_expect(p, cases[i].status, "template", "set", "verification/fr", "--file",
		               cases[i].size_bytes > 0 ? "-" : "/dev/null", NULL);
		if (!strstr(p->err, cases[i].words))
			fail_msg("%zu: %s", i, p->err);
	}
	p->input_bytes = 0;
	program_expect(p, 2, "template", "set", "verification/fr", NULL);
	program_expect(p, 2, "template", "set", "verification/fr", "--file", "/nonexistent", NULL);
	program_expect(p, 2, "template", "set", "verification/f", "--file", "-", NULL);
	program_expect(p, 2, "template", "set", "nosuch", "--file", "-", NULL);
	assert_non_null(strstr(p->err, "otp_verify"));
	expect_text(p, "verification/fr", "premier\n");
	assert_int_equal(program_ask(p, "SELECT count(*) FROM template_revision"), 3);
}

static void
revisions_are_compared_restored_and_never_lost(void **state)
{
	struct program *p = *state;

	set(p, "verification/de", "eins\nzwei\n");
	set(p, "verification/de", "eins\ndrei\n");
	program_expect(p, 0, "template", "diff", "verification/de", NULL);
	assert_non_null(strstr(p->out, "\n eins\n-zwei\n+drei\n"));
	program_expect(p, 0, "--json", "template", "diff", "verification/de", "2", "1", NULL);
	assert_int_equal(program_number(p, "data.from.revision"), 2);
	program_expect_word(p, "data.lines.1.text", "drei");
	program_expect_word(p, "data.lines.1.change", "removed");
	program_expect(p, 0, "template", "rm", "verification/de", NULL);
	program_expect(p, 2, "template", "show", "verification/de", NULL);
	program_expect(p, 0, "template", "history", "verification/de", NULL);
	assert_non_null(strstr(p->err, "template restore verification/de 2"));
	program_expect(p, 0, "template", "restore", "verification/de", "1", NULL);
	expect_text(p, "verification/de", "eins\nzwei\n");
	program_expect(p, 2, "template", "restore", "verification/de", "9", NULL);
	program_expect(p, 2, "template", "restore", "verification/de", "first", NULL);
	program_expect(p, 0, "template", "restore", "verification/de", "default", NULL);
	expect_text(p, "verification/de",
	            "{{code}} is your verification code for {{tenant.friendly_name}}\n");
	program_expect(p, 2, "template", "rm", "verification", NULL);
	assert_non_null(strstr(p->err, "restore verification default"));
	program_expect(p, 2, "--json", "template", "restore", "password_breach", "default", NULL);
	program_expect_word(p, "error.code", "not_found");
	assert_int_equal(program_ask(p, "SELECT count(*) FROM audit WHERE event LIKE 'template_%'"),
	                 5);
}

static void
the_trace_says_which_text_answers_and_why(void **state)
{
	struct program *p = *state;

	set(p, "verification/fr", "langue");
	set(p, "verification@x7Kq", "client");
	program_expect(p, 0, "--json", "template", "resolve", "--locale", "fr-CA", "--client",
	               "x7Kq", NULL);
	program_expect_word(p, "data.name", "verification@x7Kq");
	program_expect_word(p, "data.by", "client");
	program_expect_word(p, "data.steps.0.name", "verification/fr-CA@x7Kq:sms");
	program_expect_word(p, "data.steps.0.result", "no text");
	program_expect_word(p, "data.steps.5.result", "hit");
	program_expect_word(p, "data.steps.11.result", "not tried");
	program_expect(p, 0, "template", "resolve", "--locale", "FR_ca", NULL);
	assert_non_null(strstr(p->out, "=> verification/fr, by language"));
	program_expect(p, 2, "--json", "template", "resolve", "otp_enroll", "--locale", "fr", NULL);
	program_expect_word(p, "error.code", "not_found");
	program_expect_word(p, "data.steps.11.name", "otp_enroll");
	program_expect(p, 2, "template", "resolve", "--locale", "fr", "--type", "fax", NULL);
	program_expect(p, 2, "template", "resolve", "--locale", "fr", "--client", "a\nb", NULL);
	assert_non_null(strstr(p->err, "--client holds a control"));
	program_expect(p, 2, "template", "resolve", "verification/fr", NULL);
	assert_non_null(strstr(p->err, "takes a kind, not the name of one text"));
}

static void
five_languages_are_sent_and_the_row_says_which(void **state)
{
	static const char *const locales[][2] = {
		{ "fr-CA", "verification/fr" }, { "de_AT", "verification/de" },
		{ "es", "verification/es" },    { "hr", "verification/hr" },
		{ "pt-BR", "verification" },
	};
	struct program *p = *state;

	set(p, "verification/fr", "{{ code }} fr");
	set(p, "verification/de", "{{ code }} de");
	set(p, "verification/es", "{{ code }} es");
	set(p, "verification/hr", "{{ code }} hr");
	for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++) {
		program_expect(p, 0, "--json", "send", "--to", "+99930005", "--locale",
		               locales[i][0], "--dry-run", NULL);
		program_expect_word(p, "data.template.name", locales[i][1]);
		program_expect(p, 0, "--json", "send", "--to", "+99930005", "--locale",
		               locales[i][0], NULL);
		program_expect_word(p, "data.template", locales[i][1]);
		assert_int_equal(program_number(p, "data.template_revision"), 1);
	}
	program_expect(p, 0, "log", "show", "1", NULL);
	assert_non_null(strstr(p->out, "template   verification/fr, revision 1\n"));
	program_expect(p, 0, "send", "--to", "+99930005", "--template", "verification/hr",
	               "--locale", "fr", "--dry-run", NULL);
	assert_non_null(strstr(p->out, " hr\""));
	assert_non_null(strstr(p->err, "text: verification/hr, revision 1"));
	program_expect(p, 2, "send", "--to", "+99930005", "--template", "verification/it", NULL);
}

static void
a_packed_text_renders_as_the_one_that_answers_and_comes_back(void **state)
{
	static const char *const contexts[][2] = {
		{ "{\"locale\":\"FR_ca\",\"message_type\":\"sms\"}", "langue" },
		{ "{\"locale\":\"fr\",\"message_type\":\"voice\"}", "voix" },
		{ "{\"locale\":\"fr\",\"client\":{\"client_id\":\"x7Kq\"}}", "client" },
		{ "{\"locale\":\"pt-BR\"}", "{plain}" },
	};
	struct program *p = *state;
	char packed[4096];
	char path[FOLDER_PATH_BYTES + 16];
	FILE *file;

	set(p, "verification", "{plain}");
	set(p, "verification/fr", "langue");
	set(p, "verification/fr:voice", "voix");
	set(p, "verification@x7Kq", "client");
	program_expect(p, 0, "template", "pack", "verification", NULL);
	assert_true(p->out_bytes < sizeof(packed));
	memcpy(packed, p->out, p->out_bytes + 1);
	assert_non_null(strstr(p->err, "documents no client"));
	snprintf(path, sizeof(path), "%s/packed", p->home);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(packed, file);
	assert_int_equal(fclose(file), 0);
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++) {
		p->input = contexts[i][0];
		program_expect(p, 0, "template", "render", "--file", path, "--data", "-", NULL);
		assert_string_equal(p->out, contexts[i][1]);
	}
	program_expect(p, 0, "profile", "add", "other", "--environment", "staging", NULL);
	program_expect(p, 0, "-p", "other", "template", "unpack", path, "--dry-run", NULL);
	program_expect(p, 2, "-p", "other", "template", "show", "verification/fr", NULL);
	program_expect(p, 0, "-p", "other", "--json", "template", "unpack", path, NULL);
	program_expect_word(p, "data.items.0.name", "verification@x7Kq");
	program_expect(p, 0, "-p", "other", "template", "pack", "verification", NULL);
	assert_string_equal(p->out, packed);
}

static void
what_is_no_packed_text_changes_nothing(void **state)
{
	struct program *p = *state;

	p->input = "{% if locale == \"fr\" %}oui{% else %}yes{% endif %}";
	program_expect(p, 1, "template", "unpack", "-", NULL);
	assert_non_null(strstr(p->err, "1:1: "));
	program_expect(p, 2, "template", "pack", "otp_verify", NULL);
	program_expect(p, 2, "template", "pack", "verification/fr", NULL);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM template_revision"), 2);
}

static void
a_packed_text_that_includes_another_one_is_told(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "template", "pack", NULL);
	assert_int_equal(p->err_bytes, 0);
	set(p, "enrollment/de", "Gruss");
	set(p, "verification/de", "{{ code }} {% include \"enrollment/de\" %}");
	program_expect(p, 0, "template", "pack", "verification", NULL);
	assert_non_null(strstr(p->err, "it includes \"enrollment/de\""));
	assert_null(strstr(p->out, "Gruss"));
}

static void
a_stored_text_is_rendered_with_data_or_without(void **state)
{
	struct program *p = *state;

	set(p, "enrollment/de", "Gru\xc3\x9f {{ code }}");
	set(p, "verification/de", "{% include \"enrollment/de\" %}, {{ tenant.friendly_name }}");
	p->input = "{\"code\":\"987654\",\"tenant\":{\"friendly_name\":\"Bank\"}}";
	program_expect(p, 0, "template", "render", "verification/de", "--data", "-", NULL);
	assert_string_equal(p->out, "Gru\xc3\x9f 987654, Bank");
	p->input = NULL;
	program_expect(p, 0, "--json", "template", "render", "verification/de", NULL);
	program_expect_word(p, "data.text", "Gru\xc3\x9f 123456, Acme Bank");
	program_expect(p, 2, "template", "render", "verification/fr", NULL);
	program_expect(p, 2, "template", "render", "verification", "--file", "x", NULL);
	program_expect(p, 2, "template", "render", NULL);
}

static void
a_copied_profile_has_every_text(void **state)
{
	struct program *p = *state;

	set(p, "verification/fr@x7Kq:voice", "voix");
	program_expect(p, 0, "profile", "copy", "sandbox", "drill", NULL);
	program_expect(p, 0, "-p", "drill", "template", "show", "verification/fr@x7Kq:voice", NULL);
	assert_string_equal(p->out, "voix\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define JOURNEY(test) cmocka_unit_test_setup_teardown(test, program_set_up, program_tear_down)
		JOURNEY(a_text_goes_in_and_comes_out_to_the_byte),
		JOURNEY(a_bad_text_is_refused_and_nothing_saved_is_lost),
		JOURNEY(revisions_are_compared_restored_and_never_lost),
		JOURNEY(the_trace_says_which_text_answers_and_why),
		JOURNEY(five_languages_are_sent_and_the_row_says_which),
		JOURNEY(a_packed_text_renders_as_the_one_that_answers_and_comes_back),
		JOURNEY(what_is_no_packed_text_changes_nothing),
		JOURNEY(a_packed_text_that_includes_another_one_is_told),
		JOURNEY(a_stored_text_is_rendered_with_data_or_without),
		JOURNEY(a_copied_profile_has_every_text),
	};

	return cmocka_run_group_tests_name("templates in the shell", tests, NULL, NULL);
}
