/* SPDX-License-Identifier: MIT */
/* two modules opened to tests from outside: strict JSON and the sanitiser */
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

/*
 * doors json       {"b64": "..."} -> {"accepted": true}
 * doors sanitize   {"b64": "..."} -> {"text": "..."}
 *
 * One object a line, in order. The lines are read without base/json, because what they carry may
 * be larger than it takes and because it is itself on trial.
 */

#define CEILING_BYTES ((size_t)256 * 1024 * 1024)

/* The value of a base64 digit, of either alphabet; -1 for any other byte. */
static int
digit_of(char byte)
{
	if (byte >= 'A' && byte <= 'Z')
		return byte - 'A';
	if (byte >= 'a' && byte <= 'z')
		return byte - 'a' + 26;
	if (byte >= '0' && byte <= '9')
		return byte - '0' + 52;
	if (byte == '+' || byte == '-')
		return 62;
	if (byte == '/' || byte == '_')
		return 63;
	return -1;
}

/* Decodes up to the closing quote, in place. JSON may have written a slash as "\/". */
static bool
decode(char *value, size_t *size_bytes)
{
	unsigned bits = 0;
	int count = 0;
	size_t out = 0;
	char *at = value;

	for (; *at != '\0' && *at != '"' && *at != '='; at++) {
		int digit = digit_of(*at);

		if (*at == '\\' && at[1] == '/')
			continue;
		if (digit < 0)
			return false;
		bits = bits << 6 | (unsigned)digit;
		count += 6;
		if (count >= 8) {
			count -= 8;
			value[out++] = (char)(bits >> count & 0xFF);
		}
	}
	at += strspn(at, "=");
	*size_bytes = out;
	return *at == '"' && count < 6;
}

/* Finds the member's value and puts its bytes where it stood. */
static char *
carried_bytes(char *line, size_t *size_bytes)
{
	char *at = strstr(line, "\"b64\"");

	if (at == NULL)
		return NULL;
	at += strlen("\"b64\"");
	at += strspn(at, " \t");
	if (*at != ':')
		return NULL;
	at++;
	at += strspn(at, " \t");
	if (*at != '"')
		return NULL;
	return decode(at + 1, size_bytes) ? at + 1 : NULL;
}

static void
answer_json(struct json_writer *w, const char *bytes, size_t size_bytes)
{
	/* A block of its own size lets a sanitizer see any read beyond the end. */
	char *copy = mem_copy(bytes, size_bytes);
	struct json *root = NULL;
	struct fault f;
	bool accepted = json_is_acceptable(copy, size_bytes);

	if ((json_parse(copy, size_bytes, "the input", &root, &f) == ST_OK) != accepted)
		json_write_string(w, "error", "check and parse differ");
	json_write_bool(w, "accepted", accepted);
	json_destroy(root);
	mem_free(copy);
}

static void
answer_sanitize(struct json_writer *w, const char *bytes, size_t size_bytes)
{
	char *copy = mem_copy(bytes, size_bytes);
	struct text cleaned;

	text_init(&cleaned, CEILING_BYTES);
	text_append_clean(&cleaned, copy, size_bytes, false);
	json_write_string_bytes(w, "text", text_string(&cleaned), cleaned.size_bytes);
	text_finish(&cleaned);
	mem_free(copy);
}

typedef void (*answer_fn)(struct json_writer *w, const char *bytes, size_t size_bytes);

static void
answer_line(answer_fn answer, char *line, struct text *out)
{
	struct json_writer w;
	size_t size_bytes = 0;
	char *bytes = carried_bytes(line, &size_bytes);

	text_reset(out);
	json_write_begin(&w, out);
	json_write_object(&w, NULL);
	if (bytes != NULL)
		answer(&w, bytes, size_bytes);
	else
		json_write_string(&w, "error", "there is no b64 of base64 in this line");
	json_write_object_end(&w);
	puts(text_string(out));
	fflush(stdout);
}

static answer_fn
door_named(const char *name)
{
	if (strcmp(name, "json") == 0)
		return answer_json;
	if (strcmp(name, "sanitize") == 0)
		return answer_sanitize;
	return NULL;
}

int
main(int count, char **words)
{
	answer_fn answer = count == 2 ? door_named(words[1]) : NULL;
	struct text out;
	char *line = NULL;
	size_t capacity = 0;

	if (answer == NULL) {
		fputs("usage: doors json | doors sanitize\n", stderr);
		return 2;
	}
	setlocale(LC_ALL, "");
	text_init(&out, CEILING_BYTES);
	while (getline(&line, &capacity, stdin) > 0)
		answer_line(answer, line, &out);
	free(line);
	text_finish(&out);
	return ferror(stdin) || fflush(stdout) != 0 ? 1 : 0;
}
