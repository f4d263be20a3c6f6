/* SPDX-License-Identifier: MIT */
/* sealed secrets on disk, with what may be shown of them */
#include "store/secret_store.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/text.h"
#include "store/db_impl.h"
#include "store/secret_store_impl.h"
#include "store/vault.h"

#define NAME_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
#define NAME_DIGITS "0123456789"

enum status
secret_store_check_name(const char *name, struct fault *f)
{
	if (strlen(name) < SECRET_NAME_BYTES && strspn(name, NAME_LETTERS) > 0 &&
	    name[strspn(name, NAME_LETTERS NAME_DIGITS)] == '\0')
		return ST_OK;
	fault_set(f, WORD_VALUE_INVALID, "a secret cannot be named \"%s\"", name);
	return fault_hint(f, "use up to %d letters, digits and '_', a digit not first",
	                  SECRET_NAME_BYTES - 1);
}

static enum status
no_such_secret(const struct profile *p, const char *name, struct fault *f)
{
	fault_set(f, WORD_SECRET_MISSING, "the profile %s has no secret %s", p->name, name);
	return fault_hint(f, "otpdeck secret set %s", name);
}

enum status
secret_store_prepare(struct db *db, const char *sql, const struct profile *p, const char *name,
                     struct db_statement **out, struct fault *f)
{
	enum status st = db_prepare(db, sql, out, f);

	if (st != ST_OK)
		return st;
	db_bind_int(*out, 1, p->id);
	db_bind_text(*out, 2, name);
	return ST_OK;
}

/* The vault's name for a secret. */
static struct vault_place
place_of(const struct profile *p, const char *row_uuid, const char *name, int64_t generation)
{
	return (struct vault_place){ "secret", row_uuid, p->uuid, name, generation };
}

/* --- Writing -------------------------------------------------------------------------------- */

/* A row as it is written; the texts are borrowed. */
struct secret_row {
	const struct secret_info *info;
	const char *uuid;
	int64_t generation;
	const struct text *sealed;
};

/* A replaced value gets a uuid of its own, so that its old ciphertext opens nowhere. */
static enum status
write_row(struct db *db, const struct profile *p, const struct secret_row *row, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		db,
		"INSERT INTO secret (uuid, profile_id, name, generation, sealed, fingerprint,"
		" last_four, changed_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (profile_id, name) DO UPDATE SET uuid = excluded.uuid,"
		" generation = excluded.generation, sealed = excluded.sealed,"
		" fingerprint = excluded.fingerprint, last_four = excluded.last_four,"
		" changed_at_ms = excluded.changed_at_ms, refused_at_ms = 0, host_mark = x'',"
		" host = ''",
		&s, f);

	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, row->uuid);
	db_bind_int(s, 2, p->id);
	db_bind_text(s, 3, row->info->name);
	db_bind_int(s, 4, row->generation);
	db_bind_blob(s, 5, row->sealed->bytes, row->sealed->size_bytes);
	db_bind_text(s, 6, row->info->fingerprint);
	db_bind_text(s, 7, row->info->last_four);
	db_bind_int(s, 8, row->info->changed_at_ms);
	return db_complete(s, f);
}

/* Whether this very value is stored already, opens, and goes where the profile leads. Entered for
 * another host it is another row, because a mark holds for one row and one host. */
static bool
is_stored(struct db *db, const struct vault *v, const struct profile *p, const char *name,
          const struct secret *value)
{
	struct secret *stored = NULL;
	struct fault ignored = { 0 };
	/* Without an address yet, the value goes to the first one; a sandbox has this machine. */
	bool leads = p->environment == PROFILE_SANDBOX || profile_get(p, PROFILE_BASE_URL)[0];
	bool same = leads && secret_store_open(db, v, p, name, &stored, &ignored) == ST_OK &&
	            secret_equals(stored, value) &&
	            secret_store_check_host(db, v, p, name, &ignored) == ST_OK;

	secret_destroy(stored);
	return same;
}

/* The same value again: its age, and what waits for it, stay what they are. */
static enum status
affirm(struct db *db, const struct profile *p, const char *name, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = secret_store_prepare(
		db, "UPDATE secret SET refused_at_ms = 0 WHERE profile_id = ? AND name = ?", p,
		name, &s, f);

	return st == ST_OK ? db_complete(s, f) : st;
}

enum status
secret_store_set(struct db *db, const struct vault *v, const struct profile *p, const char *name,
                 const struct secret *value, struct fault *f)
{
	char uuid[RANDOM_UUID_BYTES];
	struct vault_place place;
	struct secret_info info = { .changed_at_ms = clock_now_ms() };
	struct text sealed;
	enum status st = secret_store_check_name(name, f);

	if (st == ST_OK)
		st = vault_follow(db, v, f);
	if (st != ST_OK)
		return st;
	if (is_stored(db, v, p, name, value))
		return affirm(db, p, name, f);
	random_uuid(uuid);
	place = place_of(p, uuid, name, vault_generation(v));
	text_copy(info.name, sizeof(info.name), name);
	secret_fingerprint(value, info.fingerprint);
	secret_last_four(value, info.last_four);
	text_init(&sealed, SECRET_SEALED_BYTES_MAX);
	st = vault_seal_secret(v, &place, value, &sealed, f);
	if (st == ST_OK)
		st = secret_store_keep_past(db, v, p, name, f);
	if (st == ST_OK)
		st = write_row(db, p,
		               &(struct secret_row){ &info, uuid, place.generation, &sealed }, f);
	if (st == ST_OK)
		st = secret_store_bind_host(db, v, p, name, f);
	text_finish(&sealed);
	return st;
}

