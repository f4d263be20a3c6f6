/* SPDX-License-Identifier: MIT */
/* what a text costs at every edge, and what stands in for dear characters */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "domain/parts.h"
#include "domain/parts_impl.h"

#define EURO "\xe2\x82\xac"       /* two septets */
#define BOTTLE "\xf0\x9f\x8d\xbe" /* U+1F37E: two 16-bit units */
#define ZHE "\xd0\x96"

/* A piece repeated, then a tail: enough to stand at any edge. */
struct shape {
	const char *piece;
	size_t times;
	const char *tail;
	enum parts_encoding encoding;
	size_t count;
	size_t units;
	size_t remaining;
};

static struct parts
measure(const char *source, size_t size_bytes)
{
	struct fault f = { 0 };
	struct parts found;

	assert_int_equal(parts_measure(source, size_bytes, &found, &f), ST_OK);
	return found;
}

static void
assert_shape(const struct shape *shape)
{
	char source[8192] = "";
	size_t size_bytes = 0;
	struct parts found;

	for (size_t i = 0; i < shape->times; i++) {
		memcpy(source + size_bytes, shape->piece, strlen(shape->piece));
		size_bytes += strlen(shape->piece);
	}
	memcpy(source + size_bytes, shape->tail, strlen(shape->tail));
	size_bytes += strlen(shape->tail);
	found = measure(source, size_bytes);
	if (found.encoding != shape->encoding || found.count != shape->count ||
	    found.units != shape->units || found.remaining != shape->remaining)
		fail_msg("%zu of \"%s\" and \"%s\": encoding %d, %zu parts, %zu units, %zu remain",
		         shape->times, shape->piece, shape->tail, (int)found.encoding, found.count,
		         found.units, found.remaining);
}

