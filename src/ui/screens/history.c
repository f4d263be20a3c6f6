/* SPDX-License-Identifier: MIT */
/* revisions of one text, compared side by side and restored */
#include <stdio.h>
#include <string.h>

#include "app/templates.h"
#include "base/mem.h"
#include "ui/compare.h"
#include "ui/console.h"
#include "ui/list.h"
#include "ui/screens.h"
#include "ui/screens/show_impl.h"
#include "ui/term.h"

#define SIDE_COLS 34
/* From here on two texts have room beside each other and beside the list. */
#define WIDE_COLS 140
#define LIST_ROWS 6
#define LIST_ROWS_MAX 9
#define OTHER_ROWS 8

/* What the marked revision is compared with. */
enum history_against { AGAINST_BEFORE, AGAINST_NEWEST };

struct history {
	struct template_name name;
	char written[TEMPLATE_NAME_BYTES];
	struct template_info *infos; /* newest first */
	size_t count;
	bool has_default; /* a last row: Auth0's own text */
	struct fault fault;
	struct list list;
	enum history_against against;
	struct template_text left;
	struct template_text right;
	char left_title[64];
	char right_title[64];
	struct fault compare_fault; /* why there is nothing to compare */
	size_t top;                 /* rows of the comparison scrolled away */
	struct templates_change *change;
};

/* --- What is compared ------------------------------------------------------------------------ */

static bool
is_default_row(const struct history *x, size_t row)
{
	return x->has_default && row == x->count;
}

static enum status
load(struct screen *s, size_t row, struct template_text *out, char title[64])
{
	struct history *x = s->state;

	if (is_default_row(x, row)) {
		text_reset(&out->source);
		text_append(&out->source, template_default_text(x->name.kind, x->name.channel));
		snprintf(title, 64, "Auth0's default");
		return ST_OK;
	}
	snprintf(title, 64, "revision %lld%s", (long long)x->infos[row].revision,
	         row == 0 && !x->infos[0].removed ? ", newest" : "");
	return templates_load(s->session, &x->name, x->infos[row].revision, out, &x->compare_fault);
}

/* Older on the left. The oldest has nothing before it but Auth0's default. */
static void
compare(struct screen *s)
{
	struct history *x = s->state;
	size_t marked = x->list.cursor;
	size_t rows = x->count + x->has_default;
	size_t other = x->against == AGAINST_NEWEST || is_default_row(x, marked) ? 0 : marked + 1;

	x->top = 0;
	x->compare_fault = (struct fault){ 0 };
	console_mark_dirty(s->console);
	if (x->count == 0)
		return;
	if (other >= rows)
		other = marked;
	size_t older = other > marked ? other : marked;
	size_t newer = other > marked ? marked : other;
	if (load(s, older, &x->left, x->left_title) == ST_OK)
		(void)load(s, newer, &x->right, x->right_title);
}

static void
read_all(struct screen *s)
{
	struct history *x = s->state;
	struct template_info *infos = NULL;
	struct fault f = { 0 };
	size_t count = 0;

	console_mark_dirty(s->console);
	if (templates_history(s->session, &x->name, &infos, &count, &f) != ST_OK) {
		x->fault = f;
		return;
	}
	x->fault = (struct fault){ 0 };
	mem_free(x->infos);
	x->infos = infos;
	x->count = count;
	list_set_count(&x->list, count + x->has_default);
	compare(s);
}

/* --- Restoring ------------------------------------------------------------------------------- */

static void
restore_came(void *context, const struct templates_result *result)
{
	struct screen *s = context;
	struct history *x = s->state;

	x->change = NULL;
	x->list.cursor = result->status == ST_OK ? 0 : x->list.cursor;
	console_store_changed(s->console);
	if (result->status != ST_OK)
		console_say_fault(s->console, &result->fault);
	else if (result->unchanged)
		console_say(s->console, ROLE_INFO, "revision %lld has this text already",
		            (long long)result->info.revision);
	else
		console_say(s->console, ROLE_GOOD,
		            "[OK] restored as revision %lld; what was there is kept below it",
		            (long long)result->info.revision);
}

