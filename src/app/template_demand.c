/* SPDX-License-Identifier: MIT */
/* how often each language was sent of late, what a fix would save, and which has no text */
#include "app/template_demand.h"

#include <string.h>

#include "app/template_lens.h"
#include "base/clock.h"
#include "base/mem.h"
#include "store/message_query.h"
#include "store/template_context_store.h"
#include "store/template_store.h"

#define DAY_MS (24LL * 3600 * 1000)
#define GAPS_MAX 64

struct reading {
	struct db *db;
	const struct profile *profile;
	struct template_demand *demand;
	struct message_uses *uses;
	struct template_name *all; /* of every kind, sorted */
	size_t all_count;
	struct template_name *have; /* of this kind, for messages */
	size_t have_count;
};

void
template_demand_finish(struct template_demand *d)
{
	mem_free(d->rows);
	mem_free(d->gaps);
	memset(d, 0, sizeof(*d));
}

/* What answers everybody who asks for a locale. */
static void
resolve(const struct reading *r, const char *locale, struct template_trace *out)
{
	const struct template_request ask = { r->demand->kind, locale, "", TEMPLATE_SMS };

	template_resolve(r->have, r->have_count, &ask, out);
}

/* How many messages went out in a locale. */
static int64_t
count_locale(const struct message_uses *uses, const char *locale)
{
	int64_t sent = 0;

	for (size_t i = 0; i < uses->count; i++) {
		if (template_locale_equals(uses->items[i].locale, locale))
			sent += uses->items[i].count;
	}
	return sent;
}

/* Whether everybody who asks for a locale gets this text. */
static bool
answers(const struct reading *r, size_t have, const char *locale)
{
	struct template_trace trace;

	resolve(r, locale, &trace);
	return trace.found && trace.have == have;
}

/* Counts the messages that a text answers for. The country that most of them went to; "" when there
 * is none. */
static const char *
count_answered(const struct reading *r, size_t have, int64_t *sent)
{
	const char *country = "";

	*sent = 0;
	for (size_t i = 0; i < r->uses->count; i++) {
		if (!answers(r, have, r->uses->items[i].locale))
			continue;
		*sent += r->uses->items[i].count;
		if (country[0] == '\0')
			country = r->uses->items[i].country;
	}
	return country;
}

/* --- Languages that have a text ------------------------------------------------------------- */

static enum status
measure(struct reading *r, const struct template_name *name, struct template_demand_row *row,
        struct fault *f)
{
	struct template_lens *lens = NULL;
	struct template_info info;
	struct text source;
	enum status st;

	text_init(&source, TEMPLATE_SOURCE_MAX);
	st = template_store_load(r->db, r->profile, name, &info, &source, f);
	if (st == ST_OK)
		st = template_lens_open_in(r->db, r->profile, name, &lens, f);
	if (st == ST_OK) {
		const struct template_measure *m =
			&template_lens_look(lens, text_string(&source), source.size_bytes)->measure;

		row->parts = m->is_measured ? m->parts.count : 0;
		row->fixed_parts =
			m->has_fixed && m->fixed.count < m->parts.count ? m->fixed.count : 0;
	}
	template_lens_close(lens);
	text_finish(&source);
	return st;
}

static enum status
read_row(struct reading *r, struct template_demand_row *row, struct fault *f)
{
	struct template_trace trace;
	const char *country;
	enum status st;

	resolve(r, row->locale, &trace);
	if (!trace.found)
		return ST_OK;
	/* A language of which only clients have a text shares its answer with others. */
	if (template_locale_equals(r->have[trace.have].locale, row->locale)) {
		country = count_answered(r, trace.have, &row->sent);
	} else {
		country = "";
		row->sent = count_locale(r->uses, row->locale);
	}
	st = measure(r, &r->have[trace.have], row, f);
	if (st == ST_OK && row->parts > 0)
		st = template_price_find(r->db, r->profile, country, row->parts, &row->price, f);
	if (st != ST_OK || !row->price.is_known || row->fixed_parts == 0)
		return st;
	row->has_saving = true;
	row->saving = row->price.amount / (double)row->parts *
	              (double)(row->parts - row->fixed_parts) * (double)row->sent;
	return ST_OK;
}

static void
add_row(struct template_demand *d, const char *locale)
{
	for (size_t i = 0; i < d->row_count; i++) {
		if (template_locale_equals(d->rows[i].locale, locale))
			return;
	}
	(void)text_copy(d->rows[d->row_count++].locale, TEMPLATE_LOCALE_BYTES, locale);
}

/* The names come sorted, "every one" first. */
static enum status
read_rows(struct reading *r, struct fault *f)
{
	struct template_demand *d = r->demand;
	enum status st = ST_OK;

	d->rows = mem_alloc_array(r->have_count + 1, sizeof(*d->rows));
	for (size_t i = 0; i < r->have_count; i++)
		add_row(d, r->have[i].locale);
	for (size_t i = 0; st == ST_OK && i < d->row_count; i++)
		st = read_row(r, &d->rows[i], f);
	return st;
}

