/* SPDX-License-Identifier: MIT */
#ifndef APP_TEMPLATE_MATRIX_H
#define APP_TEMPLATE_MATRIX_H
/*
 * Every language by every client of one kind: what a message costs there in the worst case, where
 * a text is inherited, which languages are without one, and what mending the dear characters
 * would save.
 *
 * Rows are the locales of the kind's texts, the plain one first; columns its clients, all of them
 * first. Locales that are asked for (by the log of the last 30 days, by test contexts, by texts of
 * other kinds) and have no text of their own stand in `gaps`. Texts for calls are left out.
 *
 * Owns    a matrix owns its blocks; template_matrix_finish frees them.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/session.h"
#include "app/template_price.h"
#include "domain/parts.h"
#include "domain/template.h"

#define TEMPLATE_MATRIX_DAYS 30

struct template_cell {
	bool is_own;        /* a text of exactly this locale and client; else it is inherited */
	bool is_measured;   /* false: the text does not render */
	struct parts parts; /* of what answers here, in the worst case */
	bool is_near;       /* one part, of which less than a tenth is left */
	bool has_fixed;     /* other characters make it cheaper */
	struct parts fixed;
};

struct template_row {
	char locale[TEMPLATE_LOCALE_BYTES]; /* "": every one */
	/* Of the messages of the last 30 days in exactly this locale. */
	int64_t sent;
	bool has_saving;             /* the fix of its text saves parts, and a price is known */
	double saving;               /* of these messages */
	struct template_price price; /* of one message as it is; not known: never seen */
};

struct template_gap {
	char locale[TEMPLATE_LOCALE_BYTES];
	char uses[TEMPLATE_NAME_BYTES]; /* the text that answers; "": none does */
	int64_t sent;
};

struct template_matrix {
	enum template_kind kind;
	struct template_row *rows;
	size_t row_count;
	char (*clients)[TEMPLATE_CLIENT_BYTES]; /* "" first */
	size_t client_count;
	struct template_cell *cells; /* row by row */
	struct template_gap *gaps;
	size_t gap_count;
};

/* Reads on `db`; takes as long as measuring each text and counting 30 days of the log. */
MUST_USE enum status template_matrix_read(struct db *db, const struct profile *p,
                                          enum template_kind kind, struct template_matrix *out,
                                          struct fault *f);
void template_matrix_finish(struct template_matrix *m);
const struct template_cell *template_matrix_cell(const struct template_matrix *m, size_t row,
                                                 size_t client);

/* The same as a job for the console. `arrived` is called once on the loop's thread, with what it
 * may take over by zeroing it, or with a fault (matrix NULL). */
struct template_matrix_asking;
typedef void (*template_matrix_fn)(void *context, struct template_matrix *matrix,
                                   const struct fault *f);
struct template_matrix_asking *template_matrix_ask(struct session *s, enum template_kind kind,
                                                   template_matrix_fn arrived, void *context);
/* Ends it without `arrived`. NULL is accepted. */
void template_matrix_cancel(struct template_matrix_asking *a);
#endif
