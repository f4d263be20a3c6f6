/* SPDX-License-Identifier: MIT */
/* The terminal: refused, read, sized, stopped and given back. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "rig.h"
#include "ui/canvas.h"
#include "ui/term.h"

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

static void
draw_line(const char *line)
{
	term_begin_frame();
	struct canvas whole = canvas_whole();
	canvas_put_text(&whole, 0, 0, ROLE_PLAIN, line);
	term_end_frame();
}

static void
expect_key(enum term_event event, const char *wanted)
{
	char key[TERM_KEY_BYTES];

	assert_int_equal(term_read(key), event);
	assert_string_equal(key, wanted);
}

static void
expect_nothing(void)
{
	char key[TERM_KEY_BYTES];

	assert_int_equal(term_read(key), TERM_NOTHING);
}

static size_t
written_bytes(struct rig *r)
{
	size_t size = 0;

	rig_drain(r);
	free(rig_stream(r, &size));
	return size;
}

/* Refusals. */

static void
expect_refused(struct rig *r, int in, int out, const char *because)
{
	struct fault f = { .code = ST_OK };

	assert_int_equal(term_open(in, out, &f), ST_INVALID);
	assert_int_equal(f.word, WORD_NO_TERMINAL);
	assert_non_null(strstr(f.cause, because));
	assert_non_null(strstr(f.hint, "otpdeck log list"));
	assert_false(term_is_open());
	assert_int_equal(written_bytes(r), 0);
}

static void
what_is_no_terminal_is_refused(void **state)
{
	struct rig *r = rig_create(state, NULL);
	int empty = open("/dev/null", O_RDWR | O_CLOEXEC);
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	expect_refused(r, empty, rig_slave(r), "standard input");
	expect_refused(r, ends[0], rig_slave(r), "standard input");
	expect_refused(r, -1, rig_slave(r), "standard input");
	expect_refused(r, rig_slave(r), ends[1], "standard output");
	expect_refused(r, rig_slave(r), empty, "standard output");
	close(empty);
	close(ends[0]);
	close(ends[1]);
}

static void
a_terminal_without_a_name_is_refused(void **state)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .term = "" });

	expect_refused(r, rig_slave(r), rig_slave(r), "TERM is not set");
}

static void
an_unknown_terminal_is_refused_by_name(void **state)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .term = "teapot-1848" });

	expect_refused(r, rig_slave(r), rig_slave(r), "\"teapot-1848\"");
}

static void
a_terminal_that_cannot_place_its_cursor_is_refused(void **state)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .term = "dumb" });

	expect_refused(r, rig_slave(r), rig_slave(r), "\"dumb\"");
}

static void
a_refused_terminal_can_be_followed_by_a_good_one(void **state)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .term = "dumb" });

	expect_refused(r, rig_slave(r), rig_slave(r), "\"dumb\"");
	setenv("TERM", "xterm", 1);
	rig_open_term(r);
	draw_line("now it works");
	rig_expect_row(r, 0, "now it works");
}

/* What is drawn. */

static void
expect_drawn_on(void **state, const char *name, int colors)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .term = name });

	rig_open_term(r);
	assert_int_equal(term_colors(), colors);
	draw_line("seen");
	rig_expect_row(r, 0, "seen");
	rig_tear_down(state);
}

static void
every_usual_terminal_is_drawn_on(void **state)
{
	expect_drawn_on(state, "xterm-256color", 256);
	expect_drawn_on(state, "xterm", 8);
	expect_drawn_on(state, "linux", 8);
	expect_drawn_on(state, "screen", 8);
	expect_drawn_on(state, "screen-256color", 256);
	expect_drawn_on(state, "tmux-256color", 256);
	expect_drawn_on(state, "vt100", 0);
}

static void
the_variables_that_ask_for_no_colour_are_obeyed(void **state)
{
	struct rig *r = rig_create(state, &(struct rig_options){ .environment = { "NO_COLOR=1" } });
	rig_open_term(r);
	assert_int_equal(term_colors(), 0);
	rig_tear_down(state);

	r = rig_create(state, &(struct rig_options){ .environment = { "CLICOLOR=0" } });
	rig_open_term(r);
	assert_int_equal(term_colors(), 0);
	rig_tear_down(state);

	r = rig_create(state, &(struct rig_options){ .environment = { "NO_COLOR=" } });
	rig_open_term(r);
	assert_int_equal(term_colors(), 256);
}

