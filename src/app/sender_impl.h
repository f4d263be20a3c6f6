/* SPDX-License-Identifier: MIT */
#ifndef APP_SENDER_IMPL_H
#define APP_SENDER_IMPL_H
/* What the parts of sender share: one send from draft to final state. */
#include "app/follow.h"
#include "app/job.h"
#include "app/sender.h"
#include "base/secret.h"
#include "net/infobip.h"
#include "store/message_store.h"

/* Nobody's number, for calls to nobody. */
#define SENDER_SANDBOX_CALLER "99900000100"

struct sender {
	struct session *session;
	struct profile profile; /* as it was when the send began */
	struct sender_options options;
	enum sender_phase phase;
	struct message message; /* the loop's; the worker writes into `claimed` */
	struct message claimed;
	int64_t tried_at_ms; /* when the try under way was claimed */
	struct fault fault;
	bool cancelled; /* the operator stopped it */
	bool orphaned;  /* destroyed while a job ran: freed when that job is done */
	bool confirmed;
	unsigned asked_again;
	bool fixed_code;       /* typed by the operator, not made up */
	bool may_have_arrived; /* an earlier try is not certain */

	char e164[PHONE_E164_BYTES];
	char country[3];
	char sender_name[16];
	struct template_info template; /* what it says, for a dry run */
	char why[SEND_WHY_BYTES];
	const char *language; /* of a call's voice; static */
	char code[CONTEXT_VALUE_BYTES];
	struct text text;         /* rendered, with its code */
	struct text context_json; /* without its code */
	struct text preview;      /* redacted */
	struct text request;      /* as shown: masked and redacted */
	struct text answer;       /* redacted */
	struct text base_url;
	struct secret *api_key;
	char key_uuid[RANDOM_UUID_BYTES]; /* of that key; "" for the sandbox's own */
	unsigned char body_hash[VAULT_HASH_BYTES];

	struct job job; /* one at a time: claim or note */
	bool job_runs;
	uint64_t request_id; /* 0: nothing in flight */
	uint64_t timer;
	int64_t next_at_ms;
	struct infobip_verdict verdict;
	struct follow *follow;
};

/* sender_dry.c: a sender of the session's profile that has done nothing yet, and its end. */
struct sender *sender_make(struct session *s, const struct send_draft *d);
void sender_free(struct sender *x);

/* sender_draft.c: fills the rendered and redacted texts and the message from a draft. */
MUST_USE enum status sender_fill(struct sender *x, const struct send_draft *d, struct fault *f);
/* As much of it as a request needs, without vault; what the guards say goes into *refusal. */
MUST_USE enum status sender_fill_request(struct sender *x, const struct send_draft *d,
                                         struct fault *refusal, struct fault *f);
/* sender_template.c: renders the draft's own text, or the one that answers for it; fills text,
 * template, why and missing. */
MUST_USE enum status sender_render(struct session *s, const struct send_draft *d,
                                   const struct context *c, struct send_preview *out,
                                   struct fault *f);
/* sender_call.c: what is particular to a call. Puts the digits of the code apart in out->text. */
MUST_USE enum status sender_spell(const char *code, struct send_preview *out, struct fault *f);
/* Counts the characters, and refuses what no voice can say. */
MUST_USE enum status sender_measure_call(struct send_preview *out, struct fault *f);
/* Finds the number that the call comes from. */
MUST_USE enum status sender_check_caller(const struct send_draft *d, const struct profile *p,
                                         struct send_preview *out, struct fault *f);
/* The request in net's terms; borrowed from the sender. */
struct infobip_send sender_request(const struct sender *x);

/* sender_record.c: the worker's two halves. */
void sender_submit_claim(struct sender *x);
void sender_submit_note(struct sender *x);

/* sender.c: what the halves come back to. */
void sender_claimed(struct sender *x, enum status st, const struct fault *f);
void sender_noted(struct sender *x, enum status st, const struct fault *f);
#endif
