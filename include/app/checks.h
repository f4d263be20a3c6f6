/* SPDX-License-Identifier: MIT */
#ifndef APP_CHECKS_H
#define APP_CHECKS_H
/*
 * The whole troubleshooting list of a profile, for console and shell alike: what is set, what the
 * provider says, whether vault and store are well, what is left of the budget.
 *
 * The list is a table (src/app/checks_table.c), one row a check. What looks into the store runs on
 * the worker, one check a job; what the provider must say comes of one app/connect for all of
 * them. Nothing is sent, consumed or changed.
 *
 * Owns    a checks keeps the last finding of every row.
 * Fails   never as a whole: what cannot be found out is a finding that says why.
 */
#include <stdbool.h>
#include <stddef.h>

#include "app/finding.h"
#include "app/session.h"

struct checks;

struct checks_options {
	/* On the loop, each time a check has ended, and once more (checks_count()) when none runs
	 * any more; never from inside a call. NULL: nobody listens. */
	void (*changed)(void *context, size_t ended);
	void *context;
};

/* The rows of the table, for index 0 to checks_count() - 1. */
size_t checks_count(void);
const char *checks_name(size_t i);  /* "key_valid" */
const char *checks_title(size_t i); /* "API key is known" */
/* checks_count() when no row has this name. */
size_t checks_by_name(const char *name);

struct checks *checks_create(struct session *s, const struct checks_options *options);
/* Ends what runs; nothing is called back any more. NULL is accepted. */
void checks_destroy(struct checks *c);
/* Runs one, or all; of the session's profile as it is now. One that runs already goes on. */
void checks_run(struct checks *c, size_t i);
void checks_run_all(struct checks *c);
/* What has not ended becomes unknown. */
void checks_stop(struct checks *c);
bool checks_is_running(const struct checks *c);
/* How many of the last run are over, and how many it has. */
void checks_progress(const struct checks *c, size_t *over, size_t *all);
/* Borrowed; FINDING_WAITING before the first run. */
const struct finding *checks_finding(const struct checks *c, size_t i);
/* WORD_FAILED naming what failed in the last findings; ST_OK when nothing did. */
MUST_USE enum status checks_verdict(const struct checks *c, struct fault *f);
#endif
