/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_CAUSE_H
#define DOMAIN_CAUSE_H
/*
 * From what the provider or the wire said to what it means and what to do.
 *
 * The catalogue is data/catalog/causes.tsv: one row a code, keyed by (kind, group, id), because
 * provider ids repeat across groups. Codes of calls are kinds of their own, which a call's codes
 * are looked up in first, by their id alone; each family falls back on the other. Where a key means
 * two things (status 5/87 of messages and of calls), the provider's name decides. A group "*" fits
 * every group (codes that are published without one); an id "*" is the advice for the unknown ids
 * of its group. HTTP statuses are in group 0, states in group 0 by their enum value.
 *
 * Owns    nothing; every text is static or in the caller's struct.
 */
#include <stdbool.h>

#include "domain/message.h"

enum cause_kind {
	CAUSE_STATUS,
	CAUSE_ERROR,
	CAUSE_HTTP,
	CAUSE_STATE,
	CAUSE_CALL_STATUS,
	CAUSE_CALL_ERROR
};

#define CAUSE_TEXT_BYTES 320

struct cause {
	bool known;                    /* false: the provider's words, advice by group */
	char name[MESSAGE_NAME_BYTES]; /* REJECTED_NOT_ENOUGH_CREDITS */
	char meaning[CAUSE_TEXT_BYTES];
	char advice[CAUSE_TEXT_BYTES]; /* what to do now */
	char who[16];                  /* you, user, provider, operator, nobody */
	char retry[16];                /* yes, later, after_fix, no, none (nothing to retry) */
	bool final;
	bool permanent; /* the same message sent unchanged fails the same way */
};

/* Looks one code up. `provider_name` and `provider_words` fill an unknown one (may be ""). */
void cause_look_up(enum cause_kind kind, int group, int id, const char *provider_name,
                   const char *provider_words, struct cause *out);
/* The explanation of a message as it stands: the most telling of error, status, HTTP status and
 * state, in this order: a state that is newer than every answer (ready, sending, likely_not_sent,
 * unresolved, cancelled, accepted for good), a known error other than 0 of a failed row or of a
 * call that ended, the
 * status, an HTTP status other than 2xx, the state. */
void cause_explain(const struct message *m, struct cause *out);
/* Sentences for the operator about who can fix it and whether a retry helps. */
const char *cause_who_text(const struct cause *c);
const char *cause_retry_text(const struct cause *c);
/* Provider names for a code, for the sandbox's answers: false (and "") when the catalogue lacks
 * it. */
bool cause_provider_name(enum cause_kind kind, int group, int id, char name[MESSAGE_NAME_BYTES]);
const char *cause_status_group_name(int group); /* "PENDING"; "UNKNOWN" */
const char *cause_error_group_name(int group);  /* "HANDSET_ERRORS"; "UNKNOWN" */
#endif
