/* SPDX-License-Identifier: MIT */
/* a child process with a clean environment, and the hardening of a process of ours */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#define FINISH_LIMIT_MS 1000

/* What the parent prepares before the fork: after it only async-signal-safe calls are allowed,
 * because the worker may hold the allocator's lock at that moment. */
struct launch {
	const char *const *argv;
	char **environment;
	int stdin_pipe[2];
	int stdout_pipe[2];
	int failure_pipe[2]; /* closed by a successful exec, else carries the errno */
	bool keep_stderr;
	bool has_terminal; /* the next two in place of the first two pipes */
	int in_fd;
	int out_fd;
};

static const char *const kept_always[] = { "PATH=", "HOME=",   "TERM=", "LANG=", "LC_",
	                                   "TZ=",   "TMPDIR=", "XDG_",  NULL };
/* What a program at a terminal asks for beside these. */
static const char *const kept_at_terminal[] = { "TERMINFO",    "COLORTERM=",       "SHELL=",
	                                        "USER=",       "LOGNAME=",         "DISPLAY=",
	                                        "XAUTHORITY=", "WAYLAND_DISPLAY=", NULL };

static bool
is_named(const char *entry, const char *const *names)
{
	for (; *names; names++) {
		if (strncmp(entry, *names, strlen(*names)) == 0)
			return true;
	}
	return false;
}