static void
the_terminal_says_its_size_and_the_environment_does_not(void **state)
{
	struct rig *r = rig_create(
		state, &(struct rig_options){ .rows = 30,
	                                      .columns = 100,
	                                      .environment = { "LINES=10", "COLUMNS=20" } });
	rig_open_term(r);
	assert_int_equal(term_rows(), 30);
	assert_int_equal(term_columns(), 100);
}

static void
every_size_is_followed_and_drawn(void **state)
{
	static const int sizes[][2] = { { 1, 1 },  { 1, 80 }, { 24, 1 },    { 5, 20 },
		                        { 20, 5 }, { 2, 2 },  { 300, 500 }, { 24, 80 } };
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		rig_resize(r, sizes[i][0], sizes[i][1]);
		term_resize();
		assert_int_equal(term_rows(), sizes[i][0]);
		assert_int_equal(term_columns(), sizes[i][1]);
		draw_line("x");
		rig_expect_row(r, 0, "x");
	}
}

/* Terminals move what they show when their size changes, each in its own way. */
static void
a_new_size_is_drawn_in_full(void **state)
{
	static const char noise[] = "\033[3;1Hmoved by the terminal";
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	draw_line("x");
	assert_int_equal(write(rig_slave(r), noise, sizeof(noise) - 1), sizeof(noise) - 1);
	rig_resize(r, 24, 79);
	term_resize();
	draw_line("x");
	rig_expect_no_text(r, "moved by the terminal");
	assert_int_equal(write(rig_slave(r), noise, sizeof(noise) - 1), sizeof(noise) - 1);
	term_resize();
	draw_line("x");
	rig_expect_no_text(r, "moved by the terminal");
}

static void
the_cursor_rests_where_it_was_placed_or_below_everything(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	term_begin_frame();
	struct canvas whole = canvas_whole();
	canvas_place_cursor(&whole, 3, 7);
	canvas_put_text(&whole, 10, 10, ROLE_PLAIN, "elsewhere");
	term_end_frame();
	rig_expect_cursor(r, 3, 7);
	draw_line("nobody places it");
	rig_expect_cursor(r, 23, 0);
}

static void
a_redraw_writes_again_what_somebody_has_spoilt(void **state)
{
	static const char noise[] = "\033[1;1Hnoise of somebody else";
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	draw_line("ours");
	assert_int_equal(write(rig_slave(r), noise, sizeof(noise) - 1), sizeof(noise) - 1);
	draw_line("ours");
	rig_expect_text(r, "noise");
	term_redraw();
	draw_line("ours");
	rig_expect_row(r, 0, "ours");
}

/* Keys. */

static void
every_named_key_is_read_by_its_name(void **state)
{
	static const char *const names[] = {
		"Enter", "Tab",  "S-Tab", "Backspace", "Esc",      "Up",     "Down",   "Left",
		"Right", "Home", "End",   "PageUp",    "PageDown", "Delete", "Insert", "F1",
		"F2",    "F3",   "F4",    "F5",        "F9",       "F10",    "F12",    "C-a",
		"C-e",   "C-l",  "C-n",   "C-p",       "C-u",      "C-w",
	};
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	draw_line("");
	rig_drain(r);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_true(term_key_is_known(names[i]));
		rig_key(r, names[i]);
		expect_key(TERM_KEY, names[i]);
		expect_nothing();
	}
}

static void
arrows_of_either_mode_are_arrows(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_send_bytes(r, "\033[A\033OB\033[C\033OD", 12);
	expect_key(TERM_KEY, "Up");
	expect_key(TERM_KEY, "Down");
	expect_key(TERM_KEY, "Right");
	expect_key(TERM_KEY, "Left");
}

/* A vt100 is described without most keys, but what calls itself one has them. */
static void
keys_work_on_a_terminal_that_does_not_describe_them(void **state)
{
	static const char *const names[] = { "F1",   "F2",     "F5",     "F10",  "F12",
		                             "Home", "PageUp", "Delete", "S-Tab" };
	struct rig *r = rig_create(state, &(struct rig_options){ .term = "vt100" });

	rig_open_term(r);
	draw_line("");
	rig_drain(r);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		rig_key(r, names[i]);
		expect_key(TERM_KEY, names[i]);
	}
}

