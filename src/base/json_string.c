/* SPDX-License-Identifier: MIT */
/* strings and member names within the grammar */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_impl.h"
#include "base/mem.h"
#include "base/text.h"

#define NAMES_CAPACITY_MIN 16

static int
hex_digit(unsigned char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	return -1;
}

/* The four digits behind "\u"; false when there are not four. */
static bool
read_hex(const unsigned char *bytes, size_t size_bytes, uint32_t *unit)
{
	*unit = 0;
	if (size_bytes < 4)
		return false;
	for (size_t i = 0; i < 4; i++) {
		int digit = hex_digit(bytes[i]);

		if (digit < 0)
			return false;
		*unit = *unit << 4 | (uint32_t)digit;
	}
	return true;
}

static bool
is_high_surrogate(uint32_t unit)
{
	return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool
is_low_surrogate(uint32_t unit)
{
	return unit >= 0xDC00 && unit <= 0xDFFF;
}

static uint32_t
from_surrogates(uint32_t high, uint32_t low)
{
	return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/* The code point of "\uHHHH" or of a pair of them, at `at`; returns its bytes, 0 on failure. */
static size_t
scan_hex_escape(struct json_scan *s, size_t at)
{
	const unsigned char *bytes = s->bytes + at;
	size_t left = s->size_bytes - at;
	uint32_t unit;
	uint32_t low;

	if (!read_hex(bytes + 2, left - 2, &unit))
		return json_scan_fail(s, at, "\\u needs four hexadecimal digits");
	if (unit == 0)
		return json_scan_fail(s, at, "an escaped NUL would end the string");
	if (is_low_surrogate(unit))
		return json_scan_fail(s, at, "half of a surrogate pair stands alone");
	if (!is_high_surrogate(unit))
		return 6;
	if (left < 12 || bytes[6] != '\\' || bytes[7] != 'u' || !read_hex(bytes + 8, 4, &low) ||
	    !is_low_surrogate(low))
		return json_scan_fail(s, at, "half of a surrogate pair stands alone");
	return 12;
}

/* An escape or a character as it is; returns its bytes, 0 on failure. */
static size_t
scan_character(struct json_scan *s, size_t at)
{
	size_t left = s->size_bytes - at;
	uint32_t code_point;
	size_t size;

	if (s->bytes[at] < 0x20)
		return json_scan_fail(s, at, "a control character must be escaped in a string");
	if (s->bytes[at] == '\\') {
		if (left < 2)
			return json_scan_fail(s, at, "it ends too early");
		if (s->bytes[at + 1] == 'u')
			return scan_hex_escape(s, at);
		if (s->bytes[at + 1] == 0 || strchr("\"\\/bfnrt", s->bytes[at + 1]) == NULL)
			return json_scan_fail(s, at, "JSON knows no such escape");
		return 2;
	}
	size = text_next_code_point((const char *)s->bytes + at, left, &code_point);
	if (size == 1 && code_point == 0xFFFD)
		return json_scan_fail(s, at, "it is not UTF-8");
	return size;
}

/* The bytes that a code point takes in UTF-8. */
static size_t
utf8_bytes(uint32_t code_point)
{
	return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

bool
json_scan_string(struct json_scan *s)
{
	size_t start = s->at;
	size_t at = start + 1;
	size_t decoded_bytes = 0;
	uint32_t code_point = 0;

	while (at < s->size_bytes && s->bytes[at] != '"') {
		size_t size = scan_character(s, at);

		if (size == 0)
			return false;
		json_decode_one(s->bytes + at, &code_point);
		decoded_bytes += utf8_bytes(code_point);
		if (decoded_bytes > JSON_STRING_MAX)
			return json_scan_fail(s, start, "a string is longer than 64 KiB");
		at += size;
	}
	if (at == s->size_bytes)
		return json_scan_fail(s, start, "a string has no end");
	s->at = at + 1;
	return true;
}

static uint32_t
short_escape(unsigned char letter)
{
	switch (letter) {
	case 'b': return '\b';
	case 'f': return '\f';
	case 'n': return '\n';
	case 'r': return '\r';
	case 't': return '\t';
	default: return letter;
	}
}

size_t
json_decode_one(const unsigned char *bytes, uint32_t *code_point)
{
	uint32_t low;

	if (bytes[0] == '"')
		return 0;
	if (bytes[0] != '\\')
		return text_next_code_point((const char *)bytes, 4, code_point);
	if (bytes[1] != 'u') {
		*code_point = short_escape(bytes[1]);
		return 2;
	}
	read_hex(bytes + 2, 4, code_point);
	if (!is_high_surrogate(*code_point))
		return 6;
	read_hex(bytes + 8, 4, &low);
	*code_point = from_surrogates(*code_point, low);
	return 12;
}

void
json_names_add(struct json_scan *s, size_t start)
{
	if (s->names_count == s->names_capacity) {
		s->names_capacity =
			s->names_capacity > 0 ? s->names_capacity * 2 : NAMES_CAPACITY_MIN;
		s->names = mem_resize(s->names, s->names_capacity * sizeof(*s->names));
	}
	s->names[s->names_count++].start = start;
}

/* Compares two names as they read, so that "a" and "\u0061" are one. */
static int
compare_decoded(const unsigned char *left, const unsigned char *right)
{
	uint32_t left_point = 0;
	uint32_t right_point = 0;

	for (;;) {
		size_t left_size = json_decode_one(left, &left_point);
		size_t right_size = json_decode_one(right, &right_point);

		if (left_size == 0 || right_size == 0)
			return (left_size > 0) - (right_size > 0);
		if (left_point != right_point)
			return left_point < right_point ? -1 : 1;
		left += left_size;
		right += right_size;
	}
}

static int
compare_names(const void *left, const void *right, void *bytes)
{
	const struct json_name *left_name = left;
	const struct json_name *right_name = right;
	const unsigned char *all = bytes;
	int order = compare_decoded(all + left_name->start, all + right_name->start);

	if (order != 0)
		return order;
	return (left_name->start > right_name->start) - (left_name->start < right_name->start);
}

bool
json_names_close(struct json_scan *s, size_t first)
{
	size_t count = s->names_count - first;
	struct json_name *names = count > 0 ? s->names + first : NULL;
	size_t twice = SIZE_MAX;

	if (count > 1)
		qsort_r(names, count, sizeof(*names), compare_names, (void *)(uintptr_t)s->bytes);
	for (size_t i = 1; i < count; i++)
		if (names[i].start < twice &&
		    compare_decoded(s->bytes + names[i - 1].start, s->bytes + names[i].start) == 0)
			twice = names[i].start;
	s->names_count = first;
	return twice == SIZE_MAX ||
	       json_scan_fail(s, twice - 1, "a name stands twice in one object");
}
