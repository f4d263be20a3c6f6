/* SPDX-License-Identifier: MIT */
/* every language by every client of one kind: parts, what is inherited, what is missing */
#include "app/template_matrix.h"

#include <string.h>

#include "app/template_lens.h"
#include "app/template_matrix_impl.h"
#include "base/mem.h"
#include "store/template_store.h"

void
template_matrix_finish(struct template_matrix *m)
{
	mem_free(m->rows);
	mem_free(m->clients);
	mem_free(m->cells);
	mem_free(m->gaps);
	memset(m, 0, sizeof(*m));
}

const struct template_cell *
template_matrix_cell(const struct template_matrix *m, size_t row, size_t client)
{
	return &m->cells[row * m->client_count + client];
}

/* --- Rows and columns ----------------------------------------------------------------------- */

static void
add_row(struct template_matrix *m, const char *locale)
{
	for (size_t i = 0; i < m->row_count; i++) {
		if (template_locale_equals(m->rows[i].locale, locale))
			return;
	}
	(void)text_copy(m->rows[m->row_count++].locale, TEMPLATE_LOCALE_BYTES, locale);
}

static void
add_client(struct template_matrix *m, const char *client_id)
{
	for (size_t i = 0; i < m->client_count; i++) {
		if (strcmp(m->clients[i], client_id) == 0)
			return;
	}
	(void)text_copy(m->clients[m->client_count++], TEMPLATE_CLIENT_BYTES, client_id);
}

/* The names come sorted, "every one" first. */
static void
lay_out(struct matrix_reading *r)
{
	struct template_matrix *m = r->matrix;

	m->rows = mem_alloc_array(r->have_count + 1, sizeof(*m->rows));
	m->clients = mem_alloc_array(r->have_count + 1, sizeof(*m->clients));
	add_client(m, "");
	for (size_t i = 0; i < r->have_count; i++) {
		add_row(m, r->have[i].locale);
		add_client(m, r->have[i].client_id);
	}
	m->cells = mem_alloc_array(m->row_count * m->client_count + 1, sizeof(*m->cells));
}

/* --- Texts ---------------------------------------------------------------------------------- */

/* What one text comes to in its worst case. */
static enum status
measure(struct matrix_reading *r, size_t at, struct fault *f)
{
	struct template_cell *cell = &r->measured[at];
	struct template_lens *lens = NULL;
	struct template_info info;
	struct text source;
	enum status st;

	text_init(&source, TEMPLATE_SOURCE_MAX);
	st = template_store_load(r->db, r->profile, &r->have[at], &info, &source, f);
	if (st == ST_OK)
		st = template_lens_open_in(r->db, r->profile, &r->have[at], &lens, f);
	if (st == ST_OK) {
		const struct template_measure *m =
			&template_lens_look(lens, text_string(&source), source.size_bytes)->measure;

		cell->is_measured = m->is_measured;
		cell->parts = m->parts;
		cell->has_fixed = m->has_fixed && template_parts_are_dearer(&m->parts, &m->fixed) &&
		                  m->fixed.count < m->parts.count;
		cell->fixed = m->fixed;
		cell->is_near = m->is_measured && m->parts.count == 1 &&
		                m->parts.remaining * 10 < m->parts.units + m->parts.remaining;
	}
	template_lens_close(lens);
	text_finish(&source);
	return st;
}

static void
fill_cell(struct matrix_reading *r, size_t row, size_t client)
{
	struct template_matrix *m = r->matrix;
	struct template_cell *cell = &m->cells[row * m->client_count + client];
	const struct template_request ask = { m->kind, m->rows[row].locale, m->clients[client],
		                              TEMPLATE_SMS };
	const struct template_name *answered;
	struct template_trace trace;

	template_resolve(r->have, r->have_count, &ask, &trace);
	if (!trace.found)
		return;
	answered = &r->have[trace.have];
	*cell = r->measured[trace.have];
	cell->is_own = template_locale_equals(answered->locale, m->rows[row].locale) &&
	               strcmp(answered->client_id, m->clients[client]) == 0;
}

static enum status
read_names(struct matrix_reading *r, struct fault *f)
{
	enum status st = template_store_names(r->db, r->profile, &r->all, &r->all_count, f);

	if (st != ST_OK)
		return st;
	r->have = mem_alloc_array(r->all_count + 1, sizeof(*r->have));
	for (size_t i = 0; i < r->all_count; i++) {
		if (r->all[i].kind == r->matrix->kind && r->all[i].channel != TEMPLATE_VOICE)
			r->have[r->have_count++] = r->all[i];
	}
	r->measured = mem_alloc_array(r->have_count + 1, sizeof(*r->measured));
	return ST_OK;
}

enum status
template_matrix_read(struct db *db, const struct profile *p, enum template_kind kind,
                     struct template_matrix *out, struct fault *f)
{
	struct matrix_reading r = { .db = db, .profile = p, .matrix = out };
	enum status st;

	memset(out, 0, sizeof(*out));
	out->kind = kind;
	st = read_names(&r, f);
	for (size_t i = 0; st == ST_OK && i < r.have_count; i++)
		st = measure(&r, i, f);
	if (st == ST_OK) {
		lay_out(&r);
		for (size_t i = 0; i < out->row_count * out->client_count; i++)
			fill_cell(&r, i / out->client_count, i % out->client_count);
		st = template_matrix_count(&r, f);
	}
	if (st != ST_OK)
		template_matrix_finish(out);
	mem_free(r.all);
	mem_free(r.have);
	mem_free(r.measured);
	return st;
}

/* --- As a job ------------------------------------------------------------------------------- */

struct template_matrix_asking {
	struct job job;
	struct session *session;
	struct profile profile;
	enum template_kind kind;
	struct template_matrix matrix;
	template_matrix_fn arrived; /* NULL: cancelled */
	void *context;
};

static enum status
ask_step(struct job *j, struct fault *f)
{
	struct template_matrix_asking *a = j->context;

	return template_matrix_read(j->db, &a->profile, a->kind, &a->matrix, f);
}

static void
ask_done(struct job *j, enum status st, const struct fault *f)
{
	struct template_matrix_asking *a = j->context;

	if (a->arrived != NULL)
		a->arrived(a->context, st == ST_OK ? &a->matrix : NULL, f);
	template_matrix_finish(&a->matrix);
	mem_free(a);
}

struct template_matrix_asking *
template_matrix_ask(struct session *s, enum template_kind kind, template_matrix_fn arrived,
                    void *context)
{
	struct template_matrix_asking *a = mem_alloc(sizeof(*a));

	a->session = s;
	a->profile = s->profile;
	a->kind = kind;
	a->arrived = arrived;
	a->context = context;
	a->job = (struct job){
		.what = "measuring every language",
		.class = JOB_ASKED,
		.step = ask_step,
		.done = ask_done,
		.context = a,
	};
	worker_submit(s->worker, &a->job);
	return a;
}

void
template_matrix_cancel(struct template_matrix_asking *a)
{
	if (a == NULL || a->arrived == NULL)
		return;
	a->arrived = NULL;
	worker_cancel(a->session->worker, &a->job);
}
