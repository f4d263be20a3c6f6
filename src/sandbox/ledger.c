/* SPDX-License-Identifier: MIT */
/* the messages that were taken in, and where each of them stands */
#include "sandbox/ledger.h"

#include <pthread.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "sandbox/ledger_impl.h"
#include "sandbox/lines.h"

struct slot {
	struct ledger_entry entry; /* borrows the two below */
	char *text;
	char *sender;
	uint64_t hash; /* of the message id */
};

/* Three times the room that the entries need, so that runs of taken places stay short. */
#define PLACES ((size_t)1 << 16)

/* A ring would save the moving of memory; forgetting half at a time makes it rare instead. */
struct ledger {
	pthread_mutex_t mutex;
	struct lines file;
	struct slot *slots; /* oldest first */
	size_t count;
	size_t capacity;
	size_t first_text; /* slots before this one hold no text */
	size_t text_bytes;
	uint32_t *places; /* by hash: the number of a slot and one, 0 for none */
};

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
kept_bytes(const struct slot *s)
{
	return (s->text ? strlen(s->text) : 0) + (s->sender ? strlen(s->sender) : 0);
}

static void
forget_text(struct ledger *l, struct slot *s)
{
	l->text_bytes -= kept_bytes(s);
	mem_free(s->text);
	mem_free(s->sender);
	s->text = NULL;
	s->sender = NULL;
	s->entry.text = NULL;
	s->entry.sender = NULL;
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
		const struct slot *s = &l->slots[l->places[at] - 1];

		if (s->hash == hash && strcmp(s->entry.message_id, message_id) == 0)
			break;
	}
	return &l->places[at];
}

static void
place_slot(struct ledger *l, size_t index)
{
	const struct slot *s = &l->slots[index];

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

static void
remember(struct ledger *l, const struct ledger_entry *e)
{
	struct slot *s;

	if (l->count == LEDGER_ENTRIES_MAX)
		forget_older_half(l);
	if (l->count == l->capacity) {
		l->capacity = l->capacity ? l->capacity * 2 : 64;
		l->slots = mem_resize(l->slots, l->capacity * sizeof(*l->slots));
	}
	s = &l->slots[l->count++];
	s->entry = *e;
	s->hash = hash_of(e->message_id);
	s->text = e->text ? mem_copy_text(e->text) : NULL;
	s->sender = e->sender ? mem_copy_text(e->sender) : NULL;
	s->entry.text = s->text;
	s->entry.sender = s->sender;
	l->text_bytes += kept_bytes(s);
	place_slot(l, l->count - 1);
	forget_old_texts(l);
}

static bool
knows(const struct ledger *l, const char *message_id)
{
	return *find_place(l, message_id, hash_of(message_id)) != 0;
}

/* Our own lines come back too, and so does everything when somebody has replaced the file. */
static void
take_line(void *context, const char *line, size_t size_bytes)
{
	struct ledger *l = context;
	struct ledger_entry read;

	if (ledger_read_line(line, size_bytes, &read) && !knows(l, read.message_id))
		remember(l, &read);
}

static enum status
catch_up(struct ledger *l, struct fault *f)
{
	return l->file.is_open ? lines_read(&l->file, take_line, l, f) : ST_OK;
}

enum status
ledger_open(const char *path, struct ledger **out, struct fault *f)
{
	struct ledger *l = mem_alloc(sizeof(*l));
	enum status st = ST_OK;

	*out = NULL;
	l->places = mem_alloc_array(PLACES, sizeof(*l->places));
	(void)pthread_mutex_init(&l->mutex, NULL);
	if (path)
		st = lines_open(path, &l->file, f);
	if (st == ST_OK && catch_up(l, f) != ST_OK) {
		struct fault why = *f;

		st = fault_set(f, WORD_SYSTEM, "the state file cannot be read: %.100s", why.cause);
	}
	if (st != ST_OK) {
		ledger_close(l);
		return st;
	}
	*out = l;
	return ST_OK;
}

void
ledger_close(struct ledger *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++)
		forget_text(l, &l->slots[i]);
	mem_free(l->slots);
	mem_free(l->places);
	lines_close(&l->file);
	(void)pthread_mutex_destroy(&l->mutex);
	mem_free(l);
}

/* With the mutex, and with the file's lock when there is a file. */
static enum status
append_locked(struct ledger *l, const struct ledger_entry *e, bool *duplicate, struct fault *f)
{
	struct ledger_entry stamped = *e;
	enum status st = catch_up(l, f);

	*duplicate = st == ST_OK && knows(l, e->message_id);
	if (st != ST_OK || *duplicate)
		return st;
	stamped.taken_at_ms = clock_now_ms();
	if (l->file.is_open) {
		struct text line;

		text_init(&line, LINES_BYTES_MAX);
		ledger_write_line(&stamped, &line);
		st = lines_append(&l->file, &line, f);
		text_finish(&line);
	}
	if (st == ST_OK)
		remember(l, &stamped);
	return st;
}

enum status
ledger_append(struct ledger *l, const struct ledger_entry *e, bool *duplicate, struct fault *f)
{
	enum status st = ST_OK;

	*duplicate = false;
	(void)pthread_mutex_lock(&l->mutex);
	if (l->file.is_open)
		st = lines_lock(&l->file, f);
	if (st == ST_OK) {
		st = append_locked(l, e, duplicate, f);
		if (l->file.is_open)
			lines_unlock(&l->file);
	}
	(void)pthread_mutex_unlock(&l->mutex);
	return st;
}

enum status
ledger_visit(struct ledger *l, ledger_fn entry, void *context, struct fault *f)
{
	enum status st;

	(void)pthread_mutex_lock(&l->mutex);
	st = catch_up(l, f);
	for (size_t i = l->count; st == ST_OK && i > 0; i--)
		if (!entry(context, &l->slots[i - 1].entry))
			break;
	(void)pthread_mutex_unlock(&l->mutex);
	return st;
}

static struct ledger_standing
stand(int group, int id, int64_t done_at_ms)
{
	return (struct ledger_standing){ group, id, 0, 0, done_at_ms };
}

struct ledger_standing
ledger_standing_at(const struct ledger_entry *e, int64_t now_ms)
{
	int64_t since_ms = now_ms - e->taken_at_ms;
	struct ledger_standing end = {
		.status_group = e->status_group,
		.status_id = e->status_id,
		.error_group = e->error_group,
		.error_id = e->error_id,
	};

	if (e->status_group == 1)
		return end;
	if (e->status_group == 5) {
		end.done_at_ms = e->taken_at_ms;
		return end;
	}
	if (since_ms < e->operator_ms)
		return stand(1, 26, 0);
	if (since_ms < e->end_ms)
		return stand(3, 2, e->taken_at_ms + e->operator_ms);
	end.done_at_ms = e->taken_at_ms + e->end_ms;
	return end;
}
