/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_FAULT_SERVER_H
#define SUPPORT_FAULT_SERVER_H
/*
 * A server on loopback that misbehaves as it is told, and keeps every request it got.
 *
 * It runs in threads of the test's process on a port of its own, so that a unit test talks to it
 * as well as a program that a journey has started. What it does depends on the path that is asked
 * for: the newest script whose path begins the request's target decides, FAULT_ACCEPT else.
 *
 * Owns    fault_server_start gives a server that fault_server_destroy ends. Scripts are copied.
 * Fails   by abort: a test without its server proves nothing.
 */
#include <stdbool.h>
#include <stddef.h>

enum fault_mode {
	FAULT_ACCEPT, /* as Infobip takes a message: number and messageId of the request */
	/* Status, headers and body of the script, with @ID@ and @TO@ filled in from the request;
	 * the connection stays. */
	FAULT_ANSWER,
	FAULT_RAW,            /* the script's body as the whole answer, then closes */
	FAULT_STALL,          /* reads the request, never answers */
	FAULT_STALL_HALF,     /* headers and half of the body, then nothing */
	FAULT_DRIP,           /* FAULT_ACCEPT, one byte each 100 ms */
	FAULT_CLOSE,          /* reads the request, closes */
	FAULT_RESET,          /* reads the request, resets the connection */
	FAULT_SHORT,          /* promises more bytes by length than it sends */
	FAULT_SHORT_CHUNKED,  /* ends in the middle of a chunk */
	FAULT_ENDLESS,        /* a body without a length that does not end */
	FAULT_ENDLESS_LENGTH, /* a body of 1 GiB, announced as such */
	FAULT_BOMB,           /* 200 MiB in 200 KiB of gzip */
	FAULT_LONG_HEADER,    /* one header of 2 MiB */
	FAULT_MANY_HEADERS,   /* 200,000 headers */
	FAULT_CONTINUES       /* 5,000 interim answers, then FAULT_ACCEPT */
};

/* What happens before a request can be read, for a whole server. */
enum fault_door {
	FAULT_DOOR_OPEN,
	FAULT_DOOR_MUTE, /* takes the connection, neither reads nor writes */
	FAULT_DOOR_SLAM  /* closes at the first bytes: a handshake is cut */
};

struct fault_script {
	const char *path; /* beginning of the target; NULL: every one */
	enum fault_mode mode;
	int status;
	const char *headers; /* whole lines with CR LF, or NULL */
	const char *body;    /* or NULL */
	size_t body_bytes;   /* 0: strlen */
};

struct fault_server;

struct fault_server *fault_server_start(enum fault_door door);
/* On ::1 alone; NULL where there is no IPv6. */
struct fault_server *fault_server_start_ipv6(void);
/* Waits until every connection has ended, so that what was counted stays. Idempotent. */
void fault_server_stop(struct fault_server *s);
void fault_server_destroy(struct fault_server *s);

void fault_server_script(struct fault_server *s, const struct fault_script *script);
/* A whole answer for a path, in one line of a test. */
void fault_server_answer(struct fault_server *s, const char *path, int status, const char *headers,
                         const char *body);

int fault_server_port(const struct fault_server *s);
/* "http://127.0.0.1:PORT", or with [::1]; valid as long as the server. */
const char *fault_server_url(const struct fault_server *s);

/* Connections taken, and requests read to their last byte. */
size_t fault_server_connections(struct fault_server *s);
size_t fault_server_arrivals(struct fault_server *s);
/* The bytes of a request as they came, headers and body, with a NUL behind them; NULL beyond the
 * last. Valid as long as the server. */
const char *fault_server_arrival(struct fault_server *s, size_t index, size_t *size_bytes);
/* How many requests held `needle`. */
size_t fault_server_arrivals_with(struct fault_server *s, const char *needle);

/* A port that is open and answers no connection: its backlog is full. */
struct fault_deaf;
/* `family` is AF_INET or AF_INET6, `port` 0 for any. NULL when the family is missing or the port
 * is taken. */
struct fault_deaf *fault_deaf_start(int family, int port);
int fault_deaf_port(const struct fault_deaf *d);
void fault_deaf_stop(struct fault_deaf *d);

/* A port of 127.0.0.1 that nobody listens on. */
int fault_closed_port(void);
#endif
