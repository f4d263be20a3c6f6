/* SPDX-License-Identifier: MIT */
/* filters that write and read percent signs */
#include "domain/liquid_filters_impl.h"

#include <string.h>

static bool
stands_for_itself(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("-_.!~*'()", byte) != NULL);
}

static bool
has_half(struct liquid_span s)
{
	for (size_t i = 0; i < s.size_bytes; i++)
		if (liquid_is_high_half(s.bytes + i, s.size_bytes - i) ||
		    liquid_is_low_half(s.bytes + i, s.size_bytes - i))
			return true;
	return false;
}

static size_t
encode_byte(char byte, char out[3])
{
	static const char hex[] = "0123456789ABCDEF";

	if (stands_for_itself(byte)) {
		out[0] = byte;
		return 1;
	}
	if (byte == ' ') {
		out[0] = '+';
		return 1;
	}
	out[0] = '%';
	out[1] = hex[(unsigned char)byte >> 4];
	out[2] = hex[(unsigned char)byte & 0x0F];
	return 3;
}

bool
liquid_filter_url_encode(struct liquid_eval *e, const struct liquid_call *call,
                         struct liquid_value *out)
{
	struct liquid_builder b;
	struct liquid_span s;
	char piece[3];

	if (!liquid_input_span(e, call, &s))
		return false;
	if (has_half(s))
		return liquid_fail(e, "url_encode cannot encode half a character");
	if (!liquid_charge_slow(e, s.size_bytes * 2) ||
	    !liquid_build(&b, e, s.size_bytes + s.size_bytes / 2))
		return false;
	for (size_t i = 0; i < s.size_bytes; i++)
		if (!liquid_put(&b, piece, encode_byte(s.bytes[i], piece)))
			return false;
	return liquid_built(&b, out);
}

/* The byte that a percent sign and two digits give, or -1. */
static int
decode_byte(struct liquid_span s, size_t at)
{
	int high;
	int low;

	if (s.size_bytes - at < 3 || s.bytes[at] != '%')
		return -1;
	high = liquid_hex_digit(s.bytes[at + 1]);
	low = liquid_hex_digit(s.bytes[at + 2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static size_t
bytes_of_lead(int byte)
{
	if (byte < 0x80)
		return 1;
	if (byte >= 0xF0)
		return 4;
	return byte >= 0xE0 ? 3 : 2;
}

/* The character that the percent signs at `*at` give together. */
static bool
decode_character(struct liquid_span s, size_t *at, struct liquid_builder *b)
{
	char bytes[4];
	int first = decode_byte(s, *at);
	size_t size = first < 0 ? 0 : bytes_of_lead(first);

	for (size_t i = 0; i < size; i++, *at += 3) {
		int byte = decode_byte(s, *at);

		if (byte < 0)
			return liquid_fail(b->e, "url_decode: a %% lacks its two hex digits");
		bytes[i] = (char)byte;
	}
	if (size == 0)
		return liquid_fail(b->e, "url_decode: a %% lacks its two hex digits");
	if (!text_is_utf8(bytes, size))
		return liquid_fail(b->e, "url_decode: the bytes are no UTF-8 text");
	return liquid_put(b, bytes, size);
}

bool
liquid_filter_url_decode(struct liquid_eval *e, const struct liquid_call *call,
                         struct liquid_value *out)
{
	struct liquid_builder b;
	struct liquid_span s;
	size_t at = 0;

	if (!liquid_input_span(e, call, &s) || !liquid_charge_slow(e, s.size_bytes * 2) ||
	    !liquid_build(&b, e, s.size_bytes))
		return false;
	while (at < s.size_bytes) {
		char byte = s.bytes[at];

		if (byte == '+')
			byte = ' ';
		if (byte == '%' ? !decode_character(s, &at, &b) : !liquid_put(&b, &byte, 1))
			return false;
		at += byte != '%';
	}
	return liquid_built(&b, out);
}
