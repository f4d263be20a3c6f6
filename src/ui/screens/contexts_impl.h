/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_CONTEXTS_IMPL_H
#define UI_SCREENS_CONTEXTS_IMPL_H
/* What the parts of the Test contexts page share: what was tried, and what is being pasted. */
#include <stdbool.h>
#include <stddef.h>

#include "app/template_contexts.h"
#include "ui/list.h"
#include "ui/screen.h"

#define CONTEXTS_PASTE_MAX ((size_t)1 << 20)

struct contexts {
	struct template_tries tries;
	bool loaded;
	struct fault fault;                      /* why the last trying failed */
	struct template_contexts_asking *asking; /* being tried; NULL: nothing is */
	struct template_contexts_task *task;     /* being written; NULL: nothing is */
	struct list list;
	char wanted[TEMPLATE_CONTEXT_NAME_BYTES]; /* to be marked when it comes; "": none */
	char asked[TEMPLATE_CONTEXT_NAME_BYTES];  /* what the open question is about */
	char told[512];                           /* what was replaced in the last paste */
	bool pasting;
	struct text pasted; /* never drawn: it may hold a code, a number, an address */
};

/* contexts.c: the marked one; NULL when there is none. */
const struct template_tried *contexts_marked(const struct contexts *x);

/* contexts_panes.c */
void contexts_draw(const struct screen *s, struct canvas *c);
#endif
