/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault.h"

#include <string.h>

#include "base/mem.h"
#include "store/db_impl.h"
#include "store/vault_cells_impl.h"
#include "store/vault_slots_impl.h"

struct rekeying {
	struct db *db;
	const struct vault *v;
	const struct vault_rekey_order *order;
	struct secret *old_key;
	struct secret *new_key;
	struct secret *hash_key;
	int64_t generation; /* the new one */
	struct vault_rekeyed *counts;
};

/* --- Values --------------------------------------------------------------------------------- */

static enum status
seal_again(const struct rekeying *r, const struct vault_cell *cell, const void *bytes,
           size_t size_bytes, struct text *out, struct fault *f)
{
	struct vault_place place = cell->place;
	struct vault_sealing sealing = { r->new_key, r->v->uuid, &place };

	place.generation = r->generation;
	return vault_seal_with(&sealing, bytes, size_bytes, out, f);
}

/* Secrets stay in guarded memory; a context may be larger than a secret. */
static enum status
reseal(const struct rekeying *r, const struct vault_cell *cell, struct text *out, struct fault *f)
{
	struct vault_sealing sealing = { r->old_key, r->v->uuid, &cell->place };
	const struct text *sealed = &cell->sealed;
	struct secret *secret = NULL;
	struct text plain;
	enum status st;

	if (strcmp(cell->place.table, "message") != 0) {
		st = vault_open_with(&sealing, text_string(sealed), sealed->size_bytes, &secret, f);
		if (st == ST_OK)
			st = seal_again(r, cell, secret_borrow(secret), secret_size_bytes(secret),
			                out, f);
		secret_destroy(secret);
		return st;
	}
	text_init(&plain, VAULT_CELL_BYTES_MAX);
	st = vault_open_bytes_with(&sealing, text_string(sealed), sealed->size_bytes, &plain, f);
	if (st == ST_OK)
		st = seal_again(r, cell, text_string(&plain), plain.size_bytes, out, f);
	text_finish(&plain);
	return st;
}

/* A damaged value stays as it is: it did not open before either, and a backup may mend it. One of
 * a removed profile can never be opened, so nothing is lost with it. */
static enum status
rekey_cell(void *context, const struct vault_cell *cell, struct fault *f)
{
	struct rekeying *r = context;
	struct text sealed;
	enum status st = ST_OK;

	text_init(&sealed, VAULT_CELL_BYTES_MAX);
	if (!cell->is_orphan)
		st = reseal(r, cell, &sealed, f);
	if (st == ST_OK)
		st = vault_cell_write(cell, &sealed, r->generation, f);
	text_finish(&sealed);
	if (st != ST_OK && f->word != WORD_ROW_DAMAGED)
		return st;
	if (st != ST_OK)
		r->counts->damaged++;
	else if (cell->is_orphan)
		r->counts->emptied++;
	else
		r->counts->resealed++;
	return ST_OK;
}

static bool
is_cancelled(void *context)
{
	const struct rekeying *r = context;

	return r->order->cancelled && r->order->cancelled(r->order->context);
}

/* --- Slots and the vault's row -------------------------------------------------------------- */

static enum status
write_row(const struct rekeying *r, const struct text *hash_key_sealed, struct fault *f)
{
	struct db_statement *s;
	enum status st =
		db_prepare(r->db, "UPDATE vault SET hash_key_sealed = ?1, generation = ?2", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_blob(s, 1, text_string(hash_key_sealed), hash_key_sealed->size_bytes);
	db_bind_int(s, 2, r->generation);
	return db_complete(s, f);
}

static enum status
rekey_row(struct rekeying *r, struct fault *f)
{
	struct vault_place place = vault_hash_key_place(r->v->uuid, r->generation);
	struct vault_sealing sealing = { r->new_key, r->v->uuid, &place };
	struct text sealed;
	enum status st;

	text_init(&sealed, VAULT_HASH_KEY_SEALED_BYTES);
	st = vault_seal_with(&sealing, secret_borrow(r->hash_key), VAULT_KEY_BYTES, &sealed, f);
	if (st == ST_OK)
		st = write_row(r, &sealed, f);
	text_finish(&sealed);
	return st;
}

static const struct vault_wrapper *
wrapper_of(const struct rekeying *r, int64_t id)
{
	for (size_t i = 0; i < r->order->count; i++) {
		if (vault_wrapper_slot(r->order->wrappers[i])->id == id)
			return r->order->wrappers[i];
	}
	return NULL;
}

/* Every slot must be wrapped anew: one that was left would open to a key that opens nothing. */
static enum status
rekey_slots(const struct rekeying *r, struct fault *f)
{
	struct vault_slot *slots;
	size_t count;
	enum status st = vault_slot_load(r->db, &slots, &count, f);

	for (size_t i = 0; st == ST_OK && i < count; i++) {
		const struct vault_wrapper *w = wrapper_of(r, slots[i].id);

		if (w == NULL) {
			fault_set(f, WORD_ROW_MOVED, "slot %lld came while the vault was rekeyed",
			          (long long)slots[i].id);
			st = fault_hint(f, "nothing was changed; do it again");
			break;
		}
		vault_slot_wrap(&slots[i], r->new_key, vault_wrapper_key(w));
		st = vault_slot_rewrap(r->db, &slots[i], f);
	}
	mem_free(slots);
	return st;
}

/* --- All of it ------------------------------------------------------------------------------ */

static enum status
rekey_all(struct rekeying *r, struct fault *f)
{
	enum status st = vault_follow(r->db, r->v, f);
	unsigned locks = vault_keys_locks(r->v->keys);

	if (st != ST_OK)
		return st;
	if (!vault_keys_copy(r->v->keys, &r->old_key, &r->hash_key))
		return vault_fault_locked(r->v, f);
	r->generation = vault_generation(r->v) + 1;
	const struct vault_cells_visitor visitor = {
		.generation = r->generation - 1,
		.visit = rekey_cell,
		.cancelled = is_cancelled,
		.context = r,
	};
	st = vault_cells_visit(r->db, &visitor, f);
	if (st == ST_OK)
		st = rekey_slots(r, f);
	if (st == ST_OK)
		st = rekey_row(r, f);
	if (st == ST_OK && r->order->also)
		st = r->order->also(r->order->context, r->db, f);
	if (st == ST_OK)
		st = db_commit(r->db, f);
	if (st != ST_OK)
		return st;
	/* Locked meanwhile: then it stays so. */
	(void)vault_keys_install(r->v->keys, r->new_key, r->hash_key, r->generation, locks);
	r->new_key = NULL;
	r->hash_key = NULL;
	return ST_OK;
}

enum status
vault_rekey(struct db *db, struct vault *v, const struct vault_rekey_order *order,
            struct vault_rekeyed *out, struct fault *f)
{
	struct rekeying r = { .db = db, .v = v, .order = order, .counts = out };
	enum status st = db_begin(db, f);

	*out = (struct vault_rekeyed){ 0 };
	if (st != ST_OK)
		return st;
	r.new_key = secret_create_random(VAULT_KEY_BYTES);
	st = rekey_all(&r, f);
	if (st != ST_OK)
		db_cancel(db);
	secret_destroy(r.old_key);
	secret_destroy(r.new_key);
	secret_destroy(r.hash_key);
	return st;
}
