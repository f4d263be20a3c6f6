/* SPDX-License-Identifier: MIT */
/* strings as JavaScript counts, trims and cuts them */
#include "domain/liquid_filters_impl.h"

#include <string.h>

#define HALF_BYTES 3
#define HIGH_HALF UINT32_C(0xD800)
#define LOW_HALF UINT32_C(0xDC00)
#define BEYOND UINT32_C(0x10000) /* the first code point that takes two units */

static bool
is_continuation(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

int
liquid_hex_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	byte |= 0x20;
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000, U+FEFF. */
static bool
is_wide_space(const unsigned char *at)
{
	uint32_t code_point =
		(uint32_t)(at[0] & 0x0F) << 12 | (uint32_t)(at[1] & 0x3F) << 6 | (at[2] & 0x3F);

	return (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x2028 ||
	       code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F ||
	       code_point == 0x3000 || code_point == 0x1680 || code_point == 0xFEFF;
}

size_t
liquid_space_at(const char *bytes, size_t size_bytes)
{
	const unsigned char *at = (const unsigned char *)bytes;

	if (size_bytes == 0)
		return 0;
	if (at[0] < 0x80)
		return at[0] == ' ' || (at[0] >= '\t' && at[0] <= '\r');
	if (size_bytes >= 2 && at[0] == 0xC2 && at[1] == 0xA0)
		return 2;
	return size_bytes >= 3 && (at[0] & 0xF0) == 0xE0 && is_wide_space(at) ? 3 : 0;
}

void
liquid_trim_start(struct liquid_span *s)
{
	size_t space;

	while ((space = liquid_space_at(s->bytes, s->size_bytes)) > 0) {
		s->bytes += space;
		s->size_bytes -= space;
	}
}

void
liquid_trim_end(struct liquid_span *s)
{
	while (s->size_bytes > 0) {
		size_t start = s->size_bytes - 1;

		while (start > 0 && is_continuation(s->bytes[start]))
			start--;
		if (liquid_space_at(s->bytes + start, s->size_bytes - start) == 0)
			break;
		s->size_bytes = start;
	}
}

size_t
liquid_units(const char *bytes, size_t size_bytes)
{
	size_t units = 0;

	for (size_t i = 0; i < size_bytes; i++)
		units += (size_t)!is_continuation(bytes[i]) + ((unsigned char)bytes[i] >= 0xF0);
	return units;
}

size_t
liquid_code_points(const char *bytes, size_t size_bytes)
{
	size_t count = 0;

	for (size_t i = 0; i < size_bytes; i++)
		count += !is_continuation(bytes[i]);
	return count;
}

size_t
liquid_advance(struct liquid_span s, double count)
{
	size_t at = 0;

	if (count >= (double)s.size_bytes)
		return s.size_bytes;
	for (size_t i = 0; (double)i < count && at < s.size_bytes; i++) {
		at++;
		while (at < s.size_bytes && is_continuation(s.bytes[at]))
			at++;
	}
	return at;
}

bool
liquid_is_high_half(const char *bytes, size_t size_bytes)
{
	return size_bytes >= HALF_BYTES && (unsigned char)bytes[0] == 0xED &&
	       ((unsigned char)bytes[1] & 0xF0) == 0xA0;
}

bool
liquid_is_low_half(const char *bytes, size_t size_bytes)
{
	return size_bytes >= HALF_BYTES && (unsigned char)bytes[0] == 0xED &&
	       ((unsigned char)bytes[1] & 0xF0) == 0xB0;
}

static void
put_half(uint32_t unit, char *out)
{
	out[0] = (char)0xED;
	out[1] = (char)(0x80 | (unit >> 6 & 0x3F));
	out[2] = (char)(0x80 | (unit & 0x3F));
}

/* The two units of a code point of four bytes, three bytes each. */
static void
put_halves(const char *bytes, char *out)
{
	uint32_t code_point;

	(void)text_next_code_point(bytes, 4, &code_point);
	put_half(HIGH_HALF + ((code_point - BEYOND) >> 10), out);
	put_half(LOW_HALF + ((code_point - BEYOND) & 0x3FF), out + HALF_BYTES);
}

bool
liquid_unit_at(struct liquid_eval *e, struct liquid_value string, size_t index,
               struct liquid_value *out)
{
	struct liquid_span s = { string.bytes, string.count };
	size_t at = 0;

	*out = liquid_undefined();
	while (at < s.size_bytes) {
		struct liquid_span rest = { s.bytes + at, s.size_bytes - at };
		size_t step = liquid_advance(rest, 1);
		size_t units = step == 4 ? 2 : 1;

		if (index >= units) {
			index -= units;
			at += step;
			continue;
		}
		*out = liquid_string(rest.bytes, step);
		if (step == 4) {
			char *halves = liquid_alloc(e, 2 * (size_t)HALF_BYTES);

			if (halves == NULL)
				return false;
			put_halves(rest.bytes, halves);
			*out = liquid_string(halves + index * HALF_BYTES, HALF_BYTES);
		}
		return true;
	}
	return true;
}

/* Writes a string with every pair of UTF-16 units as two halves. */
static bool
take_apart(struct liquid_eval *e, struct liquid_span s, struct liquid_span *out)
{
	char *bytes = liquid_alloc(e, s.size_bytes * 2 + 1);
	size_t size = 0;

	if (bytes == NULL)
		return false;
	for (size_t i = 0; i < s.size_bytes; i++) {
		if ((unsigned char)s.bytes[i] < 0xF0) {
			bytes[size++] = s.bytes[i];
			continue;
		}
		put_halves(s.bytes + i, bytes + size);
		size += 2 * (size_t)HALF_BYTES;
		i += 3;
	}
	*out = (struct liquid_span){ bytes, size };
	return true;
}

bool
liquid_halve(struct liquid_eval *e, struct liquid_span *s, struct liquid_span *needle)
{
	size_t size = needle->size_bytes;
	bool is_loose = liquid_is_low_half(needle->bytes, size) ||
	                (size >= HALF_BYTES &&
	                 liquid_is_high_half(needle->bytes + size - HALF_BYTES, HALF_BYTES));

	return !is_loose || (take_apart(e, *s, s) && take_apart(e, *needle, needle));
}

bool
liquid_whole(struct liquid_eval *e, struct liquid_value *string)
{
	struct liquid_builder b;
	struct liquid_span rest = { string->bytes, string->count };

	if (!liquid_build(&b, e, rest.size_bytes))
		return false;
	while (rest.size_bytes > 0) {
		size_t step = liquid_advance(rest, 1);

		if (!liquid_put(&b, rest.bytes, step))
			return false;
		rest.bytes += step;
		rest.size_bytes -= step;
	}
	return liquid_built(&b, string);
}
