/* SPDX-License-Identifier: MIT */
/* two texts beside each other, with what changed inside a line */
#include "ui/compare.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ui/term.h"

/* From here on two columns are readable. */
#define BESIDE_COLS 76
#define BETWEEN_COLS 1
/* "  12 + " */
#define NUMBER_COLS 4
#define HEAD_COLS (NUMBER_COLS + 3)
#define TEXT_COLS_MIN 4
#define CAPACITY_MIN 32
#define BYTES_MAX ((size_t)64 << 20)

static int
text_columns(bool beside, int columns)
{
	int room = beside ? (columns - BETWEEN_COLS) / 2 : columns;
	return room - HEAD_COLS > TEXT_COLS_MIN ? room - HEAD_COLS : TEXT_COLS_MIN;
}

static struct compare_row *
row_at(struct compare *v, size_t index)
{
	if (index == v->capacity) {
		v->capacity = v->capacity > 0 ? v->capacity * 2 : CAPACITY_MIN;
		v->rows = mem_resize(v->rows, v->capacity * sizeof(*v->rows));
	}
	if (index == v->count)
		v->rows[v->count++] = (struct compare_row){ .left = { .used = false } };
	return &v->rows[index];
}

static void
append_drawn(struct text *out, const char *bytes, size_t size_bytes)
{
	struct text clean;

	if (term_is_utf8()) {
		text_append_clean(out, bytes, size_bytes, false);
		return;
	}
	text_init(&clean, BYTES_MAX);
	text_append_clean(&clean, bytes, size_bytes, false);
	text_append_ascii(out, text_string(&clean), clean.size_bytes);
	text_finish(&clean);
}

/* Where a line goes: rows from `first` on, on one side. */
struct place {
	struct compare *v;
	size_t first;
	bool right;
	int columns;
};

/* The bytes from an offset on that one row has columns for. */
static size_t
fit(const struct text *bytes, size_t at, int columns)
{
	size_t from = at;
	int column = 0;
	int width = 0;

	while (at < bytes->size_bytes) {
		size_t size =
			text_next_cluster(text_string(bytes) + at, bytes->size_bytes - at, &width);
		if (column > 0 && column + width > columns)
			break;
		column += width;
		at += size;
	}
	return at - from;
}

/* Appends what is drawn of a line, and says where in it something changed. */
static void
append_line(struct text *bytes, const struct diff_line *line, struct diff_range changed,
            struct compare_half *half)
{
	size_t behind = changed.offset_bytes + changed.size_bytes;

	append_drawn(bytes, line->bytes, changed.offset_bytes);
	half->from = bytes->size_bytes;
	append_drawn(bytes, line->bytes + changed.offset_bytes, changed.size_bytes);
	half->to = bytes->size_bytes;
	append_drawn(bytes, line->bytes + behind, line->size_bytes - behind);
}

/* Puts a line there, cut into rows. */
static void
put_line(const struct place *p, const struct diff_line *line, struct diff_range changed)
{
	struct text *bytes = &p->v->bytes;
	struct compare_half half = { .used = true, .begins = true, .kind = line->kind };
	size_t at = bytes->size_bytes;
	size_t row = p->first;

	half.line = p->right || line->old_line == 0 ? line->new_line : line->old_line;
	append_line(bytes, line, changed, &half);
	do {
		half.offset_bytes = at;
		half.size_bytes = fit(bytes, at, p->columns);
		at += half.size_bytes;
		struct compare_row *to = row_at(p->v, row++);
		*(p->right ? &to->right : &to->left) = half;
		half.begins = false;
	} while (at < bytes->size_bytes);
}

static const struct diff_range nothing = { .size_bytes = 0 };

/* A removed line and the added one in its place; either may be missing. */
static void
put_pair(struct compare *v, const struct diff_line *removed, const struct diff_line *added,
         int columns)
{
	struct diff_range in_removed = nothing;
	struct diff_range in_added = nothing;
	struct place place = { .v = v, .first = v->count, .columns = columns };

	if (removed && added && removed->kind != DIFF_SAME)
		diff_ranges(removed, added, &in_removed, &in_added);
	if (removed)
		put_line(&place, removed, in_removed);
	place.right = true;
	if (added)
		put_line(&place, added, in_added);
}

/* The lines of one kind from here on. */
static size_t
count_kind(const struct diff *d, size_t from, enum diff_kind kind)
{
	size_t i = from;

	while (i < d->count && d->lines[i].kind == kind)
		i++;
	return i - from;
}

