/* SPDX-License-Identifier: MIT */
/* a slot opens by its own key only, as it was written only, and never for less than it costs */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "stock.h"
#include "store/vault_slots.h"

#define PASSPHRASE "correct horse battery"

static const struct vault_cost small = { VAULT_PASSES_LEAST, VAULT_MEMORY_LEAST_KIB };

static struct secret *
typed(const char *text)
{
	return secret_create(text, strlen(text));
}

/* Adds the slot in a transaction of its own; returns its id. */
static int64_t
add(struct stock *r, struct vault_wrapper *w)
{
	int64_t id = 0;

	stock_begin(r);
	stock_must(r, vault_slots_add(r->db, r->vault, w, &id, &r->f));
	stock_commit(r);
	vault_wrapper_destroy(w);
	return id;
}

static int64_t
add_passphrase(struct stock *r, const char *text)
{
	struct secret *passphrase = typed(text);
	struct vault_wrapper *w = NULL;

	stock_must(r, vault_wrapper_derive(passphrase, &small, &w, &r->f));
	secret_destroy(passphrase);
	return add(r, w);
}

static enum status
unlock(struct stock *r, const char *text)
{
	struct secret *passphrase = typed(text);
	enum status st = vault_unlock_passphrase(r->db, r->vault, passphrase, &r->f);

	secret_destroy(passphrase);
	return st;
}

static enum status
remove_slot(struct stock *r, int64_t id)
{
	enum status st;

	stock_begin(r);
	st = vault_slots_remove(r->db, r->vault, id, &r->f);
	if (st == ST_OK)
		stock_commit(r);
	else
		db_cancel(r->db);
	return st;
}

static void
a_passphrase_opens_what_was_locked(void **state)
{
	struct stock *r = *state;
	unsigned char before[VAULT_HASH_BYTES];
	unsigned char after[VAULT_HASH_BYTES];

	assert_false(vault_has_passphrase(r->vault));
	stock_must(r, vault_hash(r->vault, "number", "x", 1, before, &r->f));
	assert_int_equal(add_passphrase(r, PASSPHRASE), 2);
	vault_lock(r->vault);
	assert_int_equal(vault_state(r->vault), VAULT_LOCKED);
	stock_must_fail(r, vault_hash(r->vault, "number", "x", 1, after, &r->f), WORD_LOCKED);
	stock_must(r, unlock(r, PASSPHRASE));
	assert_int_equal(vault_state(r->vault), VAULT_UNLOCKED);
	assert_true(vault_has_passphrase(r->vault));
	stock_must(r, vault_hash(r->vault, "number", "x", 1, after, &r->f));
	assert_memory_equal(before, after, sizeof(before));
}

static void
a_wrong_passphrase_leaves_the_vault_as_it_was(void **state)
{
	struct stock *r = *state;

	add_passphrase(r, PASSPHRASE);
	stock_must_fail(r, unlock(r, "correct horse batterz"), WORD_PASSPHRASE_WRONG);
	assert_non_null(strstr(r->f.cause, "wrong passphrase, or its slot is damaged"));
	assert_true(vault_is_unlocked(r->vault));
	vault_lock(r->vault);
	stock_must_fail(r, unlock(r, ""), WORD_PASSPHRASE_INVALID);
	stock_must_fail(r, unlock(r, PASSPHRASE " "), WORD_PASSPHRASE_WRONG);
	assert_int_equal(vault_state(r->vault), VAULT_LOCKED);
}

static void
without_a_passphrase_slot_there_is_nothing_to_try(void **state)
{
	struct stock *r = *state;

	vault_lock(r->vault);
	stock_must_fail(r, unlock(r, PASSPHRASE), WORD_NO_PASSPHRASE);
	assert_non_null(strstr(r->f.hint, "its key file opens it"));
	stock_must(r, vault_unlock_key_file(r->db, r->vault, &r->f));
	assert_true(vault_is_unlocked(r->vault));
}

