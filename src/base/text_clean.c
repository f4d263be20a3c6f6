/* SPDX-License-Identifier: MIT */
/* outside text made fit to be shown */
#include "base/text.h"

#include <utf8proc.h>

#include "base/text_impl.h"

#define COMBINING_MAX 3
#define KEYCAP UINT32_C(0x20E3)
#define PICTURE_SELECTOR UINT32_C(0xFE0F)
#define TEXT_SELECTOR UINT32_C(0xFE0E)

struct range {
	uint32_t first;
	uint32_t last;
};

/* Letters and marks to Unicode that take no ink: a word can hide in them or behind them. Format
 * characters (category Cf) are hidden without being named here. */
static const struct range unseen[] = {
	{ 0x034F, 0x034F }, /* combining grapheme joiner */
	{ 0x115F, 0x1160 }, /* fillers of Hangul */
	{ 0x17B4, 0x17B5 }, /* inherent vowels of Khmer */
	{ 0x2028, 0x2029 }, /* line and paragraph separator */
	{ 0x2800, 0x2800 }, /* empty Braille pattern */
	{ 0x3164, 0x3164 },   { 0xFFA0, 0xFFA0 },
	{ 0xE0000, 0xE0FFF }, /* tags, and all that Unicode says is ignorable by default */
};

static const struct range variation_selectors[] = {
	{ 0x180B, 0x180D },
	{ 0x180F, 0x180F },
	{ 0xFE00, 0xFE0F },
	{ 0xE0100, 0xE01EF },
};

static const struct range bidi_controls[] = {
	{ 0x061C, 0x061C },
	{ 0x200E, 0x200F },
	{ 0x202A, 0x202E },
	{ 0x2066, 0x2069 },
};

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

static bool
is_in(const struct range *ranges, size_t count, uint32_t code_point)
{
	for (size_t i = 0; i < count; i++)
		if (code_point >= ranges[i].first && code_point <= ranges[i].last)
			return true;
	return false;
}

bool
text_is_control(uint32_t code_point)
{
	return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

bool
text_is_bidi_control(uint32_t code_point)
{
	return is_in(bidi_controls, LENGTH(bidi_controls), code_point);
}

bool
text_is_variation_selector(uint32_t code_point)
{
	return is_in(variation_selectors, LENGTH(variation_selectors), code_point);
}

bool
text_is_hidden(uint32_t code_point)
{
	if (is_in(unseen, LENGTH(unseen), code_point))
		return true;
	switch (utf8proc_category((utf8proc_int32_t)code_point)) {
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP: return true;
	default: return false;
	}
}

bool
text_is_combining(uint32_t code_point)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);

	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
	       text_code_point_width(code_point) == 0;
}

bool
text_is_pictograph(uint32_t code_point)
{
	const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code_point);

	/* Unicode also reserves places for pictographs to come, which are hidden until then. */
	return (property->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC ||
	        (code_point >= 0x1F3FB && code_point <= 0x1F3FF)) &&
	       !text_is_hidden(code_point);
}

bool
text_is_symbol(uint32_t code_point)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);

	return code_point > 0x7F &&
	       (text_is_pictograph(code_point) ||
	        (category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO));
}

/* What is known of the character that is being built in the output. */
struct cell {
	uint32_t base;       /* the code point that takes columns; 0 before the first one */
	uint32_t last;       /* the code point put last */
	int combining;       /* how many sit on the base */
	bool after_selector; /* the source's last code point was a variation selector */
};

static bool
put(struct text *t, struct cell *cell, uint32_t code_point)
{
	cell->base = code_point;
	cell->last = code_point;
	cell->combining = 0;
	return text_append_code_point(t, code_point);
}

static bool
put_on_base(struct text *t, struct cell *cell, uint32_t code_point)
{
	cell->last = code_point;
	return text_append_code_point(t, code_point);
}

/* A mark is ASCII, so that what comes next sits on its closing bracket. */
static bool
put_mark(struct text *t, struct cell *cell, uint32_t code_point)
{
	cell->base = '>';
	cell->last = '>';
	cell->combining = 0;
	return text_append_format(t, "<U+%04X>", (unsigned)code_point);
}

