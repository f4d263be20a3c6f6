/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

struct db_statement {
	struct db *db;
	sqlite3_stmt *stmt;
	const char *sql;
	bool is_cached;
	bool in_use;
	bool has_started;
	int bind_code; /* the first bind that failed */
};

static struct db_statement *
find_cached(struct db *db, const char *sql)
{
	for (size_t i = 0; i < db->cached; i++) {
		struct db_statement *s = db->cache[i];

		if (!s->in_use && (s->sql == sql || strcmp(s->sql, sql) == 0))
			return s;
	}
	return NULL;
}

/* A statement that finds no room, or whose twin is in use, lives until its release. */
static void
keep(struct db *db, struct db_statement *s)
{
	if (db->cached == DB_CACHE_MAX)
		return;
	s->is_cached = true;
	db->cache[db->cached++] = s;
}

enum status
db_prepare(struct db *db, const char *sql, struct db_statement **out, struct fault *f)
{
	struct db_statement *s = find_cached(db, sql);
	sqlite3_stmt *stmt = NULL;
	int code;

	*out = NULL;
	if (s == NULL) {
		code = sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt,
		                          NULL);
		if (code != SQLITE_OK)
			return db_fault(db, code, f);
		s = mem_alloc(sizeof(*s));
		s->db = db;
		s->stmt = stmt;
		s->sql = sql;
		keep(db, s);
	}
	s->in_use = true;
	s->has_started = false;
	s->bind_code = SQLITE_OK;
	*out = s;
	return ST_OK;
}

static void
destroy(struct db_statement *s)
{
	sqlite3_finalize(s->stmt);
	mem_free(s);
}

void
db_release(struct db_statement *s)
{
	if (s == NULL)
		return;
	/* Both give back what the last step said, which was reported when it happened. */
	sqlite3_reset(s->stmt);
	sqlite3_clear_bindings(s->stmt);
	s->in_use = false;
	if (!s->is_cached)
		destroy(s);
}

void
db_statements_finish(struct db *db)
{
	for (size_t i = 0; i < db->cached; i++) {
		assert(!db->cache[i]->in_use);
		destroy(db->cache[i]);
	}
	db->cached = 0;
}

static void
note_bind(struct db_statement *s, int code)
{
	if (s->bind_code == SQLITE_OK)
		s->bind_code = code;
}

void
db_bind_int(struct db_statement *s, int position, int64_t value)
{
	note_bind(s, sqlite3_bind_int64(s->stmt, position, value));
}

void
db_bind_real(struct db_statement *s, int position, double value)
{
	note_bind(s, sqlite3_bind_double(s->stmt, position, value));
}

void
db_bind_text(struct db_statement *s, int position, const char *value)
{
	note_bind(s, sqlite3_bind_text(s->stmt, position, value, -1, SQLITE_TRANSIENT));
}

/* A NULL pointer would bind null, which a NOT NULL column refuses; no bytes are a value. */
void
db_bind_blob(struct db_statement *s, int position, const void *value, size_t size_bytes)
{
	note_bind(s, sqlite3_bind_blob64(s->stmt, position, size_bytes > 0 ? value : "", size_bytes,
	                                 SQLITE_TRANSIENT));
}

void
db_bind_null(struct db_statement *s, int position)
{
	note_bind(s, sqlite3_bind_null(s->stmt, position));
}

static void
start_clock(struct db_statement *s)
{
	struct db *db = s->db;

	s->has_started = true;
	db->limit_hit = false;
	if (db->limit_us > 0)
		db->deadline_us = clock_monotonic_us() + db->limit_us;
}

enum status
db_step(struct db_statement *s, struct fault *f)
{
	int code = s->bind_code;

	if (code != SQLITE_OK)
		return db_fault(s->db, code, f);
	if (!s->has_started)
		start_clock(s);
	code = sqlite3_step(s->stmt);
	if (code == SQLITE_ROW)
		return ST_MORE;
	if (code == SQLITE_DONE)
		return ST_OK;
	return db_fault(s->db, code, f);
}

enum status
db_run(struct db_statement *s, struct fault *f)
{
	enum status st = db_step(s, f);

	assert(st != ST_MORE);
	return st;
}

enum status
db_complete(struct db_statement *s, struct fault *f)
{
	enum status st = db_run(s, f);

	db_release(s);
	return st;
}

enum status
db_take_int(struct db_statement *s, int64_t *out, struct fault *f)
{
	enum status st = db_step(s, f);

	if (st == ST_MORE) {
		*out = db_column_int(s, 0);
		st = ST_OK;
	}
	db_release(s);
	return st;
}

enum status
db_run_alone(struct db *db, const char *sql, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db, sql, &s, f);

	return st == ST_OK ? db_complete(s, f) : st;
}

enum status
db_read_int(struct db *db, const char *sql, int64_t *out, struct fault *f)
{
	struct db_statement *s;
	enum status st = db_prepare(db, sql, &s, f);

	*out = 0;
	return s != NULL ? db_take_int(s, out, f) : st;
}

int64_t
db_column_int(const struct db_statement *s, int column)
{
	return sqlite3_column_int64(s->stmt, column);
}

double
db_column_real(const struct db_statement *s, int column)
{
	return sqlite3_column_double(s->stmt, column);
}

const char *
db_column_text(const struct db_statement *s, int column)
{
	const unsigned char *value = sqlite3_column_text(s->stmt, column);

	return value != NULL ? (const char *)value : "";
}

const void *
db_column_blob(const struct db_statement *s, int column, size_t *size_bytes)
{
	const void *value = sqlite3_column_blob(s->stmt, column);

	*size_bytes = value != NULL ? (size_t)sqlite3_column_bytes(s->stmt, column) : 0;
	return value;
}

bool
db_column_is_null(const struct db_statement *s, int column)
{
	return sqlite3_column_type(s->stmt, column) == SQLITE_NULL;
}

int64_t
db_last_row(const struct db *db)
{
	return sqlite3_last_insert_rowid(db->sqlite);
}

int64_t
db_changed_rows(const struct db *db)
{
	return sqlite3_changes64(db->sqlite);
}
