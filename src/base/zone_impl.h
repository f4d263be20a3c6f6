/* SPDX-License-Identifier: MIT */
#ifndef BASE_ZONE_IMPL_H
#define BASE_ZONE_IMPL_H
/*
 * The parts of base/zone: a zone's tables, and the rule for what lies behind them.
 */
#include "base/zone.h"

/* A day on which clocks change every year. */
struct zone_change {
	enum {
		ZONE_JULIAN,  /* day 1 to 365; the 29th of February is not counted */
		ZONE_OF_YEAR, /* day 0 to 365 */
		ZONE_OF_MONTH /* the nth weekday of a month */
	} kind;
	int day; /* of the year, or the weekday, Sunday being 0 */
	int month;
	int week;       /* 5: the last */
	int32_t time_s; /* on the clocks of before; may be negative or above a day */
};

/* A POSIX TZ string, which ends a file. */
struct zone_rule {
	struct zone_state standard;
	struct zone_state summer;
	bool has_summer;
	struct zone_change starts; /* summer */
	struct zone_change ends;
};

struct zone {
	size_t change_count;
	int64_t *times;    /* ascending */
	uint8_t *state_at; /* the state from each on */
	size_t state_count;
	struct zone_state *states; /* the first holds before the first change */
	bool has_rule;
	struct zone_rule rule;
};

/* zone_rule.c */

bool zone_rule_read(const char *words, size_t size_bytes, struct zone_rule *out);
const struct zone_state *zone_rule_look(const struct zone_rule *rule, int64_t utc_s);
#endif