static void
letters_of_any_language_are_text(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_type(r, "q \u00e9\u4e2d\U0001f600");
	expect_key(TERM_TEXT, "q");
	expect_key(TERM_TEXT, " ");
	expect_key(TERM_TEXT, "\u00e9");
	expect_key(TERM_TEXT, "\u4e2d");
	expect_key(TERM_TEXT, "\U0001f600");
	expect_nothing();
}

static void
a_letter_whose_bytes_come_apart_is_one_letter(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_send_bytes(r, "\xe4\xb8", 2);
	expect_nothing();
	rig_send_bytes(r, "\xad", 1);
	expect_key(TERM_TEXT, "\u4e2d");
}

static void
bytes_of_no_letter_are_dropped_and_spoil_nothing(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_send_bytes(r,
	               "\xff\xc3"
	               "a\x80"
	               "b\xc2\x9b",
	               7);
	expect_key(TERM_TEXT, "a");
	expect_key(TERM_TEXT, "b");
	expect_nothing();
}

static void
escape_and_a_letter_are_two_keys(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_send_bytes(r, "\033q", 2);
	expect_key(TERM_KEY, "Esc");
	expect_key(TERM_TEXT, "q");
}

static void
sequences_that_nobody_knows_are_no_keys(void **state)
{
	static const char *const sequences[] = {
		"\033[99~", "\033[1;5q", "\033[<0;12;9M", "\033[<0;12;9m",
		"\033Oz",   "\033[",     "\033[?1;2c",    "\033[[A",
	};
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
		rig_send_bytes(r, sequences[i], strlen(sequences[i]));
		expect_nothing();
	}
	rig_type(r, "a");
	expect_key(TERM_TEXT, "a");
}

/* Everything of a paste, put together again, and whether its end follows. */
static void
expect_pasted(const char *wanted, enum term_event behind)
{
	char all[512] = "";
	char piece[TERM_KEY_BYTES];
	enum term_event event;

	while ((event = term_read(piece)) == TERM_PASTE)
		strncat(all, piece, sizeof(all) - strlen(all) - 1);
	assert_int_equal(event, behind);
	assert_string_equal(all, wanted);
}

static void
what_is_pasted_is_never_a_key(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_drain(r);
	rig_paste(r, "q\r1 a long line that does not fit into one piece \u00e9\033[A\tq");
	expect_pasted("q\r1 a long line that does not fit into one piece \u00e9\033\tq",
	              TERM_PASTED);
	rig_type(r, "q");
	expect_key(TERM_TEXT, "q");
}

static void
an_empty_paste_is_over_at_once(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_send_bytes(r, "\033[200~\033[201~", 12);
	expect_pasted("", TERM_PASTED);
	rig_send_bytes(r, "\033[201~q", 7);
	expect_key(TERM_TEXT, "q");
}

static void
control_goes_with_arrows_and_the_underscore(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_send_bytes(r, "\033[1;5D\033[1;5C\033[1;5H\033[1;5F\037", 25);
	expect_key(TERM_KEY, "C-Left");
	expect_key(TERM_KEY, "C-Right");
	expect_key(TERM_KEY, "C-Home");
	expect_key(TERM_KEY, "C-End");
	expect_key(TERM_KEY, "C-_");
}

static void
a_paste_may_come_in_any_pieces(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_send_bytes(r, "\033[200~ab\xc3", 9);
	expect_pasted("ab", TERM_NOTHING);
	rig_send_bytes(r, "\xa9q", 2);
	expect_pasted("\u00e9q", TERM_NOTHING);
	rig_send_bytes(r, "\033[201~q", 7);
	expect_key(TERM_PASTED, "");
	expect_key(TERM_TEXT, "q");
}

/* The next thing that is read, waiting for bytes that are still on their way. */
static enum term_event
await_event(char key[TERM_KEY_BYTES])
{
	struct pollfd ready = { .fd = term_input_fd(), .events = POLLIN };
	enum term_event event = term_read(key);

	while (event == TERM_NOTHING && poll(&ready, 1, 5000) > 0)
		event = term_read(key);
	return event;
}

static void
await_key(enum term_event event, const char *wanted)
{
	char key[TERM_KEY_BYTES];

	assert_int_equal(await_event(key), event);
	assert_string_equal(key, wanted);
}

