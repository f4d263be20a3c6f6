/* SPDX-License-Identifier: MIT */
/* one line an event, every number masked, one old file, silence when it cannot be written */
#include "base/diary.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"

#define MOMENT_MS INT64_C(1795601702118) /* 2026-11-25T10:15:02.118Z */

static char room[] = "/tmp/otpdeck-diary-XXXXXX";
static char path[64], old_path[64], other_path[64];

static int
make_room(void **state)
{
	(void)state;
	if (mkdtemp(room) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/otpdeck.log", room);
	snprintf(old_path, sizeof old_path, "%s/otpdeck.log.1", room);
	snprintf(other_path, sizeof other_path, "%s/other", room);
	clock_freeze(MOMENT_MS, 0);
	return 0;
}

static int
remove_room(void **state)
{
	(void)state;
	clock_release();
	return rmdir(room);
}

static int
remove_files(void **state)
{
	(void)state;
	diary_close();
	unlink(path);
	unlink(old_path);
	unlink(other_path);
	return 0;
}

/* The whole diary, borrowed until the next call. */
static const char *
contents(void)
{
	static char bytes[8192];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	ssize_t size = read(fd, bytes, sizeof bytes - 1);
	assert_true(size >= 0);
	close(fd);
	bytes[size] = '\0';
	return bytes;
}

/* The text of the only line, behind time, pid and word. */
static void
expect_text(const char *text)
{
	char expected[1024];

	snprintf(expected, sizeof expected, "2026-11-25T10:15:02.118Z %ld event %s\n",
	         (long)getpid(), text);
	assert_string_equal(contents(), expected);
	assert_int_equal(truncate(path, 0), 0);
}

static off_t
size_of(const char *file)
{
	struct stat seen;

	return stat(file, &seen) == 0 ? seen.st_size : -1;
}

static void
grow_file(const char *file, off_t size)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	close(fd);
}

static void
a_line_holds_time_pid_word_and_text(void **state)
{
	(void)state;
	diary_open(path);
	diary_write("event", "the store is %s", "open");
	expect_text("the store is open");
}

static void
numbers_are_masked_however_they_are_written(void **state)
{
	static const char *const rows[][2] = {
		{ "code 4711", "code ****" },
		{ "code 471", "code 471" },
		{ "+4915112345678 rejected", "+**** rejected" },
		{ "+999 30 005 rejected", "+**** rejected" },
		{ "0151-234-567", "****" },
		{ "123 456", "****" },
		{ "12 345 of", "12 345 of" },
		{ "a1234b56c", "a****b56c" },
		{ "\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x93\xEF\xBC\x94", "****" },
		{ "\xD9\xA1\xD9\xA2\xD9\xA3\xD9\xA4", "****" },
		{ "status 503 - 12 s", "status 503 - 12 s" },
	};

	(void)state;
	diary_open(path);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		diary_write("event", "%s", rows[i][0]);
		expect_text(rows[i][1]);
	}
	diary_write("event", "%d left", 123456);
	expect_text("**** left");
}

static void
a_text_cannot_begin_a_line_or_move_the_cursor(void **state)
{
	(void)state;
	diary_open(path);
	diary_write("event", "%s", "one\ntwo\033[2J\xff");
	expect_text("one<U+000A>two<U+001B>[2J<xFF>");
}

static void
a_long_text_is_cut_inside_its_line(void **state)
{
	char text[3001];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	diary_open(path);
	diary_write("event", "%s", text);
	assert_int_equal(strlen(contents()), 511);
	assert_int_equal(contents()[510], '\n');
	assert_int_equal(truncate(path, 0), 0);

	memset(text, '7', sizeof text - 1);
	diary_write("event", "%s", text);
	expect_text("****");
}

static void
what_a_cut_leaves_of_a_number_is_masked(void **state)
{
	char text[1100];

	(void)state;
	memset(text, '7', 1000);
	memset(text + 1000, 'x', 21);
	memcpy(text + 1021, "42007", 6);
	diary_open(path);
	diary_write("event", "%s", text);
	expect_text("****xxxxxxxxxxxxxxxxxxxxx****");
}

static void
a_fault_is_written_with_its_word(void **state)
{
	struct fault f;

	(void)state;
	(void)fault_set(&f, WORD_NUMBER_NOT_E164, "+49 0176 1234567 keeps the national 0");
	(void)fault_hint(&f, "use +491761234567");
	diary_open(path);
	diary_fault("event", &f);
	expect_text("number_not_e164: +**** keeps the national 0");
}

