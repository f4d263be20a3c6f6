/* SPDX-License-Identifier: MIT */
#ifndef APP_TEMPLATE_DEMAND_H
#define APP_TEMPLATE_DEMAND_H
/*
 * How often each language of a kind was sent of late, what mending its text would save, and which
 * languages are asked for and have no text.
 *
 * Rows are the locales of the kind's texts, the plain one first. Locales that are asked for (by
 * the log, by test contexts, by texts of other kinds) and have no text of their own stand in
 * `gaps`. A row tells of the text that answers everybody, whatever single clients have; texts for
 * calls are left out. What texts cost, one by one, is app/template_board's to tell.
 *
 * Owns    a demand owns its blocks; template_demand_finish frees them.
 * Limits  64 gaps; further ones are left out.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/session.h"
#include "app/template_price.h"
#include "domain/template.h"

/* What is counted is the log of this many days, up to now. */
#define TEMPLATE_DEMAND_DAYS 30

struct template_demand_row {
	char locale[TEMPLATE_LOCALE_BYTES]; /* "": every one */
	/* Of the messages of these days that the text answers for, whatever locale they named: the
	 * plain one for every language without a text. */
	int64_t sent;
	size_t parts;                /* of one at worst; 0: what answers does not render */
	size_t fixed_parts;          /* with other characters; 0: these save none */
	struct template_price price; /* of one message as it is; not known: never seen */
	bool has_saving;             /* a fix saves parts, and a price is known */
	double saving;               /* of all that were sent */
};

struct template_demand_gap {
	char locale[TEMPLATE_LOCALE_BYTES];
	char uses[TEMPLATE_NAME_BYTES]; /* the text that answers; "": none does */
	int64_t sent;
};

struct template_demand {
	enum template_kind kind;
	struct template_demand_row *rows;
	size_t row_count;
	struct template_demand_gap *gaps;
	size_t gap_count;
};

/* Reads on `db`; takes as long as measuring a text of each language and counting these days of the
 * log. WORD_STORE_*, and WORD_NOT_FOUND where a text is removed in the meantime: *out is empty
 * then. */
MUST_USE enum status template_demand_read(struct db *db, const struct profile *p,
                                          enum template_kind kind, struct template_demand *out,
                                          struct fault *f);
void template_demand_finish(struct template_demand *d);

/* The same as a job for the console. `arrived` is called once on the loop's thread, with what it
 * may take over by zeroing it, or with a fault (demand NULL). */
struct template_demand_asking;
typedef void (*template_demand_fn)(void *context, struct template_demand *demand,
                                   const struct fault *f);
struct template_demand_asking *template_demand_ask(struct session *s, enum template_kind kind,
                                                   template_demand_fn arrived, void *context);
/* Ends it without `arrived`. NULL is accepted; not from inside `arrived`. */
void template_demand_cancel(struct template_demand_asking *a);
#endif
