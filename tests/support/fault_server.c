/* SPDX-License-Identifier: MIT */
/* a server on loopback that misbehaves as it is told */
#include "fault_server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault_impl.h"

void
fault_must(bool condition)
{
	if (condition)
		return;
	fputs("the fault server cannot do its part\n", stderr);
	abort();
}

static struct fault_server *
create_server(enum fault_door door)
{
	struct fault_server *s = calloc(1, sizeof(*s));

	fault_must(s);
	s->door = door;
	pthread_mutex_init(&s->mutex, NULL);
	fault_must(pipe2(s->stop_pipe, O_CLOEXEC) == 0);
	return s;
}

/* --- The log of arrivals ---------------------------------------------------------------------- */

static void
log_arrival(struct fault_server *s, const char *bytes, size_t size_bytes)
{
	struct fault_arrival *longer;
	char *copy = malloc(size_bytes + 1);

	fault_must(copy);
	memcpy(copy, bytes, size_bytes);
	copy[size_bytes] = '\0';
	pthread_mutex_lock(&s->mutex);
	longer = realloc(s->arrivals, (s->arrival_count + 1) * sizeof(*longer));
	fault_must(longer);
	s->arrivals = longer;
	s->arrivals[s->arrival_count++] = (struct fault_arrival){ copy, size_bytes };
	pthread_mutex_unlock(&s->mutex);
}

size_t
fault_server_arrivals(struct fault_server *s)
{
	size_t count;

	pthread_mutex_lock(&s->mutex);
	count = s->arrival_count;
	pthread_mutex_unlock(&s->mutex);
	return count;
}

size_t
fault_server_connections(struct fault_server *s)
{
	size_t count;

	pthread_mutex_lock(&s->mutex);
	count = s->connection_count;
	pthread_mutex_unlock(&s->mutex);
	return count;
}

const char *
fault_server_arrival(struct fault_server *s, size_t index, size_t *size_bytes)
{
	struct fault_arrival found = { NULL, 0 };

	pthread_mutex_lock(&s->mutex);
	if (index < s->arrival_count)
		found = s->arrivals[index];
	pthread_mutex_unlock(&s->mutex);
	if (size_bytes)
		*size_bytes = found.size_bytes;
	return found.bytes;
}

size_t
fault_server_arrivals_with(struct fault_server *s, const char *needle)
{
	const char *bytes;
	size_t size_bytes;
	size_t count = 0;

	for (size_t i = 0; (bytes = fault_server_arrival(s, i, &size_bytes)) != NULL; i++) {
		if (memmem(bytes, size_bytes, needle, strlen(needle)))
			count++;
	}
	return count;
}

/* --- Waiting, reading, writing ---------------------------------------------------------------- */

/* Waits for the socket, the end of the server, or the limit. News of the socket comes first, so
 * that what has arrived is read even while the server ends. */
static enum fault_wait
wait_for(struct fault_server *s, int fd, short events, int limit_ms)
{
	struct pollfd fds[2] = { { fd, events, 0 }, { s->stop_pipe[0], POLLIN, 0 } };

	if (poll(fds, 2, limit_ms) <= 0)
		return FAULT_WAIT_LIMIT;
	return fds[0].revents ? FAULT_WAIT_READY : FAULT_WAIT_STOP;
}

bool
fault_write(struct fault_server *s, int fd, const void *bytes, size_t size_bytes)
{
	const char *at = bytes;

	while (size_bytes > 0) {
		ssize_t written = send(fd, at, size_bytes, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (written > 0) {
			at += written;
			size_bytes -= (size_t)written;
		} else if (errno != EAGAIN || wait_for(s, fd, POLLOUT, -1) == FAULT_WAIT_STOP) {
			return false;
		}
	}
	return true;
}

void
fault_pause(struct fault_server *s, int fd, int limit_ms)
{
	char bytes[4096];

	while (wait_for(s, fd, POLLIN, limit_ms) == FAULT_WAIT_READY) {
		if (recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) <= 0)
			return;
	}
}

/* The length of the first whole request in the buffer; 0 when it is not there yet. */
static size_t
whole_request(const char *bytes, size_t size_bytes)
{
	const char *end = memmem(bytes, size_bytes, "\r\n\r\n", 4);
	size_t wanted;

	if (!end)
		return 0;
	wanted = (size_t)(end + 4 - bytes);
	for (const char *line = bytes; line < end; line = strchr(line, '\n') + 1) {
		if (strncasecmp(line, "Content-Length:", 15) == 0)
			wanted += strtoul(line + 15, NULL, 10);
	}
	return wanted <= size_bytes ? wanted : 0;
}

