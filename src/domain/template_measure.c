/* SPDX-License-Identifier: MIT */
/* a template rendered with every sample: its parts in the worst case, and what makes it dear */
#include "domain/template_measure.h"

#include <string.h>

#include "base/mem.h"
#include "domain/template_measure_impl.h"

/* --- Samples -------------------------------------------------------------------------------- */

static struct json *
read_data(const struct template_context *context, const char *tenant_name)
{
	struct json *data = NULL;
	struct text written;
	struct fault f;

	text_init(&written, JSON_BYTES_MAX);
	template_context_write_data(context, tenant_name, &written);
	/* A name that is no UTF-8 is written as what JSON can hold, so this does not fail. */
	if (json_parse(text_string(&written), written.size_bytes, "the data", &data, &f) != ST_OK)
		data = NULL;
	text_finish(&written);
	return data;
}

void
template_sample_init(struct template_sample *s, const struct template_context *context,
                     const char *tenant_name, int64_t now_ms)
{
	memset(s, 0, sizeof(*s));
	s->context = context;
	s->data = read_data(context, tenant_name);
	s->data_long = read_data(context, TEMPLATE_LONG_TENANT);
	s->now_ms = now_ms;
}

void
template_sample_finish(struct template_sample *s)
{
	json_destroy(s->data);
	json_destroy(s->data_long);
	memset(s, 0, sizeof(*s));
}

/* --- Rendering ------------------------------------------------------------------------------ */

bool
template_parts_are_dearer(const struct parts *a, const struct parts *b)
{
	if (a->count != b->count)
		return a->count > b->count;
	return a->remaining < b->remaining;
}

/* One render of the two that a sample takes, with what work is left for both. */
struct attempt {
	const struct liquid *tree;
	const struct template_sample *sample;
	int64_t work;   /* units left */
	bool ran_short; /* it would have taken more than was left */
};

static enum status
render(struct attempt *a, const struct json *data, struct text *out, size_t *missing,
       struct fault *f)
{
	struct liquid_run run = {
		.data = data,
		.partial = a->sample->partial,
		.partial_context = a->sample->partial_context,
		.zone = a->sample->zone,
		.zone_context = a->sample->zone_context,
		.now_ms = a->sample->now_ms,
		.work_max = a->work > 0 ? a->work : 1,
	};
	enum status st = liquid_render_with(a->tree, &run, out, f);

	a->ran_short = st != ST_OK && run.work_max < LIQUID_WORK_MAX && run.work > run.work_max;
	a->work -= run.work;
	*missing = run.missing;
	return st;
}

static void
measure_sms(struct template_rendering *r, const struct text *with_long)
{
	struct parts longer;

	r->st = parts_measure(text_string(&r->text), r->text.size_bytes, &r->parts, &r->fault);
	if (r->st == ST_OK)
		r->st = parts_measure(text_string(with_long), with_long->size_bytes, &longer,
		                      &r->fault);
	if (r->st != ST_OK)
		return;
	r->worst = template_parts_are_dearer(&longer, &r->parts) ? longer : r->parts;
}

/* What is included may say anything. */
static void
note_name(void *context, const struct liquid_use *use)
{
	bool *names_tenant = context;

	if (use->kind == LIQUID_USE_PARTIAL ||
	    (use->kind == LIQUID_USE_TAG && strcmp(use->name, "include") == 0) ||
	    (use->kind == LIQUID_USE_TAG && strcmp(use->name, "render") == 0) ||
	    (use->kind == LIQUID_USE_TAG && strcmp(use->name, "layout") == 0) ||
	    (use->kind == LIQUID_USE_VARIABLE &&
	     (strncmp(use->name, "friendly", 8) == 0 || strncmp(use->name, "tenant", 6) == 0)))
		*names_tenant = true;
}

/* Whether another name of the tenant would make another text. */
static bool
names_tenant(const struct liquid *tree)
{
	bool found = false;

	liquid_visit(tree, note_name, &found);
	return found;
}

