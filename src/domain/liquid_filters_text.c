/* SPDX-License-Identifier: MIT */
/* filters that change letters, ends and lengths of a text */
#include "domain/liquid_filters_impl.h"

#include <math.h>
#include <string.h>

#define CASE_GROWTH 3 /* no letter takes more than three times its bytes in the other case */

static bool
is_ascii(struct liquid_span s)
{
	unsigned char all = 0;

	for (size_t i = 0; i < s.size_bytes; i++)
		all |= (unsigned char)s.bytes[i];
	return all < 0x80;
}

static void
change_ascii(char *out, struct liquid_span s, char first)
{
	for (size_t i = 0; i < s.size_bytes; i++) {
		unsigned char distance = (unsigned char)(s.bytes[i] - first);

		out[i] = (char)(s.bytes[i] ^ (distance < 26 ? 0x20 : 0));
	}
}

/* Appends capital or small letters, which the builder has room for. */
static bool
put_case(struct liquid_builder *b, struct liquid_span s, bool to_upper)
{
	struct text words;
	bool fits;

	if (is_ascii(s)) {
		change_ascii(b->bytes + b->size_bytes, s, to_upper ? 'a' : 'A');
		b->size_bytes += s.size_bytes;
		return true;
	}
	text_lend(&words, b->bytes + b->size_bytes, b->room_bytes - b->size_bytes);
	/* A letter outside ASCII takes up to eight times a slow byte. */
	if (!liquid_charge_slow(b->e, s.size_bytes * 8))
		return false;
	fits = to_upper ? text_append_upper(&words, s.bytes, s.size_bytes)
	                : text_append_lower(&words, s.bytes, s.size_bytes);
	b->size_bytes += words.size_bytes;
	return fits;
}

static size_t
case_room(struct liquid_span s)
{
	return is_ascii(s) ? s.size_bytes : s.size_bytes * CASE_GROWTH + 1;
}

bool
liquid_to_case(struct liquid_eval *e, struct liquid_span s, bool to_upper, struct liquid_value *out)
{
	struct liquid_builder b;

	return liquid_charge_bytes(e, s.size_bytes * 2) && liquid_build(&b, e, case_room(s)) &&
	       put_case(&b, s, to_upper) && liquid_built(&b, out);
}

bool
liquid_filter_upcase(struct liquid_eval *e, const struct liquid_call *call,
                     struct liquid_value *out)
{
	struct liquid_span s;

	return liquid_input_span(e, call, &s) && liquid_to_case(e, s, true, out);
}

bool
liquid_filter_downcase(struct liquid_eval *e, const struct liquid_call *call,
                       struct liquid_value *out)
{
	struct liquid_span s;

	return liquid_input_span(e, call, &s) && liquid_to_case(e, s, false, out);
}

/* The first UTF-16 unit in capitals, the rest in small letters by itself: a character of two
 * units keeps its case. */
bool
liquid_filter_capitalize(struct liquid_eval *e, const struct liquid_call *call,
                         struct liquid_value *out)
{
	struct liquid_builder b;
	struct liquid_span s;
	struct liquid_span first;

	if (!liquid_input_span(e, call, &s) || !liquid_build(&b, e, case_room(s)))
		return false;
	first = (struct liquid_span){ s.bytes, liquid_advance(s, 1) };
	s.bytes += first.size_bytes;
	s.size_bytes -= first.size_bytes;
	if (first.size_bytes == 4 ? !liquid_put(&b, first.bytes, 4) : !put_case(&b, first, true))
		return false;
	return put_case(&b, s, false) && liquid_built(&b, out);
}

bool
liquid_filter_append(struct liquid_eval *e, const struct liquid_call *call,
                     struct liquid_value *out)
{
	struct liquid_builder b;
	struct liquid_span left;
	struct liquid_span right;

	if (call->arg_count != 1)
		return liquid_fail(e, "append takes one argument");
	return liquid_span_of(e, call->input, &left) && liquid_span_of(e, call->args[0], &right) &&
	       liquid_build(&b, e, left.size_bytes + right.size_bytes) &&
	       liquid_put(&b, left.bytes, left.size_bytes) &&
	       liquid_put(&b, right.bytes, right.size_bytes) && liquid_built(&b, out);
}

bool
liquid_filter_prepend(struct liquid_eval *e, const struct liquid_call *call,
                      struct liquid_value *out)
{
	struct liquid_builder b;
	struct liquid_span left;
	struct liquid_span right;

	if (call->arg_count != 1)
		return liquid_fail(e, "prepend takes one argument");
	return liquid_span_of(e, call->args[0], &left) && liquid_span_of(e, call->input, &right) &&
	       liquid_build(&b, e, left.size_bytes + right.size_bytes) &&
	       liquid_put(&b, left.bytes, left.size_bytes) &&
	       liquid_put(&b, right.bytes, right.size_bytes) && liquid_built(&b, out);
}

static struct liquid_span
cut(struct liquid_span s, size_t from_bytes)
{
	return (struct liquid_span){ s.bytes + from_bytes, s.size_bytes - from_bytes };
}

static bool
holds(struct liquid_span set, struct liquid_span character)
{
	for (size_t at = 0; at < set.size_bytes; at += liquid_advance(cut(set, at), 1))
		if (liquid_advance(cut(set, at), 1) == character.size_bytes &&
		    memcmp(set.bytes + at, character.bytes, character.size_bytes) == 0)
			return true;
	return false;
}

