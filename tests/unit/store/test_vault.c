/* SPDX-License-Identifier: MIT */
/* a sealed value opens at its own place and nowhere else, with its own key and no other */
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

#include "store/db_impl.h"
#include "store/vault.h"
#include "store_rig.h"

#define MARKER "marker-secret-7f3a91"
#define SEALED_MAX 65536

struct vault_rig {
	struct store_rig *store;
	struct folder keys;
	struct vault *vault;
	struct fault f;
};

static const struct vault_place home = {
	.table = "secret",
	.row_uuid = "row-1",
	.profile_uuid = "profile-1",
	.kind = "API_KEY",
	.generation = 1,
};

static enum status
create_at_birth(struct db *db, void *context, struct fault *f)
{
	struct vault_rig *r = context;
	char uuid[RANDOM_UUID_BYTES];

	return vault_create(db, folder_file(&r->keys, "keys"), uuid, f);
}

static void
open_vault(struct vault_rig *r)
{
	vault_close(r->vault);
	if (vault_open(r->store->db, folder_file(&r->keys, "keys"), NULL, &r->vault, &r->f) !=
	    ST_OK)
		fail_msg("%s", r->f.cause);
}

static int
set_up(void **state)
{
	struct vault_rig *r = calloc(1, sizeof(*r));
	struct db_options options = { DB_WRITE, create_at_birth, NULL, r };

	store_rig_set_up((void **)&r->store);
	folder_create(&r->keys);
	store_rig_open(r->store, &options, &r->store->db);
	open_vault(r);
	*state = r;
	return 0;
}

static int
tear_down(void **state)
{
	struct vault_rig *r = *state;

	vault_close(r->vault);
	store_rig_tear_down((void **)&r->store);
	folder_destroy(&r->keys);
	free(r);
	return 0;
}

static void
seal_marker(struct vault_rig *r, struct text *out)
{
	text_init(out, SEALED_MAX);
	if (vault_seal_bytes(r->vault, &home, MARKER, strlen(MARKER), out, &r->f) != ST_OK)
		fail_msg("%s", r->f.cause);
}

/* Opens with what was sealed as bytes; returns whether the marker came out. */
static bool
opens_at(struct vault_rig *r, const struct vault_place *place, const void *sealed, size_t size)
{
	struct text plain;
	enum status st;
	bool is_marker;

	text_init(&plain, SEALED_MAX);
	st = vault_open_bytes(r->vault, place, sealed, size, &plain, &r->f);
	is_marker = st == ST_OK && strcmp(text_string(&plain), MARKER) == 0;
	if (st != ST_OK) {
		store_rig_expect(&r->f, WORD_ROW_DAMAGED);
		assert_int_equal(plain.size_bytes, 0);
	}
	text_finish(&plain);
	return is_marker;
}

static void
what_is_sealed_opens_again(void **state)
{
	struct vault_rig *r = *state;
	struct secret *secret = secret_create(MARKER, strlen(MARKER));
	struct secret *opened;
	struct text sealed;

	assert_true(vault_is_unlocked(r->vault));
	text_init(&sealed, SEALED_MAX);
	assert_int_equal(vault_seal_secret(r->vault, &home, secret, &sealed, &r->f), ST_OK);
	open_vault(r);
	assert_int_equal(vault_open_secret(r->vault, &home, text_string(&sealed), sealed.size_bytes,
	                                   &opened, &r->f),
	                 ST_OK);
	assert_true(secret_equals(secret, opened));
	assert_true(opens_at(r, &home, text_string(&sealed), sealed.size_bytes));
	secret_destroy(opened);
	secret_destroy(secret);
	text_finish(&sealed);
}

