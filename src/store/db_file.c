/* SPDX-License-Identifier: MIT */
/* the SQLite file: opened whole or refused, migrated, backed up, with its statements */
#include "store/db_handle_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

/*
 * No descriptor of the store is ever opened here: closing one would drop every POSIX lock that
 * SQLite holds on the file in this process. lstat() tells what is needed, and SQLite opens
 * without following links.
 */

/* A path that is too long for a fault keeps its end, from the start of a character. */
static void
show_path(const char *path, char out[DB_SHOWN_BYTES])
{
	size_t size = strlen(path);

	if (size >= DB_SHOWN_BYTES) {
		path += size - (DB_SHOWN_BYTES - 4);
		while (((unsigned char)*path & 0xC0) == 0x80)
			path++;
		snprintf(out, DB_SHOWN_BYTES, "...%s", path);
		return;
	}
	memcpy(out, path, size + 1);
}

/* Lengths are checked where a path comes in. */
static void
append(char *out, size_t out_bytes, const char *tail)
{
	size_t used = strlen(out);

	text_copy(out + used, out_bytes - used, tail);
}

static enum status
fault_no_folder(const struct db_place *place, int number, struct fault *f)
{
	if (number != ENOENT)
		return fault_set(f, WORD_STORE_FAILED, "the folder of %s cannot be reached: %s",
		                 place->shown, strerror(number));
	fault_set(f, WORD_STORE_MISSING, "the folder of %s is not there", place->shown);
	return fault_hint(f, "make it with mkdir -p, or give another file with --store");
}

static enum status
resolve_folder(const char *path, size_t folder_bytes, struct db_place *out, struct fault *f)
{
	char asked[PATH_MAX];
	char resolved[PATH_MAX];

	memcpy(asked, path, folder_bytes);
	asked[folder_bytes] = '\0';
	if (folder_bytes == 0)
		text_copy(asked, sizeof(asked), path[0] == '/' ? "/" : ".");
	if (realpath(asked, resolved) == NULL)
		return fault_no_folder(out, errno, f);
	if (strlen(resolved) + strlen(out->name) > DB_PATH_MAX)
		return fault_set(f, WORD_STORE_FAILED, "the path of %s is longer than %d bytes",
		                 out->shown, DB_PATH_MAX);
	text_copy(out->folder, sizeof(out->folder), resolved);
	text_copy(out->path, sizeof(out->path), strcmp(resolved, "/") == 0 ? "" : resolved);
	append(out->path, sizeof(out->path), "/");
	append(out->path, sizeof(out->path), out->name);
	show_path(out->path, out->shown);
	return ST_OK;
}

enum status
db_place_resolve(const char *path, struct db_place *out, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;

	memset(out, 0, sizeof(*out));
	show_path(path, out->shown);
	if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return fault_set(f, WORD_VALUE_INVALID, "%s names a folder, not a file",
		                 path[0] != '\0' ? out->shown : "an empty path");
	if (!text_copy(out->name, sizeof(out->name), name) || strlen(path) >= PATH_MAX)
		return fault_set(f, WORD_STORE_FAILED, "the path of %s is too long", out->shown);
	return resolve_folder(path, slash != NULL ? (size_t)(slash - path) : 0, out, f);
}

void
db_place_beside(const struct db_place *of, const char *suffix, struct db_place *out)
{
	*out = *of;
	append(out->path, sizeof(out->path), suffix);
	append(out->name, sizeof(out->name), suffix);
}

bool
db_place_exists(const struct db_place *place)
{
	struct stat info;

	return lstat(place->path, &info) == 0 || errno != ENOENT;
}

static bool
has_bytes(const struct db_place *place, const char *suffix)
{
	struct db_place beside;
	struct stat info;

	db_place_beside(place, suffix, &beside);
	return lstat(beside.path, &info) == 0 && info.st_size > 0;
}

bool
db_place_has_log(const struct db_place *place)
{
	return has_bytes(place, "-wal") || has_bytes(place, "-journal");
}

static enum status
check_owner(const struct db_place *place, const char *suffix, const struct stat *info,
            struct fault *f)
{
	const char *shown = place->shown;

