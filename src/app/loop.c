/* SPDX-License-Identifier: MIT */
/* turns of the loop: keys, signals, network, timers, one drawing */
#include "app/loop.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/worker.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/http.h"

#define TIMERS_MAX 32

struct timer {
	uint64_t id; /* 0: free */
	int64_t due_us;
	loop_timer_fn fn;
	void *context;
};

struct loop {
	struct http *http;
	struct worker *worker;
	struct loop_face face;
	int pipe_read;
	int pipe_write;
	int ending_signal;
	struct timer timers[TIMERS_MAX];
	uint64_t last_timer;
	bool dirty;
	bool quitting;
	bool hung_up;
	bool ended; /* no request is taken any more */
};

/* Those of a loop without a face come first. */
static const int caught_signals[] = {
	SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGTSTP, SIGCONT, SIGCHLD
};

#define CAUGHT_SIGNALS (sizeof(caught_signals) / sizeof(caught_signals[0]))
#define CAUGHT_WITHOUT_FACE 3

/* A signal handler gets no context, so the pipe's end is the one thing it can see. */
static volatile sig_atomic_t signal_pipe = -1;

static void
on_signal(int number)
{
	int saved = errno;
	unsigned char byte = (unsigned char)number;
	if (signal_pipe >= 0) {
		ssize_t written = write(signal_pipe, &byte, 1);
		(void)written;
	}
	errno = saved;
}

enum status
loop_create(struct loop **out, struct fault *f)
{
	int ends[2];
	*out = NULL;
	if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0)
		return fault_set(f, WORD_SYSTEM, "no pipe for signals: %s", strerror(errno));
	struct loop *l = mem_alloc(sizeof(*l));
	l->pipe_read = ends[0];
	l->pipe_write = ends[1];
	l->face.input_fd = -1;
	*out = l;
	return ST_OK;
}

/* From here on a signal does to the process what it does to any. */
static void
release_signals(const struct loop *l)
{
	struct sigaction now;

	if (signal_pipe != l->pipe_write)
		return;
	for (size_t i = 0; i < CAUGHT_SIGNALS; i++) {
		if (sigaction(caught_signals[i], NULL, &now) == 0 && now.sa_handler == on_signal)
			signal(caught_signals[i], SIG_DFL);
	}
	signal_pipe = -1;
}

void
loop_end_requests(struct loop *l)
{
	l->ended = true;
	http_destroy(l->http);
	l->http = NULL;
}

void
loop_destroy(struct loop *l)
{
	if (!l)
		return;
	loop_end_requests(l);
	release_signals(l);
	close(l->pipe_read);
	close(l->pipe_write);
	mem_free(l);
}

void
loop_set_face(struct loop *l, const struct loop_face *face)
{
	l->face = *face;
	l->hung_up = false;
}

void
loop_catch_signals(struct loop *l, bool with_face)
{
	/* A child that stops is no news, one that has ended is. */
	struct sigaction action = { .sa_handler = on_signal,
		                    .sa_flags = SA_RESTART | SA_NOCLDSTOP };
	struct sigaction before;
	size_t count = with_face ? CAUGHT_SIGNALS : CAUGHT_WITHOUT_FACE;

	sigfillset(&action.sa_mask);
	signal_pipe = l->pipe_write;
	for (size_t i = 0; i < count; i++) {
		/* Under nohup the end of the terminal is no reason to end. */
		if (caught_signals[i] == SIGHUP && sigaction(SIGHUP, NULL, &before) == 0 &&
		    before.sa_handler == SIG_IGN)
			continue;
		sigaction(caught_signals[i], &action, NULL);
	}
}

int
loop_take_signal(struct loop *l)
{
	int number = l->ending_signal;
	l->ending_signal = 0;
	return number;
}

enum status
loop_http(struct loop *l, struct http **out, struct fault *f)
{
	enum status st = ST_OK;
	if (l->ended)
		st = fault_set(f, WORD_CANCELLED, "the program is ending");
	else if (!l->http)
		st = http_create(&l->http, f);
	*out = l->http;
	return st;
}

void
loop_set_http(struct loop *l, struct http *h)
{
	http_destroy(l->http);
	l->http = h;
}

int
loop_news_fd(const struct loop *l)
{
	return l->pipe_write;
}

void
loop_set_worker(struct loop *l, struct worker *w)
{
	l->worker = w;
}

uint64_t
loop_start_timer(struct loop *l, int64_t delay_ms, loop_timer_fn fn, void *context)
{
	for (size_t i = 0; i < TIMERS_MAX; i++) {
		if (l->timers[i].id != 0)
			continue;
		l->timers[i] = (struct timer){
			.id = ++l->last_timer,
			.due_us = clock_monotonic_us() + (delay_ms > 0 ? delay_ms : 0) * 1000,
			.fn = fn,
			.context = context,
		};
		return l->last_timer;
	}
	die("more than %d timers at once", TIMERS_MAX);
}

void
loop_stop_timer(struct loop *l, uint64_t id)
{
	for (size_t i = 0; id != 0 && i < TIMERS_MAX; i++) {
		if (l->timers[i].id == id)
			l->timers[i].id = 0;
	}
}

