/* SPDX-License-Identifier: MIT */
/* questions at the terminal, secrets read without echo, and whole files read to a ceiling */
#include "base/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#define CTRL_C 0x03
#define CTRL_D 0x04
#define CTRL_U 0x15
#define BACKSPACE 0x08
#define DELETE 0x7f
#define PROMPT_BYTES_MAX ((size_t)4096)

static const int watched[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT };
#define WATCHED_COUNT (sizeof watched / sizeof watched[0])

/* A signal handler can reach nothing but a global. */
static volatile sig_atomic_t caught_signal;

/* One question: the terminal, and what has to be put back when it is over. */
struct question {
	const char *prompt;
	bool echo;
	int fd;
	struct termios modes;
	sigset_t mask;
	struct sigaction actions[WATCHED_COUNT];
};

/* TURN_AFRESH: the prompt stands there again, and what was typed before it counts no more. */
enum turn { TURN_BYTE, TURN_AGAIN, TURN_AFRESH, TURN_OVER };

static void
catch_signal(int number)
{
	caught_signal = number;
}

/* The signals stay blocked outside ppoll, so none is lost between a test and the wait. One that
 * is ignored stays ignored. */
static void
watch_signals(struct question *q)
{
	struct sigaction ours;
	sigset_t blocked;

	(void)sigemptyset(&blocked);
	for (size_t i = 0; i < WATCHED_COUNT; i++)
		(void)sigaddset(&blocked, watched[i]);
	(void)pthread_sigmask(SIG_BLOCK, &blocked, &q->mask);

	memset(&ours, 0, sizeof ours);
	ours.sa_handler = catch_signal;
	(void)sigfillset(&ours.sa_mask);
	for (size_t i = 0; i < WATCHED_COUNT; i++) {
		(void)sigaction(watched[i], NULL, &q->actions[i]);
		if (q->actions[i].sa_handler != SIG_IGN)
			(void)sigaction(watched[i], &ours, NULL);
	}
	caught_signal = 0;
}

static void
unwatch_signals(struct question *q)
{
	for (size_t i = 0; i < WATCHED_COUNT; i++)
		(void)sigaction(watched[i], &q->actions[i], NULL);
	(void)pthread_sigmask(SIG_SETMASK, &q->mask, NULL);
}

/* A terminal that went away is noticed by who reads from it. */
static void
write_terminal(int fd, const char *source)
{
	(void)file_write_all(fd, source, strlen(source));
}

/* Without echo the line is ours to edit, so that it can be longer than the terminal's 4,095 bytes
 * and never lies in the kernel's line buffer. The prompt comes last: who sees it may type. */
static void
set_modes_and_prompt(const struct question *q)
{
	struct termios modes = q->modes;
	struct text clean;

	modes.c_iflag |= ICRNL;
	modes.c_lflag |= ISIG | ICANON | ECHO | ECHOE | ECHOK;
	if (!q->echo) {
		modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHOE | ECHOK | ECHONL);
		modes.c_cc[VMIN] = 1;
		modes.c_cc[VTIME] = 0;
	}
	(void)tcsetattr(q->fd, TCSAFLUSH, &modes);

	text_init(&clean, PROMPT_BYTES_MAX);
	(void)text_append_clean(&clean, q->prompt, strlen(q->prompt), false);
	write_terminal(q->fd, text_string(&clean));
	text_finish(&clean);
}

static enum status
question_begin(struct question *q, struct fault *f)
{
	q->fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (q->fd >= 0 && tcgetattr(q->fd, &q->modes) == 0) {
		watch_signals(q);
		set_modes_and_prompt(q);
		return ST_OK;
	}
	if (q->fd >= 0)
		(void)close(q->fd);
	(void)fault_set(f, WORD_QUESTION_UNASKED, "there is no terminal to ask on");
	return fault_hint(f, "give the value by an option or on standard input");
}

static void
restore_modes(struct question *q)
{
	/* Flushing keeps the rest of a pasted secret from being read by the shell as a command. */
	(void)tcsetattr(q->fd, TCSAFLUSH, &q->modes);
}

static void
question_end(struct question *q)
{
	if (!q->echo)
		write_terminal(q->fd, "\n");
	restore_modes(q);
	unwatch_signals(q);
	(void)close(q->fd);
}

/* Stops as if nobody had caught the signal, and asks again when the shell lets us go on. */
static void
stop_and_go_on(struct question *q)
{
	restore_modes(q);
	unwatch_signals(q);
	(void)raise(SIGTSTP);
	watch_signals(q);
	set_modes_and_prompt(q);
}

/* What a signal means for the question. What ends the program is sent again by the caller, when
 * the terminal is itself again. */
static enum turn
act_on_signal(struct question *q)
{
	int number = caught_signal;

	if (number == 0)
		return TURN_AGAIN;
	if (number != SIGTSTP && number != SIGCONT)
		return TURN_OVER;

	caught_signal = 0;
	if (number == SIGTSTP)
		stop_and_go_on(q);
	else
		set_modes_and_prompt(q);
	return TURN_AFRESH;
}

