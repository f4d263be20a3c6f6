/* SPDX-License-Identifier: MIT */
/* the record of a send: its intent before the wire, its result after it */
#include "app/sender_impl.h"

#include <unistd.h>

#include "app/arming.h"
#include "app/guard.h"
#include "base/child.h"
#include "base/clock.h"
#include "store/db.h"
#include "store/profile_store.h"
#include "store/secret_store.h"

static enum status
open_key(struct sender *x, struct db *db, struct fault *f)
{
	enum status st = ST_OK;

	if (x->api_key)
		return ST_OK;
	st = session_open_key(x->session, db, &x->profile, false, &x->api_key, f);
	return st == ST_OK ? secret_store_uuid(db, &x->profile, "API_KEY", x->key_uuid, f) : st;
}

/* Asked anew for every try: a sandbox that died has another address now. */
static enum status
open_address(struct sender *x, struct fault *f)
{
	text_reset(&x->base_url);
	enum status st = session_base_url(x->session, &x->profile, &x->base_url, f);
	if (st != ST_OK || x->request.size_bytes > 0)
		return st;
	struct infobip_send send = sender_request(x);
	infobip_write_shown(&send, text_string(&x->base_url), x->code, &x->request);
	return ST_OK;
}

static struct message_private
private_of(const struct sender *x)
{
	struct message_private p = {
		.profile = &x->profile,
		.e164 = x->e164,
		.context_json = text_string(&x->context_json),
		.preview = text_string(&x->preview),
		.request = text_string(&x->request),
	};
	for (size_t i = 0; i < sizeof(p.body_hash); i++)
		p.body_hash[i] = x->body_hash[i];
	return p;
}

/* Settings are read anew, so that a console left open does not send by caps that were lowered
 * since, nor to where nobody agreed to. */
static enum status
pass_guards(struct sender *x, struct db *db, const struct message_private *p, struct fault *f)
{
	struct message_counts counts = { 0 };
	struct profile fresh = x->profile;
	struct guard_case guarded = {
		.profile = &fresh,
		.e164 = x->e164,
		.country = x->country,
		.parts = x->message.parts,
		.confirmed = x->confirmed,
		.asked_again = x->asked_again,
	};
	struct message_price price = { 0 };
	int64_t left_ms = 0;

	if (!profile_is_billed(&x->profile))
		return guard_check(&guarded, NULL, f);
	enum status st = profile_store_load_id(db, x->profile.id, &fresh, f);
	if (st == ST_OK)
		st = guard_unchanged(&x->profile, &fresh, f);
	if (st == ST_OK)
		st = secret_store_check_refused(db, &x->profile, "API_KEY", f);
	if (st == ST_OK)
		st = arming_left(db, x->profile.id, &left_ms, f);
	if (st == ST_OK)
		st = message_store_counts(db, x->session->vault, p, clock_now_ms(), &counts, f);
	if (st == ST_OK)
		st = message_store_last_price(db, &x->message, &price, f);
	guarded.armed = left_ms > 0;
	guarded.price = price.amount;
	return st == ST_OK ? guard_check(&guarded, &counts, f) : st;
}

/* A row that certainly was not sent counts in no budget, so a further try is judged like a first
 * one. */
static enum status
claim_in_transaction(struct sender *x, struct db *db, struct fault *f)
{
	const struct message_owner owner = {
		.pid = getpid(),
		.start_ticks = process_start_ticks(getpid()),
	};
	struct message *m = &x->claimed;
	struct message_private p = private_of(x);
	enum status st = pass_guards(x, db, &p, f);

	if (st != ST_OK)
		return st;
	if (m->id != 0)
		return message_store_claim(db, m, &owner, f);
	m->created_at_ms = clock_now_ms();
	return message_store_insert(db, x->session->vault, m, &p, &owner, f);
}

static enum status
claim_step(struct job *j, struct fault *f)
{
	struct sender *x = j->context;
	enum status st = open_key(x, j->db, f);

	/* A step repeated after a lock, or a commit that failed, begins with the row as it was. */
	x->claimed = x->message;
	text_copy(x->claimed.key_uuid, sizeof(x->claimed.key_uuid), x->key_uuid);
	if (st == ST_OK)
		st = open_address(x, f);
	if (st == ST_OK)
		st = db_begin(j->db, f);
	if (st != ST_OK)
		return st;
	st = claim_in_transaction(x, j->db, f);
	return db_end(j->db, st, f);
}

static void
job_done(struct job *j, enum status st, const struct fault *f)
{
	struct sender *x = j->context;
	x->job_runs = false;
	if (j->step == claim_step)
		sender_claimed(x, st, f);
	else
		sender_noted(x, st, f);
}

static enum status
note_step(struct job *j, struct fault *f)
{
	struct sender *x = j->context;
	bool swept = false;
	const char *answer = x->answer.size_bytes > 0 ? text_string(&x->answer) : NULL;
	enum status st = db_begin(j->db, f);
	if (st != ST_OK)
		return st;
	st = message_store_update(j->db, MESSAGE_SENDING, &x->message, answer, f);
	/* A sandbox refuses a key by the number that is sent to, which says nothing of the key. */
	if (st == ST_OK && x->verdict.key_suspect && profile_is_billed(&x->profile))
		st = secret_store_mark_refused(j->db, &x->profile, "API_KEY", x->api_key, f);
	if (st == ST_OK)
		st = secret_store_sweep_past(j->db, &swept, f);
	st = db_end(j->db, st, f);
	if (st == ST_OK && swept)
		db_empty_log(j->db);
	return st;
}

static void
submit(struct sender *x, const char *what, enum status (*step)(struct job *, struct fault *))
{
	x->job = (struct job){
		.what = what,
		.class = JOB_SEND,
		.step = step,
		.done = job_done,
		.context = x,
		.must_run = step == note_step,
	};
	x->job_runs = true;
	worker_submit(x->session->worker, &x->job);
}

void
sender_submit_claim(struct sender *x)
{
	submit(x, "writing the send down", claim_step);
}

void
sender_submit_note(struct sender *x)
{
	submit(x, "writing the answer down", note_step);
}
