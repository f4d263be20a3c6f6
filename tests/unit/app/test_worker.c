/* SPDX-License-Identifier: MIT */
/* The worker and its jobs (app/job.h), with a thread and without one. */
#include "app/worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "folder.h"
#include "store/db.h"
#include "store/db_impl.h"

#define TASKS_MAX 8

struct scene;

/* A job whose step is a function of the test. */
struct task {
	struct job job;
	struct scene *scene;
	char name;
	enum status (*act)(struct task *t, struct fault *f);
	atomic_int steps;
	int done;
	enum status result;
	struct fault fault;
	pthread_t step_thread;
	pthread_t done_thread;
	struct task *other;
};

struct scene {
	struct folder folder;
	char store[FOLDER_PATH_BYTES];
	bool threaded;
	int news[2];
	struct worker *worker;
	struct task tasks[TASKS_MAX];
	size_t task_count;
	char order[64]; /* of steps, by name */
	atomic_int opened;
	atomic_int refusals; /* how many openings fail first */
	sem_t gate;
};

static enum status
open_store(void *context, struct db **out, struct fault *f)
{
	struct scene *s = context;
	const struct db_options options = { .use = DB_WRITE };

	*out = NULL;
	atomic_fetch_add(&s->opened, 1);
	if (atomic_fetch_sub(&s->refusals, 1) > 0)
		return fault_set(f, WORD_STORE_MODE, "not yet");
	return db_open(s->store, &options, out, f);
}

static void
start(struct scene *s)
{
	const struct worker_options options = { .open = open_store,
		                                .open_context = s,
		                                .threaded = s->threaded,
		                                .news_fd = s->news[1] };

	s->worker = worker_create(&options);
}

static int
set_up(void **state, bool threaded)
{
	struct scene *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	(void)secret_system_init();
	db_system_init();
	folder_create(&s->folder);
	snprintf(s->store, sizeof(s->store), "%s", folder_file(&s->folder, "otpdeck.db"));
	assert_int_equal(pipe2(s->news, O_NONBLOCK | O_CLOEXEC), 0);
	sem_init(&s->gate, 0, 0);
	clock_freeze(1795600800000LL, 1000000);
	s->threaded = threaded;
	start(s);
	*state = s;
	return 0;
}

static int
set_up_alone(void **state)
{
	return set_up(state, false);
}

static int
set_up_threaded(void **state)
{
	return set_up(state, true);
}

static int
tear_down(void **state)
{
	struct scene *s = *state;

	worker_destroy(s->worker);
	clock_release();
	close(s->news[0]);
	close(s->news[1]);
	sem_destroy(&s->gate);
	folder_destroy(&s->folder);
	free(s);
	return 0;
}

static enum status
task_step(struct job *j, struct fault *f)
{
	struct task *t = j->context;
	size_t length = strlen(t->scene->order);

	assert_non_null(j->db);
	atomic_fetch_add(&t->steps, 1);
	t->step_thread = pthread_self();
	if (length + 1 < sizeof(t->scene->order))
		t->scene->order[length] = t->name;
	return t->act ? t->act(t, f) : ST_OK;
}

static void
task_done(struct job *j, enum status st, const struct fault *f)
{
	struct task *t = j->context;

	t->done++;
	t->result = st;
	t->fault = *f;
	t->done_thread = pthread_self();
}

static struct task *
add(struct scene *s, char name, enum job_class class,
    enum status (*act)(struct task *t, struct fault *f))
{
	assert_true(s->task_count < TASKS_MAX);
	struct task *t = &s->tasks[s->task_count++];

	*t = (struct task){ .scene = s, .name = name, .act = act };
	t->job = (struct job){ .what = "doing something",
		               .class = class,
		               .step = task_step,
		               .done = task_done,
		               .context = t };
	return t;
}

static struct task *
submit(struct scene *s, char name, enum job_class class,
       enum status (*act)(struct task *t, struct fault *f))
{
	struct task *t = add(s, name, class, act);

	worker_submit(s->worker, &t->job);
	return t;
}

