/* SPDX-License-Identifier: MIT */
#ifndef UI_EDITOR_IMPL_H
#define UI_EDITOR_IMPL_H
/* What the parts of editor share. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/editor.h"

#define EDITOR_NEWS_BYTES 160
/* Nobody writes more on one character; a heap of accents is cut into several. */
#define EDITOR_CHARACTER_BYTES ((size_t)128)
/* What is remembered of them. */
#define EDITOR_WIDTHS 256
/* A mark takes up to ten times the bytes of what it stands for. */
#define EDITOR_DRAWN_BYTES (EDITOR_CHARACTER_BYTES * 10)

/* A row of the screen: a line, or a piece of one that is longer than the columns. It ends where the
 * next begins, before the line end that may stand there. */
struct editor_row {
	uint32_t start;
	uint32_t line; /* from 0 */
};

struct editor_rows {
	struct editor_row *items;
	size_t count;
	size_t capacity;
};

struct editor_width {
	uint32_t code_point;
	int width_cols;
};

/* How the text lies in its columns. It follows from the text and the size of the canvas, so that
 * drawing, which changes nothing, may bring it up to date. */
struct editor_layout {
	struct editor_rows rows; /* at least one */
	struct editor_rows made; /* room for those that are laid anew */
	struct text drawn;       /* and for the character that is measured */
	struct editor_width widths[EDITOR_WIDTHS];
	int columns;
	int height;
	size_t top; /* the first row drawn */
};

enum editor_step_kind { EDITOR_TYPED, EDITOR_ERASED_BEFORE, EDITOR_ERASED_BEHIND, EDITOR_OTHER };

struct editor_step {
	enum editor_step_kind kind;
	size_t offset;
	struct text removed;
	struct text inserted;
	size_t cursor_before;
	size_t cursor_after;
	bool open; /* what is typed next may still join it */
};

struct editor_history {
	struct editor_step *steps;
	size_t count;
	size_t capacity;
	size_t position; /* steps before it are done, those from it on were taken back */
	size_t size_bytes;
};

/* Pieces of a paste that is not over. */
struct editor_paste {
	struct text pending;
	bool begun;
	bool after_return; /* the last was U+000D, so that U+000A is the same line end */
	bool dropped;
	bool refused;
};

struct editor {
	struct text text;
	struct text saved;
	size_t cursor;
	int wanted_column; /* where moving by rows began; -1: where the cursor is */
	uint64_t revision;
	struct editor_history history;
	struct editor_paste paste;
	struct editor_layout *layout;
	char news[EDITOR_NEWS_BYTES];
};

/* A change of the text. */
struct editor_change {
	enum editor_step_kind kind;
	size_t offset;
	size_t size_bytes; /* of what goes */
	const char *with;
	size_t with_bytes;
};

/* editor.c: makes a change, as a step of undo. False above the ceiling, with news of it. */
bool editor_change(struct editor *e, const struct editor_change *change);
/* The same without a step. */
bool editor_apply(struct editor *e, const struct editor_change *change);

/* editor_cell.c: the bytes of the character at an offset, which is not the end, and what it takes
 * when it begins in this column. */
size_t editor_next(const struct editor *e, size_t at, int column, int *width_cols);
/* Appends what is drawn of these bytes of one character: no line end, no tab. */
void editor_append_drawn(struct text *out, const char *source, size_t size_bytes);

/* editor_layout.c */
void editor_layout_reset(struct editor *e);
/* After a change. */
void editor_layout_follow(struct editor *e, size_t offset, size_t old_bytes, size_t new_bytes);
/* For a canvas; does nothing when it has the same columns. */
void editor_layout_fit(const struct editor *e, int rows, int columns);
size_t editor_row_of(const struct editor *e, size_t offset);
/* The first row of a line, which there is. */
size_t editor_row_of_line(const struct editor *e, size_t line);
/* Where a row's last character ends. */
size_t editor_row_end(const struct editor *e, size_t row);
int editor_column_of(const struct editor *e, size_t row, size_t offset);
size_t editor_offset_at(const struct editor *e, size_t row, int column);
/* The same offset, or where it lies inside a character the start or the end of that. */
size_t editor_boundary(const struct editor *e, size_t offset, bool forward);
size_t editor_before(const struct editor *e, size_t offset);
size_t editor_behind(const struct editor *e, size_t offset);

/* editor_undo.c */
void editor_history_note(struct editor *e, const struct editor_change *change);
void editor_history_close(struct editor *e);
void editor_history_forget(struct editor *e);

/* editor_paste.c: puts in what is pending. */
void editor_flush_paste(struct editor *e);
#endif
