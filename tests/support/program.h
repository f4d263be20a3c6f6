/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_PROGRAM_H
#define SUPPORT_PROGRAM_H
/*
 * The real programs, run from a test: a home of their own, what they print, how they end.
 *
 * The programs are $OTPDECK_BIN and $OTPDECK_SANDBOX_BIN, else ./otpdeck and ./otpdeck-sandbox. A
 * command gets HOME, PATH, TERM, LANG and TZ and what program_set_env adds, nothing else.
 *
 * Owns    program_set_up gives what program_tear_down ends, with everything that still runs. What
 *         a command printed is kept until the next one.
 * Fails   by failing the test: a command that does not end within PROGRAM_LIMIT_MS is killed.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "folder.h"

#define PROGRAM_LIMIT_MS 40000
#define PROGRAM_NOBODY 65534
#define PROGRAM_ENV_MAX 16
#define PROGRAM_WORDS_MAX 32
#define PROGRAM_RUNNING_MAX 32

struct json;

enum program_stream { PROGRAM_OUT, PROGRAM_ERR };

/* A command that runs, or has ended. */
struct program_child {
	pid_t pid;    /* 0: it has ended */
	int input_fd; /* -1: closed, or /dev/null */
	int fds[2];   /* its stdout and stderr; -1: at their end */
	char *bytes[2];
	size_t size_bytes[2];
	int status;    /* its exit status, 128 + the signal that ended it */
	long peak_kib; /* the most memory it had, our own before the exec included */
	int64_t elapsed_ms;
	int64_t started_ms;
};

struct program {
	struct folder folder;
	char home[FOLDER_PATH_BYTES];
	char store[FOLDER_PATH_BYTES];
	char deck[FOLDER_PATH_BYTES];
	char sandbox[FOLDER_PATH_BYTES];
	char env[PROGRAM_ENV_MAX][512];
	size_t env_count;
	uid_t uid;
	mode_t mask;             /* umask of the commands; 022 at first */
	rlim_t file_limit_bytes; /* RLIM_INFINITY: none */
	const char *input;       /* standard input of the next command; NULL: /dev/null */
	size_t input_bytes;      /* 0: strlen */
	int pass_fd;             /* a descriptor that the next command inherits; -1: none */

	/* The last command. */
	int status;
	const char *out;
	const char *err;
	size_t out_bytes;
	size_t err_bytes;
	long peak_kib;
	int64_t elapsed_ms;
	struct json *envelope; /* of a command that was given --json */
	struct program_child last;
	pid_t running[PROGRAM_RUNNING_MAX];
};

/* A cmocka setup and its teardown; *state is a struct program. */
int program_set_up(void **state);
int program_tear_down(void **state);

/* "NAME=value"; a name that is set already is replaced. */
void program_set_env(struct program *p, const char *entry);
/* From here on commands run as a user without rights, in a home that is given to it. Nothing when
 * the tests themselves run unprivileged. */
void program_be_nobody(struct program *p);

/* Runs `otpdeck WORDS...` to its end; the words end with NULL. Returns the exit status. With
 * --json among the words, stdout must be one envelope in one line that agrees with the status. */
int program_run(struct program *p, ...) __attribute__((sentinel));
int program_run_list(struct program *p, const char *const *words);
/* Runs it and fails the test, with what it printed, unless it ends so. */
void program_expect(struct program *p, int status, ...) __attribute__((sentinel));

/* Starts it and returns at once; the child must be zeroed or have ended. */
void program_start(struct program *p, struct program_child *c, ...) __attribute__((sentinel));
void program_start_list(struct program *p, struct program_child *c, const char *path,
                        const char *const *words);
/* The line of stdout after those already read, within PROGRAM_LIMIT_MS; false at its end. */
bool program_read_line(struct program_child *c, char *out, size_t out_bytes);
/* Waits for its end and returns the status. */
int program_wait(struct program *p, struct program_child *c);
/* Sends a signal, then waits for its end. */
int program_end(struct program *p, struct program_child *c, int number);
void program_child_finish(struct program_child *c);

/* Starts `otpdeck-sandbox WORDS...`; `url` is what it listens on. */
void program_start_sandbox(struct program *p, struct program_child *c, char url[64], ...)
	__attribute__((sentinel));

/* A member of the last envelope by its path ("error.code", "data.items.1.state"); "" for what is
 * no string. */
const char *program_word(const struct program *p, const char *path);
/* -1 for what is no number. */
int64_t program_number(const struct program *p, const char *path);
const struct json *program_node(const struct json *root, const char *path);
/* Fails the test unless the member is this string. */
void program_expect_word(const struct program *p, const char *path, const char *expected);

/* A profile "staging" that talks to this URL, in use, with an API key. */
void program_make_staging(struct program *p, const char *base_url, const char *key);

/* Looks into the store with SQLite itself: the first column of the first row. -1 and "" when there
 * is none. */
int64_t program_ask(const struct program *p, const char *sql);
void program_ask_text(const struct program *p, const char *sql, char *out, size_t out_bytes);
/* Changes the store behind the program's back. */
void program_tamper(const struct program *p, const char *sql);

/* Milliseconds of a clock that only goes forward. */
int64_t program_now_ms(void);
/* Lets at most a moment pass: what is waited for is looked at again afterwards. Fails the test
 * when `since_ms` is longer ago than the limit. */
void program_pause(int64_t since_ms);
bool program_is_alive(pid_t pid);
/* A child of `parent` whose program has this name; 0: none. */
pid_t program_find_child(pid_t parent, const char *name);
/* Whether the bytes stand in the text. */
bool program_holds(const char *bytes, size_t size_bytes, const char *needle);
#endif
