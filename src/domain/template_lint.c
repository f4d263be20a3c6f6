/* SPDX-License-Identifier: MIT */
/* what is wrong with a message text: a table of rules, each finding with place and fix */
#include "domain/template_lint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/template_lint_impl.h"

static const struct {
	const char *word;
	enum template_severity severity;
} rules[TEMPLATE_RULE_COUNT] = {
#define RULE(id, word, severity) { word, TEMPLATE_##severity },
	TEMPLATE_RULES(RULE)
#undef RULE
};

const char *
template_rule_word(enum template_rule rule)
{
	return rule < TEMPLATE_RULE_COUNT ? rules[rule].word : "";
}

enum template_severity
template_rule_severity(enum template_rule rule)
{
	return rule < TEMPLATE_RULE_COUNT ? rules[rule].severity : TEMPLATE_NOTE;
}

const char *
template_severity_word(enum template_severity severity)
{
	static const char *const words[] = { "error", "warning", "note" };

	return severity <= TEMPLATE_NOTE ? words[severity] : "";
}

bool
template_findings_are_faults(const struct template_findings *found)
{
	for (size_t i = 0; i < found->count; i++) {
		if (template_rule_severity(found->items[i].rule) != TEMPLATE_NOTE)
			return true;
	}
	return false;
}

/* --- Adding --------------------------------------------------------------------------------- */

struct template_finding *
template_finding_add(struct template_findings *out, enum template_rule rule,
                     const struct template_range *range, const char *format, ...)
{
	struct template_finding *found;
	va_list arguments;

	out->total++;
	if (out->count == TEMPLATE_FINDINGS_MAX)
		return NULL;
	if (out->items == NULL)
		out->items = mem_alloc_array(TEMPLATE_FINDINGS_MAX, sizeof(*out->items));
	found = &out->items[out->count++];
	found->rule = rule;
	found->line = range->place.line;
	found->column = range->place.column;
	found->offset_bytes = range->offset_bytes;
	found->size_bytes = range->size_bytes;
	va_start(arguments, format);
	(void)vsnprintf(found->sentence, sizeof(found->sentence), format, arguments);
	va_end(arguments);
	return found;
}

void
template_finding_fix(struct template_finding *found, const char *fix)
{
	if (found != NULL)
		found->has_fix = text_copy(found->fix, sizeof(found->fix), fix);
}

struct template_range
template_range_of(const struct template_lint_case *c, size_t offset_bytes, size_t size_bytes)
{
	return (struct template_range){ liquid_place_at(c->source, c->size_bytes, offset_bytes),
		                        offset_bytes, size_bytes };
}

void
template_findings_finish(struct template_findings *found)
{
	mem_free(found->items);
	memset(found, 0, sizeof(*found));
}

/* --- The text as a whole -------------------------------------------------------------------- */

static const struct template_range nowhere = { { 0, 0 }, 0, 0 };

/* The byte at a place of the source, which counts in code points. */
static size_t
offset_of(const struct template_lint_case *c, const struct liquid_place *place)
{
	size_t at = 0;
	size_t line = 1;
	size_t column = 1;
	uint32_t code_point;

	while (at < c->size_bytes &&
	       (line < place->line || (line == place->line && column < place->column))) {
		at += text_next_code_point(c->source + at, c->size_bytes - at, &code_point);
		column = code_point == '\n' ? 1 : column + 1;
		line += code_point == '\n';
	}
	return at;
}

static void
lint_syntax(const struct template_lint_case *c, struct template_findings *out)
{
	struct template_range range = { 0 };
	const char *message = liquid_place_of(&c->measure->fault, &range.place);

	if (range.place.line > 0)
		range.offset_bytes = offset_of(c, &range.place);
	(void)template_finding_add(out, TEMPLATE_RULE_SYNTAX, &range, "%s", message);
}

static void
lint_length(const struct template_lint_case *c, struct template_findings *out)
{
	size_t limit = template_kind_limit(c->kind);
	size_t units = text_utf16_units(c->source, c->size_bytes);

	if (units == 0)
		(void)template_finding_add(out, TEMPLATE_RULE_TEXT_EMPTY, &nowhere,
		                           "the text is empty");
	if (limit > 0 && units > limit)
		(void)template_finding_add(out, TEMPLATE_RULE_TOO_LONG, &nowhere,
		                           "the text has %zu characters, Auth0 takes %zu for %s",
		                           units, limit, template_kind_name(c->kind));
}

static int
compare_findings(const void *left, const void *right)
{
	const struct template_finding *a = left;
	const struct template_finding *b = right;

	if ((a->line == 0) != (b->line == 0))
		return a->line == 0 ? 1 : -1;
	if (a->offset_bytes != b->offset_bytes)
		return a->offset_bytes < b->offset_bytes ? -1 : 1;
	return a->rule < b->rule ? -1 : a->rule > b->rule;
}

void
template_lint(const struct template_lint_case *c, struct template_findings *out)
{
	memset(out, 0, sizeof(*out));
	lint_length(c, out);
	if (!c->measure->parsed) {
		lint_syntax(c, out);
	} else {
		template_lint_names(c, out);
		template_lint_renderings(c, out);
	}
	if (out->count > 1)
		qsort(out->items, out->count, sizeof(*out->items), compare_findings);
}

/* --- Locales -------------------------------------------------------------------------------- */

/* Whether a locale, or its language, stands between quotes: the text tells it apart itself. */
static bool
tells_apart(const char *plain, const char *locale)
{
	char language[TEMPLATE_LOCALE_BYTES];
	char quoted[TEMPLATE_LOCALE_BYTES + 2];
	const char *const names[] = { locale, language };

	template_locale_language(locale, language, sizeof(language));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(quoted, sizeof(quoted), "\"%s\"", names[i]);
		if (strstr(plain, quoted) != NULL)
			return true;
		(void)snprintf(quoted, sizeof(quoted), "'%s'", names[i]);
		if (strstr(plain, quoted) != NULL)
			return true;
	}
	return false;
}

void
template_lint_locales(enum template_kind kind, const struct template_name *have, size_t count,
                      const char *const *locales, size_t locale_count, const char *plain,
                      struct template_findings *out)
{
	for (size_t i = 0; i < locale_count; i++) {
		const struct template_request ask = { kind, locales[i], "", TEMPLATE_SMS };
		struct template_trace trace;

		template_resolve(have, count, &ask, &trace);
		if (trace.found && trace.steps[trace.step].rung != TEMPLATE_PLAIN)
			continue;
		if (plain != NULL && tells_apart(plain, locales[i]))
			continue;
		(void)template_finding_add(
			out, TEMPLATE_RULE_LOCALE_MISSING, &nowhere, "%s has no text for %.35s: %s",
			template_kind_name(kind), locales[i],
			trace.found ? "it gets the plain one" : "nothing would be sent");
	}
}
