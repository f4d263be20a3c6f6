/* SPDX-License-Identifier: MIT */
/* the rows that the Audit screen has loaded, read by key at either end */
#include "base/mem.h"
#include "ui/console.h"
#include "ui/screens/audit_impl.h"

static void
replace_rows(struct audit_view *v, const struct audit_page *page, size_t cursor)
{
	mem_free(v->rows);
	v->rows = mem_alloc_array(page->count, sizeof(*v->rows));
	for (size_t i = 0; i < page->count; i++)
		v->rows[i] = page->rows[i];
	v->count = page->count;
	v->list.top = 0;
	v->list.cursor = cursor;
	list_set_count(&v->list, v->count);
}

/* The rows of `first` and of `second` behind them, without the `given_up` at the front, and no more
 * than the window holds. */
static void
join_rows(struct audit_view *v, const struct audit_page *first, const struct audit_page *second,
          size_t given_up)
{
	size_t all = first->count + second->count - given_up;
	size_t kept = all > AUDIT_WINDOW_MAX ? AUDIT_WINDOW_MAX : all;
	struct audit_entry *rows = mem_alloc_array(kept, sizeof(*rows));

	for (size_t i = 0; i < kept; i++) {
		size_t at = given_up + i;
		rows[i] = at < first->count ? first->rows[at] : second->rows[at - first->count];
	}
	mem_free(v->rows);
	v->rows = rows;
	v->count = kept;
}

static void
append_rows(struct audit_view *v, const struct audit_page *page)
{
	const struct audit_page here = { .rows = v->rows, .count = v->count };
	size_t all = v->count + page->count;
	size_t given_up = all > AUDIT_WINDOW_MAX ? all - AUDIT_WINDOW_MAX : 0;

	join_rows(v, &here, page, given_up);
	v->at_newest = v->at_newest && given_up == 0;
	v->list.cursor -= given_up < v->list.cursor ? given_up : v->list.cursor;
	v->list.top -= given_up < v->list.top ? given_up : v->list.top;
	list_set_count(&v->list, v->count);
}

static void
prepend_rows(struct audit_view *v, const struct audit_page *page)
{
	const struct audit_page here = { .rows = v->rows, .count = v->count };
	size_t all = v->count + page->count;

	join_rows(v, page, &here, 0);
	v->at_oldest = v->at_oldest && v->count == all;
	v->list.cursor += page->count;
	v->list.top += page->count;
	list_set_count(&v->list, v->count);
}

static void
take_page(struct audit_view *v, const struct audit_page *page)
{
	switch (v->asked_for) {
	case AUDIT_NEWEST:
		replace_rows(v, page, 0);
		v->at_newest = true;
		v->at_oldest = !page->more;
		break;
	case AUDIT_OLDEST:
		replace_rows(v, page, page->count);
		v->at_newest = !page->more;
		v->at_oldest = true;
		break;
	case AUDIT_OLDER:
		append_rows(v, page);
		v->at_oldest = !page->more;
		break;
	case AUDIT_NEWER:
		prepend_rows(v, page);
		v->at_newest = !page->more;
		break;
	}
	v->fault = (struct fault){ 0 };
}

static void
page_arrived(void *context, struct audit_page *page, const struct fault *f)
{
	struct screen *s = context;
	struct audit_view *v = s->state;

	v->reading = NULL;
	if (page)
		take_page(v, page);
	else
		v->fault = *f;
	console_mark_dirty(s->console);
}

void
audit_window_read(struct screen *s, enum audit_read what)
{
	struct audit_view *v = s->state;
	struct audit_ask ask = {
		.newer = what == AUDIT_NEWER || what == AUDIT_OLDEST,
		.limit = AUDIT_PAGE,
	};

	audit_abandon(v->reading);
	if (v->count > 0 && what == AUDIT_OLDER)
		ask.from = v->rows[v->count - 1].id;
	else if (v->count > 0 && what == AUDIT_NEWER)
		ask.from = v->rows[0].id;
	v->asked_for = what;
	v->reading = audit_start(s->session, &ask, page_arrived, s);
	console_mark_dirty(s->console);
}

void
audit_window_finish(struct audit_view *v)
{
	audit_abandon(v->reading);
	mem_free(v->rows);
	v->rows = NULL;
	v->count = 0;
}
