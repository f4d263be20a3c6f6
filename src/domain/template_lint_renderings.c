/* SPDX-License-Identifier: MIT */
/* what the renderings of a template show: its code, parts, links and dear characters */
#include "domain/template_lint_impl.h"

#include <stdio.h>
#include <string.h>

#include "domain/redact.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define CHARACTER_FINDINGS_MAX 50

static const struct template_range nowhere = { { 0, 0 }, 0, 0 };

/* --- The code ------------------------------------------------------------------------------- */

/* Where the code is output: the first place, and the second. */
struct code_places {
	struct template_range places[2];
	size_t count;
};

static void
find_code(void *context, const struct liquid_use *use)
{
	struct code_places *found = context;

	if (use->kind != LIQUID_USE_VARIABLE || strcmp(use->name, "code") != 0)
		return;
	if (found->count < COUNT_OF(found->places))
		found->places[found->count] =
			(struct template_range){ use->place, use->offset_bytes, use->size_bytes };
	found->count++;
}

size_t
template_count_code(const char *rendered, const char *code)
{
	size_t count = 0;

	while ((rendered = strstr(rendered, code)) != NULL) {
		rendered += strlen(code);
		count++;
	}
	return count;
}

/* What the renderings say of their codes. */
struct code_answers {
	const char *without; /* names of the first context of either kind */
	const char *twice;
	const char *written; /* in the source: digits of a test context, which are nobody's code */
	size_t written_bytes;
};

/* Appends the source with the digits that stand in it for a code made others. */
static void
write_without(const char *source, const char *code, struct text *out)
{
	const char *found;

	while ((found = strstr(source, code)) != NULL) {
		text_append_bytes(out, source, (size_t)(found - source));
		for (size_t i = 0; i < strlen(code); i++)
			text_append(out, "0");
		source = found + strlen(code);
	}
	text_append(out, source);
}

static void
hear(const struct template_context *context, const struct text *rendered, bool *says, bool *twice)
{
	*says = redact_has_code(text_string(rendered), rendered->size_bytes, context->code);
	*twice = !context->voice && template_count_code(text_string(rendered), context->code) > 1;
}

/* The same of a source whose own digits are others. */
static void
hear_without(const struct template_lint_case *c, const struct template_sample *sample, bool *says,
             bool *twice)
{
	struct template_rendering rendering;
	struct liquid *tree = NULL;
	struct text source;
	struct fault f;

	text_init(&source, LIQUID_SOURCE_MAX);
	write_without(c->source, sample->context->code, &source);
	if (liquid_create(text_string(&source), source.size_bytes, &tree, &f) == ST_OK) {
		template_rendering_run(tree, sample, &rendering);
		if (rendering.st == ST_OK)
			hear(sample->context, &rendering.text, says, twice);
		template_rendering_finish(&rendering);
	}
	liquid_destroy(tree);
	text_finish(&source);
}

static void
ask_rendering(const struct template_lint_case *c, size_t i, struct code_answers *out)
{
	const struct template_context *context = c->samples[i].context;
	const char *written = strstr(c->source, context->code);
	bool says;
	bool twice;

	hear(context, &c->measure->renderings[i].text, &says, &twice);
	if (says && written != NULL) {
		hear_without(c, &c->samples[i], &says, &twice);
		if (!says && out->written == NULL) {
			out->written = written;
			out->written_bytes = strlen(context->code);
		}
	}
	if (!says)
		out->without = out->without != NULL ? out->without : context->name;
	else if (twice)
		out->twice = out->twice != NULL ? out->twice : context->name;
}

/* Whether the code stands there under a mistyped name. The names were looked at before. */
static bool
is_misnamed(const struct template_findings *found)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct template_finding *item = &found->items[i];

		if (item->rule == TEMPLATE_RULE_VARIABLE_UNKNOWN && item->has_fix &&
		    strcmp(item->fix, "code") == 0)
			return true;
	}
	return false;
}

/* Digits written out become the code; where none is output at all it comes first. A text that says
 * it for others gets no fix, which would say it twice to them, and neither does one whose
 * mistyped name has its own. */
