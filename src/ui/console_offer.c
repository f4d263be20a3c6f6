/* SPDX-License-Identifier: MIT */
/* a passphrase offered when the first real secret is stored, and the key file dropped after it */
#include "ui/console.h"

#include <stdio.h>
#include <string.h>

#include "app/vaults.h"
#include "base/mem.h"
#include "ui/console_impl.h"
#include "ui/term.h"

#define DIALOG_COLS 64
#define DIALOG_ROWS 12

void
console_offer_passphrase(struct console *c)
{
	if (c->offer.typed || c->offer.task || !vaults_wants_passphrase(c->session))
		return;
	c->offer.typed = secret_create("", 0);
	c->offer.typing = (struct term_secret_typing){ 0 };
	c->offer.words[0] = '\0';
	/* What was typed ahead was meant for something else. */
	term_drop_input();
	console_mark_dirty(c);
}

static void
forget_typed(struct console *c)
{
	secret_destroy(c->offer.typed);
	secret_destroy(c->offer.first);
	c->offer.typed = NULL;
	c->offer.first = NULL;
}

void
console_offer_end(struct console *c)
{
	vaults_abandon(c->offer.task);
	c->offer.task = NULL;
	forget_typed(c);
}

bool
console_cancel_offer(struct console *c)
{
	if (!c->offer.typed)
		return false;
	console_offer_end(c);
	console_say(c, ROLE_INFO,
	            "no passphrase: the key file opens the vault, for whoever has both files");
	return true;
}

/* --- The key file after it ------------------------------------------------------------------ */

static void
dropped(void *context, const struct vaults_result *result)
{
	struct console *c = context;

	c->offer.task = NULL;
	if (result->status != ST_OK)
		console_say_fault(c, &result->fault);
	else
		console_say(c, ROLE_GOOD, "[OK] only the passphrase opens the vault now");
}

/* The slot of the key file at its default place; 0: there is none. */
static int64_t
find_key_file(struct console *c)
{
	struct vault_slot_info *slots = NULL;
	struct fault ignored = { 0 };
	size_t count = 0;
	int64_t id = 0;

	if (vaults_list(c->session, &slots, &count, &ignored) != ST_OK)
		return 0;
	for (size_t i = 0; i < count; i++)
		if (slots[i].kind == VAULT_SLOT_KEY_FILE && slots[i].is_default_path)
			id = slots[i].id;
	mem_free(slots);
	return id;
}

static void
drop_key_file(struct console *c)
{
	const struct vaults_order order = { .kind = VAULTS_REMOVE_SLOT, .slot = find_key_file(c) };

	if (order.slot != 0 && !c->offer.task)
		c->offer.task = vaults_start(c->session, &order, dropped, c);
}

static void
added(void *context, const struct vaults_result *result)
{
	struct console *c = context;

	c->offer.task = NULL;
	if (result->status != ST_OK) {
		snprintf(c->offer.words, sizeof(c->offer.words), "%s", result->fault.cause);
		console_mark_dirty(c);
		return;
	}
	forget_typed(c);
	console_say(c, ROLE_GOOD, "[OK] the passphrase opens the vault; F12 locks it");
	if (find_key_file(c) == 0)
		return;
	console_confirm_own(c,
	                    &(struct console_question){
				    .title = "drop the key file?",
				    .lines = { "It still opens the vault without the passphrase.",
	                                       "Without it only the passphrase does: one that is "
	                                       "forgotten costs every secret." },
				    .yes = "Drop it",
			    },
	                    drop_key_file);
}

/* --- Typing it twice ------------------------------------------------------------------------ */

static void
say(struct console *c, const char *words)
{
	snprintf(c->offer.words, sizeof(c->offer.words), "%s", words);
}

static void
take_first(struct console *c)
{
	struct fault f = { 0 };

	if (secret_create_passphrase(c->offer.typed, &c->offer.first, &f) != ST_OK)
		say(c, f.cause);
	else
		say(c, "once more, so that no slip of a finger locks you out");
	secret_empty(c->offer.typed);
}

static void
take_again(struct console *c)
{
	struct secret *again = NULL;
	struct fault f = { 0 };
	bool same = secret_create_passphrase(c->offer.typed, &again, &f) == ST_OK &&
	            secret_equals(again, c->offer.first);
	const struct vaults_order order = { .kind = VAULTS_ADD_PASSPHRASE,
		                            .typed = c->offer.first };

	secret_empty(c->offer.typed);
	if (same) {
		say(c, "");
		c->offer.task = vaults_start(c->session, &order, added, c);
	} else {
		say(c, "these two are not the same: type it anew");
	}
	secret_destroy(again);
	secret_destroy(c->offer.first);
	c->offer.first = NULL;
}

static void
enter(struct console *c)
{
	if (c->offer.first)
		take_again(c);
	else
		take_first(c);
}

/* While the key is derived only leaving is heard: what is typed meanwhile is thrown away. */
void
console_offer_keys(struct console *c)
{
	enum term_secret event = term_read_secret(c->offer.typed, &c->offer.typing);

	console_mark_dirty(c);
	if (c->offer.task)
		secret_empty(c->offer.typed);
	switch (event) {
	case TERM_SECRET_MORE: break;
	case TERM_SECRET_ENTER:
		console_note_key(c);
		if (!c->offer.task)
			enter(c);
		break;
	case TERM_SECRET_ANEW: c->offer.words[0] = '\0'; break;
	case TERM_SECRET_TOO_LONG: say(c, "that is too long"); break;
	case TERM_SECRET_CANCEL: console_cancel_offer(c); break;
	case TERM_SECRET_SUSPEND: console_suspend(c); break;
	case TERM_SECRET_REDRAW: term_redraw(); break;
	case TERM_SECRET_HANGUP: console_hangup(c); break;
	}
}

/* Neither a letter nor how many there are: only the terminal and guarded memory know them. */
void
console_draw_offer(const struct console *c, struct canvas *whole)
{
	int width = canvas_columns(whole) < DIALOG_COLS ? canvas_columns(whole) : DIALOG_COLS;
	int left = (canvas_columns(whole) - width) / 2;
	int top = (canvas_rows(whole) - DIALOG_ROWS) / 2;
	struct canvas box = canvas_part(whole, top, left, DIALOG_ROWS, width);

	canvas_clear_all(&box);
	struct canvas inside = canvas_put_box(&box, "A passphrase for the vault?", true);
	canvas_put_wrapped(
		&inside, 0, 0, 4, ROLE_PLAIN,
		"The first secret of a staging or production profile is stored now. So far a key "
		"file opens it. A passphrase keeps it closed when the files are copied.");
	int column = canvas_put_text(&inside, 5, 0, ROLE_STRONG,
	                             c->offer.first ? "Once more:  " : "Passphrase: ");
	canvas_put_text(&inside, 6, 0, ROLE_DIM, "What you type is not shown.");
	if (c->offer.task)
		canvas_put_text(&inside, 8, 0, ROLE_WAITING, "deriving its key ...");
	else
		canvas_put_text(&inside, 8, 0, c->offer.first ? ROLE_INFO : ROLE_FAILURE,
		                c->offer.words);
	canvas_put_text(&inside, 9, 0, ROLE_ACCENT, "Enter go on  Esc without a passphrase");
	canvas_place_cursor(&inside, 5, column);
}