static void
septets_fill_160_alone_and_153_joined(void **state)
{
	static const struct shape shapes[] = {
		{ "", 0, "", PARTS_GSM7, 0, 0, 160 },
		{ "k", 1, "", PARTS_GSM7, 1, 1, 159 },
		{ "k", 159, "", PARTS_GSM7, 1, 159, 1 },
		{ "k", 160, "", PARTS_GSM7, 1, 160, 0 },
		{ "k", 161, "", PARTS_GSM7, 2, 161, 145 },
		{ "k", 306, "", PARTS_GSM7, 2, 306, 0 },
		{ "k", 307, "", PARTS_GSM7, 3, 307, 152 },
		{ "k", 459, "", PARTS_GSM7, 3, 459, 0 },
		{ "k", 460, "", PARTS_GSM7, 4, 460, 152 },
		{ "k", 3825, "", PARTS_GSM7, 25, 3825, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		assert_shape(&shapes[i]);
}

static void
extension_characters_count_twice_and_stay_whole(void **state)
{
	static const struct shape shapes[] = {
		{ EURO, 1, "", PARTS_GSM7, 1, 2, 158 },
		{ EURO, 80, "", PARTS_GSM7, 1, 160, 0 },
		{ EURO, 80, "k", PARTS_GSM7, 2, 161, 144 },
		{ EURO, 81, "", PARTS_GSM7, 2, 162, 143 },
		/* 76 pairs leave one septet of 153 that no pair may take. */
		{ EURO, 152, "", PARTS_GSM7, 2, 304, 1 },
		{ EURO, 152, "kk", PARTS_GSM7, 3, 306, 152 },
		{ EURO, 153, "", PARTS_GSM7, 3, 306, 151 },
		{ "k", 159, "{", PARTS_GSM7, 2, 161, 145 },
		{ "k", 152, "[abcdefg", PARTS_GSM7, 2, 161, 144 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		assert_shape(&shapes[i]);
}

static void
sixteen_bit_units_fill_70_alone_and_67_joined(void **state)
{
	static const struct shape shapes[] = {
		{ ZHE, 1, "", PARTS_UCS2, 1, 1, 69 },
		{ ZHE, 70, "", PARTS_UCS2, 1, 70, 0 },
		{ ZHE, 71, "", PARTS_UCS2, 2, 71, 63 },
		{ ZHE, 134, "", PARTS_UCS2, 2, 134, 0 },
		{ ZHE, 135, "", PARTS_UCS2, 3, 135, 66 },
		/* One dear character makes the others dear: 70 still fit, 160 do not. */
		{ "k", 69, ZHE, PARTS_UCS2, 1, 70, 0 },
		{ "k", 159, ZHE, PARTS_UCS2, 3, 160, 41 },
		/* The extension counts once where there is no escape. */
		{ EURO, 69, ZHE, PARTS_UCS2, 1, 70, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		assert_shape(&shapes[i]);
}

static void
surrogate_pairs_count_twice_and_stay_whole(void **state)
{
	static const struct shape shapes[] = {
		{ BOTTLE, 1, "", PARTS_UCS2, 1, 2, 68 },
		{ BOTTLE, 35, "", PARTS_UCS2, 1, 70, 0 },
		{ BOTTLE, 35, "k", PARTS_UCS2, 2, 71, 62 },
		{ BOTTLE, 66, "", PARTS_UCS2, 2, 132, 1 },
		{ BOTTLE, 66, "kk", PARTS_UCS2, 3, 134, 66 },
		{ BOTTLE, 67, "", PARTS_UCS2, 3, 134, 65 },
		{ "k", 66, BOTTLE "abc", PARTS_UCS2, 2, 71, 62 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		assert_shape(&shapes[i]);
}

static void
the_whole_alphabet_is_known(void **state)
{
	/* The table of the standard in its own order, without the escape. */
	static const char one[] =
		"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
	static const char two[] = "\f^{}\\[~]|€";
	struct parts found;

	(void)state;
	found = measure(one, strlen(one));
	assert_int_equal(found.encoding, PARTS_GSM7);
	assert_int_equal(found.units, 127);
	found = measure(two, strlen(two));
	assert_int_equal(found.encoding, PARTS_GSM7);
	assert_int_equal(found.units, 20);
	assert_int_equal(parts_offenders(one, strlen(one), NULL, 0), 0);
	assert_int_equal(parts_offenders(two, strlen(two), NULL, 0), 0);
}

static void
every_other_ascii_character_forces_ucs2(void **state)
{
	(void)state;
	for (char byte = 0; byte < 0x20; byte++) {
		struct parts found = measure(&byte, 1);
		bool is_known = byte == '\n' || byte == '\r' || byte == '\f';

		assert_int_equal(found.encoding, is_known ? PARTS_GSM7 : PARTS_UCS2);
	}
	assert_int_equal(measure("`", 1).encoding, PARTS_UCS2);
	assert_int_equal(measure("\x7f", 1).encoding, PARTS_UCS2);
	/* The alphabet has the capital only. */
	assert_int_equal(measure("ç", 2).encoding, PARTS_UCS2);
}

static void
refuses_bytes_that_are_not_utf8(void **state)
{
	static const char *const cases[] = { "caf\xe9", "\xc3", "\xed\xa0\x80", "\xc0\xaf",
		                             "\xff" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault f = { 0 };
		struct parts found;

		assert_int_equal(parts_measure(cases[i], strlen(cases[i]), &found, &f), ST_INVALID);
		assert_int_equal(f.word, WORD_NOT_UTF8);
		assert_true(f.cause[0] != '\0');
	}
}

static void
offenders_are_named_with_their_place(void **state)
{
	static const char source[] = "Code `1\n" BOTTLE " d\xc3\xa9j\xc3\xa0 \xe2\x80\x93";
	struct parts_offender found[4];

	(void)state;
	assert_int_equal(parts_offenders(source, strlen(source), found, 4), 3);
	assert_int_equal(found[0].code_point, '`');
	assert_int_equal(found[0].line, 1);
	assert_int_equal(found[0].column, 6);
	assert_string_equal(found[0].suggestion, "'");
	assert_int_equal(found[1].code_point, 0x1f37e);
	assert_int_equal(found[1].line, 2);
	assert_int_equal(found[1].column, 1);
	assert_null(found[1].suggestion);
	assert_int_equal(found[2].code_point, 0x2013);
	assert_int_equal(found[2].line, 2);
	assert_int_equal(found[2].column, 8);
	assert_string_equal(found[2].suggestion, "-");
}

static void
offenders_beyond_the_room_are_counted_only(void **state)
{
	struct parts_offender found[2] = { { 0, 0, 0, NULL }, { 0, 77, 0, NULL } };

	(void)state;
	assert_int_equal(parts_offenders(ZHE ZHE ZHE, 6, found, 1), 3);
	assert_int_equal(found[0].code_point, 0x416);
	assert_int_equal(found[1].line, 77);
}

/* The suggestion for one character, "none" where there is none. */
static const char *
suggestion_for(const char *source)
{
	struct parts_offender found = { 0, 0, 0, NULL };

	assert_int_equal(parts_offenders(source, strlen(source), &found, 1), 1);
	return found.suggestion ? found.suggestion : "none";
}

static void
suggestions_are_what_a_person_would_type(void **state)
{
	static const struct {
		const char *source;
		const char *expected;
	} cases[] = {
		{ "’", "'" },
		{ "‘", "'" },
		{ "“", "\"" },
		{ "”", "\"" },
		{ "„", "\"" },
		{ "«", "\"" },
		{ "–", "-" },
		{ "—", "-" },
		{ "…", "..." },
		{ "•", "*" },
		{ "™", "TM" },
		{ "\t", " " },
		{ "á", "a" },
		{ "Í", "I" },
		{ "ô", "o" },
		{ "ç", "c" },
		{ "ÿ", "y" },
		{ "Ð", "D" },
		{ "þ", "th" },
		{ "ą", "a" },
		{ "Ć", "C" },
		{ "đ", "d" },
		{ "Ę", "E" },
		{ "ğ", "g" },
		{ "ħ", "h" },
		{ "İ", "I" },
		{ "ı", "i" },
		{ "ł", "l" },
		{ "ņ", "n" },
		{ "ő", "ö" },
		{ "Œ", "OE" },
		{ "ř", "r" },
		{ "ș", "s" },
		{ "Š", "S" },
		{ "ť", "t" },
		{ "Ű", "Ü" },
		{ "ų", "u" },
		{ "ŵ", "w" },
		{ "ž", "z" },
		{ "ſ", "s" },
		{ "ơ", "o" },
		{ "Ư", "U" },
		{ "ǔ", "u" },
		{ "ț", "t" },
		{ "Α", "A" },
		{ "Ρ", "P" },
		{ "Χ", "X" },
		{ "ẅ", "w" },
		{ "ẞ", "ß" },
		{ "ạ", "a" },
		{ "ặ", "a" },
		{ "Ế", "E" },
		{ "ị", "i" },
		{ "ợ", "o" },
		{ "ự", "u" },
		{ "ỹ", "y" },
		{ "½", "1/2" },
		{ "\xc2\xa0", " " },
		{ "\xe2\x80\x89", " " },
		{ "\xe2\x80\x8b", "" },
		{ "\xef\xbb\xbf", "" },
		{ "Ж", "none" },
		{ "α", "none" },
		{ "漢", "none" },
		{ "÷", "none" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(suggestion_for(cases[i].source), cases[i].expected);
}

static void
every_suggestion_is_free_of_offenders(void **state)
{
	size_t suggestions = 0;

	(void)state;
	for (uint32_t code_point = 0x80; code_point < 0xffff; code_point++) {
		struct parts_offender found;
		char source[4] = { 0 };

		if (code_point >= 0xd800 && code_point < 0xe000)
			continue;
		if (code_point < 0x800) {
			source[0] = (char)(0xc0 | code_point >> 6);
			source[1] = (char)(0x80 | (code_point & 0x3f));
		} else {
			source[0] = (char)(0xe0 | code_point >> 12);
			source[1] = (char)(0x80 | (code_point >> 6 & 0x3f));
			source[2] = (char)(0x80 | (code_point & 0x3f));
		}
		if (parts_offenders(source, strlen(source), &found, 1) == 0 || !found.suggestion)
			continue;
		suggestions++;
		assert_int_equal(
			parts_offenders(found.suggestion, strlen(found.suggestion), NULL, 0), 0);
	}
	assert_true(suggestions > 300);
}

static void
encodings_have_the_names_of_the_contract(void **state)
{
	(void)state;
	assert_string_equal(parts_encoding_name(PARTS_GSM7), "GSM-7");
	assert_string_equal(parts_encoding_name(PARTS_UCS2), "UCS-2");
}

static void
one_of_several_parts_holds_less_than_one_alone(void **state)
{
	(void)state;
	assert_int_equal(parts_room(PARTS_GSM7, 0), 160);
	assert_int_equal(parts_room(PARTS_GSM7, 1), 160);
	assert_int_equal(parts_room(PARTS_GSM7, 2), 153);
	assert_int_equal(parts_room(PARTS_UCS2, 1), 70);
	assert_int_equal(parts_room(PARTS_UCS2, 9), 67);
}

/* The module reads most texts in blocks; these two read them character by character. */

static bool
measure_singly(const char *source, size_t size_bytes, struct parts *out)
{
	size_t units[2] = { 0, 0 }, full[2] = { 0, 0 }, in_last[2] = { 0, 0 };
	const size_t joined[2] = { 153, 67 }, alone[2] = { 160, 70 };
	uint32_t code_point;
	bool dear = false;

	for (size_t at = 0, taken; at < size_bytes; at += taken) {
		taken = text_next_code_point(source + at, size_bytes - at, &code_point);
		if (taken == 1 && code_point == 0xfffd)
			return false;
		size_t each[2] = { parts_gsm_septets(code_point), code_point > 0xffff ? 2 : 1 };
		dear = dear || each[0] == 0;
		for (int i = 0; i < 2; i++) {
			if (in_last[i] + each[i] > joined[i]) {
				full[i]++;
				in_last[i] = 0;
			}
			in_last[i] += each[i];
			units[i] += each[i];
		}
	}
	out->encoding = dear ? PARTS_UCS2 : PARTS_GSM7;
	out->units = units[dear];
	bool fits = out->units <= alone[dear];
	out->count = fits ? out->units > 0 : full[dear] + 1;
	out->remaining = fits ? alone[dear] - out->units : joined[dear] - in_last[dear];
	return true;
}

static void
assert_measured_as_singly(const char *source, size_t size_bytes)
{
	struct fault f = { 0 };
	struct parts found = { 0 }, wanted = { 0 };
	bool is_utf8 = measure_singly(source, size_bytes, &wanted);
	enum status st = parts_measure(source, size_bytes, &found, &f);

	if (st != (is_utf8 ? ST_OK : ST_INVALID))
		fail_msg("status %d of \"%.*s\"", (int)st, (int)size_bytes, source);
	if (!is_utf8)
		return;
	if (found.encoding != wanted.encoding || found.count != wanted.count ||
	    found.units != wanted.units || found.remaining != wanted.remaining)
		fail_msg("\"%.*s\": %zu parts of %zu units, %zu remain", (int)size_bytes, source,
		         found.count, found.units, found.remaining);
}

static void
blocks_of_sixteen_count_as_single_characters_do(void **state)
{
	static const char *const pieces[] = {
		"a",
		"Your code ",
		"482913",
		"_",
		"[",
		"{}",
		EURO,
		"\xc3\xa9",
		"\xc3\xb3",
		ZHE,
		"\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2",
		"\xe3\x82\xb3\xe3\x83\xbc",
		"\xe0\xa4\xb9",
		"\xed\x95\x9c",
		BOTTLE,
		"\n",
		"\x7f",
		"abcdefghijklmnop",
		"\xef\xbf\xbd",
		/* No UTF-8: overlong, cut short, a half pair, above the last, a lone end. */
		"\xc0\xaf",
		"\xe0\x9f\xbf",
		"\xe3\x82",
		"\xed\xa0\x80",
		"\xf4\x90\x80\x80",
		"\x80",
		"\xc3",
		"\xf0\x9f\x8d",
		"\xff",
	};
	const size_t sound = 19, all = sizeof(pieces) / sizeof(*pieces);
	uint32_t chance = 4;
	char source[1024];

	(void)state;
	for (int round = 0; round < 40000; round++) {
		size_t size_bytes = 0;
		chance = chance * 1664525 + 1013904223;
		size_t wanted = chance >> 24;
		size_t narrow = 1 + (chance >> 8) % sound;
		while (size_bytes < wanted) {
			chance = chance * 1664525 + 1013904223;
			size_t among = (chance >> 8) % 200 == 0 ? all : narrow;
			const char *piece = pieces[(chance >> 16) % among];
			memcpy(source + size_bytes, piece, strlen(piece));
			size_bytes += strlen(piece);
		}
		assert_measured_as_singly(source, size_bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(septets_fill_160_alone_and_153_joined),
		cmocka_unit_test(extension_characters_count_twice_and_stay_whole),
		cmocka_unit_test(sixteen_bit_units_fill_70_alone_and_67_joined),
		cmocka_unit_test(surrogate_pairs_count_twice_and_stay_whole),
		cmocka_unit_test(the_whole_alphabet_is_known),
		cmocka_unit_test(every_other_ascii_character_forces_ucs2),
		cmocka_unit_test(refuses_bytes_that_are_not_utf8),
		cmocka_unit_test(offenders_are_named_with_their_place),
		cmocka_unit_test(offenders_beyond_the_room_are_counted_only),
		cmocka_unit_test(suggestions_are_what_a_person_would_type),
		cmocka_unit_test(every_suggestion_is_free_of_offenders),
		cmocka_unit_test(encodings_have_the_names_of_the_contract),
		cmocka_unit_test(one_of_several_parts_holds_less_than_one_alone),
		cmocka_unit_test(blocks_of_sixteen_count_as_single_characters_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
