/* SPDX-License-Identifier: MIT */
/* a draft seen through its test contexts while it is typed */
#include "app/template_lens_impl.h"

#include <string.h>

#include "app/template_partials.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/zone.h"
#include "store/template_context_store.h"
#include "store/template_store.h"

/* What a glance may take, in units of work and by the clock. */
#define GLANCE_WORK (LIQUID_WORK_MAX / 5)
#define GLANCE_US 8000

/* --- Contexts ------------------------------------------------------------------------------- */

static void
drop_contexts(struct template_lens *l)
{
	for (size_t i = 0; i < l->count; i++) {
		template_sample_finish(&l->samples[i]);
		template_context_finish(&l->contexts[i]);
	}
	l->count = 0;
}

static bool
has_room(const struct template_lens *l)
{
	return l->count < TEMPLATE_LENS_CONTEXTS_MAX;
}

static void
make_samples(struct template_lens *l)
{
	for (size_t i = 0; i < l->count; i++) {
		template_sample_init(&l->samples[i], &l->contexts[i], l->tenant_name,
		                     clock_now_ms());
		template_partials_lend(l->partials, l->zones, &l->samples[i]);
	}
}

static void
make_context(struct template_lens *l, const char *locale, bool voice)
{
	struct template_context *c;

	if (!has_room(l))
		return;
	c = &l->contexts[l->count++];
	template_context_init(c);
	template_context_make(c, l->name.kind, locale, l->name.client_id, voice);
}

/* A text for calls is made for calls only; one that asks for the type gets both. */
static void
make_contexts(struct template_lens *l)
{
	bool voice_only = l->name.channel == TEMPLATE_VOICE;

	drop_contexts(l);
	for (size_t i = 0; i < l->locale_count; i++) {
		make_context(l, l->locales[i], voice_only);
		if (l->asks_type && l->name.channel == TEMPLATE_BOTH)
			make_context(l, l->locales[i], true);
	}
	make_samples(l);
}

/* Whether a context would get the text of this name. */
static bool
would_get(const struct template_lens *l, const struct template_context *c,
          const struct template_name *have, size_t have_count)
{
	const struct template_request ask = template_context_request(c);
	struct template_trace trace;

	if (c->kind != l->name.kind)
		return false;
	template_resolve(have, have_count, &ask, &trace);
	return trace.found && template_name_equals(&have[trace.have], &l->name);
}

/* Calls have no parts: kept ones alone would hide what the same text costs as a message. */
static void
add_message(struct template_lens *l, const struct template_name *have, size_t have_count)
{
	struct template_context *c;

	for (size_t i = 0; i < l->count; i++)
		if (!l->contexts[i].voice)
			return;
	if (l->count == 0 || !has_room(l))
		return;
	c = &l->contexts[l->count++];
	template_context_init(c);
	template_context_make(c, l->name.kind, l->contexts[0].locale, l->contexts[0].client_id,
	                      false);
	if (!would_get(l, c, have, have_count))
		template_context_finish(&l->contexts[--l->count]);
}

static enum status
take_kept(struct db *db, const struct profile *p, struct template_lens *l, struct fault *f)
{
	struct template_context *kept = NULL;
	struct template_name *have = NULL;
	size_t have_count = 0;
	size_t kept_count = 0;
	enum status st = template_store_names(db, p, &have, &have_count, f);

	if (st != ST_OK)
		return st;
	template_names_add(have, &have_count, &l->name);
	st = template_context_store_list(db, p, &kept, &kept_count, f);
	for (size_t i = 0; st == ST_OK && i < kept_count; i++) {
		if (has_room(l) && would_get(l, &kept[i], have, have_count))
			template_context_copy(&l->contexts[l->count++], &kept[i]);
	}
	add_message(l, have, have_count);
	l->is_kept = l->count > 0;
	if (l->is_kept)
		make_samples(l);
	template_context_list_free(kept, kept_count);
	mem_free(have);
	return st;
}

