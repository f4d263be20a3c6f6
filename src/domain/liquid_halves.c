/* SPDX-License-Identifier: MIT */
/* halves of UTF-16 pairs in the text of a template, joined or replaced at its end */
#include "domain/liquid_eval_impl.h"

#define HALF_BYTES 3

/* The unit of a half that is written as three bytes; 0: there is none. */
static unsigned int
half_at(const unsigned char *at, const unsigned char *end)
{
	if (end - at < HALF_BYTES || at[0] != 0xED || at[1] < 0xA0)
		return 0;
	return 0xD000U | (at[1] & 0x3FU) << 6 | (at[2] & 0x3FU);
}

static unsigned char *
put_pair(unsigned char *out, unsigned int high, unsigned int low)
{
	unsigned int code_point = 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF));

	*out++ = (unsigned char)(0xF0 | code_point >> 18);
	*out++ = (unsigned char)(0x80 | (code_point >> 12 & 0x3F));
	*out++ = (unsigned char)(0x80 | (code_point >> 6 & 0x3F));
	*out++ = (unsigned char)(0x80 | (code_point & 0x3F));
	return out;
}

size_t
liquid_mend_halves(char *bytes, size_t size_bytes)
{
	static const unsigned char replacement[HALF_BYTES] = { 0xEF, 0xBF, 0xBD };
	unsigned char *at = (unsigned char *)bytes;
	unsigned char *out = at;
	const unsigned char *end = at + size_bytes;

	while (at < end) {
		unsigned int high = half_at(at, end);
		unsigned int low = half_at(at + HALF_BYTES < end ? at + HALF_BYTES : end, end);

		if (high == 0) {
			*out++ = *at++;
		} else if (high < 0xDC00 && low >= 0xDC00) {
			out = put_pair(out, high, low);
			at += 2 * (size_t)HALF_BYTES;
		} else {
			memcpy(out, replacement, HALF_BYTES);
			out += HALF_BYTES;
			at += HALF_BYTES;
		}
	}
	return size_bytes - (size_t)(end - out);
}
