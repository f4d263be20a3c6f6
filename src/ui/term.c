/* SPDX-License-Identifier: MIT */
/* the terminal: opened, drawn to, given back */
#include "ui/term.h"

#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "ui/term_impl.h"
#include "ui/theme.h"

#define ESCAPE_DELAY_MS 25
/* Bracketed paste, and a report when the window loses the keyboard. */
#define MODES_ON "\033[?2004h\033[?1004h"
#define MODES_OFF "\033[?1004l\033[?2004l"

/* ncurses keeps one terminal a process in globals of its own, so there is one of these. */
static struct {
	SCREEN *screen; /* NULL: not open */
	FILE *in_file;
	FILE *out_file;
	int in; /* our own duplicates, which the files close */
	int out;
	int colors;
	bool utf8;
	bool marks_pastes; /* the terminal speaks ANSI, so asking for it does no harm */
	int cursor_row;    /* -1: nobody placed it in this frame */
	int cursor_column;
} term;

static bool
is_set(const char *name)
{
	const char *value = getenv(name);
	return value && *value;
}

/* `name` is what TERM says, NULL where that is not at fault. */
static enum status
refuse(struct fault *f, const char *cause, const char *name)
{
	if (name)
		fault_set(f, WORD_NO_TERMINAL, "%s \"%.40s\"", cause, name);
	else
		fault_set(f, WORD_NO_TERMINAL, "%s", cause);
	return fault_hint(f, "use a shell command such as `otpdeck send` or `otpdeck log list`; "
	                     "Debian's ncurses-term describes more terminals");
}

/* Loads the description of the terminal and gives it up again: newterm ends badly where this can
 * still say why. Nothing is written. */
static enum status
check_terminal(int in, int out, struct fault *f)
{
	const char *name = getenv("TERM");
	int result = 0;

	if (isatty(in) != 1)
		return refuse(f, "standard input is not a terminal", NULL);
	if (isatty(out) != 1)
		return refuse(f, "standard output is not a terminal", NULL);
	if (!name || !*name)
		return refuse(f, "the variable TERM is not set", NULL);
	bool known = setupterm(name, out, &result) == OK;
	bool able = known && cursor_address && clear_screen;
	term.marks_pastes = able && strncmp(cursor_address, "\033[", 2) == 0;
	if (known)
		del_curterm(cur_term);
	if (!known)
		return refuse(f, "this system does not know the terminal", name);
	if (!able)
		return refuse(f, "nothing can be placed on a terminal of the kind", name);
	return ST_OK;
}

static FILE *
open_copy(int fd, const char *mode)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	FILE *file = copy < 0 ? NULL : fdopen(copy, mode);
	if (!file && copy >= 0)
		close(copy);
	return file;
}

static void
pass_over(int number)
{
	(void)number;
}

/* ncurses takes over these signals where nobody has; with a handler in their place while it starts
 * it leaves them alone for good. The loop or the default has them afterwards. */
static SCREEN *
start_curses(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
	enum { COUNT = sizeof(numbers) / sizeof(numbers[0]) };
	const struct sigaction ours = { .sa_handler = pass_over, .sa_flags = SA_RESTART };
	struct sigaction before[COUNT];

	for (size_t i = 0; i < COUNT; i++) {
		sigaction(numbers[i], NULL, &before[i]);
		if (before[i].sa_handler == SIG_DFL)
			sigaction(numbers[i], &ours, NULL);
	}
	SCREEN *screen = newterm(NULL, term.out_file, term.in_file);
	/* ncurses 6.4 writes at every move of the cursor until its screen has been suspended once:
	 * some seventy small writes a frame in place of one, and torn frames. The first refresh
	 * takes the terminal up again. */
	if (screen)
		endwin();
	for (size_t i = 0; i < COUNT; i++)
		sigaction(numbers[i], &before[i], NULL);
	return screen;
}

static void
set_modes(void)
{
	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	leaveok(stdscr, FALSE);
	if (!is_set("ESCDELAY"))
		set_escdelay(ESCAPE_DELAY_MS);
}

static bool
wants_colors(void)
{
	const char *plain = getenv("CLICOLOR");
	return !is_set("NO_COLOR") && !(plain && strcmp(plain, "0") == 0);
}

/* The terminal's own colours have to stay behind ours, so one that cannot name them has none. */
static int
count_colors(void)
{
	if (!wants_colors() || !has_colors() || start_color() == ERR || use_default_colors() == ERR)
		return 0;
	return COLORS;
}

static void
close_files(void)
{
	if (term.in_file)
		fclose(term.in_file);
	if (term.out_file)
		fclose(term.out_file);
	term.in_file = NULL;
	term.out_file = NULL;
}

