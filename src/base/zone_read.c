/* SPDX-License-Identifier: MIT */
/* a zone's file read with distrust: counts, indexes, order and ends */
#include "base/zone.h"

#include <string.h>

#include "base/mem.h"
#include "base/zone_impl.h"

#define HEADER_BYTES 44
#define CHANGES_MOST 4096
#define STATES_MOST 256
#define STATE_BYTES 6
#define LETTERS_MOST 1024
#define FOOTER_MOST 128

/* A block's counts, in the order of the file. */
struct counts {
	uint32_t utc_marks;
	uint32_t standard_marks;
	uint32_t leaps;
	uint32_t changes;
	uint32_t states;
	uint32_t letters;
};

struct block {
	struct counts n;
	unsigned version;    /* 1 to 4 */
	size_t time_bytes;   /* 4, or 8 in the second block */
	const uint8_t *body; /* behind the header */
	size_t body_bytes;
};

static uint32_t
read_u32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int32_t
read_i32(const uint8_t *at)
{
	uint32_t bits = read_u32(at);

	return bits <= INT32_MAX ? (int32_t)bits : (int32_t)((int64_t)bits - ((int64_t)1 << 32));
}

static int64_t
read_time(const uint8_t *at, size_t time_bytes)
{
	return time_bytes == 4 ? read_i32(at)
	                       : (int64_t)read_i32(at) * ((int64_t)1 << 32) + read_u32(at + 4);
}

static unsigned
version_of(uint8_t byte)
{
	if (byte == 0)
		return 1;
	return byte >= '2' && byte <= '4' ? (unsigned)(byte - '0') : 0;
}

/* Also what the counts may be: a state there is, and a mark for each state or for none. */
static bool
read_header(const uint8_t *at, size_t left_bytes, size_t time_bytes, struct block *out)
{
	struct counts *n = &out->n;

	if (left_bytes < HEADER_BYTES || memcmp(at, "TZif", 4) != 0)
		return false;
	out->version = version_of(at[4]);
	out->time_bytes = time_bytes;
	out->body = at + HEADER_BYTES;
	*n = (struct counts){ read_u32(at + 20), read_u32(at + 24), read_u32(at + 28),
		              read_u32(at + 32), read_u32(at + 36), read_u32(at + 40) };
	if (out->version == 0 || n->states > STATES_MOST || n->changes > CHANGES_MOST ||
	    n->letters > LETTERS_MOST || n->leaps > CHANGES_MOST)
		return false;
	if ((n->utc_marks != 0 && n->utc_marks != n->states) ||
	    (n->standard_marks != 0 && n->standard_marks != n->states))
		return false;
	out->body_bytes = n->changes * (time_bytes + 1) + n->states * (size_t)STATE_BYTES +
	                  n->letters + n->leaps * (time_bytes + 4) + n->standard_marks +
	                  n->utc_marks;
	return out->body_bytes <= left_bytes - HEADER_BYTES;
}

/* RFC 9636 keeps clocks from being 25 hours behind UTC or 26 ahead. */
static bool
is_far(int32_t east_s)
{
	return east_s <= -25 * 3600 || east_s >= 26 * 3600;
}

static bool
read_changes(const struct block *b, struct zone *z)
{
	const uint8_t *states = b->body + b->n.changes * b->time_bytes;

	z->change_count = b->n.changes;
	z->times = mem_alloc_array(z->change_count, sizeof(*z->times));
	z->state_at = mem_alloc_array(z->change_count, 1);
	for (size_t i = 0; i < z->change_count; i++) {
		z->times[i] = read_time(b->body + i * b->time_bytes, b->time_bytes);
		z->state_at[i] = states[i];
		if (states[i] >= b->n.states || (i > 0 && z->times[i] <= z->times[i - 1]))
			return false;
	}
	return true;
}

/* It is shown to the operator, so its letters are looked at. */
static bool
read_abbreviation(const uint8_t *letters, size_t count, char out[ZONE_ABBREVIATION_BYTES])
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789+-";
	const uint8_t *end = memchr(letters, '\0', count);

	if (end == NULL || end - letters >= ZONE_ABBREVIATION_BYTES)
		return false;
	memcpy(out, letters, (size_t)(end - letters) + 1);
	return strspn(out, allowed) == (size_t)(end - letters);
}

static bool
read_states(const struct block *b, struct zone *z)
{
	const uint8_t *at = b->body + b->n.changes * (b->time_bytes + 1);
	const uint8_t *letters = at + b->n.states * (size_t)STATE_BYTES;

	z->state_count = b->n.states;
	z->states = mem_alloc_array(z->state_count, sizeof(*z->states));
	for (size_t i = 0; i < z->state_count; i++, at += STATE_BYTES) {
		struct zone_state *s = &z->states[i];

		s->east_s = read_i32(at);
		s->is_dst = at[4] == 1;
		if (is_far(s->east_s) || at[4] > 1 || at[5] >= b->n.letters ||
		    !read_abbreviation(letters + at[5], b->n.letters - at[5], s->abbreviation))
			return false;
	}
	return z->state_count > 0;
}

/* A rule between two line ends, or nothing between them. */
static bool
read_footer(const char *at, size_t left_bytes, struct zone *z)
{
	if (left_bytes < 2 || at[0] != '\n')
		return false;
	const char *end = memchr(at + 1, '\n', left_bytes - 1);
	if (end == NULL || end - at > FOOTER_MOST)
		return false;
	size_t size = (size_t)(end - at) - 1;
	z->has_rule = size > 0;
	return size == 0 || zone_rule_read(at + 1, size, &z->rule);
}

/* From version 2 on, a second block with longer times says everything anew. */
static bool
read_file(const uint8_t *bytes, size_t size_bytes, struct zone *z)
{
	struct block b;
	size_t at = 0;

	if (!read_header(bytes, size_bytes, 4, &b))
		return false;
	if (b.version > 1) {
		unsigned version = b.version;

		at = HEADER_BYTES + b.body_bytes;
		if (!read_header(bytes + at, size_bytes - at, 8, &b) || b.version != version)
			return false;
	}
	/* Seconds of UTC that the rest of the program counts have no leap seconds among them. */
	if (b.n.leaps > 0 || !read_changes(&b, z) || !read_states(&b, z))
		return false;
	at += HEADER_BYTES + b.body_bytes;
	return b.version == 1 || read_footer((const char *)bytes + at, size_bytes - at, z);
}

enum status
zone_create(const void *bytes, size_t size_bytes, struct zone **out, struct fault *f)
{
	struct zone *z = mem_alloc(sizeof(*z));

	*out = NULL;
	if (!read_file(bytes, size_bytes, z)) {
		zone_destroy(z);
		return fault_set(f, WORD_FILE_UNREADABLE, "the file is no time zone, or damaged");
	}
	*out = z;
	return ST_OK;
}

void
zone_destroy(struct zone *z)
{
	if (z == NULL)
		return;
	mem_free(z->times);
	mem_free(z->state_at);
	mem_free(z->states);
	mem_free(z);
}
