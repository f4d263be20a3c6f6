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

#include "base/child.h"
#include "base/mem.h"
#include "folder.h"
#include "store/db_impl.h"

#define TRIES_MAX 1000000

static const struct db_options writing = { .use = DB_WRITE };
static const struct db_options reading = { .use = DB_READ };

struct rig {
	struct folder folder;
	const char *path;
	struct db *db;
	struct fault f;
};

static void
open_store(struct rig *r, const struct db_options *options, struct db **out)
{
	if (db_open(r->path, options, out, &r->f) != ST_OK)
		fail_msg("%s", r->f.cause);
}

static int
set_up(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));

	db_system_init();
	folder_create(&r->folder);
	r->path = strdup(folder_file(&r->folder, "otpdeck.db"));
	open_store(r, &writing, &r->db);
	*state = r;
	return 0;
}

static int
tear_down(void **state)
{
	struct rig *r = *state;

	db_close(r->db);
	folder_destroy(&r->folder);
	free((char *)r->path);
	free(r);
	return 0;
}

static void
choose(struct db *db, const char *key, const char *value)
{
	struct db_statement *s;
	struct fault f;

	assert_int_equal(db_prepare(db, "INSERT INTO choice (key, value) VALUES (?1, ?2)", &s, &f),
	                 ST_OK);
	db_bind_text(s, 1, key);
	db_bind_text(s, 2, value);
	if (db_run(s, &f) != ST_OK)
		fail_msg("%s", f.cause);
	db_release(s);
}

static void
choose_alone(struct db *db, const char *key, const char *value)
{
	struct fault f;

	assert_int_equal(db_begin(db, &f), ST_OK);
	choose(db, key, value);
	assert_int_equal(db_commit(db, &f), ST_OK);
}

static int64_t
read_number(struct db *db, const char *sql)
{
	struct db_statement *s;
	struct fault f;
	int64_t number;

	if (db_prepare(db, sql, &s, &f) != ST_OK || db_step(s, &f) != ST_MORE)
		fail_msg("%s: %s", sql, f.cause);
	number = db_column_int(s, 0);
	db_release(s);
	return number;
}

static int64_t
count_choices(struct db *db)
{
	return read_number(db, "SELECT count(*) FROM choice");
}

static void
assert_word(const struct fault *f, enum fault_word word)
{
	if (f->word != word)
		fail_msg("%s instead of %s: %s", fault_word_text(f->word), fault_word_text(word),
		         f->cause);
}

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
	struct rig *r = *state;

	assert_true(db_was_born(r->db));
	assert_false(db_is_read_only(r->db));
	assert_string_equal(db_path(r->db), r->path);
	assert_int_equal(db_schema_version(r->db), db_schema_newest());
	assert_true(db_schema_newest() >= 1);
	assert_int_equal(count_choices(r->db), 0);
	assert_int_equal(read_number(r->db, "PRAGMA synchronous"), 2);
	assert_int_equal(read_number(r->db, "PRAGMA foreign_keys"), 1);
	assert_int_equal(read_number(r->db, "PRAGMA secure_delete"), 1);
	assert_int_equal(read_number(r->db, "PRAGMA trusted_schema"), 0);
	assert_int_equal(read_number(r->db, "PRAGMA cell_size_check"), 1);
	assert_int_equal(read_number(r->db, "PRAGMA application_id"), 0x6F747064);
	assert_int_equal(read_number(r->db, "PRAGMA user_version"), db_schema_newest());
	assert_int_equal(read_number(r->db, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"),
	                 1);
}

static void
every_table_is_strict(void **state)
{
	struct rig *r = *state;

	assert_int_equal(read_number(r->db,
	                             "SELECT count(*) FROM pragma_table_list"
	                             " WHERE schema = 'main' AND type = 'table' AND strict = 0"
	                             " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"),
	                 0);
}

