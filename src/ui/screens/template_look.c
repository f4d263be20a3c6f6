/* SPDX-License-Identifier: MIT */
/* the text in hand through its test contexts: what is read, what is wrong, what mends it */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ui/console.h"
#include "ui/screens/show_impl.h"
#include "ui/screens/template_impl.h"

/* --- Who gets it ----------------------------------------------------------------------------- */

/* The text in hand is taken to be there, as the lens takes it. */
static void
read_names(struct screen *s)
{
	struct template_page *x = s->state;
	struct template_name *have = NULL;
	struct fault ignored = { 0 };
	size_t count = 0;

	if (templates_names(s->session, &have, &count, &ignored) != ST_OK)
		return;
	template_names_add(have, &count, &x->name);
	mem_free(x->have);
	x->have = have;
	x->have_count = count;
}

/* Where nothing was charged yet, or nothing can be read now, none is known. */
static void
read_price(struct screen *s)
{
	struct template_page *x = s->state;
	const struct template_context *context =
		x->lens ? template_lens_context(x->lens, x->chosen) : NULL;
	struct fault ignored = { 0 };

	if (template_price_find(s->session->reader, &s->session->profile,
	                        context ? context->country : "", 1, &x->price, &ignored) != ST_OK)
		x->price.is_known = false;
}

static void
resolve(struct template_page *x)
{
	if (!x->lens || x->chosen >= template_lens_count(x->lens))
		return;
	const struct template_request ask =
		template_context_request(template_lens_context(x->lens, x->chosen));

	template_resolve(x->have, x->have_count, &ask, &x->trace);
}

/* --- Looking --------------------------------------------------------------------------------- */

static void
take_look(struct screen *s, const struct template_look *look)
{
	struct template_page *x = s->state;

	x->look = look;
	if (x->chosen >= template_lens_count(x->lens))
		x->chosen = 0;
	list_set_count(&x->findings, x->look->findings.count);
	if (x->pane == TEMPLATE_PANE_TEXT)
		template_page_focus(x);
	resolve(x);
	template_page_mark(x);
	console_mark_dirty(s->console);
}

/* Where it does not, what is shown stays what it is, and says that it is not all. */
static void
rest_came(void *context, const struct template_look *look)
{
	if (look)
		take_look(context, look);
}

void
template_page_look(struct screen *s)
{
	struct template_page *x = s->state;
	const struct text *text = editor_text(x->editor);

	if (!x->lens)
		return;
	take_look(s, template_lens_glance(x->lens, text_string(text), text->size_bytes, x->chosen));
	template_lens_ask(x->lens, s->session, text_string(text), text->size_bytes, x->chosen,
	                  rest_came, s);
}

void
template_page_open_lens(struct screen *s)
{
	struct template_page *x = s->state;
	struct fault f = { 0 };

	template_lens_close(x->lens);
	x->lens = NULL;
	x->look = NULL;
	read_names(s);
	if (template_lens_open(s->session, &x->name, &x->lens, &f) != ST_OK) {
		x->lens = template_lens_make(
			&x->name, profile_get(&s->session->profile, PROFILE_TENANT_NAME));
		console_say(s->console, ROLE_WAITING,
		            "the test contexts cannot be read now, so made-up ones stand in: %s",
		            f.cause);
	}
	template_page_look(s);
	read_price(s);
}

void
template_page_choose(struct screen *s, int64_t id)
{
	struct template_page *x = s->state;

	for (size_t i = 0; id != 0 && i < template_lens_count(x->lens); i++)
		if (template_lens_context(x->lens, i)->id == id)
			x->chosen = i;
	resolve(x);
	read_price(s);
}

void
template_page_next_context(struct screen *s, int step)
{
	struct template_page *x = s->state;
	size_t count = x->lens ? template_lens_count(x->lens) : 0;

	if (count == 0)
		return;
	x->chosen = (x->chosen + count + (size_t)(step < 0 ? -1 : 1)) % count;
	x->shown.top = 0;
	resolve(x);
	read_price(s);
	console_mark_dirty(s->console);
}

/* --- Findings -------------------------------------------------------------------------------- */

const struct template_finding *
template_page_finding(const struct template_page *x)
{
	if (!x->look || x->findings.cursor >= x->look->findings.count)
		return NULL;
	return &x->look->findings.items[x->findings.cursor];
}

/* The first that can be fixed from the cursor on, else from the start; else the first from the
 * cursor on. */
void
template_page_focus(struct template_page *x)
{
	size_t cursor = editor_offset(x->editor);
	size_t best = 0;
	int best_rank = 4;

	for (size_t i = 0; x->look && i < x->look->findings.count; i++) {
		const struct template_finding *item = &x->look->findings.items[i];
		bool ahead = item->line > 0 && item->offset_bytes + item->size_bytes >= cursor;
		int rank = item->has_fix ? (ahead ? 0 : 1) : ahead ? 2 : 3;

		if (rank >= best_rank)
			continue;
		best = i;
		best_rank = rank;
	}
	x->findings.cursor = best;
}

void
template_page_next_finding(struct screen *s)
{
	struct template_page *x = s->state;
	size_t count = x->look ? x->look->findings.count : 0;

	if (count == 0) {
		console_say(s->console, ROLE_GOOD, "nothing was found in this text");
		return;
	}
	x->findings.cursor = (x->findings.cursor + 1) % count;
	const struct template_finding *item = template_page_finding(x);
	if (item->line > 0)
		editor_go_to_offset(x->editor, item->offset_bytes);
	console_say(s->console,
	            template_rule_severity(item->rule) == TEMPLATE_ERROR ? ROLE_FAILURE
	                                                                 : ROLE_WAITING,
	            "finding %zu of %zu: %s", x->findings.cursor + 1, count, item->sentence);
	template_page_mark(x);
}

static void
say_fixed(struct screen *s, const struct parts *before)
{
	const struct template_page *x = s->state;
	const struct template_measure *m = &x->look->measure;
	char key[SHOW_BYTES];

	show_key(s, CMD_EDIT_UNDO, x->pane == TEMPLATE_PANE_TEXT, key);
	if (m->is_whole && m->is_measured && m->parts.count != before->count)
		console_say(s->console, ROLE_GOOD,
		            "fixed: %zu part%s in place of %zu, %s; %s takes it back",
		            m->parts.count, m->parts.count == 1 ? "" : "s", before->count,
		            parts_encoding_name(m->parts.encoding), key);
	else
		console_say(s->console, ROLE_GOOD, "fixed; %s takes it back", key);
}

void
template_page_fix(struct screen *s)
{
	struct template_page *x = s->state;
	const struct template_finding *item = template_page_finding(x);

	if (!item || !item->has_fix) {
		console_say(s->console, ROLE_INFO,
		            item ? "for this finding there is no fix of one key: %s"
		                 : "nothing was found that could be fixed",
		            item ? item->sentence : "");
		return;
	}
	const struct parts before = x->look->measure.parts;
	if (!editor_replace(x->editor, item->offset_bytes, item->size_bytes, item->fix)) {
		console_say(s->console, ROLE_FAILURE, "the fix does not fit into the text");
		return;
	}
	template_page_look(s);
	say_fixed(s, &before);
}
