/* SPDX-License-Identifier: MIT */
/* a child on an emulated terminal, alone or as the job of a small shell */
#include "rig_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define STOPPED "\r\n(stopped)\r\n"

/* What is to run: words, or a function. */
struct work {
	const char *const *words;
	int (*run)(void);
};

static _Noreturn void
do_work(const struct work *work)
{
	/* The last four are cmocka's, which would go on with the tests in the child. */
	static const int numbers[] = { SIGPIPE, SIGTTOU,  SIGINT,  SIGQUIT, SIGTERM, SIGHUP,
		                       SIGTSTP, SIGWINCH, SIGSEGV, SIGBUS,  SIGFPE,  SIGILL };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		signal(numbers[i], SIG_DFL);
	if (work->run)
		_exit(work->run());
	execvp(work->words[0], (char *const *)(size_t)work->words);
	_exit(127);
}

static int
exit_status_of(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void
say_stopped(void)
{
	ssize_t written = write(STDOUT_FILENO, STOPPED, sizeof(STOPPED) - 1);
	(void)written;
}

/* Like a shell with one job in front: says when it stops, and goes on with it when told. */
static _Noreturn void
run_shell(const struct work *work, int orders, int reports)
{
	char order;
	int status = 0;

	signal(SIGTTOU, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	pid_t job = fork();
	if (job == 0) {
		setpgid(0, 0);
		tcsetpgrp(STDIN_FILENO, getpid());
		do_work(work);
	}
	setpgid(job, job);
	tcsetpgrp(STDIN_FILENO, job);
	if (write(reports, &job, sizeof(job)) != (ssize_t)sizeof(job))
		_exit(126);
	while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
		tcsetpgrp(STDIN_FILENO, getpgrp());
		say_stopped();
		if (read(orders, &order, 1) != 1)
			_exit(125);
		tcsetpgrp(STDIN_FILENO, job);
		kill(-job, SIGCONT);
	}
	_exit(exit_status_of(status));
}

static void
take_terminal(int slave)
{
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	for (int fd = 0; fd <= 2; fd++)
		dup2(slave, fd);
}

static void
start(struct rig *r, const struct work *work, bool as_job)
{
	int orders[2];
	int reports[2];

	assert_int_equal(r->child, 0);
	assert_int_equal(pipe2(orders, O_CLOEXEC), 0);
	assert_int_equal(pipe2(reports, O_CLOEXEC), 0);
	rig_hold_pump(r);
	r->child = fork();
	if (r->child != 0)
		rig_let_pump(r);
	assert_true(r->child >= 0);
	if (r->child == 0) {
		close(orders[1]);
		take_terminal(r->slave);
		close(r->slave);
		close(r->master);
		if (as_job)
			run_shell(work, orders[0], reports[1]);
		do_work(work);
	}
	close(orders[0]);
	close(reports[1]);
	close(r->slave);
	r->slave = -1;
	r->job = r->child;
	r->job_pipe = orders[1];
	if (as_job && read(reports[0], &r->job, sizeof(r->job)) != (ssize_t)sizeof(r->job))
		rig_fail(r, "the job does not start");
	close(reports[0]);
	r->child_fd = pidfd_open(r->child, 0);
	assert_true(r->child_fd >= 0);
}

void
rig_spawn(struct rig *r, const char *const *words)
{
	start(r, &(struct work){ .words = words }, false);
}

void
rig_spawn_job(struct rig *r, const char *const *words)
{
	start(r, &(struct work){ .words = words }, true);
}

void
rig_spawn_function(struct rig *r, int (*run)(void), bool as_job)
{
	start(r, &(struct work){ .run = run }, as_job);
}

void
rig_continue(struct rig *r)
{
	assert_int_equal(write(r->job_pipe, "f", 1), 1);
}

pid_t
rig_child(const struct rig *r)
{
	return r->job;
}

static bool
reap(struct rig *r, int limit_ms)
{
	struct pollfd ended = { .fd = r->child_fd, .events = POLLIN };
	int status = 0;

	if (poll(&ended, 1, limit_ms) <= 0 || waitpid(r->child, &status, 0) != r->child)
		return false;
	r->exit_status = exit_status_of(status);
	return true;
}

int
rig_wait_exit(struct rig *r)
{
	if (r->exit_status < 0 && !reap(r, RIG_DEADLINE_MS))
		rig_fail(r, "the program does not end");
	/* What it wrote last is on the screen then. */
	pthread_mutex_lock(&r->mutex);
	rig_listen_anew(r);
	rig_wait_quiet(r, rig_now_ms() + RIG_DEADLINE_MS);
	pthread_mutex_unlock(&r->mutex);
	return r->exit_status;
}

void
rig_child_end(struct rig *r)
{
	if (r->child <= 0)
		return;
	if (r->exit_status < 0) {
		if (r->job != r->child)
			kill(r->job, SIGKILL);
		kill(r->child, SIGKILL);
		reap(r, RIG_DEADLINE_MS);
	}
	close(r->child_fd);
	close(r->job_pipe);
	r->child = 0;
}
