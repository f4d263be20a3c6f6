/* SPDX-License-Identifier: MIT */
#ifndef CLI_ARGS_IMPL_H
#define CLI_ARGS_IMPL_H
/* What the two parts of the command line share: options, and the words between them. */
#include "cli/args.h"

/* The command that the words are, with its operands; the options are read before. */
MUST_USE enum status args_read_words(char **words, int count, struct args *out, struct fault *f);
#endif
