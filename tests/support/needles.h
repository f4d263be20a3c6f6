/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_NEEDLES_H
#define SUPPORT_NEEDLES_H
/*
 * Texts that must not stand anywhere, in the forms in which they might: plain, in hexadecimal, in
 * base64 at each of its three alignments, percent-encoded, escaped as JSON, as UTF-16.
 *
 * Owns    needles_finish frees what needles_add made; a zeroed struct is an empty list.
 */
#include <stdbool.h>
#include <stddef.h>

struct needle {
	char *bytes;
	size_t size_bytes;
	const char *form;
};

struct needles {
	struct needle *items;
	size_t count;
};

void needles_add(struct needles *n, const char *secret);
void needles_finish(struct needles *n);
/* The form in which any of them stands in the bytes; NULL when none does. */
const char *needles_find(const struct needles *n, const char *bytes, size_t size_bytes);
/* The same for every file below a folder. Fails the test, naming file and form. */
void needles_expect_none_below(const struct needles *n, const char *folder);
#endif
