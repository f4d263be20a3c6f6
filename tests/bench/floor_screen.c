/* SPDX-License-Identifier: MIT */
/*
 * The floor of a first frame: a bare ncurses program that links the same libraries, opens the same
 * store, and paints one page of it. Whatever otpdeck does on top is ours to answer for.
 */
#include <curl/curl.h>
#include <curses.h>
#include <locale.h>
#include <sodium.h>
#include <sqlite3.h>
#include <utf8proc.h>

#include <cjson/cJSON.h>

static void
paint_page(sqlite3 *db)
{
	sqlite3_stmt *rows = NULL;
	int line = 1;

	sqlite3_prepare_v2(
		db,
		"SELECT created_at_ms, to_masked, locale, state, status_name FROM message "
		"WHERE profile_id = 1 ORDER BY created_at_ms DESC, id DESC LIMIT 24",
		-1, &rows, NULL);
	while (sqlite3_step(rows) == SQLITE_ROW) {
		mvprintw(line++, 0, "%lld %s %s %s %s", (long long)sqlite3_column_int64(rows, 0),
		         (const char *)sqlite3_column_text(rows, 1),
		         (const char *)sqlite3_column_text(rows, 2),
		         (const char *)sqlite3_column_text(rows, 3),
		         (const char *)sqlite3_column_text(rows, 4));
	}
	sqlite3_finalize(rows);
}

int
main(int argc, char **argv)
{
	sqlite3 *db = NULL;

	if (argc < 2 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		return 1;
	/* Never called: they are linked for the time that linking takes. */
	if (argc > 99) {
		curl_global_init(CURL_GLOBAL_ALL);
		cJSON_Delete(NULL);
		return sodium_init() + (int)utf8proc_charwidth('a');
	}
	setlocale(LC_ALL, "");
	initscr();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	start_color();
	paint_page(db);
	mvaddstr(LINES - 1, 0, "floor is painted");
	refresh();
	getch();
	endwin();
	sqlite3_close(db);
	return 0;
}
