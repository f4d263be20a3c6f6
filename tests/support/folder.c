/* SPDX-License-Identifier: MIT */
/* a private folder of a test, and looks at the raw files in it */
#include "folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFERS 8

void
folder_create(struct folder *d)
{
	strcpy(d->path, "/tmp/otpdeck-test-XXXXXX");
	if (mkdtemp(d->path) == NULL)
		abort();
}

static int
remove_entry(const char *path, const struct stat *info, int type, struct FTW *walk)
{
	(void)info;
	(void)type;
	(void)walk;
	return remove(path);
}

void
folder_destroy(const struct folder *d)
{
	nftw(d->path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *
folder_file(const struct folder *d, const char *name)
{
	static char paths[BUFFERS][FOLDER_PATH_BYTES];
	static size_t turn;
	char *path = paths[turn++ % BUFFERS];

	snprintf(path, FOLDER_PATH_BYTES, "%s/%s", d->path, name);
	return path;
}

static DIR *
open_folder(const struct folder *d)
{
	DIR *dir = opendir(d->path);

	if (dir == NULL)
		abort();
	return dir;
}

static const struct dirent *
next_entry(DIR *dir)
{
	const struct dirent *entry;

	do
		entry = readdir(dir);
	while (entry != NULL &&
	       (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
	return entry;
}

size_t
folder_count(const struct folder *d)
{
	DIR *dir = open_folder(d);
	size_t count = 0;

	while (next_entry(dir) != NULL)
		count++;
	closedir(dir);
	return count;
}

static size_t
count_in(const char *path, const void *bytes, size_t size_bytes)
{
	size_t rest;
	unsigned char *all = folder_read(path, &rest);
	unsigned char *at = all;
	unsigned char *hit;
	size_t count = 0;

	while ((hit = memmem(at, rest, bytes, size_bytes)) != NULL) {
		count++;
		rest -= (size_t)(hit + 1 - at);
		at = hit + 1;
	}
	free(all);
	return count;
}

size_t
folder_find(const struct folder *d, const void *bytes, size_t size_bytes)
{
	DIR *dir = open_folder(d);
	const struct dirent *entry;
	size_t count = 0;

	while ((entry = next_entry(dir)) != NULL)
		if (entry->d_type == DT_REG)
			count += count_in(folder_file(d, entry->d_name), bytes, size_bytes);
	closedir(dir);
	return count;
}

bool
folder_is_private(const struct folder *d)
{
	DIR *dir = open_folder(d);
	const struct dirent *entry;
	bool is_private = true;

	while ((entry = next_entry(dir)) != NULL) {
		struct stat info;

		if (fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if ((info.st_mode & 077) != 0) {
			fprintf(stderr, "%s has mode %03o\n", entry->d_name,
			        (unsigned)info.st_mode & 0777);
			is_private = false;
		}
	}
	closedir(dir);
	return is_private;
}

void
folder_write(const char *path, const void *bytes, size_t size_bytes)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, bytes, size_bytes) != (ssize_t)size_bytes)
		abort();
	close(fd);
}

unsigned char *
folder_read(const char *path, size_t *size_bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info;
	unsigned char *bytes;

	if (fd < 0 || fstat(fd, &info) != 0)
		abort();
	*size_bytes = (size_t)info.st_size;
	bytes = malloc(*size_bytes + 1);
	if (bytes == NULL || read(fd, bytes, *size_bytes) != (ssize_t)*size_bytes)
		abort();
	close(fd);
	return bytes;
}

void
folder_flip(const char *path, off_t offset)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	unsigned char byte;

	if (fd < 0 || pread(fd, &byte, 1, offset) != 1)
		abort();
	byte = (unsigned char)~byte;
	if (pwrite(fd, &byte, 1, offset) != 1)
		abort();
	close(fd);
}