/* False when there was not enough work left: then it is ST_MORE. */
static bool
render_sample(struct attempt *a, bool also_long, struct template_rendering *r)
{
	const struct template_sample *s = a->sample;
	struct text with_long;
	size_t missing;

	memset(r, 0, sizeof(*r));
	text_init(&r->text, LIQUID_OUTPUT_MAX);
	text_init(&with_long, LIQUID_OUTPUT_MAX);
	r->st = render(a, s->data, &r->text, &r->missing, &r->fault);
	if (r->st == ST_OK && !s->context->voice && also_long)
		r->st = render(a, s->data_long, &with_long, &missing, &r->fault);
	if (r->st == ST_OK && !s->context->voice)
		measure_sms(r, also_long ? &with_long : &r->text);
	text_finish(&with_long);
	if (!a->ran_short)
		return true;
	text_finish(&r->text);
	*r = (struct template_rendering){ .st = ST_MORE };
	return false;
}

void
template_rendering_run(const struct liquid *tree, const struct template_sample *s,
                       struct template_rendering *r)
{
	struct attempt a = { .tree = tree, .sample = s, .work = TEMPLATE_STEP_WORK };

	(void)render_sample(&a, names_tenant(tree), r);
}

void
template_rendering_finish(struct template_rendering *r)
{
	text_finish(&r->text);
}

/* The dearest of the messages; false when there is none that came out. */
static bool
find_worst(const struct template_rendering *renderings, const struct template_sample *samples,
           size_t count, size_t *worst)
{
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		if (renderings[i].st != ST_OK || samples[i].context->voice)
			continue;
		if (!found ||
		    template_parts_are_dearer(&renderings[i].worst, &renderings[*worst].worst))
			*worst = i;
		found = true;
	}
	return found;
}

/* --- Steps ---------------------------------------------------------------------------------- */

/* The source with every suggestion taken, of which the worst case is on its way. */
struct template_mending {
	struct liquid *tree;
	bool also_long;
	struct template_rendering *renderings;
	size_t rendered;
};

static struct template_rendering *
make_renderings(size_t count)
{
	struct template_rendering *renderings = mem_alloc_array(count, sizeof(*renderings));

	for (size_t i = 0; i < count; i++)
		renderings[i].st = ST_MORE;
	return renderings;
}

static void
free_renderings(struct template_rendering *renderings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		template_rendering_finish(&renderings[i]);
	mem_free(renderings);
}

static void
end_mending(struct template_measure *m)
{
	if (m->mending == NULL)
		return;
	free_renderings(m->mending->renderings, m->count);
	liquid_destroy(m->mending->tree);
	mem_free(m->mending);
	m->mending = NULL;
}

static bool
has_suggestion(const struct template_measure *m)
{
	for (size_t i = 0; i < m->offender_count; i++) {
		if (m->offenders[i].suggestion != NULL)
			return true;
	}
	return false;
}

static void
begin_mending(const struct template_measure_case *c, struct template_measure *m)
{
	struct liquid *tree = NULL;
	struct text repaired;
	struct fault f;

	text_init(&repaired, LIQUID_SOURCE_MAX);
	template_measure_repair(c->source, c->size_bytes, m, &repaired);
	if (!repaired.overflowed &&
	    liquid_create(text_string(&repaired), repaired.size_bytes, &tree, &f) == ST_OK) {
		m->mending = mem_alloc(sizeof(*m->mending));
		m->mending->tree = tree;
		m->mending->also_long = names_tenant(tree);
		m->mending->renderings = make_renderings(m->count);
	}
	text_finish(&repaired);
}

/* One that went beyond the limits of the language; NULL: none did. It does so with any data, and
 * each try may take its 50 ms: the others are told the same untried. */
static const struct template_rendering *
find_beyond(const struct template_rendering *renderings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (renderings[i].st != ST_OK && renderings[i].st != ST_MORE &&
		    renderings[i].fault.word == WORD_TEMPLATE_TOO_LARGE)
			return &renderings[i];
	}
	return NULL;
}

