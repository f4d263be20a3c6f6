/* SPDX-License-Identifier: MIT */
/* the provider's answers as JSON */
#include "sandbox/answers_impl.h"

#include <string.h>

#include "base/clock.h"
#include "domain/cause.h"

/* The provider's words, where its specification has an example of them. */
static const struct {
	const char *name;
	const char *words;
} known_codes[] = {
	{ "PENDING_ACCEPTED", "Message sent to next instance" },
	{ "DELIVERED_TO_HANDSET", "Message delivered to handset" },
	{ "UNDELIVERABLE_NOT_DELIVERED", "Message sent not delivered" },
	{ "REJECTED_NOT_ENOUGH_CREDITS", "Not enough credits" },
	{ "REJECTED_DESTINATION_NOT_REGISTERED", "Destination not registered" },
	{ "NO_ERROR", "No Error" },
	{ "EC_ABSENT_SUBSCRIBER", "Absent Subscriber" },
};

static void
describe(const char *name, char out[MESSAGE_NAME_BYTES])
{
	for (size_t i = 0; i < sizeof(known_codes) / sizeof(*known_codes); i++)
		if (strcmp(known_codes[i].name, name) == 0) {
			(void)text_copy(out, MESSAGE_NAME_BYTES, known_codes[i].words);
			return;
		}
	answers_spell_out(name, out);
}

static void
write_code(struct json_writer *w, enum cause_kind kind, int group, int id)
{
	const char *group_name = kind == CAUSE_STATUS ? cause_status_group_name(group)
	                                              : cause_error_group_name(group);
	char name[MESSAGE_NAME_BYTES];
	char description[MESSAGE_NAME_BYTES];

	if (!cause_provider_name(kind, group, id, name))
		(void)text_copy(name, sizeof(name), "UNKNOWN");
	describe(name, description);
	json_write_integer(w, "groupId", group);
	json_write_string(w, "groupName", group_name);
	json_write_integer(w, "id", id);
	json_write_string(w, "name", name);
	json_write_string(w, "description", description);
}

static void
write_status(struct json_writer *w, int group, int id)
{
	json_write_object(w, "status");
	write_code(w, CAUSE_STATUS, group, id);
	json_write_object_end(w);
}

static void
write_error(struct json_writer *w, int group, int id)
{
	struct cause found;

	cause_look_up(CAUSE_ERROR, group, id, "", "", &found);
	json_write_object(w, "error");
	write_code(w, CAUSE_ERROR, group, id);
	json_write_bool(w, "permanent", found.known && found.permanent);
	json_write_object_end(w);
}

/* Sends and rows. */

static void
write_message(struct json_writer *w, int api_version, const struct answers_message *m)
{
	json_write_object(w, NULL);
	json_write_string(w, "messageId", m->message_id);
	write_status(w, m->status_group, m->status_id);
	json_write_string(w, api_version == 2 ? "to" : "destination", m->number);
	if (m->parts > 0 && api_version == 2)
		json_write_integer(w, "smsCount", m->parts);
	if (m->parts > 0 && api_version != 2) {
		json_write_object(w, "details");
		json_write_integer(w, "messageCount", m->parts);
		json_write_object_end(w);
	}
	json_write_object_end(w);
}

void
answers_write_send(struct text *out, int api_version, const char *bulk_id,
                   const struct answers_message *messages, size_t count)
{
	struct json_writer w;

	json_write_begin(&w, out);
	json_write_object(&w, NULL);
	json_write_string(&w, "bulkId", bulk_id);
	json_write_array(&w, "messages");
	for (size_t i = 0; i < count; i++)
		write_message(&w, api_version, &messages[i]);
	json_write_array_end(&w);
	json_write_object_end(&w);
}

static void
write_text(struct json_writer *w, int api_version, const char *text)
{
	if (api_version == 2) {
		json_write_string(w, "text", text);
		return;
	}
	json_write_object(w, "content");
	json_write_string(w, "text", text);
	json_write_object_end(w);
}

void
answers_write_time(struct json_writer *w, const char *name, int64_t wall_ms)
{
	char words[CLOCK_TEXT_BYTES];

	clock_format_provider(wall_ms, words);
	json_write_string(w, name, words);
}

void
answers_write_standing(struct json_writer *w, const struct ledger_standing *at)
{
	write_status(w, at->status_group, at->status_id);
	write_error(w, at->error_group, at->error_id);
}

/* What logs and reports both begin with; `to` is what they call the number. */
static void
write_row(struct json_writer *w, int api_version, const char *to, const struct ledger_entry *e)
{
	json_write_string(w, "bulkId", e->bulk_id);
	json_write_string(w, "messageId", e->message_id);
	json_write_string(w, to, e->number);
	if (e->sender && e->sender[0])
		json_write_string(w, api_version == 2 ? "from" : "sender", e->sender);
}

static void
write_course(struct json_writer *w, int api_version, const struct ledger_entry *e,
             const struct ledger_standing *at)
{
	answers_write_time(w, "sentAt", e->taken_at_ms);
	if (at->done_at_ms != 0)
		answers_write_time(w, "doneAt", at->done_at_ms);
	json_write_integer(w, api_version == 2 ? "smsCount" : "messageCount", e->parts);
	json_write_string(w, "mccMnc", ANSWERS_NETWORK);
}

/* Nobody is charged. */
void
answers_write_price(struct json_writer *w, const char *unit)
{
	json_write_object(w, "price");
	json_write_number(w, unit, 0.0);
	json_write_string(w, "currency", "EUR");
	json_write_object_end(w);
}

static void
write_note(struct json_writer *w, const char *name, const char *note)
{
	if (note)
		json_write_string(w, name, note);
}

/* The platform of a message stands apart in the present answers. */
static void
write_platform(struct json_writer *w, int api_version, const struct ledger_entry *e)
{
	bool has_platform = e->notes[LEDGER_ENTITY] || e->notes[LEDGER_APPLICATION];

	if (api_version != 2 && has_platform)
		json_write_object(w, "platform");
	write_note(w, "entityId", e->notes[LEDGER_ENTITY]);
	write_note(w, "applicationId", e->notes[LEDGER_APPLICATION]);
	if (api_version != 2 && has_platform)
		json_write_object_end(w);
	write_note(w, "campaignReferenceId", e->notes[LEDGER_CAMPAIGN]);
}

void
answers_write_log(struct json_writer *w, int api_version, const struct ledger_entry *e,
                  const struct ledger_standing *at)
{
	json_write_object(w, NULL);
	write_row(w, api_version, api_version == 2 ? "to" : "destination", e);
	if (e->text)
		write_text(w, api_version, e->text);
	write_course(w, api_version, e, at);
	answers_write_price(w, "pricePerMessage");
	answers_write_standing(w, at);
	write_platform(w, api_version, e);
	json_write_object_end(w);
}

void
answers_write_report(struct json_writer *w, int api_version, const struct ledger_entry *e,
                     const struct ledger_standing *at)
{
	json_write_object(w, NULL);
	write_row(w, api_version, "to", e);
	write_course(w, api_version, e, at);
	write_note(w, "callbackData", e->notes[LEDGER_CALLBACK]);
	answers_write_price(w, "pricePerMessage");
	answers_write_standing(w, at);
	write_platform(w, api_version, e);
	json_write_object_end(w);
}
