/* SPDX-License-Identifier: MIT */
/* the terminal given back by a process that is about to end badly */
#include "ui/term_impl.h"

#include <curses.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"

#define MODES_OFF "\033[?1004l\033[?2004l"

/* The last three are the loop's; until it takes them over they would end the process as well. */
static const int deadly[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT,
	                      SIGSEGV, SIGHUP, SIGINT, SIGTERM };

#define DEADLY_COUNT (sizeof(deadly) / sizeof(deadly[0]))
#define LOOP_FIRST (DEADLY_COUNT - 3)

/* A handler gets no context, so what it needs lies ready here. */
static struct {
	int fd;
	struct termios before;
	char farewell[256];
	size_t farewell_bytes;
	struct sigaction handlers[DEADLY_COUNT];
} crash;

/* Only calls that a signal handler may make. */
static void
give_back(void)
{
	ssize_t written = write(crash.fd, crash.farewell, crash.farewell_bytes);
	(void)written;
	tcsetattr(crash.fd, TCSANOW, &crash.before);
}

static void on_crash(int number);

/* Puts the handlers of before in place again, but where somebody else has taken over since. */
static void
restore_handlers(void)
{
	struct sigaction now;

	for (size_t i = 0; i < DEADLY_COUNT; i++) {
		if (sigaction(deadly[i], NULL, &now) == 0 && now.sa_handler == on_crash)
			sigaction(deadly[i], &crash.handlers[i], NULL);
	}
}

/* Hands the signal to whom it went before (the default, or a sanitizer), once this returns. */
static void
on_crash(int number)
{
	give_back();
	restore_handlers();
	raise(number);
}

/* Appends a capability without its padding, which only real typewriters need. */
static void
add_capability(const char *capability)
{
	const char *at = capability ? capability : "";

	while (*at && crash.farewell_bytes < sizeof(crash.farewell)) {
		const char *end = strncmp(at, "$<", 2) == 0 ? strchr(at, '>') : NULL;
		if (end) {
			at = end + 1;
			continue;
		}
		crash.farewell[crash.farewell_bytes++] = *at++;
	}
}

void
term_crash_open(int fd, const struct termios *before)
{
	struct sigaction action = { .sa_handler = on_crash };

	crash.fd = fd;
	crash.before = *before;
	crash.farewell_bytes = 0;
	if (cursor_address && strncmp(cursor_address, "\033[", 2) == 0)
		add_capability(MODES_OFF);
	add_capability(exit_attribute_mode);
	add_capability(orig_pair);
	add_capability(cursor_normal);
	add_capability(keypad_local);
	add_capability(exit_ca_mode);
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < DEADLY_COUNT; i++) {
		sigaction(deadly[i], NULL, &crash.handlers[i]);
		/* An ignored hangup (nohup) stays so, and a loop that is there keeps its own. */
		bool taken = crash.handlers[i].sa_handler != SIG_DFL;
		if (i < LOOP_FIRST || !taken)
			sigaction(deadly[i], &action, NULL);
	}
	die_register(give_back);
}

void
term_crash_close(void)
{
	restore_handlers();
	die_register(NULL);
}
