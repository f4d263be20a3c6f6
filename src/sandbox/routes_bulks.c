/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#include <string.h>

#include "base/clock.h"

/* A query's bytes are not yet known to be characters, which take up to four. */
#define ID_BYTES_MAX ((size_t)LEDGER_BULK_BYTES * 4)

/* The oldest message of the bulk that is looked for. */
struct search {
	const char *bulk_id;
	bool found;
	int64_t sent_at_ms;
};

static bool
look_at(void *context, const struct ledger_entry *e)
{
	struct search *s = context;

	if (strcmp(e->bulk_id, s->bulk_id) == 0) {
		s->found = true;
		s->sent_at_ms = e->taken_at_ms;
	}
	return true;
}

/* Nothing waits for its time here: a bulk that is known was sent when it came. */
static void
write_bulk(struct call *c, const struct search *s, bool wants_status)
{
	char sent_at[CLOCK_TEXT_BYTES];
	struct json_writer w;

	clock_format_provider(s->sent_at_ms, sent_at);
	json_write_begin(&w, &c->answer->body);
	json_write_object(&w, NULL);
	json_write_string(&w, "bulkId", s->bulk_id);
	json_write_string(&w, wants_status ? "status" : "sendAt",
	                  wants_status ? "FINISHED" : sent_at);
	json_write_object_end(&w);
}

static void
find_bulk(struct call *c, const char *bulk_id, bool wants_status)
{
	struct search s = { .bulk_id = bulk_id };
	struct fault ignored;

	if (ledger_visit(c->routes->ledger, look_at, &s, &ignored) != ST_OK)
		routes_refuse(c, 500, NULL);
	else if (!s.found)
		routes_refuse_with(c, 404, "Bulk not found");
	else
		write_bulk(c, &s, wants_status);
}

static void
answer_bulk(struct call *c, bool wants_status)
{
	struct answers_violations violations = { .count = 0 };
	struct text bulk_id;

	text_init(&bulk_id, ID_BYTES_MAX);
	(void)request_append_parameter(c->request, "bulkId", &bulk_id);
	if (bulk_id.size_bytes > 0) {
		find_bulk(c, text_string(&bulk_id), wants_status);
	} else {
		answers_add_violation(&violations, "must not be empty", "bulkId");
		routes_refuse(c, 400, &violations);
	}
	text_finish(&bulk_id);
}

void
routes_bulk(struct call *c)
{
	answer_bulk(c, false);
}

void
routes_bulk_status(struct call *c)
{
	answer_bulk(c, true);
}
