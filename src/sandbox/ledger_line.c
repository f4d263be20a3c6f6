/* SPDX-License-Identifier: MIT */
/* the messages that were taken in, and where each of them stands */
#include "sandbox/ledger_impl.h"

#include <limits.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "domain/outcome.h"

static void
write_message(struct json_writer *w, const struct ledger_entry *e)
{
	char taken_at[CLOCK_TEXT_BYTES];
	struct outcome ignored;

	clock_format(e->taken_at_ms, taken_at);
	json_write_string(w, "message", e->message_id);
	json_write_string(w, "bulk", e->bulk_id);
	/* Any other number may be a person's. */
	json_write_string(w, "to", outcome_of_number(e->number, &ignored) ? e->number : "");
	json_write_string(w, "at", taken_at);
	json_write_integer(w, "operator_ms", e->operator_ms);
	json_write_integer(w, "end_ms", e->end_ms);
	json_write_array(w, "status");
	json_write_integer(w, NULL, e->status_group);
	json_write_integer(w, NULL, e->status_id);
	json_write_array_end(w);
	json_write_array(w, "error");
	json_write_integer(w, NULL, e->error_group);
	json_write_integer(w, NULL, e->error_id);
	json_write_array_end(w);
	json_write_integer(w, "parts", e->parts);
	if (e->is_call)
		json_write_bool(w, "call", true);
}

void
ledger_write_line(const struct ledger_line *line, struct text *out)
{
	struct json_writer w;

	json_write_begin(&w, out);
	json_write_object(&w, NULL);
	switch (line->kind) {
	case LEDGER_LINE_MESSAGE:
		write_message(&w, &line->entry);
		/* Who reads only the end of the file has the clock from here. */
		if (line->ahead_ms > 0)
			json_write_integer(&w, "ahead_ms", line->ahead_ms);
		break;
	case LEDGER_LINE_REPORT: json_write_string(&w, "reported", line->entry.message_id); break;
	case LEDGER_LINE_CLOCK: json_write_integer(&w, "ahead_ms", line->ahead_ms); break;
	}
	json_write_object_end(&w);
}

static bool
read_small(const struct json *node, int *out)
{
	int64_t value;

	if (!json_integer(node, &value) || value < 0 || value > INT_MAX)
		return false;
	*out = (int)value;
	return true;
}

static bool
read_pair(const struct json *pair, int *group, int *id)
{
	const struct json *first = json_first(pair);

	return json_is_array(pair) && read_small(first, group) &&
	       read_small(first ? json_next(first) : NULL, id);
}

static bool
read_word(const struct json *node, char *out, size_t out_bytes)
{
	const char *value = json_string(node);

	return value && text_copy(out, out_bytes, value);
}

static bool
read_message(const struct json *root, struct ledger_entry *out)
{
	const char *taken_at = json_string(json_member(root, "at"));

	if (!json_bool(json_member(root, "call"), &out->is_call))
		out->is_call = false;
	return read_word(json_member(root, "message"), out->message_id, LEDGER_ID_BYTES) &&
	       out->message_id[0] != '\0' &&
	       read_word(json_member(root, "bulk"), out->bulk_id, LEDGER_BULK_BYTES) &&
	       read_word(json_member(root, "to"), out->number, LEDGER_NUMBER_BYTES) && taken_at &&
	       clock_parse(taken_at, &out->taken_at_ms) &&
	       read_small(json_member(root, "operator_ms"), &out->operator_ms) &&
	       read_small(json_member(root, "end_ms"), &out->end_ms) &&
	       read_pair(json_member(root, "status"), &out->status_group, &out->status_id) &&
	       read_pair(json_member(root, "error"), &out->error_group, &out->error_id) &&
	       read_small(json_member(root, "parts"), &out->parts);
}

/* Absent, it is 0. */
static bool
read_clock(const struct json *node, int64_t *ahead_ms)
{
	*ahead_ms = 0;
	return !node ||
	       (json_integer(node, ahead_ms) && *ahead_ms >= 0 && *ahead_ms <= LEDGER_AHEAD_MS_MAX);
}

static bool
read_any(const struct json *root, struct ledger_line *out)
{
	const struct json *clock = json_member(root, "ahead_ms");

	if (!read_clock(clock, &out->ahead_ms))
		return false;
	if (json_member(root, "message")) {
		out->kind = LEDGER_LINE_MESSAGE;
		return read_message(root, &out->entry);
	}
	if (json_member(root, "reported")) {
		out->kind = LEDGER_LINE_REPORT;
		return read_word(json_member(root, "reported"), out->entry.message_id,
		                 LEDGER_ID_BYTES);
	}
	out->kind = LEDGER_LINE_CLOCK;
	return clock != NULL;
}

bool
ledger_read_line(const char *line, size_t size_bytes, struct ledger_line *out)
{
	struct fault ignored;
	struct json *root;
	bool is_ours;

	memset(out, 0, sizeof(*out));
	if (json_parse(line, size_bytes, "the state", &root, &ignored) != ST_OK)
		return false;
	is_ours = read_any(root, out);
	json_destroy(root);
	return is_ours;
}
