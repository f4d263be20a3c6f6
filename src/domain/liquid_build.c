/* SPDX-License-Identifier: MIT */
/* strings that grow in the memory of a render, and values as text */
#include "domain/liquid_filters_impl.h"

#include <string.h>

#define ROOM_FIRST 32
#define HALF_BYTES 3

bool
liquid_build(struct liquid_builder *b, struct liquid_eval *e, size_t room_bytes)
{
	*b = (struct liquid_builder){ .e = e, .room_bytes = room_bytes + ROOM_FIRST };
	b->bytes = liquid_alloc(e, b->room_bytes);
	return b->bytes != NULL;
}

static bool
grow(struct liquid_builder *b, size_t more_bytes)
{
	size_t room = b->room_bytes * 2;
	char *bytes;

	if (more_bytes > LIQUID_MEMORY_MAX)
		room = SIZE_MAX; /* refused like any other that is too much */
	else if (room < b->size_bytes + more_bytes)
		room = b->size_bytes + more_bytes + ROOM_FIRST;
	bytes = liquid_alloc(b->e, room);
	if (bytes == NULL || !liquid_charge_bytes(b->e, room))
		return false;
	memcpy(bytes, b->bytes, b->size_bytes);
	b->bytes = bytes;
	b->room_bytes = room;
	return true;
}

static uint32_t
unit_of(const char *half)
{
	return 0xD000 | (uint32_t)((unsigned char)half[1] & 0x3F) << 6 |
	       ((unsigned char)half[2] & 0x3F);
}

/* Turns the half at the end and the one at `low` into the character they stand for. */
static void
join_halves(struct liquid_builder *b, const char *low)
{
	char *high = b->bytes + b->size_bytes - HALF_BYTES;
	uint32_t code_point = 0x10000 + ((unit_of(high) - 0xD800) << 10) + (unit_of(low) - 0xDC00);

	high[0] = (char)(0xF0 | code_point >> 18);
	high[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
	high[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
	high[3] = (char)(0x80 | (code_point & 0x3F));
	b->size_bytes++;
}

bool
liquid_put(struct liquid_builder *b, const char *bytes, size_t size_bytes)
{
	if (size_bytes > b->room_bytes - b->size_bytes && !grow(b, size_bytes))
		return false;
	if (liquid_is_low_half(bytes, size_bytes) && b->size_bytes >= HALF_BYTES &&
	    liquid_is_high_half(b->bytes + b->size_bytes - HALF_BYTES, HALF_BYTES)) {
		join_halves(b, bytes);
		bytes += HALF_BYTES;
		size_bytes -= HALF_BYTES;
	}
	if (size_bytes > 0)
		memcpy(b->bytes + b->size_bytes, bytes, size_bytes);
	b->size_bytes += size_bytes;
	return true;
}

bool
liquid_built(struct liquid_builder *b, struct liquid_value *out)
{
	liquid_shrink(b->e, b->bytes, b->room_bytes, b->size_bytes);
	*out = liquid_string(b->bytes, b->size_bytes);
	return liquid_charge_bytes(b->e, b->size_bytes);
}

/* How a value becomes text: LiquidJS joins the items of an array by nothing and JavaScript by
 * commas. In an array neither shows what is nothing. */
static bool
put_value(struct liquid_builder *b, struct liquid_value v, const char *comma)
{
	char digits[LIQUID_NUMBER_MAX];
	const struct liquid_value *items;
	size_t count;

	if (!liquid_charge(b->e, 4))
		return false;
	if (v.type == LIQUID_STRING)
		return liquid_put(b, v.bytes, v.count);
	if (v.type == LIQUID_NUMBER)
		return liquid_charge_number(b->e, v.number) &&
		       liquid_put(b, digits, liquid_print_number(v.number, digits));
	if (v.type == LIQUID_BOOL)
		return liquid_put(b, v.truth ? "true" : "false", v.truth ? 4 : 5);
	if (v.type == LIQUID_OBJECT || v.type == LIQUID_BLOCK)
		return liquid_put(b, "[object Object]", 15);
	if (!liquid_is_array(v))
		return true;
	if (!liquid_items(b->e, v, &items, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct liquid_value item;

		if (i > 0 && !liquid_put(b, comma, strlen(comma)))
			return false;
		if (!liquid_plain(b->e, items[i], &item) || !put_value(b, item, comma))
			return false;
	}
	return true;
}

bool
liquid_put_item(struct liquid_builder *b, struct liquid_value v)
{
	return liquid_plain(b->e, v, &v) && put_value(b, v, ",");
}

static bool
to_string(struct liquid_eval *e, struct liquid_value v, const char *comma, struct liquid_value *out)
{
	struct liquid_builder b;

	return liquid_build(&b, e, 0) && put_value(&b, v, comma) && liquid_built(&b, out);
}

bool
liquid_stringify(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out)
{
	*out = v;
	if (v.type == LIQUID_STRING)
		return true;
	if (!liquid_plain(e, v, &v))
		return false;
	*out = v.type == LIQUID_STRING ? v : liquid_string("", 0);
	if (v.type == LIQUID_STRING || liquid_is_nil(v))
		return true;
	return to_string(e, v, "", out);
}

bool
liquid_js_string(struct liquid_eval *e, struct liquid_value v, struct liquid_value *out)
{
	*out = v;
	if (v.type == LIQUID_STRING)
		return true;
	if (v.type == LIQUID_UNDEFINED)
		*out = liquid_string("undefined", 9);
	else if (v.type == LIQUID_NULL || v.type == LIQUID_NIL)
		*out = liquid_string("null", 4);
	else if (!liquid_plain(e, v, &v))
		return false;
	else if (v.type == LIQUID_STRING)
		*out = v;
	else
		return to_string(e, v, ",", out);
	return true;
}
