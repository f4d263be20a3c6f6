/* SPDX-License-Identifier: MIT */
/* what was typed, as names of keys and as text */
#include "ui/term.h"

#include <curses.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/term_impl.h"

/* Codes of our own, above those of ncurses, which numbers what a terminal's description has beyond
 * the common keys from KEY_MAX on. */
enum {
	PASTE_BEGINS = KEY_MAX + 1024,
	PASTE_ENDS,
	FOCUS_COMES,
	FOCUS_GOES,
	WORD_LEFT,
	WORD_RIGHT,
	TEXT_START,
	TEXT_END
};

#define ESCAPE 27
#define SEQUENCE_BYTES_MAX 64
#define DROP_MAX (1 << 20)

static const struct {
	int code;
	const char *name;
} names[] = {
	{ '\r', "Enter" },         { '\n', "Enter" },
	{ KEY_ENTER, "Enter" },    { '\t', "Tab" },
	{ KEY_BTAB, "S-Tab" },     { '\b', "Backspace" },
	{ 127, "Backspace" },      { KEY_BACKSPACE, "Backspace" },
	{ ESCAPE, "Esc" },         { KEY_UP, "Up" },
	{ KEY_DOWN, "Down" },      { KEY_LEFT, "Left" },
	{ KEY_RIGHT, "Right" },    { KEY_HOME, "Home" },
	{ KEY_FIND, "Home" },      { KEY_A1, "Home" },
	{ KEY_END, "End" },        { KEY_SELECT, "End" },
	{ KEY_C1, "End" },         { KEY_PPAGE, "PageUp" },
	{ KEY_A3, "PageUp" },      { KEY_NPAGE, "PageDown" },
	{ KEY_C3, "PageDown" },    { KEY_DC, "Delete" },
	{ KEY_IC, "Insert" },      { WORD_LEFT, "C-Left" },
	{ WORD_RIGHT, "C-Right" }, { TEXT_START, "C-Home" },
	{ TEXT_END, "C-End" },     { 31, "C-_" },
};

/* What terminals send although their description says otherwise, because another mode or another
 * emulator is on. */
static const struct {
	const char *bytes;
	int code;
} sequences[] = {
	{ MARK_BEGIN, PASTE_BEGINS }, { MARK_END, PASTE_ENDS },   { "\033[A", KEY_UP },
	{ "\033[I", FOCUS_COMES },    { "\033[O", FOCUS_GOES },   { "\033[B", KEY_DOWN },
	{ "\033[C", KEY_RIGHT },      { "\033[D", KEY_LEFT },     { "\033OA", KEY_UP },
	{ "\033OB", KEY_DOWN },       { "\033OC", KEY_RIGHT },    { "\033OD", KEY_LEFT },
	{ "\033[H", KEY_HOME },       { "\033[F", KEY_END },      { "\033OH", KEY_HOME },
	{ "\033OF", KEY_END },        { "\033[1~", KEY_HOME },    { "\033[4~", KEY_END },
	{ "\033[7~", KEY_HOME },      { "\033[8~", KEY_END },     { "\033[3~", KEY_DC },
	{ "\033[5~", KEY_PPAGE },     { "\033[6~", KEY_NPAGE },   { "\033[Z", KEY_BTAB },
	{ "\033OP", KEY_F(1) },       { "\033OQ", KEY_F(2) },     { "\033OR", KEY_F(3) },
	{ "\033OS", KEY_F(4) },       { "\033[11~", KEY_F(1) },   { "\033[12~", KEY_F(2) },
	{ "\033[13~", KEY_F(3) },     { "\033[14~", KEY_F(4) },   { "\033[15~", KEY_F(5) },
	{ "\033[17~", KEY_F(6) },     { "\033[18~", KEY_F(7) },   { "\033[19~", KEY_F(8) },
	{ "\033[20~", KEY_F(9) },     { "\033[21~", KEY_F(10) },  { "\033[23~", KEY_F(11) },
	{ "\033[24~", KEY_F(12) },    { "\033[1;5D", WORD_LEFT }, { "\033[1;5C", WORD_RIGHT },
	{ "\033[1;5H", TEXT_START },  { "\033[1;5F", TEXT_END },  { "\033Od", WORD_LEFT },
	{ "\033Oc", WORD_RIGHT },
};

