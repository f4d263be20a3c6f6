/* SPDX-License-Identifier: MIT */
/* what the console is in the middle of */
#include "ui/console.h"

#include "ui/console_impl.h"
#include "ui/term.h"

bool
console_is_typing(const struct console *c)
{
	const struct screen *s = console_top(c);
	return s->class->typing && s->class->typing(s);
}

const char *
console_field(const struct console *c)
{
	const struct screen *s = console_top(c);

	if (!console_is_typing(c))
		return NULL;
	return s->class->editing && s->class->editing(s) ? "edit" : "text";
}

bool
console_is_too_small(void)
{
	return term_rows() < CONSOLE_ROWS_MIN || term_columns() < CONSOLE_COLUMNS_MIN;
}

bool
console_is_in_flight(const struct console *c)
{
	return c->in_flight > 0;
}

void
console_store_changed(struct console *c)
{
	console_broadcast(c, EVENT_STORE_CHANGED);
}

static bool
is_among(struct open_screen *const *all, size_t count, const struct screen *s)
{
	for (size_t i = 0; i < count; i++)
		if (&all[i]->screen == s)
			return true;
	return false;
}

bool
console_holds(const struct console *c, const struct screen *s)
{
	bool found = is_among(c->tabs, c->tab_count, s) || is_among(c->above, c->above_count, s);

	for (size_t i = 0; i < c->tab_count; i++)
		found = found || is_among(c->tabs[i]->kept, c->tabs[i]->kept_count, s);
	return found;
}
