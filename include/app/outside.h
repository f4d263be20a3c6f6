/* SPDX-License-Identifier: MIT */
#ifndef APP_OUTSIDE_H
#define APP_OUTSIDE_H
/*
 * A text in the operator's own editor: $VISUAL, else $EDITOR, else vi, with a private copy.
 *
 * The copy is a file of mode 0600 in a folder of its own (mode 0700) in the state folder, which is
 * removed afterwards. What the editor wrote is taken when it ended well; line ends become U+000A,
 * and one at the end that the text did not have before goes, because editors add it. Whatever
 * happens, the text that was given is the caller's and unharmed. What was written and cannot be
 * taken stays in its file, which the fault names.
 *
 * A value with blanks or signs of the shell is run by /bin/sh, any other straight away, as git does
 * it. The editor gets no secret, no descriptor but the terminal, and a cleaned environment.
 *
 * Owns    outside_destroy ends an editor that still runs (its file stays) and removes the copy.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/text.h"

struct outside;

struct outside_order {
	const char *state_dir; /* exists */
	const char *name;      /* of the file, without ".liquid": "verification/fr" */
	const char *source;
	size_t size_bytes;
	size_t ceiling_bytes;
	int in_fd; /* the terminal, given back by whoever drew on it */
	int out_fd;
};

/* WORD_SYSTEM when the copy cannot be written or the editor cannot be started. */
MUST_USE enum status outside_start(const struct outside_order *order, struct outside **out,
                                   struct fault *f);
/* Whether the editor has ended, without waiting. */
bool outside_has_ended(struct outside *o);
/* Waits until it has. */
void outside_wait(struct outside *o);
/* After its end: the text as it is now in `out`, which was inited; *changed says whether it is
 * another one. WORD_SYSTEM when the editor failed, WORD_TEXT_EMPTY when the file came back empty or
 * not at all, WORD_VALUE_TOO_LONG, WORD_NOT_UTF8. */
MUST_USE enum status outside_take(struct outside *o, struct text *out, bool *changed,
                                  struct fault *f);
/* Leaves the file where it is; returns its path, borrowed. */
const char *outside_keep(struct outside *o);
void outside_destroy(struct outside *o);
#endif
