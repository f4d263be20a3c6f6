/* SPDX-License-Identifier: MIT */
/* The vault is locked at once, opened by what opens it, and never sooner than the pause allows. */
#include "app/vaults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/setup.h"
#include "app_rig.h"
#include "base/mem.h"
#include "store/db.h"

#define PASSPHRASE "correct horse battery"

static const struct vault_cost small = { VAULT_PASSES_LEAST, VAULT_MEMORY_LEAST_KIB };

/* Runs an order with this text typed; NULL: nothing typed. */
static enum status
order(struct app_rig *r, struct vaults_order o, const char *text, struct vaults_result *out)
{
	struct secret *typed = text ? secret_create(text, strlen(text)) : NULL;
	enum status st;

	o.typed = typed;
	o.cost = small;
	st = vaults_run(r->session, &o, out, &r->f);
	secret_destroy(typed);
	return st;
}

static enum status
unlock(struct app_rig *r, const char *text)
{
	struct vaults_result result;

	return order(r, (struct vaults_order){ .kind = VAULTS_UNLOCK }, text, &result);
}

static void
add_passphrase(struct app_rig *r)
{
	struct vaults_result result;

	app_rig_must(r, order(r, (struct vaults_order){ .kind = VAULTS_ADD_PASSPHRASE }, PASSPHRASE,
	                      &result));
	assert_int_equal(result.slot, 2);
}

static void
a_passphrase_is_added_audited_and_opens(void **state)
{
	struct app_rig *r = *state;

	add_passphrase(r);
	assert_true(vault_has_passphrase(r->session->vault));
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit"
	                                " WHERE event = 'vault_slot_added'"
	                                " AND detail = 'passphrase slot 2'"),
	                 1);
	vaults_lock(r->session);
	assert_false(session_is_unlocked(r->session));
	app_rig_must(r, unlock(r, PASSPHRASE));
	assert_true(session_is_unlocked(r->session));
}

static void
three_wrong_tries_are_followed_by_a_growing_pause(void **state)
{
	static const int64_t pauses_s[] = { 1, 2, 4, 8, 16, 30, 30 };
	struct app_rig *r = *state;

	add_passphrase(r);
	vaults_lock(r->session);
	app_rig_must_fail(r, unlock(r, "one"), WORD_PASSPHRASE_WRONG);
	app_rig_must_fail(r, unlock(r, "two"), WORD_PASSPHRASE_WRONG);
	assert_int_equal(vaults_pause_ms(r->session), 0);
	for (size_t i = 0; i < sizeof(pauses_s) / sizeof(pauses_s[0]); i++) {
		app_rig_must_fail(r, unlock(r, "three"), WORD_PASSPHRASE_WRONG);
		assert_int_equal(vaults_pause_ms(r->session), pauses_s[i] * 1000);
		app_rig_must_fail(r, unlock(r, PASSPHRASE), WORD_UNLOCK_PAUSED);
		assert_false(session_is_unlocked(r->session));
		app_rig_jump(r, pauses_s[i] * 1000);
	}
	app_rig_must(r, unlock(r, PASSPHRASE));
	vaults_lock(r->session);
	app_rig_must_fail(r, unlock(r, "one"), WORD_PASSPHRASE_WRONG);
	assert_int_equal(vaults_pause_ms(r->session), 0);
}

/* What is no passphrase at all is no try. */
static void
an_empty_passphrase_is_refused_without_a_pause(void **state)
{
	struct app_rig *r = *state;

	add_passphrase(r);
	vaults_lock(r->session);
	for (int i = 0; i < 5; i++)
		app_rig_must_fail(r, unlock(r, ""), WORD_PASSPHRASE_INVALID);
	app_rig_must(r, unlock(r, PASSPHRASE));
}

static void
note_result(void *context, const struct vaults_result *result)
{
	struct vaults_result *out = context;

	*out = *result;
	out->slot = -1;
}

static bool
has_result(void *context)
{
	return ((const struct vaults_result *)context)->slot == -1;
}

static void
unlocking_on_the_worker_leaves_the_loop_free(void **state)
{
	struct app_rig *r = *state;
	struct secret *typed = secret_create(PASSPHRASE, strlen(PASSPHRASE));
	struct vaults_result result = { 0 };

	add_passphrase(r);
	vaults_lock(r->session);
	vaults_start(r->session, &(struct vaults_order){ .kind = VAULTS_UNLOCK, .typed = typed },
	             note_result, &result);
	loop_turn(r->session->loop, 0);
	assert_true(loop_run_until(r->session->loop, has_result, &result, 20000));
	assert_int_equal(result.status, ST_OK);
	assert_true(session_is_unlocked(r->session));
	secret_destroy(typed);
}

