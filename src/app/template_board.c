/* SPDX-License-Identifier: MIT */
/* every text of a profile at a glance: its cost at worst, what lint says, what is missing */
#include "app/template_board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "app/template_lens.h"
#include "store/db.h"
#include "store/template_store.h"

#define NEAR_UNITS 10 /* so little left is nearly too much */

struct template_board_asking {
	struct job job;
	struct session *session;
	struct profile profile;
	struct template_board board;
	bool listed;
	struct template_info *infos;
	size_t count;
	size_t next;
	char *plain[TEMPLATE_KIND_COUNT]; /* the text of a kind for everybody; NULL: none */
	template_board_fn arrived;        /* NULL: nobody waits any more */
	void *context;
};

void
template_board_finish(struct template_board *b)
{
	mem_free(b->rows);
	*b = (struct template_board){ 0 };
}

void
template_board_write_state(const struct template_board_row *row, char *out, size_t size_bytes)
{
	switch (row->state) {
	case TEMPLATE_BOARD_BROKEN: text_copy(out, size_bytes, "broken"); break;
	case TEMPLATE_BOARD_COSTS: snprintf(out, size_bytes, "costs x%zu", row->parts.count); break;
	case TEMPLATE_BOARD_WARNED:
		snprintf(out, size_bytes, "%zu finding%s", row->finding_count,
		         row->finding_count == 1 ? "" : "s");
		break;
	case TEMPLATE_BOARD_NEAR:
		snprintf(out, size_bytes, "near %zu", parts_room(row->parts.encoding, 1));
		break;
	case TEMPLATE_BOARD_MISSING: text_copy(out, size_bytes, "missing"); break;
	case TEMPLATE_BOARD_OK: text_copy(out, size_bytes, "ok"); break;
	}
}

/* --- One text -------------------------------------------------------------------------------- */

static void
judge(struct template_board_row *row)
{
	bool call = row->name.channel == TEMPLATE_VOICE;

	if (row->fault.code != ST_OK)
		row->state = TEMPLATE_BOARD_BROKEN;
	else if (!call && row->parts.count > 1)
		row->state = TEMPLATE_BOARD_COSTS;
	else if (row->finding_count > 0)
		row->state = TEMPLATE_BOARD_WARNED;
	else if (!call && row->parts.count == 1 && row->parts.remaining < NEAR_UNITS)
		row->state = TEMPLATE_BOARD_NEAR;
	else
		row->state = TEMPLATE_BOARD_OK;
	if (call)
		row->parts = (struct parts){ .count = 0 };
}

/* The first thing that is more than a note. */
static void
take_findings(struct template_board_row *row, const struct template_findings *found)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct template_finding *item = &found->items[i];

		if (template_rule_severity(item->rule) == TEMPLATE_NOTE)
			continue;
		if (row->finding_count++ == 0)
			text_copy(row->finding, sizeof(row->finding), item->sentence);
	}
}

static void
take_measure(struct template_board_row *row, const struct template_lens *lens,
             const struct template_look *look)
{
	const struct template_measure *m = &look->measure;
	size_t worst = m->is_measured ? m->worst : 0;

	if (!m->parsed) {
		row->fault = m->fault;
		return;
	}
	if (worst >= m->count)
		return;
	row->fault = m->renderings[worst].fault;
	row->parts = m->is_measured ? m->parts : (struct parts){ .count = 0 };
	text_copy(row->context, sizeof(row->context), template_lens_context(lens, worst)->name);
	text_copy(row->shown, sizeof(row->shown), text_string(&m->renderings[worst].text));
}

static enum status
measure(struct template_board_asking *a, struct db *db, struct template_board_row *row,
        const struct text *source, struct fault *f)
{
	struct template_lens *lens = NULL;
	enum status st = template_lens_open_in(db, &a->profile, &row->name, &lens, f);

	if (st != ST_OK)
		return st;
	const struct template_look *look =
		template_lens_look(lens, text_string(source), source->size_bytes);
	take_measure(row, lens, look);
	take_findings(row, &look->findings);
	template_lens_close(lens);
	judge(row);
	return ST_OK;
}

/* --- On the worker --------------------------------------------------------------------------- */

static struct template_board_row *
add_row(struct template_board *b)
{
	b->rows = mem_resize(b->rows, (b->count + 1) * sizeof(*b->rows));
	memset(&b->rows[b->count], 0, sizeof(*b->rows));
	return &b->rows[b->count++];
}

static void
keep_plain(struct template_board_asking *a, const struct template_name *name,
           const struct text *source)
{
	if (template_name_is_plain(name))
		a->plain[name->kind] = mem_copy_text(text_string(source));
}

