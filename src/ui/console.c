/* SPDX-License-Identifier: MIT */
/* the stack of screens under one header, footer and message line */
#include "ui/console.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/console_impl.h"
#include "ui/screens.h"
#include "ui/term.h"

/* Screens: opened, found, closed. */

static enum status
open_screen(struct console *c, const struct screen_class *class, const struct screen_args *args,
            struct open_screen **out, struct fault *f)
{
	static const struct screen_args none = { .message = 0, .text = NULL };
	struct open_screen *o = mem_alloc(sizeof(*o));

	o->screen = (struct screen){
		.class = class,
		.console = c,
		.session = c->session,
		.state = mem_alloc(class->state_size),
	};
	enum status st = class->open(&o->screen, args ? args : &none, f);
	if (st == ST_OK) {
		*out = o;
		return ST_OK;
	}
	mem_free(o->screen.state);
	mem_free(o);
	return st;
}

static void
close_waiting(void *context)
{
	struct console *c = context;

	c->closing_timer = 0;
	while (c->closing) {
		struct open_screen *o = c->closing;
		c->closing = o->next_closing;
		o->screen.class->close(&o->screen);
		mem_free(o->screen.state);
		mem_free(o);
	}
}

/* The screen may be in the middle of a function that asked for this, so it goes a turn later. */
static void
close_later(struct console *c, struct open_screen *o)
{
	if (c->asker == &o->screen)
		c->prompt.open = false;
	o->next_closing = c->closing;
	c->closing = o;
	if (c->closing_timer == 0)
		c->closing_timer = loop_start_timer(c->session->loop, 0, close_waiting, c);
}

struct screen *
console_top(const struct console *c)
{
	return c->above_count > 0 ? &c->above[c->above_count - 1]->screen : &c->current_tab->screen;
}

static void
tell(struct open_screen *o, const struct event *ev)
{
	if (o->screen.class->event)
		o->screen.class->event(&o->screen, ev);
}

static size_t
find_tab(const struct console *c, const struct screen_class *class)
{
	size_t i = 0;
	while (i < c->tab_count && c->tabs[i]->screen.class != class)
		i++;
	return i;
}

static void
uncover_tab(struct console *c)
{
	while (c->above_count > 0)
		close_later(c, c->above[--c->above_count]);
}

static void
drop_tab(struct console *c, size_t i)
{
	for (size_t k = c->tabs[i]->kept_count; k > 0; k--)
		close_later(c, c->tabs[i]->kept[k - 1]);
	close_later(c, c->tabs[i]);
	c->tab_count--;
	for (; i < c->tab_count; i++)
		c->tabs[i] = c->tabs[i + 1];
}

void
console_drop_other_tabs(struct console *c)
{
	for (size_t i = c->tab_count; i > 0; i--)
		if (c->tabs[i - 1] != c->current_tab)
			drop_tab(c, i - 1);
}

/* The welcome screen has no tab of its own to come back to, so it is over when one is opened. */
static void
make_current(struct console *c, struct open_screen *o)
{
	console_keep_pages(c);
	uncover_tab(c);
	if (c->current_tab && !c->current_tab->screen.class->title)
		drop_tab(c, find_tab(c, c->current_tab->screen.class));
	c->current_tab = o;
	console_bring_back(c);
}

static enum status
show_tab(struct console *c, const struct screen_class *class, const struct screen_args *args,
         struct fault *f)
{
	size_t i = find_tab(c, class);
	struct open_screen *o = NULL;

	if (i < c->tab_count) {
		make_current(c, c->tabs[i]);
		if (args)
			tell(c->current_tab, &(struct event){
						     .kind = EVENT_ASKED,
						     .text = args->text ? args->text : "",
						     .message = args->message,
					     });
		return ST_OK;
	}
	enum status st = open_screen(c, class, args, &o, f);
	if (st != ST_OK)
		return st;
	make_current(c, o);
	c->tabs[c->tab_count++] = o;
	return ST_OK;
}

static enum status
put_above(struct console *c, const struct screen_class *class, const struct screen_args *args,
          struct fault *f)
{
	struct open_screen *o = NULL;

	if (c->above_count == CONSOLE_OPEN_MAX)
		return fault_set(f, WORD_FAILED, "too many pages lie over each other");
	enum status st = open_screen(c, class, args, &o, f);
	if (st == ST_OK)
		c->above[c->above_count++] = o;
	return st;
}

void
console_open(struct console *c, const char *name, const struct screen_args *args)
{
	const struct screen_class *class = screens_find(name);
	struct fault f = { .code = ST_OK };

	if (!class || (class->title && console_would_lose(c)))
		return;
	c->prompt.open = false;
	enum status st =
		class->title ? show_tab(c, class, args, &f) : put_above(c, class, args, &f);
	if (st != ST_OK)
		console_say_fault(c, &f);
	console_mark_dirty(c);
}

void
console_back(struct console *c)
{
	if (c->above_count > 0)
		close_later(c, c->above[--c->above_count]);
	console_mark_dirty(c);
}

