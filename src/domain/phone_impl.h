/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_PHONE_IMPL_H
#define DOMAIN_PHONE_IMPL_H
/* What the files of the phone module share: the table of calling codes. */
#include <stdbool.h>
#include <stddef.h>

#define PHONE_SANDBOX_CODE "999"

/* The numbering plan that a row of data/catalog/calling_codes.tsv describes. */
struct phone_plan {
	size_t code_digits;    /* length of the calling code */
	char code[5];
	char country[3];       /* "" where the row is no country's or of several */
	size_t least;          /* usual digits behind the code */
	size_t most;
	char trunk[4];         /* "" where nothing is dropped */
	bool keeps_zero;       /* numbers may begin with 0 */
	char idd[6];
};

/* The plan of the longest code and lead that `digits` (no plus) begins with; false for a code that
 * nobody has. */
bool phone_plan_of_number(const char *digits, struct phone_plan *out);
/* The plan by which people of a country dial; false for an unknown country. */
bool phone_plan_of_country(const char *iso, struct phone_plan *out);
#endif
