/* SPDX-License-Identifier: MIT */
/* the terminal lent to the operator's own editor */
#include "ui/console.h"

#include "ui/console_impl.h"

void
console_edit_outside(struct console *c, const struct console_outside *o)
{
	(void)o;
	console_say(c, ROLE_WAITING, "the editor cannot be started");
}