static void
keys_typed_right_behind_a_paste_keep_their_order(void **state)
{
	static const char typed[] = "\033[200~abc\033[201~\033[Ax\033OB\303\251\r\033y"
				    "\033[I\033[7;7z\033[200~d\033[201~\033[200~\033[201~z";
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_send_bytes(r, typed, sizeof(typed) - 1);
	await_key(TERM_PASTE, "abc");
	await_key(TERM_PASTED, "");
	await_key(TERM_KEY, "Up");
	await_key(TERM_TEXT, "x");
	await_key(TERM_KEY, "Down");
	await_key(TERM_TEXT, "\u00e9");
	await_key(TERM_KEY, "Enter");
	await_key(TERM_KEY, "Esc");
	await_key(TERM_TEXT, "y");
	await_key(TERM_PASTE, "d");
	await_key(TERM_PASTED, "");
	await_key(TERM_PASTED, "");
	await_key(TERM_TEXT, "z");
	expect_nothing();
	rig_send_bytes(r, "\033[D", 3);
	await_key(TERM_KEY, "Left");
}

static void
the_end_of_a_paste_may_come_in_two_reads(void **state)
{
	static const char typed[] = "\033[200~\303\251b\033[201~\033[Ax";
	struct rig *r = rig_create(state, NULL);
	char key[TERM_KEY_BYTES];

	rig_open_term(r);
	/* Cut anywhere behind the mark that begins it and before the key behind it. */
	for (size_t cut = 6; cut <= sizeof(typed) - 1 - 4; cut++) {
		char all[64] = "";
		enum term_event event;

		rig_send_bytes(r, typed, cut);
		while ((event = term_read(key)) == TERM_PASTE)
			strncat(all, key, sizeof(all) - strlen(all) - 1);
		rig_send_bytes(r, typed + cut, sizeof(typed) - 1 - cut);
		while (event != TERM_PASTED && (event = await_event(key)) == TERM_PASTE)
			strncat(all, key, sizeof(all) - strlen(all) - 1);
		assert_int_equal(event, TERM_PASTED);
		assert_string_equal(all, "\u00e9b");
		await_key(TERM_KEY, "Up");
		await_key(TERM_TEXT, "x");
	}
}

/* Wherever its last piece ends. */
static void
a_paste_of_any_size_is_told_from_the_keys_behind_it(void **state)
{
	struct rig *r = rig_create(state, NULL);
	char typed[256];
	char key[TERM_KEY_BYTES];

	rig_open_term(r);
	for (size_t pasted_bytes = 1; pasted_bytes < 100; pasted_bytes++) {
		size_t size = 6 + pasted_bytes;
		size_t seen = 0;
		enum term_event event;

		memcpy(typed, "\033[200~", 6);
		memset(typed + 6, 'a', pasted_bytes);
		memcpy(typed + size, "\033[201~\033[1;5D\303\251q", 15);
		rig_send_bytes(r, typed, size + 15);
		while ((event = await_event(key)) == TERM_PASTE)
			seen += strlen(key);
		assert_int_equal(event, TERM_PASTED);
		assert_int_equal(seen, pasted_bytes);
		await_key(TERM_KEY, "C-Left");
		await_key(TERM_TEXT, "\u00e9");
		await_key(TERM_TEXT, "q");
	}
}

static void
a_paste_without_an_end_is_never_a_key(void **state)
{
	static const char typed[] = "\033[200~\033[201\ry\r\033[A\033[200~y\r\033[20";
	struct rig *r = rig_create(state, NULL);
	char key[TERM_KEY_BYTES];

	rig_open_term(r);
	rig_send_bytes(r, typed, sizeof(typed) - 1);
	expect_pasted("\033[201\ry\r\033y\r", TERM_NOTHING);
	for (int i = 0; i < 500; i++) {
		rig_send_bytes(r, "y\r\033[B\033", 6);
		enum term_event event = await_event(key);
		assert_true(event == TERM_PASTE || event == TERM_NOTHING);
	}
	/* What a terminal reports by itself is told all the same. */
	rig_send_bytes(r, "[Oy\033[Iz", 7);
	while (await_event(key) == TERM_PASTE)
		continue;
	assert_int_equal(term_read(key), TERM_PASTE);
	assert_string_equal(key, "yz");
}

