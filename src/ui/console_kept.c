/* SPDX-License-Identifier: MIT */
/* pages with something unsaved, kept out of sight with their tab */
#include "ui/console.h"

#include <stdio.h>

#include "ui/console_impl.h"

/* In a field q is a letter. */
const char *
console_quit_key(const struct console *c)
{
	return console_is_typing(c) ? "F10" : "q";
}

static bool
is_unsaved(const struct screen *s)
{
	return s->class->unsaved && s->class->unsaved(s);
}

static bool
is_any_unsaved(const struct console *c, bool kept)
{
	for (size_t i = 0; i < c->above_count; i++) {
		const struct screen *s = &c->above[i]->screen;

		if (is_unsaved(s) && s->class->kept == kept)
			return true;
	}
	return false;
}

bool
console_would_lose(struct console *c)
{
	bool loses = is_any_unsaved(c, false);

	if (loses)
		console_say(c, ROLE_WAITING,
		            "something here is not saved: F2 saves it, Esc leaves it");
	return loses;
}

bool
console_keeps_pages(struct console *c, const char *what_now)
{
	for (size_t i = 0; i < c->tab_count; i++) {
		if (c->tabs[i]->kept_count == 0)
			continue;
		console_say(c, ROLE_WAITING, "something on the tab %s is not saved: %s",
		            c->tabs[i]->screen.class->title, what_now);
		return true;
	}
	return false;
}

bool
console_holds_unsaved(struct console *c)
{
	char what_now[32];

	snprintf(what_now, sizeof(what_now), "%s again leaves", console_quit_key(c));
	if (!is_any_unsaved(c, false) && !is_any_unsaved(c, true))
		return console_keeps_pages(c, what_now);
	console_say(c, ROLE_WAITING, "something here is not saved: F2 saves it, %s", what_now);
	return true;
}

void
console_keep_pages(struct console *c)
{
	struct open_screen *tab = c->current_tab;

	if (!tab || !is_any_unsaved(c, true))
		return;
	for (size_t i = 0; i < c->above_count; i++)
		tab->kept[i] = c->above[i];
	tab->kept_count = c->above_count;
	c->above_count = 0;
}

void
console_bring_back(struct console *c)
{
	struct open_screen *tab = c->current_tab;

	for (size_t i = 0; i < tab->kept_count; i++)
		c->above[i] = tab->kept[i];
	c->above_count = tab->kept_count;
	tab->kept_count = 0;
}

void
console_leave_pages(struct console *c)
{
	for (size_t i = c->above_count; i > 0; i--)
		if (!is_unsaved(&c->above[i - 1]->screen))
			console_close(c, &c->above[i - 1]->screen);
}
