/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMMANDS_SEND_IMPL_H
#define CLI_COMMANDS_SEND_IMPL_H
/* What a send and a resend share: the questions before it, and the line of each state. */
#include <stdbool.h>

#include "app/sender.h"
#include "cli/commands.h"

/* Everything that decides about money, in words. */
void send_show_question(const struct cli *c, const struct send_preview *p);
/* Whether somebody can be asked, and may be. */
bool send_can_ask(const struct cli *c);
/* Asks for the last four digits of the number. WORD_NOT_CONFIRMED. */
MUST_USE enum status send_ask_digits(const struct send_preview *p, struct fault *f);
/* "10:15:02  +999 ***** 05  accepted       PENDING_ACCEPTED (1/26)" */
void send_print_state(const struct message *m);

/* Shows what decides about money and asks for the last four digits, then for each guard that asks
 * again as far as it is known already. --yes answers the first, never the others. Nothing for a
 * sandbox profile. WORD_QUESTION_UNASKED, WORD_NOT_CONFIRMED, or the guard's own word. */
MUST_USE enum status cli_send_ask(const struct cli *c, struct send_draft *d,
                                  const struct send_preview *p, struct fault *f);
/* A guard has refused with *f: asks again when a yes passes it. ST_OK when it was answered with
 * yes, which `d` then holds; else *f stays what it is, or says that it was not confirmed. */
MUST_USE enum status cli_send_ask_again(const struct cli *c, struct send_draft *d, struct fault *f);
/* Prints the request that would be sent. */
MUST_USE enum status cli_send_print_request(struct cli *c, const struct send_draft *d,
                                            struct fault *f);
#endif
