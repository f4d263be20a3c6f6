/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_AUDIT_IMPL_H
#define UI_SCREENS_AUDIT_IMPL_H
/*
 * The window of rows that the Audit screen has loaded. It grows at the end that the mark reaches
 * and gives up rows at the other. Rows never change, so what is loaded is never read again.
 */
#include <stdbool.h>
#include <stddef.h>

#include "app/audit.h"
#include "ui/list.h"
#include "ui/screen.h"

#define AUDIT_PAGE 60
#define AUDIT_WINDOW_MAX 300

/* What a page is read for. */
enum audit_read {
	AUDIT_NEWEST, /* begin anew at the top */
	AUDIT_OLDEST, /* begin anew at the end */
	AUDIT_OLDER,  /* more behind the last row */
	AUDIT_NEWER   /* more before the first row */
};

struct audit_view {
	struct list list;
	struct audit_entry *rows;
	size_t count;
	bool at_newest; /* nothing is newer than the first row, as of the last reading */
	bool at_oldest;
	struct audit_reading *reading; /* NULL: nothing is being read */
	enum audit_read asked_for;
	struct fault fault; /* why the last reading failed; code ST_OK: it did not */
};

/* Through the worker. What is being read already is abandoned. */
void audit_window_read(struct screen *s, enum audit_read what);
void audit_window_finish(struct audit_view *v);
#endif
