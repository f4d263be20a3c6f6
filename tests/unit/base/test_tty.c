/* SPDX-License-Identifier: MIT */
/* questions on a real terminal: what is echoed, what is read, and that its modes come back */
#include "base/tty.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include <cmocka.h>

#include "base/mem.h"

#define PATIENCE_MS 20000
#define SCREEN_BYTES ((size_t)64 * 1024)

/* A process that asks on a terminal of its own, and our side of it. */
struct asker {
	pid_t pid;
	int master;
	int slave;  /* held open, so that the modes can be read when the asker is gone */
	int report; /* what the asker has to say, outside the terminal */
	char screen[SCREEN_BYTES];
	size_t screen_bytes;
};

/* In the asker only: the write end of its report. */
static int report_fd;

static void
report(const char *words)
{
	size_t size_bytes = strlen(words);

	if (write(report_fd, words, size_bytes) != (ssize_t)size_bytes)
		_exit(9);
}

static void
report_result(enum status st, const struct fault *f, const char *value)
{
	report(st == ST_OK ? "=" : fault_word_text(f->word));
	report(st == ST_OK ? value : "");
}

/* Starts `ask` in a session of its own on a new terminal. */
static struct asker *
start(void (*ask)(void))
{
	struct asker *a = calloc(1, sizeof *a);
	int ends[2];

	assert_non_null(a);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(openpty(&a->master, &a->slave, NULL, NULL, NULL), 0);
	a->pid = fork();
	if (a->pid == 0) {
		close(a->master);
		if (login_tty(dup(a->slave)) != 0)
			_exit(9);
		close(a->slave);
		report_fd = ends[1];
		ask();
		_exit(0);
	}
	close(ends[1]);
	a->report = ends[0];
	return a;
}

/* Reads the terminal until `expected` stands on it, counted from `from`. */
static void
await_screen_from(struct asker *a, size_t from, const char *expected)
{
	while (strstr(a->screen + from, expected) == NULL) {
		struct pollfd wait = { .fd = a->master, .events = POLLIN, .revents = 0 };

		if (poll(&wait, 1, PATIENCE_MS) != 1)
			fail_msg("\"%s\" does not appear in \"%s\"", expected, a->screen);
		ssize_t got = read(a->master, a->screen + a->screen_bytes,
		                   SCREEN_BYTES - 1 - a->screen_bytes);
		assert_true(got > 0);
		a->screen_bytes += (size_t)got;
	}
}

static void
await_screen(struct asker *a, const char *expected)
{
	await_screen_from(a, 0, expected);
}

static void
type_bytes(struct asker *a, const char *keys, size_t size_bytes)
{
	while (size_bytes > 0) {
		ssize_t done = write(a->master, keys, size_bytes);
		assert_true(done > 0);
		keys += done;
		size_bytes -= (size_t)done;
	}
}

static void
type(struct asker *a, const char *keys)
{
	type_bytes(a, keys, strlen(keys));
}

static bool
echoes(const struct asker *a)
{
	struct termios modes;

	assert_int_equal(tcgetattr(a->slave, &modes), 0);
	return (modes.c_lflag & ECHO) != 0 && (modes.c_lflag & ICANON) != 0;
}

/* All that the asker reported until it ended; its exit is left in *ended. */
static char *
outcome(struct asker *a, int *ended)
{
	static char words[16384];
	size_t size = 0;
	ssize_t got;

	while ((got = read(a->report, words + size, sizeof words - 1 - size)) > 0)
		size += (size_t)got;
	words[size] = '\0';
	assert_int_equal(waitpid(a->pid, ended, 0), a->pid);
	return words;
}

/* What every test ends with: the report, a clean exit and the terminal as it was found. */
static void
expect_report(struct asker *a, const char *expected)
{
	int ended;

	assert_string_equal(outcome(a, &ended), expected);
	assert_int_equal(ended, 0);
	assert_true(echoes(a));
}

static void
release(struct asker *a)
{
	close(a->report);
	close(a->slave);
	if (a->master >= 0)
		close(a->master);
	free(a);
}

static void
ask_plain(void)
{
	char answer[8] = "before";
	struct fault f;
	enum status st = tty_ask("Name? ", answer, sizeof answer, &f);

	report_result(st, &f, answer);
	if (st != ST_OK && answer[0] != '\0')
		report(" and something left behind");
}

