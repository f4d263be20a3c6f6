/* SPDX-License-Identifier: MIT */
/* which text a draft says, and what it says with its context */
#include "app/sender_impl.h"

#include <string.h>

#include "app/templates.h"

/* The revision that it names, or the newest one of a refined name. */
static enum status
load_named(struct session *s, const struct send_draft *d, const struct template_name *name,
           struct template_text *out, struct fault *f)
{
	return templates_load(s, name, d->template_revision, out, f);
}

static enum status
load_resolved(struct session *s, const struct context *c, enum template_kind kind,
              struct send_preview *out, struct template_text *text, struct fault *f)
{
	const struct template_request ask = {
		.kind = kind,
		.locale = context_get(c, CONTEXT_LANGUAGE),
		.client_id = context_get(c, CONTEXT_CLIENT_ID),
		.channel = template_channel_of_type(context_get(c, CONTEXT_MESSAGE_TYPE)),
	};
	struct template_trace trace;
	enum status st = templates_resolve(s, &ask, &trace, text, f);

	if (st != ST_OK)
		return st;
	out->rung = trace.steps[trace.step].rung;
	out->is_alone = trace.count == 1;
	template_trace_sentence(&trace, &ask, out->why, sizeof(out->why));
	return ST_OK;
}

static enum status
load(struct session *s, const struct send_draft *d, const struct context *c,
     struct send_preview *out, struct template_text *text, struct fault *f)
{
	struct template_name name = { 0 };
	enum status st = ST_OK;

	if (d->own_text) {
		text_append(&text->source, d->text);
		return ST_OK;
	}
	if (d->template_name[0])
		st = template_name_parse(d->template_name, &name, f);
	else
		name.kind = template_kind_for_action(context_get(c, CONTEXT_ACTION));
	if (st != ST_OK)
		return st;
	if (d->template_revision != 0 || !template_name_is_plain(&name))
		return load_named(s, d, &name, text, f);
	return load_resolved(s, c, name.kind, out, text, f);
}

static enum status
render(struct session *s, const struct context *c, const struct template_text *text,
       struct send_preview *out, struct fault *f)
{
	struct json *data = NULL;
	struct text data_text;
	enum status st;

	text_init(&data_text, JSON_BYTES_MAX);
	context_write_template_data(c, template_kind_generation(text->info.of.kind),
	                            profile_get(&s->profile, PROFILE_TENANT_NAME), &data_text);
	st = json_parse(text_string(&data_text), data_text.size_bytes, "the context", &data, f);
	if (st == ST_OK)
		st = templates_render(s, &text->source, data, &out->text, &out->missing, f);
	json_destroy(data);
	text_finish(&data_text);
	return st;
}

/* Which text it is, where several may have been meant. */
static void
name_text(const struct template_text *text, struct fault *f)
{
	if (text->info.name[0] &&
	    (f->word == WORD_TEMPLATE_INVALID || f->word == WORD_TEMPLATE_TOO_LARGE))
		templates_name_fault(text->info.name, f);
}

enum status
sender_render(struct session *s, const struct send_draft *d, const struct context *c,
              struct send_preview *out, struct fault *f)
{
	struct template_text text;
	enum status st;

	out->template = (struct template_info){ 0 };
	out->why[0] = '\0';
	out->missing = 0;
	template_text_init(&text);
	st = load(s, d, c, out, &text, f);
	if (st == ST_OK)
		st = render(s, c, &text, out, f);
	if (st != ST_OK)
		name_text(&text, f);
	out->template = text.info;
	template_text_finish(&text);
	return st;
}
