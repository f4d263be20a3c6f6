/* SPDX-License-Identifier: MIT */
/* the vault as console and shell use it: what each order does on the worker */
#include "app/vaults_impl.h"

#include <stdatomic.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/audit_store.h"
#include "store/db.h"

#define DETAIL_BYTES 128

static enum status
audit(const struct vaults_task *t, struct db *db, const char *event, const char *detail,
      struct fault *f)
{
	return audit_store_append(db, t->session->profile.id, event, detail, f);
}

static enum status
unlock(struct vaults_task *t, struct db *db, struct fault *f)
{
	struct vault *v = t->session->vault;

	return t->typed ? vault_unlock_passphrase(db, v, t->typed, f)
	                : vault_unlock_key_file(db, v, f);
}

/* --- Slots ---------------------------------------------------------------------------------- */

static enum status
make_wrapper(struct vaults_task *t, struct fault *f)
{
	struct vault *v = t->session->vault;

	if (t->made)
		return ST_OK;
	/* Before the file is made or the time is spent. */
	if (!vault_is_unlocked(v))
		return fault_set(f, WORD_LOCKED, "slots can be added while the vault is unlocked");
	if (t->order.kind == VAULTS_ADD_PASSPHRASE)
		return vault_wrapper_derive(t->typed, &t->order.cost, &t->made, f);
	if (t->path[0] == '\0')
		return fault_set(f, WORD_VALUE_TOO_LONG, "the path of the key file is too long");
	text_copy(t->result.key_file, sizeof(t->result.key_file), t->path);
	return vault_wrapper_make_file(v, t->path, &t->made, f);
}

static enum status
add_slot(struct vaults_task *t, struct db *db, struct fault *f)
{
	bool is_file = t->order.kind == VAULTS_ADD_KEY_FILE;
	char detail[DETAIL_BYTES];
	enum status st = make_wrapper(t, f);

	if (st == ST_OK)
		st = db_begin(db, f);
	if (st != ST_OK)
		return st;
	st = vault_slots_add(db, t->session->vault, t->made, &t->result.slot, f);
	snprintf(detail, sizeof(detail), "%s slot %lld",
	         vault_slot_kind_word(is_file ? VAULT_SLOT_KEY_FILE : VAULT_SLOT_PASSPHRASE),
	         (long long)t->result.slot);
	if (st == ST_OK)
		st = audit(t, db, "vault_slot_added", detail, f);
	return db_end(db, st, f);
}

/* Whether the slot is that of the key file at its usual place. */
static enum status
find_default_file(struct vaults_task *t, struct db *db, struct fault *f)
{
	struct vault_slot_info *slots = NULL;
	size_t count = 0;
	enum status st = vault_slots_list(db, t->session->vault, &slots, &count, f);

	t->result.key_file[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		if (slots[i].id == t->order.slot && slots[i].kind == VAULT_SLOT_KEY_FILE &&
		    slots[i].is_default_path)
			text_copy(t->result.key_file, sizeof(t->result.key_file), slots[i].path);
	}
	mem_free(slots);
	return st;
}

static enum status
remove_slot(struct vaults_task *t, struct db *db, struct fault *f)
{
	char detail[DETAIL_BYTES];
	enum status st = db_begin(db, f);

	if (st != ST_OK)
		return st;
	snprintf(detail, sizeof(detail), "slot %lld", (long long)t->order.slot);
	st = find_default_file(t, db, f);
	if (st == ST_OK)
		st = vault_slots_remove(db, t->session->vault, t->order.slot, f);
	if (st == ST_OK)
		st = audit(t, db, "vault_slot_removed", detail, f);
	st = db_end(db, st, f);
	if (st != ST_OK)
		return st;
	t->result.slot = t->order.slot;
	db_empty_log(db);
	if (t->result.key_file[0])
		vault_slots_remove_default_file(t->session->vault);
	return ST_OK;
}

/* --- The whole vault ------------------------------------------------------------------------ */

static bool
is_cancelled(void *context)
{
	struct vaults_task *t = context;

	return atomic_load(&t->job.cancelled);
}

