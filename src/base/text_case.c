/* SPDX-License-Identifier: MIT */
/* capital and small letters as JavaScript has them */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#define CAPITAL_SIGMA UINT32_C(0x03A3)
#define SMALL_SIGMA UINT32_C(0x03C3)
#define FINAL_SIGMA UINT32_C(0x03C2)
#define CAPITAL_I_WITH_DOT UINT32_C(0x0130)
#define COMBINING_DOT UINT32_C(0x0307)
#define UPPER_MAX 3

/* A letter whose capital form is several: Unicode's SpecialCasing, what holds in every language. */
struct long_upper {
	uint16_t from;
	uint16_t to[UPPER_MAX];
};

static const struct long_upper long_uppers[] = {
	{ 0x00DF, { 0x0053, 0x0053, 0x0000 } }, { 0x0149, { 0x02BC, 0x004E, 0x0000 } },
	{ 0x01F0, { 0x004A, 0x030C, 0x0000 } }, { 0x0390, { 0x0399, 0x0308, 0x0301 } },
	{ 0x03B0, { 0x03A5, 0x0308, 0x0301 } }, { 0x0587, { 0x0535, 0x0552, 0x0000 } },
	{ 0x1E96, { 0x0048, 0x0331, 0x0000 } }, { 0x1E97, { 0x0054, 0x0308, 0x0000 } },
	{ 0x1E98, { 0x0057, 0x030A, 0x0000 } }, { 0x1E99, { 0x0059, 0x030A, 0x0000 } },
	{ 0x1E9A, { 0x0041, 0x02BE, 0x0000 } }, { 0x1F50, { 0x03A5, 0x0313, 0x0000 } },
	{ 0x1F52, { 0x03A5, 0x0313, 0x0300 } }, { 0x1F54, { 0x03A5, 0x0313, 0x0301 } },
	{ 0x1F56, { 0x03A5, 0x0313, 0x0342 } }, { 0x1F80, { 0x1F08, 0x0399, 0x0000 } },
	{ 0x1F81, { 0x1F09, 0x0399, 0x0000 } }, { 0x1F82, { 0x1F0A, 0x0399, 0x0000 } },
	{ 0x1F83, { 0x1F0B, 0x0399, 0x0000 } }, { 0x1F84, { 0x1F0C, 0x0399, 0x0000 } },
	{ 0x1F85, { 0x1F0D, 0x0399, 0x0000 } }, { 0x1F86, { 0x1F0E, 0x0399, 0x0000 } },
	{ 0x1F87, { 0x1F0F, 0x0399, 0x0000 } }, { 0x1F88, { 0x1F08, 0x0399, 0x0000 } },
	{ 0x1F89, { 0x1F09, 0x0399, 0x0000 } }, { 0x1F8A, { 0x1F0A, 0x0399, 0x0000 } },
	{ 0x1F8B, { 0x1F0B, 0x0399, 0x0000 } }, { 0x1F8C, { 0x1F0C, 0x0399, 0x0000 } },
	{ 0x1F8D, { 0x1F0D, 0x0399, 0x0000 } }, { 0x1F8E, { 0x1F0E, 0x0399, 0x0000 } },
	{ 0x1F8F, { 0x1F0F, 0x0399, 0x0000 } }, { 0x1F90, { 0x1F28, 0x0399, 0x0000 } },
	{ 0x1F91, { 0x1F29, 0x0399, 0x0000 } }, { 0x1F92, { 0x1F2A, 0x0399, 0x0000 } },
	{ 0x1F93, { 0x1F2B, 0x0399, 0x0000 } }, { 0x1F94, { 0x1F2C, 0x0399, 0x0000 } },
	{ 0x1F95, { 0x1F2D, 0x0399, 0x0000 } }, { 0x1F96, { 0x1F2E, 0x0399, 0x0000 } },
	{ 0x1F97, { 0x1F2F, 0x0399, 0x0000 } }, { 0x1F98, { 0x1F28, 0x0399, 0x0000 } },
	{ 0x1F99, { 0x1F29, 0x0399, 0x0000 } }, { 0x1F9A, { 0x1F2A, 0x0399, 0x0000 } },
	{ 0x1F9B, { 0x1F2B, 0x0399, 0x0000 } }, { 0x1F9C, { 0x1F2C, 0x0399, 0x0000 } },
	{ 0x1F9D, { 0x1F2D, 0x0399, 0x0000 } }, { 0x1F9E, { 0x1F2E, 0x0399, 0x0000 } },
	{ 0x1F9F, { 0x1F2F, 0x0399, 0x0000 } }, { 0x1FA0, { 0x1F68, 0x0399, 0x0000 } },
	{ 0x1FA1, { 0x1F69, 0x0399, 0x0000 } }, { 0x1FA2, { 0x1F6A, 0x0399, 0x0000 } },
	{ 0x1FA3, { 0x1F6B, 0x0399, 0x0000 } }, { 0x1FA4, { 0x1F6C, 0x0399, 0x0000 } },
	{ 0x1FA5, { 0x1F6D, 0x0399, 0x0000 } }, { 0x1FA6, { 0x1F6E, 0x0399, 0x0000 } },
	{ 0x1FA7, { 0x1F6F, 0x0399, 0x0000 } }, { 0x1FA8, { 0x1F68, 0x0399, 0x0000 } },
	{ 0x1FA9, { 0x1F69, 0x0399, 0x0000 } }, { 0x1FAA, { 0x1F6A, 0x0399, 0x0000 } },
	{ 0x1FAB, { 0x1F6B, 0x0399, 0x0000 } }, { 0x1FAC, { 0x1F6C, 0x0399, 0x0000 } },
	{ 0x1FAD, { 0x1F6D, 0x0399, 0x0000 } }, { 0x1FAE, { 0x1F6E, 0x0399, 0x0000 } },
	{ 0x1FAF, { 0x1F6F, 0x0399, 0x0000 } }, { 0x1FB2, { 0x1FBA, 0x0399, 0x0000 } },
	{ 0x1FB3, { 0x0391, 0x0399, 0x0000 } }, { 0x1FB4, { 0x0386, 0x0399, 0x0000 } },
	{ 0x1FB6, { 0x0391, 0x0342, 0x0000 } }, { 0x1FB7, { 0x0391, 0x0342, 0x0399 } },
	{ 0x1FBC, { 0x0391, 0x0399, 0x0000 } }, { 0x1FC2, { 0x1FCA, 0x0399, 0x0000 } },
	{ 0x1FC3, { 0x0397, 0x0399, 0x0000 } }, { 0x1FC4, { 0x0389, 0x0399, 0x0000 } },
	{ 0x1FC6, { 0x0397, 0x0342, 0x0000 } }, { 0x1FC7, { 0x0397, 0x0342, 0x0399 } },
	{ 0x1FCC, { 0x0397, 0x0399, 0x0000 } }, { 0x1FD2, { 0x0399, 0x0308, 0x0300 } },
	{ 0x1FD3, { 0x0399, 0x0308, 0x0301 } }, { 0x1FD6, { 0x0399, 0x0342, 0x0000 } },
	{ 0x1FD7, { 0x0399, 0x0308, 0x0342 } }, { 0x1FE2, { 0x03A5, 0x0308, 0x0300 } },
	{ 0x1FE3, { 0x03A5, 0x0308, 0x0301 } }, { 0x1FE4, { 0x03A1, 0x0313, 0x0000 } },
	{ 0x1FE6, { 0x03A5, 0x0342, 0x0000 } }, { 0x1FE7, { 0x03A5, 0x0308, 0x0342 } },
	{ 0x1FF2, { 0x1FFA, 0x0399, 0x0000 } }, { 0x1FF3, { 0x03A9, 0x0399, 0x0000 } },
	{ 0x1FF4, { 0x038F, 0x0399, 0x0000 } }, { 0x1FF6, { 0x03A9, 0x0342, 0x0000 } },
	{ 0x1FF7, { 0x03A9, 0x0342, 0x0399 } }, { 0x1FFC, { 0x03A9, 0x0399, 0x0000 } },
	{ 0xFB00, { 0x0046, 0x0046, 0x0000 } }, { 0xFB01, { 0x0046, 0x0049, 0x0000 } },
	{ 0xFB02, { 0x0046, 0x004C, 0x0000 } }, { 0xFB03, { 0x0046, 0x0046, 0x0049 } },
	{ 0xFB04, { 0x0046, 0x0046, 0x004C } }, { 0xFB05, { 0x0053, 0x0054, 0x0000 } },
	{ 0xFB06, { 0x0053, 0x0054, 0x0000 } }, { 0xFB13, { 0x0544, 0x0546, 0x0000 } },
	{ 0xFB14, { 0x0544, 0x0535, 0x0000 } }, { 0xFB15, { 0x0544, 0x053B, 0x0000 } },
	{ 0xFB16, { 0x054E, 0x0546, 0x0000 } }, { 0xFB17, { 0x0544, 0x053D, 0x0000 } },
};

