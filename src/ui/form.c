/* SPDX-License-Identifier: MIT */
/* fields with a label, a line to edit, and the fault beside it */
#include "ui/form.h"

#include <string.h>

#include "base/text.h"
#include "ui/form_impl.h"

/* Editing. */

static struct form_field *
focused(const struct form *fm)
{
	return fm->focus < fm->count ? &fm->fields[fm->focus] : NULL;
}

static size_t
limit_of(const struct form_field *field)
{
	size_t most = FORM_VALUE_BYTES - 1;
	return field->limit_bytes > 0 && field->limit_bytes < most ? field->limit_bytes : most;
}

/* Puts a piece at the cursor as far as the limit allows; false when something was left out. */
static bool
insert_piece(struct form_field *field, const char *piece, size_t size_bytes)
{
	size_t used = strlen(field->value);

	if (used + size_bytes > limit_of(field))
		return false;
	memmove(field->value + field->cursor + size_bytes, field->value + field->cursor,
	        used - field->cursor + 1);
	memcpy(field->value + field->cursor, piece, size_bytes);
	field->cursor += size_bytes;
	return true;
}

/* Whether a code point may stand in a field: what could not be seen there may not. */
static bool
is_visible(const char *bytes, size_t size_bytes)
{
	return text_is_utf8(bytes, size_bytes) && !text_has_control(bytes, size_bytes, false);
}

static bool
insert_all(struct form_field *field, const char *source)
{
	size_t left = strlen(source);
	uint32_t code_point = 0;
	bool whole = true;

	while (left > 0) {
		size_t size = text_next_code_point(source, left, &code_point);
		whole = is_visible(source, size) && insert_piece(field, source, size) && whole;
		source += size;
		left -= size;
	}
	return whole;
}

void
form_set(struct form_field *field, const char *value)
{
	field->value[0] = '\0';
	field->cursor = 0;
	insert_all(field, value);
}

void
form_note(struct form_field *field, enum role role, const char *note)
{
	field->note_role = role;
	text_copy(field->note, sizeof(field->note), note);
}

bool
form_is_typing(const struct form *fm)
{
	const struct form_field *field = focused(fm);
	return field && !field->hidden && (field->kind == FORM_TEXT || field->kind == FORM_SECRET);
}

bool
form_insert(struct form *fm, const char *source)
{
	if (!form_is_typing(fm))
		return false;
	if (focused(fm)->kind == FORM_SECRET)
		return form_secret_insert(focused(fm), source);
	return insert_all(focused(fm), source);
}

static void
cut_out(struct form_field *field, size_t from, size_t to)
{
	memmove(field->value + from, field->value + to, strlen(field->value + to) + 1);
	field->cursor = from;
}

static size_t
cluster_before(const struct form_field *field)
{
	return field->cursor > 0 ? text_previous_cluster(field->value, field->cursor) : 0;
}

static size_t
cluster_after(const struct form_field *field)
{
	const char *at = field->value + field->cursor;
	int width = 0;
	return field->cursor + text_next_cluster(at, strlen(at), &width);
}

static size_t
word_before(const struct form_field *field)
{
	size_t at = field->cursor;

	while (at > 0 && field->value[at - 1] == ' ')
		at--;
	while (at > 0 && field->value[at - 1] != ' ')
		at--;
	return at;
}

/* One editing key. */
typedef void (*edit_fn)(struct form_field *field);

static void
go_left(struct form_field *field)
{
	field->cursor = cluster_before(field);
}

static void
go_right(struct form_field *field)
{
	field->cursor = cluster_after(field);
}

static void
go_to_start(struct form_field *field)
{
	field->cursor = 0;
}

static void
go_to_end(struct form_field *field)
{
	field->cursor = strlen(field->value);
}

static void
erase_before(struct form_field *field)
{
	cut_out(field, cluster_before(field), field->cursor);
}

static void
erase_after(struct form_field *field)
{
	cut_out(field, field->cursor, cluster_after(field));
}

static void
erase_word(struct form_field *field)
{
	cut_out(field, word_before(field), field->cursor);
}

static void
erase_to_start(struct form_field *field)
{
	cut_out(field, 0, field->cursor);
}

static const struct {
	const char *key;
	edit_fn edit;
} edits[] = {
	{ "Left", go_left },           { "Right", go_right },     { "Home", go_to_start },
	{ "C-a", go_to_start },        { "End", go_to_end },      { "C-e", go_to_end },
	{ "Backspace", erase_before }, { "Delete", erase_after }, { "C-w", erase_word },
	{ "C-u", erase_to_start },
};

static bool
edit_text(struct form_field *field, const char *key, bool *changed)
{
	size_t size = strlen(field->value);

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		if (strcmp(edits[i].key, key) != 0)
			continue;
		edits[i].edit(field);
		*changed = strlen(field->value) != size;
		return true;
	}
	return false;
}

static bool
choose(struct form_field *field, const char *key, bool *changed)
{
	bool forward = strcmp(key, "Right") == 0;
	size_t count = 0;
	size_t at = 0;

	if (!field->choices || (!forward && strcmp(key, "Left") != 0))
		return false;
	for (; field->choices[count]; count++) {
		if (strcmp(field->choices[count], field->value) == 0)
			at = count;
	}
	if (count < 2)
		return true;
	form_set(field, field->choices[(at + (forward ? 1 : count - 1)) % count]);
	*changed = true;
	return true;
}

/* Moves the focus by one visible field; at an end it stays, or with `around` it goes on at the
 * other. */
static void
move_focus(struct form *fm, bool forward, bool around)
{
	size_t at = fm->focus;

	for (size_t i = 0; i < fm->count; i++) {
		if (!around && at == (forward ? fm->count - 1 : 0))
			return;
		at = (at + (forward ? 1 : fm->count - 1)) % fm->count;
		if (!fm->fields[at].hidden)
			break;
	}
	fm->focus = at;
}

static bool
move_by_key(struct form *fm, const char *key)
{
	bool tab = strcmp(key, "Tab") == 0;
	bool back_tab = strcmp(key, "S-Tab") == 0;
	bool down = strcmp(key, "Down") == 0;

	if (!tab && !back_tab && !down && strcmp(key, "Up") != 0)
		return false;
	move_focus(fm, tab || down, tab || back_tab);
	return true;
}

bool
form_key(struct form *fm, const char *key, bool *changed)
{
	struct form_field *field = focused(fm);

	*changed = false;
	if (!field || !key)
		return false;
	if (move_by_key(fm, key))
		return true;
	if (field->kind == FORM_TEXT)
		return edit_text(field, key, changed);
	if (field->kind == FORM_SECRET)
		return form_secret_key(field, key, changed);
	return field->kind == FORM_CHOICE && choose(field, key, changed);
}

const char *
form_key_of(enum command cmd)
{
	switch (cmd) {
	case CMD_UP: return "Up";
	case CMD_DOWN: return "Down";
	case CMD_LEFT: return "Left";
	case CMD_RIGHT: return "Right";
	case CMD_NEXT_PANE: return "Tab";
	case CMD_PREVIOUS_PANE: return "S-Tab";
	case CMD_FIRST: return "Home";
	case CMD_LAST: return "End";
	default: return NULL;
	}
}