/* One turn of a loop: waits for the worker's byte where there is a thread. */
static void
turn(struct scene *s)
{
	struct pollfd news = { .fd = s->news[0], .events = POLLIN };
	char bytes[64];

	if (s->threaded && poll(&news, 1, 10000) == 0)
		fail_msg("the worker is silent");
	while (read(s->news[0], bytes, sizeof(bytes)) > 0)
		continue;
	worker_collect(s->worker);
}

static void
run_out(struct scene *s)
{
	while (worker_has_work(s->worker))
		turn(s);
}

/* --- Steps ---------------------------------------------------------------------------------- */

static enum status
three_steps(struct task *t, struct fault *f)
{
	(void)f;
	return atomic_load(&t->steps) < 3 ? ST_MORE : ST_OK;
}

static enum status
fail_plainly(struct task *t, struct fault *f)
{
	(void)t;
	return fault_set(f, WORD_STORE_FULL, "the disk is full");
}

/* Lets the gate decide when it ends. */
static enum status
wait_at_gate(struct task *t, struct fault *f)
{
	(void)f;
	sem_wait(&t->scene->gate);
	return ST_OK;
}

static enum status
submit_other_then_more(struct task *t, struct fault *f)
{
	(void)f;
	if (atomic_load(&t->steps) == 1)
		worker_submit(t->scene->worker, &t->other->job);
	return atomic_load(&t->steps) < 2 ? ST_MORE : ST_OK;
}

static enum status
cancel_other_at_gate(struct task *t, struct fault *f)
{
	(void)f;
	sem_wait(&t->scene->gate);
	worker_cancel(t->scene->worker, &t->other->job);
	return ST_OK;
}

static enum status
cancel_itself_and_want_more(struct task *t, struct fault *f)
{
	(void)f;
	worker_cancel(t->scene->worker, &t->job);
	return ST_MORE;
}

static enum status
cancel_itself_and_end_well(struct task *t, struct fault *f)
{
	(void)f;
	worker_cancel(t->scene->worker, &t->job);
	return ST_OK;
}

static enum status
find_it_locked(struct task *t, struct fault *f)
{
	(void)t;
	return fault_set(f, WORD_STORE_BUSY, "process 4711 holds it");
}

static enum status
find_it_locked_twice(struct task *t, struct fault *f)
{
	return atomic_load(&t->steps) <= 2 ? find_it_locked(t, f) : ST_OK;
}

/* --- Running -------------------------------------------------------------------------------- */

static void
a_job_runs_to_its_end_and_is_done_once(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_ASKED, NULL);

	run_out(s);
	worker_collect(s->worker);
	assert_int_equal(t->done, 1);
	assert_int_equal(t->result, ST_OK);
	assert_int_equal(t->fault.code, ST_OK);
	assert_int_equal(atomic_load(&t->steps), 1);
	assert_null(t->job.db);
}

static void
done_runs_where_the_loop_collects(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_ASKED, NULL);

	run_out(s);
	assert_true(pthread_equal(t->done_thread, pthread_self()));
	assert_int_equal(pthread_equal(t->step_thread, pthread_self()) != 0, !s->threaded);
}

static void
a_step_that_wants_more_is_called_again(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_BULK, three_steps);

	run_out(s);
	assert_int_equal(atomic_load(&t->steps), 3);
	assert_int_equal(t->result, ST_OK);
	assert_int_equal(t->done, 1);
}

static void
a_failure_reaches_done_with_its_words(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_ASKED, fail_plainly);

	run_out(s);
	assert_int_equal(t->result, ST_STORE);
	assert_int_equal(t->fault.word, WORD_STORE_FULL);
	assert_string_equal(t->fault.cause, "the disk is full");
}

static void
the_connection_is_opened_once_and_again_after_a_failure(void **state)
{
	struct scene *s = *state;

	atomic_store(&s->refusals, 1);
	struct task *refused = submit(s, 'a', JOB_ASKED, NULL);
	struct task *second = submit(s, 'b', JOB_ASKED, NULL);
	struct task *third = submit(s, 'c', JOB_ASKED, NULL);

	run_out(s);
	assert_int_equal(refused->fault.word, WORD_STORE_MODE);
	assert_int_equal(atomic_load(&refused->steps), 0);
	assert_int_equal(second->result, ST_OK);
	assert_int_equal(third->result, ST_OK);
	assert_int_equal(atomic_load(&s->opened), 2);
}

