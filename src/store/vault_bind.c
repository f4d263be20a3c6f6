/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_impl.h"

#include <string.h>

void
vault_bind_int(struct text *bound, int64_t value)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)((uint64_t)value >> (8 * i));
	text_append_bytes(bound, bytes, sizeof(bytes));
}

void
vault_bind_bytes(struct text *bound, const void *bytes, size_t size_bytes)
{
	vault_bind_int(bound, (int64_t)size_bytes);
	text_append_bytes(bound, bytes, size_bytes);
}

void
vault_bind_text(struct text *bound, const char *value)
{
	vault_bind_bytes(bound, value, strlen(value));
}
