/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_TRIAL_H
#define DOMAIN_TEMPLATE_TRIAL_H
/*
 * A rendering held against what its test context expects.
 *
 * TEMPLATE_TRIAL(id, word, what is expected). Whether a text was found and rendered is asked of
 * every context; the rest only where it is expected.
 */
#include <stdbool.h>
#include <stddef.h>

#include "domain/template_context.h"
#include "domain/template_measure.h"

#define TEMPLATE_TRIALS(TRIAL)                                                                     \
	TRIAL(RENDERS, "renders", "a text answers and renders")                                    \
	TRIAL(KNOWN_ONLY, "known_only", "no unknown variables")                                    \
	TRIAL(CODE_ONCE, "code_once", "code appears once")                                         \
	TRIAL(PARTS_MAX, "parts_max", "few enough parts")                                          \
	TRIAL(NO_LINK, "no_link", "no link in text")                                               \
	TRIAL(RESOLVES_TO, "resolves_to", "the right text answers")                                \
	TRIAL(CONTAINS, "contains", "contains the words")                                          \
	TRIAL(EQUALS, "equals", "equals the text")

enum template_trial {
#define TRIAL(id, word, help) TEMPLATE_TRIAL_##id,
	TEMPLATE_TRIALS(TRIAL)
#undef TRIAL
		TEMPLATE_TRIAL_COUNT
};

enum template_verdict { TEMPLATE_NOT_ASKED, TEMPLATE_MET, TEMPLATE_FAILED };

struct template_verdicts {
	enum template_verdict of[TEMPLATE_TRIAL_COUNT];
	size_t failed;
	char why[160]; /* of the first that failed; "" */
};

const char *template_trial_word(enum template_trial trial);
const char *template_trial_help(enum template_trial trial);
const char *template_verdict_word(enum template_verdict verdict); /* "met", "failed", "not asked" */

/* `answered` is the written name of the text that answered, "" when none did. */
void template_trial_judge(const struct template_context *context, const char *answered,
                          const struct template_rendering *rendering,
                          struct template_verdicts *out);
#endif
