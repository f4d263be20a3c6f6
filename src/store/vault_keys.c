/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_impl.h"

#include "base/mem.h"

struct vault_keys *
vault_keys_create(void)
{
	struct vault_keys *k = mem_alloc(sizeof(*k));

	pthread_mutex_init(&k->mutex, NULL);
	return k;
}

static void
wipe(struct vault_keys *k)
{
	secret_destroy(k->data_key);
	secret_destroy(k->hash_key);
	k->data_key = NULL;
	k->hash_key = NULL;
	k->generation = 0;
}

void
vault_keys_destroy(struct vault_keys *k)
{
	if (k == NULL)
		return;
	wipe(k);
	pthread_mutex_destroy(&k->mutex);
	mem_free(k);
}

bool
vault_keys_begin(struct vault_keys *k)
{
	pthread_mutex_lock(&k->mutex);
	if (k->data_key != NULL)
		return true;
	pthread_mutex_unlock(&k->mutex);
	return false;
}

void
vault_keys_end(struct vault_keys *k)
{
	pthread_mutex_unlock(&k->mutex);
}

unsigned
vault_keys_locks(struct vault_keys *k)
{
	unsigned locks;

	pthread_mutex_lock(&k->mutex);
	locks = k->locks;
	pthread_mutex_unlock(&k->mutex);
	return locks;
}

void
vault_keys_note_slots(struct vault_keys *k, bool has_passphrase)
{
	pthread_mutex_lock(&k->mutex);
	k->has_passphrase = has_passphrase;
	pthread_mutex_unlock(&k->mutex);
}

bool
vault_keys_install(struct vault_keys *k, struct secret *data_key, struct secret *hash_key,
                   int64_t generation, unsigned locks)
{
	bool is_wanted;

	pthread_mutex_lock(&k->mutex);
	is_wanted = k->locks == locks;
	if (is_wanted) {
		wipe(k);
		k->data_key = data_key;
		k->hash_key = hash_key;
		k->generation = generation;
		k->was_unlocked = true;
	}
	pthread_mutex_unlock(&k->mutex);
	if (!is_wanted) {
		secret_destroy(data_key);
		secret_destroy(hash_key);
	}
	return is_wanted;
}

struct secret *
vault_keys_copy_data_key(struct vault_keys *k)
{
	struct secret *copy;

	if (!vault_keys_begin(k))
		return NULL;
	copy = secret_create(secret_borrow(k->data_key), VAULT_KEY_BYTES);
	vault_keys_end(k);
	return copy;
}

bool
vault_keys_copy(struct vault_keys *k, struct secret **data_key, struct secret **hash_key)
{
	if (!vault_keys_begin(k))
		return false;
	*data_key = secret_create(secret_borrow(k->data_key), VAULT_KEY_BYTES);
	*hash_key = secret_create(secret_borrow(k->hash_key), VAULT_KEY_BYTES);
	vault_keys_end(k);
	return true;
}

void
vault_keys_lock(struct vault_keys *k)
{
	pthread_mutex_lock(&k->mutex);
	wipe(k);
	k->locks++;
	pthread_mutex_unlock(&k->mutex);
}

void
vault_lock(struct vault *v)
{
	vault_keys_lock(v->keys);
}

enum vault_state
vault_state(const struct vault *v)
{
	struct vault_keys *k = v->keys;
	enum vault_state state;

	pthread_mutex_lock(&k->mutex);
	state = k->data_key != NULL ? VAULT_UNLOCKED
	        : k->was_unlocked   ? VAULT_LOCKED
	                            : VAULT_SEALED;
	pthread_mutex_unlock(&k->mutex);
	return state;
}

bool
vault_is_unlocked(const struct vault *v)
{
	return vault_state(v) == VAULT_UNLOCKED;
}

bool
vault_has_passphrase(const struct vault *v)
{
	bool has;

	pthread_mutex_lock(&v->keys->mutex);
	has = v->keys->has_passphrase;
	pthread_mutex_unlock(&v->keys->mutex);
	return has;
}

int64_t
vault_generation(const struct vault *v)
{
	int64_t generation;

	pthread_mutex_lock(&v->keys->mutex);
	generation = v->keys->generation;
	pthread_mutex_unlock(&v->keys->mutex);
	return generation;
}

enum status
vault_fault_locked(const struct vault *v, struct fault *f)
{
	if (vault_has_passphrase(v)) {
		fault_set(f, WORD_LOCKED, "the vault is locked");
		return fault_hint(f, "F12 unlocks it in the console; a command asks at a terminal, "
		                     "or takes --passphrase-fd or --key-file");
	}
	fault_set(f, WORD_LOCKED, "the vault is locked: its key file is not there");
	return fault_hint(f, "put it back: %.110s", v->key_file);
}
