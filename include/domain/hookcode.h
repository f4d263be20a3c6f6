/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_HOOKCODE_H
#define DOMAIN_HOOKCODE_H
/*
 * JavaScript to paste into Auth0, one program for each of its three generations, filled from a
 * profile: base URL, sender, voice_sender, api_version, validity_minutes. It never holds a secret:
 * the code reads the key from Auth0's own secret API_KEY.
 *
 * The texts are data/hooks/NAME.js. A line "//+ NAME" stands for data/hooks/parts/NAME.js. A line
 * "//? WORDS" keeps what follows it, up to the next such line, only when every word applies: v2,
 * v3, sender, voice_sender, no_voice_sender, validity; "//?" alone: always. "{{NAME}}" with its
 * quotes is replaced by a value, which is escaped as JSON: it stays one literal whatever it holds.
 */
#include <stdbool.h>

#include "base/fault.h"
#include "base/text.h"
#include "domain/profile.h"

/* The ceiling that a text for hookcode_write wants. */
#define HOOKCODE_BYTES_MAX ((size_t)64 * 1024)
/* The secret that the code reads. */
#define HOOKCODE_SECRET "API_KEY"

enum hookcode_generation {
	HOOKCODE_HOOK,                  /* hook send-phone-message */
	HOOKCODE_ACTION,                /* action send-phone-message */
	HOOKCODE_CUSTOM_PHONE_PROVIDER, /* action custom-phone-provider */
	HOOKCODE_COUNT
};

/* "hook", "action", "custom-phone-provider": as --as takes them. */
const char *hookcode_word(enum hookcode_generation generation);
bool hookcode_from_word(const char *word, enum hookcode_generation *out);
/* Where it is pasted, for the operator: "Hook send-phone-message". */
const char *hookcode_title(enum hookcode_generation generation);

/* Appends the program. WORD_BASE_URL_MISSING when the profile names no address: the code runs at
 * Auth0, where no sandbox is started. On failure `out` holds what it held before. */
MUST_USE enum status hookcode_write(enum hookcode_generation generation, const struct profile *p,
                                    struct text *out, struct fault *f);
#endif
