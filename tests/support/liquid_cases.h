/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_LIQUID_CASES_H
#define SUPPORT_LIQUID_CASES_H
/*
 * Templates with what they render to, in one line each. A failure names the template.
 */
#include <stddef.h>

struct liquid_case {
	const char *source;
	const char *data; /* JSON; NULL: an empty object */
	const char *expected;
};

/* Renders each and compares; "now" is 2023-11-14 22:13:20 UTC. */
void liquid_cases_check(const struct liquid_case *cases, size_t count);
/* Expects the render to fail, with these words in its cause. */
void liquid_case_refused(const char *source, const char *data, const char *words);
#endif
