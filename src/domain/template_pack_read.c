/* SPDX-License-Identifier: MIT */
/* a packed text recognised, and its parts given back */
#include "domain/template_pack.h"

#include <string.h>

#include "base/mem.h"
#include "domain/liquid.h"
#include "domain/template_pack_impl.h"

#define OPENING PACK_COMMENT PACK_MARK

/* What is read, and where in the whole of it. */
struct reader {
	const char *whole;
	size_t whole_bytes;
	size_t at;  /* of what is read next */
	size_t end; /* of this packed text, behind its last tag */
	enum template_kind kind;
	enum template_channel field;
	struct template_unpacked *out;
	size_t first; /* of the parts that this packed text gave */
};

static enum status
not_recognised(const struct reader *r, size_t offset, const char *what, struct fault *f)
{
	struct liquid_place place = liquid_place_at(r->whole, r->whole_bytes, offset);

	fault_set(f, WORD_TEMPLATE_INVALID, "%zu:%zu: %s", place.line, place.column, what);
	return fault_hint(f, "unpack reads what otpdeck template pack wrote, its texts changed at "
	                     "most");
}

static bool
starts_with(const struct reader *r, size_t at, const char *words)
{
	size_t size = strlen(words);

	return r->end - at >= size && memcmp(r->whole + at, words, size) == 0;
}

