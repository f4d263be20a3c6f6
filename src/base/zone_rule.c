/* SPDX-License-Identifier: MIT */
/* the rule at the end of a zone's file: a POSIX TZ string, and what it says of a second */
#include "base/zone.h"

#include <string.h>

#include "base/clock.h"
#include "base/zone_impl.h"

#define DAY_S 86400
#define CYCLE_S ((int64_t)146097 * DAY_S) /* 400 years, after which the calendar repeats */
#define DIGITS_MOST 3
#define HOURS_MOST 167 /* RFC 9636; POSIX has 24 */

/* What is left to read of a string. */
struct reading {
	const char *at;
	const char *end;
};

static bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
take(struct reading *r, char byte)
{
	if (r->at == r->end || *r->at != byte)
		return false;
	r->at++;
	return true;
}

static bool
take_number(struct reading *r, int least, int most, int *out)
{
	int digits = 0;

	for (*out = 0; r->at < r->end && is_digit(*r->at) && digits < DIGITS_MOST; digits++)
		*out = *out * 10 + (*r->at++ - '0');
	return digits > 0 && *out >= least && *out <= most;
}

/* [+-]hh[:mm[:ss]] */
static bool
take_time(struct reading *r, int hours_most, int32_t *out_s)
{
	bool is_negative = take(r, '-');
	int hours;
	int minutes = 0;
	int seconds = 0;

	if (!is_negative)
		(void)take(r, '+');
	if (!take_number(r, 0, hours_most, &hours))
		return false;
	if (take(r, ':')) {
		if (!take_number(r, 0, 59, &minutes))
			return false;
		if (take(r, ':') && !take_number(r, 0, 59, &seconds))
			return false;
	}
	*out_s = (hours * 60 + minutes) * 60 + seconds;
	if (is_negative)
		*out_s = -*out_s;
	return true;
}

/* CET, or <+03>. */
static bool
take_abbreviation(struct reading *r, char out[ZONE_ABBREVIATION_BYTES])
{
	bool is_quoted = take(r, '<');
	size_t size = 0;

	while (r->at < r->end && size < ZONE_ABBREVIATION_BYTES - 1 &&
	       (is_letter(*r->at) ||
	        (is_quoted && (is_digit(*r->at) || *r->at == '+' || *r->at == '-'))))
		out[size++] = *r->at++;
	out[size] = '\0';
	return size >= 3 && (!is_quoted || take(r, '>'));
}

/* Offsets are written to the west. */
static bool
take_offset(struct reading *r, int32_t *out_east_s)
{
	int32_t west_s;

	if (!take_time(r, 24, &west_s))
		return false;
	*out_east_s = -west_s;
	return true;
}

static bool
take_day(struct reading *r, struct zone_change *out)
{
	if (take(r, 'M')) {
		out->kind = ZONE_OF_MONTH;
		return take_number(r, 1, 12, &out->month) && take(r, '.') &&
		       take_number(r, 1, 5, &out->week) && take(r, '.') &&
		       take_number(r, 0, 6, &out->day);
	}
	if (take(r, 'J')) {
		out->kind = ZONE_JULIAN;
		return take_number(r, 1, 365, &out->day);
	}
	out->kind = ZONE_OF_YEAR;
	return take_number(r, 0, 365, &out->day);
}

static bool
take_change(struct reading *r, struct zone_change *out)
{
	out->time_s = 2 * 3600;
	if (!take(r, ',') || !take_day(r, out))
		return false;
	return !take(r, '/') || take_time(r, HOURS_MOST, &out->time_s);
}

bool
zone_rule_read(const char *words, size_t size_bytes, struct zone_rule *out)
{
	struct reading r = { words, words + size_bytes };

	memset(out, 0, sizeof(*out));
	if (!take_abbreviation(&r, out->standard.abbreviation) ||
	    !take_offset(&r, &out->standard.east_s))
		return false;
	if (r.at == r.end)
		return true;
	out->has_summer = true;
	out->summer.is_dst = true;
	out->summer.east_s = out->standard.east_s + 3600;
	if (!take_abbreviation(&r, out->summer.abbreviation))
		return false;
	if (r.at < r.end && *r.at != ',' && !take_offset(&r, &out->summer.east_s))
		return false;
	return take_change(&r, &out->starts) && take_change(&r, &out->ends) && r.at == r.end;
}

/* --- Seconds -------------------------------------------------------------------------------- */

/* The day since 1970. */
static int64_t
day_of(const struct zone_change *c, int year)
{
	/* Behind February a day is counted from the end of the year, however long that is. */
	if (c->kind == ZONE_JULIAN && c->day > 59)
		return clock_days(year, 12, 31) + c->day - 365;
	if (c->kind == ZONE_JULIAN)
		return clock_days(year, 1, c->day);
	if (c->kind == ZONE_OF_YEAR)
		return clock_days(year, 1, 1) + c->day;

	int64_t first = clock_days(year, c->month, 1);
	int64_t next = clock_days(year, c->month + 1, 1);
	/* The first of January 1970 was a Thursday. */
	int64_t weekday = (first + 4) % 7;
	int64_t day = first + (c->day - weekday + 7) % 7 + (c->week - 1) * 7;

	return day < next ? day : day - 7;
}

static int64_t
second_of(const struct zone_change *c, int year, int32_t east_s)
{
	return day_of(c, year) * DAY_S + c->time_s - east_s;
}

/* The year's last change up to the second, unless one behind it is known. Of two at once the later
 * year's counts: a summer that ends as the next begins leaves no winter between them. */
static void
pass_year(const struct zone_rule *rule, int year, int64_t utc_s, int64_t *latest,
          const struct zone_state **out)
{
	int64_t starts_s = second_of(&rule->starts, year, rule->standard.east_s);
	int64_t ends_s = second_of(&rule->ends, year, rule->summer.east_s);

	if (starts_s <= utc_s && starts_s >= *latest) {
		*latest = starts_s;
		*out = &rule->summer;
	}
	if (ends_s <= utc_s && ends_s >= *latest) {
		*latest = ends_s;
		*out = &rule->standard;
	}
}

/* The years beside are looked at as well: a change of theirs may reach into this one, which is told
 * by years of the usual length and may be one too early. */
const struct zone_state *
zone_rule_look(const struct zone_rule *rule, int64_t utc_s)
{
	const struct zone_state *found = &rule->standard;
	int64_t latest = INT64_MIN;

	if (!rule->has_summer)
		return found;
	utc_s %= CYCLE_S;
	if (utc_s < 0)
		utc_s += CYCLE_S;
	int year = 1970 + (int)(utc_s / ((int64_t)365 * DAY_S + DAY_S / 4));
	for (int y = year - 2; y <= year + 2; y++)
		pass_year(rule, y, utc_s, &latest, &found);
	return found;
}
