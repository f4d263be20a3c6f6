/* SPDX-License-Identifier: MIT */
/* a copy takes the place of a store, or nothing has changed */
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
#include "store_rig.h"

#define COUNT "SELECT count(*) FROM choice"

static char copy_path[FOLDER_PATH_BYTES];

/* A store with one choice, a copy of it, and a second choice made since; all closed. */
static struct store_rig *
scene(void **state)
{
	struct store_rig *r = *state;

	snprintf(copy_path, sizeof(copy_path), "%s", folder_file(&r->folder, "copy.db"));
	store_rig_choose_alone(r->db, "a", "at the copy");
	assert_int_equal(db_backup(r->db, copy_path, &r->f), ST_OK);
	store_rig_choose_alone(r->db, "b", "since then");
	store_rig_close(r);
	return r;
}

static int64_t
choices_in(struct store_rig *r, const char *path)
{
	struct db *db = NULL;
	int64_t count;

	store_rig_open(r, &store_rig_reading, &db);
	db_close(db);
	assert_int_equal(db_open(path, &store_rig_writing, &db, &r->f), ST_OK);
	count = store_rig_number(db, COUNT);
	db_close(db);
	return count;
}

static enum status
restore(struct store_rig *r, const char *from, struct text *kept)
{
	struct db_restore *restore = NULL;
	enum status st = db_restore_begin(from, r->path, &restore, &r->f);

	return st == ST_OK ? db_restore_commit(restore, kept, &r->f) : st;
}

/* Nothing but the store and the copy, and the store is as it was. */
static void
expect_untouched(struct store_rig *r, enum status st, enum fault_word word, size_t files)
{
	assert_int_not_equal(st, ST_OK);
	store_rig_expect(&r->f, word);
	assert_int_equal(folder_count(&r->folder), files);
	assert_int_equal(choices_in(r, r->path), 2);
}

static void
a_copy_takes_the_place_and_the_old_store_is_kept(void **state)
{
	struct store_rig *r = scene(state);
	struct text kept;

	text_init(&kept, 1000);
	assert_int_equal(restore(r, copy_path, &kept), ST_OK);
	assert_int_equal(choices_in(r, r->path), 1);
	assert_non_null(strstr(text_string(&kept), "otpdeck.db.before-restore-2"));
	assert_int_equal(choices_in(r, text_string(&kept)), 2);
	assert_int_equal(choices_in(r, copy_path), 1);
	assert_true(folder_is_private(&r->folder));
	text_finish(&kept);
}

static void
two_restores_in_one_second_keep_two_old_stores(void **state)
{
	struct store_rig *r = scene(state);
	struct text first;
	struct text second;

	text_init(&first, 1000);
	text_init(&second, 1000);
	assert_int_equal(restore(r, copy_path, &first), ST_OK);
	assert_int_equal(restore(r, text_string(&first), &second), ST_OK);
	assert_string_not_equal(text_string(&first), text_string(&second));
	assert_int_equal(choices_in(r, r->path), 2);
	assert_int_equal(choices_in(r, text_string(&second)), 1);
	text_finish(&first);
	text_finish(&second);
}

static void
without_a_store_the_copy_becomes_one(void **state)
{
	struct store_rig *r = scene(state);
	struct text kept;

	text_init(&kept, 1000);
	assert_int_equal(unlink(r->path), 0);
	assert_int_equal(restore(r, copy_path, &kept), ST_OK);
	assert_string_equal(text_string(&kept), "");
	assert_int_equal(choices_in(r, r->path), 1);
	assert_int_equal(folder_count(&r->folder), 2);
	text_finish(&kept);
}

static void
a_copy_that_others_may_read_becomes_a_private_store(void **state)
{
	struct store_rig *r = scene(state);
	struct stat now;
	struct text kept;

	text_init(&kept, 1000);
	assert_int_equal(chmod(copy_path, 0644), 0);
	assert_int_equal(restore(r, copy_path, &kept), ST_OK);
	assert_int_equal(stat(r->path, &now), 0);
	assert_int_equal(now.st_mode & 07777, 0600);
	text_finish(&kept);
}

static void
a_cancelled_restore_leaves_no_trace(void **state)
{
	struct store_rig *r = scene(state);
	struct db_restore *restore = NULL;

	assert_int_equal(db_restore_begin(copy_path, r->path, &restore, &r->f), ST_OK);
	assert_int_equal(store_rig_number(db_restore_candidate(restore), COUNT), 1);
	db_restore_cancel(restore);
	db_restore_cancel(NULL);
	assert_int_equal(folder_count(&r->folder), 2);
	assert_int_equal(choices_in(r, r->path), 2);
}

