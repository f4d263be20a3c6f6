/* SPDX-License-Identifier: MIT */
/* log list: messages, newest first */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/logbook.h"
#include "base/clock.h"
#include "base/output.h"
#include "cli/commands.h"
#include "cli/envelope.h"
#include "cli/commands/log_impl.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MOST 1000
#define PAGE_ROWS 100
#define CURSOR_BYTES 48

enum list_format { LIST_TABLE, LIST_JSON, LIST_JSONL, LIST_CSV };

struct listing {
	enum list_format format;
	struct message_query query;
	bool has_from;
	struct message_key from;
	size_t left;
	bool more;
};

static enum status
read_format(const struct cli *c, enum list_format *out, struct fault *f)
{
	static const char *const names[] = { "table", "json", "jsonl", "csv" };
	const char *typed = c->args.values[OPT_FORMAT];
	*out = c->json ? LIST_JSON : LIST_TABLE;
	if (!typed)
		return ST_OK;
	for (int i = 0; i < 4; i++) {
		if (strcmp(typed, names[i]) != 0)
			continue;
		*out = (enum list_format)i;
		if (c->json && *out != LIST_JSON)
			return fault_set(f, WORD_USAGE, "--json and --format %s exclude each other",
			                 typed);
		return ST_OK;
	}
	return fault_set(f, WORD_USAGE, "--format is table, json, jsonl or csv, not %.40s", typed);
}

static enum status
read_time(const struct cli *c, enum args_option o, int64_t *out, struct fault *f)
{
	const char *typed = c->args.values[o];
	if (!typed || clock_parse_since(typed, clock_now_ms(), out))
		return ST_OK;
	fault_set(f, WORD_USAGE, "--%s: %.60s is no time", args_option_name(o), typed);
	return fault_hint(f, "2026-11-25T10:15:00Z, or 15m, 2h, 7d ago");
}

static enum status
read_limit(const struct cli *c, size_t *out, struct fault *f)
{
	const char *typed = c->args.values[OPT_LIMIT];
	char *end = NULL;
	*out = LIMIT_DEFAULT;
	if (!typed)
		return ST_OK;
	long limit = strtol(typed, &end, 10);
	if (*typed == '\0' || *end != '\0' || limit < 1 || limit > LIMIT_MOST)
		return fault_set(f, WORD_USAGE, "--limit is 1 to %d, not %.40s", LIMIT_MOST, typed);
	*out = (size_t)limit;
	return ST_OK;
}

static enum status
read_cursor(const struct cli *c, struct listing *l, struct fault *f)
{
	const char *typed = c->args.values[OPT_CURSOR];
	char *end = NULL;
	if (!typed)
		return ST_OK;
	l->has_from = true;
	errno = 0;
	l->from.created_at_ms = strtoll(typed, &end, 10);
	if (end != typed && *end == '.') {
		const char *second = end + 1;
		l->from.id = strtoll(second, &end, 10);
		if (end != second && *end == '\0' && l->from.id > 0 && errno == 0)
			return ST_OK;
	}
	return fault_set(f, WORD_USAGE, "--cursor takes what data.next gave, not %.60s", typed);
}

static enum status
read_listing(struct cli *c, struct listing *l, struct fault *f)
{
	memset(l, 0, sizeof(*l));
	l->query.profile_id = c->session->profile.id;
	l->query.failed_only = c->args.given[OPT_FAILED];
	enum status st = read_format(c, &l->format, f);
	if (st == ST_OK)
		st = read_time(c, OPT_SINCE, &l->query.since_ms, f);
	if (st == ST_OK)
		st = read_time(c, OPT_UNTIL, &l->query.until_ms, f);
	if (st == ST_OK)
		st = read_limit(c, &l->left, f);
	if (st == ST_OK)
		st = read_cursor(c, l, f);
	/* A whole number is found by its keyed hash. */
	if (st == ST_OK && c->args.values[OPT_TO] && c->args.values[OPT_TO][0] != '*')
		st = cli_unlock(c, f);
	if (st == ST_OK && c->args.values[OPT_TO])
		st = logbook_query_number(c->session, c->args.values[OPT_TO], &l->query, f);
	return st;
}

static void
print_heading(const struct listing *l)
{
	if (l->format == LIST_TABLE)
		output_role(OUTPUT_STRONG, "%-20s  %5s  %-18s  %-6s  %-5s  %-15s  %s\n",
		            "time (UTC)", "row", "to", "locale", "type", "state", "status");
	else if (l->format == LIST_CSV)
		output_data("id,message_id,created_at,state,recipient_masked,country,locale,client,"
		            "status_group,status_id,status_name,http_status,parts,type\n");
}

