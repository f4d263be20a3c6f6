/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_impl.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/db_impl.h"

#define SLOT_FORMAT "otpdeck slot 1"

static const struct {
	const char *kind;
	const char *algorithm;
} kinds[] = {
	[VAULT_SLOT_KEY_FILE] = { "key_file", "xchacha20poly1305" },
	[VAULT_SLOT_PASSPHRASE] = { "passphrase", "argon2id13+xchacha20poly1305" },
};

const char *
vault_slot_kind_word(enum vault_slot_kind kind)
{
	return kinds[kind].kind;
}

void
vault_slot_init(struct vault_slot *slot, const char *vault_uuid, enum vault_slot_kind kind,
                const struct vault_cost *cost)
{
	memset(slot, 0, sizeof(*slot));
	text_copy(slot->format, sizeof(slot->format), SLOT_FORMAT);
	text_copy(slot->vault_uuid, sizeof(slot->vault_uuid), vault_uuid);
	text_copy(slot->kind, sizeof(slot->kind), kinds[kind].kind);
	text_copy(slot->algorithm, sizeof(slot->algorithm), kinds[kind].algorithm);
	slot->created_at_ms = clock_now_ms();
	slot->is_whole = true;
	if (cost == NULL)
		return;
	slot->passes = cost->passes;
	slot->memory_kib = cost->memory_kib;
}

/* Everything of the row but the wrapped key itself, so that no parameter can be made cheaper and
 * no slot be taken for another. */
static void
bind_slot(struct text *bound, const struct vault_slot *slot)
{
	text_init(bound, VAULT_BOUND_MAX);
	vault_bind_text(bound, slot->format);
	vault_bind_int(bound, slot->id);
	vault_bind_text(bound, slot->vault_uuid);
	vault_bind_text(bound, slot->kind);
	vault_bind_text(bound, slot->algorithm);
	vault_bind_int(bound, slot->passes);
	vault_bind_int(bound, slot->memory_kib);
	vault_bind_bytes(bound, slot->salt, sizeof(slot->salt));
	vault_bind_bytes(bound, slot->nonce, sizeof(slot->nonce));
	vault_bind_int(bound, slot->created_at_ms);
	/* The first schema had no such column. */
	if (slot->place[0] != '\0')
		vault_bind_text(bound, slot->place);
}

void
vault_slot_wrap(struct vault_slot *slot, const struct secret *data_key,
                const struct secret *slot_key)
{
	struct text bound;

	random_bytes(slot->nonce, sizeof(slot->nonce));
	bind_slot(&bound, slot);
	assert(!bound.overflowed);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		slot->wrapped_key, NULL, secret_borrow(data_key), VAULT_KEY_BYTES,
		(const unsigned char *)text_string(&bound), bound.size_bytes, NULL, slot->nonce,
		secret_borrow(slot_key));
	text_finish(&bound);
}

struct secret *
vault_slot_unwrap(const struct vault_slot *slot, const struct secret *slot_key)
{
	unsigned char *bytes = sodium_malloc(VAULT_KEY_BYTES);
	struct secret *data_key = NULL;
	struct text bound;

	if (bytes == NULL)
		return NULL;
	bind_slot(&bound, slot);
	if (!bound.overflowed &&
	    crypto_aead_xchacha20poly1305_ietf_decrypt(
		    bytes, NULL, NULL, slot->wrapped_key, VAULT_WRAPPED_BYTES,
		    (const unsigned char *)text_string(&bound), bound.size_bytes, slot->nonce,
		    secret_borrow(slot_key)) == 0)
		data_key = secret_create(bytes, VAULT_KEY_BYTES);
	text_finish(&bound);
	sodium_free(bytes);
	return data_key;
}

/* --- Rows ----------------------------------------------------------------------------------- */

enum status
vault_slot_insert(struct db *db, const struct vault_slot *slot, struct fault *f)
{
	struct db_statement *s;
	enum status st =
		db_prepare(db,
	                   "INSERT INTO vault_slot (id, format, vault_uuid, kind, algorithm,"
	                   " passes, memory_kib, salt, nonce, wrapped_key, created_at_ms, place)"
	                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	                   &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, slot->id);
	db_bind_text(s, 2, slot->format);
	db_bind_text(s, 3, slot->vault_uuid);
	db_bind_text(s, 4, slot->kind);
	db_bind_text(s, 5, slot->algorithm);
	db_bind_int(s, 6, slot->passes);
	db_bind_int(s, 7, slot->memory_kib);
	db_bind_blob(s, 8, slot->salt, sizeof(slot->salt));
	db_bind_blob(s, 9, slot->nonce, sizeof(slot->nonce));
	db_bind_blob(s, 10, slot->wrapped_key, sizeof(slot->wrapped_key));
	db_bind_int(s, 11, slot->created_at_ms);
	db_bind_text(s, 12, slot->place);
	return db_complete(s, f);
}

