/* SPDX-License-Identifier: MIT */
/* a store that is full, locked, read-only, damaged or not ours: what the program makes of it */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/json.h"
#include "fault_server.h"
#include "program.h"

#define PAGE_BYTES 4096

/* --- What was there and what is there -------------------------------------------------------- */

struct snapshot {
	unsigned char *bytes;
	size_t size_bytes;
	struct stat info;
	size_t names;
};

static size_t
count_names(const struct program *p)
{
	char folder[FOLDER_PATH_BYTES];
	size_t count = 0;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%.200s/.local/share/otpdeck", p->home);
	dir = opendir(folder);
	assert_non_null(dir);
	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count;
}

static void
remember(const struct program *p, struct snapshot *out)
{
	out->bytes = folder_read(p->store, &out->size_bytes);
	out->names = count_names(p);
	assert_int_equal(lstat(p->store, &out->info), 0);
}

/* Not a byte, not a mode, not a name in the folder has changed. */
static void
expect_unchanged(const struct program *p, struct snapshot *before)
{
	size_t size_bytes;
	unsigned char *bytes = folder_read(p->store, &size_bytes);
	struct stat info;

	assert_int_equal(size_bytes, before->size_bytes);
	if (size_bytes > 0)
		assert_memory_equal(bytes, before->bytes, size_bytes);
	assert_int_equal(lstat(p->store, &info), 0);
	assert_int_equal(info.st_mode, before->info.st_mode);
	assert_int_equal(info.st_ino, before->info.st_ino);
	assert_int_equal(count_names(p), before->names);
	free(bytes);
	free(before->bytes);
}

/* The fault names the file and what to do, and the file stays as it is. */
static void
expect_refused(struct program *p, const char *code, const char *hint)
{
	static const char *const commands[][4] = {
		{ "log", "list", "--json", NULL },
		{ "send", "--to=+99930005", "--json", NULL },
	};
	struct snapshot before;

	remember(p, &before);
	for (size_t i = 0; i < 2; i++) {
		if (program_run_list(p, commands[i]) != 3)
			fail_msg("%s: exit status %d\n%s%s", commands[i][0], p->status, p->out,
			         p->err);
		program_expect_word(p, "error.code", code);
		if (!strstr(program_word(p, "error.cause"), "otpdeck.db") ||
		    !strstr(program_word(p, "error.hint"), hint))
			fail_msg("%s", p->out);
	}
	expect_unchanged(p, &before);
}

/* A store with two messages, closed properly. */
static int
set_up_store(void **state)
{
	struct program *p;

	program_set_up(state);
	p = *state;
	program_be_nobody(p);
	program_expect(p, 0, "send", "--to", "+99930005", NULL);
	program_expect(p, 7, "send", "--to", "+99950012", NULL);
	return 0;
}

/* The same, with a provider whose arrivals are counted. */
static struct fault_server *
start_wire(struct program *p)
{
	struct fault_server *wire = fault_server_start(FAULT_DOOR_OPEN);

	program_expect(p, 0, "profile", "set", "base_url", fault_server_url(wire), NULL);
	return wire;
}

static void
overwrite(const struct program *p, long offset, int byte, size_t size_bytes)
{
	FILE *out = fopen(p->store, "r+be");

	assert_non_null(out);
	assert_int_equal(fseek(out, offset, SEEK_SET), 0);
	while (size_bytes-- > 0)
		fputc(byte, out);
	assert_int_equal(fclose(out), 0);
}

/* --- D1 to D3: a full disk ------------------------------------------------------------------- */

static void
expect_ok(struct program *p)
{
	char verdict[64];

	program_ask_text(p, "PRAGMA integrity_check", verdict, sizeof(verdict));
	assert_string_equal(verdict, "ok");
}

struct filling {
	size_t refused;   /* nothing left, no record */
	size_t uncertain; /* it left, its answer is not written down */
	size_t done;
};

