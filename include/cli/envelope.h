/* SPDX-License-Identifier: MIT */
#ifndef CLI_ENVELOPE_H
#define CLI_ENVELOPE_H
/*
 * The JSON envelope, the same for success and failure:
 * {"ok":true,"data":{},"meta":{}} or {"ok":false,"data":{},"error":{},"meta":{}}; data stands in
 * a failure only when the command wrote some.
 */
#include "cli/commands.h"

/* Prints the envelope of a command that ended with `st`. */
void envelope_print(const struct cli *c, enum status st, const struct fault *f);

/* Around the items of a list, {"items":[...],"next":...}; nothing when JSON was not asked for. The
 * cursor is NULL behind the last page. */
void envelope_begin_items(struct cli *c);
void envelope_end_items(struct cli *c, const char *next);
#endif