/* Reads up to the end of one request; 0 when the connection ends before. */
static size_t
read_request(struct fault_server *s, int fd, char *bytes)
{
	size_t size_bytes = 0;
	size_t whole = 0;

	while (whole == 0 && size_bytes < FAULT_REQUEST_MAX) {
		ssize_t got;

		if (wait_for(s, fd, POLLIN, -1) != FAULT_WAIT_READY)
			return 0;
		got = recv(fd, bytes + size_bytes, FAULT_REQUEST_MAX - size_bytes, MSG_DONTWAIT);
		if (got <= 0)
			return 0;
		size_bytes += (size_t)got;
		bytes[size_bytes] = '\0';
		whole = whole_request(bytes, size_bytes);
	}
	return whole;
}

/* --- Connections ------------------------------------------------------------------------------ */

static struct fault_script
find_script(struct fault_server *s, const char *request)
{
	const char *target = strchr(request, ' ') ? strchr(request, ' ') + 1 : "";
	struct fault_script found = { .mode = FAULT_ACCEPT };

	pthread_mutex_lock(&s->mutex);
	for (size_t i = 0; i < s->script_count; i++) {
		const char *path = s->scripts[i].path;

		if (!path || strncmp(target, path, strlen(path)) == 0)
			found = s->scripts[i];
	}
	pthread_mutex_unlock(&s->mutex);
	return found;
}

static void
serve(struct fault_server *s, int fd)
{
	char *request = malloc(FAULT_REQUEST_MAX + 1);
	bool open = true;

	fault_must(request);
	while (open) {
		size_t size_bytes = read_request(s, fd, request);
		struct fault_script script;

		if (size_bytes == 0)
			break;
		request[size_bytes] = '\0';
		log_arrival(s, request, size_bytes);
		script = find_script(s, request);
		open = fault_play(s, fd, &script, request);
	}
	free(request);
}

static void *
run_connection(void *context)
{
	struct fault_connection *c = context;
	struct fault_server *s = c->server;
	char hello[4096];

	if (s->door == FAULT_DOOR_MUTE) {
		/* Nothing is read, so only the end of either side ends this. */
		while (wait_for(s, c->fd, POLLRDHUP, -1) == FAULT_WAIT_LIMIT)
			;
	} else if (s->door == FAULT_DOOR_SLAM) {
		/* What is left unread would make a reset of the close. */
		if (wait_for(s, c->fd, POLLIN, -1) == FAULT_WAIT_READY)
			recv(c->fd, hello, sizeof(hello), MSG_DONTWAIT);
	} else {
		serve(s, c->fd);
	}
	close(c->fd);
	return NULL;
}

static void
take_connection(struct fault_server *s, int fd)
{
	struct fault_connection *c = calloc(1, sizeof(*c));

	fault_must(c);
	c->server = s;
	c->fd = fd;
	pthread_mutex_lock(&s->mutex);
	c->next = s->connections;
	s->connections = c;
	s->connection_count++;
	fault_must(pthread_create(&c->thread, NULL, run_connection, c) == 0);
	pthread_mutex_unlock(&s->mutex);
}

static void *
run_server(void *context)
{
	struct fault_server *s = context;

	while (wait_for(s, s->listener, POLLIN, -1) == FAULT_WAIT_READY) {
		int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0)
			take_connection(s, fd);
	}
	return NULL;
}

/* --- Life ------------------------------------------------------------------------------------- */

socklen_t
fault_make_address(union fault_address *out, int family, int port)
{
	*out = (union fault_address){ 0 };
	if (family == AF_INET) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons((uint16_t)port);
		out->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(out->v4);
	}
	out->v6.sin6_family = AF_INET6;
	out->v6.sin6_port = htons((uint16_t)port);
	out->v6.sin6_addr = in6addr_loopback;
	return sizeof(out->v6);
}