static void
nothing_and_the_largest_secret_can_be_sealed(void **state)
{
	static unsigned char bytes[SECRET_BYTES_MAX];
	struct vault_rig *r = *state;
	const size_t sizes[] = { 0, 1, SECRET_BYTES_MAX };

	memset(bytes, 'x', sizeof(bytes));
	for (size_t i = 0; i < 3; i++) {
		struct secret *secret = secret_create(bytes, sizes[i]);
		struct secret *opened = NULL;
		struct text sealed;

		text_init(&sealed, SEALED_MAX);
		assert_int_equal(vault_seal_secret(r->vault, &home, secret, &sealed, &r->f), ST_OK);
		assert_int_equal(sealed.size_bytes, sizes[i] + 40);
		assert_int_equal(vault_open_secret(r->vault, &home, text_string(&sealed),
		                                   sealed.size_bytes, &opened, &r->f),
		                 ST_OK);
		assert_true(secret_equals(secret, opened));
		secret_destroy(opened);
		secret_destroy(secret);
		text_finish(&sealed);
	}
}

static void
two_seals_of_one_value_have_nothing_in_common(void **state)
{
	struct vault_rig *r = *state;
	struct text first;
	struct text second;

	seal_marker(r, &first);
	seal_marker(r, &second);
	assert_memory_not_equal(text_string(&first), text_string(&second), 24);
	assert_memory_not_equal(text_string(&first) + 24, text_string(&second) + 24, 16);
	text_finish(&first);
	text_finish(&second);
}

static void
a_value_opens_at_its_own_place_only(void **state)
{
	struct vault_rig *r = *state;
	struct vault_place elsewhere[] = { home, home, home, home, home, home, home };
	struct text sealed;

	elsewhere[0].table = "message";
	elsewhere[1].row_uuid = "row-2";
	elsewhere[2].profile_uuid = "profile-2";
	elsewhere[3].kind = "to";
	elsewhere[4].generation = 2;
	/* The border between two fields is bound as well. */
	elsewhere[5].row_uuid = "row-1p";
	elsewhere[5].profile_uuid = "rofile-1";
	elsewhere[6].kind = "";
	seal_marker(r, &sealed);
	assert_true(opens_at(r, &home, text_string(&sealed), sealed.size_bytes));
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		assert_false(opens_at(r, &elsewhere[i], text_string(&sealed), sealed.size_bytes));
	text_finish(&sealed);
}

static void
no_byte_of_a_sealed_value_can_change(void **state)
{
	struct vault_rig *r = *state;
	struct text sealed;

	seal_marker(r, &sealed);
	for (size_t i = 0; i < sealed.size_bytes; i++) {
		for (int bit = 0; bit < 8; bit++) {
			sealed.bytes[i] = (char)(sealed.bytes[i] ^ (1 << bit));
			assert_false(opens_at(r, &home, sealed.bytes, sealed.size_bytes));
			sealed.bytes[i] = (char)(sealed.bytes[i] ^ (1 << bit));
		}
	}
	for (size_t size = 0; size < sealed.size_bytes; size++)
		assert_false(opens_at(r, &home, sealed.bytes, size));
	assert_false(opens_at(r, &home, NULL, 0));
	assert_true(opens_at(r, &home, sealed.bytes, sealed.size_bytes));
	text_finish(&sealed);
}

static void
another_store_opens_nothing_of_this_one(void **state)
{
	struct vault_rig *r = *state;
	struct vault_rig *other;
	struct text sealed;

	seal_marker(r, &sealed);
	set_up((void **)&other);
	assert_false(opens_at(other, &home, text_string(&sealed), sealed.size_bytes));
	assert_string_not_equal(vault_uuid(r->vault), vault_uuid(other->vault));
	tear_down((void **)&other);
	text_finish(&sealed);
}

static void
a_ceiling_that_is_too_low_is_said(void **state)
{
	struct vault_rig *r = *state;
	struct text out;
	struct text sealed;

	seal_marker(r, &sealed);
	text_init(&out, 10);
	assert_true(text_append(&out, "before"));
	assert_int_equal(vault_seal_bytes(r->vault, &home, MARKER, 4, &out, &r->f), ST_INVALID);
	assert_string_equal(text_string(&out), "before");
	assert_int_equal(vault_open_bytes(r->vault, &home, text_string(&sealed), sealed.size_bytes,
	                                  &out, &r->f),
	                 ST_INVALID);
	assert_string_equal(text_string(&out), "before");
	text_finish(&out);
	text_finish(&sealed);
}

