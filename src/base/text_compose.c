/* SPDX-License-Identifier: MIT */
/* composed characters, made without a copy elsewhere */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

/* STABLE: what this version of Unicode composes, a later one composes in the same way. */
#define COMPOSING (UTF8PROC_STABLE | UTF8PROC_COMPOSE)

bool
text_compose(const char *source, size_t size_bytes, int32_t *room, size_t room_count,
             size_t *composed_bytes)
{
	utf8proc_ssize_t count;
	utf8proc_ssize_t size;

	*composed_bytes = 0;
	if (!text_is_utf8(source, size_bytes) || room_count == 0)
		return false;
	count = utf8proc_decompose((const utf8proc_uint8_t *)source, (utf8proc_ssize_t)size_bytes,
	                           room, (utf8proc_ssize_t)room_count, COMPOSING);
	/* One more is asked for: it writes a NUL after the last. */
	if (count < 0 || (size_t)count >= room_count)
		return false;
	size = utf8proc_reencode(room, count, COMPOSING);
	if (size < 0)
		return false;
	*composed_bytes = (size_t)size;
	return true;
}
