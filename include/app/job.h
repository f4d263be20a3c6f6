/* SPDX-License-Identifier: MIT */
#ifndef APP_JOB_H
#define APP_JOB_H
/*
 * Work in steps, for the worker: whatever writes, derives, counts or scans.
 *
 * A step does one batch and returns ST_MORE, so that urgent jobs overtake; a step that finds the
 * store locked (WORD_STORE_BUSY) is repeated for up to five seconds. `done` runs on the loop's
 * thread, always, exactly once, also for a job that was cancelled before its first step; a job that
 * is waited for in place (session_run) may have none.
 *
 * Owns    the submitter owns the struct and what `context` points to, and may free them from
 *         inside `done`, not before.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

struct db;

enum job_class { JOB_SEND, JOB_ASKED, JOB_BULK, JOB_CLASS_COUNT };

struct job {
	const char *what; /* "counting failed sends": shown in the footer */
	enum job_class class;
	enum status (*step)(struct job *j, struct fault *f);
	void (*done)(struct job *j, enum status st, const struct fault *f);
	void *context;
	bool must_run;         /* not cancelled when the worker ends: a result to be noted */
	struct db *db;         /* the worker's connection, lent for the time of a step */
	atomic_bool cancelled; /* a long step looks here */

	/* The worker's. */
	struct job *next;
	bool over; /* nothing comes after it but `done` */
	enum status result;
	struct fault fault;
	int64_t busy_since_us;
};
#endif
