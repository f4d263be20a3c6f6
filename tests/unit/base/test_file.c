/* SPDX-License-Identifier: MIT */
/* a descriptor written to the last byte; a small file of the user's alone */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
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

/* A pipe takes less at once than is written, and the reader is slower than the writer. */
static void *
read_all(void *context)
{
	int fd = *(int *)context;
	unsigned char bytes[1000];
	uintptr_t sum = 0;
	ssize_t size;

	while ((size = read(fd, bytes, sizeof(bytes))) > 0)
		for (ssize_t i = 0; i < size; i++)
			sum += bytes[i];
	return (void *)sum;
}

static void
a_descriptor_is_written_to_the_last_byte(void **state)
{
	static unsigned char bytes[300 * 1000];
	int ends[2];
	pthread_t reader;
	void *sum;

	(void)state;
	memset(bytes, 3, sizeof(bytes));
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(pthread_create(&reader, NULL, read_all, &ends[0]), 0);
	assert_true(file_write_all(ends[1], bytes, sizeof(bytes)));
	close(ends[1]);
	assert_int_equal(pthread_join(reader, &sum), 0);
	close(ends[0]);
	assert_int_equal((uintptr_t)sum, 3 * sizeof(bytes));
}

static void
a_descriptor_that_takes_no_more_tells_why(void **state)
{
	int fd = open("/dev/full", O_WRONLY);

	(void)state;
	assert_true(fd >= 0);
	assert_false(file_write_all(fd, "x", 1));
	assert_int_equal(errno, ENOSPC);
	assert_true(file_error_is_full(errno));
	assert_false(file_error_is_full(EACCES));
	close(fd);
}

static void
expect_below(int folder, const char *name, const char *wanted)
{
	struct text out;

	text_init(&out, 16);
	assert_int_equal(file_read_below(folder, name, &out), wanted != NULL);
	if (wanted != NULL)
		assert_string_equal(text_string(&out), wanted);
	text_finish(&out);
}

static void
a_name_leads_to_files_below_its_folder_only(void **state)
{
	const struct folder *d = *state;
	int folder;

	assert_int_equal(mkdir(folder_file(d, "in"), 0700), 0);
	assert_int_equal(mkdir(folder_file(d, "in/mail"), 0700), 0);
	folder_write(folder_file(d, "in/foot"), "foot", 4);
	folder_write(folder_file(d, "in/mail/head"), "head", 4);
	folder_write(folder_file(d, "in/long"), "12345678901234567", 17);
	folder_write(folder_file(d, "outside"), "secret", 6);
	assert_int_equal(symlink("../outside", folder_file(d, "in/link")), 0);
	assert_int_equal(symlink("..", folder_file(d, "in/up")), 0);
	folder = open(folder_file(d, "in"), O_RDONLY | O_DIRECTORY);
	assert_true(folder >= 0);
	expect_below(folder, "foot", "foot");
	expect_below(folder, "mail/head", "head");
	expect_below(folder, "mail", NULL);
	expect_below(folder, "nobody", NULL);
	expect_below(folder, "long", NULL);
	expect_below(folder, "../outside", NULL);
	expect_below(folder, "mail/../../outside", NULL);
	expect_below(folder, "./foot", NULL);
	expect_below(folder, "mail//head", NULL);
	expect_below(folder, folder_file(d, "outside"), NULL);
	expect_below(folder, "link", NULL);
	expect_below(folder, "up/outside", NULL);
	expect_below(folder, "", NULL);
	close(folder);
}

static void
expect_refused(const char *path, size_t ceiling_bytes, enum fault_word word)
{
	struct fault f = { 0 };
	char none[] = "none";
	char *bytes = none;
	size_t size = 0;

	assert_true(file_read_private(path, ceiling_bytes, &bytes, &size, &f) != ST_OK);
	assert_int_equal(f.word, word);
	assert_non_null(strstr(f.cause, path));
	assert_null(bytes);
}

