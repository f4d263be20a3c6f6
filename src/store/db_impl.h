/* SPDX-License-Identifier: MIT */
#ifndef STORE_DB_IMPL_H
#define STORE_DB_IMPL_H
/*
 * Statements for the modules of this layer, and for nobody else.
 *
 * A statement is taken from the connection's cache with db_prepare, bound by position from 1,
 * stepped, read by column from 0, and given back with db_release on every way out. A bind that
 * fails is remembered and comes out of the next step.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "store/db.h"

struct db_statement;

/* `sql` must be a literal: the cache compares its address first. On failure *out is NULL. */
MUST_USE enum status db_prepare(struct db *db, const char *sql, struct db_statement **out,
                                struct fault *f);
void db_release(struct db_statement *s);

void db_bind_int(struct db_statement *s, int position, int64_t value);
void db_bind_real(struct db_statement *s, int position, double value);
void db_bind_text(struct db_statement *s, int position, const char *value); /* NULL binds null */
void db_bind_blob(struct db_statement *s, int position, const void *value, size_t size_bytes);
void db_bind_null(struct db_statement *s, int position);

/* ST_MORE with a row, ST_OK at the end; else a failure. The time limit of db_limit_us comes out
 * as ST_CANCELLED with WORD_CANCELLED here when interrupted, and as ST_MORE only from the callers
 * that know that they asked with a limit (db_limit_hit tells). */
MUST_USE enum status db_step(struct db_statement *s, struct fault *f);
/* Steps once and expects no row. */
MUST_USE enum status db_run(struct db_statement *s, struct fault *f);
/* The same, and releases it. */
MUST_USE enum status db_complete(struct db_statement *s, struct fault *f);
/* Takes the number that a bound statement finds, and releases it. *out stays as it is when it finds
 * none. */
MUST_USE enum status db_take_int(struct db_statement *s, int64_t *out, struct fault *f);
/* Both for `sql` that has nothing to bind; *out is 0 when it finds none. */
MUST_USE enum status db_run_alone(struct db *db, const char *sql, struct fault *f);
MUST_USE enum status db_read_int(struct db *db, const char *sql, int64_t *out, struct fault *f);
bool db_limit_hit(const struct db *db);

int64_t db_column_int(const struct db_statement *s, int column);
double db_column_real(const struct db_statement *s, int column);
const char *db_column_text(const struct db_statement *s, int column); /* "" for null */
const void *db_column_blob(const struct db_statement *s, int column, size_t *size_bytes);
bool db_column_is_null(const struct db_statement *s, int column);

int64_t db_last_row(const struct db *db);
int64_t db_changed_rows(const struct db *db);

/* Translates the connection's last failure into a fault. */
enum status db_fault(struct db *db, int code, struct fault *f);
/* Whether the connection's last failure was a second row for what must be unique. */
bool db_broke_unique(const struct db *db);

/* A step of the schema. Steps are numbered from 1 without gaps. */
struct db_migration {
	int version;
	const char *sql;
};

struct db_migrations {
	const struct db_migration *steps;
	size_t count;
};

/* db_open with another list than the embedded one: the seam of the tests of migrations. */
MUST_USE enum status db_open_with(const char *path, const struct db_options *options,
                                  const struct db_migrations *list, struct db **out,
                                  struct fault *f);
#endif