enum status
term_open(int in, int out, struct fault *f)
{
	struct termios before;

	/* Only what concerns characters: numbers are written with a point everywhere. */
	setlocale(LC_CTYPE, "");
	enum status st = check_terminal(in, out, f);
	if (st != ST_OK)
		return st;
	if (tcgetattr(out, &before) != 0)
		return refuse(f, "the modes of the terminal cannot be read", NULL);
	term.in_file = open_copy(in, "r");
	term.out_file = open_copy(out, "w");
	if (term.in_file && term.out_file)
		term.screen = start_curses();
	if (!term.screen) {
		close_files();
		return refuse(f, "the screen cannot be opened on", getenv("TERM"));
	}
	term.in = fileno(term.in_file);
	term.out = fileno(term.out_file);
	term.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	term.cursor_row = -1;
	term_crash_open(term.out, &before);
	set_modes();
	term_resize();
	term.colors = count_colors();
	theme_init(term.colors);
	term_keys_open(term.in);
	if (term.marks_pastes)
		term_write_raw(MODES_ON, sizeof(MODES_ON) - 1);
	return ST_OK;
}

void
term_write_raw(const char *bytes, size_t size_bytes)
{
	/* A terminal that is gone is noticed where its keys are read. */
	(void)file_write_all(term.out, bytes, size_bytes);
}

bool
term_is_ansi(void)
{
	return term.marks_pastes;
}

static void
give_back(void)
{
	if (term.marks_pastes)
		term_write_raw(MODES_OFF, sizeof(MODES_OFF) - 1);
	endwin();
}

const char *
term_library(void)
{
	return curses_version();
}

void
term_close(void)
{
	if (!term.screen)
		return;
	give_back();
	term_keys_close();
	term_crash_close();
	delscreen(term.screen);
	term.screen = NULL;
	close_files();
}

bool
term_is_open(void)
{
	return term.screen != NULL;
}

int
term_input_fd(void)
{
	return term.screen ? term.in : -1;
}

int
term_output_fd(void)
{
	return term.screen ? term.out : -1;
}

int
term_rows(void)
{
	return term.screen ? getmaxy(stdscr) : 0;
}

int
term_columns(void)
{
	return term.screen ? getmaxx(stdscr) : 0;
}

int
term_colors(void)
{
	return term.screen ? term.colors : 0;
}

bool
term_is_utf8(void)
{
	return term.screen && term.utf8;
}

/* What the terminal says counts, not the variables LINES and COLUMNS, which ncurses believes. */
void
term_resize(void)
{
	struct winsize size;

	if (!term.screen || ioctl(term.out, TIOCGWINSZ, &size) != 0)
		return;
	if (size.ws_row > 0 && size.ws_col > 0 &&
	    (size.ws_row != term_rows() || size.ws_col != term_columns()))
		resize_term(size.ws_row, size.ws_col);
	/* Terminals move what they show when they change their size, each in its own way. */
	term_redraw();
}

void
term_place_cursor(int row, int column)
{
	term.cursor_row = row;
	term.cursor_column = column;
}

void
term_begin_frame(void)
{
	werase(stdscr);
	term.cursor_row = -1;
}

void
term_end_frame(void)
{
	if (term.cursor_row < 0)
		term_place_cursor(term_rows() - 1, 0);
	wmove(stdscr, term.cursor_row, term.cursor_column);
	wnoutrefresh(stdscr);
	doupdate();
}

void
term_redraw(void)
{
	if (term.screen)
		clearok(curscr, TRUE);
}

static void
take_back(void)
{
	reset_prog_mode();
	if (term.marks_pastes)
		term_write_raw(MODES_ON, sizeof(MODES_ON) - 1);
	term_resize();
	term_redraw();
}

/* The loop's handlers would keep the process running and count its going on as news. */
void
term_stop(void)
{
	const struct sigaction standard = { .sa_handler = SIG_DFL };
	struct sigaction stop;
	struct sigaction go_on;

	sigaction(SIGTSTP, &standard, &stop);
	sigaction(SIGCONT, &standard, &go_on);
	kill(getpid(), SIGTSTP);
	sigaction(SIGTSTP, &stop, NULL);
	sigaction(SIGCONT, &go_on, NULL);
}

void
term_suspend(void)
{
	if (!term.screen)
		return;
	give_back();
	term_stop();
	take_back();
}

void
term_lend(void)
{
	if (term.screen)
		give_back();
}

void
term_resume(void)
{
	if (!term.screen)
		return;
	/* Whoever had the terminal meanwhile may have left its other screen: enter it anew. */
	endwin();
	take_back();
}
