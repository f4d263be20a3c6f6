/* SPDX-License-Identifier: MIT */
/* which key asks for which command, where */
#include "ui/keymap.h"

#include <string.h>

#define FOOTER_KEYS 8
#define FOOTER_BETWEEN "  "

/* The first key of a command is the one that a footer shows. Ranks above 10 are those of keys that
 * work everywhere, so that a screen's own stand in front of them. */
static const struct binding bindings[] = {
	{ "all", "1", CMD_SCREEN_HOME, 0 },
	{ "all", "2", CMD_SCREEN_SEND, 0 },
	{ "all", "3", CMD_SCREEN_LOG, 0 },
	{ "all", "4", CMD_SCREEN_TEMPLATES, 0 },
	{ "all", "5", CMD_SCREEN_CHECKS, 0 },
	{ "all", "6", CMD_SCREEN_SETUP, 0 },
	{ "all", "7", CMD_AUDIT, 0 },
	{ "all", "Up", CMD_UP, 0 },
	{ "all", "k", CMD_UP, 0 },
	{ "all", "C-p", CMD_UP, 0 },
	{ "all", "Down", CMD_DOWN, 0 },
	{ "all", "j", CMD_DOWN, 0 },
	{ "all", "C-n", CMD_DOWN, 0 },
	{ "all", "Left", CMD_LEFT, 0 },
	{ "all", "h", CMD_LEFT, 0 },
	{ "all", "Right", CMD_RIGHT, 0 },
	{ "all", "l", CMD_RIGHT, 0 },
	{ "all", "PageUp", CMD_PAGE_UP, 0 },
	{ "all", "PageDown", CMD_PAGE_DOWN, 0 },
	{ "all", "Home", CMD_FIRST, 0 },
	{ "all", "End", CMD_LAST, 0 },
	{ "all", "Tab", CMD_NEXT_PANE, 0 },
	{ "all", "S-Tab", CMD_PREVIOUS_PANE, 0 },
	{ "all", "Enter", CMD_OPEN, 11 },
	{ "all", "Esc", CMD_BACK, 12 },
	{ "all", "q", CMD_QUIT, 13 },
	{ "all", "F10", CMD_QUIT, 13 },
	{ "all", "?", CMD_HELP, 14 },
	{ "all", "F1", CMD_HELP, 14 },
	{ "all", "T", CMD_TIME_ZONE, 0 },
	{ "all", "C-l", CMD_REDRAW, 0 },
	{ "all", "C-z", CMD_SUSPEND, 0 },
	{ "all", "F12", CMD_LOCK, 0 },
	{ "all", "C-x", CMD_LOCK, 0 },

	{ "text", "Enter", CMD_OPEN, 1 },
	{ "text", "Tab", CMD_NEXT_PANE, 2 },
	{ "text", "S-Tab", CMD_PREVIOUS_PANE, 0 },
	{ "text", "Up", CMD_UP, 0 },
	{ "text", "Down", CMD_DOWN, 0 },
	{ "text", "Esc", CMD_BACK, 3 },

	{ "edit", "Enter", CMD_EDIT_LINE, 0 },
	{ "edit", "Tab", CMD_NEXT_PANE, 10 },
	{ "edit", "S-Tab", CMD_PREVIOUS_PANE, 0 },
	{ "edit", "F7", CMD_EDIT_UNDO, 8 },
	{ "edit", "C-_", CMD_EDIT_UNDO, 8 },
	{ "edit", "F8", CMD_EDIT_REDO, 9 },
	{ "edit", "C-r", CMD_EDIT_REDO, 9 },
	{ "edit", "Esc", CMD_BACK, 10 },

	{ "dialog", "Enter", CMD_OPEN, 1 },
	{ "dialog", "Tab", CMD_NEXT_PANE, 2 },
	{ "dialog", "Esc", CMD_BACK, 3 },
	{ "dialog", "C-l", CMD_REDRAW, 0 },
	{ "dialog", "C-z", CMD_SUSPEND, 0 },
	{ "dialog", "F12", CMD_LOCK, 0 },
	{ "dialog", "C-x", CMD_LOCK, 0 },

	{ "home", "r", CMD_REFRESH, 1 },
	{ "home", "F5", CMD_REFRESH, 1 },
	{ "home", "p", CMD_PROFILE_CHOOSE, 15 },
	{ "home", "g", CMD_FIRST, 0 },
	{ "home", "G", CMD_LAST, 0 },

	{ "send", "s", CMD_COMPOSE_SEND, 1 },
	{ "send", "F2", CMD_COMPOSE_SEND, 1 },
	{ "send", "n", CMD_COMPOSE_NUMBERS, 2 },
	{ "send", "F8", CMD_COMPOSE_NUMBERS, 2 },
	{ "send", "v", CMD_COMPOSE_CONTEXT, 3 },
	{ "send", "F7", CMD_COMPOSE_CONTEXT, 3 },
	{ "send", "'", CMD_COMPOSE_REPAIR, 4 },
	{ "send", "F6", CMD_COMPOSE_REPAIR, 4 },
	{ "send", "d", CMD_COMPOSE_DRY_RUN, 0 },
	{ "send", "F3", CMD_COMPOSE_DRY_RUN, 0 },
	{ "send", "a", CMD_ARM, 0 },
	{ "send", "F4", CMD_ARM, 0 },
	{ "send", "f", CMD_COMPOSE_FLOW, 0 },
	{ "send", "F5", CMD_COMPOSE_FLOW, 0 },
	{ "send", "r", CMD_COMPOSE_REPEAT, 0 },
	{ "send", "F11", CMD_COMPOSE_REPEAT, 0 },
	{ "send", "w", CMD_WHY, 0 },

	{ "log", "f", CMD_LOG_FAILED, 1 },
	{ "log", "w", CMD_WHY, 2 },
	{ "log", "r", CMD_RESEND, 3 },
	{ "log", "R", CMD_RESEND_EDITED, 4 },
	{ "log", "Space", CMD_MARK, 5 },
	{ "log", "F5", CMD_REFRESH, 0 },
	{ "log", "C-r", CMD_REFRESH, 0 },
	{ "log", "g", CMD_FIRST, 0 },
	{ "log", "G", CMD_LAST, 0 },

	{ "message", "w", CMD_WHY, 1 },
	{ "message", "y", CMD_COPY, 3 },
	{ "message", "r", CMD_RESEND, 2 },
	{ "message", "R", CMD_RESEND_EDITED, 4 },
	{ "message", "F5", CMD_REFRESH, 0 },
	{ "message", "C-r", CMD_REFRESH, 0 },
	{ "message", "g", CMD_FIRST, 0 },
	{ "message", "G", CMD_LAST, 0 },

	{ "checks", "c", CMD_CHECKS_ALL, 1 },
	{ "checks", "g", CMD_FIRST, 0 },
	{ "checks", "G", CMD_LAST, 0 },

	{ "request", "g", CMD_FIRST, 0 },
	{ "request", "G", CMD_LAST, 0 },

	{ "audit", "r", CMD_REFRESH, 1 },
	{ "audit", "F5", CMD_REFRESH, 1 },
	{ "audit", "g", CMD_FIRST, 2 },
	{ "audit", "G", CMD_LAST, 3 },

	{ "numbers", "g", CMD_FIRST, 0 },
	{ "numbers", "G", CMD_LAST, 0 },

	{ "help", "g", CMD_FIRST, 0 },
	{ "help", "G", CMD_LAST, 0 },

	{ "templates", "L", CMD_TEXT_LANGUAGE, 1 },
	{ "templates", "c", CMD_TEXT_CLIENT, 2 },
	{ "templates", "n", CMD_TEXT_NEW, 3 },
	{ "templates", "d", CMD_TEXT_HISTORY, 4 },
	{ "templates", "w", CMD_TEXT_WHO, 5 },
	{ "templates", "t", CMD_TEXT_CONTEXTS, 6 },
	{ "templates", "x", CMD_TEXT_REMOVE, 7 },
	{ "templates", "Delete", CMD_TEXT_REMOVE, 7 },
	{ "templates", "u", CMD_FORM_UNDO, 8 },
	{ "templates", "F7", CMD_FORM_UNDO, 8 },
	{ "templates", "E", CMD_TEXT_EXTERNAL, 0 },
	{ "templates", "F11", CMD_TEXT_EXTERNAL, 0 },
	{ "templates", "r", CMD_REFRESH, 0 },
	{ "templates", "F5", CMD_REFRESH, 0 },
	{ "templates", "g", CMD_FIRST, 0 },
	{ "templates", "G", CMD_LAST, 0 },

	{ "template", "s", CMD_FORM_SAVE, 1 },
	{ "template", "F2", CMD_FORM_SAVE, 1 },
	{ "template", "'", CMD_TEXT_FIX, 2 },
	{ "template", "F6", CMD_TEXT_FIX, 2 },
	{ "template", "f", CMD_TEXT_FINDING, 3 },
	{ "template", "F4", CMD_TEXT_FINDING, 3 },
	{ "template", "u", CMD_EDIT_UNDO, 4 },
	{ "template", "F7", CMD_EDIT_UNDO, 4 },
	{ "template", "v", CMD_TEXT_CONTEXT, 5 },
	{ "template", "F3", CMD_TEXT_CONTEXT, 5 },
	{ "template", "E", CMD_TEXT_EXTERNAL, 6 },
	{ "template", "F11", CMD_TEXT_EXTERNAL, 6 },
	{ "template", "d", CMD_TEXT_HISTORY, 7 },
	{ "template", "F5", CMD_TEXT_HISTORY, 7 },
	{ "template", "C-r", CMD_EDIT_REDO, 0 },
	{ "template", "F8", CMD_EDIT_REDO, 0 },

	{ "newtext", "s", CMD_FORM_SAVE, 1 },
	{ "newtext", "F2", CMD_FORM_SAVE, 1 },

	{ "contexts", "a", CMD_TEXT_PASTE, 1 },
	{ "contexts", "x", CMD_SETUP_REMOVE, 2 },
	{ "contexts", "Delete", CMD_SETUP_REMOVE, 0 },
	{ "contexts", "r", CMD_REFRESH, 3 },
	{ "contexts", "F5", CMD_REFRESH, 0 },
	{ "contexts", "g", CMD_FIRST, 0 },
	{ "contexts", "G", CMD_LAST, 0 },

	{ "history", "r", CMD_TEXT_RESTORE, 1 },
	{ "history", "F2", CMD_TEXT_RESTORE, 1 },
	{ "history", "v", CMD_TEXT_COMPARE, 2 },
	{ "history", "F3", CMD_TEXT_COMPARE, 2 },
	{ "history", "g", CMD_FIRST, 0 },
	{ "history", "G", CMD_LAST, 0 },

	{ "setup", "p", CMD_PROFILE_CHOOSE, 1 },
	{ "setup", "a", CMD_SETUP_ADD, 2 },
	{ "setup", "S", CMD_SETUP_SECRETS, 3 },
	{ "setup", "U", CMD_SETUP_USE, 4 },
	{ "setup", "C", CMD_SETUP_COPY, 5 },
	{ "setup", "R", CMD_SETUP_RENAME, 6 },
	{ "setup", "D", CMD_SETUP_REMOVE, 7 },
	{ "setup", "Delete", CMD_SETUP_REMOVE, 7 },
	{ "setup", "y", CMD_SETUP_CODE, 8 },
	{ "setup", "A", CMD_ARM, 9 },
	{ "setup", "F4", CMD_ARM, 9 },
	{ "setup", "r", CMD_REFRESH, 0 },
	{ "setup", "F5", CMD_REFRESH, 0 },
	{ "setup", "g", CMD_FIRST, 0 },
	{ "setup", "G", CMD_LAST, 0 },

	{ "account", "c", CMD_FORM_CHECK, 0 },
	{ "account", "F5", CMD_FORM_CHECK, 0 },
	{ "account", "s", CMD_FORM_SAVE, 1 },
	{ "account", "F2", CMD_FORM_SAVE, 1 },
	{ "account", "u", CMD_FORM_UNDO, 2 },
	{ "account", "F7", CMD_FORM_UNDO, 2 },
	{ "account", "'", CMD_FORM_REPAIR, 3 },
	{ "account", "F6", CMD_FORM_REPAIR, 3 },
	{ "account", "r", CMD_SETUP_REVEAL, 4 },
	{ "account", "F8", CMD_SETUP_REVEAL, 4 },

	{ "secrets", "a", CMD_SETUP_ADD, 1 },
	{ "secrets", "r", CMD_SETUP_REVEAL, 2 },
	{ "secrets", "D", CMD_SETUP_REMOVE, 3 },
	{ "secrets", "Delete", CMD_SETUP_REMOVE, 3 },
	{ "secrets", "g", CMD_FIRST, 0 },
	{ "secrets", "G", CMD_LAST, 0 },

	{ "secret", "s", CMD_FORM_SAVE, 1 },
	{ "secret", "F2", CMD_FORM_SAVE, 1 },
	{ "secret", "u", CMD_FORM_UNDO, 2 },
	{ "secret", "F7", CMD_FORM_UNDO, 2 },

	{ "name", "s", CMD_FORM_SAVE, 1 },
	{ "name", "F2", CMD_FORM_SAVE, 1 },

	{ "hookcode", "y", CMD_COPY, 1 },
	{ "hookcode", "s", CMD_COPY_FILE, 2 },
	{ "hookcode", "F2", CMD_COPY_FILE, 2 },

	{ "profiles", "g", CMD_FIRST, 0 },
	{ "profiles", "G", CMD_LAST, 0 },

	{ NULL, NULL, CMD_NONE, 0 },
};