static void
add_missing(const struct template_lint_case *c, const struct code_answers *answers, bool elsewhere,
            struct template_findings *out)
{
	const char *written = answers->written;
	struct template_range range = nowhere;
	struct template_finding *found;

	if (written != NULL)
		range = template_range_of(c, (size_t)(written - c->source), answers->written_bytes);
	else if (!elsewhere)
		range = template_range_of(c, 0, 0);
	found = template_finding_add(out, TEMPLATE_RULE_CODE_MISSING, &range,
	                             written != NULL
	                                     ? "these digits are the same for everybody; the text "
	                                       "for %.40s does not say the code"
	                                     : "the text for %.40s does not say the code",
	                             answers->without);
	if (written != NULL)
		template_finding_fix(found, "{{ code }}");
	else if (!elsewhere)
		template_finding_fix(found, "{{ code }} ");
}

/* The whole output around a name in it, with the blank before. */
static struct template_range
output_around(const struct template_lint_case *c, const struct template_range *name)
{
	size_t start = name->offset_bytes;
	const char *end = strstr(c->source + start, "}}");

	while (start > 0 && (c->source[start] != '{' || c->source[start - 1] != '{'))
		start--;
	if (start == 0 || end == NULL)
		return *name;
	start--;
	if (start > 0 && c->source[start - 1] == ' ')
		start--;
	return template_range_of(c, start, (size_t)(end + 2 - c->source) - start);
}

/* Of exactly two places the later one can go. */
static void
add_twice(const struct template_lint_case *c, const struct code_answers *answers,
          const struct code_places *places, struct template_findings *out)
{
	struct template_range range = places->count > 1 ? places->places[1] : nowhere;
	struct template_finding *found;

	if (places->count == 2)
		range = output_around(c, &places->places[1]);
	found = template_finding_add(out, TEMPLATE_RULE_CODE_TWICE, &range,
	                             "the text for %.40s says the code more than once",
	                             answers->twice);
	if (places->count == 2 && range.size_bytes > places->places[1].size_bytes)
		template_finding_fix(found, "");
}

static void
lint_code(const struct template_lint_case *c, struct template_findings *out)
{
	struct code_places found = { .count = 0 };
	struct code_answers answers = { NULL, NULL, NULL, 0 };

	if (!template_kind_has_code(c->kind))
		return;
	for (size_t i = 0; i < c->measure->count; i++) {
		if (c->measure->renderings[i].st == ST_OK)
			ask_rendering(c, i, &answers);
	}
	liquid_visit(c->measure->tree, find_code, &found);
	if (answers.without != NULL)
		add_missing(c, &answers, found.count > 0 || is_misnamed(out), out);
	if (answers.twice != NULL)
		add_twice(c, &answers, &found, out);
}

/* --- Links ---------------------------------------------------------------------------------- */

#define HOST_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define LINK_END " \t\r\n\"'<>|{}"

/* Telephones make a link of "bit.ly/x": a host whose last label is two small letters or more, and
 * a path. */
static const char *
find_bare_link(const char *source)
{
	for (const char *at = source; *at != '\0';) {
		size_t host = strspn(at, HOST_BYTES);
		size_t label = 0;

		while (label < host && strchr(SMALL, at[host - label - 1]) != NULL)
			label++;
		if (label >= 2 && host >= label + 3 && at[host - label - 1] == '.' &&
		    at[host] == '/' && strcspn(at + host + 1, LINK_END) > 0)
			return at;
		at += host > 0 ? host : 1;
		/* What follows a slash is a path. */
		if (at[0] == '/' && host > 0)
			at += strcspn(at, LINK_END);
	}
	return NULL;
}

const char *
template_find_link(const char *source, size_t *size_bytes)
{
	static const char *const marks[] = { "https://", "http://", "www." };
	const char *first = find_bare_link(source);

	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		const char *at = strcasestr(source, marks[i]);

		if (at != NULL && (first == NULL || at < first))
			first = at;
	}
	if (first == NULL)
		return NULL;
	*size_bytes = strcspn(first, LINK_END);
	/* A stop behind it belongs to the sentence. */
	while (*size_bytes > 1 && strchr(".,;:!?)", first[*size_bytes - 1]) != NULL)
		(*size_bytes)--;
	return first;
}

