/* SPDX-License-Identifier: MIT */
/* what a child inherits, how it ends, and what our own process gives up */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"

#define PATIENCE_MS 20000

static struct child
start_script(const char *script, bool keep_stderr)
{
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	struct child c;
	struct fault f;

	if (child_start(argv, keep_stderr, &c, &f) != ST_OK)
		fail_msg("%s", f.cause);
	return c;
}

static void
expect_line(struct child *c, const char *expected)
{
	char line[256];
	struct fault f;

	if (child_read_line(c, line, sizeof line, PATIENCE_MS, &f) != ST_OK)
		fail_msg("%s", f.cause);
	assert_string_equal(line, expected);
}

/* The C library keeps signals 32 and 33 for itself and lets nobody set them, so a parent that
 * ignores them is inherited. */
static void
expect_ignored(struct child *c, unsigned long long expected)
{
	char line[256];
	struct fault f;

	if (child_read_line(c, line, sizeof line, PATIENCE_MS, &f) != ST_OK)
		fail_msg("%s", f.cause);
	assert_int_equal(strncmp(line, "SigIgn:", 7), 0);
	assert_int_equal(strtoull(line + 7, NULL, 16) & ~(3ULL << 31), expected);
}

/* Runs `check` in a process of its own, which may change itself as it likes. */
static void
expect_true_in_fork(bool (*check)(void))
{
	int ended;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(check() ? 0 : 1);
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_true(WIFEXITED(ended));
	assert_int_equal(WEXITSTATUS(ended), 0);
}

static bool
child_sees_the_short_list_only(void)
{
	static const char *const names[] = {
		"MARKER_SECRET", "LD_LIBRARY_PATH", "HTTPS_PROXY", "HOMEBREW",
		"LANGUAGE",      "NODE_OPTIONS",    "HOME",        "TERM",
		"LANG",          "LC_ALL",          "TZ",          "TMPDIR",
		"XDG_DATA_HOME",
	};
	/* What a shell adds by itself is left out. */
	static const char script[] = "env | grep -v '^_=\\|^PWD=\\|^OLDPWD=\\|^SHLVL=' | "
				     "sed 's/=.*//' | sort | tr '\\n' ' '; echo";
	char line[256];
	struct fault f;

	clearenv();
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		setenv(names[i], "C", 1);
	setenv("PATH", "/usr/bin:/bin", 1);

	struct child c = start_script(script, true);
	bool answered = child_read_line(&c, line, sizeof line, PATIENCE_MS, &f) == ST_OK;
	child_finish(&c);
	return answered && strcmp(line, "HOME LANG LC_ALL PATH TERM TMPDIR TZ XDG_DATA_HOME ") == 0;
}

static void
the_environment_is_the_short_list_only(void **state)
{
	(void)state;
	expect_true_in_fork(child_sees_the_short_list_only);
}

static void
no_descriptor_but_three_reaches_the_child(void **state)
{
	int leaked = open("/dev/null", O_RDONLY);
	int high = fcntl(leaked, F_DUPFD, 200);
	char script[256];

	(void)state;
	assert_true(leaked > 2 && high >= 200);
	snprintf(script, sizeof script,
	         "for fd in 0 1 2 3 4 5 6 7 8 9 %d %d; do "
	         "test -e /proc/self/fd/$fd && printf '%%s ' $fd; done; echo",
	         leaked, high);
	struct child c = start_script(script, true);
	expect_line(&c, "0 1 2 ");
	child_finish(&c);
	close(high);
	close(leaked);
}

static void
signals_are_at_their_defaults_but_ctrl_c(void **state)
{
	sigset_t blocked, before;
	struct child c;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	c = start_script("exec grep '^Sig[BI]' /proc/self/status", true);
	sigprocmask(SIG_SETMASK, &before, NULL);
	signal(SIGPIPE, SIG_DFL);
	expect_line(&c, "SigBlk:\t0000000000000000");
	expect_ignored(&c, 2);
	child_finish(&c);
}

static void
the_child_stays_in_our_process_group(void **state)
{
	char expected[32];

	(void)state;
	snprintf(expected, sizeof expected, "%ld", (long)getpgrp());
	struct child c = start_script("exec cut -d ' ' -f 5 /proc/self/stat", true);
	expect_line(&c, expected);
	child_finish(&c);
}

