/* SPDX-License-Identifier: MIT */
#ifndef BASE_FILE_H
#define BASE_FILE_H
/*
 * A descriptor written to the last byte; a small file of the user's alone, whole or not at all; a
 * file read below a folder and nowhere else.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/text.h"

/* Writes until all is taken, through interruptions. False with the reason in errno; then a part may
 * have been written. */
bool file_write_all(int fd, const void *bytes, size_t size_bytes);
/* Whether an errno says that there is no room: on the disk, for the user, or for one file. */
bool file_error_is_full(int number);
/* Writes mode 0600 under a temporary name beside it, then renames: what stood there is replaced,
 * a link included. WORD_SYSTEM with the path and the reason; then nothing was changed. */
MUST_USE enum status file_write_private(const char *path, const void *bytes, size_t size_bytes,
                                        struct fault *f);
/* Appends the regular file that `name` ("mail/footer") names below an open folder. False when there
 * is none, when it is longer than `out` takes, or when the name begins with a slash, holds an
 * empty step, "." or "..", or passes a link. */
MUST_USE bool file_read_below(int folder, const char *name, struct text *out);
/* Reads a whole file of the user's that somebody else may have put there: no link, no device, and
 * nothing is waited for. *size_bytes says how long it is also above the ceiling, where it is not
 * read: WORD_VALUE_TOO_LONG. WORD_FILE_UNREADABLE with the reason. *out is the caller's to free
 * with mem_free and is NUL-terminated. */
MUST_USE enum status file_read_private(const char *path, size_t ceiling_bytes, char **out,
                                       size_t *size_bytes, struct fault *f);
/* Makes a directory of mode 0700; the six X at the end of `path` become what makes it its own. */
MUST_USE enum status file_make_dir(char *path, struct fault *f);
/* Removes a directory with the files in it; what lies deeper stays, and with it the directory. */
void file_remove_dir(const char *path);
#endif
