/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "domain/cause.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MAX 1000
#define LIST_BYTES_MAX ((size_t)2048)
#define WORD_BYTES_MAX ((size_t)128)
#define STATUS_GROUP_LAST 5

/* What the query asks for. An empty text does not filter. */
struct filter {
	struct text message_ids; /* with commas, as in the query */
	struct text bulk_ids;
	struct text number;
	struct text sender;
	int status_group; /* -1: any */
	int64_t since_ms;
	int64_t until_ms;
	int64_t limit;
};

struct listing {
	const struct call *call;
	const struct filter *filter;
	struct json_writer *w;
	int64_t now_ms;
	int64_t rows;
};

/* Reading the query. */

static void
read_words(const struct call *c, const char *name, size_t bytes_max, struct text *out,
           struct answers_violations *v)
{
	text_init(out, bytes_max + 1);
	if (!request_append_parameter(c->request, name, out) && out->overflowed)
		answers_add_violation(v, "is too long", "%s", name);
}

static void
read_limit(const struct call *c, struct filter *out, struct answers_violations *v)
{
	struct text words;
	char *end = NULL;

	read_words(c, "limit", WORD_BYTES_MAX, &words, v);
	out->limit = LIMIT_DEFAULT;
	if (words.size_bytes > 0) {
		out->limit = strtoll(text_string(&words), &end, 10);
		if (*end != '\0' || out->limit < 1 || out->limit > LIMIT_MAX)
			answers_add_violation(v, "must be a number from 1 to 1000", "limit");
	}
	text_finish(&words);
}

static void
read_status_group(const struct call *c, struct filter *out, struct answers_violations *v)
{
	struct text words;
	int group = -1;

	read_words(c, "generalStatus", WORD_BYTES_MAX, &words, v);
	for (int i = 0; words.size_bytes > 0 && i <= STATUS_GROUP_LAST; i++)
		if (strcmp(cause_status_group_name(i), text_string(&words)) == 0)
			group = i;
	if (words.size_bytes > 0 && group < 0)
		answers_add_violation(v, "is no general status", "generalStatus");
	out->status_group = group;
	text_finish(&words);
}

/* A plus that was not encoded arrives as a blank, as in "...02.118 0000". */
static int64_t
read_time(const struct call *c, const char *name, int64_t absent_ms, struct answers_violations *v)
{
	int64_t ms = absent_ms;
	struct text words;
	char *blank;

	read_words(c, name, WORD_BYTES_MAX, &words, v);
	blank = words.size_bytes > 10 ? strchr(words.bytes + 11, ' ') : NULL;
	if (blank)
		*blank = '+';
	if (words.size_bytes > 0 && !clock_parse(text_string(&words), &ms))
		answers_add_violation(v, "is no time", "%s", name);
	text_finish(&words);
	return ms;
}

static void
read_filter(const struct call *c, int64_t now_ms, struct filter *out, struct answers_violations *v)
{
	bool is_old = c->api_version == 2;
	int64_t reach_ms = now_ms - MESSAGE_WINDOW_MS;

	read_words(c, "messageId", LIST_BYTES_MAX, &out->message_ids, v);
	read_words(c, "bulkId", LIST_BYTES_MAX, &out->bulk_ids, v);
	read_words(c, is_old ? "to" : "destination", WORD_BYTES_MAX, &out->number, v);
	read_words(c, is_old ? "from" : "sender", WORD_BYTES_MAX, &out->sender, v);
	read_limit(c, out, v);
	read_status_group(c, out, v);
	out->since_ms = read_time(c, "sentSince", reach_ms, v);
	out->until_ms = read_time(c, "sentUntil", INT64_MAX, v);
	if (out->since_ms < reach_ms)
		out->since_ms = reach_ms;
}

static void
finish_filter(struct filter *filter)
{
	text_finish(&filter->message_ids);
	text_finish(&filter->bulk_ids);
	text_finish(&filter->number);
	text_finish(&filter->sender);
}

/* Looking for rows. */

static bool
list_has(const struct text *list, const char *word)
{
	size_t word_bytes = strlen(word);
	const char *at = text_string(list);

	if (list->size_bytes == 0)
		return true;
	for (;;) {
		size_t item_bytes = strcspn(at, ",");

		if (item_bytes == word_bytes && memcmp(at, word, word_bytes) == 0)
			return true;
		if (at[item_bytes] == '\0')
			return false;
		at += item_bytes + 1;
	}
}

static const char *
without_plus(const char *number)
{
	return *number == '+' ? number + 1 : number;
}

static bool
is_wanted(const struct filter *filter, const struct ledger_entry *e,
          const struct ledger_standing *at)
{
	return list_has(&filter->message_ids, e->message_id) &&
	       list_has(&filter->bulk_ids, e->bulk_id) &&
	       (filter->number.size_bytes == 0 ||
	        strcmp(without_plus(text_string(&filter->number)), without_plus(e->number)) == 0) &&
	       (filter->sender.size_bytes == 0 ||
	        strcmp(text_string(&filter->sender), e->sender ? e->sender : "") == 0) &&
	       (filter->status_group < 0 || filter->status_group == at->status_group) &&
	       e->taken_at_ms >= filter->since_ms && e->taken_at_ms <= filter->until_ms;
}

static bool
list_entry(void *context, const struct ledger_entry *e)
{
	struct listing *l = context;
	struct ledger_standing at = ledger_standing_at(e, l->now_ms);

	if (!is_wanted(l->filter, e, &at))
		return true;
	answers_write_log(l->w, l->call->api_version, e, &at);
	return ++l->rows < l->filter->limit;
}

static void
list_rows(struct call *c, const struct filter *filter, int64_t now_ms)
{
	struct json_writer w;
	struct listing l = { c, filter, &w, now_ms, 0 };
	struct fault ignored;

	answers_begin_logs(&w, &c->answer->body);
	if (ledger_visit(c->routes->ledger, list_entry, &l, &ignored) == ST_OK)
		answers_end_logs(&w);
	else
		routes_refuse(c, 500, NULL);
}

void
routes_logs(struct call *c)
{
	struct answers_violations violations = { .count = 0 };
	int64_t now_ms = clock_now_ms();
	struct filter filter;

	read_filter(c, now_ms, &filter, &violations);
	if (violations.count > 0)
		routes_refuse(c, 400, &violations);
	else
		list_rows(c, &filter, now_ms);
	finish_filter(&filter);
}
