/* SPDX-License-Identifier: MIT */
#ifndef APP_FLOW_H
#define APP_FLOW_H
/*
 * The whole MFA exchange through the provider alone: a code is made, sent, typed back, timed.
 *
 * The sending is app/sender's, with every guard of a send; a flow adds the comparison and the
 * times. It writes nothing down, and nothing into the audit: the row of the send is its record,
 * and whether somebody typed the right digits says nothing that must be proved later. The code
 * stays with the sender that made it; a typed one is compared in constant time.
 *
 * Owns    nothing: a struct flow is the caller's and needs no end.
 */
#include <stdbool.h>
#include <stdint.h>

#include "app/logbook.h"
#include "app/sender.h"
#include "base/json.h"

#define FLOW_TRIES 3
#define FLOW_TYPED_BYTES 32

enum flow_verdict {
	FLOW_OPEN,
	FLOW_RIGHT,
	FLOW_WRONG, /* three times */
	FLOW_NEVER  /* the operator says that nothing came */
};

struct flow {
	enum flow_verdict verdict;
	int tries;           /* codes that were typed */
	int64_t typed_at_ms; /* the last of them; 0: none */
};

/* Whether a code may still be typed back: the message left, and is not known to have failed. */
bool flow_takes_code(const struct flow *x, const struct message *m);
/* Compares what was typed, blanks, dots and dashes aside, with the code of the send. Nothing
 * happens without a digit, or when the verdict is there. Returns the verdict. */
enum flow_verdict flow_type(struct flow *x, const struct sender *sender, const char *typed);
void flow_give_up(struct flow *x);

/* Milliseconds from the try to each stage, -1 where it was not reached; by this machine's clock,
 * as it was learnt, but for the provider's own from `sentAt` to `doneAt`. */
struct flow_times {
	int64_t accepted_ms;
	int64_t delivered_ms;
	int64_t provider_ms;
	int64_t typed_ms; /* the right code */
};
void flow_read_times(const struct flow *x, const struct logbook_entry *e, struct flow_times *out);

/* What it came to: ST_OK when the right code came back; WORD_CODE_WRONG, WORD_CODE_MISSING, or
 * what became of the send. */
enum status flow_outcome(const struct flow *x, const struct message *m, struct fault *f);
/* {"message":{...},"right":true,"tries":1,"seconds":12.3,...}; `e` may be NULL: nothing was sent */
void flow_write_json(const struct flow *x, const struct logbook_entry *e, struct json_writer *w);
#endif
