/* SPDX-License-Identifier: MIT */
#ifndef APP_SENDER_H
#define APP_SENDER_H
/*
 * One send from the operator's draft to its final state.
 *
 * No record, no send: the row is inserted as claimed and committed before a connection is opened.
 * One try is one request on the wire. The answer is read by net/infobip, recorded, and what is
 * not final is followed in the provider's log (app/follow). Only what certainly did not leave is
 * tried again, under the same messageId, and only when asked for.
 *
 * Owns    a sender owns its copy of the draft, the code and the key; sender_destroy wipes them.
 *         Destroying one in flight cancels it; the worker still writes down what is known then.
 *         The key goes as soon as no further try can follow.
 */
#include <stdbool.h>
#include <stdint.h>

#include "app/session.h"
#include "base/text.h"
#include "domain/context.h"
#include "domain/message.h"
#include "domain/template.h"

#define SEND_TEXT_MAX ((size_t)4096)
#define SEND_TO_BYTES 320
#define SEND_WHY_BYTES 320

struct send_draft {
	char to[SEND_TO_BYTES]; /* as typed */
	/* "": the kind by the context's action. The name of a kind is resolved by locale, client
	 * and type of the context; a refined name, and any with a revision, is that very text. */
	char template_name[TEMPLATE_NAME_BYTES];
	int64_t template_revision;    /* 0: the newest */
	char text[SEND_TEXT_MAX + 1]; /* own text when `own_text` */
	bool own_text;
	char sender[16]; /* "": the profile's; of a call, the number it comes from */
	struct context context;
	bool confirmed;
	int64_t parent_id;    /* the row that is sent again; 0: none */
	unsigned asked_again; /* answered with yes: bits of app/guard's enum guard_question */
};

/* A draft with the context's defaults, the profile's locale and a sandbox number for a sandbox
 * profile. */
void send_draft_init(struct send_draft *d, const struct profile *p);

/* Whether it is a call, by its message_type. */
bool send_draft_is_call(const struct send_draft *d);
/* The sender that the profile has for this kind of message: `sender`, or for a call
 * `voice_sender`. Calls of a sandbox profile without one come from a sandbox number; elsewhere ""
 * says that it is missing. */
const char *send_draft_standard_sender(const struct send_draft *d, const struct profile *p);

/* What would be sent, for the eye of the operator who sends it: the code is in it. */
struct send_preview {
	enum message_type type;
	struct text text;     /* of a call with the digits of its code set apart */
	struct parts parts;   /* of a call: one, and its characters */
	const char *language; /* of the voice; static */
	char e164[PHONE_E164_BYTES];
	char country[3];
	char sender[16];
	struct template_info template; /* id 0 with an own text */
	char why[SEND_WHY_BYTES];      /* which text answered and why; "" when it was named */
	enum template_rung rung;       /* by which it answered */
	bool is_alone;                 /* its kind has no other text */
	bool fresh_code;     /* the code shown stands for one that is made when it is sent */
	size_t missing;      /* variables that rendered as nothing */
	unsigned asks_again; /* what must be asked a second time, as far as it is known */
};

/* Renders and measures on the loop's thread; touches neither network nor log. The first fault in
 * the order number, context, template, text, sender, guards that need no counting. The caller
 * inits out->text (ceiling 16 KiB) and finishes it. "auto" shows as 123456. A call without a
 * number to come from is WORD_VOICE_SENDER_MISSING. */
MUST_USE enum status sender_preview(struct session *s, const struct send_draft *d,
                                    struct send_preview *out, struct fault *f);

/* The guards that need no counting, asked about a draft and its preview. What d->asked_again
 * answers passes; the two words of guard_question_of are what sender_preview leaves out. */
MUST_USE enum status sender_check_guards(struct session *s, const struct send_draft *d,
                                         const struct send_preview *p, struct fault *f);

/* What decides about money, a line each without a line end behind the last: profile, host, full
 * number and country, sender, size, price as far as it is known, code, text. The last line is the
 * text, on one line whatever it holds. */
