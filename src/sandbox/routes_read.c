/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#include <string.h>

#include "base/mem.h"

#define NUMBER_BYTES_MAX 64
#define EMPTY "must not be empty"
#define NO_TEXT "must be a string"

/* Where in a request the reading stands, for the names of violations. */
struct place {
	size_t message;
	int api_version;
	struct answers_violations *v;
};

/* Where a request has its notes. */
static const struct {
	const char *old_name;
	const char *name;
	size_t characters_max;
} notes[LEDGER_NOTES] = {
	[LEDGER_CALLBACK] = { "callbackData", "webhooks.callbackData", 4000 },
	[LEDGER_APPLICATION] = { "applicationId", "options.platform.applicationId", 255 },
	[LEDGER_ENTITY] = { "entityId", "options.platform.entityId", 255 },
	[LEDGER_CAMPAIGN] = { "campaignReferenceId", "options.campaignReferenceId", 255 },
};

static size_t
count_characters(const char *value)
{
	size_t count = 0;

	for (; *value; value++)
		count += ((unsigned char)*value & 0xC0) != 0x80;
	return count;
}

/* A string that may be absent; NULL then, and when it is none. */
static const char *
read_optional(const struct json *node, const char *name, struct answers_violations *v)
{
	const char *value = json_string(node);

	if (node && !json_is_null(node) && !value)
		answers_add_violation(v, NO_TEXT, "%s", name);
	return value;
}

/* The same of one message. */
static const char *
read_own(const struct json *message, const struct place *p, const char *path)
{
	const struct json *node = json_at_path(message, path);
	const char *value = json_string(node);

	if (node && !json_is_null(node) && !value)
		answers_add_violation(p->v, NO_TEXT, "messages[%zu].%s", p->message, path);
	return value;
}

static const char *
read_sender(const struct json *message, const struct place *p)
{
	const char *sender = read_own(message, p, p->api_version == 2 ? "from" : "sender");

	return sender ? sender : "";
}

static const char *
read_text(const struct json *message, const struct place *p)
{
	const char *name = p->api_version == 2 ? "text" : "content.text";
	const char *text = json_string(json_at_path(message, name));

	if (!text || !*text)
		answers_add_violation(p->v, EMPTY, "messages[%zu].%s", p->message, name);
	return text;
}

static const char *
read_note(const struct json *message, const struct place *p, enum ledger_note note)
{
	const char *name = p->api_version == 2 ? notes[note].old_name : notes[note].name;
	const char *value = read_own(message, p, name);

	if (value && count_characters(value) > notes[note].characters_max)
		answers_add_violation(p->v, "is too long", "messages[%zu].%s", p->message, name);
	return value;
}

/* The older endpoint cuts an id that is too long, the present one refuses it. */
static const char *
read_message_id(const struct json *to, const struct place *p, size_t index)
{
	const struct json *node = json_member(to, "messageId");
	const char *id = json_string(node);

	if (node && !json_is_null(node) && !id)
		answers_add_violation(p->v, NO_TEXT, "messages[%zu].destinations[%zu].messageId",
		                      p->message, index);
	if (id && p->api_version != 2 && strlen(id) >= LEDGER_ID_BYTES)
		answers_add_violation(p->v, "must have at most 200 characters",
		                      "messages[%zu].destinations[%zu].messageId", p->message,
		                      index);
	return id && *id ? id : NULL;
}

static const char *
read_number(const struct json *to, const struct place *p, size_t index)
{
	const char *number = json_string(json_member(to, "to"));

	if (!number || !*number)
		answers_add_violation(p->v, EMPTY, "messages[%zu].destinations[%zu].to", p->message,
		                      index);
	else if (strlen(number) > NUMBER_BYTES_MAX)
		answers_add_violation(p->v, "must have at most 64 characters",
		                      "messages[%zu].destinations[%zu].to", p->message, index);
	return number;
}

static void
read_message(const struct json *message, const struct place *p, struct send *out)
{
	const struct json *to = json_member(message, "destinations");
	const char *text = read_text(message, p);
	const char *sender = read_sender(message, p);
	const char *own[LEDGER_NOTES];
	size_t index = 0;

	for (int i = 0; i < LEDGER_NOTES; i++)
		own[i] = read_note(message, p, (enum ledger_note)i);
	if (!json_is_array(to) || json_count(to) == 0) {
		answers_add_violation(p->v, EMPTY, "messages[%zu].destinations", p->message);
		return;
	}
	for (to = json_first(to); to; to = json_next(to), index++) {
		struct recipient *r = &out->recipients[out->count++];

		r->number = read_number(to, p, index);
		r->message_id = read_message_id(to, p, index);
		r->text = text;
		r->sender = sender;
		memcpy(r->notes, own, sizeof(own));
	}
}

static size_t
count_recipients(const struct json *messages)
{
	size_t count = 0;

	for (const struct json *at = json_first(messages); at; at = json_next(at))
		count += json_count(json_member(at, "destinations"));
	return count;
}

static void
read_messages(const struct json *messages, int api_version, struct send *out,
              struct answers_violations *v)
{
	struct place p = { 0, api_version, v };
	size_t count = count_recipients(messages);

	if (!json_is_array(messages) || json_count(messages) == 0) {
		answers_add_violation(v, EMPTY, "messages");
		return;
	}
	if (count > ROUTES_DESTINATIONS_MAX) {
		answers_add_violation(v, "must not name more than 10000 destinations", "messages");
		return;
	}
	out->recipients = mem_alloc_array(count, sizeof(*out->recipients));
	for (const struct json *at = json_first(messages); at; at = json_next(at), p.message++)
		read_message(at, &p, out);
}

void
routes_read_send(const struct json *root, int api_version, struct send *out,
                 struct answers_violations *v)
{
	const char *counts = api_version == 2 ? "includeSmsCountInResponse"
	                                      : "options.includeSmsCountInResponse";
	const char *bulk = api_version == 2 ? "bulkId" : "options.schedule.bulkId";

	memset(out, 0, sizeof(*out));
	if (!json_bool(json_at_path(root, counts), &out->with_counts))
		out->with_counts = false;
	out->bulk_id = read_optional(json_at_path(root, bulk), bulk, v);
	if (out->bulk_id && api_version != 2 && strlen(out->bulk_id) >= LEDGER_BULK_BYTES)
		answers_add_violation(v, "must have at most 100 characters", "%s", bulk);
	if (out->bulk_id && !*out->bulk_id)
		out->bulk_id = NULL;
	read_messages(json_member(root, "messages"), api_version, out, v);
}

void
routes_finish_send(struct send *s)
{
	mem_free(s->recipients);
	memset(s, 0, sizeof(*s));
}
