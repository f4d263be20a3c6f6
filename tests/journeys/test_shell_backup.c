/* SPDX-License-Identifier: MIT */
/* the shell twin copies the store, takes it back and lists the audit */
#include <dirent.h>
#include <fcntl.h>
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

#include "program.h"

#define KEY "k7w2-9q4r-5t6y"
#define WITH_SLOT "--all-slots"
#define ROUNDS 40
#define ROUNDS_MAX 400

static const char *
copy_of(struct program *p)
{
	return folder_file(&p->folder, "copy.db");
}

static void
a_copy_brings_back_what_was_there(void **state)
{
	struct program *p = *state;
	const char *copy = copy_of(p);

	program_expect(p, 0, "send", "--to", "+99930005", NULL);
	program_expect(p, 0, "backup", copy, WITH_SLOT, "--json", NULL);
	program_expect_word(p, "data.file", copy);
	program_expect(p, 0, "send", "--to", "+99930005", NULL);
	program_expect(p, 0, "profile", "add", "later", "--environment", "staging", NULL);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 2);

	program_expect(p, 0, "restore", copy, "--json", NULL);
	assert_non_null(strstr(program_word(p, "data.kept"), ".before-restore-"));
	assert_int_equal(access(program_word(p, "data.kept"), F_OK), 0);
	/* The number of the one message, and its context. */
	assert_int_equal(program_number(p, "data.opened"), 2);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM message"), 1);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM profile"), 1);
	program_expect(p, 0, "send", "--to", "+99930005", "--json", NULL);
	assert_int_equal(program_number(p, "data.id"), 2);
}

static void
a_copy_is_restored_where_there_is_no_store(void **state)
{
	struct program *p = *state;
	const char *copy = copy_of(p);

	program_expect(p, 0, "profile", "add", "trial", "--environment", "staging", NULL);
	program_expect(p, 0, "backup", copy, WITH_SLOT, NULL);
	assert_int_equal(unlink(p->store), 0);
	program_expect(p, 0, "restore", copy, "--json", NULL);
	program_expect_word(p, "data.kept", "");
	program_expect(p, 0, "profile", "show", "trial", NULL);
}

static void
a_copy_for_another_machine_wants_its_key_file(void **state)
{
	struct program *p = *state;
	const char *copy = copy_of(p);
	char key_dir[FOLDER_PATH_BYTES];
	char moved[FOLDER_PATH_BYTES];
	char vault[64];
	char key[2 * FOLDER_PATH_BYTES];

	program_make_staging(p, "http://127.0.0.1:9", KEY);
	program_expect(p, 0, "backup", copy, WITH_SLOT, NULL);
	program_ask_text(p, "SELECT uuid FROM vault", vault, sizeof(vault));
	snprintf(key_dir, sizeof(key_dir), "%.200s/.config/otpdeck/keys", p->home);
	snprintf(moved, sizeof(moved), "%s", folder_file(&p->folder, "taken.key"));
	snprintf(key, sizeof(key), "%s/%s.key", key_dir, vault);
	assert_int_equal(rename(key, moved), 0);
	assert_int_equal(unlink(p->store), 0);

	program_expect(p, 4, "restore", copy, "--json", NULL);
	program_expect_word(p, "error.code", "locked");
	assert_int_not_equal(access(p->store, F_OK), 0);
	program_expect(p, 0, "restore", copy, "--key-file", moved, "--json", NULL);
	program_expect(p, 0, "secret", "list", "--key-file", moved, NULL);
	assert_true(program_holds(p->out, p->out_bytes, "API_KEY"));
}

static int
pass(struct program *p, const char *words)
{
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], words, strlen(words)), strlen(words));
	close(ends[1]);
	p->pass_fd = ends[0];
	return ends[0];
}

static void
a_copy_without_key_file_slots_opens_by_the_passphrase(void **state)
{
	struct program *p = *state;
	const char *copy = copy_of(p);
	char number[16];

	program_make_staging(p, "http://127.0.0.1:9", KEY);
	snprintf(number, sizeof(number), "%d", pass(p, "correct horse battery"));
	program_expect(p, 0, "vault", "add-passphrase", "--strength", "small", "--value-fd", number,
	               NULL);
	assert_true(program_holds(p->err, p->err_bytes, "a key file opens the vault too"));
	close(p->pass_fd);
	p->pass_fd = -1;
	program_expect(p, 0, "backup", copy, "--json", NULL);
	program_expect(p, 4, "restore", copy, "--no-input", "--json", NULL);
	program_expect_word(p, "error.code", "locked");
	snprintf(number, sizeof(number), "%d", pass(p, "wrong horse"));
	program_expect(p, 4, "restore", copy, "--passphrase-fd", number, "--json", NULL);
	program_expect_word(p, "error.code", "passphrase_wrong");
	close(p->pass_fd);
	snprintf(number, sizeof(number), "%d", pass(p, "correct horse battery"));
	program_expect(p, 0, "restore", copy, "--passphrase-fd", number, "--json", NULL);
	close(p->pass_fd);
	p->pass_fd = -1;
	assert_int_equal(program_ask(p, "SELECT count(*) FROM vault_slot"), 1);
}

