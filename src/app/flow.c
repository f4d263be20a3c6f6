/* SPDX-License-Identifier: MIT */
/* a code made, sent, typed back and timed */
#include "app/flow.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

bool
flow_takes_code(const struct flow *x, const struct message *m)
{
	switch (m->state) {
	case MESSAGE_ACCEPTED:
	case MESSAGE_DELIVERED:
	case MESSAGE_UNKNOWN:
	case MESSAGE_LIKELY_NOT_SENT:
	case MESSAGE_UNRESOLVED: return x->verdict == FLOW_OPEN;
	default: return false;
	}
}

/* The digits of what was typed; false when there is none. */
static bool
read_digits(const char *typed, char out[FLOW_TYPED_BYTES])
{
	size_t size = 0;

	for (; *typed && size < FLOW_TYPED_BYTES - 1; typed++)
		if (!strchr(" .,-", *typed))
			out[size++] = *typed;
	out[size] = '\0';
	return size > 0;
}

enum flow_verdict
flow_type(struct flow *x, const struct sender *sender, const char *typed)
{
	char digits[FLOW_TYPED_BYTES];

	if (x->verdict != FLOW_OPEN || !read_digits(typed, digits))
		return x->verdict;
	x->tries++;
	x->typed_at_ms = clock_now_ms();
	if (sender_is_code(sender, digits))
		x->verdict = FLOW_RIGHT;
	else if (x->tries == FLOW_TRIES)
		x->verdict = FLOW_WRONG;
	mem_wipe(digits, sizeof(digits));
	return x->verdict;
}

void
flow_give_up(struct flow *x)
{
	if (x->verdict == FLOW_OPEN)
		x->verdict = FLOW_NEVER;
}

/* When a state was learnt, counted from the try. */
static int64_t
learnt_ms(const struct logbook_entry *e, enum message_state state)
{
	for (size_t i = 0; i < e->step_count; i++)
		if (e->steps[i].to == state)
			return e->steps[i].at_ms - e->message.first_try_at_ms;
	return -1;
}

static bool
read_time(const struct json *root, const char *name, int64_t *out)
{
	const char *value = json_string(json_member(root, name));

	return value && clock_parse(value, out);
}

/* What the row keeps of the provider's log; "" before the first look-up. */
static int64_t
provider_ms(const struct logbook_entry *e)
{
	const struct text *row = &e->body.look_up;
	struct json *root = NULL;
	struct fault ignored = { 0 };
	int64_t sent_ms = 0;
	int64_t done_ms = 0;
	bool known = e->message.state == MESSAGE_DELIVERED && row->size_bytes > 0 &&
	             json_parse(text_string(row), row->size_bytes, "the log's row", &root,
	                        &ignored) == ST_OK &&
	             read_time(root, "sentAt", &sent_ms) && read_time(root, "doneAt", &done_ms) &&
	             done_ms >= sent_ms;

	json_destroy(root);
	return known ? done_ms - sent_ms : -1;
}

void
flow_read_times(const struct flow *x, const struct logbook_entry *e, struct flow_times *out)
{
	*out = (struct flow_times){
		.accepted_ms = learnt_ms(e, MESSAGE_ACCEPTED),
		.delivered_ms = learnt_ms(e, MESSAGE_DELIVERED),
		.provider_ms = provider_ms(e),
		.typed_ms = -1,
	};
	if (x->verdict == FLOW_RIGHT)
		out->typed_ms = x->typed_at_ms - e->message.first_try_at_ms;
}

/* What is known of a message whose code did not come back. */
static enum status
say_missing(const struct message *m, struct fault *f)
{
	if (m->state == MESSAGE_DELIVERED) {
		fault_set(f, WORD_CODE_MISSING,
		          "the code was not typed back, yet the provider says "
		          "that it was delivered");
		return fault_hint(f, "look whose number it is, and what filters the phone has");
	}
	fault_set(f, WORD_CODE_MISSING, "the code was not typed back; the message is %s",
	          message_state_word(m->state));
	return fault_hint(f, "otpdeck log explain %lld says more", (long long)m->id);
}

enum status
flow_outcome(const struct flow *x, const struct message *m, struct fault *f)
{
	*f = (struct fault){ 0 };
	if (x->verdict == FLOW_RIGHT)
		return ST_OK;
	if (x->verdict == FLOW_WRONG) {
		fault_set(f, WORD_CODE_WRONG,
		          "%d codes were typed and none is the one that was sent", x->tries);
		return fault_hint(f, "an older message may lie above the new one on the phone");
	}
	enum status st = sender_outcome(m, false, f);

	return st == ST_OK ? say_missing(m, f) : st;
}

static void
write_seconds(struct json_writer *w, const char *name, int64_t ms)
{
	if (ms < 0)
		json_write_null(w, name);
	else
		json_write_number(w, name, (double)ms / 1000.0);
}

void
flow_write_json(const struct flow *x, const struct logbook_entry *e, struct json_writer *w)
{
	struct flow_times times = { -1, -1, -1, -1 };

	if (e)
		flow_read_times(x, e, &times);
	json_write_object(w, NULL);
	if (e)
		logbook_write_json(&e->message, w, "message");
	else
		json_write_null(w, "message");
	json_write_bool(w, "right", x->verdict == FLOW_RIGHT);
	json_write_integer(w, "tries", x->tries);
	write_seconds(w, "seconds", times.typed_ms);
	write_seconds(w, "accepted_seconds", times.accepted_ms);
	write_seconds(w, "delivered_seconds", times.delivered_ms);
	write_seconds(w, "provider_seconds", times.provider_ms);
	json_write_object_end(w);
}
