/* SPDX-License-Identifier: MIT */
/* A copy of the store, and a copy put in the store's place. */
#include "app/backup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/setup.h"
#include "app/vaults.h"
#include "app_rig.h"
#include "store/vault.h"

#define PASSPHRASE "correct horse battery"
#define SLOTS "SELECT count(*) FROM vault_slot WHERE kind = 'key_file'"

static char copy_path[FOLDER_PATH_BYTES];

static struct app_rig *
scene(void **state)
{
	struct app_rig *r = *state;

	snprintf(copy_path, sizeof(copy_path), "%s", folder_file(&r->folder, "copy.db"));
	return r;
}

static void
add_passphrase(struct app_rig *r)
{
	struct secret *typed = secret_create(PASSPHRASE, strlen(PASSPHRASE));
	struct vaults_result result;
	const struct vaults_order order = {
		.kind = VAULTS_ADD_PASSPHRASE,
		.typed = typed,
		.cost = { VAULT_PASSES_LEAST, VAULT_MEMORY_LEAST_KIB },
	};

	app_rig_must(r, vaults_run(r->session, &order, &result, &r->f));
	secret_destroy(typed);
}

static void
copy_store(struct app_rig *r, bool with_key_file_slot)
{
	app_rig_must(r, backup_make(r->session, copy_path, with_key_file_slot, &r->f));
}

/* The first column of the first row of a file, past everything that the store checks. */
static int64_t
ask(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t answer = -1;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		answer = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return answer;
}

static void
tamper_copy(const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(copy_path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* --- Copies --------------------------------------------------------------------------------- */

static void
a_copy_is_private_whole_and_audited(void **state)
{
	struct app_rig *r = scene(state);
	struct stat now;

	copy_store(r, true);
	assert_int_equal(stat(copy_path, &now), 0);
	assert_int_equal(now.st_mode & 07777, 0600);
	assert_int_equal(ask(copy_path, "SELECT count(*) FROM profile"), 1);
	assert_int_equal(ask(copy_path, SLOTS), 1);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit WHERE event = 'store_copied'"
	                                " AND detail = 'copy.db'"),
	                 1);
}

static void
the_key_file_slot_stays_out_unless_asked_for(void **state)
{
	struct app_rig *r = scene(state);

	add_passphrase(r);
	copy_store(r, false);
	assert_int_equal(ask(copy_path, SLOTS), 0);
	assert_int_equal(ask(copy_path, "SELECT count(*) FROM vault_slot"), 1);
	assert_int_equal(app_rig_ask(r, SLOTS), 1);
}

static void
a_copy_that_nobody_could_open_is_not_made(void **state)
{
	struct app_rig *r = scene(state);

	app_rig_must_fail(r, backup_make(r->session, copy_path, false, &r->f), WORD_LAST_SLOT);
	assert_non_null(strstr(r->f.hint, "--all-slots"));
	assert_int_not_equal(access(copy_path, F_OK), 0);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit WHERE event = 'store_copied'"),
	                 0);
}

static void
a_copy_never_overwrites(void **state)
{
	struct app_rig *r = scene(state);
	size_t size = 0;

	folder_write(copy_path, "mine", 4);
	app_rig_must_fail(r, backup_make(r->session, copy_path, true, &r->f), WORD_ALREADY_EXISTS);
	unsigned char *bytes = folder_read(copy_path, &size);
	assert_int_equal(size, 4);
	free(bytes);
	app_rig_must_fail(r, backup_make(r->session, r->store, true, &r->f), WORD_ALREADY_EXISTS);
	app_rig_must_fail(r, backup_make(r->session, r->folder.path, true, &r->f),
	                  WORD_ALREADY_EXISTS);
	app_rig_must_fail(r, backup_make(r->session, "/nowhere/copy.db", true, &r->f),
	                  WORD_STORE_MISSING);
}

static void
no_copy_is_left_when_it_cannot_be_audited(void **state)
{
	struct app_rig *r = scene(state);

	app_rig_tamper(r, "CREATE TRIGGER no_audit BEFORE INSERT ON audit"
	                  " BEGIN SELECT RAISE(ABORT, 'no'); END");
	assert_int_not_equal(backup_make(r->session, copy_path, true, &r->f), ST_OK);
	assert_int_not_equal(access(copy_path, F_OK), 0);
}

