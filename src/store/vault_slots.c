/* SPDX-License-Identifier: MIT */
/* slots of the vault: a key file or a passphrase each, added, listed, removed */
#include "store/vault_slots.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/paths.h"
#include "store/db_impl.h"
#include "store/vault_slots_impl.h"

/* A key that wraps, with the row that it is to stand in. */
struct vault_wrapper {
	struct vault_slot slot; /* id 0: not added yet */
	struct secret *key;
	char file[VAULT_PATH_BYTES]; /* that was made for it; "": none */
};

void
vault_wrapper_destroy(struct vault_wrapper *w)
{
	if (w == NULL)
		return;
	secret_destroy(w->key);
	mem_free(w);
}

const struct vault_slot *
vault_wrapper_slot(const struct vault_wrapper *w)
{
	return &w->slot;
}

const struct secret *
vault_wrapper_key(const struct vault_wrapper *w)
{
	return w->key;
}

/* --- Keys of new slots ---------------------------------------------------------------------- */

enum status
vault_wrapper_derive(const struct secret *typed, const struct vault_cost *cost,
                     struct vault_wrapper **out, struct fault *f)
{
	struct vault_wrapper *w = mem_alloc(sizeof(*w));
	struct secret *passphrase = NULL;
	enum status st = secret_create_passphrase(typed, &passphrase, f);

	assert(cost->passes >= VAULT_PASSES_LEAST && cost->passes <= VAULT_PASSES_MOST);
	assert(cost->memory_kib >= VAULT_MEMORY_LEAST_KIB);
	assert(cost->memory_kib <= VAULT_MEMORY_MOST_KIB);
	*out = NULL;
	vault_slot_init(&w->slot, "", VAULT_SLOT_PASSPHRASE, cost);
	random_bytes(w->slot.salt, sizeof(w->slot.salt));
	if (st == ST_OK)
		st = vault_derive(passphrase, &w->slot, &w->key, f);
	secret_destroy(passphrase);
	if (st == ST_OK)
		*out = w;
	else
		vault_wrapper_destroy(w);
	return st;
}

enum status
vault_wrapper_make_file(const struct vault *v, const char *path, struct vault_wrapper **out,
                        struct fault *f)
{
	struct vault_wrapper *w = mem_alloc(sizeof(*w));
	char folder[VAULT_PATH_BYTES];
	enum status st = ST_OK;

	*out = NULL;
	vault_slot_init(&w->slot, "", VAULT_SLOT_KEY_FILE, NULL);
	random_bytes(w->slot.salt, sizeof(w->slot.salt));
	w->key = secret_create_random(VAULT_KEY_BYTES);
	if (path == NULL) {
		vault_key_file_folder(v->default_file, folder);
		st = paths_make_dir(folder, f);
	} else if (!text_copy(w->slot.place, sizeof(w->slot.place), path))
		st = fault_set(f, WORD_VALUE_TOO_LONG, "the path of the key file is too long");
	text_copy(w->file, sizeof(w->file), path != NULL ? path : v->default_file);
	if (st == ST_OK)
		st = vault_key_file_write(w->file, w->key, f);
	if (st == ST_OK)
		*out = w;
	else
		vault_wrapper_destroy(w);
	return st;
}

void
vault_wrapper_undo_file(struct vault_wrapper *w)
{
	if (w->file[0] != '\0')
		unlink(w->file);
	w->file[0] = '\0';
}

/* --- Keys of slots that exist --------------------------------------------------------------- */

static enum status
no_such_slot(int64_t id, struct fault *f)
{
	fault_set(f, WORD_NOT_FOUND, "the vault has no slot %lld", (long long)id);
	return fault_hint(f, "otpdeck vault status lists them");
}

static enum status
load_slot(struct db *db, int64_t id, struct vault_slot *out, struct fault *f)
{
	struct vault_slot *slots;
	size_t count;
	enum status st = vault_slot_load(db, &slots, &count, f);

	if (st != ST_OK)
		return st;
	st = ST_NOT_FOUND;
	for (size_t i = 0; i < count; i++) {
		if (slots[i].id == id) {
			*out = slots[i];
			st = ST_OK;
		}
	}
	mem_free(slots);
	return st == ST_OK ? ST_OK : no_such_slot(id, f);
}

