/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMMANDS_WATCH_IMPL_H
#define CLI_COMMANDS_WATCH_IMPL_H
/* What send, flow and resend say of a message while it is under way, and afterwards. */
#include "cli/commands/send_impl.h"

/* A message is shown once in each state. Zeroed but for `cli`. */
struct watch {
	struct cli *cli;
	enum message_state shown;
	bool began;
};

/* A line when the state is new; nothing in JSON, and nothing before there is a row. */
void watch_message(struct watch *w, const struct message *m);
/* The same for the message of a sender, NULL accepted, once it is recorded. */
void watch_sender(struct watch *w, const struct sender *x);
/* The last line of it, then the row's number or, in JSON, the row. */
void watch_report(struct watch *w, const struct message *m);
/* As sender_outcome, but WORD_CANCELLED when a signal ended it and it is not uncertain. */
MUST_USE enum status watch_outcome(const struct watch *w, const struct message *m, bool waited,
                                   struct fault *f);
#endif