static void
a_copy_holds_no_key_in_clear(void **state)
{
	struct app_rig *r = scene(state);
	size_t size = 0;

	app_rig_use_staging(r);
	copy_store(r, true);
	unsigned char *bytes = folder_read(copy_path, &size);
	assert_null(memmem(bytes, size, APP_RIG_KEY, strlen(APP_RIG_KEY)));
	free(bytes);
}

/* --- The way back --------------------------------------------------------------------------- */

static struct paths saved_paths;

/* A copy of a store with a profile "staging" and its key; then the profile is removed. */
static struct app_rig *
copied(void **state, bool with_key_file_slot)
{
	struct app_rig *r = scene(state);

	app_rig_use_staging(r);
	if (!with_key_file_slot)
		add_passphrase(r);
	copy_store(r, with_key_file_slot);
	app_rig_must(r, setup_use_profile(r->session, "sandbox", &r->f));
	app_rig_must(r, setup_remove_profile(r->session, "staging", &r->f));
	saved_paths = r->session->paths;
	app_rig_end_session(r);
	return r;
}

static enum status
restore(struct app_rig *r, const struct secret *passphrase, struct backup_restored *out)
{
	const struct backup_restore order = {
		.from = copy_path,
		.paths = &saved_paths,
		.passphrase = passphrase,
	};

	return backup_restore(&order, out, &r->f);
}

#define STAGINGS "SELECT count(*) FROM profile WHERE name = 'staging'"

static void
expect_untouched(struct app_rig *r)
{
	assert_int_equal(ask(r->store, STAGINGS), 0);
	assert_int_equal(ask(r->store, "SELECT count(*) FROM audit WHERE event = 'store_restored'"),
	                 0);
}

static void
a_restored_store_has_its_rows_its_secrets_and_a_note_of_it(void **state)
{
	struct app_rig *r = copied(state, true);
	struct backup_restored out;
	struct secret *key = NULL;

	app_rig_must(r, restore(r, NULL, &out));
	assert_int_equal(out.opened, 1);
	assert_int_equal(ask(out.kept, STAGINGS), 0);
	app_rig_start_session(r, false);
	app_rig_must(r, session_switch(r->session, "staging", &r->f));
	app_rig_must(r, session_open_key(r->session, r->session->reader, &r->session->profile,
	                                 false, &key, &r->f));
	secret_destroy(key);
	assert_int_equal(app_rig_ask(r, "SELECT count(*) FROM audit WHERE event = 'store_restored'"
	                                " AND detail = 'copy.db'"),
	                 1);
}

static void
a_copy_without_a_key_file_slot_wants_the_passphrase(void **state)
{
	struct app_rig *r = copied(state, false);
	struct secret *right = secret_create(PASSPHRASE, strlen(PASSPHRASE));
	struct secret *wrong = secret_create("wrong horse", 11);
	struct backup_restored out;

	app_rig_must_fail(r, restore(r, NULL, &out), WORD_LOCKED);
	expect_untouched(r);
	app_rig_must_fail(r, restore(r, wrong, &out), WORD_PASSPHRASE_WRONG);
	/* A reset would harm the store that is here. */
	assert_null(strstr(r->f.hint, "reset"));
	assert_non_null(strstr(r->f.hint, "of the day it was made"));
	expect_untouched(r);
	app_rig_must(r, restore(r, right, &out));
	assert_int_equal(ask(r->store, STAGINGS), 1);
	secret_destroy(right);
	secret_destroy(wrong);
}

static enum status
answer(void *context, struct secret **out, struct fault *f)
{
	int *asked = context;

	(void)f;
	(*asked)++;
	*out = secret_create(PASSPHRASE, strlen(PASSPHRASE));
	return ST_OK;
}

static void
a_passphrase_is_asked_for_only_when_it_is_needed(void **state)
{
	struct app_rig *r = copied(state, false);
	int asked = 0;
	struct backup_restored out;
	struct backup_restore order = {
		.from = copy_path, .paths = &saved_paths, .ask = answer, .context = &asked
	};

	app_rig_must(r, backup_restore(&order, &out, &r->f));
	assert_int_equal(asked, 1);
	/* What was kept has its key-file slot, and the file is here. */
	char kept[PATHS_BYTES];
	snprintf(kept, sizeof(kept), "%s", out.kept);
	order.from = kept;
	app_rig_must(r, backup_restore(&order, &out, &r->f));
	assert_int_equal(asked, 1);
}

