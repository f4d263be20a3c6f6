/* SPDX-License-Identifier: MIT */
#ifndef BASE_FILE_H
#define BASE_FILE_H
/*
 * A small file of the user's alone, whole or not at all.
 */
#include <stddef.h>

#include "base/fault.h"

/* Writes mode 0600 under a temporary name beside it, then renames: what stood there is replaced,
 * a link included. WORD_SYSTEM with the path and the reason; then nothing was changed. */
MUST_USE enum status file_write_private(const char *path, const void *bytes, size_t size_bytes,
                                        struct fault *f);
#endif