static bool
put_byte_mark(struct text *t, struct cell *cell, unsigned char byte)
{
	cell->base = '>';
	cell->last = '>';
	cell->combining = 0;
	return text_append_format(t, "<x%02X>", byte);
}

static bool
may_select(const struct cell *cell, uint32_t selector, uint32_t next)
{
	bool is_keycap = next == KEYCAP && (cell->base == '#' || cell->base == '*' ||
	                                    (cell->base >= '0' && cell->base <= '9'));

	return (selector == PICTURE_SELECTOR || selector == TEXT_SELECTOR) && cell->base != 0 &&
	       cell->last == cell->base && (is_keycap || text_is_symbol(cell->base));
}

/* A run of selectors carries nothing that can be seen, so only its first is worth a mark. */
static bool
put_selector(struct text *t, struct cell *cell, uint32_t selector, uint32_t next)
{
	bool is_run = cell->after_selector;

	cell->after_selector = true;
	if (may_select(cell, selector, next))
		return put_on_base(t, cell, selector);
	return is_run || put_mark(t, cell, selector);
}

static bool
may_join(const struct cell *cell, uint32_t next)
{
	return text_is_pictograph(cell->base) &&
	       (cell->last == cell->base || cell->last == PICTURE_SELECTOR) &&
	       text_is_pictograph(next);
}

static bool
put_combining(struct text *t, struct cell *cell, uint32_t code_point)
{
	/* With nothing to sit on it would change what the screen shows in front of the text. */
	if (cell->base == 0)
		return put_mark(t, cell, code_point);
	if (cell->combining == COMBINING_MAX)
		return true;
	cell->combining++;
	return put_on_base(t, cell, code_point);
}

static bool
put_code_point(struct text *t, struct cell *cell, uint32_t code_point, uint32_t next)
{
	if (text_is_variation_selector(code_point))
		return put_selector(t, cell, code_point, next);
	cell->after_selector = false;
	if (code_point == TEXT_JOINER && may_join(cell, next))
		return put_on_base(t, cell, code_point);
	if (text_is_hidden(code_point))
		return put_mark(t, cell, code_point);
	if (text_is_combining(code_point))
		return put_combining(t, cell, code_point);
	return put(t, cell, code_point);
}

/* The run of printable ASCII at the start, which is most of what there is. */
static size_t
plain_bytes(const char *source, size_t size_bytes)
{
	size_t i = 0;

	while (i < size_bytes && source[i] >= 0x20 && source[i] < 0x7F)
		i++;
	return i;
}

static bool
put_plain(struct text *t, struct cell *cell, const char *source, size_t size_bytes)
{
	cell->base = (unsigned char)source[size_bytes - 1];
	cell->last = cell->base;
	cell->combining = 0;
	cell->after_selector = false;
	return text_append_bytes(t, source, size_bytes);
}

static bool
put_line_end(struct text *t, struct cell *cell)
{
	*cell = (struct cell){ 0 };
	return text_append_bytes(t, "\n", 1);
}

/* Puts what stands at the start of the source and says in *taken how much that was. */
static bool
put_next(struct text *t, struct cell *cell, const char *source, size_t size_bytes, size_t *taken)
{
	uint32_t code_point;
	uint32_t next;

	*taken = plain_bytes(source, size_bytes);
	if (*taken > 0)
		return put_plain(t, cell, source, *taken);
	*taken = text_next_code_point(source, size_bytes, &code_point);
	if (*taken == 1 && code_point == 0xFFFD) {
		cell->after_selector = false;
		return put_byte_mark(t, cell, (unsigned char)source[0]);
	}
	text_next_code_point(source + *taken, size_bytes - *taken, &next);
	return put_code_point(t, cell, code_point, next);
}

bool
text_append_clean(struct text *t, const char *source, size_t size_bytes, bool keep_lines)
{
	struct cell cell = { 0 };
	size_t before = t->size_bytes;
	size_t taken;
	bool fits = true;

	for (size_t at = 0; at < size_bytes && fits; at += taken) {
		taken = 1;
		if (keep_lines && source[at] == '\n')
			fits = put_line_end(t, &cell);
		else
			fits = put_next(t, &cell, source + at, size_bytes - at, &taken);
	}
	if (!fits)
		text_cut(t, before);
	return fits;
}
