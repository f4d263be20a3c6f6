/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMMANDS_LOG_IMPL_H
#define CLI_COMMANDS_LOG_IMPL_H
/* What the list and the look at one message share. */
#include "base/output.h"
#include "domain/message.h"

/* The colour of a state. */
enum output_role log_role_of(const struct message *m);
#endif