void
console_close(struct console *c, const struct screen *s)
{
	size_t i = 0;

	while (i < c->above_count && &c->above[i]->screen != s)
		i++;
	if (i == c->above_count)
		return;
	close_later(c, c->above[i]);
	c->above_count--;
	for (; i < c->above_count; i++)
		c->above[i] = c->above[i + 1];
	console_mark_dirty(c);
}

bool
console_step_back(struct console *c)
{
	struct screen *s = console_top(c);

	console_mark_dirty(c);
	if (s->class->command(s, CMD_BACK))
		return true;
	if (c->above_count == 0)
		return false;
	console_back(c);
	return true;
}

/* Begin and end. */

static enum status
open_first(struct console *c, struct fault *f)
{
	const struct screen_class *class = screens_find(c->session->born ? "welcome" : "home");

	if (!class)
		return fault_set(f, WORD_SYSTEM, "the console has no first screen");
	return show_tab(c, class, NULL, f);
}

enum status
console_create(struct session *s, struct console **out, struct fault *f)
{
	struct console *c = mem_alloc(sizeof(*c));

	c->session = s;
	c->profile_id = s->profile.id;
	enum status st = open_first(c, f);
	if (st != ST_OK) {
		console_destroy(c);
		return st;
	}
	console_face(c, true);
	loop_catch_signals(s->loop, true);
	/* The size may have changed while nobody listened. */
	term_resize();
	console_start_minutes(c);
	console_lock_begin(c);
	loop_mark_dirty(s->loop);
	*out = c;
	return ST_OK;
}

void
console_destroy(struct console *c)
{
	static const struct loop_face none = { .input_fd = -1 };

	if (!c)
		return;
	loop_set_face(c->session->loop, &none);
	console_lent_end(c);
	console_stop_timers(c);
	console_lock_end(c);
	console_offer_end(c);
	console_end_arming(c);
	console_end_resend(c);
	follow_destroy(c->follow);
	uncover_tab(c);
	while (c->tab_count > 0)
		drop_tab(c, c->tab_count - 1);
	loop_stop_timer(c->session->loop, c->closing_timer);
	close_waiting(c);
	text_finish(&c->copy.bytes);
	mem_free(c);
}

int
console_exit_status(const struct console *c)
{
	return c->exit_status;
}

void
console_leave(struct console *c, int exit_status)
{
	c->exit_status = exit_status;
	loop_quit(c->session->loop);
}

/* What screens ask for. */

void
console_say(struct console *c, enum role role, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(c->message, sizeof(c->message), format, arguments);
	va_end(arguments);
	c->message_role = role;
	console_mark_dirty(c);
}

void
console_say_fault(struct console *c, const struct fault *f)
{
	struct fault told = *f;

	console_name_arming(c, &told);
	console_say(c, ROLE_FAILURE, "%s%s%s", told.cause, told.hint[0] ? ": " : "", told.hint);
}

void
console_mark_dirty(struct console *c)
{
	loop_mark_dirty(c->session->loop);
}

bool
console_shows_utc(const struct console *c)
{
	return c->shows_utc;
}

void
console_in_flight(struct console *c, int change)
{
	c->in_flight += change;
	if (c->leaving && c->in_flight <= 0)
		console_leave(c, 0);
	console_mark_dirty(c);
}

void
console_confirm(struct console *c, const struct console_question *q)
{
	struct prompt *p = &c->prompt;
	const struct profile *profile = q->profile ? q->profile : &c->session->profile;

	const char *mark = console_environment_mark(profile->environment);
	const char *wanted = q->name ? q->name : q->digits;

	*p = (struct prompt){
		.open = true,
		.mark_role = console_environment_role(profile->environment),
		.takes_letters = q->name && q->name[0],
		.token = q->token,
		.other_token = q->other_token,
	};
	text_copy(p->mark, sizeof(p->mark), mark);
	snprintf(p->title, sizeof(p->title), "%s %s: %s", mark, profile->name, q->title);
	for (size_t i = 0; i < PROMPT_LINES && q->lines[i]; i++)
		text_copy(p->lines[i], sizeof(p->lines[i]), q->lines[i]);
	text_copy(p->yes, sizeof(p->yes), q->yes);
	text_copy(p->other, sizeof(p->other), q->other ? q->other : "");
	text_copy(p->wanted, sizeof(p->wanted), wanted ? wanted : "");
	text_copy(p->what, sizeof(p->what), q->typed ? q->typed : "the last digits");
	c->asker = console_top(c);
	console_mark_dirty(c);
}

void
console_confirm_own(struct console *c, const struct console_question *q,
                    void (*answer)(struct console *c))
{
	console_confirm(c, q);
	c->asker = NULL;
	c->own_answer = answer;
}

/* Telling screens. */

void
console_broadcast(struct console *c, enum event_kind kind)
{
	const struct event ev = { .kind = kind, .text = "" };

	for (size_t i = 0; i < c->tab_count; i++) {
		tell(c->tabs[i], &ev);
		for (size_t k = 0; k < c->tabs[i]->kept_count; k++)
			tell(c->tabs[i]->kept[k], &ev);
	}
	for (size_t i = 0; i < c->above_count; i++)
		tell(c->above[i], &ev);
	console_mark_dirty(c);
}
