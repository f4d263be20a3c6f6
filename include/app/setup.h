/* SPDX-License-Identifier: MIT */
#ifndef APP_SETUP_H
#define APP_SETUP_H
/*
 * Profiles and secrets as console and shell change them; each change is audited in its own
 * transaction. A change is a job, in two forms. The functions that return a status are for the
 * shell: they are called on the loop's thread, outside of a turn, and turn the loop until the
 * worker has done it. setup_start is for the console, whose commands run inside a turn: it returns
 * at once and tells what came of it later. The session's own profile follows what was changed of
 * it.
 */
#include <stddef.h>

#include "app/session.h"
#include "base/secret.h"
#include "domain/profile.h"
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

MUST_USE enum status setup_list_secrets(struct session *s, struct secret_info **out, size_t *count,
                                        struct fault *f);
/* Values of it that were replaced and are kept for messages that are not final. */
MUST_USE enum status setup_list_past_secrets(struct session *s, const char *name,
                                             struct secret_past_info **out, size_t *count,
                                             struct fault *f);
/* Cleans what was pasted (bits of enum secret_cleaning come back), seals, stores. */
MUST_USE enum status setup_set_secret(struct session *s, const char *name,
                                      const struct secret *value, unsigned *removed,
                                      struct fault *f);
/* How many messages of the profile could no longer be looked up without it and its replaced values;
 * none while another key may read the log. */
MUST_USE enum status setup_count_waiting(struct session *s, const struct profile *p,
                                         const char *name, int64_t *out, struct fault *f);
#define SETUP_WAITING_BYTES 160
/* What that means, before anybody is asked; "" when it is none. */
void setup_write_waiting(int64_t waiting, const char *name, char out[SETUP_WAITING_BYTES]);
/* ST_OK when the session's profile has it. WORD_SECRET_MISSING, WORD_VALUE_INVALID. */
MUST_USE enum status setup_require_secret(struct session *s, const char *name, struct fault *f);
MUST_USE enum status setup_remove_secret(struct session *s, const char *name, struct fault *f);
/* The value itself, for a terminal and a moment: the caller has asked first. Nothing is handed out
 * before its audit row ("secret_revealed") is written. */
MUST_USE enum status setup_reveal_secret(struct session *s, const char *name, struct secret **out,
                                         struct fault *f);

/* What the console reads, of a profile that need not be the session's own. */
MUST_USE enum status setup_list_secrets_of(struct session *s, const struct profile *p,
                                           struct secret_info **out, size_t *count,
                                           struct fault *f);
/* The profile that the next start acts upon. */
MUST_USE enum status setup_in_use(struct session *s, struct profile *out, struct fault *f);

enum setup_kind {
	SETUP_COPY,       /* `name` is the copy's */
	SETUP_RENAME,     /* `name` is the new one */
	SETUP_USE,        /* the session acts on it too */
	SETUP_REMOVE,     /* not the one that the session acts on */
	SETUP_SAVE,       /* `edit` */
	SETUP_SET_SECRET, /* `name` and `value`, which is cleaned */
	SETUP_REMOVE_SECRET,
	SETUP_REVEAL /* `name` */
};

#define SETUP_EDIT_SECRETS 2

/* A form that is saved whole or not at all. */
struct setup_edit {
	struct profile before; /* what the form was filled from; id 0: a profile to be made */
	struct profile after;  /* name and settings as they shall be */
	/* Secrets to be set beside them; a name that is NULL ends them. A name is a literal. */
	const char *secret_names[SETUP_EDIT_SECRETS];
	const struct secret *secret_values[SETUP_EDIT_SECRETS];
};

/* Everything it points to is copied. */
struct setup_order {
	enum setup_kind kind;
	const struct profile *profile; /* the one it is about; for SETUP_SAVE NULL */
	const char *name;
	const struct secret *value;
	const struct setup_edit *edit;
};

struct setup_result {
	enum status status;
	struct fault fault;
	struct profile profile;  /* the one it was about, as it is stored now */
	struct secret *revealed; /* SETUP_REVEAL: whoever wants it sets NULL here and owns it */
	unsigned removed;        /* bits of enum secret_cleaning, of every value together */
};

struct setup_change;
/* On the loop, once, unless the change was abandoned. */
typedef void (*setup_done_fn)(void *context, struct setup_result *result);

/* Never fails by itself: what is wrong comes back in the result. SETUP_SAVE fails with
 * WORD_ROW_MOVED when a setting that the form changes was changed elsewhere since. */
struct setup_change *setup_start(struct session *s, const struct setup_order *order,
                                 setup_done_fn done, void *context);
/* Nobody waits for it any more: it goes on to its end, and `done` is not called. NULL is
 * accepted. */
void setup_abandon(struct setup_change *c);
#endif
