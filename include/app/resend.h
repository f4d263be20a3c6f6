/* SPDX-License-Identifier: MIT */
#ifndef APP_RESEND_H
#define APP_RESEND_H
/*
 * Messages that are sent again: one, exactly or edited, or several one after the other.
 *
 * A resend is a new message: a new messageId and a newly made code, to the same number with the
 * same template revision, context and sender, linked to the row it comes from. What was not kept
 * is not made up: an own text (only its redacted preview is stored) and digits of the context that
 * were masked are refused, and have to be given anew.
 *
 * A row that may have been sent is first looked up in the provider's log. Found: nothing is sent.
 * Absent, or not to be asked: the operator decides, whatever kind of profile it is; among several
 * such a row is left out. The guards on money are those of every send (app/sender).
 *
 * To send the same code under the same messageId once more is another matter: sender_repeat.
 *
 * Owns    a run owns its drafts and wipes them; resend_destroy cancels what is in flight.
 * Limits  RESEND_ITEMS_MAX rows; RESEND_PRODUCTION_MAX in production.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/sender.h"

#define RESEND_ITEMS_MAX 100
/* Above this a second person is to agree, and this program knows but one. */
#define RESEND_PRODUCTION_MAX 10

/* The draft that sends a row again. The text of an own-text row is empty, as it was not kept.
 * WORD_LOCKED, WORD_ROW_DAMAGED. */
MUST_USE enum status resend_draft(struct session *s, const struct message *m,
                                  struct send_draft *out, struct fault *f);
/* Applies "KEY=VALUE": to, template (its newest revision), text, sender, locale, client, type, and
 * every field of the context. Another type takes the profile's sender of that type. WORD_USAGE
 * for a key that there is none of, else what the field says. */
MUST_USE enum status resend_edit(struct send_draft *d, const char *const *edits, size_t count,
                                 struct fault *f);
/* sender_preview, but for what was not kept: WORD_NOT_KEPT names it. */
MUST_USE enum status resend_preview(struct session *s, const struct send_draft *d,
                                    struct send_preview *out, struct fault *f);
/* Whether it is open if the provider has it, so that its log is to be asked first. */
bool resend_is_uncertain(const struct message *m);

enum resend_phase {
	RESEND_LOOKING, /* the provider's log is asked about a row that may have been sent */
	RESEND_ASKING,  /* waits for resend_confirm */
	RESEND_SENDING, /* resend_sender */
	RESEND_PACING,  /* the next one leaves at resend_next_at_ms */
	RESEND_ENDED
};

enum resend_fate {
	RESEND_WAITING, /* nothing was done about it (yet) */
	RESEND_SENT,    /* `now` is its new row, however that ended */
	RESEND_FOUND,   /* the provider has the old one, `was` says how it stands: none was sent */
	RESEND_LEFT_OUT /* `fault` says why */
};

struct resend_item {
	struct message was; /* the row as it was last read */
	struct message now; /* id 0: none */
	int64_t parts;      /* of the text to be sent */
	enum resend_fate fate;
	struct fault fault;
};

struct resend_options {
	const int64_t *ids; /* in the order of sending */
	size_t count;
	const char *const *edits; /* "KEY=VALUE"; theirs to keep for as long as the run */
	size_t edit_count;
	bool confirmed; /* a billed send was agreed to; it answers no doubt */
	bool look_only; /* one row: ends where it would be sent, to be edited elsewhere */
	bool repeat;    /* as in sender_options, one row only */
	bool follow;
	/* On the loop's thread at every change; may not destroy the run. */
	void (*changed)(void *context);
	void *context;
};

struct resend;

/* Reads the rows and begins. WORD_NOT_ARMED in production; fails when none of them can be sent
 * again, with the first reason. */
MUST_USE enum status resend_start(struct session *s, const struct resend_options *options,
                                  struct resend **out, struct fault *f);
void resend_destroy(struct resend *r);
enum resend_phase resend_phase(const struct resend *r);
size_t resend_count(const struct resend *r);
const struct resend_item *resend_item(const struct resend *r, size_t i);
/* The item that it is at. */
size_t resend_at(const struct resend *r);
/* NULL but while it sends. */
const struct sender *resend_sender(const struct resend *r);
int64_t resend_next_at_ms(const struct resend *r);
/* Why a run of several ended before its end; code ST_OK when it did not. */
const struct fault *resend_fault(const struct resend *r);

/* While it asks: what is to be sent (of the first item), and why it may be one too many; "" when
 * only money is asked about. */
const struct send_draft *resend_asked(const struct resend *r);
const struct send_preview *resend_shown(const struct resend *r);
const char *resend_doubt(const struct resend *r);
/* The guard that asks again (a bit of app/guard's enum guard_question), after the first question
 * was answered; 0: that first question. Among several, such a one is left out. */
unsigned resend_asks_again(const struct resend *r);
/* What all items together take. Prices are those of the old rows. */
struct resend_sum {
	size_t messages;
	size_t left_out;
	int64_t parts;
	size_t priced; /* how many of them have a known price */
	double amount;
	char currency[8];
};
void resend_add_up(const struct resend *r, struct resend_sum *out);
/* The operator agrees. */
void resend_confirm(struct resend *r);
/* Nothing more after the send in flight, which a second call gives up as sender_cancel does. */
void resend_stop(struct resend *r);
bool resend_is_stopping(const struct resend *r);
#endif
