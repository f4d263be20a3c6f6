/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_PHONE_H
#define DOMAIN_PHONE_H
/*
 * Phone numbers: strict E.164, the country of a number, the usual mistakes and their repair.
 *
 * A message to a number costs money, so only strict E.164 counts as valid: a plus, 2 to 15 ASCII
 * digits, the first not 0, no national 0 kept behind the country code (unless the country's
 * numbers begin with 0), nothing else. A suggestion is advice: nobody applies it unseen.
 * Countries, usual lengths and prefixes come from data/catalog/calling_codes.tsv.
 */
#include <stdbool.h>
#include <stddef.h>

#define PHONE_E164_BYTES 17 /* plus, 15 digits, NUL */
#define PHONE_MASKED_BYTES 32

enum phone_reason {
	PHONE_FINE,
	PHONE_EMPTY,
	PHONE_NO_PLUS,
	PHONE_SEVERAL_PLUS,
	PHONE_IDD_PREFIX,
	PHONE_TRUNK_ZERO,
	PHONE_SEPARATOR,
	PHONE_EXTENSION,
	PHONE_NOT_A_DIGIT,
	PHONE_NOT_ASCII,
	PHONE_COUNTRY_ZERO,
	PHONE_TOO_SHORT,
	PHONE_TOO_LONG,
	PHONE_UNUSUAL_LENGTH, /* advice: the number is valid all the same */
	PHONE_SANDBOX,        /* +999: no country's, so no person's */
	PHONE_REASON_COUNT
};

struct phone_reading {
	bool valid;
	enum phone_reason reason;
	char e164[PHONE_E164_BYTES];       /* "" unless valid or a well-formed sandbox number */
	char country[3];                   /* ISO code where it is certain, else "" */
	char suggestion[PHONE_E164_BYTES]; /* the number that was probably meant, else "" */
};

/* Reads what somebody typed or pasted (NULs inside included). `region` is an ISO code for national
 * input, or NULL. */
void phone_read(const char *input, size_t size_bytes, const char *region,
                struct phone_reading *out);
/* "trunk_zero": the word of cli.md; NULL for PHONE_FINE. */
const char *phone_reason_word(enum phone_reason reason);
/* One line for the operator about what is wrong, without the number; "" for PHONE_FINE. */
const char *phone_reason_text(enum phone_reason reason);

/* Whether this is the ISO code (two capitals) of a country that has telephone numbers. */
bool phone_country_exists(const char *iso);

/* Whether a number belongs to the sandbox (begins with +999). */
bool phone_is_sandbox(const char *e164);
/* "+49 151 ***** 42": country code, the first three digits, the last two. A sandbox number is
 * nobody's and is shown whole. */
void phone_mask(const char *e164, char out[PHONE_MASKED_BYTES]);
/* The last four digits, or "" when there are fewer than four behind the country code. */
void phone_last_four(const char *e164, char out[5]);
#endif