/* One send while no file may grow past the limit. */
static void
send_within(struct program *p, struct fault_server *wire, rlim_t limit_bytes, struct filling *out)
{
	size_t before = fault_server_arrivals(wire);
	int64_t rows = program_ask(p, "SELECT count(*) FROM message");
	size_t arrived;
	int64_t fresh;

	p->file_limit_bytes = limit_bytes;
	program_run(p, "send", "--to", "+99930005", "--json", NULL);
	p->file_limit_bytes = RLIM_INFINITY;
	arrived = fault_server_arrivals(wire) - before;
	fresh = program_ask(p, "SELECT count(*) FROM message") - rows;
	assert_true(arrived <= 1 && fresh <= 1 && (int64_t)arrived <= fresh);
	expect_ok(p);
	if (p->status == 3) {
		program_expect_word(p, "error.code", "store_full");
		assert_non_null(strstr(program_word(p, "error.cause"), "is full"));
		assert_int_equal(arrived, 0);
		out->refused++;
	} else if (p->status == 8) {
		assert_int_equal(arrived, 1);
		out->uncertain++;
	} else {
		assert_int_equal(p->status, 0);
		assert_int_equal(arrived, 1);
		out->done++;
	}
}

static void
a_full_disk_stops_a_send_before_the_wire_or_leaves_it_unknown(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = start_wire(p);
	struct filling seen = { 0 };

	for (rlim_t limit = PAGE_BYTES; seen.done < 2 && limit < 512 * 1024; limit += PAGE_BYTES)
		send_within(p, wire, limit, &seen);
	assert_true(seen.refused > 0 && seen.uncertain > 0 && seen.done == 2);
	program_expect(p, 0, "log", "list", "--json", NULL);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message WHERE state = 'sending'"), 0);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message WHERE state = 'unknown'"),
	                 seen.uncertain);
	fault_server_destroy(wire);
}

static void
a_full_disk_makes_no_store_and_leaves_nothing_behind(void **state)
{
	struct program *p = *state;

	for (rlim_t limit = 0; limit <= 64 * 1024; limit += 16 * 1024) {
		p->file_limit_bytes = limit;
		program_expect(p, 3, "log", "list", "--json", NULL);
		program_expect_word(p, "error.code", "store_full");
		assert_int_not_equal(access(p->store, F_OK), 0);
	}
	p->file_limit_bytes = RLIM_INFINITY;
	program_expect(p, 0, "log", "list", NULL);
	expect_ok(p);
}

/* --- D4: read-only --------------------------------------------------------------------------- */

static void
expect_reading_only(struct program *p)
{
	program_expect(p, 0, "log", "list", "--json", NULL);
	assert_int_equal(json_count(program_node(p->envelope, "data.items")), 2);
	program_expect(p, 0, "log", "explain", "2", NULL);
	program_expect(p, 3, "send", "--to", "+99930005", "--json", NULL);
	program_expect_word(p, "error.code", "store_read_only");
	assert_true(strlen(program_word(p, "error.hint")) > 5);
	program_expect(p, 3, "profile", "set", "sender", "Other", "--json", NULL);
	program_expect_word(p, "error.code", "store_read_only");
}

static void
a_read_only_folder_is_read_and_never_sent_from(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = start_wire(p);
	struct snapshot before;
	char folder[FOLDER_PATH_BYTES];

	snprintf(folder, sizeof(folder), "%.200s/.local/share/otpdeck", p->home);
	remember(p, &before);
	assert_int_equal(chmod(folder, 0500), 0);
	expect_reading_only(p);
	expect_unchanged(p, &before);
	assert_int_equal(chmod(folder, 0700), 0);
	assert_int_equal(fault_server_arrivals(wire), 0);
	fault_server_destroy(wire);
}

static void
a_read_only_file_is_read_and_never_sent_from(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = start_wire(p);
	struct snapshot before;

	assert_int_equal(chmod(p->store, 0400), 0);
	remember(p, &before);
	expect_reading_only(p);
	expect_unchanged(p, &before);
	assert_int_equal(fault_server_arrivals(wire), 0);
	fault_server_destroy(wire);
}

