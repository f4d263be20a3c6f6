/* SPDX-License-Identifier: MIT */
/* how often a language was sent of late, and what mending its text would save */
#include <stdio.h>
#include <string.h>

#include "ui/console.h"
#include "ui/screens/templates_impl.h"

static bool
has_row(const struct templates_matrix *m, const char *locale)
{
	for (size_t i = 0; i < m->locale_count; i++)
		if (template_locale_equals(m->locales[i], locale))
			return true;
	return false;
}

/* The languages of messages and test contexts that have no row: they get the text for everybody,
 * which is meant for the language of the profile, or none. */
static void
write_gaps(struct screen *s)
{
	struct templates *x = s->state;
	const char *own = profile_get(&s->session->profile, PROFILE_LOCALE_DEFAULT);
	const char *used = "";
	struct text line;

	text_init(&line, sizeof(x->gaps));
	for (size_t i = 0; i < x->uses.gap_count; i++) {
		const struct template_demand_gap *gap = &x->uses.gaps[i];

		if (template_locale_equals(gap->locale, own) || has_row(&x->matrix, gap->locale))
			continue;
		text_append_format(&line, "%s%s", line.size_bytes > 0 ? ", " : "", gap->locale);
		used = gap->uses[0] ? gap->uses : "nothing";
	}
	if (line.size_bytes > 0)
		text_append_format(&line, " -> %s", used);
	text_copy(x->gaps, sizeof(x->gaps), text_string(&line));
	text_finish(&line);
}

static void
uses_came(void *context, struct template_demand *uses, const struct fault *f)
{
	struct screen *s = context;
	struct templates *x = s->state;

	(void)f;
	x->asking = NULL;
	if (!uses)
		return;
	template_demand_finish(&x->uses);
	x->uses = *uses;
	*uses = (struct template_demand){ 0 };
	x->has_uses = true;
	write_gaps(s);
	console_mark_dirty(s->console);
}

void
templates_uses_read(struct screen *s)
{
	struct templates *x = s->state;

	template_demand_cancel(x->asking);
	x->asking = NULL;
	x->has_uses = false;
	x->gaps[0] = '\0';
	if (x->board.count > 0)
		x->asking = template_demand_ask(s->session, x->matrix.kind, uses_came, s);
}

void
templates_uses_finish(struct templates *x)
{
	template_demand_cancel(x->asking);
	template_demand_finish(&x->uses);
}

/* The language under the mark. */
static const char *
marked_locale(const struct templates *x)
{
	const struct template_board_row *marked = templates_marked(x);

	if (x->pane == TEMPLATES_MATRIX)
		return x->matrix.locales[x->cell_row];
	return marked ? marked->name.locale : "";
}

static void
write_row(const struct template_demand_row *row, char *out, size_t size_bytes)
{
	const char *locale = row->locale[0] ? row->locale : "every other language";

	if (row->has_saving)
		snprintf(out, size_bytes,
		         "last %d days: %s, %lld sent; the fix saves about %.2f %s a month "
		         "(last price seen)",
		         TEMPLATE_DEMAND_DAYS, locale, (long long)row->sent, row->saving,
		         row->price.currency);
	else
		snprintf(out, size_bytes, "last %d days: %s, %lld sent%s", TEMPLATE_DEMAND_DAYS,
		         locale, (long long)row->sent,
		         row->price.is_known ? "" : "; the price is not known yet");
}

void
templates_write_uses(const struct templates *x, char *out, size_t size_bytes)
{
	const char *locale = marked_locale(x);

	text_copy(out, size_bytes, "");
	if (!x->has_uses || x->uses.kind != x->matrix.kind)
		return;
	for (size_t i = 0; i < x->uses.row_count; i++)
		if (strcmp(x->uses.rows[i].locale, locale) == 0)
			write_row(&x->uses.rows[i], out, size_bytes);
	for (size_t i = 0; i < x->uses.gap_count; i++)
		if (template_locale_equals(x->uses.gaps[i].locale, locale))
			snprintf(out, size_bytes, "last %d days: %s, %lld sent with %s",
			         TEMPLATE_DEMAND_DAYS, locale, (long long)x->uses.gaps[i].sent,
			         x->uses.gaps[i].uses[0] ? x->uses.gaps[i].uses : "no text");
}
