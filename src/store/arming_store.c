/* SPDX-License-Identifier: MIT */
/* until when a profile is armed, on disk */
#include "store/arming_store.h"

#include "store/db_impl.h"

enum status
arming_store_set(struct db *db, int64_t profile_id, const struct arming_row *row, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "INSERT OR REPLACE INTO arming"
	                            " (profile_id, armed_at_ms, until_ms, armed_at_us)"
	                            " VALUES (?, ?, ?, ?)",
	                            &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, profile_id);
	db_bind_int(s, 2, row->armed_at_ms);
	db_bind_int(s, 3, row->until_ms);
	db_bind_int(s, 4, row->armed_at_us);
	return db_complete(s, f);
}

enum status
arming_store_drop(struct db *db, int64_t profile_id, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db, "DELETE FROM arming WHERE profile_id = ?", &s, f);

	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, profile_id);
	return db_complete(s, f);
}

enum status
arming_store_load(struct db *db, int64_t profile_id, struct arming_row *out, struct fault *f)
{
	struct db_statement *s = NULL;
	enum status st = db_prepare(db,
	                            "SELECT armed_at_ms, until_ms, armed_at_us FROM arming"
	                            " WHERE profile_id = ?",
	                            &s, f);

	*out = (struct arming_row){ 0 };
	if (st != ST_OK)
		return st;
	db_bind_int(s, 1, profile_id);
	st = db_step(s, f);
	if (st == ST_MORE) {
		out->armed_at_ms = db_column_int(s, 0);
		out->until_ms = db_column_int(s, 1);
		out->armed_at_us = db_column_int(s, 2);
		st = ST_OK;
	}
	db_release(s);
	return st;
}
