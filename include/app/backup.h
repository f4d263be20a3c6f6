/* SPDX-License-Identifier: MIT */
#ifndef APP_BACKUP_H
#define APP_BACKUP_H
/*
 * A copy of the store, and a copy put in the store's place.
 *
 * A copy holds what the store holds: names, settings, texts and states in clear, secrets and
 * numbers sealed. Its key-file slots are left out unless asked for, so that the copy and a key file
 * that lies beside many a copy do not open each other.
 *
 * Fails   with the words of store/db; WORD_LAST_SLOT when a copy without its key-file slots could
 *         be opened by nobody. Nothing that exists is ever overwritten.
 */
#include <stdbool.h>
#include <stddef.h>

#include "app/session.h"
#include "base/paths.h"
#include "base/secret.h"

/* A job, turned to its end as app/setup does. The vault may be locked. Audited as "store_copied",
 * but for a store that can only be read. */
MUST_USE enum status backup_make(struct session *s, const char *to, bool with_key_file_slot,
                                 struct fault *f);

/* Asks for the passphrase of a copy. */
typedef enum status (*backup_ask_fn)(void *context, struct secret **out, struct fault *f);

struct backup_restore {
	const char *from;
	const struct paths *paths;       /* where the store is, and its keys */
	const char *key_file;            /* --key-file, or NULL */
	const struct secret *passphrase; /* or NULL */
	backup_ask_fn ask;               /* NULL: nobody can be asked */
	void *context;
};

struct backup_restored {
	char kept[PATHS_BYTES]; /* where the old store is now; "": there was none */
	size_t opened;          /* sealed values that were opened first */
};

/* No session may be open on the store: it is replaced, and works without loop and worker. The copy
 * is proved first: whole, of no newer schema, unlocked, every sealed value opened; then it is
 * audited in as "store_restored" and swapped in. On failure all is as it was. */
MUST_USE enum status backup_restore(const struct backup_restore *order, struct backup_restored *out,
                                    struct fault *f);
#endif
