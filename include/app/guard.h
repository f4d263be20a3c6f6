/* SPDX-License-Identifier: MIT */
#ifndef APP_GUARD_H
#define APP_GUARD_H
/*
 * What a billed send must pass. A sandbox profile has one guard: the number begins with +999.
 *
 * Pure over counts that the caller read inside the claiming transaction, so that two consoles and
 * a restart cannot get around a budget.
 *
 * Staging: confirmed by the operator, parts, countries, same number (6 identical, 20 in all an
 * hour), pace (1 in 2 s, burst 3), hour and day budgets, neighbouring numbers. Production is
 * refused altogether: it must be armed, and arming is not part of this version.
 */
#include <stdbool.h>

#include "base/fault.h"
#include "domain/message.h"
#include "domain/profile.h"
#include "store/message_store.h"

struct guard_case {
	const struct profile *profile;
	const char *e164;
	const char *country; /* "" when it is not certain */
	int64_t parts;
	bool confirmed; /* last four typed, or --yes */
};

/* Before anything else: does this number belong to this kind of profile? */
MUST_USE enum status guard_number(const struct profile *p, const char *e164, struct fault *f);
/* The words about a number that is no E.164: what is wrong, and the one that was meant. */
enum status guard_refuse_number(const char *typed, const struct phone_reading *reading,
                                struct fault *f);
/* All guards; `counts` may be NULL for a look ahead that leaves the counted ones out. */
MUST_USE enum status guard_check(const struct guard_case *c, const struct message_counts *counts,
                                 struct fault *f);
#endif
