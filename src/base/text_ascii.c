/* SPDX-License-Identifier: MIT */
/* look-alikes for a terminal without UTF-8 */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#include "base/text_impl.h"

#define PIECES_MAX 32

struct look_alike {
	uint32_t first;
	uint32_t last;
	const char *ascii;
};

/* In the order of the code points. */
static const struct look_alike look_alikes[] = {
	{ 0x00A1, 0x00A1, "!" },   { 0x00A2, 0x00A2, "c" },  { 0x00A3, 0x00A3, "GBP" },
	{ 0x00A5, 0x00A5, "JPY" }, { 0x00A6, 0x00A6, "|" },  { 0x00A9, 0x00A9, "(c)" },
	{ 0x00AB, 0x00AB, "\"" },  { 0x00AC, 0x00AC, "!" },  { 0x00AE, 0x00AE, "(R)" },
	{ 0x00B0, 0x00B0, "deg" }, { 0x00B1, 0x00B1, "+-" }, { 0x00B7, 0x00B7, "." },
	{ 0x00BB, 0x00BB, "\"" },  { 0x00BF, 0x00BF, "?" },  { 0x00C6, 0x00C6, "AE" },
	{ 0x00D0, 0x00D0, "D" },   { 0x00D7, 0x00D7, "x" },  { 0x00D8, 0x00D8, "O" },
	{ 0x00DE, 0x00DE, "Th" },  { 0x00DF, 0x00DF, "ss" }, { 0x00E6, 0x00E6, "ae" },
	{ 0x00F0, 0x00F0, "d" },   { 0x00F7, 0x00F7, "/" },  { 0x00F8, 0x00F8, "o" },
	{ 0x00FE, 0x00FE, "th" },  { 0x0110, 0x0110, "D" },  { 0x0111, 0x0111, "d" },
	{ 0x0126, 0x0126, "H" },   { 0x0127, 0x0127, "h" },  { 0x0131, 0x0131, "i" },
	{ 0x0141, 0x0141, "L" },   { 0x0142, 0x0142, "l" },  { 0x0152, 0x0152, "OE" },
	{ 0x0153, 0x0153, "oe" },  { 0x0166, 0x0166, "T" },  { 0x0167, 0x0167, "t" },
	{ 0x1E9E, 0x1E9E, "SS" },  { 0x2010, 0x2015, "-" },  { 0x2016, 0x2016, "||" },
	{ 0x2018, 0x2019, "'" },   { 0x201A, 0x201A, "," },  { 0x201B, 0x201B, "'" },
	{ 0x201C, 0x201F, "\"" },  { 0x2020, 0x2021, "+" },  { 0x2022, 0x2023, "*" },
	{ 0x2026, 0x2026, "..." }, { 0x2032, 0x2032, "'" },  { 0x2033, 0x2033, "\"" },
	{ 0x2039, 0x2039, "<" },   { 0x203A, 0x203A, ">" },  { 0x2044, 0x2044, "/" },
	{ 0x20AC, 0x20AC, "EUR" }, { 0x2190, 0x2190, "<-" }, { 0x2191, 0x2191, "^" },
	{ 0x2192, 0x2192, "->" },  { 0x2193, 0x2193, "v" },  { 0x2212, 0x2212, "-" },
	{ 0x2260, 0x2260, "!=" },  { 0x2264, 0x2264, "<=" }, { 0x2265, 0x2265, ">=" },
	{ 0x2500, 0x2501, "-" },   { 0x2502, 0x2503, "|" },  { 0x2504, 0x2505, "-" },
	{ 0x2506, 0x2507, "|" },   { 0x2508, 0x2509, "-" },  { 0x250A, 0x250B, "|" },
	{ 0x250C, 0x254B, "+" },   { 0x254C, 0x254D, "-" },  { 0x254E, 0x254F, "|" },
	{ 0x2550, 0x2550, "-" },   { 0x2551, 0x2551, "|" },  { 0x2552, 0x2570, "+" },
	{ 0x2571, 0x2571, "/" },   { 0x2572, 0x2572, "\\" }, { 0x2573, 0x2573, "X" },
	{ 0x2574, 0x2574, "-" },   { 0x2575, 0x2575, "|" },  { 0x2576, 0x2576, "-" },
	{ 0x2577, 0x2577, "|" },   { 0x2578, 0x2578, "-" },  { 0x2579, 0x2579, "|" },
	{ 0x257A, 0x257A, "-" },   { 0x257B, 0x257B, "|" },  { 0x257C, 0x257C, "-" },
	{ 0x257D, 0x257D, "|" },   { 0x257E, 0x257E, "-" },  { 0x257F, 0x257F, "|" },
	{ 0x2580, 0x259F, "#" },   { 0x25A0, 0x25A1, "#" },  { 0x25B2, 0x25B2, "^" },
	{ 0x25B6, 0x25B6, ">" },   { 0x25B8, 0x25B8, ">" },  { 0x25BC, 0x25BC, "v" },
	{ 0x25C0, 0x25C0, "<" },   { 0x25CB, 0x25CB, "o" },  { 0x25CF, 0x25CF, "*" },
	{ 0x2713, 0x2714, "+" },   { 0x2717, 0x2718, "x" },
};

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

