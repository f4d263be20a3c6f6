/* SPDX-License-Identifier: MIT */
#ifndef STORE_VAULT_IMPL_H
#define STORE_VAULT_IMPL_H
/*
 * What the files of vault, vault_slots and vault_rekey share: the handle, its keys, rows of slots,
 * and the sealing under a given key.
 */
#include <pthread.h>

#include "base/random.h"
#include "store/vault.h"
#include "store/vault_slots.h"

#define VAULT_KEY_BYTES 32
#define VAULT_NONCE_BYTES 24
#define VAULT_TAG_BYTES 16
#define VAULT_SALT_BYTES 16
#define VAULT_WRAPPED_BYTES (VAULT_KEY_BYTES + VAULT_TAG_BYTES)
#define VAULT_HASH_KEY_SEALED_BYTES (VAULT_NONCE_BYTES + VAULT_KEY_BYTES + VAULT_TAG_BYTES)
/* A few dozen bytes of every field and the path of a key file; far above what any caller has. */
#define VAULT_BOUND_MAX 4096

/* Beside the vault, so that a vault that is only read from can be locked. */
struct vault_keys {
	pthread_mutex_t mutex;   /* over everything below */
	struct secret *data_key; /* NULL: sealed or locked */
	struct secret *hash_key;
	int64_t generation; /* of data_key */
	bool was_unlocked;
	bool has_passphrase;
	unsigned locks; /* how often it was locked: an unlocking that began before is void */
};

struct vault {
	char uuid[RANDOM_UUID_BYTES];
	char key_file[VAULT_PATH_BYTES];     /* to be unlocked by */
	char default_file[VAULT_PATH_BYTES]; /* KEYDIR/uuid.key */
	struct vault_keys *keys;
};

/* A row of vault_slot. */
struct vault_slot {
	int64_t id;
	char format[32];
	char vault_uuid[RANDOM_UUID_BYTES];
	char kind[16];
	char algorithm[48];
	int64_t passes;
	int64_t memory_kib;
	unsigned char salt[VAULT_SALT_BYTES];
	unsigned char nonce[VAULT_NONCE_BYTES];
	unsigned char wrapped_key[VAULT_WRAPPED_BYTES];
	int64_t created_at_ms;
	char place[VAULT_PATH_BYTES]; /* of the operator's own key file; "": the default */
	bool is_whole;                /* its values have the sizes they must have */
};

/* vault.c */
/* The row of the vault as it stands in the store. */
struct vault_row {
	char uuid[RANDOM_UUID_BYTES];
	int64_t generation;
	bool has_passphrase;
	struct text hash_key_sealed; /* text_finish */
};
MUST_USE enum status vault_row_load(struct db *db, struct vault_row *out, struct fault *f);
/* Sets where the key file is; NULL: the default place. */
MUST_USE enum status vault_place_key_file(struct vault *v, const char *key_dir,
                                          const char *key_file, struct fault *f);
/* Where the hash key is sealed. */
struct vault_place vault_hash_key_place(const char *vault_uuid, int64_t generation);
/* Writes the row of a new vault with this hash key sealed under `data_key`. */
MUST_USE enum status vault_row_insert(struct db *db, const char *vault_uuid,
                                      const struct secret *data_key, const struct secret *hash_key,
                                      struct fault *f);

/* vault_unlock.c */
/* ST_NOT_FOUND without a fault when there is no file. */
MUST_USE enum status vault_try_key_file(struct db *db, const struct vault *v,
                                        const struct vault_row *row, struct fault *f);

/* vault_keys.c */
struct vault_keys *vault_keys_create(void);
void vault_keys_destroy(struct vault_keys *k);
/* True, with the keys to be read until vault_keys_end, when it is unlocked. */
bool vault_keys_begin(struct vault_keys *k);
void vault_keys_end(struct vault_keys *k);
unsigned vault_keys_locks(struct vault_keys *k);
void vault_keys_lock(struct vault_keys *k);
void vault_keys_note_slots(struct vault_keys *k, bool has_passphrase);
/* Takes both keys, unless it was locked since `locks` was read: then they are wiped. */
bool vault_keys_install(struct vault_keys *k, struct secret *data_key, struct secret *hash_key,
                        int64_t generation, unsigned locks);
/* A guarded copy, the caller's to destroy; NULL when it is locked. */
struct secret *vault_keys_copy_data_key(struct vault_keys *k);
/* Of both, for rekeying; false and nothing when it is locked. */
bool vault_keys_copy(struct vault_keys *k, struct secret **data_key, struct secret **hash_key);
enum status vault_fault_locked(const struct vault *v, struct fault *f);

/* vault_bind.c: associated data, field by field, each with its length in front, so that no two
 * lists of fields are the same bytes. Too many bytes show in `overflowed`. */
void vault_bind_bytes(struct text *bound, const void *bytes, size_t size_bytes);
void vault_bind_text(struct text *bound, const char *value);
void vault_bind_int(struct text *bound, int64_t value);

/* vault_seal.c: sealing under a key that is not, or not yet, the vault's. */
struct vault_sealing {
	const struct secret *key;
	const char *vault_uuid;
	const struct vault_place *place;
};
MUST_USE enum status vault_seal_with(const struct vault_sealing *sealing, const void *bytes,
                                     size_t size_bytes, struct text *out, struct fault *f);
MUST_USE enum status vault_open_with(const struct vault_sealing *sealing, const void *sealed,
                                     size_t size_bytes, struct secret **out, struct fault *f);
MUST_USE enum status vault_open_bytes_with(const struct vault_sealing *sealing, const void *sealed,
                                           size_t size_bytes, struct text *out, struct fault *f);

/* vault_key_file.c */
/* Reads 32 bytes into *out. ST_NOT_FOUND without a fault when there is no such file. */
MUST_USE enum status vault_key_file_read(const char *path, struct secret **out, struct fault *f);
/* Writes a new file into a folder that exists. WORD_ALREADY_EXISTS when one is there. */
MUST_USE enum status vault_key_file_write(const char *path, const struct secret *key,
                                          struct fault *f);
/* The folder that a path lies in. */
void vault_key_file_folder(const char *path, char out[VAULT_PATH_BYTES]);

/* vault_derive.c: the key of a passphrase slot, by the slot's own salt, passes and memory. */
MUST_USE enum status vault_derive(const struct secret *passphrase, const struct vault_slot *slot,
                                  struct secret **out, struct fault *f);

/* vault_slot.c */
/* Everything but id, salt, nonce and wrapped key. */
void vault_slot_init(struct vault_slot *slot, const char *vault_uuid, enum vault_slot_kind kind,
                     const struct vault_cost *cost);
/* By id, in one block for mem_free. */
MUST_USE enum status vault_slot_load(struct db *db, struct vault_slot **out, size_t *count,
                                     struct fault *f);
/* Whether it is one that this version writes, for this vault, with parameters within the limits. */
bool vault_slot_is_usable(const struct vault_slot *slot, const char *vault_uuid,
                          enum vault_slot_kind kind);
/* With a fresh nonce; the salt is the slot's own. */
void vault_slot_wrap(struct vault_slot *slot, const struct secret *data_key,
                     const struct secret *slot_key);
/* NULL when the slot is another key's or damaged: the two cannot be told apart. */
struct secret *vault_slot_unwrap(const struct vault_slot *slot, const struct secret *slot_key);
MUST_USE enum status vault_slot_insert(struct db *db, const struct vault_slot *slot,
                                       struct fault *f);
MUST_USE enum status vault_slot_rewrap(struct db *db, const struct vault_slot *slot,
                                       struct fault *f);
#endif