/* Pairs younger than the Unicode 15.0 of utf8proc 2.8: JavaScript knows them, and so do we. */
struct young_pairs {
	uint32_t upper;
	uint32_t lower;
	uint32_t count; /* each pair is `step` behind the one before */
	uint32_t step;
};

static const struct young_pairs young_pairs[] = {
	{ 0x1C89, 0x1C8A, 1, 1 },    { 0xA7CB, 0x0264, 1, 1 },    { 0xA7CC, 0xA7CD, 2, 2 },
	{ 0xA7D2, 0xA7D3, 2, 2 },    { 0xA7DA, 0xA7DB, 1, 1 },    { 0xA7DC, 0x019B, 1, 1 },
	{ 0x10D50, 0x10D70, 22, 1 }, { 0x16EA0, 0x16EBB, 25, 1 },
};

/* Cased by property and not by category (ordinals, Roman numerals, letters in circles and boxes);
 * and the one letter of category Ll that isn't. */
struct span {
	uint32_t first;
	uint32_t last;
};

static const struct span cased_symbols[] = {
	{ 0x00AA, 0x00AA },   { 0x00BA, 0x00BA },   { 0x2160, 0x217F },   { 0x24B6, 0x24E9 },
	{ 0x1F130, 0x1F149 }, { 0x1F150, 0x1F169 }, { 0x1F170, 0x1F189 },
};
#define UNCASED_LETTER UINT32_C(0x0295)

