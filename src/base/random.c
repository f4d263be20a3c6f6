/* SPDX-License-Identifier: MIT */
/* random bytes, digits and UUIDs from the system */
#include "base/random.h"

#include <sodium.h>

void
random_bytes(void *out, size_t size_bytes)
{
	randombytes_buf(out, size_bytes);
}

uint32_t
random_below(uint32_t limit)
{
	return randombytes_uniform(limit);
}

void
random_uuid(char out[RANDOM_UUID_BYTES])
{
	static const char hex[] = "0123456789abcdef";
	unsigned char bytes[16];
	size_t at = 0;

	random_bytes(bytes, sizeof(bytes));
	/* RFC 9562: four bits say version 4, two bits say which family of UUIDs it is. */
	bytes[6] = (unsigned char)((bytes[6] & 0x0F) | 0x40);
	bytes[8] = (unsigned char)((bytes[8] & 0x3F) | 0x80);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[at++] = '-';
		out[at++] = hex[bytes[i] >> 4];
		out[at++] = hex[bytes[i] & 0x0F];
	}
	out[at] = '\0';
}

void
random_digits(char *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		out[i] = (char)('0' + random_below(10));
	out[count] = '\0';
}
