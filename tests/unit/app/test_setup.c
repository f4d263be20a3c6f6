/* SPDX-License-Identifier: MIT */
/* Profiles and secrets as both faces change them, each change with its row in the audit. */
#include "app/setup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app_rig.h"
#include "base/mem.h"
#include "store/audit_store.h"
#include "store/db.h"
#include "store/template_store.h"

static int64_t
audits(const struct app_rig *r, const char *event)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM audit WHERE event = '%s'", event);
	return app_rig_ask(r, sql);
}

static int64_t
all_audits(const struct app_rig *r)
{
	return app_rig_ask(r, "SELECT count(*) FROM audit");
}

static struct profile
load(struct app_rig *r, const char *name)
{
	struct profile p;

	app_rig_must(r, setup_load_profile(r->session, name, &p, &r->f));
	return p;
}

static void
set_secret(struct app_rig *r, const char *name, const char *value)
{
	struct secret *secret = secret_create(value, strlen(value));
	unsigned removed = 0;

	app_rig_must(r, setup_set_secret(r->session, name, secret, &removed, &r->f));
	secret_destroy(secret);
}

static enum status
try_secret(struct app_rig *r, const char *name, const char *value, unsigned *removed)
{
	struct secret *secret = secret_create(value, strlen(value));
	enum status st = setup_set_secret(r->session, name, secret, removed, &r->f);

	secret_destroy(secret);
	return st;
}

/* --- Profiles ------------------------------------------------------------------------------- */

static void
a_profile_is_added_with_its_templates_and_audited(void **state)
{
	struct app_rig *r = *state;
	struct template_info *templates = NULL;
	size_t count = 0;

	app_rig_must(r, setup_add_profile(r->session, "trial", PROFILE_STAGING, &r->f));
	struct profile p = load(r, "trial");

	assert_int_equal(p.environment, PROFILE_STAGING);
	app_rig_must(r, template_store_list(r->session->reader, &p, &templates, &count, &r->f));
	assert_int_equal(count, 2);
	mem_free(templates);
	assert_int_equal(audits(r, "profile_added"), 1);
	/* The session goes on with its own. */
	assert_string_equal(r->session->profile.name, "sandbox");
}

static void
a_change_that_fails_leaves_nothing_behind(void **state)
{
	struct app_rig *r = *state;
	int64_t before = all_audits(r);

	app_rig_must_fail(r, setup_add_profile(r->session, "sandbox", PROFILE_STAGING, &r->f),
	                  WORD_ALREADY_EXISTS);
	app_rig_must_fail(r, setup_add_profile(r->session, "a b", PROFILE_STAGING, &r->f),
	                  WORD_VALUE_INVALID);
	app_rig_must_fail(r, setup_use_profile(r->session, "nobody", &r->f),
	                  WORD_PROFILE_NOT_FOUND);
	app_rig_must_fail(r, setup_copy_profile(r->session, "nobody", "x", &r->f),
	                  WORD_PROFILE_NOT_FOUND);
	app_rig_must_fail(r, setup_copy_profile(r->session, "sandbox", "sandbox", &r->f),
	                  WORD_ALREADY_EXISTS);
	app_rig_must_fail(r, setup_rename_profile(r->session, "nobody", "x", &r->f),
	                  WORD_PROFILE_NOT_FOUND);
	app_rig_must_fail(r, setup_remove_profile(r->session, "nobody", &r->f),
	                  WORD_PROFILE_NOT_FOUND);
	app_rig_must_fail(r, setup_set(r->session, "colour", "red", &r->f), WORD_VALUE_INVALID);
	app_rig_must_fail(r, setup_set(r->session, "parts_max", "many", &r->f), WORD_VALUE_INVALID);
	app_rig_must_fail(r, setup_remove_secret(r->session, "API_KEY", &r->f),
	                  WORD_SECRET_MISSING);
	assert_int_equal(all_audits(r), before);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM profile"), 1);
	assert_string_equal(r->session->profile.name, "sandbox");
}

