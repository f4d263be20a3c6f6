/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

/* SQLite's file format, section 1.3. */
#define HEADER_BYTES 100
#define HEADER_WRITE_FORMAT 18
#define HEADER_APPLICATION_ID 68
#define FORMAT_WAL 2

/* The path as a URI, for the one option that has no flag. */
static void
write_immutable_uri(const char *path, char *out, size_t out_bytes)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
	size_t at = (size_t)snprintf(out, out_bytes, "file:");

	for (; *path != '\0' && at + 4 < out_bytes; path++) {
		if (strchr(plain, *path) != NULL)
			at += (size_t)snprintf(out + at, out_bytes - at, "%c", *path);
		else
			at += (size_t)snprintf(out + at, out_bytes - at, "%%%02X",
			                       (unsigned char)*path);
	}
	snprintf(out + at, out_bytes - at, "?immutable=1");
}

static void
set_switches(sqlite3 *sqlite)
{
	sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
}

enum status
db_connect(struct db *db, struct fault *f)
{
	int flags = SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;
	const char *name = db->place.path;
	char uri[DB_PATH_BYTES * 3 + 32];
	int code;

	if (db->is_read_only) {
		write_immutable_uri(name, uri, sizeof(uri));
		code = sqlite3_open_v2(uri, &db->sqlite,
		                       flags | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
	} else {
		code = sqlite3_open_v2(name, &db->sqlite, flags | SQLITE_OPEN_READWRITE, NULL);
	}
	if (db->sqlite == NULL)
		return fault_set(f, WORD_SYSTEM, "memory is short");
	if (code != SQLITE_OK)
		return db_fault(db, code, f);
	set_switches(db->sqlite);
	return ST_OK;
}

/* A statement may be no more than a comment, which prepares as NULL and steps as misuse. */
static int
run_first(sqlite3 *sqlite, const char *script, const char **rest)
{
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(sqlite, script, -1, &stmt, rest);

	if (code != SQLITE_OK || stmt == NULL)
		return code;
	do
		code = sqlite3_step(stmt);
	while (code == SQLITE_ROW);
	sqlite3_finalize(stmt);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

enum status
db_run_script(struct db *db, const char *script, struct fault *f)
{
	int code = SQLITE_OK;

	while (code == SQLITE_OK && *script != '\0')
		code = run_first(db->sqlite, script, &script);
	return code == SQLITE_OK ? ST_OK : db_fault(db, code, f);
}

static enum status
fault_not_ours(const struct db *db, const unsigned char *header, struct fault *f)
{
	static const unsigned char zeroes[16];

	if (memcmp(header, zeroes, sizeof(zeroes)) == 0) {
		fault_set(f, WORD_STORE_DAMAGED, "the first page of %s is overwritten",
		          db->place.shown);
		return fault_hint(
			f, "otpdeck restore FILE puts a copy in its place and keeps this one");
	}
	fault_set(f, WORD_STORE_FOREIGN, "%s was not made by otpdeck", db->place.shown);
	return fault_hint(f, "give another file with --store");
}

static uint32_t
read_u32(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* Reads through SQLite's own descriptor, before SQLite reads anything itself: what is not ours
 * gets no -wal file beside it. These fields are the same in the file and in its log. */
static enum status
check_header(struct db *db, bool *is_wal, struct fault *f)
{
	unsigned char header[HEADER_BYTES] = { 0 };
	sqlite3_file *file = NULL;
	int code = sqlite3_file_control(db->sqlite, "main", SQLITE_FCNTL_FILE_POINTER, &file);

	if (code == SQLITE_OK)
		code = file->pMethods->xRead(file, header, sizeof(header), 0);
	if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
		return db_fault(db, code, f);
	if (memcmp(header, "SQLite format 3", 16) != 0 ||
	    read_u32(header + HEADER_APPLICATION_ID) != DB_APPLICATION_ID)
		return fault_not_ours(db, header, f);
	*is_wal = header[HEADER_WRITE_FORMAT] == FORMAT_WAL;
	return ST_OK;
}

/* The first of these reads the schema, and with it the first page and the length of the file. */
static enum status
settle(struct db *db, bool is_wal, struct fault *f)
{
	enum status st = db_run_script(db,
	                               "PRAGMA synchronous = FULL;"
	                               "PRAGMA secure_delete = ON;"
	                               "PRAGMA cell_size_check = ON;"
	                               "PRAGMA temp_store = MEMORY;",
	                               f);

	/* A copy made by db_backup comes without it. */
	if (st == ST_OK && !is_wal && !db->is_read_only)
		st = db_run_script(db, "PRAGMA journal_mode = WAL", f);
	return st;
}

static enum status
check_version(struct db *db, const struct db_migrations *list, struct fault *f)
{
	const char *shown = db->place.shown;
	int64_t version;
	enum status st = db_read_int(db, "PRAGMA user_version", &version, f);

	if (st != ST_OK)
		return st;
	db->version = (int)version;
	if (version > (int64_t)list->count) {
		fault_set(f, WORD_STORE_NEWER,
		          "%s has schema version %d, this otpdeck knows up to %zu", shown,
		          db->version, list->count);
		return fault_hint(f, "use the otpdeck that made it, or another file with --store");
	}
	if (version < 1) {
		fault_set(f, WORD_STORE_DAMAGED, "%s has lost its schema version", shown);
		return fault_hint(
			f, "otpdeck restore FILE puts a copy in its place and keeps this one");
	}
	if (db->is_read_only && version < (int64_t)list->count) {
		fault_set(f, WORD_STORE_READ_ONLY,
		          "%s has schema version %d, needs %zu and is read-only", shown,
		          db->version, list->count);
		return fault_hint(f, "copy it to a folder of yours and open the copy with --store");
	}
	return ST_OK;
}

/* Migrations rebuild tables, which foreign keys would take for deleting their rows, so the keys
 * come into force last. */
static enum status
enter_service(struct db *db, struct fault *f)
{
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	if (db->use == DB_READ)
		return db_run_script(db, "PRAGMA query_only = ON", f);
	return ST_OK;
}

enum status
db_open_existing(const struct db_place *place, enum db_use use, const struct db_migrations *list,
                 struct db **out, struct fault *f)
{
	struct db *db = mem_alloc(sizeof(*db));
	bool is_wal = false;
	enum status st;

	*out = NULL;
	db->place = *place;
	db->use = use;
	st = db_file_check(db, f);
	if (st == ST_OK)
		st = db_connect(db, f);
	if (st == ST_OK)
		st = check_header(db, &is_wal, f);
	if (st == ST_OK)
		st = settle(db, is_wal, f);
	if (st == ST_OK)
		st = check_version(db, list, f);
	if (st == ST_OK && (size_t)db->version < list->count)
		st = db_migrate(db, list, f);
	if (st == ST_OK)
		st = enter_service(db, f);
	if (st == ST_OK)
		*out = db;
	else
		db_close(db);
	return st;
}
