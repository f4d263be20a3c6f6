/* SPDX-License-Identifier: MIT */
#ifndef APP_WORKER_H
#define APP_WORKER_H
/*
 * The one worker: a queue of jobs, run by one thread (console) or in place (shell twin).
 *
 * It shares with the loop nothing but the queue, the cancel flags and one descriptor, on which it
 * writes a byte when a job has ended. Its connection is opened by the first job, on its thread.
 *
 * Owns    worker_destroy cancels what waits and interrupts what runs (but for jobs that must run),
 *         runs every `done`, closes the connection.
 */
#include <stdbool.h>

#include "app/job.h"
#include "base/text.h"

struct worker;

/* Opens the worker's connection; called on the worker's thread, again after a failure. */
typedef enum status (*worker_open_fn)(void *context, struct db **out, struct fault *f);

struct worker_options {
	worker_open_fn open;
	void *open_context;
	bool threaded;
	int news_fd; /* non-blocking write end; -1: none */
};

struct worker *worker_create(const struct worker_options *options);
void worker_destroy(struct worker *w);
void worker_submit(struct worker *w, struct job *j);
/* The job ends with ST_CANCELLED unless it has ended already; `done` follows in worker_collect. */
void worker_cancel(struct worker *w, struct job *j);
/* On the loop: runs `done` of every job that has ended; without a thread, first runs one step of
 * the most urgent job. Returns whether it did anything. */
bool worker_collect(struct worker *w);
bool worker_has_work(struct worker *w);
/* Whether it has work that only worker_collect moves on: a loop must not sleep on it. */
bool worker_needs_turns(struct worker *w);
/* Appends what runs, and how long it has waited for a locked store. Nothing when idle. */
void worker_describe(struct worker *w, struct text *out);
#endif
