/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_HISTORY_IMPL_H
#define UI_SCREENS_HISTORY_IMPL_H
/* What the parts of the History page share: the revisions, and the two that are compared. */
#include <stdbool.h>
#include <stddef.h>

#include "app/templates.h"
#include "ui/list.h"
#include "ui/screen.h"

/* What the marked revision is compared with. */
enum history_against { AGAINST_BEFORE, AGAINST_NEWEST };

struct history {
	struct template_name name;
	char written[TEMPLATE_NAME_BYTES];
	struct template_info *infos; /* newest first */
	size_t count;
	bool has_default; /* a last row: Auth0's own text */
	struct fault fault;
	struct list list;
	enum history_against against;
	bool to_newest; /* the mark, once all is read anew */
	struct template_text left;
	struct template_text right;
	char left_title[64];
	char right_title[64];
	struct fault compare_fault; /* why there is nothing to compare */
	size_t top;                 /* rows of the comparison scrolled away */
	struct templates_change *change;
};

/* history.c: whether a row is Auth0's own text. */
bool history_is_default_row(const struct history *x, size_t row);

/* history_panes.c */
void history_draw(const struct screen *s, struct canvas *c);
#endif