static void
hash_of(struct vault_rig *r, const char *purpose, const char *value,
        unsigned char out[VAULT_HASH_BYTES])
{
	assert_int_equal(vault_hash(r->vault, purpose, value, strlen(value), out, &r->f), ST_OK);
}

static void
equal_numbers_have_equal_hashes_under_one_purpose_and_key(void **state)
{
	struct vault_rig *r = *state;
	struct vault_rig *other;
	unsigned char first[VAULT_HASH_BYTES];
	unsigned char second[VAULT_HASH_BYTES];

	hash_of(r, "number", "+99930005", first);
	open_vault(r);
	hash_of(r, "number", "+99930005", second);
	assert_memory_equal(first, second, sizeof(first));
	hash_of(r, "number", "+99930006", second);
	assert_memory_not_equal(first, second, sizeof(first));
	hash_of(r, "body", "+99930005", second);
	assert_memory_not_equal(first, second, sizeof(first));
	hash_of(r, "number+", "99930005", second);
	assert_memory_not_equal(first, second, sizeof(first));
	set_up((void **)&other);
	hash_of(other, "number", "+99930005", second);
	assert_memory_not_equal(first, second, sizeof(first));
	tear_down((void **)&other);
}

static void
the_key_file_is_private_and_named_after_the_vault(void **state)
{
	struct vault_rig *r = *state;
	struct stat info;
	char name[128];

	snprintf(name, sizeof(name), "keys/%s.key", vault_uuid(r->vault));
	assert_string_equal(vault_key_file(r->vault), folder_file(&r->keys, name));
	assert_int_equal(stat(vault_key_file(r->vault), &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(info.st_size, 32);
	assert_int_equal(stat(folder_file(&r->keys, "keys"), &info), 0);
	assert_int_equal(info.st_mode & 07777, 0700);
}

static void
key_files_are_private_whatever_the_umask(void **state)
{
	mode_t before = umask(0);
	struct vault_rig *other;
	struct folder keys;

	(void)state;
	set_up((void **)&other);
	umask(before);
	strcpy(keys.path, folder_file(&other->keys, "keys"));
	assert_true(folder_is_private(&other->keys));
	assert_true(folder_is_private(&keys));
	tear_down((void **)&other);
}

static void
without_its_key_file_the_vault_is_locked(void **state)
{
	struct vault_rig *r = *state;
	unsigned char hash[VAULT_HASH_BYTES];
	char aside[FOLDER_PATH_BYTES];
	struct secret *opened;
	struct text out;

	strcpy(aside, folder_file(&r->keys, "aside.key"));
	assert_int_equal(rename(vault_key_file(r->vault), aside), 0);
	open_vault(r);
	assert_false(vault_is_unlocked(r->vault));
	text_init(&out, SEALED_MAX);
	assert_int_equal(vault_seal_bytes(r->vault, &home, "x", 1, &out, &r->f), ST_LOCKED);
	assert_int_equal(vault_open_bytes(r->vault, &home, "x", 1, &out, &r->f), ST_LOCKED);
	assert_int_equal(vault_open_secret(r->vault, &home, "x", 1, &opened, &r->f), ST_LOCKED);
	assert_int_equal(vault_hash(r->vault, "number", "x", 1, hash, &r->f), ST_LOCKED);
	store_rig_expect(&r->f, WORD_LOCKED);
	assert_non_null(strstr(r->f.hint, ".key"));
	text_finish(&out);
	vault_close(r->vault);
	assert_int_equal(vault_open(r->store->db, "/nowhere", aside, &r->vault, &r->f), ST_OK);
	assert_true(vault_is_unlocked(r->vault));
	assert_string_equal(vault_key_file(r->vault), aside);
}

static void
expect_wrong_key_file(struct vault_rig *r)
{
	struct vault *vault = r->vault;

	assert_int_equal(
		vault_open(r->store->db, folder_file(&r->keys, "keys"), NULL, &vault, &r->f),
		ST_LOCKED);
	assert_null(vault);
	store_rig_expect(&r->f, WORD_KEY_FILE_WRONG);
	assert_string_not_equal(r->f.hint, "");
}

static void
a_key_file_that_others_may_touch_is_refused(void **state)
{
	struct vault_rig *r = *state;
	const char *path = vault_key_file(r->vault);
	const char *aside = folder_file(&r->keys, "aside.key");

	assert_int_equal(chmod(path, 0640), 0);
	expect_wrong_key_file(r);
	assert_non_null(strstr(r->f.hint, "chmod 600"));
	assert_int_equal(chmod(path, 0602), 0);
	expect_wrong_key_file(r);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(link(path, aside), 0);
	expect_wrong_key_file(r);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(aside, path), 0);
	expect_wrong_key_file(r);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	expect_wrong_key_file(r);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	expect_wrong_key_file(r);
}

static void
a_key_file_of_another_user_is_refused(void **state)
{
	struct vault_rig *r = *state;

	if (geteuid() != 0)
		skip();
	assert_int_equal(chown(vault_key_file(r->vault), STORE_RIG_UID, STORE_RIG_UID), 0);
	expect_wrong_key_file(r);
}

static void
a_key_file_of_other_bytes_is_refused(void **state)
{
	struct vault_rig *r = *state;
	const char *path = vault_key_file(r->vault);
	size_t size;
	unsigned char *key = folder_read(path, &size);

	for (off_t i = 0; i < 32; i++) {
		folder_flip(path, i);
		expect_wrong_key_file(r);
		folder_flip(path, i);
	}
	folder_write(path, key, 31);
	expect_wrong_key_file(r);
	folder_write(path, "", 0);
	expect_wrong_key_file(r);
	key[size] = '\n';
	folder_write(path, key, 33);
	expect_wrong_key_file(r);
	folder_write(path, key, 32);
	open_vault(r);
	free(key);
}

static void
change(struct vault_rig *r, const char *sql)
{
	struct db_statement *s;

	assert_int_equal(db_prepare(r->store->db, sql, &s, &r->f), ST_OK);
	if (db_run(s, &r->f) != ST_OK)
		fail_msg("%s: %s", sql, r->f.cause);
	db_release(s);
}

static void
no_column_of_a_slot_can_change(void **state)
{
	static const char *const changes[] = {
		"UPDATE vault_slot SET id = 2",
		"UPDATE vault_slot SET format = format || ' '",
		"UPDATE vault_slot SET vault_uuid = '00000000-0000-4000-8000-000000000000'",
		"UPDATE vault_slot SET kind = 'passphrase'",
		"UPDATE vault_slot SET algorithm = 'none'",
		"UPDATE vault_slot SET passes = 1",
		"UPDATE vault_slot SET memory_kib = 1",
		"UPDATE vault_slot SET salt = zeroblob(16)",
		"UPDATE vault_slot SET salt = x''",
		"UPDATE vault_slot SET nonce = zeroblob(24)",
		"UPDATE vault_slot SET nonce = CAST(nonce || x'00' AS BLOB)",
		"UPDATE vault_slot SET wrapped_key = zeroblob(48)",
		"UPDATE vault_slot SET wrapped_key = substr(wrapped_key, 1, 47)",
		"UPDATE vault_slot SET created_at_ms = created_at_ms + 1",
		"DELETE FROM vault_slot",
	};
	struct vault_rig *r = *state;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		assert_int_equal(db_begin(r->store->db, &r->f), ST_OK);
		change(r, changes[i]);
		expect_wrong_key_file(r);
		db_cancel(r->store->db);
		open_vault(r);
	}
}