static void
standard_error_is_dropped_unless_it_is_kept(void **state)
{
	char ours[256] = { 0 };

	(void)state;
	struct child c = start_script("exec readlink /proc/self/fd/2", false);
	expect_line(&c, "/dev/null");
	child_finish(&c);

	assert_true(readlink("/proc/self/fd/2", ours, sizeof ours - 1) > 0);
	c = start_script("exec readlink /proc/self/fd/2", true);
	expect_line(&c, ours);
	child_finish(&c);
}

static void
a_program_that_is_not_there_is_noticed_at_once(void **state)
{
	const char *const argv[] = { "/nowhere/otpdeck-sandbox", NULL };
	struct child c;
	struct fault f;

	(void)state;
	assert_int_equal(child_start(argv, true, &c, &f), ST_STORE);
	assert_int_equal(f.word, WORD_SYSTEM);
	assert_non_null(strstr(f.cause, "/nowhere/otpdeck-sandbox"));
	assert_non_null(strstr(f.cause, strerror(ENOENT)));
	assert_int_equal(c.pid, 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	child_finish(&c);
}

static void
a_failed_start_leaves_no_descriptor_open(void **state)
{
	const char *const argv[] = { "/", NULL };
	struct child c;
	struct fault f;
	int before = dup(0);

	(void)state;
	close(before);
	assert_int_equal(child_start(argv, false, &c, &f), ST_STORE);
	int after = dup(0);
	close(after);
	assert_int_equal(after, before);
}

static void
lines_go_in_and_come_out(void **state)
{
	(void)state;
	struct child c = start_script("exec cat", true);
	assert_int_equal(write(c.stdin_fd, "one\ntwo\r\n\n", 10), 10);
	expect_line(&c, "one");
	expect_line(&c, "two");
	expect_line(&c, "");
	child_finish(&c);
}

static void
a_silent_child_is_not_waited_for_past_the_limit(void **state)
{
	char line[16];
	struct fault f;

	(void)state;
	struct child c = start_script("exec cat", true);
	assert_int_equal(child_read_line(&c, line, sizeof line, 20, &f), ST_STORE);
	assert_int_equal(f.word, WORD_SYSTEM);
	clock_freeze(0, 0);
	assert_int_equal(child_read_line(&c, line, sizeof line, 20, &f), ST_STORE);
	clock_release();
	child_finish(&c);
}

static void
a_child_that_ended_gives_no_line(void **state)
{
	char line[16];
	struct fault f;

	(void)state;
	struct child c = start_script("printf half", true);
	assert_int_equal(child_read_line(&c, line, sizeof line, PATIENCE_MS, &f), ST_STORE);
	assert_non_null(strstr(f.cause, "ended"));
	child_finish(&c);
}

static void
a_line_that_does_not_fit_is_refused(void **state)
{
	char line[5];
	struct fault f;

	(void)state;
	struct child c = start_script("echo 1234; echo 12345", true);
	assert_int_equal(child_read_line(&c, line, sizeof line, PATIENCE_MS, &f), ST_OK);
	assert_string_equal(line, "1234");
	assert_int_equal(child_read_line(&c, line, sizeof line, PATIENCE_MS, &f), ST_STORE);
	assert_non_null(strstr(f.cause, "too long"));
	child_finish(&c);
}

static void
finishing_lets_a_child_end_by_itself_and_reaps_it(void **state)
{
	char mark[] = "/tmp/otpdeck-child-XXXXXX";
	char script[128];
	struct stat seen;
	int fd = mkstemp(mark);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	snprintf(script, sizeof script, "cat > /dev/null; echo ended > %s", mark);
	struct child c = start_script(script, true);
	pid_t pid = c.pid;
	child_finish(&c);
	assert_int_equal(c.pid, 0);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), -1);
	assert_int_equal(stat(mark, &seen), 0);
	assert_int_equal(seen.st_size, 6);
	unlink(mark);
	child_finish(&c);
}

static void
finishing_kills_a_child_that_stays(void **state)
{
	(void)state;
	struct child c = start_script("trap '' TERM HUP; echo up; exec sleep 600", true);
	pid_t pid = c.pid;
	expect_line(&c, "up");
	int64_t before_us = clock_monotonic_us();
	child_finish(&c);
	assert_in_range(clock_monotonic_us() - before_us, 900000, 10000000);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
}

