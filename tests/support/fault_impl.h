/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_FAULT_IMPL_H
#define SUPPORT_FAULT_IMPL_H
/* What fault_server.c (connections and the log) shares with fault_play.c (how to misbehave). */
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include "fault_server.h"

enum { FAULT_SCRIPTS_MAX = 64, FAULT_REQUEST_MAX = 1024 * 1024 };

enum fault_wait { FAULT_WAIT_READY, FAULT_WAIT_LIMIT, FAULT_WAIT_STOP };

struct fault_arrival {
	char *bytes;
	size_t size_bytes;
};

struct fault_connection {
	struct fault_connection *next;
	struct fault_server *server;
	pthread_t thread;
	int fd;
};

struct fault_server {
	enum fault_door door;
	int listener;
	int port;
	char url[64];
	int stop_pipe[2]; /* its writing end is closed to end every wait */
	pthread_t thread;
	bool running;
	pthread_mutex_t mutex; /* guards what stands below */
	struct fault_script scripts[FAULT_SCRIPTS_MAX];
	size_t script_count;
	struct fault_arrival *arrivals;
	size_t arrival_count;
	struct fault_connection *connections;
	size_t connection_count;
	char *bomb;
	size_t bomb_bytes;
};

union fault_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* The loopback address of a family; returns its size. */
socklen_t fault_make_address(union fault_address *out, int family, int port);
/* Opens a listener there; returns the port, 0 when it cannot be had. */
int fault_listen(int family, int port, int backlog, int *listener);
/* Ends the test's process: its scenery is broken. */
void fault_must(bool condition);
/* Does what the script says to one request. False when the connection is to be closed. */
bool fault_play(struct fault_server *s, int fd, const struct fault_script *script,
                const char *request);
/* False when the other side is gone or the server ends. */
bool fault_write(struct fault_server *s, int fd, const void *bytes, size_t size_bytes);
/* Waits until the other side closes, the server ends or the limit (below 0: none) is over. */
void fault_pause(struct fault_server *s, int fd, int limit_ms);
/* 200 MiB of zeros through gzip. */
char *fault_make_bomb(size_t *size_bytes);
#endif
