/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#include <string.h>

/* The rows that are written while the ledger is walked from its newest message on. */
struct listing {
	const struct call *call;
	const struct log_kind *kind;
	const struct filter *filter;
	struct page *page;
	struct json_writer *w;
	size_t rows;
	char last[LEDGER_ID_BYTES]; /* the message id of the last row */
	bool goes_on;               /* there is a row beyond the limit */
};

static bool
list_entry(void *context, const struct ledger_entry *e)
{
	struct listing *l = context;
	struct ledger_standing at = ledger_standing_at(e, l->call->now_ms);

	if (l->page->after[0] != '\0') {
		if (strcmp(l->page->after, e->message_id) == 0)
			l->page->after[0] = '\0';
		return true;
	}
	if (!routes_filter_wants(l->filter, e, &at))
		return true;
	if (l->rows == l->filter->limit) {
		l->goes_on = true;
		return false;
	}
	l->kind->write(l->w, l->call->api_version, e, &at);
	(void)text_copy(l->last, sizeof(l->last), e->message_id);
	l->rows++;
	return true;
}

static void
write_cursor(struct json_writer *w, const struct listing *l)
{
	char cursor[CURSOR_BYTES];

	routes_write_cursor(l->last, cursor);
	json_write_object(w, "cursor");
	json_write_integer(w, "limit", (int64_t)l->filter->limit);
	json_write_string(w, "nextCursor", l->goes_on ? cursor : NULL);
	json_write_object_end(w);
}

static void
list_rows(struct call *c, const struct log_kind *kind, const struct filter *filter,
          struct page *page)
{
	struct json_writer w;
	struct listing l = { .call = c, .kind = kind, .filter = filter, .page = page, .w = &w };
	struct fault ignored;

	json_write_begin(&w, &c->answer->body);
	json_write_object(&w, NULL);
	json_write_array(&w, "results");
	if (ledger_visit(c->routes->ledger, list_entry, &l, &ignored) != ST_OK) {
		routes_refuse(c, 500, NULL);
		return;
	}
	json_write_array_end(&w);
	if (page->is_wanted)
		write_cursor(&w, &l);
	json_write_object_end(&w);
}

void
routes_list_logs(struct call *c, const struct log_kind *kind)
{
	struct answers_violations violations = { .count = 0 };
	struct page page = { .is_wanted = false };
	struct filter filter;

	routes_read_log_filter(c, kind, &filter, &violations);
	if (kind->has_cursor)
		routes_read_page(c, &page, &violations);
	if (violations.count > 0)
		routes_refuse(c, 400, &violations);
	else
		list_rows(c, kind, &filter, &page);
	routes_finish_filter(&filter);
}

void
routes_logs(struct call *c)
{
	static const struct log_kind old = { false, "to", "from", false, answers_write_log };
	static const struct log_kind present = { false, "destination", "sender", true,
		                                 answers_write_log };

	routes_list_logs(c, c->api_version == 2 ? &old : &present);
}
