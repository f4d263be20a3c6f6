/* SPDX-License-Identifier: MIT */
/* what reaches the two streams, byte for byte, and what a failed write leaves behind */
#include "base/output.h"

#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define STREAM_BYTES ((size_t)1024 * 1024)

/* What one process wrote, and its exit status. */
struct captured {
	char *data;
	char *words;
	size_t data_bytes;
	int exit_status;
};

static char *
read_back(int fd, size_t *size_bytes)
{
	char *bytes = malloc(STREAM_BYTES);

	assert_non_null(bytes);
	ssize_t size = pread(fd, bytes, STREAM_BYTES - 1, 0);
	assert_true(size >= 0);
	bytes[size] = '\0';
	*size_bytes = (size_t)size;
	close(fd);
	return bytes;
}

static int
finish_here(void)
{
	struct fault f;

	return output_finish(&f) == ST_OK ? 0 : fault_word_exit(f.word);
}

/* Runs `print` with its own streams, then output_finish, whose verdict is the exit status. */
static struct captured
capture(void (*print)(void))
{
	int data_fd = memfd_create("data", MFD_CLOEXEC);
	int words_fd = memfd_create("words", MFD_CLOEXEC);
	struct captured out;
	size_t ignored;

	assert_true(data_fd >= 0 && words_fd >= 0);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(data_fd, 1);
		dup2(words_fd, 2);
		print();
		_exit(finish_here());
	}
	assert_int_equal(waitpid(pid, &out.exit_status, 0), pid);
	out.data = read_back(data_fd, &out.data_bytes);
	out.words = read_back(words_fd, &ignored);
	return out;
}

static void
captured_finish(struct captured *c)
{
	free(c->data);
	free(c->words);
}

static void
expect_streams(void (*print)(void), const char *data, const char *words)
{
	struct captured c = capture(print);

	assert_string_equal(c.data, data);
	assert_string_equal(c.words, words);
	assert_int_equal(c.exit_status, 0);
	captured_finish(&c);
}

static void
print_to_both(void)
{
	output_init(OUTPUT_COLOR_NEVER, false);
	output_data("%s\t%d\n", "row", 1);
	output_words("%d row", 1);
}

static void
data_and_words_have_a_stream_each(void **state)
{
	(void)state;
	expect_streams(print_to_both, "row<U+0009>1\n", "1 row\n");
}

static void
print_hostile(void)
{
	output_init(OUTPUT_COLOR_NEVER, false);
	output_data("a%s\nb\n", "\033[2J\r\xff");
	output_words("%s", "\033]0;title\007");
	output_role(OUTPUT_BAD, "%s\n", "\xE2\x80\xAE");
}

static void
nothing_printed_can_move_the_cursor(void **state)
{
	(void)state;
	expect_streams(print_hostile, "a<U+001B>[2J<U+000D><xFF>\nb\n<U+202E>\n",
	               "<U+001B>]0;title<U+0007>\n");
}

static void
print_raw(void)
{
	output_init(OUTPUT_COLOR_NEVER, true);
	output_raw("\033\0x\n", 4);
	output_raw(NULL, 0);
}

static void
raw_bytes_are_left_alone(void **state)
{
	struct captured c = capture(print_raw);

	(void)state;
	assert_int_equal(c.data_bytes, 4);
	assert_memory_equal(c.data, "\033\0x\n", 4);
	captured_finish(&c);
}

static void
print_quietly(void)
{
	struct fault f;

	output_init(OUTPUT_COLOR_NEVER, true);
	output_data("data\n");
	output_words("words");
	(void)fault_set(&f, WORD_NOT_FOUND, "no message has this id");
	(void)fault_hint(&f, "look it up with log list");
	output_fault(&f);
}

static void
quiet_drops_words_but_neither_data_nor_faults(void **state)
{
	(void)state;
	expect_streams(print_quietly, "data\n",
	               "otpdeck: no message has this id\n  look it up with log list\n");
}

static void
print_fault_without_hint(void)
{
	struct fault f;

	output_init(OUTPUT_COLOR_ALWAYS, false);
	(void)fault_set(&f, WORD_VALUE_INVALID, "%s", "one\ntwo\033[31m");
	output_fault(&f);
}

static void
a_fault_without_a_hint_is_one_clean_line(void **state)
{
	(void)state;
	expect_streams(print_fault_without_hint, "", "otpdeck: one<U+000A>two<U+001B>[31m\n");
}

static void
print_roles(void)
{
	output_role(OUTPUT_PLAIN, "plain\n");
	output_role(OUTPUT_GOOD, "good\n\n");
	output_role(OUTPUT_BAD, "bad");
	output_role(OUTPUT_STRONG, "\n");
	output_role(OUTPUT_DIM, "%s", "");
}

static void
print_colored(void)
{
	output_init(OUTPUT_COLOR_ALWAYS, false);
	print_roles();
}

static void
print_uncolored(void)
{
	setenv("CLICOLOR_FORCE", "1", 1);
	output_init(OUTPUT_COLOR_NEVER, false);
	print_roles();
}

static void
a_color_ends_before_its_line_does(void **state)
{
	(void)state;
	expect_streams(print_colored, "plain\n\033[32mgood\033[0m\n\n\033[31mbad\033[0m\n", "");
}

static void
never_means_no_color_whatever_the_environment_says(void **state)
{
	(void)state;
	expect_streams(print_uncolored, "plain\ngood\n\nbad\n", "");
}

struct color_case {
	const char *no_color;
	const char *clicolor;
	const char *clicolor_force;
	const char *term;
	bool terminal;
	bool colored;
};

