/* SPDX-License-Identifier: MIT */
/* the vault in the console: its state above, its lock, what unlocks it */
#include "ui/console.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/vaults.h"
#include "base/clock.h"
#include "base/text.h"
#include "ui/console_impl.h"
#include "ui/term.h"

#define SECOND_MS 1000
#define MINUTE_MS (60LL * SECOND_MS)
#define US_A_MS 1000
/* A wall clock that moves by so much more than the machine ran means that it slept. */
#define JUMP_MS (10 * MINUTE_MS)
#define DIALOG_COLS 60
#define DIALOG_ROWS 8

/* --- Time that is left ---------------------------------------------------------------------- */

/* A key file opens the vault whenever it is asked for, so that locking would only be in the way. */
static bool
locks_itself(const struct console *c)
{
	return vaults_has_passphrase(c->session) && session_is_unlocked(c->session);
}

static int64_t
left_ms(const struct console *c)
{
	int64_t limit_ms =
		profile_get_integer(&c->session->profile, PROFILE_AUTO_LOCK_MINUTES) * MINUTE_MS;

	return limit_ms - (clock_monotonic_us() - c->lock.active_us) / US_A_MS;
}

/* The last minute is counted down; before it nothing wakes an idle console but its own minute. */
static int64_t
tick_ms(const struct console *c)
{
	int64_t left = left_ms(c);

	if (c->lock.typed && vaults_pause_ms(c->session) > 0)
		return (vaults_pause_ms(c->session) - 1) % SECOND_MS + 1;
	if (!locks_itself(c))
		return -1;
	if (left > MINUTE_MS)
		return left - MINUTE_MS;
	return left <= 0 ? 0 : (left - 1) % SECOND_MS + 1;
}

static void
ticked(void *context)
{
	struct console *c = context;

	c->lock.timer = 0;
	console_watch_lock(c);
	console_mark_dirty(c);
}

static void
start_timer(struct console *c)
{
	int64_t wait_ms = tick_ms(c);

	loop_stop_timer(c->session->loop, c->lock.timer);
	c->lock.timer = 0;
	if (wait_ms >= 0)
		c->lock.timer = loop_start_timer(c->session->loop, wait_ms, ticked, c);
}

void
console_write_vault(const struct console *c, bool wide, char out[CONSOLE_VAULT_BYTES])
{
	int64_t left_s = left_ms(c) > 0 ? (left_ms(c) + SECOND_MS - 1) / SECOND_MS : 0;

	if (!session_is_unlocked(c->session))
		snprintf(out, CONSOLE_VAULT_BYTES, "vault: locked");
	else if (!vaults_has_passphrase(c->session))
		snprintf(out, CONSOLE_VAULT_BYTES, "vault: key file");
	else
		snprintf(out, CONSOLE_VAULT_BYTES, "vault: %s%lld:%02lld", wide ? "unlocked " : "",
		         (long long)left_s / 60, (long long)left_s % 60);
}

/* --- Locking -------------------------------------------------------------------------------- */

/* A question may show a whole number, and a field may hold what was about to be sealed. */
static void
tell_locked(struct console *c, const char *why)
{
	c->lock.was_unlocked = false;
	c->prompt.open = false;
	console_offer_end(c);
	console_forget_resend(c);
	console_broadcast(c, EVENT_LOCKED);
	console_say(c, ROLE_WAITING, "locked%s: F12 unlocks", why);
}

static void
lock_because(struct console *c, const char *why)
{
	vaults_lock(c->session);
	tell_locked(c, why);
}

void
console_lock_itself(struct console *c)
{
	if (locks_itself(c))
		lock_because(c, "");
}

/* Whether the wall clock went on without the machine, or was set. */
static bool
has_jumped(struct console *c)
{
	int64_t wall_ms = clock_now_ms();
	int64_t ran_us = clock_monotonic_us();
	int64_t jump_ms = wall_ms - c->lock.wall_ms - (ran_us - c->lock.ran_us) / US_A_MS;

	c->lock.wall_ms = wall_ms;
	c->lock.ran_us = ran_us;
	return llabs(jump_ms) > JUMP_MS;
}

bool
console_watch_lock(struct console *c)
{
	bool jumped = has_jumped(c);
	bool was_unlocked = c->lock.was_unlocked;

	if (locks_itself(c) && jumped)
		lock_because(c, ", because the clock jumped");
	else if (locks_itself(c) && left_ms(c) <= 0)
		lock_because(c, " after a while without a key");
	else if (c->lock.was_unlocked && !session_is_unlocked(c->session))
		tell_locked(c, ", because another otpdeck changed the vault");
	c->lock.was_unlocked = session_is_unlocked(c->session);
	start_timer(c);
	return was_unlocked && !c->lock.was_unlocked;
}

void
console_note_key(struct console *c)
{
	c->lock.active_us = clock_monotonic_us();
}

/* Another process may have added a slot or given the vault another key. */
void
console_lock_minute(struct console *c)
{
	vaults_look(c->session);
	console_watch_lock(c);
}

/* --- Unlocking ------------------------------------------------------------------------------ */

static void
close_dialog(struct console *c)
{
	secret_destroy(c->lock.typed);
	c->lock.typed = NULL;
}

static void
unlocked(void *context, const struct vaults_result *result)
{
	struct console *c = context;

	c->lock.task = NULL;
	if (result->status != ST_OK && c->lock.typed) {
		snprintf(c->lock.words, sizeof(c->lock.words), "%s", result->fault.cause);
		start_timer(c);
		return;
	}
	close_dialog(c);
	if (result->status != ST_OK) {
		console_say_fault(c, &result->fault);
		return;
	}
	console_note_key(c);
	console_say(c, ROLE_INFO, "unlocked");
	console_watch_lock(c);
	console_wake_follow(c);
}

