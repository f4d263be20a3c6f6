/* SPDX-License-Identifier: MIT */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H
/*
 * The one way a failure travels: a status for the caller, a word for scripts, two lines for the
 * operator.
 *
 * The lowest layer that knows writes the text; upper layers pass it on or replace it, never
 * append to it. A text is one line without a full stop and never holds a secret, a one-time code
 * or a full number, except the operator's own input given back to them.
 *
 * Owns    nothing: a fault is caller's memory and needs no end.
 * Limits  cause and hint 159 bytes each; longer ones are cut between characters.
 */

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(format, first) __attribute__((__format__(__printf__, format, first)))

enum status {
	ST_OK,
	ST_MORE, /* call again: the work goes on */
	ST_NOT_FOUND,
	ST_INVALID, /* the input is at fault; the same call fails again */
	ST_CANCELLED,
	ST_STORE,
	ST_NET,     /* certainly nothing was sent */
	ST_REFUSED, /* the other side, or a rule, said no */
	ST_LOCKED,
	ST_CREDENTIALS,
	ST_UNCERTAIN, /* it may have been sent */
	ST_GUARD      /* a guard on money or safety said no */
};

enum fault_word {
#define WORD(id, word, status, exit_status) WORD_##id,
#include "base/fault_words.def"
#undef WORD
	WORD_COUNT
};

struct fault {
	enum status code;
	enum fault_word word;
	char cause[160];
	char hint[160];
};

/* Records the word and the cause, empties the hint, and returns the word's status. */
enum status fault_set(struct fault *f, enum fault_word word, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Adds what to do next to a fault already set, and returns its status. */
enum status fault_hint(struct fault *f, const char *format, ...) PRINTF_LIKE(2, 3);

/* The word as scripts read it; "none" for an unknown value. */
const char *fault_word_text(enum fault_word word);

/* The status and the exit status that belong to a word. */
enum status fault_word_status(enum fault_word word);
int fault_word_exit(enum fault_word word);
#endif
