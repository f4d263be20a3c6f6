/* SPDX-License-Identifier: MIT */
/* digits of every script, and what may stand between two of them */
#include "domain/redact_impl.h"

#include <stddef.h>

struct range {
	uint32_t first;
	uint32_t last;
};

/* The zeros of Unicode's decimal digits (general category Nd); nine more follow each. */
static const uint32_t zeros[] = {
	0x0030,  0x0660,  0x06F0,  0x07C0,  0x0966,  0x09E6,  0x0A66,  0x0AE6,  0x0B66,  0x0BE6,
	0x0C66,  0x0CE6,  0x0D66,  0x0DE6,  0x0E50,  0x0ED0,  0x0F20,  0x1040,  0x1090,  0x17E0,
	0x1810,  0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,
	0xA8D0,  0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066,
	0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0,
	0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2,
	0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
};

/* Raised, lowered and circled digits read as digits too: the first stands for `value`. */
static const struct {
	struct range codes;
	int value;
} lookalikes[] = {
	{ { 0x00B2, 0x00B3 }, 2 }, { { 0x00B9, 0x00B9 }, 1 }, { { 0x2070, 0x2070 }, 0 },
	{ { 0x2074, 0x2079 }, 4 }, { { 0x2080, 0x2089 }, 0 }, { { 0x2460, 0x2468 }, 1 },
	{ { 0x24EA, 0x24EA }, 0 }, { { 0x2776, 0x277E }, 1 },
};

/* Blanks, full stops, commas, dashes and what is not seen at all; U+FE0F and U+20E3 make a keycap
 * of the digit before them, U+FFFD stands for a broken byte. */
static const struct range gaps[] = {
	{ 0x0009, 0x000D }, { 0x0020, 0x0020 }, { 0x002C, 0x002E }, { 0x005F, 0x005F },
	{ 0x00A0, 0x00A0 }, { 0x00AD, 0x00AD }, { 0x00B7, 0x00B7 }, { 0x060C, 0x060C },
	{ 0x2000, 0x2015 }, { 0x2022, 0x202F }, { 0x205F, 0x2064 }, { 0x20E3, 0x20E3 },
	{ 0x2212, 0x2212 }, { 0x3000, 0x3002 }, { 0xFE0F, 0xFE0F }, { 0xFEFF, 0xFEFF },
	{ 0xFF0C, 0xFF0E }, { 0xFFFD, 0xFFFD },
};

/* Without the asterisk, which is what a digit becomes. */
static const struct range wide_gaps[] = {
	{ 0x0000, 0x0029 }, { 0x002B, 0x002F }, { 0x003A, 0x0040 }, { 0x005B, 0x0060 },
	{ 0x007B, 0x00BF }, { 0x02B0, 0x036F }, { 0x2000, 0x206F }, { 0x2190, 0x245F },
	{ 0x2500, 0x2775 }, { 0x3000, 0x303F }, { 0xFE00, 0xFE6F }, { 0xFF01, 0xFF0F },
	{ 0xFF1A, 0xFF20 },
};

static bool
is_among(const struct range *ranges, size_t count, uint32_t code_point)
{
	for (size_t i = 0; i < count; i++)
		if (code_point >= ranges[i].first && code_point <= ranges[i].last)
			return true;
	return false;
}

int
redact_digit(uint32_t code_point)
{
	if (code_point < 0x80)
		return code_point >= '0' && code_point <= '9' ? (int)(code_point - '0') : -1;
	for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
		if (code_point >= zeros[i] && code_point <= zeros[i] + 9)
			return (int)(code_point - zeros[i]);
	for (size_t i = 0; i < sizeof lookalikes / sizeof lookalikes[0]; i++)
		if (is_among(&lookalikes[i].codes, 1, code_point))
			return lookalikes[i].value + (int)(code_point - lookalikes[i].codes.first);
	return -1;
}

bool
redact_is_gap(uint32_t code_point)
{
	return is_among(gaps, sizeof gaps / sizeof gaps[0], code_point);
}

bool
redact_is_wide_gap(uint32_t code_point)
{
	return redact_is_gap(code_point) ||
	       (redact_digit(code_point) < 0 &&
	        is_among(wide_gaps, sizeof wide_gaps / sizeof wide_gaps[0], code_point));
}
