/* SPDX-License-Identifier: MIT */
/* the grammar of RFC 8259, nothing else */
#include <stdint.h>
#include <string.h>

#include "base/json_impl.h"
#include "base/mem.h"

static bool scan_value(struct json_scan *s);

bool
json_scan_fail(struct json_scan *s, size_t at, const char *why)
{
	s->at = at;
	s->why = why;
	return false;
}

/* The byte that comes next; -1 at the end. */
static int
peek(const struct json_scan *s)
{
	return s->at < s->size_bytes ? s->bytes[s->at] : -1;
}

static void
skip_blanks(struct json_scan *s)
{
	int byte = peek(s);

	while (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') {
		s->at++;
		byte = peek(s);
	}
}

static bool
expect_fail(struct json_scan *s, const char *why)
{
	return json_scan_fail(s, s->at, s->at < s->size_bytes ? why : "it ends too early");
}

static bool
scan_word(struct json_scan *s, const char *word)
{
	size_t size = strlen(word);

	if (s->size_bytes - s->at < size || memcmp(s->bytes + s->at, word, size) != 0)
		return json_scan_fail(s, s->at, "a value is expected here");
	s->at += size;
	return true;
}

static bool
scan_member(struct json_scan *s)
{
	skip_blanks(s);
	if (peek(s) != '"')
		return expect_fail(s, "a name in double quotes is expected here");
	json_names_add(s, s->at + 1);
	if (!json_scan_string(s))
		return false;
	skip_blanks(s);
	if (peek(s) != ':')
		return expect_fail(s, "a colon is expected here");
	s->at++;
	return scan_value(s);
}

/* Reads the comma or the closing bracket behind an item; *closed says which it was. */
static bool
scan_separator(struct json_scan *s, int closing, bool *closed)
{
	int byte;

	skip_blanks(s);
	byte = peek(s);
	if (byte != ',' && byte != closing)
		return expect_fail(s, closing == '}' ? "a comma or } is expected here"
		                                     : "a comma or ] is expected here");
	*closed = byte == closing;
	s->at++;
	return true;
}

/* An object or an array, whose bracket comes next: the same but for the names. */
static bool
scan_items(struct json_scan *s, int closing, bool (*scan_item)(struct json_scan *))
{
	bool closed = false;

	s->at++;
	skip_blanks(s);
	if (peek(s) == closing) {
		s->at++;
		return true;
	}
	while (!closed)
		if (!scan_item(s) || !scan_separator(s, closing, &closed))
			return false;
	return true;
}

static bool
scan_container(struct json_scan *s)
{
	size_t first_name = s->names_count;
	bool is_object = s->bytes[s->at] == '{';

	if (s->depth == JSON_DEPTH_MAX)
		return json_scan_fail(s, s->at, "it nests too deep");
	s->depth++;
	if (!scan_items(s, is_object ? '}' : ']', is_object ? scan_member : scan_value))
		return false;
	s->depth--;
	return !is_object || json_names_close(s, first_name);
}

static bool
scan_value(struct json_scan *s)
{
	skip_blanks(s);
	switch (peek(s)) {
	case '{':
	case '[': return scan_container(s);
	case '"': return json_scan_string(s);
	case 't': return scan_word(s, "true");
	case 'f': return scan_word(s, "false");
	case 'n': return scan_word(s, "null");
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9': return json_scan_number(s);
	default: return expect_fail(s, "a value is expected here");
	}
}

bool
json_scan_run(struct json_scan *s)
{
	if (s->size_bytes > JSON_BYTES_MAX)
		return json_scan_fail(s, 0, "it is larger than 1 MiB");
	skip_blanks(s);
	if (s->at == s->size_bytes)
		return json_scan_fail(s, s->at, "it is empty");
	if (!scan_value(s))
		return false;
	skip_blanks(s);
	if (s->at < s->size_bytes)
		return json_scan_fail(s, s->at, "something follows the value");
	return true;
}

void
json_scan_finish(struct json_scan *s)
{
	mem_free(s->names);
	s->names = NULL;
}
