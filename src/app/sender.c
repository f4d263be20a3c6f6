/* SPDX-License-Identifier: MIT */
/* one send from draft to final state: no record, no send */
#include "app/sender.h"

#include <string.h>

#include "app/sender_impl.h"
#include "base/clock.h"
#include "base/diary.h"
#include "base/mem.h"
#include "base/random.h"
#include "domain/redact.h"

#define TRIES_MAX 3
#define TRIES_LIMIT_MS (2 * 60 * 1000)
#define PAUSE_LIMIT_MS (30 * 1000)

static void
change_phase(struct sender *x, enum sender_phase phase)
{
	x->phase = phase;
	if (!x->orphaned && x->options.changed)
		x->options.changed(x->options.context);
}

/* Nothing goes on from here: key and follow-up are given up before the sender is. */
static void
end_send(struct sender *x)
{
	secret_destroy(x->api_key);
	x->api_key = NULL;
	follow_destroy(x->follow);
	x->follow = NULL;
	change_phase(x, SENDER_ENDED);
}

enum status
sender_start(struct session *s, const struct send_draft *d, const struct sender_options *options,
             struct sender **out, struct fault *f)
{
	*out = NULL;
	if (s->read_only) {
		fault_set(f, WORD_STORE_READ_ONLY,
		          "the store is read-only, and without a record "
		          "nothing is sent");
		return fault_hint(f, "copy it to a folder that you may write to");
	}
	struct sender *x = sender_make(s, d);
	x->options = *options;
	enum status st = sender_fill(x, d, f);
	if (st != ST_OK) {
		sender_free(x);
		return st;
	}
	x->phase = SENDER_RECORDING;
	*out = x;
	sender_submit_claim(x);
	return ST_OK;
}

/* Writes the verdict into the row's copy. */
static void
apply_verdict(struct sender *x)
{
	const struct infobip_verdict *v = &x->verdict;
	struct message *m = &x->message;
	int64_t now_ms = clock_now_ms();

	m->state = v->state;
	m->final = message_state_is_final(v->state);
	m->http_status = v->http_status;
	m->status = v->status;
	m->error = v->error;
	m->last_change_at_ms = now_ms;
	text_copy(m->cause, sizeof(m->cause), v->cause);
	m->next_poll_at_ms = 0;
	/* Earlier tries certainly did not arrive: the follow-up counts from the one that may. */
	if (v->state != MESSAGE_NOT_SENT)
		m->first_try_at_ms = x->tried_at_ms;
	if (v->state == MESSAGE_ACCEPTED || v->state == MESSAGE_UNKNOWN)
		m->next_poll_at_ms =
			follow_schedule_ms(m->first_try_at_ms, now_ms, random_below(1001));
	if (v->key_suspect && profile_is_billed(&x->profile))
		diary_write("key", "the provider refused the key of profile %s", x->profile.name);
}

static void
answered(void *context, const struct http_answer *answer)
{
	struct sender *x = context;
	struct infobip_send send = sender_request(x);

	x->request_id = 0;
	/* Nobody else knows this messageId: a provider that knows it has it from an earlier try. */
	infobip_judge(answer, &send, x->message.tries > 1, &x->verdict);
	x->message.timings = answer->timings;
	text_reset(&x->answer);
	redact_answer(&x->answer, answer->body, answer->body_bytes, x->code);
	apply_verdict(x);
	sender_submit_note(x);
	change_phase(x, SENDER_NOTING);
}

/* What never reached the wire is noted as such, with the reason. */
static void
note_unsent(struct sender *x, const char *cause)
{
	x->verdict = (struct infobip_verdict){
		.state = MESSAGE_NOT_SENT,
		.retry_after_s = -1,
		.status = x->message.status,
		.error = x->message.error,
	};
	text_copy(x->verdict.cause, sizeof(x->verdict.cause), cause);
	text_reset(&x->answer);
	apply_verdict(x);
	sender_submit_note(x);
	change_phase(x, SENDER_NOTING);
}

static void
put_on_wire(struct sender *x)
{
	struct http *h = NULL;
	struct text url;
	struct text body;
	struct infobip_send send = sender_request(x);

	text_init(&url, PROFILE_VALUE_BYTES + 64);
	text_init(&body, JSON_BYTES_MAX);
	text_append_format(&url, "%s%s", text_string(&x->base_url), infobip_send_path(send.api));
	infobip_write_send(&send, &body);
	const struct http_request request = {
		.method = "POST",
		.url = text_string(&url),
		.body = text_string(&body),
		.body_bytes = body.size_bytes,
		.api_key = x->api_key,
		.ca_file = profile_get(&x->profile, PROFILE_CA_FILE),
		.proxy = profile_get(&x->profile, PROFILE_USE_PROXY),
	};
	enum status st = loop_http(x->session->loop, &h, &x->fault);
	if (st == ST_OK)
		st = http_start(h, &request, answered, x, &x->request_id, &x->fault);
	text_finish(&url);
	text_finish(&body);
	if (st == ST_OK)
		change_phase(x, SENDER_SENDING);
	else
		note_unsent(x, x->fault.cause);
}

void
sender_claimed(struct sender *x, enum status st, const struct fault *f)
{
	if (x->orphaned && st != ST_OK) {
		sender_free(x);
		return;
	}
	if (st != ST_OK) {
		x->fault = *f;
		end_send(x);
		return;
	}
	x->message = x->claimed;
	x->tried_at_ms = x->message.last_change_at_ms;
	if (x->cancelled || x->orphaned)
		note_unsent(x, "stopped before anything left");
	else
		put_on_wire(x);
}