static void
ask_secret(void)
{
	struct secret *s = NULL;
	struct fault f;

	(void)secret_system_init();
	enum status st = tty_ask_secret("Key: ", &s, &f);
	report_result(st, &f, s != NULL ? (const char *)secret_borrow(s) : "");
	secret_destroy(s);
}

static void
an_answer_is_echoed_and_read(void **state)
{
	struct asker *a = start(ask_plain);

	(void)state;
	await_screen(a, "Name? ");
	type(a, "abcdef\x7fg\n");
	await_screen(a, "abcdef");
	expect_report(a, "=abcdeg");
	release(a);
}

static void
an_empty_answer_is_an_answer(void **state)
{
	struct asker *a = start(ask_plain);

	(void)state;
	await_screen(a, "Name? ");
	type(a, "\r");
	expect_report(a, "=");
	release(a);
}

static void
a_long_answer_is_refused_whole(void **state)
{
	struct asker *a = start(ask_plain);

	(void)state;
	await_screen(a, "Name? ");
	type(a, "abcdefgh\n");
	expect_report(a, "value_too_long");
	release(a);
}

static void
a_secret_is_never_shown(void **state)
{
	struct asker *a = start(ask_secret);

	(void)state;
	await_screen(a, "Key: ");
	assert_false(echoes(a));
	type(a, "marker-4711\n");
	await_screen(a, "\r\n");
	expect_report(a, "=marker-4711");
	assert_string_equal(a->screen, "Key: \r\n");
	release(a);
}

static void
a_secret_can_be_corrected(void **state)
{
	struct asker *a = start(ask_secret);

	(void)state;
	await_screen(a, "Key: ");
	type(a, "wrong\x15\x7f"
	        "abX\x7fY\x08"
	        "c\n");
	expect_report(a, "=abc");
	release(a);
}

/* Longer than a line of the terminal's own buffer, which holds 4,095 bytes. */
static void
a_secret_may_have_its_whole_size(void **state)
{
	static char keys[SECRET_BYTES_MAX + 1];
	static char expected[SECRET_BYTES_MAX + 2] = "=";
	struct asker *a = start(ask_secret);

	(void)state;
	memset(keys, 'k', SECRET_BYTES_MAX);
	keys[SECRET_BYTES_MAX] = '\n';
	memset(expected + 1, 'k', SECRET_BYTES_MAX);
	await_screen(a, "Key: ");
	type_bytes(a, keys, sizeof keys);
	expect_report(a, expected);
	release(a);
}

static void
a_secret_that_is_too_long_is_refused(void **state)
{
	static char keys[SECRET_BYTES_MAX + 2];
	struct asker *a = start(ask_secret);

	(void)state;
	memset(keys, 'k', SECRET_BYTES_MAX + 1);
	keys[SECRET_BYTES_MAX + 1] = '\n';
	await_screen(a, "Key: ");
	type_bytes(a, keys, sizeof keys);
	expect_report(a, "value_too_long");
	release(a);
}

static void
ctrl_c_cancels_and_the_program_lives(void **state)
{
	struct asker *a = start(ask_secret);

	(void)state;
	await_screen(a, "Key: ");
	type(a, "half\x03");
	expect_report(a, "cancelled");
	release(a);

	a = start(ask_plain);
	await_screen(a, "Name? ");
	type(a, "half\x03");
	expect_report(a, "cancelled");
	release(a);
}

static void
ctrl_d_cancels_an_empty_answer(void **state)
{
	struct asker *a = start(ask_secret);

	(void)state;
	await_screen(a, "Key: ");
	type(a, "\x04");
	expect_report(a, "cancelled");
	release(a);

	a = start(ask_plain);
	await_screen(a, "Name? ");
	type(a, "\x04");
	expect_report(a, "cancelled");
	release(a);
}

static void
ctrl_d_ends_a_secret_that_is_not_empty(void **state)
{
	struct asker *a = start(ask_secret);

	(void)state;
	await_screen(a, "Key: ");
	type(a, "abc\x04");
	expect_report(a, "=abc");
	release(a);
}

static void
what_follows_the_answer_is_not_left_for_the_shell(void **state)
{
	struct asker *a = start(ask_secret);

	(void)state;
	await_screen(a, "Key: ");
	type(a, "first\nsecond\n");
	expect_report(a, "=first");
	assert_int_equal(fcntl(a->slave, F_SETFL, O_NONBLOCK), 0);
	char byte;
	assert_int_equal(read(a->slave, &byte, 1), -1);
	release(a);
}

