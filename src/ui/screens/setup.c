/* SPDX-License-Identifier: MIT */
/* profiles: which there are, what each still lacks, and where it is changed */
#include <stdio.h>
#include <string.h>

#include "app/arming.h"
#include "base/clock.h"
#include "base/mem.h"
#include "ui/console.h"
#include "ui/screens.h"
#include "ui/screens/setup_impl.h"
#include "ui/term.h"

#define REMOVE_TOKEN 1
#define OTHER_ROWS 8

const struct profile *
setup_marked(const struct screen *s)
{
	const struct setup *x = s->state;
	return x->count > 0 ? &x->profiles[x->list.cursor] : NULL;
}

static void
read_marked(struct screen *s)
{
	struct setup *x = s->state;
	const struct profile *p = setup_marked(s);
	struct fault ignored = { 0 };
	int64_t left_ms = 0;

	if (p)
		setup_read_secrets(s, p, &x->secrets);
	if (!p || arming_left(s->session->reader, p->id, &left_ms, &ignored) != ST_OK)
		left_ms = 0;
	x->armed_until_us = left_ms > 0 ? clock_monotonic_us() + left_ms * 1000 : 0;
	console_mark_dirty(s->console);
}

/* The mark stays on its profile, whatever its name is now; it goes along when the console acts on
 * another one. */
static void
mark(struct screen *s, int64_t id)
{
	struct setup *x = s->state;

	list_set_count(&x->list, x->count);
	for (size_t i = 0; i < x->count; i++)
		if (x->profiles[i].id == id)
			x->list.cursor = i;
}

static void
read_all(struct screen *s)
{
	struct setup *x = s->state;
	const struct profile *p = setup_marked(s);
	bool moved = x->acted_on != s->session->profile.id;
	int64_t id = p && !moved ? p->id : s->session->profile.id;
	struct profile *profiles = NULL;
	struct profile in_use;
	struct fault f = { 0 };
	size_t count = 0;

	if (setup_list_profiles(s->session, &profiles, &count, &f) != ST_OK) {
		x->fault = f;
		console_mark_dirty(s->console);
		return;
	}
	mem_free(x->profiles);
	x->profiles = profiles;
	x->acted_on = s->session->profile.id;
	x->count = count;
	x->fault = (struct fault){ 0 };
	x->in_use = setup_in_use(s->session, &in_use, &f) == ST_OK ? in_use.id : 0;
	mark(s, id);
	read_marked(s);
}

static enum status
setup_open(struct screen *s, const struct screen_args *args, struct fault *f)
{
	(void)args;
	(void)f;
	read_all(s);
	return ST_OK;
}

static void
setup_close(struct screen *s)
{
	struct setup *x = s->state;

	setup_abandon(x->change);
	setup_finish_secrets(&x->secrets);
	mem_free(x->profiles);
}

/* --- Changes -------------------------------------------------------------------------------- */

static void
change_came(void *context, struct setup_result *result)
{
	struct screen *s = context;
	struct setup *x = s->state;

	x->change = NULL;
	if (result->status != ST_OK)
		console_say_fault(s->console, &result->fault);
	console_profile_changed(s->console);
	read_all(s);
}

static void
start(struct screen *s, enum setup_kind kind)
{
	struct setup *x = s->state;
	const struct setup_order order = { .kind = kind, .profile = setup_marked(s) };

	if (x->change)
		console_say(s->console, ROLE_WAITING, "the change before is still being written");
	else
		x->change = setup_start(s->session, &order, change_came, s);
}

static void
use(struct screen *s)
{
	const struct profile *p = setup_marked(s);

	/* The console acts on it as well, so that both faces agree. */
	if (!p || (p->id != s->session->profile.id && !console_act_on(s->console, p)))
		return;
	start(s, SETUP_USE);
	console_say(s->console, ROLE_INFO, "console and shell act on profile %s from now on",
	            setup_marked(s)->name);
}