/* "é" as one character and as two, and with the line end of a pipe. */
static void
one_passphrase_typed_in_two_ways_opens_one_slot(void **state)
{
	struct stock *r = *state;

	add_passphrase(r, "caf\xC3\xA9");
	vault_lock(r->vault);
	stock_must(r, unlock(r, "cafe\xCC\x81\n"));
	vault_lock(r->vault);
	stock_must(r, unlock(r, "caf\xC3\xA9\r\n"));
	vault_lock(r->vault);
	stock_must_fail(r, unlock(r, "cafe"), WORD_PASSPHRASE_WRONG);
}

/* What an attacker would change so that trying costs less, or so that another slot is taken. */
static void
no_column_of_a_passphrase_slot_can_change(void **state)
{
	static const char *const changes[] = {
		"passes = 2",
		"passes = 0",
		"passes = 11",
		"memory_kib = memory_kib + 1024",
		"memory_kib = 18 * 1024",
		"memory_kib = 1024 * 1024 + 1",
		"memory_kib = -1",
		"id = 7",
		"format = format || ' '",
		"vault_uuid = '00000000-0000-4000-8000-000000000000'",
		"algorithm = 'xchacha20poly1305'",
		"salt = zeroblob(16)",
		"salt = zeroblob(8)",
		"nonce = zeroblob(24)",
		"wrapped_key = zeroblob(48)",
		"created_at_ms = created_at_ms + 1",
		"place = '/elsewhere'",
	};
	struct stock *r = *state;

	add_passphrase(r, PASSPHRASE);
	vault_lock(r->vault);
	stock_tamper(r, "CREATE TABLE kept AS SELECT * FROM vault_slot");
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		char sql[160];

		snprintf(sql, sizeof(sql), "UPDATE vault_slot SET %s WHERE id = 2", changes[i]);
		stock_tamper(r, sql);
		assert_int_not_equal(unlock(r, PASSPHRASE), ST_OK);
		assert_int_equal(vault_state(r->vault), VAULT_LOCKED);
		stock_tamper(r, "DELETE FROM vault_slot");
		stock_tamper(r, "INSERT INTO vault_slot SELECT * FROM kept");
	}
	stock_must(r, unlock(r, PASSPHRASE));
}

static void
slots_are_listed_with_what_they_cost(void **state)
{
	struct stock *r = *state;
	struct vault_slot_info *slots = NULL;
	size_t count = 0;

	add_passphrase(r, PASSPHRASE);
	stock_tamper(r, "INSERT INTO vault_slot SELECT 9, format, vault_uuid, kind, algorithm, 99,"
	                " memory_kib, salt, nonce, wrapped_key, created_at_ms, place"
	                " FROM vault_slot WHERE id = 2");
	vault_lock(r->vault);
	stock_must(r, vault_slots_list(r->db, r->vault, &slots, &count, &r->f));
	assert_int_equal(count, 3);
	assert_int_equal(slots[0].kind, VAULT_SLOT_KEY_FILE);
	assert_true(slots[0].is_default_path && slots[0].is_usable);
	assert_string_equal(slots[0].path, vault_key_file(r->vault));
	assert_int_equal(slots[1].kind, VAULT_SLOT_PASSPHRASE);
	assert_int_equal(slots[1].cost.passes, small.passes);
	assert_int_equal(slots[1].cost.memory_kib, small.memory_kib);
	assert_true(slots[1].is_usable);
	assert_false(slots[2].is_usable);
	mem_free(slots);
}

static void
a_key_file_of_the_operators_opens_by_its_own_path(void **state)
{
	struct stock *r = *state;
	struct vault_wrapper *w = NULL;
	struct vault *other = NULL;
	const char *path = folder_file(&r->folder, "my.key");
	struct stat info;

	stock_must(r, vault_wrapper_make_file(r->vault, path, &w, &r->f));
	assert_int_equal(add(r, w), 2);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(info.st_size, 32);
	stock_must(r, vault_open(r->db, "/nowhere", path, &other, &r->f));
	assert_true(vault_is_unlocked(other));
	vault_close(other);
	stock_must_fail(r, vault_wrapper_make_file(r->vault, path, &w, &r->f), WORD_ALREADY_EXISTS);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_size, 32);
	stock_must_fail(
		r,
		vault_wrapper_make_file(r->vault, folder_file(&r->folder, "no/my.key"), &w, &r->f),
		WORD_SYSTEM);
}

