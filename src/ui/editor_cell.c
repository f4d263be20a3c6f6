/* SPDX-License-Identifier: MIT */
/* one character of a text as the editor draws it */
#include "ui/editor_impl.h"

#include "ui/term.h"

#define TAB_COLS 4

/* Letters that are characters by themselves where another of them, or ASCII, follows: nearly all
 * that is written, so that the long way is seldom gone. */
static const struct {
	uint32_t first;
	uint32_t last;
	int width_cols;
} plain[] = {
	{ 0x0020, 0x007e, 1 }, /* ASCII */
	{ 0x00a1, 0x00ac, 1 }, /* Latin, but for the soft hyphen */
	{ 0x00ae, 0x02ff, 1 }, /* Latin and phonetic */
	{ 0x0391, 0x03a1, 1 }, /* Greek */
	{ 0x03a3, 0x03ff, 1 }, /* Greek and Coptic */
	{ 0x0400, 0x0482, 1 }, /* Cyrillic */
	{ 0x048a, 0x052f, 1 }, /* Cyrillic */
	{ 0x05d0, 0x05ea, 1 }, /* Hebrew */
	{ 0x0621, 0x064a, 1 }, /* Arabic */
	{ 0x2010, 0x2027, 1 }, /* dashes and quotes */
	{ 0x20a0, 0x20bf, 1 }, /* currencies */
	{ 0x3001, 0x3029, 2 }, /* punctuation of East Asia */
	{ 0x3041, 0x3096, 2 }, /* Hiragana */
	{ 0x30a1, 0x30fa, 2 }, /* Katakana */
	{ 0x4e00, 0x9fff, 2 }, /* Han */
	{ 0xac00, 0xd7a3, 2 }, /* Hangul */
};

/* Columns of a code point that is in the table, else 0. */
static int
plain_width(uint32_t code_point)
{
	size_t low = 0;
	size_t high = sizeof(plain) / sizeof(plain[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (plain[middle].last < code_point)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == sizeof(plain) / sizeof(plain[0]) || plain[low].first > code_point)
		return 0;
	return plain[low].width_cols;
}

static bool
is_ascii(char byte)
{
	return ((unsigned char)byte & 0x80) == 0;
}

void
editor_append_drawn(struct text *out, const char *source, size_t size_bytes)
{
	struct text clean;

	if (term_is_utf8()) {
		text_append_clean(out, source, size_bytes, false);
		return;
	}
	text_init(&clean, EDITOR_DRAWN_BYTES);
	text_append_clean(&clean, source, size_bytes, false);
	text_append_ascii(out, text_string(&clean), clean.size_bytes);
	text_finish(&clean);
}

/* The bytes that one character may have at most, cut between code points. */
static size_t
bounded(const char *source, size_t size_bytes)
{
	if (size_bytes <= EDITOR_CHARACTER_BYTES)
		return size_bytes;
	size_bytes = EDITOR_CHARACTER_BYTES;
	while (((unsigned char)source[size_bytes] & 0xc0) == 0x80)
		size_bytes--;
	return size_bytes;
}

static int
measure(const struct editor *e, const char *source, size_t size_bytes)
{
	struct text *drawn = &e->layout->drawn;

	text_reset(drawn);
	editor_append_drawn(drawn, source, size_bytes);
	return text_width(text_string(drawn), drawn->size_bytes);
}

/* A character that has to be taken apart. */
static size_t
next_of_any_kind(const struct editor *e, size_t at, int *width_cols)
{
	const char *source = text_string(&e->text) + at;
	size_t size =
		text_next_grapheme(source, bounded(source, e->text.size_bytes - at), width_cols);

	/* To Unicode both halves of a line end as Windows has it are one character. */
	if (source[0] == '\r')
		size = 1;
	*width_cols = measure(e, source, size);
	return size;
}

/* In ASCII a letter may take more columns, or fewer, which is remembered. */
static int
width_in_ascii(const struct editor *e, uint32_t code_point, const char *source, size_t size_bytes)
{
	struct editor_width *known = &e->layout->widths[code_point % EDITOR_WIDTHS];

	if (known->code_point != code_point) {
		known->width_cols = measure(e, source, size_bytes);
		known->code_point = code_point;
	}
	return known->width_cols;
}

/* The bytes of a character that the table knows, and that what follows does not join; else 0. */
static size_t
next_plain(const struct editor *e, size_t at, int *width_cols)
{
	const char *source = text_string(&e->text) + at;
	size_t left = e->text.size_bytes - at;
	uint32_t code_point = 0;
	uint32_t next = ' ';
	size_t size = text_next_code_point(source, left, &code_point);

	*width_cols = plain_width(code_point);
	if (*width_cols == 0)
		return 0;
	if (size < left && !is_ascii(source[size]))
		text_next_code_point(source + size, left - size, &next);
	if (plain_width(next) == 0)
		return 0;
	if (size > 1 && !term_is_utf8())
		*width_cols = width_in_ascii(e, code_point, source, size);
	return size;
}

size_t
editor_next(const struct editor *e, size_t at, int column, int *width_cols)
{
	const char *source = text_string(&e->text) + at;
	bool last = e->text.size_bytes - at == 1;

	*width_cols = 1;
	if (source[0] == '\t')
		*width_cols = TAB_COLS - column % TAB_COLS;
	if (source[0] == '\t' || source[0] == '\n' ||
	    (source[0] >= 0x20 && source[0] < 0x7f && (last || is_ascii(source[1]))))
		return 1;
	size_t size = next_plain(e, at, width_cols);
	return size > 0 ? size : next_of_any_kind(e, at, width_cols);
}
