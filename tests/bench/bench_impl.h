/* SPDX-License-Identifier: MIT */
#ifndef BENCH_IMPL_H
#define BENCH_IMPL_H
/* What the parts of the bench share: a folder of its own, programs on a pty, medians. */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define BENCH_PATH 512
#define BENCH_RUNS 21

struct bench {
	char folder[BENCH_PATH];
	char store[BENCH_PATH + 32];
	char programs[BENCH_PATH]; /* where the floors were built */
	char sandbox_url[128];
	pid_t sandbox;
	int sandbox_stdin;
};

/* A program on a terminal of 100x30. */
struct on_pty {
	pid_t pid;
	int fd;
	double began_ms;
};

double bench_now_ms(void);
double bench_median(double *values, size_t count);
void bench_start(struct on_pty *p, const char *const *argv);
/* Milliseconds from the start until `marker` was written; -1 after 10 s without it. */
double bench_wait_for(struct on_pty *p, const char *marker);
/* Writes keys and returns the milliseconds until the last byte of what they changed; -1: nothing
 * came. Quiet for `quiet_ms` counts as settled. */
double bench_press(struct on_pty *p, const char *keys, int quiet_ms);
/* Reads what comes until it is quiet. */
void bench_settle(struct on_pty *p, int quiet_ms);
void bench_end(struct on_pty *p);
/* Runs a command without a terminal; returns its milliseconds, -1 when its status is not 0. */
double bench_run(const char *const *argv);
bool bench_has(const char *program);
/* One line of the table. `ratio` 0: no peer. */
void bench_row(const char *what, double ours, double theirs, double goal, const char *unit);
void bench_skip(const char *what, const char *why);

/* The template language and part counting; hostile templates. Neither needs a store. */
void bench_liquid(struct bench *b);
void bench_hostile(struct bench *b);
void bench_frames(struct bench *b);
void bench_sends(struct bench *b);
void bench_probes(struct bench *b);
void bench_unlock(struct bench *b);
void bench_idle(struct bench *b);
void bench_keys(struct bench *b);
void bench_editor(struct bench *b);
/* Fills the store with `count` messages of all kinds. */
void bench_fill(struct bench *b, long count);
#endif