static void
an_urgent_job_overtakes_between_two_steps(void **state)
{
	struct scene *s = *state;
	struct task *urgent = add(s, 'u', JOB_SEND, NULL);
	struct task *bulk = add(s, 'b', JOB_BULK, submit_other_then_more);

	bulk->other = urgent;
	worker_submit(s->worker, &bulk->job);
	run_out(s);
	assert_string_equal(s->order, "bub");
	assert_int_equal(urgent->done, 1);
	assert_int_equal(bulk->done, 1);
}

static void
jobs_of_one_class_keep_their_order(void **state)
{
	struct scene *s = *state;

	submit(s, 'a', JOB_ASKED, NULL);
	submit(s, 'b', JOB_ASKED, NULL);
	submit(s, 'c', JOB_ASKED, NULL);
	run_out(s);
	assert_string_equal(s->order, "abc");
}

static void
submit_again(struct job *j, enum status st, const struct fault *f)
{
	struct task *t = j->context;

	task_done(j, st, f);
	if (t->done < 3)
		worker_submit(t->scene->worker, j);
}

static void
done_may_submit_the_same_job_again(void **state)
{
	struct scene *s = *state;
	struct task *t = add(s, 'a', JOB_ASKED, NULL);

	t->job.done = submit_again;
	worker_submit(s->worker, &t->job);
	run_out(s);
	assert_int_equal(t->done, 3);
	assert_string_equal(s->order, "aaa");
}

struct heap_job {
	struct job job;
	int *freed;
};

static enum status
heap_step(struct job *j, struct fault *f)
{
	(void)j;
	(void)f;
	return ST_OK;
}

static void
heap_done(struct job *j, enum status st, const struct fault *f)
{
	struct heap_job *h = j->context;

	(void)st;
	(void)f;
	(*h->freed)++;
	free(h);
}

static void
done_may_free_the_job(void **state)
{
	struct scene *s = *state;
	int freed = 0;

	for (int i = 0; i < 3; i++) {
		struct heap_job *h = calloc(1, sizeof(*h));

		h->freed = &freed;
		h->job = (struct job){ .what = "x",
			               .class = JOB_ASKED,
			               .step = heap_step,
			               .done = heap_done,
			               .context = h };
		worker_submit(s->worker, &h->job);
	}
	run_out(s);
	assert_int_equal(freed, 3);
}

static void
work_is_known_from_submit_to_done(void **state)
{
	struct scene *s = *state;

	assert_false(worker_has_work(s->worker));
	assert_false(worker_collect(s->worker));
	submit(s, 'a', JOB_ASKED, NULL);
	assert_true(worker_has_work(s->worker));
	assert_int_equal(worker_needs_turns(s->worker), !s->threaded);
	run_out(s);
	assert_false(worker_needs_turns(s->worker));
}

/* --- Cancelling ----------------------------------------------------------------------------- */

static void
a_job_cancelled_before_its_first_step_never_runs(void **state)
{
	struct scene *s = *state;
	struct task *plug = add(s, 'p', JOB_SEND, cancel_other_at_gate);
	struct task *victim = add(s, 'v', JOB_ASKED, NULL);

	plug->other = victim;
	worker_submit(s->worker, &plug->job);
	worker_submit(s->worker, &victim->job);
	sem_post(&s->gate);
	run_out(s);
	assert_int_equal(atomic_load(&victim->steps), 0);
	assert_int_equal(victim->done, 1);
	assert_int_equal(victim->result, ST_CANCELLED);
	assert_int_equal(victim->fault.word, WORD_CANCELLED);
}

static void
a_job_cancelled_between_its_steps_ends_there(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_BULK, cancel_itself_and_want_more);

	run_out(s);
	assert_int_equal(atomic_load(&t->steps), 1);
	assert_int_equal(t->result, ST_CANCELLED);
	assert_int_equal(t->done, 1);
}

static void
a_job_that_has_ended_well_is_not_called_cancelled(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_BULK, cancel_itself_and_end_well);

	run_out(s);
	assert_int_equal(t->result, ST_OK);
	worker_cancel(s->worker, &t->job);
	assert_false(worker_collect(s->worker));
	assert_int_equal(t->done, 1);
}