/* One terminal a process, as in ncurses itself. */
static struct {
	WINDOW *pad; /* reading from a window would refresh it; a pad is left alone */
	int fd;
	int held;          /* a code that was looked at too early; ERR: none */
	mbstate_t partial; /* a character whose bytes have not all come */
	bool pasting;
	bool pasted; /* the end of a paste was read behind its last piece, and not told yet */
} keys;

void
term_keys_open(int fd)
{
	keys.fd = fd;
	keys.pad = newpad(1, 1);
	keys.held = ERR;
	keys.partial = (mbstate_t){ 0 };
	keys.pasting = false;
	keys.pasted = false;
	term_paste_open(fd);
	keypad(keys.pad, TRUE);
	nodelay(keys.pad, TRUE);
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
		/* A description may know these as well, by a number that nobody can foresee. */
		if (sequences[i].code > KEY_MAX || key_defined(sequences[i].bytes) <= 0)
			define_key(sequences[i].bytes, sequences[i].code);
	}
}

void
term_keys_close(void)
{
	delwin(keys.pad);
	term_paste_close();
	keys.pad = NULL;
}

bool
term_append_character(char key[TERM_KEY_BYTES], wchar_t wide)
{
	struct text t;
	size_t used = strlen(key);

	text_init(&t, 8);
	text_append_code_point(&t, (uint32_t)wide);
	bool fits = used + t.size_bytes < TERM_KEY_BYTES;
	if (fits)
		memcpy(key + used, text_string(&t), t.size_bytes + 1);
	text_finish(&t);
	return fits;
}

bool
term_take_byte(int code, wchar_t *wide)
{
	char byte = (char)code;
	bool in_the_middle = !mbsinit(&keys.partial);
	size_t result = mbrtowc(wide, &byte, 1, &keys.partial);

	if (result == (size_t)-1) {
		keys.partial = (mbstate_t){ 0 };
		return in_the_middle && term_take_byte(code, wide);
	}
	return result != (size_t)-2;
}

static void
write_name(char key[TERM_KEY_BYTES], const char *name)
{
	text_copy(key, TERM_KEY_BYTES, name);
}

/* Names a code that is not a printable character; false when it has no name. */
static bool
name_code(int code, char key[TERM_KEY_BYTES])
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].code == code) {
			write_name(key, names[i].name);
			return true;
		}
	}
	if (code >= KEY_F(1) && code <= KEY_F(12)) {
		const char digits[] = "0123456789";
		int number = code - KEY_F0;
		char name[] = { 'F', digits[number / 10], digits[number % 10], '\0' };
		if (number < 10)
			memcpy(name + 1, (const char[]){ digits[number], '\0' }, 2);
		write_name(key, name);
		return true;
	}
	if (code >= 1 && code <= 26) {
		const char name[] = { 'C', '-', (char)('a' + code - 1), '\0' };
		write_name(key, name);
		return true;
	}
	return false;
}

/* What was read with a paste comes before what ncurses reads next. */
static int
next_code(void)
{
	int code = keys.held;

	keys.held = ERR;
	if (code == ERR)
		code = term_paste_next_code();
	return code == ERR ? wgetch(keys.pad) : code;
}

/* Drops the rest of a sequence that begins with ESC [ or ESC O and that nobody defined, such as a
 * mouse report: its letters are no keys. Escape and a letter typed quickly are left alone. */
static bool
drop_sequence(void)
{
	int code = next_code();

	if (code != '[' && code != 'O') {
		keys.held = code;
		return false;
	}
	for (int i = 0; i < SEQUENCE_BYTES_MAX; i++) {
		code = next_code();
		if (code < 0x20 || code > 0x7e || (code >= 0x40 && code != '['))
			break;
	}
	return true;
}

/* A report of the mouse, which is off: its position follows. */
static void
drop_report(void)
{
	for (int i = 0; i < SEQUENCE_BYTES_MAX; i++) {
		int code = next_code();
		if (code == ERR || code == 'M' || code == 'm')
			break;
	}
}

