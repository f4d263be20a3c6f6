/* SPDX-License-Identifier: MIT */
/* a file that is not a whole store of ours, closed to others, is refused and left as it is */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/db_impl.h"
#include "store_rig.h"

#define PAGE_BYTES 4096

/* A store with a few rows, closed. */
static struct store_rig *
store_to_spoil(void **state)
{
	struct store_rig *r = *state;

	store_rig_choose_alone(r->db, "key", "value");
	store_rig_close(r);
	return r;
}

/* Refused with this word, the file's name and what to do, for reading and for writing. */
static void
expect_refusal(struct store_rig *r, enum fault_word word)
{
	const struct db_options *uses[] = { &store_rig_writing, &store_rig_reading };

	for (size_t i = 0; i < 2; i++) {
		struct db *db = (struct db *)r;

		assert_int_equal(db_open(r->path, uses[i], &db, &r->f), fault_word_status(word));
		assert_null(db);
		store_rig_expect(&r->f, word);
		assert_non_null(strstr(r->f.cause, "otpdeck.db"));
		assert_string_not_equal(r->f.hint, "");
	}
}

/* The same, and the file has every byte that it had. */
static void
expect_refusal_untouched(struct store_rig *r, enum fault_word word)
{
	size_t files = folder_count(&r->folder);
	size_t before_bytes;
	size_t after_bytes;
	unsigned char *before = folder_read(r->path, &before_bytes);
	unsigned char *after;

	expect_refusal(r, word);
	after = folder_read(r->path, &after_bytes);
	assert_int_equal(after_bytes, before_bytes);
	assert_memory_equal(after, before, before_bytes);
	assert_int_equal(folder_count(&r->folder), files);
	free(before);
	free(after);
}

static void
run_raw(const char *path, const char *script)
{
	sqlite3 *raw;
	char *message = NULL;

	assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
	if (sqlite3_exec(raw, script, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s", message);
	sqlite3_close(raw);
	assert_int_equal(chmod(path, 0600), 0);
}

static void
an_empty_file_is_no_new_store(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	folder_write(r->path, "", 0);
	expect_refusal_untouched(r, WORD_STORE_EMPTY);
	assert_non_null(strstr(r->f.cause, "may be removed"));
}

static void
a_text_is_foreign(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	folder_write(r->path, "SQLite format 4, honestly\n", 26);
	expect_refusal_untouched(r, WORD_STORE_FOREIGN);
}

static void
a_file_of_one_byte_is_foreign(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	folder_write(r->path, "S", 1);
	expect_refusal_untouched(r, WORD_STORE_FOREIGN);
}

static void
a_database_of_another_program_is_foreign(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	assert_int_equal(unlink(r->path), 0);
	run_raw(r->path, "PRAGMA user_version = 1; CREATE TABLE message (id INTEGER)");
	expect_refusal_untouched(r, WORD_STORE_FOREIGN);
	run_raw(r->path, "PRAGMA application_id = 1234; PRAGMA journal_mode = WAL");
	expect_refusal_untouched(r, WORD_STORE_FOREIGN);
}

static void
a_newer_store_names_both_versions(void **state)
{
	struct store_rig *r = store_to_spoil(state);
	char known[32];

	run_raw(r->path, "PRAGMA user_version = 4711");
	snprintf(known, sizeof(known), "up to %d", db_schema_newest());
	expect_refusal_untouched(r, WORD_STORE_NEWER);
	assert_non_null(strstr(r->f.cause, "4711"));
	assert_non_null(strstr(r->f.cause, known));
}

static void
a_store_without_a_version_is_damaged(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	run_raw(r->path, "PRAGMA user_version = 0");
	expect_refusal_untouched(r, WORD_STORE_DAMAGED);
	run_raw(r->path, "PRAGMA user_version = -1");
	expect_refusal_untouched(r, WORD_STORE_DAMAGED);
}

static void
overwrite(const char *path, off_t offset, int byte, size_t size_bytes)
{
	int fd = open(path, O_WRONLY);
	char *bytes = malloc(size_bytes);

	memset(bytes, byte, size_bytes);
	assert_int_equal(pwrite(fd, bytes, size_bytes, offset), size_bytes);
	free(bytes);
	close(fd);
}

static void
a_zeroed_head_is_damaged(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	overwrite(r->path, 0, 0, 100);
	expect_refusal_untouched(r, WORD_STORE_DAMAGED);
}

static void
a_first_page_of_garbage_is_damaged(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	overwrite(r->path, 100, 0xA5, PAGE_BYTES - 100);
	expect_refusal_untouched(r, WORD_STORE_DAMAGED);
}

static void
half_a_store_is_damaged(void **state)
{
	struct store_rig *r = store_to_spoil(state);
	struct stat info;

	assert_int_equal(stat(r->path, &info), 0);
	assert_int_equal(truncate(r->path, info.st_size / 2), 0);
	expect_refusal_untouched(r, WORD_STORE_DAMAGED);
	assert_int_equal(truncate(r->path, 90), 0);
	expect_refusal_untouched(r, WORD_STORE_DAMAGED);
}

static void
a_page_of_garbage_is_named_where_it_is_read(void **state)
{
	struct store_rig *r = store_to_spoil(state);
	struct db_statement *s;
	off_t page;
	enum status st;

	store_rig_open(r, &store_rig_writing, &r->db);
	page = store_rig_number(r->db, "SELECT rootpage FROM sqlite_schema WHERE name = 'choice'");
	store_rig_close(r);
	overwrite(r->path, (page - 1) * PAGE_BYTES, 0xA5, PAGE_BYTES);
	store_rig_open(r, &store_rig_writing, &r->db);
	st = db_prepare(r->db, "SELECT value FROM choice", &s, &r->f);
	if (st == ST_OK)
		st = db_step(s, &r->f);
	assert_int_equal(st, ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_DAMAGED);
	assert_non_null(strstr(r->f.cause, "otpdeck.db"));
	db_release(s);
}

static void
a_store_open_to_others_is_refused_with_the_mend(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0610, 0601, 0666 };
	struct store_rig *r = store_to_spoil(state);

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(r->path, modes[i]), 0);
		expect_refusal_untouched(r, WORD_STORE_MODE);
		assert_non_null(strstr(r->f.hint, "chmod 600"));
	}
	assert_int_equal(chmod(r->path, 0600), 0);
	store_rig_open(r, &store_rig_writing, &r->db);
}

