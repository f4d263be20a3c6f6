/* SPDX-License-Identifier: MIT */
/* revisions of one text, compared side by side and restored */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/history_impl.h"
#include "ui/term.h"

#define OTHER_ROWS 8

/* --- What is compared ------------------------------------------------------------------------ */

bool
history_is_default_row(const struct history *x, size_t row)
{
	return x->has_default && row == x->count;
}

static enum status
load(struct screen *s, size_t row, struct template_text *out, char title[64])
{
	struct history *x = s->state;

	if (history_is_default_row(x, row)) {
		snprintf(title, 64, "Auth0's default");
		return templates_load_default(&x->name, out, &x->compare_fault);
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
	size_t other =
		x->against == AGAINST_NEWEST || history_is_default_row(x, marked) ? 0 : marked + 1;

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

/* The mark stays on its revision when others come above it. */
static void
place_mark(struct history *x, int64_t marked)
{
	list_set_count(&x->list, x->count + x->has_default);
	for (size_t i = 0; i < x->count; i++)
		if (x->infos[i].revision == marked)
			x->list.cursor = i;
	if (marked == 0 && x->has_default && x->count > 0)
		x->list.cursor = x->count;
}

static void
read_all(struct screen *s)
{
	struct history *x = s->state;
	struct template_info *infos = NULL;
	struct fault f = { 0 };
	size_t count = 0;
	int64_t marked = x->count == 0               ? -1
	                 : x->list.cursor < x->count ? x->infos[x->list.cursor].revision
	                                             : 0;

	console_mark_dirty(s->console);
	if (templates_history(s->session, &x->name, &infos, &count, &f) != ST_OK) {
		x->fault = f;
		return;
	}
	x->fault = (struct fault){ 0 };
	mem_free(x->infos);
	x->infos = infos;
	x->count = count;
	place_mark(x, x->to_newest ? -1 : marked);
	x->to_newest = false;
	compare(s);
}

/* --- Restoring ------------------------------------------------------------------------------- */

static void
restore_came(void *context, const struct templates_result *result)
{
	struct screen *s = context;
	struct history *x = s->state;

	x->change = NULL;
	x->to_newest = result->status == ST_OK;
	x->list.cursor = x->to_newest ? 0 : x->list.cursor;
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

	if (x->count == 0)
		console_say(s->console, ROLE_INFO, "no revision was read: nothing to restore");
	if (x->count == 0 || x->change)
		return;
	order.expected = x->infos[0].removed ? 0 : x->infos[0].revision;
	order.kind = history_is_default_row(x, row) ? TEMPLATES_RESTORE_DEFAULT : TEMPLATES_RESTORE;
	order.revision = history_is_default_row(x, row) ? 0 : x->infos[row].revision;
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
	x->has_default = template_default_text(x->name.kind, x->name.channel) != NULL;
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

	if (x->count == 0) {
		console_say(s->console, ROLE_INFO, "no revision was read: nothing to compare");
		return;
	}
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
	case CMD_OPEN:
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