/* Borrows the strings of our own environment; the array is the caller's to free. */
static char **
clean_environment(bool at_terminal)
{
	size_t count = 0, kept = 0;

	while (environ != NULL && environ[count] != NULL)
		count++;
	char **out = mem_alloc_array(count + 1, sizeof *out);
	for (size_t i = 0; i < count; i++) {
		if (is_named(environ[i], kept_always) ||
		    (at_terminal && is_named(environ[i], kept_at_terminal)))
			out[kept++] = environ[i];
	}
	return out;
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* A pipe above the standard descriptors, so that arranging those cannot overwrite an end. */
static bool
open_pipe(int ends[2])
{
	int low[2];

	if (pipe2(low, O_CLOEXEC) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		(void)close(low[i]);
	}
	return ends[0] >= 0 && ends[1] >= 0;
}

static void
reset_signals(void)
{
	struct sigaction plain;
	sigset_t none;

	memset(&plain, 0, sizeof plain);
	plain.sa_handler = SIG_DFL;
	for (int number = 1; number < NSIG; number++)
		(void)sigaction(number, &plain, NULL);

	/* Ctrl-C in our terminal is for us; the child ends when its standard input does. */
	plain.sa_handler = SIG_IGN;
	(void)sigaction(SIGINT, &plain, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool
arrange_terminal(const struct launch *l)
{
	return dup2(l->in_fd, STDIN_FILENO) >= 0 && dup2(l->out_fd, STDOUT_FILENO) >= 0 &&
	       dup2(l->out_fd, STDERR_FILENO) >= 0;
}

static bool
arrange_pipes(const struct launch *l)
{
	if (dup2(l->stdin_pipe[0], STDIN_FILENO) < 0 || dup2(l->stdout_pipe[1], STDOUT_FILENO) < 0)
		return false;
	if (!l->keep_stderr) {
		int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (null_fd < 0 || dup2(null_fd, STDERR_FILENO) < 0)
			return false;
	}
	return true;
}

static bool
arrange_descriptors(const struct launch *l)
{
	if (l->has_terminal ? !arrange_terminal(l) : !arrange_pipes(l))
		return false;
	/* Marked rather than closed: the failure pipe has to live until exec. */
	return close_range(STDERR_FILENO + 1, ~0U, (int)CLOSE_RANGE_CLOEXEC) == 0;
}

static _Noreturn void
run_in_child(const struct launch *l)
{
	reset_signals();
	if (l->has_terminal)
		(void)signal(SIGINT, SIG_DFL);
	if (arrange_descriptors(l))
		(void)execvpe(l->argv[0], (char *const *)(const void *)l->argv, l->environment);

	int reason = errno;
	if (write(l->failure_pipe[1], &reason, sizeof reason) < 0)
		_exit(126);
	_exit(127);
}

static int
read_failure(int fd)
{
	int reason = 0;
	ssize_t size;

	do
		size = read(fd, &reason, sizeof reason);
	while (size < 0 && errno == EINTR);
	return size == (ssize_t)sizeof reason ? reason : 0;
}

static void
reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

/* Returns 0, or the errno of what failed. */
static int
launch_child(struct launch *l, struct child *out)
{
	if (!l->has_terminal && (!open_pipe(l->stdin_pipe) || !open_pipe(l->stdout_pipe)))
		return errno;
	if (!open_pipe(l->failure_pipe))
		return errno;
	pid_t pid = fork();
	if (pid < 0)
		return errno;
	if (pid == 0)
		run_in_child(l);

	close_fd(&l->failure_pipe[1]);
	int reason = read_failure(l->failure_pipe[0]);
	if (reason != 0) {
		reap(pid);
		return reason;
	}
	out->pid = pid;
	out->stdin_fd = l->stdin_pipe[1];
	out->stdout_fd = l->stdout_pipe[0];
	l->stdin_pipe[1] = -1;
	l->stdout_pipe[0] = -1;
	return 0;
}

static enum status
start(struct launch *l, struct child *out, struct fault *f)
{
	*out = (struct child){ .pid = 0, .stdin_fd = -1, .stdout_fd = -1 };
	l->environment = clean_environment(l->has_terminal);
	for (int i = 0; i < 2; i++)
		l->stdin_pipe[i] = l->stdout_pipe[i] = l->failure_pipe[i] = -1;
	int reason = launch_child(l, out);
	for (int i = 0; i < 2; i++) {
		close_fd(&l->stdin_pipe[i]);
		close_fd(&l->stdout_pipe[i]);
		close_fd(&l->failure_pipe[i]);
	}
	mem_free(l->environment);
	if (reason == 0)
		return ST_OK;
	return fault_set(f, WORD_SYSTEM, "%s cannot be started: %s", l->argv[0], strerror(reason));
}

enum status
child_start(const char *const *argv, bool keep_stderr, struct child *out, struct fault *f)
{
	struct launch l = { .argv = argv, .keep_stderr = keep_stderr };

	return start(&l, out, f);
}

enum status
child_start_on_terminal(const char *const *argv, int in_fd, int out_fd, struct child *out,
                        struct fault *f)
{
	struct launch l = { .argv = argv, .has_terminal = true, .in_fd = in_fd, .out_fd = out_fd };

	return start(&l, out, f);
}

/* Whether there is something to read. A wait that ran to its end is over even when tests hold
 * the clock still. */
static bool
wait_readable(int fd, int64_t deadline_us)
{
	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN, .revents = 0 };
		int64_t left_us = deadline_us - clock_monotonic_us();
		int ready = poll(&wait, 1, left_us > 0 ? (int)((left_us + 999) / 1000) : 0);

		if (ready >= 0 || errno != EINTR)
			return ready > 0;
	}
}

enum status
child_read_line(struct child *c, char *out, size_t out_bytes, int limit_ms, struct fault *f)
{
	int64_t deadline_us = clock_monotonic_us() + (int64_t)limit_ms * 1000;
	size_t size = 0;

	for (;;) {
		out[size] = '\0';
		if (!wait_readable(c->stdout_fd, deadline_us))
			return fault_set(f, WORD_SYSTEM, "the child said nothing for %d ms",
			                 limit_ms);

		char byte;
		ssize_t got = read(c->stdout_fd, &byte, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return fault_set(f, WORD_SYSTEM, "the child ended before it answered");
		if (byte == '\n')
			break;
		if (size + 1 == out_bytes)
			return fault_set(f, WORD_SYSTEM, "the child's answer is too long");
		out[size++] = byte;
	}
	if (size > 0 && out[size - 1] == '\r')
		out[size - 1] = '\0';
	return ST_OK;
}

/* A pid descriptor is readable when the process has ended. Without one (a kernel before 5.3) the
 * whole limit is waited. */
static bool
ends_in_time(pid_t pid)
{
	int fd = pidfd_open(pid, 0);
	int64_t deadline_us = clock_monotonic_us() + (int64_t)FINISH_LIMIT_MS * 1000;
	bool ended = wait_readable(fd, deadline_us);

	close_fd(&fd);
	return ended;
}

void
child_finish(struct child *c)
{
	if (c->pid <= 0)
		return;
	if (c->stdin_fd < 0)
		(void)kill(c->pid, SIGTERM);
	close_fd(&c->stdin_fd);
	close_fd(&c->stdout_fd);
	if (!ends_in_time(c->pid))
		(void)kill(c->pid, SIGKILL);
	reap(c->pid);
	c->pid = 0;
}

static int
result_of(int wait_status)
{
	return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

bool
child_has_ended(struct child *c, int *result)
{
	int wait_status = 0;
	pid_t pid;

	do
		pid = waitpid(c->pid, &wait_status, WNOHANG);
	while (pid < 0 && errno == EINTR);
	if (pid == 0)
		return false;
	*result = result_of(wait_status);
	c->pid = 0;
	return true;
}

int
child_wait(struct child *c)
{
	int wait_status = 0;

	while (waitpid(c->pid, &wait_status, 0) < 0 && errno == EINTR)
		continue;
	c->pid = 0;
	return result_of(wait_status);
}

/* Behind the name, which may hold blanks and brackets, come the state (field 3 of proc(5)) and,
 * 19 fields on, the start time. A zombie runs no more and counts as gone. */
static long long
start_ticks_from(const char *stat_line)
{
	const char *at = strrchr(stat_line, ')');
	long long ticks = 0;

	if (at == NULL || at[1] != ' ' || at[2] == 'Z' || at[2] == 'X')
		return 0;
	at += 2;
	for (int i = 0; i < 19 && at != NULL; i++) {
		at = strchr(at, ' ');
		at = at != NULL ? at + 1 : NULL;
	}
	if (at != NULL)
		ticks = strtoll(at, NULL, 10);
	return ticks;
}

long long
process_start_ticks(pid_t pid)
{
	char path[48], line[1024];

	(void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t size = read(fd, line, sizeof line - 1);
	(void)close(fd);
	if (size <= 0)
		return 0;
	line[size] = '\0';
	return start_ticks_from(line);
}

enum status
child_replace(const char *const *argv, struct fault *f)
{
	char **environment = clean_environment(false);
	reset_signals();
	(void)signal(SIGINT, SIG_DFL);
	(void)execvpe(argv[0], (char *const *)(const void *)argv, environment);

	int reason = errno;
	mem_free(environment);
	return fault_set(f, WORD_SYSTEM, "%s cannot be started: %s", argv[0], strerror(reason));
}
