/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_RIG_H
#define SUPPORT_RIG_H
/*
 * The terminal on which screens are read: a pty whose master libvterm reads, in a thread of its
 * own, so that a program that writes much does not wait for itself.
 *
 * The program is either in this process (rig_open, rig_open_term) or a child (rig_spawn). Every
 * expectation waits for a frame that shows it, up to a deadline, and then looks at whole frames
 * only; nothing sleeps. RIG_SHOW=1 prints the screen where a test fails.
 *
 * A rig is put into *state as soon as it exists; rig_tear_down ends it, also after a failure.
 */
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "folder.h"
#include "ui/theme.h"

struct console;
struct db;
struct rig;
struct session;

struct rig_options {
	int rows;                   /* 0: 24 */
	int columns;                /* 0: 80 */
	const char *term;           /* NULL: xterm-256color; "": not set */
	const char *locale;         /* NULL: C.UTF-8 */
	const char *environment[4]; /* "NO_COLOR=1"; unset again afterwards */
	bool fresh;                 /* rig_open: no store yet, so the welcome screen comes */
	/* rig_open: fills the store that the console then opens, with a connection that writes. */
	void (*fill)(struct session *s, struct db *db);
};

/* A terminal of which nothing is used yet, in a folder of its own as HOME. NULL: all defaults. */
struct rig *rig_create(void **state, const struct rig_options *options);
int rig_tear_down(void **state);
const struct folder *rig_folder(const struct rig *r);

/* In this process: the terminal only, or session and console too. */
int rig_slave(const struct rig *r);
void rig_open_term(struct rig *r);
void rig_open_console(struct rig *r);
/* All of it, on a store that is filled first. */
struct rig *rig_open(void **state, const struct rig_options *options);
struct session *rig_session(const struct rig *r);
struct console *rig_console(const struct rig *r);
/* Turns the loop until it has no work, and reads all that was drawn. */
void rig_settle(struct rig *r);
/* One turn of the loop. */
void rig_turn(struct rig *r);
/* Moves the stopped clock (clock_freeze) and settles. */
void rig_advance_ms(struct rig *r, long long by_ms);
/* Reads all that was written to the terminal so far. */
void rig_drain(struct rig *r);

/* A child on the terminal. `words` end with NULL; a program that cannot be run ends with 127. With
 * rig_spawn_job it is a job of a small shell, which writes "(stopped)" when it stops and continues
 * it on rig_continue. */
void rig_spawn(struct rig *r, const char *const *words);
void rig_spawn_job(struct rig *r, const char *const *words);
/* Runs a function instead of a program; its result is the exit status. */
void rig_spawn_function(struct rig *r, int (*run)(void), bool as_job);
void rig_continue(struct rig *r);
/* The exit status, 128 + n after a signal. Fails the test when the child does not end. */
int rig_wait_exit(struct rig *r);
pid_t rig_child(const struct rig *r);

/* Keys, through the keyboard of the emulator. Each is typed and settled before the next. */
void rig_type(struct rig *r, const char *letters);
/* "Enter", "Up", "C-l", "F1"... as ui/keymap names them. */
void rig_key(struct rig *r, const char *name);
/* All at once, as bytes, without a look at the screen in between. */
void rig_send_bytes(struct rig *r, const void *bytes, size_t size_bytes);
/* With the marks of bracketed paste where the program asked for them. */
void rig_paste(struct rig *r, const char *pasted);
void rig_signal(struct rig *r, int number);
void rig_resize(struct rig *r, int rows, int columns);
/* The terminal goes away, as when its window is closed. */
void rig_hang_up(struct rig *r);

/* Expectations. A text may stand anywhere in a row. */
void rig_expect_text(struct rig *r, const char *wanted);
void rig_expect_no_text(struct rig *r, const char *unwanted);
/* The whole row without the blanks at its ends. */
void rig_expect_row(struct rig *r, int row, const char *wanted);
/* Every cell of a text, in this row or (-1) in the first that has it, looks like the role. */
void rig_expect_role(struct rig *r, int row, const char *of, enum role role);
void rig_expect_cursor(struct rig *r, int row, int column);
/* Whether the emulator shows its other screen, as full-screen programs want it. */
void rig_expect_alternate(struct rig *r, bool wanted);
/* Ends the test with what is wrong, and with the screen when RIG_SHOW is set. */
void rig_fail(struct rig *r, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* Looks. */
bool rig_has_text(struct rig *r, const char *wanted);
/* Where a text stands first; false when it does not. */
bool rig_find(struct rig *r, const char *wanted, int *row, int *column);
/* A row without the blanks behind it; one of four buffers that are used in turn. */
const char *rig_row(struct rig *r, int row);
/* All bytes that the program wrote so far. The caller's to free(). */
char *rig_stream(struct rig *r, size_t *size_bytes);
/* How often the bytes stand among them. */
size_t rig_count_in_stream(struct rig *r, const void *bytes, size_t size_bytes);
#endif