	if (S_ISLNK(info->st_mode)) {
		fault_set(f, WORD_STORE_LINK, "%s%s is a symbolic link", shown, suffix);
		return fault_hint(f, "give the path of the file itself");
	}
	if (!S_ISREG(info->st_mode)) {
		fault_set(f, WORD_STORE_FOREIGN, "%s%s is not a regular file", shown, suffix);
		return fault_hint(f, "give another file with --store");
	}
	if (info->st_uid != geteuid()) {
		fault_set(f, WORD_STORE_OWNER, "%s%s belongs to user %u, and this is user %u",
		          shown, suffix, (unsigned)info->st_uid, (unsigned)geteuid());
		return fault_hint(f, "chown %u %s%s, or give another file with --store",
		                  (unsigned)geteuid(), shown, suffix);
	}
	if ((info->st_mode & 077) != 0) {
		fault_set(f, WORD_STORE_MODE, "%s%s is open to others (mode %03o)", shown, suffix,
		          (unsigned)info->st_mode & 0777);
		return fault_hint(f, "chmod 600 %s%s", shown, suffix);
	}
	return ST_OK;
}

/* The log and its index hold the same rows as the store, so they are as private. */
static enum status
check_companions(const struct db_place *place, struct fault *f)
{
	static const char *const suffixes[] = { "-wal", "-shm", "-journal" };
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		struct db_place beside;
		struct stat info;

		db_place_beside(place, suffixes[i], &beside);
		if (lstat(beside.path, &info) == 0)
			st = check_owner(place, suffixes[i], &info, f);
	}
	return st;
}

/* A store keeps a second name, that of its building, when its maker died or is at this moment
 * between two calls; such a name is taken away. */
static enum status
check_links(const struct db_place *place, struct stat *info, struct fault *f)
{
	if (info->st_nlink > 1) {
		db_temp_sweep(place, info->st_ino);
		if (lstat(place->path, info) != 0 || info->st_nlink > 1) {
			fault_set(f, WORD_STORE_LINK, "%s has a second name (a hard link)",
			          place->shown);
			return fault_hint(
				f, "find it with find / -samefile, and remove one of the names");
		}
	}
	return ST_OK;
}

/* SQLite would take an empty file for a new store, and what was in it would be forgotten. */
static enum status
check_size(const struct db_place *place, const struct stat *info, struct fault *f)
{
	if (info->st_size > 0)
		return ST_OK;
	fault_set(f, WORD_STORE_EMPTY, "%s is empty: it holds nothing and may be removed",
	          place->shown);
	return fault_hint(f, "remove it to start anew, or otpdeck restore a copy in its place");
}

static enum status
check_access(struct db *db, struct fault *f)
{
	const struct db_place *place = &db->place;

	if (faccessat(AT_FDCWD, place->path, R_OK, AT_EACCESS) != 0) {
		fault_set(f, WORD_STORE_MODE, "%s cannot be read: %s", place->shown,
		          strerror(errno));
		return fault_hint(f, "chmod 600 %s", place->shown);
	}
	db->is_read_only = faccessat(AT_FDCWD, place->path, W_OK, AT_EACCESS) != 0 ||
	                   faccessat(AT_FDCWD, place->folder, W_OK | X_OK, AT_EACCESS) != 0;
	if (!db->is_read_only || !db_place_has_log(place))
		return ST_OK;
	fault_set(f, WORD_STORE_READ_ONLY, "%s is read-only, and its last changes stand beside it",
	          place->shown);
	return fault_hint(f, "copy it together with its -wal file to a folder of yours, chmod 600");
}

enum status
db_file_check(struct db *db, struct fault *f)
{
	const struct db_place *place = &db->place;
	struct stat info;
	enum status st;

	if (lstat(place->path, &info) != 0)
		return fault_set(f, errno == ENOENT ? WORD_STORE_MISSING : WORD_STORE_FAILED,
		                 "%s: %s", place->shown, strerror(errno));
	st = check_owner(place, "", &info, f);
	if (st == ST_OK)
		st = check_links(place, &info, f);
	if (st == ST_OK)
		st = check_size(place, &info, f);
	if (st == ST_OK)
		st = check_companions(place, f);
	if (st == ST_OK)
		st = check_access(db, f);
	db->device = info.st_dev;
	db->inode = info.st_ino;
	return st;
}

enum status
db_file_check_identity(const struct db *db, struct fault *f)
{
	struct stat info;

	if (lstat(db->place.path, &info) != 0)
		fault_set(f, WORD_STORE_FAILED, "%s was removed while it was open",
		          db->place.shown);
	else if (info.st_dev != db->device || info.st_ino != db->inode)
		fault_set(f, WORD_STORE_FAILED, "%s was replaced while it was open",
		          db->place.shown);
	else
		return ST_OK;
	return fault_hint(f, "put the file back, then start otpdeck again; nothing was written");
}
