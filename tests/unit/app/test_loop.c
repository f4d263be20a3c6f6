/* SPDX-License-Identifier: MIT */
/* Turns of the loop: what comes before what, timers, signals, the hung-up terminal. */
#include "app/loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/worker.h"
#include "base/clock.h"
#include "base/secret.h"
#include "folder.h"
#include "net/http.h"
#include "store/db.h"

struct scene {
	struct folder folder;
	char store[FOLDER_PATH_BYTES];
	struct loop *loop;
	struct worker *worker;
	struct job job;
	int keyboard[2];
	char order[128]; /* k keys, s signal, w worker, h http, t timer, d draw, u hangup */
	int last_signal;
	int draws;
	bool eats_keys;
	bool dirty_in_draw;
	uint64_t timer;
	int fired;
	int step_count;
	struct fault f;
};

static void
note(struct scene *s, char what)
{
	size_t length = strlen(s->order);

	assert_true(length + 1 < sizeof(s->order));
	s->order[length] = what;
}

static void
on_keys(void *context)
{
	struct scene *s = context;
	char bytes[16];

	note(s, 'k');
	if (s->eats_keys)
		(void)!read(s->keyboard[0], bytes, sizeof(bytes));
}

static void
on_draw(void *context)
{
	struct scene *s = context;

	note(s, 'd');
	s->draws++;
	if (s->dirty_in_draw)
		loop_mark_dirty(s->loop);
}

static void
on_signal(void *context, int number)
{
	struct scene *s = context;

	note(s, 's');
	s->last_signal = number;
}

static void
on_hangup(void *context)
{
	note(context, 'u');
}

static void
on_timer(void *context)
{
	struct scene *s = context;

	note(s, 't');
	s->fired++;
}

static void
answer_all(void *context, const struct http_request *request, struct http_answer *answer)
{
	(void)context;
	(void)request;
	answer->status = 200;
}

static void
on_answer(void *context, const struct http_answer *answer)
{
	note(context, answer->outcome == HTTP_CANCELLED ? 'c' : 'h');
}

static enum status
open_store(void *context, struct db **out, struct fault *f)
{
	struct scene *s = context;
	const struct db_options options = { .use = DB_WRITE };

	return db_open(s->store, &options, out, f);
}

static enum status
two_steps(struct job *j, struct fault *f)
{
	struct scene *s = j->context;

	(void)f;
	return ++s->step_count < 2 ? ST_MORE : ST_OK;
}

static void
on_job(struct job *j, enum status st, const struct fault *f)
{
	(void)st;
	(void)f;
	note(j->context, 'w');
}

static int
set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	struct loop_face face = { .keys = on_keys,
		                  .draw = on_draw,
		                  .signal = on_signal,
		                  .hangup = on_hangup,
		                  .context = s };

	assert_non_null(s);
	(void)secret_system_init();
	db_system_init();
	folder_create(&s->folder);
	snprintf(s->store, sizeof(s->store), "%s", folder_file(&s->folder, "otpdeck.db"));
	clock_freeze(1795600800000LL, 1000000);
	assert_int_equal(loop_create(&s->loop, &s->f), ST_OK);
	assert_int_equal(pipe2(s->keyboard, O_NONBLOCK | O_CLOEXEC), 0);
	face.input_fd = s->keyboard[0];
	loop_set_face(s->loop, &face);
	loop_set_http(s->loop, http_create_scripted(answer_all, NULL));
	s->eats_keys = true;
	*state = s;
	return 0;
}

static void
start_worker(struct scene *s, bool threaded)
{
	const struct worker_options options = { .open = open_store,
		                                .open_context = s,
		                                .threaded = threaded,
		                                .news_fd = loop_news_fd(s->loop) };

	s->worker = worker_create(&options);
	loop_set_worker(s->loop, s->worker);
}

static void
submit_job(struct scene *s)
{
	s->job = (struct job){
		.what = "x", .class = JOB_ASKED, .step = two_steps, .done = on_job, .context = s
	};
	worker_submit(s->worker, &s->job);
}

static int
tear_down(void **state)
{
	struct scene *s = *state;

	loop_end_requests(s->loop);
	worker_destroy(s->worker);
	loop_destroy(s->loop);
	clock_release();
	close(s->keyboard[0]);
	close(s->keyboard[1]);
	folder_destroy(&s->folder);
	free(s);
	return 0;
}

