/* SPDX-License-Identifier: MIT */
/* steps of undo: typing in one go is one, and the oldest go when there are too many */
#include "ui/editor_impl.h"

#include <string.h>

#include "base/mem.h"

#define CAPACITY_MIN 16
/* Of the text's ceiling, so that the largest change of all still fits. */
#define CEILING_TIMES 4
#define CEILING_MIN ((size_t)64 << 10)
/* What is typed or erased without a stop is one step up to here. */
#define JOINED_BYTES_MAX ((size_t)512)

static size_t
size_of(const struct editor_step *step)
{
	return sizeof(*step) + step->removed.capacity_bytes + step->inserted.capacity_bytes;
}

static size_t
ceiling_of(const struct editor *e)
{
	size_t ceiling = CEILING_TIMES * e->text.ceiling_bytes;
	return ceiling > CEILING_MIN ? ceiling : CEILING_MIN;
}

static void
finish_step(struct editor_step *step)
{
	text_finish(&step->removed);
	text_finish(&step->inserted);
}

static void
cut_history(struct editor_history *h, size_t count)
{
	while (h->count > count) {
		h->size_bytes -= size_of(&h->steps[h->count - 1]);
		finish_step(&h->steps[--h->count]);
	}
}

void
editor_history_forget(struct editor *e)
{
	cut_history(&e->history, 0);
	e->history.position = 0;
}

void
editor_history_close(struct editor *e)
{
	if (e->history.count > 0)
		e->history.steps[e->history.count - 1].open = false;
}

/* The last step stays, whatever it takes. */
static void
drop_oldest(struct editor *e)
{
	struct editor_history *h = &e->history;
	size_t gone = 0;

	while (h->size_bytes > ceiling_of(e) && gone + 1 < h->count) {
		h->size_bytes -= size_of(&h->steps[gone]);
		finish_step(&h->steps[gone++]);
	}
	h->count -= gone;
	h->position = h->count;
	if (gone > 0)
		memmove(h->steps, h->steps + gone, h->count * sizeof(*h->steps));
}

static struct editor_step *
add_step(struct editor_history *h)
{
	if (h->count == h->capacity) {
		h->capacity = h->capacity > 0 ? h->capacity * 2 : CAPACITY_MIN;
		h->steps = mem_resize(h->steps, h->capacity * sizeof(*h->steps));
	}
	h->steps[h->count] = (struct editor_step){ .open = true };
	h->position = h->count + 1;
	return &h->steps[h->count++];
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n';
}

/* A line end stands alone, and a word that begins is a new step. */
static bool
joins_typing(const struct editor_step *last, const struct editor_change *change)
{
	size_t size = last->inserted.size_bytes;

	if (size == 0 || last->offset + size != change->offset || change->with[0] == '\n')
		return false;
	char before = text_string(&last->inserted)[size - 1];
	return before != '\n' && (!is_blank(before) || is_blank(change->with[0]));
}

static bool
joins(const struct editor_step *last, const struct editor_change *change)
{
	if (!last->open || last->kind != change->kind ||
	    last->inserted.size_bytes + last->removed.size_bytes > JOINED_BYTES_MAX)
		return false;
	switch (change->kind) {
	case EDITOR_TYPED: return joins_typing(last, change);
	case EDITOR_ERASED_BEFORE: return change->offset + change->size_bytes == last->offset;
	case EDITOR_ERASED_BEHIND: return change->offset == last->offset;
	default: return false;
	}
}

static void
join(struct editor *e, struct editor_step *last, const struct editor_change *change)
{
	const char *gone = text_string(&e->text) + change->offset;
	size_t at = change->kind == EDITOR_ERASED_BEFORE ? 0 : last->removed.size_bytes;

	text_replace(&last->removed, at, 0, gone, change->size_bytes);
	text_append_bytes(&last->inserted, change->with, change->with_bytes);
	if (change->kind == EDITOR_ERASED_BEFORE)
		last->offset = change->offset;
}

static void
begin_step(struct editor *e, const struct editor_change *change)
{
	struct editor_step *step = add_step(&e->history);

	step->kind = change->kind;
	step->offset = change->offset;
	step->cursor_before = e->cursor;
	text_init(&step->removed, e->text.ceiling_bytes);
	text_init(&step->inserted, e->text.ceiling_bytes);
	text_append_bytes(&step->removed, text_string(&e->text) + change->offset,
	                  change->size_bytes);
	text_append_bytes(&step->inserted, change->with, change->with_bytes);
}

void
editor_history_note(struct editor *e, const struct editor_change *change)
{
	struct editor_history *h = &e->history;

	cut_history(h, h->position);
	if (h->count > 0 && joins(&h->steps[h->count - 1], change)) {
		struct editor_step *last = &h->steps[h->count - 1];
		h->size_bytes -= size_of(last);
		join(e, last, change);
	} else {
		begin_step(e, change);
	}
	h->size_bytes += size_of(&h->steps[h->count - 1]);
	drop_oldest(e);
}

/* Takes what a step did back, or does it again. */
static void
play(struct editor *e, const struct editor_step *step, bool back)
{
	const struct text *gone = back ? &step->inserted : &step->removed;
	const struct text *comes = back ? &step->removed : &step->inserted;
	const struct editor_change change = {
		.offset = step->offset,
		.size_bytes = gone->size_bytes,
		.with = text_string(comes),
		.with_bytes = comes->size_bytes,
	};

	editor_apply(e, &change);
	e->cursor = editor_boundary(e, back ? step->cursor_before : step->cursor_after, false);
	e->news[0] = '\0';
	editor_history_close(e);
}

bool
editor_undo(struct editor *e)
{
	editor_flush_paste(e);
	if (e->history.position == 0)
		return false;
	play(e, &e->history.steps[--e->history.position], true);
	return true;
}

bool
editor_redo(struct editor *e)
{
	editor_flush_paste(e);
	if (e->history.position == e->history.count)
		return false;
	play(e, &e->history.steps[e->history.position++], false);
	return true;
}
