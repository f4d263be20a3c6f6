/* SPDX-License-Identifier: MIT */
/* no code and no number survives redaction, in whatever way it is written */
#include "domain/redact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CODE "482913"
#define FULL_WIDTH "\xef\xbc\x94\xef\xbc\x98\xef\xbc\x92\xef\xbc\x99\xef\xbc\x91\xef\xbc\x93"
#define ARABIC "\xd9\xa4\xd9\xa8\xd9\xa2\xd9\xa9\xd9\xa1\xd9\xa3"

static void
expect_text(const char *source, const char *code, const char *wanted)
{
	struct text out;

	text_init(&out, 4096);
	assert_true(redact_text(&out, source, strlen(source), code));
	assert_string_equal(text_string(&out), wanted);
	text_finish(&out);
}

static void
the_code_goes_wherever_it_stands(void **state)
{
	(void)state;
	expect_text("Your code is " CODE ".", CODE, "Your code is ******.");
	expect_text(CODE, CODE, "******");
	expect_text("G-" CODE "x " CODE, CODE, "G-******x ******");
	expect_text("pre" CODE "post", CODE, "pre******post");
	expect_text("https://a.example/?c=" CODE "&d=1", CODE, "https://a.example/?c=******&d=1");
	expect_text("99" CODE "99", CODE, "99******99");
}

static void
a_spelt_code_goes_digit_by_digit(void **state)
{
	(void)state;
	expect_text("4. 8. 2. 9. 1. 3.", CODE, "*. *. *. *. *. *.");
	expect_text("4,, 8,, 2,, 9,, 1,, 3", CODE, "*,, *,, *,, *,, *,, *");
	expect_text("4 8 2 9 1 3", CODE, "* * * * * *");
	expect_text("482-913 or 48.29.13", CODE, "***-*** or **.**.**");
	expect_text("4/8/2/9/1/3; 4:8:2:9:1:3", CODE, "*/*/*/*/*/*; *:*:*:*:*:*");
	expect_text("4\n8\n2\n9\n1\n3", CODE, "*\n*\n*\n*\n*\n*");
	expect_text("4\xc2\xa0"
	            "8\xe2\x80\x8b"
	            "2913",
	            CODE, "*\xc2\xa0*\xe2\x80\x8b****");
}

static void
a_spelt_code_goes_even_when_nobody_knows_it(void **state)
{
	(void)state;
	expect_text("say 4. 8. 2. 9. 1. 3. Again: 4. 8. 2. 9. 1. 3.", NULL,
	            "say *. *. *. *. *. *. Again: *. *. *. *. *. *.");
	expect_text("1. 2. 3. 4. 5. 6.,1. 2. 3. 4. 5. 6.", "",
	            "*. *. *. *. *. *.,*. *. *. *. *. *.");
	expect_text("482 913", NULL, "*** ***");
}

static void
digits_of_every_script_are_digits(void **state)
{
	(void)state;
	expect_text(FULL_WIDTH, CODE, "******");
	expect_text("\xd8\xb1\xd9\x85\xd8\xb2 " ARABIC, CODE, "\xd8\xb1\xd9\x85\xd8\xb2 ******");
	expect_text(FULL_WIDTH, NULL, "******");
	expect_text(ARABIC, NULL, "******");
	expect_text("\xf0\x9d\x9f\x92\xf0\x9d\x9f\x96"
	            "2913",
	            CODE, "******");
	/* A keycap is a digit, a variation selector and a combining frame. */
	expect_text("4\xef\xb8\x8f\xe2\x83\xa3"
	            "8\xef\xb8\x8f\xe2\x83\xa3"
	            "29",
	            NULL, "*\xef\xb8\x8f\xe2\x83\xa3*\xef\xb8\x8f\xe2\x83\xa3**");
}

static void
runs_of_4_to_8_digits_go_and_shorter_ones_stay(void **state)
{
	(void)state;
	expect_text("1234 12345678", NULL, "**** ********");
	expect_text("valid for 10 minutes, 24/7, up to 365 days", NULL,
	            "valid for 10 minutes, 24/7, up to 365 days");
	expect_text("PIN1234x", "", "PIN****x");
	expect_text("Acme", CODE, "Acme");
	expect_text("", CODE, "");
}

static void
a_number_keeps_its_last_two_digits(void **state)
{
	(void)state;
	expect_text("call 15550100123", NULL, "call *********23");
	expect_text("+1 555 010 0123.", NULL, "+* *** *** **23.");
	expect_text("+44 7700-900-123", NULL, "+** ****-***-*23");
	expect_text("1234567890123456", NULL, "****************");
	expect_text("15550100123 4829", NULL, "*********** ****");
	expect_text("1555010" CODE, CODE,
	            "*******"
	            "******");
}

static void
broken_bytes_hide_no_digit(void **state)
{
	(void)state;
	expect_text("4\xff"
	            "8\xff"
	            "2\xff"
	            "9",
	            NULL, "*\xff*\xff*\xff*");
	expect_text("a\xf0\x9d" CODE, CODE, "a\xf0\x9d******");
}

