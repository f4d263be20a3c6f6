/* SPDX-License-Identifier: MIT */
/* profiles on disk: what is kept, what may go */
#include "store/profile_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/secret.h"
#include "store/secret_store.h"
#include "stock.h"

static void
a_new_store_uses_the_sandbox(void **state)
{
	struct stock *r = *state;
	struct profile p;

	stock_must(r, profile_store_in_use(r->db, &p, &r->f));
	assert_string_equal(p.name, "sandbox");
	assert_int_equal(p.environment, PROFILE_SANDBOX);
	assert_int_equal(p.id, r->sandbox.id);
}

static void
what_was_chosen_is_in_use(void **state)
{
	struct stock *r = *state;
	struct profile p;

	stock_begin(r);
	stock_must(r, profile_store_use(r->db, &r->staging, &r->f));
	stock_commit(r);
	stock_must(r, profile_store_in_use(r->db, &p, &r->f));
	assert_string_equal(p.name, "staging");
	stock_begin(r);
	stock_must(r, profile_store_use(r->db, &r->sandbox, &r->f));
	stock_commit(r);
	stock_must(r, profile_store_in_use(r->db, &p, &r->f));
	assert_string_equal(p.name, "sandbox");
}

static void
loads_what_was_saved_by_name_and_by_number(void **state)
{
	struct stock *r = *state;
	struct profile by_name, by_id;

	stock_must(r, profile_set(&r->staging, PROFILE_SENDER, "Acme", &r->f));
	stock_must(r, profile_set(&r->staging, PROFILE_BASE_URL, "https://api.example.com", &r->f));
	stock_begin(r);
	stock_must(r, profile_store_save(r->db, &r->staging, &r->f));
	stock_commit(r);
	stock_must(r, profile_store_load(r->db, "staging", &by_name, &r->f));
	stock_must(r, profile_store_load_id(r->db, r->staging.id, &by_id, &r->f));
	assert_memory_equal(&by_name, &by_id, sizeof(by_name));
	assert_string_equal(by_name.uuid, r->staging.uuid);
	assert_string_equal(profile_get(&by_name, PROFILE_SENDER), "Acme");
	assert_string_equal(profile_get(&by_name, PROFILE_BASE_URL), "https://api.example.com");
	assert_string_equal(profile_get(&by_name, PROFILE_API_VERSION), "3");
}

static void
only_values_that_differ_from_their_default_have_a_row(void **state)
{
	struct stock *r = *state;
	struct profile p;

	assert_int_equal(stock_ask(r, "SELECT count(*) FROM setting"), 0);
	stock_must(r, profile_set(&r->staging, PROFILE_SENDER, "Acme", &r->f));
	stock_begin(r);
	stock_must(r, profile_store_save(r->db, &r->staging, &r->f));
	stock_commit(r);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM setting"), 1);
	stock_must(r, profile_set(&r->staging, PROFILE_SENDER, "ServiceSMS", &r->f));
	stock_begin(r);
	stock_must(r, profile_store_save(r->db, &r->staging, &r->f));
	stock_commit(r);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM setting"), 0);
	stock_must(r, profile_store_load(r->db, "staging", &p, &r->f));
	assert_string_equal(profile_get(&p, PROFILE_SENDER), "ServiceSMS");
}

static void
a_setting_of_another_version_is_left_alone(void **state)
{
	struct stock *r = *state;
	struct profile p;

	stock_tamper(r, "INSERT INTO setting VALUES (2, 'moon_sender', '+15550100199')");
	stock_must(r, profile_store_load(r->db, "staging", &p, &r->f));
	stock_begin(r);
	stock_must(r, profile_store_save(r->db, &p, &r->f));
	stock_commit(r);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM setting"), 1);
}

static void
lists_all_by_name(void **state)
{
	struct stock *r = *state;
	struct profile early, *all;
	size_t count;

	stock_must(r, profile_make("alpha", PROFILE_PRODUCTION, &early, &r->f));
	stock_must(r, profile_set(&early, PROFILE_SENDER, "Alpha", &r->f));
	stock_begin(r);
	stock_must(r, profile_store_save(r->db, &early, &r->f));
	stock_commit(r);
	stock_must(r, profile_store_list(r->db, &all, &count, &r->f));
	assert_int_equal(count, 3);
	assert_string_equal(all[0].name, "alpha");
	assert_int_equal(all[0].environment, PROFILE_PRODUCTION);
	assert_string_equal(profile_get(&all[0], PROFILE_SENDER), "Alpha");
	assert_string_equal(all[1].name, "sandbox");
	assert_string_equal(all[2].name, "staging");
	mem_free(all);
}

static void
an_unknown_profile_is_named(void **state)
{
	struct stock *r = *state;
	struct profile p;

	stock_must_fail(r, profile_store_load(r->db, "nowhere", &p, &r->f), WORD_PROFILE_NOT_FOUND);
	assert_non_null(strstr(r->f.cause, "nowhere"));
	stock_must_fail(r, profile_store_load_id(r->db, 4711, &p, &r->f), WORD_PROFILE_NOT_FOUND);
}

static void
a_name_belongs_to_one_profile(void **state)
{
	struct stock *r = *state;
	struct profile again;

	stock_must(r, profile_make("staging", PROFILE_STAGING, &again, &r->f));
	stock_begin(r);
	stock_must_fail(r, profile_store_save(r->db, &again, &r->f), WORD_ALREADY_EXISTS);
	strcpy(r->staging.name, "sandbox");
	stock_must_fail(r, profile_store_save(r->db, &r->staging, &r->f), WORD_ALREADY_EXISTS);
	db_cancel(r->db);
}