static void
a_read_only_store_with_its_last_changes_beside_it_says_how_to_copy_it(void **state)
{
	struct program *p = *state;
	char log[FOLDER_PATH_BYTES + 8];
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	char line[128];

	/* A process that is killed leaves its log. */
	program_start(p, &c, "send", "--to", "+99900020", NULL);
	assert_true(program_read_line(&c, line, sizeof(line)));
	program_end(p, &c, SIGKILL);
	program_child_finish(&c);
	snprintf(log, sizeof(log), "%s-wal", p->store);
	assert_int_equal(access(log, F_OK), 0);
	assert_int_equal(chmod(p->store, 0400), 0);
	expect_refused(p, "store_read_only", "-wal");
}

/* --- D5: whose it is ------------------------------------------------------------------------- */

static void
a_store_that_others_may_read_is_refused_with_the_mend(void **state)
{
	static const mode_t modes[] = { 0644, 0640, 0604, 0660, 0777 };
	struct program *p = *state;

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		assert_int_equal(chmod(p->store, modes[i]), 0);
		expect_refused(p, "store_mode", "chmod 600 ");
	}
	assert_int_equal(chmod(p->store, 0600), 0);
	program_expect(p, 0, "log", "list", NULL);
}

static void
a_store_that_cannot_be_read_is_refused_with_the_mend(void **state)
{
	struct program *p = *state;

	assert_int_equal(chmod(p->store, 0), 0);
	program_expect(p, 3, "log", "list", "--json", NULL);
	program_expect_word(p, "error.code", "store_mode");
	assert_non_null(strstr(program_word(p, "error.hint"), "chmod 600 "));
}

static void
a_store_of_another_user_is_refused_with_the_mend(void **state)
{
	struct program *p = *state;

	if (geteuid() != 0)
		skip();
	assert_int_equal(chown(p->store, 0, 0), 0);
	expect_refused(p, "store_owner", "chown 65534 ");
	p->uid = 0;
	assert_int_equal(chown(p->store, PROGRAM_NOBODY, PROGRAM_NOBODY), 0);
	program_expect(p, 3, "--store", p->store, "log", "list", "--json", NULL);
}

static void
a_log_that_others_may_read_is_refused_as_the_store_is(void **state)
{
	struct program *p = *state;
	char log[FOLDER_PATH_BYTES + 8];

	snprintf(log, sizeof(log), "%s-wal", p->store);
	folder_write(log, "", 0);
	assert_int_equal(chmod(log, 0644), 0);
	if (geteuid() == 0)
		assert_int_equal(chown(log, p->uid, p->uid), 0);
	program_expect(p, 3, "log", "list", "--json", NULL);
	program_expect_word(p, "error.code", "store_mode");
	assert_non_null(strstr(program_word(p, "error.hint"), "-wal"));
}

static void
a_key_file_that_others_may_read_opens_nothing(void **state)
{
	struct program *p = *state;
	char folder[FOLDER_PATH_BYTES];
	char key[FOLDER_PATH_BYTES] = "";
	const struct dirent *entry;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%.200s/.config/otpdeck/keys", p->home);
	dir = opendir(folder);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strstr(entry->d_name, ".key"))
			snprintf(key, sizeof(key), "%.200s/%.100s", folder, entry->d_name);
	}
	closedir(dir);
	assert_int_equal(chmod(key, 0644), 0);
	program_run(p, "send", "--to", "+99930005", "--json", NULL);
	assert_true(p->status == 3 || p->status == 4);
	assert_non_null(strstr(program_word(p, "error.hint"), "chmod 600"));
}

/* --- D6: locked ------------------------------------------------------------------------------ */

