/* SPDX-License-Identifier: MIT */
#ifndef STORE_SECRET_STORE_H
#define STORE_SECRET_STORE_H
/*
 * Secrets on disk: sealed values with what may be shown of them. Writers run inside the caller's
 * transaction. A value that is replaced is gone (secure_delete overwrites it), but for one that a
 * message went out with which is not final yet: that is kept, sealed, until secret_store_sweep_past
 * finds that nothing waits for it any more.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "domain/profile.h"

#define SECRET_NAME_BYTES 64

struct db;
struct vault;

#define SECRET_UUID_BYTES 37
#define SECRET_HOST_BYTES 256

struct secret_info {
	char name[SECRET_NAME_BYTES]; /* API_KEY */
	char fingerprint[10];
	char last_four[5];
	int64_t changed_at_ms;
	int64_t refused_at_ms;        /* the provider refused a send with it; 0: never */
	char host[SECRET_HOST_BYTES]; /* it is bound to, as secret_store_host_of writes it; or "" */
};

/* Letters, digits, underscore, not a digit first, at most 63. */
MUST_USE enum status secret_store_check_name(const char *name, struct fault *f);
/* Adds or replaces. The value that is stored already, for the same host, is no replacement: it
 * keeps its age, is no past value, and counts as not refused. */
MUST_USE enum status secret_store_set(struct db *db, const struct vault *v, const struct profile *p,
                                      const char *name, const struct secret *value,
                                      struct fault *f);
/* WORD_SECRET_MISSING when there is none; WORD_ROW_DAMAGED when it does not open. */
MUST_USE enum status secret_store_open(struct db *db, const struct vault *v,
                                       const struct profile *p, const char *name,
                                       struct secret **out, struct fault *f);
/* Remembers that the provider refused this value, when it is still the stored one; setting it
 * anew, even to the same, takes that back. */
MUST_USE enum status secret_store_mark_refused(struct db *db, const struct profile *p,
                                               const char *name, const struct secret *value,
                                               struct fault *f);
/* WORD_CREDENTIALS when the provider has refused the stored value; ST_OK when it has not, or when
 * there is none. */
MUST_USE enum status secret_store_check_refused(struct db *db, const struct profile *p,
                                                const char *name, struct fault *f);
/* Binds a value that is bound to no host yet to the one of the profile's base_url; it then goes to
 * no other. secret_store_set does so where there is a base_url. All names of this machine are one
 * host. Nothing without a host or a value, or while the vault is locked. */
MUST_USE enum status secret_store_bind_host(struct db *db, const struct vault *v,
                                            const struct profile *p, const char *name,
                                            struct fault *f);
/* WORD_KEY_OF_OTHER_HOST when the value may not be sent to the profile's host. ST_OK when there is
 * no value, or no host. */
MUST_USE enum status secret_store_check_host(struct db *db, const struct vault *v,
                                             const struct profile *p, const char *name,
                                             struct fault *f);
/* The host of the profile's base_url as values are bound to it: "xyz.api.infobip.com", "this
 * machine", or "". */
void secret_store_host_of(const struct profile *p, char out[SECRET_HOST_BYTES]);
/* By name, in one block for mem_free. */
MUST_USE enum status secret_store_list(struct db *db, const struct profile *p,
                                       struct secret_info **out, size_t *count, struct fault *f);
/* The uuid that messages know this value by; "" when there is none. Each value has its own. */
MUST_USE enum status secret_store_uuid(struct db *db, const struct profile *p, const char *name,
                                       char out[SECRET_UUID_BYTES], struct fault *f);

/* --- Values that were replaced -------------------------------------------------------------- */

struct secret_past_info {
	char fingerprint[10];
	char last_four[5];
	int64_t replaced_at_ms;
	int64_t waiting; /* messages that went out with it and are not final */
};

/* WORD_SECRET_MISSING when it is not kept. */
MUST_USE enum status secret_store_open_past(struct db *db, const struct vault *v,
                                            const struct profile *p, const char *uuid,
                                            struct secret **out, struct fault *f);
/* As secret_store_check_host, of a replaced value, which stays bound as it was. */
MUST_USE enum status secret_store_check_past_host(struct db *db, const struct vault *v,
                                                  const struct profile *p, const char *uuid,
                                                  struct fault *f);
/* The newest first, in one block for mem_free. */
MUST_USE enum status secret_store_list_past(struct db *db, const struct profile *p,
                                            const char *name, struct secret_past_info **out,
                                            size_t *count, struct fault *f);
/* Messages that are not final and went out with a value of this name, stored or replaced: without
 * it they can no longer be looked up. */
MUST_USE enum status secret_store_count_waiting(struct db *db, const struct profile *p,
                                                const char *name, int64_t *out, struct fault *f);
/* Deletes those that nothing waits for. *swept: any was; then db_empty_log after the commit. */
MUST_USE enum status secret_store_sweep_past(struct db *db, bool *swept, struct fault *f);

/* How many secrets profiles of staging and production have together. */
MUST_USE enum status secret_store_count_billed(struct db *db, int64_t *out, struct fault *f);
MUST_USE enum status secret_store_remove(struct db *db, const struct profile *p, const char *name,
                                         struct fault *f);
#endif
