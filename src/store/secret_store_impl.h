/* SPDX-License-Identifier: MIT */
#ifndef STORE_SECRET_STORE_IMPL_H
#define STORE_SECRET_STORE_IMPL_H
/* What the parts of secret_store share. */
#include "store/secret_store.h"

/* Before the stored value is replaced: keeps it while a message that went out with it is open. */
MUST_USE enum status secret_store_keep_past(struct db *db, const struct vault *v,
                                            const struct profile *p, const char *name,
                                            struct fault *f);
MUST_USE enum status secret_store_remove_past(struct db *db, const struct profile *p,
                                              const char *name, struct fault *f);
#endif