int
fault_listen(int family, int port, int backlog, int *listener)
{
	union fault_address at;
	socklen_t size_bytes = fault_make_address(&at, family, port);
	int only_v6 = 1;
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*listener = fd;
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only_v6, sizeof(only_v6));
	if (fd < 0 || bind(fd, &at.any, size_bytes) < 0 || listen(fd, backlog) < 0 ||
	    getsockname(fd, &at.any, &size_bytes) < 0)
		return 0;
	return ntohs(family == AF_INET ? at.v4.sin_port : at.v6.sin6_port);
}

static struct fault_server *
start(int family, enum fault_door door)
{
	struct fault_server *s = create_server(door);

	s->port = fault_listen(family, 0, 16, &s->listener);
	if (s->port == 0)
		return s;
	snprintf(s->url, sizeof(s->url), "http://%s:%d", family == AF_INET ? "127.0.0.1" : "[::1]",
	         s->port);
	fault_must(pthread_create(&s->thread, NULL, run_server, s) == 0);
	s->running = true;
	return s;
}

struct fault_server *
fault_server_start(enum fault_door door)
{
	struct fault_server *s = start(AF_INET, door);

	fault_must(s->running);
	return s;
}

struct fault_server *
fault_server_start_ipv6(void)
{
	struct fault_server *s = start(AF_INET6, FAULT_DOOR_OPEN);

	if (s->running)
		return s;
	if (s->listener >= 0)
		close(s->listener);
	close(s->stop_pipe[0]);
	close(s->stop_pipe[1]);
	fault_server_destroy(s);
	return NULL;
}

void
fault_server_stop(struct fault_server *s)
{
	if (!s->running)
		return;
	s->running = false;
	close(s->stop_pipe[1]);
	pthread_join(s->thread, NULL);
	for (struct fault_connection *c = s->connections; c; c = c->next)
		pthread_join(c->thread, NULL);
	close(s->listener);
	close(s->stop_pipe[0]);
}

static void
free_script(struct fault_script *script)
{
	free((void *)(uintptr_t)script->path);
	free((void *)(uintptr_t)script->headers);
	free((void *)(uintptr_t)script->body);
}

void
fault_server_destroy(struct fault_server *s)
{
	if (!s)
		return;
	fault_server_stop(s);
	for (size_t i = 0; i < s->script_count; i++)
		free_script(&s->scripts[i]);
	for (size_t i = 0; i < s->arrival_count; i++)
		free(s->arrivals[i].bytes);
	while (s->connections) {
		struct fault_connection *next = s->connections->next;

		free(s->connections);
		s->connections = next;
	}
	free(s->arrivals);
	free(s->bomb);
	pthread_mutex_destroy(&s->mutex);
	free(s);
}

static char *
copy_bytes(const char *bytes, size_t size_bytes)
{
	char *copy = bytes ? malloc(size_bytes + 1) : NULL;

	if (copy) {
		memcpy(copy, bytes, size_bytes);
		copy[size_bytes] = '\0';
	}
	return copy;
}

static char *
copy_text(const char *source)
{
	return copy_bytes(source, source ? strlen(source) : 0);
}

void
fault_server_script(struct fault_server *s, const struct fault_script *script)
{
	struct fault_script copy = *script;

	if (copy.body && copy.body_bytes == 0)
		copy.body_bytes = strlen(copy.body);
	copy.path = copy_text(script->path);
	copy.headers = copy_text(script->headers);
	copy.body = copy_bytes(script->body, copy.body_bytes);
	pthread_mutex_lock(&s->mutex);
	fault_must(s->script_count < FAULT_SCRIPTS_MAX);
	s->scripts[s->script_count++] = copy;
	if (script->mode == FAULT_BOMB && !s->bomb)
		s->bomb = fault_make_bomb(&s->bomb_bytes);
	pthread_mutex_unlock(&s->mutex);
}

void
fault_server_answer(struct fault_server *s, const char *path, int status, const char *headers,
                    const char *body)
{
	struct fault_script script = { .path = path,
		                       .mode = FAULT_ANSWER,
		                       .status = status,
		                       .headers = headers,
		                       .body = body };

	fault_server_script(s, &script);
}

int
fault_server_port(const struct fault_server *s)
{
	return s->port;
}

const char *
fault_server_url(const struct fault_server *s)
{
	return s->url;
}

int
fault_closed_port(void)
{
	int fd;
	int port = fault_listen(AF_INET, 0, 1, &fd);

	fault_must(port != 0);
	close(fd);
	return port;
}
