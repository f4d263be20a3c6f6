/* SPDX-License-Identifier: MIT */
/* profiles and their settings on disk, and which one is in use */
#include "store/profile_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/text.h"
#include "store/db_impl.h"

#define SANDBOX_NAME "sandbox"
#define PROFILE_SELECT "SELECT id, uuid, name, environment FROM profile"

static enum status
no_such_profile(const char *name, struct fault *f)
{
	fault_set(f, WORD_PROFILE_NOT_FOUND, "there is no profile \"%s\"", name);
	return fault_hint(f, "otpdeck profile list shows those there are");
}

/* --- Loading -------------------------------------------------------------------------------- */

/* Fills `out` from a row of PROFILE_SELECT; its settings are at their defaults. */
static enum status
read_profile(const struct db_statement *s, struct profile *out, struct fault *f)
{
	const char *name = db_column_text(s, 2);
	enum profile_environment environment;

	if (!profile_environment_from_word(db_column_text(s, 3), &environment) ||
	    profile_make(name, environment, out, f) != ST_OK)
		return fault_set(f, WORD_ROW_DAMAGED, "row %lld of the profiles cannot be read",
		                 (long long)db_column_int(s, 0));
	out->id = db_column_int(s, 0);
	text_copy(out->uuid, sizeof(out->uuid), db_column_text(s, 1));
	return ST_OK;
}

/* Keys that this version does not know stay in the store unread. */
static enum status
load_settings(struct db *db, struct profile *p, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st =
		db_prepare(db, "SELECT key, value FROM setting WHERE profile_id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	while ((st = db_step(s, f)) == ST_MORE) {
		enum profile_setting setting;

		if (profile_setting_by_key(db_column_text(s, 0), &setting))
			text_copy(p->values[setting], sizeof(p->values[setting]),
			          db_column_text(s, 1));
	}
	db_release(s);
	return st;
}

/* Takes the one row of a bound PROFILE_SELECT and releases it; ST_NOT_FOUND says nothing yet. */
static enum status
load_one(struct db *db, struct db_statement *s, struct profile *out, struct fault *f)
{
	enum status st = db_step(s, f);

	if (st == ST_MORE)
		st = read_profile(s, out, f);
	else if (st == ST_OK)
		st = ST_NOT_FOUND;
	db_release(s);
	return st == ST_OK ? load_settings(db, out, f) : st;
}

enum status
profile_store_load(struct db *db, const char *name, struct profile *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, PROFILE_SELECT " WHERE name = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, name);
	st = load_one(db, s, out, f);
	return st == ST_NOT_FOUND ? no_such_profile(name, f) : st;
}

enum status
profile_store_load_id(struct db *db, int64_t id, struct profile *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, PROFILE_SELECT " WHERE id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, id);
	st = load_one(db, s, out, f);
	if (st == ST_NOT_FOUND)
		return fault_set(f, WORD_PROFILE_NOT_FOUND, "there is no profile with number %lld",
		                 (long long)id);
	return st;
}

/* Appends every row of PROFILE_SELECT to the block. */
static enum status
list_rows(struct db *db, struct profile **out, size_t *count, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, PROFILE_SELECT " ORDER BY name", &s, f);

	if (st != ST_OK)
		return st;
	while ((st = db_step(s, f)) == ST_MORE) {
		*out = mem_resize(*out, (*count + 1) * sizeof(**out));
		st = read_profile(s, &(*out)[*count], f);
		if (st != ST_OK)
			break;
		(*count)++;
	}
	db_release(s);
	return st;
}

enum status
profile_store_list(struct db *db, struct profile **out, size_t *count, struct fault *f)
{
	enum status st;

	*out = NULL;
	*count = 0;
	st = list_rows(db, out, count, f);
	for (size_t i = 0; st == ST_OK && i < *count; i++)
		st = load_settings(db, &(*out)[i], f);
	if (st != ST_OK) {
		mem_free(*out);
		*out = NULL;
		*count = 0;
	}
	return st;
}

/* --- Saving --------------------------------------------------------------------------------- */

/* *id is 0 when no profile has the name. */
static enum status
find_name(struct db *db, const char *name, int64_t *id, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, "SELECT id FROM profile WHERE name = ?", &s, f);

	*id = 0;
	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, name);
	return db_take_int(s, id, f);
}

static enum status
check_name(struct db *db, const struct profile *p, struct fault *f)
{
	int64_t taken_by, sandbox;
	enum status st = find_name(db, p->name, &taken_by, f);

	if (st == ST_OK)
		st = find_name(db, SANDBOX_NAME, &sandbox, f);
	if (st != ST_OK)
		return st;
	if (taken_by != 0 && taken_by != p->id) {
		fault_set(f, WORD_ALREADY_EXISTS, "there is a profile \"%s\" already", p->name);
		return fault_hint(f, "choose another name");
	}
	if (p->id != 0 && p->id == sandbox && taken_by != p->id)
		return fault_set(f, WORD_PROFILE_IN_USE, "the built-in profile keeps its name %s",
		                 SANDBOX_NAME);
	return ST_OK;
}

