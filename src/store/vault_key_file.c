/* SPDX-License-Identifier: MIT */
/* sealed values, the keyed hash of a number, chained hashes */
#include "store/vault_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static enum status
fault_wrong(struct fault *f, const char *path, const char *what, const char *hint)
{
	fault_set(f, WORD_KEY_FILE_WRONG, "the key file %s", what);
	return fault_hint(f, "%s: %.110s", hint, path);
}

static enum status
check_file(int fd, const char *path, struct fault *f)
{
	struct stat info;

	if (fstat(fd, &info) != 0)
		return fault_wrong(f, path, strerror(errno), "look at the file");
	if (!S_ISREG(info.st_mode))
		return fault_wrong(f, path, "is not a regular file", "give the file itself");
	if (info.st_uid != geteuid())
		return fault_wrong(f, path, "belongs to another user", "chown it to yourself");
	if ((info.st_mode & 077) != 0)
		return fault_wrong(f, path, "is open to others", "chmod 600");
	if (info.st_nlink != 1)
		return fault_wrong(f, path, "has a second name (a hard link)",
		                   "remove one of its names");
	if (info.st_size != VAULT_KEY_BYTES)
		return fault_wrong(f, path, "does not have 32 bytes", "put the right file back");
	return ST_OK;
}

/* Short reads of a regular file mean that it was cut meanwhile. */
static enum status
read_key(int fd, const char *path, struct secret **out, struct fault *f)
{
	unsigned char *bytes = sodium_malloc(VAULT_KEY_BYTES);
	enum status st = ST_OK;

	if (bytes == NULL)
		return fault_set(f, WORD_SYSTEM, "no guarded memory");
	if (read(fd, bytes, VAULT_KEY_BYTES) == VAULT_KEY_BYTES)
		*out = secret_create(bytes, VAULT_KEY_BYTES);
	else
		st = fault_wrong(f, path, "cannot be read", "look at the file");
	sodium_free(bytes);
	return st;
}

enum status
vault_key_file_read(const char *path, struct secret **out, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum status st;

	*out = NULL;
	if (fd < 0 && errno == ENOENT)
		return ST_NOT_FOUND;
	if (fd < 0 && errno == ELOOP)
		return fault_wrong(f, path, "is a symbolic link", "give the file itself");
	if (fd < 0)
		return fault_wrong(f, path, "cannot be opened",
		                   "chmod 600, and look at its folder");
	st = check_file(fd, path, f);
	if (st == ST_OK)
		st = read_key(fd, path, out, f);
	close(fd);
	return st;
}

static enum status
fault_unwritten(const char *path, int number, struct fault *f)
{
	bool is_full = file_error_is_full(number);

	fault_set(f, is_full ? WORD_STORE_FULL : WORD_SYSTEM, "the key file cannot be written: %s",
	          strerror(number));
	return fault_hint(f, "%s: %.110s", is_full ? "make room" : "look at the folder of", path);
}

void
vault_key_file_folder(const char *path, char out[VAULT_PATH_BYTES])
{
	const char *slash = strrchr(path, '/');

	text_copy(out, VAULT_PATH_BYTES, slash == NULL ? "." : slash == path ? "/" : path);
	if (slash != NULL && slash != path && (size_t)(slash - path) < VAULT_PATH_BYTES)
		out[slash - path] = '\0';
}

/* Returns errno, 0 when key and name are on the disk. */
static int
write_synced(int fd, const char *folder, const struct secret *key)
{
	int folder_fd;

	if (!file_write_all(fd, secret_borrow(key), VAULT_KEY_BYTES) || fchmod(fd, 0600) != 0 ||
	    fsync(fd) != 0)
		return errno;
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder_fd < 0)
		return errno;
	/* A folder that cannot be synced is one whose file system writes names at once. */
	fsync(folder_fd);
	close(folder_fd);
	return 0;
}

static enum status
fault_exists(const char *path, struct fault *f)
{
	fault_set(f, WORD_ALREADY_EXISTS,
	          "there is a file already, and no key file overwrites one");
	return fault_hint(f, "name another than %.110s", path);
}

enum status
vault_key_file_write(const char *path, const struct secret *key, struct fault *f)
{
	char folder[VAULT_PATH_BYTES];
	int number;
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return fault_exists(path, f);
	if (fd < 0)
		return fault_unwritten(path, errno, f);
	vault_key_file_folder(path, folder);
	number = write_synced(fd, folder, key);
	close(fd);
	if (number == 0)
		return ST_OK;
	unlink(path);
	return fault_unwritten(path, number, f);
}