/* The slot must open to the very data key that the vault has. */
static bool
opens(const struct vault *v, const struct vault_slot *slot, const struct secret *key)
{
	struct secret *data_key = vault_slot_unwrap(slot, key);
	struct secret *ours = vault_keys_copy_data_key(v->keys);
	bool is_ours = secret_is_set(ours) && secret_equals(data_key, ours);

	secret_destroy(data_key);
	secret_destroy(ours);
	return is_ours;
}

static enum status
prove_passphrase(const struct vault *v, const struct secret *typed, struct vault_wrapper *w,
                 struct fault *f)
{
	struct secret *passphrase = NULL;
	enum status st = secret_create_passphrase(typed, &passphrase, f);

	if (st == ST_OK)
		st = vault_derive(passphrase, &w->slot, &w->key, f);
	secret_destroy(passphrase);
	if (st != ST_OK || opens(v, &w->slot, w->key))
		return st;
	fault_set(f, WORD_PASSPHRASE_WRONG, "wrong passphrase for slot %lld, or it is damaged",
	          (long long)w->slot.id);
	return fault_hint(f, "try again, or remove that slot first");
}

static const char *
file_of(const struct vault *v, const struct vault_slot *slot)
{
	return slot->place[0] != '\0' ? slot->place : v->default_file;
}

/* Tries the slot's own place, then the file that the vault was opened with. */
static enum status
prove_file(const struct vault *v, struct vault_wrapper *w, struct fault *f)
{
	const char *paths[] = { file_of(v, &w->slot), v->key_file };

	for (size_t i = 0; i < 2; i++) {
		enum status st = vault_key_file_read(paths[i], &w->key, f);
		if (st == ST_OK && opens(v, &w->slot, w->key))
			return ST_OK;
		secret_destroy(w->key);
		w->key = NULL;
	}
	fault_set(f, WORD_KEY_FILE_WRONG, "the key file of slot %lld is missing or wrong",
	          (long long)w->slot.id);
	return fault_hint(f, "put back %.90s, or remove that slot first", paths[0]);
}

enum status
vault_wrapper_prove(struct db *db, const struct vault *v, int64_t id, const struct secret *typed,
                    struct vault_wrapper **out, struct fault *f)
{
	struct vault_wrapper *w = mem_alloc(sizeof(*w));
	enum vault_slot_kind kind = typed != NULL ? VAULT_SLOT_PASSPHRASE : VAULT_SLOT_KEY_FILE;
	enum status st = load_slot(db, id, &w->slot, f);

	*out = NULL;
	if (st == ST_OK && !vault_is_unlocked(v))
		st = vault_fault_locked(v, f);
	if (st == ST_OK && !vault_slot_is_usable(&w->slot, v->uuid, kind)) {
		fault_set(f, WORD_ROW_DAMAGED, "slot %lld is damaged or of another kind",
		          (long long)id);
		st = fault_hint(f, "otpdeck vault remove-slot %lld", (long long)id);
	}
	if (st == ST_OK)
		st = typed != NULL ? prove_passphrase(v, typed, w, f) : prove_file(v, w, f);
	if (st == ST_OK)
		*out = w;
	else
		vault_wrapper_destroy(w);
	return st;
}

/* --- Slots ---------------------------------------------------------------------------------- */

static enum vault_slot_kind
kind_of(const struct vault_slot *slot)
{
	bool is_file = strcmp(slot->kind, vault_slot_kind_word(VAULT_SLOT_KEY_FILE)) == 0;

	return is_file ? VAULT_SLOT_KEY_FILE : VAULT_SLOT_PASSPHRASE;
}

static void
describe(const struct vault *v, const struct vault_slot *slot, struct vault_slot_info *out)
{
	*out = (struct vault_slot_info){
		.id = slot->id,
		.kind = kind_of(slot),
		.cost = { slot->passes, slot->memory_kib },
		.created_at_ms = slot->created_at_ms,
		.is_default_path = slot->place[0] == '\0',
		.is_usable = vault_slot_is_usable(slot, v->uuid, kind_of(slot)),
	};
	if (out->kind == VAULT_SLOT_KEY_FILE)
		text_copy(out->path, sizeof(out->path), file_of(v, slot));
}

