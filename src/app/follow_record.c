/* SPDX-License-Identifier: MIT */
/* what a poll takes from the store and what its news make of a row */
#include <string.h>

#include "app/follow_impl.h"
#include "base/clock.h"
#include "base/random.h"
#include "store/db.h"
#include "store/message_store.h"

static void submit(struct follow *w, const char *what,
                   enum status (*step)(struct job *, struct fault *));

/* What the end of the provider's 48 hours makes of a row. */
static void
settle(struct message *m, int64_t now_ms)
{
	m->final = true;
	m->next_poll_at_ms = 0;
	m->last_change_at_ms = now_ms;
	if (m->state == MESSAGE_ACCEPTED && m->status.group_id == 3 && m->status.id == 2) {
		text_copy(m->cause, sizeof(m->cause),
		          "the operator has it, the phone never reported");
		return;
	}
	m->state = MESSAGE_UNRESOLVED;
	text_copy(m->cause, sizeof(m->cause), "48 hours passed without a final word");
}

/* Moves the row's next time on before the log is asked, so that nobody else asks for it too. */
static enum status
take_row(struct follow *w, struct db *db, struct message *m, struct fault *f)
{
	enum message_state before = m->state;
	int64_t now_ms = clock_now_ms();
	int64_t next_ms = follow_schedule_ms(m->first_try_at_ms, now_ms, random_below(1001));

	if (next_ms == 0) {
		settle(m, now_ms);
		w->settled = true;
		return message_store_update(db, before, m, NULL, f);
	}
	m->next_poll_at_ms = next_ms;
	m->polls++;
	enum status st = message_store_update(db, before, m, NULL, f);
	if (st == ST_OK)
		w->rows[w->row_count++] = *m;
	return st;
}

static enum status
load_due(struct follow *w, struct db *db, struct message *due, size_t *count, struct fault *f)
{
	int64_t now_ms = clock_now_ms();
	*count = 0;
	if (w->options.only_id == 0)
		return message_store_due(db, w->profile.id, now_ms, due, INFOBIP_IDS_MAX, count,
		                         &w->next_due_ms, f);
	enum status st = message_store_load(db, w->options.only_id, due, f);
	if (st != ST_OK)
		return st;
	w->next_due_ms = due->next_poll_at_ms;
	*count = due->next_poll_at_ms > 0 && due->next_poll_at_ms <= now_ms;
	return ST_OK;
}

static enum status
take_in_transaction(struct follow *w, struct db *db, struct fault *f)
{
	struct message due[INFOBIP_IDS_MAX];
	size_t count = 0;
	enum status st = load_due(w, db, due, &count, f);

	w->row_count = 0;
	w->settled = false;
	for (size_t i = 0; st == ST_OK && i < count; i++) {
		/* One poll asks one endpoint; the other version's rows stay due. */
		if (due[i].api_version != due[0].api_version)
			continue;
		st = take_row(w, db, &due[i], f);
		if (st == ST_REFUSED)
			st = ST_OK; /* another console was faster */
	}
	if (st == ST_OK && w->row_count > 0)
		w->next_due_ms = w->rows[0].next_poll_at_ms;
	return st;
}

static enum status
open_key(struct follow *w, struct db *db, struct fault *f)
{
	if (w->api_key)
		return ST_OK;
	return session_open_key(w->session, db, &w->profile, true, &w->api_key, f);
}

static enum status
open_connection(struct follow *w, struct db *db, struct fault *f)
{
	enum status st = open_key(w, db, f);
	if (st != ST_OK || w->base_url.size_bytes > 0)
		return st;
	return session_base_url(w->session, &w->profile, &w->base_url, f);
}

static enum status
take_step(struct job *j, struct fault *f)
{
	struct follow *w = j->context;
	enum status st = db_begin(j->db, f);
	if (st != ST_OK)
		return st;
	st = take_in_transaction(w, j->db, f);
	if (st == ST_OK)
		st = db_commit(j->db, f);
	if (st != ST_OK) {
		db_cancel(j->db);
		return st;
	}
	return w->row_count > 0 ? open_connection(w, j->db, f) : ST_OK;
}

