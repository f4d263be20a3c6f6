/* SPDX-License-Identifier: MIT */
/* time zones that the filter date is given by name */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "domain/liquid_date_impl.h"

#define MINUTE_MS 60000.0
#define ZONE_UNITS 1200 /* a zone's file is looked for and read */

/* What JavaScript knows by three letters that no database of zones has; some are not what one would
 * think. */
static const struct {
	const char *word;
	const char *name;
} short_names[] = {
	{ "ACT", "Australia/Darwin" },
	{ "AET", "Australia/Sydney" },
	{ "AGT", "America/Argentina/Buenos_Aires" },
	{ "ART", "Africa/Cairo" },
	{ "AST", "America/Anchorage" },
	{ "BET", "America/Sao_Paulo" },
	{ "BST", "Asia/Dhaka" },
	{ "CAT", "Africa/Maputo" },
	{ "CNT", "America/St_Johns" },
	{ "CST", "America/Chicago" },
	{ "CTT", "Asia/Shanghai" },
	{ "EAT", "Africa/Nairobi" },
	{ "ECT", "Europe/Paris" },
	{ "IET", "America/Indiana/Indianapolis" },
	{ "IST", "Asia/Kolkata" },
	{ "JST", "Asia/Tokyo" },
	{ "MIT", "Pacific/Apia" },
	{ "NET", "Asia/Yerevan" },
	{ "NST", "Pacific/Auckland" },
	{ "PLT", "Asia/Karachi" },
	{ "PNT", "America/Phoenix" },
	{ "PRT", "America/Puerto_Rico" },
	{ "PST", "America/Los_Angeles" },
	{ "SST", "Pacific/Guadalcanal" },
	{ "VST", "Asia/Ho_Chi_Minh" },
};

static bool
is_word(struct liquid_value name, const char *word)
{
	return name.count == strlen(word) && strncasecmp(name.bytes, word, name.count) == 0;
}

/* The zones that are known without a database, because they never change. */
static bool
is_utc(struct liquid_value name)
{
	static const char *const names[] = { "UTC",     "GMT",           "Etc/UTC", "Etc/GMT",
		                             "Etc/UCT", "Etc/Universal", "Etc/Zulu" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_word(name, names[i]))
			return true;
	return false;
}

/* Copies the name that the database has. */
static bool
copy_name(struct liquid_value name, char out[LIQUID_ZONE_NAME_MAX + 1])
{
	if (name.count == 0 || name.count > LIQUID_ZONE_NAME_MAX ||
	    memchr(name.bytes, '\0', name.count) != NULL)
		return false;
	memcpy(out, name.bytes, name.count);
	out[name.count] = '\0';
	for (size_t i = 0; i < sizeof(short_names) / sizeof(*short_names); i++)
		if (is_word(name, short_names[i].word))
			(void)text_copy(out, LIQUID_ZONE_NAME_MAX + 1, short_names[i].name);
	return true;
}

/* What a date becomes that is written for people in the USA and read back, as LiquidJS does to
 * learn a zone's offset: no milliseconds, no sign before the years that are before 1, and of years
 * below 100 only the last two digits. */
static double
written_and_read(double ms)
{
	struct date_fields t;

	date_fields_of(ms, &t);
	double year = (double)(t.year > 0 ? t.year : 1 - t.year);
	if (year < 100)
		year += year < 50 ? 2000 : 1900;
	return liquid_day_ms(year, t.month, t.day) +
	       ((t.hour * 60 + t.minute) * 60 + t.second) * 1000.0;
}

/* The caller of the render knows zones by name. */
static bool
ask(struct liquid_eval *e, struct liquid_value name, struct liquid_moment *m)
{
	const struct liquid_run *run = e->run;
	char word[LIQUID_ZONE_NAME_MAX + 1];
	int64_t utc_s = (int64_t)floor(m->utc_ms / 1000);
	int32_t east_s;
	struct fault f;

	if (!copy_name(name, word))
		return liquid_fail(e, "there is no time zone with such a name");
	if (!liquid_charge(e, ZONE_UNITS))
		return false;
	if (run->zone(run->zone_context, word, utc_s, &east_s, &f) != ST_OK)
		return liquid_fail(e, "%s", f.cause);
	m->west_minutes =
		(written_and_read(m->utc_ms) - written_and_read(m->utc_ms + east_s * 1000.0)) /
		MINUTE_MS;
	return true;
}

bool
liquid_date_zone(struct liquid_eval *e, struct liquid_value name, struct liquid_moment *m)
{
	m->zone = (struct liquid_span){ name.bytes, name.count };
	if (is_utc(name))
		return true;
	if (e->run->zone != NULL)
		return ask(e, name, m);
	return liquid_fail(e, "the filter date takes a zone in minutes west of UTC, or UTC");
}
