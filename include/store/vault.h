/* SPDX-License-Identifier: MIT */
#ifndef STORE_VAULT_H
#define STORE_VAULT_H
/*
 * Sealed values: secrets and full phone numbers, bound to the row, profile and kind they belong
 * to, so that a ciphertext moved elsewhere does not open.
 *
 * One random data key, wrapped once per slot (table vault_slot). The first slot is a key file of
 * 32 random bytes, mode 0600, at KEYDIR/<vault uuid>.key, never overwritten. XChaCha20-Poly1305
 * (libsodium); the associated data are length-prefixed fields: format tag, vault uuid, table, row
 * uuid, profile uuid, kind, generation; for a slot: every column of its row.
 *
 * Owns    a vault owns its keys in guarded memory; vault_close wipes them. After it is open it is
 *         read-only and may be used from both threads.
 * Fails   WORD_LOCKED when it is not unlocked, WORD_KEY_FILE_WRONG when no slot opens,
 *         WORD_ROW_DAMAGED when a value does not open.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/secret.h"
#include "base/text.h"

#define VAULT_HASH_BYTES 16
/* Of the data key; a store of this version has seen no other. */
#define VAULT_GENERATION 1

struct db;
struct vault;

/* Where a sealed value lives. */
struct vault_place {
	const char *table;    /* "secret", "message" */
	const char *row_uuid; /* never reused */
	const char *profile_uuid;
	const char *kind; /* "API_KEY", "to", "context" */
	int64_t generation;
};

/* In a new store, inside its birth: makes uuid, data key, hash key and the key-file slot, and
 * writes the key file below `key_dir` (made when missing). */
MUST_USE enum status vault_create(struct db *db, const char *key_dir, struct fault *f);
/* Opens the vault of a store. `key_file` NULL means the default place below `key_dir`. When the
 * file is missing the vault is open but locked (vault_is_unlocked); a wrong one is a failure. */
MUST_USE enum status vault_open(struct db *db, const char *key_dir, const char *key_file,
                                struct vault **out, struct fault *f);
void vault_close(struct vault *v);
bool vault_is_unlocked(const struct vault *v);
/* Where this vault's key file is, or would be. Borrowed. */
const char *vault_key_file(const struct vault *v);
const char *vault_uuid(const struct vault *v);

/* Appends the sealed form (nonce and ciphertext) of the bytes to `out`. */
MUST_USE enum status vault_seal_secret(const struct vault *v, const struct vault_place *place,
                                       const struct secret *s, struct text *out, struct fault *f);
MUST_USE enum status vault_seal_bytes(const struct vault *v, const struct vault_place *place,
                                      const void *bytes, size_t size_bytes, struct text *out,
                                      struct fault *f);
MUST_USE enum status vault_open_secret(const struct vault *v, const struct vault_place *place,
                                       const void *sealed, size_t size_bytes, struct secret **out,
                                       struct fault *f);
MUST_USE enum status vault_open_bytes(const struct vault *v, const struct vault_place *place,
                                      const void *sealed, size_t size_bytes, struct text *out,
                                      struct fault *f);
/* A keyed hash: equal texts under one `purpose` ("number", "body") have equal hashes; without the
 * vault's key nothing can be tried out against it. */
MUST_USE enum status vault_hash(const struct vault *v, const char *purpose, const void *bytes,
                                size_t size_bytes, unsigned char out[VAULT_HASH_BYTES],
                                struct fault *f);
#endif