static void
files_are_private_whatever_the_umask(void **state)
{
	struct rig *r = *state;
	mode_t before = umask(0);
	struct db *db;

	r->path = folder_file(&r->folder, "other.db");
	open_store(r, &writing, &db);
	choose_alone(db, "a", "b");
	assert_int_equal(access(folder_file(&r->folder, "other.db-wal"), F_OK), 0);
	assert_int_equal(access(folder_file(&r->folder, "other.db-shm"), F_OK), 0);
	assert_int_equal(db_backup(db, folder_file(&r->folder, "copy.db"), &r->f), ST_OK);
	assert_true(folder_is_private(&r->folder));
	db_close(db);
	umask(before);
	r->path = strdup(folder_file(&r->folder, "otpdeck.db"));
}

static void
closing_leaves_the_file_alone(void **state)
{
	struct rig *r = *state;

	choose_alone(r->db, "a", "b");
	db_close(r->db);
	r->db = NULL;
	assert_int_equal(folder_count(&r->folder), 1);
	open_store(r, &writing, &r->db);
	assert_false(db_was_born(r->db));
	assert_int_equal(count_choices(r->db), 1);
}

static void
a_reader_sees_rows_and_changes_none(void **state)
{
	struct rig *r = *state;
	struct db_statement *s;
	struct db *reader;

	open_store(r, &reading, &reader);
	choose_alone(r->db, "a", "b");
	assert_int_equal(count_choices(reader), 1);
	assert_int_equal(db_prepare(reader, "DELETE FROM choice", &s, &r->f), ST_OK);
	assert_int_equal(db_run(s, &r->f), ST_STORE);
	assert_word(&r->f, WORD_STORE_READ_ONLY);
	db_release(s);
	assert_int_equal(count_choices(r->db), 1);
	db_close(reader);
}

static void
cancelling_undoes_and_committing_keeps(void **state)
{
	struct rig *r = *state;

	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	choose(r->db, "a", "b");
	db_cancel(r->db);
	db_cancel(r->db);
	assert_int_equal(count_choices(r->db), 0);
	choose_alone(r->db, "a", "b");
	assert_int_equal(count_choices(r->db), 1);
}

static void
one_text_may_run_twice_at_once(void **state)
{
	static const char sql[] = "SELECT key FROM choice ORDER BY key";
	struct rig *r = *state;
	struct db_statement *outer;
	struct db_statement *inner;

	choose_alone(r->db, "a", "1");
	choose_alone(r->db, "b", "2");
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
	struct rig *r = *state;
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
	struct rig *r = *state;
	struct db_statement *s;

	assert_int_equal(db_prepare(r->db, "SELECT ?1", &s, &r->f), ST_OK);
	db_bind_int(s, 99, 1);
	db_bind_int(s, 1, 1);
	assert_int_equal(db_step(s, &r->f), ST_STORE);
	assert_word(&r->f, WORD_STORE_FAILED);
	db_release(s);
}

static void
a_second_row_for_one_key_is_told_apart(void **state)
{
	struct rig *r = *state;
	struct db_statement *s;

	choose_alone(r->db, "a", "b");
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
	struct rig *r = *state;
	char texts[200][32];

	for (int turn = 0; turn < 2; turn++) {
		for (int i = 0; i < 200; i++) {
			snprintf(texts[i], sizeof(texts[i]), "SELECT %d", i);
			assert_int_equal(read_number(r->db, texts[i]), i);
		}
	}
	db_close(r->db);
	r->db = NULL;
}

/* A billion rows: it ends only when it is ended. */
#define ENDLESS                                                                                    \
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000)"        \
	" SELECT count(*) FROM n"

static void
a_limit_ends_a_long_question(void **state)
{
	struct rig *r = *state;
	struct db_statement *s;

	db_limit_us(r->db, 2000);
	assert_int_equal(db_prepare(r->db, ENDLESS, &s, &r->f), ST_OK);
	assert_int_equal(db_step(s, &r->f), ST_CANCELLED);
	assert_true(db_limit_hit(r->db));
	db_release(s);
	assert_int_equal(count_choices(r->db), 0);
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
	struct rig *r = *state;
	struct stopper stopper = { .db = r->db };
	struct db_statement *s;
	pthread_t thread;

	assert_int_equal(db_prepare(r->db, ENDLESS, &s, &r->f), ST_OK);
	assert_int_equal(pthread_create(&thread, NULL, stop_until_done, &stopper), 0);
	assert_int_equal(db_step(s, &r->f), ST_CANCELLED);
	atomic_store(&stopper.is_done, true);
	pthread_join(thread, NULL);
	assert_word(&r->f, WORD_CANCELLED);
	assert_false(db_limit_hit(r->db));
	db_release(s);
}