static void
a_copy_with_a_value_that_does_not_open_is_refused(void **state)
{
	struct app_rig *r = copied(state, true);
	struct backup_restored out;

	tamper_copy("UPDATE secret SET sealed = zeroblob(length(sealed))");
	app_rig_must_fail(r, restore(r, NULL, &out), WORD_ROW_DAMAGED);
	assert_non_null(strstr(r->f.cause, "1 sealed values of copy.db do not open"));
	assert_non_null(strstr(r->f.hint, "API_KEY"));
	expect_untouched(r);
	assert_string_equal(out.kept, "");
}

static void
a_copy_whose_history_was_touched_is_refused(void **state)
{
	struct app_rig *r = *state;
	struct backup_restored out;

	sender_destroy(app_rig_send(r, APP_RIG_DELIVERED, false, false));
	r = copied(state, true);
	tamper_copy("DROP TRIGGER message_history_is_append_only;"
	            "UPDATE message_history SET cause = cause || 'x' WHERE id = 2;"
	            "CREATE TRIGGER message_history_is_append_only BEFORE UPDATE ON message_history"
	            " BEGIN SELECT RAISE(ABORT, 'append only'); END");
	app_rig_must_fail(r, restore(r, NULL, &out), WORD_ROW_DAMAGED);
	assert_non_null(strstr(r->f.cause, "row 2 of the history (message 1)"));
	assert_non_null(strstr(r->f.hint, "older"));
	expect_untouched(r);
}

static void
a_copy_whose_audit_was_touched_is_refused(void **state)
{
	struct app_rig *r = copied(state, true);
	struct backup_restored out;

	tamper_copy("DROP TRIGGER audit_is_append_only;"
	            "UPDATE audit SET detail = detail || 'x' WHERE id = 1;"
	            "CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit"
	            " BEGIN SELECT RAISE(ABORT, 'append only'); END");
	app_rig_must_fail(r, restore(r, NULL, &out), WORD_ROW_DAMAGED);
	assert_non_null(strstr(r->f.cause, "row 1 of the audit"));
	expect_untouched(r);
}

static void
a_copy_whose_key_file_is_not_here_is_refused(void **state)
{
	struct app_rig *r = copied(state, true);
	struct backup_restored out;

	tamper_copy("UPDATE vault_slot SET wrapped_key = zeroblob(length(wrapped_key))");
	assert_int_not_equal(restore(r, NULL, &out), ST_OK);
	expect_untouched(r);
}

static void
a_store_that_a_console_shows_is_not_replaced(void **state)
{
	struct app_rig *r = copied(state, true);
	struct backup_restored out;

	app_rig_start_session(r, false);
	app_rig_must_fail(r, restore(r, NULL, &out), WORD_STORE_BUSY);
	assert_int_equal(app_rig_ask(r, STAGINGS), 0);
}

int
main(void)
{
#define BACKUP_TEST(name) cmocka_unit_test_setup_teardown(name, app_rig_open, app_rig_close)
	const struct CMUnitTest tests[] = {
		BACKUP_TEST(a_copy_is_private_whole_and_audited),
		BACKUP_TEST(the_key_file_slot_stays_out_unless_asked_for),
		BACKUP_TEST(a_copy_that_nobody_could_open_is_not_made),
		BACKUP_TEST(a_copy_never_overwrites),
		BACKUP_TEST(no_copy_is_left_when_it_cannot_be_audited),
		BACKUP_TEST(a_copy_holds_no_key_in_clear),
		BACKUP_TEST(a_restored_store_has_its_rows_its_secrets_and_a_note_of_it),
		BACKUP_TEST(a_copy_without_a_key_file_slot_wants_the_passphrase),
		BACKUP_TEST(a_passphrase_is_asked_for_only_when_it_is_needed),
		BACKUP_TEST(a_copy_whose_history_was_touched_is_refused),
		BACKUP_TEST(a_copy_whose_audit_was_touched_is_refused),
		BACKUP_TEST(a_copy_with_a_value_that_does_not_open_is_refused),
		BACKUP_TEST(a_copy_whose_key_file_is_not_here_is_refused),
		BACKUP_TEST(a_store_that_a_console_shows_is_not_replaced),
	};

	return cmocka_run_group_tests_name("app/backup", tests, NULL, NULL);
}
