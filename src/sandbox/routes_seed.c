/* SPDX-License-Identifier: MIT */
/* from a request to its answer */
#include "sandbox/routes_impl.h"

#include <inttypes.h>
#include <stdio.h>

#define OPERATOR_MS 900
#define HANDSET_MS 1900
#define JITTER_PERCENT 10

/* SplitMix64: one step spreads every bit of its input over the whole result. */
static uint64_t
mix(uint64_t value)
{
	value += 0x9e3779b97f4a7c15u;
	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
	value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
	return value ^ (value >> 31);
}

static uint64_t
next(struct routes *routes)
{
	return mix(routes->seed ^ mix(atomic_fetch_add(&routes->id_count, 1)));
}

void
routes_make_uuid(struct routes *routes, char out[LEDGER_ID_BYTES])
{
	uint64_t high = next(routes);
	uint64_t low = mix(high);

	high = (high & ~0xF000ull) | 0x4000u;
	low = (low & ~(3ull << 62)) | 2ull << 62;
	(void)snprintf(out, LEDGER_ID_BYTES,
	               "%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
	               high >> 32, high >> 16 & 0xFFFF, high & 0xFFFF, low >> 48,
	               low & 0xFFFFFFFFFFFFu);
}

void
routes_make_bulk_id(struct routes *routes, char out[LEDGER_BULK_BYTES])
{
	(void)snprintf(out, LEDGER_BULK_BYTES, "41%017" PRIu64, next(routes) % 100000000000000000u);
}

/* `spread` is any number; the result lies within the jitter around `base_ms`. */
static int
jittered(int base_ms, uint64_t spread, double speed)
{
	int reach_ms = base_ms * JITTER_PERCENT / 100;
	int ms = base_ms - reach_ms + (int)(spread % (uint64_t)(2 * reach_ms + 1));

	return (int)((double)ms / speed);
}

void
routes_plan(const struct routes *routes, const char *message_id, int *operator_ms, int *end_ms)
{
	uint64_t hash = mix(routes->seed);

	for (const char *at = message_id; *at; at++)
		hash = mix(hash ^ (unsigned char)*at);
	*operator_ms = jittered(OPERATOR_MS, hash & 0xFFFF, routes->speed);
	*end_ms = jittered(HANDSET_MS, hash >> 16 & 0xFFFF, routes->speed);
	/* Whatever the speed, the first answer is "accepted" and the order stays. */
	if (*operator_ms < 1)
		*operator_ms = 1;
	if (*end_ms <= *operator_ms)
		*end_ms = *operator_ms + 1;
}
