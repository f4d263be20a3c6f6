/* SPDX-License-Identifier: MIT */
/* the filter that writes dates */
#include "domain/liquid_date_impl.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define FIELDS_UNITS 10 /* a date is cut into its fields */
#define MINUTE_MS 60000.0
#define ZONE_UNITS 1200 /* a zone's file is looked for and read */
#define USUAL_FORMAT "%A, %B %-e, %Y at %-l:%M %P %z"

static bool
is_text(struct liquid_value v, const char *words)
{
	return v.count == strlen(words) && memcmp(v.bytes, words, v.count) == 0;
}

static bool
is_all_digits(struct liquid_value v)
{
	for (size_t i = 0; i < v.count; i++)
		if (v.bytes[i] < '0' || v.bytes[i] > '9')
			return false;
	return v.count > 0;
}

static bool
read_text(struct liquid_eval *e, struct liquid_value v, double *out)
{
	if (!liquid_charge_slow(e, v.count * 4))
		return false;
	if (is_text(v, "now") || is_text(v, "today"))
		*out = (double)e->run->now_ms;
	else if (is_all_digits(v))
		*out = liquid_clip_ms(liquid_read_number(v.bytes, v.count) * 1000);
	else
		*out = liquid_read_date(v.bytes, v.count);
	return true;
}

/* A number is seconds, a text is read, true is the first millisecond of 1970, and a list is what
 * its text is. NaN is no date. */
static bool
read_moment(struct liquid_eval *e, struct liquid_value v, double *out)
{
	*out = NAN;
	if (v.type == LIQUID_STRING)
		return read_text(e, v, out);
	if (v.type == LIQUID_NUMBER)
		*out = liquid_clip_ms(v.number * 1000);
	else if (v.type == LIQUID_BOOL)
		*out = v.truth;
	else if (liquid_is_array(v)) {
		if (!liquid_js_string(e, v, &v) || !liquid_charge_slow(e, v.count))
			return false;
		*out = liquid_read_date(v.bytes, v.count);
	}
	return true;
}

/* The zones that are known without a database, because they never change. */
static bool
is_utc(struct liquid_value name)
{
	static const char *const names[] = { "UTC",     "GMT",           "Etc/UTC", "Etc/GMT",
		                             "Etc/UCT", "Etc/Universal", "Etc/Zulu" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (name.count == strlen(names[i]) &&
		    strncasecmp(name.bytes, names[i], name.count) == 0)
			return true;
	return false;
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
ask_zone(struct liquid_eval *e, struct liquid_value name, struct liquid_moment *m)
{
	const struct liquid_run *run = e->run;
	char word[LIQUID_ZONE_NAME_MAX + 1];
	int32_t east_s;
	struct fault f;

	if (name.count == 0 || name.count > LIQUID_ZONE_NAME_MAX ||
	    memchr(name.bytes, '\0', name.count) != NULL)
		return liquid_fail(e, "there is no time zone with such a name");
	if (!liquid_charge(e, ZONE_UNITS))
		return false;
	memcpy(word, name.bytes, name.count);
	word[name.count] = '\0';
	if (run->zone(run->zone_context, word, (int64_t)floor(m->utc_ms / 1000), &east_s, &f) !=
	    ST_OK)
		return liquid_fail(e, "%s", f.cause);
	m->west_minutes =
		(written_and_read(m->utc_ms) - written_and_read(m->utc_ms + east_s * 1000.0)) /
		MINUTE_MS;
	return true;
}

static bool
read_zone(struct liquid_eval *e, struct liquid_value name, struct liquid_moment *m)
{
	m->zone = (struct liquid_span){ name.bytes, name.count };
	if (is_utc(name))
		return true;
	if (e->run->zone != NULL)
		return ask_zone(e, name, m);
	return liquid_fail(e, "the filter date takes a zone in minutes west of UTC, or UTC");
}

/* Moves what is shown by the second argument: minutes west of UTC, as JavaScript counts. */
static bool
set_zone(struct liquid_eval *e, const struct liquid_call *call, struct liquid_moment *m)
{
	struct liquid_value zone = liquid_arg(call, 1);

	m->west_minutes = -e->run->tz_offset_minutes;
	m->zone = (struct liquid_span){ "UTC", e->run->tz_offset_minutes == 0 ? 3 : 0 };
	if (zone.type != LIQUID_UNDEFINED && zone.type != LIQUID_NULL) {
		m->west_minutes = 0;
		m->zone.size_bytes = 0;
		if (zone.type == LIQUID_STRING) {
			/* Of what is no date, LiquidJS asks no zone. */
			if (!isnan(m->utc_ms) && !read_zone(e, zone, m))
				return false;
		} else if (!liquid_plain(e, zone, &zone) ||
		           !liquid_as_number(e, zone, &m->west_minutes))
			return false;
	}
	m->shown_ms = liquid_clip_ms(m->utc_ms - m->west_minutes * MINUTE_MS);
	return true;
}

/* What is no date passes as it is. */
bool
liquid_filter_date(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	struct liquid_span format = { USUAL_FORMAT, strlen(USUAL_FORMAT) };
	struct liquid_moment m = { .west_minutes = 0 };
	struct liquid_builder b;
	struct liquid_value v;

	*out = call->input;
	if (!liquid_plain(e, call->input, &v))
		return false;
	if (liquid_is_nil(v))
		return true;
	if (!read_moment(e, v, &m.utc_ms) || !set_zone(e, call, &m))
		return false;
	if (isnan(m.shown_ms))
		return true;
	if (!liquid_is_nil(liquid_arg(call, 0)) && !liquid_span_of(e, call->args[0], &format))
		return false;
	return liquid_charge_slow(e, format.size_bytes * 4) && liquid_charge(e, FIELDS_UNITS) &&
	       liquid_build(&b, e, format.size_bytes * 2) && liquid_format_date(&b, &m, format) &&
	       liquid_built(&b, out);
}
