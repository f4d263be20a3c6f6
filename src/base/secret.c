/* SPDX-License-Identifier: MIT */
/* guarded memory for keys and passphrases, with one door to the bytes */
#include "base/secret.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret_impl.h"

#define CAPACITY_MIN 64
#define LAST_FOUR_NEEDS 12
/* More than BLAKE2b and the copy routines of libsodium use of the stack. */
#define STACK_WIPE_BYTES 4096

bool
secret_system_init(void)
{
	bool lockable;
	void *probe;

	if (sodium_init() < 0)
		die("no source of randomness");
	probe = sodium_malloc(CAPACITY_MIN);
	if (probe == NULL)
		die("no guarded memory");
	lockable = sodium_mlock(probe, CAPACITY_MIN) == 0;
	sodium_free(probe);
	return lockable;
}

static unsigned char *
guarded_alloc(size_t capacity_bytes, bool *is_locked)
{
	unsigned char *bytes = sodium_malloc(capacity_bytes + 1);

	if (bytes == NULL)
		die("no guarded memory for %zu bytes", capacity_bytes);
	/* sodium_malloc keeps to itself whether its own lock worked, so it is asked for again. */
	*is_locked = sodium_mlock(bytes, capacity_bytes + 1) == 0;
	return bytes;
}

/* Leaves the new secret writable; seal() ends that. */
static struct secret *
create_open(size_t size_bytes)
{
	struct secret *s = mem_alloc(sizeof(*s));

	assert(size_bytes <= SECRET_BYTES_MAX);
	s->size_bytes = size_bytes;
	s->capacity_bytes = size_bytes > 0 ? size_bytes : CAPACITY_MIN;
	s->bytes = guarded_alloc(s->capacity_bytes, &s->is_locked);
	s->bytes[size_bytes] = '\0';
	return s;
}

static void
seal(struct secret *s)
{
	sodium_mprotect_readonly(s->bytes);
}

static void
unseal(struct secret *s)
{
	sodium_mprotect_readwrite(s->bytes);
}

const char *
secret_library(void)
{
	return sodium_version_string();
}

struct secret *
secret_create(const void *bytes, size_t size_bytes)
{
	struct secret *s = create_open(size_bytes);

	if (size_bytes > 0)
		memcpy(s->bytes, bytes, size_bytes);
	seal(s);
	return s;
}

struct secret *
secret_create_random(size_t size_bytes)
{
	struct secret *s = create_open(size_bytes);

	randombytes_buf(s->bytes, size_bytes);
	seal(s);
	return s;
}

void
secret_destroy(struct secret *s)
{
	if (s == NULL)
		return;
	sodium_free(s->bytes);
	mem_free(s);
}

/* Moves the bytes to a place twice as large; the old place is wiped as it goes. */
static void
grow(struct secret *s)
{
	size_t capacity = s->capacity_bytes * 2;
	unsigned char *bytes;

	if (capacity > SECRET_BYTES_MAX)
		capacity = SECRET_BYTES_MAX;
	bytes = guarded_alloc(capacity, &s->is_locked);
	memcpy(bytes, s->bytes, s->size_bytes);
	sodium_free(s->bytes);
	s->bytes = bytes;
	s->capacity_bytes = capacity;
}

bool
secret_append_byte(struct secret *s, unsigned char byte)
{
	if (s->size_bytes == SECRET_BYTES_MAX)
		return false;
	if (s->size_bytes == s->capacity_bytes)
		grow(s);
	else
		unseal(s);
	s->bytes[s->size_bytes++] = byte;
	s->bytes[s->size_bytes] = '\0';
	seal(s);
	return true;
}

bool
secret_drop_byte(struct secret *s)
{
	if (s->size_bytes == 0)
		return false;
	unseal(s);
	s->bytes[--s->size_bytes] = '\0';
	seal(s);
	return true;
}

void
secret_drop_character(struct secret *s)
{
	bool goes_on = s->size_bytes > 0;

	while (goes_on) {
		/* Bytes that continue a character are 10xxxxxx. */
		goes_on = (s->bytes[s->size_bytes - 1] & 0xC0) == 0x80;
		goes_on = secret_drop_byte(s) && goes_on && s->size_bytes > 0;
	}
}

void
secret_empty(struct secret *s)
{
	while (secret_drop_byte(s))
		continue;
}

bool
secret_is_set(const struct secret *s)
{
	return secret_size_bytes(s) > 0;
}

size_t
secret_size_bytes(const struct secret *s)
{
	return s != NULL ? s->size_bytes : 0;
}

bool
secret_equals(const struct secret *left, const struct secret *right)
{
	if (left == NULL || right == NULL || left->size_bytes != right->size_bytes)
		return false;
	return sodium_memcmp(left->bytes, right->bytes, left->size_bytes) == 0;
}

bool
secret_is_locked(const struct secret *s)
{
	return s != NULL && s->is_locked;
}

const unsigned char *
secret_borrow(const struct secret *s)
{
	return s->bytes;
}

void
secret_fingerprint(const struct secret *s, char out[10])
{
	/* The key keeps this hash apart from any other BLAKE2b of the same value. */
	static const unsigned char domain[crypto_generichash_KEYBYTES] =
		"otpdeck secret fingerprint";
	unsigned char hash[crypto_generichash_BYTES_MIN];
	char hex[9];

	crypto_generichash(hash, sizeof(hash), s->bytes, s->size_bytes, domain, sizeof(domain));
	sodium_stackzero(STACK_WIPE_BYTES);
	sodium_bin2hex(hex, sizeof(hex), hash, 4);
	memcpy(out, hex, 4);
	out[4] = '-';
	memcpy(out + 5, hex + 4, 5);
	mem_wipe(hash, sizeof(hash));
}

void
secret_last_four(const struct secret *s, char out[5])
{
	out[0] = '\0';
	if (secret_size_bytes(s) < LAST_FOUR_NEEDS)
		return;
	for (size_t i = 0; i < s->size_bytes; i++)
		if (s->bytes[i] <= ' ' || s->bytes[i] > '~')
			return;
	memcpy(out, s->bytes + s->size_bytes - 4, 4);
	out[4] = '\0';
}