enum status
secret_store_remove(struct db *db, const struct profile *p, const char *name, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = secret_store_prepare(
		db, "DELETE FROM secret WHERE profile_id = ? AND name = ?", p, name, &s, f);

	if (st != ST_OK)
		return st;
	st = db_run(s, f);
	if (st == ST_OK && db_changed_rows(db) == 0)
		st = no_such_secret(p, name, f);
	db_release(s);
	/* What is removed on purpose is gone, whoever waits for it. */
	return st == ST_OK ? secret_store_remove_past(db, p, name, f) : st;
}

enum status
secret_store_mark_refused(struct db *db, const struct profile *p, const char *name,
                          const struct secret *value, struct fault *f)
{
	char fingerprint[10];
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "UPDATE secret SET refused_at_ms = ?"
	                            " WHERE profile_id = ? AND name = ? AND fingerprint = ?",
	                            &s, f);

	if (st != ST_OK)
		return st;
	secret_fingerprint(value, fingerprint);
	db_bind_int(s, 1, clock_now_ms());
	db_bind_int(s, 2, p->id);
	db_bind_text(s, 3, name);
	db_bind_text(s, 4, fingerprint);
	return db_complete(s, f);
}

/* --- Reading -------------------------------------------------------------------------------- */

/* Opens the row that `s` stands on. */
static enum status
open_row(const struct db_statement *s, const struct vault *v, struct vault_place place,
         struct secret **out, struct fault *f)
{
	size_t size_bytes = 0;
	const void *sealed = db_column_blob(s, 2, &size_bytes);
	enum status st;

	place.row_uuid = db_column_text(s, 0);
	place.generation = db_column_int(s, 1);
	st = vault_open_secret(v, &place, sealed, size_bytes, out, f);
	if (st == ST_OK || f->word != WORD_ROW_DAMAGED)
		return st;
	fault_set(f, WORD_ROW_DAMAGED, "the secret %s does not open: its row is damaged",
	          place.kind);
	return fault_hint(f, "otpdeck secret set %s, or restore a backup", place.kind);
}

enum status
secret_store_open(struct db *db, const struct vault *v, const struct profile *p, const char *name,
                  struct secret **out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = vault_follow(db, v, f);

	*out = NULL;
	if (st == ST_OK)
		st = secret_store_prepare(db,
		                          "SELECT uuid, generation, sealed FROM secret"
		                          " WHERE profile_id = ? AND name = ?",
		                          p, name, &s, f);
	if (st != ST_OK)
		return st;
	st = db_step(s, f);
	if (st == ST_MORE)
		st = open_row(s, v, place_of(p, NULL, name, 0), out, f);
	else if (st == ST_OK)
		st = no_such_secret(p, name, f);
	db_release(s);
	return st;
}

static void
read_info(const struct db_statement *s, struct secret_info *out)
{
	text_copy(out->name, sizeof(out->name), db_column_text(s, 0));
	text_copy(out->fingerprint, sizeof(out->fingerprint), db_column_text(s, 1));
	text_copy(out->last_four, sizeof(out->last_four), db_column_text(s, 2));
	out->changed_at_ms = db_column_int(s, 3);
	out->refused_at_ms = db_column_int(s, 4);
	text_copy(out->host, sizeof(out->host), db_column_text(s, 5));
}

enum status
secret_store_list(struct db *db, const struct profile *p, struct secret_info **out, size_t *count,
                  struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "SELECT name, fingerprint, last_four, changed_at_ms,"
	                            " refused_at_ms, host FROM secret"
	                            " WHERE profile_id = ? ORDER BY name",
	                            &s, f);

	*out = NULL;
	*count = 0;
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, p->id);
	while ((st = db_step(s, f)) == ST_MORE) {
		*out = mem_resize(*out, (*count + 1) * sizeof(**out));
		read_info(s, &(*out)[(*count)++]);
	}
	db_release(s);
	if (st != ST_OK) {
		mem_free(*out);
		*out = NULL;
		*count = 0;
	}
	return st;
}

static enum status
say_refused(const struct profile *p, const char *name, int64_t at_ms, struct fault *f)
{
	char at[CLOCK_TEXT_BYTES];

	clock_format(at_ms, at);
	fault_set(f, WORD_CREDENTIALS, "the provider refused the key of profile %s at %s", p->name,
	          at);
	return fault_hint(f, "see to the key in the portal, then otpdeck secret set %s", name);
}

enum status
secret_store_check_refused(struct db *db, const struct profile *p, const char *name,
                           struct fault *f)
{
	struct db_statement *s = NULL;
	int64_t at_ms = 0;
	enum status st = secret_store_prepare(db,
	                                      "SELECT refused_at_ms FROM secret"
	                                      " WHERE profile_id = ? AND name = ?",
	                                      p, name, &s, f);

	if (st == ST_OK)
		st = db_take_int(s, &at_ms, f);
	return st == ST_OK && at_ms != 0 ? say_refused(p, name, at_ms, f) : st;
}

enum status
secret_store_count_billed(struct db *db, int64_t *out, struct fault *f)
{
	return db_read_int(db,
	                   "SELECT count(*) FROM secret AS s JOIN profile AS p"
	                   " ON p.id = s.profile_id WHERE p.environment <> 'sandbox'",
	                   out, f);
}
