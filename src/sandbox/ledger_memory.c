/* SPDX-License-Identifier: MIT */
/* the messages that were taken in, and where each of them stands */
#include "sandbox/ledger_impl.h"

#include <string.h>

#include "base/mem.h"

/* Three times the room that the entries need, so that runs of taken places stay short. */
#define PLACES ((size_t)1 << 16)

/* FNV-1a. */
static uint64_t
hash_of(const char *id)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (; *id; id++)
		hash = (hash ^ (unsigned char)*id) * 0x100000001b3u;
	return hash;
}

static size_t
bytes_of(const char *kept)
{
	return kept ? strlen(kept) : 0;
}

static size_t
kept_bytes(const struct ledger_slot *s)
{
	size_t bytes = bytes_of(s->text) + bytes_of(s->sender);

	for (size_t i = 0; i < LEDGER_NOTES; i++)
		bytes += bytes_of(s->notes[i]);
	return bytes;
}

static void
forget_text(struct ledger *l, struct ledger_slot *s)
{
	l->text_bytes -= kept_bytes(s);
	mem_free(s->text);
	mem_free(s->sender);
	s->text = s->sender = NULL;
	s->entry.text = s->entry.sender = NULL;
	for (size_t i = 0; i < LEDGER_NOTES; i++) {
		mem_free(s->notes[i]);
		s->notes[i] = NULL;
		s->entry.notes[i] = NULL;
	}
}

static void
forget_old_texts(struct ledger *l)
{
	while (l->text_bytes > LEDGER_TEXT_BYTES && l->first_text < l->count)
		forget_text(l, &l->slots[l->first_text++]);
}

/* The place of an id, or the one where it belongs. */
static uint32_t *
find_place(const struct ledger *l, const char *message_id, uint64_t hash)
{
	size_t at = hash % PLACES;

	for (; l->places[at] != 0; at = (at + 1) % PLACES) {
		const struct ledger_slot *s = &l->slots[l->places[at] - 1];

		if (s->hash == hash && strcmp(s->entry.message_id, message_id) == 0)
			break;
	}
	return &l->places[at];
}

static void
place_slot(struct ledger *l, size_t index)
{
	const struct ledger_slot *s = &l->slots[index];

	*find_place(l, s->entry.message_id, s->hash) = (uint32_t)index + 1;
}

static void
forget_older_half(struct ledger *l)
{
	size_t gone = l->count / 2;

	for (size_t i = 0; i < gone; i++)
		forget_text(l, &l->slots[i]);
	l->count -= gone;
	memmove(l->slots, l->slots + gone, l->count * sizeof(*l->slots));
	l->first_text = l->first_text > gone ? l->first_text - gone : 0;
	memset(l->places, 0, PLACES * sizeof(*l->places));
	for (size_t i = 0; i < l->count; i++)
		place_slot(l, i);
}

static char *
copy_of(const char *value)
{
	return value ? mem_copy_text(value) : NULL;
}

void
ledger_remember(struct ledger *l, const struct ledger_entry *e)
{
	struct ledger_slot *s;

	if (l->count == LEDGER_ENTRIES_MAX)
		forget_older_half(l);
	if (l->count == l->capacity) {
		l->capacity = l->capacity ? l->capacity * 2 : 64;
		l->slots = mem_resize(l->slots, l->capacity * sizeof(*l->slots));
	}
	s = &l->slots[l->count++];
	s->entry = *e;
	s->hash = hash_of(e->message_id);
	s->handed_out = false;
	s->entry.text = s->text = copy_of(e->text);
	s->entry.sender = s->sender = copy_of(e->sender);
	for (size_t i = 0; i < LEDGER_NOTES; i++)
		s->entry.notes[i] = s->notes[i] = copy_of(e->notes[i]);
	l->text_bytes += kept_bytes(s);
	place_slot(l, l->count - 1);
	forget_old_texts(l);
}

struct ledger_slot *
ledger_find(const struct ledger *l, const char *message_id)
{
	uint32_t place = *find_place(l, message_id, hash_of(message_id));

	return place == 0 ? NULL : &l->slots[place - 1];
}

void
ledger_memory_init(struct ledger *l)
{
	l->places = mem_alloc_array(PLACES, sizeof(*l->places));
}

void
ledger_memory_finish(struct ledger *l)
{
	for (size_t i = 0; i < l->count; i++)
		forget_text(l, &l->slots[i]);
	mem_free(l->slots);
	mem_free(l->places);
}
