/* SPDX-License-Identifier: MIT */
#ifndef UI_EDITOR_H
#define UI_EDITOR_H
/*
 * A text of many lines to edit: a cursor, undo and redo, wrapped to the columns it is drawn in.
 *
 * The bytes of the text are never changed by showing it: what must not be drawn stands there as
 * a mark, text of another writing direction in the order it is stored, and the cursor never stops
 * inside a character, however many code points that has. Lines end with U+000A; a tab goes to the
 * next multiple of four columns.
 *
 * What is typed or pasted loses its control characters (line ends of every kind become U+000A, tabs
 * stay). A paste comes in pieces and goes in when it is over, as one step of undo: whole, or where
 * it would pass the ceiling, not at all. editor_news says so.
 *
 * Owns    an editor owns its text and what undo needs of it (at most four times the ceiling);
 *         everything is wiped in editor_destroy. The screen owns the marks.
 * Limits  the ceiling, at most EDITOR_BYTES_MAX. A key costs the same in a long text as in a short
 *         one, but for the copying of bytes.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/command.h"
#include "base/text.h"
#include "ui/canvas.h"

#define EDITOR_BYTES_MAX ((size_t)1 << 20)

struct editor;

/* Where the cursor is, as errors of a template say it. */
struct editor_place {
	size_t line;   /* from 1 */
	size_t column; /* from 1, in code points */
};

/* A range of bytes with its role. */
struct editor_mark {
	size_t offset_bytes;
	size_t size_bytes;
	enum role role;
	bool pointed; /* a row of ^ below it, in its role, says where it is without colour too */
};

struct editor *editor_create(size_t ceiling_bytes);
void editor_destroy(struct editor *e);

/* Another text in the place of what was there, which undo does not bring back; it counts as saved,
 * and the cursor is at its start. False, and nothing is changed, above the ceiling or when it is
 * not UTF-8. */
bool editor_set(struct editor *e, const char *source, size_t size_bytes);
/* Borrowed until the next call that changes it. A paste that is not over is not in it. */
const struct text *editor_text(const struct editor *e);
/* Grows with every change of the text, undo included. */
uint64_t editor_revision(const struct editor *e);
/* Whether the text differs from what editor_set or editor_saved saw last. */
bool editor_is_changed(const struct editor *e);
void editor_saved(struct editor *e);

/* Puts what was typed at the cursor, or keeps a piece of a paste until editor_end_paste. False when
 * something was left out. */
bool editor_insert(struct editor *e, const char *source, bool pasted);
/* The paste is over (EVENT_PASTED): it goes in. *changed says whether it did; any other call that
 * changes the text or moves the cursor does the same first. */
void editor_end_paste(struct editor *e, bool *changed);
/* What was left out of the text last put in, as a line for the operator; "": nothing. Borrowed. */
const char *editor_news(const struct editor *e);

/* Editing and moving by key name: arrows, "Home", "End", "PageUp", "PageDown", "Enter",
 * "Backspace", "Delete", "C-a", "C-e", "C-w", "C-u", "C-k", "C-n", "C-p", "C-Left" and "C-Right" by
 * words, "C-Home" and "C-End" to both ends, "C-_" and "C-r" for undo and redo. False: not the
 * editor's, as NULL is not. *changed when the text did. */
bool editor_key(struct editor *e, const char *key, bool *changed);
/* The key that editor_key knows a command of moving and editing by, NULL for any other command. */
const char *editor_key_of(enum command cmd);
/* One step back or forth; typing in one go is one step. False when there is none. */
bool editor_undo(struct editor *e);
bool editor_redo(struct editor *e);
/* One step of undo: these bytes go and others stand in their place, the cursor behind them. False
 * when they would pass the ceiling or are not UTF-8, or when the range does not lie between code
 * points of the text. */
bool editor_replace(struct editor *e, size_t offset_bytes, size_t size_bytes, const char *with);

struct editor_place editor_place(const struct editor *e);
size_t editor_offset(const struct editor *e);
/* What lies behind the end of a line or of the text goes to that end; inside a character the cursor
 * stops in front of it. */
void editor_go(struct editor *e, struct editor_place place);
void editor_go_to_offset(struct editor *e, size_t offset_bytes);

/* Marks are sorted and do not overlap. In focus it places the cursor. The rows it was drawn in last
 * are those that the keys move by. */
void editor_draw(const struct editor *e, struct canvas *c, const struct editor_mark *marks,
                 size_t count, bool focused);
#endif
