/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_impl.h"

#include <sodium.h>
#include <string.h>

#include "base/mem.h"

#define VALUE_FORMAT "otpdeck value 1"
#define OVERHEAD_BYTES (VAULT_NONCE_BYTES + VAULT_TAG_BYTES)
/* More than BLAKE2b of libsodium uses. */
#define STACK_WIPE_BYTES 4096

static void
bind_place(struct text *bound, const struct vault_sealing *sealing)
{
	const struct vault_place *place = sealing->place;

	text_init(bound, VAULT_BOUND_MAX);
	vault_bind_text(bound, VALUE_FORMAT);
	vault_bind_text(bound, sealing->vault_uuid);
	vault_bind_text(bound, place->table);
	vault_bind_text(bound, place->row_uuid);
	vault_bind_text(bound, place->profile_uuid);
	vault_bind_text(bound, place->kind);
	vault_bind_int(bound, place->generation);
}

/* --- Under a given key ---------------------------------------------------------------------- */

static bool
encrypt(const struct vault_sealing *sealing, const struct text *bound, const void *bytes,
        size_t size_bytes, struct text *out)
{
	size_t sealed_bytes = size_bytes + OVERHEAD_BYTES;
	unsigned char *sealed = mem_alloc(sealed_bytes);
	bool fits;

	random_bytes(sealed, VAULT_NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		sealed + VAULT_NONCE_BYTES, NULL, bytes, size_bytes,
		(const unsigned char *)text_string(bound), bound->size_bytes, NULL, sealed,
		secret_borrow(sealing->key));
	fits = text_append_bytes(out, sealed, sealed_bytes);
	mem_free(sealed);
	return fits;
}

enum status
vault_seal_with(const struct vault_sealing *sealing, const void *bytes, size_t size_bytes,
                struct text *out, struct fault *f)
{
	struct text bound;
	bool fits;

	bind_place(&bound, sealing);
	fits = !bound.overflowed && encrypt(sealing, &bound, bytes, size_bytes, out);
	text_finish(&bound);
	if (fits)
		return ST_OK;
	return fault_set(f, WORD_VALUE_TOO_LONG, "the value is too long to be sealed");
}

static bool
decrypt(const struct vault_sealing *sealing, const void *sealed, size_t size_bytes,
        unsigned char *out)
{
	const unsigned char *nonce = sealed;
	struct text bound;
	bool opens;

	bind_place(&bound, sealing);
	opens = !bound.overflowed &&
	        crypto_aead_xchacha20poly1305_ietf_decrypt(
			out, NULL, NULL, nonce + VAULT_NONCE_BYTES, size_bytes - VAULT_NONCE_BYTES,
			(const unsigned char *)text_string(&bound), bound.size_bytes, nonce,
			secret_borrow(sealing->key)) == 0;
	text_finish(&bound);
	return opens;
}

/* The kind names the column or the secret; neither is a value. */
static enum status
fault_damaged(const struct vault_place *place, struct fault *f)
{
	fault_set(f, WORD_ROW_DAMAGED, "\"%.40s\" of a row in \"%.40s\" does not open", place->kind,
	          place->table);
	return fault_hint(f,
	                  "it was changed, moved or damaged; enter it again, or restore a backup");
}

enum status
vault_open_with(const struct vault_sealing *sealing, const void *sealed, size_t size_bytes,
                struct secret **out, struct fault *f)
{
	size_t plain_bytes = size_bytes - OVERHEAD_BYTES;
	unsigned char *plain;

	*out = NULL;
	if (size_bytes < OVERHEAD_BYTES || plain_bytes > SECRET_BYTES_MAX)
		return fault_damaged(sealing->place, f);
	plain = sodium_malloc(plain_bytes);
	if (plain == NULL)
		return fault_set(f, WORD_SYSTEM, "no guarded memory");
	if (decrypt(sealing, sealed, size_bytes, plain))
		*out = secret_create(plain, plain_bytes);
	sodium_free(plain);
	return *out != NULL ? ST_OK : fault_damaged(sealing->place, f);
}

