/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_OUTCOME_H
#define DOMAIN_OUTCOME_H
/*
 * What a sandbox number does: the number spells its result, and no person can have it.
 *
 * Sandbox numbers begin with +999, a calling code nobody has. The rules are here once, for the
 * sandbox that plays them and for the console and shell that list them.
 */
#include <stdbool.h>
#include <stddef.h>

enum outcome_kind {
	OUTCOME_STATUS,   /* +999 group(1-5) status id(4 digits): ends in that status */
	OUTCOME_ERROR,    /* +9998 error id (4 or 5 digits): undeliverable with that error */
	OUTCOME_HTTP,     /* +9999 HTTP status (4 digits) */
	OUTCOME_SLOW,     /* +9990 seconds (4 digits): the answer takes that long */
	OUTCOME_DROPPED,  /* +99900000: accepted, then no answer */
	OUTCOME_DELIVERED /* any other +999: delivered after about two seconds */
};

struct outcome {
	enum outcome_kind kind;
	int status_group; /* of the last status: 3/5 for slow, dropped, delivered; 0 for HTTP */
	int status_id;
	int error_group; /* 0/0 without an error */
	int error_id;
	int http_status; /* OUTCOME_HTTP */
	int delay_s;     /* OUTCOME_SLOW */
};

/* Reads a number with or without its plus. False when it does not begin with 999 or when anything
 * but digits follows; *out is then all zero. */
bool outcome_of_number(const char *number, struct outcome *out);
/* Whether the refusal comes inside the 200 answer (group 5) rather than later. */
bool outcome_is_refused_at_once(const struct outcome *o);

/* The examples worth showing: number and what it does, in our words. */
struct outcome_example {
	const char *number;
	const char *does;
};
/* NULL past the end. */
const struct outcome_example *outcome_example_at(size_t index);
#endif
