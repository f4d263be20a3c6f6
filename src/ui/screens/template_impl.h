/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_TEMPLATE_IMPL_H
#define UI_SCREENS_TEMPLATE_IMPL_H
/*
 * What the parts of the page for one text share: the text in hand, how it looks through the test
 * contexts, and what is being written.
 *
 * What the text in hand comes to is computed again at every change of it: at a glance on the loop's
 * thread, and where that leaves something, the rest on the worker. Everything about the store is a
 * job, or read in a moment.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/template_lens.h"
#include "app/template_price.h"
#include "app/templates.h"
#include "ui/editor.h"
#include "ui/list.h"
#include "ui/screen.h"
#include "ui/screens/page_impl.h"

enum template_pane {
	TEMPLATE_PANE_TEXT,
	TEMPLATE_PANE_PREVIEW,
	TEMPLATE_PANE_FINDINGS,
	TEMPLATE_PANE_WHO,
	TEMPLATE_PANE_COUNT
};

struct template_page {
	struct template_name name;
	char written[TEMPLATE_NAME_BYTES];
	int64_t profile_id;
	int64_t revision; /* what the text in hand began from; 0: nothing is saved of it yet */
	int64_t newest;   /* in the store, when another one is by now; 0: as far as is known none */
	bool told_removed;              /* that the text is gone from the store */
	bool leaves;                    /* once it is saved */
	char seed[TEMPLATE_NAME_BYTES]; /* a new text began as this one; "": as Auth0's, or empty */
	struct editor *editor;

	struct template_lens *lens;
	const struct template_look *look; /* the lens's; NULL: there is none yet */
	size_t chosen;                    /* the context that is previewed */
	struct template_price price;      /* of one part, by the last price seen */
	struct list findings;             /* its cursor is the finding in focus */
	struct editor_mark *marks;
	size_t mark_count;
	size_t mark_room;
	struct template_name *have; /* every text of the profile, and this one */
	size_t have_count;
	struct template_trace trace; /* of the chosen context */

	enum template_pane pane;
	enum template_pane below; /* the one shown where only one fits beside the text */
	struct page shown;        /* scrolled where the preview is in focus */

	struct templates_change *change; /* being written; NULL: nothing is */
	uint64_t outside_timer;          /* on the way to $EDITOR; 0: not */
	uint64_t saving;                 /* the editor's revision that is being written */
};

/* template_look.c */
/* Opens the lens anew and reads which texts there are. */
void template_page_open_lens(struct screen *s);
/* The text is another one: looks, and marks what was found. */
void template_page_look(struct screen *s);
/* The cursor moved: the first finding from there on that can be fixed comes into focus. */
void template_page_focus(struct template_page *x);
/* Previews with the kept context of this number, where it is among them. */
void template_page_choose(struct screen *s, int64_t id);
void template_page_next_context(struct screen *s, int step);
void template_page_next_finding(struct screen *s);
void template_page_fix(struct screen *s);
/* The finding in focus; NULL: there is none. */
const struct template_finding *template_page_finding(const struct template_page *x);

/* template_marks.c: colours of the language, and what stands out of them. */
void template_page_mark(struct template_page *x);
/* How many characters make the text UCS-2 and have no other form. */
size_t template_page_count_formless(const struct template_measure *m);

/* template_save.c */
/* Reads the text, or what a new one begins as. */
enum status template_page_load(struct screen *s, struct fault *f);
void template_page_save(struct screen *s);
/* The store may hold a newer revision. */
void template_page_follow(struct screen *s);
bool template_page_is_unsaved(const struct template_page *x);
/* Asks before what is not saved is lost; false: there is nothing to ask. */
bool template_page_ask_leave(struct screen *s);
void template_page_answered(struct screen *s, int token);
void template_page_edit_outside(struct screen *s);

/* template_preview.c: `alone` where the findings have no pane of their own. */
void template_page_draw_preview(const struct screen *s, struct canvas *c, bool alone);
enum role template_page_severity_role(enum template_severity severity);

/* template_panes.c */
void template_page_draw(const struct screen *s, struct canvas *c);

/* who.c: which text answers, step by step; with `columns` a line each, names cut to fit. */
void who_add_trace(struct page *p, const struct template_trace *trace, int columns);
#endif