/* --- The locales that a text tells apart ---------------------------------------------------- */

struct asking {
	const char *source;
	bool asks_locale;
	bool asks_type;
	char locales[LENS_LOCALES_MAX][TEMPLATE_LOCALE_BYTES];
	size_t locale_count;
};

static void
note_use(void *context, const struct liquid_use *use)
{
	struct asking *a = context;

	if (use->kind != LIQUID_USE_VARIABLE)
		return;
	a->asks_locale = a->asks_locale || strcmp(use->name, "locale") == 0 ||
	                 strcmp(use->name, "requestInfo.lang") == 0;
	a->asks_type = a->asks_type || strcmp(use->name, "message_type") == 0;
}

static void
add_locale(struct asking *a, const char *locale)
{
	for (size_t i = 0; i < a->locale_count; i++) {
		if (template_locale_equals(a->locales[i], locale))
			return;
	}
	if (a->locale_count < LENS_LOCALES_MAX)
		(void)text_copy(a->locales[a->locale_count++], TEMPLATE_LOCALE_BYTES, locale);
}

/* Two or three letters, alone or with what follows a hyphen: a locale as texts write them. */
static bool
looks_like_locale(const char *word)
{
	size_t letters = strspn(word, "abcdefghijklmnopqrstuvwxyz");
	const char *rest = word + letters;

	if (letters < 2 || letters > 3)
		return false;
	return *rest == '\0' || ((*rest == '-' || *rest == '_') && rest[1] != '\0' &&
	                         strspn(rest + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST"
	                                          "UVWXYZ0123456789-_") == strlen(rest + 1));
}

static void
note_token(void *context, const struct liquid_token *token)
{
	struct asking *a = context;
	char word[TEMPLATE_LOCALE_BYTES];

	if (token->kind != LIQUID_TOKEN_LITERAL || token->size_bytes < 4 ||
	    token->size_bytes - 2 >= sizeof(word))
		return;
	memcpy(word, a->source + token->offset_bytes + 1, token->size_bytes - 2);
	word[token->size_bytes - 2] = '\0';
	if (looks_like_locale(word))
		add_locale(a, word);
}

/* Whether the contexts that are made are those of this draft already. */
static bool
is_made(const struct template_lens *l, const struct asking *a)
{
	return l->count > 0 && l->asks_type == a->asks_type && l->locale_count == a->locale_count &&
	       memcmp(l->locales, a->locales, sizeof(l->locales)) == 0;
}

/* Makes the contexts anew when the draft tells other locales apart than before. A draft that does
 * not parse at this moment keeps those it had. */
static void
follow_locales(struct template_lens *l, const char *source, size_t size_bytes)
{
	struct asking a = { .source = source };
	struct liquid *tree = NULL;
	struct fault f;

	if (liquid_create(source, size_bytes, &tree, &f) != ST_OK && l->count > 0)
		return;
	if (tree != NULL)
		liquid_visit(tree, note_use, &a);
	liquid_destroy(tree);
	add_locale(&a, l->name.locale[0] ? l->name.locale : l->locale_default);
	if (a.asks_locale && !l->name.locale[0])
		liquid_scan(source, size_bytes, note_token, &a);
	if (is_made(l, &a))
		return;
	memcpy(l->locales, a.locales, sizeof(l->locales));
	l->locale_count = a.locale_count;
	l->asks_type = a.asks_type;
	make_contexts(l);
}

/* --- Looking -------------------------------------------------------------------------------- */

static struct template_lens *
make_lens(const struct template_name *name, const char *tenant_name, const char *locale_default)
{
	struct template_lens *l = mem_alloc(sizeof(*l));

	l->name = *name;
	(void)text_copy(l->tenant_name, sizeof(l->tenant_name), tenant_name);
	(void)text_copy(l->locale_default, sizeof(l->locale_default), locale_default);
	l->zones = zone_book_create(NULL);
	l->contexts = mem_alloc_array(TEMPLATE_LENS_CONTEXTS_MAX, sizeof(*l->contexts));
	l->samples = mem_alloc_array(TEMPLATE_LENS_CONTEXTS_MAX, sizeof(*l->samples));
	return l;
}