static void
the_last_slot_that_opens_stays(void **state)
{
	struct stock *r = *state;
	int64_t id;

	stock_must_fail(r, remove_slot(r, 1), WORD_LAST_SLOT);
	id = add_passphrase(r, PASSPHRASE);
	stock_must_fail(r, remove_slot(r, 99), WORD_NOT_FOUND);
	stock_must(r, remove_slot(r, 1));
	stock_must_fail(r, remove_slot(r, id), WORD_LAST_SLOT);
	vault_lock(r->vault);
	stock_must_fail(r, remove_slot(r, id), WORD_LOCKED);
	stock_must(r, unlock(r, PASSPHRASE));
}

/* The leftover file at the usual place is none of this vault's any more. */
static void
a_removed_key_file_slot_opens_no_longer(void **state)
{
	struct stock *r = *state;
	struct vault *again = NULL;

	add_passphrase(r, PASSPHRASE);
	stock_must(r, remove_slot(r, 1));
	stock_must(r, vault_open(r->db, r->key_dir, NULL, &again, &r->f));
	assert_int_equal(vault_state(again), VAULT_SEALED);
	vault_close(again);
	stock_must_fail(r, vault_open(r->db, r->key_dir, vault_key_file(r->vault), &again, &r->f),
	                WORD_KEY_FILE_WRONG);
	assert_int_equal(access(vault_key_file(r->vault), F_OK), 0);
	vault_slots_remove_default_file(r->vault);
	assert_int_not_equal(access(vault_key_file(r->vault), F_OK), 0);
}

static void
a_slot_is_proved_by_its_own_key_only(void **state)
{
	struct stock *r = *state;
	struct vault_wrapper *w = NULL;
	struct secret *right = typed(PASSPHRASE);
	struct secret *wrong = typed("another");
	int64_t id = add_passphrase(r, PASSPHRASE);

	stock_must(r, vault_wrapper_prove(r->db, r->vault, id, right, &w, &r->f));
	vault_wrapper_destroy(w);
	stock_must_fail(r, vault_wrapper_prove(r->db, r->vault, id, wrong, &w, &r->f),
	                WORD_PASSPHRASE_WRONG);
	stock_must(r, vault_wrapper_prove(r->db, r->vault, 1, NULL, &w, &r->f));
	vault_wrapper_destroy(w);
	stock_must_fail(r, vault_wrapper_prove(r->db, r->vault, id, NULL, &w, &r->f),
	                WORD_ROW_DAMAGED);
	assert_int_equal(unlink(vault_key_file(r->vault)), 0);
	stock_must_fail(r, vault_wrapper_prove(r->db, r->vault, 1, NULL, &w, &r->f),
	                WORD_KEY_FILE_WRONG);
	secret_destroy(right);
	secret_destroy(wrong);
}

int
main(void)
{
#define STOCKED(name) cmocka_unit_test_setup_teardown(name, stock_open, stock_close)
	const struct CMUnitTest tests[] = {
		STOCKED(a_passphrase_opens_what_was_locked),
		STOCKED(a_wrong_passphrase_leaves_the_vault_as_it_was),
		STOCKED(without_a_passphrase_slot_there_is_nothing_to_try),
		STOCKED(one_passphrase_typed_in_two_ways_opens_one_slot),
		STOCKED(no_column_of_a_passphrase_slot_can_change),
		STOCKED(slots_are_listed_with_what_they_cost),
		STOCKED(a_key_file_of_the_operators_opens_by_its_own_path),
		STOCKED(the_last_slot_that_opens_stays),
		STOCKED(a_removed_key_file_slot_opens_no_longer),
		STOCKED(a_slot_is_proved_by_its_own_key_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