static enum status
read_text(struct template_board_asking *a, struct db *db, struct fault *f)
{
	const struct template_info *info = &a->infos[a->next];
	struct template_board_row row = { .name = info->of };
	struct template_info now;
	struct text source;

	text_init(&source, TEMPLATE_SOURCE_MAX);
	text_copy(row.written, sizeof(row.written), info->name);
	enum status st = template_store_load(db, &a->profile, &info->of, &now, &source, f);
	if (st == ST_OK)
		st = measure(a, db, &row, &source, f);
	if (st == ST_OK) {
		row.revision = now.revision;
		row.changed_at_ms = now.changed_at_ms;
		keep_plain(a, &row.name, &source);
		*add_row(&a->board) = row;
	}
	text_finish(&source);
	/* It was removed in the meantime. */
	return st == ST_NOT_FOUND ? ST_OK : st;
}

static int
compare_rows(const void *a, const void *b)
{
	return template_name_compare(&((const struct template_board_row *)a)->name,
	                             &((const struct template_board_row *)b)->name);
}

static bool
has_row(const struct template_board *b, enum template_kind kind, const char *locale)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->rows[i].name.kind == kind && b->rows[i].name.client_id[0] == '\0' &&
		    strcmp(b->rows[i].name.locale, locale) == 0)
			return true;
	return false;
}

static bool
is_used(const struct template_board *b, enum template_kind kind)
{
	for (size_t i = 0; i < b->texts; i++)
		if (b->rows[i].name.kind == kind)
			return true;
	return false;
}

/* What people of a language get for whom there is no text. */
static void
find_used(const struct template_board *b, const struct template_name *have,
          struct template_board_row *missing)
{
	const struct template_request ask = { .kind = missing->name.kind,
		                              .locale = missing->name.locale,
		                              .client_id = "",
		                              .channel = TEMPLATE_SMS };
	struct template_trace trace;

	template_resolve(have, b->texts, &ask, &trace);
	if (trace.found)
		text_copy(missing->uses, sizeof(missing->uses), b->rows[trace.have].written);
}

/* Lint tells whether a language is missing: one that the plain text tells apart by itself is
 * not. */
static void
add_if_missing(struct template_board_asking *a, const struct template_name *have,
               enum template_kind kind, const char *locale)
{
	struct template_board_row missing = { .name = { .kind = kind },
		                              .state = TEMPLATE_BOARD_MISSING };
	struct template_findings found = { 0 };

	if (has_row(&a->board, kind, locale))
		return;
	template_lint_locales(kind, have, a->board.texts, &locale, 1, a->plain[kind], &found);
	if (found.count > 0) {
		text_copy(missing.name.locale, sizeof(missing.name.locale), locale);
		template_name_write(&missing.name, missing.written, sizeof(missing.written));
		find_used(&a->board, have, &missing);
		*add_row(&a->board) = missing;
	}
	template_findings_finish(&found);
}

/* Each language that any text has, in every kind that has a text. */
static void
add_all_missing(struct template_board_asking *a)
{
	struct template_board *b = &a->board;
	struct template_name *have = mem_alloc_array(b->count, sizeof(*have));

	b->texts = b->count;
	for (size_t i = 0; i < b->texts; i++)
		have[i] = b->rows[i].name;
	for (int kind = 0; kind < TEMPLATE_KIND_COUNT; kind++)
		for (size_t i = 0; is_used(b, (enum template_kind)kind) && i < b->texts; i++)
			if (have[i].locale[0])
				add_if_missing(a, have, (enum template_kind)kind, have[i].locale);
	mem_free(have);
	if (b->count > 0)
		qsort(b->rows, b->count, sizeof(*b->rows), compare_rows);
}

static enum status
ask_step(struct job *j, struct fault *f)
{
	struct template_board_asking *a = j->context;
	enum status st = ST_OK;

	if (!a->listed) {
		st = template_store_list(j->db, &a->profile, &a->infos, &a->count, f);
		a->listed = st == ST_OK;
	} else if (a->next < a->count) {
		st = read_text(a, j->db, f);
		a->next += st == ST_OK;
	}
	if (st != ST_OK || a->next < a->count)
		return st == ST_OK ? ST_MORE : st;
	add_all_missing(a);
	return ST_OK;
}

static void
ask_done(struct job *j, enum status st, const struct fault *f)
{
	struct template_board_asking *a = j->context;

	if (a->arrived)
		a->arrived(a->context, st == ST_OK ? &a->board : NULL, f);
	template_board_finish(&a->board);
	for (int i = 0; i < TEMPLATE_KIND_COUNT; i++)
		mem_free(a->plain[i]);
	mem_free(a->infos);
	mem_free(a);
}

struct template_board_asking *
template_board_ask(struct session *s, template_board_fn arrived, void *context)
{
	struct template_board_asking *a = mem_alloc(sizeof(*a));

	*a = (struct template_board_asking){
		.session = s, .profile = s->profile, .arrived = arrived, .context = context
	};
	a->job = (struct job){
		.what = "measuring the texts",
		.class = JOB_ASKED,
		.step = ask_step,
		.done = ask_done,
		.context = a,
	};
	worker_submit(s->worker, &a->job);
	return a;
}

void
template_board_cancel(struct template_board_asking *a)
{
	if (!a)
		return;
	a->arrived = NULL;
	worker_cancel(a->session->worker, &a->job);
}