enum status
template_lens_open_in(struct db *db, const struct profile *p, const struct template_name *name,
                      struct template_lens **out, struct fault *f)
{
	struct template_lens *l = make_lens(name, profile_get(p, PROFILE_TENANT_NAME),
	                                    profile_get(p, PROFILE_LOCALE_DEFAULT));
	enum status st;

	l->partials = template_partials_create(db, p);
	st = take_kept(db, p, l, f);
	if (st != ST_OK) {
		template_lens_close(l);
		l = NULL;
	}
	*out = l;
	return st;
}

enum status
template_lens_open(struct session *s, const struct template_name *name, struct template_lens **out,
                   struct fault *f)
{
	return template_lens_open_in(s->reader, &s->profile, name, out, f);
}

struct template_lens *
template_lens_make(const struct template_name *name, const char *tenant_name)
{
	json_system_init();
	return make_lens(name, tenant_name, "en");
}

void
lens_drop_look(struct template_lens *l)
{
	if (!l->has_look)
		return;
	template_measure_finish(&l->look.measure);
	template_findings_finish(&l->look.findings);
	l->has_look = false;
}

void
lens_free_contexts(struct template_lens *l)
{
	drop_contexts(l);
	zone_book_destroy(l->zones);
	mem_free(l->contexts);
	mem_free(l->samples);
}

void
template_lens_close(struct template_lens *l)
{
	if (l == NULL)
		return;
	lens_stop_asking(l);
	lens_drop_look(l);
	lens_free_contexts(l);
	template_partials_destroy(l->partials);
	mem_free(l);
}

void
lens_lint(const struct template_lens *l, const char *source, size_t size_bytes,
          struct template_look *look)
{
	const struct template_lint_case looked_at = {
		.kind = l->name.kind,
		.source = source,
		.size_bytes = size_bytes,
		.samples = l->samples,
		.measure = &look->measure,
	};

	template_lint(&looked_at, &look->findings);
}

static void
begin_look(struct template_lens *l, const char *source, size_t size_bytes)
{
	lens_stop_asking(l);
	lens_drop_look(l);
	if (!l->is_kept)
		follow_locales(l, source, size_bytes);
	l->has_look = true;
}

const struct template_look *
template_lens_look(struct template_lens *l, const char *source, size_t size_bytes)
{
	begin_look(l, source, size_bytes);
	template_measure_run(source, size_bytes, l->samples, l->count, &l->look.measure);
	lens_lint(l, source, size_bytes, &l->look);
	return &l->look;
}

const struct template_look *
template_lens_glance(struct template_lens *l, const char *source, size_t size_bytes, size_t first)
{
	int64_t end_us = clock_monotonic_us() + GLANCE_US;
	int64_t work = GLANCE_WORK;

	begin_look(l, source, size_bytes);
	const struct template_measure_case c = { source, size_bytes, l->samples, l->count };
	template_measure_begin(&c, &l->look.measure);
	while (!l->look.measure.is_whole && work > 0 && clock_monotonic_us() < end_us)
		(void)template_measure_step(&c, first, &work, &l->look.measure);
	if (!l->look.measure.is_whole)
		template_measure_judge(&c, &l->look.measure);
	lens_lint(l, source, size_bytes, &l->look);
	return &l->look;
}

size_t
template_lens_count(const struct template_lens *l)
{
	return l->count;
}

const struct template_context *
template_lens_context(const struct template_lens *l, size_t i)
{
	return i < l->count ? &l->contexts[i] : NULL;
}

bool
template_lens_is_kept(const struct template_lens *l)
{
	return l->is_kept;
}
