/* SPDX-License-Identifier: MIT */
/* pages of the log before or after a key, and counts */
#include "store/message_query_impl.h"

#include <string.h>

#include "base/mem.h"
#include "store/message_store_impl.h"

/*
 * Each statement names its index: with either of two indexes SQLite would find the same rows, but
 * only with this one without sorting. Both bounds are exclusive keys, so that a bound of time and
 * the key of a page are one bound and the index is entered at the right place.
 */
#define BETWEEN_KEYS                                                                               \
	" AND (created_at_ms, id) > (?2, ?3) AND (created_at_ms, id) < (?4, ?5)"                   \
	" AND (?6 = '' OR to_last_four = ?6)"
#define BY_TIME " INDEXED BY message_by_time WHERE profile_id = ?1" BETWEEN_KEYS
#define BY_FAILURE " INDEXED BY message_failed WHERE profile_id = ?1 AND failed = 1" BETWEEN_KEYS
#define BY_NUMBER                                                                                  \
	" INDEXED BY message_by_number WHERE to_hash = ?7 AND profile_id = ?1" BETWEEN_KEYS
#define BY_NUMBER_FAILURE BY_NUMBER " AND failed = 1"

#define OLDER(rows) MESSAGE_SELECT rows " ORDER BY created_at_ms DESC, id DESC LIMIT ?8"
#define NEWER(rows) MESSAGE_SELECT rows " ORDER BY created_at_ms, id LIMIT ?8"
#define COUNT(rows) "SELECT count(*) FROM (SELECT 1 FROM message" rows " LIMIT ?8)"

#define STATEMENTS(rows)                                                                           \
	{                                                                                          \
		{ OLDER(rows), NEWER(rows) }, COUNT(rows)                                          \
	}

/* By [by_number][failed_only]. */
static const struct {
	const char *page[2];
	const char *count;
} statements[2][2] = {
	{ STATEMENTS(BY_TIME), STATEMENTS(BY_FAILURE) },
	{ STATEMENTS(BY_NUMBER), STATEMENTS(BY_NUMBER_FAILURE) },
};

const char *
message_query_page_sql(const struct message_query *q, enum message_direction direction)
{
	return statements[q->by_number][q->failed_only].page[direction == MESSAGE_NEWER];
}

const char *
message_query_count_sql(const struct message_query *q)
{
	return statements[q->by_number][q->failed_only].count;
}

/* --- Bounds --------------------------------------------------------------------------------- */

static bool
is_before(const struct message_key *left, const struct message_key *right)
{
	if (left->created_at_ms != right->created_at_ms)
		return left->created_at_ms < right->created_at_ms;
	return left->id < right->id;
}

/* Row numbers begin at 1, so that a key with 0 lies before every row of its moment. */
static void
bind_query(struct db_statement *s, const struct message_query *q, const struct message_key *after,
           const struct message_key *before)
{
	struct message_key lower = { q->since_ms != 0 ? q->since_ms : INT64_MIN, 0 };
	struct message_key upper = { q->until_ms != 0 ? q->until_ms : INT64_MAX, 0 };

	if (after && is_before(&lower, after))
		lower = *after;
	if (before && is_before(before, &upper))
		upper = *before;
	db_bind_int(s, 1, q->profile_id);
	db_bind_int(s, 2, lower.created_at_ms);
	db_bind_int(s, 3, lower.id);
	db_bind_int(s, 4, upper.created_at_ms);
	db_bind_int(s, 5, upper.id);
	db_bind_text(s, 6, q->last_four);
	if (q->by_number)
		db_bind_blob(s, 7, q->to_hash, VAULT_HASH_BYTES);
}

/* A statement that the connection's time limit has ended is to be asked again elsewhere. */
static enum status
told_apart(struct db *db, enum status st)
{
	return st == ST_CANCELLED && db_limit_hit(db) ? ST_MORE : st;
}

/* --- Pages ---------------------------------------------------------------------------------- */

static enum status
read_rows(struct db *db, struct db_statement *s, size_t limit, struct message_page *out,
          struct fault *f)
{
	enum status st;

	while ((st = db_step(s, f)) == ST_MORE) {
		if (out->count == limit) {
			out->more = true;
			return ST_OK;
		}
		st = message_store_read_row(s, &out->rows[out->count], f);
		if (st != ST_OK)
			return st;
		out->count++;
	}
	return told_apart(db, st);
}

