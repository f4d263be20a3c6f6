/* SPDX-License-Identifier: MIT */
#ifndef APP_SETUP_H
#define APP_SETUP_H
/*
 * Profiles and secrets as console and shell change them; each change is audited in its own
 * transaction. A change is a job: it is called on the loop's thread, outside of a turn, and turns
 * the loop until the worker has done it. The session's own profile follows what was changed of it.
 */
#include <stddef.h>

#include "app/session.h"
#include "base/secret.h"
#include "domain/profile.h"
#include "domain/template.h"
#include "store/secret_store.h"

MUST_USE enum status setup_list_profiles(struct session *s, struct profile **out, size_t *count,
                                         struct fault *f);
MUST_USE enum status setup_load_profile(struct session *s, const char *name, struct profile *out,
                                        struct fault *f);
MUST_USE enum status setup_add_profile(struct session *s, const char *name,
                                       enum profile_environment environment, struct fault *f);
/* Settings and templates, never secrets. */
MUST_USE enum status setup_copy_profile(struct session *s, const char *from, const char *to,
                                        struct fault *f);
MUST_USE enum status setup_rename_profile(struct session *s, const char *from, const char *to,
                                          struct fault *f);
MUST_USE enum status setup_use_profile(struct session *s, const char *name, struct fault *f);
MUST_USE enum status setup_remove_profile(struct session *s, const char *name, struct fault *f);
MUST_USE enum status setup_set(struct session *s, const char *key, const char *value,
                               struct fault *f);

/* By name, with the newest revision of each; in one block for mem_free. */
MUST_USE enum status setup_list_templates(struct session *s, struct template_info **out,
                                          size_t *count, struct fault *f);

MUST_USE enum status setup_list_secrets(struct session *s, struct secret_info **out, size_t *count,
                                        struct fault *f);
/* Cleans what was pasted (bits of enum secret_cleaning come back), seals, stores. */
MUST_USE enum status setup_set_secret(struct session *s, const char *name,
                                      const struct secret *value, unsigned *removed,
                                      struct fault *f);
MUST_USE enum status setup_remove_secret(struct session *s, const char *name, struct fault *f);
#endif
