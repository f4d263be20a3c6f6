/* SPDX-License-Identifier: MIT */
/* which text answers a message, with every step on the way to it */
#include "domain/template.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct {
	const char *words;
	bool client;
	bool locale;
	bool language;
} rungs[TEMPLATE_RUNG_COUNT] = {
	[TEMPLATE_CLIENT_AND_LOCALE] = { "client and locale", true, true, false },
	[TEMPLATE_CLIENT_AND_LANGUAGE] = { "client and language", true, false, true },
	[TEMPLATE_CLIENT] = { "client", true, false, false },
	[TEMPLATE_LOCALE] = { "locale", false, true, false },
	[TEMPLATE_LANGUAGE] = { "language", false, false, true },
	[TEMPLATE_PLAIN] = { "default", false, false, false },
};

static const char *const results[] = {
	[TEMPLATE_HIT] = "hit",
	[TEMPLATE_NO_TEXT] = "no text",
	[TEMPLATE_NOT_TRIED] = "not tried",
	[TEMPLATE_NO_CLIENT] = "no client given",
	[TEMPLATE_NO_LOCALE] = "no locale given",
	[TEMPLATE_SAME] = "the locale is a language",
};

const char *
template_rung_words(enum template_rung rung)
{
	return rung < TEMPLATE_RUNG_COUNT ? rungs[rung].words : "";
}

const char *
template_result_words(enum template_step_result result)
{
	return result <= TEMPLATE_SAME ? results[result] : "";
}

/* What a request asks for, in the form in which names are compared. */
struct wanted {
	const char *locale;
	char language[TEMPLATE_LOCALE_BYTES +
	              1]; /* one longer than any name, so that none matches */
	bool is_language;
};

static void
read_wanted(const struct template_request *ask, struct wanted *out)
{
	out->locale = template_locale_is_given(ask->locale) ? ask->locale : "";
	template_locale_language(out->locale, out->language, sizeof(out->language));
	out->is_language = strpbrk(out->locale, "-_") == NULL;
}

static const char *
locale_of(enum template_rung rung, const struct wanted *w)
{
	if (rungs[rung].locale)
		return w->locale;
	return rungs[rung].language ? w->language : "";
}

/* Why a rung cannot answer this request whatever texts there are; TEMPLATE_NO_TEXT: it can. */
static enum template_step_result
unable(enum template_rung rung, const struct template_request *ask, const struct wanted *w)
{
	if (rungs[rung].client && ask->client_id[0] == '\0')
		return TEMPLATE_NO_CLIENT;
	if (rungs[rung].locale && w->locale[0] == '\0')
		return TEMPLATE_NO_LOCALE;
	if (rungs[rung].language && w->language[0] == '\0')
		return TEMPLATE_NO_LOCALE;
	return rungs[rung].language && w->is_language ? TEMPLATE_SAME : TEMPLATE_NO_TEXT;
}

static void
write_wanted(struct template_step *step, enum template_kind kind, const char *locale,
             const char *client)
{
	struct template_name name = { .kind = kind, .channel = step->channel };
	struct fault ignored = { 0 };

	if (template_name_set_locale(&name, locale, &ignored) != ST_OK)
		text_copy(name.locale, sizeof(name.locale), locale);
	text_copy(name.client_id, sizeof(name.client_id), client);
	template_name_write(&name, step->wanted, sizeof(step->wanted));
}

static bool
matches(const struct template_name *name, const struct template_step *step, const char *locale,
        const char *client)
{
	return name->channel == step->channel && strcmp(name->client_id, client) == 0 &&
	       template_locale_equals(name->locale, locale);
}

static void
take_step(const struct template_name *have, size_t count, const struct template_request *ask,
          const struct wanted *w, struct template_trace *t)
{
	struct template_step *step = &t->steps[t->step];
	const char *locale = locale_of(step->rung, w);
	const char *client = rungs[step->rung].client ? ask->client_id : "";

	write_wanted(step, ask->kind, locale, client);
	step->result = t->found ? TEMPLATE_NOT_TRIED : unable(step->rung, ask, w);
	if (step->result != TEMPLATE_NO_TEXT)
		return;
	for (size_t i = 0; i < count; i++)
		if (have[i].kind == ask->kind && matches(&have[i], step, locale, client)) {
			template_name_write(&have[i], step->wanted, sizeof(step->wanted));
			step->result = TEMPLATE_HIT;
			t->have = i;
			return;
		}
}

void
template_resolve(const struct template_name *have, size_t count, const struct template_request *ask,
                 struct template_trace *out)
{
	struct wanted w;
	size_t hit = 0;

	memset(out, 0, sizeof(*out));
	read_wanted(ask, &w);
	for (size_t i = 0; i < count; i++)
		out->count += have[i].kind == ask->kind;
	for (out->step = 0; out->step < TEMPLATE_STEP_COUNT; out->step++) {
		struct template_step *step = &out->steps[out->step];

		step->rung = (enum template_rung)(out->step / 2);
		step->channel = out->step % 2 == 0 ? ask->channel : TEMPLATE_BOTH;
		take_step(have, count, ask, &w, out);
		if (step->result == TEMPLATE_HIT) {
			out->found = true;
			hit = out->step;
		}
	}
	out->step = hit;
}

/* The best rung that the request could have been answered on, and was not. */
static const struct template_step *
first_miss(const struct template_trace *trace)
{
	for (size_t i = 0; i < TEMPLATE_STEP_COUNT; i++) {
		const struct template_step *step = &trace->steps[i];

		if (step->result == TEMPLATE_HIT)
			return NULL;
		if (step->result == TEMPLATE_NO_TEXT && step->channel == TEMPLATE_BOTH)
			return step;
	}
	return NULL;
}

void
template_trace_sentence(const struct template_trace *trace, const struct template_request *ask,
                        char *out, size_t size_bytes)
{
	const struct template_step *hit = &trace->steps[trace->step];
	const struct template_step *miss = first_miss(trace);

	if (!trace->found)
		snprintf(out, size_bytes, "no text answers for %s", template_kind_name(ask->kind));
	else if (miss)
		snprintf(out, size_bytes, "%s, by %s: no text for %s", hit->wanted,
		         template_rung_words(hit->rung), miss->wanted);
	else
		snprintf(out, size_bytes, "%s, by %s", hit->wanted, template_rung_words(hit->rung));
}
