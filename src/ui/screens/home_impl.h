/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_HOME_IMPL_H
#define UI_SCREENS_HOME_IMPL_H
/* What the parts of Home share: what was found out about the set-up, and the latest rows. */
#include <stdbool.h>
#include <stddef.h>

#include "app/logbook.h"
#include "app/setup.h"
#include "ui/list.h"
#include "ui/screen.h"

#define HOME_LATEST 30

struct home {
	struct list list;
	struct message_page latest;
	bool latest_known;
	struct logbook_ask *ask;
	struct fault fault; /* why the latest rows are not known */
	struct logbook_summary summary;
	bool secrets_known;
	bool has_key;
	bool key_refused;
	char fingerprint[10];
	bool templates_known;
	size_t template_count;
	char templates[160]; /* their names */
};

/* home_setup.c: "[OK] ..." or "[--] ... and what to do", one line each. */
void home_read_setup(struct screen *s);
void home_draw_setup(const struct screen *s, struct canvas *c);
#endif