static void
follow_changed(void *context)
{
	struct sender *x = context;
	struct message fresh;
	struct fault ignored = { 0 };

	if (x->phase != SENDER_FOLLOWING)
		return;
	enum status st = message_store_load(x->session->reader, x->message.id, &fresh, &ignored);
	if (st != ST_OK)
		return; /* asked too much of the moment: the next change reads it */
	x->message = fresh;
	x->next_at_ms = fresh.next_poll_at_ms;
	if (fresh.final)
		end_send(x);
	else
		change_phase(x, SENDER_FOLLOWING);
}

static void
start_following(struct sender *x)
{
	const struct follow_options options = {
		.only_id = x->message.id,
		.changed = follow_changed,
		.context = x,
	};
	/* Nothing is sent any more, and each poll opens the key for itself. */
	secret_destroy(x->api_key);
	x->api_key = NULL;
	x->next_at_ms = x->message.next_poll_at_ms;
	x->follow = follow_create(x->session, &options);
	change_phase(x, SENDER_FOLLOWING);
}

static void
try_again(void *context)
{
	struct sender *x = context;
	x->timer = 0;
	change_phase(x, SENDER_RECORDING);
	sender_submit_claim(x);
}

/* Full jitter: anything up to one second, doubled with each try, at most 30; what the provider
 * asks for wins when it is longer. */
static int64_t
pause_ms(const struct sender *x)
{
	int64_t most_ms = 1000LL << x->message.tries;
	if (most_ms > PAUSE_LIMIT_MS)
		most_ms = PAUSE_LIMIT_MS;
	int64_t wait_ms = (int64_t)random_below((uint32_t)most_ms);
	int64_t asked_ms = x->verdict.retry_after_s * 1000;
	return asked_ms > wait_ms ? asked_ms : wait_ms;
}

static bool
tries_again(const struct sender *x, int64_t wait_ms)
{
	const struct message *m = &x->message;
	int64_t spent_ms = clock_now_ms() - m->first_try_at_ms;

	if (!x->options.repeat || x->cancelled || !x->verdict.may_retry || m->tries >= TRIES_MAX)
		return false;
	/* A pause that the provider asks for may lead out of the two minutes. */
	if (x->verdict.retry_after_s <= 0)
		spent_ms += wait_ms;
	return spent_ms < TRIES_LIMIT_MS;
}

/* The answer is known and the row does not say so: it is found unknown at the next start. */
static void
set_note_fault(struct sender *x, const struct fault *f)
{
	const struct message *m = &x->message;

	x->fault = *f;
	if (m->state == MESSAGE_NOT_SENT || m->state == MESSAGE_REJECTED)
		return;
	fault_set(&x->fault, WORD_UNCERTAIN,
	          "the message is %s, but that could not be written "
	          "down: %s",
	          message_state_word(m->state), f->cause);
	fault_hint(&x->fault, "do not send it again before otpdeck log show %lld tells more",
	           (long long)m->id);
}

static void
pause_before_next_try(struct sender *x, int64_t wait_ms)
{
	x->next_at_ms = clock_now_ms() + wait_ms;
	x->timer = loop_start_timer(x->session->loop, wait_ms, try_again, x);
	change_phase(x, SENDER_PAUSING);
}

static void
go_on(struct sender *x)
{
	const struct message *m = &x->message;
	int64_t wait_ms = pause_ms(x);

	if (m->state == MESSAGE_NOT_SENT && tries_again(x, wait_ms)) {
		pause_before_next_try(x, wait_ms);
		return;
	}
	if (x->cancelled && m->state == MESSAGE_NOT_SENT)
		fault_set(&x->fault, WORD_CANCELLED, "stopped before anything left");
	if (x->options.follow && !x->cancelled && m->next_poll_at_ms > 0)
		start_following(x);
	else
		end_send(x);
}

void
sender_noted(struct sender *x, enum status st, const struct fault *f)
{
	if (st != ST_OK)
		diary_fault("note", f);
	if (x->orphaned) {
		sender_free(x);
		return;
	}
	if (st == ST_OK) {
		go_on(x);
		return;
	}
	set_note_fault(x, f);
	end_send(x);
}

void
sender_cancel(struct sender *x)
{
	struct http *h = NULL;
	struct fault ignored = { 0 };

	x->cancelled = true;
	if (x->phase == SENDER_RECORDING && x->job_runs)
		worker_cancel(x->session->worker, &x->job);
	else if (x->phase == SENDER_SENDING && loop_http(x->session->loop, &h, &ignored) == ST_OK)
		http_cancel(h, x->request_id);
	else if (x->phase == SENDER_PAUSING) {
		loop_stop_timer(x->session->loop, x->timer);
		x->timer = 0;
		end_send(x);
	} else if (x->phase == SENDER_FOLLOWING)
		end_send(x);
}

void
sender_destroy(struct sender *x)
{
	if (!x)
		return;
	x->options.changed = NULL;
	x->orphaned = true;
	loop_stop_timer(x->session->loop, x->timer);
	if (x->phase == SENDER_SENDING || x->phase == SENDER_RECORDING)
		sender_cancel(x);
	if (!x->job_runs)
		sender_free(x);
}

enum sender_phase
sender_phase(const struct sender *x)
{
	return x->phase;
}

const struct message *
sender_message(const struct sender *x)
{
	return &x->message;
}

const struct fault *
sender_fault(const struct sender *x)
{
	return &x->fault;
}

int64_t
sender_next_at_ms(const struct sender *x)
{
	return x->phase == SENDER_PAUSING || x->phase == SENDER_FOLLOWING ? x->next_at_ms : 0;
}

const char *
sender_text(const struct sender *x)
{
	return text_string(&x->text);
}
