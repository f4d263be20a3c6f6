/* SPDX-License-Identifier: MIT */
/* quoted texts of a template and their escapes */
#include "domain/liquid_parse_impl.h"

#include "base/mem.h"

/* Texts whose escapes are resolved; they are never longer than what stands in the source. */
struct liquid_pool {
	struct liquid_pool *next;
	size_t used_bytes;
	size_t size_bytes;
	char bytes[];
};

#define POOL_BYTES ((size_t)1024)
#define UNICODE_DIGITS 4
#define OCTAL_DIGITS 3

static char *
take(struct liquid *t, size_t size_bytes)
{
	struct liquid_pool *pool = t->pools;

	if (pool == NULL || pool->size_bytes - pool->used_bytes < size_bytes) {
		size_t room = size_bytes > POOL_BYTES ? size_bytes : POOL_BYTES;

		pool = mem_alloc(sizeof(*pool) + room);
		pool->size_bytes = room;
		pool->next = t->pools;
		t->pools = pool;
	}
	pool->used_bytes += size_bytes;
	return pool->bytes + pool->used_bytes - size_bytes;
}

void
liquid_emit_pools_destroy(struct liquid *t)
{
	while (t->pools != NULL) {
		struct liquid_pool *next = t->pools->next;

		mem_free(t->pools);
		t->pools = next;
	}
}

static int
digit_of(char byte, int base)
{
	int value = 99;

	if (byte >= '0' && byte <= '9')
		value = byte - '0';
	else if (byte >= 'a' && byte <= 'f')
		value = byte - 'a' + 10;
	else if (byte >= 'A' && byte <= 'F')
		value = byte - 'A' + 10;
	return value < base ? value : -1;
}

/* Reads up to `most` digits; the source goes on behind them. */
static unsigned int
read_digits(const char **at, const char *end, int base, int most)
{
	unsigned int value = 0;

	for (; most > 0 && *at < end && digit_of(**at, base) >= 0; most--) {
		value = value * (unsigned int)base + (unsigned int)digit_of(**at, base);
		*at += 1;
	}
	return value;
}

/* A UTF-16 unit as UTF-8, also half of a pair; the second half joins the first. */
static char *
put_unit(char *start, char *out, unsigned int unit)
{
	const unsigned char *before = (const unsigned char *)out - 3;

	if (unit < 0x80) {
		*out++ = (char)unit;
		return out;
	}
	if (unit < 0x800) {
		*out++ = (char)(0xC0 | unit >> 6);
		*out++ = (char)(0x80 | (unit & 0x3F));
		return out;
	}
	if (unit >= 0xDC00 && unit < 0xE000 && out - start >= 3 && before[0] == 0xED &&
	    before[1] >= 0xA0 && before[1] < 0xB0) {
		unsigned int high = (before[1] & 0xFU) << 6 | (before[2] & 0x3FU);
		unsigned int code_point = 0x10000 + (high << 10 | (unit & 0x3FF));

		out -= 3;
		*out++ = (char)(0xF0 | code_point >> 18);
		*out++ = (char)(0x80 | (code_point >> 12 & 0x3F));
		*out++ = (char)(0x80 | (code_point >> 6 & 0x3F));
		*out++ = (char)(0x80 | (code_point & 0x3F));
		return out;
	}
	*out++ = (char)(0xE0 | unit >> 12);
	*out++ = (char)(0x80 | (unit >> 6 & 0x3F));
	*out++ = (char)(0x80 | (unit & 0x3F));
	return out;
}

/* Resolves what follows a backslash. */
static char *
put_escape(char *start, char *out, const char **at, const char *end)
{
	static const char letters[] = "bfnrtv";
	static const char meanings[] = "\b\f\n\r\t\v";
	const char *letter = strchr(letters, **at);

	if (letter != NULL && **at != '\0') {
		*out++ = meanings[letter - letters];
		*at += 1;
		return out;
	}
	if (**at == 'u') {
		*at += 1;
		return put_unit(start, out, read_digits(at, end, 16, UNICODE_DIGITS));
	}
	if (digit_of(**at, 8) >= 0)
		return put_unit(start, out, read_digits(at, end, 8, OCTAL_DIGITS));
	do
		*out++ = *(*at)++;
	while (*at < end && ((unsigned char)**at & 0xC0) == 0x80);
	return out;
}

/* Bytes of the last character of a token. */
static size_t
last_bytes(struct liquid_slice token)
{
	const char *end = token.bytes + token.size_bytes;
	size_t size = 1;

	while (size < 4 && size + 1 < token.size_bytes &&
	       ((unsigned char)end[-(ptrdiff_t)size] & 0xC0) == 0x80)
		size++;
	return size;
}

/* The first UTF-16 unit of a character of four bytes. */
static unsigned int
high_half(const char *bytes)
{
	uint32_t code_point;

	text_next_code_point(bytes, 4, &code_point);
	return 0xD800 + ((code_point - 0x10000) >> 10);
}

struct liquid_slice
liquid_emit_quoted(struct liquid_parser *p, struct liquid_slice token)
{
	size_t last = last_bytes(token);
	struct liquid_slice inside = { token.bytes + 1,
		                       token.size_bytes >= 2 ? token.size_bytes - 1 - last : 0 };

	if (last < 4 && memchr(inside.bytes, '\\', inside.size_bytes) == NULL)
		return inside;

	char *start = take(p->t, inside.size_bytes + 4);
	char *out = start;
	const char *at = inside.bytes;
	/* An open text loses its last UTF-16 unit, but an escape before it still takes it. */
	const char *end = token.bytes + token.size_bytes;
	while (at < inside.bytes + inside.size_bytes) {
		if (*at++ != '\\')
			*out++ = at[-1];
		else
			out = put_escape(start, out, &at, end);
	}
	if (last == 4 && at < end)
		out = put_unit(start, out, high_half(end - 4));
	return (struct liquid_slice){ start, (size_t)(out - start) };
}