static void
what_cannot_be_copied_or_restored_is_said_and_nothing_changes(void **state)
{
	struct program *p = *state;
	const char *copy = copy_of(p);

	program_expect(p, 0, "profile", "list", NULL);
	program_expect(p, 2, "backup", copy, "--json", NULL);
	program_expect_word(p, "error.code", "last_slot");
	program_expect(p, 2, "backup", NULL);
	program_expect(p, 2, "restore", NULL);
	folder_write(copy, "mine", 4);
	program_expect(p, 2, "backup", copy, WITH_SLOT, "--json", NULL);
	program_expect_word(p, "error.code", "already_exists");
	program_expect(p, 3, "restore", copy, "--json", NULL);
	program_expect_word(p, "error.code", "store_foreign");
	program_expect(p, 2, "restore", "/nowhere/copy.db", NULL);
	program_expect(p, 2, "restore", p->home, "--json", NULL);
	program_expect_word(p, "error.code", "file_unreadable");
	program_expect(p, 3, "backup", "/nowhere/copy.db", WITH_SLOT, NULL);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM audit"), 1);
}

static void
a_full_disk_leaves_neither_half_a_copy_nor_half_a_store(void **state)
{
	struct program *p = *state;
	const char *copy = copy_of(p);
	const char *second = folder_file(&p->folder, "second.db");
	size_t files;

	program_expect(p, 0, "backup", copy, WITH_SLOT, NULL);
	files = folder_count(&p->folder);
	p->file_limit_bytes = 40000;
	program_expect(p, 3, "backup", second, WITH_SLOT, "--json", NULL);
	program_expect_word(p, "error.code", "store_full");
	program_expect(p, 3, "restore", copy, "--json", NULL);
	program_expect_word(p, "error.code", "store_full");
	p->file_limit_bytes = RLIM_INFINITY;
	assert_int_equal(folder_count(&p->folder), files);
	assert_int_not_equal(access(second, F_OK), 0);
	program_expect(p, 0, "profile", "list", NULL);
	assert_int_equal(program_ask(p, "SELECT count(*) FROM audit"), 2);
}

