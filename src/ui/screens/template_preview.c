/* SPDX-License-Identifier: MIT */
/* a text as people read it, with its parts and what a fix would save */
#include <stdio.h>
#include <string.h>

#include "ui/bar.h"
#include "ui/screens/show_impl.h"
#include "ui/screens/template_impl.h"

#define BARS_MAX 4
#define TITLE_BYTES 256

enum role
template_page_severity_role(enum template_severity severity)
{
	return severity == TEMPLATE_ERROR     ? ROLE_FAILURE
	       : severity == TEMPLATE_WARNING ? ROLE_WAITING
	                                      : ROLE_INFO;
}

static void
write_preview_title(const struct template_page *x, char out[TITLE_BYTES])
{
	const struct template_context *context = template_lens_context(x->lens, x->chosen);

	snprintf(out, TITLE_BYTES, "Preview %zu/%zu: %s", x->chosen + 1,
	         template_lens_count(x->lens), context->name);
}

/* What is charged for the parts that a fix saves; "" where it saves none. */
static void
write_saving(const struct template_page *x, char out[TITLE_BYTES])
{
	const struct template_measure *m = &x->look->measure;
	size_t saved = m->parts.count > m->fixed.count ? m->parts.count - m->fixed.count : 0;

	out[0] = '\0';
	if (saved > 0 && x->price.is_known)
		snprintf(out, TITLE_BYTES, ", saves %.4g %s an SMS%s%s",
		         (double)saved * x->price.amount, x->price.currency,
		         x->price.country[0] ? " to " : "", x->price.country);
	else if (saved > 0)
		snprintf(out, TITLE_BYTES, "; the price is not known yet");
}

static void
add_fixed(struct page *page, const struct template_page *x)
{
	const struct template_measure *m = &x->look->measure;
	char saving[TITLE_BYTES];
	size_t fixes = 0;

	if (!m->has_fixed)
		return;
	for (size_t i = 0; i < m->offender_count; i++)
		fixes += m->offenders[i].suggestion != NULL;
	write_saving(x, saving);
	page_add_format(page, ROLE_GOOD, "after %s: %zu part%s, %s, %zu/%zu%s",
	                fixes > 1 ? "all fixes" : "fix", m->fixed.count,
	                m->fixed.count == 1 ? "" : "s", parts_encoding_name(m->fixed.encoding),
	                m->fixed.units, m->fixed.units + m->fixed.remaining, saving);
}

/* The dearest of all contexts, where that is another one than the one shown. */
static void
add_worst(struct page *page, const struct template_page *x)
{
	const struct template_measure *m = &x->look->measure;

	if (m->is_measured)
		page_add_format(page, m->parts.count > 1 ? ROLE_WAITING : ROLE_DIM,
		                "at worst: %zu part%s, %s, %zu left", m->parts.count,
		                m->parts.count == 1 ? "" : "s",
		                parts_encoding_name(m->parts.encoding), m->parts.remaining);
}

/* What no replacement would change. */
static void
add_why(struct page *page, const struct template_measure *m)
{
	size_t count = template_page_count_formless(m);

	if (!m->is_measured || m->parts.encoding != PARTS_UCS2)
		return;
	if (count > 0)
		page_add_format(page, ROLE_WAITING,
		                "UCS-2, as GSM-7 has no form of %zu character%s of this text",
		                count, count == 1 ? "" : "s");
	else if (m->from_data)
		page_add(page, ROLE_WAITING, "UCS-2, as GSM-7 lacks a character of the data");
}

/* Where the findings have no pane of their own, the one in focus stands below the text. */
static void
add_in_focus(struct page *page, const struct screen *s)
{
	const struct template_page *x = s->state;
	const struct template_finding *item = template_page_finding(x);
	char key[SHOW_BYTES];

	if (!item)
		return;
	show_key(s, item->has_fix ? CMD_TEXT_FIX : CMD_TEXT_FINDING, x->pane == TEMPLATE_PANE_TEXT,
	         key);
	page_add_format(page, template_page_severity_role(template_rule_severity(item->rule)),
	                "%zu/%zu %s (%s %s)", x->findings.cursor + 1, x->look->findings.count,
	                item->sentence, key, item->has_fix ? "fixes it" : "goes to the next");
}

static void
compose_preview(const struct template_page *x, struct page *page)
{
	const struct template_measure *m = &x->look->measure;
	const struct template_rendering *shown =
		x->chosen < m->count ? &m->renderings[x->chosen] : NULL;

	if (!m->parsed) {
		page_add_format(page, ROLE_FAILURE, "It cannot be read: %s", m->fault.cause);
		page_add(page, ROLE_DIM, "Nothing can be sent with it.");
		return;
	}
	if (!shown)
		return;
	if (shown->st == ST_MORE)
		page_add(page, ROLE_DIM, "This context is being measured.");
	else if (shown->st != ST_OK)
		page_add_format(page, ROLE_FAILURE, "It cannot be rendered: %s",
		                shown->fault.cause);
	else
		page_add_text(page, ROLE_PLAIN, text_string(&shown->text),
		              "(it renders as nothing)");
	if (shown->missing > 0)
		page_add_format(page, ROLE_WAITING, "%zu variable%s without a value",
		                shown->missing, shown->missing == 1 ? " is" : "s are");
	if (!m->is_whole)
		page_add_format(page, ROLE_WAITING, "%zu of %zu contexts measured so far",
		                m->rendered, m->count);
	add_worst(page, x);
	add_why(page, m);
	add_fixed(page, x);
}

void
template_page_draw_preview(const struct screen *s, struct canvas *c, bool alone)
{
	const struct template_page *x = s->state;
	char title[TITLE_BYTES] = "Preview";
	struct page page;

	if (x->look)
		write_preview_title(x, title);
	struct canvas in = canvas_put_box(c, title, x->pane == TEMPLATE_PANE_PREVIEW);
	if (!x->look)
		return;
	const struct template_measure *m = &x->look->measure;
	bool has_parts = x->chosen < m->count && m->renderings[x->chosen].parts.count > 0;
	int bars = !has_parts ? 0 : (int)m->renderings[x->chosen].parts.count;
	if (bars > BARS_MAX)
		bars = BARS_MAX;
	if (bars > canvas_rows(&in) / 2)
		bars = canvas_rows(&in) / 2;
	struct canvas upper = canvas_part(&in, 0, 0, canvas_rows(&in) - bars, canvas_columns(&in));
	page_init(&page);
	page.top = x->pane == TEMPLATE_PANE_PREVIEW ? x->shown.top : 0;
	page.fixed = x->pane != TEMPLATE_PANE_PREVIEW;
	compose_preview(x, &page);
	if (alone)
		add_in_focus(&page, s);
	page_draw(&page, &upper);
	page_finish(&page);
	if (bars > 0)
		bar_draw_parts(&in, canvas_rows(&in) - bars, bars, &m->renderings[x->chosen].parts);
}
