/* SPDX-License-Identifier: MIT */
/* texts removed after a question, and put back by one key */
#include <stdio.h>

#include "ui/console.h"
#include "ui/screens/show_impl.h"
#include "ui/screens/templates_impl.h"

void
templates_ask_removal(struct screen *s, const struct template_board_row *row)
{
	struct templates *x = s->state;
	bool typed = s->session->profile.environment == PROFILE_PRODUCTION;
	char line[TEMPLATE_NAME_BYTES + 64];
	char back[SHOW_BYTES + 64];
	char key[SHOW_BYTES];

	if (!row || row->revision == 0) {
		console_say(s->console, ROLE_INFO, "there is no text here that could be removed");
		return;
	}
	x->asked = *row;
	show_key(s, CMD_FORM_UNDO, false, key);
	snprintf(line, sizeof(line), "%s, revision %lld.", row->written, (long long)row->revision);
	snprintf(back, sizeof(back), "Its revisions stay: %s puts it back.", key);
	const struct console_question q = {
		.title = "remove a text?",
		.lines = { line, "Whoever got it gets the next that answers.", back },
		.yes = "Remove",
		.name = typed ? row->written : NULL,
		.typed = "the name of the text",
		.token = TEMPLATES_TOKEN_REMOVE,
	};
	console_confirm(s->console, &q);
}

static void
removal_came(void *context, const struct templates_result *result)
{
	struct screen *s = context;
	struct templates *x = s->state;
	char key[SHOW_BYTES];

	x->change = NULL;
	console_store_changed(s->console);
	if (result->status != ST_OK) {
		console_say_fault(s->console, &result->fault);
	} else {
		x->removed = x->asked;
		show_key(s, CMD_FORM_UNDO, false, key);
		console_say(s->console, ROLE_GOOD, "[OK] %s is removed; %s puts it back",
		            x->removed.written, key);
	}
}

static void
back_came(void *context, const struct templates_result *result)
{
	struct screen *s = context;
	struct templates *x = s->state;

	x->change = NULL;
	console_store_changed(s->console);
	if (result->status != ST_OK) {
		console_say_fault(s->console, &result->fault);
	} else {
		text_copy(x->wanted, sizeof(x->wanted), x->removed.written);
		console_say(s->console, ROLE_GOOD, "[OK] %s is back, as revision %lld",
		            x->removed.written, (long long)result->info.revision);
		x->removed.revision = 0;
	}
}

static void
start(struct screen *s, const struct templates_order *order, templates_done_fn done)
{
	struct templates *x = s->state;

	if (x->change)
		console_say(s->console, ROLE_WAITING, "the change before is still being written");
	else
		x->change = templates_start(s->session, order, done, s);
}

void
templates_remove(struct screen *s)
{
	const struct templates *x = s->state;
	const struct templates_order order = {
		.kind = TEMPLATES_REMOVE,
		.name = x->asked.name,
		.expected = x->asked.revision,
	};

	start(s, &order, removal_came);
}

void
templates_put_back(struct screen *s)
{
	const struct templates *x = s->state;
	const struct templates_order order = {
		.kind = TEMPLATES_RESTORE,
		.name = x->removed.name,
		.revision = x->removed.revision,
	};

	if (x->removed.revision == 0)
		console_say(s->console, ROLE_INFO,
		            "no text was removed here: there is nothing to "
		            "put back");
	else
		start(s, &order, back_came);
}
