/* SPDX-License-Identifier: MIT */
/* from keys and signals to commands */
#include "ui/console.h"

#include <signal.h>
#include <string.h>

#include "app/vaults.h"
#include "base/clock.h"
#include "base/mem.h"
#include "ui/console_impl.h"
#include "ui/keymap.h"
#include "ui/term.h"

/* A long paste is taken in pieces, between which the screen is drawn. */
#define EVENTS_A_TURN 256
#define SECOND_INTERRUPT_US 2000000

static void
send_text(struct console *c, enum event_kind kind, const char *piece, bool pasted)
{
	struct screen *s = console_top(c);
	const struct event ev = { .kind = kind, .text = piece, .pasted = pasted };

	if (s->class->event)
		s->class->event(s, &ev);
}

/* Leaving. */

static void
leave_when_answered(struct console *c)
{
	bool told = c->leaving_unsaved;

	if (!told && console_holds_unsaved(c)) {
		c->leaving_unsaved = true;
		return;
	}
	if (c->in_flight <= 0 || c->leaving)
		console_leave(c, 0);
	c->leaving = true;
}

/* Commands. */

static void
go_back(struct console *c)
{
	if (c->leaving) {
		c->leaving = false;
		console_say(c, ROLE_INFO, "staying");
		return;
	}
	if (!console_step_back(c))
		console_say(c, ROLE_INFO, "this is the first page: q leaves the console");
}

static void
show_help(struct console *c)
{
	const char *place = console_top(c)->class->name;
	const struct screen_args args = { .text = place };

	if (strcmp(place, "help") != 0)
		console_open(c, "help", &args);
}

static void
change_zone(struct console *c)
{
	c->shows_utc = !c->shows_utc;
	console_say(c, ROLE_INFO, "times are %s", c->shows_utc ? "in UTC" : "local");
}

/* Whoever sits at the terminal next may be somebody else. */
void
console_suspend(struct console *c)
{
	console_lock_itself(c);
	term_suspend();
	console_watch_lock(c);
}

/* What is read again is the profile that there is by now. */
static void
refresh(struct console *c)
{
	(void)console_follow_profile(c);
	struct screen *s = console_top(c);
	s->class->command(s, CMD_REFRESH);
}

static void
run_command(struct console *c, enum command cmd)
{
	struct screen *s = console_top(c);

	if (cmd != CMD_QUIT)
		c->leaving_unsaved = false;
	switch (cmd) {
	case CMD_NONE: break;
	case CMD_QUIT: leave_when_answered(c); break;
	case CMD_BACK: go_back(c); break;
	case CMD_HELP: show_help(c); break;
	case CMD_REDRAW: term_redraw(); break;
	case CMD_SUSPEND: console_suspend(c); break;
	case CMD_LOCK: console_toggle_lock(c); break;
	case CMD_TIME_ZONE: change_zone(c); break;
	case CMD_ARM: console_arm(c); break;
	case CMD_SCREEN_HOME: console_open(c, "home", NULL); break;
	case CMD_SCREEN_SEND: console_open(c, "send", NULL); break;
	case CMD_SCREEN_LOG: console_open(c, "log", NULL); break;
	case CMD_SCREEN_TEMPLATES: console_open(c, "templates", NULL); break;
	case CMD_SCREEN_CHECKS: console_open(c, "checks", NULL); break;
	case CMD_SCREEN_SETUP: console_open(c, "setup", NULL); break;
	case CMD_PROFILE_CHOOSE: console_open(c, "profiles", NULL); break;
	case CMD_REFRESH: refresh(c); break;
	case CMD_AUDIT: console_open(c, "audit", &(struct screen_args){ 0 }); break;
	default: s->class->command(s, cmd); break;
	}
}

/* Keys. */

static void
take_answer(struct console *c, enum prompt_answer answer)
{
	struct screen *s = c->asker;
	struct event ev = { .kind = EVENT_CONFIRMED, .text = "", .token = c->prompt.token };

	if (answer == PROMPT_OPEN)
		return;
	c->prompt.open = false;
	if (answer == PROMPT_OTHER)
		ev.token = c->prompt.other_token;
	if (answer == PROMPT_NO)
		console_say(c, ROLE_INFO, "nothing was done");
	else if (!s)
		c->own_answer(c);
	else if (s->class->event)
		s->class->event(s, &ev);
}

static void
take_dialog_key(struct console *c, const char *key)
{
	enum command cmd = keymap_look_up("dialog", key);

	if (cmd == CMD_REDRAW || cmd == CMD_SUSPEND || cmd == CMD_LOCK)
		run_command(c, cmd);
	else
		take_answer(c, prompt_key(&c->prompt, key, clock_monotonic_us()));
}

/* On a screen too small to show what a key does only these do anything. */
static void
take_small_key(struct console *c, const char *key)
{
	enum command cmd = keymap_look_up("all", key);

	if (cmd == CMD_QUIT || cmd == CMD_REDRAW || cmd == CMD_SUSPEND)
		run_command(c, cmd);
}

