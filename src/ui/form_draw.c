/* SPDX-License-Identifier: MIT */
/* fields on the screen: label, value, note */
#include "ui/form.h"

#include <string.h>

#include "base/text.h"
#include "domain/redact.h"
#include "ui/form_impl.h"

#define NOTE_ROWS_MAX 2
#define NOTE_GAP 2
/* Stars enough to see that something stands there. */
#define SECRET_COLS 32

static int
columns_of(const char *source)
{
	return text_width(source, strlen(source));
}

/* Columns that a value takes, with room for the cursor behind it. */
static int
value_columns(const struct form_field *field)
{
	int marks = field->kind == FORM_TEXT ? 1 : 4;

	if (field->kind == FORM_SECRET && secret_is_set(field->secret))
		return SECRET_COLS;
	return columns_of(field->kind == FORM_BUTTON ? field->label : field->value) + marks;
}

static bool
has_note_beside(const struct form_field *field, int room)
{
	return field->note[0] && value_columns(field) + NOTE_GAP + columns_of(field->note) <= room;
}

/* The rows of a field: one, and those of a note that has no room beside the value. */
static int
rows_of(const struct form_field *field, int room)
{
	if (field->hidden)
		return 0;
	if (!field->note[0] || has_note_beside(field, room) || room < 2)
		return 1;
	int rows = columns_of(field->note) / room + 1;
	return 1 + (rows > NOTE_ROWS_MAX ? NOTE_ROWS_MAX : rows);
}

/* The first field to draw, so that the one in focus shows whole. */
static size_t
first_shown(const struct form *fm, int height, int room)
{
	size_t first = 0;
	int rows = 0;

	for (size_t i = 0; i <= fm->focus && i < fm->count; i++)
		rows += rows_of(&fm->fields[i], room);
	while (first < fm->focus && rows > height)
		rows -= rows_of(&fm->fields[first++], room);
	return first;
}

/* The offset from which a value is shown, so that its cursor stands inside `room` columns. */
static size_t
first_byte(const struct form_field *field, int room)
{
	size_t at = 0;
	int width = 0;
	int before = text_width(field->value, field->cursor);

	while (at < field->cursor && before >= room) {
		at += text_next_cluster(field->value + at, field->cursor - at, &width);
		before -= width;
	}
	return at;
}

/* Where a cursor stands among asterisks says nothing, so that it waits in front. */
static void
draw_veiled(const struct form_field *field, bool focus, struct canvas *c)
{
	enum role role = focus ? ROLE_SELECTED : ROLE_PLAIN;
	struct text shown;

	text_init(&shown, FORM_VALUE_BYTES);
	(void)redact_text(&shown, field->value, strlen(field->value), NULL);
	if (focus) {
		canvas_fill_row(c, 0, role);
		canvas_place_cursor(c, 0, 0);
	}
	canvas_put_fitted(c, 0, 0, canvas_columns(c), role, text_string(&shown));
	text_finish(&shown);
}

static void
draw_text(const struct form_field *field, bool focus, struct canvas *c)
{
	char before[FORM_VALUE_BYTES];

	if (!focus) {
		canvas_put_fitted(c, 0, 0, canvas_columns(c), ROLE_PLAIN, field->value);
		return;
	}
	size_t from = first_byte(field, canvas_columns(c));
	text_copy(before, field->cursor - from + 1, field->value + from);
	canvas_fill_row(c, 0, ROLE_SELECTED);
	int column = canvas_put_text(c, 0, 0, ROLE_SELECTED, before);
	canvas_put_text(c, 0, column, ROLE_SELECTED, field->value + field->cursor);
	canvas_place_cursor(c, 0, column);
}

static void
draw_secret(const struct form_field *field, bool focus, struct canvas *c)
{
	enum role role = focus ? ROLE_SELECTED : ROLE_PLAIN;
	struct text shown;

	if (focus)
		canvas_fill_row(c, 0, ROLE_SELECTED);
	text_init(&shown, 2 * SECRET_COLS);
	int room = canvas_columns(c) < SECRET_COLS ? canvas_columns(c) : SECRET_COLS;
	if (secret_is_set(field->secret))
		form_secret_write(field, focus, room, &shown);
	int column = canvas_put_text(c, 0, 0, role, text_string(&shown));
	if (!secret_is_set(field->secret))
		canvas_put_text(c, 0, focus ? 1 : 0, focus ? role : ROLE_DIM, field->value);
	if (focus)
		canvas_place_cursor(c, 0, column);
	text_finish(&shown);
}

static void
draw_value(const struct form_field *field, bool focus, struct canvas *c)
{
	enum role role = focus ? ROLE_SELECTED : ROLE_PLAIN;

	if (field->kind == FORM_TEXT && field->veiled) {
		draw_veiled(field, focus, c);
		return;
	}
	if (field->kind == FORM_TEXT) {
		draw_text(field, focus, c);
		return;
	}
	if (field->kind == FORM_SECRET) {
		draw_secret(field, focus, c);
		return;
	}
	if (focus)
		canvas_place_cursor(c, 0, 0);
	if (field->kind == FORM_BUTTON)
		canvas_put_format(c, 0, 0, focus ? role : ROLE_STRONG, "[ %s ]", field->label);
	else
		canvas_put_format(c, 0, 0, role, focus ? "< %s >" : "%s", field->value);
}

/* Draws one field at the top of the canvas. */
static void
draw_field(const struct form_field *field, bool focus, struct canvas *c, int label_cols)
{
	int room = canvas_columns(c) - label_cols;
	bool beside = has_note_beside(field, room);
	int note_at = canvas_columns(c) - columns_of(field->note);

	if (field->kind != FORM_BUTTON)
		canvas_put_fitted(c, 0, 0, label_cols - 1, focus ? ROLE_STRONG : ROLE_DIM,
		                  field->label);
	int width = beside ? note_at - NOTE_GAP - label_cols : room;
	struct canvas value =
		canvas_part(c, 0, field->kind == FORM_BUTTON ? 0 : label_cols, 1, width);
	draw_value(field, focus, &value);
	if (beside)
		canvas_put_text(c, 0, note_at, field->note_role, field->note);
	else if (field->note[0])
		canvas_put_wrapped(c, 1, label_cols, NOTE_ROWS_MAX, field->note_role, field->note);
}

void
form_draw(const struct form *fm, struct canvas *c, int label_cols)
{
	int room = canvas_columns(c) - label_cols;
	int row = 0;

	for (size_t i = first_shown(fm, canvas_rows(c), room); i < fm->count; i++) {
		const struct form_field *field = &fm->fields[i];
		int rows = rows_of(field, room);
		struct canvas part = canvas_part(c, row, 0, rows, canvas_columns(c));

		if (rows > 0)
			draw_field(field, i == fm->focus, &part, label_cols);
		row += rows;
	}
}
