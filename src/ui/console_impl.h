/* SPDX-License-Identifier: MIT */
#ifndef UI_CONSOLE_IMPL_H
#define UI_CONSOLE_IMPL_H
/* What the parts of console share. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/follow.h"
#include "app/outside.h"
#include "app/resend.h"
#include "ui/console.h"
#include "ui/prompt.h"
#include "ui/screen.h"
#include "ui/term.h"

#define CONSOLE_OPEN_MAX 16
#define CONSOLE_MESSAGE_BYTES 320
#define CONSOLE_VAULT_BYTES 48

/* The smallest screen that is drawn on. */
#define CONSOLE_ROWS_MIN 18
#define CONSOLE_COLUMNS_MIN 60

struct console_arming;
struct vaults_task;

struct open_screen {
	struct screen screen;
	struct open_screen *next_closing;
	/* Of a tab that is not the current one: pages over it with something unsaved. */
	struct open_screen *kept[CONSOLE_OPEN_MAX];
	size_t kept_count;
};

/* A copy until the operator has allowed copying. */
struct console_waiting_copy {
	bool allowed;
	char what[64];
	char file[64];
	struct text bytes;
};

/* Messages that are sent again, or were last. They outlive the page they were asked for on. */
struct console_resend {
	struct resend *run; /* NULL: none yet */
	bool edits;         /* the row is to be edited on the Send screen */
	bool in_flight;
};

/* The vault as the console watches it. */
struct console_lock {
	struct secret *typed; /* so far; NULL: the dialog is closed */
	struct term_secret_typing typing;
	struct vaults_task *task;          /* an unlocking under way; NULL: none */
	char words[CONSOLE_MESSAGE_BYTES]; /* what came of the last try */
	bool was_unlocked;
	int64_t active_us; /* the last key */
	int64_t wall_ms;   /* both clocks at the last look */
	int64_t ran_us;
	uint64_t timer;
};

/* A passphrase that is offered, with what was typed of it. */
struct console_offer {
	struct secret *typed; /* so far; NULL: the dialog is closed */
	struct term_secret_typing typing;
	struct secret *first; /* typed once, to be typed again; NULL: not yet */
	struct vaults_task *task;
	char words[CONSOLE_MESSAGE_BYTES]; /* what is wrong with what was typed */
};

/* The operator's own editor, which has the terminal. */
struct console_lent {
	struct outside *run; /* NULL: none */
	struct screen *asker;
	size_t ceiling_bytes;
	int token;
};

struct console {
	struct session *session;
	struct console_lent lent;
	struct console_lock lock;
	struct console_offer offer;
	/* Open screens: tabs that were visited (each at most once), then what lies over the current
	 * one. `closing` are out of sight and are closed when nothing of theirs runs any more. */
	struct open_screen *tabs[CONSOLE_OPEN_MAX];
	size_t tab_count;
	struct open_screen *current_tab;
	struct open_screen *above[CONSOLE_OPEN_MAX];
	size_t above_count;
	struct open_screen *closing;

	struct prompt prompt;
	struct screen *asker; /* who gets the answer of the prompt; NULL: own_answer */
	void (*own_answer)(struct console *c); /* what a yes to a question of the console's does */
	struct console_waiting_copy copy;
	char message[CONSOLE_MESSAGE_BYTES];
	enum role message_role;
	bool shows_utc;

	struct console_arming *arming; /* a change under way; NULL: none */
	int64_t armed_ms;              /* what was left before the last frame; 0: not armed */
	int64_t armed_profile;         /* whose that is */
	uint64_t arming_timer;

	struct console_resend resend;

	struct follow *follow;
	bool follow_started;
	bool recovery_told;
	uint64_t minute_timer;
	uint64_t start_timer;
	uint64_t keys_timer;
	uint64_t closing_timer;

	int in_flight;
	bool leaving;         /* as soon as nothing is in flight */
	bool leaving_unsaved; /* the last key was q, and what is not saved was told */
	int64_t profile_id;   /* what the open tabs and the follow-up are about */
	int exit_status;
	int64_t interrupted_at_us; /* the last SIGINT; 0: none */
};

/* console.c */
struct screen *console_top(const struct console *c);
/* Whether a screen is still open. */
bool console_holds(const struct console *c, const struct screen *s);
void console_broadcast(struct console *c, enum event_kind kind);
bool console_is_typing(const struct console *c);
/* The scope of the field that takes letters: "text", or "edit" where it has lines; NULL: none. */
const char *console_field(const struct console *c);
bool console_is_too_small(void);
/* Ends the loop with this status, at once. */
void console_leave(struct console *c, int exit_status);
/* What Esc does: the screen's own step back, else the screen below. False at the bottom. */
bool console_step_back(struct console *c);