static void
locking_overtakes_an_unlocking_under_way(void **state)
{
	struct app_rig *r = *state;
	struct secret *typed = secret_create(PASSPHRASE, strlen(PASSPHRASE));
	struct vaults_result result = { 0 };

	add_passphrase(r);
	vaults_lock(r->session);
	vaults_start(r->session, &(struct vaults_order){ .kind = VAULTS_UNLOCK, .typed = typed },
	             note_result, &result);
	/* Before or while it derives: either way it came before the lock. */
	vaults_lock(r->session);
	assert_true(loop_run_until(r->session->loop, has_result, &result, 20000));
	app_rig_settle(r);
	assert_false(session_is_unlocked(r->session));
	secret_destroy(typed);
}

static void
lock_on_wire(struct app_rig *r, const struct http_request *request)
{
	if (strcmp(request->method, "POST") == 0)
		vaults_lock(r->session);
}

static void
a_send_in_flight_ends_with_its_own_key(void **state)
{
	struct app_rig *r = *state;

	app_rig_use_staging(r);
	add_passphrase(r);
	r->on_wire = lock_on_wire;
	struct sender *x = app_rig_send(r, APP_RIG_NUMBER, false, false);
	assert_int_equal(app_rig_sends(r), 1);
	assert_false(session_is_unlocked(r->session));
	assert_int_equal(app_rig_row(r, 1).state, MESSAGE_ACCEPTED);
	sender_destroy(x);
	struct send_draft draft;
	app_rig_draft(r, APP_RIG_NUMBER, &draft);
	app_rig_must_fail(
		r, sender_start(r->session, &draft, &(struct sender_options){ 0 }, &x, &r->f),
		WORD_LOCKED);
	assert_int_equal(app_rig_sends(r), 1);
}

static void
the_first_secret_of_a_billed_profile_asks_for_a_passphrase(void **state)
{
	struct app_rig *r = *state;

	assert_false(vaults_wants_passphrase(r->session));
	app_rig_use_staging(r);
	assert_true(vaults_wants_passphrase(r->session));
	add_passphrase(r);
	assert_false(vaults_wants_passphrase(r->session));
}

static void
set_secret(struct app_rig *r, const char *name)
{
	struct secret *value = secret_create("marker-88a1f0c2d4", 17);
	unsigned removed = 0;

	app_rig_must(r, setup_set_secret(r->session, name, value, &removed, &r->f));
	secret_destroy(value);
}

/* Two at once count as the first, also when the console acts on the sandbox; declined, no later
 * save asks again. */
static void
the_first_secrets_ask_once_whatever_profile_is_acted_on(void **state)
{
	struct app_rig *r = *state;

	set_secret(r, "HOOK");
	assert_false(vaults_wants_passphrase(r->session));
	app_rig_use_staging(r);
	set_secret(r, "API_KEY_LOGS");
	app_rig_must(r, session_switch(r->session, "sandbox", &r->f));
	assert_true(vaults_wants_passphrase(r->session));
	assert_false(vaults_wants_passphrase(r->session));
	set_secret(r, "HOOK");
	assert_false(vaults_wants_passphrase(r->session));
	app_rig_must(r, session_switch(r->session, "staging", &r->f));
	set_secret(r, "API_KEY");
	assert_false(vaults_wants_passphrase(r->session));
}

static void
a_key_file_goes_with_its_slot(void **state)
{
	struct app_rig *r = *state;
	struct vaults_result result;
	char path[VAULT_PATH_BYTES];

	snprintf(path, sizeof(path), "%s", vault_key_file(r->session->vault));
	app_rig_must_fail(r,
	                  order(r, (struct vaults_order){ .kind = VAULTS_REMOVE_SLOT, .slot = 1 },
	                        NULL, &result),
	                  WORD_LAST_SLOT);
	assert_int_equal(access(path, F_OK), 0);
	add_passphrase(r);
	app_rig_must(r, order(r, (struct vaults_order){ .kind = VAULTS_REMOVE_SLOT, .slot = 1 },
	                      NULL, &result));
	assert_string_equal(result.key_file, path);
	assert_int_not_equal(access(path, F_OK), 0);
	app_rig_end_session(r);
	app_rig_start_session(r, false);
	assert_int_equal(vault_state(r->session->vault), VAULT_SEALED);
	app_rig_must(r, unlock(r, PASSPHRASE));
}

