/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#include "base/clock.h"

#define SECONDS_MAX ((double)LEDGER_AHEAD_MS_MAX / 1000.0)

static void
write_clock(struct call *c)
{
	int64_t now_ms = ledger_now_ms(c->routes->ledger);
	char now[CLOCK_TEXT_BYTES];
	struct json_writer w;

	clock_format_provider(now_ms, now);
	json_write_begin(&w, &c->answer->body);
	json_write_object(&w, NULL);
	json_write_string(&w, "now", now);
	json_write_object_end(&w);
}

void
routes_clock(struct call *c)
{
	write_clock(c);
}

/* The provider has nothing like it. Days pass in no time, and only forwards. */
void
routes_advance_clock(struct call *c)
{
	struct answers_violations violations = { .count = 0 };
	struct json *root = NULL;
	double seconds = -1;
	struct fault f;

	if (json_parse(c->request->body, c->request->body_bytes, "the body", &root, &f) != ST_OK) {
		routes_refuse(c, 400, NULL);
		return;
	}
	if (!json_number(json_member(root, "advance_s"), &seconds) || seconds < 0 ||
	    seconds > SECONDS_MAX) {
		answers_add_violation(&violations, "must be a number of seconds, ten years at most",
		                      "advance_s");
		routes_refuse(c, 400, &violations);
	} else if (ledger_advance(c->routes->ledger, (int64_t)(seconds * 1000.0), &f) != ST_OK) {
		routes_refuse(c, f.word == WORD_VALUE_INVALID ? 400 : 500, NULL);
	} else {
		write_clock(c);
	}
	json_destroy(root);
}
