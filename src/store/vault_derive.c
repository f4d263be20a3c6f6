/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_impl.h"

#include <errno.h>
#include <sodium.h>

/* More than Argon2id and BLAKE2b of libsodium use of the stack. */
#define STACK_WIPE_BYTES 16384

static enum status
fault_failed(const struct vault_slot *slot, int number, struct fault *f)
{
	if (number != ENOMEM)
		return fault_set(f, WORD_SYSTEM, "the passphrase cannot be derived from");
	fault_set(f, WORD_MEMORY_SHORT, "memory is short: this passphrase takes %lld MiB to try",
	          (long long)(slot->memory_kib / 1024));
	return fault_hint(f, "end other programs, raise the limit (ulimit -v), or use a key file");
}

/* Neither salt nor cost is the library's choice: they are the row's. */
enum status
vault_derive(const struct secret *passphrase, const struct vault_slot *slot, struct secret **out,
             struct fault *f)
{
	unsigned char *key = sodium_malloc(VAULT_KEY_BYTES);
	int failed;
	int number;

	*out = NULL;
	if (key == NULL)
		return fault_failed(slot, ENOMEM, f);
	failed = crypto_pwhash(key, VAULT_KEY_BYTES, (const char *)secret_borrow(passphrase),
	                       secret_size_bytes(passphrase), slot->salt,
	                       (unsigned long long)slot->passes, (size_t)slot->memory_kib * 1024,
	                       crypto_pwhash_ALG_ARGON2ID13);
	number = errno;
	sodium_stackzero(STACK_WIPE_BYTES);
	if (failed == 0)
		*out = secret_create(key, VAULT_KEY_BYTES);
	sodium_free(key);
	return failed == 0 ? ST_OK : fault_failed(slot, number, f);
}
