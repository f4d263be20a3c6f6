/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "domain/voice.h"

#define EMPTY "must not be empty"
#define NOT_DIGITS "must be digits with the country code"
#define TOO_LONG "must have at most 1400 characters"
#define GROUP_REJECTED 5
#define LANGUAGE_UNSUPPORTED 54
#define TEXT_EMPTY 55
#define ID_HANDSET 5
#define ERROR_ANSWERED 5000

/* No alphanumeric sender can call. */
static void
check_caller(const char *from, const char *path, struct answers_violations *v)
{
	if (!*from)
		answers_add_violation(v, EMPTY, "%s", path);
	else if (from[strspn(from, "0123456789")] != '\0')
		answers_add_violation(v, NOT_DIGITS, "%s", path);
}

static void
check_length(const char *text, const char *path, struct answers_violations *v)
{
	struct fault f = { 0 };
	size_t characters = 0;

	if (voice_check_text(text, &characters, &f) != ST_OK && characters > VOICE_TEXT_MAX)
		answers_add_violation(v, TOO_LONG, "%s", path);
}

/* What both requests name in the same words; without a language it is English. */
static void
read_call(const struct json *message, struct recipient *r)
{
	const char *language = json_string(json_member(message, "language"));

	r->language = language && *language ? language : "en";
}

static void
read_advanced(const struct json *root, struct send *out, struct answers_violations *v)
{
	const struct json *message = json_first(json_member(root, "messages"));
	size_t at = 0;

	routes_read_send(root, 2, out, v);
	for (size_t i = 0; v->count == 0 && message; i++, message = json_next(message)) {
		size_t count = json_count(json_member(message, "destinations"));
		char path[64];

		(void)snprintf(path, sizeof(path), "messages[%zu].from", i);
		check_caller(out->recipients[at].sender, path, v);
		(void)snprintf(path, sizeof(path), "messages[%zu].text", i);
		check_length(out->recipients[at].text, path, v);
		for (size_t left = count; left > 0; left--)
			read_call(message, &out->recipients[at++]);
	}
}

static const char *
member_or_empty(const struct json *root, const char *name)
{
	const char *value = json_string(json_member(root, name));

	return value ? value : "";
}

static void
read_single(const struct json *root, struct send *out, struct answers_violations *v)
{
	struct recipient *r = mem_alloc_array(1, sizeof(*r));

	memset(out, 0, sizeof(*out));
	out->recipients = r;
	out->count = 1;
	r->number = member_or_empty(root, "to");
	r->text = member_or_empty(root, "text");
	r->sender = member_or_empty(root, "from");
	read_call(root, r);
	if (!*r->number)
		answers_add_violation(v, EMPTY, "to");
	if (!*r->text)
		answers_add_violation(v, EMPTY, "text");
	check_caller(r->sender, "from", v);
	check_length(r->text, "text", v);
}

void
routes_call(struct call *c)
{
	routes_answer_send(c, read_advanced);
}

void
routes_single_call(struct call *c)
{
	routes_answer_send(c, read_single);
}

static void
refuse(struct ledger_entry *e, int id)
{
	e->status_group = GROUP_REJECTED;
	e->status_id = id;
	e->error_group = 0;
	e->error_id = 0;
}

/* A call rings until it ends: no operator holds it in between, and whoever takes it is a person,
 * unless the number spells another error. */
void
routes_fill_call(const struct recipient *r, struct ledger_entry *e)
{
	struct fault f = { 0 };
	size_t characters = 0;

	e->is_call = true;
	e->parts = 1;
	e->operator_ms = e->end_ms;
	if (e->status_group == ROUTES_CALL_TAKEN && e->status_id == ID_HANDSET && e->error_id == 0)
		e->error_id = ERROR_ANSWERED;
	if (!voice_language_exists(r->language))
		refuse(e, LANGUAGE_UNSUPPORTED);
	if (voice_check_text(r->text, &characters, &f) != ST_OK)
		refuse(e, TEXT_EMPTY);
}

/* A call that nobody took has no seconds, one that still rings has none yet. */
static void
write_duration(struct json_writer *w, const struct ledger_standing *at)
{
	bool taken = at->status_group == ROUTES_CALL_TAKEN;

	if (at->done_at_ms == 0)
		return;
	answers_write_time(w, "doneAt", at->done_at_ms);
	json_write_integer(w, "duration", taken ? ROUTES_CALL_SECONDS : 0);
}

static void
write_call(struct json_writer *w, int api_version, const struct ledger_entry *e,
           const struct ledger_standing *at)
{
	(void)api_version;
	json_write_object(w, NULL);
	json_write_string(w, "bulkId", e->bulk_id);
	json_write_string(w, "messageId", e->message_id);
	json_write_string(w, "to", e->number);
	if (e->sender)
		json_write_string(w, "from", e->sender);
	if (e->text)
		json_write_string(w, "text", e->text);
	answers_write_time(w, "sentAt", e->taken_at_ms);
	write_duration(w, at);
	json_write_string(w, "mccMnc", ANSWERS_NETWORK);
	answers_write_price(w, "pricePerSecond");
	answers_write_standing(w, at);
	json_write_object_end(w);
}

void
routes_call_logs(struct call *c)
{
	static const struct log_kind kind = { true, "to", "from", false, write_call };

	routes_list_logs(c, &kind);
}