static void
a_copy_takes_settings_and_templates_but_never_secrets(void **state)
{
	struct app_rig *r = *state;
	struct session *s = r->session;
	struct secret_info *secrets = NULL;
	size_t count = 0;

	app_rig_must(r, setup_set(s, "tenant_name", "Example Bank", &r->f));
	set_secret(r, "API_KEY", APP_RIG_KEY);
	app_rig_must(r, setup_copy_profile(s, "sandbox", "other", &r->f));
	struct profile p = load(r, "other");

	assert_string_equal(profile_get(&p, PROFILE_TENANT_NAME), "Example Bank");
	assert_string_equal(profile_get(&p, PROFILE_BASE_URL), APP_RIG_URL);
	assert_string_not_equal(p.uuid, s->profile.uuid);
	app_rig_must(r, session_switch(s, "other", &r->f));
	app_rig_must(r, setup_list_secrets(s, &secrets, &count, &r->f));
	assert_int_equal(count, 0);
	mem_free(secrets);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM template"), 4);
	assert_int_equal(audits(r, "profile_copied"), 1);
}

static void
a_renamed_profile_keeps_its_secrets_and_the_session_its_profile(void **state)
{
	struct app_rig *r = *state;
	struct session *s = r->session;
	struct secret_info *secrets = NULL;
	size_t count = 0;

	app_rig_must(r, setup_add_profile(s, "old", PROFILE_SANDBOX, &r->f));
	app_rig_must(r, session_switch(s, "old", &r->f));
	set_secret(r, "API_KEY", APP_RIG_KEY);
	app_rig_must(r, setup_rename_profile(s, "old", "new", &r->f));
	assert_string_equal(s->profile.name, "new");
	app_rig_must(r, setup_list_secrets(s, &secrets, &count, &r->f));
	assert_int_equal(count, 1);
	mem_free(secrets);
	struct profile p;

	app_rig_must_fail(r, setup_load_profile(s, "old", &p, &r->f), WORD_PROFILE_NOT_FOUND);
	app_rig_must_fail(r, setup_rename_profile(s, "new", "sandbox", &r->f), WORD_ALREADY_EXISTS);
	assert_string_equal(s->profile.name, "new");
	assert_int_equal(audits(r, "profile_renamed"), 1);
}

static void
renaming_another_profile_leaves_the_sessions_own_alone(void **state)
{
	struct app_rig *r = *state;

	app_rig_must(r, setup_add_profile(r->session, "old", PROFILE_SANDBOX, &r->f));
	app_rig_must(r, setup_rename_profile(r->session, "old", "new", &r->f));
	assert_string_equal(r->session->profile.name, "sandbox");
}

static void
the_built_in_sandbox_is_neither_renamed_nor_removed(void **state)
{
	struct app_rig *r = *state;
	struct session *s = r->session;

	app_rig_must_fail(r, setup_rename_profile(s, "sandbox", "x", &r->f), WORD_PROFILE_IN_USE);
	app_rig_must(r, setup_add_profile(s, "other", PROFILE_SANDBOX, &r->f));
	app_rig_must(r, setup_use_profile(s, "other", &r->f));
	app_rig_must_fail(r, setup_remove_profile(s, "sandbox", &r->f), WORD_PROFILE_IN_USE);
	app_rig_must_fail(r, setup_remove_profile(s, "other", &r->f), WORD_PROFILE_IN_USE);
}

static void
a_removed_profile_takes_its_secrets_along_and_leaves_its_messages(void **state)
{
	struct app_rig *r = *state;
	struct session *s = r->session;

	app_rig_must(r, setup_copy_profile(s, "sandbox", "other", &r->f));
	app_rig_must(r, session_switch(s, "other", &r->f));
	set_secret(r, "API_KEY", APP_RIG_KEY);
	sender_destroy(app_rig_send(r, APP_RIG_DELIVERED, false, false));
	app_rig_must(r, session_switch(s, "sandbox", &r->f));
	app_rig_must(r, setup_remove_profile(s, "other", &r->f));
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM secret"), 0);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM template"), 2);
	assert_int_equal(app_rig_rows(r), 1);
	assert_int_equal(audits(r, "profile_removed"), 1);
}