/* Punctuation inside words. */
static const uint32_t ignorable_marks[] = {
	0x0027, 0x002E, 0x003A, 0x00B7, 0x0387, 0x055F, 0x05F4, 0x2018, 0x2019,
	0x2024, 0x2027, 0xFE13, 0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A,
};

static const struct long_upper *
find_long_upper(uint32_t code_point)
{
	size_t low = 0;
	size_t high = sizeof long_uppers / sizeof *long_uppers;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (long_uppers[middle].from == code_point)
			return &long_uppers[middle];
		if (long_uppers[middle].from < code_point)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The other letter of a young pair, or 0. */
static uint32_t
young_other(uint32_t code_point, bool to_upper)
{
	for (size_t i = 0; i < sizeof young_pairs / sizeof *young_pairs; i++) {
		const struct young_pairs *pairs = &young_pairs[i];
		uint32_t first = to_upper ? pairs->lower : pairs->upper;
		uint32_t distance = code_point - first;

		if (code_point >= first && distance < pairs->count * pairs->step &&
		    distance % pairs->step == 0)
			return (to_upper ? pairs->upper : pairs->lower) + distance;
	}
	return 0;
}

static uint32_t
simple_upper(uint32_t code_point)
{
	uint32_t young = young_other(code_point, true);

	return young != 0 ? young : (uint32_t)utf8proc_toupper((utf8proc_int32_t)code_point);
}

static uint32_t
simple_lower(uint32_t code_point)
{
	uint32_t young = young_other(code_point, false);

	return young != 0 ? young : (uint32_t)utf8proc_tolower((utf8proc_int32_t)code_point);
}

static bool
is_case_ignorable(uint32_t code_point)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);

	for (size_t i = 0; i < sizeof ignorable_marks / sizeof *ignorable_marks; i++)
		if (ignorable_marks[i] == code_point)
			return true;
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
	       category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_LM ||
	       category == UTF8PROC_CATEGORY_SK;
}