static const char *
look_alike_of(uint32_t code_point)
{
	size_t low = 0;
	size_t high = LENGTH(look_alikes);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code_point > look_alikes[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == LENGTH(look_alikes) || code_point < look_alikes[low].first)
		return NULL;
	return look_alikes[low].ascii;
}

/* Appends one piece of a decomposed code point; what only decorates another adds nothing. */
static bool
add_piece(char *out, size_t out_bytes, uint32_t piece)
{
	char one[2] = { (char)piece, '\0' };
	const char *ascii = piece >= 0x20 && piece < 0x7F ? one : look_alike_of(piece);
	size_t used = strlen(out);

	if (ascii == NULL && text_is_combining(piece))
		return true;
	if (ascii == NULL || used + strlen(ascii) >= out_bytes)
		return false;
	memcpy(out + used, ascii, strlen(ascii) + 1);
	return true;
}

bool
text_ascii_base(uint32_t code_point, char *out, size_t out_bytes)
{
	utf8proc_int32_t pieces[PIECES_MAX];
	utf8proc_ssize_t count = 0;
	int last_class = 0;

	out[0] = '\0';
	/* The look of a sign counts before its parts: the ellipsis and the umlauts alike. */
	if (look_alike_of(code_point) != NULL)
		return add_piece(out, out_bytes, code_point);
	count = utf8proc_decompose_char((utf8proc_int32_t)code_point, pieces, PIECES_MAX,
	                                UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE, &last_class);
	if (count <= 0 || count > PIECES_MAX)
		return false;
	for (utf8proc_ssize_t i = 0; i < count; i++)
		if (!add_piece(out, out_bytes, (uint32_t)pieces[i]))
			return false;
	return true;
}

static bool
is_dress(uint32_t code_point)
{
	return code_point == TEXT_JOINER || text_is_variation_selector(code_point);
}

static bool
append_one(struct text *t, const char *source, size_t size, uint32_t code_point)
{
	char ascii[PIECES_MAX];

	if ((code_point >= 0x20 && code_point < 0x7F) || code_point == '\n')
		return text_append_bytes(t, source, size);
	if (size == 1 && code_point == 0xFFFD)
		return text_append_format(t, "x%02X", (unsigned char)source[0]);
	if (is_dress(code_point))
		return true;
	if (!text_is_hidden(code_point) && text_ascii_base(code_point, ascii, sizeof(ascii)))
		return text_append(t, ascii);
	return text_append_format(t, "U+%04X", (unsigned)code_point);
}

bool
text_append_ascii(struct text *t, const char *source, size_t size_bytes)
{
	size_t before = t->size_bytes;
	uint32_t code_point;

	for (size_t at = 0, size; at < size_bytes; at += size) {
		size = text_next_code_point(source + at, size_bytes - at, &code_point);
		if (append_one(t, source + at, size, code_point))
			continue;
		text_cut(t, before);
		return false;
	}
	return true;
}
