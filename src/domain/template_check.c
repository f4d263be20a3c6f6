/* SPDX-License-Identifier: MIT */
/* whether a text can be kept as a template */
#include "domain/template.h"

#include "base/text.h"
#include "domain/liquid.h"

/* Directions that a reader of the source cannot see, and that reorder what stands around them;
 * the marks U+200E, U+200F and U+061C belong to ordinary texts. */
static bool
overrides_direction(uint32_t code_point)
{
	return (code_point >= 0x202A && code_point <= 0x202E) ||
	       (code_point >= 0x2066 && code_point <= 0x2069);
}

static bool
is_control(const char *at, uint32_t code_point)
{
	if (code_point == '\r')
		return at[1] != '\n';
	if (code_point == '\t' || code_point == '\n')
		return false;
	return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

static enum status
check_characters(const char *source, size_t size_bytes, struct fault *f)
{
	size_t line = 1;
	size_t column = 1;
	uint32_t code_point = 0;

	for (size_t i = 0; i < size_bytes;) {
		size_t step = text_next_code_point(source + i, size_bytes - i, &code_point);

		if (is_control(source + i, code_point) || overrides_direction(code_point)) {
			fault_set(f, WORD_VALUE_INVALID,
			          "%zu:%zu: the text holds the %s character U+%04X", line, column,
			          overrides_direction(code_point) ? "direction" : "control",
			          (unsigned)code_point);
			return fault_hint(f,
			                  "take it out; tabs and line ends are all that is kept");
		}
		column = code_point == '\n' ? 1 : column + 1;
		line += code_point == '\n';
		i += step;
	}
	return ST_OK;
}

/* The language knows the place of the first byte too many, or that is none of a text. */
static enum status
refuse_bytes(const char *source, size_t size_bytes, enum fault_word word, struct fault *f)
{
	struct liquid *parsed = NULL;
	struct fault why = { 0 };

	if (liquid_create(source, size_bytes, &parsed, &why) == ST_OK)
		liquid_destroy(parsed);
	return fault_set(f, word, "%s", why.cause);
}

enum status
template_check_source(const char *source, size_t size_bytes, struct fault *f)
{
	struct liquid *parsed = NULL;
	enum status st;

	if (size_bytes == 0) {
		fault_set(f, WORD_TEXT_EMPTY, "the text is empty");
		return fault_hint(f, "a template that is not wanted is removed, not emptied");
	}
	if (size_bytes > TEMPLATE_SOURCE_MAX)
		return refuse_bytes(source, size_bytes, WORD_TEMPLATE_TOO_LARGE, f);
	if (!text_is_utf8(source, size_bytes))
		return refuse_bytes(source, size_bytes, WORD_NOT_UTF8, f);
	st = check_characters(source, size_bytes, f);
	if (st == ST_OK)
		st = liquid_create(source, size_bytes, &parsed, f);
	liquid_destroy(parsed);
	return st;
}
