/* SPDX-License-Identifier: MIT */
/* what the provider's log makes of a row: news, silence, the end of its 48 hours */
#include <string.h>

#include "app/follow_impl.h"
#include "base/clock.h"
#include "base/json.h"

#define STATUS_GROUP_DELIVERED 3
#define STATUS_ID_OPERATOR 2

/* 3/2: the operator has it, which is later than every other word for "accepted". */
static bool
is_with_operator(const struct message_status *status)
{
	return status->group_id == STATUS_GROUP_DELIVERED && status->id == STATUS_ID_OPERATOR;
}

void
follow_settle(struct message *m, int64_t now_ms)
{
	m->final = true;
	m->next_poll_at_ms = 0;
	m->last_change_at_ms = now_ms;
	if (m->state == MESSAGE_ACCEPTED && is_with_operator(&m->status)) {
		text_copy(m->cause, sizeof(m->cause),
		          "the operator has it, the phone never reported");
		return;
	}
	m->state = MESSAGE_UNRESOLVED;
	text_copy(m->cause, sizeof(m->cause), "48 hours passed without a final word");
}

/* The log may lag behind what is known: an older word takes no later one back. */
static bool
is_older(const struct message *m, enum message_state news, const struct infobip_log_row *row)
{
	if (news != MESSAGE_ACCEPTED)
		return false;
	return message_state_is_final(m->state) ||
	       (m->state == MESSAGE_ACCEPTED && is_with_operator(&m->status) &&
	        !is_with_operator(&row->status));
}

static void
take_price(struct message *m, const struct infobip_log_row *row)
{
	if (!row->has_price)
		return;
	m->has_price = true;
	m->price_amount = row->price_amount;
	text_copy(m->price_currency, sizeof(m->price_currency), row->price_currency);
}

bool
follow_apply_news(struct message *m, const struct infobip_log_row *row, int64_t now_ms)
{
	enum message_state news;

	m->absent_polls = 0;
	m->first_absent_at_ms = 0;
	if (!message_state_from_provider(row->status.group_id, row->status.id, &news) ||
	    is_older(m, news, row))
		return false;
	if (news != m->state && !message_may_follow(m->state, news))
		return false;
	bool is_new = news != m->state || row->status.group_id != m->status.group_id ||
	              row->status.id != m->status.id || (row->has_price && !m->has_price);
	if (is_new) {
		m->last_change_at_ms = now_ms;
		m->cause[0] = '\0';
	}
	m->state = news;
	m->status = row->status;
	m->error = row->error;
	m->final = message_state_is_final(news);
	if (m->final)
		m->next_poll_at_ms = 0;
	take_price(m, row);
	return is_new;
}

void
follow_apply_silence(struct message *m, int64_t now_ms)
{
	m->absent_polls++;
	if (m->first_absent_at_ms == 0)
		m->first_absent_at_ms = now_ms;
	enum message_state now = follow_absent_state(m, now_ms);
	if (now == m->state)
		return;
	m->state = now;
	m->last_change_at_ms = now_ms;
	text_copy(m->cause, sizeof(m->cause), "the provider's log does not know it");
}

static void
write_time(struct json_writer *w, const char *name, int64_t at_ms)
{
	char text[CLOCK_TEXT_BYTES];

	if (at_ms == 0)
		return;
	clock_format_provider(at_ms, text);
	json_write_string(w, name, text);
}

static void
write_status(struct json_writer *w, const struct message_status *status)
{
	json_write_object(w, "status");
	json_write_integer(w, "groupId", status->group_id);
	json_write_string(w, "groupName", status->group_name);
	json_write_integer(w, "id", status->id);
	json_write_string(w, "name", status->name);
	json_write_string(w, "description", status->description);
	if (status->action[0])
		json_write_string(w, "action", status->action);
	json_write_object_end(w);
}

static void
write_error(struct json_writer *w, const struct message_error *error)
{
	if (error->id < 0)
		return;
	json_write_object(w, "error");
	json_write_integer(w, "groupId", error->group_id);
	json_write_string(w, "groupName", error->group_name);
	json_write_integer(w, "id", error->id);
	json_write_string(w, "name", error->name);
	json_write_string(w, "description", error->description);
	json_write_bool(w, "permanent", error->permanent);
	json_write_object_end(w);
}

static void
write_price(struct json_writer *w, const struct infobip_log_row *row)
{
	if (!row->has_price)
		return;
	json_write_object(w, "price");
	json_write_number(w, "pricePerMessage", row->price_amount);
	json_write_string(w, "currency", row->price_currency);
	json_write_object_end(w);
}

void
follow_write_row(const struct infobip_log_row *row, struct text *out)
{
	struct json_writer w;

	json_write_begin(&w, out);
	json_write_object(&w, NULL);
	json_write_string(&w, "messageId", row->message_id);
	write_status(&w, &row->status);
	write_error(&w, &row->error);
	write_price(&w, row);
	write_time(&w, "sentAt", row->sent_at_ms);
	write_time(&w, "doneAt", row->done_at_ms);
	json_write_object_end(&w);
}