/* "copy:NAME", "rename:NAME", "remove:NAME" asks for a name on a page of its own. */
static void
ask_name(struct screen *s, const char *verb)
{
	const struct profile *p = setup_marked(s);
	char text[PROFILE_NAME_BYTES + 16];

	if (!p)
		return;
	snprintf(text, sizeof(text), "%s:%s", verb, p->name);
	console_open(s->console, "name", &(struct screen_args){ .text = text });
}

static void
ask_removal(struct screen *s)
{
	const struct profile *p = setup_marked(s);
	char line[256];

	if (!p)
		return;
	if (p->id == s->session->profile.id) {
		console_say(s->console, ROLE_WAITING,
		            "the console acts on %s: switch to another profile first", p->name);
		return;
	}
	if (p->environment == PROFILE_PRODUCTION) {
		ask_name(s, "remove");
		return;
	}
	snprintf(line, sizeof(line), "Profile %s goes with its settings, secrets and templates.",
	         p->name);
	const struct console_question q = {
		.title = "remove a profile?",
		.lines = { line, "Its messages stay in the log." },
		.yes = "Remove",
		.profile = p,
		.token = REMOVE_TOKEN,
	};
	console_confirm(s->console, &q);
}

static void
open_with(struct screen *s, const char *screen, const char *name)
{
	const struct screen_args args = { .text = name };
	console_open(s->console, screen, &args);
}

static void
open_marked(struct screen *s, const char *screen)
{
	const struct profile *p = setup_marked(s);

	if (p)
		open_with(s, screen, p->name);
}

static bool
walk(struct screen *s, enum command cmd)
{
	struct setup *x = s->state;
	size_t height = term_rows() > OTHER_ROWS ? (size_t)(term_rows() - OTHER_ROWS) : 1;
	bool wants_more = false;

	if (cmd == CMD_NEXT_PANE || cmd == CMD_PREVIOUS_PANE)
		cmd = cmd == CMD_NEXT_PANE ? CMD_DOWN : CMD_UP;
	if (!list_command(&x->list, cmd, height, &wants_more))
		return false;
	read_marked(s);
	return true;
}

static bool
setup_command(struct screen *s, enum command cmd)
{
	switch (cmd) {
	case CMD_OPEN: open_marked(s, "account"); return true;
	case CMD_SETUP_CODE: open_marked(s, "hookcode"); return true;
	case CMD_SETUP_SECRETS: open_marked(s, "secrets"); return true;
	case CMD_SETUP_ADD: open_with(s, "account", "+staging"); return true;
	case CMD_SETUP_COPY: ask_name(s, "copy"); return true;
	case CMD_SETUP_RENAME: ask_name(s, "rename"); return true;
	case CMD_SETUP_USE: use(s); return true;
	case CMD_SETUP_REMOVE: ask_removal(s); return true;
	case CMD_REFRESH: read_all(s); return true;
	default: return walk(s, cmd);
	}
}

static void
setup_event(struct screen *s, const struct event *ev)
{
	switch (ev->kind) {
	case EVENT_STORE_CHANGED:
	case EVENT_PROFILE:
	case EVENT_MINUTE: read_all(s); break;
	case EVENT_CONFIRMED:
		if (ev->token == REMOVE_TOKEN)
			start(s, SETUP_REMOVE);
		break;
	default: break;
	}
}

static void
setup_status(const struct screen *s, struct text *out)
{
	const struct setup *x = s->state;

	if (x->count > 0)
		text_append_format(out, "profile %zu of %zu", x->list.cursor + 1, x->count);
}

const struct screen_class screen_setup = {
	.name = "setup",
	.title = "Setup",
	.state_size = sizeof(struct setup),
	.open = setup_open,
	.close = setup_close,
	.draw = setup_draw,
	.command = setup_command,
	.event = setup_event,
	.status = setup_status,
};
