/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_MESSAGE_H
#define DOMAIN_MESSAGE_H
/*
 * The record of one message and the states it may pass through.
 *
 * A message is one text or call to one recipient with its whole life. The table of what may follow
 * what is here and nowhere else; the store refuses any other step.
 *
 * Owns    a message owns nothing: every field is by value, long texts are loaded apart
 *         (struct message_body).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "domain/parts.h"
#include "domain/phone.h"

#define MESSAGE_NAME_BYTES 64
#define MESSAGE_WORDS_BYTES 160
#define MESSAGE_WINDOW_MS (48LL * 3600 * 1000) /* the provider's logs reach back this far */

enum message_state {
	MESSAGE_READY,
	MESSAGE_SENDING,
	MESSAGE_NOT_SENT,
	MESSAGE_UNKNOWN,
	MESSAGE_ACCEPTED,
	MESSAGE_DELIVERED,
	MESSAGE_UNDELIVERABLE,
	MESSAGE_EXPIRED,
	MESSAGE_REJECTED,
	MESSAGE_LIKELY_NOT_SENT,
	MESSAGE_UNRESOLVED,
	MESSAGE_CANCELLED,
	MESSAGE_STATE_COUNT
};

/* The status object of Infobip. group_id -1: none was read. */
struct message_status {
	int group_id;
	int id;
	char group_name[MESSAGE_NAME_BYTES];
	char name[MESSAGE_NAME_BYTES];
	char description[MESSAGE_WORDS_BYTES];
	char action[MESSAGE_WORDS_BYTES];
};

/* The error object of Infobip. id -1: none was read. */
struct message_error {
	int group_id;
	int id;
	char group_name[MESSAGE_NAME_BYTES];
	char name[MESSAGE_NAME_BYTES];
	char description[MESSAGE_WORDS_BYTES];
	bool permanent;
};

/* Microseconds from the start of the try; -1: not reached. */
struct message_timings {
	int64_t lookup_us;
	int64_t connect_us;
	int64_t tls_us;
	int64_t first_byte_us;
	int64_t total_us;
};

enum message_type { MESSAGE_SMS, MESSAGE_VOICE };

struct message {
	int64_t id; /* row number; 0: not stored */
	int64_t profile_id;
	char message_id[RANDOM_UUID_BYTES];
	int64_t created_at_ms;
	enum message_state state;
	bool final;
	enum message_type type;
	char action[32]; /* enrollment, second-factor-authentication */
	char locale[36];
	char client_id[128];
	char template_name[128];   /* "" when the text was the operator's own */
	int64_t template_revision; /* 0 with an own text */
	char to_masked[PHONE_MASKED_BYTES];
	char country[3];
	char last_four[5];
	char sender[16];
	enum parts_encoding encoding; /* of an SMS; means nothing of a call */
	int64_t parts;                /* of a call: 1 */
	int64_t units;                /* of a call: characters */
	int api_version;              /* 2 or 3; of a call 3 */
	int http_status;              /* 0: no status line was read */
	struct message_status status;
	struct message_error error;
	bool has_price;
	double price_amount;
	char price_currency[8];
	struct message_timings timings;
	int64_t tries;
	int64_t first_try_at_ms; /* 0: none */
	int64_t last_change_at_ms;
	int64_t next_poll_at_ms; /* 0: none is due */
	int64_t polls;           /* look-ups in the provider's log so far */
	int64_t absent_polls;    /* of these, how many in a row did not know it */
	int64_t first_absent_at_ms;
	char cause[MESSAGE_WORDS_BYTES];  /* why the last try or state ended so; "" */
	char key_uuid[RANDOM_UUID_BYTES]; /* key it went out with; "": none */
	int64_t parent_id;                /* row it was sent again from; 0: none */
};

/* One step of a message's history. */
struct message_step {
	int64_t at_ms;
	enum message_state from;
	enum message_state to;
	char cause[MESSAGE_WORDS_BYTES];
	int status_group; /* -1: none */
	int status_id;
};

/* "accepted": the word of cli.md. */
const char *message_state_word(enum message_state state);
bool message_state_from_word(const char *word, enum message_state *out);
/* Whether the table of trust.md lets `to` follow `from`. A provider's news may also change a final
 * provider state into another one. */
bool message_may_follow(enum message_state from, enum message_state to);
/* The one rule for a send's answer, a log row and a report: groups 0 and 1, and 3/2, are accepted;
 * 3 otherwise delivered; 2 undeliverable; 4 expired; 5 rejected. False for an unknown group. */
bool message_state_from_provider(int group_id, int id, enum message_state *out);
/* Whether nothing will change this state any more. accepted, unknown, likely_not_sent are final
 * only when the row's own flag says so (48 hours are over); not_sent is, unless the process that
 * made the code tries again. */
bool message_state_is_final(enum message_state state);
/* Every state except ready, sending, accepted, delivered, cancelled: somebody must look. */
bool message_state_is_failed(enum message_state state);
const char *message_type_word(enum message_type type); /* "sms", "voice" */
void message_init(struct message *m);                  /* zeroed, with -1 where "none" is -1 */
#endif
