/* SPDX-License-Identifier: MIT */
/* the shell twin lints and measures texts, keeps test contexts, and tries them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "needles.h"
#include "program.h"

#define QUOTE "\xe2\x80\x99"
#define FRENCH                                                                                     \
	"{{ code }} est votre code d" QUOTE "acces a {{ tenant.friendly_name }}. Il expire dans "  \
	"cinq minutes."
#define CODE "482913"
#define PHONE "+4915112345678"
#define MAIL "jane.doe@corp.example.org"
#define EVENT                                                                                      \
	"{\"event\":{\"message_type\":\"sms\",\"action\":\"authentication\",\"language\":"         \
	"\"fr-FR\",\"code\":\"" CODE "\",\"client\":{\"client_id\":\"x7\",\"name\":\"Mobile\"},"   \
	"\"user\":{\"email\":\"" MAIL "\",\"user_metadata\":{\"tel\":\"" PHONE "\"}}},"            \
	"\"expect\":{\"parts_max\":1}}"

static void
set_text(struct program *p, const char *name, const char *source)
{
	p->input = source;
	program_expect(p, 0, "template", "set", name, "--file", "-", NULL);
}

static bool
store_exists(const struct program *p)
{
	return access(p->store, F_OK) == 0;
}

static void
a_file_is_measured_as_it_is_without_a_store(void **state)
{
	struct program *p = *state;

	p->input = "{{ code }} d" QUOTE "ici\n";
	program_expect(p, 0, "template", "measure", "--file", "-", "--json", NULL);
	program_expect_word(p, "data.encoding", "UCS-2");
	assert_int_equal(program_number(p, "data.parts"), 1);
	assert_int_equal(program_number(p, "data.units"), 17);
	assert_int_equal(program_number(p, "data.remaining"), 53);
	program_expect_word(p, "data.offenders.0.codepoint", "U+2019");
	assert_int_equal(program_number(p, "data.offenders.0.line"), 1);
	assert_int_equal(program_number(p, "data.offenders.0.column"), 13);
	program_expect_word(p, "data.offenders.0.suggestion", "'");
	assert_false(store_exists(p));
	p->input = "a\n \xff";
	program_expect(p, 2, "template", "measure", "--file", "-", "--json", NULL);
	program_expect_word(p, "error.code", "not_utf8");
	program_expect_word(p, "error.cause", "2:2: this is not UTF-8 text");
}

static void
a_stored_text_is_measured_in_its_worst_case(void **state)
{
	struct program *p = *state;

	set_text(p, "verification/fr", FRENCH);
	program_expect(p, 0, "template", "measure", "verification/fr", "--json", NULL);
	program_expect_word(p, "data.encoding", "UCS-2");
	assert_int_equal(program_number(p, "data.parts"), 2);
	program_expect_word(p, "data.worst_context", "fr");
	program_expect_word(p, "data.fixed.encoding", "GSM-7");
	assert_int_equal(program_number(p, "data.fixed.parts"), 1);
	assert_true(json_is_null(program_node(p->envelope, "data.price")));
	program_expect(p, 0, "template", "measure", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "verification/fr: 2 parts  UCS-2"));
	assert_true(program_holds(p->out, p->out_bytes, "price: not known yet"));
}

static void
a_call_has_neither_parts_nor_encoding(void **state)
{
	struct program *p = *state;

	set_text(p, "verification:voice", "{{ code }}");
	program_expect(p, 0, "template", "measure", "verification:voice", "--json", NULL);
	assert_true(json_is_null(program_node(p->envelope, "data.encoding")));
	assert_true(json_is_null(program_node(p->envelope, "data.parts")));
}

static void
a_text_that_cannot_be_rendered_is_named_and_hides_no_other_one(void **state)
{
	struct program *p = *state;

	set_text(p, "verification/fr", "{{ code }} {% include \"gone\" %}");
	program_expect(p, 1, "template", "measure", "verification/fr", "--json", NULL);
	program_expect_word(p, "error.cause",
	                    "verification/fr, 1:12: there is no template \"gone\"");
	program_expect(p, 1, "template", "measure", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "verification/fr, 1:12: "));
	assert_true(program_holds(p->out, p->out_bytes, "enrollment: 1 part  GSM-7"));
	program_expect(p, 1, "template", "measure", "--json", NULL);
	program_expect_word(p, "data.items.1.name", "verification/fr");
	program_expect_word(p, "data.items.2.encoding", "GSM-7");
	program_expect(p, 1, "send", "--to", "+99930005", "--locale", "fr", "--json", NULL);
	program_expect_word(p, "error.cause",
	                    "verification/fr, 1:12: there is no template \"gone\"");
	program_expect_word(p, "error.hint",
	                    "otpdeck template lint verification/fr says what is wrong with it");
}

static void
what_a_fix_saves_is_told_from_the_log(void **state)
{
	struct program *p = *state;

	set_text(p, "verification/fr", FRENCH);
	program_expect(p, 0, "send", "--to", "+99930005", "--locale", "fr", NULL);
	program_expect(p, 0, "send", "--to", "+99930005", "--locale", "pt", NULL);
	program_tamper(p, "UPDATE message SET to_country = 'FR', price_amount = 0.5,"
	                  " price_currency = 'EUR', parts = 2");
	program_expect(p, 0, "template", "measure", NULL);
	assert_true(program_holds(p->err, p->err_bytes,
	                          "verification/fr: 1 message in 30 days; other characters save "
	                          "about 0.25 EUR"));
	assert_true(program_holds(p->err, p->err_bytes,
	                          "verification has no text for pt: verification answers"));
	program_expect(p, 0, "template", "measure", "verification/fr", "--json", NULL);
	program_expect_word(p, "data.price.currency", "EUR");
}

static void
lint_ends_with_1_and_says_what_to_put_where(void **state)
{
	struct program *p = *state;

	set_text(p, "verification/fr", FRENCH);
	program_expect(p, 1, "template", "lint", "verification/fr", "--json", NULL);
	program_expect_word(p, "error.code", "failed");
	program_expect_word(p, "data.items.0.word", "character_dear");
	program_expect_word(p, "data.items.0.fix", "'");
	program_expect_word(p, "data.items.1.word", "parts_several");
	program_expect(p, 1, "template", "lint", "verification/fr", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "verification/fr:1:28: warning: U+2019"));
	program_expect(p, 0, "template", "lint", "verification", NULL);
}

static void
lint_of_a_file_asks_for_its_generation_and_needs_no_store(void **state)
{
	struct program *p = *state;

	p->input = "{{ code }} for {{ friendly_name }}";
	program_expect(p, 1, "template", "lint", "--file", "-", "--json", NULL);
	program_expect_word(p, "data.items.0.fix", "tenant.friendly_name");
	p->input = "{{ code }} for {{ friendly_name }}";
	program_expect(p, 0, "template", "lint", "otp_verify", "--file", "-", NULL);
	p->input = "{{ code";
	program_expect(p, 1, "template", "lint", "--file", "-", "--json", NULL);
	program_expect_word(p, "data.items.0.word", "syntax");
	assert_false(store_exists(p));
}

static void
lint_of_everything_tells_a_locale_without_text(void **state)
{
	struct program *p = *state;

	program_expect(p, 0, "template", "lint", NULL);
	set_text(p, "enrollment/de", "{{ code }} ist Ihr Code");
	program_expect(p, 1, "template", "lint", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "verification has no text for de"));
}

static void
a_pasted_event_is_kept_without_anything_private_and_tried(void **state)
{
	struct program *p = *state;
	struct needles needles = { 0 };

	set_text(p, "verification/fr", FRENCH);
	p->input = EVENT;
	program_expect(p, 0, "template", "context", "add", "mobile", "--file", "-", NULL);
	assert_true(program_holds(p->err, p->err_bytes, "replaced: code, user.email"));
	program_expect(p, 0, "template", "context", "list", "--json", NULL);
	program_expect_word(p, "data.items.0.name", "mobile");
	program_expect_word(p, "data.items.0.client", "x7");
	program_expect(p, 1, "template", "test", "--json", NULL);
	program_expect_word(p, "data.items.0.answered", "verification/fr");
	program_expect_word(p, "data.items.0.verdicts.parts_max", "failed");
	program_expect_word(p, "data.items.0.verdicts.code_once", "met");
	set_text(p, "verification/fr", "{{ code }} est votre code");
	program_expect(p, 0, "template", "test", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "123456 est votre code"));
	program_expect(p, 0, "template", "test", "enrollment", NULL);
	assert_true(program_holds(p->err, p->err_bytes, "no test contexts of enrollment"));

	needles_add(&needles, CODE);
	needles_add(&needles, PHONE + 1);
	needles_add(&needles, MAIL);
	needles_expect_none_below(&needles, p->home);
	needles_finish(&needles);
}

static void
contexts_are_removed_by_name(void **state)
{
	struct program *p = *state;

	p->input = EVENT;
	program_expect(p, 0, "template", "context", "add", "--file", "-", "--json", NULL);
	program_expect_word(p, "data.name", "Mobile fr-FR");
	p->input = EVENT;
	program_expect(p, 0, "template", "context", "add", "Mobile fr-FR", "--file", "-", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "kept, in place of the one before"));
	program_expect(p, 0, "template", "context", "rm", "Mobile fr-FR", NULL);
	program_expect(p, 2, "template", "context", "rm", "Mobile fr-FR", "--json", NULL);
	program_expect_word(p, "error.code", "not_found");
	p->input = "{\"a\":1}";
	program_expect(p, 2, "template", "context", "add", "x", "--file", "-", "--json", NULL);
	program_expect_word(p, "error.code", "context_invalid");
	program_expect(p, 2, "template", "context", "add", "x", NULL);
	program_expect(p, 2, "template", "context", "dance", NULL);
	program_expect(p, 2, "template", "context", "list", "x", NULL);
	assert_true(program_holds(p->err, p->err_bytes, "template context list takes no name"));
	program_expect(p, 2, "template", "list", "x", NULL);
	assert_true(program_holds(p->err, p->err_bytes, "otpdeck template list\n"));
}

int
main(void)
{
#define WITH_PROGRAM(test) cmocka_unit_test_setup_teardown(test, program_set_up, program_tear_down)
	static const struct CMUnitTest tests[] = {
		WITH_PROGRAM(a_file_is_measured_as_it_is_without_a_store),
		WITH_PROGRAM(a_stored_text_is_measured_in_its_worst_case),
		WITH_PROGRAM(a_call_has_neither_parts_nor_encoding),
		WITH_PROGRAM(a_text_that_cannot_be_rendered_is_named_and_hides_no_other_one),
		WITH_PROGRAM(what_a_fix_saves_is_told_from_the_log),
		WITH_PROGRAM(lint_ends_with_1_and_says_what_to_put_where),
		WITH_PROGRAM(lint_of_a_file_asks_for_its_generation_and_needs_no_store),
		WITH_PROGRAM(lint_of_everything_tells_a_locale_without_text),
		WITH_PROGRAM(a_pasted_event_is_kept_without_anything_private_and_tried),
		WITH_PROGRAM(contexts_are_removed_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