static void
type(struct scene *s, const char *keys)
{
	assert_int_equal(write(s->keyboard[1], keys, strlen(keys)), strlen(keys));
}

static void
start_request(struct scene *s, uint64_t *id)
{
	const struct http_request request = { .method = "GET", .url = "http://127.0.0.1:9/x" };
	struct http *h = NULL;

	assert_int_equal(loop_http(s->loop, &h, &s->f), ST_OK);
	assert_int_equal(http_start(h, &request, on_answer, s, id, &s->f), ST_OK);
}

/* --- The order of a turn -------------------------------------------------------------------- */

static void
keys_come_before_work_and_drawing_comes_last(void **state)
{
	struct scene *s = *state;
	uint64_t id;

	start_worker(s, false);
	submit_job(s);
	loop_turn(s->loop, 0); /* the first of its two steps */
	s->order[0] = '\0';
	start_request(s, &id);
	loop_start_timer(s->loop, 0, on_timer, s);
	loop_mark_dirty(s->loop);
	type(s, "x");
	loop_turn(s->loop, 0);
	assert_string_equal(s->order, "kwhtd");
}

static void
signals_come_before_keys(void **state)
{
	struct scene *s = *state;

	loop_catch_signals(s->loop, true);
	type(s, "x");
	raise(SIGWINCH);
	loop_turn(s->loop, 0);
	assert_string_equal(s->order, "sk");
	assert_int_equal(s->last_signal, SIGWINCH);
}

static void
a_dirty_screen_is_drawn_once_a_turn(void **state)
{
	struct scene *s = *state;

	loop_turn(s->loop, 0);
	assert_int_equal(s->draws, 0);
	loop_mark_dirty(s->loop);
	loop_mark_dirty(s->loop);
	loop_turn(s->loop, -1); /* does not sleep: there is something to draw */
	assert_int_equal(s->draws, 1);
	loop_turn(s->loop, 0);
	assert_int_equal(s->draws, 1);
}

static void
what_gets_dirty_while_drawing_is_drawn_in_the_next_turn(void **state)
{
	struct scene *s = *state;

	s->dirty_in_draw = true;
	loop_mark_dirty(s->loop);
	loop_turn(s->loop, 0);
	assert_int_equal(s->draws, 1);
	assert_true(loop_has_work(s->loop));
	loop_turn(s->loop, -1);
	assert_int_equal(s->draws, 2);
}

static void
keys_wake_a_loop_that_sleeps(void **state)
{
	struct scene *s = *state;

	type(s, "x");
	loop_turn(s->loop, -1);
	assert_string_equal(s->order, "k");
}

static void
the_thread_of_the_worker_wakes_a_loop_that_sleeps_and_is_drawn(void **state)
{
	struct scene *s = *state;

	start_worker(s, true);
	submit_job(s);
	while (!strchr(s->order, 'w'))
		loop_turn(s->loop, -1);
	assert_int_equal(s->order[0], 'w');
	assert_false(loop_has_work(s->loop));
}

/* --- Timers --------------------------------------------------------------------------------- */

static void
a_timer_fires_once_when_its_time_has_come(void **state)
{
	struct scene *s = *state;

	assert_true(loop_start_timer(s->loop, 100, on_timer, s) != 0);
	loop_turn(s->loop, 0);
	assert_int_equal(s->fired, 0);
	assert_false(loop_has_work(s->loop));
	clock_advance_ms(99);
	loop_turn(s->loop, 0);
	assert_int_equal(s->fired, 0);
	clock_advance_ms(1);
	assert_true(loop_has_work(s->loop));
	loop_turn(s->loop, -1);
	assert_int_equal(s->fired, 1);
	loop_turn(s->loop, 0);
	assert_int_equal(s->fired, 1);
}

static void
a_stopped_timer_never_fires(void **state)
{
	struct scene *s = *state;
	uint64_t id = loop_start_timer(s->loop, 10, on_timer, s);
	uint64_t other = loop_start_timer(s->loop, 10, on_timer, s);

	assert_true(id != other);
	loop_stop_timer(s->loop, id);
	loop_stop_timer(s->loop, id);
	loop_stop_timer(s->loop, 0);
	clock_advance_ms(10);
	loop_turn(s->loop, 0);
	assert_int_equal(s->fired, 1);
}

