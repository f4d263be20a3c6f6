/* SPDX-License-Identifier: MIT */
/* the one worker thread: a queue of jobs in steps */
#include "app/worker.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/db.h"

/* How long a job repeats its step while another process holds the store. */
#define BUSY_LIMIT_US (5 * 1000 * 1000LL)
#define BUSY_PAUSE_MS 20

struct worker {
	struct worker_options options;
	pthread_t thread;
	pthread_mutex_t mutex; /* guards everything below */
	pthread_cond_t news;
	struct job *waiting[JOB_CLASS_COUNT];
	struct job *ended;
	struct job *running;
	size_t unfinished;     /* submitted and not yet handed to `done` */
	int64_t busy_since_us; /* of the last job that found the store locked; 0: none waits */
	char busy_cause[160];
	bool stopping;
	struct db *db; /* used by whoever runs steps, swapped under the mutex */
};

static void
push_last(struct job **queue, struct job *j)
{
	while (*queue)
		queue = &(*queue)->next;
	j->next = NULL;
	*queue = j;
}

static struct job *
pop_most_urgent(struct worker *w)
{
	for (int class = 0; class < JOB_CLASS_COUNT; class ++) {
		struct job *j = w->waiting[class];
		if (j) {
			w->waiting[class] = j->next;
			j->next = NULL;
			return j;
		}
	}
	return NULL;
}

static enum status
open_connection(struct worker *w, struct fault *f)
{
	struct db *db = NULL;
	if (w->db)
		return ST_OK;
	enum status st = w->options.open(w->options.open_context, &db, f);
	if (st != ST_OK)
		return st;
	pthread_mutex_lock(&w->mutex);
	w->db = db;
	pthread_mutex_unlock(&w->mutex);
	return ST_OK;
}

static enum status
run_step(struct worker *w, struct job *j)
{
	/* A step that is repeated does not hand on the fault of the one before. */
	j->fault = (struct fault){ 0 };
	if (atomic_load(&j->cancelled))
		return fault_set(&j->fault, WORD_CANCELLED, "%s was stopped", j->what);
	enum status st = open_connection(w, &j->fault);
	if (st != ST_OK)
		return st;
	j->db = w->db;
	st = j->step(j, &j->fault);
	j->db = NULL;
	return st;
}

/* Whether the step is to be repeated because the store is locked by somebody else. */
static bool
waits_for_lock(struct worker *w, struct job *j, enum status st)
{
	if (st != ST_STORE || j->fault.word != WORD_STORE_BUSY) {
		j->busy_since_us = 0;
		return false;
	}
	int64_t now_us = clock_monotonic_us();
	if (j->busy_since_us == 0)
		j->busy_since_us = now_us;
	text_copy(w->busy_cause, sizeof(w->busy_cause), j->fault.cause);
	return now_us - j->busy_since_us < BUSY_LIMIT_US;
}

static void
pause_for_lock(struct worker *w)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += BUSY_PAUSE_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	pthread_cond_timedwait(&w->news, &w->mutex, &until);
}

/* Called and left with the mutex held: puts a job back or among the ended. */
static void
file_job(struct worker *w, struct job *j, enum status st)
{
	bool again = waits_for_lock(w, j, st);
	w->running = NULL;
	if (again || st == ST_MORE) {
		push_last(&w->waiting[j->class], j);
		if (again)
			pause_for_lock(w);
		return;
	}
	j->result = st;
	push_last(&w->ended, j);
	if (w->options.news_fd >= 0) {
		/* A full pipe already wakes the loop, so the result does not matter. */
		ssize_t written = write(w->options.news_fd, "j", 1);
		(void)written;
	}
}

/* Called and left with the mutex held. Returns whether there was a job. */
static bool
run_one(struct worker *w)
{
	struct job *j = pop_most_urgent(w);
	if (!j)
		return false;
	w->running = j;
	pthread_mutex_unlock(&w->mutex);
	enum status st = run_step(w, j);
	pthread_mutex_lock(&w->mutex);
	file_job(w, j, st);
	return true;
}

