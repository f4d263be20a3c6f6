/* SPDX-License-Identifier: MIT */
#ifndef UI_TERM_IMPL_H
#define UI_TERM_IMPL_H
/* What the parts of term share, and the cursor that canvas places. */
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/* From here to term_end_frame: where the hardware cursor rests, in rows and columns of the
 * screen. */
void term_place_cursor(int row, int column);

void term_keys_open(int fd);
void term_keys_close(void);

/* Crashes: from open to close, a signal that ends the process first gives the terminal back, with
 * the modes it had `before`. The same happens when memory ends. */
void term_crash_open(int fd, const struct termios *before);
void term_crash_close(void);

/* Bytes straight to the terminal: modes that ncurses does not know. */
void term_write_raw(const char *bytes, size_t size_bytes);
/* Whether it speaks ANSI, so that a sequence it does not know is passed over. */
bool term_is_ansi(void);
#endif
