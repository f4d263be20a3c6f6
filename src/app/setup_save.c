/* SPDX-License-Identifier: MIT */
/* a form of the setup saved whole or not at all */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/setup_impl.h"
#include "store/audit_store.h"
#include "store/profile_store.h"
#include "store/template_store.h"

static enum status
audit(struct setup_change *c, struct db *db, const char *event, const char *detail, struct fault *f)
{
	return audit_store_append(db, c->profile.id, event, detail, f);
}

enum status
setup_check_setting(const struct profile *p, enum profile_setting setting, struct fault *f)
{
	const char *file = profile_get(p, PROFILE_CA_FILE);

	if (setting == PROFILE_BASE_URL)
		return profile_check_key_host(p, f);
	if (setting != PROFILE_CA_FILE || file[0] == '\0' || access(file, R_OK) == 0)
		return ST_OK;
	fault_set(f, WORD_FILE_UNREADABLE, "ca_file %.80s: %s", file, strerror(errno));
	return fault_hint(f, "name a file of certificates (PEM) that this user can read");
}

/* Only what the form changed is written, and only over what the form was filled from. */
static enum status
take_setting(struct setup_change *c, enum profile_setting setting, struct fault *f)
{
	const char *before = profile_get(&c->edit->before, setting);
	const char *after = profile_get(&c->edit->after, setting);
	const char *stored = profile_get(&c->profile, setting);

	if (strcmp(stored, before) == 0 || strcmp(stored, after) == 0) {
		enum status st = profile_set(&c->profile, setting, after, f);

		return st == ST_OK ? setup_check_setting(&c->profile, setting, f) : st;
	}
	fault_set(f, WORD_ROW_MOVED, "%s was changed elsewhere meanwhile, to \"%.60s\"",
	          profile_setting_key(setting), stored);
	return fault_hint(f, "undo reads the profile again");
}

static enum status
take_settings(struct setup_change *c, struct db *db, struct fault *f)
{
	enum status st = ST_OK;

	for (int i = 0; st == ST_OK && i < PROFILE_SETTING_COUNT; i++) {
		const char *key = profile_setting_key((enum profile_setting)i);

		if (strcmp(c->edit->before.values[i], c->edit->after.values[i]) == 0)
			continue;
		st = take_setting(c, (enum profile_setting)i, f);
		/* A profile that is made has one row in the audit, whatever it is made with. */
		if (st == ST_OK && c->edit->before.id != 0)
			st = audit(c, db, "setting_changed", key, f);
	}
	return st;
}

static enum status
add_profile(struct setup_change *c, struct db *db, struct fault *f)
{
	const struct profile *after = &c->edit->after;
	enum status st = profile_make(after->name, after->environment, &c->profile, f);

	if (st == ST_OK)
		st = take_settings(c, db, f);
	if (st == ST_OK)
		st = profile_store_save(db, &c->profile, f);
	if (st == ST_OK)
		st = template_store_add_defaults(db, &c->profile, f);
	return st == ST_OK ? audit(c, db, "profile_added", after->name, f) : st;
}

static enum status
change_profile(struct setup_change *c, struct db *db, struct fault *f)
{
	enum status st = profile_store_load_id(db, c->edit->before.id, &c->profile, f);

	if (st == ST_OK)
		st = take_settings(c, db, f);
	return st == ST_OK ? profile_store_save(db, &c->profile, f) : st;
}

/* Keys that were entered before any base_url go to the first one, and to no other. */
enum status
setup_bind_keys(struct setup_change *c, struct db *db, struct fault *f)
{
	const struct vault *v = c->session->vault;
	enum status st = secret_store_bind_host(db, v, &c->profile, "API_KEY", f);

	return st == ST_OK ? secret_store_bind_host(db, v, &c->profile, "API_KEY_LOGS", f) : st;
}

enum status
setup_make_save(struct setup_change *c, struct db *db, struct fault *f)
{
	const struct setup_edit *e = c->edit;
	enum status st = e->before.id == 0 ? add_profile(c, db, f) : change_profile(c, db, f);

	for (size_t i = 0; st == ST_OK && i < SETUP_EDIT_SECRETS && e->secret_names[i]; i++) {
		st = setup_store_secret(c, db, e->secret_names[i], e->secret_values[i], f);
		if (st == ST_OK)
			st = audit(c, db, "secret_set", e->secret_names[i], f);
	}
	return st == ST_OK ? setup_bind_keys(c, db, f) : st;
}