static void
lay_beside(struct compare *v, const struct diff *d, int columns)
{
	size_t i = 0;

	while (i < d->count) {
		size_t removed = count_kind(d, i, DIFF_REMOVED);
		size_t added = count_kind(d, i + removed, DIFF_ADDED);

		for (size_t k = 0; k < removed || k < added; k++)
			put_pair(v, k < removed ? &d->lines[i + k] : NULL,
			         k < added ? &d->lines[i + removed + k] : NULL, columns);
		i += removed + added;
		if (i < d->count && d->lines[i].kind == DIFF_SAME) {
			put_pair(v, &d->lines[i], &d->lines[i], columns);
			i++;
		}
	}
}

/* What changed inside the line at `i`, of which the one in its place stands `step` further. */
static struct diff_range
range_in(const struct diff *d, size_t first, size_t removed, size_t added, size_t k)
{
	struct diff_range in_removed = nothing;
	struct diff_range in_added = nothing;
	size_t pair = k < removed ? k : k - removed;

	if (pair < removed && pair < added)
		diff_ranges(&d->lines[first + pair], &d->lines[first + removed + pair], &in_removed,
		            &in_added);
	return k < removed ? in_removed : in_added;
}

static void
lay_under(struct compare *v, const struct diff *d, int columns)
{
	size_t i = 0;

	while (i < d->count) {
		size_t removed = count_kind(d, i, DIFF_REMOVED);
		size_t added = count_kind(d, i + removed, DIFF_ADDED);
		size_t same = removed + added > 0 ? 0 : count_kind(d, i, DIFF_SAME);

		for (size_t k = 0; k < removed + added + same; k++) {
			const struct place place = { .v = v,
				                     .first = v->count,
				                     .columns = columns };
			put_line(&place, &d->lines[i + k],
			         same > 0 ? nothing : range_in(d, i, removed, added, k));
		}
		i += removed + added + same;
	}
}

void
compare_lay(struct compare *v, const struct diff *d, int columns)
{
	if (v->bytes.ceiling_bytes == 0)
		text_init(&v->bytes, BYTES_MAX);
	text_reset(&v->bytes);
	v->count = 0;
	v->beside = columns >= BESIDE_COLS;
	if (v->beside)
		lay_beside(v, d, text_columns(true, columns));
	else
		lay_under(v, d, text_columns(false, columns));
}

/* Drawing. */

static enum role
role_of(enum diff_kind kind)
{
	switch (kind) {
	case DIFF_REMOVED: return ROLE_FAILURE;
	case DIFF_ADDED: return ROLE_GOOD;
	default: return ROLE_PLAIN;
	}
}

static void
put_bytes(const struct compare *v, struct canvas *c, const struct compare_half *h, int column)
{
	const size_t cuts[] = { h->offset_bytes, h->from, h->to, h->offset_bytes + h->size_bytes };
	struct text piece;

	text_init(&piece, BYTES_MAX);
	for (size_t i = 0; i < 3; i++) {
		size_t from = cuts[i] > cuts[0] ? cuts[i] : cuts[0];
		size_t to = cuts[i + 1] < cuts[3] ? cuts[i + 1] : cuts[3];
		if (from >= to)
			continue;
		text_reset(&piece);
		text_append_bytes(&piece, text_string(&v->bytes) + from, to - from);
		column = canvas_put_text(c, 0, column, i == 1 ? ROLE_SELECTED : role_of(h->kind),
		                         text_string(&piece));
	}
	text_finish(&piece);
}

static void
draw_half(const struct compare *v, struct canvas *c, const struct compare_half *h)
{
	static const char signs[] = { [DIFF_SAME] = ' ', [DIFF_REMOVED] = '-', [DIFF_ADDED] = '+' };
	const char sign[] = { signs[h->kind], '\0' };
	char number[16];

	if (!h->used)
		return;
	if (h->begins) {
		snprintf(number, sizeof(number), "%*zu", NUMBER_COLS, h->line);
		canvas_put_text(c, 0, 0, ROLE_DIM, number);
	}
	canvas_put_text(c, 0, NUMBER_COLS + 1, role_of(h->kind), sign);
	put_bytes(v, c, h, HEAD_COLS);
}

void
compare_draw(const struct compare *v, struct canvas *c, size_t top)
{
	int half = v->beside ? (canvas_columns(c) - BETWEEN_COLS) / 2 : canvas_columns(c);

	for (int row = 0; row < canvas_rows(c) && top + (size_t)row < v->count; row++) {
		const struct compare_row *r = &v->rows[top + (size_t)row];
		struct canvas left = canvas_part(c, row, 0, 1, half);
		struct canvas right = canvas_part(c, row, half + BETWEEN_COLS, 1, half);

		draw_half(v, &left, &r->left);
		if (v->beside)
			draw_half(v, &right, &r->right);
	}
}

void
compare_finish(struct compare *v)
{
	mem_free(v->rows);
	text_finish(&v->bytes);
	memset(v, 0, sizeof(*v));
}