enum status
vault_slots_list(struct db *db, const struct vault *v, struct vault_slot_info **out, size_t *count,
                 struct fault *f)
{
	struct vault_slot *slots;
	enum status st = vault_slot_load(db, &slots, count, f);

	*out = NULL;
	if (st != ST_OK)
		return st;
	*out = mem_alloc_array(VAULT_SLOTS_MAX, sizeof(**out));
	for (size_t i = 0; i < *count; i++)
		describe(v, &slots[i], &(*out)[i]);
	mem_free(slots);
	return ST_OK;
}

/* An id is never used again while a slot with a higher one exists, and ids are bound. */
static enum status
next_id(struct db *db, int64_t *out, struct fault *f)
{
	struct db_statement *s;
	enum status st =
		db_prepare(db, "SELECT coalesce(max(id), 0) + 1, count(*) FROM vault_slot", &s, f);

	if (st == ST_OK)
		st = db_step(s, f);
	if (st != ST_MORE) {
		db_release(s);
		return st == ST_OK ? fault_set(f, WORD_STORE_FAILED, "no slots can be read") : st;
	}
	*out = db_column_int(s, 0);
	st = db_column_int(s, 1) < VAULT_SLOTS_MAX
	             ? ST_OK
	             : fault_set(f, WORD_FAILED, "the vault has %d slots, which is all it may have",
	                         VAULT_SLOTS_MAX);
	db_release(s);
	return st;
}

enum status
vault_slots_add(struct db *db, const struct vault *v, const struct vault_wrapper *w, int64_t *id,
                struct fault *f)
{
	struct vault_slot slot = w->slot;
	struct secret *data_key = NULL;
	enum status st = vault_follow(db, v, f);

	if (st == ST_OK)
		st = next_id(db, &slot.id, f);
	if (st != ST_OK)
		return st;
	data_key = vault_keys_copy_data_key(v->keys);
	if (data_key == NULL)
		return vault_fault_locked(v, f);
	text_copy(slot.vault_uuid, sizeof(slot.vault_uuid), v->uuid);
	vault_slot_wrap(&slot, data_key, w->key);
	secret_destroy(data_key);
	st = vault_slot_insert(db, &slot, f);
	if (st == ST_OK)
		*id = slot.id;
	return st;
}

/* A damaged slot is none that could open the vault. */
static enum status
check_another_left(struct db *db, const struct vault *v, int64_t id, struct fault *f)
{
	struct vault_slot *slots;
	size_t count;
	size_t left = 0;
	enum status st = vault_slot_load(db, &slots, &count, f);

	if (st != ST_OK)
		return st;
	for (size_t i = 0; i < count; i++) {
		left += slots[i].id != id &&
		        vault_slot_is_usable(&slots[i], v->uuid, kind_of(&slots[i]));
	}
	mem_free(slots);
	if (left > 0)
		return ST_OK;
	fault_set(f, WORD_LAST_SLOT, "slot %lld is the last that opens the vault", (long long)id);
	return fault_hint(f, "add another first: otpdeck vault add-passphrase");
}

enum status
vault_slots_remove(struct db *db, const struct vault *v, int64_t id, struct fault *f)
{
	struct db_statement *s = NULL;
	struct vault_slot slot;
	enum status st = vault_follow(db, v, f);

	if (st == ST_OK)
		st = load_slot(db, id, &slot, f);
	if (st == ST_OK)
		st = check_another_left(db, v, id, f);
	if (st == ST_OK)
		st = db_prepare(db, "DELETE FROM vault_slot WHERE id = ?", &s, f);
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, id);
	return db_complete(s, f);
}

/* Overwritten first: the blocks of the file may outlive its name. */
void
vault_slots_remove_default_file(const struct vault *v)
{
	static const unsigned char zeroes[VAULT_KEY_BYTES];
	int fd = open(v->default_file, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0) {
		(void)file_write_all(fd, zeroes, sizeof(zeroes));
		fsync(fd);
		close(fd);
	}
	unlink(v->default_file);
}