static void
set_variable(const char *name, const char *value)
{
	if (value != NULL)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

/* Whether one role is coloured, read from a real terminal or from a file. */
static bool
is_colored(const struct color_case *row)
{
	int master, slave, file = memfd_create("data", MFD_CLOEXEC);
	char bytes[64] = { 0 };

	assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		set_variable("NO_COLOR", row->no_color);
		set_variable("CLICOLOR", row->clicolor);
		set_variable("CLICOLOR_FORCE", row->clicolor_force);
		set_variable("TERM", row->term);
		dup2(row->terminal ? slave : file, 1);
		output_init(OUTPUT_COLOR_AUTO, false);
		output_role(OUTPUT_BAD, "x\n");
		_exit(finish_here());
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	ssize_t size = row->terminal ? read(master, bytes, sizeof bytes - 1)
	                             : pread(file, bytes, sizeof bytes - 1, 0);
	assert_true(size > 0);
	close(file);
	close(slave);
	close(master);
	return strchr(bytes, '\033') != NULL;
}

static void
the_environment_and_the_terminal_decide_on_color(void **state)
{
	static const struct color_case rows[] = {
		{ NULL, NULL, NULL, "xterm-256color", true, true },
		{ NULL, NULL, NULL, "xterm-256color", false, false },
		{ "1", NULL, NULL, "xterm-256color", true, false },
		{ "", NULL, NULL, "xterm-256color", true, true },
		{ NULL, "0", NULL, "xterm-256color", true, false },
		{ NULL, "1", NULL, "xterm-256color", false, false },
		{ NULL, NULL, "1", "xterm-256color", false, true },
		{ NULL, NULL, "0", "xterm-256color", false, false },
		{ NULL, "0", "1", "dumb", false, true },
		{ "1", NULL, "1", "xterm-256color", true, false },
		{ NULL, NULL, NULL, "dumb", true, false },
		{ NULL, NULL, NULL, NULL, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (is_colored(&rows[i]) != rows[i].colored)
			fail_msg("row %zu", i);
	}
}

static void
print_to_a_full_disk(void)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	dup2(full, 1);
	output_init(OUTPUT_COLOR_NEVER, false);
	output_data("data\n");
	output_words("words");
}

static void
a_full_disk_is_reported_at_the_end(void **state)
{
	struct captured c = capture(print_to_a_full_disk);

	(void)state;
	assert_int_equal(WEXITSTATUS(c.exit_status), 3);
	assert_string_equal(c.words, "words\n");
	captured_finish(&c);
}

static void
print_to_a_closed_pipe(void)
{
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	if (pipe2(ends, O_CLOEXEC) != 0)
		_exit(9);
	dup2(ends[1], 1);
	close(ends[0]);
	output_init(OUTPUT_COLOR_NEVER, false);
	for (int i = 0; i < 100000; i++)
		output_data("data\n");
}

static void
a_closed_pipe_is_reported_at_the_end(void **state)
{
	struct captured c = capture(print_to_a_closed_pipe);

	(void)state;
	assert_int_equal(WEXITSTATUS(c.exit_status), 3);
	captured_finish(&c);
}

/* Text of the given size, printed by the two functions below. */
static char long_text[64 * 1024 + 2];

static void
print_the_most(void)
{
	memset(long_text, '\001', 64 * 1024);
	output_init(OUTPUT_COLOR_NEVER, false);
	output_data("%s", long_text);
}

static void
print_too_much(void)
{
	memset(long_text, 'x', 64 * 1024 + 1);
	output_init(OUTPUT_COLOR_NEVER, false);
	output_data("%s", long_text);
}

static void
the_longest_text_is_printed_whole_even_as_marks(void **state)
{
	struct captured c = capture(print_the_most);

	(void)state;
	assert_int_equal(c.exit_status, 0);
	assert_int_equal(c.data_bytes, (size_t)64 * 1024 * strlen("<U+0001>"));
	captured_finish(&c);
}

static void
a_text_above_the_ceiling_is_cut_and_counts_as_unwritten(void **state)
{
	struct captured c = capture(print_too_much);

	(void)state;
	assert_int_equal(WEXITSTATUS(c.exit_status), 3);
	assert_int_equal(c.data_bytes, 64 * 1024);
	captured_finish(&c);
}

static void
print_in_order(void)
{
	dup2(1, 2);
	output_init(OUTPUT_COLOR_NEVER, false);
	output_data("first\n");
	output_words("second");
	output_data("third\n");
}

static void
words_come_after_the_data_before_them(void **state)
{
	(void)state;
	expect_streams(print_in_order, "first\nsecond\nthird\n", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_and_words_have_a_stream_each),
		cmocka_unit_test(nothing_printed_can_move_the_cursor),
		cmocka_unit_test(raw_bytes_are_left_alone),
		cmocka_unit_test(quiet_drops_words_but_neither_data_nor_faults),
		cmocka_unit_test(a_fault_without_a_hint_is_one_clean_line),
		cmocka_unit_test(a_color_ends_before_its_line_does),
		cmocka_unit_test(never_means_no_color_whatever_the_environment_says),
		cmocka_unit_test(the_environment_and_the_terminal_decide_on_color),
		cmocka_unit_test(a_full_disk_is_reported_at_the_end),
		cmocka_unit_test(a_closed_pipe_is_reported_at_the_end),
		cmocka_unit_test(the_longest_text_is_printed_whole_even_as_marks),
		cmocka_unit_test(a_text_above_the_ceiling_is_cut_and_counts_as_unwritten),
		cmocka_unit_test(words_come_after_the_data_before_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
