/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_impl.h"

#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "store/db_impl.h"

#define SLOT_FORMAT "otpdeck slot 1"
#define SLOT_ALGORITHM "xchacha20poly1305"
#define WRAPPED_BYTES (VAULT_KEY_BYTES + VAULT_TAG_BYTES)

/* A row of vault_slot; texts are borrowed. */
struct slot {
	int64_t id;
	const char *format;
	const char *vault_uuid;
	const char *kind;
	const char *algorithm;
	int64_t passes;
	int64_t memory_kib;
	unsigned char salt[VAULT_SALT_BYTES];
	unsigned char nonce[VAULT_NONCE_BYTES];
	unsigned char wrapped_key[WRAPPED_BYTES];
	int64_t created_at_ms;
};

/* Everything of the row but the wrapped key itself, so that no parameter can be made cheaper and
 * no slot be taken for another. */
static void
bind_slot(struct text *bound, const struct slot *slot)
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
}

static void
wrap(struct slot *slot, const struct secret *data_key, const struct secret *file_key)
{
	struct text bound;

	random_bytes(slot->salt, sizeof(slot->salt));
	random_bytes(slot->nonce, sizeof(slot->nonce));
	bind_slot(&bound, slot);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		slot->wrapped_key, NULL, secret_borrow(data_key), VAULT_KEY_BYTES,
		(const unsigned char *)text_string(&bound), bound.size_bytes, NULL, slot->nonce,
		secret_borrow(file_key));
	text_finish(&bound);
}

/* NULL when the slot is another key's or damaged: the two cannot be told apart. */
static struct secret *
unwrap(const struct slot *slot, const struct secret *file_key)
{
	unsigned char *bytes = sodium_malloc(VAULT_KEY_BYTES);
	struct secret *data_key = NULL;
	struct text bound;

	if (bytes == NULL)
		return NULL;
	bind_slot(&bound, slot);
	if (!bound.overflowed &&
	    crypto_aead_xchacha20poly1305_ietf_decrypt(
		    bytes, NULL, NULL, slot->wrapped_key, WRAPPED_BYTES,
		    (const unsigned char *)text_string(&bound), bound.size_bytes, slot->nonce,
		    secret_borrow(file_key)) == 0)
		data_key = secret_create(bytes, VAULT_KEY_BYTES);
	text_finish(&bound);
	sodium_free(bytes);
	return data_key;
}

enum status
vault_slot_insert(struct db *db, const struct vault *v, const struct secret *file_key,
                  struct fault *f)
{
	struct slot slot = {
		.id = 1,
		.format = SLOT_FORMAT,
		.vault_uuid = v->uuid,
		.kind = "key_file",
		.algorithm = SLOT_ALGORITHM,
		.created_at_ms = clock_now_ms(),
	};
	struct db_statement *s;
	enum status st =
		db_prepare(db,
	                   "INSERT INTO vault_slot (id, format, vault_uuid, kind, algorithm,"
	                   " passes, memory_kib, salt, nonce, wrapped_key, created_at_ms)"
	                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	                   &s, f);

	if (st != ST_OK)
		return st;
	wrap(&slot, v->data_key, file_key);
	db_bind_int(s, 1, slot.id);
	db_bind_text(s, 2, slot.format);
	db_bind_text(s, 3, slot.vault_uuid);
	db_bind_text(s, 4, slot.kind);
	db_bind_text(s, 5, slot.algorithm);
	db_bind_int(s, 6, slot.passes);
	db_bind_int(s, 7, slot.memory_kib);
	db_bind_blob(s, 8, slot.salt, sizeof(slot.salt));
	db_bind_blob(s, 9, slot.nonce, sizeof(slot.nonce));
	db_bind_blob(s, 10, slot.wrapped_key, sizeof(slot.wrapped_key));
	db_bind_int(s, 11, slot.created_at_ms);
	st = db_run(s, f);
	db_release(s);
	return st;
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

/* False for a row that no otpdeck of this version has written. */
static bool
read_slot(const struct db_statement *s, const struct vault *v, struct slot *out)
{
	out->id = db_column_int(s, 0);
	out->format = db_column_text(s, 1);
	out->vault_uuid = db_column_text(s, 2);
	out->kind = db_column_text(s, 3);
	out->algorithm = db_column_text(s, 4);
	out->passes = db_column_int(s, 5);
	out->memory_kib = db_column_int(s, 6);
	out->created_at_ms = db_column_int(s, 10);
	return strcmp(out->format, SLOT_FORMAT) == 0 && strcmp(out->vault_uuid, v->uuid) == 0 &&
	       strcmp(out->algorithm, SLOT_ALGORITHM) == 0 && out->passes == 0 &&
	       out->memory_kib == 0 && read_blob(s, 7, out->salt, sizeof(out->salt)) &&
	       read_blob(s, 8, out->nonce, sizeof(out->nonce)) &&
	       read_blob(s, 9, out->wrapped_key, sizeof(out->wrapped_key));
}

static enum status
fault_no_slot(const struct vault *v, struct fault *f)
{
	fault_set(
		f, WORD_KEY_FILE_WRONG,
		"the key file opens no slot: it belongs to another store, or the slot is damaged");
	return fault_hint(f, "this store's key file is %s.key", v->uuid);
}

enum status
vault_slot_open(struct db *db, const struct vault *v, const struct secret *file_key,
                struct secret **out, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db,
	                            "SELECT id, format, vault_uuid, kind, algorithm, passes,"
	                            " memory_kib, salt, nonce, wrapped_key, created_at_ms"
	                            " FROM vault_slot WHERE kind = 'key_file' ORDER BY id",
	                            &s, f);

	*out = NULL;
	if (st == ST_OK)
		st = db_step(s, f);
	while (st == ST_MORE) {
		struct slot slot;

		if (read_slot(s, v, &slot))
			*out = unwrap(&slot, file_key);
		st = *out != NULL ? ST_OK : db_step(s, f);
	}
	db_release(s);
	return st == ST_OK && *out == NULL ? fault_no_slot(v, f) : st;
}
