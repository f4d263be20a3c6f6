/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H
/*
 * What a screen is: a name, a block of state, six functions. All screens are alike.
 *
 * Owns    the console allocates the state zeroed before `open` and frees it after `close`; what
 *         `open` opens, `close` closes. A screen asks the console to open another by name and
 *         never includes one.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/command.h"
#include "app/session.h"
#include "base/fault.h"
#include "base/text.h"
#include "ui/canvas.h"

struct console;
struct screen_class;

struct screen {
	const struct screen_class *class;
	struct console *console;
	struct session *session;
	void *state;
};

struct screen_args {
	int64_t message;  /* row to open; 0: none */
	const char *text; /* what else it is asked for, such as a number; may be NULL */
};

enum event_kind {
	EVENT_STORE_CHANGED, /* rows may have changed: read again */
	EVENT_TEXT,          /* a typed character or pasted piece, for a field */
	EVENT_PASTED,        /* the last piece of a paste has come */
	EVENT_KEY,           /* an editing key while a field takes letters: for form_key */
	EVENT_ASKED,         /* console_open names this tab, which is open already: `text` and
	                              * `message` are as in screen_args. What was typed stays. */
	EVENT_MINUTE,        /* the clock's minute */
	EVENT_LOCKED,        /* the vault was locked: forget every secret that was typed or shown */
	EVENT_EDITED,        /* a text comes back from the operator's own editor, changed: `text` */
	EVENT_CONFIRMED,     /* a dialog this screen asked for was answered with yes */
	EVENT_PROFILE,       /* the session acts on another profile, or on changed settings */
	EVENT_HIDE           /* nobody may be looking any more: what is revealed goes */
};

struct event {
	enum event_kind kind;
	const char *text; /* EVENT_TEXT: UTF-8; EVENT_KEY: "Backspace"; borrowed, never NULL */
	int64_t message;  /* EVENT_ASKED */
	bool pasted;
	int token; /* EVENT_CONFIRMED, EVENT_EDITED: as given to console_confirm or
	            * console_edit_outside */
};

struct screen_class {
	const char *name;  /* also the scope of its keys */
	const char *title; /* tab text; NULL for a screen without a tab */
	size_t state_size;
	enum status (*open)(struct screen *s, const struct screen_args *args, struct fault *f);
	void (*close)(struct screen *s);
	void (*draw)(const struct screen *s, struct canvas *c); /* const: it changes nothing */
	bool (*command)(struct screen *s, enum command cmd);    /* false: not mine */
	void (*event)(struct screen *s, const struct event *ev);
	void (*status)(const struct screen *s, struct text *out); /* right half of the footer */
	bool (*typing)(const struct screen *s); /* a field takes letters; may be NULL */
	/* That field is an editor of many lines: the scope is "edit", not "text". May be NULL. */
	bool (*editing)(const struct screen *s);
	/* Closing it would lose what was typed, so the console does not close it on the way to
	 * somewhere else; Esc is the screen's own to ask about. May be NULL. */
	bool (*unsaved)(const struct screen *s);
	bool kept; /* with something unsaved it goes out of sight with its tab, and comes back */
};
#endif
