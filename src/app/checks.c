/* SPDX-License-Identifier: MIT */
/* the troubleshooting list of a profile: a table of checks, run one by one */
#include "app/checks.h"

#include <stdio.h>
#include <string.h>

#include "app/checks_impl.h"
#include "base/clock.h"
#include "base/mem.h"

struct checks {
	struct session *session;
	struct checks_options options;
	struct finding findings[CHECKS_MAX];
	bool wanted[CHECKS_MAX]; /* of the run, and not over */
	size_t all;              /* rows of the run */
	bool orphaned;           /* destroyed while something ran: freed when that ends */
	bool telling;
	struct connect *connect; /* NULL: no probe runs */

	struct job job;
	bool job_runs;
	size_t at; /* the row that the job judges */

	/* The worker's while the job runs. */
	struct profile profile;
	struct finding judged;
};

static void go_on(struct checks *c);

/* False when the owner has destroyed it meanwhile, which is allowed in there. */
static bool
tell(struct checks *c, size_t ended)
{
	loop_mark_dirty(c->session->loop);
	c->telling = true;
	if (c->options.changed)
		c->options.changed(c->options.context, ended);
	c->telling = false;
	if (!c->orphaned)
		return true;
	if (!c->job_runs)
		mem_free(c);
	return false;
}

static bool
end_row(struct checks *c, size_t i, const struct finding *found)
{
	c->findings[i] = *found;
	c->wanted[i] = false;
	return tell(c, i);
}

/* --- The provider --------------------------------------------------------------------------- */

static bool
wants(const struct checks *c, enum check_need need, size_t *first)
{
	for (*first = 0; *first < checks_count(); (*first)++) {
		if (c->wanted[*first] && checks_row(*first)->need == need)
			return true;
	}
	return false;
}

static void
end_probes(struct checks *c)
{
	connect_destroy(c->connect);
	c->connect = NULL;
	go_on(c);
}

/* The row that shows this probe, when it was asked for. */
static bool
find_probe(const struct checks *c, enum connect_probe probe, size_t *out)
{
	for (*out = 0; *out < checks_count(); (*out)++) {
		const struct check_row *row = checks_row(*out);

		if (row->need == CHECK_PROVIDER && row->probe == probe)
			return c->wanted[*out];
	}
	return false;
}

/* What nobody asks for any more is not probed to its end. */
static void
probe_changed(void *context, enum connect_probe ended)
{
	struct checks *c = context;
	size_t i;

	if (ended != CONNECT_PROBE_COUNT && find_probe(c, ended, &i) &&
	    !end_row(c, i, connect_finding(c->connect, ended)))
		return;
	if (ended == CONNECT_PROBE_COUNT || !wants(c, CHECK_PROVIDER, &i))
		end_probes(c);
}

static void
start_probes(struct checks *c)
{
	const struct connect_options options = {
		.profile = &c->session->profile,
		.changed = probe_changed,
		.context = c,
	};

	c->connect = connect_start(c->session, &options);
}

/* --- The store ------------------------------------------------------------------------------ */

static enum status
judge_step(struct job *j, struct fault *f)
{
	struct checks *c = j->context;
	const struct check_case seen = { c->session, &c->profile, j->db };

	finding_init(&c->judged);
	int64_t began_us = clock_monotonic_us();
	enum status st = checks_row(c->at)->judge(&seen, &c->judged, f);
	c->judged.took_us = clock_monotonic_us() - began_us;
	return st;
}

static void
judge_done(struct job *j, enum status st, const struct fault *f)
{
	struct checks *c = j->context;

	c->job_runs = false;
	if (c->orphaned) {
		if (!c->telling)
			mem_free(c);
		return;
	}
	if (st == ST_CANCELLED)
		finding_set(&c->judged, FINDING_UNKNOWN, "stopped before it was over");
	else if (st != ST_OK)
		finding_from_fault(&c->judged, FINDING_FAIL, f);
	if (end_row(c, c->at, &c->judged))
		go_on(c);
}

