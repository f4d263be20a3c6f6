/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "domain/cause.h"
#include "domain/message.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MAX 1000
#define LIST_BYTES_MAX ((size_t)2048)
#define WORD_BYTES_MAX ((size_t)128)
#define STATUS_GROUP_LAST 5
/* The network that nobody's numbers are in. */
#define MCC "999"
#define MNC "01"

/* Reading a parameter. */

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
	long long limit = LIMIT_DEFAULT;

	read_words(c, "limit", WORD_BYTES_MAX, &words, v);
	if (words.size_bytes > 0) {
		limit = strtoll(text_string(&words), &end, 10);
		if (*end != '\0' || limit < 1 || limit > LIMIT_MAX)
			answers_add_violation(v, "must be a number from 1 to 1000", "limit");
	}
	out->limit = limit < 1 ? 1 : (size_t)limit;
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

/* Whether a parameter is absent, empty, or says exactly this. */
static bool
allows(const struct call *c, const char *name, const char *value, struct answers_violations *v)
{
	struct text words;
	bool is_allowed;

	read_words(c, name, WORD_BYTES_MAX, &words, v);
	is_allowed = words.size_bytes == 0 || strcmp(text_string(&words), value) == 0;
	text_finish(&words);
	return is_allowed;
}

/* Filters. */

/* What logs and reports both ask for: names that the sender gave. */
static void
read_own_words(const struct call *c, struct filter *out, struct answers_violations *v)
{
	read_words(c, "messageId", LIST_BYTES_MAX, &out->message_ids, v);
	read_words(c, "bulkId", LIST_BYTES_MAX, &out->bulk_ids, v);
	read_words(c, "applicationId", LIST_BYTES_MAX, &out->application, v);
	read_words(c, "entityId", LIST_BYTES_MAX, &out->entity, v);
	read_words(c, "campaignReferenceId", LIST_BYTES_MAX, &out->campaigns, v);
}

void
routes_read_log_filter(const struct call *c, const struct log_kind *kind, struct filter *out,
                       struct answers_violations *v)
{
	int64_t reach_ms = c->now_ms - MESSAGE_WINDOW_MS;

	memset(out, 0, sizeof(*out));
	read_own_words(c, out, v);
	read_words(c, kind->number_name, WORD_BYTES_MAX, &out->number, v);
	read_words(c, kind->sender_name, WORD_BYTES_MAX, &out->sender, v);
	read_limit(c, out, v);
	read_status_group(c, out, v);
	out->is_call = kind->is_call;
	out->is_elsewhere = !allows(c, "mcc", MCC, v) || !allows(c, "mnc", MNC, v);
	out->since_ms = read_time(c, "sentSince", reach_ms, v);
	out->until_ms = read_time(c, "sentUntil", INT64_MAX, v);
	if (out->since_ms < reach_ms)
		out->since_ms = reach_ms;
}

void
routes_read_report_filter(const struct call *c, bool is_call, struct filter *out,
                          struct answers_violations *v)
{
	memset(out, 0, sizeof(*out));
	read_own_words(c, out, v);
	read_limit(c, out, v);
	out->is_call = is_call;
	out->status_group = -1;
	out->since_ms = INT64_MIN;
	out->until_ms = INT64_MAX;
}

void
routes_finish_filter(struct filter *filter)
{
	text_finish(&filter->message_ids);
	text_finish(&filter->bulk_ids);
	text_finish(&filter->number);
	text_finish(&filter->sender);
	text_finish(&filter->application);
	text_finish(&filter->entity);
	text_finish(&filter->campaigns);
}

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

/* A message that names nothing is not one that was asked for. */
static bool
says(const struct text *wanted, const char *note)
{
	return wanted->size_bytes == 0 || (note && strcmp(text_string(wanted), note) == 0);
}

static bool
is_noted(const struct filter *filter, const struct ledger_entry *e)
{
	const char *campaign = e->notes[LEDGER_CAMPAIGN];

	return says(&filter->application, e->notes[LEDGER_APPLICATION]) &&
	       says(&filter->entity, e->notes[LEDGER_ENTITY]) &&
	       (filter->campaigns.size_bytes == 0 ||
	        (campaign && list_has(&filter->campaigns, campaign)));
}

static const char *
without_plus(const char *number)
{
	return *number == '+' ? number + 1 : number;
}

static bool
is_to_and_from(const struct filter *filter, const struct ledger_entry *e)
{
	const char *number = without_plus(text_string(&filter->number));
	const char *sender = text_string(&filter->sender);

	return (!*number || strcmp(number, without_plus(e->number)) == 0) &&
	       (!*sender || strcmp(sender, e->sender ? e->sender : "") == 0);
}

bool
routes_filter_wants(const struct filter *filter, const struct ledger_entry *e,
                    const struct ledger_standing *at)
{
	return !filter->is_elsewhere && filter->is_call == e->is_call &&
	       list_has(&filter->message_ids, e->message_id) &&
	       list_has(&filter->bulk_ids, e->bulk_id) && is_to_and_from(filter, e) &&
	       is_noted(filter, e) &&
	       (filter->status_group < 0 || filter->status_group == at->status_group) &&
	       e->taken_at_ms >= filter->since_ms && e->taken_at_ms <= filter->until_ms;
}

/* Cursors: the message id of the last row that was given, in hexadecimal digits. The provider says
 * nothing about its own but that one hands them back. */

void
routes_write_cursor(const char *message_id, char out[CURSOR_BYTES])
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; message_id[i]; i++) {
		out[2 * i] = digits[(unsigned char)message_id[i] >> 4];
		out[2 * i + 1] = digits[(unsigned char)message_id[i] & 15];
	}
	out[2 * i] = '\0';
}

static int
digit_of(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static bool
read_cursor(const char *words, char out[LEDGER_ID_BYTES])
{
	size_t size_bytes = strlen(words) / 2;

	if (strlen(words) % 2 != 0 || size_bytes >= LEDGER_ID_BYTES)
		return false;
	for (size_t i = 0; i < size_bytes; i++) {
		int high = digit_of(words[2 * i]);
		int low = digit_of(words[2 * i + 1]);

		if (high < 0 || low < 0 || high + low == 0)
			return false;
		out[i] = (char)(high * 16 + low);
	}
	out[size_bytes] = '\0';
	return true;
}

void
routes_read_page(const struct call *c, struct page *out, struct answers_violations *v)
{
	struct text words;

	memset(out, 0, sizeof(*out));
	read_words(c, "useCursor", WORD_BYTES_MAX, &words, v);
	out->is_wanted = strcmp(text_string(&words), "true") == 0;
	if (words.size_bytes > 0 && !out->is_wanted && strcmp(text_string(&words), "false") != 0)
		answers_add_violation(v, "must be true or false", "useCursor");
	text_finish(&words);
	read_words(c, "cursor", CURSOR_BYTES, &words, v);
	if (out->is_wanted && !read_cursor(text_string(&words), out->after))
		answers_add_violation(v, "is none that was handed out", "cursor");
	text_finish(&words);
}
