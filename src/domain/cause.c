/* SPDX-License-Identifier: MIT */
/* what a provider's code means, who can fix it, and whether a retry helps */
#include "domain/cause.h"

#include <string.h>

#include "base/embedded.h"
#include "base/text.h"

enum column {
	COLUMN_KIND,
	COLUMN_GROUP,
	COLUMN_ID,
	COLUMN_NAME,
	COLUMN_MEANING,
	COLUMN_ADVICE,
	COLUMN_WHO,
	COLUMN_RETRY,
	COLUMN_FINAL,
	COLUMN_PERMANENT,
	COLUMN_COUNT
};

struct cell {
	const char *bytes;
	size_t size_bytes;
};

struct row {
	struct cell cells[COLUMN_COUNT];
};

/* The rows that may explain one code; cells without bytes mean that there is none. */
struct matches {
	struct row exact;
	struct row any_group;
	struct row of_group;
	struct row of_kind;
};

/* What a kind's own rows say, and those of the other family: a call may end in any status that a
 * message has, and an operator may report a call's error for a message. */
struct families {
	struct matches own;
	struct matches other;
};

static const struct {
	const char *word;
	const char *other; /* NULL: none */
	bool is_call;
} kinds[] = {
	[CAUSE_STATUS] = { "status", "call_status", false },
	[CAUSE_ERROR] = { "error", "call_error", false },
	[CAUSE_HTTP] = { "http", NULL, false },
	[CAUSE_STATE] = { "state", NULL, false },
	[CAUSE_CALL_STATUS] = { "call_status", "status", true },
	[CAUSE_CALL_ERROR] = { "call_error", "error", true },
};

static bool
cell_is(const struct cell *cell, const char *word)
{
	size_t size = strlen(word);

	return cell->size_bytes == size && (size == 0 || memcmp(cell->bytes, word, size) == 0);
}

static bool
cell_is_number(const struct cell *cell, int number)
{
	int value = 0;

	if (cell->size_bytes == 0 || cell->size_bytes > 8)
		return false;
	for (size_t i = 0; i < cell->size_bytes; i++) {
		if (cell->bytes[i] < '0' || cell->bytes[i] > '9')
			return false;
		value = value * 10 + (cell->bytes[i] - '0');
	}
	return value == number;
}

static void
cell_copy(const struct cell *cell, char *out, size_t out_bytes)
{
	char line[CAUSE_TEXT_BYTES];
	size_t size = cell->size_bytes < sizeof line ? cell->size_bytes : sizeof line - 1;

	if (size > 0)
		memcpy(line, cell->bytes, size);
	line[size] = '\0';
	(void)text_copy(out, out_bytes, line);
}

static bool
row_is_set(const struct row *row)
{
	return row->cells[COLUMN_KIND].bytes != NULL;
}

/* Splits the line at *cursor and moves the cursor behind it. False at the end. */
static bool
row_next(const char **cursor, const char *end, struct row *row)
{
	const char *line = *cursor;
	const char *line_end;

	if (line >= end)
		return false;
	line_end = memchr(line, '\n', (size_t)(end - line));
	if (line_end == NULL)
		line_end = end;
	memset(row, 0, sizeof *row);
	for (int i = 0; i < COLUMN_COUNT && line <= line_end; i++) {
		const char *tab = memchr(line, '\t', (size_t)(line_end - line));
		const char *cell_end = tab != NULL ? tab : line_end;

		row->cells[i].bytes = line;
		row->cells[i].size_bytes = (size_t)(cell_end - line);
		line = cell_end + 1;
	}
	*cursor = line_end + 1;
	return true;
}

/* What a row is looked up by. The id of a call's code says all: the provider's own examples put one
 * and the same into several groups. */
struct key {
	int group;
	int id;
	bool id_suffices;
};