static void
a_log_open_to_others_is_refused(void **state)
{
	static const char *const names[] = { "otpdeck.db-wal", "otpdeck.db-shm",
		                             "otpdeck.db-journal" };
	struct store_rig *r = store_to_spoil(state);

	for (size_t i = 0; i < 3; i++) {
		const char *path = folder_file(&r->folder, names[i]);

		folder_write(path, "", 0);
		assert_int_equal(chmod(path, 0644), 0);
		expect_refusal_untouched(r, WORD_STORE_MODE);
		assert_non_null(strstr(r->f.hint, names[i]));
		assert_int_equal(unlink(path), 0);
		assert_int_equal(symlink("/dev/null", path), 0);
		expect_refusal_untouched(r, WORD_STORE_LINK);
		assert_int_equal(unlink(path), 0);
	}
}

static void
a_symbolic_link_is_refused(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	assert_int_equal(rename(r->path, folder_file(&r->folder, "real.db")), 0);
	assert_int_equal(symlink("real.db", r->path), 0);
	expect_refusal_untouched(r, WORD_STORE_LINK);
	assert_int_equal(unlink(r->path), 0);
	assert_int_equal(symlink("nowhere", r->path), 0);
	expect_refusal(r, WORD_STORE_LINK);
	assert_int_not_equal(access(folder_file(&r->folder, "nowhere"), F_OK), 0);
}

static void
a_hard_link_is_refused(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	assert_int_equal(link(r->path, folder_file(&r->folder, "otpdeck.db.other")), 0);
	expect_refusal_untouched(r, WORD_STORE_LINK);
	assert_int_equal(access(folder_file(&r->folder, "otpdeck.db.other"), F_OK), 0);
}

