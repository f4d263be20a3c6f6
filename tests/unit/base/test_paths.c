/* SPDX-License-Identifier: MIT */
/* the XDG rules hold, and directories belong to their owner alone */
#include "base/paths.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char room[] = "/tmp/otpdeck-paths-XXXXXX";
static const char *const variables[] = { "HOME", "OTPDECK_STORE", "XDG_DATA_HOME",
	                                 "XDG_CONFIG_HOME", "XDG_STATE_HOME" };

static int
clean_variables(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
		unsetenv(variables[i]);
	setenv("HOME", "/home/op", 1);
	return 0;
}

static int
make_room(void **state)
{
	(void)state;
	(void)umask(022);
	return mkdtemp(room) == NULL ? -1 : 0;
}

static int
remove_room(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "chmod -R u+rwx %s; rm -rf %s", room, room);
	return system(command);
}

/* A path in the test's own directory; valid until the next call but one. */
static const char *
in_room(const char *tail)
{
	static char paths[2][PATHS_BYTES];
	static int turn;

	turn = 1 - turn;
	snprintf(paths[turn], PATHS_BYTES, "%s/%s", room, tail);
	return paths[turn];
}

static unsigned
mode_of(const char *path)
{
	struct stat seen;

	assert_int_equal(stat(path, &seen), 0);
	return (unsigned)(seen.st_mode & 07777);
}

static void
defaults_lie_below_the_home(void **state)
{
	struct paths p;
	struct fault f;

	(void)state;
	assert_int_equal(paths_resolve(NULL, &p, &f), ST_OK);
	assert_string_equal(p.store, "/home/op/.local/share/otpdeck/otpdeck.db");
	assert_string_equal(p.key_dir, "/home/op/.config/otpdeck/keys");
	assert_string_equal(p.state_dir, "/home/op/.local/state/otpdeck");
	assert_string_equal(p.sandbox_state, "/home/op/.local/state/otpdeck/sandbox.jsonl");
	assert_string_equal(p.diary, "/home/op/.local/state/otpdeck/otpdeck.log");
}

static void
xdg_variables_move_their_folders(void **state)
{
	struct paths p;
	struct fault f;

	(void)state;
	setenv("XDG_DATA_HOME", "/d", 1);
	setenv("XDG_CONFIG_HOME", "/c", 1);
	setenv("XDG_STATE_HOME", "/s", 1);
	unsetenv("HOME");
	assert_int_equal(paths_resolve(NULL, &p, &f), ST_OK);
	assert_string_equal(p.store, "/d/otpdeck/otpdeck.db");
	assert_string_equal(p.key_dir, "/c/otpdeck/keys");
	assert_string_equal(p.state_dir, "/s/otpdeck");
}

static void
empty_and_relative_xdg_variables_count_as_unset(void **state)
{
	struct paths p;
	struct fault f;

	(void)state;
	setenv("XDG_DATA_HOME", "", 1);
	setenv("XDG_CONFIG_HOME", "here", 1);
	assert_int_equal(paths_resolve(NULL, &p, &f), ST_OK);
	assert_string_equal(p.store, "/home/op/.local/share/otpdeck/otpdeck.db");
	assert_string_equal(p.key_dir, "/home/op/.config/otpdeck/keys");
}

static void
the_option_wins_over_the_variable_and_both_over_the_default(void **state)
{
	struct paths p;
	struct fault f;

	(void)state;
	setenv("OTPDECK_STORE", "", 1);
	assert_int_equal(paths_resolve(NULL, &p, &f), ST_OK);
	assert_string_equal(p.store, "/home/op/.local/share/otpdeck/otpdeck.db");
	setenv("OTPDECK_STORE", "./mine.db", 1);
	assert_int_equal(paths_resolve(NULL, &p, &f), ST_OK);
	assert_string_equal(p.store, "./mine.db");
	assert_int_equal(paths_resolve("/other.db", &p, &f), ST_OK);
	assert_string_equal(p.store, "/other.db");
}