enum status
vault_open_bytes_with(const struct vault_sealing *sealing, const void *sealed, size_t size_bytes,
                      struct text *out, struct fault *f)
{
	size_t plain_bytes = size_bytes - OVERHEAD_BYTES;
	unsigned char *plain;
	bool opens;
	bool fits = true;

	if (size_bytes < OVERHEAD_BYTES)
		return fault_damaged(sealing->place, f);
	plain = mem_alloc(plain_bytes);
	opens = decrypt(sealing, sealed, size_bytes, plain);
	if (opens)
		fits = text_append_bytes(out, plain, plain_bytes);
	mem_free(plain);
	if (!opens)
		return fault_damaged(sealing->place, f);
	return fits ? ST_OK : fault_set(f, WORD_VALUE_TOO_LONG, "the sealed value is too long");
}

/* --- Under the vault's key ------------------------------------------------------------------ */

static struct vault_sealing
sealing_of(const struct vault *v, const struct vault_place *place)
{
	return (struct vault_sealing){ v->keys->data_key, v->uuid, place };
}

enum status
vault_seal_bytes(const struct vault *v, const struct vault_place *place, const void *bytes,
                 size_t size_bytes, struct text *out, struct fault *f)
{
	enum status st;

	if (!vault_keys_begin(v->keys))
		return vault_fault_locked(v, f);
	struct vault_sealing sealing = sealing_of(v, place);
	st = vault_seal_with(&sealing, bytes, size_bytes, out, f);
	vault_keys_end(v->keys);
	return st;
}

enum status
vault_seal_secret(const struct vault *v, const struct vault_place *place, const struct secret *s,
                  struct text *out, struct fault *f)
{
	return vault_seal_bytes(v, place, secret_borrow(s), secret_size_bytes(s), out, f);
}

enum status
vault_open_secret(const struct vault *v, const struct vault_place *place, const void *sealed,
                  size_t size_bytes, struct secret **out, struct fault *f)
{
	enum status st;

	*out = NULL;
	if (!vault_keys_begin(v->keys))
		return vault_fault_locked(v, f);
	struct vault_sealing sealing = sealing_of(v, place);
	st = vault_open_with(&sealing, sealed, size_bytes, out, f);
	vault_keys_end(v->keys);
	return st;
}

enum status
vault_open_bytes(const struct vault *v, const struct vault_place *place, const void *sealed,
                 size_t size_bytes, struct text *out, struct fault *f)
{
	enum status st;

	if (!vault_keys_begin(v->keys))
		return vault_fault_locked(v, f);
	struct vault_sealing sealing = sealing_of(v, place);
	st = vault_open_bytes_with(&sealing, sealed, size_bytes, out, f);
	vault_keys_end(v->keys);
	return st;
}

enum status
vault_hash(const struct vault *v, const char *purpose, const void *bytes, size_t size_bytes,
           unsigned char out[VAULT_HASH_BYTES], struct fault *f)
{
	crypto_generichash_state state;
	struct text bound;

	if (!vault_keys_begin(v->keys))
		return vault_fault_locked(v, f);
	text_init(&bound, VAULT_BOUND_MAX);
	vault_bind_text(&bound, purpose);
	crypto_generichash_init(&state, secret_borrow(v->keys->hash_key), VAULT_KEY_BYTES,
	                        VAULT_HASH_BYTES);
	vault_keys_end(v->keys);
	crypto_generichash_update(&state, (const unsigned char *)text_string(&bound),
	                          bound.size_bytes);
	crypto_generichash_update(&state, bytes, size_bytes);
	crypto_generichash_final(&state, out, VAULT_HASH_BYTES);
	/* Both held the key. */
	sodium_memzero(&state, sizeof(state));
	sodium_stackzero(STACK_WIPE_BYTES);
	text_finish(&bound);
	return ST_OK;
}