static enum status
count_for_ever(struct task *t, struct fault *f)
{
	struct db_statement *q = NULL;
	enum status st = db_prepare(t->job.db,
	                            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
	                            " FROM n) SELECT count(*) FROM n",
	                            &q, f);

	sem_post(&t->scene->gate);
	if (st == ST_OK)
		st = db_step(q, f);
	db_release(q);
	return st;
}

/* A cancel that comes before the query has begun interrupts nothing, so it is asked for again. */
static void
a_query_without_end_is_interrupted(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_BULK, count_for_ever);
	struct pollfd news = { .fd = s->news[0], .events = POLLIN };

	sem_wait(&s->gate);
	do
		worker_cancel(s->worker, &t->job);
	while (poll(&news, 1, 1) == 0);
	run_out(s);
	assert_int_equal(t->result, ST_CANCELLED);
	assert_int_equal(t->fault.word, WORD_CANCELLED);
}

static void
cancelling_a_running_job_leaves_the_others_alone(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_BULK, count_for_ever);
	struct task *next = submit(s, 'b', JOB_BULK, NULL);
	struct pollfd news = { .fd = s->news[0], .events = POLLIN };

	sem_wait(&s->gate);
	do
		worker_cancel(s->worker, &t->job);
	while (poll(&news, 1, 1) == 0);
	run_out(s);
	assert_int_equal(next->result, ST_OK);
}

/* --- A locked store ------------------------------------------------------------------------- */

static void
wait_for_steps(struct scene *s, struct task *t, int steps)
{
	while (atomic_load(&t->steps) < steps) {
		if (s->threaded)
			sched_yield();
		else
			worker_collect(s->worker);
	}
}

static void
a_locked_store_is_asked_again_for_five_seconds(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_ASKED, find_it_locked);

	wait_for_steps(s, t, 2);
	clock_advance_ms(4900);
	wait_for_steps(s, t, atomic_load(&t->steps) + 2);
	assert_int_equal(t->done, 0);
	clock_advance_ms(200);
	run_out(s);
	assert_int_equal(t->done, 1);
	assert_int_equal(t->result, ST_STORE);
	assert_int_equal(t->fault.word, WORD_STORE_BUSY);
	assert_string_equal(t->fault.cause, "process 4711 holds it");
}

static void
a_store_that_is_unlocked_in_time_leaves_no_fault(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_ASKED, find_it_locked_twice);

	run_out(s);
	assert_int_equal(atomic_load(&t->steps), 3);
	assert_int_equal(t->result, ST_OK);
	assert_int_equal(t->fault.code, ST_OK);
	assert_string_equal(t->fault.cause, "");
}

static void
waiting_for_a_lock_is_described_with_who_and_how_long(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_ASKED, find_it_locked);
	struct text words;

	text_init(&words, 400);
	wait_for_steps(s, t, 2);
	clock_advance_ms(3000);
	worker_describe(s->worker, &words);
	assert_string_equal(text_string(&words),
	                    "doing something, waiting 3 s: process 4711 holds it");
	clock_advance_ms(3000);
	run_out(s);
	text_reset(&words);
	worker_describe(s->worker, &words);
	assert_string_equal(text_string(&words), "");
	text_finish(&words);
}

static void
a_job_that_waits_for_a_lock_lets_an_urgent_one_pass(void **state)
{
	struct scene *s = *state;
	struct task *locked = submit(s, 'l', JOB_BULK, find_it_locked);

	wait_for_steps(s, locked, 1);
	struct task *urgent = submit(s, 'u', JOB_SEND, NULL);

	while (urgent->done == 0)
		turn(s);
	assert_int_equal(locked->done, 0);
	clock_advance_ms(6000);
	run_out(s);
	assert_int_equal(locked->done, 1);
}

static void
a_job_that_waits_for_a_lock_can_be_cancelled(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_ASKED, find_it_locked);

	wait_for_steps(s, t, 1);
	worker_cancel(s->worker, &t->job);
	run_out(s);
	assert_int_equal(t->result, ST_CANCELLED);
	assert_int_equal(t->fault.word, WORD_CANCELLED);
}

/* --- The end -------------------------------------------------------------------------------- */

