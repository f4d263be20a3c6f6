/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_PARTS_H
#define DOMAIN_PARTS_H
/*
 * How many SMS a text costs, and which characters are to blame.
 *
 * GSM-7 (3GPP TS 23.038, default alphabet and its extension table, no national tables): 160
 * septets alone, 153 each in several; an extension character counts two. UCS-2: 70 units alone,
 * 67 each in several; a character above U+FFFF counts two. A part boundary never cuts an escape
 * pair or a surrogate pair, so a part may stay one unit short.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

enum parts_encoding { PARTS_GSM7, PARTS_UCS2 };

struct parts {
	enum parts_encoding encoding;
	size_t count;     /* parts; 0 for an empty text */
	size_t units;     /* septets or 16-bit units of the whole text */
	size_t remaining; /* units that still fit without another part */
};

struct parts_offender {
	uint32_t code_point;
	size_t line;            /* from 1 */
	size_t column;          /* from 1, in code points */
	const char *suggestion; /* GSM-7 in its place; "": it may go unseen; NULL: none */
};

/* Measures UTF-8. WORD_NOT_UTF8 when it is none. */
MUST_USE enum status parts_measure(const char *source, size_t size_bytes, struct parts *out,
                                   struct fault *f);
/* Finds the characters that force UCS-2: fills at most `room` and returns how many there are. */
size_t parts_offenders(const char *source, size_t size_bytes, struct parts_offender *out,
                       size_t room);
/* What one part of a message of so many holds, in units. */
size_t parts_room(enum parts_encoding encoding, size_t count);
/* Whether GSM-7 has the character, be it as two septets. */
bool parts_is_gsm7(uint32_t code_point);
/* GSM-7 in the place of a character that it lacks, as in struct parts_offender. */
const char *parts_suggestion(uint32_t code_point);
const char *parts_encoding_name(enum parts_encoding encoding); /* "GSM-7", "UCS-2" */
#endif
