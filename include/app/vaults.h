/* SPDX-License-Identifier: MIT */
#ifndef APP_VAULTS_H
#define APP_VAULTS_H
/*
 * The vault as console and shell use it: locked, unlocked, its slots changed, rekeyed, checked,
 * reset. What changes the store is audited in its own transaction.
 *
 * An order is a job, because deriving from a passphrase takes half a second. vaults_start is for
 * the console and tells later; vaults_run is for the shell: called outside of a turn, it turns the
 * loop until the worker is done.
 *
 * Fails   WORD_PASSPHRASE_WRONG; after three wrong ones WORD_UNLOCK_PAUSED until a pause of 1, 2, 4
 *         ... 30 s is over. WORD_LOCKED for what needs an unlocked vault.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/session.h"
#include "base/secret.h"
#include "store/vault.h"
#include "store/vault_slots.h"

enum vaults_kind {
	VAULTS_UNLOCK,         /* by `typed`, or by the key file when that is NULL */
	VAULTS_ADD_PASSPHRASE, /* `typed`, `cost` */
	VAULTS_ADD_KEY_FILE,   /* `path` */
	VAULTS_REMOVE_SLOT,    /* `slot`; the key file at the default place goes with its slot */
	VAULTS_REKEY,          /* `typed` for its passphrase slots; `compacts` */
	VAULTS_CHECK,
	VAULTS_RESET /* never with a threaded worker: the session gets another vault */
};

struct vaults_order {
	enum vaults_kind kind;
	const struct secret *typed;
	struct vault_cost cost; /* zeroes: VAULT_COST_NORMAL */
	const char *path;       /* may be relative to the working folder */
	int64_t slot;
	bool compacts; /* the file is written anew as well, without free pages */
};

struct vaults_result {
	enum status status;
	struct fault fault;
	int64_t slot;                    /* that was added or removed */
	struct vault_rekeyed rekeyed;    /* VAULTS_REKEY */
	struct vault_checked checked;    /* VAULTS_CHECK */
	char key_file[VAULT_PATH_BYTES]; /* that was made, or that has gone; "" */
};

struct vaults_task;
/* On the loop, exactly once, unless the task was abandoned. */
typedef void (*vaults_done_fn)(void *context, const struct vaults_result *result);

/* Never fails by itself. What `order` points to is copied. */
struct vaults_task *vaults_start(struct session *s, const struct vaults_order *order,
                                 vaults_done_fn done, void *context);
/* Nobody waits for it any more; an unlocking comes to nothing. NULL is accepted. */
void vaults_abandon(struct vaults_task *t);
/* The same to its end. *out is filled on failure too. */
MUST_USE enum status vaults_run(struct session *s, const struct vaults_order *order,
                                struct vaults_result *out, struct fault *f);

/* Wipes the keys of the vault at once. A send in flight ends with its own copy of its key. */
void vaults_lock(struct session *s);
/* How long the next passphrase has to wait; 0: it may be tried now. */
int64_t vaults_pause_ms(const struct session *s);

/* Whether a passphrase opens it, so that locking means something. */
bool vaults_has_passphrase(const struct session *s);
/* Looks what another process has made of the vault: its slots, its key. */
void vaults_look(struct session *s);

/* By id, in one block for mem_free. */
MUST_USE enum status vaults_list(struct session *s, struct vault_slot_info **out, size_t *count,
                                 struct fault *f);
/* What a reset would drop. */
MUST_USE enum status vaults_count_losses(struct session *s, struct vault_losses *out,
                                         struct fault *f);
/* Whether to offer a passphrase now: through this session the store got its first secret of any
 * staging or production profile since this was last asked, and it has no passphrase slot yet. */
bool vaults_wants_passphrase(struct session *s);
#endif
