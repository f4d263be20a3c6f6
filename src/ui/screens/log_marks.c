/* SPDX-License-Identifier: MIT */
/* marked rows of the Log screen, and what is sent again of them */
#include "app/resend.h"
#include "ui/console.h"
#include "ui/screens/log_impl.h"

static size_t
place_of(const struct log *g, int64_t id)
{
	size_t i = 0;

	while (i < g->mark_count && g->marks[i] < id)
		i++;
	return i;
}

bool
log_is_marked(const struct log *g, int64_t id)
{
	size_t i = place_of(g, id);

	return i < g->mark_count && g->marks[i] == id;
}

static void
unmark(struct log *g, int64_t id)
{
	size_t at = place_of(g, id);

	if (!log_is_marked(g, id))
		return;
	g->mark_count--;
	for (size_t i = at; i < g->mark_count; i++)
		g->marks[i] = g->marks[i + 1];
}

static bool
mark(struct log *g, int64_t id)
{
	size_t at = place_of(g, id);

	if (g->mark_count == LOG_MARKS_MAX)
		return false;
	for (size_t i = g->mark_count; i > at; i--)
		g->marks[i] = g->marks[i - 1];
	g->marks[at] = id;
	g->mark_count++;
	return true;
}

void
log_mark(struct screen *s)
{
	struct log *g = s->state;

	if (g->count == 0)
		return;
	int64_t id = g->rows[g->list.cursor].id;
	if (log_is_marked(g, id))
		unmark(g, id);
	else if (!mark(g, id))
		console_say(s->console, ROLE_WAITING, "%d rows are marked, which is the most",
		            LOG_MARKS_MAX);
	console_mark_dirty(s->console);
}

bool
log_unmark_all(struct log *g)
{
	bool any = g->mark_count > 0;

	g->mark_count = 0;
	return any;
}

void
log_unmark_sent(struct screen *s)
{
	struct log *g = s->state;
	const struct resend *r = console_resends(s->console);

	for (size_t i = 0; r && i < resend_count(r); i++) {
		const struct resend_item *item = resend_item(r, i);

		if (item->fate == RESEND_SENT || item->fate == RESEND_FOUND)
			unmark(g, item->was.id);
	}
}

void
log_resend(struct screen *s)
{
	const struct log *g = s->state;

	if (g->mark_count > 0)
		console_resend(s->console, g->marks, g->mark_count);
	else if (g->count > 0)
		console_resend(s->console, &g->rows[g->list.cursor].id, 1);
}

void
log_resend_edited(struct screen *s)
{
	const struct log *g = s->state;

	if (g->count > 0)
		console_resend_edited(s->console, g->rows[g->list.cursor].id);
}
