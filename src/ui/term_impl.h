/* SPDX-License-Identifier: MIT */
#ifndef UI_TERM_IMPL_H
#define UI_TERM_IMPL_H
/* What the parts of term share, and the cursor that canvas places. */
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>
#include <wchar.h>

#include "ui/term.h"

/* From here to term_end_frame: where the hardware cursor rests, in rows and columns of the
 * screen. */
void term_place_cursor(int row, int column);

void term_keys_open(int fd);
void term_keys_close(void);
/* Appends the code point to a key; false when it has no room. */
bool term_append_character(char key[TERM_KEY_BYTES], wchar_t wide);
/* A character of the locale from its bytes as they come; false while it is not whole. A byte that
 * belongs to none is dropped. */
bool term_take_byte(int code, wchar_t *wide);

/* What terminals put around what is pasted. */
#define MARK_BEGIN "\033[200~"
#define MARK_END "\033[201~"

void term_paste_open(int fd);
void term_paste_close(void);
/* Once ncurses has told that a paste begins, until it has *ended: a piece of it (the end may come
 * with the last), TERM_PASTED for an end without a piece, TERM_UNFOCUSED, or TERM_NOTHING. */
enum term_event term_paste_read(char key[TERM_KEY_BYTES], bool *ended);
/* The next code of what was read behind a paste, as wgetch would tell it; ERR: nothing is left. */
int term_paste_next_code(void);

/* Crashes: from open to close, a signal that ends the process first gives the terminal back, with
 * the modes it had `before`. The same happens when memory ends. */
void term_crash_open(int fd, const struct termios *before);
void term_crash_close(void);

/* Bytes straight to the terminal: modes that ncurses does not know. */
void term_write_raw(const char *bytes, size_t size_bytes);
/* Whether it speaks ANSI, so that a sequence it does not know is passed over. */
bool term_is_ansi(void);
#endif
