/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_PARTS_IMPL_H
#define DOMAIN_PARTS_IMPL_H
/* What the files of the parts module share: GSM-7, and what a walk over a text finds. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Septets of U+0000 to U+00FF and of U+0390 to U+03AF, each as a digit. */
extern const char parts_latin_septets[257];
extern const char parts_greek_septets[33];

/* Septets of a character: 1, 2 with its escape, 0 when GSM-7 lacks it. Here, because counting is
 * done at every key and calls it for each character. */
static inline size_t
parts_gsm_septets(uint32_t code_point)
{
	if (code_point < 0x100)
		return (size_t)(parts_latin_septets[code_point] - '0');
	if (code_point >= 0x390 && code_point < 0x3b0)
		return (size_t)(parts_greek_septets[code_point - 0x390] - '0');
	return code_point == 0x20ac ? 2 : 0;
}

/* What a text is made of. */
struct parts_tally {
	bool is_dear; /* GSM-7 lacks a character: septets and parts are not counted to the end */
	size_t characters;
	size_t pairs; /* characters of two 16-bit units */
	size_t septets;
	size_t full;    /* parts that hold no more */
	size_t in_last; /* units in the one after them */
};

/* Walks a text once; parts are those of GSM-7, of `joined` septets each. False: not UTF-8. */
bool parts_take_tally(const char *source, size_t size_bytes, size_t joined,
                      struct parts_tally *out);
/* Sets the parts of `joined` 16-bit units that a text takes, a pair never cut in two. */
void parts_fill_ucs2(const char *source, size_t size_bytes, size_t joined, struct parts_tally *t);
/* The same for a text whose characters are one unit each. */
void parts_fill_evenly(size_t units, size_t joined, struct parts_tally *t);

/* GSM-7 text in place of a character that it lacks; NULL when there is none. */
const char *parts_gsm_suggestion(uint32_t code_point);
#endif
