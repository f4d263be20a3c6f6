/* SPDX-License-Identifier: MIT */
/* a store is made whole, written in turns, interrupted and copied */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/db_impl.h"
#include "store_rig.h"

#define COUNT "SELECT count(*) FROM choice"

static void
the_libraries_memory_comes_from_the_hooks(void **state)
{
	void *block = sqlite3_malloc(100);

	(void)state;
	assert_int_equal(mem_hook_size(block), 100);
	sqlite3_free(block);
}

static void
a_new_store_has_the_schema_and_every_protection(void **state)
{
	struct store_rig *r = *state;

	assert_true(db_was_born(r->db));
	assert_false(db_is_read_only(r->db));
	assert_string_equal(db_path(r->db), r->path);
	assert_int_equal(db_schema_version(r->db), db_schema_newest());
	assert_true(db_schema_newest() >= 1);
	assert_int_equal(store_rig_number(r->db, COUNT), 0);
	assert_int_equal(store_rig_number(r->db, "PRAGMA synchronous"), 2);
	assert_int_equal(store_rig_number(r->db, "PRAGMA foreign_keys"), 1);
	assert_int_equal(store_rig_number(r->db, "PRAGMA secure_delete"), 1);
	assert_int_equal(store_rig_number(r->db, "PRAGMA trusted_schema"), 0);
	assert_int_equal(store_rig_number(r->db, "PRAGMA cell_size_check"), 1);
	assert_int_equal(store_rig_number(r->db, "PRAGMA application_id"), 0x6F747064);
	assert_int_equal(store_rig_number(r->db, "PRAGMA user_version"), db_schema_newest());
	assert_int_equal(
		store_rig_number(r->db, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
}

static void
every_table_is_strict(void **state)
{
	struct store_rig *r = *state;

	assert_int_equal(store_rig_number(r->db,
	                                  "SELECT count(*) FROM pragma_table_list"
	                                  " WHERE schema = 'main' AND type = 'table' AND strict = 0"
	                                  " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"),
	                 0);
}

static void
files_are_private_whatever_the_umask(void **state)
{
	struct store_rig *r = *state;
	mode_t before = umask(0);
	struct db *db;

	assert_int_equal(
		db_open(folder_file(&r->folder, "other.db"), &store_rig_writing, &db, &r->f),
		ST_OK);
	store_rig_choose_alone(db, "a", "b");
	assert_int_equal(access(folder_file(&r->folder, "other.db-wal"), F_OK), 0);
	assert_int_equal(access(folder_file(&r->folder, "other.db-shm"), F_OK), 0);
	assert_int_equal(db_backup(db, folder_file(&r->folder, "copy.db"), &r->f), ST_OK);
	assert_true(folder_is_private(&r->folder));
	db_close(db);
	umask(before);
}

static void
closing_leaves_the_file_alone(void **state)
{
	struct store_rig *r = *state;

	store_rig_choose_alone(r->db, "a", "b");
	store_rig_close(r);
	assert_int_equal(folder_count(&r->folder), 1);
	store_rig_open(r, &store_rig_writing, &r->db);
	assert_false(db_was_born(r->db));
	assert_int_equal(store_rig_number(r->db, COUNT), 1);
}

static void
a_reader_sees_rows_and_changes_none(void **state)
{
	struct store_rig *r = *state;
	struct db_statement *s;
	struct db *reader;

	store_rig_open(r, &store_rig_reading, &reader);
	store_rig_choose_alone(r->db, "a", "b");
	assert_int_equal(store_rig_number(reader, COUNT), 1);
	assert_int_equal(db_prepare(reader, "DELETE FROM choice", &s, &r->f), ST_OK);
	assert_int_equal(db_run(s, &r->f), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_READ_ONLY);
	db_release(s);
	assert_int_equal(store_rig_number(r->db, COUNT), 1);
	db_close(reader);
}

static void
a_transaction_ends_by_what_came_of_it(void **state)
{
	struct store_rig *r = *state;

	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	store_rig_choose(r->db, "kept", "yes");
	assert_int_equal(db_end(r->db, ST_OK, &r->f), ST_OK);
	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	store_rig_choose(r->db, "undone", "yes");
	assert_int_equal(db_end(r->db, ST_REFUSED, &r->f), ST_REFUSED);
	assert_int_equal(store_rig_number(r->db, "SELECT count(*) FROM choice WHERE key = 'kept'"),
	                 1);
	assert_int_equal(
		store_rig_number(r->db, "SELECT count(*) FROM choice WHERE key = 'undone'"), 0);
}

static void
cancelling_undoes_and_committing_keeps(void **state)
{
	struct store_rig *r = *state;

	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	store_rig_choose(r->db, "a", "b");
	db_cancel(r->db);
	db_cancel(r->db);
	assert_int_equal(store_rig_number(r->db, COUNT), 0);
	store_rig_choose_alone(r->db, "a", "b");
	assert_int_equal(store_rig_number(r->db, COUNT), 1);
}

static void
one_text_may_run_twice_at_once(void **state)
{
	static const char sql[] = "SELECT key FROM choice ORDER BY key";
	struct store_rig *r = *state;
	struct db_statement *outer;
	struct db_statement *inner;

	store_rig_choose_alone(r->db, "a", "1");
	store_rig_choose_alone(r->db, "b", "2");
	assert_int_equal(db_prepare(r->db, sql, &outer, &r->f), ST_OK);
	assert_int_equal(db_step(outer, &r->f), ST_MORE);
	assert_int_equal(db_prepare(r->db, sql, &inner, &r->f), ST_OK);
	assert_int_equal(db_step(inner, &r->f), ST_MORE);
	assert_int_equal(db_step(outer, &r->f), ST_MORE);
	assert_string_equal(db_column_text(inner, 0), "a");
	assert_string_equal(db_column_text(outer, 0), "b");
	db_release(inner);
	assert_int_equal(db_step(outer, &r->f), ST_OK);
	db_release(outer);
	db_release(NULL);
}

static void
values_come_back_as_they_were_bound(void **state)
{
	struct store_rig *r = *state;
	struct db_statement *s;
	size_t size;

	assert_int_equal(db_prepare(r->db, "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7", &s, &r->f), ST_OK);
	db_bind_int(s, 1, INT64_MIN);
	db_bind_real(s, 2, 0.5);
	db_bind_text(s, 3, "text");
	db_bind_text(s, 4, NULL);
	db_bind_blob(s, 5, "a\0b", 3);
	db_bind_blob(s, 6, NULL, 0);
	db_bind_null(s, 7);
	assert_int_equal(db_step(s, &r->f), ST_MORE);
	assert_true(db_column_int(s, 0) == INT64_MIN);
	assert_true(db_column_real(s, 1) == 0.5);
	assert_string_equal(db_column_text(s, 2), "text");
	assert_true(db_column_is_null(s, 3));
	assert_string_equal(db_column_text(s, 3), "");
	assert_memory_equal(db_column_blob(s, 4, &size), "a\0b", 3);
	assert_int_equal(size, 3);
	assert_false(db_column_is_null(s, 5));
	db_column_blob(s, 5, &size);
	assert_int_equal(size, 0);
	assert_true(db_column_is_null(s, 6));
	db_release(s);
}

static void
a_failed_bind_comes_out_of_the_step(void **state)
{
	struct store_rig *r = *state;
	struct db_statement *s;

	assert_int_equal(db_prepare(r->db, "SELECT ?1", &s, &r->f), ST_OK);
	db_bind_int(s, 99, 1);
	db_bind_int(s, 1, 1);
	assert_int_equal(db_step(s, &r->f), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_FAILED);
	db_release(s);
}

static void
a_second_row_for_one_key_is_told_apart(void **state)
{
	struct store_rig *r = *state;
	struct db_statement *s;

	store_rig_choose_alone(r->db, "a", "b");
	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	assert_int_equal(
		db_prepare(r->db, "INSERT INTO choice (key, value) VALUES ('a', 'c')", &s, &r->f),
		ST_OK);
	assert_int_equal(db_run(s, &r->f), ST_STORE);
	assert_true(db_broke_unique(r->db));
	db_release(s);
	db_cancel(r->db);
}

static void
more_statements_than_the_cache_holds_all_work(void **state)
{
	struct store_rig *r = *state;
	char texts[200][32];

	for (int turn = 0; turn < 2; turn++) {
		for (int i = 0; i < 200; i++) {
			snprintf(texts[i], sizeof(texts[i]), "SELECT %d", i);
			assert_int_equal(store_rig_number(r->db, texts[i]), i);
		}
	}
	store_rig_close(r);
}

/* A billion rows: it ends only when it is ended. */
#define ENDLESS                                                                                    \
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000)"        \
	" SELECT count(*) FROM n"

static void
a_limit_ends_a_long_question(void **state)
{
	struct store_rig *r = *state;
	struct db_statement *s;

	db_limit_us(r->db, 2000);
	assert_int_equal(db_prepare(r->db, ENDLESS, &s, &r->f), ST_OK);
	assert_int_equal(db_step(s, &r->f), ST_CANCELLED);
	assert_true(db_limit_hit(r->db));
	db_release(s);
	assert_int_equal(store_rig_number(r->db, COUNT), 0);
	assert_false(db_limit_hit(r->db));
	db_limit_us(r->db, 0);
}

struct stopper {
	struct db *db;
	atomic_bool is_done;
};

static void *
stop_until_done(void *context)
{
	struct stopper *stopper = context;

	while (!atomic_load(&stopper->is_done)) {
		db_interrupt(stopper->db);
		sched_yield();
	}
	return NULL;
}

static void
another_thread_ends_a_long_question(void **state)
{
	struct store_rig *r = *state;
	struct stopper stopper = { .db = r->db };
	struct db_statement *s;
	pthread_t thread;

	assert_int_equal(db_prepare(r->db, ENDLESS, &s, &r->f), ST_OK);
	assert_int_equal(pthread_create(&thread, NULL, stop_until_done, &stopper), 0);
	assert_int_equal(db_step(s, &r->f), ST_CANCELLED);
	atomic_store(&stopper.is_done, true);
	pthread_join(thread, NULL);
	store_rig_expect(&r->f, WORD_CANCELLED);
	assert_false(db_limit_hit(r->db));
	db_release(s);
}

static void
the_data_version_moves_with_other_peoples_commits(void **state)
{
	struct store_rig *r = *state;
	int64_t before = db_data_version(r->db);
	struct db *other;

	store_rig_choose_alone(r->db, "mine", "");
	assert_true(db_data_version(r->db) == before);
	store_rig_open(r, &store_rig_writing, &other);
	store_rig_choose_alone(other, "theirs", "");
	assert_true(db_data_version(r->db) != before);
	assert_true(before >= 0);
	db_close(other);
}

/* Runs in a child: takes the lock, says so, and holds it until the pipe closes. */
static void
hold_lock(const char *path, int ready_fd, int hold_fd)
{
	struct fault f;
	struct db *db;
	char byte = 'x';

	if (db_open(path, &store_rig_writing, &db, &f) != ST_OK || db_begin(db, &f) != ST_OK)
		_exit(1);
	if (write(ready_fd, &byte, 1) != 1)
		_exit(1);
	_exit(read(hold_fd, &byte, 1) == 0 ? 0 : 1);
}

static pid_t
start_holder(const char *path, int *release_fd)
{
	int ready[2];
	int hold[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(hold), 0);
	pid = fork();
	if (pid == 0) {
		close(hold[1]);
		hold_lock(path, ready[1], hold[0]);
	}
	close(ready[1]);
	close(hold[0]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	*release_fd = hold[1];
	return pid;
}

static bool
system_lists_locks(void)
{
	return access("/proc/locks", R_OK) == 0;
}

static void
a_lock_of_another_process_is_named_at_once(void **state)
{
	struct store_rig *r = *state;
	char expected[32];
	int release_fd;
	int wait_status;
	pid_t holder;

	/* A child must not inherit an open connection. */
	db_close(r->db);
	holder = start_holder(r->path, &release_fd);
	store_rig_open(r, &store_rig_writing, &r->db);
	assert_int_equal(store_rig_number(r->db, COUNT), 0);
	assert_int_equal(db_begin(r->db, &r->f), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_BUSY);
	snprintf(expected, sizeof(expected), "process %d", (int)holder);
	if (system_lists_locks())
		assert_non_null(strstr(r->f.cause, expected));
	close(release_fd);
	waitpid(holder, &wait_status, 0);
	assert_int_equal(wait_status, 0);
	store_rig_choose_alone(r->db, "a", "b");
}

static void
a_lock_of_this_program_is_named_as_such(void **state)
{
	struct store_rig *r = *state;
	struct db *other;

	store_rig_open(r, &store_rig_writing, &other);
	assert_int_equal(db_begin(other, &r->f), ST_OK);
	assert_int_equal(db_begin(r->db, &r->f), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_BUSY);
	if (system_lists_locks())
		assert_non_null(strstr(r->f.cause, "this program"));
	db_cancel(other);
	db_close(other);
	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	db_cancel(r->db);
}

static void
opening_a_locked_file_is_busy_at_once(void **state)
{
	struct store_rig *r = *state;
	struct db *late;
	sqlite3 *raw;

	store_rig_close(r);
	assert_int_equal(sqlite3_open(r->path, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE", NULL,
	                              NULL, NULL),
	                 SQLITE_OK);
	assert_int_equal(db_open(r->path, &store_rig_writing, &late, &r->f), ST_STORE);
	assert_null(late);
	store_rig_expect(&r->f, WORD_STORE_BUSY);
	sqlite3_close(raw);
}

static void
a_replaced_file_is_noticed_before_a_write(void **state)
{
	struct store_rig *r = *state;

	assert_int_equal(db_backup(r->db, folder_file(&r->folder, "copy.db"), &r->f), ST_OK);
	assert_int_equal(rename(folder_file(&r->folder, "copy.db"), r->path), 0);
	assert_int_equal(db_begin(r->db, &r->f), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_FAILED);
	assert_non_null(strstr(r->f.cause, "replaced"));
	assert_string_not_equal(r->f.hint, "");
}

static void
a_removed_file_is_noticed_before_a_write(void **state)
{
	struct store_rig *r = *state;

	assert_int_equal(unlink(r->path), 0);
	assert_int_equal(db_begin(r->db, &r->f), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_FAILED);
	assert_non_null(strstr(r->f.cause, "removed"));
}

static void
delete_choices(struct store_rig *r)
{
	struct db_statement *s;

	assert_int_equal(db_prepare(r->db, "DELETE FROM choice", &s, &r->f), ST_OK);
	assert_int_equal(db_run(s, &r->f), ST_OK);
	db_release(s);
}

static void
a_deleted_value_is_gone_from_the_raw_files(void **state)
{
	static const char marker[] = "marker-of-a-value-that-goes";
	struct store_rig *r = *state;

	store_rig_choose_alone(r->db, "a", marker);
	assert_true(folder_find(&r->folder, marker, strlen(marker)) > 0);
	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	delete_choices(r);
	assert_int_equal(db_commit(r->db, &r->f), ST_OK);
	store_rig_close(r);
	assert_int_equal(folder_find(&r->folder, marker, strlen(marker)), 0);
}

static void
emptying_the_log_takes_a_deleted_value_from_an_open_store(void **state)
{
	static const char marker[] = "marker-of-a-value-that-goes";
	struct store_rig *r = *state;
	struct db_statement *s;
	struct db *reader;

	store_rig_open(r, &store_rig_reading, &reader);
	store_rig_choose_alone(r->db, "a", marker);
	assert_int_equal(db_prepare(reader, "SELECT key FROM choice", &s, &r->f), ST_OK);
	assert_int_equal(db_step(s, &r->f), ST_MORE);
	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	delete_choices(r);
	assert_int_equal(db_commit(r->db, &r->f), ST_OK);
	assert_false(db_empty_log(r->db));
	assert_true(folder_find(&r->folder, marker, strlen(marker)) > 0);
	db_release(s);
	assert_true(db_empty_log(r->db));
	assert_int_equal(folder_find(&r->folder, marker, strlen(marker)), 0);
	db_close(reader);
}

static void
a_copy_is_whole_and_never_overwrites(void **state)
{
	struct store_rig *r = *state;
	const char *copy = strdup(folder_file(&r->folder, "copy.db"));
	size_t files;
	struct db *db;

	store_rig_choose_alone(r->db, "a", "b");
	assert_int_equal(db_backup(r->db, copy, &r->f), ST_OK);
	files = folder_count(&r->folder);
	assert_int_equal(db_backup(r->db, copy, &r->f), ST_INVALID);
	store_rig_expect(&r->f, WORD_ALREADY_EXISTS);
	assert_int_equal(folder_count(&r->folder), files);
	assert_int_equal(db_open(copy, &store_rig_writing, &db, &r->f), ST_OK);
	assert_false(db_was_born(db));
	assert_int_equal(store_rig_number(db, COUNT), 1);
	assert_int_equal(
		store_rig_number(db, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
	db_close(db);
	free((char *)copy);
}

/* In a child, so that the limit ends with it. */
static int
write_beyond_the_limit(struct store_rig *r)
{
	static char large[200000];
	struct rlimit limit = { 100000, 100000 };
	struct db_statement *s = NULL;
	enum status st;

	signal(SIGXFSZ, SIG_IGN);
	store_rig_open(r, &store_rig_writing, &r->db);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 2;
	memset(large, 'x', sizeof(large) - 1);
	st = db_begin(r->db, &r->f);
	if (st == ST_OK)
		st = db_prepare(r->db, "INSERT INTO choice (key, value) VALUES ('large', ?1)", &s,
		                &r->f);
	if (st != ST_OK)
		return 3;
	db_bind_text(s, 1, large);
	st = db_run(s, &r->f);
	db_release(s);
	if (st == ST_OK)
		st = db_commit(r->db, &r->f);
	db_cancel(r->db);
	store_rig_close(r);
	return st == ST_STORE && r->f.word == WORD_STORE_FULL ? 0 : 1;
}

static void
a_full_disk_is_said_and_loses_nothing(void **state)
{
	struct store_rig *r = *state;

	store_rig_choose_alone(r->db, "a", "b");
	assert_int_equal(store_rig_in_child(r, false, write_beyond_the_limit), 0);
	store_rig_open(r, &store_rig_writing, &r->db);
	assert_int_equal(store_rig_number(r->db, COUNT), 1);
	assert_int_equal(store_rig_number(r->db, "SELECT integrity_check = 'ok'"
	                                         " FROM pragma_integrity_check"),
	                 1);
}

static int
end_in_a_transaction(struct store_rig *r)
{
	store_rig_open(r, &store_rig_writing, &r->db);
	store_rig_choose_alone(r->db, "kept", "");
	if (db_begin(r->db, &r->f) != ST_OK)
		return 1;
	store_rig_choose(r->db, "lost", "");
	return 0;
}

static void
a_writer_that_dies_leaves_committed_rows_only(void **state)
{
	struct store_rig *r = *state;

	assert_int_equal(store_rig_in_child(r, false, end_in_a_transaction), 0);
	assert_int_equal(unlink(folder_file(&r->folder, "otpdeck.db-shm")), 0);
	assert_true(folder_find(&r->folder, "kept", 4) > 0);
	store_rig_open(r, &store_rig_writing, &r->db);
	assert_int_equal(store_rig_number(r->db, COUNT), 1);
	assert_int_equal(store_rig_number(r->db, "SELECT count(*) FROM choice WHERE key = 'kept'"),
	                 1);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_rig_set_up_open, store_rig_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_libraries_memory_comes_from_the_hooks),
		TEST(a_new_store_has_the_schema_and_every_protection),
		TEST(every_table_is_strict),
		TEST(files_are_private_whatever_the_umask),
		TEST(closing_leaves_the_file_alone),
		TEST(a_reader_sees_rows_and_changes_none),
		TEST(cancelling_undoes_and_committing_keeps),
		TEST(a_transaction_ends_by_what_came_of_it),
		TEST(one_text_may_run_twice_at_once),
		TEST(values_come_back_as_they_were_bound),
		TEST(a_failed_bind_comes_out_of_the_step),
		TEST(a_second_row_for_one_key_is_told_apart),
		TEST(more_statements_than_the_cache_holds_all_work),
		TEST(a_limit_ends_a_long_question),
		TEST(another_thread_ends_a_long_question),
		TEST(the_data_version_moves_with_other_peoples_commits),
		TEST(a_lock_of_another_process_is_named_at_once),
		TEST(a_lock_of_this_program_is_named_as_such),
		TEST(opening_a_locked_file_is_busy_at_once),
		TEST(a_replaced_file_is_noticed_before_a_write),
		TEST(a_removed_file_is_noticed_before_a_write),
		TEST(a_deleted_value_is_gone_from_the_raw_files),
		TEST(emptying_the_log_takes_a_deleted_value_from_an_open_store),
		TEST(a_copy_is_whole_and_never_overwrites),
		TEST(a_full_disk_is_said_and_loses_nothing),
		TEST(a_writer_that_dies_leaves_committed_rows_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
