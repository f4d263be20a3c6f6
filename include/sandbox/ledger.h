/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_LEDGER_H
#define SANDBOX_LEDGER_H
/*
 * The messages that the sandbox has taken in, and where each of them stands.
 *
 * Where a message stands follows from the time since it was taken in, so that every process that
 * shares the state file gives the same answer, also after the one that took it in has ended. The
 * file holds ids, sandbox numbers, statuses and times; text, sender and notes, and a number
 * that is not the sandbox's, stay in the memory of the process that received them.
 *
 * Its time is the system's, and can be moved ahead of it; processes that share the file move
 * together.
 *
 * Threads of one process may call at the same time.
 *
 * Owns    ledger_open gives what ledger_close frees.
 * Fails   WORD_SYSTEM when the state file cannot be opened, locked, read or written; nothing was
 *         then taken in.
 * Limits  the latest LEDGER_ENTRIES_MAX messages; texts LEDGER_TEXT_BYTES in all, oldest go first.
 *         A report can be had for 48 hours.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define LEDGER_ENTRIES_MAX 20000
#define LEDGER_TEXT_BYTES ((size_t)4 * 1024 * 1024)
#define LEDGER_ID_BYTES 201
#define LEDGER_BULK_BYTES 101
#define LEDGER_NUMBER_BYTES 65
#define LEDGER_AHEAD_MS_MAX (3660LL * 24 * 3600 * 1000)

/* What a sender has named for its own use and is told again. */
enum ledger_note {
	LEDGER_CALLBACK,
	LEDGER_APPLICATION,
	LEDGER_ENTITY,
	LEDGER_CAMPAIGN,
	LEDGER_NOTES
};

struct ledger_entry {
	char message_id[LEDGER_ID_BYTES];
	char bulk_id[LEDGER_BULK_BYTES];
	char number[LEDGER_NUMBER_BYTES]; /* "" for another process's that is not the sandbox's */
	int64_t taken_at_ms;              /* set by ledger_append */
	int operator_ms;                  /* when the operator has it, from taken_at_ms on */
	int end_ms;                       /* when the last status is reached, likewise */
	int status_group;                 /* of the last status */
	int status_id;
	int error_group;
	int error_id;
	int parts;
	bool is_call;                    /* spoken over the phone rather than an SMS */
	const char *text;                /* NULL when it came to another process */
	const char *sender;              /* the same; "" when the request named none */
	const char *notes[LEDGER_NOTES]; /* NULL where there is none */
};

/* Where a message stands at a moment. */
struct ledger_standing {
	int status_group;
	int status_id;
	int error_group;
	int error_id;
	int64_t done_at_ms; /* 0 while it is pending */
};

struct ledger;

/* `path` NULL keeps everything in memory. */
MUST_USE enum status ledger_open(const char *path, struct ledger **out, struct fault *f);
void ledger_close(struct ledger *l);

/* Milliseconds since 1970, as the messages are stamped. */
int64_t ledger_now_ms(struct ledger *l);
/* Moves the time on, for good; by LEDGER_AHEAD_MS_MAX at most in all, or WORD_VALUE_INVALID. */
MUST_USE enum status ledger_advance(struct ledger *l, int64_t by_ms, struct fault *f);

/* Takes a message in, at the present time; all of `e` is copied. A message id that was seen before,
 * here or in another process, sets *duplicate and changes nothing. */
MUST_USE enum status ledger_append(struct ledger *l, const struct ledger_entry *e, bool *duplicate,
                                   struct fault *f);

/* In a visit, false ends it. Must not call the ledger, and must not keep `e`. */
typedef bool (*ledger_fn)(void *context, const struct ledger_entry *e);

/* Gives every message, the newest first, those of other processes among them. */
MUST_USE enum status ledger_visit(struct ledger *l, ledger_fn entry, void *context,
                                  struct fault *f);

/* Hands out reports: gives the oldest first each message that has got where it ends and whose
 * report nobody has had, here or in another process. `wanted` answers whether it is taken, up to
 * `limit` of them. After a failure none of them is handed out, whatever `wanted` has seen. */
MUST_USE enum status ledger_take_reports(struct ledger *l, size_t limit, ledger_fn wanted,
                                         void *context, struct fault *f);

struct ledger_standing ledger_standing_at(const struct ledger_entry *e, int64_t now_ms);
#endif
