/* SPDX-License-Identifier: MIT */
/* the terminal: opened, drawn to, given back */
#include "ui/term.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define ESCAPE 27
#define DELETE 127
#define SEQUENCE_BYTES_MAX 32
#define SEQUENCE_WAIT_MS 25
#define BYTES_A_TURN 4096

static bool
is_readable(int fd, int wait_ms)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	return poll(&ready, 1, wait_ms) > 0 && (ready.revents & POLLIN);
}

static bool
has_hung_up(int fd)
{
	struct pollfd ready = { .fd = fd };

	return poll(&ready, 1, 0) > 0 && (ready.revents & (POLLHUP | POLLERR | POLLNVAL));
}

/* One byte a read: no buffer of ours or of ncurses' ever holds two. */
static bool
read_byte(int fd, int wait_ms, unsigned char *byte)
{
	return is_readable(fd, wait_ms) && read(fd, byte, 1) == 1;
}

/* True for the key Escape alone. A sequence is passed over: that of a function key, and what a
 * terminal puts around a paste, which is noted. */
static bool
is_lone_escape(int fd, struct term_secret_typing *typing)
{
	char sequence[SEQUENCE_BYTES_MAX] = "";
	unsigned char byte = 0;

	if (!read_byte(fd, SEQUENCE_WAIT_MS, &byte))
		return true;
	if (byte != '[' && byte != 'O')
		return false;
	for (int i = 0; i < SEQUENCE_BYTES_MAX - 1; i++) {
		if (!read_byte(fd, SEQUENCE_WAIT_MS, &byte))
			break;
		sequence[i] = (char)byte;
		if (byte >= 0x40 && byte <= 0x7e)
			break;
	}
	if (strcmp(sequence, "200~") == 0)
		*typing = (struct term_secret_typing){ .pasting = true };
	else if (strcmp(sequence, "201~") == 0)
		*typing = (struct term_secret_typing){ .pasting = false };
	mem_wipe(sequence, sizeof(sequence));
	return false;
}

/* In a paste every byte but its end is thrown away; a paste without marks ends with a line. */
static enum term_secret
discard_byte(int fd, unsigned char byte, struct term_secret_typing *typing)
{
	if (byte == ESCAPE)
		return is_lone_escape(fd, typing) ? TERM_SECRET_CANCEL : TERM_SECRET_MORE;
	if (typing->pasting)
		return TERM_SECRET_MORE;
	switch (byte) {
	case '\r':
	case '\n': typing->discards = false; return TERM_SECRET_ENTER;
	case 'U' & 31: typing->discards = false; return TERM_SECRET_ANEW;
	case 'C' & 31: return TERM_SECRET_CANCEL;
	case 'Z' & 31: return TERM_SECRET_SUSPEND;
	case 'L' & 31: return TERM_SECRET_REDRAW;
	default: return TERM_SECRET_MORE;
	}
}

static enum term_secret
append_byte(unsigned char byte, struct secret *s, struct term_secret_typing *typing)
{
	if (secret_append_byte(s, byte))
		return TERM_SECRET_MORE;
	secret_empty(s);
	typing->discards = true;
	return TERM_SECRET_TOO_LONG;
}

static enum term_secret
take_byte(int fd, unsigned char byte, struct secret *s, struct term_secret_typing *typing)
{
	switch (byte) {
	case '\r':
	case '\n': typing->discards = typing->pasting; return TERM_SECRET_ENTER;
	case ESCAPE: return is_lone_escape(fd, typing) ? TERM_SECRET_CANCEL : TERM_SECRET_MORE;
	case 'C' & 31: return TERM_SECRET_CANCEL;
	case 'Z' & 31: return TERM_SECRET_SUSPEND;
	case 'L' & 31: return TERM_SECRET_REDRAW;
	case 'U' & 31: secret_empty(s); return TERM_SECRET_ANEW;
	case DELETE:
	case '\b': secret_drop_character(s); return TERM_SECRET_MORE;
	default: return append_byte(byte, s, typing);
	}
}

enum term_secret
term_read_secret(struct secret *s, struct term_secret_typing *typing)
{
	int fd = term_input_fd();
	enum term_secret event = TERM_SECRET_MORE;
	unsigned char byte = 0;
	int count = 0;

	/* What is left is read in the next turn: a signal is heard in between. */
	while (event == TERM_SECRET_MORE && count < BYTES_A_TURN && read_byte(fd, 0, &byte)) {
		count++;
		event = typing->discards ? discard_byte(fd, byte, typing)
		                         : take_byte(fd, byte, s, typing);
	}
	mem_wipe(&byte, sizeof(byte));
	if (event == TERM_SECRET_MORE && count < BYTES_A_TURN && has_hung_up(fd))
		return TERM_SECRET_HANGUP;
	return event;
}