static enum status
audit_rekey(void *context, struct db *db, struct fault *f)
{
	const struct vaults_task *t = context;
	char detail[DETAIL_BYTES];

	snprintf(detail, sizeof(detail), "%zu values", t->result.rekeyed.resealed);
	return audit(t, db, "vault_rekeyed", detail, f);
}

static enum status
prove(struct vaults_task *t, struct db *db, const struct vault_slot_info *slot, struct fault *f)
{
	bool by_passphrase = slot->kind == VAULT_SLOT_PASSPHRASE;

	if (is_cancelled(t))
		return fault_set(f, WORD_CANCELLED, "stopped; nothing was changed");
	if (by_passphrase && !t->typed) {
		fault_set(f, WORD_LOCKED, "slot %lld needs its passphrase to be rekeyed",
		          (long long)slot->id);
		return fault_hint(f, "run it at a terminal, or give --passphrase-fd");
	}
	return vault_wrapper_prove(db, t->session->vault, slot->id, by_passphrase ? t->typed : NULL,
	                           &t->proved[t->proved_count], f);
}

/* There is one passphrase to give, and each of these slots is wrapped anew with it. */
static enum status
say_one_for_all(size_t passphrases, struct fault *f)
{
	if (f->word != WORD_PASSPHRASE_WRONG || passphrases < 2)
		return f->code;
	fault_set(f, WORD_PASSPHRASE_WRONG,
	          "one passphrase must open all %zu passphrase slots for a rekey, and it does not",
	          passphrases);
	return fault_hint(f,
	                  "otpdeck vault remove-slot takes those away that differ; add them anew "
	                  "after the rekey");
}

/* Every slot's key is needed to wrap the new data key. */
static enum status
prove_all(struct vaults_task *t, struct db *db, struct fault *f)
{
	struct vault_slot_info *slots = NULL;
	size_t count = 0;
	size_t passphrases = 0;
	enum status st = ST_OK;

	if (t->proved_count > 0)
		return ST_OK;
	st = vault_slots_list(db, t->session->vault, &slots, &count, f);
	for (size_t i = 0; st == ST_OK && i < count; i++) {
		st = prove(t, db, &slots[i], f);
		t->proved_count += st == ST_OK;
	}
	for (size_t i = 0; i < count; i++)
		passphrases += slots[i].kind == VAULT_SLOT_PASSPHRASE;
	mem_free(slots);
	return st == ST_OK ? ST_OK : say_one_for_all(passphrases, f);
}

static enum status
rekey(struct vaults_task *t, struct db *db, struct fault *f)
{
	enum status st = prove_all(t, db, f);

	if (st != ST_OK)
		return st;
	const struct vault_rekey_order order = {
		.wrappers = t->proved,
		.count = t->proved_count,
		.cancelled = is_cancelled,
		.also = audit_rekey,
		.context = t,
	};
	st = vault_rekey(db, t->session->vault, &order, &t->result.rekeyed, f);
	if (st == ST_OK && t->order.compacts)
		st = db_compact(db, f);
	if (st == ST_OK)
		db_empty_log(db);
	return st;
}

static enum status
reset(struct vaults_task *t, struct db *db, struct fault *f)
{
	enum status st = db_begin(db, f);

	if (st != ST_OK)
		return st;
	st = vault_reset(db, t->session->paths.key_dir, f);
	if (st == ST_OK)
		st = audit(t, db, "vault_reset", "secrets and sealed numbers dropped", f);
	st = db_end(db, st, f);
	if (st == ST_OK)
		db_empty_log(db);
	return st;
}

enum status
vaults_step(struct vaults_task *t, struct db *db, struct fault *f)
{
	switch (t->order.kind) {
	case VAULTS_UNLOCK: return unlock(t, db, f);
	case VAULTS_ADD_PASSPHRASE:
	case VAULTS_ADD_KEY_FILE: return add_slot(t, db, f);
	case VAULTS_REMOVE_SLOT: return remove_slot(t, db, f);
	case VAULTS_REKEY: return rekey(t, db, f);
	case VAULTS_CHECK: return vault_check(db, t->session->vault, &t->result.checked, f);
	case VAULTS_RESET: return reset(t, db, f);
	}
	return fault_set(f, WORD_SYSTEM, "no such order");
}
