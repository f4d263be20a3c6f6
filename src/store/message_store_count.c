/* SPDX-License-Identifier: MIT */
/* messages on disk, each with its history in a chain of hashes */
#include "store/message_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/message_store_impl.h"

#define SECOND_MS 1000LL
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define NEIGHBOUR_DISTANCE 10

/* A row counts as sent unless it certainly was not. No query has an upper bound of time, so that a
 * clock set back frees no budget. */
#define COUNTS "state NOT IN ('not_sent', 'cancelled')"

/* A message about to be sent, as the counting knows it. */
struct counting {
	struct db *db;
	const struct vault *v;
	const struct message_private *p;
	int64_t now_ms;
	unsigned char to_hash[VAULT_HASH_BYTES];
};

const char *
message_store_windows_sql(void)
{
	return "SELECT count(*), total(price_amount), count(*) FILTER (WHERE created_at_ms > ?3),"
	       " count(*) FILTER (WHERE created_at_ms > ?4),"
	       " count(*) FILTER (WHERE created_at_ms > ?5),"
	       " count(*) FILTER (WHERE created_at_ms > ?6), max(created_at_ms),"
	       " total(price_amount) FILTER (WHERE created_at_ms > ?6)"
	       " FROM message INDEXED BY message_by_time"
	       " WHERE profile_id = ?1 AND created_at_ms > ?2 AND " COUNTS;
}

static enum status
count_windows(struct db *db, int64_t profile_id, int64_t now_ms, struct message_counts *out,
              struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, message_store_windows_sql(), &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, profile_id);
	db_bind_int(s, 2, now_ms - DAY_MS);
	db_bind_int(s, 3, now_ms - HOUR_MS);
	db_bind_int(s, 4, now_ms - 2 * SECOND_MS);
	db_bind_int(s, 5, now_ms - 6 * SECOND_MS);
	db_bind_int(s, 6, now_ms);
	st = db_step(s, f);
	if (st == ST_MORE) {
		out->last_day = db_column_int(s, 0);
		out->amount_last_day = db_column_real(s, 1);
		out->last_hour = db_column_int(s, 2);
		out->last_2_s = db_column_int(s, 3);
		out->last_6_s = db_column_int(s, 4);
		out->ahead = db_column_int(s, 5);
		out->ahead_until_ms = db_column_int(s, 6);
		out->ahead_amount = db_column_real(s, 7);
		st = ST_OK;
	}
	db_release(s);
	return st;
}

static enum status
count_number(const struct counting *c, struct message_counts *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(
		c->db,
		"SELECT count(*), count(*) FILTER (WHERE body_hash = ?4),"
		" count(*) FILTER (WHERE created_at_ms > ?5),"
		" count(*) FILTER (WHERE created_at_ms > ?5 AND body_hash = ?4)"
		" FROM message INDEXED BY message_by_number"
		" WHERE to_hash = ?1 AND created_at_ms > ?2 AND profile_id = ?3 AND " COUNTS,
		&s, f);

	if (st != ST_OK)
		return st;
	db_bind_blob(s, 1, c->to_hash, VAULT_HASH_BYTES);
	db_bind_int(s, 2, c->now_ms - HOUR_MS);
	db_bind_int(s, 3, c->p->profile->id);
	db_bind_blob(s, 4, c->p->body_hash, VAULT_HASH_BYTES);
	db_bind_int(s, 5, c->now_ms);
	st = db_step(s, f);
	if (st == ST_MORE) {
		out->same_number_last_hour = db_column_int(s, 0);
		out->same_text_last_hour = db_column_int(s, 1);
		out->ahead_same_number = db_column_int(s, 2);
		out->ahead_same_text = db_column_int(s, 3);
		st = ST_OK;
	}
	db_release(s);
	return st;
}

/* --- Neighbours ----------------------------------------------------------------------------- */

static bool
are_neighbours(const char *e164, const char *other)
{
	long long distance = llabs(strtoll(e164, NULL, 10) - strtoll(other, NULL, 10));

	return distance > 0 && distance <= NEIGHBOUR_DISTANCE;
}

/* Opens the number of the row that `s` stands on. A damaged one counts as a neighbour: the guard
 * then asks once too often, and never once too seldom. */
static enum status
is_neighbour(const struct counting *c, const struct db_statement *s, bool *out, struct fault *f)
{
	struct vault_place place = { "message", db_column_text(s, 0), c->p->profile->uuid, "to",
		                     vault_generation(c->v) };
	size_t size_bytes = 0;
	const void *sealed = db_column_blob(s, 1, &size_bytes);
	struct text number;
	enum status st;

	text_init(&number, PHONE_E164_BYTES - 1);
	st = vault_open_bytes(c->v, &place, sealed, size_bytes, &number, f);
	*out = st == ST_OK && are_neighbours(c->p->e164, text_string(&number));
	if (st == ST_STORE && f->word == WORD_ROW_DAMAGED) {
		*out = true;
		st = ST_OK;
	}
	text_finish(&number);
	return st;
}

static enum status
count_neighbours(const struct counting *c, int64_t *out, struct fault *f)
{
	struct db_statement *s = NULL;
	/* One row of each number: which one is all the same. */
	enum status st = db_prepare(
		c->db,
		"SELECT message_id, to_sealed FROM message INDEXED BY message_by_time"
		" WHERE profile_id = ?1 AND created_at_ms > ?2 AND to_hash <> ?3 AND " COUNTS
		" GROUP BY to_hash",
		&s, f);

	*out = 0;
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, c->p->profile->id);
	db_bind_int(s, 2, c->now_ms - 10 * MINUTE_MS);
	db_bind_blob(s, 3, c->to_hash, VAULT_HASH_BYTES);
	while ((st = db_step(s, f)) == ST_MORE) {
		bool neighbour = false;

		st = is_neighbour(c, s, &neighbour, f);
		if (st != ST_OK)
			break;
		*out += neighbour;
	}
	db_release(s);
	return st;
}

enum status
message_store_counts(struct db *db, const struct vault *v, const struct message_private *p,
                     int64_t now_ms, struct message_counts *out, struct fault *f)
{
	struct counting c = { .db = db, .v = v, .p = p, .now_ms = now_ms };
	enum status st = vault_follow(db, v, f);

	if (st == ST_OK)
		st = vault_hash(v, "number", p->e164, strlen(p->e164), c.to_hash, f);
	memset(out, 0, sizeof(*out));
	if (st == ST_OK)
		st = count_windows(db, p->profile->id, now_ms, out, f);
	if (st == ST_OK)
		st = count_number(&c, out, f);
	if (st == ST_OK)
		st = count_neighbours(&c, &out->neighbours_last_10_min, f);
	return st;
}

enum status
message_store_spent(struct db *db, int64_t profile_id, int64_t now_ms, struct message_counts *out,
                    struct fault *f)
{
	memset(out, 0, sizeof(*out));
	return count_windows(db, profile_id, now_ms, out, f);
}
