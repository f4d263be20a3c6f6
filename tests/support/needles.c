/* SPDX-License-Identifier: MIT */
/* texts that must not stand anywhere, in the forms in which they might */
#include "needles.h"

#include <ctype.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "folder.h"

enum { FORM_BYTES = 1024 };

static void
add(struct needles *n, const char *form, const char *bytes, size_t size_bytes)
{
	struct needle *items = realloc(n->items, (n->count + 1) * sizeof(*items));

	assert_non_null(items);
	n->items = items;
	items[n->count].bytes = malloc(size_bytes + 1);
	assert_non_null(items[n->count].bytes);
	memcpy(items[n->count].bytes, bytes, size_bytes);
	items[n->count].size_bytes = size_bytes;
	items[n->count].form = form;
	n->count++;
}

static void
add_hexadecimal(struct needles *n, const char *secret, const char *form, const char *digits)
{
	char out[FORM_BYTES];
	size_t size_bytes = 0;

	for (; *secret; secret++) {
		out[size_bytes++] = digits[(unsigned char)*secret >> 4];
		out[size_bytes++] = digits[(unsigned char)*secret & 15];
	}
	add(n, form, out, size_bytes);
}

/* The letters of base64 that do not depend on what stands before and behind the secret. */
static void
add_base64(struct needles *n, const char *secret, size_t shift, const char *form, const char *last)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	size_t first = (shift * 8 + 5) / 6;
	size_t end = (shift + strlen(secret)) * 8 / 6;
	char out[FORM_BYTES];

	for (size_t i = first; i < end; i++) {
		unsigned value = 0;

		for (size_t bit = i * 6; bit < i * 6 + 6; bit++) {
			unsigned char byte = (unsigned char)secret[bit / 8 - shift];

			value = value << 1 | ((unsigned)byte >> (7 - bit % 8) & 1u);
		}
		out[i - first] = value < 62 ? letters[value] : last[value - 62];
	}
	add(n, form, out, end - first);
}

static void
add_percent(struct needles *n, const char *secret)
{
	char out[FORM_BYTES];
	size_t size_bytes = 0;

	for (; *secret; secret++) {
		if (isalnum((unsigned char)*secret) || strchr("-._~", *secret))
			out[size_bytes++] = *secret;
		else
			size_bytes +=
				(size_t)sprintf(out + size_bytes, "%%%02X", (unsigned char)*secret);
	}
	add(n, "percent-encoded", out, size_bytes);
}

static void
add_json(struct needles *n, const char *secret)
{
	char out[FORM_BYTES];
	size_t size_bytes = 0;

	for (; *secret; secret++) {
		if (strchr("/\"\\", *secret))
			out[size_bytes++] = '\\';
		out[size_bytes++] = *secret;
	}
	add(n, "as JSON", out, size_bytes);
}

static void
add_utf16(struct needles *n, const char *secret)
{
	char out[FORM_BYTES] = { 0 };
	size_t size_bytes = strlen(secret) * 2;

	for (size_t i = 0; secret[i]; i++)
		out[i * 2 + 1] = secret[i];
	/* From the second byte to the last but one both orders are the same. */
	add(n, "as UTF-16", out + 1, size_bytes - 1);
}

void
needles_add(struct needles *n, const char *secret)
{
	assert_true(strlen(secret) * 6 < FORM_BYTES);
	add(n, "plain", secret, strlen(secret));
	add_hexadecimal(n, secret, "in hexadecimal", "0123456789abcdef");
	add_hexadecimal(n, secret, "in hexadecimal", "0123456789ABCDEF");
	for (size_t shift = 0; shift < 3; shift++) {
		add_base64(n, secret, shift, "in base64", "+/");
		add_base64(n, secret, shift, "in base64 for URLs", "-_");
	}
	add_percent(n, secret);
	add_json(n, secret);
	add_utf16(n, secret);
}

void
needles_finish(struct needles *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->items[i].bytes);
	free(n->items);
	*n = (struct needles){ 0 };
}

const char *
needles_find(const struct needles *n, const char *bytes, size_t size_bytes)
{
	for (size_t i = 0; i < n->count; i++) {
		if (memmem(bytes, size_bytes, n->items[i].bytes, n->items[i].size_bytes))
			return n->items[i].form;
	}
	return NULL;
}

/* nftw() hands nothing on to its callback. */
static const struct needles *wanted;

static int
look_into(const char *path, const struct stat *info, int type, struct FTW *walk)
{
	unsigned char *bytes;
	const char *form;
	size_t size_bytes;

	(void)info;
	(void)walk;
	if (type != FTW_F)
		return 0;
	bytes = folder_read(path, &size_bytes);
	form = needles_find(wanted, (const char *)bytes, size_bytes);
	free(bytes);
	if (form)
		fail_msg("%s holds a secret %s", path, form);
	return 0;
}

void
needles_expect_none_below(const struct needles *n, const char *folder)
{
	wanted = n;
	assert_int_equal(nftw(folder, look_into, 8, FTW_PHYS), 0);
}
