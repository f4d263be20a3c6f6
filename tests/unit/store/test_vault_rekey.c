/* SPDX-License-Identifier: MIT */
/* rekeying, checking and resetting leave no value behind, and none that opens wrongly */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stock.h"
#include "store/db_impl.h"
#include "store/secret_store.h"
#include "store/vault_slots.h"

#define KEY "marker-secret-7f3a91"
#define PASSPHRASE "correct horse battery"

static const struct vault_cost small = { VAULT_PASSES_LEAST, VAULT_MEMORY_LEAST_KIB };

static struct secret *
of_text(const char *text)
{
	return secret_create(text, strlen(text));
}

static void
store_key(struct stock *r)
{
	struct secret *value = of_text(KEY);

	stock_begin(r);
	stock_must(r, secret_store_set(r->db, r->vault, &r->staging, "API_KEY", value, &r->f));
	stock_commit(r);
	secret_destroy(value);
}

static void
expect_key(struct stock *r)
{
	struct secret *expected = of_text(KEY);
	struct secret *value = NULL;

	stock_must(r, secret_store_open(r->db, r->vault, &r->staging, "API_KEY", &value, &r->f));
	assert_true(secret_equals(value, expected));
	secret_destroy(value);
	secret_destroy(expected);
}

static void
expect_number(struct stock *r, const struct message *m)
{
	char number[PHONE_E164_BYTES];

	stock_must(r, message_store_number(r->db, r->vault, &r->staging, m, number, &r->f));
	assert_string_equal(number, STOCK_NUMBER);
}

static int64_t
add_passphrase(struct stock *r)
{
	struct secret *typed = of_text(PASSPHRASE);
	struct vault_wrapper *w = NULL;
	int64_t id = 0;

	stock_must(r, vault_wrapper_derive(typed, &small, &w, &r->f));
	stock_begin(r);
	stock_must(r, vault_slots_add(r->db, r->vault, w, &id, &r->f));
	stock_commit(r);
	vault_wrapper_destroy(w);
	secret_destroy(typed);
	return id;
}

/* With the key-file slot, and the passphrase slot `id` where it is not 0. */
static enum status
rekey(struct stock *r, int64_t id, struct vault_rekeyed *out)
{
	struct secret *typed = of_text(PASSPHRASE);
	struct vault_wrapper *wrappers[2] = { NULL, NULL };
	struct vault_rekey_order order = { .wrappers = wrappers, .count = id ? 2 : 1 };
	enum status st;

	stock_must(r, vault_wrapper_prove(r->db, r->vault, 1, NULL, &wrappers[0], &r->f));
	if (id)
		stock_must(r, vault_wrapper_prove(r->db, r->vault, id, typed, &wrappers[1], &r->f));
	st = vault_rekey(r->db, r->vault, &order, out, &r->f);
	vault_wrapper_destroy(wrappers[0]);
	vault_wrapper_destroy(wrappers[1]);
	secret_destroy(typed);
	return st;
}

static void
everything_opens_after_a_rekey(void **state)
{
	struct stock *r = *state;
	struct secret *typed = of_text(PASSPHRASE);
	struct stock_message message;
	struct vault_rekeyed counts;
	struct vault *again = NULL;
	int64_t id = add_passphrase(r);

	store_key(r);
	stock_message_make(r, &message, MESSAGE_ACCEPTED);
	stock_must(r, rekey(r, id, &counts));
	assert_int_equal(counts.resealed, 3);
	assert_int_equal(counts.damaged, 0);
	assert_int_equal(vault_generation(r->vault), 2);
	expect_key(r);
	expect_number(r, &message.m);
	vault_lock(r->vault);
	stock_must(r, vault_unlock_passphrase(r->db, r->vault, typed, &r->f));
	expect_key(r);
	stock_must(r, vault_open(r->db, r->key_dir, NULL, &again, &r->f));
	assert_int_equal(vault_generation(again), 2);
	vault_close(again);
	secret_destroy(typed);
}

