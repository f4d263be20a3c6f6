/* SPDX-License-Identifier: MIT */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H
/*
 * Bytes that must not be seen: they can be borrowed, compared, masked and wiped, nothing else.
 *
 * The bytes live in guarded, locked memory (libsodium) and have no text form, so a secret cannot
 * be printed by accident. secret_borrow is the one door to them; the house test lists its callers.
 *
 * Owns    a secret owns its bytes; destroy wipes them.
 * Limits  SECRET_BYTES_MAX bytes.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

#define SECRET_BYTES_MAX 8192

struct secret;

/* Must be called once before any other function here or in base/random; idempotent.
 * Says in the diary-free way, by its return, whether memory can be locked. */
bool secret_system_init(void);

/* libsodium's version, for --version. */
const char *secret_library(void);

/* A secret of the given bytes (a copy; the caller wipes its own). size 0 is an empty secret.
 * Dies when guarded memory cannot be had; asserts size <= SECRET_BYTES_MAX. */
struct secret *secret_create(const void *bytes, size_t size_bytes);
/* A secret of `size_bytes` random bytes. */
struct secret *secret_create_random(size_t size_bytes);
/* Wipes and frees. NULL is accepted. */
void secret_destroy(struct secret *s);

/* Appends one byte, for reading without a buffer outside; false when full. */
bool secret_append_byte(struct secret *s, unsigned char byte);
/* Takes the last byte off; false when empty. */
bool secret_drop_byte(struct secret *s);

/* Takes the last character of UTF-8 off, and all of them. */
void secret_drop_character(struct secret *s);
void secret_empty(struct secret *s);

/* True when it holds at least one byte. NULL is not set. */
bool secret_is_set(const struct secret *s);
size_t secret_size_bytes(const struct secret *s);
/* In constant time for equal sizes. */
bool secret_equals(const struct secret *left, const struct secret *right);
/* Whether the pages are really locked in memory. */
bool secret_is_locked(const struct secret *s);

/* The bytes, with a NUL after them. Do not keep, do not copy into ordinary memory. */
const unsigned char *secret_borrow(const struct secret *s);

/* "5f1e-77c0": equal secrets have equal fingerprints; a few bits only, so it gives nothing away. */
void secret_fingerprint(const struct secret *s, char out[10]);
/* The last four characters when it has 12 or more printable ASCII ones, else "". */
void secret_last_four(const struct secret *s, char out[5]);

enum secret_cleaning {
	SECRET_CLEAN_PREFIX = 1, /* the word "App " in front */
	SECRET_CLEAN_QUOTES = 2,
	SECRET_CLEAN_SPACE = 4,    /* blanks around it */
	SECRET_CLEAN_NO_BREAK = 8, /* no-break spaces */
	SECRET_CLEAN_LINE_END = 16 /* line ends around it */
};
/* What one of these bits took away, as an operator reads it: "the word \"App \" in front". Bits
 * are asked for from 1 upwards until NULL comes back. */
const char *secret_cleaning_words(unsigned bit);
/* A copy freed of what pasting adds around a key; what was removed is or-ed into *removed.
 * ST_INVALID (WORD_SECRET_INVALID) when empty afterwards, or when a control character, a NUL or a
 * byte outside ASCII is left, because such a value cannot travel in a header, or when it is none:
 * a placeholder ("<key>", "${KEY}", "YOUR_API_KEY", "undefined"), a mask ("****a91c"), another
 * kind of authorization ("Bearer ..."), has a blank inside, or fewer than 4 characters. */
MUST_USE enum status secret_create_cleaned(const struct secret *source, struct secret **out,
                                           unsigned *removed, struct fault *f);

/* A copy of what was typed as a passphrase, in the one form that is derived from: a line end at its
 * end is taken off, and it is composed (Unicode NFC), so that an accent typed as one character or
 * as two opens the same slot. WORD_PASSPHRASE_INVALID when it is empty, when a NUL or another
 * control character is in it, or when it is not UTF-8 or too long. */
MUST_USE enum status secret_create_passphrase(const struct secret *typed, struct secret **out,
                                              struct fault *f);
#endif