/* Where a row of the right kind belongs among the matches, NULL when it does not fit. */
static struct row *
place_for(struct matches *found, const struct row *row, const struct key *key)
{
	bool group_fits = cell_is_number(&row->cells[COLUMN_GROUP], key->group);
	bool any_group = cell_is(&row->cells[COLUMN_GROUP], "*");
	bool id_fits = cell_is_number(&row->cells[COLUMN_ID], key->id);
	bool any_id = cell_is(&row->cells[COLUMN_ID], "*");

	if (id_fits && group_fits)
		return &found->exact;
	if (id_fits && (any_group || key->id_suffices))
		return &found->any_group;
	if (any_id && group_fits)
		return &found->of_group;
	if (any_id && any_group)
		return &found->of_kind;
	return NULL;
}

/* Unknown HTTP statuses are advised by their class. */
static int
advising_group(enum cause_kind kind, int group, int id)
{
	return kind == CAUSE_HTTP ? id / 100 : group;
}

static void
keep_row(struct matches *found, const struct row *row, const struct key *key, const char *name)
{
	struct row *place = place_for(found, row, key);

	if (place && (!row_is_set(place) || cell_is(&row->cells[COLUMN_NAME], name)))
		*place = *row;
}

static void
find_rows(enum cause_kind kind, int group, int id, const char *name, struct families *found)
{
	const struct embedded *file = embedded_find("catalog/causes.tsv");
	const char *cursor = file != NULL ? file->bytes : "";
	const char *end = file != NULL ? file->bytes + file->size_bytes : cursor;
	const char *other = kinds[kind].other;
	struct row row;

	memset(found, 0, sizeof *found);
	while (row_next(&cursor, end, &row)) {
		bool any_id = cell_is(&row.cells[COLUMN_ID], "*");
		struct key key = { any_id ? advising_group(kind, group, id) : group, id, false };

		if (other != NULL && cell_is(&row.cells[COLUMN_KIND], other)) {
			keep_row(&found->other, &row, &key, name);
		} else if (cell_is(&row.cells[COLUMN_KIND], kinds[kind].word)) {
			key.id_suffices = kinds[kind].is_call;
			keep_row(&found->own, &row, &key, name);
		}
	}
}

/* The best of the rows. Where one key means two things, the provider's name decides. */
static const struct row *
choose_row(const struct families *found, const char *name, bool *known)
{
	const struct row *codes[] = { &found->own.exact, &found->own.any_group, &found->other.exact,
		                      &found->other.any_group };
	const struct row *advice[] = { &found->own.of_group, &found->own.of_kind,
		                       &found->other.of_group, &found->other.of_kind };

	*known = true;
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (row_is_set(codes[i]) && cell_is(&codes[i]->cells[COLUMN_NAME], name))
			return codes[i];
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (row_is_set(codes[i]))
			return codes[i];
	*known = false;
	for (size_t i = 0; i < sizeof advice / sizeof advice[0]; i++)
		if (row_is_set(advice[i]))
			return advice[i];
	return advice[0];
}

static void
fill(struct cause *out, const struct row *row)
{
	cell_copy(&row->cells[COLUMN_NAME], out->name, sizeof out->name);
	cell_copy(&row->cells[COLUMN_MEANING], out->meaning, sizeof out->meaning);
	cell_copy(&row->cells[COLUMN_ADVICE], out->advice, sizeof out->advice);
	cell_copy(&row->cells[COLUMN_WHO], out->who, sizeof out->who);
	cell_copy(&row->cells[COLUMN_RETRY], out->retry, sizeof out->retry);
	out->final = cell_is(&row->cells[COLUMN_FINAL], "yes");
	out->permanent = cell_is(&row->cells[COLUMN_PERMANENT], "yes");
}

void
cause_look_up(enum cause_kind kind, int group, int id, const char *provider_name,
              const char *provider_words, struct cause *out)
{
	struct families found;

	memset(out, 0, sizeof *out);
	find_rows(kind, group, id, provider_name, &found);
	fill(out, choose_row(&found, provider_name, &out->known));
	if (out->known)
		return;
	(void)text_copy(out->name, sizeof out->name, provider_name);
	if (provider_words[0] != '\0')
		(void)text_copy(out->meaning, sizeof out->meaning, provider_words);
}

