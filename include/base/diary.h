/* SPDX-License-Identifier: MIT */
#ifndef BASE_DIARY_H
#define BASE_DIARY_H
/*
 * The program's own log file, for what no screen shows: starts, ends, failures, recoveries.
 *
 * It cannot print a secret: there is no way to hand it one, and every run of four or more digits,
 * or six or more with blanks or hyphens between, is masked before it is written. One line an
 * event: time, pid, word, text.
 * A diary that cannot be written is silently off; nothing depends on it.
 *
 * Limits  a line 512 bytes, the file 1 MiB, then it is renamed to NAME.1 (one old file is kept).
 */
#include "base/fault.h"

void diary_open(const char *path);
void diary_write(const char *event, const char *format, ...) PRINTF_LIKE(2, 3);
void diary_fault(const char *event, const struct fault *f);
void diary_close(void);
#endif