void
loop_mark_dirty(struct loop *l)
{
	l->dirty = true;
}

void
loop_quit(struct loop *l)
{
	l->quitting = true;
}

bool
loop_is_quitting(const struct loop *l)
{
	return l->quitting;
}

/* Milliseconds to the first timer, rounded up so that it is due on waking; -1 without one. */
static int64_t
first_timer_ms(const struct loop *l)
{
	int64_t first_us = -1;
	for (size_t i = 0; i < TIMERS_MAX; i++) {
		if (l->timers[i].id != 0 && (first_us < 0 || l->timers[i].due_us < first_us))
			first_us = l->timers[i].due_us;
	}
	if (first_us < 0)
		return -1;
	int64_t left_us = first_us - clock_monotonic_us();
	return left_us <= 0 ? 0 : (left_us + 999) / 1000;
}

static int
sleep_ms(const struct loop *l, int limit_ms)
{
	int64_t timer_ms = first_timer_ms(l);
	if (l->dirty || l->quitting)
		return 0;
	if (timer_ms < 0 || (limit_ms >= 0 && limit_ms < timer_ms))
		return limit_ms;
	return timer_ms > INT32_MAX ? INT32_MAX : (int)timer_ms;
}

static void
take_signal_byte(struct loop *l, unsigned char number)
{
	if (number == 'j')
		return; /* the worker's news: worker_collect follows in this turn */
	if (number == SIGTERM || number == SIGHUP || number == SIGINT)
		l->ending_signal = number;
	if (l->face.signal)
		l->face.signal(l->face.context, number);
}

static void
read_signals(struct loop *l)
{
	unsigned char bytes[64];
	ssize_t count;
	while ((count = read(l->pipe_read, bytes, sizeof(bytes))) > 0) {
		for (ssize_t i = 0; i < count; i++)
			take_signal_byte(l, bytes[i]);
	}
}

static void
read_keys(struct loop *l, short revents)
{
	if (l->face.input_fd < 0 || l->hung_up)
		return;
	if ((revents & POLLIN) && l->face.keys)
		l->face.keys(l->face.context);
	if ((revents & (POLLHUP | POLLERR | POLLNVAL)) == 0)
		return;
	/* A hung-up terminal stays readable for ever, so it is not asked again. */
	l->hung_up = true;
	if (l->face.hangup)
		l->face.hangup(l->face.context);
}

static void
run_timers(struct loop *l)
{
	int64_t now_us = clock_monotonic_us();
	for (size_t i = 0; i < TIMERS_MAX; i++) {
		struct timer *t = &l->timers[i];
		if (t->id == 0 || t->due_us > now_us)
			continue;
		loop_timer_fn fn = t->fn;
		void *context = t->context;
		t->id = 0;
		fn(context);
	}
}

static void
draw(struct loop *l)
{
	if (!l->dirty)
		return;
	l->dirty = false;
	if (l->face.draw && !l->hung_up)
		l->face.draw(l->face.context);
}

void
loop_turn(struct loop *l, int limit_ms)
{
	struct pollfd fds[2] = {
		{ .fd = l->pipe_read, .events = POLLIN },
		{ .fd = l->face.input_fd, .events = POLLIN },
	};
	size_t count = l->face.input_fd >= 0 && !l->hung_up ? 2 : 1;

	http_wait(l->http, fds, count, sleep_ms(l, limit_ms));
	read_signals(l);
	if (count == 2)
		read_keys(l, fds[1].revents);
	/* A face shows what the worker does, so it is drawn anew when that has ended. */
	if (l->worker && worker_collect(l->worker))
		l->dirty = true;
	if (l->http)
		http_turn(l->http);
	run_timers(l);
	draw(l);
}

/* Without a thread the worker's steps run inside the turn, so a turn must not sleep on them. */
static int
turn_limit_ms(struct loop *l, int64_t left_ms)
{
	if (l->worker && worker_needs_turns(l->worker))
		return 0;
	return left_ms < 0 || left_ms > INT32_MAX ? -1 : (int)left_ms;
}

void
loop_run(struct loop *l)
{
	while (!l->quitting)
		loop_turn(l, turn_limit_ms(l, -1));
}

bool
loop_run_until(struct loop *l, bool (*done)(void *context), void *context, int64_t limit_ms)
{
	int64_t end_us = clock_monotonic_us() + limit_ms * 1000;
	for (;;) {
		if (done(context))
			return true;
		int64_t left_us = end_us - clock_monotonic_us();
		if (l->quitting || (limit_ms >= 0 && left_us <= 0))
			return false;
		loop_turn(l, turn_limit_ms(l, limit_ms < 0 ? -1 : (left_us + 999) / 1000));
	}
}

bool
loop_has_work(const struct loop *l)
{
	bool busy = l->worker && worker_has_work(l->worker);
	return busy || (l->http && http_in_flight(l->http) > 0) || l->dirty ||
	       first_timer_ms(l) == 0;
}