static void
only_the_code_goes_where_digits_have_a_meaning(void **state)
{
	static const char source[] = "id 123456789 " CODE " 4. 8. 2. 9. 1. 3. 7777";
	struct text out;

	(void)state;
	text_init(&out, 4096);
	assert_true(redact_code_only(&out, source, strlen(source), CODE));
	assert_string_equal(text_string(&out), "id 123456789 ****** *. *. *. *. *. *. 7777");
	text_reset(&out);
	assert_true(redact_code_only(&out, source, strlen(source), NULL));
	assert_string_equal(text_string(&out), source);
	text_finish(&out);
}

static void
the_last_look_finds_a_code_in_any_dress(void **state)
{
	static const char *const dressed[] = {
		CODE,       "x" CODE "y", "4. 8. 2. 9. 1. 3.", "4-8-2-9-1-3",       "482 913",
		FULL_WIDTH, ARABIC,       "11482913",          "44. 8. 2. 9. 1. 3",
	};
	static const char *const bare[] = { "",       "48291",         "319284", "4a8b2c9d1e3",
		                            "******", "482       913", "48*2913" };

	(void)state;
	for (size_t i = 0; i < sizeof dressed / sizeof dressed[0]; i++)
		assert_true(redact_has_code(dressed[i], strlen(dressed[i]), CODE));
	for (size_t i = 0; i < sizeof bare / sizeof bare[0]; i++)
		assert_false(redact_has_code(bare[i], strlen(bare[i]), CODE));
	assert_false(redact_has_code(CODE, 6, NULL));
	assert_false(redact_has_code(CODE, 6, ""));
	assert_false(redact_has_code(CODE, 6, "auto"));
	assert_false(redact_has_code(CODE, 5, CODE));
}

static void
a_full_text_keeps_what_it_held(void **state)
{
	struct text out;

	(void)state;
	text_init(&out, 8);
	assert_true(text_append(&out, "abc"));
	assert_false(redact_text(&out, "code " CODE, 11, CODE));
	assert_string_equal(text_string(&out), "abc");
	text_finish(&out);
}

/* A small generator of its own, so that a failure repeats. */
static uint32_t
next_number(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void
make_source(struct text *source, const char *code, uint32_t *seed)
{
	static const char *const scraps[] = {
		".",        ". ",       ",, ",      " ",
		"-",        "\n",       "x",        "ab",
		"+",        "\xff",     "\xc2\xa0", "\xef\xbc\x94",
		"\xd9\xa8", "*",        ":",        "\xe2\x80\x8b",
		"(",        "\xf0\x9d",
	};
	size_t count = next_number(seed) % 24;

	for (size_t i = 0; i < count; i++) {
		uint32_t kind = next_number(seed) % 8;

		if (kind == 0)
			(void)text_append(source, code);
		else if (kind < 4)
			(void)text_append_format(source, "%u", (unsigned)(next_number(seed) % 10));
		else if (kind == 4)
			(void)text_append_format(source, "%u", (unsigned)next_number(seed));
		else
			(void)text_append(
				source,
				scraps[next_number(seed) % (sizeof scraps / sizeof scraps[0])]);
	}
	for (size_t i = 0; code[i] != '\0' && next_number(seed) % 4 == 0; i++)
		(void)text_append_format(source, "%c. ", code[i]);
}

static bool
has_run_of_4_to_8(const char *bytes, size_t size_bytes)
{
	size_t run = 0;

	for (size_t i = 0; i <= size_bytes; i++) {
		if (i < size_bytes && bytes[i] >= '0' && bytes[i] <= '9') {
			run++;
			continue;
		}
		if (run >= 4)
			return true;
		run = 0;
	}
	return false;
}

static void
no_random_text_keeps_a_code_or_a_run(void **state)
{
	static const char *const codes[] = { CODE, "1234", "0000", "1212", "99999999", "11011" };
	uint32_t seed = 20261125;
	struct text source;
	struct text out;

	(void)state;
	text_init(&source, 4096);
	text_init(&out, 4096);
	for (int i = 0; i < 40000; i++) {
		const char *code = codes[next_number(&seed) % 6];

		text_reset(&source);
		text_reset(&out);
		make_source(&source, code, &seed);
		assert_true(redact_text(&out, text_string(&source), source.size_bytes, code));
		assert_false(redact_has_code(text_string(&out), out.size_bytes, code));
		assert_false(has_run_of_4_to_8(text_string(&out), out.size_bytes));
		text_reset(&out);
		assert_true(redact_text(&out, text_string(&source), source.size_bytes, NULL));
		assert_false(has_run_of_4_to_8(text_string(&out), out.size_bytes));
	}
	text_finish(&source);
	text_finish(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_code_goes_wherever_it_stands),
		cmocka_unit_test(a_spelt_code_goes_digit_by_digit),
		cmocka_unit_test(a_spelt_code_goes_even_when_nobody_knows_it),
		cmocka_unit_test(digits_of_every_script_are_digits),
		cmocka_unit_test(runs_of_4_to_8_digits_go_and_shorter_ones_stay),
		cmocka_unit_test(a_number_keeps_its_last_two_digits),
		cmocka_unit_test(broken_bytes_hide_no_digit),
		cmocka_unit_test(only_the_code_goes_where_digits_have_a_meaning),
		cmocka_unit_test(the_last_look_finds_a_code_in_any_dress),
		cmocka_unit_test(a_full_text_keeps_what_it_held),
		cmocka_unit_test(no_random_text_keeps_a_code_or_a_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
