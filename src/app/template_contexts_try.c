/* SPDX-License-Identifier: MIT */
/* test contexts rendered with the texts that answer, and held against what is expected */
#include "app/template_contexts.h"

#include <string.h>

#include "app/template_partials.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/zone.h"
#include "store/db.h"
#include "store/template_context_store.h"
#include "store/template_store.h"

/* What all trials of one run share. */
struct trying {
	struct db *db;
	const struct profile *profile;
	struct template_name *have;
	size_t have_count;
	struct template_partials *partials;
	struct zone_book *zones;
	struct text source;
};

void
template_tries_finish(struct template_tries *tries)
{
	for (size_t i = 0; i < tries->count; i++) {
		template_context_finish(&tries->items[i].context);
		template_rendering_finish(&tries->items[i].rendering);
	}
	mem_free(tries->items);
	memset(tries, 0, sizeof(*tries));
}

/* Whose text answers; its source goes to t->source. */
static enum status
resolve(struct trying *t, struct template_tried *tried, struct template_name *answered,
        struct fault *f)
{
	const struct template_context *c = &tried->context;
	const struct template_request ask = template_context_request(c);
	struct template_trace trace;
	struct template_info info = { 0 };
	enum status st;

	template_resolve(t->have, t->have_count, &ask, &trace);
	if (!trace.found)
		return fault_set(f, WORD_NOT_FOUND, "no text of %s answers",
		                 template_kind_name(c->kind));
	*answered = t->have[trace.have];
	text_reset(&t->source);
	st = template_store_load(t->db, t->profile, answered, &info, &t->source, f);
	if (st != ST_OK)
		return st;
	(void)text_copy(tried->answered, sizeof(tried->answered), info.name);
	tried->revision = info.revision;
	tried->rung = trace.steps[trace.step].rung;
	tried->falls_back = tried->rung == TEMPLATE_PLAIN && template_locale_is_given(c->locale);
	return ST_OK;
}

static void
render(struct trying *t, struct template_tried *tried)
{
	struct template_rendering *r = &tried->rendering;
	struct template_sample sample;
	struct liquid *tree = NULL;

	r->st = liquid_create(text_string(&t->source), t->source.size_bytes, &tree, &r->fault);
	if (r->st != ST_OK)
		return;
	template_sample_init(&sample, &tried->context, profile_get(t->profile, PROFILE_TENANT_NAME),
	                     clock_now_ms());
	template_partials_lend(t->partials, t->zones, &sample);
	template_rendering_run(tree, &sample, r);
	template_sample_finish(&sample);
	liquid_destroy(tree);
}

/* Whether the run asks for this context at all. */
static bool
is_asked(const struct template_context *c, enum template_kind kind,
         const struct template_name *only, const struct template_name *answered)
{
	if (kind != TEMPLATE_KIND_COUNT && c->kind != kind)
		return false;
	return only == NULL || template_name_is_plain(only) || template_name_equals(only, answered);
}

static enum status
try_one(struct trying *t, struct template_tried *tried, const struct template_name *only,
        enum template_kind kind, bool *asked)
{
	struct template_name answered = { .kind = TEMPLATE_KIND_COUNT };
	struct template_rendering *r = &tried->rendering;

	r->st = resolve(t, tried, &answered, &r->fault);
	if (r->st == ST_STORE)
		return r->st;
	*asked = is_asked(&tried->context, kind, only, &answered);
	if (r->st == ST_OK && *asked)
		render(t, tried);
	if (*asked)
		template_trial_judge(&tried->context, tried->answered, r, &tried->verdicts);
	return ST_OK;
}

static enum status
try_all(struct trying *t, struct template_context *contexts, size_t count,
        const struct template_name *only, enum template_kind kind, struct template_tries *out)
{
	enum status st = ST_OK;

	out->items = mem_alloc_array(count + 1, sizeof(*out->items));
	for (size_t i = 0; st == ST_OK && i < count; i++) {
		struct template_tried *tried = &out->items[out->count];
		bool asked = false;

		memset(tried, 0, sizeof(*tried));
		template_context_copy(&tried->context, &contexts[i]);
		st = try_one(t, tried, only, kind, &asked);
		if (!asked) {
			template_context_finish(&tried->context);
			continue;
		}
		out->count++;
		out->failed += tried->verdicts.failed > 0;
	}
	return st;
}

enum status
template_contexts_try(struct db *db, const struct profile *p, enum template_kind kind,
                      const struct template_name *only, struct template_tries *out, struct fault *f)
{
	struct trying t = { .db = db, .profile = p };
	struct template_context *contexts = NULL;
	size_t count = 0;
	enum status st;

	memset(out, 0, sizeof(*out));
	text_init(&t.source, TEMPLATE_SOURCE_MAX);
	t.partials = template_partials_create(db, p);
	t.zones = zone_book_create(NULL);
	st = template_store_names(db, p, &t.have, &t.have_count, f);
	if (st == ST_OK)
		st = template_context_store_list(db, p, &contexts, &count, f);
	if (st == ST_OK)
		st = try_all(&t, contexts, count, only, kind, out);
	if (st != ST_OK) {
		if (out->count < count && out->items != NULL)
			*f = out->items[out->count].rendering.fault;
		template_tries_finish(out);
	}
	template_context_list_free(contexts, count);
	template_partials_destroy(t.partials);
	zone_book_destroy(t.zones);
	mem_free(t.have);
	text_finish(&t.source);
	return st;
}

/* --- As a job ------------------------------------------------------------------------------- */

struct template_contexts_asking {
	struct job job;
	struct session *session;
	struct profile profile;
	enum template_kind kind;
	struct template_tries tries;
	template_tried_fn arrived; /* NULL: cancelled */
	void *context;
};

static enum status
ask_step(struct job *j, struct fault *f)
{
	struct template_contexts_asking *a = j->context;

	return template_contexts_try(j->db, &a->profile, a->kind, NULL, &a->tries, f);
}

static void
ask_done(struct job *j, enum status st, const struct fault *f)
{
	struct template_contexts_asking *a = j->context;

	if (a->arrived != NULL)
		a->arrived(a->context, st == ST_OK ? &a->tries : NULL, f);
	template_tries_finish(&a->tries);
	mem_free(a);
}

struct template_contexts_asking *
template_contexts_ask(struct session *s, enum template_kind kind, template_tried_fn arrived,
                      void *context)
{
	struct template_contexts_asking *a = mem_alloc(sizeof(*a));

	a->session = s;
	a->profile = s->profile;
	a->kind = kind;
	a->arrived = arrived;
	a->context = context;
	a->job = (struct job){
		.what = "trying the test contexts",
		.class = JOB_ASKED,
		.step = ask_step,
		.done = ask_done,
		.context = a,
	};
	worker_submit(s->worker, &a->job);
	return a;
}

void
template_contexts_cancel(struct template_contexts_asking *a)
{
	if (a == NULL || a->arrived == NULL)
		return;
	a->arrived = NULL;
	worker_cancel(a->session->worker, &a->job);
}