const struct binding *
keymap_bindings(void)
{
	return bindings;
}

static enum command
look_up_in(const char *scope, const char *key)
{
	for (const struct binding *b = bindings; b->scope; b++) {
		if (strcmp(b->scope, scope) == 0 && strcmp(b->key, key) == 0)
			return b->command;
	}
	return CMD_NONE;
}

/* In a field letters are text and in a dialog they are answers, so these stand alone. */
static bool
is_closed(const char *scope)
{
	return strcmp(scope, "text") == 0 || strcmp(scope, "edit") == 0 ||
	       strcmp(scope, "dialog") == 0;
}

enum command
keymap_look_up(const char *scope, const char *key)
{
	enum command found = look_up_in(scope, key);
	if (found == CMD_NONE && !is_closed(scope))
		found = look_up_in("all", key);
	return found;
}

/* Whether a binding works in a place; while typing only keys that type nothing do, and those of the
 * field come before the screen's. */
static bool
applies(const struct binding *b, const char *scope, const char *field)
{
	if (field && b->key[1] == '\0')
		return false;
	if (field && strcmp(b->scope, field) == 0)
		return true;
	if (field && look_up_in(field, b->key) != CMD_NONE)
		return false;
	if (strcmp(b->scope, scope) == 0)
		return true;
	return strcmp(b->scope, "all") == 0 && !is_closed(scope);
}

