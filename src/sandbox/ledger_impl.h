/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_LEDGER_IMPL_H
#define SANDBOX_LEDGER_IMPL_H
/* One message as a line of the state file. */
#include "base/text.h"
#include "sandbox/ledger.h"

void ledger_write_line(const struct ledger_entry *e, struct text *out);
/* False when the line is none of ours; *out is then undefined. */
bool ledger_read_line(const char *line, size_t size_bytes, struct ledger_entry *out);
#endif