static void
what_is_no_copy_of_ours_is_refused_by_its_name(void **state)
{
	struct store_rig *r = scene(state);
	const char *other = strdup(folder_file(&r->folder, "other"));
	const char *folder = strdup(folder_file(&r->folder, "folder"));
	const char *pipe = strdup(folder_file(&r->folder, "pipe"));
	struct text kept;

	text_init(&kept, 1000);
	expect_untouched(r, restore(r, folder_file(&r->folder, "none"), &kept),
	                 WORD_FILE_UNREADABLE, 2);
	folder_write(other, "", 0);
	expect_untouched(r, restore(r, other, &kept), WORD_FILE_UNREADABLE, 3);
	assert_non_null(strstr(r->f.cause, "other cannot be restored: it is empty"));
	folder_write(other, "A list of things to buy, and no database at all.\n", 49);
	expect_untouched(r, restore(r, other, &kept), WORD_STORE_FOREIGN, 3);
	assert_non_null(strstr(r->f.cause, "other was not made by otpdeck"));
	assert_int_equal(mkdir(folder, 0700), 0);
	expect_untouched(r, restore(r, folder, &kept), WORD_FILE_UNREADABLE, 4);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	expect_untouched(r, restore(r, pipe, &kept), WORD_FILE_UNREADABLE, 5);
	expect_untouched(r, restore(r, r->path, &kept), WORD_FILE_UNREADABLE, 5);
	assert_non_null(strstr(r->f.cause, "it is the store itself"));
	text_finish(&kept);
	free((char *)other);
	free((char *)folder);
	free((char *)pipe);
}