static void
strip_start(struct liquid_span *s, struct liquid_span set)
{
	while (s->size_bytes > 0) {
		struct liquid_span first = { s->bytes, liquid_advance(*s, 1) };

		if (!holds(set, first))
			return;
		*s = cut(*s, first.size_bytes);
	}
}

static void
strip_end(struct liquid_span *s, struct liquid_span set)
{
	while (s->size_bytes > 0) {
		size_t start = s->size_bytes - 1;

		while (start > 0 && ((unsigned char)s->bytes[start] & 0xC0) == 0x80)
			start--;
		if (!holds(set, cut(*s, start)))
			return;
		s->size_bytes = start;
	}
}

/* An argument that is true names the characters to strip; else it is white space. */
static bool
strip(struct liquid_eval *e, const struct liquid_call *call, bool at_start, bool at_end,
      struct liquid_value *out)
{
	struct liquid_span set;
	struct liquid_span s;

	if (!liquid_input_span(e, call, &s))
		return false;
	if (!liquid_is_true_in_js(liquid_arg(call, 0))) {
		if (at_start)
			liquid_trim_start(&s);
		if (at_end)
			liquid_trim_end(&s);
		return liquid_give(out, s);
	}
	if (!liquid_span_of(e, call->args[0], &set) ||
	    !liquid_charge_slow(e, s.size_bytes * set.size_bytes))
		return false;
	if (at_start)
		strip_start(&s, set);
	if (at_end)
		strip_end(&s, set);
	return liquid_give(out, s);
}

bool
liquid_filter_strip(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	return strip(e, call, true, true, out);
}

bool
liquid_filter_lstrip(struct liquid_eval *e, const struct liquid_call *call,
                     struct liquid_value *out)
{
	return strip(e, call, true, false, out);
}

bool
liquid_filter_rstrip(struct liquid_eval *e, const struct liquid_call *call,
                     struct liquid_value *out)
{
	return strip(e, call, false, true, out);
}

/* What stands for the part that is cut; undefined is three dots. */
static bool
ellipsis_of(struct liquid_eval *e, const struct liquid_call *call, struct liquid_span *out)
{
	if (liquid_arg(call, 1).type != LIQUID_UNDEFINED)
		return liquid_span_of(e, call->args[1], out);
	*out = (struct liquid_span){ "...", 3 };
	return true;
}

static bool
give_with_ellipsis(struct liquid_eval *e, struct liquid_span s, struct liquid_span ellipsis,
                   struct liquid_value *out)
{
	struct liquid_builder b;

	return liquid_build(&b, e, s.size_bytes + ellipsis.size_bytes) &&
	       liquid_put(&b, s.bytes, s.size_bytes) &&
	       liquid_put(&b, ellipsis.bytes, ellipsis.size_bytes) && liquid_built(&b, out);
}

bool
liquid_filter_truncate(struct liquid_eval *e, const struct liquid_call *call,
                       struct liquid_value *out)
{
	struct liquid_span ellipsis;
	struct liquid_span s;
	double length;
	double kept;

	if (!liquid_input_span(e, call, &s) || !ellipsis_of(e, call, &ellipsis) ||
	    !liquid_number_or(e, liquid_arg(call, 0), 50, &length))
		return false;
	*out = call->input;
	if (liquid_advance(s, length) >= s.size_bytes)
		return true;
	kept = length - (double)liquid_code_points(ellipsis.bytes, ellipsis.size_bytes);
	s.size_bytes = liquid_advance(s, kept);
	return give_with_ellipsis(e, s, ellipsis, out);
}

static size_t
word_bytes(struct liquid_span s)
{
	size_t at = 0;

	while (at < s.size_bytes && liquid_space_at(s.bytes + at, s.size_bytes - at) == 0)
		at += liquid_advance(cut(s, at), 1);
	return at;
}

/* Appends the first words with one blank between; *count becomes how many there are, of which
 * the last may be empty. */
static bool
put_words(struct liquid_builder *b, struct liquid_span s, double wanted, size_t *count)
{
	bool is_more = true;

	for (*count = 0; is_more; ++*count) {
		size_t size = word_bytes(s);
		bool is_wanted = (double)*count < wanted;

		if (is_wanted && *count > 0 && !liquid_put(b, " ", 1))
			return false;
		if (is_wanted && !liquid_put(b, s.bytes, size))
			return false;
		s = cut(s, size);
		is_more = s.size_bytes > 0;
		liquid_trim_start(&s);
	}
	return true;
}

bool
liquid_filter_truncatewords(struct liquid_eval *e, const struct liquid_call *call,
                            struct liquid_value *out)
{
	struct liquid_span ellipsis;
	struct liquid_builder b;
	struct liquid_span s;
	double wanted;
	size_t count;

	if (!liquid_input_span(e, call, &s) || !ellipsis_of(e, call, &ellipsis) ||
	    !liquid_number_or(e, liquid_arg(call, 0), 15, &wanted) ||
	    !liquid_charge_slow(e, s.size_bytes * 2) ||
	    !liquid_build(&b, e, s.size_bytes + ellipsis.size_bytes))
		return false;
	if (wanted <= 0)
		wanted = 1;
	liquid_trim_start(&s);
	if (!put_words(&b, s, isnan(wanted) ? 0 : trunc(wanted), &count))
		return false;
	if ((double)count >= wanted && !liquid_put(&b, ellipsis.bytes, ellipsis.size_bytes))
		return false;
	return liquid_built(&b, out);
}
