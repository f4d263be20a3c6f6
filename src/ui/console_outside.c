/* SPDX-License-Identifier: MIT */
/* the terminal lent to the operator's own editor */
#include "ui/console.h"

#include <signal.h>
#include <string.h>

#include "base/text.h"
#include "ui/console_impl.h"
#include "ui/term.h"

void
console_face(struct console *c, bool with_keys)
{
	const struct loop_face face = {
		.input_fd = with_keys ? term_input_fd() : -1,
		.keys = console_keys,
		.draw = console_draw,
		.signal = console_signal,
		.hangup = console_hangup,
		.context = c,
	};

	loop_set_face(c->session->loop, &face);
}

bool
console_is_lent(const struct console *c)
{
	return c->lent.run != NULL;
}

/* The loop goes on turning without keys and without drawing: what is in flight gets its answer, and
 * the vault its time. */
void
console_edit_outside(struct console *c, const struct console_outside *o)
{
	const struct outside_order order = {
		.state_dir = c->session->paths.state_dir,
		.name = o->name,
		.source = o->text,
		.size_bytes = strlen(o->text),
		.ceiling_bytes = o->ceiling_bytes,
		.in_fd = term_input_fd(),
		.out_fd = term_output_fd(),
	};
	struct fault f = { .code = ST_OK };

	term_lend();
	enum status st = outside_start(&order, &c->lent.run, &f);
	if (st != ST_OK) {
		term_resume();
		console_say_fault(c, &f);
		return;
	}
	c->lent.asker = console_top(c);
	c->lent.ceiling_bytes = o->ceiling_bytes;
	c->lent.token = o->token;
	console_face(c, false);
}

/* The screen may have been closed meanwhile, by a lock for one. */
static void
hand_over(struct console *c, struct outside *run, const char *edited)
{
	struct screen *s = c->lent.asker;
	const struct event ev = {
		.kind = EVENT_EDITED,
		.text = edited,
		.token = c->lent.token,
	};

	if (console_holds(c, s) && s->class->event)
		s->class->event(s, &ev);
	else
		console_say(c, ROLE_WAITING, "the page is closed; what was written is kept in %s",
		            outside_keep(run));
}

static void
take_text(struct console *c, struct outside *run)
{
	struct fault f = { .code = ST_OK };
	struct text edited;
	bool changed = false;

	text_init(&edited, c->lent.ceiling_bytes);
	enum status st = outside_take(run, &edited, &changed, &f);
	if (st != ST_OK)
		console_say_fault(c, &f);
	else if (changed)
		hand_over(c, run, text_string(&edited));
	else
		console_say(c, ROLE_INFO, "the editor changed nothing");
	text_finish(&edited);
}

static void
take_back(struct console *c)
{
	struct outside *run = c->lent.run;

	c->lent.run = NULL;
	term_resume();
	console_face(c, true);
	/* Somebody was at work there, so the time of the vault starts afresh where it is not up. */
	if (!console_watch_lock(c))
		console_note_key(c);
	take_text(c, run);
	outside_destroy(run);
	console_mark_dirty(c);
}

/* Ctrl-C and a new size are the editor's to act on. When it stops itself, it stops us with it, so
 * that the shell comes back. */
void
console_lent_signal(struct console *c, int number)
{
	if (number == SIGCHLD && outside_has_ended(c->lent.run))
		take_back(c);
	else if (number == SIGTSTP)
		term_stop();
}

void
console_lent_end(struct console *c)
{
	if (!console_is_lent(c))
		return;
	outside_destroy(c->lent.run);
	c->lent.run = NULL;
	term_resume();
}
