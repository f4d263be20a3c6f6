/* SPDX-License-Identifier: MIT */
#ifndef STORE_VAULT_IMPL_H
#define STORE_VAULT_IMPL_H
/*
 * What the files of module vault share: the handle, the slots and the sealing under a given key.
 */
#include "base/random.h"
#include "store/vault.h"

#define VAULT_KEY_BYTES 32
#define VAULT_NONCE_BYTES 24
#define VAULT_TAG_BYTES 16
#define VAULT_SALT_BYTES 16
#define VAULT_PATH_BYTES 1024
/* A few dozen bytes of every field; far above what any caller has. */
#define VAULT_BOUND_MAX 4096

struct vault {
	char uuid[RANDOM_UUID_BYTES];
	char key_file[VAULT_PATH_BYTES];
	struct secret *data_key; /* NULL: locked */
	struct secret *hash_key; /* NULL: locked */
};

/* vault_bind.c: associated data, field by field, each with its length in front, so that no two
 * lists of fields are the same bytes. Too many bytes show in `overflowed`. */
void vault_bind_bytes(struct text *bound, const void *bytes, size_t size_bytes);
void vault_bind_text(struct text *bound, const char *value);
void vault_bind_int(struct text *bound, int64_t value);

/* vault_key_file.c */
/* Reads 32 bytes into *out. ST_NOT_FOUND without a fault when there is no such file. */
MUST_USE enum status vault_key_file_read(const char *path, struct secret **out, struct fault *f);
/* Writes a new file; the folder is made when missing. */
MUST_USE enum status vault_key_file_write(const char *folder, const char *path,
                                          const struct secret *key, struct fault *f);

/* vault_slot.c */
MUST_USE enum status vault_slot_insert(struct db *db, const struct vault *v,
                                       const struct secret *file_key, struct fault *f);
/* Tries every slot of the kind "key_file". WORD_KEY_FILE_WRONG when none opens. */
MUST_USE enum status vault_slot_open(struct db *db, const struct vault *v,
                                     const struct secret *file_key, struct secret **out,
                                     struct fault *f);
#endif
