/* SPDX-License-Identifier: MIT */
#ifndef APP_SESSION_H
#define APP_SESSION_H
/*
 * An opened otpdeck: store, vault, profile, loop and worker, for console and shell alike.
 *
 * Opening makes a store that does not exist (vault with key file, profile "sandbox" in use, Auth0's
 * two default texts), and, before anything else, turns rows whose process died into unknown.
 *
 * Owns    everything it points to. The reader belongs to the loop's thread; with a threaded worker
 *         it gives up after 8 ms, and the worker has a connection of its own.
 */
#include <stdbool.h>
#include <stddef.h>

#include "app/loop.h"
#include "app/worker.h"
#include "base/child.h"
#include "base/paths.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/text.h"
#include "domain/profile.h"

/* A quarter of what the provider allows. */
#define SESSION_LOG_REQUESTS_A_MINUTE 30

struct db;
struct session_recovery;
struct vault;
struct vaults_task;

struct session_options {
	const char *store;    /* --store, or NULL */
	const char *profile;  /* --profile, or NULL: OTPDECK_PROFILE, else the one in use */
	const char *key_file; /* --key-file, or NULL */
	/* From --passphrase-fd, or NULL; WORD_PASSPHRASE_WRONG when it does not open the vault. */
	const struct secret *passphrase;
	bool threaded;
};

struct session {
	struct paths paths;
	struct profile profile; /* the one acted upon */
	struct db *reader;
	struct vault *vault;
	struct loop *loop;
	struct worker *worker;
	bool born;                          /* this opening made the store */
	char born_vault[RANDOM_UUID_BYTES]; /* the vault's uuid, when it has begun to */
	bool read_only;
	size_t recovered; /* rows that became unknown; a threaded session learns it from
	                           * its first job and marks the loop dirty */
	struct session_recovery *recovery; /* runs; NULL when it is over */
	struct child sandbox;              /* the worker's; see session_base_url */
	char sandbox_url[64];
	char key_file[PATHS_BYTES];    /* as asked for; "" : the default */
	struct vaults_task *unlocking; /* waits or runs: locking cancels it */
	int wrong_tries;               /* passphrases since the last right one: see vaults */
	int64_t unlock_after_us;       /* the next may be tried then; 0: at once */
	bool first_billed_secret;      /* was stored, and nobody asked yet: see vaults */
	/* When the provider's log was asked last, by every follow-up: a ring, the oldest next. */
	int64_t log_requests_us[SESSION_LOG_REQUESTS_A_MINUTE];
	size_t log_request_at;
	int64_t log_quiet_until_us; /* the provider wants to be left alone until then; 0: no */
};

MUST_USE enum status session_open(const struct session_options *options, struct session **out,
                                  struct fault *f);
/* Cancels what is in flight, lets the worker write down what came of it, ends sandbox child and
 * store. Senders, follow-ups and asks are destroyed before. NULL is accepted. */
void session_close(struct session *s);
/* Looks again for rows whose process died: another console may have, beside this one. */
void session_recover(struct session *s);
/* Acts on another profile from here on; does not change the one in use. */
MUST_USE enum status session_switch(struct session *s, const char *profile, struct fault *f);
/* Reads the profile anew, which another process may have changed since; true when it did. One that
 * cannot be read at this moment, or is gone, stays: a send finds that out. */
bool session_follow_profile(struct session *s);
/* Whether another process has removed it. False when that cannot be read at this moment. */
bool session_profile_is_gone(struct session *s);
bool session_is_unlocked(const struct session *s);
/* Runs a job to its end in place, while the loop turns; one that is to end cancels it. The job's
 * `done`, where it has one, does not free it. Not from inside a turn of the loop. */
enum status session_run(struct session *s, struct job *j, struct fault *f);
/* Where requests of a profile go, without a trailing slash. For a sandbox profile without
 * base_url it starts the child otpdeck-sandbox once (looked for beside the program, then in PATH;
 * it ends with this process). Blocks up to 5 s: on the worker only, or without a thread.
 * WORD_BASE_URL_MISSING, WORD_SANDBOX_NOT_STARTED. */
MUST_USE enum status session_base_url(struct session *s, const struct profile *p, struct text *out,
                                      struct fault *f);
/* The provider's key of a profile, from a connection of the caller's thread: API_KEY, and for its
 * logs API_KEY_LOGS where there is one. A sandbox profile without a key gets one that the sandbox
 * takes. A key goes only to Infobip's hosts and to this machine, and of them only to the one that
 * it was entered for. WORD_BASE_URL_INVALID, WORD_KEY_OF_OTHER_HOST, WORD_SECRET_MISSING,
 * WORD_ROW_DAMAGED, WORD_LOCKED. */
MUST_USE enum status session_open_key(struct session *s, struct db *db, const struct profile *p,
                                      bool for_logs, struct secret **out, struct fault *f);
/* One of them by its name, by the same rules and with the same words. */
MUST_USE enum status session_open_stored_key(struct session *s, struct db *db,
                                             const struct profile *p, const char *name,
                                             struct secret **out, struct fault *f);
/* The key to ask the provider's log with about a message: the one it went out with where that was
 * replaced since and is kept, else as session_open_key has it for logs. */
MUST_USE enum status session_open_key_of(struct session *s, struct db *db, const struct profile *p,
                                         const char *key_uuid, struct secret **out,
                                         struct fault *f);
#endif