static void
a_key_file_is_made_where_the_operator_says(void **state)
{
	struct app_rig *r = *state;
	const char *path = folder_file(&r->folder, "other.key");
	struct vaults_result result;
	struct stat info;

	app_rig_must(r, order(r, (struct vaults_order){ .kind = VAULTS_ADD_KEY_FILE, .path = path },
	                      NULL, &result));
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	app_rig_must_fail(r,
	                  order(r,
	                        (struct vaults_order){ .kind = VAULTS_ADD_KEY_FILE, .path = path },
	                        NULL, &result),
	                  WORD_ALREADY_EXISTS);
	vaults_lock(r->session);
	app_rig_must_fail(r,
	                  order(r,
	                        (struct vaults_order){ .kind = VAULTS_ADD_KEY_FILE,
	                                               .path = folder_file(&r->folder, "x.key") },
	                        NULL, &result),
	                  WORD_LOCKED);
	assert_int_not_equal(access(folder_file(&r->folder, "x.key"), F_OK), 0);
}

static void
a_rekey_wants_one_passphrase_for_all_its_slots(void **state)
{
	struct app_rig *r = *state;
	struct vaults_order add = { .kind = VAULTS_ADD_PASSPHRASE, .cost = VAULT_COST_SMALL };
	struct vaults_order rekey = { .kind = VAULTS_REKEY };
	struct vaults_result result;

	add_passphrase(r);
	app_rig_must(r, order(r, add, "another horse battery", &result));
	app_rig_must_fail(r, order(r, rekey, PASSPHRASE, &result), WORD_PASSPHRASE_WRONG);
	assert_non_null(strstr(r->f.cause, "must open all 2 passphrase slots"));
	assert_non_null(strstr(r->f.hint, "remove-slot"));
	assert_int_equal(app_rig_ask(r, "SELECT generation FROM vault"), 1);
}

static void
a_rekey_needs_the_key_of_every_slot(void **state)
{
	struct app_rig *r = *state;
	struct vaults_order rekey = { .kind = VAULTS_REKEY, .compacts = true };
	struct vaults_result result;

	app_rig_use_staging(r);
	add_passphrase(r);
	app_rig_must_fail(r, order(r, rekey, NULL, &result), WORD_LOCKED);
	app_rig_must_fail(r, order(r, rekey, "wrong", &result), WORD_PASSPHRASE_WRONG);
	assert_int_equal(app_rig_ask(r, "SELECT generation FROM vault"), 1);
	app_rig_must(r, order(r, rekey, PASSPHRASE, &result));
	assert_int_equal(result.rekeyed.resealed, 1);
	assert_int_equal(app_rig_ask(r, "SELECT generation FROM vault"), 2);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit WHERE event = 'vault_rekeyed'"),
	                 1);
	app_rig_must(r, order(r, (struct vaults_order){ .kind = VAULTS_CHECK }, NULL, &result));
	assert_int_equal(result.checked.opened, 1);
	vaults_lock(r->session);
	app_rig_must(r, unlock(r, PASSPHRASE));
}

static void
after_a_reset_secrets_can_be_stored_again(void **state)
{
	struct app_rig *r = *state;
	struct vaults_result result;
	struct vault_losses losses;
	unsigned removed = 0;

	app_rig_use_staging(r);
	add_passphrase(r);
	vaults_lock(r->session);
	app_rig_must(r, vaults_count_losses(r->session, &losses, &r->f));
	assert_int_equal(losses.secrets, 1);
	app_rig_must(r, order(r, (struct vaults_order){ .kind = VAULTS_RESET }, NULL, &result));
	assert_true(session_is_unlocked(r->session));
	assert_false(vault_has_passphrase(r->session->vault));
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM secret"), 0);
	struct secret *value = secret_create(APP_RIG_KEY, strlen(APP_RIG_KEY));
	app_rig_must(r, setup_set_secret(r->session, "API_KEY", value, &removed, &r->f));
	secret_destroy(value);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit WHERE event = 'vault_reset'"),
	                 1);
}

/* --- A replaced provider key ---------------------------------------------------------------- */

#define NEW_KEY "another-5d41402abc4b2a76b9719d911017c592"

/* The key that the provider's log is asked with about a message; a script on the wire sees none. */
static const char *
asked_with(struct app_rig *r, int64_t id)
{
	struct message m = app_rig_row(r, id);
	struct secret *first = secret_create(APP_RIG_KEY, strlen(APP_RIG_KEY));
	struct secret *key = NULL;

	app_rig_must(r, session_open_key_of(r->session, r->session->reader, &r->session->profile,
	                                    m.key_uuid, &key, &r->f));
	bool is_first = secret_equals(key, first);
	secret_destroy(first);
	secret_destroy(key);
	return is_first ? "first" : "second";
}

