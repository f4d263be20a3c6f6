/* SPDX-License-Identifier: MIT */
/* secrets on disk: sealed, bound to their place, gone when replaced */
#include "store/secret_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "stock.h"

#define KEY_TEXT "a-provider-key-of-tests-0001"
#define OTHER_TEXT "a-provider-key-of-tests-0002"

static void
set(struct stock *r, const struct profile *p, const char *name, const char *value)
{
	struct secret *secret = secret_create(value, strlen(value));

	stock_begin(r);
	stock_must(r, secret_store_set(r->db, r->vault, p, name, secret, &r->f));
	stock_commit(r);
	secret_destroy(secret);
}

static void
expect(struct stock *r, const struct profile *p, const char *name, const char *value)
{
	struct secret *expected = secret_create(value, strlen(value));
	struct secret *opened = NULL;

	stock_must(r, secret_store_open(r->db, r->vault, p, name, &opened, &r->f));
	assert_true(secret_equals(opened, expected));
	secret_destroy(opened);
	secret_destroy(expected);
}

static void
expect_failure(struct stock *r, const struct profile *p, const char *name, enum fault_word word)
{
	struct secret *opened = NULL;

	stock_must_fail(r, secret_store_open(r->db, r->vault, p, name, &opened, &r->f), word);
	assert_null(opened);
	assert_non_null(strstr(r->f.cause, name));
}

static void
names_are_those_of_hook_secrets(void **state)
{
	static const char *const good[] = { "API_KEY", "_", "a1", "hook_secret_2" };
	static const char *const bad[] = { "", "1A", "API-KEY", "A B", "\303\204", "A.B", "A\n" };
	char longest[SECRET_NAME_BYTES + 1];
	struct stock *r = *state;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		stock_must(r, secret_store_check_name(good[i], &r->f));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		stock_must_fail(r, secret_store_check_name(bad[i], &r->f), WORD_VALUE_INVALID);
	memset(longest, 'A', sizeof(longest));
	longest[SECRET_NAME_BYTES] = '\0';
	stock_must_fail(r, secret_store_check_name(longest, &r->f), WORD_VALUE_INVALID);
	longest[SECRET_NAME_BYTES - 1] = '\0';
	stock_must(r, secret_store_check_name(longest, &r->f));
}

static void
opens_what_was_set(void **state)
{
	struct stock *r = *state;

	set(r, &r->staging, "API_KEY", KEY_TEXT);
	set(r, &r->staging, "HOOK", OTHER_TEXT);
	set(r, &r->sandbox, "API_KEY", OTHER_TEXT);
	expect(r, &r->staging, "API_KEY", KEY_TEXT);
	expect(r, &r->staging, "HOOK", OTHER_TEXT);
	expect(r, &r->sandbox, "API_KEY", OTHER_TEXT);
}

static void
setting_again_replaces(void **state)
{
	struct stock *r = *state;

	set(r, &r->staging, "API_KEY", KEY_TEXT);
	set(r, &r->staging, "API_KEY", OTHER_TEXT);
	expect(r, &r->staging, "API_KEY", OTHER_TEXT);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM secret"), 1);
}

/* What waits for the value knows it by its uuid. */
static void
the_same_value_again_is_no_replacement(void **state)
{
	struct stock *r = *state;
	struct secret *value = secret_create(KEY_TEXT, strlen(KEY_TEXT));
	char before[SECRET_UUID_BYTES];
	char after[SECRET_UUID_BYTES];

	stock_must(r, profile_set(&r->staging, PROFILE_BASE_URL, "https://xyz.api.infobip.com",
	                          &r->f));
	set(r, &r->staging, "API_KEY", KEY_TEXT);
	stock_must(r, secret_store_uuid(r->db, &r->staging, "API_KEY", before, &r->f));
	stock_must(r, secret_store_mark_refused(r->db, &r->staging, "API_KEY", value, &r->f));
	clock_advance_ms(60000);
	set(r, &r->staging, "API_KEY", KEY_TEXT);
	stock_must(r, secret_store_uuid(r->db, &r->staging, "API_KEY", after, &r->f));
	assert_string_equal(after, before);
	assert_true(stock_ask(r, "SELECT changed_at_ms FROM secret") == STOCK_NOW_MS);
	assert_int_equal(stock_ask(r, "SELECT refused_at_ms FROM secret"), 0);
	expect(r, &r->staging, "API_KEY", KEY_TEXT);
	set(r, &r->staging, "API_KEY", OTHER_TEXT);
	stock_must(r, secret_store_uuid(r->db, &r->staging, "API_KEY", after, &r->f));
	assert_string_not_equal(after, before);
	secret_destroy(value);
}

static void
a_replaced_ciphertext_opens_nowhere(void **state)
{
	struct stock *r = *state;

	set(r, &r->staging, "API_KEY", KEY_TEXT);
	stock_tamper(r, "CREATE TABLE kept AS SELECT sealed FROM secret");
	set(r, &r->staging, "API_KEY", OTHER_TEXT);
	stock_tamper(r, "UPDATE secret SET sealed = (SELECT sealed FROM kept)");
	expect_failure(r, &r->staging, "API_KEY", WORD_ROW_DAMAGED);
}

static void
a_moved_ciphertext_does_not_open(void **state)
{
	struct stock *r = *state;

	set(r, &r->staging, "API_KEY", KEY_TEXT);
	set(r, &r->staging, "HOOK", OTHER_TEXT);
	stock_tamper(r, "UPDATE secret SET profile_id = 1 WHERE name = 'API_KEY'");
	expect_failure(r, &r->sandbox, "API_KEY", WORD_ROW_DAMAGED);
	stock_tamper(r, "UPDATE secret SET name = 'API_KEY' WHERE name = 'HOOK'");
	expect_failure(r, &r->staging, "API_KEY", WORD_ROW_DAMAGED);
}

