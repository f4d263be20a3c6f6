/* SPDX-License-Identifier: MIT */
/* a store of an earlier schema opens under the newest one, with copy, secrets and templates */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/embedded.h"
#include "stock.h"
#include "store/secret_store.h"
#include "store/template_store.h"

#define KEY "marker-secret-7f3a91"

static void
run(sqlite3 *db, const char *sql)
{
	char *error = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
		fail_msg("%s: %s", sql, error);
}

/* The columns that a table of the first schema has. */
static void
copy_table(sqlite3 *db, const char *table)
{
	char sql[4096];
	char columns[1024] = "";
	sqlite3_stmt *s = NULL;

	snprintf(sql, sizeof(sql), "SELECT group_concat(name) FROM pragma_table_info('%s')", table);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	snprintf(columns, sizeof(columns), "%s", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	snprintf(sql, sizeof(sql), "INSERT INTO main.%s (%s) SELECT %s FROM newest.%s", table,
	         columns, columns, table);
	run(db, sql);
}

static void
run_schema(sqlite3 *db, const char *name)
{
	const struct embedded *schema = embedded_find(name);

	assert_non_null(schema);
	run(db, schema->bytes);
}

/* What an earlier version left behind: its schema, with the rows of a stocked store. */
static void
make_old(const struct stock *r, const char *path, int version)
{
	static const char *const tables[] = {
		"vault",  "vault_slot", "profile",           "setting", "choice",
		"secret", "template",   "template_revision", "message"
	};
	char sql[FOLDER_PATH_BYTES + 64];
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	run(db, "PRAGMA journal_mode = WAL");
	run_schema(db, "schema/001_first.sql");
	if (version > 1)
		run_schema(db, "schema/002_keys_and_arming.sql");
	run(db, "PRAGMA application_id = 1869901924");
	snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", version);
	run(db, sql);
	snprintf(sql, sizeof(sql), "ATTACH '%s' AS newest", r->path);
	run(db, sql);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		copy_table(db, tables[i]);
	sqlite3_close(db);
	assert_int_equal(chmod(path, 0600), 0);
}

static bool
has_copy(const struct stock *r)
{
	DIR *dir = opendir(r->folder.path);
	bool found = false;

	for (struct dirent *entry; dir && (entry = readdir(dir));)
		found = found || strncmp(entry->d_name, "first.db.before-v", 17) == 0;
	closedir(dir);
	return found;
}

/* The first schema knows no hosts: which one a key goes to is said by setting base_url again. */
static void
expect_binding_by_base_url(struct stock *r, struct db *db, const struct vault *v)
{
	struct profile *p = &r->staging;

	stock_must(r, profile_set(p, PROFILE_BASE_URL, "https://abc.api.infobip.com", &r->f));
	assert_int_equal(secret_store_check_host(db, v, p, "API_KEY", &r->f), ST_GUARD);
	assert_non_null(strstr(r->f.cause, "before any host"));
	stock_must(r, db_begin(db, &r->f));
	stock_must(r, secret_store_bind_host(db, v, p, "API_KEY", &r->f));
	stock_must(r, db_commit(db, &r->f));
	stock_must(r, secret_store_check_host(db, v, p, "API_KEY", &r->f));
	stock_must(r, profile_set(p, PROFILE_BASE_URL, "https://def.api.infobip.com", &r->f));
	assert_int_equal(secret_store_check_host(db, v, p, "API_KEY", &r->f), ST_GUARD);
	assert_non_null(strstr(r->f.cause, "for abc.api.infobip.com, and"));
}

static void
a_store_of_the_first_schema_keeps_its_secrets(void **state)
{
	struct stock *r = *state;
	const struct db_options writing = { .use = DB_WRITE };
	struct secret *value = secret_create(KEY, strlen(KEY));
	struct secret *opened = NULL;
	struct stock_message message;
	struct vault *v = NULL;
	struct db *db = NULL;
	char path[FOLDER_PATH_BYTES];
	char number[PHONE_E164_BYTES];

	stock_begin(r);
	stock_must(r, secret_store_set(r->db, r->vault, &r->staging, "API_KEY", value, &r->f));
	stock_commit(r);
	stock_message_make(r, &message, MESSAGE_ACCEPTED);
	snprintf(path, sizeof(path), "%s", folder_file(&r->folder, "first.db"));
	make_old(r, path, 1);

	stock_must(r, db_open(path, &writing, &db, &r->f));
	assert_int_equal(db_schema_version(db), db_schema_newest());
	assert_true(has_copy(r));
	stock_must(r, vault_open(db, r->key_dir, NULL, &v, &r->f));
	assert_true(vault_is_unlocked(v));
	stock_must(r, secret_store_open(db, v, &r->staging, "API_KEY", &opened, &r->f));
	assert_true(secret_equals(opened, value));
	expect_binding_by_base_url(r, db, v);
	stock_must(r, message_store_number(db, v, &r->staging, &message.m, number, &r->f));
	assert_string_equal(number, STOCK_NUMBER);
	secret_destroy(opened);
	secret_destroy(value);
	vault_close(v);
	db_close(db);
}

static void
a_store_of_the_second_schema_keeps_its_templates(void **state)
{
	struct stock *r = *state;
	const struct db_options writing = { .use = DB_WRITE };
	const struct template_name name = { .kind = TEMPLATE_ENROLLMENT };
	const struct template_save save = {
		.name = name, .source = "newer", .size_bytes = 5, .expected = 1, .origin = "edited"
	};
	struct template_info info;
	struct db *db = NULL;
	struct text text;
	char path[FOLDER_PATH_BYTES];

	snprintf(path, sizeof(path), "%s", folder_file(&r->folder, "second.db"));
	make_old(r, path, 2);
	stock_must(r, db_open(path, &writing, &db, &r->f));
	assert_int_equal(db_schema_version(db), db_schema_newest());
	text_init(&text, 1024);
	stock_must(r, template_store_load(db, &r->staging, &name, &info, &text, &r->f));
	assert_string_equal(text_string(&text),
	                    template_default_text(TEMPLATE_ENROLLMENT, TEMPLATE_BOTH));
	assert_int_equal(info.revision, 1);
	assert_string_equal(info.origin, "");
	assert_false(info.removed);
	stock_must(r, db_begin(db, &r->f));
	stock_must(r, template_store_save(db, &r->staging, &save, &info, &r->f));
	stock_must(r, db_commit(db, &r->f));
	assert_int_equal(info.revision, 2);
	text_finish(&text);
	db_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_store_of_the_first_schema_keeps_its_secrets,
		                                stock_open, stock_close),
		cmocka_unit_test_setup_teardown(a_store_of_the_second_schema_keeps_its_templates,
		                                stock_open, stock_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