static void
start_next_timer(void *context)
{
	struct scene *s = context;

	s->fired++;
	s->timer = loop_start_timer(s->loop, 0, start_next_timer, s);
}

static void
a_timer_that_starts_another_does_not_hold_the_turn(void **state)
{
	struct scene *s = *state;

	loop_start_timer(s->loop, 0, start_next_timer, s);
	loop_turn(s->loop, 0);
	assert_in_range(s->fired, 1, 2);
	loop_stop_timer(s->loop, s->timer);
	assert_false(loop_has_work(s->loop));
}

static void
stop_the_other(void *context)
{
	struct scene *s = context;

	loop_stop_timer(s->loop, s->timer);
}

static void
a_timer_can_stop_one_that_is_due_with_it(void **state)
{
	struct scene *s = *state;

	loop_start_timer(s->loop, 5, stop_the_other, s);
	s->timer = loop_start_timer(s->loop, 5, on_timer, s);
	clock_advance_ms(5);
	loop_turn(s->loop, 0);
	assert_int_equal(s->fired, 0);
}

static bool
has_fired(void *context)
{
	return ((const struct scene *)context)->fired > 0;
}

static void
running_until_ends_with_the_time_or_with_the_wish(void **state)
{
	struct scene *s = *state;

	assert_false(loop_run_until(s->loop, has_fired, s, 0));
	loop_start_timer(s->loop, 0, on_timer, s);
	assert_true(loop_run_until(s->loop, has_fired, s, 1000));
	s->fired = 0;
	loop_quit(s->loop);
	assert_true(loop_is_quitting(s->loop));
	assert_false(loop_run_until(s->loop, has_fired, s, -1));
}

static bool
job_is_done(void *context)
{
	return strchr(((const struct scene *)context)->order, 'w') != NULL;
}

static void
without_a_thread_a_turn_does_not_sleep_on_work(void **state)
{
	struct scene *s = *state;

	start_worker(s, false);
	submit_job(s);
	assert_true(loop_run_until(s->loop, job_is_done, s, -1));
	assert_int_equal(s->step_count, 2);
}

static void
quit_from_timer(void *context)
{
	loop_quit(((struct scene *)context)->loop);
}

static void
running_turns_until_somebody_quits(void **state)
{
	struct scene *s = *state;

	start_worker(s, false);
	submit_job(s);
	loop_start_timer(s->loop, 0, quit_from_timer, s);
	loop_run(s->loop);
	assert_true(loop_is_quitting(s->loop));
}

/* --- Signals -------------------------------------------------------------------------------- */

static void
ending_signals_are_kept_for_whoever_asks(void **state)
{
	struct scene *s = *state;

	loop_catch_signals(s->loop, false);
	assert_int_equal(loop_take_signal(s->loop), 0);
	raise(SIGINT);
	raise(SIGTERM);
	loop_turn(s->loop, -1);
	assert_string_equal(s->order, "ss");
	assert_int_equal(loop_take_signal(s->loop), SIGTERM);
	assert_int_equal(loop_take_signal(s->loop), 0);
}

static void
stop_and_continue_reach_the_face_only(void **state)
{
	struct scene *s = *state;

	loop_catch_signals(s->loop, true);
	raise(SIGTSTP);
	raise(SIGCONT);
	raise(SIGHUP);
	loop_turn(s->loop, 0);
	assert_string_equal(s->order, "sss");
	assert_int_equal(loop_take_signal(s->loop), SIGHUP);
}

static void
a_thousand_signals_are_no_trouble(void **state)
{
	struct scene *s = *state;
	struct loop_face face = { .input_fd = -1 };

	loop_set_face(s->loop, &face);
	loop_catch_signals(s->loop, true);
	for (int i = 0; i < 1000; i++)
		raise(SIGWINCH);
	raise(SIGTERM);
	loop_turn(s->loop, 0);
	assert_int_equal(loop_take_signal(s->loop), SIGTERM);
}

