/* SPDX-License-Identifier: MIT */
/* message texts with holes: parse once, render often */
#include "domain/liquid.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Either words that stand for themselves, or the dotted name of a hole. */
struct piece {
	bool is_hole;
	size_t start; /* in `words` */
	size_t size_bytes;
};

struct liquid {
	struct piece *pieces;
	size_t piece_count;
	size_t piece_room;
	char *words; /* the texts and names of all pieces, each with a NUL behind it */
	size_t words_size;
};

/* The source while it is read. */
struct reader {
	const char *source;
	size_t size_bytes;
	size_t at;
	bool trims_next; /* the hole before ended in -}} */
};

/* What is wrong and where, until it becomes a fault. */
struct complaint {
	size_t at;
	const char *words;
};

#define PIECE_ROOM_FIRST 16

static void
place_of(const struct reader *r, size_t at, int *line, int *column)
{
	size_t i = 0;

	*line = 1;
	*column = 1;
	while (i < at) {
		uint32_t code_point;

		i += text_next_code_point(r->source + i, r->size_bytes - i, &code_point);
		*column += 1;
		if (code_point == '\n') {
			*line += 1;
			*column = 1;
		}
	}
}

static enum status
complain(const struct reader *r, const struct complaint *what, struct fault *f)
{
	int line;
	int column;

	place_of(r, what->at, &line, &column);
	return fault_set(f, WORD_TEMPLATE_INVALID, "%d:%d: %s", line, column, what->words);
}

