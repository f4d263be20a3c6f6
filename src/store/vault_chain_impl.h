/* SPDX-License-Identifier: MIT */
#ifndef STORE_VAULT_CHAIN_IMPL_H
#define STORE_VAULT_CHAIN_IMPL_H
/*
 * Chained hashes over append-only rows, for the modules of this layer that keep such rows.
 *
 * Every row's hash covers the hash of the row before it, so that a changed, missing or moved row
 * breaks the chain at its place. The hash is plain BLAKE2b: it can be checked without a key.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define VAULT_CHAIN_BYTES 32

struct db;

/* One value of a row: its text, or its number when `text` is NULL. */
struct vault_chain_field {
	const char *text;
	int64_t number;
};

/* The hash of a row after one with the hash `before`. Fields are hashed with their kind and
 * length, so that no two rows of different values look alike. `out` may be `before`. */
void vault_chain_next(const unsigned char before[VAULT_CHAIN_BYTES],
                      const struct vault_chain_field *fields, size_t count,
                      unsigned char out[VAULT_CHAIN_BYTES]);
/* The hash that the literal `sql` selects from the newest row; zeroes when there is no row. */
MUST_USE enum status vault_chain_head(struct db *db, const char *sql,
                                      unsigned char out[VAULT_CHAIN_BYTES], struct fault *f);
#endif
