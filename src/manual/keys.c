/* SPDX-License-Identifier: MIT */
/* keys of the console by place, from the keymap and the commands */
#include <string.h>

#include "manual/manual.h"
#include "ui/keymap.h"

static const char *
place_of(const char *scope)
{
	static const struct {
		const char *scope;
		const char *place;
	} places[] = {
		{ "all", "everywhere" },          { "text", "in a field" },
		{ "edit", "in an editor" },       { "dialog", "in a question" },
		{ "message", "one message" },     { "request", "a dry run" },
		{ "numbers", "list of numbers" }, { "account", "form of a profile" },
		{ "secret", "form of a secret" }, { "hookcode", "code for Auth0" },
		{ "name", "asked for a name" },   { "profiles", "choice of profiles" },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strcmp(places[i].scope, scope) == 0)
			return places[i].place;
	return scope;
}

/* Whether an earlier row binds the command in the same place: its keys stand there. */
static bool
is_repeated(const struct binding *b)
{
	for (const struct binding *i = keymap_bindings(); i != b; i++)
		if (i->command == b->command && strcmp(i->scope, b->scope) == 0)
			return true;
	return false;
}

/* The next key of the same command in the same place, NULL behind the last. */
static const struct binding *
next_key(const struct binding *b)
{
	for (const struct binding *i = b + 1; i->scope; i++)
		if (i->command == b->command && strcmp(i->scope, b->scope) == 0)
			return i;
	return NULL;
}

void
manual_write_keys(struct text *out)
{
	const char *scope = "";

	for (const struct binding *b = keymap_bindings(); b->scope; b++) {
		if (is_repeated(b))
			continue;
		if (strcmp(scope, b->scope) != 0) {
			text_append(out, *scope ? ".El\n" : "");
			text_append_format(out, ".Ss Keys: %s\n", place_of(b->scope));
			text_append(out, ".Bl -tag -width Ds -compact\n");
			scope = b->scope;
		}
		text_append(out, ".It");
		for (const struct binding *key = b; key; key = next_key(key)) {
			text_append(out, key == b ? " Ic " : " , Ic ");
			mdoc_literal(out, key->key);
		}
		text_append(out, "\n");
		mdoc_sentence(out, command_help(b->command));
	}
	text_append(out, ".El\n");
}

void
manual_write_keys_readme(struct text *out)
{
	text_append(out, "\n| where | keys | what they do |\n|---|---|---|\n");
	for (const struct binding *b = keymap_bindings(); b->scope; b++) {
		if (is_repeated(b))
			continue;
		text_append_format(out, "| %s | ", place_of(b->scope));
		for (const struct binding *key = b; key; key = next_key(key))
			text_append_format(out, "%s`%s`", key == b ? "" : " ", key->key);
		text_append_format(out, " | %s |\n", command_help(b->command));
	}
	text_append(out, "\n");
}