static void
a_signal_that_ends_us_finds_the_terminal_restored(void **state)
{
	static const int numbers[] = { SIGTERM, SIGHUP, SIGQUIT };

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		struct asker *a = start(ask_secret);
		int ended;

		await_screen(a, "Key: ");
		assert_false(echoes(a));
		kill(a->pid, numbers[i]);
		assert_string_equal(outcome(a, &ended), "");
		assert_true(WIFSIGNALED(ended));
		assert_int_equal(WTERMSIG(ended), numbers[i]);
		assert_true(echoes(a));
		release(a);
	}
}

static void
ask_ignoring_terminate(void)
{
	signal(SIGTERM, SIG_IGN);
	ask_secret();
}

static void
an_ignored_signal_stays_ignored(void **state)
{
	struct asker *a = start(ask_ignoring_terminate);

	(void)state;
	await_screen(a, "Key: ");
	kill(a->pid, SIGTERM);
	type(a, "abc\n");
	expect_report(a, "=abc");
	release(a);
}

static void
note_own_terminate(int number)
{
	(void)number;
	report("own handler, ");
}

static void
ask_with_own_handler(void)
{
	signal(SIGTERM, note_own_terminate);
	ask_secret();
	raise(SIGTERM);
}

static void
the_callers_own_handler_is_called_and_kept(void **state)
{
	struct asker *a = start(ask_with_own_handler);

	(void)state;
	await_screen(a, "Key: ");
	kill(a->pid, SIGTERM);
	expect_report(a, "own handler, cancelledown handler, ");
	release(a);
}

/* A shell with job control: reports the stop of its job and what the terminal looks like then,
 * and continues it. */
static void
run_as_a_job(void)
{
	struct termios modes;
	int ended;
	pid_t job = fork();

	if (job == 0) {
		setpgid(0, 0);
		signal(SIGTTOU, SIG_IGN);
		tcsetpgrp(0, getpgrp());
		signal(SIGTTOU, SIG_DFL);
		ask_secret();
		_exit(0);
	}
	if (waitpid(job, &ended, WUNTRACED) != job || !WIFSTOPPED(ended))
		_exit(8);
	tcgetattr(0, &modes);
	report((modes.c_lflag & ECHO) != 0 ? "stopped with echo, " : "stopped without echo, ");
	kill(job, SIGCONT);
	if (waitpid(job, &ended, 0) != job || ended != 0)
		_exit(7);
}

static void
ctrl_z_restores_the_terminal_and_asks_again(void **state)
{
	struct asker *a = start(run_as_a_job);

	(void)state;
	await_screen(a, "Key: ");
	type(a, "ab\x1a");
	await_screen_from(a, strlen("Key: "), "Key: ");
	assert_false(echoes(a));
	type(a, "abc\n");
	expect_report(a, "stopped with echo, =abc");
	assert_null(strstr(a->screen, "ab"));
	release(a);
}

static void
the_shell_that_continued_us_may_have_set_echo(void **state)
{
	struct asker *a = start(ask_secret);
	struct termios modes;

	(void)state;
	await_screen(a, "Key: ");
	assert_int_equal(tcgetattr(a->slave, &modes), 0);
	modes.c_lflag |= ECHO | ICANON;
	assert_int_equal(tcsetattr(a->slave, TCSANOW, &modes), 0);
	kill(a->pid, SIGCONT);
	await_screen_from(a, strlen("Key: "), "Key: ");
	assert_false(echoes(a));
	type(a, "abc\n");
	expect_report(a, "=abc");
	assert_null(strstr(a->screen, "abc"));
	release(a);
}

static void
a_terminal_that_goes_away_ends_the_question(void **state)
{
	struct asker *a = start(ask_secret);
	int ended;

	(void)state;
	await_screen(a, "Key: ");
	close(a->master);
	a->master = -1;
	assert_string_equal(outcome(a, &ended), "");
	assert_true(WIFSIGNALED(ended));
	assert_int_equal(WTERMSIG(ended), SIGHUP);
	release(a);
}

static void
ask_after_nohup(void)
{
	signal(SIGHUP, SIG_IGN);
	ask_secret();
}

static void
a_terminal_that_goes_away_under_nohup_cancels(void **state)
{
	struct asker *a = start(ask_after_nohup);
	int ended;

	(void)state;
	await_screen(a, "Key: ");
	close(a->master);
	a->master = -1;
	assert_string_equal(outcome(a, &ended), "cancelled");
	assert_int_equal(ended, 0);
	release(a);
}

