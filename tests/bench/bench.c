/* SPDX-License-Identifier: MIT */
/*
 * The figures of `make bench`: ratios against floors and peers, both sides interleaved in one run,
 * medians. Nothing here fails a build; a row says what was seen and what is aimed at.
 */
#include "bench_impl.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double
bench_now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int
compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

double
bench_median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

/* Spawned rather than forked: a fork copies this program's page tables first, which would be
 * counted as the other's time. */
static pid_t
spawn(const char *const *argv, const posix_spawn_file_actions_t *files, short flags)
{
	posix_spawnattr_t how;
	pid_t pid = -1;

	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, flags);
	if (posix_spawnp(&pid, argv[0], files, &how, (char *const *)(const void *)argv, environ) !=
	    0)
		pid = -1;
	posix_spawnattr_destroy(&how);
	return pid;
}

void
bench_start(struct on_pty *p, const char *const *argv)
{
	struct winsize size = { .ws_row = 30, .ws_col = 100 };
	posix_spawn_file_actions_t files;
	char name[64];
	int slave;

	if (openpty(&p->fd, &slave, name, NULL, &size) != 0)
		exit(1);
	fcntl(p->fd, F_SETFD, FD_CLOEXEC);
	fcntl(slave, F_SETFD, FD_CLOEXEC);
	posix_spawn_file_actions_init(&files);
	/* Opened by a session leader that has none, it becomes the controlling terminal. */
	posix_spawn_file_actions_addopen(&files, 0, name, O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&files, 0, 1);
	posix_spawn_file_actions_adddup2(&files, 0, 2);
	p->began_ms = bench_now_ms();
	p->pid = spawn(argv, &files, POSIX_SPAWN_SETSID);
	posix_spawn_file_actions_destroy(&files);
	close(slave);
	if (p->pid < 0)
		exit(1);
}

/* Reads a piece within a limit; 0 when none came. */
static ssize_t
read_piece(const struct on_pty *p, char *out, size_t out_bytes, int limit_ms)
{
	struct pollfd fd = { .fd = p->fd, .events = POLLIN };
	if (poll(&fd, 1, limit_ms) <= 0)
		return 0;
	ssize_t count = read(p->fd, out, out_bytes);
	return count > 0 ? count : 0;
}

double
bench_wait_for(struct on_pty *p, const char *marker)
{
	static char seen[1 << 20];
	size_t size = 0;
	while (bench_now_ms() - p->began_ms < 10000 && size < sizeof(seen) - 1) {
		ssize_t count = read_piece(p, seen + size, sizeof(seen) - 1 - size, 100);
		if (count == 0)
			continue;
		size += (size_t)count;
		if (memmem(seen, size, marker, strlen(marker)))
			return bench_now_ms() - p->began_ms;
	}
	return -1;
}

void
bench_settle(struct on_pty *p, int quiet_ms)
{
	char piece[65536];
	while (read_piece(p, piece, sizeof(piece), quiet_ms) > 0)
		;
}

double
bench_press(struct on_pty *p, const char *keys, int quiet_ms)
{
	char piece[65536];
	double began_ms = bench_now_ms();
	double last_ms = -1;
	if (write(p->fd, keys, strlen(keys)) < 0)
		return -1;
	while (read_piece(p, piece, sizeof(piece), last_ms < 0 ? 500 : quiet_ms) > 0)
		last_ms = bench_now_ms() - began_ms;
	return last_ms;
}

void
bench_end(struct on_pty *p)
{
	kill(p->pid, SIGKILL);
	close(p->fd);
	waitpid(p->pid, NULL, 0);
}

double
bench_run(const char *const *argv)
{
	posix_spawn_file_actions_t files;
	int status = 0;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	double began_ms = bench_now_ms();
	pid_t pid = spawn(argv, &files, 0);
	posix_spawn_file_actions_destroy(&files);
	if (pid < 0)
		return -1;
	waitpid(pid, &status, 0);
	return status == 0 ? bench_now_ms() - began_ms : -1;
}

bool
bench_has(const char *program)
{
	char command[128];
	snprintf(command, sizeof(command), "command -v %s >/dev/null 2>&1", program);
	return system(command) == 0;
}

void
bench_row(const char *what, double ours, double theirs, double goal, const char *unit)
{
	double ratio = theirs > 0 ? ours / theirs : 0;
	printf("%-44s %9.2f %-4s against %9.2f   ratio %6.2f   goal %.2f  %s\n", what, ours, unit,
	       theirs, ratio, goal, ratio <= goal ? "met" : "MISSED");
	fflush(stdout);
}

void
bench_skip(const char *what, const char *why)
{
	printf("%-44s skipped: %s\n", what, why);
}

static void
make_folder(struct bench *b)
{
	char config[BENCH_PATH + 16];
	snprintf(b->folder, sizeof(b->folder), "/tmp/otpdeck-bench-XXXXXX");
	if (!mkdtemp(b->folder))
		exit(1);
	setenv("HOME", b->folder, 1);
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
	setenv("TERM", "xterm-256color", 1);
	setenv("LANG", "C.UTF-8", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	snprintf(b->store, sizeof(b->store), "%s/otpdeck.db", b->folder);
	setenv("OTPDECK_STORE", b->store, 1);
	/* Without its own file htop asks nothing but writes one at its end. */
	snprintf(config, sizeof(config), "%s/.config", b->folder);
	mkdir(config, 0700);
}

static void
start_sandbox(struct bench *b)
{
	int in[2], out[2];
	char line[128] = "";
	if (pipe(in) != 0 || pipe(out) != 0)
		exit(1);
	b->sandbox = fork();
	if (b->sandbox == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl("./otpdeck-sandbox", "otpdeck-sandbox", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	b->sandbox_stdin = in[1];
	if (read(out[0], line, sizeof(line) - 1) <= 10)
		exit(1);
	line[strcspn(line, "\n")] = '\0';
	snprintf(b->sandbox_url, sizeof(b->sandbox_url), "%s", line + strlen("listening "));
}

static void
remove_folder(const struct bench *b)
{
	char command[BENCH_PATH + 16];
	snprintf(command, sizeof(command), "rm -rf '%s'", b->folder);
	if (system(command) != 0)
		printf("%s stays behind\n", b->folder);
}

int
main(int argc, char **argv)
{
	struct bench b = { 0 };
	const char *rows = getenv("ROWS");

	if (argc != 2)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	snprintf(b.programs, sizeof(b.programs), "%s", argv[1]);
	make_folder(&b);
	bench_liquid(&b);
	bench_hostile(&b);
	if (getenv("LANGUAGE_ONLY")) {
		remove_folder(&b);
		return 0;
	}
	start_sandbox(&b);
	bench_fill(&b, rows ? strtol(rows, NULL, 10) : 100000);
	bench_frames(&b);
	bench_sends(&b);
	bench_probes(&b);
	bench_idle(&b);
	bench_keys(&b);
	bench_editor(&b);
	/* Last: it leaves a passphrase slot in the store. */
	bench_unlock(&b);
	close(b.sandbox_stdin);
	waitpid(b.sandbox, NULL, 0);
	remove_folder(&b);
	return 0;
}
