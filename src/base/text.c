/* SPDX-License-Identifier: MIT */
/* growing strings with a ceiling, and the one place that makes outside text fit to be shown */
#include "base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text_impl.h"

#define CAPACITY_MIN 64

void
text_init(struct text *t, size_t ceiling_bytes)
{
	memset(t, 0, sizeof(*t));
	t->ceiling_bytes = ceiling_bytes;
}

void
text_lend(struct text *t, char *room, size_t room_bytes)
{
	assert(room_bytes > 0);
	text_init(t, room_bytes - 1);
	t->bytes = room;
	t->capacity_bytes = room_bytes;
	room[0] = '\0';
}

void
text_finish(struct text *t)
{
	if (t == NULL)
		return;
	mem_free(t->bytes);
	memset(t, 0, sizeof(*t));
}

void
text_reset(struct text *t)
{
	text_cut(t, 0);
	t->overflowed = false;
}

const char *
text_string(const struct text *t)
{
	return t->bytes != NULL ? t->bytes : "";
}

void
text_cut(struct text *t, size_t size_bytes)
{
	assert(size_bytes <= t->size_bytes);
	if (t->bytes == NULL)
		return;
	/* What is cut may be a code or a number, and the memory may live long after it. */
	mem_wipe(t->bytes + size_bytes, t->size_bytes - size_bytes);
	t->size_bytes = size_bytes;
	t->bytes[size_bytes] = '\0';
}

static size_t
capacity_for(const struct text *t, size_t wanted_bytes)
{
	size_t capacity = t->capacity_bytes > 0 ? t->capacity_bytes : CAPACITY_MIN;

	while (capacity < wanted_bytes)
		capacity = capacity > SIZE_MAX / 2 ? wanted_bytes : capacity * 2;
	return capacity - 1 > t->ceiling_bytes ? t->ceiling_bytes + 1 : capacity;
}

/* Makes room for a size; what was the memory before is the caller's to free, NULL where it is still
 * that. */
static char *
grow(struct text *t, size_t wanted_bytes)
{
	char *old = t->bytes;

	if (wanted_bytes < t->capacity_bytes)
		return NULL;
	t->capacity_bytes = capacity_for(t, wanted_bytes + 1);
	t->bytes = mem_alloc(t->capacity_bytes);
	if (t->size_bytes > 0)
		memcpy(t->bytes, old, t->size_bytes);
	return old;
}

bool
text_append_bytes(struct text *t, const void *source, size_t size_bytes)
{
	char *old;

	if (size_bytes == 0)
		return true;
	if (size_bytes > t->ceiling_bytes - t->size_bytes) {
		t->overflowed = true;
		return false;
	}
	old = grow(t, t->size_bytes + size_bytes);
	/* The source may be a part of the text itself, so the old block goes last. */
	memmove(t->bytes + t->size_bytes, source, size_bytes);
	t->size_bytes += size_bytes;
	t->bytes[t->size_bytes] = '\0';
	mem_free(old);
	return true;
}

bool
text_replace(struct text *t, size_t offset, size_t size_bytes, const void *with, size_t with_bytes)
{
	size_t behind;
	size_t left;

	assert(offset <= t->size_bytes && size_bytes <= t->size_bytes - offset);
	behind = t->size_bytes - offset - size_bytes;
	left = t->size_bytes - size_bytes;
	if (with_bytes > t->ceiling_bytes - left) {
		t->overflowed = true;
		return false;
	}
	mem_free(grow(t, left + with_bytes));
	memmove(t->bytes + offset + with_bytes, t->bytes + offset + size_bytes, behind);
	if (with_bytes > 0)
		memcpy(t->bytes + offset, with, with_bytes);
	if (left + with_bytes < t->size_bytes)
		mem_wipe(t->bytes + left + with_bytes, t->size_bytes - left - with_bytes);
	t->size_bytes = left + with_bytes;
	t->bytes[t->size_bytes] = '\0';
	return true;
}

bool
text_append(struct text *t, const char *source)
{
	return text_append_bytes(t, source, strlen(source));
}

bool
text_append_code_point(struct text *t, uint32_t code_point)
{
	unsigned char out[4];
	size_t size = 1;

	if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
		code_point = 0xFFFD;
	if (code_point < 0x80) {
		out[0] = (unsigned char)code_point;
	} else if (code_point < 0x800) {
		size = 2;
		out[0] = (unsigned char)(0xC0 | code_point >> 6);
	} else if (code_point < 0x10000) {
		size = 3;
		out[0] = (unsigned char)(0xE0 | code_point >> 12);
	} else {
		size = 4;
		out[0] = (unsigned char)(0xF0 | code_point >> 18);
	}
	for (size_t i = 1; i < size; i++)
		out[i] = (unsigned char)(0x80 | (code_point >> (6 * (size - 1 - i)) & 0x3F));
	return text_append_bytes(t, out, size);
}

