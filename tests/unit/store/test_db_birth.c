/* SPDX-License-Identifier: MIT */
/* a store comes into being, and changes its schema, at once or not at all */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "store/db_impl.h"
#include "store_rig.h"

#define RACERS 4
#define RACES 12

static enum status
choose_at_birth(struct db *db, void *context, struct fault *f)
{
	(void)f;
	store_rig_choose(db, "born", context);
	return ST_OK;
}

static enum status
refuse_at_birth(struct db *db, void *context, struct fault *f)
{
	(void)context;
	store_rig_choose(db, "born", "");
	return fault_set(f, WORD_SYSTEM, "no");
}

static void
the_birth_fills_the_store_before_it_is_seen(void **state)
{
	static char text[] = "text";
	const struct db_options options = { DB_WRITE, choose_at_birth, NULL, text };
	struct store_rig *r = *state;

	store_rig_open(r, &options, &r->db);
	assert_true(db_was_born(r->db));
	assert_int_equal(store_rig_number(r->db, "SELECT count(*) FROM choice WHERE key = 'born'"
	                                         " AND value = 'text'"),
	                 1);
	store_rig_close(r);
	store_rig_open(r, &options, &r->db);
	assert_false(db_was_born(r->db));
}

static void
a_failed_birth_leaves_nothing(void **state)
{
	const struct db_options options = { DB_WRITE, refuse_at_birth, NULL, NULL };
	struct store_rig *r = *state;

	assert_int_equal(db_open(r->path, &options, &r->db, &r->f), ST_STORE);
	assert_string_equal(r->f.cause, "no");
	assert_null(r->db);
	assert_int_equal(folder_count(&r->folder), 0);
}

static void
note_undo(void *context)
{
	int *undone = context;

	(*undone)++;
}

static enum status
refuse_beside(struct db *db, void *context, struct fault *f)
{
	(void)context;
	return refuse_at_birth(db, NULL, f);
}

static void
what_a_failed_birth_left_elsewhere_is_taken_back(void **state)
{
	int undone = 0;
	const struct db_options options = { DB_WRITE, refuse_beside, note_undo, &undone };
	struct store_rig *r = *state;

	assert_int_equal(db_open(r->path, &options, &r->db, &r->f), ST_STORE);
	assert_int_equal(undone, 1);
}

struct rival {
	struct store_rig *rig;
	int undone;
};

/* While this birth goes on another process puts its own store into the place. */
static enum status
be_late(struct db *db, void *context, struct fault *f)
{
	static char text[] = "first";
	const struct db_options options = { DB_WRITE, choose_at_birth, NULL, text };
	struct rival *late = context;
	struct db *first = NULL;
	int wait_status = 1;

	store_rig_choose(db, "born", "second");
	pid_t rival = fork();
	if (rival == 0)
		_exit(db_open(late->rig->path, &options, &first, f) == ST_OK ? 0 : 1);
	assert_int_equal(waitpid(rival, &wait_status, 0), rival);
	assert_int_equal(wait_status, 0);
	return ST_OK;
}

static void
note_late(void *context)
{
	struct rival *late = context;

	late->undone++;
}

static void
the_birth_that_came_second_is_taken_back(void **state)
{
	struct store_rig *r = *state;
	struct rival late = { .rig = r };
	const struct db_options options = { DB_WRITE, be_late, note_late, &late };

	store_rig_open(r, &options, &r->db);
	assert_false(db_was_born(r->db));
	assert_int_equal(late.undone, 1);
	assert_int_equal(store_rig_number(r->db, "SELECT count(*) FROM choice WHERE key = 'born'"
	                                         " AND value = 'first'"),
	                 1);
}