/* Keys that move inside a line belong to the field, as does every key without a meaning here. */
static bool
is_editing(enum command cmd)
{
	return cmd == CMD_NONE || cmd == CMD_LEFT || cmd == CMD_RIGHT || cmd == CMD_FIRST ||
	       cmd == CMD_LAST;
}

static void
take_key_in_field(struct console *c, const char *key)
{
	enum command cmd = keymap_look_up(console_field(c), key);

	if (cmd == CMD_NONE)
		cmd = keymap_look_up(console_top(c)->class->name, key);
	if (is_editing(cmd))
		send_text(c, EVENT_KEY, key, false);
	else
		run_command(c, cmd);
}

static void
take_key(struct console *c, const char *key, bool printable)
{
	const char *name = strcmp(key, " ") == 0 ? "Space" : key;

	c->message[0] = '\0';
	if (console_is_too_small())
		take_small_key(c, name);
	else if (c->prompt.open)
		take_dialog_key(c, name);
	else if (!console_is_typing(c))
		run_command(c, keymap_look_up(console_top(c)->class->name, name));
	else if (printable)
		send_text(c, EVENT_TEXT, key, false);
	else
		take_key_in_field(c, name);
}

static void
take_paste(struct console *c, const char *piece)
{
	if (!c->prompt.open && !console_is_too_small() && console_is_typing(c))
		send_text(c, EVENT_TEXT, piece, true);
	else
		console_say(c, ROLE_WAITING, "what was pasted is dropped: no field is open for it");
}

static void
end_paste(struct console *c)
{
	if (!c->prompt.open && !console_is_too_small() && console_is_typing(c))
		send_text(c, EVENT_PASTED, "", true);
}

static void
take_event(struct console *c, enum term_event event, const char *key)
{
	/* Nobody typed what a terminal reports by itself. */
	if (event == TERM_KEY || event == TERM_TEXT || event == TERM_PASTE)
		console_note_key(c);
	if (event == TERM_HANGUP)
		console_hangup(c);
	else if (event == TERM_PASTE)
		take_paste(c, key);
	else if (event == TERM_PASTED)
		end_paste(c);
	else if (event == TERM_UNFOCUSED)
		console_broadcast(c, EVENT_HIDE);
	else
		take_key(c, key, event == TERM_TEXT);
	console_mark_dirty(c);
}

static void
go_on_reading(void *context)
{
	struct console *c = context;
	c->keys_timer = 0;
	console_keys(c);
}

void
console_keys(void *context)
{
	struct console *c = context;
	char key[TERM_KEY_BYTES];

	/* A key that comes after the time was up finds the vault locked, and does no more. */
	if (console_watch_lock(c))
		term_drop_input();
	for (int i = 0; i < EVENTS_A_TURN; i++) {
		if (loop_is_quitting(c->session->loop))
			return;
		if (c->lock.typed && !console_is_too_small()) {
			console_unlock_keys(c);
			return;
		}
		if (c->offer.typed && !console_is_too_small()) {
			console_offer_keys(c);
			return;
		}
		enum term_event event = term_read(key);
		if (event == TERM_NOTHING)
			return;
		take_event(c, event, key);
		/* It may be a piece of a secret. */
		mem_wipe(key, sizeof(key));
	}
	/* ncurses may hold what it has read already, for which no descriptor wakes the loop. */
	if (c->keys_timer == 0)
		c->keys_timer = loop_start_timer(c->session->loop, 0, go_on_reading, c);
}

void
console_hangup(void *context)
{
	struct console *c = context;

	vaults_lock(c->session);
	console_leave(context, 128 + SIGHUP);
}

/* Signals. */

static void
interrupt(struct console *c)
{
	int64_t now_us = clock_monotonic_us();
	bool again =
		c->interrupted_at_us > 0 && now_us - c->interrupted_at_us < SECOND_INTERRUPT_US;

	c->interrupted_at_us = now_us > 0 ? now_us : 1;
	c->message[0] = '\0';
	if (again)
		console_leave(c, 128 + SIGINT);
	else if (console_cancel_unlock(c) || console_cancel_offer(c))
		console_mark_dirty(c);
	else if (c->prompt.open)
		c->prompt.open = false;
	else if (!console_step_back(c))
		console_say(c, ROLE_INFO, "q quits; a second Ctrl-C quits at once");
	console_mark_dirty(c);
}

void
console_signal(void *context, int number)
{
	struct console *c = context;

	if (console_is_lent(c) && number != SIGTERM && number != SIGHUP) {
		console_lent_signal(c, number);
		return;
	}
	switch (number) {
	case SIGINT: interrupt(c); break;
	case SIGTERM:
	case SIGHUP:
		vaults_lock(c->session);
		console_leave(c, 128 + number);
		break;
	case SIGWINCH: term_resize(); break;
	case SIGTSTP: console_suspend(c); break;
	case SIGCONT:
		term_resume();
		console_watch_lock(c);
		break;
	default: break;
	}
	console_mark_dirty(c);
}
