/* SPDX-License-Identifier: MIT */
#ifndef BASE_TTY_H
#define BASE_TTY_H
/*
 * Questions to a person at a terminal, and secrets read byte by byte without echo.
 *
 * Reads and writes /dev/tty, so that redirected standard streams stay data. The terminal's modes
 * are restored on every way out, signals included: Ctrl-C cancels, SIGTERM, SIGHUP and SIGQUIT take
 * their course afterwards, Ctrl-Z stops and asks again. Only the loop's thread may call, and other
 * threads must have these signals blocked.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/secret.h"

/* Whether a question can be asked. */
bool tty_is_available(void);
/* Asks and reads a line. WORD_QUESTION_UNASKED without a terminal; WORD_CANCELLED on Ctrl-C/D. */
MUST_USE enum status tty_ask(const char *prompt, char *out, size_t out_bytes, struct fault *f);
/* The same without echo, straight into guarded memory. */
MUST_USE enum status tty_ask_secret(const char *prompt, struct secret **out, struct fault *f);
/* Writes a secret and a line end to the terminal and to nothing else, whatever standard output is;
 * what is no printable ASCII stands as '?'. WORD_NO_TERMINAL. */
MUST_USE enum status tty_show_secret(const struct secret *s, struct fault *f);
/* Reads a descriptor to its end (at most SECRET_BYTES_MAX) into guarded memory. */
MUST_USE enum status tty_read_secret_fd(int fd, struct secret **out, struct fault *f);
/* Reads standard input to its end. WORD_VALUE_TOO_LONG above `ceiling_bytes`. *out is the
 * caller's to free with mem_free and is NUL-terminated. */
MUST_USE enum status tty_read_stdin(size_t ceiling_bytes, char **out, size_t *size_bytes,
                                    struct fault *f);
/* The same for a file by name; "-" is standard input. */
MUST_USE enum status tty_read_file(const char *path, size_t ceiling_bytes, char **out,
                                   size_t *size_bytes, struct fault *f);
#endif
