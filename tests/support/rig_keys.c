/* SPDX-License-Identifier: MIT */
/* keys, pastes, sizes and signals for a program on an emulated terminal */
#include "rig_impl.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/loop.h"
#include "app/session.h"
#include "base/text.h"

/* Less than what a terminal holds for a program that does not read. */
#define CHUNK_BYTES 1024
/* How long a child may take to begin its answer to a key; many keys have none. */
#define ANSWER_MS 200

static const struct {
	const char *name;
	VTermKey key;
	VTermModifier modifier;
} named[] = {
	{ "Enter", VTERM_KEY_ENTER, VTERM_MOD_NONE },
	{ "Tab", VTERM_KEY_TAB, VTERM_MOD_NONE },
	{ "S-Tab", VTERM_KEY_TAB, VTERM_MOD_SHIFT },
	{ "Backspace", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE },
	{ "Esc", VTERM_KEY_ESCAPE, VTERM_MOD_NONE },
	{ "Up", VTERM_KEY_UP, VTERM_MOD_NONE },
	{ "Down", VTERM_KEY_DOWN, VTERM_MOD_NONE },
	{ "Left", VTERM_KEY_LEFT, VTERM_MOD_NONE },
	{ "Right", VTERM_KEY_RIGHT, VTERM_MOD_NONE },
	{ "Insert", VTERM_KEY_INS, VTERM_MOD_NONE },
	{ "Delete", VTERM_KEY_DEL, VTERM_MOD_NONE },
	{ "Home", VTERM_KEY_HOME, VTERM_MOD_NONE },
	{ "End", VTERM_KEY_END, VTERM_MOD_NONE },
	{ "PageUp", VTERM_KEY_PAGEUP, VTERM_MOD_NONE },
	{ "PageDown", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE },
};

static bool
press_named(struct rig *r, const char *name)
{
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		if (strcmp(named[i].name, name) != 0)
			continue;
		vterm_keyboard_key(r->vt, named[i].key, named[i].modifier);
		return true;
	}
	return false;
}

/* Presses a key of the emulator, which knows what its mode makes of it. */
static void
press(struct rig *r, const char *name)
{
	uint32_t code_point = 0;

	pthread_mutex_lock(&r->mutex);
	if (name[0] == 'F' && name[1] != '\0')
		vterm_keyboard_key(r->vt, (VTermKey)VTERM_KEY_FUNCTION(atoi(name + 1)),
		                   VTERM_MOD_NONE);
	else if (strncmp(name, "C-", 2) == 0 && name[2] != '\0')
		vterm_keyboard_unichar(r->vt, (uint32_t)name[2], VTERM_MOD_CTRL);
	else if (!press_named(r, name)) {
		text_next_code_point(name, strlen(name), &code_point);
		vterm_keyboard_unichar(r->vt, code_point, VTERM_MOD_NONE);
	}
	pthread_mutex_unlock(&r->mutex);
}

/* Bytes that the terminal keeps for itself, because they are signals. */
static int
count_signals(struct rig *r, const char *bytes, size_t size_bytes)
{
	struct termios modes;
	int count = 0;

	if (tcgetattr(r->master, &modes) != 0 || !(modes.c_lflag & ISIG))
		return 0;
	for (size_t i = 0; i < size_bytes; i++)
		count += (cc_t)bytes[i] == modes.c_cc[VINTR] ||
		         (cc_t)bytes[i] == modes.c_cc[VQUIT] || (cc_t)bytes[i] == modes.c_cc[VSUSP];
	return count;
}

static int
count_waiting(const struct rig *r)
{
	int count = 0;

	return ioctl(r->slave, FIONREAD, &count) == 0 ? count : 0;
}

/* What is written to a master arrives at the slave a moment later. */
static void
wait_for_arrival(struct rig *r, int wanted)
{
	int64_t deadline_ms = rig_now_ms() + RIG_DEADLINE_MS;
	struct pollfd slave = { .fd = r->slave, .events = POLLIN };

	while (count_waiting(r) < wanted) {
		if (rig_now_ms() > deadline_ms)
			rig_fail(r, "the terminal does not deliver what was typed");
		poll(&slave, 1, 1);
	}
}

static void
write_chunk(struct rig *r, const char *bytes, size_t size_bytes)
{
	int before = r->slave >= 0 ? count_waiting(r) : 0;
	int signals = count_signals(r, bytes, size_bytes);

	if (write(r->master, bytes, size_bytes) != (ssize_t)size_bytes)
		rig_fail(r, "the terminal does not take what is typed");
	if (r->slave >= 0)
		wait_for_arrival(r, before + (int)size_bytes - signals);
}

/* The program sees it and draws what it makes of it. */
static void
let_answer(struct rig *r)
{
	if (r->session) {
		rig_turn(r);
		rig_settle(r);
	} else if (r->child > 0) {
		pthread_mutex_lock(&r->mutex);
		if (rig_wait_news(r, rig_now_ms() + ANSWER_MS))
			rig_wait_quiet(r, rig_now_ms() + RIG_DEADLINE_MS);
		pthread_mutex_unlock(&r->mutex);
	}
}

void
rig_send_bytes(struct rig *r, const void *bytes, size_t size_bytes)
{
	const char *at = bytes;

	for (size_t left = size_bytes; left > 0;) {
		size_t size = left < CHUNK_BYTES ? left : CHUNK_BYTES;

		write_chunk(r, at, size);
		at += size;
		left -= size;
		/* A program in this process has to read before the terminal is full. */
		if (left > 0 && r->session)
			rig_turn(r);
	}
	let_answer(r);
}

static void
send_typed(struct rig *r)
{
	char bytes[sizeof(r->typed)];

	pthread_mutex_lock(&r->mutex);
	size_t size = r->typed_bytes;
	memcpy(bytes, r->typed, size);
	r->typed_bytes = 0;
	pthread_mutex_unlock(&r->mutex);
	if (size > 0)
		rig_send_bytes(r, bytes, size);
}

void
rig_key(struct rig *r, const char *name)
{
	press(r, name);
	send_typed(r);
}

void
rig_type(struct rig *r, const char *letters)
{
	char letter[8];
	uint32_t code_point = 0;

	for (size_t size = 0; *letters; letters += size) {
		size = text_next_code_point(letters, strlen(letters), &code_point);
		snprintf(letter, sizeof(letter), "%.*s", (int)size, letters);
		rig_key(r, letter);
	}
}

void
rig_paste(struct rig *r, const char *pasted)
{
	pthread_mutex_lock(&r->mutex);
	vterm_keyboard_start_paste(r->vt);
	pthread_mutex_unlock(&r->mutex);
	send_typed(r);
	rig_send_bytes(r, pasted, strlen(pasted));
	pthread_mutex_lock(&r->mutex);
	vterm_keyboard_end_paste(r->vt);
	pthread_mutex_unlock(&r->mutex);
	send_typed(r);
}

void
rig_signal(struct rig *r, int number)
{
	if (r->child > 0)
		kill(r->job, number);
	else
		raise(number);
	let_answer(r);
}

void
rig_resize(struct rig *r, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };

	pthread_mutex_lock(&r->mutex);
	vterm_set_size(r->vt, rows, columns);
	pthread_mutex_unlock(&r->mutex);
	ioctl(r->master, TIOCSWINSZ, &size);
	/* Here nobody's terminal changes its size, so nobody is told. */
	if (r->child == 0)
		raise(SIGWINCH);
	let_answer(r);
}

void
rig_hang_up(struct rig *r)
{
	rig_pump_halt(r);
	close(r->master);
	r->master = -1;
	if (r->session)
		rig_turn(r);
}