/* T5: the ciphertext that the old key opens is in no file any more. */
static void
a_key_stays_bound_to_its_host_after_a_rekey(void **state)
{
	struct stock *r = *state;
	struct vault_rekeyed counts;
	struct profile *p = &r->staging;

	stock_must(r, profile_set(p, PROFILE_BASE_URL, "https://abc.api.infobip.com", &r->f));
	store_key(r);
	stock_must(r, rekey(r, 0, &counts));
	stock_must(r, secret_store_check_host(r->db, r->vault, p, "API_KEY", &r->f));
	stock_must(r, profile_set(p, PROFILE_BASE_URL, "https://def.api.infobip.com", &r->f));
	assert_int_equal(secret_store_check_host(r->db, r->vault, p, "API_KEY", &r->f), ST_GUARD);
	assert_int_equal(r->f.word, WORD_KEY_OF_OTHER_HOST);
}

static void
a_rekey_leaves_no_old_ciphertext(void **state)
{
	struct stock *r = *state;
	struct vault_rekeyed counts;
	struct db_statement *s;
	unsigned char sealed[128];
	size_t size = 0;

	store_key(r);
	assert_true(db_empty_log(r->db));
	stock_must(r, db_prepare(r->db, "SELECT sealed FROM secret", &s, &r->f));
	assert_int_equal(db_step(s, &r->f), ST_MORE);
	const void *blob = db_column_blob(s, 0, &size);
	assert_true(size < sizeof(sealed));
	memcpy(sealed, blob, size);
	db_release(s);
	assert_true(size > 40);
	assert_true(folder_find(&r->folder, (const char *)sealed, size) > 0);
	stock_must(r, rekey(r, 0, &counts));
	assert_true(db_empty_log(r->db));
	assert_int_equal(folder_find(&r->folder, (const char *)sealed, size), 0);
}

static void
a_damaged_value_stays_as_it_is(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct vault_rekeyed counts;
	struct vault_checked checked;

	store_key(r);
	stock_message_make(r, &message, MESSAGE_ACCEPTED);
	stock_tamper(r, "UPDATE secret SET sealed = CAST(zeroblob(60) AS BLOB)");
	stock_must(r, rekey(r, 0, &counts));
	assert_int_equal(counts.damaged, 1);
	assert_int_equal(counts.resealed, 2);
	assert_int_equal(stock_ask(r, "SELECT sealed = zeroblob(60) FROM secret"), 1);
	stock_must(r, vault_check(r->db, r->vault, &checked, &r->f));
	assert_int_equal(checked.opened, 2);
	assert_int_equal(checked.damaged_count, 1);
	assert_string_equal(checked.damaged[0].table, "secret");
	assert_string_equal(checked.damaged[0].kind, "API_KEY");
}

static bool
at_once(void *context)
{
	(void)context;
	return true;
}

static void
a_rekey_that_is_stopped_changes_nothing(void **state)
{
	struct stock *r = *state;
	struct vault_wrapper *wrapper = NULL;
	struct vault_rekeyed counts;

	store_key(r);
	stock_must(r, vault_wrapper_prove(r->db, r->vault, 1, NULL, &wrapper, &r->f));
	struct vault_rekey_order order = { .wrappers = &wrapper, .count = 1, .cancelled = at_once };
	stock_must_fail(r, vault_rekey(r->db, r->vault, &order, &counts, &r->f), WORD_CANCELLED);
	order = (struct vault_rekey_order){ .count = 0 };
	stock_must_fail(r, vault_rekey(r->db, r->vault, &order, &counts, &r->f), WORD_ROW_MOVED);
	vault_wrapper_destroy(wrapper);
	assert_int_equal(stock_ask(r, "SELECT generation FROM vault"), 1);
	expect_key(r);
}

