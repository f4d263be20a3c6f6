/* SPDX-License-Identifier: MIT */
/* a file of lines to which several processes append */
#include "sandbox/lines.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"

struct heard {
	struct text lines; /* joined with bars */
	size_t count;
};

struct bench {
	struct folder folder;
	const char *path;
	struct lines l;
	struct heard heard;
	struct fault f;
};

static int
set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	folder_create(&b->folder);
	b->path = folder_file(&b->folder, "lines");
	text_init(&b->heard.lines, (size_t)64 * 1024 * 1024);
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	lines_close(&b->l);
	text_finish(&b->heard.lines);
	folder_destroy(&b->folder);
	free(b);
	return 0;
}

static void
hear(void *context, const char *line, size_t size_bytes)
{
	struct heard *h = context;

	text_append_bytes(&h->lines, line, size_bytes);
	text_append(&h->lines, "|");
	h->count++;
}

static void
open_file(struct bench *b)
{
	assert_int_equal(lines_open(b->path, &b->l, &b->f), ST_OK);
}

static void
say(struct lines *l, const char *words)
{
	struct fault f;
	struct text line;

	text_init(&line, LINES_BYTES_MAX * 2);
	text_append(&line, words);
	assert_int_equal(lines_lock(l, &f), ST_OK);
	assert_int_equal(lines_append(l, &line, &f), ST_OK);
	lines_unlock(l);
	text_finish(&line);
}

static void
expect_heard(struct bench *b, const char *wanted)
{
	text_reset(&b->heard.lines);
	assert_int_equal(lines_read(&b->l, hear, &b->heard, &b->f), ST_OK);
	assert_string_equal(text_string(&b->heard.lines), wanted);
}

static void
gives_each_line_once_and_in_order(void **state)
{
	struct bench *b = *state;

	open_file(b);
	expect_heard(b, "");
	say(&b->l, "one");
	say(&b->l, "two");
	expect_heard(b, "one|two|");
	expect_heard(b, "");
	say(&b->l, "three");
	expect_heard(b, "three|");
}

static void
hears_lines_of_another_writer(void **state)
{
	struct bench *b = *state;
	struct lines other;

	open_file(b);
	assert_int_equal(lines_open(b->path, &other, &b->f), ST_OK);
	say(&other, "from there");
	say(&b->l, "from here");
	expect_heard(b, "from there|from here|");
	lines_close(&other);
}

