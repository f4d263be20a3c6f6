/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LIQUID_FILTERS_IMPL_H
#define DOMAIN_LIQUID_FILTERS_IMPL_H
/*
 * What the filters share beyond liquid_impl.h: strings as they are built and cut, conversions of
 * arguments, dates, and the filters themselves, which liquid_filters.c puts into one table.
 */
#include <string.h>

#include "domain/liquid_impl.h"

/* A span of bytes that is borrowed. */
struct liquid_span {
	const char *bytes;
	size_t size_bytes;
};

/* liquid_string.c */

/* The value of a hexadecimal digit, or -1. */
int liquid_hex_digit(char byte);
/* White space as JavaScript's trim and \s have it; returns the bytes of it at the start. */
size_t liquid_space_at(const char *bytes, size_t size_bytes);
void liquid_trim_start(struct liquid_span *s);
void liquid_trim_end(struct liquid_span *s);
/* Code points, half a pair counting as one. */
size_t liquid_code_points(const char *bytes, size_t size_bytes);
/* The bytes of the first code points: of as many as `i < count` holds for, from 0. */
size_t liquid_advance(struct liquid_span s, double count);
/* Whether a half of a pair of UTF-16 units stands at the bytes: the first or the second one. */
bool liquid_is_high_half(const char *bytes, size_t size_bytes);
bool liquid_is_low_half(const char *bytes, size_t size_bytes);
/* Prepares a search: when `needle` begins or ends with half a pair, the pairs of both strings are
 * written as halves, so that it is found within one. */
bool liquid_halve(struct liquid_eval *e, struct liquid_span *s, struct liquid_span *needle);
/* Takes that back: halves that stand together are one character again. */
bool liquid_whole(struct liquid_eval *e, struct liquid_value *string);
/* Where `needle` begins in `s` at or behind `from`; s.size_bytes + 1 when it does not. */
static inline size_t
liquid_find(struct liquid_span s, size_t from, struct liquid_span needle)
{
	const char *hit;

	if (from > s.size_bytes || needle.size_bytes > s.size_bytes - from)
		return s.size_bytes + 1;
	if (needle.size_bytes == 0)
		return from;
	hit = memmem(s.bytes + from, s.size_bytes - from, needle.bytes, needle.size_bytes);
	return hit == NULL ? s.size_bytes + 1 : (size_t)(hit - s.bytes);
}

/* liquid_build.c: a string that grows in the arena. Halves that meet become one character. */
struct liquid_builder {
	struct liquid_eval *e;
	char *bytes;
	size_t size_bytes;
	size_t room_bytes;
};

bool liquid_build(struct liquid_builder *b, struct liquid_eval *e, size_t room_bytes);
bool liquid_put(struct liquid_builder *b, const char *bytes, size_t size_bytes);
/* Appends what JavaScript's join makes of an item: nothing of null, commas between the items of
 * an array. */
bool liquid_put_item(struct liquid_builder *b, struct liquid_value v);
/* Nothing may be asked of the arena between the last liquid_put and this. */
bool liquid_built(struct liquid_builder *b, struct liquid_value *out);

/* liquid_convert.c: arguments and inputs. */

/* The input, or an argument, as LiquidJS's stringify has it. */
bool liquid_span_of(struct liquid_eval *e, struct liquid_value v, struct liquid_span *out);
/* The input in this way, its bytes counted as work. */
bool liquid_input_span(struct liquid_eval *e, const struct liquid_call *call,
                       struct liquid_span *out);
bool liquid_give(struct liquid_value *out, struct liquid_span s);
/* LiquidJS's toNumber: what is no number counts as 0. */
bool liquid_to_number(struct liquid_eval *e, struct liquid_value v, double *out);
/* JavaScript's Number(), where NaN stays; `otherwise` for undefined. */
bool liquid_number_or(struct liquid_eval *e, struct liquid_value v, double otherwise, double *out);
/* Charges work that takes some nanoseconds for each byte. */
bool liquid_charge_slow(struct liquid_eval *e, size_t size_bytes);
/* Charges the printing or reading of a number, which takes long when it is no small whole one. */
bool liquid_charge_number(struct liquid_eval *e, double number);
/* LiquidJS's toArray: nothing is no item, and what is no array is the only one. */
bool liquid_array_of(struct liquid_eval *e, struct liquid_value v,
                     const struct liquid_value **items, size_t *count);

/* liquid_compare.c */

