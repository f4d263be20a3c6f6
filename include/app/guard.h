/* SPDX-License-Identifier: MIT */
#ifndef APP_GUARD_H
#define APP_GUARD_H
/*
 * What a billed send must pass. A sandbox profile has one guard: the number begins with +999.
 *
 * Pure over counts that the caller read inside the claiming transaction, so that two consoles and
 * a restart cannot get around a budget.
 *
 * Staging and production: countries, same number (6 identical, 20 in all an hour), pace (1 in 2 s,
 * burst 3), hour and day budgets, confirmed by the operator. Two guards ask again, naming the
 * reason: more parts than parts_max, and a third neighbouring number. Production must be armed
 * besides, and an empty country_allow lets it send nowhere.
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
	double price;         /* what it probably costs; 0: not known */
	bool armed;           /* asked of app/arming in the same transaction */
	bool confirmed;       /* last four typed, or --yes */
	unsigned asked_again; /* bits of enum guard_question that were answered with yes */
};

/* What is asked a second time, and never answered by --yes. */
enum guard_question { GUARD_ASKS_PARTS = 1, GUARD_ASKS_NEIGHBOURS = 2, GUARD_ASKS_ALL = 3 };
/* The question whose yes would pass this refusal; 0: there is none. */
unsigned guard_question_of(const struct fault *f);

/* Before anything else: does this number belong to this kind of profile? */
MUST_USE enum status guard_number(const struct profile *p, const char *e164, struct fault *f);
/* The words about a number that is no E.164: what is wrong, and the one that was meant. */
enum status guard_refuse_number(const char *typed, const struct phone_reading *reading,
                                struct fault *f);
/* WORD_NOT_ARMED: what to do about a safety catch that is on. */
enum status guard_refuse_unarmed(const struct profile *p, struct fault *f);
/* WORD_ROW_MOVED when what was agreed to by one profile would go out otherwise by the other, which
 * is the same one as it is stored now. */
MUST_USE enum status guard_unchanged(const struct profile *agreed, const struct profile *fresh,
                                     struct fault *f);
/* All guards; `counts` may be NULL for a look ahead that leaves the counted ones out.
 * WORD_TOO_MANY_PARTS and WORD_NEIGHBOURING_NUMBERS are the two that ask again. */
MUST_USE enum status guard_check(const struct guard_case *c, const struct message_counts *counts,
                                 struct fault *f);
#endif
