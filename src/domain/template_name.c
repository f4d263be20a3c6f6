/* SPDX-License-Identifier: MIT */
/* names of templates, read and written: kind, locale, client, channel */
#include "domain/template.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define SUBTAG_MAX 8

/* --- Locales -------------------------------------------------------------------------------- */

static char
folded(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	if (c == '_')
		return '-';
	return c;
}

bool
template_locale_is_given(const char *locale)
{
	return locale[0] != '\0' && strcmp(locale, "N/A") != 0;
}

bool
template_locale_equals(const char *a, const char *b)
{
	while (*a && folded(*a) == folded(*b)) {
		a++;
		b++;
	}
	return folded(*a) == folded(*b);
}

void
template_locale_fold(const char *locale, char *out, size_t size_bytes)
{
	text_copy(out, size_bytes, locale);
	for (; *out; out++)
		*out = folded(*out);
}

void
template_locale_language(const char *locale, char *out, size_t size_bytes)
{
	template_locale_fold(locale, out, size_bytes);
	out[strcspn(out, "-")] = '\0';
}

/* The usual case: small, but a region of two letters great and a script of four with a capital. */
static void
write_subtag(char *subtag, size_t length, bool first)
{
	bool region = !first && length == 2;
	bool script = !first && length == 4;

	for (size_t i = 0; i < length; i++) {
		subtag[i] = (char)tolower((unsigned char)subtag[i]);
		if (region || (script && i == 0))
			subtag[i] = (char)toupper((unsigned char)subtag[i]);
	}
}

static bool
subtag_is_right(const char *subtag, size_t length, bool first)
{
	if (length > SUBTAG_MAX || length < (first ? 2 : 1))
		return false;
	return strspn(subtag, first ? LETTERS : LETTERS DIGITS) >= length;
}

/* Puts a locale into its usual case; false when it is none. */
static bool
canonize(char *locale)
{
	char *subtag = locale;

	for (bool first = true;; first = false) {
		size_t length = strcspn(subtag, "-_");

		if (!subtag_is_right(subtag, length, first))
			return false;
		write_subtag(subtag, length, first);
		if (subtag[length] == '\0')
			return true;
		subtag[length] = '-';
		subtag += length + 1;
	}
}

static enum status
set_locale_at(struct template_name *name, const char *locale, size_t column, struct fault *f)
{
	char usual[TEMPLATE_LOCALE_BYTES];

	if (strlen(locale) >= sizeof(usual))
		return fault_set(f, WORD_VALUE_INVALID,
		                 "column %zu: a locale has at most %zu characters", column,
		                 sizeof(usual) - 1);
	text_copy(usual, sizeof(usual), locale);
	if (usual[0] && !canonize(usual)) {
		fault_set(f, WORD_VALUE_INVALID, "column %zu: a locale was expected", column);
		return fault_hint(f, "a language and, if need be, a region: fr, fr-CA, zh-Hant-TW");
	}
	text_copy(name->locale, sizeof(name->locale), usual);
	return ST_OK;
}

enum status
template_name_set_locale(struct template_name *name, const char *locale, struct fault *f)
{
	return set_locale_at(name, locale, 1, f);
}

/* --- Reading -------------------------------------------------------------------------------- */

static enum status
set_client_at(struct template_name *name, const char *client_id, size_t column, struct fault *f)
{
	size_t right = strspn(client_id, LETTERS DIGITS "._~-");

	if (client_id[right] != '\0') {
		fault_set(f, WORD_VALUE_INVALID, "column %zu: no client_id holds this character",
		          column + right);
		return fault_hint(f, "a client_id is letters, digits and . _ ~ -");
	}
	if (right >= sizeof(name->client_id))
		return fault_set(f, WORD_VALUE_INVALID,
		                 "column %zu: a client_id has at most %zu characters", column,
		                 sizeof(name->client_id) - 1);
	text_copy(name->client_id, sizeof(name->client_id), client_id);
	return ST_OK;
}

