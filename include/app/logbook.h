/* SPDX-License-Identifier: MIT */
#ifndef APP_LOGBOOK_H
#define APP_LOGBOOK_H
/*
 * The log as console and shell read it: pages, one message with everything known, the last hour.
 *
 * Reads on the session's reader. A page that takes longer than the loop may wait comes out as
 * ST_MORE: the console then asks through logbook_ask.
 */
#include <stdbool.h>

#include "app/session.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/cause.h"
#include "store/message_query.h"
#include "store/message_store.h"

/* Rows of a chain of resends that are read; the rest is said to be there. */
#define LOGBOOK_CHAIN_MAX 50

/* Narrows a query to a number: E.164 exactly (by its keyed hash, needs an unlocked vault), or
 * "*1234", the last four digits. */
MUST_USE enum status logbook_query_number(struct session *s, const char *typed,
                                          struct message_query *q, struct fault *f);
MUST_USE enum status logbook_page(struct session *s, const struct message_query *q,
                                  const struct message_key *from, enum message_direction direction,
                                  size_t limit, struct message_page *out, struct fault *f);

/* The same page as a job. `arrived` is called once on the loop's thread with a page that becomes
 * its own, or with a fault. */
struct logbook_ask;
typedef void (*logbook_arrived_fn)(void *context, struct message_page *page, const struct fault *f);
struct logbook_ask_options {
	struct message_query query;
	bool has_from;
	struct message_key from;
	enum message_direction direction;
	size_t limit;
	logbook_arrived_fn arrived;
	void *context;
};
struct logbook_ask *logbook_ask_start(struct session *s, const struct logbook_ask_options *o);
/* Ends it without `arrived`. NULL is accepted; called from inside `arrived` it does nothing. */
void logbook_ask_cancel(struct logbook_ask *a);

/* By row number, messageId, or unique prefix. */
MUST_USE enum status logbook_find(struct session *s, const char *id, struct message *out,
                                  struct fault *f);

/* Everything known of one message, and the chain of resends that it belongs to. */
struct logbook_entry {
	struct message message;
	struct message_body body;
	struct message_step *steps;
	size_t step_count;
	struct cause cause;
	struct message_page chain; /* by row number; one row when it was never sent again */
};
/* As logbook_find finds it. */
MUST_USE enum status logbook_open(struct session *s, const char *id, struct logbook_entry *out,
                                  struct fault *f);
void logbook_entry_finish(struct logbook_entry *e);

/* For Home. Counts of -1 were not asked or not answered in time: never a zero that means that. */
struct logbook_summary {
	int64_t states_last_hour[MESSAGE_STATE_COUNT];
	int64_t failed_last_hour;
	int64_t asked_last_hour;
	bool known;
};
MUST_USE enum status logbook_summarise(struct session *s, struct logbook_summary *out,
                                       struct fault *f);
/* One JSON object with the members of cli.md's `data`, type and advice included. A call is one
 * part without an encoding, its units are characters. */
void logbook_write_json(const struct message *m, struct json_writer *w, const char *name);
#endif