static enum term_event
nothing(void)
{
	struct pollfd fd = { .fd = keys.fd };
	bool gone = poll(&fd, 1, 0) > 0 && (fd.revents & (POLLHUP | POLLERR | POLLNVAL));
	return gone ? TERM_HANGUP : TERM_NOTHING;
}

/* The end of a paste that came with its last piece is told after that. */
static enum term_event
read_paste(char key[TERM_KEY_BYTES])
{
	bool ended;
	enum term_event event = term_paste_read(key, &ended);

	keys.pasting = !ended;
	keys.pasted = ended && event == TERM_PASTE;
	return event;
}

/* What one code from ncurses says; TERM_NOTHING when it says nothing and the next may. */
static enum term_event
read_code(int code, char key[TERM_KEY_BYTES])
{
	wchar_t wide = 0;

	if (code >= 0x20 && code < 0x100 && code != 127) {
		key[0] = '\0';
		if (!term_take_byte(code, &wide) || (wide >= 0x80 && wide < 0xa0))
			return TERM_NOTHING;
		return term_append_character(key, wide) ? TERM_TEXT : TERM_NOTHING;
	}
	keys.partial = (mbstate_t){ 0 };
	if (code == ESCAPE && drop_sequence())
		return TERM_NOTHING;
	if (code == KEY_MOUSE)
		drop_report();
	return name_code(code, key) ? TERM_KEY : TERM_NOTHING;
}

enum term_event
term_read(char key[TERM_KEY_BYTES])
{
	enum term_event event = TERM_NOTHING;

	key[0] = '\0';
	if (!keys.pad)
		return TERM_NOTHING;
	if (keys.pasted) {
		keys.pasted = false;
		return TERM_PASTED;
	}
	while (event == TERM_NOTHING) {
		if (keys.pasting) {
			event = read_paste(key);
			return event == TERM_NOTHING ? nothing() : event;
		}
		int code = next_code();
		if (code == ERR)
			return nothing();
		if (code == PASTE_BEGINS)
			keys.pasting = true;
		else if (code == FOCUS_GOES)
			event = TERM_UNFOCUSED;
		else if (code != FOCUS_COMES && code != PASTE_ENDS)
			event = read_code(code, key);
	}
	return event;
}

void
term_drop_input(void)
{
	char key[TERM_KEY_BYTES];
	bool more = keys.pad != NULL;
	bool pasted = keys.pasted;

	keys.partial = (mbstate_t){ 0 };
	/* Read rather than flushed, so that the end of a paste is seen. */
	for (int i = 0; i < DROP_MAX && more; i++) {
		if (keys.pasting) {
			more = read_paste(key) != TERM_NOTHING;
			continue;
		}
		int code = next_code();
		keys.pasting = code == PASTE_BEGINS;
		more = code != ERR;
	}
	keys.pasted = pasted;
	mem_wipe(key, sizeof(key));
}

static bool
is_printable(const char *key)
{
	uint32_t code_point = 0;
	size_t size = strlen(key);
	return size > 0 && text_is_utf8(key, size) &&
	       text_next_code_point(key, size, &code_point) == size && code_point > 0x20 &&
	       !text_has_control(key, size, false);
}

/* Control with these letters is what another key sends. */
static bool
is_control_letter(const char *key)
{
	return strlen(key) == 3 && key[0] == 'C' && key[1] == '-' && key[2] >= 'a' &&
	       key[2] <= 'z' && !strchr("himj", key[2]);
}

static bool
is_function_key(const char *key)
{
	char *end = NULL;
	long number =
		key[0] == 'F' && key[1] >= '1' && key[1] <= '9' ? strtol(key + 1, &end, 10) : 0;
	return number >= 1 && number <= 12 && *end == '\0';
}

bool
term_key_is_known(const char *key)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, key) == 0)
			return true;
	}
	return is_printable(key) || strcmp(key, "Space") == 0 || is_control_letter(key) ||
	       is_function_key(key);
}
