/* SPDX-License-Identifier: MIT */
/* the same message once more, under its id, while its code lives */
#include "app/sender_impl.h"

#include "base/clock.h"

/* A clock that was set back tells nothing of an age, so it counts as expired. */
static enum status
check_code(const struct message *m, struct fault *f)
{
	int64_t age_ms = clock_now_ms() - m->created_at_ms;

	if (age_ms >= 0 && age_ms < SENDER_CODE_LIFE_MS)
		return ST_OK;
	fault_set(f, WORD_CODE_EXPIRED, "the code of message %lld has expired: it lived 5 minutes",
	          (long long)m->id);
	return fault_hint(f, "send a new message, which gets a new code");
}

static enum status
check_state(const struct message *m, struct fault *f)
{
	if (m->state == MESSAGE_NOT_SENT || m->state == MESSAGE_LIKELY_NOT_SENT)
		return check_code(m, f);
	fault_set(f, WORD_GUARD, "message %lld is %s: the same one again could be a second one",
	          (long long)m->id, message_state_word(m->state));
	return fault_hint(f, "send a new message, which gets a new code");
}

/* The row is read anew, as the log may have told of it meanwhile. */
enum status
sender_repeat(struct sender *x, struct fault *f)
{
	struct message fresh;

	if (x->phase != SENDER_ENDED || x->message.id == 0)
		return fault_set(f, WORD_GUARD, "there is no message to repeat");
	enum status st = message_store_load(x->session->reader, x->message.id, &fresh, f);
	if (st == ST_OK)
		st = check_state(&fresh, f);
	if (st != ST_OK)
		return st;
	x->message = fresh;
	x->fault = (struct fault){ 0 };
	x->cancelled = false;
	x->phase = SENDER_RECORDING;
	sender_submit_claim(x);
	if (x->options.changed)
		x->options.changed(x->options.context);
	return ST_OK;
}
