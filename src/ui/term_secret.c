/* SPDX-License-Identifier: MIT */
/* the terminal: opened, drawn to, given back */
#include "ui/term.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/mem.h"

#define ESCAPE 27
#define DELETE 127
#define SEQUENCE_BYTES_MAX 32
#define SEQUENCE_WAIT_MS 25

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
 * terminal puts around a paste. */
static bool
is_lone_escape(int fd)
{
	unsigned char byte = 0;

	if (!read_byte(fd, SEQUENCE_WAIT_MS, &byte))
		return true;
	if (byte != '[' && byte != 'O')
		return false;
	for (int i = 0; i < SEQUENCE_BYTES_MAX; i++) {
		if (!read_byte(fd, SEQUENCE_WAIT_MS, &byte) || (byte >= 0x40 && byte <= 0x7e))
			break;
	}
	return false;
}

static enum term_secret
take_byte(int fd, unsigned char byte, struct secret *s)
{
	switch (byte) {
	case '\r':
	case '\n': return TERM_SECRET_ENTER;
	case ESCAPE: return is_lone_escape(fd) ? TERM_SECRET_CANCEL : TERM_SECRET_MORE;
	case 'C' & 31: return TERM_SECRET_CANCEL;
	case 'Z' & 31: return TERM_SECRET_SUSPEND;
	case 'L' & 31: return TERM_SECRET_REDRAW;
	case 'U' & 31: secret_empty(s); return TERM_SECRET_MORE;
	case DELETE:
	case '\b': secret_drop_character(s); return TERM_SECRET_MORE;
	default: return secret_append_byte(s, byte) ? TERM_SECRET_MORE : TERM_SECRET_TOO_LONG;
	}
}

enum term_secret
term_read_secret(struct secret *s)
{
	int fd = term_input_fd();
	enum term_secret event = TERM_SECRET_MORE;
	unsigned char byte = 0;

	while (event == TERM_SECRET_MORE && read_byte(fd, 0, &byte))
		event = take_byte(fd, byte, s);
	mem_wipe(&byte, sizeof(byte));
	if (event == TERM_SECRET_MORE && has_hung_up(fd))
		return TERM_SECRET_HANGUP;
	return event;
}
