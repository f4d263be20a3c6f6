/* SPDX-License-Identifier: MIT */
/* the messages that were taken in, and where each of them stands */
#include "sandbox/ledger.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "domain/message.h"
#include "sandbox/ledger_impl.h"

/* The file. */

/* Our own lines come back too, and so does everything when somebody has replaced the file. */
static void
take_line(void *context, const char *bytes, size_t size_bytes)
{
	struct ledger *l = context;
	struct ledger_slot *known;
	struct ledger_line line;

	if (!ledger_read_line(bytes, size_bytes, &line))
		return;
	if (line.ahead_ms > l->ahead_ms)
		l->ahead_ms = line.ahead_ms;
	known = ledger_find(l, line.entry.message_id);
	switch (line.kind) {
	case LEDGER_LINE_CLOCK: break;
	case LEDGER_LINE_REPORT:
		if (known)
			known->handed_out = true;
		break;
	case LEDGER_LINE_MESSAGE:
		if (!known)
			ledger_remember(l, &line.entry);
		break;
	}
}

static enum status
catch_up(struct ledger *l, struct fault *f)
{
	return l->file.is_open ? lines_read(&l->file, take_line, l, f) : ST_OK;
}

/* Several lines may go out at once. Without a file there is nothing to do. */
static enum status
write_lines(struct ledger *l, const struct text *lines, struct fault *f)
{
	return l->file.is_open ? lines_append(&l->file, lines, f) : ST_OK;
}

static enum status
write_line(struct ledger *l, const struct ledger_line *line, struct fault *f)
{
	struct text words;
	enum status st;

	text_init(&words, LINES_BYTES_MAX);
	ledger_write_line(line, &words);
	st = write_lines(l, &words, f);
	text_finish(&words);
	return st;
}

/* Keeps other threads out and, with a file, other processes; knows then what all of them know.
 * Not locked after a failure. */
static enum status
lock(struct ledger *l, struct fault *f)
{
	enum status st = ST_OK;

	(void)pthread_mutex_lock(&l->mutex);
	if (l->file.is_open)
		st = lines_lock(&l->file, f);
	if (st == ST_OK) {
		st = catch_up(l, f);
		if (st != ST_OK && l->file.is_open)
			lines_unlock(&l->file);
	}
	if (st != ST_OK)
		(void)pthread_mutex_unlock(&l->mutex);
	return st;
}

static void
unlock(struct ledger *l)
{
	if (l->file.is_open)
		lines_unlock(&l->file);
	(void)pthread_mutex_unlock(&l->mutex);
}

enum status
ledger_open(const char *path, struct ledger **out, struct fault *f)
{
	struct ledger *l = mem_alloc(sizeof(*l));
	enum status st = ST_OK;

	*out = NULL;
	ledger_memory_init(l);
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
	ledger_memory_finish(l);
	lines_close(&l->file);
	(void)pthread_mutex_destroy(&l->mutex);
	mem_free(l);
}

/* The clock. */

int64_t
ledger_now_ms(struct ledger *l)
{
	struct fault ignored;
	int64_t ahead_ms;
	enum status st;

	(void)pthread_mutex_lock(&l->mutex);
	/* A file that cannot be read leaves the clock where it was. */
	st = catch_up(l, &ignored);
	ahead_ms = l->ahead_ms;
	(void)pthread_mutex_unlock(&l->mutex);
	(void)st;
	return clock_now_ms() + ahead_ms;
}

enum status
ledger_advance(struct ledger *l, int64_t by_ms, struct fault *f)
{
	struct ledger_line line = { .kind = LEDGER_LINE_CLOCK };
	enum status st = lock(l, f);

	if (st != ST_OK)
		return st;
	line.ahead_ms = l->ahead_ms + by_ms;
	if (by_ms < 0 || line.ahead_ms > LEDGER_AHEAD_MS_MAX)
		st = fault_set(f, WORD_VALUE_INVALID, "the clock moves ahead by ten years at most");
	else
		st = write_line(l, &line, f);
	if (st == ST_OK)
		l->ahead_ms = line.ahead_ms;
	unlock(l);
	return st;
}

/* Messages. */

enum status
ledger_append(struct ledger *l, const struct ledger_entry *e, bool *duplicate, struct fault *f)
{
	struct ledger_line line = { .kind = LEDGER_LINE_MESSAGE, .entry = *e };
	enum status st = lock(l, f);

	*duplicate = false;
	if (st != ST_OK)
		return st;
	*duplicate = ledger_find(l, e->message_id) != NULL;
	if (!*duplicate) {
		line.ahead_ms = l->ahead_ms;
		line.entry.taken_at_ms = clock_now_ms() + l->ahead_ms;
		st = write_line(l, &line, f);
		if (st == ST_OK)
			ledger_remember(l, &line.entry);
	}
	unlock(l);
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

/* Reports. */

/* Whether a message has got where it ends, which is not long ago. */
static bool
has_report(const struct ledger_entry *e, int64_t now_ms)
{
	int64_t since_ms = now_ms - e->taken_at_ms;

	if (e->status_group == 1 || since_ms > MESSAGE_WINDOW_MS)
		return false;
	return e->status_group == 5 || since_ms >= e->end_ms;
}

/* Chooses slots, marks them in the file, then in memory: whatever goes wrong, no report goes out
 * twice. */
static enum status
hand_out(struct ledger *l, size_t limit, ledger_fn wanted, void *context, struct fault *f)
{
	size_t *chosen = mem_alloc_array(limit, sizeof(*chosen));
	int64_t now_ms = clock_now_ms() + l->ahead_ms;
	struct text lines;
	size_t count = 0;
	enum status st = ST_OK;

	text_init(&lines, limit * LINES_BYTES_MAX);
	for (size_t i = 0; i < l->count && count < limit; i++) {
		const struct ledger_entry *e = &l->slots[i].entry;

		if (l->slots[i].handed_out || !has_report(e, now_ms) || !wanted(context, e))
			continue;
		if (count > 0)
			text_append(&lines, "\n");
		ledger_write_line(&(struct ledger_line){ LEDGER_LINE_REPORT, *e, 0 }, &lines);
		chosen[count++] = i;
	}
	if (count > 0)
		st = write_lines(l, &lines, f);
	for (size_t i = 0; st == ST_OK && i < count; i++)
		l->slots[chosen[i]].handed_out = true;
	text_finish(&lines);
	mem_free(chosen);
	return st;
}

enum status
ledger_take_reports(struct ledger *l, size_t limit, ledger_fn wanted, void *context,
                    struct fault *f)
{
	enum status st = lock(l, f);

	if (st != ST_OK)
		return st;
	st = hand_out(l, limit, wanted, context, f);
	unlock(l);
	return st;
}

/* Standing. */

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
