/* SPDX-License-Identifier: MIT */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H
/*
 * Which key asks for which command, where. Looked up in the screen's scope first, then "all".
 *
 * "text" is the scope while a field takes letters: printable keys then type and are not looked up
 * elsewhere, so leaving the field (Esc) or a named key gives the screen's keys back. "edit" is the
 * same for a field of many lines (ui/editor).
 */
#include <stdbool.h>
#include <stddef.h>

#include "app/command.h"
#include "base/text.h"

struct binding {
	const char *scope; /* "all", "text", "edit", "dialog", or a screen's name */
	const char *key;   /* "f", "Enter", "C-l", "F1" */
	enum command command;
	int rank; /* place in the footer, from 1; 0: not in the footer */
};

/* The whole table; ends with a row whose scope is NULL. */
const struct binding *keymap_bindings(void);
enum command keymap_look_up(const char *scope, const char *key);
/* Appends the footer of a place: its most useful keys with their help, as far as they fit. `field`
 * is the scope of the field that takes letters, NULL while none does. */
void keymap_write_footer(const char *scope, const char *field, int width_cols, struct text *out);
/* "f, F5": every key of a command in a scope; "" when palette-only. */
void keymap_keys_of(const char *scope, enum command command, struct text *out);
#endif
