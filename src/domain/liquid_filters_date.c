/* SPDX-License-Identifier: MIT */
/* the filter that writes dates */
#include "domain/liquid_filters_impl.h"

#include <math.h>
#include <string.h>

#define FIELDS_UNITS 10 /* a date is cut into its fields */
#define MINUTE_MS 60000.0
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
			if (!isnan(m->utc_ms) && !liquid_date_zone(e, zone, m))
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