static void
turn_round(struct message_page *page)
{
	for (size_t i = 0; i < page->count / 2; i++) {
		struct message *far = &page->rows[page->count - 1 - i];
		struct message row = page->rows[i];

		page->rows[i] = *far;
		*far = row;
	}
}

enum status
message_query_page(struct db *db, const struct message_query *q, const struct message_key *from,
                   enum message_direction direction, size_t limit, struct message_page *out,
                   struct fault *f)
{
	bool newer = direction == MESSAGE_NEWER;
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, message_query_page_sql(q, direction), &s, f);

	memset(out, 0, sizeof(*out));
	if (st != ST_OK)
		return st;
	out->rows = mem_alloc_array(limit, sizeof(*out->rows));
	bind_query(s, q, newer ? from : NULL, newer ? NULL : from);
	db_bind_int(s, 8, (int64_t)limit + 1);
	st = read_rows(db, s, limit, out, f);
	db_release(s);
	if (st != ST_OK)
		message_page_finish(out);
	else if (newer)
		turn_round(out);
	return st;
}

void
message_page_finish(struct message_page *page)
{
	if (!page)
		return;
	mem_free(page->rows);
	memset(page, 0, sizeof(*page));
}

/* --- Counts --------------------------------------------------------------------------------- */

enum status
message_query_count(struct db *db, const struct message_query *q, int64_t ceiling, int64_t *out,
                    struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, message_query_count_sql(q), &s, f);

	*out = 0;
	if (st != ST_OK)
		return st;
	bind_query(s, q, NULL, NULL);
	db_bind_int(s, 8, ceiling > 0 ? ceiling : -1);
	st = db_step(s, f);
	if (st == ST_MORE) {
		*out = db_column_int(s, 0);
		st = ST_OK;
	} else {
		st = told_apart(db, st);
	}
	db_release(s);
	return st;
}

enum status
message_query_states(struct db *db, int64_t profile_id, int64_t since_ms,
                     int64_t out[MESSAGE_STATE_COUNT], struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "SELECT state, count(*) FROM message INDEXED BY message_by_time"
	                            " WHERE profile_id = ? AND created_at_ms >= ? GROUP BY state",
	                            &s, f);

	memset(out, 0, MESSAGE_STATE_COUNT * sizeof(*out));
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, profile_id);
	db_bind_int(s, 2, since_ms);
	while ((st = db_step(s, f)) == ST_MORE) {
		enum message_state state;

		if (message_state_from_word(db_column_text(s, 0), &state))
			out[state] = db_column_int(s, 1);
	}
	st = told_apart(db, st);
	db_release(s);
	return st;
}

/* --- Chains --------------------------------------------------------------------------------- */

/* A row that was sent again is older than what was sent from it, so the oldest ancestor that is
 * left has the smallest number. UNION ends also on rows that somebody has tied to a ring. */
#define CHAIN_SQL                                                                                  \
	"WITH RECURSIVE above (id, parent_id) AS ("                                                \
	" SELECT id, parent_id FROM message WHERE id = ?1"                                         \
	" UNION SELECT m.id, m.parent_id FROM above JOIN message AS m ON m.id = above.parent_id)," \
	" chain (id) AS (SELECT min(id) FROM above"                                                \
	" UNION SELECT m.id FROM chain JOIN message AS m INDEXED BY message_by_parent"             \
	" ON m.parent_id = chain.id AND m.parent_id > 0 LIMIT ?2)" MESSAGE_SELECT                  \
	" WHERE id IN (SELECT id FROM chain) ORDER BY id LIMIT ?2"

const char *
message_query_chain_sql(void)
{
	return CHAIN_SQL;
}

enum status
message_query_chain(struct db *db, int64_t id, size_t limit, struct message_page *out,
                    struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, CHAIN_SQL, &s, f);

	memset(out, 0, sizeof(*out));
	if (st != ST_OK)
		return st;
	out->rows = mem_alloc_array(limit, sizeof(*out->rows));
	db_bind_int(s, 1, id);
	db_bind_int(s, 2, (int64_t)limit + 1);
	st = read_rows(db, s, limit, out, f);
	db_release(s);
	if (st != ST_OK)
		message_page_finish(out);
	return st;
}