static void
what_is_no_file_is_refused_without_waiting(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	assert_int_equal(unlink(r->path), 0);
	assert_int_equal(mkdir(r->path, 0700), 0);
	expect_refusal(r, WORD_STORE_FOREIGN);
	assert_int_equal(rmdir(r->path), 0);
	assert_int_equal(mkfifo(r->path, 0600), 0);
	expect_refusal(r, WORD_STORE_FOREIGN);
}

static void
a_linked_folder_is_followed(void **state)
{
	struct store_rig *r = store_to_spoil(state);
	const char *other = folder_file(&r->folder, "home");

	assert_int_equal(symlink(r->folder.path, other), 0);
	snprintf(r->path, sizeof(r->path), "%s/otpdeck.db", other);
	store_rig_open(r, &store_rig_writing, &r->db);
	assert_string_equal(db_path(r->db), folder_file(&r->folder, "otpdeck.db"));
}

static void
a_store_of_another_user_is_refused(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	if (geteuid() != 0)
		skip();
	assert_int_equal(chown(r->path, STORE_RIG_UID, STORE_RIG_UID), 0);
	expect_refusal_untouched(r, WORD_STORE_OWNER);
	assert_non_null(strstr(r->f.hint, "chown 0 "));
}

static void
expect_missing(struct store_rig *r, const struct db_options *options, const char *path,
               enum fault_word word)
{
	struct db *db;

	assert_int_equal(db_open(path, options, &db, &r->f), fault_word_status(word));
	assert_null(db);
	store_rig_expect(&r->f, word);
	assert_string_not_equal(r->f.cause, "");
}

static void
a_place_without_a_store_is_told_apart(void **state)
{
	struct store_rig *r = store_to_spoil(state);
	char longest[5000];

	expect_missing(r, &store_rig_reading, folder_file(&r->folder, "none.db"),
	               WORD_STORE_MISSING);
	expect_missing(r, &store_rig_writing, folder_file(&r->folder, "no/folder.db"),
	               WORD_STORE_MISSING);
	expect_missing(r, &store_rig_writing, folder_file(&r->folder, ""), WORD_VALUE_INVALID);
	expect_missing(r, &store_rig_writing, "", WORD_VALUE_INVALID);
	expect_missing(r, &store_rig_writing, "..", WORD_VALUE_INVALID);
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	expect_missing(r, &store_rig_writing, longest, WORD_STORE_FAILED);
	longest[240] = '\0';
	expect_missing(r, &store_rig_reading, longest, WORD_STORE_MISSING);
	memcpy(longest, "/tmp", 4);
	for (size_t i = 4; i < 4000; i += 2)
		memcpy(longest + i, "/.", 2);
	memcpy(longest + 4000, "/none.db", 9);
	expect_missing(r, &store_rig_reading, longest, WORD_STORE_MISSING);
	assert_int_equal(folder_count(&r->folder), 1);
}

static int
read_without_writing(struct store_rig *r)
{
	struct fault f;

	if (db_open(r->path, &store_rig_writing, &r->db, &r->f) != ST_OK) {
		fprintf(stderr, "%s\n", r->f.cause);
		return 1;
	}
	if (!db_is_read_only(r->db) ||
	    store_rig_number(r->db, "SELECT count(*) FROM choice WHERE key = 'key'") != 1)
		return 2;
	if (db_begin(r->db, &f) != ST_STORE || f.word != WORD_STORE_READ_ONLY)
		return 3;
	store_rig_close(r);
	return folder_count(&r->folder) == 1 ? 0 : 4;
}

static void
expect_read_only(struct store_rig *r)
{
	int result = store_rig_in_child(r, true, read_without_writing);

	if (result == -1)
		skip();
	assert_int_equal(result, 0);
}

static void
a_read_only_file_is_read(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	assert_int_equal(chmod(r->path, 0400), 0);
	expect_read_only(r);
}

static void
a_read_only_folder_is_read(void **state)
{
	struct store_rig *r = store_to_spoil(state);

	assert_int_equal(chmod(r->folder.path, 0500), 0);
	expect_read_only(r);
	assert_int_equal(chmod(r->folder.path, 0700), 0);
}

