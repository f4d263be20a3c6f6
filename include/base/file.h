/* SPDX-License-Identifier: MIT */
#ifndef BASE_FILE_H
#define BASE_FILE_H
/*
 * A descriptor written to the last byte; a small file of the user's alone, whole or not at all.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

/* Writes until all is taken, through interruptions. False with the reason in errno; then a part may
 * have been written. */
bool file_write_all(int fd, const void *bytes, size_t size_bytes);
/* Whether an errno says that there is no room: on the disk, for the user, or for one file. */
bool file_error_is_full(int number);
/* Writes mode 0600 under a temporary name beside it, then renames: what stood there is replaced,
 * a link included. WORD_SYSTEM with the path and the reason; then nothing was changed. */
MUST_USE enum status file_write_private(const char *path, const void *bytes, size_t size_bytes,
                                        struct fault *f);
#endif