static sqlite3 *
hold_lock(const struct program *p)
{
	sqlite3 *holder = NULL;

	assert_int_equal(sqlite3_open_v2(p->store, &holder, SQLITE_OPEN_READWRITE, NULL),
	                 SQLITE_OK);
	assert_int_equal(sqlite3_exec(holder, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	/* What SQLite made as root must not look like another user's. */
	if (geteuid() == 0) {
		static const char *const suffixes[] = { "-wal", "-shm" };
		char path[FOLDER_PATH_BYTES + 8];

		for (int i = 0; i < 2; i++) {
			snprintf(path, sizeof(path), "%s%s", p->store, suffixes[i]);
			assert_int_equal(chown(path, p->uid, p->uid), 0);
		}
	}
	return holder;
}

static void
a_store_that_is_locked_for_a_second_is_waited_for(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = start_wire(p);
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	sqlite3 *holder = hold_lock(p);

	program_start(p, &c, "send", "--to", "+99930005", "--json", NULL);
	while (program_now_ms() - c.started_ms < 1000)
		program_pause(c.started_ms);
	assert_true(program_is_alive(c.pid));
	assert_int_equal(fault_server_arrivals(wire), 0);
	sqlite3_close(holder);
	assert_int_equal(program_wait(p, &c), 0);
	assert_int_equal(fault_server_arrivals(wire), 1);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 3);
	program_child_finish(&c);
	fault_server_destroy(wire);
}

static void
a_store_that_stays_locked_says_by_whom_and_sends_nothing(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = start_wire(p);
	sqlite3 *holder = hold_lock(p);
	char who[32];

	snprintf(who, sizeof(who), "process %d", (int)getpid());
	program_expect(p, 3, "send", "--to", "+99930005", "--json", NULL);
	program_expect_word(p, "error.code", "store_busy");
	assert_non_null(strstr(program_word(p, "error.cause"), who));
	assert_true(p->elapsed_ms >= 4500 && p->elapsed_ms < 9000);
	assert_int_equal(fault_server_arrivals(wire), 0);
	/* Readers go on. */
	program_expect(p, 0, "log", "list", "--json", NULL);
	assert_true(p->elapsed_ms < 2000);
	sqlite3_close(holder);
	program_expect(p, 0, "send", "--to", "+99930005", "--json", NULL);
	fault_server_destroy(wire);
}

static void
waiting_for_a_lock_can_be_stopped_before_the_wire(void **state)
{
	struct program *p = *state;
	struct fault_server *wire = start_wire(p);
	struct program_child c = { .input_fd = -1, .fds = { -1, -1 } };
	sqlite3 *holder = hold_lock(p);

	program_start(p, &c, "send", "--to", "+99930005", "--json", NULL);
	while (program_now_ms() - c.started_ms < 500)
		program_pause(c.started_ms);
	assert_int_equal(program_end(p, &c, SIGINT), 130);
	assert_true(c.elapsed_ms < 3000);
	assert_non_null(strstr(c.bytes[PROGRAM_OUT], "\"code\":\"cancelled\""));
	assert_int_equal(fault_server_arrivals(wire), 0);
	sqlite3_close(holder);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 2);
	program_child_finish(&c);
	fault_server_destroy(wire);
}

/* --- D7, D8, D10, D15: not a store, or not a whole one --------------------------------------- */

static void
a_zeroed_header_is_refused(void **state)
{
	struct program *p = *state;

	overwrite(p, 0, 0, 100);
	expect_refused(p, "store_damaged", "otpdeck restore");
}

static void
a_text_file_is_refused(void **state)
{
	static const char text[] =
		"Dear diary, this is no database at all, and it has to stay as it is.\n"
		"A second line makes it longer than a header would have to be.\n";
	struct program *p = *state;

	folder_write(p->store, text, sizeof(text) - 1);
	expect_refused(p, "store_foreign", "--store");
}

static void
half_a_store_is_refused(void **state)
{
	struct program *p = *state;
	struct stat info;

	assert_int_equal(stat(p->store, &info), 0);
	assert_int_equal(truncate(p->store, info.st_size / 2), 0);
	expect_refused(p, "store_damaged", "otpdeck restore");
	assert_int_equal(truncate(p->store, info.st_size / 2 + 1000), 0);
	expect_refused(p, "store_damaged", "otpdeck restore");
}

static void
a_page_of_garbage_is_refused(void **state)
{
	struct program *p = *state;
	int64_t page =
		program_ask(p, "SELECT rootpage FROM sqlite_schema WHERE name = 'message_by_time'");

	assert_true(page > 1);
	overwrite(p, (long)(page - 1) * PAGE_BYTES, 0xA5, PAGE_BYTES);
	expect_refused(p, "store_damaged", "otpdeck restore");
}

