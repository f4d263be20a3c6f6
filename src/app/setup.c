/* SPDX-License-Identifier: MIT */
/* profiles and secrets as console and shell change them, audited */
#include "app/setup.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/audit_store.h"
#include "store/db.h"
#include "store/profile_store.h"
#include "store/template_store.h"

/* A change runs as a job, so that console and shell wait for a locked store alike. */
struct change {
	struct job job;
	struct session *session;
	enum status (*make)(struct change *c, struct db *db, struct fault *f);
	const char *event;
	struct text detail; /* for the audit: names, never values */
	const char *first;
	const char *second;
	enum profile_environment environment;
	const struct secret *secret;
	bool leaves_ciphertext; /* an old value stands in the write-ahead log until emptied */
	struct profile profile; /* what the change is about, for the audit */
	bool over;
	enum status result;
	struct fault fault;
};

static enum status
change_step(struct job *j, struct fault *f)
{
	struct change *c = j->context;
	enum status st = db_begin(j->db, f);
	if (st != ST_OK)
		return st;
	text_reset(&c->detail);
	st = c->make(c, j->db, f);
	if (st == ST_OK)
		st = audit_store_append(j->db, c->profile.id, c->event, text_string(&c->detail), f);
	if (st == ST_OK)
		st = db_commit(j->db, f);
	if (st != ST_OK)
		db_cancel(j->db);
	else if (c->leaves_ciphertext)
		db_empty_log(j->db);
	return st;
}

static void
change_done(struct job *j, enum status st, const struct fault *f)
{
	struct change *c = j->context;
	c->over = true;
	c->result = st;
	c->fault = *f;
}

static bool
change_is_over(void *context)
{
	return ((const struct change *)context)->over;
}

static enum status
run_change(struct session *s, struct change *c, struct fault *f)
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
	worker_submit(s->worker, &c->job);
	/* A loop that is to end stops waiting, but the worker still knows the job. */
	while (!loop_run_until(s->loop, change_is_over, c, -1)) {
		worker_cancel(s->worker, &c->job);
		loop_turn(s->loop, 0);
	}
	text_finish(&c->detail);
	if (c->result != ST_OK)
		*f = c->fault;
	return c->result;
}

enum status
setup_list_profiles(struct session *s, struct profile **out, size_t *count, struct fault *f)
{
	return profile_store_list(s->reader, out, count, f);
}

enum status
setup_load_profile(struct session *s, const char *name, struct profile *out, struct fault *f)
{
	return profile_store_load(s->reader, name, out, f);
}

static enum status
make_add(struct change *c, struct db *db, struct fault *f)
{
	enum status st = profile_make(c->first, c->environment, &c->profile, f);
	if (st == ST_OK)
		st = profile_store_save(db, &c->profile, f);
	if (st == ST_OK)
		st = template_store_add_defaults(db, &c->profile, f);
	text_append(&c->detail, c->first);
	return st;
}

enum status
setup_add_profile(struct session *s, const char *name, enum profile_environment environment,
                  struct fault *f)
{
	struct change c = { .make = make_add,
		            .event = "profile_added",
		            .first = name,
		            .environment = environment };
	return run_change(s, &c, f);
}

static enum status
make_copy(struct change *c, struct db *db, struct fault *f)
{
	struct profile from;
	enum status st = profile_store_load(db, c->first, &from, f);
	if (st == ST_OK)
		st = profile_make(c->second, from.environment, &c->profile, f);
	if (st != ST_OK)
		return st;
	memcpy(c->profile.values, from.values, sizeof(from.values));
	st = profile_store_save(db, &c->profile, f);
	if (st == ST_OK)
		st = template_store_copy(db, &from, &c->profile, f);
	text_append_format(&c->detail, "%s from %s", c->second, c->first);
	return st;
}

enum status
setup_copy_profile(struct session *s, const char *from, const char *to, struct fault *f)
{
	struct change c = {
		.make = make_copy, .event = "profile_copied", .first = from, .second = to
	};
	return run_change(s, &c, f);
}

static enum status
make_rename(struct change *c, struct db *db, struct fault *f)
{
	struct profile named;
	enum status st = profile_store_load(db, c->first, &c->profile, f);
	if (st == ST_OK && strcmp(c->first, "sandbox") == 0) {
		fault_set(f, WORD_PROFILE_IN_USE, "the built-in profile sandbox keeps its name");
		return fault_hint(f, "otpdeck profile copy sandbox %.40s makes another", c->second);
	}
	if (st == ST_OK)
		st = profile_make(c->second, c->profile.environment, &named, f);
	if (st != ST_OK)
		return st;
	text_copy(c->profile.name, sizeof(c->profile.name), named.name);
	text_append_format(&c->detail, "%s to %s", c->first, c->second);
	return profile_store_save(db, &c->profile, f);
}

