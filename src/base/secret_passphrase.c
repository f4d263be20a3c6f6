/* SPDX-License-Identifier: MIT */
/* the one form of a passphrase that keys are derived from */
#include "base/secret.h"

#include <sodium.h>
#include <stdint.h>

#include "base/secret_impl.h"
#include "base/text.h"

/* Code points that one byte may become. */
#define SPREAD 4

static enum status
refuse(struct fault *f, const char *why)
{
	fault_set(f, WORD_PASSPHRASE_INVALID, "the passphrase %s", why);
	return fault_hint(f, "use 1 to %d bytes of UTF-8 without control characters",
	                  SECRET_BYTES_MAX);
}

/* Without the line end that a file or a pipe ends with. */
static size_t
size_without_line_end(const struct secret *s)
{
	size_t size = s->size_bytes;

	if (size > 0 && s->bytes[size - 1] == '\n')
		size--;
	if (size > 0 && s->bytes[size - 1] == '\r')
		size--;
	return size;
}

static enum status
check(const struct secret *typed, size_t size_bytes, struct fault *f)
{
	const char *bytes = (const char *)typed->bytes;

	if (size_bytes == 0)
		return refuse(f, "is empty");
	if (!text_is_utf8(bytes, size_bytes))
		return refuse(f, "is not UTF-8");
	for (size_t i = 0; i < size_bytes; i++) {
		if (bytes[i] == '\0')
			return refuse(f, "has a NUL in it");
	}
	if (text_has_control(bytes, size_bytes, false))
		return refuse(f, "has a control character in it");
	return ST_OK;
}

enum status
secret_create_passphrase(const struct secret *typed, struct secret **out, struct fault *f)
{
	size_t size_bytes = size_without_line_end(typed);
	size_t room_count = size_bytes * SPREAD + 1;
	enum status st = check(typed, size_bytes, f);
	int32_t *room;

	*out = NULL;
	if (st != ST_OK)
		return st;
	room = sodium_allocarray(room_count, sizeof(*room));
	if (room == NULL)
		return fault_set(f, WORD_MEMORY_SHORT, "no guarded memory for the passphrase");
	if (text_compose((const char *)typed->bytes, size_bytes, room, room_count, &size_bytes) &&
	    size_bytes <= SECRET_BYTES_MAX)
		*out = secret_create(room, size_bytes);
	sodium_free(room);
	return *out != NULL ? ST_OK : refuse(f, "is too long");
}
