/* SPDX-License-Identifier: MIT */
#ifndef STORE_MESSAGE_STORE_H
#define STORE_MESSAGE_STORE_H
/*
 * Messages on disk with their append-only, hash-chained history.
 *
 * A row is written before anything leaves the machine. Every change is a compare-and-set on the
 * state that the caller saw, checked against domain/message's table, with one history row in the
 * same transaction. Writers run inside the caller's transaction; a commit is durable
 * (synchronous=FULL).
 *
 * The number is sealed, the row keeps its masked form, country, last four and keyed hash. The
 * texts kept (preview, request, answer) are redacted by the caller before they come here.
 */
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"
#include "domain/message.h"
#include "domain/profile.h"
#include "store/vault.h"

struct db;

/* Who is sending: a pid alone is used again, with its start time it names one process. */
struct message_owner {
	pid_t pid;
	long long start_ticks;
};

/* What a new row has besides struct message. All borrowed. */
struct message_private {
	const struct profile *profile;
	const char *e164;
	const char *context_json; /* sealed; its code is redacted before */
	const char *preview;      /* redacted text */
	const char *request;      /* as sent, key masked, number and text redacted */
	unsigned char body_hash[VAULT_HASH_BYTES];
};

/* The long texts of a row; the caller inits with its ceilings and finishes them. */
struct message_body {
	struct text preview;
	struct text request;
	struct text answer;  /* to the newest try, redacted */
	struct text look_up; /* the newest row of the provider's log that brought news, redacted */
};

/* Inserts in m->state, which is ready or sending (claimed by `owner`, which counts as the first
 * try). Fills m->id, profile_id, and, from the number, to_masked and last_four. */
MUST_USE enum status message_store_insert(struct db *db, const struct vault *v, struct message *m,
                                          const struct message_private *p,
                                          const struct message_owner *owner, struct fault *f);
/* ready, not_sent or likely_not_sent becomes sending under `owner` with m->key_uuid, when the row
 * is still in m->state: the try is counted, its follow-up starts afresh, and *m is the row as it
 * stands. WORD_ROW_MOVED when somebody else was faster; *m is then untouched. */
MUST_USE enum status message_store_claim(struct db *db, struct message *m,
                                         const struct message_owner *owner, struct fault *f);
/* Writes every changing column of `m`, when the row is still in `before`; a history row is added
 * when the state or the provider's status differs. `answer` (redacted, may be NULL) goes into that
 * history row; from sending it is the answer to the try and stands in the row as well.
 * WORD_ROW_MOVED when the row has moved on, when the table forbids the step, or when it leads to
 * sending, which only a claim does. */
MUST_USE enum status message_store_update(struct db *db, enum message_state before,
                                          const struct message *m, const char *answer,
                                          struct fault *f);
MUST_USE enum status message_store_load(struct db *db, int64_t id, struct message *out,
                                        struct fault *f);
/* A row number, a messageId, or a prefix that only one row of the profile has. Fewer digits than
 * MESSAGE_PREFIX_DIGITS_MIN and nothing else are a row number only; from there on a row of that
 * number wins. WORD_NOT_FOUND, also for a row of another profile, which is then named;
 * WORD_AMBIGUOUS. */
#define MESSAGE_PREFIX_MIN 4
#define MESSAGE_PREFIX_DIGITS_MIN 8
MUST_USE enum status message_store_find(struct db *db, int64_t profile_id, const char *id,
                                        struct message *out, struct fault *f);
/* A text longer than its ceiling is cut there and has `overflowed` set. */
MUST_USE enum status message_store_body(struct db *db, int64_t id, struct message_body *out,
                                        struct fault *f);
/* Oldest first, in one block for mem_free. */
MUST_USE enum status message_store_history(struct db *db, int64_t id, struct message_step **out,
                                           size_t *count, struct fault *f);
/* The full number. */
MUST_USE enum status message_store_number(struct db *db, const struct vault *v,
                                          const struct profile *p, const struct message *m,
                                          char out[PHONE_E164_BYTES], struct fault *f);
/* Appends the hook's context as it was sealed: JSON, its code and every run of digits without a
 * known meaning masked. */
MUST_USE enum status message_store_context(struct db *db, const struct vault *v,
                                           const struct profile *p, const struct message *m,
                                           struct text *out, struct fault *f);

/* Rows of a profile that wait for news, the earliest due first, at most `room`; *next_due_ms is
 * the earliest time any is due, 0 when none waits. */
MUST_USE enum status message_store_due(struct db *db, int64_t profile_id, int64_t now_ms,
                                       struct message *out, size_t room, size_t *count,
                                       int64_t *next_due_ms, struct fault *f);
/* Rows of a profile that wait for news are due now, whatever their time. */
MUST_USE enum status message_store_hasten(struct db *db, int64_t profile_id, int64_t now_ms,
                                          struct fault *f);
/* Every sending row whose owner is dead becomes unknown and due at once; *count tells how many.
 * Runs its own transaction, and none when there is no such row. */
MUST_USE enum status message_store_recover(struct db *db, int64_t now_ms, size_t *count,
                                           struct fault *f);

/* What the guards on money count, read inside the claiming transaction: rows of the profile but
 * those not_sent or cancelled; one that is inserted already counts itself. Rows dated in the
 * future count as well. */
struct message_counts {
	int64_t last_hour;
	int64_t last_day;
	double amount_last_day;
	int64_t same_text_last_hour; /* to this number, this body */
	int64_t same_number_last_hour;
	int64_t last_2_s;
	int64_t last_6_s;
	int64_t neighbours_last_10_min; /* other numbers within 10 of this one, each once */
	int64_t ahead; /* of last_day: dated in the future, as after a clock that ran ahead */
	int64_t ahead_until_ms; /* the latest of these */
	double ahead_amount;
	int64_t ahead_same_text;
	int64_t ahead_same_number;
};
MUST_USE enum status message_store_counts(struct db *db, const struct vault *v,
                                          const struct message_private *p, int64_t now_ms,
                                          struct message_counts *out, struct fault *f);
/* The part of them that knows no number: last_hour, last_day, amount_last_day, ahead. */
MUST_USE enum status message_store_spent(struct db *db, int64_t profile_id, int64_t now_ms,
                                         struct message_counts *out, struct fault *f);
/* What a message like this one (profile, type, country, sender, parts) would cost by the newest
 * price that is known for its country, this sender's before another's; amount 0: none is known. */
struct message_price {
	double amount;
	char currency[8];
	int64_t seen_at_ms;
};
MUST_USE enum status message_store_last_price(struct db *db, const struct message *like,
                                              struct message_price *out, struct fault *f);
/* What one part of an SMS to a country cost by the newest price that the profile has seen, whoever
 * it went to; with "" of whatever country the newest of its last messages went to. `country` gets
 * the one meant; amount 0: none is known. */
MUST_USE enum status message_store_country_price(struct db *db, int64_t profile_id, char country[3],
                                                 struct message_price *out, struct fault *f);
/* The chain of hashes over the history, from the first row: WORD_ROW_DAMAGED naming the first
 * row that does not fit. */
MUST_USE enum status message_store_verify(struct db *db, struct fault *f);
#endif