/* In a child: waits for the start, opens at the first try, and writes one row when it may. */
static int
race(struct store_rig *r, int start_fd)
{
	static char text[] = "";
	const struct db_options options = { DB_WRITE, choose_at_birth, NULL, text };
	char key[32];
	char byte;
	enum status st;

	if (read(start_fd, &byte, 1) != 0)
		return 10;
	while ((st = db_open(r->path, &options, &r->db, &r->f)) != ST_OK &&
	       r->f.word == WORD_STORE_BUSY)
		sched_yield();
	if (st != ST_OK) {
		fprintf(stderr, "%s\n", r->f.cause);
		return 11;
	}
	while ((st = db_begin(r->db, &r->f)) != ST_OK && r->f.word == WORD_STORE_BUSY)
		sched_yield();
	if (st != ST_OK)
		return 12;
	snprintf(key, sizeof(key), "%d", (int)getpid());
	store_rig_choose(r->db, key, "");
	if (db_commit(r->db, &r->f) != ST_OK)
		return 13;
	return db_was_born(r->db) ? 1 : 0;
}

static void
run_race(struct store_rig *r)
{
	int start[2];
	pid_t racers[RACERS];
	int born = 0;

	assert_int_equal(pipe(start), 0);
	for (int i = 0; i < RACERS; i++) {
		racers[i] = fork();
		if (racers[i] == 0) {
			int result;

			close(start[1]);
			result = race(r, start[0]);
			store_rig_close(r);
			_exit(result);
		}
	}
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < RACERS; i++) {
		int wait_status;

		waitpid(racers[i], &wait_status, 0);
		assert_true(WIFEXITED(wait_status));
		assert_in_range(WEXITSTATUS(wait_status), 0, 1);
		born += WEXITSTATUS(wait_status);
	}
	assert_int_equal(born, 1);
}

static void
racing_processes_all_get_the_one_store(void **state)
{
	struct store_rig *r = *state;

	for (int i = 0; i < RACES; i++) {
		run_race(r);
		store_rig_open(r, &store_rig_writing, &r->db);
		assert_int_equal(store_rig_number(r->db, "SELECT count(*) FROM choice"),
		                 RACERS + 1);
		store_rig_close(r);
		assert_int_equal(folder_count(&r->folder), 1);
		assert_int_equal(unlink(r->path), 0);
	}
}

static int
end_at_once(struct store_rig *r)
{
	(void)r;
	return 0;
}

/* The number of a process that is no more. */
static pid_t
dead_pid(struct store_rig *r)
{
	pid_t pid = fork();
	int wait_status;

	if (pid == 0)
		_exit(end_at_once(r));
	waitpid(pid, &wait_status, 0);
	return pid;
}

static const char *
write_beside(struct store_rig *r, const char *suffix)
{
	char name[200];
	const char *path;

	snprintf(name, sizeof(name), "otpdeck.db%s", suffix);
	path = folder_file(&r->folder, name);
	folder_write(path, "half", 4);
	return path;
}

static void
what_dead_makers_left_is_removed(void **state)
{
	struct store_rig *r = *state;
	pid_t parent = getppid();
	char dead[64];
	char dead_journal[80];
	char dead_copy[128];
	char alive[64];

	snprintf(dead, sizeof(dead), ".new-%d-77", (int)dead_pid(r));
	snprintf(dead_journal, sizeof(dead_journal), "%s-journal", dead);
	snprintf(dead_copy, sizeof(dead_copy), ".before-v2-20260101T000000Z%s", dead);
	snprintf(alive, sizeof(alive), ".new-%d-%lld", (int)parent, process_start_ticks(parent));
	write_beside(r, dead);
	write_beside(r, dead_journal);
	write_beside(r, dead_copy);
	write_beside(r, alive);
	write_beside(r, ".new-mine");
	write_beside(r, ".new-1-2-notes");
	write_beside(r, ".before-v2-20260101T000000Z");
	store_rig_open(r, &store_rig_writing, &r->db);
	store_rig_close(r);
	assert_int_equal(folder_count(&r->folder), 5);
	assert_int_equal(access(write_beside(r, alive), F_OK), 0);
	assert_int_equal(folder_count(&r->folder), 5);
}