/* --- Languages that have none --------------------------------------------------------------- */

static void
add_gap(struct reading *r, const char *locale)
{
	struct template_demand *d = r->demand;
	struct template_demand_gap *gap = &d->gaps[d->gap_count];
	struct template_trace trace;

	resolve(r, locale, &trace);
	if (!template_locale_is_given(locale) || d->gap_count == GAPS_MAX ||
	    (trace.found && trace.steps[trace.step].rung != TEMPLATE_PLAIN))
		return;
	for (size_t i = 0; i < d->gap_count; i++) {
		if (template_locale_equals(d->gaps[i].locale, locale))
			return;
	}
	(void)text_copy(gap->locale, sizeof(gap->locale), locale);
	if (trace.found)
		template_name_write(&r->have[trace.have], gap->uses, sizeof(gap->uses));
	gap->sent = count_locale(r->uses, locale);
	d->gap_count++;
}

/* Whoever asks for a locale: the log first, as these are people. */
static enum status
find_gaps(struct reading *r, struct fault *f)
{
	struct template_context *contexts = NULL;
	size_t count = 0;
	enum status st = template_context_store_list(r->db, r->profile, &contexts, &count, f);

	if (st != ST_OK)
		return st;
	r->demand->gaps = mem_alloc_array(GAPS_MAX + 1, sizeof(*r->demand->gaps));
	for (size_t i = 0; i < r->uses->count; i++)
		add_gap(r, r->uses->items[i].locale);
	for (size_t i = 0; i < count; i++) {
		if (contexts[i].kind == r->demand->kind)
			add_gap(r, contexts[i].locale);
	}
	for (size_t i = 0; i < r->all_count; i++)
		add_gap(r, r->all[i].locale);
	template_context_list_free(contexts, count);
	return ST_OK;
}

/* --- Reading -------------------------------------------------------------------------------- */

static enum status
read_names(struct reading *r, struct fault *f)
{
	enum status st = template_store_names(r->db, r->profile, &r->all, &r->all_count, f);

	if (st != ST_OK)
		return st;
	r->have = mem_alloc_array(r->all_count + 1, sizeof(*r->have));
	for (size_t i = 0; i < r->all_count; i++) {
		if (r->all[i].kind == r->demand->kind && r->all[i].channel != TEMPLATE_VOICE)
			r->have[r->have_count++] = r->all[i];
	}
	return ST_OK;
}

enum status
template_demand_read(struct db *db, const struct profile *p, enum template_kind kind,
                     struct template_demand *out, struct fault *f)
{
	struct reading r = { .db = db, .profile = p, .demand = out };
	int64_t since_ms = clock_now_ms() - TEMPLATE_DEMAND_DAYS * DAY_MS;
	enum status st;

	memset(out, 0, sizeof(*out));
	out->kind = kind;
	r.uses = mem_alloc(sizeof(*r.uses));
	st = read_names(&r, f);
	if (st == ST_OK)
		st = message_query_uses(db, p->id, since_ms, r.uses, f);
	if (st == ST_OK)
		st = read_rows(&r, f);
	if (st == ST_OK)
		st = find_gaps(&r, f);
	if (st != ST_OK)
		template_demand_finish(out);
	mem_free(r.uses);
	mem_free(r.all);
	mem_free(r.have);
	return st;
}

/* --- As a job ------------------------------------------------------------------------------- */

struct template_demand_asking {
	struct job job;
	struct session *session;
	struct profile profile;
	enum template_kind kind;
	struct template_demand demand;
	template_demand_fn arrived; /* NULL: cancelled */
	void *context;
};

static enum status
ask_step(struct job *j, struct fault *f)
{
	struct template_demand_asking *a = j->context;

	return template_demand_read(j->db, &a->profile, a->kind, &a->demand, f);
}

static void
ask_done(struct job *j, enum status st, const struct fault *f)
{
	struct template_demand_asking *a = j->context;

	if (a->arrived != NULL)
		a->arrived(a->context, st == ST_OK ? &a->demand : NULL, f);
	template_demand_finish(&a->demand);
	mem_free(a);
}

struct template_demand_asking *
template_demand_ask(struct session *s, enum template_kind kind, template_demand_fn arrived,
                    void *context)
{
	struct template_demand_asking *a = mem_alloc(sizeof(*a));

	a->session = s;
	a->profile = s->profile;
	a->kind = kind;
	a->arrived = arrived;
	a->context = context;
	a->job = (struct job){
		.what = "counting what is asked for",
		.class = JOB_ASKED,
		.step = ask_step,
		.done = ask_done,
		.context = a,
	};
	worker_submit(s->worker, &a->job);
	return a;
}

void
template_demand_cancel(struct template_demand_asking *a)
{
	if (a == NULL || a->arrived == NULL)
		return;
	a->arrived = NULL;
	worker_cancel(a->session->worker, &a->job);
}