static void
finishing_a_zeroed_struct_does_nothing(void **state)
{
	struct child none = { 0 };

	(void)state;
	child_finish(&none);
	assert_true(fcntl(0, F_GETFD) >= 0);
}

static void
the_child_ends_when_we_are_killed(void **state)
{
	int report[2], ended;
	pid_t grandchild;

	(void)state;
	assert_int_equal(pipe2(report, O_CLOEXEC), 0);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	pid_t parent = fork();
	if (parent == 0) {
		struct child c = start_script("exec cat", true);
		ssize_t done = write(report[1], &c.pid, sizeof c.pid);
		(void)pause();
		_exit((int)done);
	}
	assert_int_equal(read(report[0], &grandchild, sizeof grandchild), sizeof grandchild);
	close(report[0]);
	close(report[1]);
	kill(parent, SIGKILL);
	assert_int_equal(waitpid(parent, &ended, 0), parent);
	assert_int_equal(waitpid(grandchild, &ended, 0), grandchild);
	assert_true(WIFEXITED(ended));
	prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
}

static bool
starts_without_standard_streams(void)
{
	const char *const argv[] = { "/bin/cat", NULL };
	char line[16];
	struct child c;
	struct fault f;

	close(0);
	close(1);
	if (child_start(argv, false, &c, &f) != ST_OK)
		return false;
	if (write(c.stdin_fd, "x\n", 2) != 2)
		return false;
	bool answered = child_read_line(&c, line, sizeof line, PATIENCE_MS, &f) == ST_OK;
	child_finish(&c);
	return answered && strcmp(line, "x") == 0;
}

static void
closed_standard_streams_do_not_mix_the_pipes_up(void **state)
{
	(void)state;
	expect_true_in_fork(starts_without_standard_streams);
}

static void
a_start_time_names_a_running_process(void **state)
{
	(void)state;
	long long ours = process_start_ticks(getpid());
	assert_true(ours > 0);
	struct child c = start_script("exec cat", true);
	assert_true(process_start_ticks(c.pid) >= ours);
	assert_true(process_start_ticks(c.pid) == process_start_ticks(c.pid));
	pid_t pid = c.pid;
	child_finish(&c);
	assert_true(process_start_ticks(pid) == 0);
	assert_true(process_start_ticks(0) == 0);
	assert_true(process_start_ticks(-1) == 0);
}

static void
a_start_time_is_found_behind_a_wild_name(void **state)
{
	char before[32];
	long long ours = process_start_ticks(getpid());

	(void)state;
	assert_int_equal(prctl(PR_GET_NAME, before), 0);
	assert_int_equal(prctl(PR_SET_NAME, "a) Z 1 (b"), 0);
	assert_true(process_start_ticks(getpid()) == ours);
	assert_int_equal(prctl(PR_SET_NAME, before), 0);
}

