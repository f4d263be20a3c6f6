/* SPDX-License-Identifier: MIT */
/* how many SMS a text takes and which characters make it dear */
#include "domain/parts_impl.h"

#include "base/text.h"

/*
 * Counting is done at every key, for every context of a template, and for each of a batch. Most
 * texts are plain letters, or scripts whose characters are two or three bytes: these are looked at
 * sixteen bytes at a time, in loops that compilers turn into comparisons of all bytes at once.
 */
#define BLOCK 16

/* Whether a block is ASCII of one septet each. `_` is one too, but its neighbours are not. */
static bool
is_plain(const unsigned char bytes[BLOCK])
{
	unsigned char odd = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		unsigned char byte = bytes[i];

		odd |= (unsigned char)((byte < 0x20) | (byte > 0x7a) | (byte == 0x60) |
		                       ((byte > 0x5a) & (byte < 0x60)));
	}
	return odd == 0;
}

/* Whether a block continues two bytes and itself as UTF-8 of at most three bytes a character.
 * Every byte has to continue a character if, and only if, one of the two before it asks for that;
 * after E0 and ED not every byte may follow. */
static bool
is_short_utf8(const unsigned char *bytes)
{
	unsigned char odd = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		unsigned char byte = bytes[i];
		unsigned char before = bytes[(ptrdiff_t)i - 1];
		unsigned char first = bytes[(ptrdiff_t)i - 2];
		unsigned char continues = (byte & 0xc0) == 0x80;
		unsigned char asked = (before >= 0xc2) | (first >= 0xe0);

		odd |= (unsigned char)((continues != asked) | (byte >= 0xf0) |
		                       ((byte & 0xfe) == 0xc0) |
		                       ((before == 0xe0) & (byte < 0xa0)) |
		                       ((before == 0xed) & (byte > 0x9f)));
	}
	return odd == 0;
}

/* By bits and not by comparing: of a sum of comparisons gcc 12 makes its negative at -O3. */
static size_t
count_starts(const unsigned char bytes[BLOCK])
{
	unsigned char inside = 0;

	for (size_t i = 0; i < BLOCK; i++)
		inside = (unsigned char)(inside + ((bytes[i] >> 7) & ~(bytes[i] >> 6)));
	return (size_t)BLOCK - inside;
}

/* A character's bytes; 0 when they are no UTF-8. */
static inline size_t
read_character(const unsigned char *bytes, size_t size_bytes, uint32_t *code_point)
{
	size_t taken;

	*code_point = bytes[0];
	if (bytes[0] < 0x80)
		return 1;
	if (bytes[0] >= 0xc2 && bytes[0] < 0xe0 && size_bytes > 1 && (bytes[1] & 0xc0) == 0x80) {
		*code_point = (uint32_t)(bytes[0] & 0x1f) << 6 | (bytes[1] & 0x3f);
		return 2;
	}
	taken = text_next_code_point((const char *)bytes, size_bytes, code_point);
	return taken > 1 ? taken : 0;
}

static inline void
add_units(struct parts_tally *t, size_t units, size_t joined)
{
	if (t->in_last + units > joined) {
		t->full++;
		t->in_last = 0;
	}
	t->in_last += units;
}

static void
add_plain_block(struct parts_tally *t, size_t joined)
{
	t->characters += BLOCK;
	t->septets += BLOCK;
	t->in_last += BLOCK;
	if (t->in_last > joined) {
		t->full++;
		t->in_last -= joined;
	}
}

/* Reads on from *at, a block's worth one by one; counts in a copy, which stays in registers.
 * False: not UTF-8. */
static bool
take_gsm_singly(const unsigned char *bytes, size_t size_bytes, size_t joined, size_t *at,
                struct parts_tally *io)
{
	size_t stop = size_bytes - *at > BLOCK ? *at + BLOCK : size_bytes;
	struct parts_tally t = *io;
	size_t here = *at;
	size_t taken = 1;
	uint32_t code_point;

	while (here < stop) {
		taken = read_character(bytes + here, size_bytes - here, &code_point);
		size_t septets = parts_gsm_septets(code_point);
		t.is_dear = septets == 0;
		if (taken == 0 || t.is_dear)
			break;
		t.characters++;
		t.septets += septets;
		add_units(&t, septets, joined);
		here += taken;
	}
	*io = t;
	*at = here;
	return taken > 0;
}

/* Reads on from `at`, which two bytes precede, to the end of a character. */
static size_t
take_blocks(const unsigned char *bytes, size_t size_bytes, size_t at, struct parts_tally *t)
{
	size_t from = at;
	size_t inside = 0;

	while (size_bytes - at >= BLOCK && is_short_utf8(bytes + at)) {
		t->characters += count_starts(bytes + at);
		at += BLOCK;
	}
	if (at > from && bytes[at - 1] >= 0xc2)
		inside = 1;
	else if (at > from && bytes[at - 2] >= 0xe0)
		inside = 2;
	/* What ends inside of a character will be read again. */
	t->characters -= inside > 0;
	return at - inside;
}

/* Reads on from `at`, counting characters and pairs. False: not UTF-8. */
static bool
take_rest(const unsigned char *bytes, size_t size_bytes, size_t at, struct parts_tally *t)
{
	uint32_t code_point;

	while (at < size_bytes) {
		if (at >= 2)
			at = take_blocks(bytes, size_bytes, at, t);
		size_t stop = size_bytes - at > BLOCK ? at + BLOCK : size_bytes;
		while (at < stop) {
			size_t taken = read_character(bytes + at, size_bytes - at, &code_point);
			if (taken == 0)
				return false;
			t->characters++;
			t->pairs += code_point > 0xffff;
			at += taken;
		}
	}
	return true;
}

bool
parts_take_tally(const char *source, size_t size_bytes, size_t joined, struct parts_tally *out)
{
	const unsigned char *bytes = (const unsigned char *)source;
	struct parts_tally t = { .is_dear = false };
	bool is_utf8 = true;
	size_t at = 0;

	while (is_utf8 && !t.is_dear && at < size_bytes) {
		if (size_bytes - at >= BLOCK && is_plain(bytes + at)) {
			add_plain_block(&t, joined);
			at += BLOCK;
		} else {
			is_utf8 = take_gsm_singly(bytes, size_bytes, joined, &at, &t);
		}
	}
	if (is_utf8 && t.is_dear)
		is_utf8 = take_rest(bytes, size_bytes, at, &t);
	*out = t;
	return is_utf8;
}

void
parts_fill_ucs2(const char *source, size_t size_bytes, size_t joined, struct parts_tally *t)
{
	const unsigned char *bytes = (const unsigned char *)source;
	uint32_t code_point;

	t->full = 0;
	t->in_last = 0;
	for (size_t at = 0; at < size_bytes;) {
		at += read_character(bytes + at, size_bytes - at, &code_point);
		add_units(t, code_point > 0xffff ? 2 : 1, joined);
	}
}

void
parts_fill_evenly(size_t units, size_t joined, struct parts_tally *t)
{
	t->full = (units - 1) / joined;
	t->in_last = units - t->full * joined;
}