static void
lint_links(const struct template_lint_case *c, struct template_findings *out)
{
	static const char sentence[] = "a link in the text: operators filter such messages, and "
				       "people learn to trust links beside codes";
	const struct template_measure *m = c->measure;
	const char *in_text = NULL;
	size_t size = 0;
	const char *in_source;

	for (size_t i = 0; i < m->count && in_text == NULL; i++) {
		if (m->renderings[i].st == ST_OK)
			in_text = template_find_link(text_string(&m->renderings[i].text), &size);
	}
	if (in_text == NULL)
		return;
	in_source = template_find_link(c->source, &size);
	if (in_source != NULL) {
		struct template_range range =
			template_range_of(c, (size_t)(in_source - c->source), size);

		template_finding_fix(
			template_finding_add(out, TEMPLATE_RULE_LINK, &range, "%s", sentence), "");
	} else {
		(void)template_finding_add(out, TEMPLATE_RULE_LINK, &nowhere, "%s", sentence);
	}
}

/* --- Parts and characters ------------------------------------------------------------------- */

static void
lint_failures(const struct template_lint_case *c, struct template_findings *out)
{
	const struct template_measure *m = c->measure;
	struct template_range range = { 0 };
	const char *message;

	for (size_t i = 0; i < m->count; i++) {
		if (m->renderings[i].st == ST_OK || m->renderings[i].st == ST_MORE)
			continue;
		message = liquid_place_of(&m->renderings[i].fault, &range.place);
		(void)template_finding_add(out, TEMPLATE_RULE_RENDERING, &range,
		                           "rendering for %.40s: %s", c->samples[i].context->name,
		                           message);
		return; /* the others fail alike */
	}
}

static void
lint_parts(const struct template_lint_case *c, struct template_findings *out)
{
	const struct template_measure *m = c->measure;

	if (!m->is_measured || m->parts.count < 2)
		return;
	(void)template_finding_add(out, TEMPLATE_RULE_PARTS_SEVERAL, &nowhere,
	                           "%zu parts in the worst case (%.40s): %s, %zu units%s",
	                           m->parts.count, c->samples[m->worst].context->name,
	                           parts_encoding_name(m->parts.encoding), m->parts.units,
	                           m->has_fixed && m->fixed.count < m->parts.count
	                                   ? "; fewer with other characters"
	                                   : "");
}

static void
add_character(const struct template_offender *o, bool is_dear, struct template_findings *out)
{
	struct template_range range = { { o->line, o->column }, o->offset_bytes, o->size_bytes };
	struct template_finding *found;
	char instead[32];

	if (o->suggestion[0] == '\0')
		(void)snprintf(instead, sizeof(instead), "it may go");
	else if (o->suggestion[0] == ' ')
		(void)snprintf(instead, sizeof(instead), "a blank will do");
	else
		(void)snprintf(instead, sizeof(instead), "%s will do", o->suggestion);
	found = template_finding_add(
		out, is_dear ? TEMPLATE_RULE_CHARACTER_DEAR : TEMPLATE_RULE_CHARACTER_WIDE, &range,
		"U+%04X makes the whole text UCS-2, 70 characters a part; %s", o->code_point,
		instead);
	template_finding_fix(found, o->suggestion);
}

/* A character costs money only where its replacements save a part. */
static void
lint_characters(const struct template_lint_case *c, struct template_findings *out)
{
	const struct template_measure *m = c->measure;
	bool is_dear = m->has_fixed && m->fixed.count < m->parts.count;
	size_t added = 0;

	for (size_t i = 0; i < m->offender_count && added < CHARACTER_FINDINGS_MAX; i++) {
		if (m->offenders[i].suggestion == NULL)
			continue;
		add_character(&m->offenders[i], is_dear, out);
		added++;
	}
}

void
template_lint_renderings(const struct template_lint_case *c, struct template_findings *out)
{
	lint_failures(c, out);
	lint_code(c, out);
	lint_links(c, out);
	lint_parts(c, out);
	lint_characters(c, out);
}
