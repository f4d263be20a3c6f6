/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_FOLDER_H
#define SUPPORT_FOLDER_H
/* A private folder of a test, and looks at the raw files in it. */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define FOLDER_PATH_BYTES 400

struct folder {
	char path[64];
};

void folder_create(struct folder *d);
/* With everything below it. */
void folder_destroy(const struct folder *d);
/* The path of a name in the folder; one of eight buffers that are used in turn. */
const char *folder_file(const struct folder *d, const char *name);
size_t folder_count(const struct folder *d);
/* How often the bytes stand in any file of the folder. */
size_t folder_find(const struct folder *d, const void *bytes, size_t size_bytes);
/* Whether no file of the folder gives anything to group or others. */
bool folder_is_private(const struct folder *d);

void folder_write(const char *path, const void *bytes, size_t size_bytes);
/* The whole file in one block for free(). */
unsigned char *folder_read(const char *path, size_t *size_bytes);
/* Turns all bits of one byte. */
void folder_flip(const char *path, off_t offset);
#endif