enum status
template_name_set_client(struct template_name *name, const char *client_id, struct fault *f)
{
	return set_client_at(name, client_id, 1, f);
}

static enum status
set_channel_at(struct template_name *name, const char *word, size_t column, struct fault *f)
{
	for (int i = TEMPLATE_SMS; i <= TEMPLATE_VOICE; i++)
		if (strcmp(word, template_channel_word((enum template_channel)i)) == 0) {
			name->channel = (enum template_channel)i;
			return ST_OK;
		}
	return fault_set(f, WORD_VALUE_INVALID, "column %zu: sms or voice was expected", column);
}

/* The parts behind the kind, in the order in which a name has them. */
static const char marks[] = "/@:";

static enum status
read_part(struct template_name *name, const char *part, size_t column, struct fault *f)
{
	const char *value = part + 1;

	if (value[0] == '\0')
		return fault_set(f, WORD_VALUE_INVALID, "column %zu: %s was expected", column + 1,
		                 part[0] == '/'   ? "a locale"
		                 : part[0] == '@' ? "a client_id"
		                                  : "sms or voice");
	switch (part[0]) {
	case '/': return set_locale_at(name, value, column + 1, f);
	case '@': return set_client_at(name, value, column + 1, f);
	default: return set_channel_at(name, value, column + 1, f);
	}
}

enum status
template_name_parse(const char *text, struct template_name *out, struct fault *f)
{
	struct template_name name = { 0 };
	char piece[TEMPLATE_NAME_BYTES];
	const char *open = marks;
	size_t at = strcspn(text, marks);

	if (strlen(text) >= sizeof(piece))
		return fault_set(f, WORD_VALUE_INVALID, "a template's name has at most %zu bytes",
		                 sizeof(piece) - 1);
	snprintf(piece, sizeof(piece), "%.*s", (int)at, text);
	enum status st = template_kind_parse(piece, &name.kind, f);
	while (st == ST_OK && text[at]) {
		const char *mark = strchr(open, text[at]);
		size_t length = 1 + strcspn(text + at + 1, marks);

		if (mark == NULL) {
			fault_set(f, WORD_VALUE_INVALID, "column %zu: '%c' does not belong here",
			          at + 1, text[at]);
			return fault_hint(f, "a name is KIND/LOCALE@CLIENT:CHANNEL, in this order");
		}
		open = mark + 1;
		snprintf(piece, sizeof(piece), "%.*s", (int)length, text + at);
		st = read_part(&name, piece, at + 1, f);
		at += length;
	}
	if (st == ST_OK)
		*out = name;
	return st;
}

/* --- Writing and comparing ------------------------------------------------------------------ */

void
template_name_write(const struct template_name *name, char *out, size_t size_bytes)
{
	const char *channel = template_channel_word(name->channel);

	snprintf(out, size_bytes, "%s%s%s%s%s%s%s", template_kind_name(name->kind),
	         name->locale[0] ? "/" : "", name->locale, name->client_id[0] ? "@" : "",
	         name->client_id, channel[0] ? ":" : "", channel);
}

int
template_name_compare(const struct template_name *a, const struct template_name *b)
{
	int order = (a->kind > b->kind) - (a->kind < b->kind);

	if (order == 0)
		order = strcmp(a->locale, b->locale);
	if (order == 0)
		order = strcmp(a->client_id, b->client_id);
	return order != 0 ? order : (a->channel > b->channel) - (a->channel < b->channel);
}

bool
template_name_equals(const struct template_name *a, const struct template_name *b)
{
	return template_name_compare(a, b) == 0;
}

void
template_names_add(struct template_name *names, size_t *count, const struct template_name *name)
{
	for (size_t i = 0; i < *count; i++)
		if (template_name_equals(&names[i], name))
			return;
	names[(*count)++] = *name;
}

bool
template_name_is_plain(const struct template_name *name)
{
	return !name->locale[0] && !name->client_id[0] && name->channel == TEMPLATE_BOTH;
}