static void
the_data_version_moves_with_other_peoples_commits(void **state)
{
	struct rig *r = *state;
	int64_t before = db_data_version(r->db);
	struct db *other;

	choose_alone(r->db, "mine", "");
	assert_true(db_data_version(r->db) == before);
	open_store(r, &writing, &other);
	choose_alone(other, "theirs", "");
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

	if (db_open(path, &writing, &db, &f) != ST_OK || db_begin(db, &f) != ST_OK)
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
	struct rig *r = *state;
	char expected[32];
	int release_fd;
	int wait_status;
	pid_t holder;

	/* A child must not inherit an open connection. */
	db_close(r->db);
	holder = start_holder(r->path, &release_fd);
	open_store(r, &writing, &r->db);
	assert_int_equal(count_choices(r->db), 0);
	assert_int_equal(db_begin(r->db, &r->f), ST_STORE);
	assert_word(&r->f, WORD_STORE_BUSY);
	snprintf(expected, sizeof(expected), "process %d", (int)holder);
	if (system_lists_locks())
		assert_non_null(strstr(r->f.cause, expected));
	close(release_fd);
	waitpid(holder, &wait_status, 0);
	assert_int_equal(wait_status, 0);
	choose_alone(r->db, "a", "b");
}

static void
a_lock_of_this_program_is_named_as_such(void **state)
{
	struct rig *r = *state;
	struct db *other;

	open_store(r, &writing, &other);
	assert_int_equal(db_begin(other, &r->f), ST_OK);
	assert_int_equal(db_begin(r->db, &r->f), ST_STORE);
	assert_word(&r->f, WORD_STORE_BUSY);
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
	struct rig *r = *state;
	struct db *late;
	sqlite3 *raw;

	db_close(r->db);
	r->db = NULL;
	assert_int_equal(sqlite3_open(r->path, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE", NULL,
	                              NULL, NULL),
	                 SQLITE_OK);
	assert_int_equal(db_open(r->path, &writing, &late, &r->f), ST_STORE);
	assert_null(late);
	assert_word(&r->f, WORD_STORE_BUSY);
	sqlite3_close(raw);
}

static void
a_replaced_file_is_noticed_before_a_write(void **state)
{
	struct rig *r = *state;

	assert_int_equal(db_backup(r->db, folder_file(&r->folder, "copy.db"), &r->f), ST_OK);
	assert_int_equal(rename(folder_file(&r->folder, "copy.db"), r->path), 0);
	assert_int_equal(db_begin(r->db, &r->f), ST_STORE);
	assert_word(&r->f, WORD_STORE_FAILED);
	assert_non_null(strstr(r->f.cause, "replaced"));
	assert_string_not_equal(r->f.hint, "");
}

static void
a_removed_file_is_noticed_before_a_write(void **state)
{
	struct rig *r = *state;

	assert_int_equal(unlink(r->path), 0);
	assert_int_equal(db_begin(r->db, &r->f), ST_STORE);
	assert_word(&r->f, WORD_STORE_FAILED);
	assert_non_null(strstr(r->f.cause, "removed"));
}

static void
a_deleted_value_is_gone_from_the_raw_files(void **state)
{
	static const char marker[] = "marker-of-a-value-that-goes";
	struct rig *r = *state;
	struct db_statement *s;

	choose_alone(r->db, "a", marker);
	assert_true(folder_find(&r->folder, marker, strlen(marker)) > 0);
	assert_int_equal(db_begin(r->db, &r->f), ST_OK);
	assert_int_equal(db_prepare(r->db, "DELETE FROM choice", &s, &r->f), ST_OK);
	assert_int_equal(db_run(s, &r->f), ST_OK);
	db_release(s);
	assert_int_equal(db_commit(r->db, &r->f), ST_OK);
	db_close(r->db);
	r->db = NULL;
	assert_int_equal(folder_find(&r->folder, marker, strlen(marker)), 0);
}