bool
text_append_format(struct text *t, const char *format, ...)
{
	char small[256];
	char *line = small;
	va_list arguments;
	va_list again;
	int size;
	bool fits;

	va_start(arguments, format);
	va_copy(again, arguments);
	size = vsnprintf(small, sizeof(small), format, arguments);
	va_end(arguments);
	assert(size >= 0);
	if ((size_t)size >= sizeof(small)) {
		line = mem_alloc((size_t)size + 1);
		vsnprintf(line, (size_t)size + 1, format, again);
	}
	va_end(again);
	fits = text_append_bytes(t, line, (size_t)size);
	mem_wipe(small, sizeof(small));
	if (line != small)
		mem_free(line);
	return fits;
}

/* The bytes that a head byte announces, and the smallest code point that needs so many; 0 for a
 * byte that can be no head. */
static size_t
announced_bytes(unsigned char head, uint32_t *bits, uint32_t *smallest)
{
	if (head < 0x80) {
		*bits = head;
		*smallest = 0;
		return 1;
	}
	if (head >= 0xC2 && head < 0xE0) {
		*bits = head & 0x1F;
		*smallest = 0x80;
		return 2;
	}
	if (head >= 0xE0 && head < 0xF0) {
		*bits = head & 0x0F;
		*smallest = 0x800;
		return 3;
	}
	if (head >= 0xF0 && head < 0xF5) {
		*bits = head & 0x07;
		*smallest = 0x10000;
		return 4;
	}
	return 0;
}

size_t
text_next_code_point(const char *source, size_t size_bytes, uint32_t *code_point)
{
	const unsigned char *bytes = (const unsigned char *)source;
	uint32_t bits = 0;
	uint32_t smallest = 0;
	size_t wanted;

	*code_point = 0xFFFD;
	if (size_bytes == 0)
		return 0;
	wanted = announced_bytes(bytes[0], &bits, &smallest);
	if (wanted == 0 || wanted > size_bytes)
		return 1;
	for (size_t i = 1; i < wanted; i++) {
		if ((bytes[i] & 0xC0) != 0x80)
			return 1;
		bits = bits << 6 | (bytes[i] & 0x3F);
	}
	if (bits < smallest || bits > 0x10FFFF || (bits >= 0xD800 && bits <= 0xDFFF))
		return 1;
	*code_point = bits;
	return wanted;
}

size_t
text_utf16_units(const char *source, size_t size_bytes)
{
	size_t units = 0;
	uint32_t code_point;
	size_t taken;

	while ((taken = text_next_code_point(source, size_bytes, &code_point)) > 0) {
		units += code_point > 0xFFFF ? 2 : 1;
		source += taken;
		size_bytes -= taken;
	}
	return units;
}

/* Where the first byte above ASCII is, or the end, looked for in eight bytes at once. */
static size_t
ascii_bytes(const char *source, size_t size_bytes)
{
	size_t at = 0;
	uint64_t eight;

	for (; size_bytes - at >= sizeof(eight); at += sizeof(eight)) {
		memcpy(&eight, source + at, sizeof(eight));
		if ((eight & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	while (at < size_bytes && (unsigned char)source[at] < 0x80)
		at++;
	return at;
}

bool
text_is_utf8(const char *source, size_t size_bytes)
{
	uint32_t code_point;

	for (size_t at = 0, size;; at += size) {
		at += ascii_bytes(source + at, size_bytes - at);
		if (at == size_bytes)
			return true;
		size = text_next_code_point(source + at, size_bytes - at, &code_point);
		if (size == 1 && code_point == 0xFFFD)
			return false;
	}
}

static bool
is_line_end(const char *source, size_t size_bytes)
{
	return source[0] == '\n' || (source[0] == '\r' && size_bytes > 1 && source[1] == '\n');
}

bool
text_has_control(const char *source, size_t size_bytes, bool allow_lines)
{
	uint32_t code_point;

	for (size_t at = 0, size; at < size_bytes; at += size) {
		size = text_next_code_point(source + at, size_bytes - at, &code_point);
		/* A lone byte in the place of C1 is a control to a terminal that reads Latin-1. */
		if (size == 1)
			code_point = (unsigned char)source[at];
		if (allow_lines && is_line_end(source + at, size_bytes - at))
			continue;
		if (text_is_control(code_point) || text_is_bidi_control(code_point))
			return true;
	}
	return false;
}

/* Where a cut at `at` has to move back to, so that no code point is split. */
static size_t
whole_code_points(const char *source, size_t at)
{
	size_t start = at;
	uint32_t bits;
	uint32_t smallest;

	while (start > 0 && at - start < 3 && ((unsigned char)source[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0)
		return at;
	start--;
	return announced_bytes((unsigned char)source[start], &bits, &smallest) > at - start ? start
	                                                                                    : at;
}

bool
text_copy(char *out, size_t out_bytes, const char *source)
{
	size_t size = strlen(source);
	bool fits = size < out_bytes;

	if (out_bytes == 0)
		return false;
	if (!fits)
		size = whole_code_points(source, out_bytes - 1);
	memcpy(out, source, size);
	out[size] = '\0';
	return fits;
}