/* D16: this console has the old key in memory while another one rekeys. */
static void
the_new_key_of_another_process_is_followed(void **state)
{
	struct stock *r = *state;
	struct vault *ours = NULL;
	struct vault *theirs = r->vault;
	struct vault_rekeyed counts;

	store_key(r);
	stock_must(r, vault_open(r->db, r->key_dir, NULL, &ours, &r->f));
	stock_must(r, rekey(r, 0, &counts));
	r->vault = ours;
	expect_key(r);
	assert_int_equal(vault_generation(ours), 2);
	r->vault = theirs;
	stock_must(r, rekey(r, 0, &counts));
	char aside[FOLDER_PATH_BYTES + 8];
	snprintf(aside, sizeof(aside), "%s.away", vault_key_file(ours));
	assert_int_equal(rename(vault_key_file(ours), aside), 0);
	stock_must_fail(r, vault_follow(r->db, ours, &r->f), WORD_LOCKED);
	assert_int_equal(vault_state(ours), VAULT_LOCKED);
	assert_int_equal(rename(aside, vault_key_file(ours)), 0);
	vault_close(ours);
}

static void
values_of_a_removed_profile_are_emptied(void **state)
{
	struct stock *r = *state;
	struct stock_message message;
	struct vault_rekeyed counts;
	struct vault_checked checked;

	stock_message_make(r, &message, MESSAGE_ACCEPTED);
	stock_tamper(r, "DELETE FROM profile WHERE name = 'staging'");
	stock_must(r, vault_check(r->db, r->vault, &checked, &r->f));
	assert_int_equal(checked.orphans, 2);
	assert_int_equal(checked.damaged_count, 0);
	stock_must(r, rekey(r, 0, &counts));
	assert_int_equal(counts.emptied, 2);
	assert_int_equal(stock_ask(r, "SELECT length(to_sealed) FROM message"), 0);
}

static void
a_reset_keeps_the_log_and_makes_a_new_vault(void **state)
{
	struct stock *r = *state;
	char number[PHONE_E164_BYTES];
	char old_file[FOLDER_PATH_BYTES];
	struct stock_message message;
	struct vault_losses losses;

	store_key(r);
	stock_message_make(r, &message, MESSAGE_DELIVERED);
	snprintf(old_file, sizeof(old_file), "%s", vault_key_file(r->vault));
	vault_lock(r->vault);
	stock_must(r, vault_count_losses(r->db, &losses, &r->f));
	assert_int_equal(losses.secrets, 1);
	assert_int_equal(losses.numbers, 1);
	stock_begin(r);
	stock_must(r, vault_reset(r->db, r->key_dir, &r->f));
	stock_commit(r);
	stock_must_fail(r, vault_follow(r->db, r->vault, &r->f), WORD_LOCKED);
	vault_close(r->vault);
	stock_must(r, vault_open(r->db, r->key_dir, NULL, &r->vault, &r->f));
	assert_true(vault_is_unlocked(r->vault));
	assert_string_not_equal(vault_key_file(r->vault), old_file);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM secret"), 0);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM message"), 1);
	assert_true(stock_ask(r, "SELECT count(*) FROM template") > 0);
	stock_must_fail(
		r, message_store_number(r->db, r->vault, &r->staging, &message.m, number, &r->f),
		WORD_NOT_FOUND);
	store_key(r);
	expect_key(r);
}

int
main(void)
{
#define STOCKED(name) cmocka_unit_test_setup_teardown(name, stock_open, stock_close)
	const struct CMUnitTest tests[] = {
		STOCKED(everything_opens_after_a_rekey),
		STOCKED(a_key_stays_bound_to_its_host_after_a_rekey),
		STOCKED(a_rekey_leaves_no_old_ciphertext),
		STOCKED(a_damaged_value_stays_as_it_is),
		STOCKED(a_rekey_that_is_stopped_changes_nothing),
		STOCKED(the_new_key_of_another_process_is_followed),
		STOCKED(values_of_a_removed_profile_are_emptied),
		STOCKED(a_reset_keeps_the_log_and_makes_a_new_vault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