/* Whether the state was entered after the last thing the provider said. */
static bool
state_is_newest(const struct message *m)
{
	switch (m->state) {
	case MESSAGE_READY:
	case MESSAGE_SENDING:
	case MESSAGE_LIKELY_NOT_SENT:
	case MESSAGE_UNRESOLVED:
	case MESSAGE_CANCELLED: return true;
	default: return m->state == MESSAGE_ACCEPTED && m->final;
	}
}

static void
explain_state(const struct message *m, struct cause *out)
{
	bool without_report = m->state == MESSAGE_ACCEPTED && m->final;

	cause_look_up(CAUSE_STATE, without_report ? 1 : 0, (int)m->state,
	              message_state_word(m->state), "", out);
}

static bool
explain_error(const struct message *m, struct cause *out)
{
	bool is_call = m->type == MESSAGE_VOICE;

	/* Who or what took a call stands in its error, also when it went well. */
	if (m->error.id <= 0 || (!is_call && !message_state_is_failed(m->state)) ||
	    m->state == MESSAGE_ACCEPTED)
		return false;
	cause_look_up(is_call ? CAUSE_CALL_ERROR : CAUSE_ERROR, m->error.group_id, m->error.id,
	              m->error.name, m->error.description, out);
	return out->known;
}

void
cause_explain(const struct message *m, struct cause *out)
{
	bool asked = !state_is_newest(m);

	if (asked && explain_error(m, out))
		return;
	if (asked && m->status.group_id >= 0)
		cause_look_up(m->type == MESSAGE_VOICE ? CAUSE_CALL_STATUS : CAUSE_STATUS,
		              m->status.group_id, m->status.id, m->status.name,
		              m->status.description, out);
	else if (asked && m->http_status >= 300)
		cause_look_up(CAUSE_HTTP, 0, m->http_status, "", "", out);
	else
		explain_state(m, out);
}

const char *
cause_who_text(const struct cause *c)
{
	static const struct {
		const char *who;
		const char *text;
	} texts[] = {
		{ "you", "You can fix this." },
		{ "user", "The user who logs in can fix this." },
		{ "provider", "The provider has to fix this." },
		{ "operator", "The mobile operator has to fix this." },
		{ "nobody", "Nothing needs fixing." },
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (strcmp(c->who, texts[i].who) == 0)
			return texts[i].text;
	return "";
}

const char *
cause_retry_text(const struct cause *c)
{
	static const struct {
		const char *retry;
		const char *text;
	} texts[] = {
		{ "yes", "Sending it again may help at once." },
		{ "later", "Sending it again helps later, not at once." },
		{ "after_fix", "Sending it again helps only after the fix." },
		{ "no", "Sending it again does not help." },
		{ "none", "There is nothing to send again." },
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (strcmp(c->retry, texts[i].retry) == 0)
			return texts[i].text;
	return "";
}

bool
cause_provider_name(enum cause_kind kind, int group, int id, char name[MESSAGE_NAME_BYTES])
{
	struct cause found;

	cause_look_up(kind, group, id, "", "", &found);
	(void)text_copy(name, MESSAGE_NAME_BYTES, found.known ? found.name : "");
	return found.known;
}

const char *
cause_status_group_name(int group)
{
	static const char *const names[] = { "ACCEPTED",  "PENDING", "UNDELIVERABLE",
		                             "DELIVERED", "EXPIRED", "REJECTED" };

	if (group < 0 || group >= (int)(sizeof names / sizeof names[0]))
		return "UNKNOWN";
	return names[group];
}

const char *
cause_error_group_name(int group)
{
	static const char *const names[] = { "OK", "HANDSET_ERRORS", "USER_ERRORS",
		                             "OPERATOR_ERRORS" };

	if (group < 0 || group >= (int)(sizeof names / sizeof names[0]))
		return "UNKNOWN";
	return names[group];
}
