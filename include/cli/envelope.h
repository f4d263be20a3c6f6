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
#endif
