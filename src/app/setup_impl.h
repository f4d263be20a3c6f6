/* SPDX-License-Identifier: MIT */
#ifndef APP_SETUP_IMPL_H
#define APP_SETUP_IMPL_H
/* What the parts of setup share: one change, which runs as a job. */
#include <stdbool.h>

#include "app/job.h"
#include "app/setup.h"
#include "base/text.h"

/* A change runs as a job, so that console and shell wait for a locked store alike. */
struct setup_change {
	struct job job;
	struct session *session;
	enum status (*make)(struct setup_change *c, struct db *db, struct fault *f);
	const char *event;  /* of the audit; NULL: `make` writes the rows itself */
	struct text detail; /* for the audit: names, never values */
	const char *first;
	const char *second;
	enum profile_environment environment;
	const struct secret *secret;
	struct setup_edit *edit;
	bool leaves_ciphertext; /* an old value stands in the write-ahead log until emptied */
	struct profile profile; /* what the change is about: the session's, unless `make` says */
	bool first_billed; /* it stores the first secret of any staging or production profile */
	struct setup_result result;

	/* Of one that nobody waits for in place: its own copies, and whom it tells. */
	setup_done_fn done;
	void *context;
	char *name;
	char *own_name; /* of the profile */
	struct secret *values[SETUP_EDIT_SECRETS];
};

/* setup_change.c: runs it to its end; `c` is the caller's, with `make` and what that needs. */
enum status setup_run(struct session *s, struct setup_change *c, struct fault *f);

/* setup.c */
/* What a setting needs beside its form: a host that a key may go to, a file that can be read. */
MUST_USE enum status setup_check_setting(const struct profile *p, enum profile_setting setting,
                                         struct fault *f);
enum status setup_make_copy(struct setup_change *c, struct db *db, struct fault *f);
enum status setup_make_rename(struct setup_change *c, struct db *db, struct fault *f);
enum status setup_make_use(struct setup_change *c, struct db *db, struct fault *f);
enum status setup_make_remove(struct setup_change *c, struct db *db, struct fault *f);

/* setup_secret.c */
/* Seals it for the profile, unless it is too short for a key of Infobip's. */
enum status setup_store_secret(struct setup_change *c, struct db *db, const char *name,
                               const struct secret *value, struct fault *f);
enum status setup_make_secret(struct setup_change *c, struct db *db, struct fault *f);
enum status setup_make_secret_remove(struct setup_change *c, struct db *db, struct fault *f);
enum status setup_make_reveal(struct setup_change *c, struct db *db, struct fault *f);

/* setup_save.c */
/* Binds the keys of the profile to its base_url, as far as they are bound to none. */
enum status setup_bind_keys(struct setup_change *c, struct db *db, struct fault *f);
enum status setup_make_save(struct setup_change *c, struct db *db, struct fault *f);
#endif
