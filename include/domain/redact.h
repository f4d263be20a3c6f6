/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_REDACT_H
#define DOMAIN_REDACT_H
/*
 * Takes codes and numbers out of a text before it is stored, logged or drawn from the store.
 *
 * The value of `code` goes wherever it stands, also spelt with separators as a voice message
 * speaks it ("4. 8. 2. 9."), and so does every run of 4 to 8 digits whose meaning is not known,
 * set apart by separators or not; a longer run that may be a number keeps its last two digits.
 * Digits of every script count. What goes becomes asterisks, as many as there were digits, so that
 * lengths and part counts still tell something.
 *
 * Fails   false when `out` is full, which then holds what it held before.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* Appends `source` redacted. `code` may be NULL or "". */
bool redact_text(struct text *out, const char *source, size_t size_bytes, const char *code);
/* Appends a text whose digits are known to mean something (an id, an address): nothing but the
 * code goes. */
bool redact_code_only(struct text *out, const char *source, size_t size_bytes, const char *code);
/* Appends a provider's raw answer: as JSON, texts are redacted as above, members `to`,
 * `destination`, `from` and `sender` masked when they are numbers, everything else (ids, statuses,
 * times, prices) kept, but for the code itself; what is no JSON is redacted as text and cut at
 * 4 KiB. */
bool redact_answer(struct text *out, const char *bytes, size_t size_bytes, const char *code);
/* Whether a text still holds the code, plain or spelt. For tests and for the last look before a
 * row is written. */
bool redact_has_code(const char *source, size_t size_bytes, const char *code);
#endif