/* Changes one byte of a blob column after the other. */
static void
flip_each_byte(struct vault_rig *r, const char *sql, int64_t size_bytes)
{
	for (int64_t at = 1; at <= size_bytes; at++) {
		struct db_statement *s;

		assert_int_equal(db_begin(r->store->db, &r->f), ST_OK);
		assert_int_equal(db_prepare(r->store->db, sql, &s, &r->f), ST_OK);
		db_bind_int(s, 1, at);
		db_bind_blob(s, 2, "\xA5", 1);
		assert_int_equal(db_run(s, &r->f), ST_OK);
		db_release(s);
		vault_close(r->vault);
		assert_int_not_equal(vault_open(r->store->db, folder_file(&r->keys, "keys"), NULL,
		                                &r->vault, &r->f),
		                     ST_OK);
		assert_true(r->f.word == WORD_KEY_FILE_WRONG || r->f.word == WORD_ROW_DAMAGED);
		db_cancel(r->store->db);
	}
}

#define SET_BYTE(column)                                                                           \
#column " = CAST(substr(" #column ", 1, ?1 - 1) ||"                                        \
		" CASE substr(" #column ", ?1, 1) WHEN ?2 THEN x'5A' ELSE ?2 END ||"               \
		" substr(" #column ", ?1 + 1) AS BLOB)"

