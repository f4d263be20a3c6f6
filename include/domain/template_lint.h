/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_LINT_H
#define DOMAIN_TEMPLATE_LINT_H
/*
 * What is wrong with a message text, each finding with its place, one sentence, and the text to
 * put in its place where that is certain enough to be applied by one key.
 *
 * TEMPLATE_RULE(id, word, severity). An error is sent wrong or not at all, a warning costs money
 * or confuses, a note is worth knowing and no fault: only notes leave `template lint` with exit
 * status 0. Sources: Auth0's page on Liquid in phone templates (variables, tags and filters of the
 * unified kinds) and on customising SMS and voice messages (variables of the older ones; it lists
 * neither tags nor filters, so those of the unified kinds are asked for).
 *
 * Owns    findings own their block; template_findings_finish frees it.
 * Fails   never.
 * Limits  TEMPLATE_FINDINGS_MAX findings; further ones are counted.
 */
#include <stdbool.h>
#include <stddef.h>

#include "domain/template.h"
#include "domain/template_measure.h"

#define TEMPLATE_FINDINGS_MAX 200

enum template_severity { TEMPLATE_ERROR, TEMPLATE_WARNING, TEMPLATE_NOTE };

#define TEMPLATE_RULES(RULE)                                                                       \
	RULE(SYNTAX, "syntax", ERROR)                                                              \
	RULE(RENDERING, "rendering", ERROR)                                                        \
	RULE(TEXT_EMPTY, "text_empty", ERROR)                                                      \
	RULE(TOO_LONG, "too_long", ERROR)                                                          \
	RULE(NAME_FOREIGN, "name_foreign", ERROR)                                                  \
	RULE(NAME_RARE, "name_rare", WARNING)                                                      \
	RULE(VARIABLE_UNKNOWN, "variable_unknown", WARNING)                                        \
	RULE(TAG_UNLISTED, "tag_unlisted", WARNING)                                                \
	RULE(FILTER_UNLISTED, "filter_unlisted", WARNING)                                          \
	RULE(CODE_MISSING, "code_missing", ERROR)                                                  \
	RULE(CODE_TWICE, "code_twice", WARNING)                                                    \
	RULE(PARTS_SEVERAL, "parts_several", WARNING)                                              \
	RULE(CHARACTER_DEAR, "character_dear", WARNING)                                            \
	RULE(CHARACTER_WIDE, "character_wide", NOTE)                                               \
	RULE(LINK, "link", WARNING)                                                                \
	RULE(LOCALE_MISSING, "locale_missing", WARNING)

enum template_rule {
#define RULE(id, word, severity) TEMPLATE_RULE_##id,
	TEMPLATE_RULES(RULE)
#undef RULE
		TEMPLATE_RULE_COUNT
};

struct template_finding {
	enum template_rule rule;
	size_t line; /* 0: of no one place */
	size_t column;
	size_t offset_bytes; /* of the range that the finding is about, and that a fix replaces */
	size_t size_bytes;
	char sentence[160];
	bool has_fix;
	char fix[64]; /* "": take it out */
};

struct template_findings {
	struct template_finding *items; /* by place, those of no place last */
	size_t count;
	size_t total;
};

const char *template_rule_word(enum template_rule rule);
enum template_severity template_rule_severity(enum template_rule rule);
const char *template_severity_word(enum template_severity severity); /* "error" */
/* The worst severity among them is an error or a warning. */
bool template_findings_are_faults(const struct template_findings *found);

/* What is looked at. The measure is of this source (which ends with a NUL) with these samples. */
struct template_lint_case {
	enum template_kind kind;
	const char *source;
	size_t size_bytes;
	const struct template_sample *samples;
	const struct template_measure *measure;
};

/* *out need not be inited. */
void template_lint(const struct template_lint_case *c, struct template_findings *out);
/* Adds a finding for each of these locales that would get the plain text of the kind, or none.
 * `plain` is that text (NULL: there is none): a locale that stands in it between quotes is one it
 * tells apart by itself, and so is none without text. */
void template_lint_locales(enum template_kind kind, const struct template_name *have, size_t count,
                           const char *const *locales, size_t locale_count, const char *plain,
                           struct template_findings *out);
/* The first link in a text, NULL when there is none; its size goes to *size_bytes. */
const char *template_find_link(const char *source, size_t *size_bytes);
/* How often a text says a code in one piece. */
size_t template_count_code(const char *rendered, const char *code);
void template_findings_finish(struct template_findings *found);
#endif