static void
a_profile_may_be_renamed(void **state)
{
	struct stock *r = *state;
	struct profile p;

	strcpy(r->staging.name, "test.2");
	stock_begin(r);
	stock_must(r, profile_store_save(r->db, &r->staging, &r->f));
	stock_commit(r);
	stock_must(r, profile_store_load(r->db, "test.2", &p, &r->f));
	assert_string_equal(p.uuid, r->staging.uuid);
	stock_must_fail(r, profile_store_load(r->db, "staging", &p, &r->f), WORD_PROFILE_NOT_FOUND);
}

static void
the_built_in_sandbox_stays_under_its_name(void **state)
{
	struct stock *r = *state;
	struct profile renamed = r->sandbox;

	stock_begin(r);
	stock_must(r, profile_store_use(r->db, &r->staging, &r->f));
	stock_must_fail(r, profile_store_remove(r->db, &r->sandbox, &r->f), WORD_PROFILE_IN_USE);
	strcpy(renamed.name, "other");
	stock_must_fail(r, profile_store_save(r->db, &renamed, &r->f), WORD_PROFILE_IN_USE);
	db_cancel(r->db);
}

static void
the_profile_in_use_stays(void **state)
{
	struct stock *r = *state;

	stock_begin(r);
	stock_must(r, profile_store_use(r->db, &r->staging, &r->f));
	stock_must_fail(r, profile_store_remove(r->db, &r->staging, &r->f), WORD_PROFILE_IN_USE);
	db_cancel(r->db);
}

static void
removing_takes_everything_but_the_messages(void **state)
{
	struct stock *r = *state;
	struct secret *key = secret_create("0123456789abcdef", 16);
	struct stock_message message;

	stock_must(r, profile_set(&r->staging, PROFILE_SENDER, "Acme", &r->f));
	stock_begin(r);
	stock_must(r, profile_store_save(r->db, &r->staging, &r->f));
	stock_must(r, secret_store_set(r->db, r->vault, &r->staging, "API_KEY", key, &r->f));
	stock_commit(r);
	secret_destroy(key);
	stock_message_init(&message, &r->staging, STOCK_NUMBER, MESSAGE_SENDING);
	stock_message_insert(r, &message);

	stock_begin(r);
	stock_must(r, profile_store_remove(r->db, &r->staging, &r->f));
	stock_commit(r);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM profile"), 1);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM setting"), 0);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM secret"), 0);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM template WHERE profile_id <> 1"), 0);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM template_revision"), 2);
	assert_int_equal(stock_ask(r, "SELECT count(*) FROM message"), 1);
	stock_begin(r);
	stock_must_fail(r, profile_store_remove(r->db, &r->staging, &r->f), WORD_PROFILE_NOT_FOUND);
	db_cancel(r->db);
}

static void
what_belongs_to_a_removed_profile_is_refused_by_name(void **state)
{
	struct stock *r = *state;
	struct secret *key = secret_create("0123456789abcdef", 16);

	stock_begin(r);
	stock_must(r, profile_store_remove(r->db, &r->staging, &r->f));
	stock_commit(r);
	stock_begin(r);
	stock_must_fail(r, secret_store_set(r->db, r->vault, &r->staging, "API_KEY", key, &r->f),
	                WORD_PROFILE_NOT_FOUND);
	assert_non_null(strstr(r->f.cause, "removed elsewhere"));
	db_cancel(r->db);
	secret_destroy(key);
}

static void
nobody_gets_the_number_of_a_removed_profile(void **state)
{
	struct stock *r = *state;
	struct profile next;

	stock_must(r, profile_make("staging", PROFILE_STAGING, &next, &r->f));
	stock_begin(r);
	stock_must(r, profile_store_remove(r->db, &r->staging, &r->f));
	stock_must(r, profile_store_save(r->db, &next, &r->f));
	stock_commit(r);
	assert_true(next.id > r->staging.id);
	assert_string_not_equal(next.uuid, r->staging.uuid);
}

static void
a_row_of_no_environment_is_damaged(void **state)
{
	struct stock *r = *state;
	struct profile p;

	stock_tamper(r, "PRAGMA ignore_check_constraints = 1;"
	                "UPDATE profile SET environment = 'live' WHERE name = 'staging'");
	stock_must_fail(r, profile_store_load(r->db, "staging", &p, &r->f), WORD_ROW_DAMAGED);
}

#define STOCKED(test) cmocka_unit_test_setup_teardown(test, stock_open, stock_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STOCKED(a_new_store_uses_the_sandbox),
		STOCKED(what_was_chosen_is_in_use),
		STOCKED(loads_what_was_saved_by_name_and_by_number),
		STOCKED(only_values_that_differ_from_their_default_have_a_row),
		STOCKED(a_setting_of_another_version_is_left_alone),
		STOCKED(lists_all_by_name),
		STOCKED(an_unknown_profile_is_named),
		STOCKED(a_name_belongs_to_one_profile),
		STOCKED(a_profile_may_be_renamed),
		STOCKED(the_built_in_sandbox_stays_under_its_name),
		STOCKED(the_profile_in_use_stays),
		STOCKED(removing_takes_everything_but_the_messages),
		STOCKED(what_belongs_to_a_removed_profile_is_refused_by_name),
		STOCKED(nobody_gets_the_number_of_a_removed_profile),
		STOCKED(a_row_of_no_environment_is_damaged),
	};

	return cmocka_run_group_tests_name("store/profile_store", tests, NULL, NULL);
}
