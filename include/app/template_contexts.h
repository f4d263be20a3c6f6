/* SPDX-License-Identifier: MIT */
#ifndef APP_TEMPLATE_CONTEXTS_H
#define APP_TEMPLATE_CONTEXTS_H
/*
 * The test contexts of the profile in use, as console and shell use them: listed, made from what
 * is pasted, removed, and tried, which renders each with the text that answers for it and holds
 * the result against what is expected.
 *
 * What is pasted loses everything private before anything else is done with it (see
 * domain/template_context). A change is a job and has its row in the audit. It comes in two forms,
 * as app/templates has them: waited for in place (shell), or telling later (console).
 */
#include <stddef.h>

#include "app/session.h"
#include "domain/template_context.h"
#include "domain/template_trial.h"

/* In the order in which they were added; in one block for template_contexts_free. */
MUST_USE enum status template_contexts_list(struct session *s, struct template_context **out,
                                            size_t *count, struct fault *f);
void template_contexts_free(struct template_context *list, size_t count);

/* --- Changing ------------------------------------------------------------------------------- */

struct template_contexts_order {
	bool removes;
	const char *name;   /* NULL or "" when adding: one is made from client and locale */
	const char *pasted; /* when adding */
	size_t size_bytes;
};

struct template_contexts_result {
	enum status status;
	struct fault fault;
	char name[TEMPLATE_CONTEXT_NAME_BYTES];
	char told[512]; /* what was replaced and left out of the paste, or "" */
	bool in_place;  /* of one that had this name */
};

/* In place, for the shell. Adding under a name that is there replaces. WORD_JSON_INVALID,
 * WORD_CONTEXT_INVALID, WORD_NOT_KEPT; WORD_NOT_FOUND when removing. */
MUST_USE enum status template_contexts_change(struct session *s,
                                              const struct template_contexts_order *order,
                                              struct template_contexts_result *out,
                                              struct fault *f);

struct template_contexts_task;
/* On the loop, once, unless the task was abandoned. */
typedef void (*template_contexts_done_fn)(void *context,
                                          const struct template_contexts_result *result);
/* For the console: never fails by itself, what is wrong comes back in the result. Everything it
 * needs is copied, and cleaned, before it returns. */
struct template_contexts_task *template_contexts_start(struct session *s,
                                                       const struct template_contexts_order *order,
                                                       template_contexts_done_fn done,
                                                       void *context);
/* It goes on to its end, and `done` is not called. NULL is accepted; not from inside `done`. */
void template_contexts_abandon(struct template_contexts_task *t);

/* --- Trying --------------------------------------------------------------------------------- */

/* One context with what came of it. */
struct template_tried {
	struct template_context context;
	char answered[TEMPLATE_NAME_BYTES]; /* the text that answered; "" : none */
	int64_t revision;
	enum template_rung rung; /* how it came to answer */
	bool falls_back;         /* the plain text answered a request that names a locale */
	struct template_rendering rendering;
	struct template_verdicts verdicts;
};

struct template_tries {
	struct template_tried *items;
	size_t count;
	size_t failed; /* contexts with something that failed */
};

/* Tries the contexts of one kind, or of all with TEMPLATE_KIND_COUNT; with a refined name only
 * those that its text answers. Reads on `db`, so that a job may run it as well: some
 * milliseconds, more with hundreds of contexts. */
MUST_USE enum status template_contexts_try(struct db *db, const struct profile *p,
                                           enum template_kind kind,
                                           const struct template_name *only,
                                           struct template_tries *out, struct fault *f);
void template_tries_finish(struct template_tries *tries);

/* The same as a job for the console. `arrived` is called once on the loop's thread, with what it
 * may take over by zeroing it, or with a fault (tries NULL). */
struct template_contexts_asking;
typedef void (*template_tried_fn)(void *context, struct template_tries *tries,
                                  const struct fault *f);
struct template_contexts_asking *template_contexts_ask(struct session *s, enum template_kind kind,
                                                       template_tried_fn arrived, void *context);
/* Ends it without `arrived`. NULL is accepted. */
void template_contexts_cancel(struct template_contexts_asking *a);
#endif
