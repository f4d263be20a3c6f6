/* SPDX-License-Identifier: MIT */
/* the steps of a run: one item after the other, asked about, paced, sent */
#include "app/resend_impl.h"

#include "app/guard.h"
#include "base/clock.h"
#include "base/mem.h"
#include "store/message_store.h"

/* One in two seconds, as app/guard has it. */
#define PACE_MS 2000
/* So many that certainly did not leave say that nothing will. */
#define NOT_SENT_MAX 5

void
resend_change_phase(struct resend *r, enum resend_phase phase)
{
	r->phase = phase;
	if (r->options.changed)
		r->options.changed(r->options.context);
}

void
resend_end(struct resend *r)
{
	mem_wipe(&r->draft, sizeof(r->draft));
	resend_change_phase(r, RESEND_ENDED);
}

static void step(void *context);

static void
start_timer(struct resend *r, int64_t wait_ms)
{
	if (r->timer == 0)
		r->timer = loop_start_timer(r->session->loop, wait_ms, step, r);
}

void
resend_go_on(struct resend *r)
{
	start_timer(r, 0);
}

static void
pace(struct resend *r, int64_t left_ms)
{
	start_timer(r, left_ms);
	resend_change_phase(r, RESEND_PACING);
}

static struct resend_item *
current(struct resend *r)
{
	return &r->items[r->at];
}

/* --- One item ------------------------------------------------------------------------------- */

enum status
resend_prepare(struct resend *r, struct resend_item *item, struct fault *f)
{
	const struct resend_options *o = &r->options;
	int64_t id = item->was.id;
	enum status st = message_store_load(r->session->reader, id, &item->was, f);

	if (st == ST_OK && item->was.profile_id != r->profile_id)
		st = fault_set(f, WORD_NOT_FOUND, "message %lld is of another profile",
		               (long long)id);
	if (st == ST_OK && item->was.state == MESSAGE_SENDING) {
		fault_set(f, WORD_GUARD, "message %lld is being sent at this moment",
		          (long long)item->was.id);
		return fault_hint(f, "wait for its answer");
	}
	if (st == ST_OK)
		st = resend_draft(r->session, &item->was, &r->draft, f);
	if (st == ST_OK)
		st = resend_edit(&r->draft, o->edits, o->edit_count, f);
	if (st == ST_OK && !o->look_only)
		st = resend_preview(r->session, &r->draft, &r->preview, f);
	r->draft.asked_again = r->answered;
	if (st == ST_OK && r->count > 1 && r->preview.asks_again != 0) {
		fault_set(f, WORD_GUARD, "message %lld takes %lld parts, which is asked about",
		          (long long)id, (long long)r->preview.parts.count);
		st = fault_hint(f, "send it again by itself, where you can decide");
	}
	return st;
}

static bool
is_several(const struct resend *r)
{
	return r->count > 1;
}

static bool
asks_about_money(const struct resend *r)
{
	return profile_is_billed(&r->session->profile) && !r->options.look_only &&
	       !r->options.confirmed && !r->confirmed;
}

static void
next_item(struct resend *r)
{
	r->looked = false;
	r->doubt[0] = '\0';
	resend_go_on(r);
}

static void
leave_out(struct resend *r, const struct fault *f)
{
	struct resend_item *item = current(r);

	item->fate = RESEND_LEFT_OUT;
	item->fault = *f;
	next_item(r);
}

/* Ends the run before its end: what stopped this one stops the others too. */
static void
give_up(struct resend *r, const struct fault *f)
{
	r->fault = *f;
	resend_end(r);
}

/* --- Sending -------------------------------------------------------------------------------- */

/* Whether what came of an item stops the run. A sandbox refuses a key by the number that is sent
 * to, which says nothing of the next one. */
static bool
stops_all(struct resend *r, const struct message *m, struct fault *f)
{
	bool refused = m->http_status == 401 || m->http_status == 403;

	r->not_sent_in_a_row = m->state == MESSAGE_NOT_SENT ? r->not_sent_in_a_row + 1 : 0;
	if (!is_several(r))
		return false;
	if (refused && profile_is_billed(&r->session->profile)) {
		fault_set(f, WORD_CREDENTIALS, "the provider refuses the key of profile %s",
		          r->session->profile.name);
		fault_hint(f, "set the key anew, then send the rest");
		return true;
	}
	if (r->not_sent_in_a_row < NOT_SENT_MAX)
		return false;
	fault_set(f, WORD_NOT_SENT, "%d in a row could not leave: %.100s", NOT_SENT_MAX, m->cause);
	return true;
}

/* The claim was refused, so there is no row. What a guard would ask again about is asked of the
 * operator, who has no answer for several at once. */
