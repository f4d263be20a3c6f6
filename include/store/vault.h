/* SPDX-License-Identifier: MIT */
#ifndef STORE_VAULT_H
#define STORE_VAULT_H
/*
 * Sealed values: secrets and full phone numbers, bound to the row, profile and kind they belong
 * to, so that a ciphertext moved elsewhere does not open.
 *
 * One random data key, wrapped once per slot (table vault_slot; store/vault_slots adds and removes
 * them). The first slot is a key file of 32 random bytes, mode 0600, at KEYDIR/<vault uuid>.key,
 * never overwritten. XChaCha20-Poly1305 (libsodium); the associated data are length-prefixed
 * fields: format tag, vault uuid, table, row uuid, profile uuid, kind, generation; for a slot:
 * every column of its row.
 *
 * Owns    a vault owns its keys in guarded memory; vault_lock and vault_close wipe them. Both
 *         threads may use it at once: it may be locked on one while the other seals.
 * Fails   WORD_LOCKED when it is not unlocked, WORD_KEY_FILE_WRONG and WORD_PASSPHRASE_WRONG when
 *         no slot opens, WORD_MEMORY_SHORT when a passphrase cannot be tried for want of memory,
 *         WORD_ROW_DAMAGED when a value does not open.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/text.h"

#define VAULT_HASH_BYTES 16

struct db;
struct vault;

enum vault_state {
	VAULT_SEALED,   /* not unlocked since it was opened */
	VAULT_UNLOCKED, /* its keys are in memory */
	VAULT_LOCKED    /* was unlocked; its keys are wiped */
};

/* Where a sealed value lives. */
struct vault_place {
	const char *table;    /* "secret", "message" */
	const char *row_uuid; /* never reused */
	const char *profile_uuid;
	const char *kind;   /* "API_KEY", "to", "context" */
	int64_t generation; /* of the data key; vault_generation for a new value */
};

/* In a new store, inside its birth: makes uuid, data key, hash key and the key-file slot, and
 * writes the key file below `key_dir` (made when missing). `uuid` is the vault's, "" on failure. */
MUST_USE enum status vault_create(struct db *db, const char *key_dir, char uuid[RANDOM_UUID_BYTES],
                                  struct fault *f);
/* Removes the key file that vault_create wrote, when the store it was for came to nothing. */
void vault_uncreate(const char *key_dir, const char *uuid);
/* Opens the vault of a store, and unlocks it by its key file. `key_file` NULL means the default
 * place below `key_dir`. When the file is missing the vault is sealed; a wrong one is a failure,
 * but for one at the default place beside a passphrase slot, which is then waited for. */
MUST_USE enum status vault_open(struct db *db, const char *key_dir, const char *key_file,
                                struct vault **out, struct fault *f);
void vault_close(struct vault *v);
enum vault_state vault_state(const struct vault *v);
bool vault_is_unlocked(const struct vault *v);
/* Wipes the keys. An unlocking that runs on another thread comes to nothing. */
void vault_lock(struct vault *v);
/* Derives for every passphrase slot until one opens: half a second each, so on the worker. What
 * was typed is brought into the form that secret_create_passphrase makes. On failure the vault is
 * as it was. WORD_PASSPHRASE_WRONG, WORD_PASSPHRASE_INVALID, WORD_MEMORY_SHORT,
 * WORD_NO_PASSPHRASE. */
MUST_USE enum status vault_unlock_passphrase(struct db *db, struct vault *v,
                                             const struct secret *typed, struct fault *f);
/* By the key file that vault_key_file names; WORD_LOCKED when it is not there. */
MUST_USE enum status vault_unlock_key_file(struct db *db, struct vault *v, struct fault *f);
/* Of the data key; counts up with each rekey. 0 when it is not unlocked. */
int64_t vault_generation(const struct vault *v);
/* Whether a passphrase slot exists, as of the last look (opening, unlocking, vault_follow). */
bool vault_has_passphrase(const struct vault *v);
/* Before a value is sealed or opened, in the transaction that does it: another process may have
 * given the store a new data key. Takes that by the key file where it opens; else the vault is
 * locked (WORD_LOCKED). */
MUST_USE enum status vault_follow(struct db *db, const struct vault *v, struct fault *f);
/* Where this vault's key file is, or would be. Borrowed. */
const char *vault_key_file(const struct vault *v);
const char *vault_uuid(const struct vault *v);

/* --- The whole vault ------------------------------------------------------------------------ */

struct vault_wrapper;

struct vault_rekey_order {
	/* One of each slot, by vault_wrapper_prove. */
	struct vault_wrapper *const *wrappers;
	size_t count;
	bool (*cancelled)(void *context); /* asked after each value; may be NULL */
	/* Runs at the end of the transaction; may be NULL. */
	enum status (*also)(void *context, struct db *db, struct fault *f);
	void *context;
};

struct vault_rekeyed {
	size_t resealed;
	size_t damaged; /* did not open before either, and are as they were */
	size_t emptied; /* of profiles that were removed: nothing could ever open them */
};

/* A new data key: every sealed value and every slot is sealed under it, in a transaction of its
 * own. The keyed hashes stay the same. WORD_ROW_MOVED when a slot has no wrapper; on failure
 * nothing has changed. Afterwards db_empty_log takes the old ciphertext out of the files. */
MUST_USE enum status vault_rekey(struct db *db, struct vault *v,
                                 const struct vault_rekey_order *order, struct vault_rekeyed *out,
                                 struct fault *f);

#define VAULT_DAMAGED_MAX 100

struct vault_damaged {
	char table[16];
	char kind[64];
	char row_uuid[37];
	int64_t number; /* of the row; 0 where rows have none */
};

struct vault_checked {
	size_t opened;
	size_t orphans; /* of removed profiles, not opened by anybody any more */
	size_t damaged_count;
	struct vault_damaged damaged[VAULT_DAMAGED_MAX]; /* the first of them */
};

/* Opens every sealed value. Damaged ones are counted, not a failure. */
MUST_USE enum status vault_check(struct db *db, const struct vault *v, struct vault_checked *out,
                                 struct fault *f);

struct vault_losses {
	int64_t secrets;
	int64_t past_secrets;
	int64_t numbers;
};

/* What a reset would drop. */
MUST_USE enum status vault_count_losses(struct db *db, struct vault_losses *out, struct fault *f);
/* For a forgotten passphrase, inside the caller's transaction: secrets, sealed numbers and contexts
 * and their hashes go; templates and log stay; a new vault with a key file of its own takes the
 * place of the old one, which vaults that are open know nothing of: open it anew. When the
 * transaction is not committed, a key file that belongs to nothing is left behind. */
MUST_USE enum status vault_reset(struct db *db, const char *key_dir, struct fault *f);

/* --- Values --------------------------------------------------------------------------------- */

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