/* Asks as console_confirm does, and calls this on yes. */
void console_confirm_own(struct console *c, const struct console_question *q,
                         void (*answer)(struct console *c));
/* console_kept.c */
/* Says so and returns true when showing another tab would lose something unsaved. */
bool console_would_lose(struct console *c);
/* Says so and returns true when leaving would lose something unsaved, be it out of sight. */
bool console_holds_unsaved(struct console *c);
/* The key that leaves the console from here. */
const char *console_quit_key(const struct console *c);
/* The same of what is out of sight only. */
bool console_keeps_pages(struct console *c, const char *what_now);
/* Before another tab is shown: pages whose class wants that go out of sight with the current one.
 * Afterwards: those of the current one come back. */
void console_keep_pages(struct console *c);
void console_bring_back(struct console *c);
/* Closes every page above the tab in front that holds nothing unsaved. */
void console_leave_pages(struct console *c);
/* Closes every tab but the current one. */
void console_drop_other_tabs(struct console *c);

/* console_resend.c: whether rows are being sent again, which goes by the session's profile. */
bool console_is_resending(const struct console *c);

/* console_profile.c: the functions of console.h about the profile. */

/* console_offer.c: while c->offer.typed is there. */
void console_offer_keys(struct console *c);
void console_draw_offer(const struct console *c, struct canvas *whole);
/* Forgets what was typed; false when there was no dialog. */
bool console_cancel_offer(struct console *c);
void console_offer_end(struct console *c);

/* console_frame.c */
void console_draw(void *context);
/* The role of an environment, and its word: "[STG]", and twice for production, so that it is told
 * from the others without colour too. */
enum role console_environment_role(enum profile_environment environment);
const char *console_environment_mark(enum profile_environment environment);

/* console_arming.c */
void console_watch_arming(struct console *c);
/* Asks, or puts the safety catch back on. */
void console_arm(struct console *c);
void console_end_arming(struct console *c);

/* console_lock.c */
void console_lock_begin(struct console *c);
void console_lock_end(struct console *c);
/* "vault: unlocked 4:12"; where there is no room for that, "vault: 4:12". */
void console_write_vault(const struct console *c, bool wide, char out[CONSOLE_VAULT_BYTES]);
/* Before keys: locks when its time has come, tells when it was locked; true when that is news. */
bool console_watch_lock(struct console *c);
void console_lock_minute(struct console *c);
/* A key was pressed: the time starts afresh. */
void console_note_key(struct console *c);
/* Where a passphrase can unlock it again: before the terminal is somebody else's. */
void console_lock_itself(struct console *c);
void console_toggle_lock(struct console *c);
void console_ask_unlock(struct console *c);
/* While c->lock.typed is there. */
void console_unlock_keys(struct console *c);
void console_draw_unlock(const struct console *c, struct canvas *whole);
/* False when the dialog was not open. */
bool console_cancel_unlock(struct console *c);

/* console_outside.c: whether another program has the terminal. */
bool console_is_lent(const struct console *c);
/* A signal while it has. */
void console_lent_signal(struct console *c, int number);
void console_lent_end(struct console *c);
/* Gives the loop the terminal's keys, or takes them from it. */
void console_face(struct console *c, bool with_keys);

/* console_keys.c */
void console_suspend(struct console *c);
void console_keys(void *context);
void console_signal(void *context, int number);
void console_hangup(void *context);

/* console_copy.c */
/* Yes was said to the copy that waits. */
void console_copy_allowed(struct console *c);

/* console_resend_ask.c: asks what the run waits for, or drops it where another question is open. */
void console_ask_resend(struct console *c);

/* console_resend.c */
void console_write_resend(const struct console *c, struct text *out);
void console_end_resend(struct console *c);
/* The vault is locked: stops what runs after the one in flight, and forgets numbers and texts of
 * what does not. */
void console_forget_resend(struct console *c);

/* console_start.c: timers, follow-up and recovery. */
void console_start_minutes(struct console *c);
/* After a frame: what waits for the first one, and what came of rows that were cut off. */
void console_after_frame(struct console *c);
void console_tell_recovery(struct console *c);
/* The follow-up is of one profile: ends the one that runs and starts it for the session's. */
void console_restart_follow(struct console *c);
void console_stop_timers(struct console *c);
#endif
