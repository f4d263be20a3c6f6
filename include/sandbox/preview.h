/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_PREVIEW_H
#define SANDBOX_PREVIEW_H
/*
 * What a text takes as an SMS in a language of its own, or spelt with other letters.
 *
 * A language is a national table of 3GPP TS 23.038: TR puts its letters in place of others of the
 * default alphabet (locking shift, one septet each), ES and PT reach theirs through the escape
 * (single shift, two septets). Its header leaves 155 septets alone and 149 in each of several. A
 * text that the table cannot write either is counted as domain/parts counts it.
 *
 * A transliteration spells letters that would make the text dear with those of the default
 * alphabet, in whole scripts for GREEK and the CYRILLIC ones. What has no stand-in stays.
 *
 * Owns    nothing; names are the provider's, texts are UTF-8.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct preview_size {
	size_t parts;
	size_t remaining; /* units that still fit without another part */
};

/* TR, ES, PT and AUTODETECT, which is the first of them that keeps the text out of UCS-2. */
bool preview_knows_language(const char *code);
/* NONE, ALL, NON_UNICODE, or the name of an alphabet. */
bool preview_knows_transliteration(const char *name);

/* `language` NULL measures the text as it stands. */
void preview_measure(const char *text, const char *language, struct preview_size *out);
/* Appends the text as the transliteration spells it; NULL leaves it alone. */
void preview_spell(const char *text, const char *transliteration, struct text *out);
#endif
