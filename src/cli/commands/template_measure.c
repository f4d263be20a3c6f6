/* SPDX-License-Identifier: MIT */
/* template measure: parts, encoding, dear characters and price of a text or of a file */
#include <stdio.h>
#include <string.h>

#include "app/template_demand.h"
#include "app/template_lens.h"
#include "app/template_price.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands/template_impl.h"
#include "cli/envelope.h"

#define OFFENDERS_MAX 1000

static void
write_offender(struct json_writer *w, const struct parts_offender *o)
{
	char code_point[16];

	(void)snprintf(code_point, sizeof(code_point), "U+%04X", o->code_point);
	json_write_object(w, NULL);
	json_write_string(w, "codepoint", code_point);
	json_write_integer(w, "line", (int64_t)o->line);
	json_write_integer(w, "column", (int64_t)o->column);
	json_write_string(w, "suggestion", o->suggestion);
	json_write_object_end(w);
}

static void
print_offender(const struct parts_offender *o)
{
	output_data("  %zu:%zu  U+%04X", o->line, o->column, o->code_point);
	if (o->suggestion == NULL)
		output_data("  has no stand-in\n");
	else if (o->suggestion[0] == '\0')
		output_data("  may go\n");
	else
		output_data("  -> %s\n", o->suggestion);
}

static void
write_parts(struct json_writer *w, const struct parts *p)
{
	json_write_string(w, "encoding", parts_encoding_name(p->encoding));
	json_write_integer(w, "parts", (int64_t)p->count);
	json_write_integer(w, "units", (int64_t)p->units);
	json_write_integer(w, "remaining", (int64_t)p->remaining);
}

static void
print_parts(const char *name, const struct parts *p)
{
	output_data("%s: %zu part%s  %s  %zu units, %zu left\n", name, p->count,
	            p->count == 1 ? "" : "s", parts_encoding_name(p->encoding), p->units,
	            p->remaining);
}

/* --- The bytes of a file -------------------------------------------------------------------- */

static void
report_bytes(struct cli *c, const char *path, const struct parts *p,
             const struct parts_offender *offenders, size_t count)
{
	if (c->json) {
		json_write_object(&c->writer, NULL);
		write_parts(&c->writer, p);
		json_write_array(&c->writer, "offenders");
		for (size_t i = 0; i < count; i++)
			write_offender(&c->writer, &offenders[i]);
		json_write_array_end(&c->writer);
		json_write_object_end(&c->writer);
		return;
	}
	print_parts(strcmp(path, "-") == 0 ? "stdin" : path, p);
	for (size_t i = 0; i < count; i++)
		print_offender(&offenders[i]);
}

static enum status
measure_file(struct cli *c, struct fault *f)
{
	const char *path = c->args.values[OPT_FILE];
	struct parts_offender *offenders = NULL;
	struct fault where;
	struct parts p;
	char *source = NULL;
	size_t size = 0;
	size_t total;
	enum status st = tty_read_file(path, JSON_BYTES_MAX, &source, &size, f);

	if (st == ST_OK)
		st = parts_measure(source, size, &p, f);
	/* Of a text that is no larger it can be said where. */
	if (st != ST_OK && f->word == WORD_NOT_UTF8 && size <= TEMPLATE_SOURCE_MAX &&
	    template_check_source(source, size, &where) != ST_OK)
		*f = where;
	if (st == ST_OK) {
		offenders = mem_alloc_array(OFFENDERS_MAX, sizeof(*offenders));
		total = parts_offenders(source, size, offenders, OFFENDERS_MAX);
		report_bytes(c, path, &p, offenders, total < OFFENDERS_MAX ? total : OFFENDERS_MAX);
		if (total > OFFENDERS_MAX)
			output_words("%zu further characters are not shown", total - OFFENDERS_MAX);
	}
	mem_free(offenders);
	mem_free(source);
	return st;
}

/* --- A text of the profile ------------------------------------------------------------------ */

struct measured {
	const char *name;
	const struct template_lens *lens;
	const struct template_measure *m;
	struct template_price price;
};

static struct parts_offender
offender_of(const struct template_offender *o)
{
	return (struct parts_offender){ o->code_point, o->line, o->column, o->suggestion };
}

