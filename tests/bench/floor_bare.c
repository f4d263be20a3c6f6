/* SPDX-License-Identifier: MIT */
/*
 * The least that a terminal program can be: ncurses, one line, nothing linked besides, no store. No
 * program on ncurses paints earlier, so a goal below it is out of reach of all of them.
 */
#include <curses.h>
#include <locale.h>

int
main(void)
{
	setlocale(LC_ALL, "");
	initscr();
	mvaddstr(LINES - 1, 0, "floor is painted");
	refresh();
	getch();
	endwin();
	return 0;
}
