/* SPDX-License-Identifier: MIT */
#ifndef UI_CONSOLE_H
#define UI_CONSOLE_H
/*
 * The console: a stack of screens under one header, footer and message line.
 *
 * It takes keys from ui/term, finds the command in ui/keymap, asks before a billed or destructive
 * one, and hands the rest to the screen on top. It draws when the loop says so, and only then.
 *
 * Owns    the stack, the dialog, the message line. console_create registers with the
 *         session's loop.
 */
#include "app/session.h"
#include "base/fault.h"
#include "ui/screen.h"

struct console;
struct resend;

/* Opens the first screen: the welcome screen on a new store, else Home. */
MUST_USE enum status console_create(struct session *s, struct console **out, struct fault *f);
void console_destroy(struct console *c);
/* The exit status after the loop has ended: 0, or 128 + n after a signal. */
int console_exit_status(const struct console *c);

/* For screens. Opens by name: on top, or (a tab) in place of the stack. A tab that was open
 * comes back as it was, and gets EVENT_ASKED when `args` is given. A screen that closes itself this
 * way is closed after its function has returned. */
void console_open(struct console *c, const char *name, const struct screen_args *args);
void console_back(struct console *c);
/* Closes this one, which is no tab, wherever it lies. */
void console_close(struct console *c, const struct screen *s);
/* One line for the operator, until the next key. */
void console_say(struct console *c, enum role role, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void console_say_fault(struct console *c, const struct fault *f);
/* Where a fault says that nothing is armed, its hint names the key that arms in the place of the
 * shell's command; console_say_fault does so by itself. */
void console_name_arming(const struct console *c, struct fault *f);
void console_mark_dirty(struct console *c);
/* Times on every screen are in UTC when true. */
bool console_shows_utc(const struct console *c);
/* A send is on the wire (+1) or has its answer (-1): leaving waits for it. */
void console_in_flight(struct console *c, int change);
/* Acts on another profile from here on: other tabs are closed, the follow-up starts anew. Refused,
 * in the message line, while a send is on the wire; returns whether it was done. */
bool console_act_on(struct console *c, const struct profile *p);
/* The session's profile is another one, or has other settings, after a change: every open screen
 * gets EVENT_PROFILE. */
void console_profile_changed(struct console *c);
/* Before something is sent or asked about: another process may have changed the profile. Says so in
 * the message line, and tells every screen. Nothing while rows are being sent again. False when it
 * was removed: then the console acts on the one in use, or will when it can leave what it does, and
 * whatever was asked for is not to go on. */
bool console_follow_profile(struct console *c);
/* After a secret was saved: asks for a passphrase over the screen when the vault should have one by
 * now (vaults_wants_passphrase). Declining is allowed. */
void console_offer_passphrase(struct console *c);
/* What is no row of the log was changed: every open screen gets EVENT_STORE_CHANGED. */
void console_store_changed(struct console *c);
/* Whether a send is on the wire. */
bool console_is_in_flight(const struct console *c);
/* A row was added: the follow-up of open messages looks again for what is due, and every open
 * screen gets EVENT_STORE_CHANGED. */
void console_wake_follow(struct console *c);

/* What is copied. Never a secret. */
struct console_copy {
	const char *what; /* "the messageId", for the message line */
	const char
		*file; /* "message-id.txt": its name in the folder "copies" of the state folder */
	const char *bytes;
	size_t size_bytes;
};
/* To the clipboard of the terminal (OSC 52); the first time in a console it asks. What the
 * terminal cannot take (term_can_copy) goes to the file. Says what happened, also in failure. */
void console_copy(struct console *c, const struct console_copy *copy);
/* The other way: to the file, mode 0600, in place of what the last copy put there. */
void console_copy_to_file(struct console *c, const struct console_copy *copy);

/* A text for the operator's own editor. */
struct console_outside {
	const char *name; /* of its file, without ending: "verification-fr"; other bytes than
	                   * letters, digits, '-' and '.' become '-' */
	const char *text;
	size_t ceiling_bytes;
	int token;
};
/* Gives the terminal to $VISUAL, $EDITOR or vi with a private copy of the text, while the loop goes
 * on turning; at its end the terminal is taken back, and the screen gets EVENT_EDITED when the text
 * is another one. An editor that cannot be started or fails, and a file that is gone, empty, too
 * long or not UTF-8, change nothing and are said in the message line; a text that cannot be taken
 * is kept in a file, which is named. */
void console_edit_outside(struct console *c, const struct console_outside *o);

/* Sends rows again, in this order: looks up what may have been sent, asks what must be asked, says
 * what came of it, and goes on whatever screen is shown. False when it does not begin, which has
 * been said. */
bool console_resend(struct console *c, const int64_t *ids, size_t count);
/* Opens the Send screen with all that a row was made of, after the same look. */
bool console_resend_edited(struct console *c, int64_t id);
/* Stops after the send in flight; false when nothing is being sent again. */
bool console_stop_resend(struct console *c);
/* The run of these, also after its end; NULL: none yet. */
const struct resend *console_resends(const struct console *c);

/* A question over the screen. Default is No. With `digits` or `name` the operator must type them
 * before Yes can be chosen; keys typed before it was drawn are thrown away, and Yes is taken only
 * 300 ms after. On yes the screen gets EVENT_CONFIRMED with `token`; a press of the harmless third
 * button comes with `other_token`. */
struct console_question {
	const char *title;
	const char *lines[10]; /* copied; ends with NULL when fewer; the last may be cut short */
	const char *yes;       /* "Send" */
	const char *digits;    /* "" or NULL: none */
	const char *typed;     /* what the digits are; NULL: "the last digits" */
	const char *name;      /* in their place, a name with its letters; "" or NULL: none */
	const char *other;     /* "Dry run"; NULL: none */
	const struct profile *profile; /* the one it is about; NULL: the session's */
	int token;
	int other_token;
};
void console_confirm(struct console *c, const struct console_question *q);
#endif
