/* SPDX-License-Identifier: MIT */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H
/*
 * A child process with a clean environment and no inherited descriptor but its three.
 *
 * The environment keeps PATH, HOME, TERM, LANG, LC_*, TZ, TMPDIR and the XDG variables only.
 * Standard input is a pipe held open by us, so the child sees its end when we die, however we
 * die. Standard error goes to /dev/null or is ours. It stays in our process group and ignores
 * SIGINT, so that Ctrl-C does not end it before us; every other signal is at its default.
 *
 * Owns    child_start fills a struct that child_finish must end: it closes the pipes, waits up to
 *         a second for the child to go, then kills and reaps it.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "base/fault.h"

struct child {
	pid_t pid;     /* 0: none */
	int stdin_fd;  /* write end; -1: it has the terminal */
	int stdout_fd; /* read end */
};

/* argv[0] is a path, or a name that is looked for in PATH; argv ends with NULL. WORD_SYSTEM when
 * it cannot be started: a failing exec is noticed here. */
MUST_USE enum status child_start(const char *const *argv, bool keep_stderr, struct child *out,
                                 struct fault *f);
/* Reads one line of the child's output, without its line end, within a deadline.
 * WORD_SYSTEM when it ended, or said nothing in time. */
MUST_USE enum status child_read_line(struct child *c, char *out, size_t out_bytes, int limit_ms,
                                     struct fault *f);
void child_finish(struct child *c);

/* For a program that has the terminal, such as an editor: these two are its standard input, output
 * and error, and Ctrl-C is for it. Its environment keeps what names the user, the shell and the
 * display besides. child_finish asks it to go with SIGTERM. */
MUST_USE enum status child_start_on_terminal(const char *const *argv, int in_fd, int out_fd,
                                             struct child *out, struct fault *f);
/* Whether it has ended, without waiting; it is reaped then. *result is its exit status, 128 + n
 * after a signal. */
bool child_has_ended(struct child *c, int *result);
/* Waits for its end; returns the same. */
int child_wait(struct child *c);
/* Becomes another program, with the same clean environment; returns only on failure. */
MUST_USE enum status child_replace(const char *const *argv, struct fault *f);

/* First things of every program of ours: umask 077, not dumpable, no core, SIGPIPE and SIGXFSZ
 * ignored, descriptors above 2 closed except those of `keep` (what is below 3 counts as none),
 * missing 0-2 opened on /dev/null, and SSLKEYLOGFILE, proxy, CURL and NETRC variables removed from
 * the environment. */
void process_harden(const int *keep, size_t count);
/* The start time of a process in clock ticks since boot, 0 when there is no such process or it has
 * ended and waits to be reaped. With the pid it names a process for good, where a pid alone is
 * used again. */
long long process_start_ticks(pid_t pid);
#endif