static void
an_empty_option_is_refused(void **state)
{
	struct paths p;
	struct fault f;

	(void)state;
	assert_int_equal(paths_resolve("", &p, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_VALUE_INVALID);
}

static void
without_a_home_the_missing_variable_is_named(void **state)
{
	struct paths p;
	struct fault f;

	(void)state;
	unsetenv("HOME");
	assert_int_equal(paths_resolve(NULL, &p, &f), ST_STORE);
	assert_int_equal(f.word, WORD_SYSTEM);
	assert_non_null(strstr(f.hint, "XDG_DATA_HOME"));
	setenv("HOME", "relative", 1);
	assert_int_equal(paths_resolve(NULL, &p, &f), ST_STORE);
	setenv("OTPDECK_STORE", "/somewhere.db", 1);
	assert_int_equal(paths_resolve(NULL, &p, &f), ST_STORE);
	assert_non_null(strstr(f.hint, "XDG_CONFIG_HOME"));
}

static void
a_path_that_does_not_fit_is_refused(void **state)
{
	static char path[PATHS_BYTES + 1];
	struct paths p;
	struct fault f;

	(void)state;
	memset(path, 'a', PATHS_BYTES);
	path[0] = '/';
	assert_int_equal(paths_resolve(path, &p, &f), ST_STORE);
	assert_int_equal(f.word, WORD_SYSTEM);
	path[PATHS_BYTES - 1] = '\0';
	assert_int_equal(paths_resolve(path, &p, &f), ST_OK);
	assert_string_equal(p.store, path);
	path[PATHS_BYTES - 5] = '\0';
	setenv("XDG_STATE_HOME", path, 1);
	assert_int_equal(paths_resolve(NULL, &p, &f), ST_STORE);
	assert_string_equal(p.state_dir, "");
}

static void
the_program_dir_holds_the_running_program(void **state)
{
	char expected[PATHS_BYTES * 2] = { 0 };
	struct paths p;
	struct fault f;
	struct stat seen;

	(void)state;
	assert_int_equal(paths_resolve(NULL, &p, &f), ST_OK);
	assert_true(p.program_dir[0] == '/');
	snprintf(expected, sizeof expected, "%s/%s", p.program_dir, program_invocation_short_name);
	assert_int_equal(stat(expected, &seen), 0);
}

static void
missing_parents_are_made_for_the_owner_only(void **state)
{
	struct fault f;

	(void)state;
	(void)umask(0);
	assert_int_equal(paths_make_dir(in_room("a/b/c"), &f), ST_OK);
	(void)umask(022);
	assert_int_equal(mode_of(in_room("a")), 0700);
	assert_int_equal(mode_of(in_room("a/b")), 0700);
	assert_int_equal(mode_of(in_room("a/b/c")), 0700);
	assert_int_equal(paths_make_dir(in_room("a/b/c"), &f), ST_OK);
	assert_int_equal(paths_make_dir(in_room("a/b/c/"), &f), ST_OK);
	assert_int_equal(paths_make_dir(in_room("slash/"), &f), ST_OK);
	assert_int_equal(mode_of(in_room("slash")), 0700);
}

static void
a_directory_that_exists_keeps_its_mode(void **state)
{
	struct fault f;

	(void)state;
	assert_int_equal(mkdir(in_room("readable"), 0755), 0);
	assert_int_equal(paths_make_dir(in_room("readable"), &f), ST_OK);
	assert_int_equal(mode_of(in_room("readable")), 0755);
}

static void
a_directory_that_others_may_write_is_refused_with_the_cure(void **state)
{
	struct fault f;

	(void)state;
	assert_int_equal(mkdir(in_room("open"), 0700), 0);
	assert_int_equal(chmod(in_room("open"), 0720), 0);
	assert_int_equal(paths_make_dir(in_room("open"), &f), ST_STORE);
	assert_int_equal(f.word, WORD_SYSTEM);
	assert_non_null(strstr(f.hint, "chmod go-w "));
	assert_int_equal(chmod(in_room("open"), 01777), 0);
	assert_int_equal(paths_make_dir(in_room("open"), &f), ST_STORE);
}

static void
a_directory_of_another_user_is_refused(void **state)
{
	struct fault f;

	(void)state;
	if (geteuid() != 0) {
		assert_int_equal(paths_make_dir("/usr", &f), ST_STORE);
	} else {
		assert_int_equal(mkdir(in_room("foreign"), 0700), 0);
		assert_int_equal(chown(in_room("foreign"), 12345, 12345), 0);
		assert_int_equal(paths_make_dir(in_room("foreign"), &f), ST_STORE);
	}
	assert_non_null(strstr(f.cause, "another user"));
}

static void
a_file_in_the_way_is_refused(void **state)
{
	struct fault f;
	FILE *file = fopen(in_room("file"), "w");

	(void)state;
	assert_non_null(file);
	fclose(file);
	assert_int_equal(paths_make_dir(in_room("file"), &f), ST_STORE);
	assert_non_null(strstr(f.cause, "not a directory"));
	assert_int_equal(paths_make_dir(in_room("file/below"), &f), ST_STORE);
	assert_int_equal(paths_make_dir("", &f), ST_STORE);
}

static void
a_linked_directory_is_followed(void **state)
{
	struct fault f;

	(void)state;
	assert_int_equal(mkdir(in_room("real"), 0700), 0);
	assert_int_equal(symlink("real", in_room("link")), 0);
	assert_int_equal(paths_make_dir(in_room("link/sub"), &f), ST_OK);
	assert_int_equal(mode_of(in_room("real/sub")), 0700);
}

static void
the_parent_of_a_file_is_made_and_the_file_is_not(void **state)
{
	struct fault f;

	(void)state;
	assert_int_equal(paths_make_parent(in_room("p/q/otpdeck.db"), &f), ST_OK);
	assert_int_equal(mode_of(in_room("p/q")), 0700);
	assert_int_equal(access(in_room("p/q/otpdeck.db"), F_OK), -1);
}

static void
a_bare_file_name_lies_in_the_current_directory(void **state)
{
	char before[PATHS_BYTES];
	struct fault f;

	(void)state;
	assert_non_null(getcwd(before, sizeof before));
	assert_int_equal(chdir(room), 0);
	assert_int_equal(paths_make_parent("otpdeck.db", &f), ST_OK);
	assert_int_equal(chmod(".", 0777), 0);
	assert_int_equal(paths_make_parent("otpdeck.db", &f), ST_STORE);
	assert_int_equal(chmod(".", 0700), 0);
	assert_int_equal(chdir(before), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(defaults_lie_below_the_home, clean_variables),
		cmocka_unit_test_setup(xdg_variables_move_their_folders, clean_variables),
		cmocka_unit_test_setup(empty_and_relative_xdg_variables_count_as_unset,
		                       clean_variables),
		cmocka_unit_test_setup(the_option_wins_over_the_variable_and_both_over_the_default,
		                       clean_variables),
		cmocka_unit_test_setup(an_empty_option_is_refused, clean_variables),
		cmocka_unit_test_setup(without_a_home_the_missing_variable_is_named,
		                       clean_variables),
		cmocka_unit_test_setup(a_path_that_does_not_fit_is_refused, clean_variables),
		cmocka_unit_test_setup(the_program_dir_holds_the_running_program, clean_variables),
		cmocka_unit_test(missing_parents_are_made_for_the_owner_only),
		cmocka_unit_test(a_directory_that_exists_keeps_its_mode),
		cmocka_unit_test(a_directory_that_others_may_write_is_refused_with_the_cure),
		cmocka_unit_test(a_directory_of_another_user_is_refused),
		cmocka_unit_test(a_file_in_the_way_is_refused),
		cmocka_unit_test(a_linked_directory_is_followed),
		cmocka_unit_test(the_parent_of_a_file_is_made_and_the_file_is_not),
		cmocka_unit_test(a_bare_file_name_lies_in_the_current_directory),
	};

	return cmocka_run_group_tests(tests, make_room, remove_room);
}