static void
tamper(struct store_rig *r, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(copy_path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	(void)r;
}

static void
another_programs_database_is_refused(void **state)
{
	struct store_rig *r = scene(state);
	struct text kept;

	text_init(&kept, 1000);
	tamper(r, "PRAGMA application_id = 7");
	expect_untouched(r, restore(r, copy_path, &kept), WORD_STORE_FOREIGN, 2);
	text_finish(&kept);
}

static void
a_newer_schema_is_refused_with_both_versions(void **state)
{
	struct store_rig *r = scene(state);
	struct text kept;

	text_init(&kept, 1000);
	tamper(r, "PRAGMA user_version = 99");
	expect_untouched(r, restore(r, copy_path, &kept), WORD_STORE_NEWER, 2);
	assert_non_null(strstr(r->f.cause, "copy.db has schema version 99"));
	text_finish(&kept);
}

static void
a_copy_cut_off_or_overwritten_inside_is_refused(void **state)
{
	struct store_rig *r = scene(state);
	struct stat whole;
	struct text kept;

	text_init(&kept, 1000);
	assert_int_equal(stat(copy_path, &whole), 0);
	assert_int_equal(truncate(copy_path, whole.st_size / 2), 0);
	expect_untouched(r, restore(r, copy_path, &kept), WORD_STORE_DAMAGED, 2);
	text_finish(&kept);
}

static void
a_damaged_page_is_found_before_the_swap(void **state)
{
	struct store_rig *r = scene(state);
	struct text kept;
	struct stat whole;
	FILE *out;

	text_init(&kept, 1000);
	assert_int_equal(stat(copy_path, &whole), 0);
	out = fopen(copy_path, "r+b");
	assert_non_null(out);
	for (long at = 4096; at < whole.st_size; at += 4096) {
		assert_int_equal(fseek(out, at, SEEK_SET), 0);
		assert_int_equal(fwrite("garbage!", 1, 8, out), 8);
	}
	fclose(out);
	expect_untouched(r, restore(r, copy_path, &kept), WORD_STORE_DAMAGED, 2);
	text_finish(&kept);
}

static void
a_store_whose_changes_stand_beside_it_is_no_copy(void **state)
{
	struct store_rig *r = scene(state);
	char log[FOLDER_PATH_BYTES + 8];
	struct text kept;

	text_init(&kept, 1000);
	snprintf(log, sizeof(log), "%s-wal", copy_path);
	folder_write(log, "frames", 6);
	expect_untouched(r, restore(r, copy_path, &kept), WORD_FILE_UNREADABLE, 3);
	assert_non_null(strstr(r->f.cause, "-wal"));
	text_finish(&kept);
}

static void
a_store_that_is_open_elsewhere_is_not_replaced(void **state)
{
	struct store_rig *r = scene(state);
	struct db *other = NULL;
	struct text kept;

	text_init(&kept, 1000);
	store_rig_open(r, &store_rig_reading, &other);
	assert_int_equal(store_rig_number(other, COUNT), 2);
	assert_int_equal(restore(r, copy_path, &kept), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_BUSY);
	assert_non_null(strstr(r->f.cause, "is open in another process"));
	assert_string_equal(text_string(&kept), "");
	assert_int_equal(store_rig_number(other, COUNT), 2);
	db_close(other);
	assert_int_equal(choices_in(r, r->path), 2);
	assert_int_equal(folder_count(&r->folder), 2);
	assert_int_equal(restore(r, copy_path, &kept), ST_OK);
	text_finish(&kept);
}

static void
another_programs_database_is_not_moved_away(void **state)
{
	struct store_rig *r = scene(state);
	sqlite3 *db = NULL;
	struct text kept;

	text_init(&kept, 1000);
	assert_int_equal(sqlite3_open(r->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA application_id = 7", NULL, NULL, NULL),
	                 SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(restore(r, copy_path, &kept), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_FOREIGN);
	assert_int_equal(folder_count(&r->folder), 2);
	text_finish(&kept);
}

/* Then a copy is wanted most. */
static void
a_damaged_store_is_replaced_and_kept_with_what_stood_beside_it(void **state)
{
	struct store_rig *r = scene(state);
	char log[FOLDER_PATH_BYTES + 8];
	char zeroes[4096] = { 0 };
	struct text kept;
	FILE *out = fopen(r->path, "r+b");

	text_init(&kept, 1000);
	assert_non_null(out);
	assert_int_equal(fwrite(zeroes, 1, sizeof(zeroes), out), sizeof(zeroes));
	fclose(out);
	snprintf(log, sizeof(log), "%s-wal", r->path);
	folder_write(log, "frames of the damaged one", 25);
	assert_int_equal(restore(r, copy_path, &kept), ST_OK);
	assert_int_equal(choices_in(r, r->path), 1);
	assert_int_equal(access(text_string(&kept), F_OK), 0);
	text_append(&kept, "-wal");
	assert_int_equal(access(text_string(&kept), F_OK), 0);
	text_reset(&kept);
	assert_int_equal(truncate(r->path, 0), 0);
	assert_int_equal(restore(r, copy_path, &kept), ST_OK);
	assert_int_equal(choices_in(r, r->path), 1);
	text_finish(&kept);
}

static enum status
take_a_choice_out(struct db *copy, void *context, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(copy, "DELETE FROM choice WHERE key = 'a'", &s, f);

	if (st == ST_OK)
		st = db_run(s, f);
	db_release(s);
	if (context != NULL)
		return fault_set(f, WORD_LAST_SLOT, "no");
	return st;
}

static void
a_copy_may_be_altered_before_it_gets_its_name(void **state)
{
	struct store_rig *r = *state;
	const char *copy = strdup(folder_file(&r->folder, "copy.db"));
	size_t size = 0;

	store_rig_choose_alone(r->db, "a", "a marker that has to go");
	store_rig_choose_alone(r->db, "b", "stays");
	assert_int_equal(db_backup_altered(r->db, copy, take_a_choice_out, NULL, &r->f), ST_OK);
	assert_int_equal(choices_in(r, copy), 1);
	assert_int_equal(store_rig_number(r->db, COUNT), 2);
	unsigned char *bytes = folder_read(copy, &size);
	assert_null(memmem(bytes, size, "marker that has", 15));
	free(bytes);
	free((char *)copy);
}

static void
an_alteration_that_fails_leaves_no_copy(void **state)
{
	struct store_rig *r = *state;
	const char *copy = strdup(folder_file(&r->folder, "copy.db"));
	size_t files = folder_count(&r->folder);

	assert_int_equal(db_backup_altered(r->db, copy, take_a_choice_out, r, &r->f), ST_REFUSED);
	store_rig_expect(&r->f, WORD_LAST_SLOT);
	assert_int_equal(folder_count(&r->folder), files);
	free((char *)copy);
}

int
main(void)
{
#define STORE_TEST(name)                                                                           \
	cmocka_unit_test_setup_teardown(name, store_rig_set_up_open, store_rig_tear_down)
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_copy_takes_the_place_and_the_old_store_is_kept),
		STORE_TEST(two_restores_in_one_second_keep_two_old_stores),
		STORE_TEST(without_a_store_the_copy_becomes_one),
		STORE_TEST(a_copy_that_others_may_read_becomes_a_private_store),
		STORE_TEST(a_cancelled_restore_leaves_no_trace),
		STORE_TEST(what_is_no_copy_of_ours_is_refused_by_its_name),
		STORE_TEST(another_programs_database_is_refused),
		STORE_TEST(a_newer_schema_is_refused_with_both_versions),
		STORE_TEST(a_copy_cut_off_or_overwritten_inside_is_refused),
		STORE_TEST(a_damaged_page_is_found_before_the_swap),
		STORE_TEST(a_store_whose_changes_stand_beside_it_is_no_copy),
		STORE_TEST(a_store_that_is_open_elsewhere_is_not_replaced),
		STORE_TEST(another_programs_database_is_not_moved_away),
		STORE_TEST(a_damaged_store_is_replaced_and_kept_with_what_stood_beside_it),
		STORE_TEST(a_copy_may_be_altered_before_it_gets_its_name),
		STORE_TEST(an_alteration_that_fails_leaves_no_copy),
	};

	return cmocka_run_group_tests_name("store/db restore", tests, NULL, NULL);
}