static void
a_setting_is_stored_and_the_session_goes_by_it(void **state)
{
	struct app_rig *r = *state;

	app_rig_must(r, setup_set(r->session, "sender", "Bank", &r->f));
	assert_string_equal(profile_get(&r->session->profile, PROFILE_SENDER), "Bank");
	struct profile p = load(r, "sandbox");

	assert_string_equal(profile_get(&p, PROFILE_SENDER), "Bank");
	assert_int_equal(audits(r, "setting_changed"), 2);
}

static void
a_file_of_certificates_must_be_there(void **state)
{
	struct app_rig *r = *state;

	app_rig_must_fail(r, setup_set(r->session, "ca_file", "/nowhere/ca.pem", &r->f),
	                  WORD_FILE_UNREADABLE);
	assert_non_null(strstr(r->f.cause, "ca_file /nowhere/ca.pem: No such file"));
	assert_string_equal(profile_get(&r->session->profile, PROFILE_CA_FILE), "");
	app_rig_must(r, setup_set(r->session, "ca_file", r->store, &r->f));
	app_rig_must(r, setup_set(r->session, "ca_file", "", &r->f));
}

static void
two_processes_change_two_settings_of_one_profile(void **state)
{
	struct app_rig *r = *state;
	struct session *other = app_rig_second_session(r);

	app_rig_must(r, setup_set(other, "sender", "Bank", &r->f));
	app_rig_must(r, setup_set(r->session, "tenant_name", "Example", &r->f));
	struct profile p = load(r, "sandbox");

	assert_string_equal(profile_get(&p, PROFILE_SENDER), "Bank");
	assert_string_equal(profile_get(&p, PROFILE_TENANT_NAME), "Example");
	session_close(other);
}

static void
the_audit_names_what_was_changed_and_never_its_value(void **state)
{
	struct app_rig *r = *state;

	app_rig_must(r, setup_set(r->session, "tenant_name", "Marker Bank", &r->f));
	set_secret(r, "API_KEY", APP_RIG_KEY);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit WHERE detail LIKE"
	                                " '%tenant_name%'"),
	                 1);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit WHERE detail LIKE"
	                                " '%Marker%' OR detail LIKE '%marker%'"),
	                 0);
	app_rig_must(r, audit_store_verify(r->session->reader, &r->f));
}

/* --- Secrets -------------------------------------------------------------------------------- */

static void
a_secret_is_listed_by_name_fingerprint_and_last_four(void **state)
{
	struct app_rig *r = *state;
	struct secret_info *secrets = NULL;
	size_t count = 0;

	set_secret(r, "HOOK_SECRET", "short");
	set_secret(r, "API_KEY", APP_RIG_KEY);
	app_rig_must(r, setup_list_secrets(r->session, &secrets, &count, &r->f));
	assert_int_equal(count, 2);
	assert_string_equal(secrets[0].name, "API_KEY");
	assert_string_equal(secrets[0].last_four, "c592");
	assert_string_equal(secrets[1].name, "HOOK_SECRET");
	assert_string_equal(secrets[1].last_four, "");
	assert_string_not_equal(secrets[0].fingerprint, secrets[1].fingerprint);
	assert_int_equal(secrets[0].changed_at_ms, APP_RIG_NOW_MS);
	mem_free(secrets);
}

static void
what_pasting_adds_is_taken_off_and_told(void **state)
{
	struct app_rig *r = *state;
	struct secret_info *secrets = NULL;
	char fingerprint[10];
	unsigned removed = 0;
	size_t count = 0;

	set_secret(r, "API_KEY", APP_RIG_KEY);
	app_rig_must(r, setup_list_secrets(r->session, &secrets, &count, &r->f));
	snprintf(fingerprint, sizeof(fingerprint), "%s", secrets[0].fingerprint);
	mem_free(secrets);
	app_rig_must(r, try_secret(r, "API_KEY", " \"App " APP_RIG_KEY "\"\n", &removed));
	assert_true(removed & SECRET_CLEAN_SPACE);
	assert_true(removed & SECRET_CLEAN_LINE_END);
	assert_true(removed & SECRET_CLEAN_PREFIX);
	app_rig_must(r, setup_list_secrets(r->session, &secrets, &count, &r->f));
	assert_int_equal(count, 1);
	assert_string_equal(secrets[0].fingerprint, fingerprint);
	mem_free(secrets);
}

