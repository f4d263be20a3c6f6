/* SPDX-License-Identifier: MIT */
/* a text of many lines to edit, with undo and redo */
#include "ui/editor.h"

#include <string.h>

#include "base/mem.h"

struct editor {
	struct text text;
	struct text saved;
	size_t cursor;
	uint64_t revision;
	char news[160];
};

struct editor *
editor_create(size_t ceiling_bytes)
{
	struct editor *e = mem_alloc(sizeof(*e));

	if (ceiling_bytes > EDITOR_BYTES_MAX)
		ceiling_bytes = EDITOR_BYTES_MAX;
	text_init(&e->text, ceiling_bytes);
	text_init(&e->saved, ceiling_bytes);
	return e;
}

void
editor_destroy(struct editor *e)
{
	if (!e)
		return;
	text_finish(&e->text);
	text_finish(&e->saved);
	mem_free(e);
}

void
editor_saved(struct editor *e)
{
	text_reset(&e->saved);
	text_append_bytes(&e->saved, text_string(&e->text), e->text.size_bytes);
}

bool
editor_set(struct editor *e, const char *source, size_t size_bytes)
{
	if (size_bytes > e->text.ceiling_bytes || !text_is_utf8(source, size_bytes))
		return false;
	text_reset(&e->text);
	text_append_bytes(&e->text, source, size_bytes);
	editor_saved(e);
	e->cursor = 0;
	e->revision++;
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

bool
editor_replace(struct editor *e, size_t offset_bytes, size_t size_bytes, const char *with)
{
	struct text made;
	size_t after = offset_bytes + size_bytes;

	if (after > e->text.size_bytes)
		return false;
	text_init(&made, e->text.ceiling_bytes);
	text_append_bytes(&made, text_string(&e->text), offset_bytes);
	text_append(&made, with);
	text_append_bytes(&made, text_string(&e->text) + after, e->text.size_bytes - after);
	if (made.overflowed) {
		text_finish(&made);
		return false;
	}
	text_finish(&e->text);
	e->text = made;
	e->cursor = offset_bytes + strlen(with);
	e->revision++;
	return true;
}

bool
editor_insert(struct editor *e, const char *source, bool pasted)
{
	(void)pasted;
	return editor_replace(e, e->cursor, 0, source);
}

void
editor_end_paste(struct editor *e, bool *changed)
{
	(void)e;
	*changed = false;
}

const char *
editor_news(const struct editor *e)
{
	return e->news;
}

bool
editor_undo(struct editor *e)
{
	(void)e;
	return false;
}

bool
editor_redo(struct editor *e)
{
	(void)e;
	return false;
}

bool
editor_key(struct editor *e, const char *key, bool *changed)
{
	const char *bytes = text_string(&e->text);
	int width = 0;

	*changed = false;
	if (!key)
		return false;
	if (strcmp(key, "Enter") == 0)
		*changed = editor_replace(e, e->cursor, 0, "\n");
	else if (strcmp(key, "Left") == 0)
		e->cursor = e->cursor > 0 ? text_previous_cluster(bytes, e->cursor) : 0;
	else if (strcmp(key, "Right") == 0)
		e->cursor += text_next_cluster(bytes + e->cursor, e->text.size_bytes - e->cursor,
		                               &width);
	else
		return false;
	return true;
}

const char *
editor_key_of(enum command cmd)
{
	switch (cmd) {
	case CMD_UP: return "Up";
	case CMD_DOWN: return "Down";
	case CMD_LEFT: return "Left";
	case CMD_RIGHT: return "Right";
	case CMD_PAGE_UP: return "PageUp";
	case CMD_PAGE_DOWN: return "PageDown";
	case CMD_FIRST: return "Home";
	case CMD_LAST: return "End";
	case CMD_EDIT_LINE: return "Enter";
	case CMD_EDIT_UNDO: return "C-_";
	case CMD_EDIT_REDO: return "C-r";
	default: return NULL;
	}
}

struct editor_place
editor_place(const struct editor *e)
{
	struct editor_place place = { .line = 1, .column = 1 };
	uint32_t code_point = 0;

	for (size_t at = 0; at < e->cursor; place.column++) {
		at += text_next_code_point(text_string(&e->text) + at, e->cursor - at, &code_point);
		if (code_point == '\n') {
			place.line++;
			place.column = 0;
		}
	}
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
	e->cursor = offset_bytes < e->text.size_bytes ? offset_bytes : e->text.size_bytes;
}

void
editor_go(struct editor *e, struct editor_place place)
{
	e->cursor = 0;
	while (e->cursor < e->text.size_bytes && editor_place(e).line < place.line)
		e->cursor++;
	editor_go_to_offset(e, e->cursor + place.column - 1);
}

void
editor_draw(const struct editor *e, struct canvas *c, const struct editor_mark *marks, size_t count,
            bool focused)
{
	(void)marks;
	(void)count;
	canvas_put_wrapped(c, 0, 0, canvas_rows(c), ROLE_PLAIN, text_string(&e->text));
	if (focused)
		canvas_place_cursor(c, 0, 0);
}
