/* SPDX-License-Identifier: MIT */
/* where files live, by the XDG rules */
#include "base/paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Joins up to three pieces; `tail` may be "". */
static enum status
join(char out[PATHS_BYTES], const char *base, const char *middle, const char *tail, struct fault *f)
{
	int size = snprintf(out, PATHS_BYTES, "%s%s%s", base, middle, tail);

	if (size >= 0 && size < PATHS_BYTES)
		return ST_OK;
	out[0] = '\0';
	return fault_set(f, WORD_SYSTEM, "the path below %.60s... is too long", base);
}

/* The folder of one XDG variable, or its default below the home. */
static enum status
xdg_base(const char *variable, const char *below_home, char out[PATHS_BYTES], struct fault *f)
{
	const char *value = getenv(variable);
	const char *home = getenv("HOME");

	if (value != NULL && value[0] == '/')
		return join(out, value, "", "", f);
	if (home != NULL && home[0] == '/')
		return join(out, home, below_home, "", f);
	out[0] = '\0';
	(void)fault_set(f, WORD_SYSTEM, "there is no home directory");
	return fault_hint(f, "set HOME, or %s", variable);
}

static enum status
resolve_store(const char *store_option, char out[PATHS_BYTES], struct fault *f)
{
	char base[PATHS_BYTES];
	const char *value = getenv("OTPDECK_STORE");

	if (store_option != NULL && store_option[0] == '\0')
		return fault_set(f, WORD_VALUE_INVALID, "the path of the store is empty");
	if (store_option != NULL)
		return join(out, store_option, "", "", f);
	if (value != NULL && value[0] != '\0')
		return join(out, value, "", "", f);

	enum status st = xdg_base("XDG_DATA_HOME", "/.local/share", base, f);
	return st != ST_OK ? st : join(out, base, "/otpdeck", "/otpdeck.db", f);
}

static enum status
resolve_state(struct paths *out, struct fault *f)
{
	char base[PATHS_BYTES];
	enum status st = xdg_base("XDG_STATE_HOME", "/.local/state", base, f);

	if (st == ST_OK)
		st = join(out->state_dir, base, "/otpdeck", "", f);
	if (st == ST_OK)
		st = join(out->sandbox_state, out->state_dir, "/sandbox.jsonl", "", f);
	if (st == ST_OK)
		st = join(out->diary, out->state_dir, "/otpdeck.log", "", f);
	return st;
}

static enum status
resolve_program_dir(char out[PATHS_BYTES], struct fault *f)
{
	ssize_t size = readlink("/proc/self/exe", out, PATHS_BYTES);

	if (size < 0 || size >= PATHS_BYTES) {
		out[0] = '\0';
		return fault_set(f, WORD_SYSTEM, "the folder of this program cannot be read");
	}
	out[size] = '\0';

	char *slash = strrchr(out, '/');
	if (slash != NULL)
		slash[slash == out ? 1 : 0] = '\0';
	return ST_OK;
}

enum status
paths_resolve(const char *store_option, struct paths *out, struct fault *f)
{
	char config[PATHS_BYTES];
	enum status st;

	memset(out, 0, sizeof *out);
	st = resolve_store(store_option, out->store, f);
	if (st == ST_OK)
		st = xdg_base("XDG_CONFIG_HOME", "/.config", config, f);
	if (st == ST_OK)
		st = join(out->key_dir, config, "/otpdeck", "/keys", f);
	if (st == ST_OK)
		st = resolve_state(out, f);
	if (st == ST_OK)
		st = resolve_program_dir(out->program_dir, f);
	return st;
}

static enum status
check_dir(const char *path, struct fault *f)
{
	struct stat seen;

	if (stat(path, &seen) != 0)
		return fault_set(f, WORD_SYSTEM, "%s: %s", path, strerror(errno));
	if (!S_ISDIR(seen.st_mode))
		return fault_set(f, WORD_SYSTEM, "%s is not a directory", path);
	if (seen.st_uid != geteuid()) {
		(void)fault_set(f, WORD_SYSTEM, "%s belongs to another user", path);
		return fault_hint(f, "choose a directory of your own");
	}
	if ((seen.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		(void)fault_set(f, WORD_SYSTEM, "%s can be written by other users", path);
		return fault_hint(f, "chmod go-w %s", path);
	}
	return ST_OK;
}

/* A race with another process of ours that makes the same directory is no failure. */
static enum status
make_one(const char *path, struct fault *f)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return ST_OK;

	/* mkdir says EROFS or EACCES for some that exist, such as mount points. */
	int reason = errno;
	struct stat seen;
	if (stat(path, &seen) == 0 && S_ISDIR(seen.st_mode))
		return ST_OK;
	return fault_set(f, WORD_SYSTEM, "%s cannot be made: %s", path, strerror(reason));
}

/* Makes what is missing of `path`, from the left, in place. */
static enum status
make_each(char *path, struct fault *f)
{
	enum status st = ST_OK;

	for (char *slash = strchr(path + 1, '/'); slash != NULL && st == ST_OK;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		st = make_one(path, f);
		*slash = '/';
	}
	return st == ST_OK ? make_one(path, f) : st;
}

enum status
paths_make_dir(const char *path, struct fault *f)
{
	char copy[PATHS_BYTES];
	struct stat seen;

	if (path[0] == '\0')
		return fault_set(f, WORD_SYSTEM, "the path of a directory is empty");
	if (stat(path, &seen) == 0)
		return check_dir(path, f);

	enum status st = join(copy, path, "", "", f);
	if (st == ST_OK)
		st = make_each(copy, f);
	return st == ST_OK ? check_dir(path, f) : st;
}

/* A folder that the operator chose need not be theirs alone: the sticky bit keeps others from
 * replacing a file, and root may do as it likes anyway. */
static enum status
check_foreign_dir(const struct stat *seen, const char *path, struct fault *f)
{
	bool open_to_others = (seen->st_mode & (S_IWGRP | S_IWOTH)) != 0;

	if (!S_ISDIR(seen->st_mode))
		return fault_set(f, WORD_SYSTEM, "%s is not a directory", path);
	if (seen->st_uid != geteuid() && seen->st_uid != 0) {
		(void)fault_set(f, WORD_SYSTEM, "%s belongs to another user", path);
		return fault_hint(f, "choose a directory of your own");
	}
	if (open_to_others && (seen->st_mode & S_ISVTX) == 0) {
		(void)fault_set(f, WORD_SYSTEM, "%s can be written by other users", path);
		return fault_hint(f, "chmod go-w %s", path);
	}
	return ST_OK;
}

static enum status
make_foreign_dir(const char *path, struct fault *f)
{
	struct stat seen;
	if (path[0] != '\0' && stat(path, &seen) == 0)
		return check_foreign_dir(&seen, path, f);
	return paths_make_dir(path, f);
}

enum status
paths_make_parent(const char *file, struct fault *f)
{
	char copy[PATHS_BYTES];
	enum status st = join(copy, file, "", "", f);

	if (st != ST_OK)
		return st;

	char *slash = strrchr(copy, '/');
	if (slash == NULL)
		return make_foreign_dir(".", f);
	slash[slash == copy ? 1 : 0] = '\0';
	return make_foreign_dir(copy, f);
}