static void
a_read_only_name_with_uri_characters_is_read(void **state)
{
	struct store_rig *r = store_to_spoil(state);
	char odd[FOLDER_PATH_BYTES];

	strcpy(odd, folder_file(&r->folder, "a ?b#c%41&d=\xC3\xA9.db"));
	assert_int_equal(rename(r->path, odd), 0);
	strcpy(r->path, odd);
	assert_int_equal(chmod(r->path, 0400), 0);
	expect_read_only(r);
}

static int
find_refusal(struct store_rig *r)
{
	return db_open(r->path, &store_rig_writing, &r->db, &r->f) == ST_STORE &&
	                       r->f.word == WORD_STORE_READ_ONLY &&
	                       strstr(r->f.hint, "-wal") != NULL
	               ? 0
	               : 1;
}

static void
a_read_only_store_with_a_log_is_to_be_copied(void **state)
{
	struct store_rig *r = store_to_spoil(state);
	int result;

	folder_write(folder_file(&r->folder, "otpdeck.db-wal"), "frames", 6);
	assert_int_equal(chmod(r->path, 0400), 0);
	result = store_rig_in_child(r, true, find_refusal);
	if (result == -1)
		skip();
	assert_int_equal(result, 0);
}

static int
find_no_birth(struct store_rig *r)
{
	return db_open(r->path, &store_rig_writing, &r->db, &r->f) == ST_STORE &&
	                       r->f.word == WORD_STORE_READ_ONLY && folder_count(&r->folder) == 0
	               ? 0
	               : 1;
}

static void
no_store_is_born_in_a_read_only_folder(void **state)
{
	struct store_rig *r = store_to_spoil(state);
	int result;

	assert_int_equal(unlink(r->path), 0);
	assert_int_equal(chmod(r->folder.path, 0500), 0);
	result = store_rig_in_child(r, true, find_no_birth);
	chmod(r->folder.path, 0700);
	if (result == -1)
		skip();
	assert_int_equal(result, 0);
}

/* Whatever byte is changed, opening and reading end in one of the store's own words. */
static void
a_changed_byte_never_does_worse_than_a_fault(void **state)
{
	struct store_rig *r = store_to_spoil(state);
	struct stat info;

	assert_int_equal(stat(r->path, &info), 0);
	for (off_t at = 0; at < info.st_size; at += at < 110 ? 1 : 211) {
		struct db_statement *s = NULL;
		struct db *db;
		enum status st;

		folder_flip(r->path, at);
		st = db_open(r->path, &store_rig_reading, &db, &r->f);
		if (st == ST_OK)
			st = db_prepare(db, "SELECT value FROM choice", &s, &r->f);
		if (st == ST_OK)
			st = db_step(s, &r->f);
		assert_true(st == ST_MORE || st == ST_OK || st == ST_STORE);
		db_release(s);
		db_close(db);
		folder_flip(r->path, at);
	}
	store_rig_open(r, &store_rig_writing, &r->db);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_rig_set_up_open, store_rig_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_empty_file_is_no_new_store),
		TEST(a_text_is_foreign),
		TEST(a_file_of_one_byte_is_foreign),
		TEST(a_database_of_another_program_is_foreign),
		TEST(a_newer_store_names_both_versions),
		TEST(a_store_without_a_version_is_damaged),
		TEST(a_zeroed_head_is_damaged),
		TEST(a_first_page_of_garbage_is_damaged),
		TEST(half_a_store_is_damaged),
		TEST(a_page_of_garbage_is_named_where_it_is_read),
		TEST(a_store_open_to_others_is_refused_with_the_mend),
		TEST(a_log_open_to_others_is_refused),
		TEST(a_symbolic_link_is_refused),
		TEST(a_hard_link_is_refused),
		TEST(what_is_no_file_is_refused_without_waiting),
		TEST(a_linked_folder_is_followed),
		TEST(a_store_of_another_user_is_refused),
		TEST(a_place_without_a_store_is_told_apart),
		TEST(a_read_only_file_is_read),
		TEST(a_read_only_folder_is_read),
		TEST(a_read_only_name_with_uri_characters_is_read),
		TEST(a_read_only_store_with_a_log_is_to_be_copied),
		TEST(no_store_is_born_in_a_read_only_folder),
		TEST(a_changed_byte_never_does_worse_than_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
