/* SPDX-License-Identifier: MIT */
/* what a text includes: templates of the profile by their exact names, each read once */
#include "app/template_partials.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/template_store.h"

#define PARTIALS_MAX 32

struct partial {
	char name[TEMPLATE_NAME_BYTES];
	bool found;
	struct text source;
};

struct template_partials {
	struct db *db;
	struct profile profile;
	struct partial items[PARTIALS_MAX];
	size_t count;
};

struct template_partials *
template_partials_create(struct db *db, const struct profile *p)
{
	struct template_partials *partials = mem_alloc(sizeof(*partials));

	partials->db = db;
	partials->profile = *p;
	return partials;
}

void
template_partials_destroy(struct template_partials *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->count; i++)
		text_finish(&p->items[i].source);
	mem_free(p);
}

static struct partial *
read_partial(struct template_partials *p, const char *name)
{
	struct partial *partial;
	struct template_info info;
	struct template_name named;
	struct fault f;

	if (p->count == PARTIALS_MAX || strlen(name) >= TEMPLATE_NAME_BYTES)
		return NULL;
	partial = &p->items[p->count++];
	(void)text_copy(partial->name, sizeof(partial->name), name);
	text_init(&partial->source, TEMPLATE_SOURCE_MAX);
	partial->found = template_name_parse(name, &named, &f) == ST_OK &&
	                 template_store_load(p->db, &p->profile, &named, &info, &partial->source,
	                                     &f) == ST_OK;
	return partial;
}

bool
template_partials_find(void *context, const char *name, const char **source, size_t *size_bytes)
{
	struct template_partials *p = context;
	struct partial *partial = NULL;

	for (size_t i = 0; i < p->count && partial == NULL; i++) {
		if (strcmp(p->items[i].name, name) == 0)
			partial = &p->items[i];
	}
	if (partial == NULL)
		partial = read_partial(p, name);
	if (partial == NULL || !partial->found)
		return false;
	*source = text_string(&partial->source);
	*size_bytes = partial->source.size_bytes;
	return true;
}

void
template_partials_lend(struct template_partials *p, struct zone_book *zones,
                       struct template_sample *sample)
{
	sample->partial = p != NULL ? template_partials_find : NULL;
	sample->partial_context = p;
	sample->zone = zone_book_east;
	sample->zone_context = zones;
}
