/* SPDX-License-Identifier: MIT */
/* one HTTP request as it arrived */
#include "sandbox/request.h"

#include <string.h>
#include <strings.h>

const char *
request_header(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->header_count; i++)
		if (strcasecmp(r->headers[i].name, name) == 0)
			return r->headers[i].value;
	return NULL;
}

static size_t
path_bytes(const struct request *r)
{
	return strcspn(r->target, "?#");
}

bool
request_path_is(const struct request *r, const char *path)
{
	return strlen(path) == path_bytes(r) && strncmp(r->target, path, path_bytes(r)) == 0;
}

void
request_append_path(const struct request *r, struct text *out)
{
	text_append_bytes(out, r->target, path_bytes(r));
}

const char *
request_query(const struct request *r)
{
	const char *rest = r->target + path_bytes(r);

	return *rest == '?' ? rest + 1 : "";
}

static int
digit_of(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	return -1;
}

/* Decodes the byte at *at and moves on. A percent sign without two digits stands for itself. */
static char
next_byte(const char **at, const char *end)
{
	const char *c = *at;

	*at = c + 1;
	if (*c == '+')
		return ' ';
	if (*c != '%' || end - c < 3 || digit_of(c[1]) < 0 || digit_of(c[2]) < 0)
		return *c;
	*at = c + 3;
	return (char)(digit_of(c[1]) * 16 + digit_of(c[2]));
}

static bool
append_decoded(const char *at, const char *end, struct text *out)
{
	while (at < end) {
		char byte = next_byte(&at, end);

		if (byte == '\0' || !text_append_bytes(out, &byte, 1))
			return false;
	}
	return true;
}

static bool
decodes_to(const char *at, const char *end, const char *name)
{
	for (; at < end && *name; name++)
		if (next_byte(&at, end) != *name)
			return false;
	return at == end && *name == '\0';
}

bool
request_append_parameter(const struct request *r, const char *name, struct text *out)
{
	const char *at = request_query(r);

	while (*at && *at != '#') {
		const char *end = at + strcspn(at, "&#");
		const char *equals = memchr(at, '=', (size_t)(end - at));
		size_t size_bytes = out->size_bytes;

		if (decodes_to(at, equals ? equals : end, name)) {
			if (append_decoded(equals ? equals + 1 : end, end, out))
				return true;
			text_cut(out, size_bytes);
			return false;
		}
		at = *end == '&' ? end + 1 : end;
	}
	return false;
}
