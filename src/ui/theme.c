/* SPDX-License-Identifier: MIT */
/* roles instead of colours, and what is left of them without colour */
#include "ui/theme.h"

#include <assert.h>
#include <curses.h>

/* The terminal's own colour. */
#define OWN (-1)

struct look {
	short foreground;
	short background;
	attr_t colored; /* beside the colours */
	attr_t plain;   /* where there are none */
};

/* Only the eight colours that every colour terminal has, and no reliance on bright ones: bright
 * black is invisible on some. */
static const struct look looks[ROLE_COUNT] = {
	[ROLE_PLAIN] = { OWN, OWN, A_NORMAL, A_NORMAL },
	[ROLE_STRONG] = { OWN, OWN, A_BOLD, A_BOLD },
	[ROLE_GOOD] = { COLOR_GREEN, OWN, A_NORMAL, A_NORMAL },
	[ROLE_FAILURE] = { COLOR_RED, OWN, A_BOLD, A_BOLD },
	[ROLE_WAITING] = { COLOR_YELLOW, OWN, A_NORMAL, A_UNDERLINE },
	[ROLE_INFO] = { COLOR_CYAN, OWN, A_BOLD, A_NORMAL },
	[ROLE_ACCENT] = { COLOR_BLUE, OWN, A_BOLD, A_BOLD },
	[ROLE_DIM] = { COLOR_CYAN, OWN, A_NORMAL, A_NORMAL },
	[ROLE_SELECTED] = { OWN, OWN, A_REVERSE, A_REVERSE },
	[ROLE_SANDBOX] = { COLOR_WHITE, COLOR_MAGENTA, A_BOLD, A_REVERSE },
	[ROLE_STAGING] = { COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_REVERSE },
	[ROLE_PRODUCTION] = { COLOR_WHITE, COLOR_RED, A_BOLD, A_REVERSE | A_BOLD },
};

/* As ncurses keeps its pairs for the whole process, so does this: whether they are set. */
static bool colored;

void
theme_init(int colors)
{
	colored = colors >= 8;
	for (short role = 0; colored && role < ROLE_COUNT; role++)
		init_pair((short)(role + 1), looks[role].foreground, looks[role].background);
}

unsigned long
theme_attributes(enum role role)
{
	assert(role < ROLE_COUNT);
	const struct look *look = &looks[role];
	if (!colored)
		return look->plain;
	if (look->foreground == OWN && look->background == OWN)
		return look->colored;
	return look->colored | (attr_t)COLOR_PAIR((int)role + 1);
}
