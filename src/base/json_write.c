/* SPDX-License-Identifier: MIT */
/* JSON written straight into a text */
#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/json_impl.h"

#define NUMBER_BYTES 64

/* Code points that JSON may carry as they are, but that a terminal would obey or not show. An
 * escape keeps them exactly and makes the output fit for a screen. */
struct range {
	uint32_t first;
	uint32_t last;
};

static const struct range escaped[] = {
	{ 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x00AD, 0x00AD },   { 0x061C, 0x061C },
	{ 0x180E, 0x180E }, { 0x200B, 0x200F }, { 0x2028, 0x202E },   { 0x2060, 0x206F },
	{ 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE0FFF },
};

void
json_write_begin(struct json_writer *w, struct text *out)
{
	w->out = out;
	w->needs_comma = false;
}

static bool
needs_escape(uint32_t code_point)
{
	if (code_point == '"' || code_point == '\\')
		return true;
	for (size_t i = 0; i < sizeof(escaped) / sizeof(escaped[0]); i++)
		if (code_point >= escaped[i].first && code_point <= escaped[i].last)
			return true;
	return false;
}

static void
append_escape(struct text *out, uint32_t code_point)
{
	static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (size_t i = 0; i < sizeof(letters) - 1; i += 2) {
		if ((uint32_t)letters[i] != code_point)
			continue;
		text_append_bytes(out, "\\", 1);
		text_append_bytes(out, letters + i + 1, 1);
		return;
	}
	if (code_point < 0x10000) {
		text_append_format(out, "\\u%04x", (unsigned)code_point);
		return;
	}
	code_point -= 0x10000;
	text_append_format(out, "\\u%04x\\u%04x", (unsigned)(0xD800 + (code_point >> 10)),
	                   (unsigned)(0xDC00 + (code_point & 0x3FF)));
}

static void
append_string(struct text *out, const char *value, size_t size_bytes)
{
	size_t kept = 0;
	uint32_t code_point;

	text_append_bytes(out, "\"", 1);
	for (size_t at = 0, size; at < size_bytes; at += size) {
		size = text_next_code_point(value + at, size_bytes - at, &code_point);
		if (!needs_escape(code_point) && (size > 1 || code_point != 0xFFFD))
			continue;
		text_append_bytes(out, value + kept, at - kept);
		kept = at + size;
		if (code_point == 0xFFFD)
			text_append_code_point(out, code_point);
		else
			append_escape(out, code_point);
	}
	text_append_bytes(out, value + kept, size_bytes - kept);
	text_append_bytes(out, "\"", 1);
}

/* Everything in front of a value: the comma that separates it from the last one, and its name. */
static void
begin_value(struct json_writer *w, const char *name)
{
	if (w->needs_comma)
		text_append_bytes(w->out, ",", 1);
	w->needs_comma = true;
	if (name == NULL)
		return;
	append_string(w->out, name, strlen(name));
	text_append_bytes(w->out, ":", 1);
}

static void
open_bracket(struct json_writer *w, const char *name, const char *bracket)
{
	begin_value(w, name);
	text_append(w->out, bracket);
	w->needs_comma = false;
}

static void
close_bracket(struct json_writer *w, const char *bracket)
{
	text_append(w->out, bracket);
	w->needs_comma = true;
}

void
json_write_object(struct json_writer *w, const char *name)
{
	open_bracket(w, name, "{");
}

void
json_write_object_end(struct json_writer *w)
{
	close_bracket(w, "}");
}

void
json_write_array(struct json_writer *w, const char *name)
{
	open_bracket(w, name, "[");
}

void
json_write_array_end(struct json_writer *w)
{
	close_bracket(w, "]");
}

void
json_write_raw(struct json_writer *w, const char *name, const char *json)
{
	begin_value(w, name);
	text_append(w->out, json);
}

void
json_write_string(struct json_writer *w, const char *name, const char *value)
{
	if (value == NULL)
		json_write_null(w, name);
	else
		json_write_string_bytes(w, name, value, strlen(value));
}

void
json_write_string_bytes(struct json_writer *w, const char *name, const char *value,
                        size_t size_bytes)
{
	begin_value(w, name);
	append_string(w->out, value, size_bytes);
}

void
json_write_integer(struct json_writer *w, const char *name, int64_t value)
{
	begin_value(w, name);
	text_append_format(w->out, "%" PRId64, value);
}

/* JSON has no word for what is not finite. */
void
json_write_number(struct json_writer *w, const char *name, double value)
{
	char digits[NUMBER_BYTES];

	if (!isfinite(value)) {
		json_write_null(w, name);
		return;
	}
	json_number_print(value, digits, sizeof(digits));
	json_write_raw(w, name, digits);
}

void
json_write_bool(struct json_writer *w, const char *name, bool value)
{
	json_write_raw(w, name, value ? "true" : "false");
}

void
json_write_null(struct json_writer *w, const char *name)
{
	json_write_raw(w, name, "null");
}

static void
write_children(struct json_writer *w, const struct json *node)
{
	for (const struct json *i = json_first(node); i != NULL; i = json_next(i))
		json_write_node(w, json_name(i), i);
}

static void
write_scalar(struct json_writer *w, const char *name, const struct json *node)
{
	double number;
	bool boolean;

	if (json_number(node, &number))
		json_write_number(w, name, number);
	else if (json_bool(node, &boolean))
		json_write_bool(w, name, boolean);
	else
		json_write_string(w, name, json_string(node));
}

void
json_write_node(struct json_writer *w, const char *name, const struct json *node)
{
	if (json_is_object(node)) {
		json_write_object(w, name);
		write_children(w, node);
		json_write_object_end(w);
	} else if (json_is_array(node)) {
		json_write_array(w, name);
		write_children(w, node);
		json_write_array_end(w);
	} else {
		write_scalar(w, name, node);
	}
}
