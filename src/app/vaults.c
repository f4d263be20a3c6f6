/* SPDX-License-Identifier: MIT */
/* the vault as console and shell use it: unlocked, locked, its slots changed */
#include "app/vaults.h"

#include <assert.h>
#include <stdio.h>
#include <unistd.h>

#include "app/vaults_impl.h"
#include "base/clock.h"
#include "base/diary.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/db.h"

#define FREE_TRIES 3
#define PAUSE_MOST_MS 30000
#define US_A_MS 1000

/* --- Locked, and the pause after wrong tries ------------------------------------------------ */

void
vaults_lock(struct session *s)
{
	/* One that has begun finds that it was locked meanwhile; one that waits never begins. */
	if (s->unlocking)
		worker_cancel(s->worker, &s->unlocking->job);
	vault_lock(s->vault);
	loop_mark_dirty(s->loop);
}

bool
vaults_has_passphrase(const struct session *s)
{
	return vault_has_passphrase(s->vault);
}

void
vaults_look(struct session *s)
{
	bool was_unlocked = session_is_unlocked(s);
	struct fault f = { 0 };

	/* A locked vault follows too: its slots say how it can be unlocked. */
	if (vault_follow(s->reader, s->vault, &f) != ST_OK && was_unlocked)
		diary_fault("vault", &f);
}

int64_t
vaults_pause_ms(const struct session *s)
{
	int64_t left_us = s->unlock_after_us - clock_monotonic_us();

	return s->unlock_after_us == 0 || left_us <= 0 ? 0 : (left_us + US_A_MS - 1) / US_A_MS;
}

static void
count_wrong(struct session *s)
{
	int64_t pause_ms = 1000;

	s->wrong_tries++;
	if (s->wrong_tries < FREE_TRIES)
		return;
	for (int i = FREE_TRIES; i < s->wrong_tries && pause_ms < PAUSE_MOST_MS; i++)
		pause_ms *= 2;
	if (pause_ms > PAUSE_MOST_MS)
		pause_ms = PAUSE_MOST_MS;
	s->unlock_after_us = clock_monotonic_us() + pause_ms * US_A_MS;
}

static enum status
refuse_in_pause(const struct vaults_task *t, struct fault *f)
{
	int64_t pause_ms = vaults_pause_ms(t->session);

	if (t->order.kind != VAULTS_UNLOCK || !t->typed || pause_ms == 0)
		return ST_OK;
	return fault_set(f, WORD_UNLOCK_PAUSED, "after %d wrong passphrases: wait %lld s",
	                 t->session->wrong_tries, (long long)(pause_ms + 999) / 1000);
}

static void
note_try(struct session *s, const struct vaults_task *t, enum status st, const struct fault *f)
{
	if (t->order.kind != VAULTS_UNLOCK)
		return;
	if (st == ST_OK) {
		s->wrong_tries = 0;
		s->unlock_after_us = 0;
	} else if (f->word == WORD_PASSPHRASE_WRONG) {
		count_wrong(s);
	}
}

/* --- One order ------------------------------------------------------------------------------ */

static void
task_finish(struct vaults_task *t)
{
	vault_wrapper_destroy(t->made);
	for (size_t i = 0; i < t->proved_count; i++)
		vault_wrapper_destroy(t->proved[i]);
	secret_destroy(t->typed);
	mem_free(t);
}

static enum status
step(struct job *j, struct fault *f)
{
	struct vaults_task *t = j->context;

	return vaults_step(t, j->db, f);
}

/* A reset leaves another vault in the store. */
static enum status
take_new_vault(struct session *s, struct fault *f)
{
	struct vault *fresh = NULL;
	enum status st = vault_open(s->reader, s->paths.key_dir, NULL, &fresh, f);

	if (st != ST_OK)
		return st;
	vault_close(s->vault);
	s->vault = fresh;
	return ST_OK;
}

