/* SPDX-License-Identifier: MIT */
/* lines and columns of a template, counted and read back from a fault */
#include "domain/liquid.h"

#include <stdlib.h>
#include <string.h>

struct liquid_place
liquid_place_at(const char *source, size_t size_bytes, size_t offset_bytes)
{
	struct liquid_place place = { 1, 1 };

	for (size_t i = 0; i < offset_bytes && i < size_bytes; i++) {
		if (source[i] == '\n') {
			place.line++;
			place.column = 1;
		} else if (((unsigned char)source[i] & 0xC0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

const char *
liquid_place_of(const struct fault *f, struct liquid_place *out)
{
	char *end;

	*out = (struct liquid_place){ 0, 0 };
	if (f->word != WORD_TEMPLATE_INVALID && f->word != WORD_TEMPLATE_TOO_LARGE &&
	    f->word != WORD_VALUE_INVALID && f->word != WORD_NOT_UTF8)
		return f->cause;
	size_t line = strtoul(f->cause, &end, 10);
	if (end == f->cause || *end != ':')
		return f->cause;
	size_t column = strtoul(end + 1, &end, 10);
	if (strncmp(end, ": ", 2) != 0)
		return f->cause;
	*out = (struct liquid_place){ line, column };
	return end + 2;
}
