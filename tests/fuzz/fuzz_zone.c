/* SPDX-License-Identifier: MIT */
/*
 * Files of time zones under libFuzzer: read, asked at both ends and at each turn of a year, and
 * asked back.
 *
 * An input is a file. One that does not begin as a file does is taken for the rule at a file's end.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/zone.h"

#define YEAR_S ((int64_t)31556952)
#define YEARS_BEFORE 200
#define YEARS_BEHIND 600

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static void
expect(bool holds)
{
	if (!holds)
		abort();
}

/* Two blocks of one state each, and the rule behind them. */
static uint8_t *
wrap_rule(const uint8_t *rule, size_t size_bytes, size_t *out_size)
{
	static const uint8_t block[54] = {
		'T', 'Z', 'i', 'f', '3', [39] = 1, [43] = 4, [50] = 'U', 'T', 'C'
	};
	uint8_t *file = mem_alloc(2 * sizeof(block) + size_bytes + 2);
	uint8_t *at = file;

	for (int i = 0; i < 2; i++, at += sizeof(block))
		memcpy(at, block, sizeof(block));
	*at++ = '\n';
	if (size_bytes > 0)
		memcpy(at, rule, size_bytes);
	at[size_bytes] = '\n';
	*out_size = 2 * sizeof(block) + size_bytes + 2;
	return file;
}

static int32_t
look(const struct zone *z, int64_t utc_s)
{
	struct zone_state s;

	zone_look(z, utc_s, &s);
	expect(s.east_s > -26 * 3600 && s.east_s < 26 * 3600);
	expect(memchr(s.abbreviation, '\0', sizeof(s.abbreviation)) != NULL);
	return s.east_s;
}

/* What the clocks show at a second that the way back gives is what it was asked about, unless they
 * never showed it. */
static void
look_back(const struct zone *z, int64_t local_s)
{
	int64_t utc_s[2];
	enum zone_fit fit = zone_from_local(z, local_s, utc_s);

	if (fit == ZONE_NEVER)
		return;
	for (int i = 0; i < 2; i++)
		expect(utc_s[i] + look(z, utc_s[i]) == local_s);
	expect((fit == ZONE_ONCE) == (utc_s[0] == utc_s[1]));
}

static void
look_around(const struct zone *z)
{
	(void)look(z, INT64_MIN);
	(void)look(z, INT64_MAX);
	for (int64_t year = -YEARS_BEFORE; year < YEARS_BEHIND; year++)
		look_back(z, year * YEAR_S + year * 86400 % YEAR_S);
	int64_t utc_s[2];
	(void)zone_from_local(z, INT64_MIN, utc_s);
	(void)zone_from_local(z, INT64_MAX, utc_s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
	struct zone *z;
	struct fault f;
	bool is_file = size_bytes >= 4 && memcmp(bytes, "TZif", 4) == 0;
	uint8_t *wrapped = is_file ? NULL : wrap_rule(bytes, size_bytes, &size_bytes);
	enum status st = zone_create(is_file ? bytes : wrapped, size_bytes, &z, &f);

	expect((st == ST_OK) == (z != NULL));
	if (st == ST_OK)
		look_around(z);
	else
		expect(f.cause[0] != '\0');
	zone_destroy(z);
	mem_free(wrapped);
	return 0;
}
