/* SPDX-License-Identifier: MIT */
/* the real programs, run from a test: a home of their own, what they print, how they end */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"

enum { OUTPUT_BYTES_MAX = 64 * 1024 * 1024, PAUSE_MS = 2, CHUNK = 64 * 1024 };

static void
must(bool condition, const char *what)
{
	if (!condition)
		fail_msg("%s: %s", what, strerror(errno));
}

int64_t
program_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void
program_pause(int64_t since_ms)
{
	if (program_now_ms() - since_ms > PROGRAM_LIMIT_MS)
		fail_msg("what was waited for did not come");
	poll(NULL, 0, PAUSE_MS);
}

/* --- The place ------------------------------------------------------------------------------- */

static void
find_program(const char *variable, const char *otherwise, char out[FOLDER_PATH_BYTES])
{
	const char *named = getenv(variable);
	char whole[PATH_MAX];

	must(realpath(named && *named ? named : otherwise, whole) != NULL, otherwise);
	must(strlen(whole) < FOLDER_PATH_BYTES, "a short path to the programs");
	strcpy(out, whole);
}

int
program_set_up(void **state)
{
	struct program *p = calloc(1, sizeof(*p));

	must(p != NULL, "memory");
	json_system_init();
	signal(SIGPIPE, SIG_IGN);
	folder_create(&p->folder);
	strcpy(p->home, folder_file(&p->folder, "home"));
	must(mkdir(p->home, 0700) == 0, p->home);
	snprintf(p->store, sizeof(p->store), "%.200s/.local/share/otpdeck/otpdeck.db", p->home);
	find_program("OTPDECK_BIN", "./otpdeck", p->deck);
	find_program("OTPDECK_SANDBOX_BIN", "./otpdeck-sandbox", p->sandbox);
	p->uid = geteuid();
	p->mask = 022;
	p->file_limit_bytes = RLIM_INFINITY;
	p->pass_fd = -1;
	*state = p;
	return 0;
}

int
program_tear_down(void **state)
{
	struct program *p = *state;

	/* A test that failed has left its children, and their structs are gone with its stack. */
	for (size_t i = 0; i < PROGRAM_RUNNING_MAX; i++) {
		if (p->running[i] > 0 && kill(p->running[i], SIGKILL) == 0)
			waitpid(p->running[i], NULL, 0);
	}
	program_child_finish(&p->last);
	json_destroy(p->envelope);
	folder_destroy(&p->folder);
	free(p);
	return 0;
}

void
program_set_env(struct program *p, const char *entry)
{
	size_t name = strcspn(entry, "=") + 1;
	size_t i = 0;

	while (i < p->env_count && strncmp(p->env[i], entry, name) != 0)
		i++;
	assert_true(i < PROGRAM_ENV_MAX && strlen(entry) < sizeof(p->env[0]));
	strcpy(p->env[i], entry);
	if (i == p->env_count)
		p->env_count++;
}

static void
copy_program(const char *from, const char *to)
{
	size_t size_bytes;
	unsigned char *bytes = folder_read(from, &size_bytes);

	folder_write(to, bytes, size_bytes);
	free(bytes);
	must(chmod(to, 0755) == 0, to);
}

/* The tree may stand where only root may go, so the programs come along. */
void
program_be_nobody(struct program *p)
{
	char deck[FOLDER_PATH_BYTES];
	char sandbox[FOLDER_PATH_BYTES];

	if (geteuid() != 0)
		return;
	strcpy(deck, folder_file(&p->folder, "otpdeck"));
	strcpy(sandbox, folder_file(&p->folder, "otpdeck-sandbox"));
	copy_program(p->deck, deck);
	copy_program(p->sandbox, sandbox);
	strcpy(p->deck, deck);
	strcpy(p->sandbox, sandbox);
	must(chmod(p->folder.path, 0755) == 0, p->folder.path);
	must(chown(p->home, PROGRAM_NOBODY, PROGRAM_NOBODY) == 0, p->home);
	p->uid = PROGRAM_NOBODY;
}

/* --- Starting -------------------------------------------------------------------------------- */

/* What is prepared before the fork: the test may have threads, and after it only calls that are
 * safe in a signal handler are allowed. */
struct launch {
	const char *path;
	const char *argv[PROGRAM_WORDS_MAX + 2];
	const char *env[PROGRAM_ENV_MAX + 8];
	int input[2];
	int out[2];
	int err[2];
	const struct program *p;
};

