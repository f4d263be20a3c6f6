/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_chain_impl.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "store/db_impl.h"

static void
add_number(crypto_generichash_state *hash, uint64_t number)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(number >> (8 * i));
	(void)crypto_generichash_update(hash, bytes, sizeof(bytes));
}

static void
add_field(crypto_generichash_state *hash, const struct vault_chain_field *field)
{
	unsigned char kind = field->text ? 't' : 'n';

	(void)crypto_generichash_update(hash, &kind, 1);
	if (!field->text) {
		add_number(hash, (uint64_t)field->number);
		return;
	}
	size_t size_bytes = strlen(field->text);

	add_number(hash, size_bytes);
	(void)crypto_generichash_update(hash, (const unsigned char *)field->text, size_bytes);
}

void
vault_chain_next(const unsigned char before[VAULT_CHAIN_BYTES],
                 const struct vault_chain_field *fields, size_t count,
                 unsigned char out[VAULT_CHAIN_BYTES])
{
	crypto_generichash_state hash;

	assert(count > 0);
	(void)crypto_generichash_init(&hash, NULL, 0, VAULT_CHAIN_BYTES);
	(void)crypto_generichash_update(&hash, before, VAULT_CHAIN_BYTES);
	for (size_t i = 0; i < count; i++)
		add_field(&hash, &fields[i]);
	(void)crypto_generichash_final(&hash, out, VAULT_CHAIN_BYTES);
}

enum status
vault_chain_head(struct db *db, const char *sql, unsigned char out[VAULT_CHAIN_BYTES],
                 struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, sql, &s, f);

	memset(out, 0, VAULT_CHAIN_BYTES);
	if (st != ST_OK)
		return st;
	st = db_step(s, f);
	if (st == ST_MORE) {
		size_t size_bytes = 0;
		const void *hash = db_column_blob(s, 0, &size_bytes);

		st = ST_OK;
		if (size_bytes == VAULT_CHAIN_BYTES)
			memcpy(out, hash, VAULT_CHAIN_BYTES);
		else
			st = fault_set(f, WORD_ROW_DAMAGED, "the newest chained row has no hash");
	}
	db_release(s);
	return st;
}
