/* SPDX-License-Identifier: MIT */
/* profiles and secrets as console and shell change them, audited */
#include "app/setup_impl.h"

#include <string.h>

#include "base/text.h"
#include "store/profile_store.h"
#include "store/template_context_store.h"
#include "store/template_store.h"

enum status
setup_list_profiles(struct session *s, struct profile **out, size_t *count, struct fault *f)
{
	return profile_store_list(s->reader, out, count, f);
}

enum status
setup_in_use(struct session *s, struct profile *out, struct fault *f)
{
	return profile_store_in_use(s->reader, out, f);
}

enum status
setup_load_profile(struct session *s, const char *name, struct profile *out, struct fault *f)
{
	return profile_store_load(s->reader, name, out, f);
}

static enum status
make_add(struct setup_change *c, struct db *db, struct fault *f)
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
	struct setup_change c = { .make = make_add,
		                  .event = "profile_added",
		                  .first = name,
		                  .environment = environment };
	return setup_run(s, &c, f);
}

enum status
setup_make_copy(struct setup_change *c, struct db *db, struct fault *f)
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
	if (st == ST_OK)
		st = template_context_store_copy(db, &from, &c->profile, f);
	text_append_format(&c->detail, "%s from %s", c->second, c->first);
	return st;
}

enum status
setup_copy_profile(struct session *s, const char *from, const char *to, struct fault *f)
{
	struct setup_change c = {
		.make = setup_make_copy, .event = "profile_copied", .first = from, .second = to
	};
	return setup_run(s, &c, f);
}

enum status
setup_make_rename(struct setup_change *c, struct db *db, struct fault *f)
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
	struct setup_change c = {
		.make = setup_make_rename, .event = "profile_renamed", .first = from, .second = to
	};
	return setup_run(s, &c, f);
}

enum status
setup_make_use(struct setup_change *c, struct db *db, struct fault *f)
{
	enum status st = profile_store_load(db, c->first, &c->profile, f);
	text_append(&c->detail, c->first);
	return st == ST_OK ? profile_store_use(db, &c->profile, f) : st;
}

enum status
setup_use_profile(struct session *s, const char *name, struct fault *f)
{
	struct setup_change c = { .make = setup_make_use, .event = "profile_used", .first = name };
	return setup_run(s, &c, f);
}

enum status
setup_make_remove(struct setup_change *c, struct db *db, struct fault *f)
{
	enum status st = profile_store_load(db, c->first, &c->profile, f);
	text_append(&c->detail, c->first);
	return st == ST_OK ? profile_store_remove(db, &c->profile, f) : st;
}

enum status
setup_remove_profile(struct session *s, const char *name, struct fault *f)
{
	struct setup_change c = { .make = setup_make_remove,
		                  .event = "profile_removed",
		                  .first = name };
	return setup_run(s, &c, f);
}

static enum status
make_set(struct setup_change *c, struct db *db, struct fault *f)
{
	enum profile_setting setting;
	if (!profile_setting_by_key(c->first, &setting)) {
		fault_set(f, WORD_VALUE_INVALID, "there is no setting %.60s", c->first);
		return fault_hint(f, "otpdeck profile show lists them");
	}
	/* Read anew: another process may have changed other settings of it. */
	enum status st = profile_store_load_id(db, c->profile.id, &c->profile, f);
	if (st == ST_OK)
		st = profile_set(&c->profile, setting, c->second, f);
	if (st == ST_OK)
		st = setup_check_setting(&c->profile, setting, f);
	text_append(&c->detail, c->first);
	if (st == ST_OK)
		st = profile_store_save(db, &c->profile, f);
	return st == ST_OK && setting == PROFILE_BASE_URL ? setup_bind_keys(c, db, f) : st;
}

enum status
setup_set(struct session *s, const char *key, const char *value, struct fault *f)
{
	struct setup_change c = {
		.make = make_set, .event = "setting_changed", .first = key, .second = value
	};
	return setup_run(s, &c, f);
}