static void
a_copy_is_whole_and_never_overwrites(void **state)
{
	struct rig *r = *state;
	const char *copy = strdup(folder_file(&r->folder, "copy.db"));
	size_t files;
	struct db *db;

	choose_alone(r->db, "a", "b");
	assert_int_equal(db_backup(r->db, copy, &r->f), ST_OK);
	files = folder_count(&r->folder);
	assert_int_equal(db_backup(r->db, copy, &r->f), ST_INVALID);
	assert_word(&r->f, WORD_ALREADY_EXISTS);
	assert_int_equal(folder_count(&r->folder), files);
	assert_int_equal(db_open(copy, &writing, &db, &r->f), ST_OK);
	assert_false(db_was_born(db));
	assert_int_equal(count_choices(db), 1);
	assert_int_equal(read_number(db, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"),
	                 1);
	db_close(db);
	free((char *)copy);
}

/* Runs in a child, so that the limit ends with it. */
static int
write_beyond_the_limit(const char *path)
{
	static char large[200000];
	struct rlimit limit = { 100000, 100000 };
	struct db_statement *s = NULL;
	struct fault f;
	struct db *db;
	enum status st;

	signal(SIGXFSZ, SIG_IGN);
	if (db_open(path, &writing, &db, &f) != ST_OK || setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 2;
	memset(large, 'x', sizeof(large) - 1);
	st = db_begin(db, &f);
	if (st == ST_OK)
		st = db_prepare(db, "INSERT INTO choice (key, value) VALUES ('large', ?1)", &s, &f);
	if (st != ST_OK)
		return 3;
	db_bind_text(s, 1, large);
	st = db_run(s, &f);
	db_release(s);
	if (st == ST_OK)
		st = db_commit(db, &f);
	db_cancel(db);
	db_close(db);
	if (st != ST_OK && f.word != WORD_STORE_FULL)
		fprintf(stderr, "%s: %s \n", fault_word_text(f.word), f.cause);
	return st != ST_OK && f.word == WORD_STORE_FULL ? 0 : 1;
}

static void
a_full_disk_is_said_and_loses_nothing(void **state)
{
	struct rig *r = *state;
	int wait_status;
	pid_t pid;

	choose_alone(r->db, "a", "b");
	db_close(r->db);
	r->db = NULL;
	pid = fork();
	if (pid == 0)
		_exit(write_beyond_the_limit(r->path));
	waitpid(pid, &wait_status, 0);
	assert_int_equal(wait_status, 0);
	open_store(r, &writing, &r->db);
	assert_int_equal(count_choices(r->db), 1);
	assert_int_equal(
		read_number(r->db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

static void
a_killed_writer_leaves_committed_rows_only(void **state)
{
	struct rig *r = *state;
	int wait_status;
	pid_t pid;

	db_close(r->db);
	r->db = NULL;
	pid = fork();
	if (pid == 0) {
		struct fault f;
		struct db *db;

		if (db_open(r->path, &writing, &db, &f) != ST_OK)
			_exit(1);
		choose_alone(db, "kept", "");
		if (db_begin(db, &f) != ST_OK)
			_exit(1);
		choose(db, "lost", "");
		raise(SIGKILL);
	}
	waitpid(pid, &wait_status, 0);
	assert_true(WIFSIGNALED(wait_status));
	assert_int_equal(unlink(folder_file(&r->folder, "otpdeck.db-shm")), 0);
	open_store(r, &writing, &r->db);
	assert_int_equal(count_choices(r->db), 1);
	assert_int_equal(read_number(r->db, "SELECT count(*) FROM choice WHERE key = 'kept'"), 1);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_libraries_memory_comes_from_the_hooks),
		TEST(a_new_store_has_the_schema_and_every_protection),
		TEST(every_table_is_strict),
		TEST(files_are_private_whatever_the_umask),
		TEST(closing_leaves_the_file_alone),
		TEST(a_reader_sees_rows_and_changes_none),
		TEST(cancelling_undoes_and_committing_keeps),
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
		TEST(a_copy_is_whole_and_never_overwrites),
		TEST(a_full_disk_is_said_and_loses_nothing),
		TEST(a_killed_writer_leaves_committed_rows_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
