/* SPDX-License-Identifier: MIT */
/* a real program on a bare pty, for millions of keys */
#include "typist.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include <cmocka.h>

#include "program.h"

#define READ_BYTES 65536
#define PIECE ((size_t)1024)
#define FIRST_QUIET_MS 100

static void
count_phrase(struct typist *t, const char *bytes, size_t size_bytes)
{
	char joined[sizeof(t->tail) + READ_BYTES];
	size_t kept = strlen(t->tail);
	size_t wanted = strlen(t->phrase);
	size_t all = kept + size_bytes;

	memcpy(joined, t->tail, kept);
	memcpy(joined + kept, bytes, size_bytes);
	for (const char *at = joined;
	     (at = memmem(at, all - (size_t)(at - joined), t->phrase, wanted)) != NULL;
	     at += wanted)
		t->seen++;
	kept = all < wanted - 1 ? all : wanted - 1;
	memcpy(t->tail, joined + all - kept, kept);
	t->tail[kept] = '\0';
	/* A NUL in the output would end the tail early, which only counts less. */
}

/* Reads what is there within this time; false when nothing came. */
static bool
drain(struct typist *t, int limit_ms)
{
	char bytes[READ_BYTES];
	struct pollfd master = { .fd = t->master, .events = POLLIN };

	if (poll(&master, 1, limit_ms) <= 0)
		return false;
	ssize_t count = read(t->master, bytes, sizeof(bytes));
	if (count <= 0)
		return false;
	t->written_bytes += (size_t)count;
	if (t->phrase)
		count_phrase(t, bytes, (size_t)count);
	return true;
}

static _Noreturn void
become(int slave, const char *const *words)
{
	static const int numbers[] = { SIGPIPE, SIGTTOU, SIGINT,  SIGQUIT, SIGTERM,
		                       SIGHUP,  SIGTSTP, SIGSEGV, SIGBUS,  SIGFPE };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		signal(numbers[i], SIG_DFL);
	login_tty(slave);
	execvp(words[0], (char *const *)(size_t)words);
	_exit(127);
}

void
typist_start(struct typist *t, const char *const *words)
{
	const struct winsize size = { .ws_row = 30, .ws_col = 100 };
	int64_t begun_ms = program_now_ms();
	size_t before = t->written_bytes;

	assert_int_equal(t->pid, 0);
	assert_int_equal(openpty(&t->master, &t->slave, NULL, NULL, &size), 0);
	fcntl(t->master, F_SETFD, FD_CLOEXEC);
	fcntl(t->master, F_SETFL, O_NONBLOCK);
	t->pid = fork();
	assert_true(t->pid >= 0);
	if (t->pid == 0)
		become(t->slave, words);
	fcntl(t->slave, F_SETFD, FD_CLOEXEC);
	t->tail[0] = '\0';
	while (t->written_bytes == before) {
		drain(t, 10);
		if (program_now_ms() - begun_ms > TYPIST_LIMIT_MS)
			fail_msg("the program draws nothing");
	}
	typist_rest(t, FIRST_QUIET_MS);
}

/* Without taking its status away. */
static bool
has_ended(const struct typist *t)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)t->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
	       info.si_pid != 0;
}

static int
count_unread(const struct typist *t)
{
	int count = 0;

	return ioctl(t->slave, FIONREAD, &count) == 0 ? count : 0;
}

/* One turn of waiting; false when the program has ended. */
static bool
wait_for_reader(struct typist *t, int64_t since_ms)
{
	if (has_ended(t))
		return false;
	drain(t, 1);
	if (program_now_ms() - since_ms > TYPIST_LIMIT_MS)
		fail_msg("the program reads no keys any more");
	return true;
}

bool
typist_type(struct typist *t, const void *bytes, size_t size_bytes)
{
	const char *at = bytes;
	int64_t since_ms = program_now_ms();

	while (size_bytes > 0) {
		ssize_t count = write(t->master, at, size_bytes < PIECE ? size_bytes : PIECE);

		if (count < 0 && errno != EAGAIN)
			return false;
		if (count > 0) {
			since_ms = program_now_ms();
			at += count;
			size_bytes -= (size_t)count;
		}
		/* A program whose output nobody takes reads no keys. */
		drain(t, 0);
		while (count <= 0 || count_unread(t) > 0) {
			if (!wait_for_reader(t, since_ms))
				return false;
			if (count_unread(t) == 0)
				break;
		}
	}
	return true;
}

void
typist_rest(struct typist *t, int quiet_ms)
{
	while (drain(t, quiet_ms))
		continue;
}

static int
status_of(struct typist *t, int status)
{
	close(t->master);
	close(t->slave);
	t->pid = 0;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int
typist_ended(struct typist *t)
{
	int status = 0;

	if (t->pid == 0 || waitpid(t->pid, &status, WNOHANG) != t->pid)
		return -1;
	return status_of(t, status);
}

int
typist_stop(struct typist *t)
{
	int64_t begun_ms = program_now_ms();
	int status = 0;

	if (t->pid == 0)
		return -1;
	kill(t->pid, SIGTERM);
	while (waitpid(t->pid, &status, WNOHANG) != t->pid) {
		drain(t, 5);
		if (program_now_ms() - begun_ms > TYPIST_LIMIT_MS) {
			kill(t->pid, SIGKILL);
			begun_ms = program_now_ms();
		}
	}
	return status_of(t, status);
}
