/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/db_impl.h"
#include "store/vault_impl.h"

enum status
vault_place_key_file(struct vault *v, const char *key_dir, const char *key_file, struct fault *f)
{
	int size =
		snprintf(v->default_file, sizeof(v->default_file), "%s/%s.key", key_dir, v->uuid);
	bool fits = size >= 0 && (size_t)size < sizeof(v->default_file);

	if (fits && text_copy(v->key_file, sizeof(v->key_file),
	                      key_file != NULL ? key_file : v->default_file))
		return ST_OK;
	return fault_set(f, WORD_KEY_FILE_WRONG, "the path of the key file is too long");
}

/* --- The row -------------------------------------------------------------------------------- */

struct vault_place
vault_hash_key_place(const char *vault_uuid, int64_t generation)
{
	return (struct vault_place){
		.table = "vault",
		.row_uuid = vault_uuid,
		.profile_uuid = "",
		.kind = "hash_key",
		.generation = generation,
	};
}

static enum status
insert_row(struct db *db, const char *vault_uuid, const struct text *sealed, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db,
	                            "INSERT INTO vault (id, uuid, hash_key_sealed, created_at_ms,"
	                            " generation) VALUES (1, ?1, ?2, ?3, 1)",
	                            &s, f);

	if (st == ST_OK) {
		db_bind_text(s, 1, vault_uuid);
		db_bind_blob(s, 2, text_string(sealed), sealed->size_bytes);
		db_bind_int(s, 3, clock_now_ms());
		st = db_run(s, f);
	}
	db_release(s);
	return st;
}

enum status
vault_row_insert(struct db *db, const char *vault_uuid, const struct secret *data_key,
                 const struct secret *hash_key, struct fault *f)
{
	struct vault_place place = vault_hash_key_place(vault_uuid, 1);
	struct vault_sealing sealing = { data_key, vault_uuid, &place };
	struct text sealed;
	enum status st;

	text_init(&sealed, VAULT_HASH_KEY_SEALED_BYTES);
	st = vault_seal_with(&sealing, secret_borrow(hash_key), VAULT_KEY_BYTES, &sealed, f);
	if (st == ST_OK)
		st = insert_row(db, vault_uuid, &sealed, f);
	text_finish(&sealed);
	return st;
}

/* The uuid becomes part of a path, so nothing else may stand in its column. */
static bool
is_uuid(const char *value)
{
	if (strlen(value) != RANDOM_UUID_BYTES - 1)
		return false;
	for (size_t i = 0; value[i] != '\0'; i++) {
		bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (is_dash ? value[i] != '-' : strchr("0123456789abcdef", value[i]) == NULL)
			return false;
	}
	return true;
}

static enum status
fault_damaged(const struct db *db, const char *what, struct fault *f)
{
	fault_set(f, WORD_ROW_DAMAGED, "%s in %.80s does not open: it was changed or is damaged",
	          what, db_path(db));
	return fault_hint(f, "put a backup of the store in its place");
}

/* False when the row holds what no otpdeck has written. */
static bool
read_row(const struct db_statement *s, struct vault_row *out)
{
	size_t size_bytes;
	const void *blob = db_column_blob(s, 1, &size_bytes);

	out->generation = db_column_int(s, 2);
	out->has_passphrase = db_column_int(s, 3) != 0;
	if (!is_uuid(db_column_text(s, 0)))
		return false;
	text_copy(out->uuid, sizeof(out->uuid), db_column_text(s, 0));
	return text_append_bytes(&out->hash_key_sealed, blob, size_bytes);
}

enum status
vault_row_load(struct db *db, struct vault_row *out, struct fault *f)
{
	struct db_statement *s;
	enum status st =
		db_prepare(db,
	                   "SELECT uuid, hash_key_sealed, generation, EXISTS"
	                   " (SELECT 1 FROM vault_slot WHERE kind = 'passphrase' AND passes > 0)"
	                   " FROM vault WHERE id = 1",
	                   &s, f);

	memset(out, 0, sizeof(*out));
	text_init(&out->hash_key_sealed, VAULT_HASH_KEY_SEALED_BYTES);
	if (st == ST_OK)
		st = db_step(s, f);
	if (st == ST_OK)
		st = fault_damaged(db, "the vault", f);
	if (st == ST_MORE)
		st = read_row(s, out) ? ST_OK : fault_damaged(db, "the vault", f);
	db_release(s);
	return st;
}

/* --- Made, opened, closed ------------------------------------------------------------------- */

static enum status
insert_all(struct db *db, struct vault *v, const char *key_dir, struct fault *f)
{
	struct secret *data_key = secret_create_random(VAULT_KEY_BYTES);
	struct secret *hash_key = secret_create_random(VAULT_KEY_BYTES);
	struct vault_wrapper *w = NULL;
	int64_t id;
	enum status st = vault_place_key_file(v, key_dir, NULL, f);

	if (st == ST_OK)
		st = vault_wrapper_make_file(v, NULL, &w, f);
	if (st == ST_OK)
		st = vault_row_insert(db, v->uuid, data_key, hash_key, f);
	vault_keys_install(v->keys, data_key, hash_key, 1, 0);
	if (st == ST_OK)
		st = vault_slots_add(db, v, w, &id, f);
	if (st != ST_OK && w != NULL)
		vault_wrapper_undo_file(w);
	vault_wrapper_destroy(w);
	return st;
}

/* The key file is on the disk before the store that needs it. */
enum status
vault_create(struct db *db, const char *key_dir, char uuid[RANDOM_UUID_BYTES], struct fault *f)
{
	struct vault *v = mem_alloc(sizeof(*v));
	enum status st;

	v->keys = vault_keys_create();
	random_uuid(v->uuid);
	st = insert_all(db, v, key_dir, f);
	text_copy(uuid, RANDOM_UUID_BYTES, st == ST_OK ? v->uuid : "");
	vault_close(v);
	return st;
}

void
vault_uncreate(const char *key_dir, const char *uuid)
{
	char path[VAULT_PATH_BYTES];
	int length = snprintf(path, sizeof(path), "%s/%s.key", key_dir, uuid);

	if (uuid[0] != '\0' && length > 0 && (size_t)length < sizeof(path))
		unlink(path);
}

enum status
vault_open(struct db *db, const char *key_dir, const char *key_file, struct vault **out,
           struct fault *f)
{
	struct vault *v = mem_alloc(sizeof(*v));
	struct vault_row row;
	enum status st = vault_row_load(db, &row, f);

	*out = NULL;
	v->keys = vault_keys_create();
	text_copy(v->uuid, sizeof(v->uuid), row.uuid);
	if (st == ST_OK)
		st = vault_place_key_file(v, key_dir, key_file, f);
	if (st == ST_OK) {
		vault_keys_note_slots(v->keys, row.has_passphrase);
		st = vault_try_key_file(db, v, &row, f);
	}
	/* Whoever names a file means that one; a leftover at the usual place stops nobody who has a
	 * passphrase. */
	if (st == ST_NOT_FOUND || (st == ST_LOCKED && !key_file && row.has_passphrase))
		st = ST_OK;
	text_finish(&row.hash_key_sealed);
	if (st == ST_OK)
		*out = v;
	else
		vault_close(v);
	return st;
}

void
vault_close(struct vault *v)
{
	if (v == NULL)
		return;
	vault_keys_destroy(v->keys);
	mem_free(v);
}

const char *
vault_key_file(const struct vault *v)
{
	return v->key_file;
}

const char *
vault_uuid(const struct vault *v)
{
	return v->uuid;
}