static bool
is_cased(uint32_t code_point)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);

	for (size_t i = 0; i < sizeof cased_symbols / sizeof *cased_symbols; i++)
		if (code_point >= cased_symbols[i].first && code_point <= cased_symbols[i].last)
			return true;
	if (young_other(code_point, true) != 0 || young_other(code_point, false) != 0)
		return true;
	return code_point != UNCASED_LETTER &&
	       (category == UTF8PROC_CATEGORY_LL || category == UTF8PROC_CATEGORY_LU ||
	        category == UTF8PROC_CATEGORY_LT);
}

static bool
cased_letter_follows(const char *source, size_t size_bytes)
{
	size_t at = 0;

	while (at < size_bytes) {
		uint32_t code_point;

		at += text_next_code_point(source + at, size_bytes - at, &code_point);
		if (!is_case_ignorable(code_point))
			return is_cased(code_point);
	}
	return false;
}

static bool
cased_letter_precedes(const char *source, size_t size_bytes)
{
	size_t end = size_bytes;

	while (end > 0) {
		size_t start = end - 1;
		uint32_t code_point;

		while (start > 0 && end - start < 4 &&
		       ((unsigned char)source[start] & 0xC0) == 0x80)
			start--;
		(void)text_next_code_point(source + start, end - start, &code_point);
		if (!is_case_ignorable(code_point))
			return is_cased(code_point);
		end = start;
	}
	return false;
}

bool
text_append_upper(struct text *t, const char *source, size_t size_bytes)
{
	bool fits = true;
	size_t step;

	for (size_t at = 0; fits && at < size_bytes; at += step) {
		const struct long_upper *special;
		uint32_t code_point;

		step = text_next_code_point(source + at, size_bytes - at, &code_point);
		special = find_long_upper(code_point);
		if (step == 1 && code_point >= 0x80)
			fits = text_append_bytes(t, source + at, 1);
		else if (special == NULL)
			fits = text_append_code_point(t, simple_upper(code_point));
		for (size_t i = 0; fits && special != NULL && i < UPPER_MAX; i++)
			if (special->to[i] != 0)
				fits = text_append_code_point(t, special->to[i]);
	}
	return fits;
}

static uint32_t
lower_sigma(const char *source, size_t size_bytes, size_t at, size_t step)
{
	bool is_last = cased_letter_precedes(source, at) &&
	               !cased_letter_follows(source + at + step, size_bytes - at - step);

	return is_last ? FINAL_SIGMA : SMALL_SIGMA;
}

bool
text_append_lower(struct text *t, const char *source, size_t size_bytes)
{
	bool fits = true;
	size_t step;

	for (size_t at = 0; fits && at < size_bytes; at += step) {
		uint32_t code_point;

		step = text_next_code_point(source + at, size_bytes - at, &code_point);
		if (step == 1 && code_point >= 0x80)
			fits = text_append_bytes(t, source + at, 1);
		else if (code_point == CAPITAL_SIGMA)
			fits = text_append_code_point(t, lower_sigma(source, size_bytes, at, step));
		else if (code_point == CAPITAL_I_WITH_DOT)
			fits = text_append_code_point(t, 'i') &&
			       text_append_code_point(t, COMBINING_DOT);
		else
			fits = text_append_code_point(t, simple_lower(code_point));
	}
	return fits;
}