static void
fill_environment(struct launch *l, char home[600], char path[2048])
{
	const char *own = getenv("PATH");
	size_t count = 0;

	snprintf(home, 600, "HOME=%s", l->p->home);
	snprintf(path, 2048, "PATH=%s", own ? own : "/usr/bin:/bin");
	l->env[count++] = home;
	l->env[count++] = path;
	l->env[count++] = "TERM=xterm-256color";
	l->env[count++] = "LANG=C.UTF-8";
	l->env[count++] = "TZ=UTC";
	for (size_t i = 0; i < l->p->env_count; i++)
		l->env[count++] = l->p->env[i];
	l->env[count] = NULL;
}

static void
limit_files(rlim_t bytes)
{
	struct rlimit limit = { bytes, bytes };

	if (bytes != RLIM_INFINITY && setrlimit(RLIMIT_FSIZE, &limit) != 0)
		_exit(125);
}

/* The library's own setresuid() waits for threads that a fork has left behind. */
static void
drop_rights(uid_t uid)
{
	if (uid == geteuid())
		return;
	if (syscall(SYS_setgroups, 0, NULL) != 0 || syscall(SYS_setresgid, uid, uid, uid) != 0 ||
	    syscall(SYS_setresuid, uid, uid, uid) != 0)
		_exit(125);
}

static void
become(const struct launch *l)
{
	union {
		const char *const *in;
		char *const *out;
	} argv = { .in = l->argv }, env = { .in = l->env };

	/* SIGPIPE ignored is inherited; the programs see to theirs themselves. */
	signal(SIGPIPE, SIG_DFL);
	if (dup2(l->input[0], STDIN_FILENO) < 0 || dup2(l->out[1], STDOUT_FILENO) < 0 ||
	    dup2(l->err[1], STDERR_FILENO) < 0)
		_exit(125);
	if (l->p->pass_fd >= 0)
		fcntl(l->p->pass_fd, F_SETFD, 0);
	umask(l->p->mask);
	limit_files(l->p->file_limit_bytes);
	drop_rights(l->p->uid);
	if (chdir(l->p->home) == 0)
		execve(l->path, argv.out, env.out);
	_exit(126);
}

