/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMMANDS_SEND_IMPL_H
#define CLI_COMMANDS_SEND_IMPL_H
/* What a send and a resend share: the question before it, and the line of each state. */
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
#endif
