/* SPDX-License-Identifier: MIT */
#ifndef APP_LOOP_H
#define APP_LOOP_H
/*
 * Turns of the loop: one wait for keys, signals, network, timers and the worker's news.
 *
 * It knows descriptors and callbacks, not curses: src/otpdeck.c hands it the terminal's reader and
 * the console's draw; tests turn the same loop by hand; the shell twin turns it without a face.
 * Keys come before work, so that cancel overtakes. Drawing happens once a turn, when dirty.
 *
 * Owns    the http client (made when the first request needs it, so that the first frame does not
 *         wait for TLS to be set up) and the timers. One loop a process: signals have one pipe.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

struct http;
struct loop;
struct worker;

struct loop_face {
	int input_fd;                /* -1: none */
	void (*keys)(void *context); /* input_fd is readable: read all that is there */
	void (*draw)(void *context);
	/* SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGCHLD */
	void (*signal)(void *context, int number);
	void (*hangup)(void *context); /* input_fd has hung up */
	void *context;
};

MUST_USE enum status loop_create(struct loop **out, struct fault *f);
void loop_destroy(struct loop *l);
void loop_set_face(struct loop *l, const struct loop_face *face);
/* Catches SIGTERM, SIGHUP (unless nohup has it ignored) and SIGINT always, SIGWINCH, SIGTSTP,
 * SIGCONT and SIGCHLD with a face; until loop_destroy. */
void loop_catch_signals(struct loop *l, bool with_face);
/* The last of SIGTERM, SIGHUP, SIGINT that came and was not taken yet; 0: none. */
int loop_take_signal(struct loop *l);

/* Borrowed; *f when libcurl is unusable. */
MUST_USE enum status loop_http(struct loop *l, struct http **out, struct fault *f);
/* Tests: uses this client (taken) in place of a real one. */
void loop_set_http(struct loop *l, struct http *h);
/* Cancels what is in flight (callbacks run) and refuses every later request with WORD_CANCELLED:
 * before the worker ends, so that what the callbacks give it is still done. */
void loop_end_requests(struct loop *l);
/* Where the worker writes its byte. */
int loop_news_fd(const struct loop *l);
void loop_set_worker(struct loop *l, struct worker *w);

typedef void (*loop_timer_fn)(void *context);
/* Calls once after the delay; 0 is never a timer's id. */
uint64_t loop_start_timer(struct loop *l, int64_t delay_ms, loop_timer_fn fn, void *context);
void loop_stop_timer(struct loop *l, uint64_t id);

void loop_mark_dirty(struct loop *l);
void loop_quit(struct loop *l);
bool loop_is_quitting(const struct loop *l);

/* One turn that sleeps at most `limit_ms` (-1: until something happens). */
void loop_turn(struct loop *l, int limit_ms);
/* Turns until loop_quit. */
void loop_run(struct loop *l);
/* Turns until `done` says so or the time is over (-1: never); returns what `done` said last. */
bool loop_run_until(struct loop *l, bool (*done)(void *context), void *context, int64_t limit_ms);
/* Whether requests, jobs or a due timer wait: tests settle on it. */
bool loop_has_work(const struct loop *l);
#endif
