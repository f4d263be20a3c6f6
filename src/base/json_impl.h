/* SPDX-License-Identifier: MIT */
#ifndef BASE_JSON_IMPL_H
#define BASE_JSON_IMPL_H
/* What the parts of base/json share: the scan of the grammar, and numbers without a locale. */
#include <locale.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"

/* A member name: where its first byte is, behind the quote. */
struct json_name {
	size_t start;
};

struct json_scan {
	const unsigned char *bytes;
	size_t size_bytes;
	size_t at;       /* after a failure: the offence */
	const char *why; /* after a failure: what is wrong, in words */
	int depth;
	struct json_name *names; /* of all objects that are open, the innermost last */
	size_t names_count;
	size_t names_capacity;
};

/* True when the bytes are JSON that json_parse promises to read exactly. */
bool json_scan_run(struct json_scan *s);
void json_scan_finish(struct json_scan *s);

/* The pieces of the scan; each leaves `at` behind what it read. */
bool json_scan_fail(struct json_scan *s, size_t at, const char *why);
bool json_scan_string(struct json_scan *s);
bool json_scan_number(struct json_scan *s);
/* Remembers the name that starts at `start`. */
void json_names_add(struct json_scan *s, size_t start);
/* Closes an object whose names are those from `first` on; false when two are equal. */
bool json_names_close(struct json_scan *s, size_t first);

/* One code point of a string that the scan has accepted, escapes resolved; returns the bytes it
 * takes in the source, 0 at the closing quote. */
size_t json_decode_one(const unsigned char *bytes, uint32_t *code_point);

/* Puts the calling thread into the C locale, where a point is a point, and back. */
locale_t json_c_locale_enter(void);
void json_c_locale_leave(locale_t before);

/* As strtod and snprintf would in the C locale, whatever the program's locale is. */
double json_number_read(const char *digits);
void json_number_print(double value, char *out, size_t out_bytes);
#endif