static void
only_the_owner_may_read_it(void **state)
{
	struct stat seen;
	mode_t before = umask(0);

	(void)state;
	diary_open(path);
	umask(before);
	assert_int_equal(stat(path, &seen), 0);
	assert_int_equal(seen.st_mode & 07777, 0600);
	diary_close();
	assert_int_equal(chmod(path, 0644), 0);
	diary_open(path);
	assert_int_equal(stat(path, &seen), 0);
	assert_int_equal(seen.st_mode & 07777, 0600);
}

static void
a_link_in_its_place_is_not_followed(void **state)
{
	(void)state;
	grow_file(other_path, 3);
	assert_int_equal(symlink(other_path, path), 0);
	diary_open(path);
	diary_write("event", "text");
	assert_int_equal(size_of(other_path), 3);
	unlink(path);
	assert_int_equal(link(other_path, path), 0);
	diary_open(path);
	diary_write("event", "text");
	assert_int_equal(size_of(other_path), 3);
}

static void
a_pipe_in_its_place_does_not_hang(void **state)
{
	(void)state;
	assert_int_equal(mkfifo(path, 0600), 0);
	int reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char byte;

	assert_true(reader >= 0);
	diary_open(path);
	diary_write("event", "text");
	assert_true(read(reader, &byte, 1) <= 0);
	close(reader);
	diary_open(path);
	diary_write("event", "text");
}

static void
a_diary_that_cannot_be_opened_is_silently_off(void **state)
{
	char nowhere[128];

	(void)state;
	snprintf(nowhere, sizeof nowhere, "%s/missing/otpdeck.log", room);
	diary_open(path);
	diary_open(nowhere);
	diary_write("event", "text");
	assert_int_equal(size_of(path), 0);
	assert_int_equal(size_of(nowhere), -1);
}

static void
nothing_is_written_before_open_or_after_close(void **state)
{
	(void)state;
	diary_write("event", "early");
	diary_open(path);
	diary_close();
	diary_write("event", "late");
	assert_int_equal(size_of(path), 0);
	diary_close();
}

static void
lines_of_two_openings_follow_each_other(void **state)
{
	(void)state;
	diary_open(path);
	diary_write("start", "a");
	off_t one = size_of(path);
	diary_open(path);
	diary_write("start", "a");
	assert_int_equal(size_of(path), 2 * one);
}

static void
a_full_file_makes_room_and_one_old_file_stays(void **state)
{
	(void)state;
	grow_file(old_path, 7);
	grow_file(path, 1024 * 1024);
	diary_open(path);
	diary_write("event", "the first of the new file");
	assert_int_equal(size_of(old_path), 1024 * 1024);
	expect_text("the first of the new file");
}

static void
a_file_below_the_limit_goes_on(void **state)
{
	(void)state;
	grow_file(path, 1024 * 1024 - 1);
	diary_open(path);
	diary_write("event", "text");
	assert_true(size_of(path) > 1024 * 1024);
	assert_int_equal(size_of(old_path), -1);
}

static void
a_file_that_another_process_moved_is_not_moved_again(void **state)
{
	(void)state;
	diary_open(path);
	grow_file(path, 1024 * 1024);
	assert_int_equal(rename(path, old_path), 0);
	grow_file(path, 0);
	diary_write("event", "text");
	assert_int_equal(size_of(old_path), 1024 * 1024);
	expect_text("text");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_line_holds_time_pid_word_and_text, remove_files),
		cmocka_unit_test_teardown(numbers_are_masked_however_they_are_written,
		                          remove_files),
		cmocka_unit_test_teardown(a_text_cannot_begin_a_line_or_move_the_cursor,
		                          remove_files),
		cmocka_unit_test_teardown(a_long_text_is_cut_inside_its_line, remove_files),
		cmocka_unit_test_teardown(what_a_cut_leaves_of_a_number_is_masked, remove_files),
		cmocka_unit_test_teardown(a_fault_is_written_with_its_word, remove_files),
		cmocka_unit_test_teardown(only_the_owner_may_read_it, remove_files),
		cmocka_unit_test_teardown(a_link_in_its_place_is_not_followed, remove_files),
		cmocka_unit_test_teardown(a_pipe_in_its_place_does_not_hang, remove_files),
		cmocka_unit_test_teardown(a_diary_that_cannot_be_opened_is_silently_off,
		                          remove_files),
		cmocka_unit_test_teardown(nothing_is_written_before_open_or_after_close,
		                          remove_files),
		cmocka_unit_test_teardown(lines_of_two_openings_follow_each_other, remove_files),
		cmocka_unit_test_teardown(a_full_file_makes_room_and_one_old_file_stays,
		                          remove_files),
		cmocka_unit_test_teardown(a_file_below_the_limit_goes_on, remove_files),
		cmocka_unit_test_teardown(a_file_that_another_process_moved_is_not_moved_again,
		                          remove_files),
	};

	return cmocka_run_group_tests(tests, make_room, remove_room);
}