static void
replace_key(struct app_rig *r)
{
	struct secret *value = secret_create(NEW_KEY, strlen(NEW_KEY));
	unsigned removed = 0;

	app_rig_must(r, setup_set_secret(r->session, "API_KEY", value, &removed, &r->f));
	secret_destroy(value);
}

static void
follow_once(struct app_rig *r)
{
	struct follow *w = follow_create(r->session, &(struct follow_options){ .at_once = true });

	app_rig_settle(r);
	follow_destroy(w);
	app_rig_settle(r);
}

static void
a_message_is_asked_about_with_the_key_it_went_out_with(void **state)
{
	struct app_rig *r = *state;
	struct secret_past_info *past = NULL;
	size_t count = 0;

	app_rig_use_staging(r);
	r->news = (struct app_rig_news){ .group = -1 };
	sender_destroy(app_rig_send(r, APP_RIG_NUMBER, false, false));
	app_rig_set_key(r);
	app_rig_must(r, setup_list_past_secrets(r->session, "API_KEY", &past, &count, &r->f));
	assert_int_equal(count, 0);
	mem_free(past);
	replace_key(r);
	app_rig_must(r, setup_list_past_secrets(r->session, "API_KEY", &past, &count, &r->f));
	assert_int_equal(count, 1);
	assert_int_equal(past[0].waiting, 1);
	assert_string_equal(past[0].last_four, "c592");
	mem_free(past);
	app_rig_jump(r, 60000);
	sender_destroy(app_rig_send(r, APP_RIG_NUMBER, false, false));
	assert_string_equal(asked_with(r, 1), "first");
	assert_string_equal(asked_with(r, 2), "second");
	/* Two keys cannot be in one request. */
	r->news = (struct app_rig_news){ .group = 3, .id = 5 };
	size_t before = r->request_count;
	follow_once(r);
	assert_int_equal(r->request_count - before, 2);
	assert_int_equal(r->requests[before].id_count, 1);
	assert_int_equal(r->requests[before + 1].id_count, 1);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM message WHERE final = 1"), 2);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM secret_past"), 0);
}

/* T5: rekeyed too as long as it is kept, and out of every file when it is not. */
static void
a_replaced_key_goes_with_the_last_message_that_waits(void **state)
{
	struct app_rig *r = *state;
	struct vaults_result result;

	app_rig_use_staging(r);
	sender_destroy(app_rig_send(r, APP_RIG_NUMBER, false, false));
	replace_key(r);
	app_rig_must(r, order(r, (struct vaults_order){ .kind = VAULTS_REKEY }, NULL, &result));
	assert_int_equal(result.rekeyed.resealed, 4);
	assert_int_equal(result.rekeyed.damaged, 0);
	assert_string_equal(asked_with(r, 1), "first");
	app_rig_tamper(r, "UPDATE message SET final = 1");
	replace_key(r);
	follow_once(r);
	app_rig_must(r, setup_remove_secret(r->session, "API_KEY", &r->f));
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM secret_past"), 0);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM secret"), 0);
}

static void
a_key_that_nothing_waits_for_is_not_kept(void **state)
{
	struct app_rig *r = *state;

	app_rig_use_staging(r);
	replace_key(r);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM secret_past"), 0);
}

int
main(void)
{
#define ONCE(name) cmocka_unit_test_setup_teardown(name, app_rig_open, app_rig_close)
#define THREADED(name) cmocka_unit_test_setup_teardown(name, app_rig_open_threaded, app_rig_close)
	const struct CMUnitTest tests[] = {
		ONCE(a_passphrase_is_added_audited_and_opens),
		ONCE(three_wrong_tries_are_followed_by_a_growing_pause),
		ONCE(an_empty_passphrase_is_refused_without_a_pause),
		THREADED(unlocking_on_the_worker_leaves_the_loop_free),
		THREADED(locking_overtakes_an_unlocking_under_way),
		ONCE(a_send_in_flight_ends_with_its_own_key),
		ONCE(the_first_secret_of_a_billed_profile_asks_for_a_passphrase),
		ONCE(the_first_secrets_ask_once_whatever_profile_is_acted_on),
		ONCE(a_key_file_goes_with_its_slot),
		ONCE(a_key_file_is_made_where_the_operator_says),
		ONCE(a_rekey_wants_one_passphrase_for_all_its_slots),
		ONCE(a_rekey_needs_the_key_of_every_slot),
		ONCE(after_a_reset_secrets_can_be_stored_again),
		ONCE(a_message_is_asked_about_with_the_key_it_went_out_with),
		ONCE(a_replaced_key_goes_with_the_last_message_that_waits),
		ONCE(a_key_that_nothing_waits_for_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
