/* SPDX-License-Identifier: MIT */
/* colours of the template language, and what was found in a text marked in place */
#include <stdlib.h>

#include "base/mem.h"
#include "domain/liquid.h"
#include "ui/screens/template_impl.h"

/* So many characters without another form are pointed at in any case. */
#define FEW 8
/* So many side by side are a word of a script that GSM-7 lacks. */
#define WORD_CHARACTERS 3

static void
add_mark(struct template_page *x, const struct editor_mark *mark)
{
	if (mark->size_bytes == 0)
		return;
	if (x->mark_count == x->mark_room) {
		x->mark_room = x->mark_room > 0 ? 2 * x->mark_room : 64;
		x->marks = mem_resize(x->marks, x->mark_room * sizeof(*x->marks));
	}
	x->marks[x->mark_count++] = *mark;
}

/* --- What was found -------------------------------------------------------------------------- */

static int
compare_marks(const void *a, const void *b)
{
	const struct editor_mark *left = a;
	const struct editor_mark *right = b;

	if (left->offset_bytes != right->offset_bytes)
		return left->offset_bytes < right->offset_bytes ? -1 : 1;
	return right->pointed - left->pointed;
}

/* What stands between two characters is shown at the one behind it. */
static size_t
width_of(const struct template_page *x, const struct template_finding *item)
{
	const struct text *text = editor_text(x->editor);
	uint32_t ignored = 0;

	if (item->size_bytes > 0 || item->offset_bytes >= text->size_bytes)
		return item->size_bytes;
	return text_next_code_point(text_string(text) + item->offset_bytes,
	                            text->size_bytes - item->offset_bytes, &ignored);
}

size_t
template_page_count_formless(const struct template_measure *m)
{
	size_t count = m->offender_total - m->offender_count;

	for (size_t i = 0; i < m->offender_count; i++)
		count += m->offenders[i].suggestion == NULL;
	return count;
}

/* In Cyrillic, Arabic or Han every letter is one that GSM-7 lacks: to mark them all says nothing.
 * Croatian has a few among others, and each of them is worth a look. */
static bool
has_script(const struct template_measure *m)
{
	size_t side_by_side = 0;
	size_t end = 0;

	if (template_page_count_formless(m) <= FEW)
		return false;
	for (size_t i = 0; i < m->offender_count && side_by_side < WORD_CHARACTERS; i++) {
		const struct template_offender *offender = &m->offenders[i];

		if (offender->suggestion != NULL)
			continue;
		side_by_side = offender->offset_bytes == end ? side_by_side + 1 : 1;
		end = offender->offset_bytes + offender->size_bytes;
	}
	return side_by_side >= WORD_CHARACTERS;
}

static void
add_offenders(struct template_page *x)
{
	const struct template_measure *m = &x->look->measure;
	bool replaceable_only = has_script(m);

	for (size_t i = 0; i < m->offender_count; i++) {
		const struct template_offender *offender = &m->offenders[i];

		if (replaceable_only && offender->suggestion == NULL)
			continue;
		add_mark(x, &(struct editor_mark){
				    .offset_bytes = offender->offset_bytes,
				    .size_bytes = offender->size_bytes,
				    .role = ROLE_WAITING,
				    .pointed = true,
			    });
	}
}

/* Errors, the characters that make a text dear, and the finding in focus are pointed at. */
static void
add_found(struct template_page *x)
{
	const struct template_findings *found = &x->look->findings;

	for (size_t i = 0; i < found->count; i++) {
		const struct template_finding *item = &found->items[i];
		bool error = template_rule_severity(item->rule) == TEMPLATE_ERROR;

		if (item->line == 0 || template_rule_severity(item->rule) == TEMPLATE_NOTE)
			continue;
		add_mark(x, &(struct editor_mark){
				    .offset_bytes = item->offset_bytes,
				    .size_bytes = width_of(x, item),
				    .role = error ? ROLE_FAILURE : ROLE_WAITING,
				    .pointed = error || i == x->findings.cursor,
			    });
	}
	add_offenders(x);
	if (x->mark_count > 1)
		qsort(x->marks, x->mark_count, sizeof(*x->marks), compare_marks);
}

/* Of those that overlap the first stays. */
static void
drop_overlaps(struct template_page *x)
{
	size_t kept = 0;
	size_t end = 0;

	for (size_t i = 0; i < x->mark_count; i++) {
		if (x->marks[i].offset_bytes < end)
			continue;
		end = x->marks[i].offset_bytes + x->marks[i].size_bytes;
		x->marks[kept++] = x->marks[i];
	}
	x->mark_count = kept;
}

/* --- Colours --------------------------------------------------------------------------------- */

static enum role
role_of(enum liquid_token_kind kind)
{
	switch (kind) {
	case LIQUID_TOKEN_DELIMITER:
	case LIQUID_TOKEN_OPERATOR:
	case LIQUID_TOKEN_COMMENT: return ROLE_DIM;
	case LIQUID_TOKEN_TAG:
	case LIQUID_TOKEN_FILTER: return ROLE_ACCENT;
	case LIQUID_TOKEN_VARIABLE: return ROLE_INFO;
	case LIQUID_TOKEN_LITERAL: return ROLE_GOOD;
	case LIQUID_TOKEN_TEXT:
	case LIQUID_TOKEN_BLANK: return ROLE_PLAIN;
	}
	return ROLE_PLAIN;
}

struct colouring {
	struct template_page *page;
	struct editor_mark *found; /* sorted; their places stay theirs */
	size_t count;
	size_t next;
};

/* The pieces of a token that nothing found covers. */
static void
colour_token(void *context, const struct liquid_token *token)
{
	struct colouring *c = context;
	enum role role = role_of(token->kind);
	size_t at = token->offset_bytes;
	size_t end = at + token->size_bytes;

	while (at < end) {
		struct editor_mark *found = c->next < c->count ? &c->found[c->next] : NULL;
		size_t stop = found && found->offset_bytes < end ? found->offset_bytes : end;

		if (role != ROLE_PLAIN && stop > at)
			add_mark(c->page, &(struct editor_mark){ .offset_bytes = at,
			                                         .size_bytes = stop - at,
			                                         .role = role });
		at = stop > at ? stop : at;
		if (!found || found->offset_bytes >= end)
			break;
		if (at <= found->offset_bytes)
			add_mark(c->page, found);
		at = found->offset_bytes + found->size_bytes;
		/* It may reach into the next token. */
		c->next += at <= end;
		if (at > end)
			break;
	}
}

void
template_page_mark(struct template_page *x)
{
	const struct text *text = editor_text(x->editor);
	struct colouring c = { .page = x };

	x->mark_count = 0;
	add_found(x);
	drop_overlaps(x);
	c.count = x->mark_count;
	c.found = c.count > 0 ? mem_copy(x->marks, c.count * sizeof(*x->marks)) : NULL;
	x->mark_count = 0;
	liquid_scan(text_string(text), text->size_bytes, colour_token, &c);
	mem_free(c.found);
}
