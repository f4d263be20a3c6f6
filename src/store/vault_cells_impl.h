/* SPDX-License-Identifier: MIT */
#ifndef STORE_VAULT_CELLS_IMPL_H
#define STORE_VAULT_CELLS_IMPL_H
/*
 * Every sealed value of the store, one after the other: what rekeying, checking and resetting go
 * through.
 */
#include "base/random.h"
#include "store/vault_impl.h"

/* Far above the longest sealed value, which is a context. */
#define VAULT_CELL_BYTES_MAX ((size_t)256 * 1024)

struct walk;

struct vault_cell {
	const struct walk *walk;
	char row_uuid[RANDOM_UUID_BYTES];
	char profile_uuid[RANDOM_UUID_BYTES];
	struct vault_place place; /* points into the cell */
	int64_t number;           /* of the row, where it has one */
	bool is_orphan;           /* its profile was removed, and its place with it */
	struct text sealed;       /* never empty */
};

struct vault_cells_visitor {
	int64_t generation; /* of values whose row does not tell */
	enum status (*visit)(void *context, const struct vault_cell *cell, struct fault *f);
	bool (*cancelled)(void *context); /* may be NULL; asked after each value */
	void *context;
};

/* Ends at the first visit that fails. Empty values are passed over. */
MUST_USE enum status vault_cells_visit(struct db *db, const struct vault_cells_visitor *visitor,
                                       struct fault *f);
/* From inside a visit: writes the value anew. */
MUST_USE enum status vault_cell_write(const struct vault_cell *cell, const struct text *sealed,
                                      int64_t generation, struct fault *f);
#endif
