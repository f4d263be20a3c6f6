/* SPDX-License-Identifier: MIT */
#ifndef APP_RESEND_IMPL_H
#define APP_RESEND_IMPL_H
/* What the parts of resend share: a run over rows, and the look into the provider's log. */
#include "app/follow.h"
#include "app/resend.h"

struct resend {
	struct session *session;
	int64_t profile_id;     /* whose rows these are: another profile sends none of them */
	struct profile profile; /* as it was when it was asked about */
	struct resend_options options;
	enum resend_phase phase;
	struct resend_item *items;
	size_t count;
	size_t at;
	bool stopping;
	bool confirmed;    /* by the operator, for this run */
	unsigned asks;     /* the guard question that is being asked */
	unsigned answered; /* those that were answered with yes */
	struct fault fault;

	struct send_draft draft; /* of the item it is at */
	struct send_preview preview;
	struct sender *sender;
	size_t not_sent_in_a_row;
	uint64_t timer; /* the next step, or the end of patience with the log */
	int64_t next_at_ms;

	struct follow *look;
	bool looked; /* at this item */
	char doubt[200];
};

/* resend_run.c */
void resend_change_phase(struct resend *r, enum resend_phase phase);
void resend_end(struct resend *r);
/* Reads the item's row as it stands, and makes draft and preview of what sends it again. */
MUST_USE enum status resend_prepare(struct resend *r, struct resend_item *item, struct fault *f);
/* Goes on with the item after the loop's turn. */
void resend_go_on(struct resend *r);

/* resend_look.c: ends in resend_go_on with `looked` set, or with the item FOUND. */
void resend_look(struct resend *r);
void resend_stop_looking(struct resend *r);
#endif
