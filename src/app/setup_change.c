/* SPDX-License-Identifier: MIT */
/* one change of the setup as a job: waited for in place, or told of later */
#include "app/setup_impl.h"

#include "base/mem.h"
#include "store/audit_store.h"
#include "store/db.h"

static enum status
change_step(struct job *j, struct fault *f)
{
	struct setup_change *c = j->context;
	enum status st = db_begin(j->db, f);
	if (st != ST_OK)
		return st;
	text_reset(&c->detail);
	st = c->make(c, j->db, f);
	if (st == ST_OK && c->event)
		st = audit_store_append(j->db, c->profile.id, c->event, text_string(&c->detail), f);
	st = db_end(j->db, st, f);
	if (st == ST_OK && c->leaves_ciphertext)
		db_empty_log(j->db);
	return st;
}

static void
change_finish(struct setup_change *c)
{
	text_finish(&c->detail);
	secret_destroy(c->result.revealed);
	for (size_t i = 0; i < SETUP_EDIT_SECRETS; i++)
		secret_destroy(c->values[i]);
	mem_free(c->name);
	mem_free(c->own_name);
	mem_free(c->edit);
	mem_free(c);
}

/* The session's own profile follows, also when nobody waits any more. */
static void
follow_profile(const struct setup_change *c)
{
	struct session *s = c->session;

	if (c->make == setup_make_use || c->profile.id == s->profile.id)
		s->profile = c->profile;
}

static void
change_done(struct job *j, enum status st, const struct fault *f)
{
	struct setup_change *c = j->context;

	c->result.status = st;
	c->result.fault = *f;
	c->result.profile = c->profile;
	if (st != ST_OK) {
		secret_destroy(c->result.revealed);
		c->result.revealed = NULL;
	} else if (c->make != setup_make_remove) {
		follow_profile(c);
		c->session->first_billed_secret |= c->first_billed;
	}
	if (!c->name)
		return; /* waited for in place */
	if (c->done)
		c->done(c->context, &c->result);
	change_finish(c);
}

static void
prepare(struct session *s, struct setup_change *c)
{
	c->session = s;
	c->job = (struct job){
		.what = "writing the settings",
		.class = JOB_ASKED,
		.step = change_step,
		.done = change_done,
		.context = c,
	};
	text_init(&c->detail, 1024);
}

enum status
setup_run(struct session *s, struct setup_change *c, struct fault *f)
{
	if (c->profile.id == 0)
		c->profile = s->profile;
	prepare(s, c);
	enum status st = session_run(s, &c->job, f);
	text_finish(&c->detail);
	return st;
}

/* --- For the console ------------------------------------------------------------------------ */

static const struct {
	enum status (*make)(struct setup_change *c, struct db *db, struct fault *f);
	const char *event;
	bool leaves_ciphertext;
} kinds[] = {
	[SETUP_COPY] = { setup_make_copy, "profile_copied", false },
	[SETUP_RENAME] = { setup_make_rename, "profile_renamed", false },
	[SETUP_USE] = { setup_make_use, "profile_used", false },
	[SETUP_REMOVE] = { setup_make_remove, "profile_removed", true },
	[SETUP_SAVE] = { setup_make_save, NULL, true },
	[SETUP_SET_SECRET] = { setup_make_secret, "secret_set", true },
	[SETUP_REMOVE_SECRET] = { setup_make_secret_remove, "secret_removed", true },
	[SETUP_REVEAL] = { setup_make_reveal, "secret_revealed", false },
};

/* Copies a value freed of what pasting adds; the fault is kept for the job to end with. */
static const struct secret *
keep_value(struct setup_change *c, size_t i, const struct secret *value)
{
	struct fault *f = &c->result.fault;

	if (f->code == ST_OK && value &&
	    secret_create_cleaned(value, &c->values[i], &c->result.removed, f) != ST_OK)
		c->values[i] = NULL;
	return c->values[i];
}

static void
keep_edit(struct setup_change *c, const struct setup_edit *edit)
{
	if (!edit)
		return;
	c->edit = mem_copy(edit, sizeof(*edit));
	for (size_t i = 0; i < SETUP_EDIT_SECRETS && edit->secret_names[i]; i++)
		c->edit->secret_values[i] = keep_value(c, i, edit->secret_values[i]);
}

/* A value that is none ends the change before anything is written. */
static enum status
make_refusal(struct setup_change *c, struct db *db, struct fault *f)
{
	(void)db;
	*f = c->result.fault;
	return f->code;
}

struct setup_change *
setup_start(struct session *s, const struct setup_order *order, setup_done_fn done, void *context)
{
	struct setup_change *c = mem_alloc(sizeof(*c));
	c->done = done;
	c->context = context;
	c->make = kinds[order->kind].make;
	c->event = kinds[order->kind].event;
	c->leaves_ciphertext = kinds[order->kind].leaves_ciphertext;
	c->profile = order->profile ? *order->profile : s->profile;
	c->name = mem_copy_text(order->name ? order->name : "");
	c->own_name = mem_copy_text(c->profile.name);
	c->second = c->name;
	c->first = order->kind < SETUP_SET_SECRET ? c->own_name : c->name;
	c->secret = order->kind == SETUP_SET_SECRET ? keep_value(c, 0, order->value) : NULL;
	keep_edit(c, order->edit);
	if (c->result.fault.code != ST_OK)
		c->make = make_refusal;
	prepare(s, c);
	worker_submit(s->worker, &c->job);
	return c;
}

void
setup_abandon(struct setup_change *c)
{
	if (c)
		c->done = NULL;
}