/* Stores beside the store that still can be opened and hold three rows. */
static void
expect_the_old_store_is_somewhere(struct program *p)
{
	char folder[FOLDER_PATH_BYTES];
	char path[2 * FOLDER_PATH_BYTES];
	const struct dirent *entry;
	int found = program_ask(p, "SELECT count(*) FROM message") == 3;

	snprintf(folder, sizeof(folder), "%.200s/.local/share/otpdeck", p->home);
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		struct program other = *p;
		if (!strstr(entry->d_name, ".before-restore-"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		snprintf(other.store, sizeof(other.store), "%.390s", path);
		found += program_ask(&other, "SELECT count(*) FROM message") == 3;
		unlink(path);
	}
	closedir(dir);
	assert_true(found >= 1);
}

static int
count_left_behind(struct program *p)
{
	char folder[FOLDER_PATH_BYTES];
	const struct dirent *entry;
	int count = 0;

	snprintf(folder, sizeof(folder), "%.200s/.local/share/otpdeck", p->home);
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		count += strstr(entry->d_name, ".new-") != NULL;
	closedir(dir);
	return count;
}

/* Rows of the store afterwards. */
static int64_t
kill_restore_after(struct program *p, const char *copy, int64_t limit_ms)
{
	struct program_child child = { .pid = 0 };
	int64_t began_ms = program_now_ms();

	program_start(p, &child, "restore", copy, NULL);
	while (program_now_ms() - began_ms < limit_ms && program_is_alive(child.pid))
		program_pause(began_ms);
	program_end(p, &child, SIGKILL);
	program_child_finish(&child);
	return program_ask(p, "SELECT count(*) FROM message");
}

/* Whatever moment it dies in, there is one whole store, of before or of after, and if it is the one
 * of after, the other is kept. */
static void
a_restore_that_is_killed_is_whole_or_has_not_happened(void **state)
{
	struct program *p = *state;
	char copy[FOLDER_PATH_BYTES];
	char again[FOLDER_PATH_BYTES];
	int64_t limit_ms = 5;
	int swapped = 0;

	snprintf(copy, sizeof(copy), "%s", copy_of(p));
	snprintf(again, sizeof(again), "%s", folder_file(&p->folder, "again.db"));
	for (int i = 0; i < 3; i++) {
		if (i == 1)
			program_expect(p, 0, "backup", copy, WITH_SLOT, NULL);
		program_expect(p, 0, "send", "--to", "+99930005", NULL);
	}
	program_expect(p, 0, "backup", again, WITH_SLOT, NULL);
	/* The moment of death moves towards that of the swap, from either side. */
	for (int i = 0; i < ROUNDS || (i < ROUNDS_MAX && (swapped == 0 || swapped == i)); i++) {
		int64_t rows = kill_restore_after(p, copy, limit_ms);
		assert_true(rows == 1 || rows == 3);
		swapped += rows == 1;
		limit_ms += rows == 3 ? 1 : limit_ms > 0 ? -1 : 0;
		program_expect(p, 0, "profile", "list", NULL);
		expect_the_old_store_is_somewhere(p);
		if (rows == 1)
			program_expect(p, 0, "restore", again, NULL);
	}
	program_expect(p, 0, "restore", again, NULL);
	assert_int_equal(count_left_behind(p), 0);
	assert_true(swapped > 0);
}

/* Whatever moment it dies in, the file is whole or not there, and the next copy takes what is left
 * of it away. */
static void
a_copy_that_is_killed_is_whole_or_not_there(void **state)
{
	struct program *p = *state;
	char copy[FOLDER_PATH_BYTES];
	int64_t limit_ms = 5;
	int made = 0;

	snprintf(copy, sizeof(copy), "%s", copy_of(p));
	program_expect(p, 0, "send", "--to", "+99930005", NULL);
	for (int i = 0; i < ROUNDS || (i < ROUNDS_MAX && (made == 0 || made == i)); i++) {
		struct program other = *p;
		struct program_child child = { .pid = 0 };
		int64_t began_ms = program_now_ms();

		program_start(p, &child, "backup", copy, WITH_SLOT, NULL);
		while (program_now_ms() - began_ms < limit_ms && program_is_alive(child.pid))
			program_pause(began_ms);
		program_end(p, &child, SIGKILL);
		program_child_finish(&child);
		bool exists = access(copy, F_OK) == 0;
		snprintf(other.store, sizeof(other.store), "%s", copy);
		assert_int_equal(exists ? program_ask(&other, "SELECT count(*) FROM message") : 1,
		                 1);
		made += exists;
		limit_ms += exists ? (limit_ms > 0 ? -1 : 0) : 1;
		unlink(copy);
	}
	program_expect(p, 0, "backup", copy, WITH_SLOT, NULL);
	/* The home and the copy. */
	assert_int_equal(folder_count(&p->folder), 2);
	program_expect(p, 0, "restore", copy, NULL);
}

static void
the_audit_lists_who_did_what_newest_first(void **state)
{
	struct program *p = *state;

	program_make_staging(p, "http://127.0.0.1:9", KEY);
	program_expect(p, 0, "audit", "--limit", "2", "--json", NULL);
	program_expect_word(p, "data.items.0.event", "secret_set");
	program_expect_word(p, "data.items.0.detail", "API_KEY");
	program_expect_word(p, "data.items.0.profile", "staging");
	assert_int_equal(strlen(program_word(p, "data.items.0.at")),
	                 strlen("2026-11-25T10:15:00.000Z"));
	char next[32];
	snprintf(next, sizeof(next), "%s", program_word(p, "data.next"));
	program_expect(p, 0, "audit", "--cursor", next, "--json", NULL);
	assert_int_equal(program_number(p, "data.items.0.id"), atoll(next) - 1);
	program_expect_word(p, "data.next", "");
	program_expect(p, 0, "audit", NULL);
	assert_true(program_holds(p->out, p->out_bytes, "secret_set"));
	assert_false(program_holds(p->out, p->out_bytes, "k7w2"));
}

static void
a_limit_or_cursor_that_is_none_is_refused(void **state)
{
	static const char *const wrong[][2] = { { "--limit", "0" },    { "--limit", "1001" },
		                                { "--limit", "x" },    { "--cursor", "0" },
		                                { "--cursor", "1.2" }, { "--cursor", "" } };
	struct program *p = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		program_expect(p, 2, "audit", wrong[i][0], wrong[i][1], "--json", NULL);
		program_expect_word(p, "error.code", "usage");
	}
}

int
main(void)
{
#define JOURNEY(name) cmocka_unit_test_setup_teardown(name, program_set_up, program_tear_down)
	const struct CMUnitTest tests[] = {
		JOURNEY(a_copy_brings_back_what_was_there),
		JOURNEY(a_copy_is_restored_where_there_is_no_store),
		JOURNEY(a_copy_for_another_machine_wants_its_key_file),
		JOURNEY(a_copy_without_key_file_slots_opens_by_the_passphrase),
		JOURNEY(what_cannot_be_copied_or_restored_is_said_and_nothing_changes),
		JOURNEY(a_full_disk_leaves_neither_half_a_copy_nor_half_a_store),
		JOURNEY(a_restore_that_is_killed_is_whole_or_has_not_happened),
		JOURNEY(a_copy_that_is_killed_is_whole_or_not_there),
		JOURNEY(the_audit_lists_who_did_what_newest_first),
		JOURNEY(a_limit_or_cursor_that_is_none_is_refused),
	};

	return cmocka_run_group_tests_name("journeys/shell_backup", tests, NULL, NULL);
}
