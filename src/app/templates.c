/* SPDX-License-Identifier: MIT */
/* message texts as console and shell use them: read, resolved, changed, audited */
#include "app/templates.h"

#include "app/template_partials.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/zone.h"
#include "domain/liquid.h"

void
template_text_init(struct template_text *t)
{
	t->info = (struct template_info){ 0 };
	text_init(&t->source, TEMPLATE_SOURCE_MAX);
}

void
template_text_finish(struct template_text *t)
{
	text_finish(&t->source);
}

enum status
templates_list(struct session *s, struct template_info **out, size_t *count, struct fault *f)
{
	return template_store_list(s->reader, &s->profile, out, count, f);
}

enum status
templates_names(struct session *s, struct template_name **out, size_t *count, struct fault *f)
{
	return template_store_names(s->reader, &s->profile, out, count, f);
}

enum status
templates_load(struct session *s, const struct template_name *name, int64_t revision,
               struct template_text *out, struct fault *f)
{
	text_reset(&out->source);
	if (revision == 0)
		return template_store_load(s->reader, &s->profile, name, &out->info, &out->source,
		                           f);
	return template_store_load_revision(s->reader, &s->profile, name, revision, &out->info,
	                                    &out->source, f);
}

enum status
templates_load_default(const struct template_name *name, struct template_text *out, struct fault *f)
{
	const char *source = template_default_text(name->kind, name->channel);

	out->info = (struct template_info){ .of = *name, .origin = "default" };
	template_name_write(name, out->info.name, sizeof(out->info.name));
	text_reset(&out->source);
	if (!source) {
		fault_set(f, WORD_NOT_FOUND, "Auth0's own text for %s is not known to this program",
		          out->info.name);
		return fault_hint(f,
		                  "copy it from your tenant: otpdeck template set %s --file FILE",
		                  out->info.name);
	}
	text_append(&out->source, source);
	out->info.size_bytes = out->source.size_bytes;
	return ST_OK;
}

enum status
templates_hint_first(enum template_kind kind, enum template_channel channel, struct fault *f)
{
	const char *name = template_kind_name(kind);

	if (template_default_text(kind, channel))
		return fault_hint(f, "otpdeck template restore %s default takes Auth0's text",
		                  name);
	return fault_hint(f, "otpdeck template set %s --file FILE gives it one", name);
}

enum status
templates_history(struct session *s, const struct template_name *name, struct template_info **out,
                  size_t *count, struct fault *f)
{
	return template_store_history(s->reader, &s->profile, name, out, count, f);
}

enum status
templates_name_fault(const char *name, struct fault *f)
{
	const struct fault why = *f;

	fault_set(f, why.word, "%s, %s", name, why.cause);
	return fault_hint(f, "otpdeck template lint %s says what is wrong with it", name);
}

static enum status
no_answer(const struct session *s, const struct template_request *ask, struct fault *f)
{
	fault_set(f, WORD_NOT_FOUND, "no text of %s answers in the profile %.40s",
	          template_kind_name(ask->kind), s->profile.name);
	return templates_hint_first(ask->kind, ask->channel, f);
}

enum status
templates_resolve(struct session *s, const struct template_request *ask,
                  struct template_trace *trace, struct template_text *out, struct fault *f)
{
	struct template_name *names = NULL;
	size_t count = 0;
	enum status st = templates_names(s, &names, &count, f);

	if (st != ST_OK)
		return st;
	template_resolve(names, count, ask, trace);
	st = trace->found ? templates_load(s, &names[trace->have], 0, out, f)
	                  : no_answer(s, ask, f);
	mem_free(names);
	return st;
}

enum status
templates_render(struct session *s, const struct text *source, const struct json *data,
                 struct text *out, size_t *missing, struct fault *f)
{
	struct template_partials *partials = template_partials_create(s->reader, &s->profile);
	struct zone_book *zones = zone_book_create(NULL);
	struct liquid_run run = {
		.data = data,
		.partial = template_partials_find,
		.partial_context = partials,
		.zone = zone_book_east,
		.zone_context = zones,
		.now_ms = clock_now_ms(),
	};
	enum status st =
		liquid_render_source(text_string(source), source->size_bytes, &run, out, f);

	if (missing)
		*missing = run.missing;
	zone_book_destroy(zones);
	template_partials_destroy(partials);
	return st;
}
