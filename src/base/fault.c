/* SPDX-License-Identifier: MIT */
/* how a failure travels: a status, a word, a cause, a hint */
#include "base/fault.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct word_row {
	const char *text;
	enum status status;
	int exit_status;
};

static const struct word_row words[WORD_COUNT] = {
#define WORD(id, word, status, exit_status) [WORD_##id] = { word, status, exit_status },
#include "base/fault_words.def"
#undef WORD
};

/* An unknown value finds NULL: a word may come from a stored row. */
static const struct word_row *
row_of(enum fault_word word)
{
	return (unsigned)word < WORD_COUNT ? &words[word] : NULL;
}

/* Takes off the head of a UTF-8 sequence whose tail a cut has lost. */
static void
drop_partial_character(char *line)
{
	size_t size = strlen(line);
	size_t start = size;

	while (start > 0 && size - start < 3 && ((unsigned char)line[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0)
		return;
	start--;

	unsigned char head = (unsigned char)line[start];
	size_t wanted = head >= 0xF0 ? 4 : head >= 0xE0 ? 3 : head >= 0xC0 ? 2 : 1;

	if (size - start < wanted)
		line[start] = '\0';
}

/* The arguments may point into the fault itself, so the line is built beside it. */
static void PRINTF_LIKE(3, 0)
	write_line(char *out, size_t out_bytes, const char *format, va_list arguments)
{
	char line[sizeof(((struct fault *)NULL)->cause)];
	int wanted = vsnprintf(line, sizeof(line), format, arguments);

	assert(out_bytes == sizeof(line));
	if (wanted < 0)
		line[0] = '\0';
	else if ((size_t)wanted >= sizeof(line))
		drop_partial_character(line);
	memcpy(out, line, out_bytes);
}

enum status
fault_set(struct fault *f, enum fault_word word, const char *format, ...)
{
	va_list arguments;

	assert(f != NULL);
	va_start(arguments, format);
	write_line(f->cause, sizeof(f->cause), format, arguments);
	va_end(arguments);
	f->word = word;
	f->code = fault_word_status(word);
	f->hint[0] = '\0';
	return f->code;
}

enum status
fault_hint(struct fault *f, const char *format, ...)
{
	va_list arguments;

	assert(f != NULL);
	va_start(arguments, format);
	write_line(f->hint, sizeof(f->hint), format, arguments);
	va_end(arguments);
	return f->code;
}

const char *
fault_word_text(enum fault_word word)
{
	const struct word_row *row = row_of(word);

	return row != NULL ? row->text : "none";
}

enum status
fault_word_status(enum fault_word word)
{
	const struct word_row *row = row_of(word);

	return row != NULL ? row->status : ST_OK;
}

int
fault_word_exit(enum fault_word word)
{
	const struct word_row *row = row_of(word);

	return row != NULL ? row->exit_status : 0;
}
