/* SPDX-License-Identifier: MIT */
/* the rows that the Log screen has loaded, read by key at either end */
#include <string.h>

#include "base/mem.h"
#include "ui/console.h"
#include "ui/screens/log_impl.h"

static struct message_key
key_of(const struct message *m)
{
	return (struct message_key){ .created_at_ms = m->created_at_ms, .id = m->id };
}

static void
replace_rows(struct log *g, const struct message_page *page)
{
	mem_free(g->rows);
	g->rows = mem_alloc_array(page->count, sizeof(*g->rows));
	for (size_t i = 0; i < page->count; i++)
		g->rows[i] = page->rows[i];
	g->count = page->count;
	list_set_count(&g->list, g->count);
}

static void
append_rows(struct log *g, const struct message_page *page)
{
	size_t all = g->count + page->count;
	size_t given_up = all > LOG_WINDOW_MAX ? all - LOG_WINDOW_MAX : 0;
	struct message *rows = mem_alloc_array(all - given_up, sizeof(*rows));

	for (size_t i = given_up; i < g->count; i++)
		rows[i - given_up] = g->rows[i];
	for (size_t i = 0; i < page->count; i++)
		rows[g->count - given_up + i] = page->rows[i];
	mem_free(g->rows);
	g->rows = rows;
	g->count = all - given_up;
	g->at_newest = g->at_newest && given_up == 0;
	g->list.cursor -= given_up < g->list.cursor ? given_up : g->list.cursor;
	g->list.top -= given_up < g->list.top ? given_up : g->list.top;
	list_set_count(&g->list, g->count);
}

static void
prepend_rows(struct log *g, const struct message_page *page)
{
	if (page->count == 0)
		return;
	size_t all = g->count + page->count;
	size_t kept = all > LOG_WINDOW_MAX ? LOG_WINDOW_MAX : all;
	struct message *rows = mem_alloc_array(kept, sizeof(*rows));

	for (size_t i = 0; i < page->count && i < kept; i++)
		rows[i] = page->rows[i];
	for (size_t i = page->count; i < kept; i++)
		rows[i] = g->rows[i - page->count];
	mem_free(g->rows);
	g->rows = rows;
	g->at_oldest = g->at_oldest && kept == all;
	g->count = kept;
	g->list.cursor += page->count;
	g->list.top += page->count;
	list_set_count(&g->list, g->count);
}

static void
begin_anew(struct log *g, const struct message_page *page, size_t cursor)
{
	replace_rows(g, page);
	g->list.top = 0;
	g->list.cursor = cursor;
	list_set_count(&g->list, g->count);
}

static void
take_page(struct log *g, enum log_read what, const struct message_page *page)
{
	switch (what) {
	case LOG_NEWEST:
		begin_anew(g, page, 0);
		g->at_newest = true;
		g->at_oldest = !page->more;
		break;
	case LOG_OLDEST:
		begin_anew(g, page, page->count);
		g->at_newest = !page->more;
		g->at_oldest = true;
		break;
	case LOG_OLDER:
		append_rows(g, page);
		g->at_oldest = !page->more;
		break;
	case LOG_NEWER:
		prepend_rows(g, page);
		g->at_newest = !page->more;
		break;
	case LOG_AGAIN:
		replace_rows(g, page);
		g->at_oldest = !page->more;
		break;
	case LOG_FROM_HERE:
		begin_anew(g, page, 0);
		g->at_newest = false;
		g->at_oldest = !page->more;
		break;
	}
	g->loaded = true;
	g->fault = (struct fault){ 0 };
}

/* A page begins behind its key; the key of the row's own moment, one number further, lets the row
 * itself in. */
static void
describe(const struct log *g, enum log_read what, struct logbook_ask_options *o)
{
	size_t at = what == LOG_FROM_HERE ? g->list.cursor : 0;

	o->query = g->query;
	o->limit = LOG_PAGE;
	o->direction = what == LOG_NEWER || what == LOG_OLDEST ? MESSAGE_NEWER : MESSAGE_OLDER;
	o->has_from = what != LOG_NEWEST && what != LOG_OLDEST && g->count > 0;
	if (!o->has_from)
		return;
	o->from = key_of(&g->rows[what == LOG_OLDER ? g->count - 1 : at]);
	if (what == LOG_AGAIN || what == LOG_FROM_HERE)
		o->from.id++;
	if (what == LOG_AGAIN && g->count > LOG_PAGE)
		o->limit = g->count;
}

static void page_arrived(void *context, struct message_page *page, const struct fault *f);

static void
ask_worker(struct screen *s, struct logbook_ask_options *o, enum log_read what)
{
	struct log *g = s->state;

	o->arrived = page_arrived;
	o->context = s;
	g->asked_for = what;
	g->ask = logbook_ask_start(s->session, o);
}

/* What begins at a row says nothing of the rows before it: these are read too, and the mark stays
 * where it is. */
static void
follow_up(struct screen *s, enum log_read what)
{
	struct log *g = s->state;

	if (what == LOG_FROM_HERE || what == LOG_AGAIN)
		log_read(s, g->count > 0 ? LOG_NEWER : LOG_NEWEST);
}

static void
page_arrived(void *context, struct message_page *page, const struct fault *f)
{
	struct screen *s = context;
	struct log *g = s->state;
	enum log_read what = g->asked_for;

	g->ask = NULL;
	if (page)
		take_page(g, what, page);
	else
		g->fault = *f;
	console_mark_dirty(s->console);
	if (page)
		follow_up(s, what);
}

void
log_read(struct screen *s, enum log_read what)
{
	struct log *g = s->state;
	struct logbook_ask_options o = { 0 };
	struct message_page page = { 0 };
	struct fault f = { 0 };

	logbook_ask_cancel(g->ask);
	g->ask = NULL;
	describe(g, what, &o);
	enum status st = logbook_page(s->session, &o.query, o.has_from ? &o.from : NULL,
	                              o.direction, o.limit, &page, &f);
	console_mark_dirty(s->console);
	if (st == ST_MORE) {
		ask_worker(s, &o, what);
		return;
	}
	if (st != ST_OK) {
		g->fault = f;
		return;
	}
	take_page(g, what, &page);
	message_page_finish(&page);
	follow_up(s, what);
}

void
log_window_finish(struct log *g)
{
	logbook_ask_cancel(g->ask);
	mem_free(g->rows);
	g->rows = NULL;
	g->count = 0;
}