static void
other_rows_work_beside_a_damaged_one(void **state)
{
	struct stock *r = *state;

	set(r, &r->staging, "API_KEY", KEY_TEXT);
	set(r, &r->staging, "HOOK", OTHER_TEXT);
	stock_tamper(r, "UPDATE secret SET sealed = x'00' WHERE name = 'API_KEY'");
	expect_failure(r, &r->staging, "API_KEY", WORD_ROW_DAMAGED);
	expect(r, &r->staging, "HOOK", OTHER_TEXT);
}

static void
lists_what_may_be_shown_by_name(void **state)
{
	struct stock *r = *state;
	struct secret_info *all;
	size_t count;

	set(r, &r->staging, "HOOK", "short");
	clock_advance_ms(1000);
	set(r, &r->staging, "API_KEY", KEY_TEXT);
	stock_must(r, secret_store_list(r->db, &r->staging, &all, &count, &r->f));
	assert_int_equal(count, 2);
	assert_string_equal(all[0].name, "API_KEY");
	assert_string_equal(all[0].last_four, "0001");
	assert_int_equal(strlen(all[0].fingerprint), 9);
	assert_true(all[0].changed_at_ms == STOCK_NOW_MS + 1000);
	assert_string_equal(all[1].name, "HOOK");
	assert_string_equal(all[1].last_four, "");
	assert_true(all[1].changed_at_ms == STOCK_NOW_MS);
	mem_free(all);
	stock_must(r, secret_store_list(r->db, &r->sandbox, &all, &count, &r->f));
	assert_int_equal(count, 0);
	mem_free(all);
}

static void
a_removed_secret_is_missing(void **state)
{
	struct stock *r = *state;

	set(r, &r->staging, "API_KEY", KEY_TEXT);
	stock_begin(r);
	stock_must(r, secret_store_remove(r->db, &r->staging, "API_KEY", &r->f));
	stock_must_fail(r, secret_store_remove(r->db, &r->staging, "API_KEY", &r->f),
	                WORD_SECRET_MISSING);
	stock_commit(r);
	expect_failure(r, &r->staging, "API_KEY", WORD_SECRET_MISSING);
}

static void
no_file_holds_the_value(void **state)
{
	struct stock *r = *state;

	set(r, &r->staging, "API_KEY", KEY_TEXT);
	assert_true(0 < folder_find(&r->folder, "API_KEY", strlen("API_KEY")));
	assert_int_equal(folder_find(&r->folder, KEY_TEXT, strlen(KEY_TEXT)), 0);
	assert_int_equal(folder_find(&r->folder, KEY_TEXT, strlen(KEY_TEXT) - 5), 0);
}

static void
a_locked_vault_neither_seals_nor_opens(void **state)
{
	struct stock *r = *state;
	struct vault *locked = NULL;
	struct secret *value = secret_create("x", 1);
	struct secret *opened = NULL;

	set(r, &r->staging, "API_KEY", KEY_TEXT);
	stock_must(r, vault_open(r->db, r->folder.path, NULL, &locked, &r->f));
	assert_false(vault_is_unlocked(locked));
	stock_begin(r);
	stock_must_fail(r, secret_store_set(r->db, locked, &r->staging, "API_KEY", value, &r->f),
	                WORD_LOCKED);
	db_cancel(r->db);
	stock_must_fail(r, secret_store_open(r->db, locked, &r->staging, "API_KEY", &opened, &r->f),
	                WORD_LOCKED);
	vault_close(locked);
	secret_destroy(value);
	expect(r, &r->staging, "API_KEY", KEY_TEXT);
}

static void
a_refused_value_is_remembered_until_it_is_set_anew(void **state)
{
	struct stock *r = *state;
	struct secret *other = secret_create(OTHER_TEXT, strlen(OTHER_TEXT));
	struct secret *used = secret_create(KEY_TEXT, strlen(KEY_TEXT));

	stock_must(r, secret_store_check_refused(r->db, &r->staging, "API_KEY", &r->f));
	set(r, &r->staging, "API_KEY", KEY_TEXT);
	stock_must(r, secret_store_mark_refused(r->db, &r->staging, "API_KEY", other, &r->f));
	stock_must(r, secret_store_check_refused(r->db, &r->staging, "API_KEY", &r->f));
	stock_must(r, secret_store_mark_refused(r->db, &r->staging, "API_KEY", used, &r->f));
	stock_must_fail(r, secret_store_check_refused(r->db, &r->staging, "API_KEY", &r->f),
	                WORD_CREDENTIALS);
	set(r, &r->staging, "API_KEY", KEY_TEXT);
	stock_must(r, secret_store_check_refused(r->db, &r->staging, "API_KEY", &r->f));
	secret_destroy(other);
	secret_destroy(used);
}

#define STOCKED(test) cmocka_unit_test_setup_teardown(test, stock_open, stock_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STOCKED(names_are_those_of_hook_secrets),
		STOCKED(opens_what_was_set),
		STOCKED(setting_again_replaces),
		STOCKED(the_same_value_again_is_no_replacement),
		STOCKED(a_replaced_ciphertext_opens_nowhere),
		STOCKED(a_moved_ciphertext_does_not_open),
		STOCKED(other_rows_work_beside_a_damaged_one),
		STOCKED(lists_what_may_be_shown_by_name),
		STOCKED(a_removed_secret_is_missing),
		STOCKED(no_file_holds_the_value),
		STOCKED(a_refused_value_is_remembered_until_it_is_set_anew),
		STOCKED(a_locked_vault_neither_seals_nor_opens),
	};

	return cmocka_run_group_tests_name("store/secret_store", tests, NULL, NULL);
}