enum output_role
log_role_of(const struct message *m)
{
	if (m->state == MESSAGE_DELIVERED)
		return OUTPUT_GOOD;
	return message_state_is_failed(m->state) ? OUTPUT_BAD : OUTPUT_WAIT;
}

static void
print_row(const struct message *m)
{
	char time[CLOCK_TEXT_BYTES];
	clock_format_date_time(m->created_at_ms, true, time);
	output_data("%-20s  %5lld  %-18s  %-6s  %-5s  ", time, (long long)m->id, m->to_masked,
	            m->locale, message_type_word(m->type));
	output_role(log_role_of(m), "%-15s", message_state_word(m->state));
	if (m->status.group_id >= 0)
		output_data("  %s (%d/%d)\n", m->status.name, m->status.group_id, m->status.id);
	else
		output_data("  %s\n", m->cause);
}

/* Every cell in quotes, quotes doubled, as RFC 4180 has it. */
static void
add_cell(struct text *line, const char *value)
{
	text_append(line, line->size_bytes > 0 ? ",\"" : "\"");
	for (; *value; value++) {
		if (*value == '"')
			text_append(line, "\"");
		text_append_bytes(line, value, 1);
	}
	text_append(line, "\"");
}

static void
add_number(struct text *line, int64_t value)
{
	char digits[24];
	snprintf(digits, sizeof(digits), "%lld", (long long)value);
	add_cell(line, digits);
}

static void
print_csv(const struct message *m)
{
	struct text line;
	char time[CLOCK_TEXT_BYTES];
	const char *texts[] = { m->message_id, time,       message_state_word(m->state),
		                m->to_masked,  m->country, m->locale,
		                m->client_id };

	text_init(&line, 4096);
	clock_format(m->created_at_ms, time);
	add_number(&line, m->id);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		add_cell(&line, texts[i]);
	add_number(&line, m->status.group_id);
	add_number(&line, m->status.id);
	add_cell(&line, m->status.name);
	add_number(&line, m->http_status);
	add_number(&line, m->parts);
	add_cell(&line, message_type_word(m->type));
	output_data("%s\n", text_string(&line));
	text_finish(&line);
}

static void
print_jsonl(const struct message *m)
{
	struct text line;
	struct json_writer w;
	text_init(&line, (size_t)64 * 1024);
	json_write_begin(&w, &line);
	logbook_write_json(m, &w, NULL);
	text_append(&line, "\n");
	output_raw(text_string(&line), line.size_bytes);
	text_finish(&line);
}

static void
print_message(struct cli *c, const struct listing *l, const struct message *m)
{
	if (l->format == LIST_JSON)
		logbook_write_json(m, &c->writer, NULL);
	else if (l->format == LIST_JSONL)
		print_jsonl(m);
	else if (l->format == LIST_CSV)
		print_csv(m);
	else
		print_row(m);
}

static enum status
print_page(struct cli *c, struct listing *l, struct fault *f)
{
	struct message_page page = { 0 };
	size_t limit = l->left < PAGE_ROWS ? l->left : PAGE_ROWS;
	enum status st = logbook_page(c->session, &l->query, l->has_from ? &l->from : NULL,
	                              MESSAGE_OLDER, limit, &page, f);
	if (st != ST_OK)
		return st;
	for (size_t i = 0; i < page.count; i++) {
		print_message(c, l, &page.rows[i]);
		l->has_from = true;
		l->from = (struct message_key){ page.rows[i].created_at_ms, page.rows[i].id };
	}
	l->left -= page.count;
	l->more = page.more;
	message_page_finish(&page);
	return ST_OK;
}

/* Where the next page begins; NULL behind the last. */
static const char *
write_cursor(const struct listing *l, char out[CURSOR_BYTES])
{
	if (!l->more)
		return NULL;
	snprintf(out, CURSOR_BYTES, "%lld.%lld", (long long)l->from.created_at_ms,
	         (long long)l->from.id);
	return out;
}

enum status
cli_log_list(struct cli *c, struct fault *f)
{
	struct listing l;
	char cursor[CURSOR_BYTES];
	enum status st = read_listing(c, &l, f);
	if (st != ST_OK)
		return st;
	c->json = c->json || l.format == LIST_JSON;
	envelope_begin_items(c);
	print_heading(&l);
	do {
		st = print_page(c, &l, f);
	} while (st == ST_OK && l.more && l.left > 0);
	envelope_end_items(c, write_cursor(&l, cursor));
	if (st == ST_OK && !l.has_from && l.format == LIST_TABLE)
		output_words(l.query.failed_only ? "no failed messages" : "no messages");
	return st;
}
