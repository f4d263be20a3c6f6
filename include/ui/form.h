/* SPDX-License-Identifier: MIT */
#ifndef UI_FORM_H
#define UI_FORM_H
/*
 * Fields one under the other, each with a label, a line to edit, and the fault beside it.
 *
 * Text is edited by grapheme clusters; control characters of a paste are dropped and said so; a
 * field holds its limit. What was typed outlives every failure.
 */
#include <stdbool.h>
#include <stddef.h>

#include "app/command.h"
#include "ui/canvas.h"

#define FORM_VALUE_BYTES 4097
#define FORM_NOTE_BYTES 160

enum form_kind { FORM_TEXT, FORM_CHOICE, FORM_BUTTON };

struct form_field {
	const char *label;
	enum form_kind kind;
	size_t limit_bytes;         /* at most FORM_VALUE_BYTES - 1 */
	const char *const *choices; /* FORM_CHOICE: ends with NULL; left and right choose */
	char value[FORM_VALUE_BYTES];
	size_t cursor;              /* byte offset */
	char note[FORM_NOTE_BYTES]; /* fault or advice beside it */
	enum role note_role;
	bool hidden;
};

struct form {
	struct form_field *fields; /* the screen's */
	size_t count;
	size_t focus;
};

void form_set(struct form_field *field, const char *value);
void form_note(struct form_field *field, enum role role, const char *note);
/* Whether the field in focus takes letters. */
bool form_is_typing(const struct form *fm);
/* Puts text at the cursor. Returns false when something was dropped (limit or control bytes). */
bool form_insert(struct form *fm, const char *source);
/* Editing and moving by key name: "Left", "Home", "C-a", "C-e", "C-w", "C-u", "Backspace",
 * "Delete", "Tab", "S-Tab", "Up", "Down". False: not the form's. *changed when a value did. */
bool form_key(struct form *fm, const char *key, bool *changed);
void form_draw(const struct form *fm, struct canvas *c, int label_cols);
#endif
