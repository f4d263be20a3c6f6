/* SPDX-License-Identifier: MIT */
/* what is typed or pasted, made fit for a text */
#include "ui/editor_impl.h"

#include <stdio.h>
#include <string.h>

/* Nothing that is typed in one go is longer. */
#define TYPED_BYTES_MAX ((size_t)4096)

/* Writing directions may be needed in a text, and are shown; a control character may not. */
static bool
may_stand(const char *source, size_t size_bytes, uint32_t code_point)
{
	if (code_point == '\n' || code_point == '\t')
		return true;
	if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0))
		return false;
	return size_bytes > 1 || (unsigned char)source[0] < 0x80;
}

/* Appends what may stand in a text; line ends of every kind become U+000A. */
static void
take(struct editor_paste *p, const char *source, struct text *out)
{
	size_t left = strlen(source);
	uint32_t code_point = 0;

	while (left > 0) {
		size_t size = text_next_code_point(source, left, &code_point);
		bool second_half = code_point == '\n' && p->after_return;

		p->after_return = code_point == '\r';
		if (code_point == '\r')
			text_append_bytes(out, "\n", 1);
		else if (!may_stand(source, size, code_point))
			p->dropped = true;
		else if (!second_half)
			text_append_bytes(out, source, size);
		source += size;
		left -= size;
	}
}

/* The rest of a paste that was refused is read as well, and goes the same way. */
static bool
take_piece(struct editor *e, const char *piece)
{
	struct editor_paste *p = &e->paste;

	if (!p->begun)
		editor_history_close(e);
	p->begun = true;
	if (p->refused)
		return false;
	take(p, piece, &p->pending);
	p->refused = p->pending.overflowed ||
	             p->pending.size_bytes > e->text.ceiling_bytes - e->text.size_bytes;
	if (p->refused)
		text_reset(&p->pending);
	return !p->dropped && !p->refused;
}

static void
tell(struct editor *e, bool pasted)
{
	const struct editor_paste *p = &e->paste;

	if (p->refused)
		snprintf(e->news, sizeof(e->news),
		         "nothing of the paste was taken: the text may have %zu bytes and has %zu",
		         e->text.ceiling_bytes, e->text.size_bytes);
	else if (p->dropped)
		snprintf(e->news, sizeof(e->news), "left out%s: control characters",
		         pasted ? " of the paste" : "");
}

static void
put_in(struct editor *e, const struct text *t, enum editor_step_kind kind)
{
	const struct editor_change change = {
		.kind = kind,
		.offset = e->cursor,
		.with = text_string(t),
		.with_bytes = t->size_bytes,
	};

	editor_change(e, &change);
}

static void
forget_paste(struct editor_paste *p)
{
	text_reset(&p->pending);
	p->begun = false;
	p->after_return = false;
	p->dropped = false;
	p->refused = false;
}

void
editor_flush_paste(struct editor *e)
{
	if (!e->paste.begun)
		return;
	e->news[0] = '\0';
	tell(e, true);
	put_in(e, &e->paste.pending, EDITOR_OTHER);
	forget_paste(&e->paste);
}

void
editor_end_paste(struct editor *e, bool *changed)
{
	uint64_t before = e->revision;

	editor_flush_paste(e);
	*changed = e->revision != before;
}

bool
editor_insert(struct editor *e, const char *source, bool pasted)
{
	struct text typed;

	if (pasted)
		return take_piece(e, source);
	e->news[0] = '\0';
	editor_flush_paste(e);
	text_init(&typed, TYPED_BYTES_MAX);
	take(&e->paste, source, &typed);
	tell(e, false);
	put_in(e, &typed, EDITOR_TYPED);
	text_finish(&typed);
	forget_paste(&e->paste);
	return e->news[0] == '\0';
}