static void
no_byte_of_the_vaults_rows_can_change(void **state)
{
	struct vault_rig *r = *state;

	flip_each_byte(r, "UPDATE vault_slot SET " SET_BYTE(salt), 16);
	flip_each_byte(r, "UPDATE vault_slot SET " SET_BYTE(nonce), 24);
	flip_each_byte(r, "UPDATE vault_slot SET " SET_BYTE(wrapped_key), 48);
	flip_each_byte(r, "UPDATE vault SET " SET_BYTE(hash_key_sealed), 72);
	open_vault(r);
}

static void
a_slot_of_another_store_does_not_open_this_one(void **state)
{
	struct vault_rig *r = *state;
	struct vault_rig *other;
	size_t size;
	unsigned char *key;

	set_up((void **)&other);
	key = folder_read(vault_key_file(other->vault), &size);
	folder_write(vault_key_file(r->vault), key, size);
	expect_wrong_key_file(r);
	tear_down((void **)&other);
	free(key);
}

static void
a_vault_whose_uuid_is_a_path_is_damaged(void **state)
{
	static const char *const changes[] = {
		"UPDATE vault SET uuid = '../../../../../../../tmp/other'",
		"UPDATE vault SET uuid = '../../..-....-....-....-/tmp/other..'",
		"UPDATE vault SET uuid = ''",
		"UPDATE vault SET hash_key_sealed = x''",
		"UPDATE vault SET hash_key_sealed = zeroblob(100000)",
		"DELETE FROM vault",
	};
	struct vault_rig *r = *state;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct vault *vault;

		assert_int_equal(db_begin(r->store->db, &r->f), ST_OK);
		change(r, changes[i]);
		assert_int_equal(vault_open(r->store->db, folder_file(&r->keys, "keys"), NULL,
		                            &vault, &r->f),
		                 ST_STORE);
		assert_null(vault);
		store_rig_expect(&r->f, WORD_ROW_DAMAGED);
		db_cancel(r->store->db);
	}
}

static void
a_vault_that_cannot_keep_its_key_is_not_made(void **state)
{
	struct vault_rig *r = *state;
	struct db *db;
	struct db_options options = { DB_WRITE, create_at_birth, NULL, r };
	size_t files = folder_count(&r->store->folder);

	folder_destroy(&r->keys);
	folder_write(r->keys.path, "no folder", 9);
	assert_int_equal(db_open(folder_file(&r->store->folder, "second.db"), &options, &db, &r->f),
	                 ST_STORE);
	assert_string_not_equal(r->f.cause, "");
	assert_int_equal(folder_count(&r->store->folder), files);
}

static void
a_vault_whose_rows_do_not_fit_leaves_no_key_file(void **state)
{
	struct vault_rig *r = *state;
	struct folder keys;
	char uuid[RANDOM_UUID_BYTES];

	strcpy(keys.path, folder_file(&r->keys, "keys"));
	assert_int_equal(folder_count(&keys), 1);
	assert_int_equal(db_begin(r->store->db, &r->f), ST_OK);
	assert_int_equal(vault_create(r->store->db, keys.path, uuid, &r->f), ST_STORE);
	db_cancel(r->store->db);
	assert_int_equal(folder_count(&keys), 1);
}