static void
a_second_name_left_by_the_maker_is_taken_away(void **state)
{
	struct store_rig *r = *state;
	char suffix[64];
	const char *second;

	store_rig_open(r, &store_rig_writing, &r->db);
	store_rig_close(r);
	snprintf(suffix, sizeof(suffix), "otpdeck.db.new-%d-77", (int)dead_pid(r));
	second = folder_file(&r->folder, suffix);
	assert_int_equal(link(r->path, second), 0);
	store_rig_open(r, &store_rig_writing, &r->db);
	assert_int_not_equal(access(second, F_OK), 0);
}

static void
no_store_is_born_beside_the_log_of_a_lost_one(void **state)
{
	static const char *const suffixes[] = { "-wal", "-journal" };
	struct store_rig *r = *state;

	for (size_t i = 0; i < 2; i++) {
		const char *log = write_beside(r, suffixes[i]);

		assert_int_equal(db_open(r->path, &store_rig_writing, &r->db, &r->f), ST_STORE);
		store_rig_expect(&r->f, WORD_STORE_DAMAGED);
		assert_string_not_equal(r->f.hint, "");
		assert_int_equal(folder_count(&r->folder), 1);
		assert_int_equal(unlink(log), 0);
	}
	store_rig_open(r, &store_rig_writing, &r->db);
}

/* Migrations: a short history of its own. */

static const struct db_migration history[] = {
	{ 1, "CREATE TABLE fruit (name TEXT NOT NULL) STRICT; INSERT INTO fruit VALUES ('plum');" },
	{ 2, "ALTER TABLE fruit ADD COLUMN colour TEXT; UPDATE fruit SET colour = 'blue';" },
	{ 3, "CREATE TABLE basket (id INTEGER PRIMARY KEY) STRICT; INSERT INTO fruit VALUES (1);" },
};

static struct db_migrations
first_steps(size_t count)
{
	return (struct db_migrations){ history, count };
}

static enum status
open_at(struct store_rig *r, size_t count, const struct db_options *options)
{
	struct db_migrations list = first_steps(count);

	store_rig_close(r);
	return db_open_with(r->path, options, &list, &r->db, &r->f);
}

static const char *
find_copy(struct store_rig *r, const char *mark)
{
	DIR *dir = opendir(r->folder.path);
	const struct dirent *entry;
	const char *found = NULL;

	while (found == NULL && (entry = readdir(dir)) != NULL)
		if (strstr(entry->d_name, mark) != NULL)
			found = folder_file(&r->folder, entry->d_name);
	closedir(dir);
	return found;
}

static void
an_older_store_is_copied_and_changed(void **state)
{
	struct store_rig *r = *state;
	mode_t before = umask(0);
	const char *copy;

	assert_int_equal(open_at(r, 1, &store_rig_writing), ST_OK);
	assert_int_equal(open_at(r, 2, &store_rig_writing), ST_OK);
	assert_int_equal(db_schema_version(r->db), 2);
	assert_false(db_was_born(r->db));
	assert_int_equal(
		store_rig_number(r->db, "SELECT count(*) FROM fruit WHERE colour = 'blue'"), 1);
	assert_int_equal(store_rig_number(r->db, "PRAGMA foreign_keys"), 1);
	assert_true(folder_is_private(&r->folder));
	umask(before);
	copy = find_copy(r, "otpdeck.db.before-v2-20");
	assert_non_null(copy);
	store_rig_close(r);
	assert_int_equal(folder_count(&r->folder), 2);
	strcpy(r->path, copy);
	assert_int_equal(open_at(r, 1, &store_rig_writing), ST_OK);
	assert_int_equal(store_rig_number(r->db, "SELECT count(*) FROM fruit"), 1);
	assert_int_equal(db_schema_version(r->db), 1);
}