static void
after_the_loop_a_signal_ends_the_process_again(void **state)
{
	struct scene *s = *state;
	pid_t pid = fork();
	int ended;

	if (pid == 0) {
		loop_catch_signals(s->loop, true);
		loop_destroy(s->loop);
		raise(SIGTERM);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_true(WIFSIGNALED(ended));
	assert_int_equal(WTERMSIG(ended), SIGTERM);
}

static void
under_nohup_a_hangup_stays_ignored(void **state)
{
	struct scene *s = *state;
	void (*before)(int) = signal(SIGHUP, SIG_IGN);

	loop_catch_signals(s->loop, true);
	raise(SIGHUP);
	loop_turn(s->loop, 0);
	signal(SIGHUP, before);
	assert_string_equal(s->order, "");
	assert_int_equal(loop_take_signal(s->loop), 0);
}

/* --- The terminal that hangs up ------------------------------------------------------------- */

static void
a_hangup_is_reported_once_and_the_terminal_is_not_asked_again(void **state)
{
	struct scene *s = *state;

	close(s->keyboard[1]);
	s->keyboard[1] = -1;
	loop_turn(s->loop, -1);
	assert_non_null(strchr(s->order, 'u'));
	s->order[0] = '\0';
	memset(s->order, 0, sizeof(s->order));
	loop_mark_dirty(s->loop);
	loop_turn(s->loop, 0);
	loop_turn(s->loop, 0);
	assert_string_equal(s->order, "");
}

static void
keys_typed_before_the_hangup_are_still_read(void **state)
{
	struct scene *s = *state;

	type(s, "q");
	close(s->keyboard[1]);
	s->keyboard[1] = -1;
	loop_turn(s->loop, -1);
	assert_string_equal(s->order, "ku");
}

/* --- Requests ------------------------------------------------------------------------------- */

static void
ending_requests_calls_back_and_takes_no_more(void **state)
{
	struct scene *s = *state;
	struct http *h = NULL;
	uint64_t id;

	start_request(s, &id);
	assert_true(loop_has_work(s->loop));
	loop_end_requests(s->loop);
	assert_string_equal(s->order, "c");
	assert_int_equal(loop_http(s->loop, &h, &s->f), ST_CANCELLED);
	assert_null(h);
	assert_false(loop_has_work(s->loop));
	loop_turn(s->loop, 0);
}

static void
a_real_client_is_made_when_the_first_request_needs_it(void **state)
{
	struct scene *s = *state;
	struct http *first = NULL;
	struct http *second = NULL;

	loop_set_http(s->loop, NULL);
	assert_int_equal(loop_http(s->loop, &first, &s->f), ST_OK);
	assert_int_equal(loop_http(s->loop, &second, &s->f), ST_OK);
	assert_non_null(first);
	assert_ptr_equal(first, second);
	type(s, "x");
	loop_turn(s->loop, -1);
	assert_string_equal(s->order, "k");
}

static void
nothing_is_destroyed_twice(void **state)
{
	(void)state;
	loop_destroy(NULL);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(keys_come_before_work_and_drawing_comes_last),
		CASE(signals_come_before_keys),
		CASE(a_dirty_screen_is_drawn_once_a_turn),
		CASE(what_gets_dirty_while_drawing_is_drawn_in_the_next_turn),
		CASE(keys_wake_a_loop_that_sleeps),
		CASE(the_thread_of_the_worker_wakes_a_loop_that_sleeps_and_is_drawn),
		CASE(a_timer_fires_once_when_its_time_has_come),
		CASE(a_stopped_timer_never_fires),
		CASE(a_timer_that_starts_another_does_not_hold_the_turn),
		CASE(a_timer_can_stop_one_that_is_due_with_it),
		CASE(running_until_ends_with_the_time_or_with_the_wish),
		CASE(without_a_thread_a_turn_does_not_sleep_on_work),
		CASE(running_turns_until_somebody_quits),
		CASE(ending_signals_are_kept_for_whoever_asks),
		CASE(stop_and_continue_reach_the_face_only),
		CASE(a_thousand_signals_are_no_trouble),
		CASE(after_the_loop_a_signal_ends_the_process_again),
		CASE(under_nohup_a_hangup_stays_ignored),
		CASE(a_hangup_is_reported_once_and_the_terminal_is_not_asked_again),
		CASE(keys_typed_before_the_hangup_are_still_read),
		CASE(ending_requests_calls_back_and_takes_no_more),
		CASE(a_real_client_is_made_when_the_first_request_needs_it),
		CASE(nothing_is_destroyed_twice),
	};
	return cmocka_run_group_tests_name("app/loop", tests, NULL, NULL);
}
