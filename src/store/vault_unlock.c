/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_impl.h"

#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/db.h"

/* --- The keys of an opened slot ------------------------------------------------------------- */

static enum status
fault_hash_key(const struct db *db, struct fault *f)
{
	fault_set(f, WORD_ROW_DAMAGED,
	          "the key of the vault's hashes in %.80s does not open: it was changed or is "
	          "damaged",
	          db_path(db));
	return fault_hint(f, "put a backup of the store in its place");
}

/* Takes the data key. */
static enum status
install(struct db *db, const struct vault *v, const struct vault_row *row, struct secret *data_key,
        unsigned locks, struct fault *f)
{
	struct vault_place place = vault_hash_key_place(v->uuid, row->generation);
	struct vault_sealing sealing = { data_key, v->uuid, &place };
	const struct text *sealed = &row->hash_key_sealed;
	struct secret *hash_key = NULL;

	if (vault_open_with(&sealing, text_string(sealed), sealed->size_bytes, &hash_key, f) !=
	    ST_OK) {
		secret_destroy(data_key);
		return fault_hash_key(db, f);
	}
	if (vault_keys_install(v->keys, data_key, hash_key, row->generation, locks))
		return ST_OK;
	return fault_set(f, WORD_LOCKED, "the vault was locked meanwhile");
}

static enum status
check_same_vault(const struct vault *v, const struct vault_row *row, struct fault *f)
{
	if (strcmp(row->uuid, v->uuid) == 0)
		return ST_OK;
	fault_set(f, WORD_LOCKED, "the vault was reset by another otpdeck");
	return fault_hint(f, "start otpdeck again");
}

/* --- By key file ---------------------------------------------------------------------------- */

static enum status
fault_no_slot(const struct vault *v, struct fault *f)
{
	fault_set(
		f, WORD_KEY_FILE_WRONG,
		"the key file opens no slot: it belongs to another store, or the slot is damaged");
	return fault_hint(f, "this store's key file is %s.key", v->uuid);
}

static struct secret *
open_by_file(const struct vault *v, const struct vault_slot *slots, size_t count,
             const struct secret *file_key)
{
	struct secret *data_key = NULL;

	for (size_t i = 0; data_key == NULL && i < count; i++) {
		if (vault_slot_is_usable(&slots[i], v->uuid, VAULT_SLOT_KEY_FILE))
			data_key = vault_slot_unwrap(&slots[i], file_key);
	}
	return data_key;
}

enum status
vault_try_key_file(struct db *db, const struct vault *v, const struct vault_row *row,
                   struct fault *f)
{
	unsigned locks = vault_keys_locks(v->keys);
	struct secret *file_key = NULL;
	struct secret *data_key = NULL;
	struct vault_slot *slots = NULL;
	size_t count = 0;
	enum status st = vault_key_file_read(v->key_file, &file_key, f);

	if (st == ST_OK)
		st = vault_slot_load(db, &slots, &count, f);
	if (st == ST_OK) {
		data_key = open_by_file(v, slots, count, file_key);
		st = data_key != NULL ? install(db, v, row, data_key, locks, f)
		                      : fault_no_slot(v, f);
	}
	secret_destroy(file_key);
	mem_free(slots);
	return st;
}

enum status
vault_unlock_key_file(struct db *db, struct vault *v, struct fault *f)
{
	struct vault_row row;
	enum status st = vault_row_load(db, &row, f);

	if (st == ST_OK)
		st = check_same_vault(v, &row, f);
	if (st == ST_OK)
		st = vault_try_key_file(db, v, &row, f);
	if (st == ST_NOT_FOUND) {
		fault_set(f, WORD_LOCKED, "the key file is not there");
		st = fault_hint(f, "put it back: %.110s", v->key_file);
	}
	text_finish(&row.hash_key_sealed);
	return st;
}

/* --- By passphrase -------------------------------------------------------------------------- */

