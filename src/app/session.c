/* SPDX-License-Identifier: MIT */
/* an opened otpdeck: store, vault, profile, loop and worker */
#include "app/session.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/session_impl.h"
#include "base/clock.h"
#include "base/diary.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/secret.h"
#include "store/audit_store.h"
#include "store/db.h"
#include "store/message_store.h"
#include "store/profile_store.h"
#include "store/template_store.h"
#include "store/vault.h"

/* How long a question of the loop's own may take before the worker gets it. */
#define READER_LIMIT_US 8000
/* Five seconds. */
#define BUSY_TRIES 250
#define BUSY_PAUSE_MS 20

static enum status
fill_new_store(struct db *db, void *context, struct fault *f)
{
	struct session *s = context;
	struct profile sandbox;
	enum status st = vault_create(db, s->paths.key_dir, s->born_vault, f);

	if (st == ST_OK)
		st = profile_make("sandbox", PROFILE_SANDBOX, &sandbox, f);
	if (st == ST_OK)
		st = profile_store_save(db, &sandbox, f);
	if (st == ST_OK)
		st = template_store_add_defaults(db, &sandbox, f);
	if (st == ST_OK)
		st = profile_store_use(db, &sandbox, f);
	if (st == ST_OK)
		st = audit_store_append(db, sandbox.id, "store_made", "", f);
	return st;
}

static void
undo_new_store(void *context)
{
	const struct session *s = context;

	vault_uncreate(s->paths.key_dir, s->born_vault);
}

static enum status
open_writer(void *context, struct db **out, struct fault *f)
{
	struct session *s = context;
	const struct db_options options = {
		.use = DB_WRITE,
		.birth = fill_new_store,
		.birth_undo = undo_new_store,
		.birth_context = s,
	};
	enum status st = db_open(s->paths.store, &options, out, f);
	if (st == ST_OK && db_was_born(*out))
		s->born = true;
	return st;
}

/* The worker's connection. The store is there by then: one that has gone in the meantime must not
 * be replaced by a new one under a session that knows the old one's vault. */
static enum status
open_for_worker(void *context, struct db **out, struct fault *f)
{
	struct session *s = context;
	const struct db_options options = { .use = DB_WRITE };

	*out = NULL;
	if (access(s->paths.store, F_OK) == 0)
		return db_open(s->paths.store, &options, out, f);
	fault_set(f, WORD_STORE_MISSING, "the store was removed while it was open");
	return fault_hint(f, "put the file back, then start otpdeck again; nothing was written");
}

/* A store that is missing or older is made or migrated by a writer first; then the loop's own
 * connection only reads. */
static enum status
open_reader(struct session *s, struct fault *f)
{
	const struct db_options options = { .use = DB_READ };
	enum status st = db_open(s->paths.store, &options, &s->reader, f);
	if (st == ST_OK && db_schema_version(s->reader) == db_schema_newest())
		return ST_OK;
	if (st != ST_OK && f->word != WORD_STORE_MISSING)
		return st;
	db_close(s->reader);
	s->reader = NULL;

	struct db *writer = NULL;
	st = open_writer(s, &writer, f);
	if (st != ST_OK)
		return st;
	db_close(writer);
	return db_open(s->paths.store, &options, &s->reader, f);
}

/* Whoever leaves a store last holds it alone for a moment, and a recovery takes longer. It is
 * waited for as long as a job would wait. */
static enum status
open_reader_patiently(struct session *s, struct fault *f)
{
	enum status st = open_reader(s, f);
	for (int i = 0; st != ST_OK && f->word == WORD_STORE_BUSY && i < BUSY_TRIES; i++) {
		poll(NULL, 0, BUSY_PAUSE_MS);
		st = open_reader(s, f);
	}
	return st;
}

static bool
job_is_over(void *context)
{
	return ((const struct job *)context)->over;
}

enum status
session_run(struct session *s, struct job *j, struct fault *f)
{
	worker_submit(s->worker, j);
	/* A loop that is to end stops waiting, but the worker still knows the job. */
	while (!loop_run_until(s->loop, job_is_over, j, -1)) {
		worker_cancel(s->worker, j);
		loop_turn(s->loop, 0);
	}
	if (j->result != ST_OK)
		*f = j->fault;
	return j->result;
}

static enum status
recover_step(struct job *j, struct fault *f)
{
	struct session_recovery *r = j->context;
	return message_store_recover(j->db, clock_now_ms(), &r->count, f);
}

static void
recover_done(struct job *j, enum status st, const struct fault *f)
{
	struct session_recovery *r = j->context;
	if (st == ST_OK)
		r->session->recovered = r->count;
	else if (st != ST_CANCELLED)
		diary_fault("recovery", f);
	if (r->count > 0)
		diary_write("recovery", "%zu sends of processes that died became unknown",
		            r->count);
	r->session->recovery = NULL;
	loop_mark_dirty(r->session->loop);
	mem_free(r);
}

