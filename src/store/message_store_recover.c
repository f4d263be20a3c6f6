/* SPDX-License-Identifier: MIT */
/* messages on disk, each with its history in a chain of hashes */
#include "store/message_store.h"

#include "base/child.h"
#include "base/mem.h"
#include "store/message_store_impl.h"

#define OWNER_DIED "the process that was sending it ended before it had read an answer"

/* A sending row whose owner is dead. */
struct orphan {
	int64_t id;
	struct message_owner owner;
};

struct orphans {
	struct orphan *items;
	size_t count;
};

static bool
is_alive(const struct message_owner *owner)
{
	return owner->start_ticks != 0 && process_start_ticks(owner->pid) == owner->start_ticks;
}

static enum status
find_orphans(struct db *db, struct orphans *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "SELECT id, owner_pid, owner_start_ticks FROM message"
	                            " INDEXED BY message_sending WHERE state = 'sending'",
	                            &s, f);

	if (st != ST_OK)
		return st;
	while ((st = db_step(s, f)) == ST_MORE) {
		struct orphan row = { db_column_int(s, 0),
			              { (pid_t)db_column_int(s, 1), db_column_int(s, 2) } };

		if (is_alive(&row.owner))
			continue;
		out->items = mem_resize(out->items, (out->count + 1) * sizeof(row));
		out->items[out->count++] = row;
	}
	db_release(s);
	return st;
}

/* *recovered stays false when another process has recovered the row in the meantime. */
static enum status
adopt_row(struct db *db, const struct orphan *orphan, int64_t now_ms, bool *recovered,
          struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st =
		db_prepare(db,
	                   "UPDATE message SET state = ?1, final = 0, failed = 1, cause = ?2,"
	                   " last_change_at_ms = ?3, next_poll_at_ms = ?3"
	                   " WHERE id = ?4 AND state = 'sending' AND owner_pid = ?5"
	                   " AND owner_start_ticks = ?6",
	                   &s, f);

	if (st != ST_OK)
		return st;
	db_bind_text(s, 1, message_state_word(MESSAGE_UNKNOWN));
	db_bind_text(s, 2, OWNER_DIED);
	db_bind_int(s, 3, now_ms);
	db_bind_int(s, 4, orphan->id);
	db_bind_int(s, 5, orphan->owner.pid);
	db_bind_int(s, 6, orphan->owner.start_ticks);
	st = db_run(s, f);
	*recovered = st == ST_OK && db_changed_rows(db) == 1;
	db_release(s);
	return st;
}

static enum status
recover_rows(struct db *db, const struct orphans *orphans, int64_t now_ms, size_t *count,
             struct fault *f)
{
	const struct message_step step = { .at_ms = now_ms,
		                           .from = MESSAGE_SENDING,
		                           .to = MESSAGE_UNKNOWN,
		                           .cause = OWNER_DIED,
		                           .status_group = -1,
		                           .status_id = -1 };
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < orphans->count; i++) {
		bool recovered = false;

		st = adopt_row(db, &orphans->items[i], now_ms, &recovered, f);
		if (st == ST_OK && recovered)
			st = message_store_append_step(db, orphans->items[i].id, &step, NULL, f);
		*count += recovered;
	}
	return st;
}

enum status
message_store_recover(struct db *db, int64_t now_ms, size_t *count, struct fault *f)
{
	struct orphans orphans = { NULL, 0 };
	enum status st = find_orphans(db, &orphans, f);

	*count = 0;
	if (st == ST_OK && orphans.count > 0) {
		st = db_begin(db, f);
		if (st == ST_OK)
			st = db_end(db, recover_rows(db, &orphans, now_ms, count, f), f);
		if (st != ST_OK)
			*count = 0;
	}
	mem_free(orphans.items);
	return st;
}