/* Waits for one byte or one signal. TURN_OVER: a signal in caught_signal, else the end. */
static enum turn
next_byte(struct question *q, unsigned char *byte)
{
	struct pollfd wait = { .fd = q->fd, .events = POLLIN, .revents = 0 };

	if (ppoll(&wait, 1, NULL, &q->mask) < 0)
		return errno == EINTR ? act_on_signal(q) : TURN_OVER;

	ssize_t got = read(q->fd, byte, 1);
	if (got < 0 && errno == EINTR)
		return TURN_AGAIN;
	return got == 1 ? TURN_BYTE : TURN_OVER;
}

/* Puts the terminal back, then lets a signal that was caught do what it does without us. Ctrl-C
 * is the answer "no" and does not end the program. */
static enum status
question_cancel(struct question *q, struct fault *f)
{
	int number = caught_signal;

	/* The terminal may have written "^C"; what is said next begins on a line of its own. */
	if (q->echo)
		write_terminal(q->fd, "\n");
	question_end(q);
	if (number != 0 && number != SIGINT)
		(void)raise(number);
	return fault_set(f, WORD_CANCELLED, "cancelled");
}

bool
tty_is_available(void)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return false;
	(void)close(fd);
	return true;
}

/* Reads up to Enter. *size_bytes above `out_bytes` - 1 means that the answer did not fit. False:
 * cancelled. */
static bool
read_line(struct question *q, char *out, size_t out_bytes, size_t *size_bytes)
{
	unsigned char byte = 0;

	for (;;) {
		enum turn turn = next_byte(q, &byte);
		if (turn == TURN_OVER)
			return false;
		if (turn == TURN_AFRESH)
			*size_bytes = 0;
		if (turn != TURN_BYTE)
			continue;
		if (byte == '\n')
			return true;
		if (*size_bytes + 1 < out_bytes)
			out[*size_bytes] = (char)byte;
		if (*size_bytes < out_bytes)
			(*size_bytes)++;
	}
}

enum status
tty_ask(const char *prompt, char *out, size_t out_bytes, struct fault *f)
{
	struct question q = { .prompt = prompt, .echo = true };
	size_t size = 0;
	enum status st = question_begin(&q, f);

	out[0] = '\0';
	if (st != ST_OK)
		return st;
	if (!read_line(&q, out, out_bytes, &size)) {
		out[0] = '\0';
		return question_cancel(&q, f);
	}
	question_end(&q);
	out[size < out_bytes ? size : 0] = '\0';
	if (size < out_bytes)
		return ST_OK;
	return fault_set(f, WORD_VALUE_TOO_LONG, "the answer is longer than %zu bytes",
	                 out_bytes - 1);
}

enum key { KEYED_TEXT, KEYED_EDIT, KEYED_ENTER, KEYED_CANCEL };

/* Editing keys of the terminal's own settings and the usual ones. */
static enum key
edit_secret(const struct question *q, unsigned char byte, struct secret *s)
{
	if (byte == '\n' || byte == '\r')
		return KEYED_ENTER;
	if (byte == CTRL_C)
		return KEYED_CANCEL;
	if (byte == CTRL_D || byte == q->modes.c_cc[VEOF])
		return secret_is_set(s) ? KEYED_ENTER : KEYED_CANCEL;
	if (byte == DELETE || byte == BACKSPACE || byte == q->modes.c_cc[VERASE]) {
		(void)secret_drop_byte(s);
		return KEYED_EDIT;
	}
	if (byte != CTRL_U && byte != q->modes.c_cc[VKILL])
		return KEYED_TEXT;
	secret_empty(s);
	return KEYED_EDIT;
}

/* Reads up to Enter. False: cancelled. */
static bool
read_secret_line(struct question *q, struct secret *s, bool *too_long)
{
	enum key key = KEYED_TEXT;
	unsigned char byte = 0;

	while (key != KEYED_ENTER && key != KEYED_CANCEL) {
		enum turn turn = next_byte(q, &byte);
		if (turn == TURN_AFRESH) {
			secret_empty(s);
			*too_long = false;
		}
		if (turn == TURN_AGAIN || turn == TURN_AFRESH)
			continue;
		key = turn == TURN_OVER ? KEYED_CANCEL : edit_secret(q, byte, s);
		if (key == KEYED_TEXT && !secret_append_byte(s, byte))
			*too_long = true;
	}
	mem_wipe(&byte, sizeof byte);
	return key == KEYED_ENTER;
}

static enum status
secret_too_long(struct fault *f)
{
	return fault_set(f, WORD_VALUE_TOO_LONG, "the secret is longer than %d bytes",
	                 SECRET_BYTES_MAX);
}

enum status
tty_ask_secret(const char *prompt, struct secret **out, struct fault *f)
{
	struct question q = { .prompt = prompt, .echo = false };
	bool too_long = false;
	enum status st = question_begin(&q, f);

	*out = NULL;
	if (st != ST_OK)
		return st;

	struct secret *s = secret_create("", 0);
	if (read_secret_line(&q, s, &too_long)) {
		question_end(&q);
		st = too_long ? secret_too_long(f) : ST_OK;
	} else {
		st = question_cancel(&q, f);
	}
	if (st == ST_OK)
		*out = s;
	else
		secret_destroy(s);
	return st;
}