/* Renders the first sample that is not done, `first` before the others. */
static bool
render_next(const struct template_measure_case *c, struct attempt *a, bool also_long, size_t first,
            struct template_rendering *renderings)
{
	const struct template_rendering *beyond = find_beyond(renderings, c->count);
	size_t at = 0;

	while (at < c->count && renderings[at].st != ST_MORE)
		at++;
	if (first < c->count && renderings[first].st == ST_MORE)
		at = first;
	a->sample = &c->samples[at];
	if (beyond == NULL)
		return render_sample(a, also_long, &renderings[at]);
	renderings[at] = (struct template_rendering){ .st = beyond->st, .fault = beyond->fault };
	return true;
}

void
template_measure_begin(const struct template_measure_case *c, struct template_measure *out)
{
	memset(out, 0, sizeof(*out));
	out->count = c->count;
	out->renderings = make_renderings(c->count);
	out->parsed = liquid_create(c->source, c->size_bytes, &out->tree, &out->fault) == ST_OK;
	if (out->parsed) {
		out->names_tenant = names_tenant(out->tree);
		return;
	}
	(void)liquid_place_of(&out->fault, &out->place);
	for (size_t i = 0; i < c->count; i++)
		out->renderings[i] =
			(struct template_rendering){ .st = ST_INVALID, .fault = out->fault };
	out->rendered = c->count;
	out->is_whole = true;
}

void
template_measure_judge(const struct template_measure_case *c, struct template_measure *m)
{
	m->is_measured = find_worst(m->renderings, c->samples, m->count, &m->worst);
	if (!m->is_measured)
		return;
	m->parts = m->renderings[m->worst].worst;
	if (m->offenders == NULL)
		template_measure_find_offenders(c->source, c->size_bytes, c->samples, m);
}

/* Behind the last rendering. */
static void
go_on(const struct template_measure_case *c, struct template_measure *m)
{
	template_measure_judge(c, m);
	if (m->is_measured && has_suggestion(m))
		begin_mending(c, m);
	m->is_whole = m->mending == NULL;
}

static void
conclude(const struct template_measure_case *c, struct template_measure *m)
{
	const struct template_mending *mending = m->mending;
	size_t worst = 0;

	m->has_fixed = find_worst(mending->renderings, c->samples, m->count, &worst);
	if (m->has_fixed)
		m->fixed = mending->renderings[worst].worst;
	end_mending(m);
	m->is_whole = true;
}

enum status
template_measure_step(const struct template_measure_case *c, size_t first, int64_t *work,
                      struct template_measure *m)
{
	struct attempt a = { .work = *work };

	if (m->mending != NULL) {
		a.tree = m->mending->tree;
		m->mending->rendered +=
			render_next(c, &a, m->mending->also_long, first, m->mending->renderings);
		if (m->mending->rendered == m->count)
			conclude(c, m);
	} else if (m->rendered < m->count) {
		a.tree = m->tree;
		m->rendered += render_next(c, &a, m->names_tenant, first, m->renderings);
	}
	if (!m->is_whole && m->mending == NULL && m->rendered == m->count)
		go_on(c, m);
	*work = a.work;
	return m->is_whole ? ST_OK : ST_MORE;
}

void
template_measure_run(const char *source, size_t size_bytes, const struct template_sample *samples,
                     size_t count, struct template_measure *out)
{
	const struct template_measure_case c = { source, size_bytes, samples, count };
	enum status st = ST_MORE;

	template_measure_begin(&c, out);
	while (st == ST_MORE) {
		int64_t work = TEMPLATE_STEP_WORK;

		st = template_measure_step(&c, 0, &work, out);
	}
}

void
template_measure_finish(struct template_measure *m)
{
	end_mending(m);
	free_renderings(m->renderings, m->count);
	mem_free(m->offenders);
	liquid_destroy(m->tree);
	memset(m, 0, sizeof(*m));
}
