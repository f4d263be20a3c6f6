/* SPDX-License-Identifier: MIT */
#ifndef CLI_ARGS_IMPL_H
#define CLI_ARGS_IMPL_H
/* What the two parts of the command line share: options, and the words between them. */
#include "cli/args.h"

/* How many letters are to be inserted, removed or replaced to get from one word to the other; of a
 * `right` of 32 bytes or more its length. */
size_t args_distance(const char *left, const char *right);
/* The command that the words are, with its operands; the options are read before. */
MUST_USE enum status args_read_words(char **words, int count, struct args *out, struct fault *f);
#endif