enum status
setup_rename_profile(struct session *s, const char *from, const char *to, struct fault *f)
{
	struct change c = {
		.make = make_rename, .event = "profile_renamed", .first = from, .second = to
	};
	enum status st = run_change(s, &c, f);
	if (st == ST_OK && c.profile.id == s->profile.id)
		s->profile = c.profile;
	return st;
}

static enum status
make_use(struct change *c, struct db *db, struct fault *f)
{
	enum status st = profile_store_load(db, c->first, &c->profile, f);
	text_append(&c->detail, c->first);
	return st == ST_OK ? profile_store_use(db, &c->profile, f) : st;
}

enum status
setup_use_profile(struct session *s, const char *name, struct fault *f)
{
	struct change c = { .make = make_use, .event = "profile_used", .first = name };
	enum status st = run_change(s, &c, f);
	if (st == ST_OK)
		s->profile = c.profile;
	return st;
}

static enum status
make_remove(struct change *c, struct db *db, struct fault *f)
{
	enum status st = profile_store_load(db, c->first, &c->profile, f);
	text_append(&c->detail, c->first);
	return st == ST_OK ? profile_store_remove(db, &c->profile, f) : st;
}

enum status
setup_remove_profile(struct session *s, const char *name, struct fault *f)
{
	struct change c = { .make = make_remove, .event = "profile_removed", .first = name };
	return run_change(s, &c, f);
}

static enum status
make_set(struct change *c, struct db *db, struct fault *f)
{
	enum profile_setting setting;
	if (!profile_setting_by_key(c->first, &setting)) {
		fault_set(f, WORD_VALUE_INVALID, "there is no setting %.60s", c->first);
		return fault_hint(f, "otpdeck profile show lists them");
	}
	/* Read anew: another process may have changed other settings of it. */
	enum status st = profile_store_load_id(db, c->session->profile.id, &c->profile, f);
	if (st == ST_OK)
		st = profile_set(&c->profile, setting, c->second, f);
	text_append(&c->detail, c->first);
	return st == ST_OK ? profile_store_save(db, &c->profile, f) : st;
}

enum status
setup_set(struct session *s, const char *key, const char *value, struct fault *f)
{
	struct change c = {
		.make = make_set, .event = "setting_changed", .first = key, .second = value
	};
	enum status st = run_change(s, &c, f);
	if (st == ST_OK)
		s->profile = c.profile;
	return st;
}

enum status
setup_list_templates(struct session *s, struct template_info **out, size_t *count, struct fault *f)
{
	return template_store_list(s->reader, &s->profile, out, count, f);
}

enum status
setup_list_secrets(struct session *s, struct secret_info **out, size_t *count, struct fault *f)
{
	return secret_store_list(s->reader, &s->profile, out, count, f);
}

static enum status
make_secret(struct change *c, struct db *db, struct fault *f)
{
	c->profile = c->session->profile;
	text_append(&c->detail, c->first);
	return secret_store_set(db, c->session->vault, &c->profile, c->first, c->secret, f);
}

enum status
setup_set_secret(struct session *s, const char *name, const struct secret *value, unsigned *removed,
                 struct fault *f)
{
	struct secret *cleaned = NULL;
	enum status st = secret_store_check_name(name, f);
	if (st == ST_OK)
		st = secret_create_cleaned(value, &cleaned, removed, f);
	if (st == ST_OK) {
		struct change c = { .make = make_secret,
			            .event = "secret_set",
			            .first = name,
			            .secret = cleaned,
			            .leaves_ciphertext = true };
		st = run_change(s, &c, f);
	}
	secret_destroy(cleaned);
	return st;
}

static enum status
make_secret_remove(struct change *c, struct db *db, struct fault *f)
{
	c->profile = c->session->profile;
	text_append(&c->detail, c->first);
	return secret_store_remove(db, &c->profile, c->first, f);
}

enum status
setup_remove_secret(struct session *s, const char *name, struct fault *f)
{
	struct change c = { .make = make_secret_remove,
		            .event = "secret_removed",
		            .first = name,
		            .leaves_ciphertext = true };
	return run_change(s, &c, f);
}