/* A pipe that nobody writes to would be waited for without end. */
static void
only_a_file_that_fits_is_read_whole(void **state)
{
	const struct folder *d = *state;
	struct fault f;
	char *bytes = NULL;
	size_t size = 0;

	folder_write(folder_file(d, "text"), "a\0bc", 4);
	assert_int_equal(symlink(folder_file(d, "text"), folder_file(d, "link")), 0);
	assert_int_equal(mkfifo(folder_file(d, "pipe"), 0600), 0);
	assert_int_equal(file_read_private(folder_file(d, "text"), 4, &bytes, &size, &f), ST_OK);
	assert_int_equal(size, 4);
	assert_memory_equal(bytes, "a\0bc", 5);
	mem_free(bytes);
	expect_refused(folder_file(d, "link"), 4, WORD_FILE_UNREADABLE);
	expect_refused(folder_file(d, "pipe"), 4, WORD_FILE_UNREADABLE);
	expect_refused(folder_file(d, "nobody"), 4, WORD_FILE_UNREADABLE);
	expect_refused(folder_file(d, "text"), 3, WORD_VALUE_TOO_LONG);
}

static void
how_long_a_file_is_too_long_is_told(void **state)
{
	const char *path = folder_file(*state, "text");
	struct fault f;
	char *bytes = NULL;
	size_t size = 0;

	folder_write(path, "12345", 5);
	assert_int_equal(file_read_private(path, 4, &bytes, &size, &f), ST_INVALID);
	assert_int_equal(size, 5);
}

static void
a_made_directory_is_the_users_alone_and_goes_with_its_files(void **state)
{
	char path[256];
	char inside[300];
	struct stat now;
	struct fault f;

	snprintf(path, sizeof(path), "%s", folder_file(*state, "work-XXXXXX"));
	assert_int_equal(file_make_dir(path, &f), ST_OK);
	assert_null(strstr(path, "XXXXXX"));
	assert_int_equal(stat(path, &now), 0);
	assert_int_equal(now.st_mode & 07777, 0700);
	snprintf(inside, sizeof(inside), "%s/text", path);
	folder_write(inside, "x", 1);
	file_remove_dir(path);
	assert_int_equal(stat(path, &now), -1);
	snprintf(path, sizeof(path), "%s", folder_file(*state, "nobody/work-XXXXXX"));
	assert_true(file_make_dir(path, &f) != ST_OK);
	assert_int_equal(f.word, WORD_SYSTEM);
	file_remove_dir(path);
}

static void
what_lies_deeper_keeps_its_directory(void **state)
{
	const struct folder *d = *state;
	struct stat now;

	assert_int_equal(mkdir(folder_file(d, "in"), 0700), 0);
	assert_int_equal(mkdir(folder_file(d, "in/deep"), 0700), 0);
	folder_write(folder_file(d, "in/deep/text"), "x", 1);
	folder_write(folder_file(d, "in/text"), "x", 1);
	file_remove_dir(folder_file(d, "in"));
	assert_int_equal(stat(folder_file(d, "in/text"), &now), -1);
	assert_int_equal(stat(folder_file(d, "in/deep/text"), &now), 0);
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
		cmocka_unit_test(a_descriptor_is_written_to_the_last_byte),
		cmocka_unit_test_setup_teardown(a_name_leads_to_files_below_its_folder_only, set_up,
		                                tear_down),
		cmocka_unit_test(a_descriptor_that_takes_no_more_tells_why),
		cmocka_unit_test_setup_teardown(only_a_file_that_fits_is_read_whole, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(how_long_a_file_is_too_long_is_told, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(
			a_made_directory_is_the_users_alone_and_goes_with_its_files, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(what_lies_deeper_keeps_its_directory, set_up,
		                                tear_down),
	};

	return cmocka_run_group_tests_name("base/file", tests, NULL, NULL);
}
