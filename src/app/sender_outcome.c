/* SPDX-License-Identifier: MIT */
/* what a message's state means to a script: word, cause, hint */
#include <string.h>

#include "app/sender.h"
#include "domain/cause.h"

static enum fault_word
word_of(const struct message *m, bool waited)
{
	switch (m->state) {
	case MESSAGE_DELIVERED: return WORD_NONE;
	case MESSAGE_ACCEPTED: return waited ? WORD_WAIT_ENDED : WORD_NONE;
	case MESSAGE_NOT_SENT: return m->http_status == 429 ? WORD_RATE_LIMITED : WORD_NOT_SENT;
	case MESSAGE_CANCELLED: return WORD_CANCELLED;
	case MESSAGE_REJECTED:
		if (m->http_status == 401 || m->http_status == 403)
			return WORD_CREDENTIALS;
		/* What the log said later was refused after it had been accepted. */
		return m->polls > 0 ? WORD_FAILED : WORD_PROVIDER_REFUSED;
	case MESSAGE_UNDELIVERABLE:
	case MESSAGE_EXPIRED: return WORD_FAILED;
	default: return WORD_UNCERTAIN;
	}
}

/* A sentence of the catalogue as a fault has it: without its full stop. */
static int
without_stop(const char *sentence)
{
	size_t size = strlen(sentence);
	return (int)(size > 0 && sentence[size - 1] == '.' ? size - 1 : size);
}

static void
say_cause(const struct message *m, const struct cause *cause, enum fault_word word, struct fault *f)
{
	const char *state = message_state_word(m->state);
	if (cause->known && m->status.group_id >= 0)
		fault_set(f, word, "%s, %s: %.*s", state, cause->name, without_stop(cause->meaning),
		          cause->meaning);
	else
		fault_set(f, word, "%s: %s", state, m->cause[0] ? m->cause : cause->meaning);
}

enum status
sender_outcome(const struct message *m, bool waited, struct fault *f)
{
	struct cause cause;
	enum fault_word word = word_of(m, waited);

	*f = (struct fault){ 0 };
	/* No record, no send. */
	if (m->id == 0)
		return fault_set(f, WORD_NOT_SENT, "the message was not recorded, so nothing left");
	if (word == WORD_NONE)
		return ST_OK;
	if (word == WORD_WAIT_ENDED) {
		fault_set(f, word,
		          "the wait is over and the message is accepted, not yet delivered");
		return fault_hint(f, "otpdeck log follow asks the provider again");
	}
	cause_explain(m, &cause);
	say_cause(m, &cause, word, f);
	return fault_hint(f, "%.*s", without_stop(cause.advice), cause.advice);
}
