/* SPDX-License-Identifier: MIT */
/* the panes of History: revisions, and two of them side by side */
#include <stdio.h>

#include "ui/compare.h"
#include "ui/screens/history_impl.h"
#include "ui/screens/show_impl.h"

#define SIDE_COLS 34
/* From here on two texts have room beside each other and beside the list. */
#define WIDE_COLS 140
#define LIST_ROWS 6
#define LIST_ROWS_MAX 9

static void
draw_revision(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct screen *s = context;
	const struct history *x = s->state;
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;
	char time[SHOW_BYTES];

	canvas_put_text(row, 0, 0, role, selected ? ">" : " ");
	if (history_is_default_row(x, index)) {
		canvas_put_text(row, 0, 2, role, "Auth0's default");
		return;
	}
	show_day_time(s, x->infos[index].changed_at_ms, time);
	canvas_put_format(row, 0, 2, role, "%3lld  %s  %s", (long long)x->infos[index].revision,
	                  time, x->infos[index].origin);
}

static void
draw_list(const struct screen *s, struct canvas *c)
{
	const struct history *x = s->state;
	char title[TEMPLATE_NAME_BYTES + 16];

	snprintf(title, sizeof(title), "History of %s", x->written);
	struct canvas in = canvas_put_box(c, title, true);
	if (x->count > 0) {
		list_draw(&x->list, &in, draw_revision, s);
		return;
	}
	canvas_put_wrapped(&in, 0, 0, canvas_rows(&in),
	                   x->fault.word == WORD_NOT_FOUND ? ROLE_PLAIN : ROLE_FAILURE,
	                   x->fault.word == WORD_NOT_FOUND
	                           ? "This text was never saved, so it has no revision."
	                           : x->fault.cause);
}

/* Laid out anew for each frame: nothing of it is kept that a resize could make wrong. */
static void
draw_beside(const struct history *x, struct canvas *c)
{
	struct compare compare = { 0 };
	struct diff diff;

	diff_make(text_string(&x->left.source), x->left.source.size_bytes,
	          text_string(&x->right.source), x->right.source.size_bytes, &diff);
	compare_lay(&compare, &diff, canvas_columns(c));
	compare_draw(&compare, c, x->top < compare.count ? x->top : 0);
	if (diff.removed == 0 && diff.added == 0)
		canvas_put_text(c, canvas_rows(c) - 1, 0, ROLE_DIM, "Both are the same text.");
	compare_finish(&compare);
	diff_finish(&diff);
}

static void
draw_comparison(const struct history *x, struct canvas *c)
{
	char title[160];

	snprintf(title, sizeof(title), "%s  |  %s", x->left_title, x->right_title);
	struct canvas in = canvas_put_box(c, x->count > 0 ? title : "Compared", false);
	if (x->count == 0)
		return;
	if (x->compare_fault.code != ST_OK)
		canvas_put_wrapped(&in, 0, 0, 3, ROLE_FAILURE, x->compare_fault.cause);
	else
		draw_beside(x, &in);
}

void
history_draw(const struct screen *s, struct canvas *c)
{
	const struct history *x = s->state;
	int rows = canvas_rows(c);
	int columns = canvas_columns(c);
	bool wide = columns >= WIDE_COLS;
	int list_rows = rows >= 2 * LIST_ROWS_MAX + 2 ? LIST_ROWS_MAX : LIST_ROWS;
	int side = wide ? SIDE_COLS : 0;

	if (list_rows > (int)(x->count + x->has_default) + 2 && x->count > 0)
		list_rows = (int)(x->count + x->has_default) + 2;
	int top = wide ? 0 : list_rows;
	struct canvas list = canvas_part(c, 0, 0, wide ? rows : list_rows, wide ? side : columns);
	struct canvas compared = canvas_part(c, top, side, rows - top, columns - side);

	draw_list(s, &list);
	draw_comparison(s->state, &compared);
}