#define SENDER_FACTS_MAX 10
void sender_write_facts(struct session *s, const struct send_preview *p, struct text *out);

/* The request that a draft would send, byte for byte but for the key, which is masked. For the
 * eye of the operator who wrote it: the full number and the code are in it, and neither is kept
 * anywhere. */
struct send_request {
	const char *method;
	struct text url;
	struct text headers;           /* a line each */
	struct text body;              /* JSON */
	struct template_info template; /* id 0 with an own text */
	char why[SEND_WHY_BYTES];      /* as in send_preview */
	struct fault
		refusal; /* what a guard that needs no counting says of it; code ST_OK: nothing */
};
void send_request_init(struct send_request *r);
void send_request_finish(struct send_request *r);
/* Writes it without touching network, store or log: a messageId and, for "auto", a code are made
 * up and forgotten. No guard on money is asked, so it works for a production profile that is not
 * armed, and with a locked vault. A sandbox profile without base_url has no address before its
 * sandbox runs: "http://127.0.0.1:PORT" stands for it. WORD_BASE_URL_MISSING, and whatever is
 * wrong with the draft itself. */
MUST_USE enum status sender_dry_run(struct session *s, const struct send_draft *d,
                                    struct send_request *out, struct fault *f);

enum sender_phase {
	SENDER_RECORDING, /* the worker writes the intent */
	SENDER_SENDING,   /* on the wire */
	SENDER_NOTING,    /* the worker writes the result */
	SENDER_PAUSING,   /* certainly not sent: the next try is at sender_next_at_ms */
	SENDER_FOLLOWING, /* accepted or uncertain: the log is asked at sender_next_at_ms */
	SENDER_ENDED
};

struct sender_options {
	bool repeat; /* try again, when it certainly did not leave: 3 tries, 2 minutes */
	bool follow; /* follow to the final state, else end with the answer */
	/* On the loop's thread, at every change of phase or message; may not destroy the sender. */
	void (*changed)(void *context);
	void *context;
};

struct sender;

/* Checks the draft as sender_preview does, and starts. */
MUST_USE enum status sender_start(struct session *s, const struct send_draft *d,
                                  const struct sender_options *options, struct sender **out,
                                  struct fault *f);
void sender_destroy(struct sender *x);
enum sender_phase sender_phase(const struct sender *x);
/* The row as it stands; id 0 until it is recorded. */
const struct message *sender_message(const struct sender *x);
/* Why it ended without a row or a verdict; code ST_OK when there is nothing to say. */
const struct fault *sender_fault(const struct sender *x);
int64_t sender_next_at_ms(const struct sender *x);
/* Whether these digits are the code that it made or was given, compared in constant time. */
bool sender_is_code(const struct sender *x, const char *digits);
/* The text with its code, for the phone on the screen of the process that sent it. */
const char *sender_text(const struct sender *x);
/* Stops what it is doing: before the wire the row is cancelled or not_sent; on the wire it is
 * unknown (not_sent when no byte had left); afterwards only the following ends. */
void sender_cancel(struct sender *x);

/* How long Auth0 takes a code: 5 minutes, by its documentation of the MFA API. */
#define SENDER_CODE_LIFE_MS (5 * 60 * 1000LL)
/* The same code under the same messageId once more, so that the provider can tell it from another
 * message. Only for a row that is not_sent or likely_not_sent, only by the sender that made the
 * code, and only as long as that lives: WORD_CODE_EXPIRED, WORD_GUARD. It then runs as it did from
 * sender_start on. */
MUST_USE enum status sender_repeat(struct sender *x, struct fault *f);

/* The envelope's verdict of a message by cli.md's table of exits: ST_OK and WORD_NONE when it is
 * accepted or delivered. `waited`: --wait was asked for and ran out. */
enum status sender_outcome(const struct message *m, bool waited, struct fault *f);
#endif
