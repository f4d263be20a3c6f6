/* SPDX-License-Identifier: MIT */
/* all texts of a kind as the one that Auth0 stores */
#include "app/templates.h"

#include "base/mem.h"
#include "domain/template_pack.h"

/* The texts of one kind, each with its source. */
struct collection {
	struct template_text *texts;
	struct template_part *parts;
	size_t count;
};

static enum status
collect(struct session *s, enum template_kind kind, struct collection *out, struct fault *f)
{
	struct template_info *infos = NULL;
	size_t count = 0;
	enum status st = templates_list(s, &infos, &count, f);

	out->texts = mem_alloc_array(count + 1, sizeof(*out->texts));
	out->parts = mem_alloc_array(count + 1, sizeof(*out->parts));
	for (size_t i = 0; st == ST_OK && i < count; i++) {
		struct template_text *text = &out->texts[out->count];

		if (infos[i].of.kind != kind)
			continue;
		template_text_init(text);
		st = templates_load(s, &infos[i].of, 0, text, f);
		out->parts[out->count++] = (struct template_part){
			.name = text->info.of,
			.source = text_string(&text->source),
			.size_bytes = text->source.size_bytes,
		};
	}
	mem_free(infos);
	return st;
}

static void
finish_collection(struct collection *c)
{
	for (size_t i = 0; i < c->count; i++)
		template_text_finish(&c->texts[i]);
	mem_free(c->texts);
	mem_free(c->parts);
}

enum status
templates_pack(struct session *s, enum template_kind kind, enum template_channel field,
               struct text *out, bool *tests_client, struct fault *f)
{
	struct collection c = { 0 };
	enum status st = collect(s, kind, &c, f);

	if (st == ST_OK && c.count == 0)
		st = fault_set(f, WORD_NOT_FOUND, "the profile %.40s has no text of %s",
		               s->profile.name, template_kind_name(kind));
	if (st == ST_OK)
		st = template_pack(c.parts, c.count, field, out, f);
	if (tests_client)
		*tests_client = false;
	for (size_t i = 0; tests_client && i < c.count; i++)
		*tests_client = *tests_client || c.parts[i].name.client_id[0];
	finish_collection(&c);
	return st;
}
