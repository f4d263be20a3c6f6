/* SPDX-License-Identifier: MIT */
/* what the log tells a matrix: how many went out, what a fix saves, what has no text */
#include "app/template_matrix_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/message_query.h"
#include "store/template_context_store.h"

#define DAY_MS (24LL * 3600 * 1000)
#define GAPS_MAX 64

/* The country that most messages of a locale went to; "" when none did. */
static const char *
count_locale(const struct message_uses *uses, const char *locale, int64_t *sent)
{
	const char *country = "";

	*sent = 0;
	for (size_t i = 0; i < uses->count; i++) {
		if (!template_locale_equals(uses->items[i].locale, locale))
			continue;
		*sent += uses->items[i].count;
		if (country[0] == '\0')
			country = uses->items[i].country;
	}
	return country;
}

static enum status
count_row(struct matrix_reading *r, const struct message_uses *uses, size_t row, struct fault *f)
{
	struct template_row *out = &r->matrix->rows[row];
	const struct template_cell *cell = template_matrix_cell(r->matrix, row, 0);
	const char *country = count_locale(uses, out->locale, &out->sent);
	enum status st;

	if (!cell->is_measured)
		return ST_OK;
	st = template_price_find(r->db, r->profile, country, cell->parts.count, &out->price, f);
	if (st != ST_OK || !out->price.is_known || !cell->has_fixed)
		return st;
	out->has_saving = true;
	out->saving = out->price.amount / (double)cell->parts.count *
	              (double)(cell->parts.count - cell->fixed.count) * (double)out->sent;
	return ST_OK;
}

/* --- Gaps ----------------------------------------------------------------------------------- */

static void
add_gap(struct matrix_reading *r, const struct message_uses *uses, const char *locale)
{
	struct template_matrix *m = r->matrix;
	const struct template_request ask = { m->kind, locale, "", TEMPLATE_SMS };
	struct template_gap *gap = &m->gaps[m->gap_count];
	struct template_trace trace;

	template_resolve(r->have, r->have_count, &ask, &trace);
	if (!template_locale_is_given(locale) || m->gap_count == GAPS_MAX ||
	    (trace.found && trace.steps[trace.step].rung != TEMPLATE_PLAIN))
		return;
	for (size_t i = 0; i < m->gap_count; i++) {
		if (template_locale_equals(m->gaps[i].locale, locale))
			return;
	}
	(void)text_copy(gap->locale, sizeof(gap->locale), locale);
	if (trace.found)
		template_name_write(&r->have[trace.have], gap->uses, sizeof(gap->uses));
	(void)count_locale(uses, locale, &gap->sent);
	m->gap_count++;
}

/* Whoever asks for a locale: the log first, as these are people. */
static enum status
find_gaps(struct matrix_reading *r, const struct message_uses *uses, struct fault *f)
{
	struct template_context *contexts = NULL;
	size_t count = 0;
	enum status st = template_context_store_list(r->db, r->profile, &contexts, &count, f);

	if (st != ST_OK)
		return st;
	r->matrix->gaps = mem_alloc_array(GAPS_MAX + 1, sizeof(*r->matrix->gaps));
	for (size_t i = 0; i < uses->count; i++)
		add_gap(r, uses, uses->items[i].locale);
	for (size_t i = 0; i < count; i++) {
		if (contexts[i].kind == r->matrix->kind)
			add_gap(r, uses, contexts[i].locale);
	}
	for (size_t i = 0; i < r->all_count; i++)
		add_gap(r, uses, r->all[i].locale);
	template_context_list_free(contexts, count);
	return ST_OK;
}

enum status
template_matrix_count(struct matrix_reading *r, struct fault *f)
{
	struct message_uses *uses = mem_alloc(sizeof(*uses));
	int64_t since_ms = clock_now_ms() - TEMPLATE_MATRIX_DAYS * DAY_MS;
	enum status st = message_query_uses(r->db, r->profile->id, since_ms, uses, f);

	for (size_t i = 0; st == ST_OK && i < r->matrix->row_count; i++)
		st = count_row(r, uses, i, f);
	if (st == ST_OK)
		st = find_gaps(r, uses, f);
	mem_free(uses);
	return st;
}
