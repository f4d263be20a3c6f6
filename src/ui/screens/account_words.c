/* SPDX-License-Identifier: MIT */
/* what a key can and cannot do, in words, from what the probes came to */
#include <stdio.h>
#include <string.h>

#include "ui/screens/account_impl.h"
#include "ui/screens/page_impl.h"

#define MARK_COLS 7

static const struct {
	enum connect_probe probe;
	const char *words;
	bool needed;
} abilities[] = {
	{ CONNECT_SEND, "send messages", true },
	{ CONNECT_LOGS, "read the log", true },
	{ CONNECT_PREVIEW, "preview a message", false },
	{ CONNECT_BALANCE, "see the balance", false },
};
#define ABILITY_COUNT (sizeof(abilities) / sizeof(abilities[0]))

static enum finding_result
result_of(const struct account *x, enum connect_probe p)
{
	return connect_finding(x->connect, p)->result;
}

/* "send messages, read the log"; "" when there is nothing of the kind. */
static void
list_abilities(const struct account *x, bool able, struct text *out)
{
	for (size_t i = 0; i < ABILITY_COUNT; i++) {
		bool can = result_of(x, abilities[i].probe) == FINDING_PASS;

		if (can != able)
			continue;
		text_append_format(out, "%s%s%s", out->size_bytes > 0 ? ", " : "",
		                   abilities[i].words,
		                   able || abilities[i].needed ? "" : " (not needed)");
	}
}

static bool
is_narrow(const struct account *x)
{
	for (size_t i = 0; i < ABILITY_COUNT; i++)
		if ((result_of(x, abilities[i].probe) == FINDING_PASS) != abilities[i].needed)
			return false;
	return true;
}

static void
add_abilities(struct page *page, const struct account *x)
{
	struct text list;

	text_init(&list, SHOW_BYTES);
	list_abilities(x, true, &list);
	if (list.size_bytes > 0)
		page_add_format(page, ROLE_PLAIN, "This key can %s.", text_string(&list));
	text_reset(&list);
	list_abilities(x, false, &list);
	if (list.size_bytes > 0)
		page_add_format(page, ROLE_PLAIN, "It was not seen to %s.", text_string(&list));
	text_finish(&list);
	if (is_narrow(x))
		page_add(page, ROLE_GOOD,
		         "[OK] Good: this key is narrow. It can do what is needed and no more.");
}

/* Those of one kind that are not as they should be, each with its proof and what to do. */
static void
add_troubles(struct page *page, const struct account *x, enum finding_result result)
{
	char line[480];

	for (int i = 0; i < CONNECT_PROBE_COUNT; i++) {
		enum connect_probe p = (enum connect_probe)i;
		const struct finding *found = connect_finding(x->connect, p);

		if (found->result != result)
			continue;
		snprintf(line, sizeof(line), "%s: %s%s%s", connect_probe_title(p), found->proof,
		         found->fix[0] ? ": " : "", found->fix);
		page_add_labelled(page, finding_mark(result), MARK_COLS,
		                  result == FINDING_FAIL ? ROLE_FAILURE : ROLE_WAITING, line);
	}
}

static void
add_trial(struct page *page)
{
	page_add(page, ROLE_PLAIN,
	         "Trial account means: a message to a number that you have not verified in the "
	         "Infobip portal is rejected, REJECTED_DESTINATION_NOT_REGISTERED (5/18). That is "
	         "no fault in your hook.");
}

static void
add_next(struct page *page, const struct account *x)
{
	bool known = x->connect && result_of(x, CONNECT_KEY) == FINDING_PASS;

	if (known && profile_is_billed(&x->after))
		page_add(page, ROLE_PLAIN,
		         "Where the value goes next: the same key is stored in Auth0, once, as the "
		         "secret API_KEY. After that fingerprints are compared, never values.");
	page_add(page, ROLE_ACCENT,
	         known ? "Next: F2 saves, then 2 writes a test message." : "F2 saves all of it.");
}

static const char *
title_of(const struct account *x)
{
	return x->connect && !x->outdated ? "What this key can and cannot do" : "What happens here";
}

void
account_draw_words(const struct screen *s, struct canvas *c)
{
	const struct account *x = s->state;
	struct canvas in = canvas_put_box(c, title_of(x), false);
	struct page page;

	page_init(&page);
	page.fixed = true;
	if (!x->connect || x->outdated) {
		page_add(
			&page, ROLE_PLAIN,
			"Infobip's portal shows the base URL and the API key of the account. Paste "
			"both: what pasting adds around them is taken off, and you are told.");
		page_add(&page, ROLE_PLAIN,
		         "A key is sealed before it is stored, is never shown again without a "
		         "question, and goes to Infobip's hosts only.");
	} else if (!connect_is_over(x->connect)) {
		page_add(&page, ROLE_WAITING, "[WAIT] being checked; Esc leaves, nothing is kept");
	} else {
		/* The pane may end before its words do: the worst comes first. */
		add_troubles(&page, x, FINDING_FAIL);
		add_troubles(&page, x, FINDING_WARN);
		add_abilities(&page, x);
		if (result_of(x, CONNECT_TRIAL) == FINDING_WARN)
			add_trial(&page);
	}
	add_next(&page, x);
	page_draw(&page, &in);
	page_finish(&page);
}
