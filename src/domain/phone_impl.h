/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_PHONE_IMPL_H
#define DOMAIN_PHONE_IMPL_H
/* What the files of the phone module share: the table of calling codes, the scanned input. */
#include <stdbool.h>
#include <stddef.h>

#define PHONE_SANDBOX_CODE "999"
#define PHONE_CODE_BYTES 5
#define PHONE_DIGITS_KEPT 24 /* a prefix, a trunk and 15 digits; more is too long in any case */

/* The numbering plan that a row of data/catalog/calling_codes.tsv describes. */
struct phone_plan {
	size_t code_digits; /* length of the calling code */
	char code[PHONE_CODE_BYTES];
	char country[3]; /* "" where the row is no country's or of several */
	bool is_network; /* of no country at all */
	size_t least;    /* usual digits behind the code */
	size_t most;
	char trunk[4];   /* "" where nothing is dropped */
	bool keeps_zero; /* numbers may begin with 0 */
	char idd[6];
};

/* The plan of the longest code and lead that `digits` (no plus) begins with; false for a code that
 * nobody has. */
bool phone_plan_of_number(const char *digits, struct phone_plan *out);
/* The plan by which people of a country dial; false for an unknown country. */
bool phone_plan_of_country(const char *iso, struct phone_plan *out);

/* What stands in the input, character by character. */
struct phone_scan {
	char digits[PHONE_DIGITS_KEPT + 1];
	size_t count; /* digits in all, kept or not */
	size_t pluses;
	bool plus_is_first; /* every plus stands before every digit */
	bool has_blank;
	bool has_mark;         /* hyphens, points, brackets and the like */
	bool mark_behind_plus; /* "+-49": a sign, not a separator */
	bool has_invisible;
	bool has_other_digit; /* of another script, kept as its ASCII look-alike */
	bool has_foreign;     /* anything else outside ASCII */
	bool has_other;       /* letters and signs of ASCII */
	bool has_extension;
};

void phone_scan_input(struct phone_scan *out, const char *input, size_t size_bytes);
#endif