static void
to_hex(const unsigned char *bytes, size_t size, char *out)
{
	for (size_t i = 0; i < size; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static void
keep_in_a_row(struct vault_rig *r, const struct text *sealed)
{
	struct db_statement *s;

	change(r, "INSERT INTO profile (uuid, name, environment, created_at_ms)"
	          " VALUES ('profile-1', 'test', 'staging', 0)");
	assert_int_equal(
		db_prepare(r->store->db,
	                   "INSERT INTO secret (uuid, profile_id, name, generation, sealed,"
	                   " fingerprint, last_four, changed_at_ms)"
	                   " VALUES ('row-1', 1, 'API_KEY', 1, ?1, '', '', 0)",
	                   &s, &r->f),
		ST_OK);
	db_bind_blob(s, 1, text_string(sealed), sealed->size_bytes);
	assert_int_equal(db_run(s, &r->f), ST_OK);
	db_release(s);
}

/* The marker and the key, in raw files of a store that is open, closed and copied. */
static void
expect_no_trace(struct vault_rig *r)
{
	static const char base64[] = "bWFya2VyLXNlY3JldC03ZjNhOT";
	static const char utf16[] = "m\0a\0r\0k\0e\0r\0-\0s\0e\0c\0r\0e\0t";
	size_t size;
	unsigned char *key = folder_read(vault_key_file(r->vault), &size);
	char hex[128];

	assert_int_equal(folder_find(&r->store->folder, MARKER, strlen(MARKER)), 0);
	assert_int_equal(folder_find(&r->store->folder, base64, strlen(base64)), 0);
	assert_int_equal(folder_find(&r->store->folder, utf16, sizeof(utf16) - 1), 0);
	to_hex((const unsigned char *)MARKER, strlen(MARKER), hex);
	assert_int_equal(folder_find(&r->store->folder, hex, strlen(hex)), 0);
	assert_int_equal(folder_find(&r->store->folder, key, size), 0);
	to_hex(key, size, hex);
	assert_int_equal(folder_find(&r->store->folder, hex, strlen(hex)), 0);
	free(key);
}

static void
no_raw_file_shows_a_secret(void **state)
{
	struct vault_rig *r = *state;
	struct text sealed;

	seal_marker(r, &sealed);
	assert_int_equal(db_begin(r->store->db, &r->f), ST_OK);
	keep_in_a_row(r, &sealed);
	assert_int_equal(db_commit(r->store->db, &r->f), ST_OK);
	assert_int_equal(db_backup(r->store->db, folder_file(&r->store->folder, "copy.db"), &r->f),
	                 ST_OK);
	/* The search itself finds what is there: the sealed form, in the log and in the copy. */
	assert_true(folder_find(&r->store->folder, sealed.bytes, sealed.size_bytes) >= 2);
	expect_no_trace(r);
	store_rig_close(r->store);
	expect_no_trace(r);
	store_rig_open(r->store, &store_rig_writing, &r->store->db);
	text_finish(&sealed);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(what_is_sealed_opens_again),
		TEST(nothing_and_the_largest_secret_can_be_sealed),
		TEST(two_seals_of_one_value_have_nothing_in_common),
		TEST(a_value_opens_at_its_own_place_only),
		TEST(no_byte_of_a_sealed_value_can_change),
		TEST(another_store_opens_nothing_of_this_one),
		TEST(a_ceiling_that_is_too_low_is_said),
		TEST(equal_numbers_have_equal_hashes_under_one_purpose_and_key),
		TEST(the_key_file_is_private_and_named_after_the_vault),
		TEST(key_files_are_private_whatever_the_umask),
		TEST(without_its_key_file_the_vault_is_locked),
		TEST(a_key_file_that_others_may_touch_is_refused),
		TEST(a_key_file_of_another_user_is_refused),
		TEST(a_key_file_of_other_bytes_is_refused),
		TEST(no_column_of_a_slot_can_change),
		TEST(no_byte_of_the_vaults_rows_can_change),
		TEST(a_slot_of_another_store_does_not_open_this_one),
		TEST(a_vault_whose_uuid_is_a_path_is_damaged),
		TEST(a_vault_that_cannot_keep_its_key_is_not_made),
		TEST(a_vault_whose_rows_do_not_fit_leaves_no_key_file),
		TEST(no_raw_file_shows_a_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