static enum status
insert_profile(struct db *db, struct profile *p, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "INSERT INTO profile (uuid, name, environment, created_at_ms)"
	                            " VALUES (?, ?, ?, ?)",
	                            &s, f);

	if (st != ST_OK)
		return st;
	random_uuid(p->uuid);
	db_bind_text(s, 1, p->uuid);
	db_bind_text(s, 2, p->name);
	db_bind_text(s, 3, profile_environment_word(p->environment));
	db_bind_int(s, 4, clock_now_ms());
	st = db_run(s, f);
	if (st == ST_OK)
		p->id = db_last_row(db);
	db_release(s);
	return st;
}

static enum status
rename_profile(struct db *db, const struct profile *p, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, "UPDATE profile SET name = ? WHERE id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, p->name);
	db_bind_int(s, 2, p->id);
	st = db_run(s, f);
	if (st == ST_OK && db_changed_rows(db) == 0)
		st = no_such_profile(p->name, f);
	db_release(s);
	return st;
}

static enum status
save_setting(struct db *db, const struct profile *p, enum profile_setting setting, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "INSERT INTO setting (profile_id, key, value) VALUES (?, ?, ?)"
	                            " ON CONFLICT DO UPDATE SET value = excluded.value",
	                            &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	db_bind_text(s, 2, profile_setting_key(setting));
	db_bind_text(s, 3, profile_get(p, setting));
	return db_complete(s, f);
}

static enum status
drop_setting(struct db *db, const struct profile *p, enum profile_setting setting, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st =
		db_prepare(db, "DELETE FROM setting WHERE profile_id = ? AND key = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	db_bind_text(s, 2, profile_setting_key(setting));
	return db_complete(s, f);
}

enum status
profile_store_save(struct db *db, struct profile *p, struct fault *f)
{
	enum status st = check_name(db, p, f);

	if (st == ST_OK)
		st = p->id == 0 ? insert_profile(db, p, f) : rename_profile(db, p, f);
	for (size_t i = 0; st == ST_OK && i < PROFILE_SETTING_COUNT; i++) {
		enum profile_setting setting = (enum profile_setting)i;

		if (strcmp(profile_get(p, setting), profile_setting_default(setting)) == 0)
			st = drop_setting(db, p, setting, f);
		else
			st = save_setting(db, p, setting, f);
	}
	return st;
}

/* --- The one in use, and removing the others ------------------------------------------------- */

/* The number of the profile last chosen; 0 when none was. */
static enum status
chosen_id(struct db *db, int64_t *out, struct fault *f)
{
	return db_read_int(db,
	                   "SELECT p.id FROM choice AS c JOIN profile AS p ON p.uuid = c.value"
	                   " WHERE c.key = 'profile'",
	                   out, f);
}

enum status
profile_store_in_use(struct db *db, struct profile *out, struct fault *f)
{
	int64_t id;
	enum status st = chosen_id(db, &id, f);

	if (st != ST_OK)
		return st;
	return id != 0 ? profile_store_load_id(db, id, out, f)
	               : profile_store_load(db, SANDBOX_NAME, out, f);
}

enum status
profile_store_use(struct db *db, const struct profile *p, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "INSERT INTO choice (key, value) VALUES ('profile', ?)"
	                            " ON CONFLICT DO UPDATE SET value = excluded.value",
	                            &s, f);

	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, p->uuid);
	return db_complete(s, f);
}

static enum status
check_removable(struct db *db, const struct profile *p, struct fault *f)
{
	struct profile in_use = { 0 };
	enum status st;

	if (p->environment == PROFILE_SANDBOX && strcmp(p->name, SANDBOX_NAME) == 0)
		return fault_set(f, WORD_PROFILE_IN_USE, "the built-in profile %s stays",
		                 SANDBOX_NAME);
	st = profile_store_in_use(db, &in_use, f);
	if (st != ST_OK || in_use.id != p->id)
		return st;
	fault_set(f, WORD_PROFILE_IN_USE, "the profile %s is in use", p->name);
	return fault_hint(f, "otpdeck profile use %s, then remove it", SANDBOX_NAME);
}

enum status
profile_store_remove(struct db *db, const struct profile *p, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = check_removable(db, p, f);

	if (st == ST_OK)
		st = db_prepare(db, "DELETE FROM profile WHERE id = ?", &s, f);
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	st = db_run(s, f);
	if (st == ST_OK && db_changed_rows(db) == 0)
		st = no_such_profile(p->name, f);
	db_release(s);
	return st;
}