static void
start_job(struct checks *c, size_t i)
{
	c->at = i;
	c->profile = c->session->profile;
	c->findings[i].result = FINDING_RUNNING;
	c->job = (struct job){
		.what = checks_title(i),
		.class = JOB_ASKED,
		.step = judge_step,
		.done = judge_done,
		.context = c,
	};
	c->job_runs = true;
	worker_submit(c->session->worker, &c->job);
}

/* --- A run ---------------------------------------------------------------------------------- */

static void
go_on(struct checks *c)
{
	size_t next;

	if (!c->job_runs && wants(c, CHECK_STORE, &next))
		start_job(c, next);
	if (!c->connect && wants(c, CHECK_PROVIDER, &next))
		start_probes(c);
	if (!c->job_runs && !c->connect)
		(void)tell(c, checks_count());
}

struct checks *
checks_create(struct session *s, const struct checks_options *options)
{
	struct checks *c = mem_alloc(sizeof(*c));

	c->session = s;
	c->options = *options;
	for (size_t i = 0; i < checks_count(); i++)
		finding_init(&c->findings[i]);
	return c;
}

void
checks_destroy(struct checks *c)
{
	if (!c)
		return;
	connect_destroy(c->connect);
	c->connect = NULL;
	c->orphaned = true;
	c->options.changed = NULL;
	if (c->job_runs)
		worker_cancel(c->session->worker, &c->job);
	else if (!c->telling)
		mem_free(c);
}

static void
want(struct checks *c, size_t i)
{
	if (c->wanted[i])
		return;
	if (!checks_is_running(c))
		c->all = 0;
	c->wanted[i] = true;
	c->all++;
	c->findings[i].result = FINDING_RUNNING;
}

void
checks_run(struct checks *c, size_t i)
{
	want(c, i);
	go_on(c);
}

void
checks_run_all(struct checks *c)
{
	for (size_t i = 0; i < checks_count(); i++)
		want(c, i);
	go_on(c);
}

void
checks_stop(struct checks *c)
{
	struct finding stopped;

	finding_init(&stopped);
	finding_set(&stopped, FINDING_UNKNOWN, "stopped before it was over");
	connect_destroy(c->connect);
	c->connect = NULL;
	for (size_t i = 0; i < checks_count(); i++) {
		if (c->wanted[i] && !(c->job_runs && i == c->at))
			c->findings[i] = stopped;
		if (!(c->job_runs && i == c->at))
			c->wanted[i] = false;
	}
	if (c->job_runs)
		worker_cancel(c->session->worker, &c->job);
	loop_mark_dirty(c->session->loop);
}

bool
checks_is_running(const struct checks *c)
{
	for (size_t i = 0; i < checks_count(); i++) {
		if (c->wanted[i])
			return true;
	}
	return false;
}

void
checks_progress(const struct checks *c, size_t *over, size_t *all)
{
	*all = c->all;
	*over = c->all;
	for (size_t i = 0; i < checks_count(); i++)
		*over -= c->wanted[i];
}

const struct finding *
checks_finding(const struct checks *c, size_t i)
{
	return &c->findings[i];
}

enum status
checks_verdict(const struct checks *c, struct fault *f)
{
	size_t failed = 0;
	size_t all = 0;
	struct text names;

	text_init(&names, 256);
	for (size_t i = 0; i < checks_count(); i++) {
		all += finding_is_over(&c->findings[i]);
		if (c->findings[i].result != FINDING_FAIL)
			continue;
		text_append_format(&names, "%s%s", failed++ > 0 ? ", " : "", checks_name(i));
	}
	*f = (struct fault){ 0 };
	if (failed > 0) {
		fault_set(f, WORD_FAILED, "%zu of %zu checks failed: %.110s", failed, all,
		          text_string(&names));
		fault_hint(f, "each says what to do; otpdeck check NAME runs one again");
	}
	text_finish(&names);
	return f->code;
}