void
follow_found(void *context, const struct infobip_log_row *row)
{
	struct follow *w = context;
	if (w->found_count < INFOBIP_IDS_MAX)
		w->found[w->found_count++] = *row;
}

static const struct infobip_log_row *
find_news(const struct follow *w, const char *message_id)
{
	for (size_t i = 0; i < w->found_count; i++) {
		if (strcmp(w->found[i].message_id, message_id) == 0)
			return &w->found[i];
	}
	return NULL;
}

static void
apply_news(struct message *m, const struct infobip_log_row *row, int64_t now_ms)
{
	enum message_state news;
	m->absent_polls = 0;
	m->first_absent_at_ms = 0;
	if (!message_state_from_provider(row->status.group_id, row->status.id, &news))
		return;
	/* The log may lag behind what is known: an older word never takes a final one back. */
	if (news == MESSAGE_ACCEPTED && message_state_is_final(m->state))
		return;
	if (news != m->state && !message_may_follow(m->state, news))
		return;
	if (news != m->state || row->status.id != m->status.id) {
		m->last_change_at_ms = now_ms;
		m->cause[0] = '\0';
	}
	m->state = news;
	m->status = row->status;
	m->error = row->error;
	m->final = message_state_is_final(news);
	if (m->final)
		m->next_poll_at_ms = 0;
	if (row->has_price) {
		m->has_price = true;
		m->price_amount = row->price_amount;
		text_copy(m->price_currency, sizeof(m->price_currency), row->price_currency);
	}
}

static void
apply_silence(struct message *m, int64_t now_ms)
{
	m->absent_polls++;
	if (m->first_absent_at_ms == 0)
		m->first_absent_at_ms = now_ms;
	enum message_state now = follow_absent_state(m, now_ms);
	if (now == m->state)
		return;
	m->state = now;
	m->last_change_at_ms = now_ms;
	text_copy(m->cause, sizeof(m->cause), "the provider's log does not know it");
}

static enum status
note_row(struct follow *w, struct db *db, struct message *m, struct fault *f)
{
	enum message_state before = m->state;
	int64_t now_ms = clock_now_ms();
	const struct infobip_log_row *row = find_news(w, m->message_id);

	if (row)
		apply_news(m, row, now_ms);
	else
		apply_silence(m, now_ms);
	enum status st = message_store_update(db, before, m, NULL, f);
	return st == ST_REFUSED ? ST_OK : st;
}

static enum status
note_step(struct job *j, struct fault *f)
{
	struct follow *w = j->context;
	if (!w->asked_well)
		return ST_OK;
	enum status st = db_begin(j->db, f);
	if (st != ST_OK)
		return st;
	for (size_t i = 0; st == ST_OK && i < w->row_count; i++) {
		/* A copy, so that a step repeated after a lock starts from the same row. */
		struct message m = w->rows[i];
		st = note_row(w, j->db, &m, f);
	}
	if (st == ST_OK)
		st = db_commit(j->db, f);
	if (st != ST_OK)
		db_cancel(j->db);
	return st;
}

static void
job_done(struct job *j, enum status st, const struct fault *f)
{
	struct follow *w = j->context;
	w->job_runs = false;
	if (j->step == take_step)
		follow_taken(w, st, f);
	else
		follow_noted(w, st, f);
}

static void
submit(struct follow *w, const char *what, enum status (*step)(struct job *, struct fault *))
{
	w->job = (struct job){
		.what = what,
		.class = JOB_ASKED,
		.step = step,
		.done = job_done,
		.context = w,
	};
	w->job_runs = true;
	worker_submit(w->session->worker, &w->job);
}

void
follow_submit_take(struct follow *w)
{
	submit(w, "looking for open messages", take_step);
}

void
follow_submit_note(struct follow *w)
{
	submit(w, "writing news down", note_step);
}