static void
start_recovery(struct session *s)
{
	struct session_recovery *r = mem_alloc(sizeof(*r));
	r->session = s;
	r->job = (struct job){
		.what = "looking for sends that were cut off",
		.class = JOB_SEND,
		.step = recover_step,
		.done = recover_done,
		.context = r,
	};
	s->recovery = r;
	worker_submit(s->worker, &r->job);
}

static bool
recovery_is_over(void *context)
{
	const struct session *s = context;
	return s->recovery == NULL;
}

static enum status
start_worker(struct session *s, bool threaded, struct fault *f)
{
	enum status st = loop_create(&s->loop, f);
	if (st != ST_OK)
		return st;
	const struct worker_options options = {
		.open = open_for_worker,
		.open_context = s,
		.threaded = threaded,
		.news_fd = loop_news_fd(s->loop),
	};
	s->worker = worker_create(&options);
	loop_set_worker(s->loop, s->worker);
	if (s->read_only)
		return ST_OK;
	start_recovery(s);
	if (!threaded)
		loop_run_until(s->loop, recovery_is_over, s, -1);
	return ST_OK;
}

static enum status
choose_profile(struct session *s, const char *asked, struct fault *f)
{
	const char *name = asked ? asked : getenv("OTPDECK_PROFILE");
	if (name && *name)
		return profile_store_load(s->reader, name, &s->profile, f);
	return profile_store_in_use(s->reader, &s->profile, f);
}

static enum status
open_all(struct session *s, const struct session_options *options, struct fault *f)
{
	const char *key_file = s->key_file[0] ? s->key_file : NULL;
	enum status st = paths_resolve(options->store, &s->paths, f);

	if (st == ST_OK)
		st = paths_make_parent(s->paths.store, f);
	if (st == ST_OK)
		st = paths_make_dir(s->paths.state_dir, f);
	if (st != ST_OK)
		return st;
	diary_open(s->paths.diary);
	st = open_reader_patiently(s, f);
	if (st != ST_OK)
		return st;
	s->read_only = db_is_read_only(s->reader);
	st = vault_open(s->reader, s->paths.key_dir, key_file, &s->vault, f);
	if (st == ST_OK && options->passphrase)
		st = vault_unlock_passphrase(s->reader, s->vault, options->passphrase, f);
	if (st == ST_OK)
		st = choose_profile(s, options->profile, f);
	if (st == ST_OK)
		st = start_worker(s, options->threaded, f);
	if (options->threaded && st == ST_OK)
		db_limit_us(s->reader, READER_LIMIT_US);
	return st;
}

enum status
session_open(const struct session_options *options, struct session **out, struct fault *f)
{
	*out = NULL;
	secret_system_init();
	json_system_init();
	db_system_init();

	struct session *s = mem_alloc(sizeof(*s));
	if (options->key_file)
		text_copy(s->key_file, sizeof(s->key_file), options->key_file);
	enum status st = open_all(s, options, f);
	if (st != ST_OK) {
		diary_fault("open", f);
		session_close(s);
		return st;
	}
	*out = s;
	return ST_OK;
}

void
session_recover(struct session *s)
{
	if (s->read_only || s->recovery)
		return;
	s->recovered = 0;
	start_recovery(s);
}

void
session_close(struct session *s)
{
	if (!s)
		return;
	/* Answers that are cancelled here are still written down by the worker. */
	if (s->loop)
		loop_end_requests(s->loop);
	worker_destroy(s->worker);
	loop_destroy(s->loop);
	child_finish(&s->sandbox);
	vault_close(s->vault);
	db_close(s->reader);
	diary_close();
	mem_free(s);
}

enum status
session_switch(struct session *s, const char *profile, struct fault *f)
{
	struct profile found;
	enum status st = profile_store_load(s->reader, profile, &found, f);
	if (st == ST_OK)
		s->profile = found;
	return st;
}

static bool
is_same(const struct profile *a, const struct profile *b)
{
	bool same = strcmp(a->name, b->name) == 0;

	for (int i = 0; same && i < PROFILE_SETTING_COUNT; i++)
		same = strcmp(a->values[i], b->values[i]) == 0;
	return same;
}

bool
session_follow_profile(struct session *s)
{
	struct profile fresh = { 0 };
	struct fault ignored = { 0 };

	if (profile_store_load_id(s->reader, s->profile.id, &fresh, &ignored) != ST_OK ||
	    is_same(&fresh, &s->profile))
		return false;
	s->profile = fresh;
	return true;
}

bool
session_profile_is_gone(struct session *s)
{
	struct profile ignored = { 0 };
	struct fault f = { 0 };

	return profile_store_load_id(s->reader, s->profile.id, &ignored, &f) == ST_NOT_FOUND;
}

bool
session_is_unlocked(const struct session *s)
{
	return vault_is_unlocked(s->vault);
}