struct footer {
	const struct binding *chosen[FOOTER_KEYS];
	size_t count;
};

static bool
has_command(const struct footer *shown, enum command command)
{
	for (size_t i = 0; i < shown->count; i++) {
		if (shown->chosen[i]->command == command)
			return true;
	}
	return false;
}

/* The best binding that is not shown yet. */
static const struct binding *
choose_next(const struct footer *shown, const char *scope, const char *field)
{
	const struct binding *best = NULL;

	for (const struct binding *b = bindings; b->scope; b++) {
		if (b->rank == 0 || !applies(b, scope, field) || has_command(shown, b->command))
			continue;
		if (!best || b->rank < best->rank)
			best = b;
	}
	return best;
}

void
keymap_write_footer(const char *scope, const char *field, int width_cols, struct text *out)
{
	struct footer shown = { .count = 0 };
	int used = 0;

	while (shown.count < FOOTER_KEYS) {
		const struct binding *b = choose_next(&shown, scope, field);
		if (!b)
			break;
		const char *between = shown.count > 0 ? FOOTER_BETWEEN : "";
		const char *words = command_words(b->command);
		int size = (int)(strlen(between) + strlen(b->key) + 1 + strlen(words));
		if (used + size > width_cols)
			break;
		used += size;
		shown.chosen[shown.count++] = b;
		text_append_format(out, "%s%s %s", between, b->key, words);
	}
}

void
keymap_keys_of(const char *scope, enum command command, struct text *out)
{
	const char *between = "";

	for (const struct binding *b = bindings; b->scope; b++) {
		if (b->command != command || !applies(b, scope, NULL))
			continue;
		text_append_format(out, "%s%s", between, b->key);
		between = ", ";
	}
}