static void
write_price(struct json_writer *w, const struct template_price *price)
{
	if (!price->is_known) {
		json_write_null(w, "price");
		return;
	}
	json_write_object(w, "price");
	json_write_number(w, "amount", price->amount);
	json_write_string(w, "currency", price->currency);
	json_write_string(w, "country", price->country);
	json_write_object_end(w);
}

static void
write_contexts(struct json_writer *w, const struct measured *d)
{
	json_write_array(w, "contexts");
	for (size_t i = 0; i < d->m->count; i++) {
		const struct template_rendering *r = &d->m->renderings[i];
		const struct template_context *context = template_lens_context(d->lens, i);

		json_write_object(w, NULL);
		json_write_string(w, "name", context->name);
		json_write_bool(w, "ok", r->st == ST_OK);
		if (r->st == ST_OK && !context->voice)
			write_parts(w, &r->worst);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

/* A call has no parts, and no encoding. */
static void
write_no_parts(struct json_writer *w)
{
	json_write_null(w, "encoding");
	json_write_null(w, "parts");
	json_write_null(w, "units");
	json_write_null(w, "remaining");
}

static void
write_measured(struct json_writer *w, const struct measured *d)
{
	json_write_object(w, NULL);
	json_write_string(w, "name", d->name);
	if (d->m->is_measured)
		write_parts(w, &d->m->parts);
	else
		write_no_parts(w);
	json_write_array(w, "offenders");
	for (size_t i = 0; i < d->m->offender_count; i++) {
		const struct parts_offender o = offender_of(&d->m->offenders[i]);

		write_offender(w, &o);
	}
	json_write_array_end(w);
	json_write_string(w, "worst_context",
	                  d->m->is_measured ? template_lens_context(d->lens, d->m->worst)->name
	                                    : NULL);
	write_contexts(w, d);
	if (d->m->has_fixed) {
		json_write_object(w, "fixed");
		write_parts(w, &d->m->fixed);
		json_write_object_end(w);
	}
	write_price(w, &d->price);
	json_write_object_end(w);
}

static void
print_measured(const struct measured *d)
{
	const struct template_measure *m = d->m;

	if (!m->is_measured) {
		output_data("%s: a call, which has no parts\n", d->name);
		return;
	}
	print_parts(d->name, &m->parts);
	output_data("  worst case: %s, with the tenant's name or one of 20 letters\n",
	            template_lens_context(d->lens, m->worst)->name);
	if (d->price.is_known)
		output_data("  price: %.4f %s, by the last one seen in %s\n", d->price.amount,
		            d->price.currency, d->price.country);
	else
		output_data("  price: not known yet\n");
	for (size_t i = 0; i < m->offender_count; i++) {
		const struct parts_offender o = offender_of(&m->offenders[i]);

		print_offender(&o);
	}
	if (m->from_data)
		output_data("  a name or another value of the context is dear as well\n");
	if (m->has_fixed)
		print_parts("  with all of these replaced", &m->fixed);
}

/* A text that renders for nobody has nothing to be measured. */
static enum status
check_measured(const struct template_measure *m, const struct template_lens *lens, struct fault *f)
{
	if (!m->parsed)
		*f = m->fault;
	for (size_t i = 0; i < m->count && !m->is_measured; i++) {
		if (m->renderings[i].st == ST_OK && template_lens_context(lens, i)->voice)
			return ST_OK;
		*f = m->renderings[i].fault;
	}
	return m->is_measured ? ST_OK : f->code;
}

static enum status
measure_text(struct cli *c, const struct template_name *name, struct fault *f)
{
	struct template_text text;
	struct template_lens *lens = NULL;
	struct measured d = { 0 };
	enum status st;

	template_text_init(&text);
	st = cli_template_load(c, name, TEMPLATE_ANY_REVISION, &text, f);
	if (st == ST_OK)
		st = template_lens_open(c->session, name, &lens, f);
	if (st == ST_OK) {
		d.m = &template_lens_look(lens, text_string(&text.source), text.source.size_bytes)
		               ->measure;
		d.name = text.info.name;
		d.lens = lens;
		st = check_measured(d.m, lens, f);
		if (st != ST_OK)
			templates_name_fault(d.name, f);
	}
	if (st == ST_OK && d.m->is_measured)
		st = template_price_find(c->session->reader, &c->session->profile,
		                         template_lens_context(lens, d.m->worst)->country,
		                         d.m->parts.count, &d.price, f);
	if (st == ST_OK && c->json)
		write_measured(&c->writer, &d);
	else if (st == ST_OK)
		print_measured(&d);
	template_lens_close(lens);
	template_text_finish(&text);
	return st;
}

static void
tell_saving(enum template_kind kind, const struct template_demand_row *row)
{
	struct template_name of = { .kind = kind };
	char name[TEMPLATE_NAME_BYTES];

	(void)text_copy(of.locale, sizeof(of.locale), row->locale);
	template_name_write(&of, name, sizeof(name));
	output_words("%s: %lld message%s in %d days; other characters save about %.2f %s (price: "
	             "last seen)",
	             name, (long long)row->sent, row->sent == 1 ? "" : "s", TEMPLATE_DEMAND_DAYS,
	             row->saving, row->price.currency);
}

/* What the log adds to the texts of one kind: what mending them saves, and who has none. */
static enum status
tell_of_kind(const struct cli *c, enum template_kind kind, struct fault *f)
{
	struct template_demand d;
	enum status st =
		template_demand_read(c->session->reader, &c->session->profile, kind, &d, f);

	if (st != ST_OK)
		return st;
	for (size_t i = 0; i < d.row_count; i++) {
		if (d.rows[i].has_saving && d.rows[i].sent > 0)
			tell_saving(kind, &d.rows[i]);
	}
	for (size_t i = 0; i < d.gap_count; i++)
		output_words("%s has no text for %s: %s answers", template_kind_name(kind),
		             d.gaps[i].locale, d.gaps[i].uses[0] ? d.gaps[i].uses : "nothing");
	template_demand_finish(&d);
	return ST_OK;
}

/* One text that cannot be rendered keeps no other one from being measured. */
static enum status
measure_one_of(struct cli *c, const struct template_info *info, size_t *failed, struct fault *f)
{
	enum status st = measure_text(c, &info->of, f);

	if (st == ST_OK || (f->word != WORD_TEMPLATE_INVALID && f->word != WORD_TEMPLATE_TOO_LARGE))
		return st;
	++*failed;
	if (c->json) {
		json_write_object(&c->writer, NULL);
		json_write_string(&c->writer, "name", info->name);
		write_no_parts(&c->writer);
		json_write_string(&c->writer, "fault", f->cause);
		json_write_object_end(&c->writer);
	} else {
		output_data("%s\n", f->cause);
	}
	return ST_OK;
}

static enum status
measure_all(struct cli *c, struct fault *f)
{
	struct template_info *list = NULL;
	bool seen[TEMPLATE_KIND_COUNT] = { false };
	size_t count = 0;
	size_t failed = 0;
	enum status st = templates_list(c->session, &list, &count, f);

	envelope_begin_items(c);
	for (size_t i = 0; st == ST_OK && i < count; i++) {
		st = measure_one_of(c, &list[i], &failed, f);
		seen[list[i].of.kind] = true;
	}
	envelope_end_items(c, NULL);
	for (int kind = 0; st == ST_OK && !c->json && kind < TEMPLATE_KIND_COUNT; kind++) {
		if (seen[kind])
			st = tell_of_kind(c, (enum template_kind)kind, f);
	}
	mem_free(list);
	if (st == ST_OK && failed > 0)
		st = fault_set(f, WORD_FAILED, "%zu of %zu texts cannot be rendered", failed,
		               count);
	return st;
}

enum status
cli_template_measure(struct cli *c, struct fault *f)
{
	struct template_name name;
	enum status st;

	if (c->args.given[OPT_FILE] && c->args.operand_count > 0)
		return fault_set(f, WORD_USAGE, "NAME and --file exclude each other");
	if (c->args.given[OPT_FILE])
		return measure_file(c, f);
	if (c->args.operand_count == 0)
		return measure_all(c, f);
	st = cli_template_name(c, 0, &name, f);
	return st == ST_OK ? measure_text(c, &name, f) : st;
}