static void
dropped_keys_are_gone_and_the_end_of_a_paste_is_not(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_open_term(r);
	rig_send_bytes(r, "abc\033[A\r", 7);
	term_drop_input();
	expect_nothing();
	rig_send_bytes(r, "\033[200~abc", 9);
	term_drop_input();
	rig_send_bytes(r, "\r", 1);
	expect_key(TERM_PASTE, "\r");
	rig_send_bytes(r, "\033[201~\r", 7);
	term_drop_input();
	rig_send_bytes(r, "x", 1);
	expect_key(TERM_TEXT, "x");
	/* Also keys that were read together with a paste. */
	rig_send_bytes(r, "\033[200~p\033[201~y\r", 15);
	expect_key(TERM_PASTE, "p");
	expect_key(TERM_PASTED, "");
	term_drop_input();
	expect_nothing();
}

static void
a_terminal_that_is_gone_has_hung_up(void **state)
{
	struct rig *r = rig_create(state, NULL);
	char key[TERM_KEY_BYTES];

	rig_open_term(r);
	draw_line("before");
	rig_expect_row(r, 0, "before");
	rig_hang_up(r);
	assert_int_equal(term_read(key), TERM_HANGUP);
	draw_line("after");
}

static void
only_keys_that_can_be_typed_are_known(void **state)
{
	static const char *const good[] = { "a", "?", "'", "\u00e9", "C-z", "F12", "Space" };
	static const char *const bad[] = { "",   " ",    "C-i", "C-m",  "C-h", "C-A",
		                           "F0", "F13",  "F1x", "M-a",  "ab",  "esc",
		                           "C-", "\033", "C-1", "C-ab", "\xff" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(term_key_is_known(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(term_key_is_known(bad[i]));
}

/* Giving the terminal back. */

static void
expect_given_back(struct rig *r, const struct termios *before)
{
	struct termios after;
	size_t size = 0;
	char *stream;

	rig_expect_alternate(r, false);
	assert_int_equal(tcgetattr(rig_slave(r), &after), 0);
	assert_int_equal(after.c_lflag, before->c_lflag);
	assert_int_equal(after.c_iflag, before->c_iflag);
	assert_int_equal(after.c_oflag, before->c_oflag);
	stream = rig_stream(r, &size);
	assert_true(strstr(stream, PASTE_ON) != NULL);
	assert_true(strstr(strstr(stream, PASTE_ON), PASTE_OFF) != NULL);
	free(stream);
}

static void
closing_gives_the_terminal_back(void **state)
{
	struct rig *r = rig_create(state, NULL);
	struct termios before;

	assert_int_equal(tcgetattr(rig_slave(r), &before), 0);
	rig_open_term(r);
	draw_line("open");
	rig_expect_alternate(r, true);
	term_close();
	expect_given_back(r, &before);
	term_close();
	assert_int_equal(term_input_fd(), -1);
	assert_int_equal(term_rows(), 0);
}

static void
it_can_be_opened_and_closed_many_times(void **state)
{
	struct rig *r = rig_create(state, NULL);

	for (int i = 0; i < 200; i++) {
		rig_open_term(r);
		draw_line("again");
		term_close();
	}
	rig_expect_alternate(r, false);
}

/* The children below have the terminal as their standard input and output. */
static void
open_in_child(const char *line)
{
	struct fault f;

	if (term_open(STDIN_FILENO, STDOUT_FILENO, &f) != ST_OK)
		_exit(99);
	draw_line(line);
}

static int
crash_by_abort(void)
{
	open_in_child("about to end");
	signal(SIGALRM, SIG_DFL);
	abort();
}

static int
wait_for_signals(void)
{
	open_in_child("waiting");
	while (pause() != 0)
		continue;
	return 0;
}

static void
expect_sane(struct rig *r)
{
	size_t size = 0;
	char *stream = rig_stream(r, &size);
	const char *last = NULL;

	for (char *at = stream; (at = strstr(at, "\033[?2004")) != NULL; at++)
		last = at;
	assert_non_null(last);
	assert_int_equal(last[7], 'l');
	free(stream);
	rig_expect_alternate(r, false);
}

static void
an_abort_gives_the_terminal_back_first(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_spawn_function(r, crash_by_abort, false);
	assert_int_equal(rig_wait_exit(r), 128 + SIGABRT);
	expect_sane(r);
}

static void
deadly_signals_give_the_terminal_back_first(void **state)
{
	static const int numbers[] = { SIGQUIT, SIGTERM, SIGHUP, SIGINT, SIGBUS, SIGFPE };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct rig *r = rig_create(state, NULL);
		rig_spawn_function(r, wait_for_signals, false);
		rig_expect_text(r, "waiting");
		rig_signal(r, numbers[i]);
		assert_int_equal(rig_wait_exit(r), 128 + numbers[i]);
		expect_sane(r);
		rig_tear_down(state);
	}
}

static int
stop_and_go_on(void)
{
	char key[TERM_KEY_BYTES];

	open_in_child("before the stop");
	term_suspend();
	draw_line("after the stop");
	while (term_read(key) != TERM_TEXT)
		continue;
	term_close();
	return key[0];
}

static void
a_stop_gives_the_terminal_back_and_takes_it_again(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_spawn_function(r, stop_and_go_on, true);
	rig_expect_text(r, "(stopped)");
	rig_expect_alternate(r, false);
	rig_continue(r);
	rig_expect_alternate(r, true);
	rig_expect_row(r, 0, "after the stop");
	rig_type(r, "x");
	assert_int_equal(rig_wait_exit(r), 'x');
	expect_sane(r);
}

static int
wait_for_an_escape(void)
{
	char key[TERM_KEY_BYTES];

	open_in_child("press Escape");
	while (term_read(key) != TERM_KEY)
		continue;
	term_close();
	return strcmp(key, "Esc");
}

static void
a_lone_escape_does_not_wait_for_more(void **state)
{
	struct rig *r = rig_create(state, NULL);

	rig_spawn_function(r, wait_for_an_escape, false);
	rig_expect_text(r, "press Escape");
	rig_key(r, "Esc");
	assert_int_equal(rig_wait_exit(r), 0);
}

int
main(void)
{
#define RIG_TEST(name) cmocka_unit_test_teardown(name, rig_tear_down)
	const struct CMUnitTest tests[] = {
		RIG_TEST(what_is_no_terminal_is_refused),
		RIG_TEST(a_terminal_without_a_name_is_refused),
		RIG_TEST(an_unknown_terminal_is_refused_by_name),
		RIG_TEST(a_terminal_that_cannot_place_its_cursor_is_refused),
		RIG_TEST(a_refused_terminal_can_be_followed_by_a_good_one),
		RIG_TEST(every_usual_terminal_is_drawn_on),
		RIG_TEST(the_variables_that_ask_for_no_colour_are_obeyed),
		RIG_TEST(the_terminal_says_its_size_and_the_environment_does_not),
		RIG_TEST(every_size_is_followed_and_drawn),
		RIG_TEST(a_new_size_is_drawn_in_full),
		RIG_TEST(the_cursor_rests_where_it_was_placed_or_below_everything),
		RIG_TEST(a_redraw_writes_again_what_somebody_has_spoilt),
		RIG_TEST(every_named_key_is_read_by_its_name),
		RIG_TEST(arrows_of_either_mode_are_arrows),
		RIG_TEST(keys_work_on_a_terminal_that_does_not_describe_them),
		RIG_TEST(letters_of_any_language_are_text),
		RIG_TEST(a_letter_whose_bytes_come_apart_is_one_letter),
		RIG_TEST(bytes_of_no_letter_are_dropped_and_spoil_nothing),
		RIG_TEST(escape_and_a_letter_are_two_keys),
		RIG_TEST(sequences_that_nobody_knows_are_no_keys),
		RIG_TEST(what_is_pasted_is_never_a_key),
		RIG_TEST(a_paste_may_come_in_any_pieces),
		RIG_TEST(an_empty_paste_is_over_at_once),
		RIG_TEST(control_goes_with_arrows_and_the_underscore),
		RIG_TEST(keys_typed_right_behind_a_paste_keep_their_order),
		RIG_TEST(the_end_of_a_paste_may_come_in_two_reads),
		RIG_TEST(a_paste_of_any_size_is_told_from_the_keys_behind_it),
		RIG_TEST(a_paste_without_an_end_is_never_a_key),
		RIG_TEST(dropped_keys_are_gone_and_the_end_of_a_paste_is_not),
		RIG_TEST(a_terminal_that_is_gone_has_hung_up),
		RIG_TEST(only_keys_that_can_be_typed_are_known),
		RIG_TEST(closing_gives_the_terminal_back),
		RIG_TEST(it_can_be_opened_and_closed_many_times),
		RIG_TEST(an_abort_gives_the_terminal_back_first),
		RIG_TEST(deadly_signals_give_the_terminal_back_first),
		RIG_TEST(a_stop_gives_the_terminal_back_and_takes_it_again),
		RIG_TEST(a_lone_escape_does_not_wait_for_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