static void
open_streams(struct launch *l)
{
	if (l->p->input)
		must(pipe2(l->input, O_CLOEXEC) == 0, "a pipe");
	else
		l->input[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	must(pipe2(l->out, O_CLOEXEC) == 0 && pipe2(l->err, O_CLOEXEC) == 0, "a pipe");
}

/* Puts one number in the place of another; 0 is a free place. */
static void
note_running(struct program *p, pid_t before, pid_t after)
{
	size_t i = 0;

	while (i < PROGRAM_RUNNING_MAX && p->running[i] != before)
		i++;
	assert_true(i < PROGRAM_RUNNING_MAX);
	p->running[i] = after;
}

void
program_start_list(struct program *p, struct program_child *c, const char *path,
                   const char *const *words)
{
	struct launch l = { .path = path, .p = p, .input = { -1, -1 } };
	char home[600];
	char search[2048];
	size_t count = 0;

	program_child_finish(c);
	l.argv[count++] = path;
	for (; *words; words++) {
		assert_true(count <= PROGRAM_WORDS_MAX);
		l.argv[count++] = *words;
	}
	fill_environment(&l, home, search);
	open_streams(&l);
	fflush(NULL);
	c->started_ms = program_now_ms();
	c->pid = fork();
	must(c->pid >= 0, "fork");
	if (c->pid == 0)
		become(&l);
	close(l.input[0]);
	close(l.out[1]);
	close(l.err[1]);
	c->input_fd = l.input[1];
	c->fds[PROGRAM_OUT] = l.out[0];
	c->fds[PROGRAM_ERR] = l.err[0];
	note_running(p, 0, c->pid);
}

/* The words of a call up to its NULL. */
#define COLLECT(words, last)                                                                       \
	do {                                                                                       \
		va_list list;                                                                      \
		size_t at = 0;                                                                     \
		va_start(list, last);                                                              \
		do {                                                                               \
			assert_true(at < PROGRAM_WORDS_MAX);                                       \
			words[at] = va_arg(list, const char *);                                    \
		} while (words[at++]);                                                             \
		va_end(list);                                                                      \
	} while (0)

void
program_start(struct program *p, struct program_child *c, ...)
{
	const char *words[PROGRAM_WORDS_MAX];

	COLLECT(words, c);
	program_start_list(p, c, p->deck, words);
}

/* --- Reading --------------------------------------------------------------------------------- */

static void
keep(struct program_child *c, int stream, const char *bytes, size_t size_bytes)
{
	char *longer = realloc(c->bytes[stream], c->size_bytes[stream] + size_bytes + 1);

	must(longer != NULL, "memory");
	if (c->size_bytes[stream] + size_bytes > OUTPUT_BYTES_MAX)
		fail_msg("the program prints without an end");
	memcpy(longer + c->size_bytes[stream], bytes, size_bytes);
	c->size_bytes[stream] += size_bytes;
	longer[c->size_bytes[stream]] = '\0';
	c->bytes[stream] = longer;
}

static void
read_stream(struct program_child *c, int stream)
{
	static char bytes[CHUNK];
	ssize_t got = read(c->fds[stream], bytes, sizeof(bytes));

	if (got > 0) {
		keep(c, stream, bytes, (size_t)got);
	} else if (got == 0 || errno != EINTR) {
		close(c->fds[stream]);
		c->fds[stream] = -1;
	}
}

static void
say_late(struct program_child *c)
{
	kill(c->pid, SIGKILL);
	fail_msg("the program did not go on within %d ms; it has said:\n%s%s", PROGRAM_LIMIT_MS,
	         c->bytes[PROGRAM_OUT] ? c->bytes[PROGRAM_OUT] : "",
	         c->bytes[PROGRAM_ERR] ? c->bytes[PROGRAM_ERR] : "");
}

/* Reads what there is, waiting for it; false when both streams are at their end. */
static bool
read_some(struct program_child *c, int64_t since_ms)
{
	struct pollfd fds[2] = { { c->fds[PROGRAM_OUT], POLLIN, 0 },
		                 { c->fds[PROGRAM_ERR], POLLIN, 0 } };

	if (c->fds[PROGRAM_OUT] < 0 && c->fds[PROGRAM_ERR] < 0)
		return false;
	if (program_now_ms() - since_ms > PROGRAM_LIMIT_MS || poll(fds, 2, PROGRAM_LIMIT_MS) == 0)
		say_late(c);
	for (int i = 0; i < 2; i++) {
		if (fds[i].revents)
			read_stream(c, i);
	}
	return true;
}

bool
program_read_line(struct program_child *c, char *out, size_t out_bytes)
{
	int64_t since_ms = program_now_ms();
	char *end;

	while (!c->bytes[PROGRAM_OUT] || !strchr(c->bytes[PROGRAM_OUT], '\n')) {
		if (!read_some(c, since_ms))
			return false;
	}
	end = strchr(c->bytes[PROGRAM_OUT], '\n');
	*end = '\0';
	snprintf(out, out_bytes, "%s", c->bytes[PROGRAM_OUT]);
	c->size_bytes[PROGRAM_OUT] -= (size_t)(end + 1 - c->bytes[PROGRAM_OUT]);
	memmove(c->bytes[PROGRAM_OUT], end + 1, c->size_bytes[PROGRAM_OUT] + 1);
	return true;
}

int
program_wait(struct program *p, struct program_child *c)
{
	int64_t since_ms = program_now_ms();
	struct rusage used;
	int status = 0;
	pid_t ended;

	assert_true(c->pid > 0);
	while (read_some(c, since_ms))
		;
	while ((ended = wait4(c->pid, &status, WNOHANG, &used)) == 0) {
		if (program_now_ms() - since_ms > PROGRAM_LIMIT_MS)
			say_late(c);
		program_pause(since_ms);
	}
	must(ended == c->pid, "wait4");
	note_running(p, c->pid, 0);
	c->elapsed_ms = program_now_ms() - c->started_ms;
	c->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	c->peak_kib = used.ru_maxrss;
	c->pid = 0;
	if (c->input_fd >= 0)
		close(c->input_fd);
	c->input_fd = -1;
	return c->status;
}

int
program_end(struct program *p, struct program_child *c, int number)
{
	assert_true(c->pid > 0);
	kill(c->pid, number);
	return program_wait(p, c);
}

void
program_child_finish(struct program_child *c)
{
	free(c->bytes[PROGRAM_OUT]);
	free(c->bytes[PROGRAM_ERR]);
	*c = (struct program_child){ .input_fd = -1, .fds = { -1, -1 } };
}

/* --- Whole commands -------------------------------------------------------------------------- */

/* Nobody reads more than a pipe holds before the command has read its input, or the answer to a
 * part of it, so both are done at once. */
static void
feed(const struct program *p, struct program_child *c)
{
	size_t left = p->input_bytes > 0 ? p->input_bytes : strlen(p->input);
	const char *at = p->input;
	int64_t since_ms = program_now_ms();

	fcntl(c->input_fd, F_SETFL, O_NONBLOCK);
	while (left > 0) {
		struct pollfd fds[3] = { { c->input_fd, POLLOUT, 0 },
			                 { c->fds[PROGRAM_OUT], POLLIN, 0 },
			                 { c->fds[PROGRAM_ERR], POLLIN, 0 } };
		ssize_t written;

		if (poll(fds, 3, PROGRAM_LIMIT_MS) == 0)
			say_late(c);
		if (fds[1].revents || fds[2].revents)
			read_some(c, since_ms);
		if (!fds[0].revents)
			continue;
		written = write(c->input_fd, at, left);
		if (written < 0 && errno != EAGAIN)
			break;
		left -= written > 0 ? (size_t)written : 0;
		at += written > 0 ? written : 0;
	}
	close(c->input_fd);
	c->input_fd = -1;
}

static bool
asks_for_json(const char *const *words)
{
	for (; *words; words++) {
		if (strcmp(*words, "--json") == 0)
			return true;
	}
	return false;
}

/* One object in one line, nothing else, with the members that every envelope has. */
static void
read_envelope(struct program *p)
{
	struct fault f;
	bool is_fine = false;

	if (p->out_bytes < 3 || p->out[p->out_bytes - 1] != '\n' ||
	    memchr(p->out, '\n', p->out_bytes) != p->out + p->out_bytes - 1)
		fail_msg("stdout is not one line: %s%s", p->out, p->err);
	if (json_parse(p->out, p->out_bytes, "the envelope", &p->envelope, &f) != ST_OK)
		fail_msg("%s in %s", f.cause, p->out);
	assert_true(json_bool(json_member(p->envelope, "ok"), &is_fine));
	assert_true(is_fine == (p->status == 0));
	assert_true(json_is_object(json_member(p->envelope, "meta")));
	assert_non_null(json_string(program_node(p->envelope, "meta.version")));
	assert_true(json_is_object(json_member(p->envelope, "error")) == !is_fine);
	if (is_fine)
		assert_true(json_is_object(json_member(p->envelope, "data")));
	else
		assert_non_null(json_string(program_node(p->envelope, "error.cause")));
}

int
program_run_list(struct program *p, const char *const *words)
{
	json_destroy(p->envelope);
	p->envelope = NULL;
	program_start_list(p, &p->last, p->deck, words);
	if (p->input)
		feed(p, &p->last);
	p->status = program_wait(p, &p->last);
	p->input = NULL;
	p->input_bytes = 0;
	p->out = p->last.bytes[PROGRAM_OUT] ? p->last.bytes[PROGRAM_OUT] : "";
	p->err = p->last.bytes[PROGRAM_ERR] ? p->last.bytes[PROGRAM_ERR] : "";
	p->out_bytes = p->last.size_bytes[PROGRAM_OUT];
	p->err_bytes = p->last.size_bytes[PROGRAM_ERR];
	p->peak_kib = p->last.peak_kib;
	p->elapsed_ms = p->last.elapsed_ms;
	if (asks_for_json(words))
		read_envelope(p);
	return p->status;
}

int
program_run(struct program *p, ...)
{
	const char *words[PROGRAM_WORDS_MAX];

	COLLECT(words, p);
	return program_run_list(p, words);
}

void
program_expect(struct program *p, int status, ...)
{
	const char *words[PROGRAM_WORDS_MAX];

	COLLECT(words, status);
	if (program_run_list(p, words) != status)
		fail_msg("%s %s: exit status %d in place of %d\n%s%s", words[0],
		         words[0] && words[1] ? words[1] : "", p->status, status, p->out, p->err);
}

void
program_start_sandbox(struct program *p, struct program_child *c, char url[64], ...)
{
	const char *words[PROGRAM_WORDS_MAX];
	char line[128];

	COLLECT(words, url);
	program_start_list(p, c, p->sandbox, words);
	if (!program_read_line(c, line, sizeof(line)) || strncmp(line, "listening ", 10) != 0)
		fail_msg("the sandbox does not say where it listens");
	snprintf(url, 64, "%.63s", line + 10);
}