/* How JavaScript's < and > order two plain values: -1, 1, 0 for neither. */
bool liquid_js_order(struct liquid_eval *e, struct liquid_value a, struct liquid_value b, int *out);

/* liquid_sort.c: orders `items` by their `keys`, what has none last, and leaves in place what is
 * equal. Keys that have no order among them end where V8 leaves them, up to 63 items. */
bool liquid_sort_items(struct liquid_eval *e, struct liquid_value *items,
                       const struct liquid_value *keys, size_t count);

/* liquid_filters_text.c: capital or small letters. */
bool liquid_to_case(struct liquid_eval *e, struct liquid_span s, bool to_upper,
                    struct liquid_value *out);

/* liquid_date_read.c: JavaScript's Date.parse under UTC; NaN for what it refuses. */
double liquid_read_date(const char *bytes, size_t size_bytes);

/* liquid_date.c */

/* A point of time as it is shown. */
struct liquid_moment {
	double utc_ms;           /* what %s tells */
	double shown_ms;         /* moved by the zone */
	double west_minutes;     /* JavaScript's getTimezoneOffset */
	struct liquid_span zone; /* what %Z writes; nothing: the offset */
};

/* Milliseconds since 1970 of a day by its year, its month from 0 and its day from 1, which may
 * lie outside their usual bounds. */
double liquid_day_ms(double year, double month, double day);
/* What JavaScript's Date holds: whole milliseconds, NaN beyond 100 million days. */
double liquid_clip_ms(double ms);
bool liquid_format_date(struct liquid_builder *b, const struct liquid_moment *m,
                        struct liquid_span format);

/* liquid_date_zone.c: what a zone's name says of a moment; moves nothing. */
bool liquid_date_zone(struct liquid_eval *e, struct liquid_value name, struct liquid_moment *m);

/* The filters that Auth0 lists. */
#define LIQUID_FILTERS(FILTER)                                                                     \
	FILTER("abs", abs)                                                                         \
	FILTER("append", append)                                                                   \
	FILTER("at_least", at_least)                                                               \
	FILTER("at_most", at_most)                                                                 \
	FILTER("capitalize", capitalize)                                                           \
	FILTER("ceil", ceil)                                                                       \
	FILTER("date", date)                                                                       \
	FILTER("default", default)                                                                 \
	FILTER("divided_by", divided_by)                                                           \
	FILTER("downcase", downcase)                                                               \
	FILTER("escape", escape)                                                                   \
	FILTER("escape_once", escape_once)                                                         \
	FILTER("first", first)                                                                     \
	FILTER("floor", floor)                                                                     \
	FILTER("join", join)                                                                       \
	FILTER("last", last)                                                                       \
	FILTER("lstrip", lstrip)                                                                   \
	FILTER("map", map)                                                                         \
	FILTER("minus", minus)                                                                     \
	FILTER("modulo", modulo)                                                                   \
	FILTER("newline_to_br", newline_to_br)                                                     \
	FILTER("plus", plus)                                                                       \
	FILTER("prepend", prepend)                                                                 \
	FILTER("remove", remove)                                                                   \
	FILTER("remove_first", remove_first)                                                       \
	FILTER("replace", replace)                                                                 \
	FILTER("replace_first", replace_first)                                                     \
	FILTER("reverse", reverse)                                                                 \
	FILTER("round", round)                                                                     \
	FILTER("rstrip", rstrip)                                                                   \
	FILTER("size", size)                                                                       \
	FILTER("slice", slice)                                                                     \
	FILTER("sort", sort)                                                                       \
	FILTER("sort_natural", sort_natural)                                                       \
	FILTER("split", split)                                                                     \
	FILTER("strip", strip)                                                                     \
	FILTER("strip_html", strip_html)                                                           \
	FILTER("strip_newlines", strip_newlines)                                                   \
	FILTER("times", times)                                                                     \
	FILTER("truncate", truncate)                                                               \
	FILTER("truncatewords", truncatewords)                                                     \
	FILTER("upcase", upcase)                                                                   \
	FILTER("url_decode", url_decode)                                                           \
	FILTER("url_encode", url_encode)

#define DECLARE(name, function)                                                                    \
	bool liquid_filter_##function(struct liquid_eval *e, const struct liquid_call *call,       \
	                              struct liquid_value *out);
LIQUID_FILTERS(DECLARE)
#undef DECLARE
#endif
