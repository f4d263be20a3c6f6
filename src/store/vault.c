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

#define HASH_KEY_SEALED_BYTES (VAULT_NONCE_BYTES + VAULT_KEY_BYTES + VAULT_TAG_BYTES)

static enum status
place_key_file(struct vault *v, const char *key_dir, const char *key_file, struct fault *f)
{
	int size = key_file != NULL ? snprintf(v->key_file, sizeof(v->key_file), "%s", key_file)
	                            : snprintf(v->key_file, sizeof(v->key_file), "%s/%s.key",
	                                       key_dir, v->uuid);

	if (size < 0 || (size_t)size >= sizeof(v->key_file))
		return fault_set(f, WORD_KEY_FILE_WRONG, "the path of the key file is too long");
	return ST_OK;
}

/* The hash key lies in the row of the vault itself, sealed like any value. */
static struct vault_place
hash_key_place(const struct vault *v)
{
	return (struct vault_place){
		.table = "vault",
		.row_uuid = v->uuid,
		.profile_uuid = "",
		.kind = "hash_key",
		.generation = 1,
	};
}

static enum status
insert_row(struct db *db, const struct vault *v, const struct text *sealed, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db,
	                            "INSERT INTO vault (id, uuid, hash_key_sealed, created_at_ms)"
	                            " VALUES (1, ?1, ?2, ?3)",
	                            &s, f);

	if (st == ST_OK) {
		db_bind_text(s, 1, v->uuid);
		db_bind_blob(s, 2, text_string(sealed), sealed->size_bytes);
		db_bind_int(s, 3, clock_now_ms());
		st = db_run(s, f);
	}
	db_release(s);
	return st;
}

static enum status
insert_vault(struct db *db, const struct vault *v, const struct secret *file_key, struct fault *f)
{
	struct vault_place place = hash_key_place(v);
	struct text sealed;
	enum status st;

	text_init(&sealed, HASH_KEY_SEALED_BYTES);
	st = vault_seal_secret(v, &place, v->hash_key, &sealed, f);
	if (st == ST_OK)
		st = insert_row(db, v, &sealed, f);
	if (st == ST_OK)
		st = vault_slot_insert(db, v, file_key, f);
	text_finish(&sealed);
	return st;
}

/* The key file is on the disk before the store that needs it. */
enum status
vault_create(struct db *db, const char *key_dir, struct fault *f)
{
	struct vault *v = mem_alloc(sizeof(*v));
	struct secret *file_key = secret_create_random(VAULT_KEY_BYTES);
	enum status st;

	random_uuid(v->uuid);
	v->data_key = secret_create_random(VAULT_KEY_BYTES);
	v->hash_key = secret_create_random(VAULT_KEY_BYTES);
	st = place_key_file(v, key_dir, NULL, f);
	if (st == ST_OK)
		st = vault_key_file_write(key_dir, v->key_file, file_key, f);
	if (st == ST_OK) {
		st = insert_vault(db, v, file_key, f);
		if (st != ST_OK)
			unlink(v->key_file);
	}
	secret_destroy(file_key);
	vault_close(v);
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

static enum status
load_row(struct db *db, struct vault *v, struct text *sealed, struct fault *f)
{
	struct db_statement *s;
	enum status st =
		db_prepare(db, "SELECT uuid, hash_key_sealed FROM vault WHERE id = 1", &s, f);
	const void *blob;
	size_t size_bytes;

	if (st == ST_OK)
		st = db_step(s, f);
	if (st == ST_OK)
		st = fault_damaged(db, "the vault", f);
	if (st == ST_MORE) {
		blob = db_column_blob(s, 1, &size_bytes);
		st = ST_OK;
		if (!is_uuid(db_column_text(s, 0)) || !text_append_bytes(sealed, blob, size_bytes))
			st = fault_damaged(db, "the vault", f);
		else
			memcpy(v->uuid, db_column_text(s, 0), sizeof(v->uuid));
	}
	db_release(s);
	return st;
}

static enum status
unlock(struct db *db, struct vault *v, const struct text *sealed_hash_key, struct fault *f)
{
	struct vault_place place = hash_key_place(v);
	struct secret *file_key = NULL;
	enum status st = vault_key_file_read(v->key_file, &file_key, f);

	if (st == ST_NOT_FOUND)
		return ST_OK;
	if (st == ST_OK)
		st = vault_slot_open(db, v, file_key, &v->data_key, f);
	secret_destroy(file_key);
	if (st != ST_OK)
		return st;
	st = vault_open_secret(v, &place, text_string(sealed_hash_key), sealed_hash_key->size_bytes,
	                       &v->hash_key, f);
	return st == ST_OK ? ST_OK : fault_damaged(db, "the key of the vault's hashes", f);
}

enum status
vault_open(struct db *db, const char *key_dir, const char *key_file, struct vault **out,
           struct fault *f)
{
	struct vault *v = mem_alloc(sizeof(*v));
	struct text sealed;
	enum status st;

	*out = NULL;
	text_init(&sealed, HASH_KEY_SEALED_BYTES);
	st = load_row(db, v, &sealed, f);
	if (st == ST_OK)
		st = place_key_file(v, key_dir, key_file, f);
	if (st == ST_OK)
		st = unlock(db, v, &sealed, f);
	text_finish(&sealed);
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
	secret_destroy(v->data_key);
	secret_destroy(v->hash_key);
	mem_free(v);
}

bool
vault_is_unlocked(const struct vault *v)
{
	return v->data_key != NULL;
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
