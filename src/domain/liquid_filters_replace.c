/* SPDX-License-Identifier: MIT */
/* filters that look for a text within a text */
#include "domain/liquid_filters_impl.h"

#include <string.h>

#define PIECE_UNITS 4

/* The input, the text to look for, and the one to put in its place. */
struct search {
	struct liquid_span s;
	struct liquid_span needle;
	struct liquid_span words;
	struct liquid_span given; /* the input before it was prepared for a search */
};

static bool
search_of(struct liquid_eval *e, const struct liquid_call *call, bool with_words,
          struct search *out)
{
	out->words = (struct liquid_span){ "", 0 };
	if (!liquid_input_span(e, call, &out->given) ||
	    !liquid_span_of(e, liquid_arg(call, 0), &out->needle) ||
	    (with_words && !liquid_span_of(e, liquid_arg(call, 1), &out->words)))
		return false;
	out->s = out->given;
	/* A search looks through the needle before it looks for it. */
	if (!liquid_charge_bytes(e, out->needle.size_bytes * 8))
		return false;
	return liquid_halve(e, &out->s, &out->needle);
}

/* Ends a result in which halves may stand together that were parted for the search. */
static bool
give_whole(struct liquid_builder *b, const struct search *look, struct liquid_value *out)
{
	return liquid_built(b, out) &&
	       (look->s.bytes == look->given.bytes || liquid_whole(b->e, out));
}

/* Nothing to look for lies between all UTF-16 units. */
static bool
put_between_units(struct liquid_builder *b, const struct search *look)
{
	size_t at = 0;

	while (at < look->s.size_bytes) {
		struct liquid_span rest = { look->s.bytes + at, look->s.size_bytes - at };
		size_t step = liquid_advance(rest, 1);

		for (size_t i = 0; i < (step == 4 ? 2U : 1U); i++) {
			struct liquid_value unit;

			if (at + i > 0 && !liquid_put(b, look->words.bytes, look->words.size_bytes))
				return false;
			if (!liquid_charge(b->e, PIECE_UNITS) ||
			    !liquid_unit_at(b->e, liquid_string(rest.bytes, step), i, &unit) ||
			    !liquid_put(b, unit.bytes, unit.count))
				return false;
		}
		at += step;
	}
	return true;
}

static bool
put_replaced(struct liquid_builder *b, const struct search *look)
{
	size_t from = 0;
	size_t hit;

	while ((hit = liquid_find(look->s, from, look->needle)) <= look->s.size_bytes) {
		if (!liquid_charge(b->e, PIECE_UNITS) ||
		    !liquid_put(b, look->s.bytes + from, hit - from) ||
		    !liquid_put(b, look->words.bytes, look->words.size_bytes))
			return false;
		from = hit + look->needle.size_bytes;
	}
	return liquid_put(b, look->s.bytes + from, look->s.size_bytes - from);
}

static bool
replace_all(struct liquid_eval *e, const struct search *look, struct liquid_value *out)
{
	struct liquid_builder b;

	if (liquid_find(look->s, 0, look->needle) > look->s.size_bytes)
		return liquid_give(out, look->given);
	if (!liquid_build(&b, e, look->s.size_bytes))
		return false;
	if (look->needle.size_bytes == 0 && look->words.size_bytes > 0)
		return put_between_units(&b, look) && liquid_built(&b, out);
	if (look->needle.size_bytes == 0)
		return liquid_give(out, look->given);
	return put_replaced(&b, look) && give_whole(&b, look, out);
}

static bool
replace_once(struct liquid_eval *e, const struct search *look, struct liquid_value *out)
{
	size_t hit = liquid_find(look->s, 0, look->needle);
	size_t behind = hit + look->needle.size_bytes;
	struct liquid_builder b;

	if (hit > look->s.size_bytes)
		return liquid_give(out, look->given);
	return liquid_build(&b, e, look->s.size_bytes + look->words.size_bytes) &&
	       liquid_put(&b, look->s.bytes, hit) &&
	       liquid_put(&b, look->words.bytes, look->words.size_bytes) &&
	       liquid_put(&b, look->s.bytes + behind, look->s.size_bytes - behind) &&
	       give_whole(&b, look, out);
}

bool
liquid_filter_replace(struct liquid_eval *e, const struct liquid_call *call,
                      struct liquid_value *out)
{
	struct search look;

	return search_of(e, call, true, &look) && replace_all(e, &look, out);
}

bool
liquid_filter_remove(struct liquid_eval *e, const struct liquid_call *call,
                     struct liquid_value *out)
{
	struct search look;

	return search_of(e, call, false, &look) && replace_all(e, &look, out);
}

bool
liquid_filter_replace_first(struct liquid_eval *e, const struct liquid_call *call,
                            struct liquid_value *out)
{
	struct search look;

	return search_of(e, call, true, &look) && replace_once(e, &look, out);
}

bool
liquid_filter_remove_first(struct liquid_eval *e, const struct liquid_call *call,
                           struct liquid_value *out)
{
	struct search look;

	return search_of(e, call, false, &look) && replace_once(e, &look, out);
}

/* Appends one string to an array; items grow at the end of the arena. */
struct pieces {
	struct liquid_eval *e;
	struct liquid_value *items;
	size_t count;
	size_t room;
};

static bool
add_piece(struct pieces *p, struct liquid_value piece)
{
	if (p->count == p->room) {
		size_t room = p->room * 2 + 8;
		struct liquid_value *items = liquid_alloc(p->e, room * sizeof *items);

		if (items == NULL)
			return false;
		if (p->count > 0)
			memcpy(items, p->items, p->count * sizeof *items);
		p->items = items;
		p->room = room;
	}
	p->items[p->count++] = piece;
	return liquid_charge(p->e, PIECE_UNITS);
}

static bool
split_units(struct pieces *p, struct liquid_span s)
{
	size_t at = 0;

	while (at < s.size_bytes) {
		struct liquid_span rest = { s.bytes + at, s.size_bytes - at };
		size_t step = liquid_advance(rest, 1);
		struct liquid_value unit;

		for (size_t i = 0; i < (step == 4 ? 2U : 1U); i++)
			if (!liquid_unit_at(p->e, liquid_string(rest.bytes, step), i, &unit) ||
			    !add_piece(p, unit))
				return false;
		at += step;
	}
	return true;
}

static bool
split_at(struct pieces *p, const struct search *look)
{
	size_t from = 0;
	size_t hit;

	while ((hit = liquid_find(look->s, from, look->needle)) <= look->s.size_bytes) {
		if (!add_piece(p, liquid_string(look->s.bytes + from, hit - from)))
			return false;
		from = hit + look->needle.size_bytes;
	}
	return add_piece(p, liquid_string(look->s.bytes + from, look->s.size_bytes - from));
}

bool
liquid_filter_split(struct liquid_eval *e, const struct liquid_call *call, struct liquid_value *out)
{
	struct pieces p = { .e = e };
	struct search look;

	if (!search_of(e, call, false, &look))
		return false;
	if (look.needle.size_bytes == 0 ? !split_units(&p, look.s) : !split_at(&p, &look))
		return false;
	for (size_t i = 0; look.s.bytes != look.given.bytes && i < p.count; i++)
		if (!liquid_whole(e, &p.items[i]))
			return false;
	while (p.count > 0 && p.items[p.count - 1].count == 0)
		p.count--;
	*out = liquid_array(p.items, p.count);
	return true;
}
