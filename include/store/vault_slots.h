/* SPDX-License-Identifier: MIT */
#ifndef STORE_VAULT_SLOTS_H
#define STORE_VAULT_SLOTS_H
/*
 * The slots of the vault: each wraps the data key under a key file or a passphrase.
 *
 * A slot's key is made first (a vault_wrapper: half a second for a passphrase, or a file on the
 * disk), then the slot is added in the caller's transaction. A passphrase goes through Argon2id
 * with passes and memory that stand in the row and are bound into its wrap. On reading, only 1 to
 * 10 passes and 19 MiB to 1 GiB are accepted.
 *
 * Owns    a wrapper owns a key in guarded memory; destroy wipes it.
 * Fails   WORD_LOCKED when the vault is not unlocked.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/secret.h"

#define VAULT_PATH_BYTES 1024
#define VAULT_SLOTS_MAX 32

#define VAULT_PASSES_LEAST 1
#define VAULT_PASSES_MOST 10
#define VAULT_MEMORY_LEAST_KIB (19 * 1024)
#define VAULT_MEMORY_MOST_KIB (1024 * 1024)

struct db;
struct vault;
struct vault_wrapper;

enum vault_slot_kind { VAULT_SLOT_KEY_FILE, VAULT_SLOT_PASSPHRASE };

/* What trying a passphrase costs. */
struct vault_cost {
	int64_t passes;
	int64_t memory_kib;
};

/* About half a second; 0.1 s for a small machine; three to four seconds. */
#define VAULT_COST_NORMAL ((struct vault_cost){ 3, 256L * 1024 })
#define VAULT_COST_SMALL ((struct vault_cost){ 2, 64L * 1024 })
#define VAULT_COST_LARGE ((struct vault_cost){ 4, 1024L * 1024 })

struct vault_slot_info {
	int64_t id;
	enum vault_slot_kind kind;
	struct vault_cost cost; /* zeroes for a key file */
	int64_t created_at_ms;
	char path[VAULT_PATH_BYTES]; /* of a key file: the default place, or the operator's */
	bool is_default_path;
	bool is_usable; /* false: damaged, changed, or of another otpdeck's making */
};

const char *vault_slot_kind_word(enum vault_slot_kind kind); /* "key_file", "passphrase" */

/* By id, in one block for mem_free; without the vault being unlocked. */
MUST_USE enum status vault_slots_list(struct db *db, const struct vault *v,
                                      struct vault_slot_info **out, size_t *count, struct fault *f);

/* Derives the key of a new slot. The cost must be within the limits (asserted).
 * WORD_PASSPHRASE_INVALID, WORD_MEMORY_SHORT: the cost is never lowered. */
MUST_USE enum status vault_wrapper_derive(const struct secret *typed, const struct vault_cost *cost,
                                          struct vault_wrapper **out, struct fault *f);
/* Writes a new key file, 0600, whose folder must exist. NULL means the default place of this vault,
 * whose folder is made. WORD_ALREADY_EXISTS when there is anything: nothing is overwritten. */
MUST_USE enum status vault_wrapper_make_file(const struct vault *v, const char *path,
                                             struct vault_wrapper **out, struct fault *f);
/* The key of a slot that exists, proved by opening it: from `typed` for a passphrase slot, from the
 * slot's file (`typed` is NULL) for a key file; the file that vault_key_file names is tried too.
 * WORD_PASSPHRASE_WRONG, WORD_KEY_FILE_WRONG, WORD_NOT_FOUND. */
MUST_USE enum status vault_wrapper_prove(struct db *db, const struct vault *v, int64_t id,
                                         const struct secret *typed, struct vault_wrapper **out,
                                         struct fault *f);
/* Removes the key file that vault_wrapper_make_file wrote, when its slot came to nothing. */
void vault_wrapper_undo_file(struct vault_wrapper *w);
void vault_wrapper_destroy(struct vault_wrapper *w);

/* Inside the caller's transaction. */
MUST_USE enum status vault_slots_add(struct db *db, const struct vault *v,
                                     const struct vault_wrapper *w, int64_t *id, struct fault *f);
/* WORD_LAST_SLOT, WORD_NOT_FOUND. The file of a key-file slot stays. */
MUST_USE enum status vault_slots_remove(struct db *db, const struct vault *v, int64_t id,
                                        struct fault *f);
/* For a copy of the store, in its transaction; the vault may be locked. WORD_LAST_SLOT when no
 * passphrase would be left, because nobody could open such a copy. */
MUST_USE enum status vault_slots_leave_out_key_files(struct db *copy, struct fault *f);
/* After the slot has gone: wipes and removes a key file at the default place of this vault. */
void vault_slots_remove_default_file(const struct vault *v);
#endif
