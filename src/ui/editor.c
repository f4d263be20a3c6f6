/* SPDX-License-Identifier: MIT */
/* a text of many lines to edit, with undo and redo */
#include "ui/editor.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ui/editor_impl.h"

struct editor *
editor_create(size_t ceiling_bytes)
{
	struct editor *e = mem_alloc(sizeof(*e));

	if (ceiling_bytes > EDITOR_BYTES_MAX)
		ceiling_bytes = EDITOR_BYTES_MAX;
	text_init(&e->text, ceiling_bytes);
	text_init(&e->saved, ceiling_bytes);
	text_init(&e->paste.pending, ceiling_bytes);
	e->layout = mem_alloc(sizeof(*e->layout));
	text_init(&e->layout->drawn, EDITOR_DRAWN_BYTES);
	e->wanted_column = -1;
	editor_layout_reset(e);
	return e;
}

void
editor_destroy(struct editor *e)
{
	if (!e)
		return;
	editor_history_forget(e);
	mem_free(e->history.steps);
	text_finish(&e->layout->drawn);
	mem_free(e->layout->rows.items);
	mem_free(e->layout->made.items);
	mem_free(e->layout);
	text_finish(&e->paste.pending);
	text_finish(&e->saved);
	text_finish(&e->text);
	mem_free(e);
}

bool
editor_set(struct editor *e, const char *source, size_t size_bytes)
{
	if (size_bytes > e->text.ceiling_bytes || !text_is_utf8(source, size_bytes))
		return false;
	text_reset(&e->text);
	text_append_bytes(&e->text, source, size_bytes);
	text_reset(&e->paste.pending);
	e->paste.begun = false;
	e->cursor = 0;
	e->wanted_column = -1;
	e->revision++;
	e->news[0] = '\0';
	editor_history_forget(e);
	editor_layout_reset(e);
	editor_saved(e);
	return true;
}

const struct text *
editor_text(const struct editor *e)
{
	return &e->text;
}

uint64_t
editor_revision(const struct editor *e)
{
	return e->revision;
}

bool
editor_is_changed(const struct editor *e)
{
	return e->text.size_bytes != e->saved.size_bytes ||
	       memcmp(text_string(&e->text), text_string(&e->saved), e->text.size_bytes) != 0;
}

void
editor_saved(struct editor *e)
{
	text_reset(&e->saved);
	text_append_bytes(&e->saved, text_string(&e->text), e->text.size_bytes);
	editor_history_close(e);
}

const char *
editor_news(const struct editor *e)
{
	return e->news;
}

/* Changing. */

bool
editor_apply(struct editor *e, const struct editor_change *change)
{
	if (!text_replace(&e->text, change->offset, change->size_bytes, change->with,
	                  change->with_bytes))
		return false;
	e->revision++;
	e->wanted_column = -1;
	editor_layout_follow(e, change->offset, change->size_bytes, change->with_bytes);
	e->cursor = editor_boundary(e, change->offset + change->with_bytes, true);
	return true;
}

bool
editor_change(struct editor *e, const struct editor_change *change)
{
	size_t room = e->text.ceiling_bytes - e->text.size_bytes + change->size_bytes;

	if (change->size_bytes == 0 && change->with_bytes == 0)
		return true;
	if (change->with_bytes > room) {
		snprintf(e->news, sizeof(e->news),
		         "not put in: the text may have %zu bytes and has %zu",
		         e->text.ceiling_bytes, e->text.size_bytes);
		return false;
	}
	editor_history_note(e, change);
	bool applied = editor_apply(e, change);
	e->history.steps[e->history.count - 1].cursor_after = e->cursor;
	return applied;
}

static bool
is_inside_code_point(const struct text *t, size_t offset)
{
	return offset < t->size_bytes && ((unsigned char)text_string(t)[offset] & 0xc0) == 0x80;
}

bool
editor_replace(struct editor *e, size_t offset_bytes, size_t size_bytes, const char *with)
{
	const struct editor_change change = {
		.kind = EDITOR_OTHER,
		.offset = offset_bytes,
		.size_bytes = size_bytes,
		.with = with,
		.with_bytes = strlen(with),
	};

	e->news[0] = '\0';
	editor_flush_paste(e);
	if (offset_bytes > e->text.size_bytes || size_bytes > e->text.size_bytes - offset_bytes ||
	    is_inside_code_point(&e->text, offset_bytes) ||
	    is_inside_code_point(&e->text, offset_bytes + size_bytes) ||
	    !text_is_utf8(with, change.with_bytes))
		return false;
	return editor_change(e, &change);
}

/* The cursor. */

static size_t
line_start(const struct editor *e, size_t line)
{
	return e->layout->rows.items[editor_row_of_line(e, line)].start;
}

struct editor_place
editor_place(const struct editor *e)
{
	const char *bytes = text_string(&e->text);
	size_t line = e->layout->rows.items[editor_row_of(e, e->cursor)].line;
	struct editor_place place = { .line = line + 1, .column = 1 };

	for (size_t at = line_start(e, line); at < e->cursor; at++)
		place.column += ((unsigned char)bytes[at] & 0xc0) != 0x80;
	return place;
}

size_t
editor_offset(const struct editor *e)
{
	return e->cursor;
}

void
editor_go_to_offset(struct editor *e, size_t offset_bytes)
{
	editor_flush_paste(e);
	editor_history_close(e);
	if (offset_bytes > e->text.size_bytes)
		offset_bytes = e->text.size_bytes;
	e->cursor = editor_boundary(e, offset_bytes, false);
	e->wanted_column = -1;
}

void
editor_go(struct editor *e, struct editor_place place)
{
	editor_flush_paste(e);
	const struct editor_rows *rows = &e->layout->rows;
	const char *bytes = text_string(&e->text);
	size_t last = rows->items[rows->count - 1].line;
	size_t line = place.line > 0 ? place.line - 1 : 0;
	size_t at = line > last ? e->text.size_bytes : line_start(e, line);
	uint32_t code_point = 0;

	for (size_t i = 1; i < place.column && at < e->text.size_bytes && bytes[at] != '\n'; i++)
		at += text_next_code_point(bytes + at, e->text.size_bytes - at, &code_point);
	editor_go_to_offset(e, at);
}
