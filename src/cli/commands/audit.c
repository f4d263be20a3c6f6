/* SPDX-License-Identifier: MIT */
/* audit: who did what, newest first */
#include "app/audit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/output.h"
#include "cli/commands.h"
#include "cli/envelope.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MOST 1000

static enum status
read_ask(const struct cli *c, struct audit_ask *out, struct fault *f)
{
	const char *limit = c->args.values[OPT_LIMIT];
	const char *cursor = c->args.values[OPT_CURSOR];
	char *end = NULL;

	*out = (struct audit_ask){ .limit = LIMIT_DEFAULT };
	if (limit) {
		long typed = strtol(limit, &end, 10);
		if (*limit == '\0' || *end != '\0' || typed < 1 || typed > LIMIT_MOST)
			return fault_set(f, WORD_USAGE, "--limit is 1 to %d, not %.40s", LIMIT_MOST,
			                 limit);
		out->limit = (size_t)typed;
	}
	if (!cursor)
		return ST_OK;
	errno = 0;
	out->from = strtoll(cursor, &end, 10);
	if (*cursor != '\0' && *end == '\0' && out->from > 0 && errno == 0)
		return ST_OK;
	return fault_set(f, WORD_USAGE, "--cursor takes what data.next gave, not %.60s", cursor);
}

/* A profile that is gone has lost its name with it. */
static const char *
profile_of(const struct audit_entry *e)
{
	return e->profile_id != 0 && !e->profile[0] ? "(removed)" : e->profile;
}

static void
write_entry(struct cli *c, const struct audit_entry *e)
{
	struct json_writer *w = &c->writer;
	char time[CLOCK_TEXT_BYTES];

	clock_format(e->at_ms, time);
	json_write_object(w, NULL);
	json_write_integer(w, "id", e->id);
	json_write_string(w, "at", time);
	json_write_string(w, "event", e->event);
	json_write_string(w, "profile", e->profile[0] ? e->profile : NULL);
	json_write_string(w, "detail", e->detail);
	json_write_object_end(w);
}

static void
write_page(struct cli *c, const struct audit_page *page)
{
	char next[24];

	envelope_begin_items(c);
	for (size_t i = 0; i < page->count; i++)
		write_entry(c, &page->rows[i]);
	if (page->more)
		snprintf(next, sizeof(next), "%lld", (long long)page->rows[page->count - 1].id);
	envelope_end_items(c, page->more ? next : NULL);
}

static void
print_page(const struct audit_page *page)
{
	output_role(OUTPUT_STRONG, "%-20s  %5s  %-20s  %-16s  %s\n", "time (UTC)", "row", "event",
	            "profile", "what");
	for (size_t i = 0; i < page->count; i++) {
		const struct audit_entry *e = &page->rows[i];
		char time[CLOCK_TEXT_BYTES];

		clock_format_date_time(e->at_ms, true, time);
		output_data("%-20s  %5lld  %-20s  %-16s  %s\n", time, (long long)e->id, e->event,
		            profile_of(e), e->detail);
	}
	if (page->more)
		output_words("older rows: --cursor %lld",
		             (long long)page->rows[page->count - 1].id);
}

enum status
cli_audit(struct cli *c, struct fault *f)
{
	struct audit_ask ask;
	struct audit_page page = { 0 };
	enum status st = read_ask(c, &ask, f);

	if (st == ST_OK)
		st = audit_read(c->session, &ask, &page, f);
	if (st != ST_OK)
		return st;
	if (c->json)
		write_page(c, &page);
	else
		print_page(&page);
	audit_page_finish(&page);
	return ST_OK;
}
