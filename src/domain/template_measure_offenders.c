/* SPDX-License-Identifier: MIT */
/* the characters of a source that make what is rendered of it dear */
#include "domain/template_measure_impl.h"

#include <string.h>

#include "base/mem.h"

#define PLANE 0x10000

/* Code points that were rendered and that GSM-7 lacks; those above U+FFFF as one. */
struct rendered {
	unsigned char bits[PLANE / 8];
	bool beyond;
	bool any;
};

struct search {
	const char *source;
	struct template_measure *m;
	struct rendered *rendered;
	struct rendered seen; /* of these, what the source holds */
	size_t line;
	size_t column;
	char quote;        /* around the token; NUL: none */
	bool in_condition; /* the tag only asks: what it is compared with is not rendered */
};

static void
note(struct rendered *r, uint32_t code_point)
{
	r->any = true;
	if (code_point < PLANE)
		r->bits[code_point / 8] |= (unsigned char)(1U << (code_point % 8));
	else
		r->beyond = true;
}

static bool
holds(const struct rendered *r, uint32_t code_point)
{
	if (code_point >= PLANE)
		return r->beyond;
	return (r->bits[code_point / 8] >> (code_point % 8)) & 1;
}

static void
note_text(struct rendered *r, const struct text *t)
{
	const char *at = text_string(t);
	size_t left = t->size_bytes;
	uint32_t code_point;
	size_t taken;

	while ((taken = text_next_code_point(at, left, &code_point)) > 0) {
		if (!parts_is_gsm7(code_point))
			note(r, code_point);
		at += taken;
		left -= taken;
	}
}

/* What would end the quoted text that it is put into is no suggestion there. */
static const char *
suggestion_for(uint32_t code_point, char quote)
{
	const char *suggestion = parts_suggestion(code_point);

	if (suggestion != NULL && quote != '\0' && strchr(suggestion, quote) != NULL)
		return NULL;
	return suggestion;
}

static void
add_offender(struct search *s, size_t offset_bytes, size_t size_bytes, uint32_t code_point)
{
	struct template_measure *m = s->m;

	note(&s->seen, code_point);
	m->offender_total++;
	if (m->offender_count == TEMPLATE_OFFENDERS_MAX)
		return;
	if (m->offenders == NULL)
		m->offenders = mem_alloc_array(TEMPLATE_OFFENDERS_MAX, sizeof(*m->offenders));
	m->offenders[m->offender_count++] = (struct template_offender){
		.offset_bytes = offset_bytes,
		.size_bytes = size_bytes,
		.line = s->line,
		.column = s->column,
		.code_point = code_point,
		.suggestion = suggestion_for(code_point, s->quote),
	};
}

static void
search_bytes(struct search *s, const struct liquid_token *token, bool renders)
{
	const char *at = s->source + token->offset_bytes;
	const char *end = at + token->size_bytes;

	while (at < end) {
		uint32_t code_point;
		size_t taken = text_next_code_point(at, (size_t)(end - at), &code_point);

		if (renders && holds(s->rendered, code_point))
			add_offender(s, (size_t)(at - s->source), taken, code_point);
		s->column = code_point == '\n' ? 1 : s->column + 1;
		s->line += code_point == '\n';
		at += taken;
	}
}

static bool
is_condition(const char *word, size_t size_bytes)
{
	static const char *const words[] = { "if", "unless", "elsif", "case", "when" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == size_bytes && memcmp(words[i], word, size_bytes) == 0)
			return true;
	}
	return false;
}

static void
search_token(void *context, const struct liquid_token *token)
{
	struct search *s = context;
	bool renders = token->kind == LIQUID_TOKEN_TEXT ||
	               (token->kind == LIQUID_TOKEN_LITERAL && !s->in_condition);

	if (token->kind == LIQUID_TOKEN_DELIMITER)
		s->in_condition = false;
	else if (token->kind == LIQUID_TOKEN_TAG)
		s->in_condition = is_condition(s->source + token->offset_bytes, token->size_bytes);
	s->quote = '\0';
	if (token->kind == LIQUID_TOKEN_LITERAL)
		s->quote = s->source[token->offset_bytes];
	search_bytes(s, token, renders);
}

static bool
is_within(const struct rendered *all, const struct rendered *seen)
{
	return (!all->beyond || seen->beyond) &&
	       memcmp(all->bits, seen->bits, sizeof(all->bits)) == 0;
}

void
template_measure_find_offenders(const char *source, size_t size_bytes,
                                const struct template_sample *samples, struct template_measure *m)
{
	struct rendered *rendered = mem_alloc(sizeof(*rendered));
	struct search *s = mem_alloc(sizeof(*s));

	for (size_t i = 0; i < m->count; i++) {
		if (m->renderings[i].st == ST_OK && !samples[i].context->voice &&
		    m->renderings[i].parts.encoding == PARTS_UCS2)
			note_text(rendered, &m->renderings[i].text);
	}
	if (rendered->any) {
		s->source = source;
		s->m = m;
		s->rendered = rendered;
		s->line = 1;
		s->column = 1;
		liquid_scan(source, size_bytes, search_token, s);
		m->from_data = !is_within(rendered, &s->seen);
	}
	mem_free(rendered);
	mem_free(s);
}

void
template_measure_repair(const char *source, size_t size_bytes, const struct template_measure *m,
                        struct text *out)
{
	size_t at = 0;

	for (size_t i = 0; i < m->offender_count; i++) {
		const struct template_offender *o = &m->offenders[i];

		if (o->suggestion == NULL)
			continue;
		text_append_bytes(out, source + at, o->offset_bytes - at);
		text_append(out, o->suggestion);
		at = o->offset_bytes + o->size_bytes;
	}
	text_append_bytes(out, source + at, size_bytes - at);
}
