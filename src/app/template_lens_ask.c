/* SPDX-License-Identifier: MIT */
/* the rest of what a glance left, looked at on the worker */
#include <string.h>

#include "app/template_lens_impl.h"
#include "app/template_partials.h"
#include "app/worker.h"
#include "base/mem.h"
#include "base/zone.h"

/* A copy of everything, so that draft and lens may go on to be others meanwhile. */
struct lens_asking {
	struct job job;
	struct session *session;
	struct template_lens *lens; /* that asked; NULL: ended */
	struct template_lens copy;
	struct profile profile;
	struct text source;
	size_t first;
	bool only_first; /* this run is for the context `first`, the next for all */
	bool begun;
	struct template_look look;
	template_lens_fn arrived;
	void *context;
};

static void
drop_look(struct lens_asking *a)
{
	template_measure_finish(&a->look.measure);
	template_findings_finish(&a->look.findings);
	memset(&a->look, 0, sizeof(a->look));
	a->begun = false;
}

static void
free_asking(struct lens_asking *a)
{
	drop_look(a);
	lens_free_contexts(&a->copy);
	text_finish(&a->source);
	mem_free(a);
}

/* --- On the worker --------------------------------------------------------------------------- */

/* One rendering; what is included is read on the connection that this step has. */
static enum status
ask_step(struct job *j, struct fault *f)
{
	struct lens_asking *a = j->context;
	struct template_measure *m = &a->look.measure;
	struct template_partials *partials = template_partials_create(j->db, &a->profile);
	const struct template_measure_case c = { text_string(&a->source), a->source.size_bytes,
		                                 a->copy.samples, a->copy.count };
	int64_t work = TEMPLATE_STEP_WORK;

	(void)f;
	for (size_t i = 0; i < a->copy.count; i++)
		template_partials_lend(partials, a->copy.zones, &a->copy.samples[i]);
	if (!a->begun)
		template_measure_begin(&c, m);
	a->begun = true;
	if (!m->is_whole)
		(void)template_measure_step(&c, a->first, &work, m);
	template_partials_destroy(partials);
	if (!m->is_whole && !a->only_first)
		return ST_MORE;
	if (!m->is_whole)
		template_measure_judge(&c, m);
	lens_lint(&a->copy, c.source, c.size_bytes, &a->look);
	return ST_OK;
}

/* --- On the loop's thread -------------------------------------------------------------------- */

static void
give(struct lens_asking *a)
{
	struct template_lens *l = a->lens;

	lens_drop_look(l);
	l->look = a->look;
	l->has_look = true;
	memset(&a->look, 0, sizeof(a->look));
	a->begun = false;
}

static void
ask_done(struct job *j, enum status st, const struct fault *f)
{
	struct lens_asking *a = j->context;
	struct template_lens *l = a->lens;

	(void)f;
	if (l == NULL) {
		free_asking(a);
		return;
	}
	template_lens_fn arrived = a->arrived;
	void *context = a->context;
	if (st == ST_OK)
		give(a);
	if (st == ST_OK && !l->look.measure.is_whole) {
		a->only_first = false;
		worker_submit(a->session->worker, &a->job);
	} else {
		l->asking = NULL;
		free_asking(a);
	}
	arrived(context, st == ST_OK ? &l->look : NULL);
}

static void
copy_lens(struct lens_asking *a, const struct template_lens *l)
{
	struct template_lens *copy = &a->copy;

	copy->name = l->name;
	copy->count = l->count;
	copy->zones = zone_book_create(NULL);
	copy->contexts = mem_alloc_array(l->count, sizeof(*copy->contexts));
	copy->samples = mem_alloc_array(l->count, sizeof(*copy->samples));
	for (size_t i = 0; i < l->count; i++) {
		template_context_copy(&copy->contexts[i], &l->contexts[i]);
		template_sample_init(&copy->samples[i], &copy->contexts[i], l->tenant_name,
		                     l->samples[i].now_ms);
	}
}

void
template_lens_ask(struct template_lens *l, struct session *s, const char *source, size_t size_bytes,
                  size_t first, template_lens_fn arrived, void *context)
{
	const struct template_measure *m = &l->look.measure;

	lens_stop_asking(l);
	if (!l->has_look || m->is_whole)
		return;
	struct lens_asking *a = mem_alloc(sizeof(*a));
	a->session = s;
	a->lens = l;
	a->profile = s->profile;
	a->first = first < l->count ? first : 0;
	a->only_first = m->renderings[a->first].st == ST_MORE;
	a->arrived = arrived;
	a->context = context;
	text_init(&a->source, LIQUID_SOURCE_MAX);
	text_append_bytes(&a->source, source, size_bytes);
	copy_lens(a, l);
	a->job = (struct job){
		.what = "measuring every context",
		.class = JOB_ASKED,
		.step = ask_step,
		.done = ask_done,
		.context = a,
	};
	l->asking = a;
	worker_submit(s->worker, &a->job);
}

void
lens_stop_asking(struct template_lens *l)
{
	struct lens_asking *a = l->asking;

	if (a == NULL)
		return;
	l->asking = NULL;
	a->lens = NULL;
	worker_cancel(a->session->worker, &a->job);
}
