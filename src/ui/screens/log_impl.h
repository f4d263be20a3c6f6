/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_LOG_IMPL_H
#define UI_SCREENS_LOG_IMPL_H
/*
 * The window of rows that the Log screen has loaded. It grows at the end that the cursor reaches
 * and gives up rows at the other, so that its memory does not depend on the number of messages.
 */
#include <stdbool.h>
#include <stddef.h>

#include "app/logbook.h"
#include "ui/list.h"
#include "ui/screen.h"

#define LOG_PAGE 60
#define LOG_WINDOW_MAX 300
#define LOG_MARKS_MAX 100

/* What a page is read for. */
enum log_read {
	LOG_NEWEST,   /* begin anew at the top */
	LOG_OLDEST,   /* begin anew at the end */
	LOG_OLDER,    /* more behind the last row */
	LOG_NEWER,    /* more before the first row */
	LOG_AGAIN,    /* the rows that are here, as they stand */
	LOG_FROM_HERE /* the marked row's place under another filter */
};

struct log {
	struct list list;
	struct message_query query;
	struct message *rows;
	size_t count;
	bool at_newest; /* nothing is newer than the first row */
	bool at_oldest;
	bool loaded;             /* a first page came */
	struct logbook_ask *ask; /* NULL: nothing is being read */
	enum log_read asked_for;
	struct fault fault;           /* why the last reading failed; code ST_OK: it did not */
	int64_t marks[LOG_MARKS_MAX]; /* rows, ascending; also those that are out of sight */
	size_t mark_count;
};

/* log_marks.c */
bool log_is_marked(const struct log *g, int64_t id);
/* Marks or unmarks the row under the cursor. */
void log_mark(struct screen *s);
bool log_unmark_all(struct log *g);
/* Takes the marks off what has been sent again. */
void log_unmark_sent(struct screen *s);
/* The marked rows, or the one under the cursor, are sent again. */
void log_resend(struct screen *s);
void log_resend_edited(struct screen *s);

/* Reads on the loop when that is quick, else through the worker. */
void log_read(struct screen *s, enum log_read what);
void log_window_finish(struct log *g);
#endif