static void
ask_hostile_prompt(void)
{
	char answer[8];
	struct fault f;
	enum status st = tty_ask("Delete \033[2J? ", answer, sizeof answer, &f);

	report_result(st, &f, answer);
}

static void
a_prompt_cannot_move_the_cursor(void **state)
{
	struct asker *a = start(ask_hostile_prompt);

	(void)state;
	await_screen(a, "Delete <U+001B>[2J? ");
	type(a, "no\n");
	expect_report(a, "=no");
	release(a);
}

static void
say_whether_available(void)
{
	report(tty_is_available() ? "yes" : "no");
}

static void
a_terminal_is_available_where_there_is_one(void **state)
{
	struct asker *a = start(say_whether_available);

	(void)state;
	expect_report(a, "yes");
	release(a);
}

static void
without_a_terminal_nothing_is_asked(void **state)
{
	int ended;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		char answer[8];
		struct secret *s = NULL;
		struct fault f;

		setsid();
		bool unasked = !tty_is_available() &&
		               tty_ask("? ", answer, sizeof answer, &f) == ST_GUARD &&
		               f.word == WORD_QUESTION_UNASKED &&
		               tty_ask_secret("? ", &s, &f) == ST_GUARD &&
		               f.word == WORD_QUESTION_UNASKED && s == NULL;
		_exit(unasked ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_int_equal(ended, 0);
}

static void
show_secret(void)
{
	struct secret *s = secret_create("marker-4711\033[2J\n", 16);
	struct fault f = { 0 };

	(void)secret_system_init();
	(void)dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
	report_result(tty_show_secret(s, &f), &f, "shown");
	secret_destroy(s);
}

static void
a_secret_is_shown_on_the_terminal_whatever_stdout_is(void **state)
{
	struct asker *a = start(show_secret);

	(void)state;
	await_screen(a, "\r\n");
	expect_report(a, "=shown");
	assert_string_equal(a->screen, "marker-4711?[2J?\r\n");
	release(a);
}

static void
without_a_terminal_no_secret_is_shown(void **state)
{
	int ended;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		struct secret *s = secret_create("marker-4711", 11);
		struct fault f = { 0 };

		setsid();
		_exit(tty_show_secret(s, &f) == ST_INVALID && f.word == WORD_NO_TERMINAL ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_int_equal(ended, 0);
}

/* A descriptor from which the bytes can be read, then nothing more. */
static int
filled_fd(const char *bytes, size_t size_bytes)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size_bytes), size_bytes);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static void
a_secret_is_read_from_a_descriptor_to_its_end(void **state)
{
	struct secret *s = NULL;
	struct fault f;
	int fd = filled_fd("two\nlines\n", 10);

	(void)state;
	assert_int_equal(tty_read_secret_fd(fd, &s, &f), ST_OK);
	assert_int_equal(secret_size_bytes(s), 10);
	assert_memory_equal(secret_borrow(s), "two\nlines\n", 10);
	secret_destroy(s);
	close(fd);

	fd = filled_fd("", 0);
	assert_int_equal(tty_read_secret_fd(fd, &s, &f), ST_OK);
	assert_false(secret_is_set(s));
	secret_destroy(s);
	close(fd);
}