static void
restore(struct screen *s)
{
	struct history *x = s->state;
	size_t row = x->list.cursor;
	struct templates_order order = { .name = x->name };

	if (x->count == 0 || x->change)
		return;
	order.expected = x->infos[0].removed ? 0 : x->infos[0].revision;
	order.kind = is_default_row(x, row) ? TEMPLATES_RESTORE_DEFAULT : TEMPLATES_RESTORE;
	order.revision = is_default_row(x, row) ? 0 : x->infos[row].revision;
	x->change = templates_start(s->session, &order, restore_came, s);
}

/* --- The six functions ------------------------------------------------------------------------ */

static enum status
history_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	struct history *x = s->state;
	enum status st = template_name_parse(args->text ? args->text : "", &x->name, f);

	if (st != ST_OK)
		return st;
	template_name_write(&x->name, x->written, sizeof(x->written));
	x->has_default = template_name_is_plain(&x->name) &&
	                 template_default_text(x->name.kind, x->name.channel) != NULL;
	template_text_init(&x->left);
	template_text_init(&x->right);
	read_all(s);
	return ST_OK;
}

static void
history_close(struct screen *s)
{
	struct history *x = s->state;

	templates_abandon(x->change);
	template_text_finish(&x->left);
	template_text_finish(&x->right);
	mem_free(x->infos);
}

static void
draw_revision(const void *context, size_t index, bool selected, struct canvas *row)
{
	const struct screen *s = context;
	const struct history *x = s->state;
	enum role role = selected ? ROLE_SELECTED : ROLE_PLAIN;
	char time[SHOW_BYTES];

	canvas_put_text(row, 0, 0, role, selected ? ">" : " ");
	if (is_default_row(x, index)) {
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

static void
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

static bool
walk(struct screen *s, enum command cmd)
{
	struct history *x = s->state;
	size_t page = term_rows() > OTHER_ROWS ? (size_t)(term_rows() - OTHER_ROWS) / 2 : 1;
	bool wants_more = false;

	/* Pages move the comparison, lines move the mark. */
	if (cmd == CMD_PAGE_DOWN) {
		x->top += page;
		return true;
	}
	if (cmd == CMD_PAGE_UP) {
		x->top -= x->top < page ? x->top : page;
		return true;
	}
	if (!list_command(&x->list, cmd, page, &wants_more))
		return false;
	compare(s);
	return true;
}

static void
change_against(struct screen *s)
{
	struct history *x = s->state;

	x->against = x->against == AGAINST_BEFORE ? AGAINST_NEWEST : AGAINST_BEFORE;
	console_say(s->console, ROLE_INFO, "compared with %s",
	            x->against == AGAINST_BEFORE ? "the revision before it" : "the newest");
	compare(s);
}

static bool
history_command(struct screen *s, enum command cmd)
{
	switch (cmd) {
	case CMD_TEXT_RESTORE: restore(s); return true;
	case CMD_TEXT_COMPARE: change_against(s); return true;
	case CMD_REFRESH: read_all(s); return true;
	default: return walk(s, cmd);
	}
}

static void
history_event(struct screen *s, const struct event *ev)
{
	const struct history *x = s->state;

	if (ev->kind == EVENT_STORE_CHANGED && !x->change)
		read_all(s);
}

static void
history_status(const struct screen *s, struct text *out)
{
	const struct history *x = s->state;

	if (x->count > 0)
		text_append_format(out, "%zu revision%s", x->count, x->count == 1 ? "" : "s");
}

const struct screen_class screen_history = {
	.name = "history",
	.state_size = sizeof(struct history),
	.open = history_open,
	.close = history_close,
	.draw = history_draw,
	.command = history_command,
	.event = history_event,
	.status = history_status,
};
