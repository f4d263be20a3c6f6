/* SPDX-License-Identifier: MIT */
/* time zones by name from the system's database: what clocks show at a second, and the way back */
#include "base/zone.h"

#include "base/zone_impl.h"

#define AROUND_S 86400 /* clocks are changed by less than this, and not twice within it */
#define LOCAL_MOST ((int64_t)1 << 62)

/* The last change at or before the second; change_count when there is none. */
static size_t
last_change(const struct zone *z, int64_t utc_s)
{
	size_t low = 0;
	size_t high = z->change_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (z->times[middle] <= utc_s)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? low - 1 : z->change_count;
}

static const struct zone_state *
state_at(const struct zone *z, int64_t utc_s)
{
	size_t change = last_change(z, utc_s);
	bool is_behind = z->change_count == 0 || change == z->change_count - 1;

	if (z->has_rule && is_behind)
		return zone_rule_look(&z->rule, utc_s);
	return &z->states[change == z->change_count ? 0 : z->state_at[change]];
}

void
zone_look(const struct zone *z, int64_t utc_s, struct zone_state *out)
{
	*out = *state_at(z, utc_s);
}

static int32_t
east_at(const struct zone *z, int64_t utc_s)
{
	return state_at(z, utc_s)->east_s;
}

enum zone_fit
zone_from_local(const struct zone *z, int64_t local_s, int64_t utc_s[2])
{
	if (local_s > LOCAL_MOST || local_s < -LOCAL_MOST)
		local_s = local_s > 0 ? LOCAL_MOST : -LOCAL_MOST;

	int32_t before_s = east_at(z, local_s - AROUND_S);
	int32_t behind_s = east_at(z, local_s + AROUND_S);
	utc_s[0] = local_s - before_s;
	utc_s[1] = local_s - behind_s;
	bool is_before = east_at(z, utc_s[0]) == before_s;
	bool is_behind = east_at(z, utc_s[1]) == behind_s;

	if (!is_before && !is_behind)
		return ZONE_NEVER;
	if (is_before && is_behind)
		return before_s == behind_s ? ZONE_ONCE : ZONE_TWICE;
	if (is_before)
		utc_s[1] = utc_s[0];
	else
		utc_s[0] = utc_s[1];
	return ZONE_ONCE;
}
