/* SPDX-License-Identifier: MIT */
/* what a poll takes from the store and what its news make of a row */
#include <string.h>

#include "app/follow_impl.h"
#include "base/clock.h"
#include "base/random.h"
#include "store/db.h"
#include "store/message_store.h"
#include "store/secret_store.h"

#define ANSWER_MAX ((size_t)16 * 1024)

/* Whether the provider's log reaches back to the row no more. */
static bool
is_over(const struct message *m, int64_t now_ms)
{
	return follow_schedule_ms(m->first_try_at_ms, now_ms, 0) == 0;
}

static enum status
settle_row(struct follow *w, struct db *db, struct message *m, struct fault *f)
{
	enum message_state before = m->state;

	follow_settle(m, clock_now_ms());
	w->settled = true;
	return message_store_update(db, before, m, NULL, f);
}

/* Moves the row's next time on before the log is asked, so that nobody else asks for it too. */
static enum status
take_row(struct follow *w, struct db *db, struct message *m, struct fault *f)
{
	int64_t now_ms = clock_now_ms();

	if (is_over(m, now_ms))
		return settle_row(w, db, m, f);
	/* One poll asks one endpoint with one key; the other ones' rows stay due. */
	if (!w->can_ask || strcmp(m->key_uuid, w->key_uuid) != 0 ||
	    (w->row_count > 0 && infobip_api_of(m) != infobip_api_of(w->rows)))
		return ST_OK;
	m->next_poll_at_ms = follow_schedule_ms(m->first_try_at_ms, now_ms, random_below(1001));
	m->polls++;
	enum status st = message_store_update(db, m->state, m, NULL, f);
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
		                         &w->taken_due_ms, f);
	enum status st = message_store_load(db, w->options.only_id, due, f);
	if (st != ST_OK)
		return st;
	w->taken_due_ms = due->next_poll_at_ms;
	*count = due->next_poll_at_ms > 0 && due->next_poll_at_ms <= now_ms;
	return ST_OK;
}

static enum status
take_rows(struct follow *w, struct db *db, struct fault *f)
{
	struct message due[INFOBIP_IDS_MAX];
	size_t count = 0;
	enum status st = load_due(w, db, due, &count, f);

	for (size_t i = 0; st == ST_OK && i < count; i++)
		st = take_row(w, db, &due[i], f);
	return st;
}

/* Key and address for one poll, found anew each time: a key that was changed is used at once, none
 * lies open in between, and a sandbox that died has another address. */
static enum status
open_connection(struct follow *w, struct db *db, struct fault *f)
{
	secret_destroy(w->api_key);
	w->api_key = NULL;
	text_reset(&w->base_url);
	enum status st =
		session_open_key_of(w->session, db, &w->profile, w->key_uuid, &w->api_key, f);
	if (st == ST_OK)
		st = session_base_url(w->session, &w->profile, &w->base_url, f);
	w->can_ask = st == ST_OK;
	return st;
}

/* Whether rows are due, and whether any of them is still in the provider's log. Found without the
 * lock for writing, which an idle console never asks for. */
static enum status
look(struct follow *w, struct db *db, bool *any, bool *asks, struct fault *f)
{
	struct message due[INFOBIP_IDS_MAX];
	size_t count = 0;
	enum status st = load_due(w, db, due, &count, f);

	*any = count > 0;
	*asks = false;
	for (size_t i = 0; i < count && !*asks; i++) {
		*asks = !is_over(&due[i], clock_now_ms());
		text_copy(w->key_uuid, sizeof(w->key_uuid), due[i].key_uuid);
	}
	return st;
}

/* A replaced key goes with the last message that waited for it; its ciphertext goes out of the
 * write-ahead log too. */
static enum status
end_and_sweep(struct db *db, enum status st, struct fault *f)
{
	bool swept = false;

	if (st == ST_OK)
		st = secret_store_sweep_past(db, &swept, f);
	st = db_end(db, st, f);
	if (st == ST_OK && swept)
		db_empty_log(db);
	return st;
}

static enum status
take_in_transaction(struct follow *w, struct db *db, struct fault *f)
{
	enum status st = db_begin(db, f);

	w->row_count = 0;
	w->settled = false;
	if (st != ST_OK)
		return st;
	return end_and_sweep(db, take_rows(w, db, f), f);
}

/* Only what the provider's log can tell of is ever due. */
static bool
may_be_due(const struct message *m)
{
	return !m->final && (m->state == MESSAGE_UNKNOWN || m->state == MESSAGE_ACCEPTED ||
	                     m->state == MESSAGE_LIKELY_NOT_SENT);
}

static enum status
hasten_one(struct db *db, int64_t id, struct fault *f)
{
	int64_t now_ms = clock_now_ms();
	struct message m;
	enum status st = message_store_load(db, id, &m, f);

	if (st != ST_OK || !may_be_due(&m))
		return st;
	m.next_poll_at_ms = now_ms;
	return message_store_update(db, m.state, &m, NULL, f);
}

static enum status
hasten(struct follow *w, struct db *db, struct fault *f)
{
	enum status st = w->hastens ? db_begin(db, f) : ST_OK;

	if (!w->hastens || st != ST_OK)
		return st;
	if (w->options.only_id != 0)
		st = hasten_one(db, w->options.only_id, f);
	else
		st = message_store_hasten(db, w->profile.id, clock_now_ms(), f);
	st = db_end(db, st, f);
	w->hastens = st != ST_OK;
	return st;
}

/* Rows whose 48 hours are over need no answer, so they are settled even when nobody can be
 * asked. */
static enum status
take_step(struct job *j, struct fault *f)
{
	struct follow *w = j->context;
	struct fault unreachable = { 0 };
	enum status reached = ST_OK;
	bool any = false;
	bool asks = false;
	enum status st = hasten(w, j->db, f);

	w->row_count = 0;
	w->settled = false;
	w->can_ask = false;
	if (st == ST_OK)
		st = look(w, j->db, &any, &asks, f);
	if (st != ST_OK || !any)
		return st;
	if (asks)
		reached = open_connection(w, j->db, &unreachable);
	st = take_in_transaction(w, j->db, f);
	if (st == ST_OK && reached != ST_OK) {
		*f = unreachable;
		st = reached;
	}
	return st;
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

/* The row is read anew: since it was taken, another process may have noted a later word. */
static enum status
note_row(struct follow *w, struct db *db, const struct message *taken, struct fault *f)
{
	const struct infobip_log_row *row = find_news(w, taken->message_id);
	int64_t now_ms = clock_now_ms();
	struct message m;
	struct text answer;
	enum status st = message_store_load(db, taken->id, &m, f);

	if (st != ST_OK || m.next_poll_at_ms == 0)
		return st;
	enum message_state before = m.state;
	bool is_new = row && follow_apply_news(&m, row, now_ms);
	if (!row)
		follow_apply_silence(&m, now_ms);
	text_init(&answer, ANSWER_MAX);
	if (is_new)
		follow_write_row(row, &answer);
	st = message_store_update(db, before, &m, is_new ? text_string(&answer) : NULL, f);
	text_finish(&answer);
	return st;
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
	for (size_t i = 0; st == ST_OK && i < w->row_count; i++)
		st = note_row(w, j->db, &w->rows[i], f);
	return end_and_sweep(j->db, st, f);
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
		.must_run = step == note_step,
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