static void
a_reader_brings_an_older_store_up_to_date(void **state)
{
	struct store_rig *r = *state;

	assert_int_equal(open_at(r, 1, &store_rig_writing), ST_OK);
	assert_int_equal(open_at(r, 2, &store_rig_reading), ST_OK);
	assert_int_equal(db_schema_version(r->db), 2);
	assert_int_equal(store_rig_number(r->db, "PRAGMA query_only"), 1);
}

static void
a_failed_change_leaves_the_store_as_it_was(void **state)
{
	struct store_rig *r = *state;

	assert_int_equal(open_at(r, 1, &store_rig_writing), ST_OK);
	assert_int_equal(open_at(r, 3, &store_rig_writing), ST_STORE);
	assert_null(r->db);
	assert_non_null(strstr(r->f.hint, "version 3"));
	assert_non_null(strstr(r->f.hint, "version 1"));
	assert_int_equal(folder_count(&r->folder), 1);
	assert_int_equal(open_at(r, 1, &store_rig_writing), ST_OK);
	assert_int_equal(store_rig_number(r->db, "SELECT count(*) FROM pragma_table_info('fruit')"),
	                 1);
	assert_int_equal(store_rig_number(r->db, "SELECT count(*) FROM sqlite_schema"), 1);
}

static void
a_failed_first_schema_leaves_nothing(void **state)
{
	struct store_rig *r = *state;

	assert_int_equal(open_at(r, 3, &store_rig_writing), ST_STORE);
	assert_int_equal(folder_count(&r->folder), 0);
}

static void
an_older_store_waits_for_its_writer(void **state)
{
	struct store_rig *r = *state;
	struct db *writer;

	assert_int_equal(open_at(r, 1, &store_rig_writing), ST_OK);
	writer = r->db;
	r->db = NULL;
	assert_int_equal(db_begin(writer, &r->f), ST_OK);
	assert_int_equal(open_at(r, 2, &store_rig_writing), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_BUSY);
	db_cancel(writer);
	assert_int_equal(open_at(r, 2, &store_rig_writing), ST_OK);
	db_close(writer);
}

static void
an_older_writer_is_stopped_by_the_newer_schema(void **state)
{
	struct store_rig *r = *state;

	assert_int_equal(open_at(r, 2, &store_rig_writing), ST_OK);
	assert_int_equal(open_at(r, 1, &store_rig_writing), ST_STORE);
	store_rig_expect(&r->f, WORD_STORE_NEWER);
}

static int
find_older_refused(struct store_rig *r)
{
	return open_at(r, 2, &store_rig_reading) == ST_STORE && r->f.word == WORD_STORE_READ_ONLY
	               ? 0
	               : 1;
}

static void
an_older_store_that_is_read_only_is_refused(void **state)
{
	struct store_rig *r = *state;
	int result;

	assert_int_equal(open_at(r, 1, &store_rig_writing), ST_OK);
	store_rig_close(r);
	assert_int_equal(chmod(r->path, 0400), 0);
	result = store_rig_in_child(r, true, find_older_refused);
	if (result == -1)
		skip();
	assert_int_equal(result, 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_rig_set_up, store_rig_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_birth_fills_the_store_before_it_is_seen),
		TEST(a_failed_birth_leaves_nothing),
		TEST(what_a_failed_birth_left_elsewhere_is_taken_back),
		TEST(the_birth_that_came_second_is_taken_back),
		TEST(racing_processes_all_get_the_one_store),
		TEST(what_dead_makers_left_is_removed),
		TEST(a_second_name_left_by_the_maker_is_taken_away),
		TEST(no_store_is_born_beside_the_log_of_a_lost_one),
		TEST(an_older_store_is_copied_and_changed),
		TEST(a_reader_brings_an_older_store_up_to_date),
		TEST(a_failed_change_leaves_the_store_as_it_was),
		TEST(a_failed_first_schema_leaves_nothing),
		TEST(an_older_store_waits_for_its_writer),
		TEST(an_older_writer_is_stopped_by_the_newer_schema),
		TEST(an_older_store_that_is_read_only_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