static void
a_zombie_has_no_start_time(void **state)
{
	siginfo_t info;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		_exit(0);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	assert_true(process_start_ticks(pid) == 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static bool
hardened_makes_private_files(void)
{
	process_harden(NULL, 0);
	return umask(0) == 077;
}

static bool
hardened_leaves_no_core(void)
{
	struct rlimit limit;

	process_harden(NULL, 0);
#if !defined(OTPDECK_DUMPABLE) && !defined(__SANITIZE_ADDRESS__)
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return false;
#endif
	return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0;
}

static bool
hardened_survives_a_closed_pipe(void)
{
	int ends[2];
	struct sigaction now;

	process_harden(NULL, 0);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	close(ends[0]);
	if (write(ends[1], "x", 1) != -1 || errno != EPIPE)
		return false;
	return sigaction(SIGXFSZ, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

static bool
hardened_closes_all_but_one(void)
{
	int kept = fcntl(2, F_DUPFD, 100);
	int low = fcntl(2, F_DUPFD, 50);
	int high = fcntl(2, F_DUPFD, 150);

	if (low < 0 || kept < 0 || high < 0)
		return false;
	process_harden(&kept, 1);
	if (fcntl(low, F_GETFD) != -1 || fcntl(high, F_GETFD) != -1)
		return false;
	return fcntl(kept, F_GETFD) == FD_CLOEXEC && fcntl(2, F_GETFD) == 0;
}

static bool
hardened_keeps_the_first_free_descriptor(void)
{
	int kept = dup2(2, 3);
	int other = dup2(2, 4);

	process_harden(&kept, 1);
	return kept == 3 && fcntl(3, F_GETFD) == FD_CLOEXEC && other == 4 &&
	       fcntl(4, F_GETFD) == -1;
}

static bool
hardened_closes_all(void)
{
	int other = fcntl(2, F_DUPFD, 77);

	process_harden(NULL, 0);
	return other >= 77 && fcntl(other, F_GETFD) == -1 && fcntl(3, F_GETFD) == -1;
}

static bool
hardened_fills_the_standard_streams(void)
{
	struct stat null, seen;

	if (stat("/dev/null", &null) != 0)
		return false;
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	process_harden(NULL, 0);
	for (int fd = 0; fd < 3; fd++) {
		if (fstat(fd, &seen) != 0 || seen.st_rdev != null.st_rdev)
			return false;
	}
	return fcntl(3, F_GETFD) == -1;
}

static bool
hardened_cleans_the_environment(void)
{
	static const char *const gone[] = {
		"SSLKEYLOGFILE", "http_proxy", "https_proxy",    "HTTPS_PROXY", "ALL_PROXY",
		"all_proxy",     "NO_PROXY",   "CURL_CA_BUNDLE", "CURL_HOME",   "NETRC",
	};

	setenv("FIRST", "1", 1);
	for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
		setenv(gone[i], "x", 1);
	setenv("LAST", "1", 1);
	setenv("SSLKEYLOGFILES", "1", 1);
	setenv("proxy", "1", 1);
	process_harden(NULL, 0);
	for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
		if (getenv(gone[i]) != NULL)
			return false;
	}
	return getenv("FIRST") != NULL && getenv("LAST") != NULL && getenv("PATH") != NULL &&
	       getenv("SSLKEYLOGFILES") != NULL && getenv("proxy") != NULL;
}

#define IN_FORK(name)                                                                              \
	static void test_##name(void **state)                                                      \
	{                                                                                          \
		(void)state;                                                                       \
		expect_true_in_fork(name);                                                         \
	}

IN_FORK(hardened_makes_private_files)
IN_FORK(hardened_leaves_no_core)
IN_FORK(hardened_survives_a_closed_pipe)
IN_FORK(hardened_closes_all_but_one)
IN_FORK(hardened_keeps_the_first_free_descriptor)
IN_FORK(hardened_closes_all)
IN_FORK(hardened_fills_the_standard_streams)
IN_FORK(hardened_cleans_the_environment)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_environment_is_the_short_list_only),
		cmocka_unit_test(no_descriptor_but_three_reaches_the_child),
		cmocka_unit_test(signals_are_at_their_defaults_but_ctrl_c),
		cmocka_unit_test(the_child_stays_in_our_process_group),
		cmocka_unit_test(standard_error_is_dropped_unless_it_is_kept),
		cmocka_unit_test(a_program_that_is_not_there_is_noticed_at_once),
		cmocka_unit_test(a_failed_start_leaves_no_descriptor_open),
		cmocka_unit_test(lines_go_in_and_come_out),
		cmocka_unit_test(a_silent_child_is_not_waited_for_past_the_limit),
		cmocka_unit_test(a_child_that_ended_gives_no_line),
		cmocka_unit_test(a_line_that_does_not_fit_is_refused),
		cmocka_unit_test(finishing_lets_a_child_end_by_itself_and_reaps_it),
		cmocka_unit_test(finishing_kills_a_child_that_stays),
		cmocka_unit_test(finishing_a_zeroed_struct_does_nothing),
		cmocka_unit_test(the_child_ends_when_we_are_killed),
		cmocka_unit_test(closed_standard_streams_do_not_mix_the_pipes_up),
		cmocka_unit_test(a_start_time_names_a_running_process),
		cmocka_unit_test(a_start_time_is_found_behind_a_wild_name),
		cmocka_unit_test(a_zombie_has_no_start_time),
		cmocka_unit_test(test_hardened_makes_private_files),
		cmocka_unit_test(test_hardened_leaves_no_core),
		cmocka_unit_test(test_hardened_survives_a_closed_pipe),
		cmocka_unit_test(test_hardened_closes_all_but_one),
		cmocka_unit_test(test_hardened_keeps_the_first_free_descriptor),
		cmocka_unit_test(test_hardened_closes_all),
		cmocka_unit_test(test_hardened_fills_the_standard_streams),
		cmocka_unit_test(test_hardened_cleans_the_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
