/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_RIG_IMPL_H
#define SUPPORT_RIG_IMPL_H
/* What the parts of the rig share. */
#include <pthread.h>
#include <stdint.h>
#include <vterm.h>

#include "folder.h"
#include "rig.h"

#define RIG_DEADLINE_MS 10000
#define RIG_ROW_BYTES 4096

struct rig {
	struct folder folder;
	char home_before[FOLDER_PATH_BYTES];
	const char *environment[4];
	int master; /* -1: hung up */
	int slave;  /* -1: a child has it alone */

	pthread_t pump;
	int wake[2];           /* a byte ends the pump */
	pthread_mutex_t mutex; /* guards what follows, down to the blank line */
	pthread_cond_t news;
	VTerm *vt;
	VTermScreen *screen;
	char *stream;
	size_t stream_bytes;
	char typed[1024]; /* what the emulator's keyboard has to send */
	size_t typed_bytes;
	unsigned long marker_seen;
	unsigned long reads;
	int quiet_polls; /* since the last byte */
	bool gone;       /* the other end is closed, or this one */
	bool alternate;

	bool halted; /* the pump has ended */
	unsigned long marker;
	bool has_term;
	struct session *session;
	struct console *console;
	pid_t child;     /* 0: none; with a job its shell */
	pid_t job;       /* who gets signals: the child, or the job of the shell */
	int child_fd;    /* readable when the child has ended */
	int job_pipe;    /* to the shell; -1: none */
	int exit_status; /* -1: has not ended */
};

/* rig_pump.c */
void rig_pump_start(struct rig *r);
/* Ends the thread; what was read stays. */
void rig_pump_halt(struct rig *r);
void rig_pump_stop(struct rig *r);
int64_t rig_now_ms(void);
/* Waits until nothing has come for three polls, called and left with the mutex held. False when
 * that does not happen before the deadline. */
bool rig_wait_quiet(struct rig *r, int64_t deadline_ms);
/* Begins that anew, with the mutex held: how quiet it was says nothing of what a child wrote since
 * and the pump had no time to read. */
void rig_listen_anew(struct rig *r);
/* The same until something comes. */
bool rig_wait_news(struct rig *r, int64_t deadline_ms);
/* Around a fork: the pump sleeps and holds no lock of the allocator's or the sanitizer's, which
 * the child would wait for for ever. */
void rig_hold_pump(struct rig *r);
void rig_let_pump(struct rig *r);
/* Until the marker of this number has come. */
bool rig_wait_marker(struct rig *r, unsigned long number);

/* rig.c */
typedef bool (*rig_question_fn)(struct rig *r, const void *context);
/* Asks about whole frames until the answer is yes or the time is over; the mutex is held then. */
bool rig_wait(struct rig *r, rig_question_fn question, const void *context);

/* rig_cells.c: called with the mutex held. */
void rig_read_row(struct rig *r, int row, char out[RIG_ROW_BYTES]);
bool rig_look_for(struct rig *r, const char *wanted, int *row, int *column);

/* rig_child.c */
void rig_child_end(struct rig *r);
#endif
