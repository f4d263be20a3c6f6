/* SPDX-License-Identifier: MIT */
/* how many SMS a text takes and which characters make it dear */
#include "domain/parts_impl.h"

#include <stdbool.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* 3GPP TS 23.038, 6.2.1: septets as digits. The escape itself is no character. */
const char parts_latin_septets[257] = "00000000001021000000000000000000" /* U+0000 */
				      "11111111111111111111111111111111" /* U+0020 */
				      "11111111111111111111111111122221" /* U+0040 */
				      "01111111111111111111111111122220" /* U+0060 */
				      "00000000000000000000000000000000" /* U+0080 */
				      "01011101000000000000000000000001" /* U+00A0 */
				      "00001111010000000100001010001001" /* U+00C0 */
				      "10001110110010000110001011001000" /* U+00E0 */;
const char parts_greek_septets[33] = "00011000100100101001001011000000" /* U+0390 */;

/* Letters of a block by their base letter, '.' where there is none or the character is GSM-7's. */
struct letter_block {
	uint32_t first;
	const char *bases;
};

static const struct letter_block blocks[] = {
	{ 0x00c0, "AAAA....E.EEIIIID.OOOO.x.UUU.Y.." },
	{ 0x00e0, ".aaa...c..ee.iiid..ooo....uu.y.y" },
	{ 0x0100, "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi..JjKkkLlLlLlLlLl"
	          "NnNnNnnNnOoOo....RrRrRrSsSsSsSsTtTtTtUuUuUuUu..UuWwYyYZzZzZzs" },
	{ 0x01a0, "Oo" },
	{ 0x01af, "Uu" },
	{ 0x01cd, "AaIiOoUu" },
	{ 0x0218, "SsTt" },
	{ 0x0391, "AB..EZH.IK.MN.O.P..TY.X" },
	{ 0x1e80, "WwWwWw" },
	{ 0x1ea0, "AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIi"
	          "OoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy" },
};

/* Characters whose stand-in is no single letter. Invisible ones may simply go. */
static const struct {
	uint32_t code_point;
	const char *text;
} others[] = {
	{ '\t', " " },        { '`', "'" },      { 0x00a0, " " },      { 0x00a2, "c" },
	{ 0x00a9, "(C)" },    { 0x00aa, "a" },   { 0x00ab, "\"" },     { 0x00ad, "" },
	{ 0x00ae, "(R)" },    { 0x00b2, "2" },   { 0x00b3, "3" },      { 0x00b4, "'" },
	{ 0x00b7, "." },      { 0x00b9, "1" },   { 0x00ba, "o" },      { 0x00bb, "\"" },
	{ 0x00bc, "1/4" },    { 0x00bd, "1/2" }, { 0x00be, "3/4" },    { 0x00de, "Th" },
	{ 0x00fe, "th" },     { 0x0132, "IJ" },  { 0x0133, "ij" },     { 0x0150, "\u00d6" },
	{ 0x0151, "\u00f6" }, { 0x0152, "OE" },  { 0x0153, "oe" },     { 0x0170, "\u00dc" },
	{ 0x0171, "\u00fc" }, { 0x02bc, "'" },   { 0x1e9e, "\u00df" }, { 0x2010, "-" },
	{ 0x2011, "-" },      { 0x2012, "-" },   { 0x2013, "-" },      { 0x2014, "-" },
	{ 0x2015, "-" },      { 0x2018, "'" },   { 0x2019, "'" },      { 0x201a, "'" },
	{ 0x201b, "'" },      { 0x201c, "\"" },  { 0x201d, "\"" },     { 0x201e, "\"" },
	{ 0x201f, "\"" },     { 0x2022, "*" },   { 0x2026, "..." },    { 0x2028, "\n" },
	{ 0x2029, "\n" },     { 0x202f, " " },   { 0x2032, "'" },      { 0x2033, "\"" },
	{ 0x2039, "'" },      { 0x203a, "'" },   { 0x2044, "/" },      { 0x205f, " " },
	{ 0x2060, "" },       { 0x2116, "No" },  { 0x2122, "TM" },     { 0x2192, "->" },
	{ 0x2212, "-" },      { 0x2215, "/" },   { 0x3000, " " },      { 0xfb01, "fi" },
	{ 0xfb02, "fl" },     { 0xfeff, "" },
};

static bool
is_in(uint32_t code_point, uint32_t first, uint32_t last)
{
	return code_point >= first && code_point <= last;
}

/* A letter as a string of its own that lives as long as the program. */
static const char *
letter(char base)
{
	static const char letters[] = "A\0B\0C\0D\0E\0F\0G\0H\0I\0J\0K\0L\0M\0"
				      "N\0O\0P\0Q\0R\0S\0T\0U\0V\0W\0X\0Y\0Z\0"
				      "a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0"
				      "n\0o\0p\0q\0r\0s\0t\0u\0v\0w\0x\0y\0z\0";
	size_t at = (size_t)(base >= 'a' ? base - 'a' + 26 : base - 'A');

	return letters + 2 * at;
}

const char *
parts_gsm_suggestion(uint32_t code_point)
{
	for (size_t i = 0; i < COUNT_OF(blocks); i++) {
		size_t at = code_point - blocks[i].first;

		if (code_point >= blocks[i].first && at < strlen(blocks[i].bases) &&
		    blocks[i].bases[at] != '.')
			return letter(blocks[i].bases[at]);
	}
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		if (others[i].code_point == code_point)
			return others[i].text;
	}
	if (is_in(code_point, 0x2000, 0x200a))
		return " ";
	return is_in(code_point, 0x200b, 0x200f) ? "" : NULL;
}