static void
destroying_cancels_what_waits_and_runs_what_must_run(void **state)
{
	struct scene *s = *state;
	struct task *plug = add(s, 'p', JOB_SEND, wait_at_gate);
	struct task *waits = add(s, 'w', JOB_ASKED, NULL);
	struct task *must = add(s, 'm', JOB_BULK, three_steps);

	must->job.must_run = true;
	worker_submit(s->worker, &plug->job);
	worker_submit(s->worker, &waits->job);
	worker_submit(s->worker, &must->job);
	sem_post(&s->gate);
	if (s->threaded)
		wait_for_steps(s, plug, 1);
	worker_destroy(s->worker);
	assert_int_equal(plug->done, 1);
	assert_int_equal(waits->done, 1);
	assert_int_equal(must->done, 1);
	assert_int_equal(must->result, ST_OK);
	assert_int_equal(atomic_load(&must->steps), 3);
	start(s);
}

static void
submit_other(struct job *j, enum status st, const struct fault *f)
{
	struct task *t = j->context;

	task_done(j, st, f);
	worker_submit(t->scene->worker, &t->other->job);
}

static void
what_done_submits_while_the_worker_ends_is_done_too(void **state)
{
	struct scene *s = *state;
	struct task *first = add(s, 'a', JOB_ASKED, NULL);
	struct task *plain = add(s, 'b', JOB_ASKED, submit_other_then_more);
	struct task *must = add(s, 'm', JOB_ASKED, NULL);

	must->job.must_run = true;
	first->other = plain;
	first->job.done = submit_other;
	plain->other = must;
	plain->job.done = submit_other;
	worker_submit(s->worker, &first->job);
	worker_destroy(s->worker);
	assert_int_equal(plain->done, 1);
	assert_int_equal(plain->result, ST_CANCELLED);
	assert_int_equal(must->done, 1);
	assert_int_equal(must->result, ST_OK);
	start(s);
}

static void
destroying_ends_a_job_between_its_steps(void **state)
{
	struct scene *s = *state;
	struct task *t = submit(s, 'a', JOB_BULK, three_steps);

	worker_destroy(s->worker);
	worker_destroy(NULL);
	assert_int_equal(t->done, 1);
	assert_true(t->result == ST_CANCELLED || atomic_load(&t->steps) == 3);
	start(s);
}

#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, set_up_alone, tear_down),                            \
		cmocka_unit_test_setup_teardown(test, set_up_threaded, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_job_runs_to_its_end_and_is_done_once),
		BOTH(done_runs_where_the_loop_collects),
		BOTH(a_step_that_wants_more_is_called_again),
		BOTH(a_failure_reaches_done_with_its_words),
		BOTH(the_connection_is_opened_once_and_again_after_a_failure),
		BOTH(an_urgent_job_overtakes_between_two_steps),
		BOTH(jobs_of_one_class_keep_their_order),
		BOTH(done_may_submit_the_same_job_again),
		BOTH(done_may_free_the_job),
		BOTH(work_is_known_from_submit_to_done),
		BOTH(a_job_cancelled_before_its_first_step_never_runs),
		BOTH(a_job_cancelled_between_its_steps_ends_there),
		BOTH(a_job_that_has_ended_well_is_not_called_cancelled),
		cmocka_unit_test_setup_teardown(a_query_without_end_is_interrupted, set_up_threaded,
		                                tear_down),
		cmocka_unit_test_setup_teardown(cancelling_a_running_job_leaves_the_others_alone,
		                                set_up_threaded, tear_down),
		BOTH(a_locked_store_is_asked_again_for_five_seconds),
		BOTH(a_store_that_is_unlocked_in_time_leaves_no_fault),
		BOTH(waiting_for_a_lock_is_described_with_who_and_how_long),
		BOTH(a_job_that_waits_for_a_lock_lets_an_urgent_one_pass),
		BOTH(a_job_that_waits_for_a_lock_can_be_cancelled),
		BOTH(destroying_cancels_what_waits_and_runs_what_must_run),
		BOTH(what_done_submits_while_the_worker_ends_is_done_too),
		BOTH(destroying_ends_a_job_between_its_steps),
	};
	return cmocka_run_group_tests_name("app/worker", tests, NULL, NULL);
}
