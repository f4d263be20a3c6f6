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
