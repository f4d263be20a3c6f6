/* SPDX-License-Identifier: MIT */
/* the terminal's clipboard, by OSC 52 */
#include "ui/term.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/term_impl.h"

/* screen passes on strings of up to 768 bytes; a copy goes through it in pieces. */
#define SCREEN_PIECE 512
#define WRAPPED_BYTES_MAX ((size_t)512 * 1024)

static void
append_base64(struct text *out, const char *bytes, size_t size_bytes)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t at = 0; at < size_bytes; at += 3) {
		size_t here = size_bytes - at < 3 ? size_bytes - at : 3;
		unsigned group = 0;
		char four[4];
		for (size_t i = 0; i < 3; i++)
			group = group << 8 | (i < here ? (unsigned char)bytes[at + i] : 0U);
		for (size_t i = 0; i < 4; i++) {
			const char *letter = i <= here ? &letters[group >> (18 - 6 * i) & 63] : "=";
			four[i] = *letter;
		}
		text_append_bytes(out, four, sizeof(four));
	}
}

static bool
is_set(const char *name)
{
	const char *value = getenv(name);
	return value && *value;
}

/* By default tmux neither obeys the sequence nor passes a wrapped one on; either can be allowed
 * there, so it gets both, and the clipboard at worst the same text twice. */
static void
append_for_tmux(struct text *out, const char *sequence)
{
	text_append(out, sequence);
	text_append(out, "\033Ptmux;\033");
	text_append(out, sequence);
	text_append(out, "\033\\");
}

static void
append_for_screen(struct text *out, const char *sequence)
{
	size_t left = strlen(sequence);

	for (; left > 0; sequence += left < SCREEN_PIECE ? left : SCREEN_PIECE,
	                 left -= left < SCREEN_PIECE ? left : SCREEN_PIECE) {
		text_append(out, "\033P");
		text_append_bytes(out, sequence, left < SCREEN_PIECE ? left : SCREEN_PIECE);
		text_append(out, "\033\\");
	}
}

/* The text consoles of the kernel and true VT terminals show what they do not know. */
bool
term_can_copy(size_t size_bytes)
{
	const char *name = getenv("TERM");

	return size_bytes <= TERM_COPY_BYTES_MAX && term_is_open() && term_is_ansi() && name &&
	       strncmp(name, "linux", 5) != 0 && strncmp(name, "vt", 2) != 0;
}

void
term_copy(const char *bytes, size_t size_bytes)
{
	struct text sequence;
	struct text wrapped;

	if (!term_can_copy(size_bytes))
		return;
	text_init(&sequence, WRAPPED_BYTES_MAX);
	text_init(&wrapped, WRAPPED_BYTES_MAX);
	text_append(&sequence, "\033]52;c;");
	append_base64(&sequence, bytes, size_bytes);
	text_append(&sequence, "\a");
	if (is_set("TMUX"))
		append_for_tmux(&wrapped, text_string(&sequence));
	else if (is_set("STY"))
		append_for_screen(&wrapped, text_string(&sequence));
	else
		text_append(&wrapped, text_string(&sequence));
	term_write_raw(wrapped.bytes, wrapped.size_bytes);
	text_finish(&wrapped);
	text_finish(&sequence);
}