static void
a_descriptor_with_too_much_or_none_gives_no_secret(void **state)
{
	static char bytes[SECRET_BYTES_MAX + 1];
	struct secret *s = NULL;
	struct fault f;
	int fd = filled_fd(bytes, sizeof bytes);

	(void)state;
	assert_int_equal(tty_read_secret_fd(fd, &s, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_VALUE_TOO_LONG);
	assert_null(s);
	close(fd);
	assert_int_equal(tty_read_secret_fd(fd, &s, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_FILE_UNREADABLE);
	assert_null(s);
}

static void
a_file_is_read_up_to_its_ceiling(void **state)
{
	static char bytes[10000];
	char path[64], *out;
	size_t size;
	struct fault f;

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	int fd = filled_fd(bytes, sizeof bytes);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	assert_int_equal(tty_read_file(path, sizeof bytes, &out, &size, &f), ST_OK);
	assert_int_equal(size, sizeof bytes);
	assert_memory_equal(out, bytes, sizeof bytes);
	assert_int_equal(out[size], '\0');
	mem_free(out);
	assert_int_equal(tty_read_file(path, sizeof bytes - 1, &out, &size, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_VALUE_TOO_LONG);
	assert_non_null(strstr(f.cause, path));
	assert_null(out);
	assert_int_equal(size, 0);
	close(fd);
}

static void
an_endless_file_stops_at_the_ceiling(void **state)
{
	char *out;
	size_t size;
	struct fault f;

	(void)state;
	assert_int_equal(tty_read_file("/dev/zero", 100, &out, &size, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_VALUE_TOO_LONG);
	assert_int_equal(tty_read_file("/dev/null", 0, &out, &size, &f), ST_OK);
	assert_string_equal(out, "");
	mem_free(out);
}

static void
a_file_that_cannot_be_read_is_named(void **state)
{
	char *out;
	size_t size;
	struct fault f;

	(void)state;
	assert_int_equal(tty_read_file("/nowhere/x", 9, &out, &size, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_FILE_UNREADABLE);
	assert_non_null(strstr(f.cause, "/nowhere/x"));
	assert_null(out);
	assert_int_equal(tty_read_file("/", 9, &out, &size, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_FILE_UNREADABLE);
}

static void
a_hyphen_and_standard_input_are_the_same(void **state)
{
	char *out;
	size_t size;
	struct fault f;
	int before = dup(0);
	int fd = filled_fd("a\0b", 3);

	(void)state;
	assert_int_equal(dup2(fd, 0), 0);
	assert_int_equal(tty_read_file("-", 3, &out, &size, &f), ST_OK);
	assert_int_equal(size, 3);
	assert_memory_equal(out, "a\0b", 4);
	mem_free(out);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(tty_read_stdin(2, &out, &size, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_VALUE_TOO_LONG);
	assert_non_null(strstr(f.cause, "standard input"));
	close(0);
	assert_int_equal(tty_read_stdin(2, &out, &size, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_FILE_UNREADABLE);
	assert_int_equal(dup2(before, 0), 0);
	close(before);
	close(fd);
}

static int
start_secrets(void **state)
{
	(void)state;
	(void)secret_system_init();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_echoed_and_read),
		cmocka_unit_test(an_empty_answer_is_an_answer),
		cmocka_unit_test(a_long_answer_is_refused_whole),
		cmocka_unit_test(a_secret_is_never_shown),
		cmocka_unit_test(a_secret_can_be_corrected),
		cmocka_unit_test(a_secret_may_have_its_whole_size),
		cmocka_unit_test(a_secret_that_is_too_long_is_refused),
		cmocka_unit_test(ctrl_c_cancels_and_the_program_lives),
		cmocka_unit_test(ctrl_d_cancels_an_empty_answer),
		cmocka_unit_test(ctrl_d_ends_a_secret_that_is_not_empty),
		cmocka_unit_test(what_follows_the_answer_is_not_left_for_the_shell),
		cmocka_unit_test(a_signal_that_ends_us_finds_the_terminal_restored),
		cmocka_unit_test(an_ignored_signal_stays_ignored),
		cmocka_unit_test(the_callers_own_handler_is_called_and_kept),
		cmocka_unit_test(ctrl_z_restores_the_terminal_and_asks_again),
		cmocka_unit_test(the_shell_that_continued_us_may_have_set_echo),
		cmocka_unit_test(a_terminal_that_goes_away_ends_the_question),
		cmocka_unit_test(a_terminal_that_goes_away_under_nohup_cancels),
		cmocka_unit_test(a_prompt_cannot_move_the_cursor),
		cmocka_unit_test(a_terminal_is_available_where_there_is_one),
		cmocka_unit_test(without_a_terminal_nothing_is_asked),
		cmocka_unit_test(a_secret_is_shown_on_the_terminal_whatever_stdout_is),
		cmocka_unit_test(without_a_terminal_no_secret_is_shown),
		cmocka_unit_test(a_secret_is_read_from_a_descriptor_to_its_end),
		cmocka_unit_test(a_descriptor_with_too_much_or_none_gives_no_secret),
		cmocka_unit_test(a_file_is_read_up_to_its_ceiling),
		cmocka_unit_test(an_endless_file_stops_at_the_ceiling),
		cmocka_unit_test(a_file_that_cannot_be_read_is_named),
		cmocka_unit_test(a_hyphen_and_standard_input_are_the_same),
	};

	return cmocka_run_group_tests(tests, start_secrets, NULL);
}
