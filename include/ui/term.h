/* SPDX-License-Identifier: MIT */
#ifndef UI_TERM_H
#define UI_TERM_H
/*
 * The terminal: opened, read, restored. With canvas and theme the only place that knows ncurses.
 *
 * Fails   WORD_NO_TERMINAL, with the screen untouched: no terminal on stdin or stdout, TERM
 *         unset, unknown, or unable to place a cursor. The hint names the shell commands.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/secret.h"

#define TERM_KEY_BYTES 32

/* Opens through newterm with a SIGWINCH handler of ours in place before. ESCDELAY is 25 ms unless
 * the user set it; bracketed paste and reports of a lost focus on; dies and crashes restore the
 * terminal. `in` and `out` are descriptors (tests give a pty). */
MUST_USE enum status term_open(int in, int out, struct fault *f);
void term_close(void);
/* ncurses with its version, for --version. */
const char *term_library(void);
bool term_is_open(void);
int term_input_fd(void);
int term_output_fd(void);
int term_rows(void);
int term_columns(void);
int term_colors(void); /* 0 with NO_COLOR or a monochrome terminal */
bool term_is_utf8(void);

enum term_event {
	TERM_NOTHING,   /* all read */
	TERM_KEY,       /* a named key: "Enter", "Esc", "Up", "C-l", "F1" */
	TERM_TEXT,      /* a printable character, UTF-8 */
	TERM_PASTE,     /* a piece of pasted text: never a command, never Enter */
	TERM_PASTED,    /* a paste is over, also when nothing was in it */
	TERM_UNFOCUSED, /* the window is no longer the one that takes keys, where terminals tell */
	TERM_HANGUP
};

/* The next of what has been typed, without waiting. `key` is the name or the text. */
enum term_event term_read(char key[TERM_KEY_BYTES]);
/* Throws away what has been typed but not read. */
void term_drop_input(void);

enum term_secret {
	TERM_SECRET_MORE, /* all that was typed is read */
	TERM_SECRET_ENTER,
	TERM_SECRET_ANEW,   /* Ctrl-U: nothing is typed so far */
	TERM_SECRET_CANCEL, /* Escape, Ctrl-C */
	TERM_SECRET_SUSPEND,
	TERM_SECRET_REDRAW,
	TERM_SECRET_TOO_LONG, /* nothing is kept of it */
	TERM_SECRET_HANGUP
};

/* How far what is typed has come; zeroes at first. */
struct term_secret_typing {
	bool pasting;  /* between the marks that a terminal puts around a paste */
	bool discards; /* of something too long, or of a paste behind its Enter, until it is over */
};

/* In the place of term_read while a passphrase is typed: takes what is there, without waiting, byte
 * by byte into guarded memory, past ncurses. Backspace and Ctrl-U edit; a paste is taken like
 * typing up to its first line end; other keys are passed over. The rest of what is too long is
 * thrown away until its paste ends, or Enter or Ctrl-U comes. Call term_drop_input first: ncurses
 * may hold earlier keys. */
enum term_secret term_read_secret(struct secret *s, struct term_secret_typing *typing);

/* Reads the size and lays the screen out anew. */
void term_resize(void);
/* Frame: begin clears the virtual screen, end writes the difference and places the cursor. */
void term_begin_frame(void);
void term_end_frame(void);
/* The next frame is written in full. */
void term_redraw(void);
/* Restores the terminal and stops the process; on return the screen is ours again. */
void term_suspend(void);
/* The process was stopped and continued from outside: takes the screen back. */
void term_resume(void);
/* Restores the terminal for another program, until term_resume: nothing is drawn or read in
 * between. */
void term_lend(void);
/* While it is lent: stops the process, without a look at the terminal. */
void term_stop(void);

/* The most that a copy may hold: as base64 it fits the 74,994 bytes that terminals take. */
#define TERM_COPY_BYTES_MAX ((size_t)56244)
/* Whether a copy of this size can be handed over here: not to a terminal that would show it. */
bool term_can_copy(size_t size_bytes);
/* Hands bytes to the clipboard of the terminal (OSC 52), wrapped for tmux and screen where these
 * stand between. No terminal answers: whether it was taken cannot be known. Nothing is written
 * where term_can_copy says no. */
void term_copy(const char *bytes, size_t size_bytes);
/* Whether a key string is one that term_read can give; the table test uses it. */
bool term_key_is_known(const char *key);
#endif