static void
a_secret_that_cannot_be_one_is_refused(void **state)
{
	struct app_rig *r = *state;
	unsigned removed = 0;

	app_rig_must_fail(r, try_secret(r, "API_KEY", "", &removed), WORD_SECRET_INVALID);
	app_rig_must_fail(r, try_secret(r, "API_KEY", "a\r\nX: b", &removed), WORD_SECRET_INVALID);
	app_rig_must_fail(r, try_secret(r, "4KEY", "abc", &removed), WORD_VALUE_INVALID);
	app_rig_must_fail(r, try_secret(r, "MY-KEY", "abc", &removed), WORD_VALUE_INVALID);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM secret"), 0);
}

static void
a_locked_vault_takes_no_secret(void **state)
{
	struct app_rig *r = *state;
	unsigned removed = 0;

	app_rig_end_session(r);
	setenv("XDG_CONFIG_HOME", folder_file(&r->folder, "elsewhere"), 1);
	app_rig_start_session(r, false);
	app_rig_must_fail(r, try_secret(r, "API_KEY", APP_RIG_KEY, &removed), WORD_LOCKED);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM secret"), 0);
}

/* The sealed bytes of the one secret. */
static size_t
read_sealed(const struct app_rig *r, unsigned char out[256])
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;

	assert_int_equal(sqlite3_open(r->store, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT sealed FROM secret", -1, &s, NULL),
	                 SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	size_t size_bytes = (size_t)sqlite3_column_bytes(s, 0);

	assert_in_range(size_bytes, 40, 256);
	memcpy(out, sqlite3_column_blob(s, 0), size_bytes);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return size_bytes;
}

static void
a_replaced_or_removed_secret_is_gone_from_the_files(void **state)
{
	struct app_rig *r = *state;
	unsigned char first[256];
	unsigned char second[256];
	struct folder data;

	memset(&data, 0, sizeof(data));
	strncpy(data.path, folder_file(&r->folder, "data"), sizeof(data.path) - 1);
	set_secret(r, "API_KEY", APP_RIG_KEY);
	size_t first_bytes = read_sealed(r, first);

	assert_true(folder_find(&data, first, first_bytes) > 0);
	set_secret(r, "API_KEY", "another-key-of-the-test");
	size_t second_bytes = read_sealed(r, second);

	assert_int_equal(folder_find(&data, first, first_bytes), 0);
	assert_true(folder_find(&data, second, second_bytes) > 0);
	app_rig_must(r, setup_remove_secret(r->session, "API_KEY", &r->f));
	assert_int_equal(folder_find(&data, second, second_bytes), 0);
	assert_int_equal(audits(r, "secret_set"), 2);
	assert_int_equal(audits(r, "secret_removed"), 1);
}

/* --- Revealing ------------------------------------------------------------------------------ */

static void
a_revealed_secret_is_the_value_and_leaves_an_audit_row(void **state)
{
	struct app_rig *r = *state;
	struct secret *wanted = secret_create(APP_RIG_KEY, strlen(APP_RIG_KEY));
	struct secret *value = NULL;

	set_secret(r, "API_KEY", APP_RIG_KEY);
	app_rig_must(r, setup_reveal_secret(r->session, "API_KEY", &value, &r->f));
	assert_true(secret_equals(value, wanted));
	assert_int_equal(audits(r, "secret_revealed"), 1);
	secret_destroy(value);
	secret_destroy(wanted);
}

static void
nothing_is_revealed_and_nothing_audited_where_there_is_none(void **state)
{
	struct app_rig *r = *state;
	struct secret *value = NULL;

	app_rig_must_fail(r, setup_reveal_secret(r->session, "API_KEY", &value, &r->f),
	                  WORD_SECRET_MISSING);
	assert_null(value);
	assert_int_equal(audits(r, "secret_revealed"), 0);
}

/* A store that takes no audit row gives no value either. */
static void
what_cannot_be_audited_is_not_revealed(void **state)
{
	struct app_rig *r = *state;
	struct secret *value = NULL;

	set_secret(r, "API_KEY", APP_RIG_KEY);
	app_rig_tamper(r, "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN"
	                  " SELECT RAISE(FAIL, 'full'); END");
	assert_int_not_equal(setup_reveal_secret(r->session, "API_KEY", &value, &r->f), ST_OK);
	assert_null(value);
}

/* --- As the console asks -------------------------------------------------------------------- */

/* What came of a change that was started. */
struct came {
	size_t times;
	struct setup_result result;
};

static void
note(void *context, struct setup_result *result)
{
	struct came *came = context;

	came->times++;
	came->result = *result;
	result->revealed = NULL;
}

static void
start_and_wait(struct app_rig *r, const struct setup_order *order, struct came *came)
{
	*came = (struct came){ 0 };
	setup_start(r->session, order, note, came);
	assert_int_equal(came->times, 0);
	app_rig_settle(r);
	assert_int_equal(came->times, 1);
	r->f = came->result.fault;
}

static struct setup_edit
edit_of(const struct profile *p)
{
	return (struct setup_edit){ .before = *p, .after = *p };
}

static void
a_form_makes_a_profile_with_settings_and_secrets_in_one_piece(void **state)
{
	struct app_rig *r = *state;
	struct secret *key = secret_create("App " APP_RIG_KEY "\n", sizeof("App " APP_RIG_KEY));
	struct setup_edit edit = { .secret_names = { "API_KEY" }, .secret_values = { key } };
	struct secret_info *secrets = NULL;
	struct came came;
	size_t count = 0;

	app_rig_must(r, profile_make("trial", PROFILE_STAGING, &edit.before, &r->f));
	edit.after = edit.before;
	app_rig_must(r, profile_set(&edit.after, PROFILE_SENDER, "Bank", &r->f));
	start_and_wait(r, &(struct setup_order){ .kind = SETUP_SAVE, .edit = &edit }, &came);
	app_rig_must(r, came.result.status);
	assert_int_equal(came.result.removed, SECRET_CLEAN_PREFIX | SECRET_CLEAN_LINE_END);
	struct profile p = load(r, "trial");
	assert_string_equal(profile_get(&p, PROFILE_SENDER), "Bank");
	app_rig_must(r, setup_list_secrets_of(r->session, &p, &secrets, &count, &r->f));
	assert_int_equal(count, 1);
	mem_free(secrets);
	assert_int_equal(audits(r, "profile_added"), 1);
	assert_int_equal(audits(r, "secret_set"), 1);
	secret_destroy(key);
}

static void
a_form_with_one_bad_part_saves_nothing_of_it(void **state)
{
	struct app_rig *r = *state;
	struct secret *bad = secret_create("a\r\nX: b", 7);
	struct setup_edit edit = { .secret_names = { "API_KEY" }, .secret_values = { bad } };
	struct came came;
	int64_t before = all_audits(r);

	app_rig_must(r, profile_make("trial", PROFILE_STAGING, &edit.before, &r->f));
	edit.after = edit.before;
	start_and_wait(r, &(struct setup_order){ .kind = SETUP_SAVE, .edit = &edit }, &came);
	app_rig_must_fail(r, came.result.status, WORD_SECRET_INVALID);
	edit.secret_names[0] = "9KEY";
	edit.secret_values[0] = secret_create("fine", 4);
	start_and_wait(r, &(struct setup_order){ .kind = SETUP_SAVE, .edit = &edit }, &came);
	app_rig_must_fail(r, came.result.status, WORD_VALUE_INVALID);
	assert_int_equal(all_audits(r), before);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM profile"), 1);
	secret_destroy((struct secret *)edit.secret_values[0]);
	secret_destroy(bad);
}

static void
a_form_writes_what_it_changed_and_only_over_what_it_was_filled_from(void **state)
{
	struct app_rig *r = *state;
	struct setup_edit edit = edit_of(&r->session->profile);
	struct came came;

	app_rig_must(r, profile_set(&edit.after, PROFILE_SENDER, "Bank", &r->f));
	/* Another console changes another setting meanwhile: both stay. */
	app_rig_must(r, setup_set(r->session, "tenant_name", "Example Bank", &r->f));
	start_and_wait(r, &(struct setup_order){ .kind = SETUP_SAVE, .edit = &edit }, &came);
	app_rig_must(r, came.result.status);
	struct profile p = load(r, "sandbox");
	assert_string_equal(profile_get(&p, PROFILE_SENDER), "Bank");
	assert_string_equal(profile_get(&p, PROFILE_TENANT_NAME), "Example Bank");
	assert_string_equal(profile_get(&r->session->profile, PROFILE_SENDER), "Bank");
	/* The same setting: the second one is told. */
	app_rig_must(r, profile_set(&edit.after, PROFILE_SENDER, "Other", &r->f));
	start_and_wait(r, &(struct setup_order){ .kind = SETUP_SAVE, .edit = &edit }, &came);
	app_rig_must_fail(r, came.result.status, WORD_ROW_MOVED);
	p = load(r, "sandbox");
	assert_string_equal(profile_get(&p, PROFILE_SENDER), "Bank");
}

static void
the_console_copies_renames_uses_and_removes(void **state)
{
	struct app_rig *r = *state;
	struct setup_order order = { .kind = SETUP_COPY, .name = "two" };
	struct profile p = r->session->profile;
	struct came came;

	order.profile = &p;
	start_and_wait(r, &order, &came);
	app_rig_must(r, came.result.status);
	p = load(r, "two");
	order.kind = SETUP_RENAME;
	order.name = "three";
	start_and_wait(r, &order, &came);
	app_rig_must(r, came.result.status);
	assert_string_equal(came.result.profile.name, "three");
	p = load(r, "three");
	order.kind = SETUP_USE;
	start_and_wait(r, &order, &came);
	assert_string_equal(r->session->profile.name, "three");
	p = load(r, "sandbox");
	start_and_wait(r, &order, &came);
	p = load(r, "three");
	order.kind = SETUP_REMOVE;
	start_and_wait(r, &order, &came);
	app_rig_must(r, came.result.status);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM profile"), 1);
	assert_string_equal(r->session->profile.name, "sandbox");
}

static void
the_console_sets_reveals_and_removes_a_secret_of_any_profile(void **state)
{
	struct app_rig *r = *state;
	struct secret *value = secret_create(APP_RIG_KEY, strlen(APP_RIG_KEY));
	struct setup_order order = { .kind = SETUP_SET_SECRET, .name = "HOOK_1", .value = value };
	struct came came;

	app_rig_must(r, setup_add_profile(r->session, "trial", PROFILE_STAGING, &r->f));
	struct profile p = load(r, "trial");
	order.profile = &p;
	start_and_wait(r, &order, &came);
	app_rig_must(r, came.result.status);
	order.kind = SETUP_REVEAL;
	start_and_wait(r, &order, &came);
	assert_true(secret_equals(came.result.revealed, value));
	secret_destroy(came.result.revealed);
	order.kind = SETUP_REMOVE_SECRET;
	start_and_wait(r, &order, &came);
	app_rig_must(r, came.result.status);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM secret"), 0);
	secret_destroy(value);
}

static void
an_abandoned_change_is_made_and_tells_nobody(void **state)
{
	struct app_rig *r = *state;
	struct setup_edit edit = edit_of(&r->session->profile);
	const struct setup_order order = { .kind = SETUP_SAVE, .edit = &edit };
	struct came came = { 0 };

	app_rig_must(r, profile_set(&edit.after, PROFILE_SENDER, "Bank", &r->f));
	setup_abandon(setup_start(r->session, &order, note, &came));
	app_rig_settle(r);
	assert_int_equal(came.times, 0);
	struct profile p = load(r, "sandbox");
	assert_string_equal(profile_get(&p, PROFILE_SENDER), "Bank");
}

/* --- A loop that is to end ------------------------------------------------------------------ */

static void
a_change_on_a_loop_that_is_to_end_is_given_up_whole(void **state)
{
	struct app_rig *r = *state;
	int64_t before = all_audits(r);

	loop_quit(r->session->loop);
	enum status st = setup_set(r->session, "sender", "Bank", &r->f);

	/* A thread may have written it by then; without one nothing has begun. */
	if (st == ST_OK) {
		assert_true(r->threaded);
		assert_int_equal(all_audits(r), before + 1);
	} else {
		app_rig_must_fail(r, st, WORD_CANCELLED);
		assert_int_equal(all_audits(r), before);
	}
}

#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close),                        \
		cmocka_unit_test_setup_teardown(test, app_rig_open_threaded, app_rig_close)
#define ONCE(test) cmocka_unit_test_setup_teardown(test, app_rig_open, app_rig_close)

/* Another key that may read the log does as well. */
static void
messages_wait_for_a_key_only_when_no_other_reads_the_log(void **state)
{
	struct app_rig *r = *state;
	struct secret *key = secret_create("second-key-of-the-log", 21);
	unsigned removed = 0;
	int64_t waiting = 0;
	char words[SETUP_WAITING_BYTES];

	app_rig_use_staging(r);
	sender_destroy(app_rig_send(r, APP_RIG_NUMBER, false, false));
	app_rig_must(r, setup_count_waiting(r->session, &r->session->profile, "API_KEY", &waiting,
	                                    &r->f));
	assert_int_equal(waiting, 1);
	setup_write_waiting(waiting, "API_KEY", words);
	assert_string_equal(words, "Without API_KEY, 1 message that is not final can no longer be "
	                           "looked up.");
	app_rig_must(r, setup_set_secret(r->session, "API_KEY_LOGS", key, &removed, &r->f));
	app_rig_must(r, setup_count_waiting(r->session, &r->session->profile, "API_KEY", &waiting,
	                                    &r->f));
	assert_int_equal(waiting, 0);
	secret_destroy(key);
}

static void
a_secret_that_is_not_there_is_not_found(void **state)
{
	struct app_rig *r = *state;

	app_rig_must_fail(r, setup_require_secret(r->session, "HOOK", &r->f), WORD_SECRET_MISSING);
	assert_string_equal(r->f.hint, "otpdeck secret list shows those that there are");
	app_rig_must_fail(r, setup_require_secret(r->session, "a b", &r->f), WORD_VALUE_INVALID);
	app_rig_use_staging(r);
	app_rig_must(r, setup_require_secret(r->session, "API_KEY", &r->f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_profile_is_added_with_its_templates_and_audited),
		BOTH(a_change_that_fails_leaves_nothing_behind),
		ONCE(a_copy_takes_settings_and_templates_but_never_secrets),
		ONCE(a_renamed_profile_keeps_its_secrets_and_the_session_its_profile),
		ONCE(renaming_another_profile_leaves_the_sessions_own_alone),
		ONCE(the_built_in_sandbox_is_neither_renamed_nor_removed),
		ONCE(a_removed_profile_takes_its_secrets_along_and_leaves_its_messages),
		BOTH(a_setting_is_stored_and_the_session_goes_by_it),
		ONCE(a_file_of_certificates_must_be_there),
		ONCE(two_processes_change_two_settings_of_one_profile),
		ONCE(the_audit_names_what_was_changed_and_never_its_value),
		ONCE(a_secret_is_listed_by_name_fingerprint_and_last_four),
		BOTH(what_pasting_adds_is_taken_off_and_told),
		ONCE(a_secret_that_cannot_be_one_is_refused),
		ONCE(a_locked_vault_takes_no_secret),
		BOTH(a_replaced_or_removed_secret_is_gone_from_the_files),
		BOTH(a_revealed_secret_is_the_value_and_leaves_an_audit_row),
		ONCE(nothing_is_revealed_and_nothing_audited_where_there_is_none),
		ONCE(what_cannot_be_audited_is_not_revealed),
		BOTH(a_form_makes_a_profile_with_settings_and_secrets_in_one_piece),
		ONCE(a_form_with_one_bad_part_saves_nothing_of_it),
		BOTH(a_form_writes_what_it_changed_and_only_over_what_it_was_filled_from),
		BOTH(the_console_copies_renames_uses_and_removes),
		BOTH(the_console_sets_reveals_and_removes_a_secret_of_any_profile),
		ONCE(messages_wait_for_a_key_only_when_no_other_reads_the_log),
		ONCE(a_secret_that_is_not_there_is_not_found),
		BOTH(an_abandoned_change_is_made_and_tells_nobody),
		BOTH(a_change_on_a_loop_that_is_to_end_is_given_up_whole),
	};
	return cmocka_run_group_tests_name("app/setup", tests, NULL, NULL);
}
