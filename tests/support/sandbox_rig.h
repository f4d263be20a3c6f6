/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_SANDBOX_RIG_H
#define SUPPORT_SANDBOX_RIG_H
/*
 * A running otpdeck-sandbox, asked over a raw socket.
 *
 * The program is the one of OTPDECK_SANDBOX_BIN, else ./otpdeck-sandbox. Every wait has a deadline
 * and fails the test when it is over.
 *
 * Owns    sandbox_rig_stop ends what sandbox_rig_start began; an answer needs no end.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SANDBOX_RIG_ANSWER_BYTES 65536

struct sandbox_rig {
	pid_t pid;
	int stdin_fd; /* -1: standard input is /dev/null */
	int stdout_fd;
	char url[64];
	unsigned port;
};

struct sandbox_answer {
	int http_status; /* 0: not one byte came */
	char head[4096];
	char body[SANDBOX_RIG_ANSWER_BYTES];
	int64_t elapsed_us; /* from the connection to its end */
};

/* Starts with these options (NULL at the end) and waits for the first line. */
void sandbox_rig_start(struct sandbox_rig *r, const char *const *options);
/* The same with a pipe as standard input. */
void sandbox_rig_start_piped(struct sandbox_rig *r, const char *const *options);
/* SIGTERM, then the exit status. */
int sandbox_rig_stop(struct sandbox_rig *r);
/* Waits for its end: the exit status, 128 + n after signal n. */
int sandbox_rig_wait(struct sandbox_rig *r);

/* Runs the program to its end; keeps what it wrote to stdout and stderr together. */
int sandbox_rig_run(const char *const *options, char *out, size_t out_bytes);

int sandbox_rig_connect(const struct sandbox_rig *r);
/* Sends bytes as they are and reads until the other side closes. */
void sandbox_rig_exchange(const struct sandbox_rig *r, const char *bytes, size_t size_bytes,
                          struct sandbox_answer *out);
/* One request with "Authorization: App KEY"; `body` NULL makes it a GET. */
void sandbox_rig_ask(const struct sandbox_rig *r, const char *key, const char *target,
                     const char *body, struct sandbox_answer *out);
int64_t sandbox_rig_now_us(void);
#endif
