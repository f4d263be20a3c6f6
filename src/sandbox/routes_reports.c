/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

struct handing {
	const struct call *call;
	const struct filter *filter;
	answers_row_fn write;
	struct json_writer *w;
};

static bool
hand_out(void *context, const struct ledger_entry *e)
{
	struct handing *h = context;
	struct ledger_standing at = ledger_standing_at(e, e->taken_at_ms + e->end_ms);

	if (!routes_filter_wants(h->filter, e, &at))
		return false;
	h->write(h->w, h->call->api_version, e, &at);
	return true;
}

void
routes_list_reports(struct call *c, bool is_call, answers_row_fn write)
{
	struct answers_violations violations = { .count = 0 };
	struct filter filter;
	struct json_writer w;
	struct handing h = { c, &filter, write, &w };
	struct fault ignored;

	json_write_begin(&w, &c->answer->body);
	json_write_object(&w, NULL);
	json_write_array(&w, "results");
	routes_read_report_filter(c, is_call, &filter, &violations);
	if (violations.count > 0) {
		routes_refuse(c, 400, &violations);
	} else if (ledger_take_reports(c->routes->ledger, filter.limit, hand_out, &h, &ignored) !=
	           ST_OK) {
		routes_refuse(c, 500, NULL);
	} else {
		json_write_array_end(&w);
		json_write_object_end(&w);
	}
	routes_finish_filter(&filter);
}

void
routes_reports(struct call *c)
{
	routes_list_reports(c, false, answers_write_report);
}
