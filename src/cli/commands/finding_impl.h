/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMMANDS_FINDING_IMPL_H
#define CLI_COMMANDS_FINDING_IMPL_H
/* What `connect` and `check` share: one finding, printed or written. */
#include "app/finding.h"
#include "cli/commands.h"

/* A member of data.items, or a line and, where there is something to do, a second. */
void cli_show_finding(struct cli *c, const char *name, const char *title,
                      const struct finding *found);
#endif