static void
an_empty_file_is_no_new_store(void **state)
{
	struct program *p = *state;

	assert_int_equal(truncate(p->store, 0), 0);
	expect_refused(p, "store_empty", "remove");
	assert_int_equal(unlink(p->store), 0);
	program_expect(p, 0, "log", "list", NULL);
}

static void
a_store_of_a_newer_program_is_refused_naming_both_versions(void **state)
{
	struct program *p = *state;
	char ours[32];

	snprintf(ours, sizeof(ours), "up to %d", (int)program_ask(p, "PRAGMA user_version"));
	program_tamper(p, "PRAGMA user_version = 99");
	expect_refused(p, "store_newer", "otpdeck");
	assert_non_null(strstr(program_word(p, "error.cause"), "version 99"));
	assert_non_null(strstr(program_word(p, "error.cause"), ours));
}

static void
a_database_of_another_program_is_refused(void **state)
{
	struct program *p = *state;

	program_tamper(p, "PRAGMA application_id = 4711");
	expect_refused(p, "store_foreign", "--store");
}

static void
a_link_to_a_store_is_refused(void **state)
{
	struct program *p = *state;
	char other[FOLDER_PATH_BYTES];

	snprintf(other, sizeof(other), "%.200s/.local/share/otpdeck/other.db", p->home);
	assert_int_equal(link(p->store, other), 0);
	expect_refused(p, "store_link", "remove one");
	assert_int_equal(unlink(p->store), 0);
	assert_int_equal(symlink(other, p->store), 0);
	program_expect(p, 3, "log", "list", "--json", NULL);
	program_expect_word(p, "error.code", "store_link");
	program_expect(p, 0, "--store", other, "log", "list", NULL);
}

static void
what_is_no_file_is_refused(void **state)
{
	struct program *p = *state;

	assert_int_equal(unlink(p->store), 0);
	assert_int_equal(mkfifo(p->store, 0600), 0);
	if (geteuid() == 0)
		assert_int_equal(chown(p->store, p->uid, p->uid), 0);
	program_expect(p, 3, "log", "list", "--json", NULL);
	program_expect(p, 3, "--store", "/dev/full", "log", "list", "--json", NULL);
	program_expect(p, 3, "--store", "/no/such/folder/x.db", "log", "list", "--json", NULL);
	program_expect(p, 2, "--store", "", "log", "list", "--json", NULL);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_store, program_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_full_disk_stops_a_send_before_the_wire_or_leaves_it_unknown),
		cmocka_unit_test_setup_teardown(
			a_full_disk_makes_no_store_and_leaves_nothing_behind, program_set_up,
			program_tear_down),
		TEST(a_read_only_folder_is_read_and_never_sent_from),
		TEST(a_read_only_file_is_read_and_never_sent_from),
		TEST(a_read_only_store_with_its_last_changes_beside_it_says_how_to_copy_it),
		TEST(a_store_that_others_may_read_is_refused_with_the_mend),
		TEST(a_store_that_cannot_be_read_is_refused_with_the_mend),
		TEST(a_store_of_another_user_is_refused_with_the_mend),
		TEST(a_log_that_others_may_read_is_refused_as_the_store_is),
		TEST(a_key_file_that_others_may_read_opens_nothing),
		TEST(a_store_that_is_locked_for_a_second_is_waited_for),
		TEST(a_store_that_stays_locked_says_by_whom_and_sends_nothing),
		TEST(waiting_for_a_lock_can_be_stopped_before_the_wire),
		TEST(a_zeroed_header_is_refused),
		TEST(a_text_file_is_refused),
		TEST(half_a_store_is_refused),
		TEST(a_page_of_garbage_is_refused),
		TEST(an_empty_file_is_no_new_store),
		TEST(a_store_of_a_newer_program_is_refused_naming_both_versions),
		TEST(a_database_of_another_program_is_refused),
		TEST(a_link_to_a_store_is_refused),
		TEST(what_is_no_file_is_refused),
	};

	return cmocka_run_group_tests_name("faults/store", tests, NULL, NULL);
}
