/* SPDX-License-Identifier: MIT */
/* printing for the shell twin: data to stdout, words to stderr, all of it sanitised */
#include "base/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"

#define FORMATTED_BYTES_MAX ((size_t)64 * 1024)
/* "<U+001B>" stands for one byte; no mark is longer for what it stands for. */
#define CLEAN_GROWTH 8

/* Two streams of a process have one state; passing it through every command would say nothing. */
static struct {
	bool colored;
	bool quiet;
	int failed_errno; /* of the first write that failed; 0: none did */
} output;

static bool
variable_is(const char *name, const char *value)
{
	const char *found = getenv(name);

	return found != NULL && strcmp(found, value) == 0;
}

static bool
variable_is_set(const char *name)
{
	const char *found = getenv(name);

	return found != NULL && found[0] != '\0';
}

/* no-color.org before bixense.com/clicolors before what the terminal is. */
static bool
wants_color(void)
{
	if (variable_is_set("NO_COLOR"))
		return false;
	if (variable_is_set("CLICOLOR_FORCE") && !variable_is("CLICOLOR_FORCE", "0"))
		return true;
	if (variable_is("CLICOLOR", "0") || !variable_is_set("TERM") || variable_is("TERM", "dumb"))
		return false;
	return isatty(STDOUT_FILENO) == 1;
}

void
output_init(enum output_color color, bool quiet)
{
	output.colored = color == OUTPUT_COLOR_ALWAYS;
	if (color == OUTPUT_COLOR_AUTO)
		output.colored = wants_color();
	output.quiet = quiet;
	output.failed_errno = 0;
}

static void
remember_failure(int reason)
{
	if (output.failed_errno == 0)
		output.failed_errno = reason != 0 ? reason : EIO;
}

static void
put(FILE *stream, const char *bytes, size_t size_bytes)
{
	if (size_bytes > 0 && fwrite(bytes, 1, size_bytes, stream) != size_bytes)
		remember_failure(errno);
}

static char *format_text(const char *format, va_list args, size_t *size_bytes) PRINTF_LIKE(1, 0);
static void append_formatted(struct text *t, const char *format, va_list args) PRINTF_LIKE(2, 0);
static void print_data(enum output_role role, const char *format, va_list args) PRINTF_LIKE(2, 0);

/* The formatted text, cut at the ceiling; mem_free it. A cut is a failed write. */
static char *
format_text(const char *format, va_list args, size_t *size_bytes)
{
	va_list again;

	va_copy(again, args);
	int wanted = vsnprintf(NULL, 0, format, again);
	va_end(again);

	*size_bytes = wanted > 0 ? (size_t)wanted : 0;
	if (wanted < 0 || *size_bytes > FORMATTED_BYTES_MAX) {
		remember_failure(wanted < 0 ? errno : EMSGSIZE);
		*size_bytes = wanted < 0 ? 0 : FORMATTED_BYTES_MAX;
	}

	char *formatted = mem_alloc(*size_bytes + 1);
	if (wanted >= 0)
		(void)vsnprintf(formatted, *size_bytes + 1, format, args);
	return formatted;
}

static void
append_formatted(struct text *t, const char *format, va_list args)
{
	size_t size_bytes;
	char *formatted = format_text(format, args, &size_bytes);

	(void)text_append_clean(t, formatted, size_bytes, true);
	mem_free(formatted);
}

static const char *
role_start(enum output_role role)
{
	switch (role) {
	case OUTPUT_STRONG: return "\033[1m";
	case OUTPUT_GOOD: return "\033[32m";
	case OUTPUT_BAD: return "\033[31m";
	case OUTPUT_WAIT: return "\033[33m";
	case OUTPUT_DIM: return "\033[90m";
	case OUTPUT_PLAIN: break;
	}
	return "";
}

/* A line end goes behind the reset, so that no colour reaches into the next line. */
static void
put_in_role(enum output_role role, const char *bytes, size_t size_bytes)
{
	const char *start = output.colored ? role_start(role) : "";
	size_t body = size_bytes;

	while (body > 0 && bytes[body - 1] == '\n')
		body--;
	if (start[0] == '\0' || body == 0) {
		put(stdout, bytes, size_bytes);
		return;
	}
	put(stdout, start, strlen(start));
	put(stdout, bytes, body);
	put(stdout, "\033[0m", 4);
	put(stdout, bytes + body, size_bytes - body);
}

static void
print_data(enum output_role role, const char *format, va_list args)
{
	struct text t;

	text_init(&t, FORMATTED_BYTES_MAX * CLEAN_GROWTH + 1);
	append_formatted(&t, format, args);
	put_in_role(role, text_string(&t), t.size_bytes);
	text_finish(&t);
}

void
output_data(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_data(OUTPUT_PLAIN, format, args);
	va_end(args);
}

void
output_role(enum output_role role, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_data(role, format, args);
	va_end(args);
}

void
output_raw(const char *bytes, size_t size_bytes)
{
	put(stdout, bytes, size_bytes);
}

static void
flush_stdout(void)
{
	if (fflush(stdout) != 0)
		remember_failure(errno);
}

/* Data written before come first where both streams are one terminal. */
static void
put_words(const struct text *t)
{
	flush_stdout();
	put(stderr, text_string(t), t->size_bytes);
}

void
output_words(const char *format, ...)
{
	struct text t;
	va_list args;

	if (output.quiet)
		return;
	text_init(&t, FORMATTED_BYTES_MAX * CLEAN_GROWTH + 1);
	va_start(args, format);
	append_formatted(&t, format, args);
	va_end(args);
	(void)text_append(&t, "\n");
	put_words(&t);
	text_finish(&t);
}

void
output_problem(const char *line)
{
	struct text t;

	text_init(&t, strlen(line) * CLEAN_GROWTH + 2);
	(void)text_append_clean(&t, line, strlen(line), false);
	(void)text_append(&t, "\n");
	put_words(&t);
	text_finish(&t);
}

void
output_fault(const struct fault *f)
{
	struct text t;

	text_init(&t, (sizeof f->cause + sizeof f->hint) * CLEAN_GROWTH + 32);
	(void)text_append(&t, "otpdeck: ");
	(void)text_append_clean(&t, f->cause, strlen(f->cause), false);
	(void)text_append(&t, "\n");
	if (f->hint[0] != '\0') {
		(void)text_append(&t, "  ");
		(void)text_append_clean(&t, f->hint, strlen(f->hint), false);
		(void)text_append(&t, "\n");
	}
	put_words(&t);
	text_finish(&t);
}

bool
output_reader_left(void)
{
	flush_stdout();
	return output.failed_errno == EPIPE;
}

enum status
output_finish(struct fault *f)
{
	flush_stdout();
	if (output.failed_errno == 0)
		return ST_OK;
	return fault_set(f, WORD_SYSTEM, "not everything could be written: %s",
	                 strerror(output.failed_errno));
}
