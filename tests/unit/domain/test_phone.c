/* SPDX-License-Identifier: MIT */
/* numbers as people paste them, what is said about each, and the table behind it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "domain/phone.h"

/* Numbers here are the sandbox's, or of ranges kept for fiction, or rows of noughts. */
struct case_row {
	const char *input;
	const char *region; /* NULL: none */
	enum phone_reason reason;
	const char *suggestion; /* "": none */
};

static struct phone_reading
read_text(const char *input, const char *region)
{
	struct phone_reading out;

	memset(&out, 0x5a, sizeof(out));
	phone_read(input, strlen(input), region, &out);
	return out;
}

static void
assert_refused(const struct case_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct phone_reading found = read_text(rows[i].input, rows[i].region);

		if (found.valid || found.reason != rows[i].reason ||
		    strcmp(found.suggestion, rows[i].suggestion) != 0)
			fail_msg("\"%s\": %s, \"%s\"", rows[i].input,
			         found.valid ? "valid" : phone_reason_word(found.reason),
			         found.suggestion);
		assert_string_equal(found.e164, "");
		assert_string_equal(found.country, "");
	}
}

#define ASSERT_REFUSED(rows) assert_refused(rows, sizeof(rows) / sizeof((rows)[0]))

static void
a_strict_number_is_valid_with_its_country(void **state)
{
	static const char *const cases[][2] = {
		{ "+12125550123", "US" },  { "+14165550199", "CA" },   { "+12425550100", "BS" },
		{ "+18765550111", "JM" },  { "+17875550123", "PR" },   { "+447700900123", "GB" },
		{ "+441632960001", "GB" }, { "+441481000000", "GG" },  { "+441534000000", "JE" },
		{ "+441624000000", "IM" }, { "+33639980001", "FR" },   { "+61491570006", "AU" },
		{ "+61891620000", "CC" },  { "+61891640000", "CX" },   { "+46701740650", "SE" },
		{ "+79000000000", "RU" },  { "+77000000000", "KZ" },   { "+390600000000", "IT" },
		{ "+390669800000", "VA" }, { "+262269000000", "YT" },  { "+262692000000", "RE" },
		{ "+5993000000", "BQ" },   { "+59990000000", "CW" },   { "+35818000000", "AX" },
		{ "+358400000000", "FI" }, { "+4779000000", "SJ" },    { "+4740000000", "NO" },
		{ "+2902000", "SH" },      { "+4915100000000", "DE" }, { "+672100000", "AQ" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct phone_reading found = read_text(cases[i][0], NULL);

		assert_string_equal(found.e164, cases[i][0]);
		assert_true(found.valid);
		assert_int_equal(found.reason, PHONE_FINE);
		assert_string_equal(found.country, cases[i][1]);
		assert_string_equal(found.suggestion, "");
	}
}

static void
no_country_is_named_where_several_share_the_code(void **state)
{
	static const char *const cases[] = {
		"+590690000000", /* Guadeloupe and two islands that left it */
		"+212528800000", /* Morocco or Western Sahara */
		"+262900000000", /* an ocean's worth of islands */
		"+18005550100",  /* toll-free, in any of twenty countries */
		"+15005550006",  /* of persons, not of places */
		"+80000000000",  /* the same free number everywhere */
		"+881600000000", /* a satellite's */
		"+2100000000",   /* nobody's so far */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct phone_reading found = read_text(cases[i], NULL);

		assert_true(found.valid);
		assert_int_equal(found.reason, PHONE_FINE);
		assert_string_equal(found.country, "");
	}
}

static void
an_unusual_length_is_advice(void **state)
{
	static const char *const cases[] = {
		"+44", "+4477009001", "+4477009001234", "+1212555012", "+121255501234", "+336399",
		"+15", "+79",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct phone_reading found = read_text(cases[i], NULL);

		assert_true(found.valid);
		assert_int_equal(found.reason, PHONE_UNUSUAL_LENGTH);
		assert_string_equal(found.e164, cases[i]);
		assert_string_equal(found.country, "");
		assert_string_equal(found.suggestion, "");
	}
}

static void
some_countries_keep_their_zero(void **state)
{
	static const char *const cases[] = {
		"+390600000000",  "+3780549000000", "+22500000000",
		"+2250000000000", "+24100000000",   "+2290000000000",
		"+242000000000",  "+22600000000",   "+992000000000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(read_text(cases[i], NULL).valid);
}

static void
refuses_a_number_that_keeps_its_national_zero(void **state)
{
	static const struct case_row rows[] = {
		{ "+4407700900123", NULL, PHONE_TRUNK_ZERO, "+447700900123" },
		{ "+44 (0)7700 900123", NULL, PHONE_TRUNK_ZERO, "+447700900123" },
		{ "+49-0151-00000000", NULL, PHONE_TRUNK_ZERO, "+4915100000000" },
		{ "+3606200000000", NULL, PHONE_TRUNK_ZERO, "+36200000000" },
		{ "+36 0 20 000 0000", NULL, PHONE_TRUNK_ZERO, "+36200000000" },
		{ "+7 0900 000 00 00", NULL, PHONE_TRUNK_ZERO, "+79000000000" },
		{ "+34 0600000000", NULL, PHONE_TRUNK_ZERO, "+34600000000" },
		{ "+102125550123", NULL, PHONE_TRUNK_ZERO, "+12125550123" },
		/* Two noughts are no habit of anybody's. */
		{ "+4900151000", NULL, PHONE_TRUNK_ZERO, "" },
		{ "+440", NULL, PHONE_TRUNK_ZERO, "" },
	};

	(void)state;
	ASSERT_REFUSED(rows);
}

static void
a_prefix_for_calls_abroad_becomes_a_plus(void **state)
{
	static const struct case_row rows[] = {
		{ "00447700900123", NULL, PHONE_IDD_PREFIX, "+447700900123" },
		{ "00 44 (0) 7700 900123", NULL, PHONE_IDD_PREFIX, "+447700900123" },
		{ "+00447700900123", NULL, PHONE_IDD_PREFIX, "+447700900123" },
		{ "011 44 7700 900123", NULL, PHONE_IDD_PREFIX, "+447700900123" },
		{ "011 44 7700 900123", "US", PHONE_IDD_PREFIX, "+447700900123" },
		{ "0011 44 7700 900123", "AU", PHONE_IDD_PREFIX, "+447700900123" },
		{ "0011 44 7700 900123", NULL, PHONE_IDD_PREFIX, "+447700900123" },
		{ "010-1-212-555-0123", "JP", PHONE_IDD_PREFIX, "+12125550123" },
		{ "8~10 44", "RU", PHONE_NOT_A_DIGIT, "" },
		{ "810 44 7700 900123", "RU", PHONE_IDD_PREFIX, "+447700900123" },
		{ "00", NULL, PHONE_IDD_PREFIX, "" },
		{ "0044", NULL, PHONE_IDD_PREFIX, "" },
		{ "0099930005", NULL, PHONE_IDD_PREFIX, "+99930005" },
	};

	(void)state;
	ASSERT_REFUSED(rows);
}

static void
national_input_is_read_by_its_region(void **state)
{
	static const struct case_row rows[] = {
		{ "07700 900123", "GB", PHONE_NO_PLUS, "+447700900123" },
		{ "7700900123", "GB", PHONE_NO_PLUS, "+447700900123" },
		{ "07700 900123", "IM", PHONE_NO_PLUS, "+447700900123" },
		{ "(416) 555-0199", "CA", PHONE_NO_PLUS, "+14165550199" },
		{ "1 416 555 0199", "US", PHONE_NO_PLUS, "+14165550199" },
		{ "06 20 000 0000", "HU", PHONE_NO_PLUS, "+36200000000" },
		{ "8 900 000-00-00", "RU", PHONE_NO_PLUS, "+79000000000" },
		{ "8000000000", "RU", PHONE_NO_PLUS, "+78000000000" },
		{ "06 0000 0000", "IT", PHONE_NO_PLUS, "+390600000000" },
		{ "0690 00 00 00", "GP", PHONE_NO_PLUS, "+590690000000" },
		{ "06 39 98 00 01", "FR", PHONE_NO_PLUS, "+33639980001" },
		/* A number of another country, whose own prefix tells it. */
		{ "447700900123", "FR", PHONE_NO_PLUS, "+447700900123" },
		{ "07700 900123", NULL, PHONE_NO_PLUS, "" },
		{ "07700 900123", "XX", PHONE_NO_PLUS, "" },
		{ "+07700 900123", "GB", PHONE_COUNTRY_ZERO, "+447700900123" },
	};

	(void)state;
	ASSERT_REFUSED(rows);
}

static void
a_missing_plus_is_added_only_to_a_whole_number(void **state)
{
	static const struct case_row rows[] = {
		{ "447700900123", NULL, PHONE_NO_PLUS, "+447700900123" },
		{ "44 (0)7700 900123", NULL, PHONE_NO_PLUS, "+447700900123" },
		{ "1-212-555-0123", NULL, PHONE_NO_PLUS, "+12125550123" },
		{ "99930005", NULL, PHONE_NO_PLUS, "+99930005" },
		{ "590690000000", NULL, PHONE_NO_PLUS, "+590690000000" },
		{ "80000000000", NULL, PHONE_NO_PLUS, "" },
		{ "4477", NULL, PHONE_NO_PLUS, "" },
		{ "5550123", NULL, PHONE_NO_PLUS, "" },
		{ "4477009001234567890123456789", NULL, PHONE_NO_PLUS, "" },
	};

	(void)state;
	ASSERT_REFUSED(rows);
}

static void
separators_are_refused_and_taken_out(void **state)
{
	static const struct case_row rows[] = {
		{ "+44 7700 900123", NULL, PHONE_SEPARATOR, "+447700900123" },
		{ "+1 (212) 555-0123", NULL, PHONE_SEPARATOR, "+12125550123" },
		{ "+1.212.555.0123", NULL, PHONE_SEPARATOR, "+12125550123" },
		{ "(+44) 7700 900123", NULL, PHONE_SEPARATOR, "+447700900123" },
		{ "+(44)7700900123", NULL, PHONE_SEPARATOR, "+447700900123" },
		{ "TEL:+447700900123", NULL, PHONE_SEPARATOR, "+447700900123" },
		{ "+447700900123\r\n", NULL, PHONE_SEPARATOR, "+447700900123" },
		{ "'+447700900123'", NULL, PHONE_SEPARATOR, "+447700900123" },
		{ "+44\xe2\x80\xaf"
		  "7700\xe2\x80\x93"
		  "900123",
		  NULL, PHONE_SEPARATOR, "+447700900123" },
		{ "+39 (06) 0000 0000", NULL, PHONE_SEPARATOR, "+390600000000" },
		{ "+999 3 0005", NULL, PHONE_SEPARATOR, "+99930005" },
	};

	(void)state;
	ASSERT_REFUSED(rows);
}

static void
extensions_are_refused_without_a_guess(void **state)
{
	static const struct case_row rows[] = {
		{ "+447700900123 ext 12", NULL, PHONE_EXTENSION, "" },
		{ "+447700900123 EXT. 12", NULL, PHONE_EXTENSION, "" },
		{ "+44 7700 900123 x 12", NULL, PHONE_EXTENSION, "" },
		{ "+12125550123;ext=4", NULL, PHONE_EXTENSION, "" },
		{ "+12125550123,1", NULL, PHONE_EXTENSION, "" },
		{ "+12125550123 #7", NULL, PHONE_EXTENSION, "" },
		{ "02125550123x9", "US", PHONE_EXTENSION, "" },
		{ "+12125550123x", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "+12125550123;1", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "+12x5550123", NULL, PHONE_NOT_A_DIGIT, "" },
	};

	(void)state;
	ASSERT_REFUSED(rows);
}

static void
letters_and_signs_are_refused_without_a_guess(void **state)
{
	static const struct case_row rows[] = {
		{ "+1212555HELP", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "+4477O0900123", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "hello", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "+-447700900123", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "+44.5", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "--", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "+0x2c", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "44+7700900123", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "+447700900123;rm", NULL, PHONE_NOT_A_DIGIT, "" },
		{ "+44%37700900123", NULL, PHONE_NOT_A_DIGIT, "" },
	};

	(void)state;
	ASSERT_REFUSED(rows);
}

static void
what_cannot_be_seen_is_taken_out_with_a_word_about_it(void **state)
{
	static const struct case_row rows[] = {
		{ "\xe2\x80\xaa+447700900123\xe2\x80\xac", NULL, PHONE_NOT_ASCII, "+447700900123" },
		{ "\xef\xbb\xbf+447700900123", NULL, PHONE_NOT_ASCII, "+447700900123" },
		{ "+44\xc2\xad"
		  "7700900123",
		  NULL, PHONE_NOT_ASCII, "+447700900123" },
		{ "+447700\x01"
		  "900123",
		  NULL, PHONE_NOT_ASCII, "+447700900123" },
		{ "\xe2\x80\x8e"
		  "07700 900123",
		  "GB", PHONE_NOT_ASCII, "+447700900123" },
	};
	struct phone_reading found;

	(void)state;
	ASSERT_REFUSED(rows);
	phone_read("+447700900123\0+1", 16, NULL, &found);
	assert_false(found.valid);
	phone_read("+447700900123\0", 14, NULL, &found);
	assert_int_equal(found.reason, PHONE_NOT_ASCII);
	assert_string_equal(found.suggestion, "+447700900123");
}

static void
digits_of_another_script_are_shown_in_ascii(void **state)
{
	static const struct case_row rows[] = {
		{ "+４４7700900123", NULL, PHONE_NOT_ASCII, "+447700900123" },
		{ "＋447700900123", NULL, PHONE_NOT_ASCII, "+447700900123" },
		{ "+٤٤7700900123", NULL, PHONE_NOT_ASCII, "+447700900123" },
		{ "+۴۴7700900123", NULL, PHONE_NOT_ASCII, "+447700900123" },
		{ "+४४7700900123", NULL, PHONE_NOT_ASCII, "+447700900123" },
		/* Raised figures may be footnotes, other letters anything. */
		{ "+44770090012³", NULL, PHONE_NOT_ASCII, "" },
		{ "+44770090012З", NULL, PHONE_NOT_ASCII, "" },
		{ "+4477009001é3", NULL, PHONE_NOT_ASCII, "" },
		{ "+44770090012\xff", NULL, PHONE_NOT_ASCII, "" },
	};

	(void)state;
	ASSERT_REFUSED(rows);
}

static void
several_pluses_are_refused(void **state)
{
	static const struct case_row rows[] = {
		{ "++447700900123", NULL, PHONE_SEVERAL_PLUS, "+447700900123" },
		{ "+44+7700900123", NULL, PHONE_SEVERAL_PLUS, "" },
		{ "+447700900123+12125550123", NULL, PHONE_SEVERAL_PLUS, "" },
		{ "+447700900123+", NULL, PHONE_SEVERAL_PLUS, "" },
	};

	(void)state;
	ASSERT_REFUSED(rows);
}

static void
lengths_outside_the_standard_are_refused(void **state)
{
	static const struct case_row rows[] = {
		{ "", NULL, PHONE_EMPTY, "" },
		{ " \t\r\n", NULL, PHONE_EMPTY, "" },
		{ "\xc2\xa0", NULL, PHONE_EMPTY, "" },
		{ "+", NULL, PHONE_TOO_SHORT, "" },
		{ "+7", NULL, PHONE_TOO_SHORT, "" },
		{ "+0", NULL, PHONE_COUNTRY_ZERO, "" },
		{ "+0123", NULL, PHONE_COUNTRY_ZERO, "" },
		{ "+1234567890123456", NULL, PHONE_TOO_LONG, "" },
		{ "+99912345678901234", NULL, PHONE_TOO_LONG, "" },
		{ "+888888888888888888888888888888888888", NULL, PHONE_TOO_LONG, "" },
	};

	(void)state;
	ASSERT_REFUSED(rows);
	assert_true(read_text("+123456789012345", NULL).valid);
}

static void
a_sandbox_number_is_well_formed_but_never_valid(void **state)
{
	static const char *const cases[] = { "+99930005", "+99900000", "+999", "+999123456789012" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct phone_reading found = read_text(cases[i], NULL);

		assert_false(found.valid);
		assert_int_equal(found.reason, PHONE_SANDBOX);
		assert_string_equal(found.e164, cases[i]);
		assert_string_equal(found.country, "");
		assert_string_equal(found.suggestion, "");
		assert_true(phone_is_sandbox(cases[i]));
	}
	assert_false(phone_is_sandbox("+447700900123"));
	assert_false(phone_is_sandbox("+99"));
	assert_false(phone_is_sandbox("999"));
	assert_false(phone_is_sandbox(""));
}

static void
a_million_digits_are_read_to_their_end(void **state)
{
	static char input[1 << 20];
	struct phone_reading found;

	(void)state;
	memset(input, '7', sizeof(input));
	input[0] = '+';
	phone_read(input, sizeof(input), NULL, &found);
	assert_int_equal(found.reason, PHONE_TOO_LONG);
	input[sizeof(input) - 1] = 'k';
	phone_read(input, sizeof(input), NULL, &found);
	assert_int_equal(found.reason, PHONE_NOT_A_DIGIT);
}

static void
assert_consistent(const char *input, size_t size_bytes, const struct phone_reading *found)
{
	struct phone_reading again;

	assert_true(strlen(found->e164) < PHONE_E164_BYTES);
	if (found->valid) {
		assert_int_equal(strlen(found->e164), size_bytes);
		assert_memory_equal(found->e164, input, size_bytes);
	} else if (found->reason != PHONE_SANDBOX) {
		assert_string_equal(found->e164, "");
		assert_string_equal(found->country, "");
	}
	if (found->suggestion[0] == '\0')
		return;
	again = read_text(found->suggestion, NULL);
	if (!again.valid && again.reason != PHONE_SANDBOX)
		fail_msg("\"%.*s\" leads to %s", (int)size_bytes, input, found->suggestion);
}

static void
whatever_is_pasted_a_suggestion_can_be_sent_to(void **state)
{
	static const char *const pieces[] = {
		"+",
		"0",
		"00",
		"1",
		"44",
		"49",
		"39",
		"36",
		"999",
		"7700900123",
		"212",
		"06",
		"8",
		" ",
		"-",
		"(0)",
		".",
		"x",
		"ext",
		"#",
		"k",
		"\xe2\x80\xaa",
		"\xef\xbc\x97",
		"\xff",
		"tel:",
	};
	static const char *const regions[] = { NULL, "GB", "US", "HU", "IT", "RU", "AU", "??" };
	uint32_t random = 20;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct phone_reading found;
		char input[256] = "";
		const char *region;

		for (int i = 0; i < 7; i++) {
			random = random * 1664525 + 1013904223;
			strcat(input, pieces[(random >> 8) % (sizeof(pieces) / sizeof(pieces[0]))]);
		}
		region = regions[(random >> 20) % (sizeof(regions) / sizeof(regions[0]))];
		phone_read(input, strlen(input), region, &found);
		assert_consistent(input, strlen(input), &found);
	}
}

static void
reasons_have_the_words_of_the_contract(void **state)
{
	static const char *const words[PHONE_REASON_COUNT] = {
		NULL,           "empty",     "no_plus",   "several_plus",   "idd_prefix",
		"trunk_zero",   "separator", "extension", "not_a_digit",    "not_ascii",
		"country_zero", "too_short", "too_long",  "unusual_length", "sandbox",
	};

	(void)state;
	assert_null(phone_reason_word(PHONE_FINE));
	assert_string_equal(phone_reason_text(PHONE_FINE), "");
	for (int i = PHONE_EMPTY; i < PHONE_REASON_COUNT; i++) {
		const char *text = phone_reason_text((enum phone_reason)i);

		assert_string_equal(phone_reason_word((enum phone_reason)i), words[i]);
		assert_in_range(strlen(text), 10, 60);
		assert_null(strchr(text, '\n'));
		assert_int_not_equal(text[strlen(text) - 1], '.');
	}
	assert_null(phone_reason_word(PHONE_REASON_COUNT));
	assert_string_equal(phone_reason_text(PHONE_REASON_COUNT), "");
}

static void
a_mask_hides_the_middle(void **state)
{
	static const char *const cases[][2] = {
		{ "+4915100000042", "+49 151 ***** 42" },
		{ "+447700900123", "+44 770 ***** 23" },
		{ "+12125550123", "+1 212 ***** 23" },
		{ "+33639980001", "+33 639 ***** 01" },
		{ "+123456789012345", "+1 234 ***** 45" },
		{ "+2100000000", "+210 ***** 00" },
		{ "+298000012", "+298 ***** 12" },
		{ "+4915", "+49 *****" },
		{ "+49", "+49 *****" },
		{ "+99930005", "+99930005" },
		{ "+999123456789012", "+999123456789012" },
		{ "", "" },
		{ "+1234567890123456", "" },
		{ "07700900123", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[PHONE_MASKED_BYTES];

		phone_mask(cases[i][0], out);
		assert_string_equal(out, cases[i][1]);
	}
}

static void
the_last_four_never_reach_into_the_country_code(void **state)
{
	static const char *const cases[][2] = {
		{ "+447700900123", "0123" },
		{ "+12125550199", "0199" },
		{ "+99930005", "0005" },
		{ "+491234", "1234" },
		{ "+49123", "" },
		{ "+999123", "" },
		{ "+49", "" },
		{ "+", "" },
		{ "", "" },
		{ "07700900123", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[5];

		phone_last_four(cases[i][0], out);
		assert_string_equal(out, cases[i][1]);
	}
}

static void
countries_exist_by_their_iso_code(void **state)
{
	static const char *const known[] = {
		"DE", "US", "CA", "GB", "GG", "MF", "EH", "YT",
		"AX", "SJ", "BQ", "VA", "XK", "AQ", "TW",
	};
	static const char *const unknown[] = { "",   "D",  "de", "DEU", "XX",
		                               "UK", "EU", "--", "1A",  "E," };

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_true(phone_country_exists(known[i]));
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_false(phone_country_exists(unknown[i]));
}

/* Whether a field is a list of items made of `set`, each `least` to `most` long, or a dash. */
static bool
is_list(const char *field, const char *set, size_t least, size_t most)
{
	if (strcmp(field, "-") == 0)
		return true;
	for (;;) {
		size_t size_bytes = strspn(field, set);

		if (size_bytes < least || size_bytes > most)
			return false;
		if (field[size_bytes] == '\0')
			return true;
		if (field[size_bytes] != ',')
			return false;
		field += size_bytes + 1;
	}
}

static void
assert_row(const char *line)
{
	char code[8], leads[512], countries[16], trunk[8], idd[8];
	unsigned least, most;
	int end = 0;

	if (sscanf(line, "%7[0-9]\t%511[0-9,-]\t%15[A-Z,-]\t%u\t%u\t%7[0-9a-z-]\t%7[0-9]%n", code,
	           leads, countries, &least, &most, trunk, idd, &end) != 7 ||
	    line[end] != '\n')
		fail_msg("not a row: %.80s", line);
	assert_true(is_list(leads, "0123456789", 1, 6));
	assert_true(is_list(countries, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 2, 2));
	assert_in_range(strlen(code), 1, 3);
	assert_int_not_equal(code[0], '0');
	assert_string_not_equal(code, "999");
	assert_in_range(least, 4, most);
	assert_true(strlen(code) + most <= 15);
	assert_true(strcmp(trunk, "keep") == 0 || is_list(trunk, "01689", 1, 2));
	assert_in_range(strlen(idd), 2, 4);
}

static void
every_row_of_the_table_is_well_formed(void **state)
{
	const struct embedded *file = embedded_find("catalog/calling_codes.tsv");
	size_t rows = 0;

	(void)state;
	assert_non_null(file);
	for (const char *line = file->bytes; *line; line = strchr(line, '\n') + 1) {
		assert_non_null(strchr(line, '\n'));
		if (line[0] == '#')
			continue;
		assert_row(line);
		rows++;
	}
	assert_true(rows > 230);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_strict_number_is_valid_with_its_country),
		cmocka_unit_test(no_country_is_named_where_several_share_the_code),
		cmocka_unit_test(an_unusual_length_is_advice),
		cmocka_unit_test(some_countries_keep_their_zero),
		cmocka_unit_test(refuses_a_number_that_keeps_its_national_zero),
		cmocka_unit_test(a_prefix_for_calls_abroad_becomes_a_plus),
		cmocka_unit_test(national_input_is_read_by_its_region),
		cmocka_unit_test(a_missing_plus_is_added_only_to_a_whole_number),
		cmocka_unit_test(separators_are_refused_and_taken_out),
		cmocka_unit_test(extensions_are_refused_without_a_guess),
		cmocka_unit_test(letters_and_signs_are_refused_without_a_guess),
		cmocka_unit_test(what_cannot_be_seen_is_taken_out_with_a_word_about_it),
		cmocka_unit_test(digits_of_another_script_are_shown_in_ascii),
		cmocka_unit_test(several_pluses_are_refused),
		cmocka_unit_test(lengths_outside_the_standard_are_refused),
		cmocka_unit_test(a_sandbox_number_is_well_formed_but_never_valid),
		cmocka_unit_test(a_million_digits_are_read_to_their_end),
		cmocka_unit_test(whatever_is_pasted_a_suggestion_can_be_sent_to),
		cmocka_unit_test(reasons_have_the_words_of_the_contract),
		cmocka_unit_test(a_mask_hides_the_middle),
		cmocka_unit_test(the_last_four_never_reach_into_the_country_code),
		cmocka_unit_test(countries_exist_by_their_iso_code),
		cmocka_unit_test(every_row_of_the_table_is_well_formed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
