/* SPDX-License-Identifier: MIT */
/* a running otpdeck-sandbox, asked over a raw socket */
#include "sandbox_rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define DEADLINE_US (20LL * 1000 * 1000)
#define OPTIONS_MAX 30

int64_t
sandbox_rig_now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
wait_readable(int fd, int64_t deadline_us)
{
	struct pollfd watched = { .fd = fd, .events = POLLIN };
	int64_t left_ms = (deadline_us - sandbox_rig_now_us()) / 1000;

	if (left_ms <= 0 || poll(&watched, 1, (int)left_ms) == 0)
		fail_msg("nothing was said in time");
}

/* Reads up to the end of the stream, or of the line when `one_line`. */
static size_t
read_some(int fd, char *out, size_t out_bytes, bool one_line)
{
	int64_t deadline_us = sandbox_rig_now_us() + DEADLINE_US;
	size_t used = 0;

	while (used + 1 < out_bytes) {
		ssize_t got;

		wait_readable(fd, deadline_us);
		got = read(fd, out + used, one_line ? 1 : out_bytes - 1 - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		used += (size_t)got;
		if (one_line && out[used - 1] == '\n')
			break;
	}
	out[used] = '\0';
	return used;
}

static void
become_program(const char *const *options, int stdin_fd, int out_fd, int err_fd)
{
	const char *program = getenv("OTPDECK_SANDBOX_BIN");
	const char *argv[OPTIONS_MAX + 2] = { program ? program : "./otpdeck-sandbox" };
	sigset_t none;

	for (size_t i = 0; i < OPTIONS_MAX && options && options[i]; i++)
		argv[i + 1] = options[i];
	(void)dup2(stdin_fd, STDIN_FILENO);
	(void)dup2(out_fd, STDOUT_FILENO);
	if (err_fd >= 0)
		(void)dup2(err_fd, STDERR_FILENO);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static void
start(struct sandbox_rig *r, const char *const *options, bool piped)
{
	char line[128] = "";
	int input[2] = { -1, -1 };
	int output[2];

	memset(r, 0, sizeof(*r));
	assert_int_equal(pipe2(output, O_CLOEXEC), 0);
	if (piped)
		assert_int_equal(pipe2(input, O_CLOEXEC), 0);
	else
		input[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	r->pid = fork();
	if (r->pid == 0)
		become_program(options, input[0], output[1], -1);
	(void)close(input[0]);
	(void)close(output[1]);
	r->stdin_fd = input[1];
	r->stdout_fd = output[0];
	(void)read_some(r->stdout_fd, line, sizeof(line), true);
	if (sscanf(line, "listening %63s", r->url) != 1)
		fail_msg("the sandbox does not start: \"%s\"", line);
	r->port = (unsigned)strtoul(strrchr(r->url, ':') + 1, NULL, 10);
	assert_in_range(r->port, 1, 65535);
}

void
sandbox_rig_start(struct sandbox_rig *r, const char *const *options)
{
	start(r, options, false);
}

void
sandbox_rig_start_piped(struct sandbox_rig *r, const char *const *options)
{
	start(r, options, true);
}

/* Standard output of the program closes when it ends, however it ends. */
int
sandbox_rig_wait(struct sandbox_rig *r)
{
	char rest[256];
	int status = 0;

	(void)read_some(r->stdout_fd, rest, sizeof(rest), false);
	assert_string_equal(rest, "");
	assert_int_equal(waitpid(r->pid, &status, 0), r->pid);
	(void)close(r->stdout_fd);
	if (r->stdin_fd >= 0)
		(void)close(r->stdin_fd);
	memset(r, 0, sizeof(*r));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
sandbox_rig_stop(struct sandbox_rig *r)
{
	if (r->pid == 0)
		return 0;
	(void)kill(r->pid, SIGTERM);
	return sandbox_rig_wait(r);
}

int
sandbox_rig_run(const char *const *options, char *out, size_t out_bytes)
{
	int output[2];
	int status = 0;
	pid_t pid;

	assert_int_equal(pipe2(output, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0)
		become_program(options, open("/dev/null", O_RDONLY | O_CLOEXEC), output[1],
		               output[1]);
	(void)close(output[1]);
	(void)read_some(output[0], out, out_bytes, false);
	(void)close(output[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
sandbox_rig_connect(const struct sandbox_rig *r)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)r->port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* The other side may close before it has read everything; what it answered still counts. */
static void
send_all(int fd, const char *bytes, size_t size_bytes)
{
	while (size_bytes > 0) {
		ssize_t sent = send(fd, bytes, size_bytes, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		bytes += sent;
		size_bytes -= (size_t)sent;
	}
}

static void
split_answer(const char *whole, struct sandbox_answer *out)
{
	const char *end = strstr(whole, "\r\n\r\n");

	if (sscanf(whole, "HTTP/1.1 %d", &out->http_status) != 1)
		out->http_status = 0;
	if (!end)
		return;
	(void)snprintf(out->head, sizeof(out->head), "%.*s", (int)(end - whole), whole);
	(void)snprintf(out->body, sizeof(out->body), "%s", end + 4);
}

void
sandbox_rig_exchange(const struct sandbox_rig *r, const char *bytes, size_t size_bytes,
                     struct sandbox_answer *out)
{
	size_t whole_bytes = sizeof(out->head) + sizeof(out->body);
	char *whole = malloc(whole_bytes);
	int64_t begin_us = sandbox_rig_now_us();
	int fd = sandbox_rig_connect(r);

	memset(out, 0, sizeof(*out));
	send_all(fd, bytes, size_bytes);
	(void)read_some(fd, whole, whole_bytes, false);
	out->elapsed_us = sandbox_rig_now_us() - begin_us;
	(void)close(fd);
	split_answer(whole, out);
	free(whole);
}

void
sandbox_rig_ask(const struct sandbox_rig *r, const char *key, const char *target, const char *body,
                struct sandbox_answer *out)
{
	size_t room_bytes = 4096 + strlen(target) + (body ? strlen(body) : 0);
	char *request = malloc(room_bytes);
	int size_bytes;

	size_bytes = snprintf(request, room_bytes,
	                      "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: App %s\r\n"
	                      "Accept: application/json\r\nConnection: close\r\n",
	                      body ? "POST" : "GET", target, key);
	if (body)
		size_bytes += snprintf(request + size_bytes, room_bytes - (size_t)size_bytes,
		                       "Content-Type: application/json\r\nContent-Length: %zu\r\n",
		                       strlen(body));
	size_bytes += snprintf(request + size_bytes, room_bytes - (size_t)size_bytes, "\r\n%s",
	                       body ? body : "");
	sandbox_rig_exchange(r, request, (size_t)size_bytes, out);
	free(request);
}
