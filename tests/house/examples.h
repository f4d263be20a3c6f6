/* SPDX-License-Identifier: MIT */
#ifndef HOUSE_EXAMPLES_H
#define HOUSE_EXAMPLES_H
/*
 * Small trees that break one rule each, and some that only look so: they prove that a rule
 * notices, and that it does not cry without need.
 */
#include "rules.h"

struct file {
	const char *path;
	const char *text;
};

struct example {
	const char *name;
	rule_fn rule;
	const char *expected; /* in the only finding; NULL: there is none */
	struct file files[5]; /* those with a path */
};

extern const struct example examples[];
extern const size_t example_count;
#endif
