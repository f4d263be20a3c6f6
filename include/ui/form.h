/* SPDX-License-Identifier: MIT */
#ifndef UI_FORM_H
#define UI_FORM_H
/*
 * Fields one under the other, each with a label, a line to edit, and the fault beside it.
 *
 * Text is edited by grapheme clusters; control characters of a paste are dropped and said so; a
 * field holds its limit. What was typed outlives every failure.
 *
 * A field of FORM_SECRET keeps what is typed in guarded memory and draws a star for each byte,
 * never the byte; it is edited at its end only. Nothing is dropped of a paste, so that cleaning can
 * tell what it took away.
 *
 * Owns    the screen owns the fields; form_wipe ends what secrets were typed.
 */
#include <stdbool.h>
#include <stddef.h>

#include "app/command.h"
#include "base/secret.h"
#include "ui/canvas.h"

#define FORM_VALUE_BYTES 4097
#define FORM_NOTE_BYTES 160

enum form_kind { FORM_TEXT, FORM_CHOICE, FORM_BUTTON, FORM_SECRET };

struct form_field {
	const char *label;
	enum form_kind kind;
	size_t limit_bytes;           /* at most FORM_VALUE_BYTES - 1 */
	const char *const *choices;   /* FORM_CHOICE: ends with NULL; left and right choose */
	char value[FORM_VALUE_BYTES]; /* FORM_SECRET: what stands there while nothing is typed */
	struct secret *secret;        /* FORM_SECRET: what was typed; NULL: nothing */
	size_t cursor;                /* byte offset */
	char note[FORM_NOTE_BYTES];   /* fault or advice beside it */
	enum role note_role;
	bool hidden;
	bool veiled; /* FORM_TEXT: digits that may be a code are drawn as asterisks */
};

struct form {
	struct form_field *fields; /* the screen's */
	size_t count;
	size_t focus;
};

void form_set(struct form_field *field, const char *value);
void form_note(struct form_field *field, enum role role, const char *note);
/* Whether the field in focus takes letters; a secret does. */
bool form_is_typing(const struct form *fm);
/* Puts text at the cursor. Returns false when something was dropped (limit or control bytes). */
bool form_insert(struct form *fm, const char *source);
/* Editing and moving by key name: "Left", "Home", "C-a", "C-e", "C-w", "C-u", "Backspace",
 * "Delete", "Tab", "S-Tab", "Up", "Down". False: not the form's, as NULL is not. *changed
 * when a value did. */
bool form_key(struct form *fm, const char *key, bool *changed);
/* Puts another secret (taken; NULL: none) in the place of what was typed. */
void form_set_secret(struct form_field *field, struct secret *secret);
/* Forgets every secret that was typed. */
void form_wipe(struct form *fm);
/* The key that form_key knows a command of moving by, NULL for any other command. */
const char *form_key_of(enum command cmd);
void form_draw(const struct form *fm, struct canvas *c, int label_cols);
#endif