enum status
vault_slot_rewrap(struct db *db, const struct vault_slot *slot, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(
		db, "UPDATE vault_slot SET nonce = ?, wrapped_key = ? WHERE id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_blob(s, 1, slot->nonce, sizeof(slot->nonce));
	db_bind_blob(s, 2, slot->wrapped_key, sizeof(slot->wrapped_key));
	db_bind_int(s, 3, slot->id);
	return db_complete(s, f);
}

static bool
read_blob(const struct db_statement *s, int column, unsigned char *out, size_t size_bytes)
{
	size_t stored_bytes;
	const void *blob = db_column_blob(s, column, &stored_bytes);

	if (stored_bytes != size_bytes)
		return false;
	memcpy(out, blob, size_bytes);
	return true;
}

static bool
read_text(const struct db_statement *s, int column, char *out, size_t out_bytes)
{
	return text_copy(out, out_bytes, db_column_text(s, column));
}

static void
read_slot(const struct db_statement *s, struct vault_slot *out)
{
	memset(out, 0, sizeof(*out));
	out->id = db_column_int(s, 0);
	out->passes = db_column_int(s, 5);
	out->memory_kib = db_column_int(s, 6);
	out->created_at_ms = db_column_int(s, 10);
	out->is_whole = read_text(s, 1, out->format, sizeof(out->format)) &&
	                read_text(s, 2, out->vault_uuid, sizeof(out->vault_uuid)) &&
	                read_text(s, 3, out->kind, sizeof(out->kind)) &&
	                read_text(s, 4, out->algorithm, sizeof(out->algorithm)) &&
	                read_blob(s, 7, out->salt, sizeof(out->salt)) &&
	                read_blob(s, 8, out->nonce, sizeof(out->nonce)) &&
	                read_blob(s, 9, out->wrapped_key, sizeof(out->wrapped_key)) &&
	                read_text(s, 11, out->place, sizeof(out->place));
}

enum status
vault_slot_load(struct db *db, struct vault_slot **out, size_t *count, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db,
	                            "SELECT id, format, vault_uuid, kind, algorithm, passes,"
	                            " memory_kib, salt, nonce, wrapped_key, created_at_ms, place"
	                            " FROM vault_slot ORDER BY id",
	                            &s, f);

	*out = NULL;
	*count = 0;
	if (st != ST_OK)
		return st;
	*out = mem_alloc_array(VAULT_SLOTS_MAX, sizeof(**out));
	while ((st = db_step(s, f)) == ST_MORE && *count < VAULT_SLOTS_MAX)
		read_slot(s, &(*out)[(*count)++]);
	db_release(s);
	if (st == ST_OK || st == ST_MORE)
		return ST_OK;
	mem_free(*out);
	*out = NULL;
	*count = 0;
	return st;
}

static bool
is_within_limits(const struct vault_slot *slot, enum vault_slot_kind kind)
{
	if (kind == VAULT_SLOT_KEY_FILE)
		return slot->passes == 0 && slot->memory_kib == 0;
	return slot->passes >= VAULT_PASSES_LEAST && slot->passes <= VAULT_PASSES_MOST &&
	       slot->memory_kib >= VAULT_MEMORY_LEAST_KIB &&
	       slot->memory_kib <= VAULT_MEMORY_MOST_KIB;
}

bool
vault_slot_is_usable(const struct vault_slot *slot, const char *vault_uuid,
                     enum vault_slot_kind kind)
{
	return slot->is_whole && strcmp(slot->format, SLOT_FORMAT) == 0 &&
	       strcmp(slot->vault_uuid, vault_uuid) == 0 &&
	       strcmp(slot->kind, kinds[kind].kind) == 0 &&
	       strcmp(slot->algorithm, kinds[kind].algorithm) == 0 && is_within_limits(slot, kind);
}
