/* SPDX-License-Identifier: MIT */
/* a small file of the user's alone */
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"

static int
set_up(void **state)
{
	static struct folder folder;

	folder_create(&folder);
	*state = &folder;
	return 0;
}

static int
tear_down(void **state)
{
	folder_destroy(*state);
	return 0;
}

static void
expect_contents(const char *path, const char *wanted)
{
	size_t size = 0;
	unsigned char *bytes = folder_read(path, &size);

	assert_int_equal(size, strlen(wanted));
	assert_memory_equal(bytes, wanted, size);
	free(bytes);
}

static void
a_file_is_readable_by_its_owner_only(void **state)
{
	const char *path = folder_file(*state, "hook.js");
	struct stat now;
	struct fault f;
	mode_t mask = umask(0);

	assert_int_equal(file_write_private(path, "code", 4, &f), ST_OK);
	umask(mask);
	assert_int_equal(stat(path, &now), 0);
	assert_int_equal(now.st_mode & 07777, 0600);
	expect_contents(path, "code");
}

static void
what_stood_there_is_replaced_and_not_written_into(void **state)
{
	const char *other = folder_file(*state, "other");
	const char *path = folder_file(*state, "link");
	struct stat now;
	struct fault f;

	assert_int_equal(file_write_private(other, "stays", 5, &f), ST_OK);
	assert_int_equal(symlink(other, path), 0);
	assert_int_equal(file_write_private(path, "new", 3, &f), ST_OK);
	assert_int_equal(lstat(path, &now), 0);
	assert_true(S_ISREG(now.st_mode));
	expect_contents(path, "new");
	expect_contents(other, "stays");
}

static void
a_place_that_cannot_be_written_is_named(void **state)
{
	struct fault f;

	assert_int_equal(file_write_private(folder_file(*state, "none/hook.js"), "x", 1, &f),
	                 ST_STORE);
	assert_int_equal(f.word, WORD_SYSTEM);
	assert_non_null(strstr(f.cause, "No such file"));
	assert_int_equal(mkdir(folder_file(*state, "folder"), 0700), 0);
	assert_int_equal(file_write_private(folder_file(*state, "folder"), "x", 1, &f), ST_STORE);
	assert_non_null(strstr(f.cause, "directory"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_is_readable_by_its_owner_only, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(what_stood_there_is_replaced_and_not_written_into,
		                                set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_place_that_cannot_be_written_is_named, set_up,
		                                tear_down),
	};

	return cmocka_run_group_tests_name("base/file", tests, NULL, NULL);
}
