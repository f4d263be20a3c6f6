/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_VOICE_H
#define DOMAIN_VOICE_H
/*
 * What a call says: the text as a synthetic voice reads it, its limits, its language.
 *
 * A voice reads "482913" as one large number, so the digits of the code are set apart with two
 * commas, each a pause of half a second, as in Infobip's own example of a one-time code. What
 * Auth0 sets apart with dots ("4. 8. 2.") is set apart the same way.
 *
 * Fails   voice_check_text with WORD_TEXT_EMPTY, WORD_VALUE_TOO_LONG or WORD_VALUE_INVALID.
 * Limits  VOICE_TEXT_MAX characters, counted after the digits were set apart.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/text.h"

#define VOICE_TEXT_MAX 1400

/* Appends `source` with the digits of `code` set apart wherever it stands as a number of its own,
 * in one piece or with blanks, dots, commas and dashes between. False when `out` is full. */
bool voice_spell(struct text *out, const char *source, const char *code);
/* Appends what is heard: the text without the commas that are pauses. */
bool voice_read_aloud(struct text *out, const char *source);

/* Counts characters, and refuses what the provider would: nothing, too many, punctuation alone.
 * `source` is UTF-8. */
MUST_USE enum status voice_check_text(const char *source, size_t *characters, struct fault *f);

/* The provider's code for the language of a locale: "de-at", else "de", else "en". */
const char *voice_language(const char *locale);
/* Whether the provider's list has this code. */
bool voice_language_exists(const char *language);
/* The list itself; NULL past its end. */
const char *voice_language_at(size_t index);
#endif
