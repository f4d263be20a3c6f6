/* SPDX-License-Identifier: MIT */
/* words as mdoc needs them */
#include <ctype.h>
#include <string.h>

#include "manual/manual.h"

#define LINE_BYTES 50 /* of usage, after which the next blank ends the line */

/* Signs that a formatter would turn into something prettier, which nobody could paste. */
static const char *
escape_of(char sign)
{
	switch (sign) {
	case '\\': return "\\e";
	case '-': return "\\-";
	case '\'': return "\\(aq";
	case '"': return "\\(dq";
	case '`': return "\\(ga";
	case '^': return "\\(ha";
	case '~': return "\\(ti";
	default: return NULL;
	}
}

static void
append_sign(struct text *out, char sign)
{
	const char *escape = escape_of(sign);

	if (escape)
		text_append(out, escape);
	else
		text_append_bytes(out, &sign, 1);
}

void
mdoc_literal(struct text *out, const char *words)
{
	/* A single mark would be taken for punctuation, one in front for a request. */
	if (!isalnum((unsigned char)words[0]) && !escape_of(words[0]))
		text_append(out, "\\&");
	for (; *words; words++)
		append_sign(out, *words);
}

void
mdoc_sentence(struct text *out, const char *words)
{
	if (ispunct((unsigned char)words[0]) && !escape_of(words[0]))
		text_append(out, "\\&");
	for (const char *at = words; *at; at++) {
		/* A hyphen inside of a word may stay one. */
		if (*at == '-' && at > words && isalpha((unsigned char)at[-1]) &&
		    isalpha((unsigned char)at[1]))
			text_append(out, "-");
		else
			append_sign(out, *at);
	}
	text_append(out, ".\n");
}

static const char *
font_of(const char *run, size_t size)
{
	if (run[0] == '-')
		return "\\fB";
	for (size_t i = 0; i < size; i++)
		if (!isupper((unsigned char)run[i]))
			return "";
	return "\\fI";
}

void
mdoc_usage(struct text *out, const char *usage)
{
	static const char between[] = " []|=.";
	size_t line = out->size_bytes;

	while (*usage) {
		size_t size = strcspn(usage, between);
		const char *font = size > 0 ? font_of(usage, size) : "";

		text_append(out, font);
		for (size_t i = 0; i < size; i++)
			append_sign(out, usage[i]);
		text_append(out, *font ? "\\fR" : "");
		usage += size;
		/* A line end in the source is a blank on the page. */
		if (usage[0] == ' ' && out->size_bytes - line > LINE_BYTES) {
			text_append(out, "\n");
			line = out->size_bytes;
			usage++;
		}
		size = strspn(usage, between);
		text_append_bytes(out, usage, size);
		usage += size;
	}
	text_append(out, "\n");
}

void
mdoc_example(struct text *out, const char *command)
{
	text_append(out, ".Bd -literal -offset indent\n");
	mdoc_literal(out, command);
	text_append(out, "\n.Ed\n");
}