static void *
run_thread(void *context)
{
	struct worker *w = context;
	sigset_t all;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	pthread_mutex_lock(&w->mutex);
	for (;;) {
		if (run_one(w))
			continue;
		if (w->stopping)
			break;
		pthread_cond_wait(&w->news, &w->mutex);
	}
	pthread_mutex_unlock(&w->mutex);
	return NULL;
}

struct worker *
worker_create(const struct worker_options *options)
{
	struct worker *w = mem_alloc(sizeof(*w));
	pthread_condattr_t monotonic;

	w->options = *options;
	pthread_mutex_init(&w->mutex, NULL);
	/* A wall clock that is set back must not stretch the pause for a lock. */
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->news, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (options->threaded && pthread_create(&w->thread, NULL, run_thread, w) != 0)
		die("cannot start the worker thread");
	return w;
}

void
worker_submit(struct worker *w, struct job *j)
{
	atomic_store(&j->cancelled, false);
	j->busy_since_us = 0;
	j->result = ST_OK;
	j->fault = (struct fault){ 0 };
	j->over = false;
	pthread_mutex_lock(&w->mutex);
	push_last(&w->waiting[j->class], j);
	w->unfinished++;
	pthread_cond_signal(&w->news);
	pthread_mutex_unlock(&w->mutex);
}

void
worker_cancel(struct worker *w, struct job *j)
{
	pthread_mutex_lock(&w->mutex);
	atomic_store(&j->cancelled, true);
	if (w->running == j && w->db)
		db_interrupt(w->db);
	pthread_cond_signal(&w->news);
	pthread_mutex_unlock(&w->mutex);
}

bool
worker_collect(struct worker *w)
{
	bool did = false;
	pthread_mutex_lock(&w->mutex);
	if (!w->options.threaded)
		did = run_one(w);
	while (w->ended) {
		struct job *j = w->ended;
		w->ended = j->next;
		w->unfinished--;
		did = true;
		pthread_mutex_unlock(&w->mutex);
		j->over = true;
		if (j->done)
			j->done(j, j->result, &j->fault);
		pthread_mutex_lock(&w->mutex);
	}
	pthread_mutex_unlock(&w->mutex);
	return did;
}

bool
worker_has_work(struct worker *w)
{
	pthread_mutex_lock(&w->mutex);
	bool has = w->unfinished > 0;
	pthread_mutex_unlock(&w->mutex);
	return has;
}

bool
worker_needs_turns(struct worker *w)
{
	return !w->options.threaded && worker_has_work(w);
}

static void
describe(const struct worker *w, const struct job *j, struct text *out)
{
	text_append(out, j->what);
	if (j->busy_since_us == 0)
		return;
	int64_t waited_s = (clock_monotonic_us() - j->busy_since_us) / 1000000;
	text_append_format(out, ", waiting %lld s: %s", (long long)waited_s, w->busy_cause);
}

void
worker_describe(struct worker *w, struct text *out)
{
	pthread_mutex_lock(&w->mutex);
	const struct job *shown = w->running;
	for (int class = 0; !shown && class < JOB_CLASS_COUNT; class ++)
		shown = w->waiting[class];
	if (shown)
		describe(w, shown, out);
	pthread_mutex_unlock(&w->mutex);
}

static void
cancel_all(struct worker *w)
{
	pthread_mutex_lock(&w->mutex);
	for (int class = 0; class < JOB_CLASS_COUNT; class ++) {
		for (struct job *j = w->waiting[class]; j; j = j->next)
			atomic_store(&j->cancelled, !j->must_run);
	}
	if (w->running && !w->running->must_run) {
		atomic_store(&w->running->cancelled, true);
		if (w->db)
			db_interrupt(w->db);
	}
	w->stopping = true;
	pthread_cond_signal(&w->news);
	pthread_mutex_unlock(&w->mutex);
}

void
worker_destroy(struct worker *w)
{
	if (!w)
		return;
	cancel_all(w);
	if (w->options.threaded)
		pthread_join(w->thread, NULL);
	w->options.threaded = false;
	while (worker_has_work(w)) {
		cancel_all(w);
		worker_collect(w);
	}
	db_close(w->db);
	pthread_cond_destroy(&w->news);
	pthread_mutex_destroy(&w->mutex);
	mem_free(w);
}
