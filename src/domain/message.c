/* SPDX-License-Identifier: MIT */
/* one message, its states and the steps allowed between them */
#include "domain/message.h"

#include <string.h>

#define TO(state) (1U << (state))
/* Whatever the provider may say about a message it has got. */
#define PROVIDER_ENDS                                                                              \
	(TO(MESSAGE_DELIVERED) | TO(MESSAGE_UNDELIVERABLE) | TO(MESSAGE_EXPIRED) |                 \
	 TO(MESSAGE_REJECTED))
#define PROVIDER_STATES (TO(MESSAGE_ACCEPTED) | PROVIDER_ENDS)

/* What is known of a state: its word, what may follow it, whether it is an end, whether somebody
 * must look at it. */
struct state_rule {
	const char *word;
	unsigned followers;
	bool final;
	bool failed;
};

/* A state never follows itself: polls that bring nothing new are no step of a history. */
static const struct state_rule rules[MESSAGE_STATE_COUNT] = {
	[MESSAGE_READY] = { "ready", TO(MESSAGE_SENDING) | TO(MESSAGE_CANCELLED), false, false },
	[MESSAGE_SENDING] = { "sending",
	                      PROVIDER_STATES | TO(MESSAGE_NOT_SENT) | TO(MESSAGE_UNKNOWN), false,
	                      false },
	/* An end, but for the process that made the code: it may claim the row again. */
	[MESSAGE_NOT_SENT] = { "not_sent", TO(MESSAGE_SENDING), true, true },
	[MESSAGE_UNKNOWN] = { "unknown",
	                      PROVIDER_STATES | TO(MESSAGE_LIKELY_NOT_SENT) |
	                              TO(MESSAGE_UNRESOLVED),
	                      false, true },
	[MESSAGE_ACCEPTED] = { "accepted", PROVIDER_ENDS | TO(MESSAGE_UNRESOLVED), false, false },
	[MESSAGE_DELIVERED] = { "delivered", PROVIDER_ENDS & ~TO(MESSAGE_DELIVERED), true, false },
	[MESSAGE_UNDELIVERABLE] = { "undeliverable", PROVIDER_ENDS & ~TO(MESSAGE_UNDELIVERABLE),
	                            true, true },
	[MESSAGE_EXPIRED] = { "expired", PROVIDER_ENDS & ~TO(MESSAGE_EXPIRED), true, true },
	[MESSAGE_REJECTED] = { "rejected", PROVIDER_ENDS & ~TO(MESSAGE_REJECTED), true, true },
	[MESSAGE_LIKELY_NOT_SENT] = { "likely_not_sent",
	                              PROVIDER_STATES | TO(MESSAGE_SENDING) |
	                                      TO(MESSAGE_UNRESOLVED),
	                              false, true },
	[MESSAGE_UNRESOLVED] = { "unresolved", 0, true, true },
	[MESSAGE_CANCELLED] = { "cancelled", 0, true, false },
};

static bool
is_state(enum message_state state)
{
	return (unsigned)state < MESSAGE_STATE_COUNT;
}

const char *
message_state_word(enum message_state state)
{
	return is_state(state) ? rules[state].word : "none";
}

bool
message_state_from_word(const char *word, enum message_state *out)
{
	for (unsigned i = 0; i < MESSAGE_STATE_COUNT; i++) {
		if (strcmp(rules[i].word, word) == 0) {
			*out = (enum message_state)i;
			return true;
		}
	}
	return false;
}

bool
message_may_follow(enum message_state from, enum message_state to)
{
	return is_state(from) && is_state(to) && (rules[from].followers & TO(to)) != 0;
}

bool
message_state_from_provider(int group_id, int id, enum message_state *out)
{
	/* Group 3 is "delivered" to Infobip; its id 2 is to the operator only, not to the phone. */
	static const enum message_state by_group[] = {
		MESSAGE_ACCEPTED,  MESSAGE_ACCEPTED, MESSAGE_UNDELIVERABLE,
		MESSAGE_DELIVERED, MESSAGE_EXPIRED,  MESSAGE_REJECTED,
	};

	if (group_id < 0 || (size_t)group_id >= sizeof(by_group) / sizeof(by_group[0]))
		return false;
	*out = group_id == 3 && id == 2 ? MESSAGE_ACCEPTED : by_group[group_id];
	return true;
}

bool
message_state_is_final(enum message_state state)
{
	return is_state(state) && rules[state].final;
}

bool
message_state_is_failed(enum message_state state)
{
	return is_state(state) && rules[state].failed;
}

const char *
message_type_word(enum message_type type)
{
	return type == MESSAGE_VOICE ? "voice" : "sms";
}

void
message_init(struct message *m)
{
	memset(m, 0, sizeof(*m));
	m->status.group_id = m->status.id = -1;
	m->error.group_id = m->error.id = -1;
	m->timings.lookup_us = m->timings.connect_us = m->timings.tls_us = -1;
	m->timings.first_byte_us = m->timings.total_us = -1;
}
