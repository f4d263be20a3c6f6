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

static enum status
render(const struct liquid *tree, const struct template_sample *s, const struct json *data,
       struct text *out, size_t *missing, struct fault *f)
{
	struct liquid_run run = {
		.data = data,
		.partial = s->partial,
		.partial_context = s->partial_context,
		.zone = s->zone,
		.zone_context = s->zone_context,
		.now_ms = s->now_ms,
	};
	enum status st = liquid_render_with(tree, &run, out, f);

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

static void
render_sample(const struct liquid *tree, const struct template_sample *s, bool also_long,
              struct template_rendering *r)
{
	struct text with_long;
	size_t missing;

	memset(r, 0, sizeof(*r));
	text_init(&r->text, LIQUID_OUTPUT_MAX);
	text_init(&with_long, LIQUID_OUTPUT_MAX);
	r->st = render(tree, s, s->data, &r->text, &r->missing, &r->fault);
	if (r->st == ST_OK && !s->context->voice && also_long)
		r->st = render(tree, s, s->data_long, &with_long, &missing, &r->fault);
	if (r->st == ST_OK && !s->context->voice)
		measure_sms(r, also_long ? &with_long : &r->text);
	text_finish(&with_long);
}

void
template_rendering_run(const struct liquid *tree, const struct template_sample *s,
                       struct template_rendering *r)
{
	render_sample(tree, s, names_tenant(tree), r);
}

void
template_rendering_finish(struct template_rendering *r)
{
	text_finish(&r->text);
}

/* Renders every sample. One that goes beyond the limits of the language does so with any data, and
 * each try may take its 50 ms: the others are told the same untried. */
static void
render_all(const struct liquid *tree, const struct template_sample *samples, size_t count,
           struct template_rendering *out)
{
	bool also_long = names_tenant(tree);
	const struct template_rendering *beyond = NULL;

	for (size_t i = 0; i < count; i++) {
		if (beyond != NULL)
			out[i] = (struct template_rendering){ .st = beyond->st,
				                              .fault = beyond->fault };
		else
			render_sample(tree, &samples[i], also_long, &out[i]);
		if (out[i].st != ST_OK && out[i].fault.word == WORD_TEMPLATE_TOO_LARGE)
			beyond = &out[i];
	}
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

/* The worst case of the source with every suggestion taken. */
static void
measure_fixed(const char *source, size_t size_bytes, const struct template_sample *samples,
              struct template_measure *m)
{
	struct template_rendering *renderings = mem_alloc_array(m->count, sizeof(*renderings));
	struct liquid *tree = NULL;
	struct text repaired;
	struct fault f;
	size_t worst = 0;

	text_init(&repaired, LIQUID_SOURCE_MAX);
	template_measure_repair(source, size_bytes, m, &repaired);
	if (!repaired.overflowed &&
	    liquid_create(text_string(&repaired), repaired.size_bytes, &tree, &f) == ST_OK) {
		render_all(tree, samples, m->count, renderings);
		m->has_fixed = find_worst(renderings, samples, m->count, &worst);
		if (m->has_fixed)
			m->fixed = renderings[worst].worst;
	}
	for (size_t i = 0; i < m->count; i++)
		template_rendering_finish(&renderings[i]);
	liquid_destroy(tree);
	text_finish(&repaired);
	mem_free(renderings);
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

void
template_measure_run(const char *source, size_t size_bytes, const struct template_sample *samples,
                     size_t count, struct template_measure *out)
{
	memset(out, 0, sizeof(*out));
	out->count = count;
	out->renderings = mem_alloc_array(count, sizeof(*out->renderings));
	out->parsed = liquid_create(source, size_bytes, &out->tree, &out->fault) == ST_OK;
	if (!out->parsed) {
		(void)liquid_place_of(&out->fault, &out->place);
		for (size_t i = 0; i < count; i++)
			out->renderings[i] = (struct template_rendering){ .st = ST_INVALID,
				                                          .fault = out->fault };
		return;
	}
	render_all(out->tree, samples, count, out->renderings);
	out->is_measured = find_worst(out->renderings, samples, count, &out->worst);
	if (!out->is_measured)
		return;
	out->parts = out->renderings[out->worst].worst;
	template_measure_find_offenders(source, size_bytes, samples, out);
	if (has_suggestion(out))
		measure_fixed(source, size_bytes, samples, out);
}

void
template_measure_finish(struct template_measure *m)
{
	for (size_t i = 0; i < m->count; i++)
		template_rendering_finish(&m->renderings[i]);
	mem_free(m->renderings);
	mem_free(m->offenders);
	liquid_destroy(m->tree);
	memset(m, 0, sizeof(*m));
}
