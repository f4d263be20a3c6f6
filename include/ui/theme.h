/* SPDX-License-Identifier: MIT */
#ifndef UI_THEME_H
#define UI_THEME_H
/*
 * Roles instead of colours. The terminal's own foreground and background are never changed;
 * without colour a role is bold, reverse, underline or plain, and meaning never hangs on it:
 * every state has a word.
 */

enum role {
	ROLE_PLAIN,
	ROLE_STRONG,  /* headings, the button under the cursor */
	ROLE_GOOD,    /* final and delivered, [OK] */
	ROLE_FAILURE, /* failed, [FAIL] */
	ROLE_WAITING, /* on its way, [WAIT], [!!] */
	ROLE_INFO,
	ROLE_ACCENT,   /* keys, the current tab */
	ROLE_DIM,      /* a colour where there are 8 or more, else plain */
	ROLE_SELECTED, /* the row or field under the cursor */
	ROLE_SANDBOX,  /* the environment's bar */
	ROLE_STAGING,
	ROLE_PRODUCTION,
	ROLE_COUNT
};

/* After term_open: prepares the pairs for `colors` (0, 8, 16, 256). */
void theme_init(int colors);
/* curses attributes of a role, as an unsigned long, for canvas and term only. */
unsigned long theme_attributes(enum role role);
#endif
