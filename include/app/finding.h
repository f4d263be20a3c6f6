/* SPDX-License-Identifier: MIT */
#ifndef APP_FINDING_H
#define APP_FINDING_H
/*
 * What one probe or one check came to: a result, its proof in one line, and what to do about it.
 *
 * The words are cli.md's: pass, fail, warn, unknown; unknown is what could not be seen, and its
 * proof says why. A proof never holds a secret, a code or a full number.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

enum finding_result {
	FINDING_WAITING, /* its turn has not come */
	FINDING_RUNNING,
	FINDING_PASS,
	FINDING_FAIL,
	FINDING_WARN,
	FINDING_UNKNOWN
};

struct finding {
	enum finding_result result;
	char proof[160];
	char fix[160];   /* "": nothing to do */
	int64_t took_us; /* -1: nothing was measured */
	int64_t at_ms;   /* when it was found; 0: not yet */
};

/* "pass"; "waiting" and "running" before the end. */
const char *finding_word(enum finding_result result);
/* "[OK]", "[FAIL]", "[!!]", "[n/a]", "[WAIT]", "[--]" */
const char *finding_mark(enum finding_result result);
bool finding_is_over(const struct finding *found);

/* Waits: no proof, no time. */
void finding_init(struct finding *out);
/* Ends it now with a proof; the fix is empty until finding_fix. */
void finding_set(struct finding *out, enum finding_result result, const char *format, ...)
	PRINTF_LIKE(3, 4);
void finding_fix(struct finding *out, const char *format, ...) PRINTF_LIKE(2, 3);
/* Ends it with the two lines of a fault. */
void finding_from_fault(struct finding *out, enum finding_result result, const struct fault *f);
#endif