static enum status
fault_wrong(const struct vault *v, const struct vault_slot *slots, size_t count, struct fault *f)
{
	bool has_file = false;
	bool has_passphrase = false;

	for (size_t i = 0; i < count; i++) {
		has_file = has_file || strcmp(slots[i].kind, "key_file") == 0;
		has_passphrase = has_passphrase || strcmp(slots[i].kind, "passphrase") == 0;
	}
	if (!has_passphrase) {
		fault_set(f, WORD_NO_PASSPHRASE, "the vault has no passphrase");
		if (access(v->key_file, R_OK) == 0)
			return fault_hint(f, "give none: its key file opens it, %.110s",
			                  v->key_file);
		return fault_hint(f, "it opens by its key file: put it back, or give --key-file");
	}
	fault_set(f, WORD_PASSPHRASE_WRONG, "wrong passphrase, or its slot is damaged");
	return fault_hint(f, has_file ? "try again, or use the other slot: --key-file PATH"
	                              : "try again; a forgotten one: otpdeck vault reset");
}

/* Finds the slot that the passphrase opens. */
static enum status
open_by_passphrase(const struct vault *v, const struct vault_slot *slots, size_t count,
                   const struct secret *passphrase, struct secret **out, struct fault *f)
{
	for (size_t i = 0; *out == NULL && i < count; i++) {
		struct secret *key = NULL;

		if (!vault_slot_is_usable(&slots[i], v->uuid, VAULT_SLOT_PASSPHRASE))
			continue;
		enum status st = vault_derive(passphrase, &slots[i], &key, f);
		if (st != ST_OK)
			return st;
		*out = vault_slot_unwrap(&slots[i], key);
		secret_destroy(key);
	}
	return *out != NULL ? ST_OK : fault_wrong(v, slots, count, f);
}

enum status
vault_unlock_passphrase(struct db *db, struct vault *v, const struct secret *typed, struct fault *f)
{
	unsigned locks = vault_keys_locks(v->keys);
	struct secret *passphrase = NULL;
	struct secret *data_key = NULL;
	struct vault_slot *slots = NULL;
	struct vault_row row;
	size_t count = 0;
	enum status st = vault_row_load(db, &row, f);

	if (st == ST_OK)
		st = check_same_vault(v, &row, f);
	if (st == ST_OK)
		st = secret_create_passphrase(typed, &passphrase, f);
	if (st == ST_OK)
		st = vault_slot_load(db, &slots, &count, f);
	if (st == ST_OK)
		st = open_by_passphrase(v, slots, count, passphrase, &data_key, f);
	if (st == ST_OK)
		st = install(db, v, &row, data_key, locks, f);
	if (st == ST_OK)
		vault_keys_note_slots(v->keys, row.has_passphrase);
	text_finish(&row.hash_key_sealed);
	secret_destroy(passphrase);
	mem_free(slots);
	return st;
}

/* --- After another process ------------------------------------------------------------------ */

static enum status
follow_row(struct db *db, const struct vault *v, const struct vault_row *row, struct fault *f)
{
	vault_keys_note_slots(v->keys, row->has_passphrase);
	if (check_same_vault(v, row, f) != ST_OK) {
		vault_keys_lock(v->keys);
		return f->code;
	}
	if (!vault_is_unlocked(v))
		return vault_fault_locked(v, f);
	if (row->generation == vault_generation(v))
		return ST_OK;
	if (vault_try_key_file(db, v, row, f) == ST_OK)
		return ST_OK;
	vault_keys_lock(v->keys);
	fault_set(f, WORD_LOCKED, "another otpdeck has given the vault a new key");
	return fault_hint(f, "unlock it again");
}

enum status
vault_follow(struct db *db, const struct vault *v, struct fault *f)
{
	struct vault_row row;
	enum status st = vault_row_load(db, &row, f);

	if (st == ST_OK)
		st = follow_row(db, v, &row, f);
	text_finish(&row.hash_key_sealed);
	return st;
}