static size_t
find(const struct reader *r, size_t from, size_t end, const char *words)
{
	const char *found = memmem(r->whole + from, end - from, words, strlen(words));

	return found ? (size_t)(found - r->whole) : end;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* --- The head ------------------------------------------------------------------------------- */

static bool
reads_head_of(struct reader *r, enum template_kind kind, enum template_channel field)
{
	struct text head;
	bool same;

	text_init(&head, 1024);
	template_pack_write_head(kind, field, &head);
	same = template_pack_has_field(kind, field) && starts_with(r, r->at, text_string(&head));
	if (same) {
		r->kind = kind;
		r->field = field;
		r->at += head.size_bytes;
	}
	text_finish(&head);
	return same;
}

static enum status
read_head(struct reader *r, struct fault *f)
{
	for (int kind = 0; kind < TEMPLATE_KIND_COUNT; kind++)
		for (int field = TEMPLATE_BOTH; field <= TEMPLATE_VOICE; field++)
			if (reads_head_of(r, (enum template_kind)kind,
			                  (enum template_channel)field))
				return ST_OK;
	return not_recognised(r, r->at, "this is not the beginning of a packed text", f);
}

/* --- One part ------------------------------------------------------------------------------- */

/* The name in the comment that ends at `end`; *comment is where it begins. */
static enum status
read_name(const struct reader *r, size_t end, struct template_name *name, size_t *comment,
          struct fault *f)
{
	char written[TEMPLATE_NAME_BYTES];
	struct fault why = { 0 };
	size_t size;

	*comment = end;
	while (*comment > r->at && !starts_with(r, *comment, PACK_COMMENT))
		--*comment;
	size = end - *comment - strlen(PACK_COMMENT);
	if (!starts_with(r, *comment, PACK_COMMENT) || size >= sizeof(written))
		return not_recognised(r, *comment, "the name of a text was expected", f);
	memcpy(written, r->whole + *comment + strlen(PACK_COMMENT), size);
	written[size] = '\0';
	if (template_name_parse(written, name, &why) != ST_OK || name->kind != r->kind)
		return not_recognised(r, *comment, "the name of a text of this kind was expected",
		                      f);
	return ST_OK;
}

static void
add_part(struct reader *r, const struct template_name *name)
{
	struct template_unpacked *out = r->out;

	out->parts = mem_resize(out->parts, (out->count + 1) * sizeof(*out->parts));
	out->parts[out->count++] = (struct template_part){ .name = *name };
}

/* Ends the text of the part before at `end`. */
static void
end_part(struct reader *r, size_t end)
{
	if (r->out->count == r->first)
		return;
	struct template_part *last = &r->out->parts[r->out->count - 1];
	last->source = r->whole + r->at;
	last->size_bytes = end - r->at;
}

/* Reads the test of the next part, whose comment ends at `mark`. */
static enum status
read_test(struct reader *r, size_t mark, struct fault *f)
{
	struct template_name name;
	struct text test;
	size_t comment = 0;
	size_t begin;
	enum status st = read_name(r, mark, &name, &comment, f);

	if (st != ST_OK)
		return st;
	text_init(&test, 1024);
	template_pack_write_test(&name, r->field, r->out->count == r->first, &test);
	begin = mark + strlen(PACK_COMMENT_END) - test.size_bytes;
	if (mark + strlen(PACK_COMMENT_END) < r->at + test.size_bytes ||
	    !starts_with(r, begin, text_string(&test)) ||
	    (r->out->count == r->first && begin != r->at))
		st = not_recognised(r, comment, "another test was expected for this name", f);
	text_finish(&test);
	if (st != ST_OK)
		return st;
	end_part(r, begin);
	add_part(r, &name);
	r->at = mark + strlen(PACK_COMMENT_END);
	return ST_OK;
}

/* --- One packed text ------------------------------------------------------------------------ */

/* A text may have been changed: what is wrong with it has its name, and its place in the whole. */
static enum status
check_text(const struct reader *r, const struct template_part *part, struct fault *f)
{
	struct liquid_place inside = { 0 };
	struct liquid_place begin;
	struct fault why = { 0 };
	char name[TEMPLATE_NAME_BYTES];
	enum status st = template_check_source(part->source, part->size_bytes, &why);
	const char *message;

	if (st == ST_OK)
		return st;
	begin = liquid_place_at(r->whole, r->whole_bytes, (size_t)(part->source - r->whole));
	message = liquid_place_of(&why, &inside);
	if (inside.line <= 1 && inside.column > 0)
		begin.column += inside.column - 1;
	if (inside.line > 1)
		begin.column = inside.column;
	if (inside.line > 1)
		begin.line += inside.line - 1;
	template_name_write(&part->name, name, sizeof(name));
	fault_set(f, why.word, "%zu:%zu: %s: %s", begin.line, begin.column, name, message);
	return fault_hint(f, "%s",
	                  why.hint[0] ? why.hint : "nothing was saved; mend it and try again");
}

/* What is between the texts says what is written there, and in that order. */
static enum status
check_again(const struct reader *r, size_t begin, struct fault *f)
{
	struct fault why = { 0 };
	struct text again;
	enum status st;

	for (size_t i = r->first; i < r->out->count; i++)
		if (check_text(r, &r->out->parts[i], f) != ST_OK)
			return f->code;
	text_init(&again, TEMPLATE_SOURCE_MAX);
	st = template_pack(r->out->parts + r->first, r->out->count - r->first, r->field, &again,
	                   &why);
	if (st == ST_OK && (again.size_bytes != r->end - begin ||
	                    memcmp(text_string(&again), r->whole + begin, again.size_bytes) != 0))
		st = not_recognised(r, begin, "the tests are not in the order of packing", f);
	else if (st != ST_OK)
		*f = why;
	text_finish(&again);
	return st;
}

static enum status
read_one(struct reader *r, struct fault *f)
{
	size_t begin = r->at;
	size_t last = r->end - strlen(PACK_END);
	enum status st = read_head(r, f);

	if (st == ST_OK && (r->end < r->at + strlen(PACK_END) || !starts_with(r, last, PACK_END)))
		st = not_recognised(r, r->end,
		                    "the end of the packed text, " PACK_END ", was expected", f);
	r->first = r->out->count;
	while (st == ST_OK) {
		size_t mark = find(r, r->at, last, PACK_COMMENT_END);

		if (mark == last)
			break;
		st = read_test(r, mark, f);
	}
	if (st == ST_OK && r->out->count == r->first)
		st = not_recognised(r, r->at, "a text was expected", f);
	if (st != ST_OK)
		return st;
	end_part(r, last);
	return check_again(r, begin, f);
}

/* A text for both channels stands in both fields of a unified kind. */
static enum status
merge(struct reader *r, struct fault *f)
{
	struct template_part *parts = r->out->parts;
	size_t kept = r->first;

	for (size_t i = r->first; i < r->out->count; i++) {
		size_t j = 0;

		while (j < r->first && !template_name_equals(&parts[j].name, &parts[i].name))
			j++;
		if (j == r->first)
			parts[kept++] = parts[i];
		else if (parts[j].size_bytes != parts[i].size_bytes ||
		         memcmp(parts[j].source, parts[i].source, parts[i].size_bytes) != 0)
			return not_recognised(r, (size_t)(parts[i].source - r->whole),
			                      "this text for both channels is another one above",
			                      f);
	}
	r->out->count = kept;
	return ST_OK;
}

enum status
template_unpack(const char *source, size_t size_bytes, struct template_unpacked *out,
                struct fault *f)
{
	struct reader r = { .whole = source, .whole_bytes = size_bytes, .out = out };
	enum status st = ST_OK;

	*out = (struct template_unpacked){ 0 };
	do {
		size_t next;

		while (r.at < size_bytes && is_blank(source[r.at]))
			r.at++;
		next = r.at < size_bytes ? find(&r, r.at + 1, size_bytes, OPENING) : size_bytes;
		r.end = next;
		while (r.end > r.at && is_blank(source[r.end - 1]))
			r.end--;
		st = read_one(&r, f);
		if (st == ST_OK)
			st = merge(&r, f);
		r.at = next;
	} while (st == ST_OK && r.at < size_bytes);
	if (st != ST_OK)
		template_unpacked_finish(out);
	return st;
}

void
template_unpacked_finish(struct template_unpacked *u)
{
	mem_free(u->parts);
	*u = (struct template_unpacked){ 0 };
}