static void
makes_the_file_private(void **state)
{
	struct bench *b = *state;
	struct stat st;

	open_file(b);
	assert_int_equal(stat(b->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void
leaves_an_unfinished_line_until_it_ends(void **state)
{
	struct bench *b = *state;

	folder_write(b->path, "whole\nhalf", 10);
	open_file(b);
	expect_heard(b, "whole|");
	expect_heard(b, "");
	folder_write(b->path, "whole\nhalf done\n", 16);
	expect_heard(b, "half done|");
}

static void
a_killed_writers_rest_spoils_its_own_line_only(void **state)
{
	struct bench *b = *state;

	folder_write(b->path, "whole\nhal", 9);
	open_file(b);
	say(&b->l, "next");
	expect_heard(b, "whole|hal|next|");
}

static void
passes_over_lines_that_are_too_long(void **state)
{
	struct bench *b = *state;
	size_t size_bytes = 300000;
	char *bytes = malloc(size_bytes);

	memset(bytes, 'x', size_bytes);
	memcpy(bytes, "first\n", 6);
	memcpy(bytes + size_bytes - 6, "\nlast\n", 6);
	folder_write(b->path, bytes, size_bytes);
	free(bytes);
	open_file(b);
	assert_int_equal(lines_read(&b->l, hear, &b->heard, &b->f), ST_OK);
	assert_memory_equal(text_string(&b->heard.lines), "first|", 6);
	assert_string_equal(text_string(&b->heard.lines) + b->heard.lines.size_bytes - 5, "last|");
	assert_in_range(b->heard.count, 2, 3);
}

static void
begins_near_the_end_of_a_long_file(void **state)
{
	struct bench *b = *state;
	size_t line_bytes = 64;
	size_t count = (size_t)LINES_TAIL_BYTES / line_bytes * 2;
	char *bytes = malloc(count * line_bytes + 1);

	for (size_t i = 0; i < count; i++)
		(void)snprintf(bytes + i * line_bytes, line_bytes + 1, "%062zu.\n", i);
	folder_write(b->path, bytes, count * line_bytes);
	free(bytes);
	open_file(b);
	assert_int_equal(lines_read(&b->l, hear, &b->heard, &b->f), ST_OK);
	assert_in_range(b->heard.count, count / 2 - 1, count / 2 + 1);
}

static void
starts_again_when_the_file_was_emptied(void **state)
{
	struct bench *b = *state;

	open_file(b);
	say(&b->l, "a long line of before");
	expect_heard(b, "a long line of before|");
	assert_int_equal(truncate(b->path, 0), 0);
	say(&b->l, "new");
	expect_heard(b, "new|");
}

/* Each process reads the last number and appends the next one: without the lock some repeat. */
static void
count_up(const char *path, int times)
{
	struct heard heard = { .count = 0 };
	struct lines l;
	struct fault f;

	text_init(&heard.lines, (size_t)64 * 1024 * 1024);
	if (lines_open(path, &l, &f) != ST_OK)
		_exit(1);
	while (times-- > 0) {
		struct text line;

		text_init(&line, 64);
		if (lines_lock(&l, &f) != ST_OK || lines_read(&l, hear, &heard, &f) != ST_OK)
			_exit(2);
		text_append_format(&line, "%zu", heard.count + 1);
		if (lines_append(&l, &line, &f) != ST_OK)
			_exit(3);
		lines_unlock(&l);
		text_finish(&line);
	}
	text_finish(&heard.lines);
	lines_close(&l);
	_exit(0);
}

static void
expect_children_end_well(int count)
{
	int status;

	while (count-- > 0) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

static void
the_lock_keeps_processes_apart(void **state)
{
	struct bench *b = *state;
	struct text wanted;

	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			count_up(b->path, 100);
	expect_children_end_well(4);
	text_init(&wanted, 64 * 1024);
	for (int i = 1; i <= 400; i++)
		text_append_format(&wanted, "%d|", i);
	open_file(b);
	expect_heard(b, text_string(&wanted));
	text_finish(&wanted);
}

static void
fill_the_file(const char *path)
{
	struct rlimit limit = { 100, 100 };
	struct lines l;
	struct fault f;
	struct text line;

	text_init(&line, 1024);
	for (int i = 0; i < 9; i++)
		text_append(&line, "0123456789");
	(void)setrlimit(RLIMIT_FSIZE, &limit);
	(void)signal(SIGXFSZ, SIG_IGN);
	if (lines_open(path, &l, &f) != ST_OK || lines_append(&l, &line, &f) != ST_OK)
		_exit(1);
	if (lines_append(&l, &line, &f) != ST_STORE)
		_exit(2);
	text_finish(&line);
	lines_close(&l);
	_exit(0);
}

static void
a_line_without_room_is_taken_back(void **state)
{
	struct bench *b = *state;

	if (fork() == 0)
		fill_the_file(b->path);
	expect_children_end_well(1);
	open_file(b);
	assert_int_equal(lines_read(&b->l, hear, &b->heard, &b->f), ST_OK);
	assert_int_equal(b->heard.count, 1);
	assert_int_equal(b->heard.lines.size_bytes, 91);
}

static void
a_line_that_overflowed_is_not_written(void **state)
{
	struct bench *b = *state;
	struct text line;

	open_file(b);
	text_init(&line, 4);
	text_append(&line, "too long");
	assert_int_equal(lines_append(&b->l, &line, &b->f), ST_STORE);
	text_finish(&line);
	expect_heard(b, "");
}

static void
refuses_what_is_no_file(void **state)
{
	struct bench *b = *state;
	struct lines l;

	assert_int_equal(lines_open(b->folder.path, &l, &b->f), ST_STORE);
	assert_non_null(strstr(b->f.cause, b->folder.path));
	assert_int_equal(lines_open("/dev/null", &b->l, &b->f), ST_OK);
	assert_int_equal(lines_read(&b->l, hear, &b->heard, &b->f), ST_STORE);
	assert_string_equal(b->f.cause, "it is no regular file");
}

static void
closing_a_zeroed_one_does_nothing(void **state)
{
	struct lines l;

	(void)state;
	memset(&l, 0, sizeof(l));
	lines_close(&l);
	assert_false(l.is_open);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(gives_each_line_once_and_in_order),
		TEST(hears_lines_of_another_writer),
		TEST(makes_the_file_private),
		TEST(leaves_an_unfinished_line_until_it_ends),
		TEST(a_killed_writers_rest_spoils_its_own_line_only),
		TEST(passes_over_lines_that_are_too_long),
		TEST(begins_near_the_end_of_a_long_file),
		TEST(starts_again_when_the_file_was_emptied),
		TEST(the_lock_keeps_processes_apart),
		TEST(a_line_without_room_is_taken_back),
		TEST(a_line_that_overflowed_is_not_written),
		TEST(refuses_what_is_no_file),
		TEST(closing_a_zeroed_one_does_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