static void
task_done(struct job *j, enum status st, const struct fault *f)
{
	struct vaults_task *t = j->context;

	if (t->session->unlocking == t)
		t->session->unlocking = NULL;
	t->result.fault = *f;
	note_try(t->session, t, st, f);
	if (st == ST_OK && t->order.kind == VAULTS_RESET)
		st = take_new_vault(t->session, &t->result.fault);
	else if (st == ST_OK)
		vaults_look(t->session);
	if (st != ST_OK && t->made)
		vault_wrapper_undo_file(t->made);
	t->result.status = st;
	if (st != ST_OK && f->word != WORD_PASSPHRASE_WRONG)
		diary_fault("vault", &t->result.fault);
	loop_mark_dirty(t->session->loop);
	if (t->waited_for)
		return;
	if (t->done)
		t->done(t->context, &t->result);
	task_finish(t);
}

/* A path that is relative today names another place tomorrow. */
static void
keep_path(struct vaults_task *t, const char *path)
{
	char folder[VAULT_PATH_BYTES];

	if (!path)
		return;
	if (path[0] == '/' || !getcwd(folder, sizeof(folder)))
		text_copy(t->path, sizeof(t->path), path);
	else if ((size_t)snprintf(t->path, sizeof(t->path), "%s/%s", folder, path) >=
	         sizeof(t->path))
		t->path[0] = '\0';
}

static struct vaults_task *
submit(struct session *s, const struct vaults_order *order, vaults_done_fn done, void *context)
{
	static const char *const what[] = {
		[VAULTS_UNLOCK] = "unlocking the vault",
		[VAULTS_ADD_PASSPHRASE] = "adding a slot",
		[VAULTS_ADD_KEY_FILE] = "adding a slot",
		[VAULTS_REMOVE_SLOT] = "removing a slot",
		[VAULTS_REKEY] = "rekeying the vault",
		[VAULTS_CHECK] = "opening every sealed value",
		[VAULTS_RESET] = "resetting the vault",
	};
	struct vaults_task *t = mem_alloc(sizeof(*t));

	t->session = s;
	t->order = *order;
	t->done = done;
	t->context = context;
	t->waited_for = done == NULL;
	if (order->typed)
		t->typed =
			secret_create(secret_borrow(order->typed), secret_size_bytes(order->typed));
	if (order->cost.passes == 0)
		t->order.cost = VAULT_COST_NORMAL;
	keep_path(t, order->path);
	t->job = (struct job){
		.what = what[order->kind],
		.class = JOB_ASKED,
		.step = step,
		.done = task_done,
		.context = t,
	};
	return t;
}

/* What is refused at once is told through the job too, so that there is one way to hear of it. */
static enum status
refuse(struct job *j, struct fault *f)
{
	const struct vaults_task *t = j->context;

	*f = t->result.fault;
	return f->code;
}

struct vaults_task *
vaults_start(struct session *s, const struct vaults_order *order, vaults_done_fn done,
             void *context)
{
	struct vaults_task *t = submit(s, order, done, context);

	assert(done != NULL && order->kind != VAULTS_RESET);
	if (refuse_in_pause(t, &t->result.fault) != ST_OK)
		t->job.step = refuse;
	if (order->kind == VAULTS_UNLOCK)
		s->unlocking = t;
	worker_submit(s->worker, &t->job);
	return t;
}

void
vaults_abandon(struct vaults_task *t)
{
	if (!t)
		return;
	t->done = NULL;
	if (t->order.kind == VAULTS_UNLOCK)
		vaults_lock(t->session);
	worker_cancel(t->session->worker, &t->job);
}

enum status
vaults_run(struct session *s, const struct vaults_order *order, struct vaults_result *out,
           struct fault *f)
{
	struct vaults_task *t = submit(s, order, NULL, NULL);
	enum status st = refuse_in_pause(t, f);

	*out = t->result;
	if (st == ST_OK) {
		session_run(s, &t->job, f);
		*out = t->result;
		st = out->status;
		if (st != ST_OK)
			*f = out->fault;
	}
	task_finish(t);
	return st;
}

/* --- Questions ------------------------------------------------------------------------------ */

enum status
vaults_list(struct session *s, struct vault_slot_info **out, size_t *count, struct fault *f)
{
	return vault_slots_list(s->reader, s->vault, out, count, f);
}

enum status
vaults_count_losses(struct session *s, struct vault_losses *out, struct fault *f)
{
	return vault_count_losses(s->reader, out, f);
}

bool
vaults_wants_passphrase(struct session *s)
{
	bool first = s->first_billed_secret;

	s->first_billed_secret = false;
	return first && !vault_has_passphrase(s->vault);
}
