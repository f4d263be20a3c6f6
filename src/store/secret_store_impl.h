/* SPDX-License-Identifier: MIT */
#ifndef STORE_SECRET_STORE_IMPL_H
#define STORE_SECRET_STORE_IMPL_H
/* What the parts of secret_store share. */
#include "store/secret_store.h"

/* Nonce and tag of a sealed value, with room to spare. */
#define SECRET_SEALED_BYTES_MAX ((size_t)SECRET_BYTES_MAX + 256)

struct db_statement;

/* Prepares `sql` with the profile as ?1 and a value's name or uuid as ?2. */
MUST_USE enum status secret_store_prepare(struct db *db, const char *sql, const struct profile *p,
                                          const char *name, struct db_statement **out,
                                          struct fault *f);
/* Before the stored value is replaced: keeps it while a message that went out with it is open. */
MUST_USE enum status secret_store_keep_past(struct db *db, const struct vault *v,
                                            const struct profile *p, const char *name,
                                            struct fault *f);
MUST_USE enum status secret_store_remove_past(struct db *db, const struct profile *p,
                                              const char *name, struct fault *f);
#endif