static void
start_unlock(struct console *c, const struct secret *typed)
{
	const struct vaults_order order = { .kind = VAULTS_UNLOCK, .typed = typed };

	c->lock.words[0] = '\0';
	c->lock.task = vaults_start(c->session, &order, unlocked, c);
}

void
console_ask_unlock(struct console *c)
{
	if (c->lock.task)
		return;
	vaults_look(c->session);
	if (!vaults_has_passphrase(c->session)) {
		start_unlock(c, NULL);
		return;
	}
	c->prompt.open = false;
	c->lock.typed = secret_create("", 0);
	c->lock.typing = (struct term_secret_typing){ 0 };
	c->lock.words[0] = '\0';
	/* What was typed ahead was meant for something else. */
	term_drop_input();
	console_mark_dirty(c);
}

void
console_toggle_lock(struct console *c)
{
	if (session_is_unlocked(c->session))
		lock_because(c, "");
	else
		console_ask_unlock(c);
}

static void
cancel_dialog(struct console *c)
{
	vaults_abandon(c->lock.task);
	c->lock.task = NULL;
	close_dialog(c);
	console_say(c, ROLE_INFO, "the vault stays locked: F12 unlocks");
}

static void
try_typed(struct console *c)
{
	/* Enter in the pause says nothing new: the time that is left stands there. */
	if (vaults_pause_ms(c->session) > 0)
		return;
	if (!secret_is_set(c->lock.typed)) {
		snprintf(c->lock.words, sizeof(c->lock.words), "type the passphrase, then Enter");
		return;
	}
	start_unlock(c, c->lock.typed);
	secret_empty(c->lock.typed);
}

/* While a try is under way only leaving is heard: what is typed meanwhile is thrown away. */
void
console_unlock_keys(struct console *c)
{
	enum term_secret event = term_read_secret(c->lock.typed, &c->lock.typing);

	console_mark_dirty(c);
	if (c->lock.task)
		secret_empty(c->lock.typed);
	switch (event) {
	case TERM_SECRET_MORE: break;
	case TERM_SECRET_ENTER:
		if (!c->lock.task)
			try_typed(c);
		break;
	case TERM_SECRET_ANEW: c->lock.words[0] = '\0'; break;
	case TERM_SECRET_TOO_LONG:
		snprintf(c->lock.words, sizeof(c->lock.words), "that is too long");
		break;
	case TERM_SECRET_CANCEL: cancel_dialog(c); break;
	case TERM_SECRET_SUSPEND: console_suspend(c); break;
	case TERM_SECRET_REDRAW: term_redraw(); break;
	case TERM_SECRET_HANGUP: console_hangup(c); break;
	}
}

bool
console_cancel_unlock(struct console *c)
{
	if (!c->lock.typed)
		return false;
	cancel_dialog(c);
	return true;
}

static int
draw_verdict(const struct console *c, struct canvas *inside, int row)
{
	int64_t pause_ms = vaults_pause_ms(c->session);

	if (c->lock.task)
		return canvas_put_text(inside, row, 0, ROLE_WAITING, "trying ...");
	if (pause_ms > 0)
		return canvas_put_format(inside, row, 0, ROLE_FAILURE, "%.64s; next try in %lld s",
		                         "wrong passphrase", (long long)(pause_ms + 999) / 1000);
	return canvas_put_text(inside, row, 0, ROLE_FAILURE, c->lock.words);
}

/* Neither a letter nor how many there are: only the terminal and guarded memory know them. */
void
console_draw_unlock(const struct console *c, struct canvas *whole)
{
	int width = canvas_columns(whole) < DIALOG_COLS ? canvas_columns(whole) : DIALOG_COLS;
	int left = (canvas_columns(whole) - width) / 2;
	int top = (canvas_rows(whole) - DIALOG_ROWS) / 2;
	struct canvas box = canvas_part(whole, top, left, DIALOG_ROWS, width);

	canvas_clear_all(&box);
	struct canvas inside = canvas_put_box(&box, "Unlock the vault", true);
	int column = canvas_put_text(&inside, 0, 0, ROLE_STRONG, "Passphrase: ");
	canvas_put_text(&inside, 1, 0, ROLE_DIM, "What you type is not shown.");
	draw_verdict(c, &inside, 3);
	canvas_put_text(&inside, 4, 0, ROLE_DIM, "Forgotten: otpdeck vault reset");
	canvas_put_text(&inside, 5, 0, ROLE_ACCENT, "Enter unlock  Esc stay locked");
	canvas_place_cursor(&inside, 0, column);
}

/* --- Begin and end -------------------------------------------------------------------------- */

void
console_lock_begin(struct console *c)
{
	console_note_key(c);
	c->lock.wall_ms = clock_now_ms();
	c->lock.ran_us = clock_monotonic_us();
	c->lock.was_unlocked = session_is_unlocked(c->session);
	if (!c->lock.was_unlocked && vaults_has_passphrase(c->session))
		console_ask_unlock(c);
	/* A wrong one does not get this far. */
	if (!c->lock.was_unlocked && c->session->key_file[0])
		console_say(c, ROLE_FAILURE, "there is no key file %.200s", c->session->key_file);
	start_timer(c);
}

void
console_lock_end(struct console *c)
{
	loop_stop_timer(c->session->loop, c->lock.timer);
	vaults_abandon(c->lock.task);
	c->lock.task = NULL;
	close_dialog(c);
}
