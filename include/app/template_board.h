/* SPDX-License-Identifier: MIT */
#ifndef APP_TEMPLATE_BOARD_H
#define APP_TEMPLATE_BOARD_H
/*
 * Every text of a profile at a glance: what it costs at worst, and what is wrong with it.
 *
 * Beside the texts that there are it has a row for each language that another text of the profile
 * has and this kind has not, with what answers in its place.
 *
 * Measured on the worker, a text a step, so that hundreds of texts hold up nobody.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/session.h"
#include "domain/parts.h"
#include "domain/template.h"

#define TEMPLATE_BOARD_SHOWN_BYTES 1024

/* In the order of what to look at first. */
enum template_board_state {
	TEMPLATE_BOARD_BROKEN,  /* cannot be rendered: `fault` says why */
	TEMPLATE_BOARD_COSTS,   /* more than one part at worst */
	TEMPLATE_BOARD_WARNED,  /* lint has something to say */
	TEMPLATE_BOARD_NEAR,    /* one part, hardly */
	TEMPLATE_BOARD_MISSING, /* there is no such text: `uses` answers */
	TEMPLATE_BOARD_OK
};

struct template_board_row {
	struct template_name name;
	char written[TEMPLATE_NAME_BYTES];
	int64_t revision; /* 0: missing */
	int64_t changed_at_ms;
	enum template_board_state state;
	struct parts parts; /* at worst; of a call all zero */
	size_t finding_count;
	char finding[160];                      /* the first thing that lint says; "": nothing */
	char context[64];                       /* the name of the context that is the worst */
	char shown[TEMPLATE_BOARD_SHOWN_BYTES]; /* its rendering; may be cut at its end */
	char uses[TEMPLATE_NAME_BYTES];         /* MISSING: the text that answers; "": none does */
	struct fault fault;                     /* BROKEN */
};

struct template_board {
	struct template_board_row *rows; /* by kind, locale, client, channel */
	size_t count;
	size_t texts; /* those that are not missing */
};

void template_board_finish(struct template_board *b);
/* "ok", "costs x2", "near 70", "missing", "broken", "2 findings". */
void template_board_write_state(const struct template_board_row *row, char *out, size_t size_bytes);

struct template_board_asking;
/* On the loop, once: with a board that becomes the callee's (it may take it by zeroing *board), or
 * with NULL and a fault. */
typedef void (*template_board_fn)(void *context, struct template_board *board,
                                  const struct fault *f);
struct template_board_asking *template_board_ask(struct session *s, template_board_fn arrived,
                                                 void *context);
/* Ends it without `arrived`. NULL is accepted; not from inside `arrived`. */
void template_board_cancel(struct template_board_asking *a);
#endif
