/* SPDX-License-Identifier: MIT */
#ifndef CLI_RUN_H
#define CLI_RUN_H
/*
 * From parsed arguments to an exit status.
 */
#include "cli/args.h"

/* The version of otpdeck, as --version and the envelope print it. */
#define RUN_VERSION "0.1.0"

/* Runs a command (not CMD_NONE without help or version: that is the console's) and returns the
 * exit status of cli.md. `parsed` is what args_parse said, with its fault. */
int run_command(const struct args *args, enum status parsed, const struct fault *fault);
#endif