static void
item_refused(struct resend *r, const struct fault *f)
{
	unsigned question = guard_question_of(f) & ~r->answered;

	if (question == 0) {
		current(r)->fate = RESEND_LEFT_OUT;
		current(r)->fault = *f;
		give_up(r, f);
	} else if (is_several(r)) {
		leave_out(r, f);
	} else {
		r->asks = question;
		resend_change_phase(r, RESEND_ASKING);
	}
}

static void
item_ended(struct resend *r)
{
	struct resend_item *item = current(r);
	struct fault f = *sender_fault(r->sender);

	item->now = *sender_message(r->sender);
	sender_destroy(r->sender);
	r->sender = NULL;
	if (item->now.id == 0) {
		item_refused(r, &f);
		return;
	}
	item->fate = RESEND_SENT;
	item->fault = f;
	r->next_at_ms = item->now.created_at_ms + PACE_MS;
	if (stops_all(r, &item->now, &f))
		give_up(r, &f);
	else
		next_item(r);
}

/* The sender may not be destroyed by what it calls, so that waits for the next turn. */
static void
sender_changed(void *context)
{
	struct resend *r = context;

	if (sender_phase(r->sender) == SENDER_ENDED)
		resend_go_on(r);
	resend_change_phase(r, RESEND_SENDING);
}

static void
send_now(struct resend *r)
{
	const struct sender_options options = {
		.repeat = r->options.repeat && !is_several(r),
		.follow = r->options.follow && !is_several(r),
		.changed = sender_changed,
		.context = r,
	};
	struct fault f = { 0 };

	r->draft.confirmed = true;
	if (sender_start(r->session, &r->draft, &options, &r->sender, &f) != ST_OK) {
		leave_out(r, &f);
		return;
	}
	resend_change_phase(r, RESEND_SENDING);
}

/* A clock that was set back does not hold the next one up for longer than the pace. */
static int64_t
pace_left_ms(const struct resend *r)
{
	int64_t left_ms = r->next_at_ms - clock_now_ms();

	if (!profile_is_billed(&r->session->profile) || left_ms <= 0)
		return 0;
	return left_ms < PACE_MS ? left_ms : PACE_MS;
}

/* --- Step by step --------------------------------------------------------------------------- */

/* While the operator was asked the log may have told more. Returns whether the row is to be sent
 * no more. */
static bool
was_found(struct resend *r)
{
	struct resend_item *item = current(r);

	if (r->doubt[0] && !resend_is_uncertain(&item->was))
		item->fate = RESEND_FOUND;
	return item->fate == RESEND_FOUND;
}

static void
leave_doubtful(struct resend *r)
{
	struct fault f = { 0 };

	fault_set(&f, WORD_NOT_CONFIRMED, "message %lld may have been sent: %s",
	          (long long)current(r)->was.id, r->doubt);
	fault_hint(&f, "send it again by itself, where you can decide");
	leave_out(r, &f);
}

/* Several are agreed to before any of them is looked at more closely. */
static bool
must_ask(struct resend *r)
{
	if (asks_about_money(r) || (r->doubt[0] && !r->confirmed))
		return true;
	r->asks = r->preview.asks_again & ~r->answered;
	r->asks &= ~r->asks + 1; /* one after the other */
	return r->asks != 0;
}

static void
do_item(struct resend *r)
{
	struct fault f = { 0 };
	int64_t left_ms = pace_left_ms(r);

	if (resend_prepare(r, current(r), &f) != ST_OK) {
		leave_out(r, &f);
		return;
	}
	bool money_first = is_several(r) && asks_about_money(r);
	if (was_found(r))
		next_item(r);
	else if (!money_first && resend_is_uncertain(&current(r)->was) && !r->looked)
		resend_look(r);
	else if (!money_first && is_several(r) && r->doubt[0])
		leave_doubtful(r);
	else if (money_first || must_ask(r))
		resend_change_phase(r, RESEND_ASKING);
	else if (r->options.look_only)
		resend_end(r);
	else if (left_ms > 0)
		pace(r, left_ms);
	else
		send_now(r);
}

static void
step(void *context)
{
	struct resend *r = context;
	struct fault f = { 0 };

	r->timer = 0;
	if (r->sender) {
		item_ended(r);
		return;
	}
	while (r->at < r->count && r->items[r->at].fate != RESEND_WAITING)
		r->at++;
	if (r->at == r->count || r->stopping) {
		resend_end(r);
		return;
	}
	if (r->session->profile.id != r->profile_id) {
		fault_set(&f, WORD_GUARD,
		          "another profile is in use now, and the rest belongs to the one "
		          "before");
		give_up(r, &f);
	} else if (guard_unchanged(&r->profile, &r->session->profile, &f) != ST_OK) {
		give_up(r, &f);
	} else {
		do_item(r);
	}
}