static bool
is_blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool
starts_name(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool
goes_on_name(char byte)
{
	return starts_name(byte) || (byte >= '0' && byte <= '9') || byte == '-';
}

static bool
is_at(const struct reader *r, size_t at, const char *words)
{
	size_t size = strlen(words);

	return at + size <= r->size_bytes && memcmp(r->source + at, words, size) == 0;
}

/* The offset of `words` at or behind `from`, or the end of the source. */
static size_t
find(const struct reader *r, size_t from, const char *words)
{
	while (from < r->size_bytes && !is_at(r, from, words))
		from++;
	return from;
}

static void
add_piece(struct liquid *t, bool is_hole, const char *bytes, size_t size_bytes)
{
	if (size_bytes == 0)
		return;
	if (t->piece_count == t->piece_room) {
		t->piece_room = t->piece_room == 0 ? PIECE_ROOM_FIRST : t->piece_room * 2;
		t->pieces = mem_resize(t->pieces, t->piece_room * sizeof *t->pieces);
	}
	t->pieces[t->piece_count++] = (struct piece){ is_hole, t->words_size, size_bytes };
	memcpy(t->words + t->words_size, bytes, size_bytes);
	t->words[t->words_size + size_bytes] = '\0';
	t->words_size += size_bytes + 1;
}

/* Takes the words up to the next hole, without the blanks that a hole beside them swallows. */
static void
read_words(struct reader *r, struct liquid *t)
{
	size_t start = r->at;
	size_t end = find(r, r->at, "{{");

	r->at = end;
	if (r->trims_next)
		while (start < end && is_blank(r->source[start]))
			start++;
	if (is_at(r, end, "{{-"))
		while (end > start && is_blank(r->source[end - 1]))
			end--;
	add_piece(t, false, r->source + start, end - start);
}

static size_t
skip_blanks(const struct reader *r, size_t at, size_t end)
{
	while (at < end && is_blank(r->source[at]))
		at++;
	return at;
}

/* The end of a dotted name that begins at `at`; `at` itself when there is none. A hyphen before
 * the end of the hole belongs to the hole. */
static size_t
end_of_name(const struct reader *r, size_t at, size_t end)
{
	size_t i = at;

	if (i == end || !starts_name(r->source[i]))
		return at;
	while (i < end) {
		bool dot = r->source[i] == '.' && i + 1 < end && starts_name(r->source[i + 1]);

		if (!dot && !goes_on_name(r->source[i]))
			break;
		i++;
	}
	return i;
}

static const char *
why_not_a_name(const struct reader *r, size_t at, size_t end)
{
	if (at == end)
		return "this hole names nothing";
	if (r->source[at] == '|')
		return "filters are not supported";
	if (r->source[at] == '"' || r->source[at] == '\'')
		return "a hole takes a name, not a quoted text";
	if (r->source[at] == '[')
		return "a hole takes a dotted name, without brackets";
	return "a hole takes one dotted name, such as code or user.name";
}

/* Reads from an opening {{ to behind its }}. */
static enum status
read_hole(struct reader *r, struct liquid *t, struct fault *f)
{
	struct complaint unclosed = { r->at, "{{ is opened here and never closed" };
	size_t open = r->at + (is_at(r, r->at, "{{-") ? 3 : 2);
	size_t close = find(r, open, "}}");
	size_t end = close;
	size_t start;
	size_t stop;

	if (close == r->size_bytes || find(r, open, "{{") < close)
		return complain(r, &unclosed, f);
	r->trims_next = end > open && r->source[end - 1] == '-';
	if (r->trims_next)
		end--;
	start = skip_blanks(r, open, end);
	stop = end_of_name(r, start, end);
	if (stop == start || skip_blanks(r, stop, end) != end) {
		struct complaint what = { stop == start ? start : skip_blanks(r, stop, end), NULL };

		what.words = why_not_a_name(r, what.at, end);
		return complain(r, &what, f);
	}
	add_piece(t, true, r->source + start, stop - start);
	r->at = close + 2;
	return ST_OK;
}

/* What makes a source unusable wherever it stands. */
static enum status
check_source(const struct reader *r, struct fault *f)
{
	struct complaint tag = { find(r, 0, "{%"), "tags are not supported" };
	struct complaint strange = { 0, "this is not UTF-8 text" };

	while (strange.at < r->size_bytes) {
		uint32_t code_point;
		size_t step = text_next_code_point(r->source + strange.at,
		                                   r->size_bytes - strange.at, &code_point);

		if (code_point == 0 || (code_point == 0xFFFD && step == 1))
			return complain(r, &strange, f);
		strange.at += step;
	}
	if (tag.at < r->size_bytes)
		return complain(r, &tag, f);
	return ST_OK;
}

static enum status
read_source(struct reader *r, struct liquid *t, struct fault *f)
{
	enum status st = check_source(r, f);

	while (st == ST_OK && r->at < r->size_bytes) {
		read_words(r, t);
		if (r->at < r->size_bytes)
			st = read_hole(r, t, f);
	}
	return st;
}

enum status
liquid_create(const char *source, size_t size_bytes, struct liquid **out, struct fault *f)
{
	struct reader r = { source, size_bytes, 0, false };
	struct liquid *t;
	enum status st;

	*out = NULL;
	if (size_bytes > LIQUID_SOURCE_MAX)
		return fault_set(f, WORD_TEMPLATE_TOO_LARGE,
		                 "the template has %zu bytes, %zu are the most", size_bytes,
		                 LIQUID_SOURCE_MAX);
	t = mem_alloc(sizeof *t);
	/* A piece is never longer than its source, and its NUL takes the place of a brace or
	 * of nothing at the very end. */
	t->words = mem_alloc(size_bytes + 1);
	st = read_source(&r, t, f);
	if (st != ST_OK) {
		liquid_destroy(t);
		return st;
	}
	*out = t;
	return ST_OK;
}

/* Texts as they are, numbers and booleans as JSON writes them; null, objects and lists as
 * nothing. */
static bool
append_value(struct text *out, const struct json *value)
{
	const char *words = json_string(value);
	struct json_writer w;
	double number;
	bool truth;

	if (words != NULL)
		return text_append(out, words);
	if (!json_number(value, &number) && !json_bool(value, &truth))
		return true;
	json_write_begin(&w, out);
	json_write_node(&w, NULL, value);
	return !out->overflowed;
}

enum status
liquid_render(const struct liquid *t, const struct json *data, struct text *out, size_t *missing,
              struct fault *f)
{
	size_t before = out->size_bytes;
	size_t unknown = 0;

	for (size_t i = 0; i < t->piece_count; i++) {
		const struct piece *piece = &t->pieces[i];
		const char *words = t->words + piece->start;
		bool fits;

		if (piece->is_hole) {
			const struct json *value = json_at_path(data, words);

			unknown += value == NULL;
			fits = append_value(out, value);
		} else {
			fits = text_append_bytes(out, words, piece->size_bytes);
		}
		if (!fits) {
			text_cut(out, before);
			return fault_set(f, WORD_TEMPLATE_TOO_LARGE,
			                 "the rendered text is longer than %zu bytes",
			                 out->ceiling_bytes);
		}
	}
	if (missing != NULL)
		*missing = unknown;
	return ST_OK;
}

void
liquid_destroy(struct liquid *t)
{
	if (t == NULL)
		return;
	mem_free(t->pieces);
	mem_free(t->words);
	mem_free(t);
}

enum status
liquid_render_with(const struct liquid *t, struct liquid_run *run, struct text *out,
                   struct fault *f)
{
	return liquid_render(t, run->data, out, &run->missing, f);
}

struct liquid_place
liquid_place_at(const char *source, size_t size_bytes, size_t offset_bytes)
{
	struct liquid_place place = { 1, 1 };

	for (size_t i = 0; i < offset_bytes && i < size_bytes; i++) {
		if (source[i] == '\n') {
			place.line++;
			place.column = 1;
		} else if (((unsigned char)source[i] & 0xC0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

const char *
liquid_place_of(const struct fault *f, struct liquid_place *out)
{
	char *end;

	*out = (struct liquid_place){ 0, 0 };
	if (f->word != WORD_TEMPLATE_INVALID && f->word != WORD_TEMPLATE_TOO_LARGE)
		return f->cause;
	size_t line = strtoul(f->cause, &end, 10);
	if (end == f->cause || *end != ':')
		return f->cause;
	size_t column = strtoul(end + 1, &end, 10);
	if (strncmp(end, ": ", 2) != 0)
		return f->cause;
	*out = (struct liquid_place){ line, column };
	return end + 2;
}
