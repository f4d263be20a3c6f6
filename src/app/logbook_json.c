/* SPDX-License-Identifier: MIT */
/* a message as scripts read it */
#include "app/logbook.h"
#include "base/clock.h"

static void
write_time(struct json_writer *w, const char *name, int64_t at_ms)
{
	char text[CLOCK_TEXT_BYTES];
	if (at_ms == 0) {
		json_write_null(w, name);
		return;
	}
	clock_format(at_ms, text);
	json_write_string(w, name, text);
}

static void
write_status(struct json_writer *w, const struct message_status *status)
{
	if (status->group_id < 0) {
		json_write_null(w, "status");
		return;
	}
	json_write_object(w, "status");
	json_write_integer(w, "group_id", status->group_id);
	json_write_string(w, "group_name", status->group_name);
	json_write_integer(w, "id", status->id);
	json_write_string(w, "name", status->name);
	json_write_string(w, "description", status->description);
	json_write_string(w, "action", status->action[0] ? status->action : NULL);
	json_write_object_end(w);
}

static void
write_error(struct json_writer *w, const struct message_error *error)
{
	if (error->id < 0) {
		json_write_null(w, "error");
		return;
	}
	json_write_object(w, "error");
	json_write_integer(w, "id", error->id);
	json_write_string(w, "name", error->name);
	json_write_bool(w, "permanent", error->permanent);
	json_write_object_end(w);
}

static void
write_price(struct json_writer *w, const struct message *m)
{
	if (!m->has_price) {
		json_write_null(w, "price");
		return;
	}
	json_write_object(w, "price");
	json_write_number(w, "amount", m->price_amount);
	json_write_string(w, "currency", m->price_currency);
	json_write_object_end(w);
}

static void
write_timing(struct json_writer *w, const char *name, int64_t us)
{
	if (us < 0)
		json_write_null(w, name);
	else
		json_write_number(w, name, (double)us / 1000.0);
}

static void
write_timings(struct json_writer *w, const struct message_timings *t)
{
	json_write_object(w, "timings_ms");
	write_timing(w, "lookup", t->lookup_us);
	write_timing(w, "connect", t->connect_us);
	write_timing(w, "tls", t->tls_us);
	write_timing(w, "first_byte", t->first_byte_us);
	write_timing(w, "total", t->total_us);
	json_write_object_end(w);
}

static const char *
or_null(const char *text)
{
	return text[0] ? text : NULL;
}

void
logbook_write_json(const struct message *m, struct json_writer *w, const char *name)
{
	struct cause cause;
	cause_explain(m, &cause);

	json_write_object(w, name);
	json_write_integer(w, "id", m->id);
	json_write_string(w, "message_id", m->message_id);
	json_write_string(w, "state", message_state_word(m->state));
	json_write_bool(w, "final", m->final);
	if (m->http_status)
		json_write_integer(w, "http_status", m->http_status);
	else
		json_write_null(w, "http_status");
	write_status(w, &m->status);
	write_error(w, &m->error);
	json_write_string(w, "recipient_masked", m->to_masked);
	json_write_string(w, "country", or_null(m->country));
	json_write_string(w, "sender", or_null(m->sender));
	json_write_string(w, "type", message_type_word(m->type));
	json_write_string(w, "action", or_null(m->action));
	json_write_string(w, "locale", or_null(m->locale));
	json_write_string(w, "client", or_null(m->client_id));
	json_write_string(w, "template", or_null(m->template_name));
	if (m->template_name[0])
		json_write_integer(w, "template_revision", m->template_revision);
	else
		json_write_null(w, "template_revision");
	json_write_string(w, "encoding",
	                  m->type == MESSAGE_VOICE ? NULL : parts_encoding_name(m->encoding));
	json_write_integer(w, "parts", m->parts);
	json_write_integer(w, "units", m->units);
	write_price(w, m);
	write_timings(w, &m->timings);
	write_time(w, "created_at", m->created_at_ms);
	write_time(w, "next_poll_at", m->next_poll_at_ms);
	json_write_string(w, "cause", or_null(m->cause));
	if (m->parent_id)
		json_write_integer(w, "parent_id", m->parent_id);
	else
		json_write_null(w, "parent_id");
	json_write_string(w, "advice", cause.advice);
	json_write_object_end(w);
}
